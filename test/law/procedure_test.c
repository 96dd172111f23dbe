/* The reader of procedures: what is good is read, each fault is named at its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/law.h"
#include "dauys/procedure.h"

static const char good[] =
    /* 1 */
    "procedure: xx/plea\n"
    /* 2 */ "title: {en: Plea}\n"
    /* 3 */ "versions:\n"
    /* 4 */ "- in_force: {from: 2020-01-01, until: 2021-12-31}\n"
    /* 5 */ "  source: made up\n"
    /* 6 */ "  roles:\n"
    /* 7 */ "    citizen: {title: {en: citizen}, single: true}\n"
    /* 8 */ "    office: {title: {en: office}, official: true}\n"
    /* 9 */ "  fields:\n"
    /* 10 */ "    text: {title: {en: text}, type: text, public: true}\n"
    /* 11 */ "    to: {title: {en: to}, type: office, role: office}\n"
    /* 12 */ "    kind: {title: {en: kind}, type: choice, options: {a: {en: A}, b: {en: B}}}\n"
    /* 13 */ "    heads: {title: {en: heads}, type: count}\n"
    /* 14 */ "    day: {title: {en: day}, type: date}\n"
    /* 15 */ "    who: {title: {en: who}, type: person}\n"
    /* 16 */ "    area: {title: {en: area}, type: place}\n"
    /* 17 */ "  steps:\n"
    /* 18 */ "    filed: {title: {en: filed}}\n"
    /* 19 */ "    granted: {title: {en: granted}, end: true, result: granted, cite: art. 1}\n"
    /* 20 */ "    refused: {title: {en: refused}, end: true, result: refused, reasons: {late: {en: "
    "late}}, appeal: {whom: {en: court}, days: 10, ends: next-working-day, cite: art. 9}, "
    "cite: art. 1}\n"
    /* 21 */ "  acts:\n"
    /* 22 */ "    file: {title: {en: file}, by: [citizen], opens: true, to: filed, needs: [text, "
    "to], may: [kind, heads, day], if: [{within: {months: 3, of: day}}], cite: art. 1}\n"
    /* 23 */ "    sign: {title: {en: sign}, by: [citizen], from: [filed], needs: [who, area], "
    "once_per_person: true, cite: art. 2}\n"
    /* 24 */ "    more: {title: {en: more}, by: [office], from: [filed], may: [day], cite: art. "
    "3}\n"
    /* 25 */ "    grant: {title: {en: grant}, by: [office], from: [filed], to: granted, if: "
    "[{threshold: enough, reached: true}], cite: art. 4}\n"
    /* 26 */ "    refuse: {title: {en: refuse}, by: [office], from: [filed], to: refused, cite: "
    "art. 5}\n"
    /* 27 */ "  registers:\n"
    /* 28 */ "    names: {title: {en: names}, adds: [sign], area: area, cite: art. 2}\n"
    /* 29 */ "  thresholds:\n"
    /* 30 */ "    enough: {title: {en: enough}, of: names, rows: [{if: [{field: kind, is: [a]}], "
    "at_least: 2 %, of: heads, cite: art. 4}, {more_than: 10, cite: art. 4}], areas: "
    "{each: 2, n: 3, cite: art. 4}, cite: art. 4}\n"
    /* 31 */ "  clocks:\n"
    /* 32 */ "    answer: {title: {en: answer}, from: [file], until: [grant, refuse], who: office, "
    "working_days: 15, extend: {by: more, months: 2, from: start, until: day, cite: art. "
    "6}, silence: {to: refused, cite: art. 7}, cite: art. 6}\n"
    /* 33 */ "  silent:\n"
    /* 34 */ "  - text: {en: nothing more}\n";

static const struct {
    const char *name, *from, *to;
    uint32_t line;
    const char *message;
} spoils[] = {
    {"an unknown key", "  source: made up", "  sauce: made up", 5, "did you mean \"source\""},
    {"no procedure", "procedure: xx/plea", "act: xx/plea", 1, "procedure"},
    {"an id without a country", "xx/plea", "plea", 1, "country/procedure"},
    {"no versions", "versions:\n", "version:\n", 3, "versions"},
    {"a version that ends before it begins", "until: 2021", "until: 2019", 4, "before"},
    {"an id with a space", "citizen: {title", "\"a citizen\": {title", 7, "letters"},
    {"a role that does nothing", "    office: {title",
     "    idle: {title: {en: x}}\n    office: {title", 8, "does nothing"},
    {"no such type", "type: text", "type: txt", 10, "text, date"},
    {"options for a text", "type: text,", "type: text, options: {a: {en: A}},", 10, "choice"},
    {"a choice without options", ", options: {a: {en: A}, b: {en: B}}", "", 12, "options"},
    {"a role for a count", "type: count}", "type: count, role: office}", 13, "role"},
    {"a field with the reserved id", "    heads: {title", "    reason: {title", 13, "reasons"},
    {"a field nobody says", "    day: {title",
     "    idle: {title: {en: x}, type: date}\n    day: {title", 14, "no act says"},
    {"an end without a result", "end: true, result: granted", "end: true", 19, "result"},
    {"no such result", "result: granted", "result: great", 19, "granted, refused"},
    {"an end without an article", "result: granted, cite: art. 1", "result: granted", 19, "cite"},
    {"an appeal in hours", "days: 10, ends: next-working-day", "hours: 10", 20, "hours"},
    {"an appeal of nothing",
     "appeal: {whom: {en: court}, days: 10, ends: next-working-day, cite: "
     "art. 9}",
     "appeal: maybe", 20, "none, silent"},
    {"a step that nothing leads to", "    granted: {title",
     "    lost: {title: {en: x}}\n    granted: {title", 19, "no act and no silence leads to"},
    {"a step without an end", "from: [filed], may: [day], cite: art. 3}",
     "from: [filed], to: trap, may: [day], cite: art. 3}", 24, "steps"},
    {"an act by nobody", "by: [citizen], opens", "by: [], opens", 22, "by nobody"},
    {"an act without by", "by: [citizen], opens: true", "opens: true", 22, "by nobody"},
    {"an act by a stranger", "by: [citizen], opens", "by: [pope], opens", 22, "one of \"roles\""},
    {"nothing opens a case", "opens: true, to: filed", "from: [filed], to: filed", 22, "opens"},
    {"an act that can never be done", "from: [filed], to: granted", "to: granted", 25, "never"},
    {"an opening from somewhere", "opens: true,", "opens: true, from: [filed],", 22,
     "opens a case"},
    {"an opening to nowhere", "opens: true, to: filed", "opens: true", 22, "no step"},
    {"no such step", "to: granted, if", "to: heaven, if", 25, "one of \"steps\""},
    {"needed and allowed", "may: [kind,", "may: [text, kind,", 22, "which it needs"},
    {"twice in a list", "needs: [text, to]", "needs: [text, text]", 22, "twice"},
    {"no person once", "needs: [who, area], once_per_person",
     "needs: [area], may: [who], "
     "once_per_person",
     23, "person"},
    {"no condition", "if: [{within: {months: 3, of: day}}]", "if: [{weather: fine}]", 22,
     "no condition"},
    {"a term from no day", "of: day}}]", "of: heads}}]", 22, "of type date"},
    {"a condition without a term", "{months: 3, of: day}", "{of: day}", 22, "needs one of"},
    {"two terms", "{months: 3, of: day}", "{months: 3, days: 2, of: day}", 22, "needs one of"},
    {"no such option", "is: [a]", "is: [c]", 30, "none of the options"},
    {"a value of no choice", "field: kind, is: [a]", "field: heads, is: [a]", 30, "no choice"},
    {"two tests", "field: kind, is: [a]", "field: kind, is: [a], not: [b]", 30, "one test"},
    {"a share of nothing", "at_least: 2 %, of: heads", "at_least: 2 %", 30, "of what"},
    {"a share of a text", "at_least: 2 %, of: heads", "at_least: 2 %, of: text", 30,
     "of type count"},
    {"more than all", "at_least: 2 %, of: heads", "at_least: 200 %, of: heads", 30, "share"},
    {"areas of nothing", "adds: [sign], area: area", "adds: [sign]", 30, "no \"area\""},
    {"areas without a number", "{each: 2, n: 3,", "{each: 2,", 30, "areas"},
    {"no such register", "of: names", "of: faces", 30, "one of \"registers\""},
    {"a clock without a start", "from: [file], until: [grant, refuse]", "until: [grant, refuse]",
     32, "without a start"},
    {"a clock nobody answers for", " who: office,", "", 32, "who"},
    {"a clock without a term", "working_days: 15, ", "", 32, "needs a term"},
    {"working days that move", "working_days: 15, ", "working_days: 15, ends: next-working-day, ",
     32, "only days and months"},
    {"an extension by nothing", "extend: {by: more, months: 2", "extend: {months: 2", 32, "by"},
    {"an extension from nowhere", "months: 2, from: start", "months: 2", 32, "from"},
    {"an extension until a word", "until: day, cite", "until: text, cite", 32, "of type date"},
    {"started and stopped at once", "until: [grant, refuse]", "until: [file]", 32, "same act"},
    {"silence to nowhere", "silence: {to: refused", "silence: {to: heaven", 32, "steps"},
    {"a wrong unit", "working_days: 15", "weeks: 15", 32, "known here"},
    {"a word for a number", "working_days: 15", "working_days: many", 32, "is"},
};

static enum dy_code parse(struct dy_arena *mem, const char *text, const struct dy_procedure **out,
                          struct dy_err *err)
{
    return dy_procedure_parse(mem, "xx/plea.yaml", text, strlen(text), out, err);
}

static void a_good_procedure_is_read(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_procedure *of = NULL;
    dy_arena_init(&mem);
    if (parse(&mem, good, &of, &err))
        fail_msg("%u:%u %s %s", err.at.line, err.at.column, err.where, err.msg);
    const struct dy_procedure_version *law = &of->versions[0];
    assert_int_equal(law->n_acts, 5);
    assert_int_equal(law->clocks[0].n_stops, 2);
    assert_int_equal(law->clocks[0].terms[0].term.unit, DY_PERIOD_WORKING_DAYS);
    assert_string_equal(law->clocks[0].terms[0].cite, "art. 6");
    assert_true(law->clocks[0].extension.from_start);
    assert_int_equal(law->clocks[0].suspended_by, DY_NO_PART);
    assert_int_equal(law->thresholds[0].rows[0].fraction.num * 50,
                     law->thresholds[0].rows[0].fraction.den);
    assert_true(law->thresholds[0].rows[1].more_than);
    assert_int_equal(law->steps[2].appeal.kind, DY_APPEAL_OPEN);
    assert_true(law->acts[4].needs_reason);
    assert_int_equal(dy_procedure_act_find(law, "grant"), 3);
    assert_int_equal(dy_procedure_act_find(law, "pray"), DY_NO_PART);
    assert_true(dy_procedure_is_one(good, strlen(good)));
    assert_false(dy_procedure_is_one("act: xx/plea\n", 13));
    dy_arena_finish(&mem);
}

static char *spoilt(const char *from, const char *to)
{
    static char text[8192];
    const char *at = strstr(good, from);
    assert_non_null(at);
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
    return text;
}

static void each_fault_is_noticed_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(spoils); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        const struct dy_procedure *of;
        dy_arena_init(&mem);
        enum dy_code code = parse(&mem, spoilt(spoils[i].from, spoils[i].to), &of, &err);
        if (code != DY_E_INPUT || err.at.line != spoils[i].line || err.at.column == 0 ||
            !strstr(err.msg, spoils[i].message))
            fail_msg("%s: code %d, line %u column %u, %s: %s", spoils[i].name, (int)code,
                     err.at.line, err.at.column, err.where, err.msg);
        dy_arena_finish(&mem);
    }
}

static void a_trap_has_no_end(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_procedure *of;
    dy_arena_init(&mem);
    enum dy_code code = parse(
        &mem, spoilt("    granted: {title", "    trap: {title: {en: x}}\n    granted: {title"), &of,
        &err);
    assert_int_equal(code, DY_E_INPUT);
    err = (struct dy_err){0};
    code = parse(&mem,
                 spoilt("  acts:\n", "    trap: {title: {en: x}}\n  acts:\n    fall: {title: {en: "
                                     "x}, by: [office], from: [filed], to: trap, cite: art. 1}\n"),
                 &of, &err);
    assert_int_equal(code, DY_E_INPUT);
    assert_int_equal(err.at.line, 21);
    assert_non_null(strstr(err.msg, "step without an end"));
    dy_arena_finish(&mem);
}

static void no_memory_is_an_error_at_every_allocation(void **state)
{
    (void)state;
    for (uint64_t n = 1;; n++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        const struct dy_procedure *of = NULL;
        const struct dy_procedure_remark *remarks;
        size_t n_remarks;
        dy_arena_init(&mem);
        mem.fail_at = n;
        enum dy_code code = parse(&mem, good, &of, &err);
        if (!code)
            code = dy_procedure_remarks(&mem, of, &n_remarks, &remarks, &err);
        dy_arena_finish(&mem);
        if (!code)
            break;
        assert_int_equal(code, DY_E_NOMEM);
        assert_int_equal(err.code, DY_E_NOMEM);
    }
}

static void what_is_left_out_is_said(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_procedure *of;
    const struct dy_procedure_remark *remarks;
    size_t n;
    dy_arena_init(&mem);
    assert_int_equal(parse(&mem, good, &of, &err), DY_OK);
    assert_int_equal(dy_procedure_remarks(&mem, of, &n, &remarks, &err), DY_OK);
    assert_int_equal(n, 0);
    assert_int_equal(
        parse(
            &mem,
            spoilt(", appeal: {whom: {en: court}, days: 10, ends: next-working-day, cite: art. 9}",
                   ""),
            &of, &err),
        DY_OK);
    assert_int_equal(dy_procedure_remarks(&mem, of, &n, &remarks, &err), DY_OK);
    assert_int_equal(n, 1);
    assert_string_equal(remarks[0].id, "refused");
    assert_int_equal(
        parse(&mem, spoilt("if: [{threshold: enough, reached: true}], ", ""), &of, &err), DY_OK);
    assert_int_equal(dy_procedure_remarks(&mem, of, &n, &remarks, &err), DY_OK);
    assert_int_equal(n, 1);
    assert_string_equal(remarks[0].id, "enough");
    dy_arena_finish(&mem);
}

static void has_all_languages(const char *path, const char *id, const struct dy_names *title)
{
    if (title->n != 3)
        fail_msg("%s: %s has %zu languages", path, id, title->n);
}

static void check_languages(const struct dy_procedure *of)
{
    has_all_languages(of->path, of->id, &of->title);
    for (size_t v = 0; v < of->n_versions; v++) {
        const struct dy_procedure_version *law = &of->versions[v];
        for (size_t i = 0; i < law->n_steps; i++)
            has_all_languages(of->path, law->steps[i].id, &law->steps[i].title);
        for (size_t i = 0; i < law->n_acts; i++)
            has_all_languages(of->path, law->acts[i].id, &law->acts[i].title);
        for (size_t i = 0; i < law->n_clocks; i++)
            has_all_languages(of->path, law->clocks[i].id, &law->clocks[i].title);
        for (size_t i = 0; i < law->n_silences; i++)
            has_all_languages(of->path, "silent", &law->silences[i].text);
    }
}

static void every_procedure_of_ours_is_read(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_procedure *const *all;
    const struct dy_procedure_version *version;
    const struct dy_procedure *of;
    size_t n;
    dy_arena_init(&mem);
    if (dy_procedure_list(&mem, "law", &n, &all, &err))
        fail_msg("%s:%u:%u %s %s", err.at.file, err.at.line, err.at.column, err.where, err.msg);
    assert_int_equal(n, 14);
    for (size_t i = 0; i < n; i++)
        check_languages(all[i]);
    assert_int_equal(dy_procedure_on(all[2], (struct dy_date){1990, 1, 1}, &version, &err),
                     DY_E_INPUT);
    assert_non_null(strstr(err.msg, "no version in force on 1990-01-01"));
    err = (struct dy_err){0};
    assert_int_equal(dy_procedure_find(&mem, "law", "../law/kz/appeal", &of, &err), DY_E_INPUT);
    dy_arena_finish(&mem);
}

static void the_party_has_its_numbers_by_date(void **state)
{
    (void)state;
    static const struct {
        struct dy_date day;
        uint64_t members, branch, initiators;
    } rows[] = {{{2019, 6, 1}, 40000, 600, 1000},
                {{2021, 6, 1}, 20000, 600, 1000},
                {{2023, 6, 1}, 5000, 200, 700}};
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_procedure *of;
    dy_arena_init(&mem);
    assert_int_equal(dy_procedure_find(&mem, "law", "kz/party-registration", &of, &err), DY_OK);
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        const struct dy_procedure_version *law;
        assert_int_equal(dy_procedure_on(of, rows[i].day, &law, &err), DY_OK);
        assert_int_equal(law->thresholds[1].rows[0].n, rows[i].members);
        assert_int_equal(law->thresholds[1].areas.each, rows[i].branch);
        assert_int_equal(law->thresholds[0].rows[0].n, rows[i].initiators);
    }
    dy_arena_finish(&mem);
}

static void values_are_of_their_types(void **state)
{
    (void)state;
    static const struct {
        enum dy_field_type type;
        const char *value;
        bool good;
    } rows[] = {
        {DY_FIELD_TEXT, "су", true},
        {DY_FIELD_TEXT, "", false},
        {DY_FIELD_TEXT, "\xff", false},
        {DY_FIELD_DATE, "2024-02-29", true},
        {DY_FIELD_DATE, "2023-02-29", false},
        {DY_FIELD_MOMENT, "2024-02-29T23:59:59Z", true},
        {DY_FIELD_MOMENT, "tonight", false},
        {DY_FIELD_COUNT, "9007199254740992", true},
        {DY_FIELD_COUNT, "-1", false},
        {DY_FIELD_PERSON, "00000000000000000000000000000000000000000000000000000000000000ff", true},
        {DY_FIELD_PERSON, "00000000000000000000000000000000000000000000000000000000000000FF",
         false},
        {DY_FIELD_DOCUMENT, "abc", false},
        {DY_FIELD_PLACE, "71-03", true},
        {DY_FIELD_OFFICE, "../etc", false},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_procedure_field field = {.id = "x", .type = rows[i].type};
        if ((dy_field_wrong(&field, rows[i].value) == NULL) != rows[i].good)
            fail_msg("%s of type %s", rows[i].value, dy_field_type_name(rows[i].type));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_procedure_is_read),
        cmocka_unit_test(each_fault_is_noticed_at_its_place),
        cmocka_unit_test(a_trap_has_no_end),
        cmocka_unit_test(no_memory_is_an_error_at_every_allocation),
        cmocka_unit_test(what_is_left_out_is_said),
        cmocka_unit_test(every_procedure_of_ours_is_read),
        cmocka_unit_test(the_party_has_its_numbers_by_date),
        cmocka_unit_test(values_are_of_their_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The reader of law files: one good act, and every way to spoil it that the reader has to notice,
 * with line, column and what would be right.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/law.h"
#include "law/diff.h"

static const char good[] =
    "act: xx/house\n"                                                              /*  1 */
    "title: {en: The House}\n"                                                     /*  2 */
    "versions:\n"                                                                  /*  3 */
    "- in_force: {from: 2000-01-01, until: 2009-12-31}\n"                          /*  4 */
    "  source: made up\n"                                                          /*  5 */
    "  body: {seats: 10, cite: art. 1}\n"                                          /*  6 */
    "  shares:\n"                                                                  /*  7 */
    "    cast: {sum: [votes, against_all], title: {en: cast}, cite: art. 2}\n"     /*  8 */
    "  tiers:\n"                                                                   /*  9 */
    "  - id: list\n"                                                               /* 10 */
    "    title: {en: lists}\n"                                                     /* 11 */
    "    seats: 7\n"                                                               /* 12 */
    "    area: nation\n"                                                           /* 13 */
    "    ballot: {choices: lists, against_all: true}\n"                            /* 14 */
    "    admit: {at_least: 5 %, of: cast, if_none: {reading: R1}, cite: art. 3}\n" /* 15 */
    "    award: {method: hare, cite: art. 4}\n"                                    /* 16 */
    "    ties: {rule: lot, cite: art. 4}\n"                                        /* 17 */
    "  - {id: single, title: {en: s}, seats: 3, area: district, ballot: {choices: candidates, "
    "against_all: true}, award: {method: plurality, cite: art. 5}}\n"              /* 18 */
    "  protocol:\n"                                                                /* 19 */
    "    fields:\n"                                                                /* 20 */
    "      issued: {title: {en: issued}}\n"                                        /* 21 */
    "    controls:\n"                                                              /* 22 */
    "    - {id: K1, must: cast <= issued, cite: art. 6, switches_off: [K2]}\n"     /* 23 */
    "    - {id: K2, must: (votes + 1) * 2 >= 0, when: issued > 0, cite: art. 6}\n" /* 24 */
    "  readings:\n"                                                                /* 25 */
    "  - {id: R1, question: {en: q}, cite: art. 3, options: {nobody: {en: n}, all-lists: {en: a}}, "
    "chosen: silent}\n"                                                                /* 26 */
    "  silent:\n"                                                                      /* 27 */
    "  - {when: no-list-reaches-bar, text: {en: t}, cite: art. 3, reading: R1}\n"      /* 28 */
    "  deadlines:\n"                                                                   /* 29 */
    "  - {id: results, title: {en: r}, days: 10, from: election-day, cite: art. 7}\n"; /* 30 */

static const struct {
    const char *name, *from, *to;
    uint32_t line;
    const char *message;
} spoils[] = {
    {"an end of a term that there is not", "days: 10,", "days: 10, ends: tomorrow,", 30,
     "as-counted, next-working-day"},
    {"an end for working days", "days: 10,", "working_days: 10, ends: next-working-day,", 30,
     "only days and months"},
    {"an end for hours", "days: 10,", "hours: 10, ends: as-counted,", 30, "only days and months"},
    {"a role that there is not", "days: 10,", "days: 10, role: hope,", 30,
     "step, complaint, answer"},
    {"a term that moves, with whom in languages", "days: 10,",
     "days: 10, ends: next-working-day, role: complaint, whom: {en: court},", 0, NULL},
    {"an unknown key", "area: nation", "aera: nation", 13, "did you mean \"area\""},
    {"a share without its unit", "at_least: 5 %", "at_least: 5", 15, "\"5 %\""},
    {"a share above the whole", "at_least: 5 %", "at_least: 105 %", 15, "at most the whole"},
    {"both comparisons at once", "at_least: 5 %", "at_least: 5 %, more_than: 5 %", 15, "either"},
    {"seats that do not add up", "seats: 7", "seats: 8", 10,
     "add up to 11 seats, but the body has 10"},
    {"an end before the beginning", "until: 2009-12-31", "until: 1999-12-31", 4, "before \"from\""},
    {"a day that does not exist", "from: 2000-01-01", "from: 2000-02-30", 4, "a day such as"},
    {"a control on an unknown field", "cast <= issued", "cast <= isued", 23,
     "unknown field at \"isued\""},
    {"a control without a relation", "cast <= issued", "cast + issued", 23,
     "one of == != <= >= < >"},
    {"a control that could overflow", "(votes + 1) * 2", "(votes + 1) * votes", 24,
     "has to be a number"},
    {"a control with an open bracket", "(votes + 1) * 2", "(votes + 1 * 2", 24, "\")\" is needed"},
    {"a control of another id switched off", "switches_off: [K2]", "switches_off: [K9]", 23, "K9"},
    {"two controls of one id", "id: K2", "id: K1", 24, "of another control"},
    {"an unknown share", "of: cast", "of: cats", 15, "a share of \"shares\""},
    {"an unknown method", "method: hare", "method: hair", 16, "one of these is needed: hare"},
    {"a method for candidates on lists", "method: hare", "method: plurality", 16,
     "a method for candidates"},
    {"an unknown word", "rule: lot", "rule: coin", 17, "silent, earlier-registration, lot"},
    {"a reading that is not defined", "{reading: R1}, cite", "{reading: R2}, cite", 15, "\"R2\""},
    {"an option that means nothing to the rule", "nobody: {en: n}", "somebody: {en: n}", 15,
     "somebody"},
    {"a choice that is no option", "chosen: silent", "chosen: maybe", 26, "none of the options"},
    {"a silence that is never met", "when: no-list-reaches-bar", "when: rain", 28,
     "one of these is needed"},
    {"a deadline without its unit", "days: 10", "weeks: 10", 30, "unknown key \"weeks\""},
    {"a deadline with two units", "days: 10", "days: 10, hours: 3", 30, "needs one of"},
    {"a missing article", "award: {method: hare, cite: art. 4}", "award: {method: hare}", 16,
     "lacks the key \"cite\""},
    {"a key twice", "    area: nation\n", "    area: nation\n    area: nation\n", 14, "twice"},
    {"an anchor", "area: nation", "area: &a nation", 13, "anchor"},
    {"an alias", "area: nation", "area: *a", 13, "alias"},
    {"a tag", "area: nation", "area: !!str nation", 13, "tag"},
    {"an act of another form", "act: xx/house", "act: house", 1, "country/act"},
    {"an unknown language", "title: {en: lists}", "title: {tlh: lists}", 11, "unknown key \"tlh\""},
    {"a field with a taken name", "      issued: {title: {en: issued}}\n",
     "      votes: {title: {en: issued}}\n", 21, "a meaning of its own"},
    {"a guarantee without a bar",
     "    admit: {at_least: 5 %, of: cast, if_none: {reading: R1}, cite: art. 3}\n",
     "    guarantee: {lists: 2, factor: 0.7, minimum: 1, cite: x}\n", 10, "a guarantee but no bar"},
    {"against all counted but not on a ballot", "against_all: true}\n    admit",
     "against_all: false}\n    admit", 0, NULL},
    {"a second document", "act: xx/house\n", "act: xx/house\n---\n", 2, "second document"},
    {"no YAML at all", "versions:\n", "versions: [\n", 0, "YAML"},
};

static enum dy_code read(struct dy_arena *mem, const char *text, const struct dy_law_act **act,
                         struct dy_err *err)
{
    return dy_law_parse(mem, "house.yaml", text, strlen(text), act, err);
}

static void replace(const char *from, const char *to, char *out, size_t size)
{
    const char *at = strstr(good, from);
    assert_non_null(at);
    snprintf(out, size, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
}

static void a_good_act_is_read(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_law_act *act;
    dy_arena_init(&mem);
    if (read(&mem, good, &act, &err))
        fail_msg("%u:%u %s", err.at.line, err.at.column, err.msg);
    const struct dy_law_version *law = &act->versions[0];
    assert_int_equal(law->n_tiers, 2);
    assert_int_equal(law->tiers[0].bar.rows[0].fraction.num, 5);
    assert_int_equal(law->tiers[0].bar.if_none.value, DY_NONE_SILENT);
    assert_int_equal(law->controls[0].n_switches_off, 1);
    assert_int_equal(law->deadlines[0].n, 10);
    dy_arena_finish(&mem);
}

static void each_fault_is_noticed_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(spoils); i++) {
        char text[8192];
        struct dy_arena mem;
        struct dy_err err = {0};
        const struct dy_law_act *act;
        replace(spoils[i].from, spoils[i].to, text, sizeof text);
        dy_arena_init(&mem);
        enum dy_code code = read(&mem, text, &act, &err);
        bool wanted = spoils[i].message != NULL;
        if (wanted && code == DY_OK)
            fail_msg("%s: not noticed", spoils[i].name);
        if (wanted && (!strstr(err.msg, spoils[i].message) ||
                       (spoils[i].line && err.at.line != spoils[i].line) || err.at.column == 0))
            fail_msg("%s: %u:%u %s", spoils[i].name, err.at.line, err.at.column, err.msg);
        if (!wanted && code != DY_OK)
            fail_msg("%s: %s", spoils[i].name, err.msg);
        dy_arena_finish(&mem);
    }
}

static void versions_must_not_overlap(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        bool good;
    } rows[] = {{"2010-01-01", true}, {"2009-12-31", false}, {"1990-01-01", false}};
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char text[16384], second[8192];
        struct dy_arena mem;
        struct dy_err err = {0};
        const struct dy_law_act *act;
        snprintf(second, sizeof second, "- in_force: {from: %s}\n%s", rows[i].from,
                 strstr(good, "  source:"));
        snprintf(text, sizeof text, "%s%s", good, second);
        dy_arena_init(&mem);
        enum dy_code code = read(&mem, text, &act, &err);
        assert_int_equal(code == DY_OK, rows[i].good);
        if (!rows[i].good)
            assert_non_null(strstr(err.msg, "overlap"));
        dy_arena_finish(&mem);
    }
}

static void a_reading_changes_what_takes_it(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_law_act *act;
    const struct dy_law_version *other;
    dy_arena_init(&mem);
    assert_int_equal(read(&mem, good, &act, &err), DY_OK);
    assert_int_equal(dy_law_choose(&mem, &act->versions[0], "R1", "all-lists", &other, &err),
                     DY_OK);
    assert_int_equal(other->tiers[0].bar.if_none.value, DY_NONE_ALL_LISTS);
    assert_true(other->readings[0].overridden);
    assert_int_equal(act->versions[0].tiers[0].bar.if_none.value, DY_NONE_SILENT);
    assert_int_equal(dy_law_choose(&mem, &act->versions[0], "R1", "perhaps", &other, &err),
                     DY_E_INPUT);
    err = (struct dy_err){0};
    assert_int_equal(dy_law_choose(&mem, &act->versions[0], "R9", "nobody", &other, &err),
                     DY_E_INPUT);
    dy_arena_finish(&mem);
}

static void no_memory_is_an_error_at_every_allocation(void **state)
{
    (void)state;
    struct dy_err err;
    const struct dy_law_act *act;
    enum dy_code code = DY_E_NOMEM;
    uint64_t n = 1;
    for (; code == DY_E_NOMEM; n++) {
        struct dy_arena mem;
        dy_arena_init(&mem);
        mem.fail_at = n;
        err = (struct dy_err){0};
        code = read(&mem, good, &act, &err);
        dy_arena_finish(&mem);
    }
    assert_int_equal(code, DY_OK);
    assert_true(n > 50);
}

static void controls_are_evaluated_exactly(void **state)
{
    (void)state;
    static const struct {
        uint64_t votes, against, issued;
        uint8_t present;
        enum dy_law_verdict first, second;
    } rows[] = {
        {10, 5, 15, 1, DY_HOLDS, DY_HOLDS},
        {10, 6, 15, 1, DY_FAILS, DY_HOLDS},
        {10, 6, 15, 0, DY_NOT_CHECKABLE, DY_NOT_CHECKABLE},
        {DY_VOTES_MAX, 0, 0, 1, DY_FAILS, DY_HOLDS},
    };
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_law_act *act;
    dy_arena_init(&mem);
    assert_int_equal(read(&mem, good, &act, &err), DY_OK);
    const struct dy_law_version *law = &act->versions[0];
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        int64_t of[1 + DY_LAW_OPERANDS] = {(int64_t)rows[i].issued};
        uint8_t present[1 + DY_LAW_OPERANDS] = {rows[i].present, 1, 1, 1, 1, 0};
        struct dy_law_numbers numbers = {of, present};
        of[1 + DY_OF_ONE] = 1;
        of[1 + DY_OF_VOTES] = (int64_t)rows[i].votes;
        of[1 + DY_OF_AGAINST_ALL] = (int64_t)rows[i].against;
        dy_i128 left = 0, right = 0;
        assert_int_equal(dy_law_evaluate(&law->controls[0], &numbers, &left, &right),
                         rows[i].first);
        assert_int_equal(dy_law_evaluate(&law->controls[1], &numbers, NULL, NULL), rows[i].second);
        if (rows[i].first == DY_FAILS)
            assert_true(left == (dy_i128)rows[i].votes + rows[i].against &&
                        right == rows[i].issued);
    }
    dy_arena_finish(&mem);
}

static void every_law_of_ours_is_read_and_asked(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_law_act *const *acts, *act;
    size_t n;
    dy_arena_init(&mem);
    if (dy_law_list(&mem, "law", &n, &acts, &err))
        fail_msg("%s:%u %s", err.at.file, err.at.line, err.msg);
    assert_int_equal(n, 9);
    const struct dy_law_version *law;
    struct dy_date early = {1990, 1, 1};
    assert_int_equal(dy_law_on(acts[0], early, &law, &err), DY_E_INPUT);
    assert_non_null(strstr(err.msg, "no version in force on 1990-01-01"));
    err = (struct dy_err){0};
    assert_int_equal(dy_law_find(&mem, "law", "../law/kz/akim", &act, &err), DY_E_INPUT);
    dy_arena_finish(&mem);
}

static void a_diff_says_what_changed_with_articles(void **state)
{
    (void)state;
    static const char *const want[] = {"98", "69", "29"};
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_law_act *act;
    const struct dy_law_version *before, *after;
    const struct dy_law_change *changes;
    size_t n, found = 0;
    dy_arena_init(&mem);
    assert_int_equal(dy_law_find(&mem, "law", "kz/mazhilis", &act, &err), DY_OK);
    assert_int_equal(dy_law_on(act, (struct dy_date){2022, 12, 31}, &before, &err), DY_OK);
    assert_int_equal(dy_law_on(act, (struct dy_date){2023, 3, 19}, &after, &err), DY_OK);
    assert_int_equal(dy_law_diff(&mem, before, after, &n, &changes, &err), DY_OK);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < DY_COUNT_OF(want); k++)
            found +=
                strcmp(changes[i].before, want[k]) == 0 || strcmp(changes[i].after, want[k]) == 0;
    assert_true(found >= 3);
    assert_int_equal(dy_law_diff(&mem, after, after, &n, &changes, &err), DY_OK);
    assert_int_equal(n, 0);
    dy_arena_finish(&mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_act_is_read),
        cmocka_unit_test(each_fault_is_noticed_at_its_place),
        cmocka_unit_test(versions_must_not_overlap),
        cmocka_unit_test(a_reading_changes_what_takes_it),
        cmocka_unit_test(no_memory_is_an_error_at_every_allocation),
        cmocka_unit_test(controls_are_evaluated_exactly),
        cmocka_unit_test(every_law_of_ours_is_read_and_asked),
        cmocka_unit_test(a_diff_says_what_changed_with_articles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

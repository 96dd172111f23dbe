/*
 * Two sources side by side: the made-up dispute to the vote and the day, stations against their
 * region, a real election against itself with rows left out on either side.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/compare.h"
#include "dauys/state.h"

static const struct dy_election *read_election(struct dy_arena *mem, const char *path)
{
    const struct dy_election *election;
    struct dy_election_options options = {.law_root = "law"};
    struct dy_err err = {0};
    if (dy_election_read(mem, path, &options, &election, &err) != DY_OK)
        fail_msg("%s:%u: %s", err.at.file, err.at.line, err.msg);
    return election;
}

static const struct dy_compare *compare(struct dy_arena *mem, const struct dy_election *election,
                                        const char *a, const char *b)
{
    const struct dy_compare *out = NULL;
    const struct dy_calendar *calendar;
    struct dy_err err = {0};
    if (dy_law_calendar(mem, election->law->act, &calendar, &err) != DY_OK ||
        dy_compare_sources(mem, election, a, b, calendar, &out, &err) != DY_OK)
        fail_msg("%s:%u: %s", err.at.file, err.at.line, err.msg);
    return out;
}

static struct dy_compare_figure sum_of(const struct dy_compare_contest *contest, uint32_t slot)
{
    struct dy_compare_figure out = {0};
    for (size_t i = 0; i < contest->n_sums; i++)
        if (contest->sums[i].slot == slot)
            out = contest->sums[i];
    assert_true(out.is_there[DY_SIDE_A] && out.is_there[DY_SIDE_B]);
    return out;
}

static void assert_date(struct dy_date date, const char *want)
{
    char text[11];
    dy_date_format(date, text);
    assert_string_equal(text, want);
}

/* --- the dispute --- */

static void the_dispute_moves_the_seat_by_33_votes(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    const struct dy_election *election = read_election(&mem, "elections/made-up-dispute");
    const struct dy_compare *got = compare(&mem, election, "copy", "announced");
    uint32_t a = (uint32_t)election->law->n_fields, b = a + 1;
    assert_true(election->synthetic);
    assert_int_equal(got->n_contests, 1);
    const struct dy_compare_contest *contest = &got->contests[0];
    assert_int_equal(contest->n_equal, 9);
    assert_int_equal(contest->n_differ, 6);
    assert_int_equal(sum_of(contest, a).value[DY_SIDE_A], 2150);
    assert_int_equal(sum_of(contest, b).value[DY_SIDE_A], 2083);
    assert_int_equal(sum_of(contest, b).value[DY_SIDE_B] - sum_of(contest, a).value[DY_SIDE_B], 33);
    for (size_t i = 0; i < contest->n_sums; i++) /* nothing else gives it away */
        if (contest->sums[i].slot != a && contest->sums[i].slot != b)
            assert_int_equal(contest->sums[i].value[DY_SIDE_A], contest->sums[i].value[DY_SIDE_B]);
    assert_true(got->outcome_differs && contest->outcome_differs && !got->equal);
    assert_int_equal(contest->n_changes, 2);
    assert_string_equal(election->contests[0].choices[contest->changes[0].choice].id,
                        "candidate-a");
    assert_true(contest->changes[0].elected[DY_SIDE_A] && !contest->changes[0].elected[DY_SIDE_B]);
    assert_true(contest->changes[1].elected[DY_SIDE_B] && !contest->changes[1].elected[DY_SIDE_A]);
    dy_arena_finish(&mem);
}

static void the_dispute_breaks_no_control(void **state)
{
    (void)state;
    static const char *const sources[] = {"copy", "announced"};
    struct dy_arena mem;
    dy_arena_init(&mem);
    const struct dy_election *election = read_election(&mem, "elections/made-up-dispute");
    for (size_t i = 0; i < DY_COUNT_OF(sources); i++) {
        struct dy_state *now;
        struct dy_err err = {0};
        assert_int_equal(dy_state_fold(&mem, election, sources[i], true, &now, &err), DY_OK);
        assert_int_equal(now->findings.of.n, 0);
    }
    dy_arena_finish(&mem);
}

static void the_complaint_has_its_last_day(void **state)
{
    (void)state;
    struct dy_arena mem;
    bool found = false;
    dy_arena_init(&mem);
    const struct dy_compare *got =
        compare(&mem, read_election(&mem, "elections/made-up-dispute"), "copy", "announced");
    for (size_t i = 0; i < got->n_deadlines; i++) {
        const struct dy_compare_deadline *deadline = &got->deadlines[i];
        if (strcmp(deadline->of->id, "decision-court") == 0) {
            assert_false(dy_date_is_set(deadline->event)); /* nobody has complained yet */
            assert_false(deadline->end.is_set);
        }
        if (strcmp(deadline->of->id, "complaint") != 0)
            continue;
        found = true;
        assert_int_equal(deadline->of->role, DY_ROLE_COMPLAINT);
        assert_date(deadline->event, "2023-03-22");
        assert_date(deadline->end.last, "2023-04-01"); /* a Saturday */
        assert_int_equal(deadline->end.day.kind, DY_DAY_WEEKEND);
        assert_date(deadline->end.safe, "2023-03-31");
    }
    assert_true(found);
    dy_arena_finish(&mem);
}

/* --- a copy of an election with other protocols, all in memory --- */

struct sheet {
    const char *source;
    uint32_t round;
    const char *bytes;
};

/* The election with only these protocols, read as its first file is. */
static const struct dy_election *with_sheets(struct dy_arena *mem,
                                             const struct dy_election *election, size_t n,
                                             const struct sheet *sheets)
{
    struct dy_election *copy = DY_NEW(mem, struct dy_election, 1);
    struct dy_protocols *files = DY_NEW(mem, struct dy_protocols, n);
    assert_non_null(copy);
    assert_non_null(files);
    *copy = *election;
    for (size_t i = 0; i < n; i++) {
        files[i] = election->protocols[0];
        files[i].source = sheets[i].source;
        files[i].round = sheets[i].round;
        files[i].path = sheets[i].source;
        files[i].bytes = sheets[i].bytes;
        files[i].n_bytes = strlen(sheets[i].bytes);
    }
    copy->protocols = files;
    copy->n_protocols = n;
    return copy;
}

/* --- stations against their area --- */

#define HEAD                                                                                       \
    "unit,listed,issued,received,cancelled,applications,in_portable,in_stationary,invalid,"        \
    "candidate-a,candidate-b,candidate-c,against_all\n"
static const char two_stations[] = HEAD "s01,684,345,691,346,6,6,339,3,168,137,23,14\n"
                                        "s02,507,297,513,216,5,4,293,2,117,151,19,8\n";
static const char one_of_them[] = HEAD "s01,684,345,691,346,6,6,339,3,168,137,23,14\n";
static const char other_one[] = HEAD "s02,507,297,513,216,5,4,293,2,117,151,19,8\n";
static const char district[] = HEAD "d3,9274,4909,9376,4467,172,157,4747,98,2150,2083,412,161\n";

static char *file_text(struct dy_arena *mem, const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = DY_NEW(mem, char, 1 << 20);
    assert_non_null(in);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, in) > 0);
    assert_int_equal(fclose(in), 0);
    return text;
}

/* The text without its lines of these numbers (from 1), NULL-terminated by 0. */
static char *without_lines(struct dy_arena *mem, const char *text, const unsigned *lines)
{
    char *out = DY_NEW(mem, char, strlen(text) + 1), *to = out;
    assert_non_null(out);
    for (unsigned line = 1; *text; line++) {
        size_t n = strcspn(text, "\n") + 1;
        bool dropped = false;
        for (const unsigned *at = lines; *at; at++)
            dropped |= *at == line;
        if (!dropped)
            to = (char *)memcpy(to, text, n) + n;
        text += n;
    }
    return out;
}

static uint64_t findings_of(struct dy_arena *mem, const struct dy_election *election,
                            const char *code)
{
    struct dy_findings findings;
    struct dy_err err = {0};
    uint64_t n = 0;
    assert_int_equal(dy_state_check(mem, election, &findings, &err), DY_OK);
    const struct dy_finding *of = findings.of.items;
    for (size_t i = 0; i < findings.of.n; i++)
        n += strcmp(of[i].code, code) == 0;
    return n;
}

static void stations_are_added_up_against_their_area(void **state)
{
    (void)state;
    static const unsigned last[] = {16, 0};
    struct dy_arena mem;
    dy_arena_init(&mem);
    const struct dy_election *whole = read_election(&mem, "elections/made-up-dispute");
    char *stations = file_text(&mem, "elections/made-up-dispute/protocols/district-copy.csv");
    char *other = file_text(&mem, "elections/made-up-dispute/protocols/district-announced.csv");
    const struct sheet same[] = {{"copy", 1, stations}, {"announced", 1, district}};
    const struct dy_election *election = with_sheets(&mem, whole, 2, same);
    const struct dy_compare *got = compare(&mem, election, "copy", "announced");
    assert_true(got->equal);
    assert_int_equal(got->contests[0].n_equal, 1);
    assert_int_equal(findings_of(&mem, election, "X1") + findings_of(&mem, election, "X2"), 0);

    const struct sheet differs[] = {{"copy", 1, district}, {"announced", 1, other}};
    election = with_sheets(&mem, whole, 2, differs);
    got = compare(&mem, election, "copy", "announced");
    assert_int_equal(got->contests[0].n_differ, 1);
    assert_int_equal(got->contests[0].units[0].n_figures, 2);
    assert_int_equal(got->contests[0].units[0].n_rows[DY_SIDE_B], 15);
    assert_int_equal(got->contests[0].units[0].at[DY_SIDE_A].line, 2);
    assert_int_equal(got->contests[0].units[0].at[DY_SIDE_B].line, 0);
    assert_int_equal(findings_of(&mem, election, "X1"), 2);

    const struct sheet partial[] = {{"copy", 1, without_lines(&mem, stations, last)},
                                    {"announced", 1, district}};
    election = with_sheets(&mem, whole, 2, partial);
    got = compare(&mem, election, "copy", "announced");
    assert_int_equal(got->contests[0].n_partial, 1);
    assert_int_equal(got->contests[0].units[0].n_missing[DY_SIDE_A], 1);
    assert_int_equal(got->contests[0].units[0].n_missing[DY_SIDE_B], 0);
    assert_int_equal(got->contests[0].n_common, 0);
    assert_false(got->equal);
    assert_int_equal(findings_of(&mem, election, "X1"), 0);
    assert_int_equal(findings_of(&mem, election, "X2"), 1);
    dy_arena_finish(&mem);
}

/* A source in two files is one source: before, each file missed what stood in the other. */
static void files_of_one_source_are_one_side(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    const struct sheet sheets[] = {
        {"copy", 1, one_of_them}, {"copy", 1, other_one}, {"announced", 1, two_stations}};
    const struct dy_election *election = with_sheets(
        &mem, read_election(&mem, "elections/made-up-dispute"), DY_COUNT_OF(sheets), sheets);
    const struct dy_compare *got = compare(&mem, election, "copy", "announced");
    assert_true(got->equal);
    assert_int_equal(got->contests[0].n_equal, 2);
    assert_int_equal(findings_of(&mem, election, "X2"), 0);
    dy_arena_finish(&mem);
}

static void a_source_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_compare *got = NULL;
    dy_arena_init(&mem);
    const struct dy_election *election = read_election(&mem, "elections/made-up-dispute");
    assert_int_equal(dy_compare_sources(&mem, election, "copy", "official", NULL, &got, &err),
                     DY_E_INPUT);
    assert_non_null(strstr(err.msg, "there are: copy, announced"));
    assert_null(got);
    dy_arena_finish(&mem);
}

/* --- a real election --- */

static void a_real_election_equals_itself_until_rows_go(void **state)
{
    (void)state;
    static const unsigned three[] = {2, 100, 3669, 0}, two[] = {50, 51, 0};
    struct dy_arena mem;
    dy_arena_init(&mem);
    const struct dy_election *whole = read_election(&mem, "elections/ge-parliament-2016");
    const char *text = file_text(&mem, whole->protocols[0].path);
    const struct sheet same[] = {{"official", 1, text}, {"copy", 1, text}};
    const struct dy_compare *got =
        compare(&mem, with_sheets(&mem, whole, 2, same), "official", "copy");
    assert_true(got->equal && !got->outcome_differs);
    assert_int_equal(got->contests[0].n_equal, 3668);

    const struct sheet sheets[] = {{"official", 1, without_lines(&mem, text, three)},
                                   {"copy", 1, without_lines(&mem, text, two)}};
    const struct dy_election *election = with_sheets(&mem, whole, 2, sheets);
    got = compare(&mem, election, "official", "copy");
    const struct dy_compare_contest *contest = &got->contests[0];
    assert_false(got->equal);
    assert_int_equal(contest->n_equal, 3668 - 5);
    assert_int_equal(contest->n_only[DY_SIDE_A], 2);
    assert_int_equal(contest->n_only[DY_SIDE_B], 3);
    assert_int_equal(contest->n_units, 5);
    const struct dy_tally *tally = got->outcome[DY_SIDE_A]->contests[0].tally;
    assert_int_equal(contest->n_missing[DY_SIDE_A], tally->n_missing);
    assert_int_equal(contest->n_missing[DY_SIDE_A], contest->n_missing[DY_SIDE_B] + 1);
    for (size_t i = 0; i < contest->n_common; i++)
        assert_int_equal(contest->common[i].value[DY_SIDE_A], contest->common[i].value[DY_SIDE_B]);
    assert_true(contest->n_common > 20);
    assert_int_equal(findings_of(&mem, election, "X2"), 3);

    const struct dy_compare *back = compare(&mem, election, "copy", "official");
    assert_int_equal(back->contests[0].n_only[DY_SIDE_A], 3);
    assert_int_equal(back->contests[0].n_units, contest->n_units);
    for (size_t i = 0; i < contest->n_units; i++) {
        assert_int_equal(back->contests[0].units[i].unit, contest->units[i].unit);
        assert_true(back->contests[0].units[i].kind != contest->units[i].kind);
    }
    assert_int_equal(got->n_deadlines, election->law->n_deadlines);
    assert_null(got->calendar);
    dy_arena_finish(&mem);
}

static void no_memory_is_an_error_wherever_it_happens(void **state)
{
    (void)state;
    struct dy_arena mem, other;
    dy_arena_init(&mem);
    const struct dy_election *election = read_election(&mem, "elections/made-up-dispute");
    const struct dy_calendar *calendar;
    struct dy_err err = {0};
    assert_int_equal(dy_law_calendar(&mem, election->law->act, &calendar, &err), DY_OK);
    enum dy_code code = DY_E_NOMEM;
    uint64_t n = 1;
    for (; code == DY_E_NOMEM; n++) {
        const struct dy_compare *got = NULL;
        struct dy_err fault = {0};
        dy_arena_init(&other);
        other.fail_at = n;
        code = dy_compare_sources(&other, election, "copy", "announced", calendar, &got, &fault);
        assert_int_equal(code, fault.code);
        assert_true((code == DY_OK) == (got != NULL));
        dy_arena_finish(&other);
    }
    assert_int_equal(code, DY_OK);
    assert_true(n > 40);
    dy_arena_finish(&mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_dispute_moves_the_seat_by_33_votes),
        cmocka_unit_test(the_dispute_breaks_no_control),
        cmocka_unit_test(the_complaint_has_its_last_day),
        cmocka_unit_test(stations_are_added_up_against_their_area),
        cmocka_unit_test(files_of_one_source_are_one_side),
        cmocka_unit_test(a_source_that_is_not_there_is_an_error),
        cmocka_unit_test(a_real_election_equals_itself_until_rows_go),
        cmocka_unit_test(no_memory_is_an_error_wherever_it_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

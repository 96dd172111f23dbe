/*
 * Adding up rows: which contest, which stations, what is missing, what is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "count/tally.h"

/* Nation n with districts d1 (s1, s2) and d2 (s3, s4, s5); a child may stand before its parent. */
enum { S1, S2, N, D1, D2, S3, S4, S5, N_UNITS };
static struct dy_unit units[N_UNITS] = {
    [S1] = {"s1", 100, D1, 2, 0},
    [S2] = {"s2", 200, D1, 2, 0},
    [N] = {"n", DY_VOTERS_UNKNOWN, DY_NOTHING, 0, 0},
    [D1] = {"d1", 350, N, 1, 0},
    [D2] = {"d2", DY_VOTERS_UNKNOWN, N, 1, 0},
    [S3] = {"s3", 1000, D2, 2, 0},
    [S4] = {"s4", DY_VOTERS_UNKNOWN, D2, 2, 0},
    [S5] = {"s5", 5000, D2, 2, 0},
};
static const char *levels[] = {"nation", "district", "station"};
static struct dy_law_field fields[] = {{.id = "issued"}};
static struct dy_law_tier tiers[] = {{.id = "list", .area = "nation"},
                                     {.id = "district", .area = "district"}};
static const struct dy_law_version law = {
    .n_tiers = 2, .tiers = tiers, .n_fields = 1, .fields = fields};
static struct dy_choice choices[] = {{.id = "a"}, {.id = "b"}};
static struct dy_contest contests[] = {
    {0, N, 2, choices, NULL}, {1, D1, 2, choices, NULL}, {1, D2, 2, choices, NULL}};
static const struct dy_election election = {
    .path = "elections/xx",
    .law = &law,
    .units = {.n = N_UNITS, .of = units, .n_levels = 3, .levels = levels},
    .n_contests = 3,
    .contests = contests,
};
static uint8_t all_present[4] = {1, 1, 1, 1}, no_field[4] = {0, 1, 1, 1};
static const struct dy_protocols file = {.path = "a.csv", .n_slots = 4, .present = all_present};
static const struct dy_protocols other = {.path = "b.csv", .n_slots = 4, .present = no_field};

struct sheet {
    struct dy_arena mem;
    struct dy_tally_plan plan;
    struct dy_tally_sheet sheet;
    struct dy_vec tallies;
    struct dy_err err;
    uint32_t line;
};

static void start(struct sheet *s, uint32_t tier, uint32_t round)
{
    *s = (struct sheet){.line = 2};
    dy_arena_init(&s->mem);
    assert_int_equal(dy_tally_plan_init(&s->mem, &election, &s->plan, &s->err), DY_OK);
    assert_int_equal(
        dy_tally_sheet_init(&s->mem, &s->plan, tier, round, "official", &s->sheet, &s->err), DY_OK);
    assert_int_equal(dy_tally_file(&s->mem, &s->sheet, &file, &s->err), DY_OK);
}

static enum dy_code add(struct sheet *s, uint32_t unit, uint64_t a)
{
    const uint64_t values[] = {10 * a, a, a + 1, 1};
    struct dy_row row = {.unit = unit, .line = s->line++, .values = values};
    enum dy_code code = dy_tally_sum(&s->sheet, 0, &row, &s->err);
    return code ? code : dy_tally_mark(&s->sheet, &row, &s->err);
}

static const struct dy_tally *finish(struct sheet *s)
{
    enum dy_code code = dy_tally_finish(&s->mem, &s->sheet, &s->tallies, &s->err);
    if (code != DY_OK)
        fail_msg("%s", s->err.msg);
    return s->tallies.items;
}

static void test_rows_add_up_by_contest(void **state)
{
    (void)state;
    struct sheet s;
    start(&s, 1, 1);
    assert_int_equal(add(&s, S1, 5), DY_OK);
    assert_int_equal(add(&s, S3, 7), DY_OK);
    assert_int_equal(add(&s, S2, 100), DY_OK);
    const struct dy_tally *tallies = finish(&s);
    assert_int_equal(s.tallies.n, 2);
    assert_memory_equal(tallies[0].sums, ((uint64_t[]){1050, 105, 107, 2}), 4 * sizeof(uint64_t));
    assert_memory_equal(tallies[1].sums, ((uint64_t[]){70, 7, 8, 1}), 4 * sizeof(uint64_t));
    assert_int_equal(tallies[0].contest, 1);
    assert_int_equal(tallies[0].n_rows, 2);
    assert_int_equal(tallies[0].n_missing, 0);
    assert_int_equal(tallies[0].listed_covered, 300);
    assert_int_equal(tallies[1].n_stations, 3);
    assert_int_equal(tallies[1].n_covered, 1);
    assert_int_equal(tallies[1].n_missing, 2);
    assert_int_equal(tallies[1].missing[0], S4);
    assert_int_equal(tallies[1].missing[1], S5);
    assert_int_equal(tallies[1].missing_voters, 5000);
    assert_int_equal(tallies[1].missing_unknown, 1);
    dy_arena_finish(&s.mem);
}

static void test_a_larger_unit_covers_its_stations(void **state)
{
    (void)state;
    struct sheet s;
    start(&s, 0, 1);
    assert_int_equal(add(&s, D1, 5), DY_OK);
    assert_int_equal(add(&s, S3, 7), DY_OK);
    const struct dy_tally *tally = finish(&s);
    assert_int_equal(tally->n_stations, 5);
    assert_int_equal(tally->n_covered, 3);
    assert_int_equal(tally->listed_covered, 350 + 1000); /* d1's own number, not its stations' */
    dy_arena_finish(&s.mem);
}

static void test_the_nation_covers_all(void **state)
{
    (void)state;
    struct sheet s;
    start(&s, 0, 1);
    assert_int_equal(add(&s, N, 5), DY_OK);
    const struct dy_tally *tally = finish(&s);
    assert_int_equal(tally->n_missing, 0);
    assert_int_equal(tally->listed_covered, 100 + 200 + 1000 + 5000);
    dy_arena_finish(&s.mem);
}

static void test_a_contest_without_rows_misses_all_its_stations(void **state)
{
    (void)state;
    struct sheet s;
    start(&s, 1, 1);
    assert_int_equal(add(&s, S1, 5), DY_OK);
    const struct dy_tally *tallies = finish(&s);
    assert_int_equal(tallies[1].n_rows, 0);
    assert_int_equal(tallies[1].n_missing, 3);
    dy_arena_finish(&s.mem);
    start(&s, 1, 2); /* but a run-off is not held everywhere */
    assert_int_equal(add(&s, S1, 5), DY_OK);
    (void)finish(&s);
    assert_int_equal(s.tallies.n, 1);
    dy_arena_finish(&s.mem);
}

static void test_a_field_counts_as_published_where_all_files_have_it(void **state)
{
    (void)state;
    struct sheet s;
    start(&s, 1, 1);
    assert_int_equal(add(&s, S1, 5), DY_OK);
    assert_int_equal(add(&s, S3, 5), DY_OK);
    assert_int_equal(dy_tally_file(&s.mem, &s.sheet, &other, &s.err), DY_OK);
    assert_int_equal(add(&s, S2, 5), DY_OK);
    const struct dy_tally *tallies = finish(&s);
    assert_int_equal(tallies[0].present[0], 0);
    assert_int_equal(tallies[0].present[1], 1);
    assert_int_equal(tallies[1].present[0], 1);
    dy_arena_finish(&s.mem);
}

struct wrong_row {
    const char *name;
    uint32_t tier, first, second; /* units of two rows */
    uint64_t votes;
    enum dy_code want;
    uint32_t line;
    const char *says;
};
static const struct wrong_row wrong_rows[] = {
    {"a row above the contest's area", 1, S1, N, 1, DY_E_INPUT, 3,
     "\"n\" (nation) lies in no area"},
    {"a unit twice", 0, S1, S1, 1, DY_E_INPUT, 3, "a.csv:2"},
    {"a station and its district", 0, S1, D1, 1, DY_E_INPUT, 2,
     "that of \"d1\" above it (a.csv:3)"},
    {"a district and its station", 0, D1, S1, 1, DY_E_INPUT, 3,
     "that of \"d1\" above it (a.csv:2)"},
    {"a station and the nation", 0, N, S5, 1, DY_E_INPUT, 3, "above it (a.csv:2)"},
    {"a sum above 2^53", 0, S1, S2, DY_VOTES_MAX / 10, DY_E_LIMIT, 0, "2^53"},
};

static void test_wrong_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(wrong_rows); i++) {
        const struct wrong_row *row = &wrong_rows[i];
        struct sheet s;
        start(&s, row->tier, 1);
        enum dy_code code = add(&s, row->first, row->votes);
        if (code == DY_OK)
            code = add(&s, row->second, row->votes);
        if (code == DY_OK)
            code = dy_tally_finish(&s.mem, &s.sheet, &s.tallies, &s.err);
        if (code != row->want || s.err.at.line != row->line || !strstr(s.err.msg, row->says))
            fail_msg("%s: %d, line %u: %s", row->name, code, s.err.at.line, s.err.msg);
        dy_arena_finish(&s.mem);
    }
}

static void test_sums_never_wrap(void **state)
{
    (void)state;
    /* 5,000 stations of 2^53 votes each would pass 2^64 twice over. */
    enum { STATIONS = 5000 };
    static struct dy_unit many[STATIONS + 1];
    many[0] = (struct dy_unit){"n", DY_VOTERS_UNKNOWN, DY_NOTHING, 0, 0};
    for (size_t i = 1; i <= STATIONS; i++)
        many[i] = (struct dy_unit){"s", 1, 0, 2, 0};
    struct dy_contest contest = {0, 0, 2, choices, NULL};
    struct dy_election large = election;
    large.units.of = many;
    large.units.n = STATIONS + 1;
    large.contests = &contest;
    large.n_contests = 1;
    struct sheet s = {0};
    dy_arena_init(&s.mem);
    assert_int_equal(dy_tally_plan_init(&s.mem, &large, &s.plan, &s.err), DY_OK);
    assert_int_equal(dy_tally_sheet_init(&s.mem, &s.plan, 0, 1, "official", &s.sheet, &s.err),
                     DY_OK);
    assert_int_equal(dy_tally_file(&s.mem, &s.sheet, &file, &s.err), DY_OK);
    const uint64_t values[] = {0, DY_VOTES_MAX, 0, 0};
    enum dy_code code = DY_OK;
    for (uint32_t i = 1; i <= STATIONS && code == DY_OK; i++) {
        struct dy_row row = {.unit = i, .line = i + 1, .values = values};
        {
            code = dy_tally_sum(&s.sheet, i % DY_LANES, &row, &s.err);
            if (!code)
                code = dy_tally_mark(&s.sheet, &row, &s.err);
        }
        assert_true(s.sheet.lanes[0].sums[1] + s.sheet.lanes[1].sums[1] >= DY_VOTES_MAX);
    }
    assert_int_equal(code, DY_E_LIMIT);
    dy_arena_finish(&s.mem);
}

static void test_no_memory(void **state)
{
    (void)state;
    enum dy_code code = DY_E_NOMEM;
    for (uint64_t n = 1; code != DY_OK; n++) {
        struct sheet s = {.line = 2};
        dy_arena_init(&s.mem);
        s.mem.fail_at = n;
        code = dy_tally_plan_init(&s.mem, &election, &s.plan, &s.err);
        if (code == DY_OK)
            code = dy_tally_sheet_init(&s.mem, &s.plan, 1, 1, "official", &s.sheet, &s.err);
        if (code == DY_OK)
            code = dy_tally_file(&s.mem, &s.sheet, &file, &s.err);
        if (code == DY_OK)
            code = add(&s, S1, 1);
        if (code == DY_OK)
            code = dy_tally_finish(&s.mem, &s.sheet, &s.tallies, &s.err);
        assert_true(code == DY_OK || code == DY_E_NOMEM);
        dy_arena_finish(&s.mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_add_up_by_contest),
        cmocka_unit_test(test_a_larger_unit_covers_its_stations),
        cmocka_unit_test(test_the_nation_covers_all),
        cmocka_unit_test(test_a_contest_without_rows_misses_all_its_stations),
        cmocka_unit_test(test_a_field_counts_as_published_where_all_files_have_it),
        cmocka_unit_test(test_wrong_rows),
        cmocka_unit_test(test_sums_never_wrap),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

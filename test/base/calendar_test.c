/* Working days and terms, over a made-up calendar and against naive counting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/calendar.h"

static struct dy_calendar_day days_2023[] = {
    {{2023, 1, 1}, DY_DAY_HOLIDAY, {0}, NULL, false, {0}},  /* a Sunday */
    {{2023, 1, 2}, DY_DAY_HOLIDAY, {0}, NULL, false, {0}},  /* Monday */
    {{2023, 1, 3}, DY_DAY_OFF, {0}, NULL, true, {0}},       /* Tuesday, for the Sunday */
    {{2023, 7, 1}, DY_DAY_WORKED, {0}, NULL, false, {0}},   /* Saturday */
    {{2023, 7, 6}, DY_DAY_HOLIDAY, {0}, NULL, false, {0}},  /* Thursday */
    {{2023, 7, 7}, DY_DAY_OFF, {0}, NULL, false, {0}},      /* Friday */
    {{2023, 12, 29}, DY_DAY_HOLIDAY, {0}, NULL, true, {0}}, /* Friday */
};
static struct dy_calendar_year years[] = {
    {2022, "made up", false, 0, NULL},
    {2023, "made up", false, DY_COUNT_OF(days_2023), days_2023},
};
static const struct dy_calendar calendar = {
    .id = "xx", .weekend = 0x60, .n_years = DY_COUNT_OF(years), .years = years};

static struct dy_date day(const char *text)
{
    struct dy_date out = {0};
    if (*text)
        assert_true(dy_date_parse(text, &out));
    return out;
}

static void weekdays_are_known(void **state)
{
    (void)state;
    assert_int_equal(dy_date_weekday(day("1970-01-01")), 3);
    assert_int_equal(dy_date_weekday(day("2023-03-19")), 6);
    assert_int_equal(dy_date_weekday(day("1969-12-28")), 6);
    assert_int_equal(dy_date_weekday(day("0001-01-01")), 0);
    assert_int_equal(dy_date_weekday(day("9999-12-31")), 4);
}

static void months_end_on_their_last_day(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        uint32_t n;
        const char *want;
    } rows[] = {
        {"2023-01-31", 1, "2023-02-28"},
        {"2024-01-31", 1, "2024-02-29"},
        {"2023-01-31", 2, "2023-03-31"},
        {"2023-11-30", 3, "2024-02-29"},
        {"2023-12-15", 1, "2024-01-15"},
        {"2023-03-19", 0, "2023-03-19"},
        {"2023-03-19", 12, "2024-03-19"},
        {"9999-11-30", 1, "9999-12-30"},
        {"9999-12-01", 1, ""},
        {"2023-01-01", 1000000, ""},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char got[11];
        dy_date_format(dy_date_add_months(day(rows[i].from), rows[i].n), got);
        assert_string_equal(got, rows[i].want);
    }
}

static void a_day_is_what_the_calendar_says(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        enum dy_day_kind kind;
        bool unverified;
    } rows[] = {
        {"2023-01-01", DY_DAY_HOLIDAY, false}, {"2023-01-03", DY_DAY_OFF, true},
        {"2023-01-04", DY_DAY_WORKING, false}, {"2023-07-01", DY_DAY_WORKED, false},
        {"2023-07-02", DY_DAY_WEEKEND, false}, {"2024-07-02", DY_DAY_UNKNOWN, false},
        {"2022-07-02", DY_DAY_WEEKEND, false}, {"2021-07-02", DY_DAY_UNKNOWN, false},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_day got = dy_calendar_day(&calendar, day(rows[i].date));
        assert_int_equal(got.kind, rows[i].kind);
        assert_int_equal(got.unverified, rows[i].unverified);
    }
    assert_int_equal(dy_calendar_day(NULL, day("2023-07-02")).kind, DY_DAY_UNKNOWN);
}

static void working_days_are_found_on_both_sides(void **state)
{
    (void)state;
    struct dy_date out;
    assert_true(dy_calendar_working_day(&calendar, day("2023-07-06"), 0, &out));
    assert_int_equal(dy_date_compare(out, day("2023-07-10")), 0);
    assert_true(dy_calendar_working_day(&calendar, day("2023-07-05"), 0, &out));
    assert_int_equal(dy_date_compare(out, day("2023-07-05")), 0);
    assert_true(dy_calendar_working_day(&calendar, day("2023-06-30"), 1, &out));
    assert_int_equal(dy_date_compare(out, day("2023-07-01")), 0);
    assert_true(dy_calendar_working_day(&calendar, day("2023-06-30"), 5, &out));
    assert_int_equal(dy_date_compare(out, day("2023-07-10")), 0);
    assert_true(dy_calendar_working_day_before(&calendar, day("2023-07-09"), &out));
    assert_int_equal(dy_date_compare(out, day("2023-07-05")), 0);
    assert_false(dy_calendar_working_day(&calendar, day("2023-12-29"), 1, &out));
    assert_int_equal(out.year, 2024);
    assert_false(dy_calendar_working_day_before(&calendar, day("2022-01-02"), &out));
    assert_int_equal(out.year, 2021);
}

static const struct term_row {
    const char *name;
    struct dy_period term;
    const char *from, *last, *counted, *safe;
    size_t n_skipped;
    int16_t unknown_year;
    bool unverified;
} terms[] = {
    {"days begin on the next day",
     {10, DY_PERIOD_DAYS, 0},
     "2023-03-10",
     "2023-03-20",
     "2023-03-20",
     "2023-03-20",
     0,
     0,
     false},
    {"a Saturday does not move by itself",
     {10, DY_PERIOD_DAYS, 0},
     "2023-03-22",
     "2023-04-01",
     "2023-04-01",
     "2023-03-31",
     0,
     0,
     false},
    {"it moves where the term says so",
     {10, DY_PERIOD_DAYS, DY_ENDS_NEXT_WORKING_DAY},
     "2023-03-22",
     "2023-04-03",
     "2023-04-01",
     "2023-04-03",
     2,
     0,
     false},
    {"a worked Saturday is an end",
     {1, DY_PERIOD_DAYS, DY_ENDS_NEXT_WORKING_DAY},
     "2023-06-30",
     "2023-07-01",
     "2023-07-01",
     "2023-07-01",
     0,
     0,
     false},
    {"working days leave out holidays and days off",
     {5, DY_PERIOD_WORKING_DAYS, 0},
     "2023-06-30",
     "2023-07-10",
     "2023-07-10",
     "2023-07-10",
     5,
     0,
     false},
    {"an unverified day off makes the end unverified",
     {1, DY_PERIOD_WORKING_DAYS, 0},
     "2022-12-30",
     "2023-01-04",
     "2023-01-04",
     "2023-01-04",
     4,
     0,
     true},
    {"months clamp, then move",
     {1, DY_PERIOD_MONTHS, DY_ENDS_NEXT_WORKING_DAY},
     "2022-12-31",
     "2023-01-31",
     "2023-01-31",
     "2023-01-31",
     0,
     0,
     false},
    {"a year that is not there is not guessed",
     {5, DY_PERIOD_WORKING_DAYS, 0},
     "2023-12-27",
     "",
     "",
     "",
     3,
     2024,
     true},
    {"plain days need no calendar",
     {10, DY_PERIOD_DAYS, 0},
     "2024-03-22",
     "2024-04-01",
     "2024-04-01",
     "",
     0,
     0,
     false},
    {"but moving needs one",
     {10, DY_PERIOD_DAYS, DY_ENDS_NEXT_WORKING_DAY},
     "2024-03-22",
     "",
     "",
     "",
     0,
     2024,
     false},
    {"hours are no days", {12, DY_PERIOD_HOURS, 0}, "2023-03-19", "", "", "", 0, 0, false},
    {"no days end the same day",
     {0, DY_PERIOD_DAYS, 0},
     "2023-03-20",
     "2023-03-20",
     "2023-03-20",
     "",
     0,
     0,
     false},
    {"no working day before the first of the term",
     {1, DY_PERIOD_DAYS, 0},
     "2023-07-07",
     "2023-07-08",
     "2023-07-08",
     "",
     0,
     0,
     false},
};

static void terms_end_where_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(terms); i++) {
        const struct term_row *row = &terms[i];
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_period_end end;
        char last[11], counted[11], safe[11];
        dy_arena_init(&mem);
        assert_int_equal(dy_period_end(&mem, &calendar, row->term, day(row->from), &end, &err), 0);
        dy_date_format(end.is_set ? end.last : (struct dy_date){0}, last);
        dy_date_format(end.is_set ? end.counted : (struct dy_date){0}, counted);
        dy_date_format(end.safe, safe);
        if (strcmp(last, row->last) != 0 || strcmp(counted, row->counted) != 0 ||
            strcmp(safe, row->safe) != 0 || end.n_skipped != row->n_skipped ||
            end.unknown_year != row->unknown_year || end.unverified != row->unverified)
            fail_msg("%s: last %s, counted %s, safe %s, %zu skipped, year %d, unverified %d",
                     row->name, last, counted, safe, end.n_skipped, end.unknown_year,
                     end.unverified);
        dy_arena_finish(&mem);
    }
}

/* The same by counting off days with no more than the definition. */
static int32_t naive(int32_t from, uint32_t n, bool working, bool moves)
{
    int32_t at = from;
    for (uint32_t left = n; left > 0;) {
        at++;
        left -= !working || dy_day_is_working(dy_calendar_day(&calendar, dy_date_from_days(at)));
    }
    while (moves && !dy_day_is_working(dy_calendar_day(&calendar, dy_date_from_days(at))))
        at++;
    return at;
}

static void every_term_of_a_year_is_as_counted_by_hand(void **state)
{
    (void)state;
    int32_t first = dy_date_to_days(day("2022-01-01")), last = dy_date_to_days(day("2023-11-01"));
    for (int32_t from = first; from < last; from += 3) {
        for (uint32_t n = 1; n <= 31; n += 2) {
            for (unsigned kind = 0; kind < 3; kind++) {
                struct dy_period term = {n, kind == 2 ? DY_PERIOD_WORKING_DAYS : DY_PERIOD_DAYS,
                                         kind == 1 ? DY_ENDS_NEXT_WORKING_DAY : DY_ENDS_AS_COUNTED};
                struct dy_arena mem;
                struct dy_err err = {0};
                struct dy_period_end end;
                dy_arena_init(&mem);
                assert_int_equal(
                    dy_period_end(&mem, &calendar, term, dy_date_from_days(from), &end, &err), 0);
                assert_true(end.is_set);
                assert_int_equal(dy_date_to_days(end.last), naive(from, n, kind == 2, kind == 1));
                dy_arena_finish(&mem);
            }
        }
    }
}

static void the_end_of_time_and_of_memory_are_errors(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_period_end end;
    dy_arena_init(&mem);
    assert_int_equal(dy_period_end(&mem, &calendar, (struct dy_period){100000, DY_PERIOD_MONTHS, 0},
                                   day("2023-01-01"), &end, &err),
                     DY_E_LIMIT);
    dy_arena_finish(&mem);
    err = (struct dy_err){0};
    dy_arena_init(&mem);
    mem.fail_at = 1;
    assert_int_equal(dy_period_end(&mem, &calendar,
                                   (struct dy_period){5, DY_PERIOD_WORKING_DAYS, 0},
                                   day("2023-06-30"), &end, &err),
                     DY_E_NOMEM);
    dy_arena_finish(&mem);
}

static void what_was_not_declared_yet_was_not_known(void **state)
{
    (void)state;
    static struct dy_calendar_day days[] = {
        {{2024, 3, 8}, DY_DAY_HOLIDAY, {0}, NULL, false, {0, 0, 0}},
        {{2024, 5, 2}, DY_DAY_OFF, {0}, NULL, false, {2024, 4, 20}},
        {{2024, 5, 3}, DY_DAY_OFF, {0}, NULL, false, {2024, 4, 10}},
        {{2024, 5, 4}, DY_DAY_WORKED, {0}, NULL, false, {2024, 4, 20}},
    };
    static struct dy_calendar_year all[] = {{2024, "made up", false, DY_COUNT_OF(days), days}};
    static const struct dy_calendar later = {
        .id = "xx", .weekend = 0x60, .n_years = 1, .years = all};
    static const char *const from[] = {"", "2024-04-10", "2024-04-20"};
    static const size_t n_days[] = {1, 2, 4};
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_calendar_known *known;
    size_t n;
    dy_arena_init(&mem);
    assert_int_equal(dy_calendar_versions(&mem, &later, &n, &known, &err), DY_OK);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++) {
        char text[11];
        dy_date_format(known[i].from, text);
        assert_string_equal(text, from[i]);
        assert_int_equal(known[i].calendar->years[0].n, n_days[i]);
    }
    assert_ptr_equal(known[2].calendar, &later);
    assert_int_equal(dy_calendar_versions(&mem, NULL, &n, &known, &err), DY_OK);
    assert_int_equal(n, 1);
    assert_null(known[0].calendar);
    dy_arena_finish(&mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_not_declared_yet_was_not_known),
        cmocka_unit_test(weekdays_are_known),
        cmocka_unit_test(months_end_on_their_last_day),
        cmocka_unit_test(a_day_is_what_the_calendar_says),
        cmocka_unit_test(working_days_are_found_on_both_sides),
        cmocka_unit_test(terms_end_where_they_say),
        cmocka_unit_test(every_term_of_a_year_is_as_counted_by_hand),
        cmocka_unit_test(the_end_of_time_and_of_memory_are_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

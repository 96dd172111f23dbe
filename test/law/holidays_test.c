/* The reader of a country's calendar, and ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/law.h"

static const char good[] = "calendar: xx\n"
                           "weekend: [saturday, sunday]\n"
                           "zones: [{id: main, title: {en: m}, offsets: [{utc: \"+06:00\"}, "
                           "{from: 2024-03-01, utc: \"+05:00\", unverified: true}]}]\n"
                           "years:\n"
                           "- year: 2023\n"
                           "  source: made up\n"
                           "  days:\n"
                           "  - {date: 2023-07-01, kind: worked, title: {en: for the 7th}}\n"
                           "  - {date: 2023-07-06, kind: holiday, title: {en: a day}}\n"
                           "  - {date: 2023-07-07, kind: day-off, title: {en: for the 1st}, "
                           "source: a page, unverified: true}\n"
                           "- year: 2025\n"
                           "  source: made up\n"
                           "  unverified: true\n"
                           "  days: []\n";

static const struct {
    const char *name, *from, *to;
    uint32_t line;
    const char *message;
} spoils[] = {
    {"an unknown key", "weekend:", "weekends:", 2, "did you mean \"weekend\""},
    {"no weekend", "weekend: [saturday, sunday]\n", "", 1, "weekend"},
    {"no such weekday", "saturday", "caturday", 2, "monday, tuesday"},
    {"a weekday twice", "saturday, sunday", "sunday, sunday", 2, "twice"},
    {"nothing but weekend", "[saturday, sunday]",
     "[monday, tuesday, wednesday, thursday, friday, saturday, sunday]", 2, "no working day"},
    {"a year twice", "year: 2025", "year: 2023", 11, "go up"},
    {"a year before", "year: 2025", "year: 2022", 11, "go up"},
    {"no source", "  source: made up\n  days:\n", "  days:\n", 5, "source"},
    {"a day of another year", "2023-07-06", "2024-07-06", 9, "is not a day of 2023"},
    {"a day twice", "2023-07-06", "2023-07-01", 9, "does not follow"},
    {"no such day", "2023-07-06", "2023-07-32", 9, "2023-03-19"},
    {"no such kind", "kind: holiday", "kind: feast", 9, "holiday, day-off, worked"},
    {"no title", ", title: {en: a day}", "", 9, "title"},
    {"off on a weekend", "date: 2023-07-07", "date: 2023-07-08", 10, "on the weekend"},
    {"worked on a weekday", "date: 2023-07-01", "date: 2023-06-30", 8, "not on the weekend"},
    {"no truth value", "a page, unverified: true}", "a page, unverified: maybe}", 10,
     "false, true"},
    {"an offset without a sign", "utc: \"+06:00\"", "utc: \"06:00\"", 3, "+05:00"},
    {"an offset of words", "utc: \"+06:00\"", "utc: noon", 3, "+05:00"},
    {"minutes that are none", "utc: \"+06:00\"", "utc: \"+06:60\"", 3, "+05:00"},
    {"a first offset with a day", "{utc: \"+06:00\"}", "{from: 2000-01-01, utc: \"+06:00\"}", 3,
     "from"},
    {"a later offset without a day", "from: 2024-03-01, ", "", 3, "from"},
    {"no offsets",
     "offsets: [{utc: \"+06:00\"}, {from: 2024-03-01, utc: \"+05:00\", unverified: "
     "true}]",
     "offsets: []", 3, "empty"},
    {"a zone twice", "zones: [",
     "zones: [{id: main, title: {en: m}, offsets: [{utc: \"+01:00\"}]}, ", 3, "another zone"},
    {"declared on no day", "source: a page,", "declared: soon,", 10, "2023-03-19"},
};

static enum dy_code parse(struct dy_arena *mem, const char *text, const struct dy_calendar **out,
                          struct dy_err *err)
{
    return dy_law_calendar_parse(mem, "xx/holidays.yaml", text, strlen(text), out, err);
}

static void a_good_calendar_is_read(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_calendar *calendar;
    dy_arena_init(&mem);
    assert_int_equal(parse(&mem, good, &calendar, &err), DY_OK);
    assert_int_equal(calendar->weekend, 0x60);
    assert_int_equal(dy_calendar_zone(calendar, "main")->offsets[1].minutes, 300);
    assert_true(dy_calendar_zone(calendar, NULL)->offsets[1].unverified);
    assert_null(dy_calendar_zone(calendar, "moon"));
    assert_int_equal(calendar->n_years, 2);
    assert_int_equal(calendar->years[0].n, 3);
    assert_string_equal(calendar->years[0].days[2].source, "a page");
    assert_true(calendar->years[0].days[2].unverified);
    assert_int_equal(dy_calendar_day(calendar, (struct dy_date){2023, 7, 7}).kind, DY_DAY_OFF);
    assert_int_equal(dy_calendar_day(calendar, (struct dy_date){2024, 7, 7}).kind, DY_DAY_UNKNOWN);
    assert_true(dy_calendar_day(calendar, (struct dy_date){2025, 7, 7}).unverified);
    assert_false(dy_calendar_day(calendar, (struct dy_date){2025, 7, 6}).unverified); /* Sunday */
    dy_arena_finish(&mem);
}

static void each_fault_is_noticed_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(spoils); i++) {
        char text[4096];
        struct dy_arena mem;
        struct dy_err err = {0};
        const struct dy_calendar *calendar = NULL;
        const char *at = strstr(good, spoils[i].from);
        assert_non_null(at);
        (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, spoils[i].to,
                       at + strlen(spoils[i].from));
        dy_arena_init(&mem);
        enum dy_code code = parse(&mem, text, &calendar, &err);
        if (code != DY_E_INPUT || err.at.line != spoils[i].line || err.at.column == 0 ||
            !strstr(err.msg, spoils[i].message) || calendar)
            fail_msg("%s: %u:%u %s", spoils[i].name, err.at.line, err.at.column, err.msg);
        dy_arena_finish(&mem);
    }
}

static void no_memory_is_an_error_at_every_allocation(void **state)
{
    (void)state;
    enum dy_code code = DY_E_NOMEM;
    uint64_t n = 1;
    for (; code == DY_E_NOMEM; n++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        const struct dy_calendar *calendar;
        dy_arena_init(&mem);
        mem.fail_at = n;
        code = parse(&mem, good, &calendar, &err);
        assert_int_equal(code, err.code);
        dy_arena_finish(&mem);
    }
    assert_int_equal(code, DY_OK);
    assert_true(n > 20);
}

/* Every folder of law/ that has one; and one that stands beside each of its acts. */
static void ours_is_found_beside_the_acts(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_law_act *const *acts;
    size_t n, found = 0;
    dy_arena_init(&mem);
    assert_int_equal(dy_law_list(&mem, "law", &n, &acts, &err), DY_OK);
    for (size_t i = 0; i < n; i++) {
        const struct dy_calendar *calendar;
        if (dy_law_calendar(&mem, acts[i], &calendar, &err) != DY_OK)
            fail_msg("%s:%u: %s", err.at.file, err.at.line, err.msg);
        assert_true(!calendar || strncmp(calendar->id, acts[i]->id, strlen(calendar->id)) == 0);
        found += calendar != NULL;
    }
    assert_true(found > 5 && found < n);
    dy_arena_finish(&mem);
}

/*
 * Days off a month as newspapers printed them for weeks of five days: 2022 azattyq-ruhy.kz 30372
 * (before the holidays of October and December were changed), 2024 ng.kz 51534, 2025
 * ulysmedia.kz 47879, 2026 alau.kz.
 */
static void ours_has_as_many_days_off_as_printed(void **state)
{
    (void)state;
    static const struct {
        int16_t year;
        uint8_t month;
        unsigned off;
    } rows[] = {
        {2022, 1, 13}, {2022, 2, 8},  {2022, 3, 12}, {2022, 4, 9}, {2022, 5, 12},
        {2022, 6, 8},  {2022, 7, 11}, {2022, 8, 9},  {2022, 9, 8}, {2022, 11, 8},
        {2024, 3, 14}, {2025, 3, 14}, {2026, 1, 12},
    };
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_calendar *calendar;
    dy_arena_init(&mem);
    assert_int_equal(dy_law_calendar_read(&mem, "law/kz/holidays.yaml", &calendar, &err), DY_OK);
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        unsigned off = 0;
        struct dy_date date = {rows[i].year, rows[i].month, 1};
        for (; date.month == rows[i].month; date = dy_date_add_days(date, 1))
            off += !dy_day_is_working(dy_calendar_day(calendar, date));
        if (off != rows[i].off)
            fail_msg("%d-%02u: %u days off, printed %u", rows[i].year, rows[i].month, off,
                     rows[i].off);
    }
    dy_arena_finish(&mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_calendar_is_read),
        cmocka_unit_test(each_fault_is_noticed_at_its_place),
        cmocka_unit_test(no_memory_is_an_error_at_every_allocation),
        cmocka_unit_test(ours_is_found_beside_the_acts),
        cmocka_unit_test(ours_has_as_many_days_off_as_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

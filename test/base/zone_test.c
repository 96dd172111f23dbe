/* Zones: moments and local days around changes, both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/zone.h"

static struct dy_zone_offset back[] = {{{0}, 360, NULL, false}, {{2024, 3, 1}, 300, NULL, false}};
static struct dy_zone_offset forth[] = {{{0}, 300, NULL, false}, {{2024, 3, 1}, 360, NULL, false}};
static struct dy_zone_offset west[] = {{{0}, -210, NULL, false}};
static const struct dy_zone put_back = {.id = "b", .n_offsets = 2, .offsets = back};
static const struct dy_zone put_forth = {.id = "f", .n_offsets = 2, .offsets = forth};
static const struct dy_zone of_west = {.id = "w", .n_offsets = 1, .offsets = west};

static void moments_are_shown_by_the_clocks_of_the_zone(void **state)
{
    (void)state;
    static const struct {
        const struct dy_zone *zone;
        const char *utc, *shown;
    } rows[] = {
        {NULL, "2024-02-29T17:59:59Z", "2024-02-29 17:59:59 +00:00"},
        {&put_back, "2024-02-29T17:59:59Z", "2024-02-29 23:59:59 +06:00"},
        {&put_back, "2024-02-29T18:00:00Z", "2024-02-29 23:00:00 +05:00"}, /* the hour again */
        {&put_back, "2024-02-29T18:59:59Z", "2024-02-29 23:59:59 +05:00"},
        {&put_back, "2024-02-29T19:00:00Z", "2024-03-01 00:00:00 +05:00"},
        {&put_forth, "2024-02-29T18:59:59Z", "2024-02-29 23:59:59 +05:00"},
        {&put_forth, "2024-02-29T19:00:00Z", "2024-03-01 01:00:00 +06:00"},
        {&of_west, "1969-12-31T00:00:00Z", "1969-12-30 20:30:00 -03:30"},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char shown[DY_MOMENT_TEXT];
        dy_moment at, again;
        assert_true(dy_moment_parse(NULL, rows[i].utc, &at));
        dy_moment_format(rows[i].zone, at, shown);
        assert_string_equal(shown, rows[i].shown);
        assert_true(dy_moment_parse(NULL, shown, &again));
        assert_int_equal(again, at);
    }
}

static void days_begin_and_end_around_a_change(void **state)
{
    (void)state;
    static const struct {
        const struct dy_zone *zone;
        struct dy_date day;
        const char *start, *end;
    } rows[] = {
        {&put_back, {2024, 2, 29}, "2024-02-28T18:00:00Z", "2024-02-29T18:59:59Z"}, /* 25 hours */
        {&put_back, {2024, 3, 1}, "2024-02-29T19:00:00Z", "2024-03-01T18:59:59Z"},
        {&put_forth, {2024, 2, 29}, "2024-02-28T19:00:00Z", "2024-02-29T18:59:59Z"},
        {&put_forth, {2024, 3, 1}, "2024-02-29T19:00:00Z", "2024-03-01T17:59:59Z"}, /* 23 hours */
        {NULL, {2024, 2, 29}, "2024-02-29T00:00:00Z", "2024-02-29T23:59:59Z"},
        {&of_west, {2024, 1, 1}, "2024-01-01T03:30:00Z", "2024-01-02T03:29:59Z"},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        dy_moment start, end;
        assert_true(dy_moment_parse(NULL, rows[i].start, &start));
        assert_true(dy_moment_parse(NULL, rows[i].end, &end));
        assert_int_equal(dy_zone_day_start(rows[i].zone, rows[i].day), start);
        assert_int_equal(dy_zone_day_end(rows[i].zone, rows[i].day), end);
        assert_int_equal(dy_date_compare(dy_zone_date(rows[i].zone, start, NULL), rows[i].day), 0);
        assert_int_equal(dy_date_compare(dy_zone_date(rows[i].zone, end, NULL), rows[i].day), 0);
        assert_true(dy_date_compare(dy_zone_date(rows[i].zone, start - 1, NULL), rows[i].day) < 0);
        assert_true(dy_date_compare(dy_zone_date(rows[i].zone, end + 1, NULL), rows[i].day) > 0);
    }
}

static void what_the_clocks_show_is_read(void **state)
{
    (void)state;
    dy_moment at, same;
    assert_true(dy_moment_parse(&put_back, "2024-02-29", &at));
    assert_int_equal(at, dy_zone_day_start(&put_back, (struct dy_date){2024, 2, 29}));
    assert_true(dy_moment_parse(&put_back, "2024-02-29T23:30", &at)); /* the later of the two */
    assert_true(dy_moment_parse(NULL, "2024-02-29T18:30:00Z", &same));
    assert_int_equal(at, same);
    static const char *const wrong[] = {"",
                                        "2024-02-30",
                                        "2024-02-29T",
                                        "2024-02-29T24:00",
                                        "2024-02-29T23:60",
                                        "2024-02-29T23:59:60",
                                        "2024-02-29T23:59:5",
                                        "2024-02-29T23:59:59+6:00",
                                        "2024-02-29T23:59:59+06:00x",
                                        "2024-02-29x23:59",
                                        "2024-02-29T23:59:59+06:99"};
    for (size_t i = 0; i < DY_COUNT_OF(wrong); i++)
        assert_false(dy_moment_parse(&put_back, wrong[i], &at));
}

static void the_ends_of_time_are_held(void **state)
{
    (void)state;
    char text[DY_MOMENT_TEXT];
    assert_int_equal(dy_zone_date(&put_back, INT64_MAX, NULL).year, 9999);
    assert_int_equal(dy_zone_date(&of_west, INT64_MIN, NULL).year, 1);
    assert_int_equal(dy_zone_day_end(NULL, (struct dy_date){9999, 12, 31}), 253402300799);
    assert_int_equal(dy_zone_day_start(NULL, (struct dy_date){1, 1, 1}), -62135596800);
    dy_moment_format(&put_back, INT64_MAX, text);
    dy_moment_format(&put_back, INT64_MIN, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_shown_by_the_clocks_of_the_zone),
        cmocka_unit_test(days_begin_and_end_around_a_change),
        cmocka_unit_test(what_the_clocks_show_is_read),
        cmocka_unit_test(the_ends_of_time_are_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Calendar dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dauys/date.h"

static void only_real_days_in_iso_form_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"2023-03-19", true},  {"2024-02-29", true},  {"2000-02-29", true},   {"2023-02-29", false},
        {"1900-02-29", false}, {"2023-13-01", false}, {"2023-00-10", false},  {"2023-04-31", false},
        {"2023-3-19", false},  {"19.03.2023", false}, {"2023-03-19 ", false}, {"", false},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_date date;
        char again[11];
        assert_int_equal(dy_date_parse(rows[i].text, &date), rows[i].good);
        if (rows[i].good) {
            dy_date_format(date, again);
            assert_string_equal(again, rows[i].text);
        }
    }
}

static void every_day_of_four_centuries_has_its_number(void **state)
{
    (void)state;
    struct dy_date first = {1800, 1, 1}, before = {1799, 12, 31};
    int32_t from = dy_date_to_days(first);
    for (int32_t day = from; day < from + 146097; day++) {
        struct dy_date date = dy_date_from_days(day);
        assert_int_equal(dy_date_to_days(date), day);
        assert_true(dy_date_compare(before, date) < 0);
        before = date;
    }
    assert_int_equal(dy_date_to_days((struct dy_date){1970, 1, 1}), 0);
    assert_int_equal(dy_date_to_days((struct dy_date){2023, 3, 19}), 19435);
}

static void no_date_prints_as_nothing(void **state)
{
    (void)state;
    char text[11] = "x";
    dy_date_format((struct dy_date){0}, text);
    assert_string_equal(text, "");
    assert_false(dy_date_is_set((struct dy_date){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_real_days_in_iso_form_are_read),
        cmocka_unit_test(every_day_of_four_centuries_has_its_number),
        cmocka_unit_test(no_date_prints_as_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

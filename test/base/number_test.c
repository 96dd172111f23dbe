/* Checked sums, votes from text, exact fractions and percentages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/base.h"

static void sums_do_not_wrap(void **state)
{
    (void)state;
    uint64_t sum = UINT64_MAX - 1;
    assert_true(dy_add(&sum, 1));
    assert_false(dy_add(&sum, 1));
    assert_int_equal(sum, UINT64_MAX);
}

static void votes_are_plain_digits_up_to_2_53(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        uint64_t want;
    } rows[] = {
        {"0", true, 0},
        {"007", true, 7},
        {"", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1.0", false, 0},
        {"1e3", false, 0},
        {"9007199254740992", true, DY_VOTES_MAX},
        {"9007199254740993", false, 0},
        {"18446744073709551617", false, 0},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        dy_votes out = 99;
        assert_int_equal(dy_parse_votes(rows[i].text, strlen(rows[i].text), &out), rows[i].good);
        assert_int_equal(out, rows[i].good ? rows[i].want : 99);
    }
}

static void fractions_are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        uint64_t num, den;
    } rows[] = {
        {"5 %", true, 5, 100},      {"5%", true, 5, 100},   {"3.25 %", true, 325, 10000},
        {"0.7", true, 7, 10},       {"1/2", true, 1, 2},    {"3", true, 3, 1},
        {"", false, 0, 0},          {"%", false, 0, 0},     {"1/0", false, 0, 0},
        {"1/2 %", false, 0, 0},     {".5", false, 0, 0},    {"5.", false, 0, 0},
        {"-1", false, 0, 0},        {"1.5/2", false, 0, 0}, {"1/2.5", false, 0, 0},
        {"5 % of it", false, 0, 0}, {"1e2", false, 0, 0},   {"1234567890", false, 0, 0},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_fraction out = {0, 0};
        assert_int_equal(dy_parse_fraction(rows[i].text, &out), rows[i].good);
        assert_int_equal(out.num, rows[i].num);
        assert_int_equal(out.den, rows[i].den);
    }
}

static void shares_are_compared_without_rounding(void **state)
{
    (void)state;
    struct dy_fraction five = {5, 100};
    assert_true(dy_share_compare(5, 100, five) == 0);
    assert_true(dy_share_compare(87573, 1751506, five) < 0); /* 4.99987 % */
    assert_true(dy_share_compare(87576, 1751509, five) > 0);
    assert_true(dy_share_compare((uint64_t)1 << 62, ((uint64_t)1 << 62) * 3 / 2,
                                 (struct dy_fraction){2, 3}) == 0);
}

static void percentages_round_half_up(void **state)
{
    (void)state;
    static const struct {
        uint64_t part, whole;
        unsigned decimals;
        const char *want;
    } rows[] = {
        {3431510, 6366441, 2, "53.90"},
        {1, 3, 0, "33"},
        {1, 8, 1, "12.5"},
        {1, 16, 1, "6.3"},
        {1, 0, 2, "-"},
        {2, 2, 2, "100.00"},
        {0, 5, 2, "0.00"},
        {9999, 10000, 1, "100.0"},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char out[32];
        dy_format_percent(rows[i].part, rows[i].whole, rows[i].decimals, out, sizeof out);
        assert_string_equal(out, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_do_not_wrap),
        cmocka_unit_test(votes_are_plain_digits_up_to_2_53),
        cmocka_unit_test(fractions_are_exact),
        cmocka_unit_test(shares_are_compared_without_rounding),
        cmocka_unit_test(percentages_round_half_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

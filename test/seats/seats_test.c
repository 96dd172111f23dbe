/* Known answers: textbooks, traps for floating point, agreements, minima. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/seats.h"

static const struct {
    const char *name, *method;
    size_t n;
    dy_votes votes[8];
    dy_seats seats, minimum, want[8];
} rows[] = {
    {"Balinski and Young 1, Hare",
     "hare",
     5,
     {5117, 4400, 162, 161, 160},
     100,
     0,
     {51, 44, 2, 2, 1}},
    {"Balinski and Young 1, D'Hondt",
     "dhondt",
     5,
     {5117, 4400, 162, 161, 160},
     100,
     0,
     {52, 45, 1, 1, 1}},
    {"Balinski and Young 1, Sainte-Lague",
     "sainte-lague",
     5,
     {5117, 4400, 162, 161, 160},
     100,
     0,
     {51, 43, 2, 2, 2}},
    {"Balinski and Young 1, Huntington-Hill",
     "huntington-hill",
     5,
     {5117, 4400, 162, 161, 160},
     100,
     0,
     {51, 43, 2, 2, 2}},
    {"Balinski and Young 1, Adams",
     "adams",
     5,
     {5117, 4400, 162, 161, 160},
     100,
     0,
     {51, 43, 2, 2, 2}},
    {"Balinski and Young 2, Hare",
     "hare",
     5,
     {9061, 7179, 5259, 3319, 1182},
     26,
     0,
     {9, 7, 5, 4, 1}},
    {"Balinski and Young 2, D'Hondt",
     "dhondt",
     5,
     {9061, 7179, 5259, 3319, 1182},
     26,
     0,
     {10, 7, 5, 3, 1}},
    {"Balinski and Young 2, Sainte-Lague",
     "sainte-lague",
     5,
     {9061, 7179, 5259, 3319, 1182},
     26,
     0,
     {9, 8, 5, 3, 1}},
    {"Balinski and Young 2, Huntington-Hill",
     "huntington-hill",
     5,
     {9061, 7179, 5259, 3319, 1182},
     26,
     0,
     {9, 7, 6, 3, 1}},
    {"Balinski and Young 2, Adams",
     "adams",
     5,
     {9061, 7179, 5259, 3319, 1182},
     26,
     0,
     {9, 7, 5, 3, 2}},
    {"an exact number of quotas that a double makes one fewer",
     "hare",
     2,
     {4195711, 4195711},
     124,
     0,
     {62, 62}},
    {"the same with one list", "hare", 1, {7382859}, 28, 0, {28}},
    {"a quota that gives two seats too many takes them back",
     "imperiali-quota",
     2,
     {60, 40},
     3,
     0,
     {2, 1}},
    {"every list its minimum first", "dhondt", 3, {1000, 10, 10}, 5, 1, {3, 1, 1}},
    {"a minimum with remainders", "hare", 3, {1000, 10, 10}, 5, 1, {3, 1, 1}},
    {"votes near 2^53", "dhondt", 2, {DY_VOTES_MAX, DY_VOTES_MAX - 1}, 3, 0, {2, 1}},
    {"squares near 2^106",
     "huntington-hill",
     2,
     {DY_VOTES_MAX, DY_VOTES_MAX - 1},
     1001,
     0,
     {501, 500}},
    {"no seats", "hare", 2, {5, 4}, 0, 0, {0, 0}},
};

static void known_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        dy_seats out[8] = {0};
        struct dy_seats_tie tie;
        struct dy_err err = {0};
        struct dy_seats_input in = {dy_method_find(rows[i].method),
                                    rows[i].n,
                                    rows[i].votes,
                                    rows[i].seats,
                                    rows[i].minimum,
                                    NULL,
                                    NULL,
                                    NULL};
        assert_int_equal(dy_seats_check(&in, &err), DY_OK);
        enum dy_seats_status status = dy_seats_award(&in, out, &tie, NULL);
        if (status != DY_SEATS_DONE || memcmp(out, rows[i].want, rows[i].n * sizeof *out) != 0)
            fail_msg("%s: status %d: %u %u %u %u %u", rows[i].name, (int)status, out[0], out[1],
                     out[2], out[3], out[4]);
    }
}

static void joined_lists_share_as_one(void **state)
{
    (void)state;
    static const dy_votes votes[] = {50, 30, 25};
    static const uint32_t group[] = {0, 1, 1};
    dy_seats out[3];
    struct dy_seats_tie tie;
    struct dy_seats_input in = {dy_method_find("dhondt"), 3, votes, 3, 0, NULL, NULL, NULL};
    assert_int_equal(dy_seats_award(&in, out, &tie, NULL), DY_SEATS_TIE); /* 25 = 50/2 */
    assert_int_equal(dy_seats_award_grouped(&in, group, out, &tie, NULL), DY_SEATS_DONE);
    assert_int_equal(out[0], 1);
    assert_int_equal(out[1], 1);
    assert_int_equal(out[2], 1);
}

static void what_is_out_of_bounds_is_refused_in_words(void **state)
{
    (void)state;
    static const dy_votes large[] = {DY_VOTES_MAX + 1};
    struct dy_err err = {0};
    struct dy_seats_input in = {dy_method_find("hare"), 1, large, 1, 0, NULL, NULL, NULL};
    assert_int_equal(dy_seats_check(&in, &err), DY_E_LIMIT);
    assert_non_null(strstr(err.msg, "2^53"));
    in = (struct dy_seats_input){
        dy_method_find("hare"), 0, NULL, DY_SEATS_MAX + 1, 0, NULL, NULL, NULL};
    err = (struct dy_err){0};
    assert_int_equal(dy_seats_check(&in, &err), DY_E_LIMIT);
    assert_null(dy_method_find("no such method"));
}

static void reasons_are_the_arithmetic_of_the_answer(void **state)
{
    (void)state;
    static const dy_votes votes[] = {3431510, 693938, 547154, 535139, 432920, 331058};
    dy_seats out[6];
    struct dy_seats_tie tie;
    struct dy_seats_reason reason;
    struct dy_seats_input in = {dy_method_find("hare"), 6, votes, 69, 0, NULL, NULL, NULL};
    assert_int_equal(dy_seats_award(&in, out, &tie, NULL), DY_SEATS_DONE);
    dy_seats_explain(&in, out, 0, &reason);
    assert_true(reason.quota_num == 5971719 && reason.quota_den == 69);
    assert_int_equal(reason.whole, 39);
    assert_true(reason.remainder_num == 3877149 && reason.remainder_den == 5971719);
    assert_true(reason.by_remainder);
    in.method = dy_method_find("dhondt");
    assert_int_equal(dy_seats_award(&in, out, &tie, NULL), DY_SEATS_DONE);
    dy_seats_explain(&in, out, 0, &reason);
    assert_true(reason.last_num == 3431510 && reason.last_den == out[0]);
    assert_true(reason.next_den == out[0] + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(joined_lists_share_as_one),
        cmocka_unit_test(what_is_out_of_bounds_is_refused_in_words),
        cmocka_unit_test(reasons_are_the_arithmetic_of_the_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

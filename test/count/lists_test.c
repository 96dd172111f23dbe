/*
 * Each rule of counting lists, on small elections.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"

/* --- lists: the fixture changed by `change`, then counted --- */

struct list_row {
    const char *name;
    size_t n;
    dy_seats seats;
    dy_votes votes[FIXTURE_CHOICES];
    uint64_t against_all;
    void (*change)(struct fixture *f);
    struct want want;
};

static void bar_5(struct fixture *f)
{
    fixture_bar(f, 5, 100, false);
}
static void bar_above_5(struct fixture *f)
{
    fixture_bar(f, 5, 100, true);
}
static void bar_by_members(struct fixture *f)
{
    fixture_bar(f, 5, 100, false);
    f->bar[1] = (struct dy_law_bar_row){2, {7, 100}};
    f->bar[2] = (struct dy_law_bar_row){4, {10, 100}};
    f->tier.bar.n_rows = 3;
    f->lists[1].members = 2;
    f->lists[2].members = 3;
    f->lists[3].members = 4;
}
static void bar_with_exempt(struct fixture *f)
{
    static const char *kinds[] = {"minority"};
    fixture_bar(f, 5, 100, false);
    f->tier.bar.exempt = kinds;
    f->tier.bar.n_exempt = 1;
    f->lists[1].kind = "minority";
}
static void nobody_enters(struct fixture *f)
{
    fixture_bar(f, 60, 100, false);
    f->tier.bar.if_none.value = DY_NONE_NOBODY;
}
static void all_enter(struct fixture *f)
{
    fixture_bar(f, 60, 100, false);
    f->tier.bar.if_none = (struct dy_law_param){DY_NONE_ALL_LISTS, &f->reading};
}
static void silent_law(struct fixture *f)
{
    fixture_bar(f, 60, 100, false);
}
static void issued_bar(struct fixture *f)
{
    fixture_bar(f, 5, 100, false);
    f->tier.bar.of = SHARE_ISSUED;
    f->present[FIELD_ISSUED] = 0;
}
static void guarantee(struct fixture *f)
{
    fixture_bar(f, 5, 10, false);
    f->tier.guarantee = (struct dy_law_guarantee){
        .is_set = true, .lists = 2, .factor = {7, 10}, .minimum = 2, .cite = "art. 7"};
}
static void guarantee_floor_before(struct fixture *f)
{
    guarantee(f);
    f->tier.guarantee.floor = (struct dy_law_param){DY_FLOOR_BEFORE_FACTOR, &f->reading};
}
static void guarantee_lot(struct fixture *f)
{
    guarantee(f);
    f->tier.guarantee.tie_second.value = DY_TIE_LOT;
}
static void guarantee_lot_drawn(struct fixture *f)
{
    guarantee_lot(f);
    fixture_lot(f, "cb");
}
static void b_registered_first(struct fixture *f)
{
    f->choices[0].registered = 9;
    f->choices[1].registered = 1;
}
static void registration_unknown(struct fixture *f)
{
    f->choices[1].registered = f->lists[1].registered = 0;
}
static void others_unknown(struct fixture *f)
{
    f->choices[2].registered = f->lists[2].registered = 0;
}
static void lot_needed(struct fixture *f)
{
    f->tier.ties.value = DY_TIE_LOT;
}
static void lot_drawn(struct fixture *f)
{
    lot_needed(f);
    fixture_lot(f, "ba");
}
static void lot_of_others(struct fixture *f)
{
    lot_needed(f);
    fixture_lot(f, "bc");
}
static void tie_silent(struct fixture *f)
{
    f->tier.ties.value = DY_TIE_SILENT;
}
static void method_imperiali(struct fixture *f)
{
    f->tier.award.method = dy_method_find("imperiali-quota");
}
static void minimum_three(struct fixture *f)
{
    f->tier.award.method = dy_method_find("dhondt");
    f->tier.award.minimum = 3;
}
static void joined(struct fixture *f)
{
    f->tier.award.method = dy_method_find("dhondt");
    f->tier.award.agreements = true;
    f->lists[1].agreement = f->lists[2].agreement = "x";
}
static void c_does_not_stand(struct fixture *f)
{
    f->stands[2] = 0;
    fixture_bar(f, 60, 100, false);
    f->tier.bar.if_none.value = DY_NONE_ALL_LISTS;
}

#define SEATS DY_EVENT_SEATS, DY_STATUS_FINAL
#define SILENT DY_EVENT_SILENT, DY_STATUS_UNDETERMINED

static const struct list_row list_rows[] = {
    {"without a bar all lists share",
     3,
     10,
     {500, 300, 200},
     0,
     NULL,
     {SEATS, "532", "abc", "", 0, NULL}},
    {"exactly 5 % passes a bar of at least 5 %",
     3,
     10,
     {900, 50, 49},
     1,
     bar_5,
     {SEATS, "910", "ab", "", 0, NULL}},
    {"exactly 5 % fails a bar of more than 5 %",
     3,
     10,
     {899, 50, 51},
     0,
     bar_above_5,
     {SEATS, "901", "ac", "", 0, NULL}},
    {"one vote under 5 % fails", 2, 10, {951, 49}, 0, bar_5, {SEATS, ":0", "a", "", 0, NULL}},
    {"against all counts in the base", 2, 9, {900, 50}, 51, bar_5, {SEATS, "90", "a", "", 0, NULL}},
    {"a coalition's bar goes by the parties behind it",
     4,
     9,
     {761, 69, 70, 100},
     0,
     bar_by_members,
     {SEATS, "7011", "acd", "", 0, NULL}},
    {"an exempt list needs no bar",
     3,
     10,
     {900, 30, 40},
     0,
     bar_with_exempt,
     {SEATS, ":00", "ab", "", 0, NULL}},
    {"nobody reaches the bar and the law says nobody enters",
     2,
     9,
     {50, 50},
     0,
     nobody_enters,
     {SEATS, "00", "", "", 0, NULL}},
    {"nobody reaches the bar and a reading lets all in",
     2,
     9,
     {55, 44},
     0,
     all_enter,
     {SEATS, "54", "ab", "", 0, "no-list-reaches-bar"}},
    {"nobody reaches the bar and the law is silent",
     2,
     9,
     {50, 50},
     0,
     silent_law,
     {SILENT, "00", "", "", 9, "no-list-reaches-bar"}},
    {"a bar over a number that is not published",
     2,
     9,
     {50, 50},
     0,
     issued_bar,
     {SILENT, "00", "", "", 9, "base-not-published"}},
    {"a list that does not stand is not admitted with all",
     3,
     9,
     {55, 44, 0},
     0,
     c_does_not_stand,
     {SEATS, "540", "ab", "", 0, NULL}},
    /* v1 = 690, v2 = 230, S = 8: q = 115; x2 = 2 * 0.7 = 1.4 -> minimum 2 */
    {"the second list gets its minimum",
     3,
     8,
     {690, 230, 80},
     0,
     guarantee,
     {SEATS, "620", "ab", "", 0, NULL}},
    /* v1 = 600, v2 = 390, S = 9: v2/q = 3.5454; * 0.7 = 2.48 -> 2 */
    {"0.7 of the second list's share",
     3,
     9,
     {600, 390, 10},
     0,
     guarantee,
     {SEATS, "720", "ab", "", 0, NULL}},
    /* v1 = 500, v2 = 450, S = 10: v2/q = 4.7368; after: 3.3158 -> 3; before: 4 * 0.7 = 2.8 -> 2 */
    {"the factor before the floor",
     3,
     10,
     {501, 449, 50},
     0,
     guarantee,
     {SEATS, "730", "ab", "", 0, NULL}},
    {"the floor before the factor",
     3,
     10,
     {501, 449, 50},
     0,
     guarantee_floor_before,
     {SEATS, "820", "ab", "", 0, NULL}},
    {"a tie for the second list is open where the law is silent",
     3,
     8,
     {700, 150, 150},
     0,
     guarantee,
     {SILENT, "600", "a", "bc", 2, "tie-second-list"}},
    {"a tie for the second list that needs a lot",
     3,
     8,
     {700, 150, 150},
     0,
     guarantee_lot,
     {DY_EVENT_LOT, DY_STATUS_UNDETERMINED, "600", "a", "bc", 2, NULL}},
    {"a lot drawn for the second list",
     3,
     8,
     {700, 150, 150},
     0,
     guarantee_lot_drawn,
     {SEATS, "602", "ac", "", 0, NULL}},
    {"a list alone takes all", 1, 8, {700}, 0, guarantee, {SEATS, "8", "a", "", 0, NULL}},
    {"a tie goes to the list registered earlier",
     2,
     3,
     {100, 100},
     0,
     NULL,
     {SEATS, "21", "ab", "", 0, NULL}},
    {"registration is by rank, not by place",
     2,
     3,
     {100, 100},
     0,
     b_registered_first,
     {SEATS, "12", "ab", "", 0, NULL}},
    {"a rank of registration that is missing leaves the tie open",
     2,
     3,
     {100, 100},
     0,
     registration_unknown,
     {SILENT, "11", "ab", "ab", 1, "registration-order-unknown"}},
    {"a rank is not missed where nobody needs it",
     3,
     4,
     {150, 150, 100},
     0,
     others_unknown,
     {SEATS, "211", "abc", "", 0, NULL}},
    {"a tie that needs a lot",
     2,
     3,
     {100, 100},
     0,
     lot_needed,
     {DY_EVENT_LOT, DY_STATUS_UNDETERMINED, "11", "ab", "ab", 1, NULL}},
    {"a lot that was drawn", 2, 3, {100, 100}, 0, lot_drawn, {SEATS, "12", "ab", "", 0, NULL}},
    {"a lot drawn among others decides nothing",
     3,
     3,
     {150, 150, 0},
     0,
     lot_of_others,
     {DY_EVENT_LOT, DY_STATUS_UNDETERMINED, "110", "abc", "ab", 1, NULL}},
    {"a tie where the law is silent",
     2,
     3,
     {100, 100},
     0,
     tie_silent,
     {SILENT, "11", "ab", "ab", 1, "tie-for-seat"}},
    {"a quota that gives out too many: the smallest remainder gives one back",
     2,
     3,
     {60, 40},
     0,
     method_imperiali,
     {SEATS, "21", "ab", "", 0, NULL}},
    {"a minimum that the seats do not reach",
     3,
     8,
     {60, 60, 10},
     0,
     minimum_three,
     {SILENT, "000", "abc", "", 8, "minimum-exceeds-seats"}},
    {"joined lists share as one",
     3,
     5,
     {290, 170, 140},
     0,
     joined,
     {SEATS, "221", "abc", "", 0, NULL}},
    {"no votes at all",
     2,
     3,
     {0, 0},
     0,
     NULL,
     {DY_EVENT_NO_VOTES, DY_STATUS_UNDETERMINED, "00", "", "", 3, NULL}},
};

static void test_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(list_rows); i++) {
        const struct list_row *row = &list_rows[i];
        struct fixture f;
        fixture_init(&f, row->n, row->seats);
        if (row->change != NULL)
            row->change(&f);
        fixture_votes(&f, 1, row->votes, row->against_all);
        fixture_check(row->name, fixture_count(&f), &row->want);
        assert_int_equal(f.outcome->status, row->want.status);
        fixture_finish(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lists)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

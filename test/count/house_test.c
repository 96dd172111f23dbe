/*
 * The house from several tiers: order of its rows, declared seats, status, quotas of groups, lots.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

/* A list tier of the nation and a second tier of one seat in each station ("district/s1"...). */
struct house {
    struct fixture f;
    struct dy_law_tier tiers[2];
    struct dy_contest contests[4];
    struct dy_choice persons[3]; /* of list a, of list b, of nobody */
    struct dy_tally tallies[4];
    uint64_t sums[3][N_FIELDS + 4];
};

static void start(struct house *h)
{
    fixture_init(&h->f, 2, 3);
    fixture_votes(&h->f, 1, (dy_votes[]){100, 200}, 0);
    h->tiers[0] = h->f.tier;
    h->tiers[1] = h->f.tier;
    h->tiers[1].id = "district";
    h->tiers[1].area = "station";
    h->tiers[1].choices = DY_CHOICES_CANDIDATES;
    h->tiers[1].award.method = dy_method_find("plurality");
    h->f.law.n_tiers = 2;
    h->f.law.tiers = h->tiers;
    h->f.law.body.n = 6;
    h->persons[0] = (struct dy_choice){.id = "x", .list = 0, .registered = 1};
    h->persons[1] = (struct dy_choice){.id = "y", .list = 1, .registered = 2};
    h->persons[2] = (struct dy_choice){.id = "z", .list = DY_NOTHING, .registered = 3};
    h->contests[0] = h->f.contest;
    for (uint32_t i = 1; i < 4; i++)
        h->contests[i] =
            (struct dy_contest){.tier = 1, .area = i, .n_choices = 3, .choices = h->persons};
    h->f.election.contests = h->contests;
    h->f.election.n_contests = 4;
    h->tallies[0] = h->f.tallies[0];
}

/* The votes for x, y, z in station i. */
static void vote(struct house *h, uint32_t i, dy_votes x, dy_votes y, dy_votes z)
{
    uint64_t *sums = h->sums[i - 1];
    sums[N_FIELDS] = x;
    sums[N_FIELDS + 1] = y;
    sums[N_FIELDS + 2] = z;
    h->tallies[i] = (struct dy_tally){.contest = i,
                                      .round = 1,
                                      .source = "official",
                                      .n_rows = 1,
                                      .n_slots = N_FIELDS + 4,
                                      .sums = sums,
                                      .present = h->f.present};
}

static const struct dy_outcome *count(struct house *h, size_t n_tallies)
{
    const struct dy_outcome *outcome;
    struct dy_err err = {0};
    if (dy_count(&h->f.mem, &h->f.election, "official", n_tallies, h->tallies, &outcome, &err) !=
        DY_OK)
        fail_msg("%s", err.msg);
    return outcome;
}

static void check_row(const struct dy_outcome_body *row, const char *id, dy_seats seats,
                      dy_seats list, dy_seats district)
{
    assert_string_equal(row->id, id);
    assert_int_equal(row->seats, seats);
    assert_int_equal(row->by_tier[0], list);
    assert_int_equal(row->by_tier[1], district);
}

static void test_tiers_add_up(void **state)
{
    (void)state;
    struct house h = {0};
    start(&h);
    vote(&h, 1, 5, 4, 3);
    vote(&h, 2, 5, 4, 6);
    vote(&h, 3, 5, 7, 6);
    const struct dy_outcome *outcome = count(&h, 4);
    assert_int_equal(outcome->n_body, 3);
    check_row(&outcome->body[0], "b", 3, 2, 1);
    check_row(&outcome->body[1], "a", 2, 1, 1);
    check_row(&outcome->body[2], "independent", 1, 0, 1);
    assert_int_equal(outcome->seats, 6);
    assert_int_equal(outcome->seats_awarded, 6);
    assert_int_equal(outcome->seats_settled, 6);
    assert_int_equal(outcome->status, DY_STATUS_FINAL);
    fixture_finish(&h.f);
}

static void test_equal_rows_keep_the_order_of_lists(void **state)
{
    (void)state;
    struct house h = {0};
    start(&h);
    vote(&h, 1, 5, 4, 3);
    vote(&h, 2, 5, 4, 3);
    vote(&h, 3, 5, 7, 6);
    const struct dy_outcome *outcome = count(&h, 4);
    check_row(&outcome->body[0], "a", 3, 1, 2);
    check_row(&outcome->body[1], "b", 3, 2, 1);
    check_row(&outcome->body[2], "independent", 0, 0, 0);
    fixture_finish(&h.f);
}

static void test_a_contest_without_votes_is_open(void **state)
{
    (void)state;
    struct house h = {0};
    start(&h);
    vote(&h, 1, 5, 4, 3);
    vote(&h, 2, 5, 4, 3);
    const struct dy_outcome *outcome = count(&h, 3);
    assert_int_equal(outcome->status, DY_STATUS_INCOMPLETE);
    assert_int_equal(outcome->contests[3].event, DY_EVENT_NO_VOTES);
    assert_int_equal(outcome->seats_settled, 5);
    assert_int_equal(outcome->body[0].seats_max, 4);
    assert_int_equal(outcome->body[2].seats_max, 1);
    fixture_finish(&h.f);
}

static void test_a_tie_leaves_the_house_undetermined(void **state)
{
    (void)state;
    struct house h = {0};
    start(&h);
    h.tiers[1].ties.value = DY_TIE_REPEAT_VOTE;
    vote(&h, 1, 5, 4, 3);
    vote(&h, 2, 5, 5, 3);
    vote(&h, 3, 5, 4, 3);
    const struct dy_outcome *outcome = count(&h, 4);
    assert_int_equal(outcome->status, DY_STATUS_UNDETERMINED);
    assert_int_equal(outcome->seats_awarded, 5);
    assert_string_equal(outcome->body[0].id, "a");
    assert_int_equal(outcome->body[0].seats_min, 3);
    assert_int_equal(outcome->body[0].seats_max, 4);
    assert_int_equal(outcome->body[2].seats_max, 0);
    fixture_finish(&h.f);
}

static void declare(struct house *h)
{
    h->f.declared_seats[0] = (struct dy_declared_seats){0, 2};
    h->f.declared_seats[1] = (struct dy_declared_seats){DY_NOTHING, 1};
    h->f.declared = (struct dy_declared){.tier = 1, .n = 2, .of = h->f.declared_seats};
    h->f.election.n_declared = 1;
}

static void test_declared_seats_stand_where_no_votes_are(void **state)
{
    (void)state;
    /* with contests and without any */
    for (size_t n_contests = 1; n_contests <= 4; n_contests += 3) {
        struct house h = {0};
        start(&h);
        declare(&h);
        h.f.election.n_contests = n_contests;
        const struct dy_outcome *outcome = count(&h, 1);
        assert_int_equal(outcome->status, DY_STATUS_FINAL);
        assert_int_equal(outcome->seats_declared, 3);
        assert_int_equal(outcome->seats_awarded, 3);
        check_row(&outcome->body[0], "a", 3, 1, 2);
        check_row(&outcome->body[1], "b", 2, 2, 0);
        check_row(&outcome->body[2], "independent", 1, 0, 1);
        if (n_contests == 4)
            assert_int_equal(outcome->contests[2].event, DY_EVENT_DECLARED);
        fixture_finish(&h.f);
    }
}

static void test_votes_replace_a_declaration(void **state)
{
    (void)state;
    struct house h = {0};
    start(&h);
    declare(&h);
    vote(&h, 1, 5, 4, 3);
    const struct dy_outcome *outcome = count(&h, 2);
    assert_int_equal(outcome->seats_declared, 0);
    assert_int_equal(outcome->contests[1].event, DY_EVENT_ELECTED);
    assert_int_equal(outcome->contests[2].event, DY_EVENT_NO_VOTES);
    fixture_finish(&h.f);
}

static void test_a_tier_of_which_nothing_is_known(void **state)
{
    (void)state;
    struct house h = {0};
    start(&h);
    h.f.election.n_contests = 1;
    const struct dy_outcome *outcome = count(&h, 1);
    assert_int_equal(outcome->contests[0].status, DY_STATUS_FINAL);
    assert_int_equal(outcome->status, DY_STATUS_INCOMPLETE);
    assert_int_equal(outcome->seats_awarded, 3);
    fixture_finish(&h.f);
}

static void test_seats_by_parts_of_the_body(void **state)
{
    (void)state;
    struct house h = {0};
    start(&h);
    h.f.law.body = (struct dy_law_seats){.kind = DY_LAW_SEATS_GIVEN};
    h.f.election.seats_given = 35;
    h.tiers[0].seats = (struct dy_law_seats){.kind = DY_LAW_SEATS_PART, .part = {1, 2}};
    h.tiers[1].seats =
        (struct dy_law_seats){.kind = DY_LAW_SEATS_PART, .part = {1, 2}, .round_up = true};
    assert_int_equal(dy_body_seats(&h.f.election), 35);
    assert_int_equal(dy_tier_seats(&h.f.election, 0), 17);
    assert_int_equal(dy_tier_seats(&h.f.election, 1), 18);
    fixture_finish(&h.f);
}

static void test_lists_need_one_area(void **state)
{
    (void)state;
    struct house h = {0};
    const struct dy_outcome *outcome;
    struct dy_err err = {0};
    start(&h);
    h.tiers[1].award.method = dy_method_find("hare");
    assert_int_equal(dy_count(&h.f.mem, &h.f.election, "official", 1, h.tallies, &outcome, &err),
                     DY_E_INPUT);
    assert_non_null(strstr(err.msg, "\"district\""));
    fixture_finish(&h.f);
}

static void test_contests_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t want;
    } table[] = {
        {"list", 0},         {"list/nation", 0},       {"district/s1", 1},
        {"district/s3", 3},  {"district", DY_NOTHING}, {"district/s9", DY_NOTHING},
        {"lis", DY_NOTHING}, {"listen", DY_NOTHING},   {"", DY_NOTHING},
    };
    struct house h = {0};
    start(&h);
    for (size_t i = 0; i < DY_COUNT_OF(table); i++)
        if (dy_contest_find(&h.f.election, table[i].name) != table[i].want)
            fail_msg("%s", table[i].name);
    assert_string_equal(dy_contest_label(&h.f.mem, &h.f.election, &h.contests[0]), "list");
    assert_string_equal(dy_contest_label(&h.f.mem, &h.f.election, &h.contests[2]), "district/s2");
    fixture_finish(&h.f);
}

/* --- quotas of groups --- */

static const char *women[] = {"women"}, *both[] = {"women", "youth"}, *others[] = {"veterans"};

struct quota_row {
    const char *name;
    enum dy_law_quota_of of;
    enum dy_law_rounding rounding;
    const char *groups; /* of each candidate: w women, b women and youth, v others, - none */
    dy_seats needed, found;
    bool known, met;
};
/* List a wins 7 seats; 30 % of 7 is 2.1, of 9 candidates 2.7, of 5 candidates 1.5. */
static const struct quota_row quota_rows[] = {
    {"not less than, rounded up", DY_QUOTA_OF_SEATS_WON, DY_ROUND_UP, "w-w-w-----", 3, 3, true,
     true},
    {"one too few", DY_QUOTA_OF_SEATS_WON, DY_ROUND_UP, "w-w----w--", 3, 2, true, false},
    {"rounded half up", DY_QUOTA_OF_SEATS_WON, DY_ROUND_HALF_UP, "w-w----w--", 2, 2, true, true},
    {"rounded down", DY_QUOTA_OF_SEATS_WON, DY_ROUND_DOWN, "w-w----w--", 2, 2, true, true},
    {"a person of two groups counts once", DY_QUOTA_OF_SEATS_WON, DY_ROUND_UP, "b-w-------", 3, 2,
     true, false},
    {"a group outside the quota does not count", DY_QUOTA_OF_SEATS_WON, DY_ROUND_UP, "wwv-------",
     3, 2, true, false},
    {"fewer candidates given than seats", DY_QUOTA_OF_SEATS_WON, DY_ROUND_UP, "www", 3, 3, false,
     false},
    {"no candidates given", DY_QUOTA_OF_SEATS_WON, DY_ROUND_UP, "", 3, 0, false, false},
    {"no groups given for anybody", DY_QUOTA_OF_SEATS_WON, DY_ROUND_UP, "----------", 3, 0, false,
     false},
    {"of the whole list", DY_QUOTA_OF_LIST, DY_ROUND_UP, "------www", 3, 3, true, true},
    {"of the whole list, half up", DY_QUOTA_OF_LIST, DY_ROUND_HALF_UP, "w----", 2, 1, true, false},
};

static size_t make_candidates(const char *groups, struct dy_candidate *out)
{
    size_t n = strlen(groups);
    for (size_t i = 0; i < n; i++) {
        char kind = groups[i];
        out[i] = (struct dy_candidate){.id = "c"};
        out[i].n_groups = kind == 'b' ? 2 : kind != '-';
        out[i].groups = kind == 'w' ? women : kind == 'b' ? both : others;
    }
    return n;
}

static void test_quotas(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(quota_rows); i++) {
        const struct quota_row *row = &quota_rows[i];
        struct fixture f;
        struct dy_candidate candidates[10];
        fixture_init(&f, 2, 10);
        f.quota = (struct dy_law_quota){.n_groups = 2,
                                        .groups = both,
                                        .at_least = {3, 10},
                                        .of = row->of,
                                        .rounding = {.value = (int)row->rounding}};
        f.tier.quotas = &f.quota;
        f.tier.n_quotas = 1;
        f.lists[0].candidates = candidates;
        f.lists[0].n_candidates = make_candidates(row->groups, candidates);
        fixture_votes(&f, 1, (dy_votes[]){700, 300}, 0);
        (void)fixture_count(&f);
        const struct dy_outcome_quota *quota = &f.outcome->quotas[0];
        /* the other list gives no candidates: there is nothing to take a share of */
        assert_int_equal(f.outcome->n_quotas, row->of == DY_QUOTA_OF_LIST ? 1 : 2);
        if (quota->needed != row->needed || quota->found != row->found ||
            quota->known != row->known || quota->met != row->met)
            fail_msg("%s: %u of %u, known %d, met %d", row->name, quota->found, quota->needed,
                     quota->known, quota->met);
        fixture_finish(&f);
    }
}

/* --- limits and memory --- */

static void test_limits(void **state)
{
    (void)state;
    const struct dy_outcome *outcome;
    struct fixture f;
    struct dy_err err = {0};
    fixture_init(&f, 2, 10);
    fixture_votes(&f, 1, (dy_votes[]){DY_VOTES_MAX + 1, 1}, 0);
    assert_int_equal(dy_count(&f.mem, &f.election, "official", 1, f.tallies, &outcome, &err),
                     DY_E_LIMIT);
    err = (struct dy_err){0};
    f.tier.seats.n = DY_SEATS_MAX + 1;
    fixture_votes(&f, 1, (dy_votes[]){1, 1}, 0);
    assert_int_equal(dy_count(&f.mem, &f.election, "official", 1, f.tallies, &outcome, &err),
                     DY_E_LIMIT);
    fixture_finish(&f);
}

static void test_no_memory(void **state)
{
    (void)state;
    struct house h = {0};
    start(&h);
    vote(&h, 1, 5, 4, 3);
    enum dy_code code = DY_E_NOMEM;
    for (uint64_t n = 1; code != DY_OK; n++) {
        const struct dy_outcome *outcome = NULL;
        struct dy_err err = {0};
        struct dy_arena mem;
        dy_arena_init(&mem);
        mem.fail_at = n;
        code = dy_count(&mem, &h.f.election, "official", 2, h.tallies, &outcome, &err);
        assert_true(code == DY_OK || (code == DY_E_NOMEM && outcome == NULL));
        dy_arena_finish(&mem);
    }
    fixture_finish(&h.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tiers_add_up),
        cmocka_unit_test(test_equal_rows_keep_the_order_of_lists),
        cmocka_unit_test(test_a_contest_without_votes_is_open),
        cmocka_unit_test(test_a_tie_leaves_the_house_undetermined),
        cmocka_unit_test(test_declared_seats_stand_where_no_votes_are),
        cmocka_unit_test(test_votes_replace_a_declaration),
        cmocka_unit_test(test_a_tier_of_which_nothing_is_known),
        cmocka_unit_test(test_seats_by_parts_of_the_body),
        cmocka_unit_test(test_lists_need_one_area),
        cmocka_unit_test(test_contests_by_name),
        cmocka_unit_test(test_quotas),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Each rule of counting one seat or one question, on small elections: plurality, majority, run-off,
 * yes or no.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "fixture.h"

struct single_row {
    const char *name;
    const char *method;
    size_t n;
    dy_votes first[FIXTURE_CHOICES], second[FIXTURE_CHOICES]; /* second: all 0 = not held */
    uint64_t against_all;
    void (*change)(struct fixture *f);
    struct want want;
};

#define PLURALITY "plurality"
#define MAJORITY "absolute-majority"
#define QUESTION "yes-no"
#define ELECTED DY_EVENT_ELECTED, DY_STATUS_FINAL
#define OPEN(event) event, DY_STATUS_UNDETERMINED

static void repeat_vote(struct fixture *f)
{
    f->tier.ties.value = DY_TIE_REPEAT_VOTE;
}
static void repeat_vote_of_two(struct fixture *f)
{
    static struct dy_name text[] = {{"en", "Three who are equal are not provided for."}};
    repeat_vote(f);
    f->silence = (struct dy_law_silence){"tie-for-seat", {1, text}, "art. 4", NULL};
    f->law.silences = &f->silence;
    f->law.n_silences = 1;
}
static void two_apart(struct fixture *f)
{
    repeat_vote(f);
    f->tier.has_ties_two = true;
    f->tier.ties_two.value = DY_TIE_REPEAT_ELECTION;
}
static void only_two_apart(struct fixture *f)
{
    two_apart(f);
    f->stands[2] = 0;
}
static void more_apart(struct fixture *f)
{
    repeat_vote_of_two(f);
    f->tier.has_ties_more = true;
    f->tier.ties_more.value = DY_TIE_SILENT;
}
static void repeat_election(struct fixture *f)
{
    f->tier.ties.value = DY_TIE_REPEAT_ELECTION;
}
static void only_a_and_b(struct fixture *f)
{
    f->stands[2] = 0;
}
static void runoff(struct fixture *f)
{
    f->tier.award.runoff_between = 2;
    f->tier.award.runoff_from = 3;
}
static void runoff_always(struct fixture *f)
{
    f->tier.award.runoff_between = 2;
}
static void runoff_tie_lot(struct fixture *f)
{
    runoff(f);
    f->tier.award.tie_second.value = DY_TIE_LOT;
    f->tier.award.tie_runoff.value = DY_TIE_LOT;
}
static void runoff_lot_drawn(struct fixture *f)
{
    runoff_tie_lot(f);
    fixture_lot(f, "cb");
}
static void runoff_tie_registered(struct fixture *f)
{
    runoff(f);
    f->tier.award.tie_runoff.value = DY_TIE_EARLIER_REGISTRATION;
}
static void two_repeat(struct fixture *f)
{
    runoff(f);
    f->tier.award.two_candidates =
        (struct dy_law_param){DY_NO_MAJORITY_REPEAT_ELECTION, &f->reading};
}
static void two_runoff(struct fixture *f)
{
    runoff(f);
    f->tier.award.two_candidates = (struct dy_law_param){DY_NO_MAJORITY_RUNOFF, &f->reading};
}
static void own_silence(struct fixture *f)
{
    static struct dy_name text[] = {{"en", "Art. 63 needs more than two."}};
    runoff(f);
    f->silence = (struct dy_law_silence){"two-candidates-no-majority", {1, text}, "art. 63", NULL};
    f->law.silences = &f->silence;
    f->law.n_silences = 1;
}
static void at_least_half(struct fixture *f)
{
    f->tier.award.majority.strictly = false;
}
static void of_issued(struct fixture *f)
{
    f->tier.award.majority.whole = SHARE_ISSUED;
    f->sums[0][FIELD_ISSUED] = 1000;
}
static void turnout(struct fixture *f)
{
    f->tier.award.turnout = (struct dy_law_bound){.is_set = true,
                                                  .fraction = {1, 2},
                                                  .strictly = true,
                                                  .part = SHARE_TOOK_PART,
                                                  .whole = SHARE_LISTED,
                                                  .cite = "art. 8"};
    f->present[FIELD_LISTED] = 0; /* by units.csv: 3 * 1000 */
}
static void turnout_third(struct fixture *f)
{
    turnout(f);
    f->tier.award.turnout.fraction = (struct dy_fraction){1, 3};
    f->tier.award.turnout.strictly = false;
}
static void turnout_published(struct fixture *f)
{
    turnout(f);
    f->present[FIELD_LISTED] = 1;
    f->sums[0][FIELD_LISTED] = 2998;
}
static void regions(struct fixture *f)
{
    f->tier.award.regions =
        (struct dy_law_bound){.is_set = true, .fraction = {2, 3}, .cite = "art. 9"};
    f->tier.award.regions_level = "station";
    f->tier.award.regions_when = "amendment";
    f->election.question_kind = "amendment";
}
static void regions_of_another_kind(struct fixture *f)
{
    regions(f);
    f->election.question_kind = "advice";
}

static const struct single_row rows[] = {
    {"the most votes win",
     PLURALITY,
     3,
     {40, 50, 45},
     {0},
     0,
     NULL,
     {ELECTED, "010", "abc", "", 0, NULL}},
    {"against all elects nobody and stops nobody",
     PLURALITY,
     2,
     {40, 50},
     {0},
     500,
     NULL,
     {ELECTED, "01", "ab", "", 0, NULL}},
    {"a tie goes to the earlier registered",
     PLURALITY,
     3,
     {40, 50, 50},
     {0},
     0,
     NULL,
     {ELECTED, "010", "abc", "", 0, NULL}},
    {"a tie leads to a repeat vote among the tied",
     PLURALITY,
     3,
     {40, 50, 50},
     {0},
     0,
     repeat_vote,
     {OPEN(DY_EVENT_REPEAT_VOTE), "000", "abc", "bc", 1, NULL}},
    {"two who are equal are provided for",
     PLURALITY,
     3,
     {40, 50, 50},
     {0},
     0,
     repeat_vote_of_two,
     {OPEN(DY_EVENT_REPEAT_VOTE), "000", "abc", "bc", 1, NULL}},
    {"three who are equal may not be",
     PLURALITY,
     3,
     {50, 50, 50},
     {0},
     0,
     repeat_vote_of_two,
     {OPEN(DY_EVENT_REPEAT_VOTE), "000", "abc", "abc", 1, "tie-for-seat"}},
    {"a tie leads to a repeat election",
     PLURALITY,
     3,
     {40, 50, 50},
     {0},
     0,
     repeat_election,
     {OPEN(DY_EVENT_REPEAT_ELECTION), "000", "abc", "bc", 1, NULL}},
    {"a tie of the only two may have another rule",
     PLURALITY,
     3,
     {50, 50, 0},
     {0},
     0,
     only_two_apart,
     {OPEN(DY_EVENT_REPEAT_ELECTION), "000", "ab", "ab", 1, NULL}},
    {"a tie of two among three goes by the common rule",
     PLURALITY,
     3,
     {50, 50, 0},
     {0},
     0,
     two_apart,
     {OPEN(DY_EVENT_REPEAT_VOTE), "000", "abc", "ab", 1, NULL}},
    {"a tie of more than two may have another rule",
     PLURALITY,
     3,
     {50, 50, 50},
     {0},
     0,
     more_apart,
     {OPEN(DY_EVENT_SILENT), "000", "abc", "abc", 1, "tie-for-seat"}},
    {"nobody wins without a vote",
     PLURALITY,
     2,
     {0, 0},
     {0},
     9,
     NULL,
     {OPEN(DY_EVENT_NO_VOTES), "00", "ab", "", 1, NULL}},
    {"votes for someone who does not stand elect nobody",
     PLURALITY,
     3,
     {40, 50, 60},
     {0},
     0,
     only_a_and_b,
     {ELECTED, "010", "ab", "", 0, NULL}},

    {"more than half is elected",
     MAJORITY,
     3,
     {51, 30, 19},
     {0},
     0,
     runoff,
     {ELECTED, "100", "abc", "", 0, NULL}},
    {"exactly half is not more than half",
     MAJORITY,
     3,
     {50, 30, 20},
     {0},
     0,
     runoff,
     {OPEN(DY_EVENT_RUNOFF), "000", "abc", "ab", 1, NULL}},
    {"exactly half where at least half is enough",
     MAJORITY,
     3,
     {50, 30, 20},
     {0},
     0,
     at_least_half,
     {ELECTED, "100", "abc", "", 0, NULL}},
    {"against all counts in the majority's base",
     MAJORITY,
     3,
     {51, 30, 19},
     {0},
     2,
     runoff,
     {OPEN(DY_EVENT_RUNOFF), "000", "abc", "ab", 1, NULL}},
    {"a majority of the ballots issued",
     MAJORITY,
     3,
     {501, 30, 19},
     {0},
     0,
     of_issued,
     {ELECTED, "100", "abc", "", 0, NULL}},
    {"a tie for second place where the law is silent",
     MAJORITY,
     3,
     {40, 30, 30},
     {0},
     0,
     runoff,
     {OPEN(DY_EVENT_SILENT), "000", "abc", "bc", 1, "tie-for-second-place"}},
    {"a tie for second place needs a lot",
     MAJORITY,
     3,
     {40, 30, 30},
     {0},
     0,
     runoff_tie_lot,
     {OPEN(DY_EVENT_LOT), "000", "abc", "bc", 1, NULL}},
    {"a lot drawn for second place",
     MAJORITY,
     3,
     {40, 30, 30},
     {0},
     0,
     runoff_lot_drawn,
     {OPEN(DY_EVENT_RUNOFF), "000", "abc", "ac", 1, NULL}},
    {"two candidates, no majority, silent law",
     MAJORITY,
     2,
     {50, 40},
     {0},
     20,
     runoff,
     {OPEN(DY_EVENT_SILENT), "00", "ab", "", 1, "two-candidates-no-majority"}},
    {"the law's own words for its silence",
     MAJORITY,
     2,
     {50, 40},
     {0},
     20,
     own_silence,
     {OPEN(DY_EVENT_SILENT), "00", "ab", "", 1, "two-candidates-no-majority"}},
    {"two candidates, no majority, a reading repeats the election",
     MAJORITY,
     2,
     {50, 40},
     {0},
     20,
     two_repeat,
     {OPEN(DY_EVENT_REPEAT_ELECTION), "00", "ab", "", 1, "two-candidates-no-majority"}},
    {"two candidates, no majority, a reading holds a run-off",
     MAJORITY,
     2,
     {50, 40},
     {0},
     20,
     two_runoff,
     {OPEN(DY_EVENT_RUNOFF), "00", "ab", "ab", 1, "two-candidates-no-majority"}},
    {"two candidates go to a run-off where the law always holds one",
     MAJORITY,
     2,
     {50, 40},
     {0},
     20,
     runoff_always,
     {OPEN(DY_EVENT_RUNOFF), "00", "ab", "ab", 1, NULL}},

    {"the run-off elects whoever has more",
     MAJORITY,
     3,
     {45, 35, 20},
     {40, 60, 0},
     0,
     runoff,
     {ELECTED, "010", "ab", "", 0, NULL}},
    {"a tie in the run-off where the law is silent",
     MAJORITY,
     3,
     {45, 35, 20},
     {50, 50, 0},
     0,
     runoff,
     {OPEN(DY_EVENT_SILENT), "000", "ab", "ab", 1, "tie-in-run-off"}},
    {"a tie in the run-off goes to the earlier registered",
     MAJORITY,
     3,
     {45, 35, 20},
     {50, 50, 0},
     0,
     runoff_tie_registered,
     {ELECTED, "100", "ab", "", 0, NULL}},
    {"a run-off after an outright win contradicts the first round",
     MAJORITY,
     3,
     {55, 25, 20},
     {50, 60, 0},
     0,
     runoff,
     {OPEN(DY_EVENT_SILENT), "000", "abc", "", 1, "run-off-contradicts-first-round"}},
    {"a run-off between others contradicts the first round",
     MAJORITY,
     3,
     {45, 35, 20},
     {50, 0, 60},
     0,
     runoff,
     {OPEN(DY_EVENT_SILENT), "000", "abc", "", 1, "run-off-contradicts-first-round"}},
    {"a run-off held shows how a tie for second place was broken",
     MAJORITY,
     3,
     {40, 30, 30},
     {50, 0, 60},
     0,
     runoff,
     {ELECTED, "001", "ac", "", 0, NULL}},

    {"more than half says yes",
     QUESTION,
     2,
     {1100, 1000},
     {0},
     0,
     NULL,
     {DY_EVENT_ADOPTED, DY_STATUS_FINAL, "00", "ab", "", 0, NULL}},
    {"exactly half is not more",
     QUESTION,
     2,
     {1000, 1000},
     {0},
     0,
     NULL,
     {DY_EVENT_REJECTED, DY_STATUS_FINAL, "00", "ab", "", 0, NULL}},
    {"too few took part",
     QUESTION,
     2,
     {1000, 500},
     {0},
     0,
     turnout,
     {DY_EVENT_NOT_VALID, DY_STATUS_FINAL, "00", "", "", 0, NULL}},
    {"just enough took part",
     QUESTION,
     2,
     {1000, 501},
     {0},
     0,
     turnout,
     {DY_EVENT_ADOPTED, DY_STATUS_FINAL, "00", "ab", "", 0, NULL}},
    {"exactly a third of the voters where a third is enough",
     QUESTION,
     2,
     {400, 600},
     {0},
     0,
     turnout_third,
     {DY_EVENT_REJECTED, DY_STATUS_FINAL, "00", "ab", "", 0, NULL}},
    {"voters on the list as the protocols say, before units.csv",
     QUESTION,
     2,
     {1000, 500},
     {0},
     0,
     turnout_published,
     {DY_EVENT_ADOPTED, DY_STATUS_FINAL, "00", "ab", "", 0, NULL}},
    {"a rule on regions cannot be checked without votes by region",
     QUESTION,
     2,
     {1100, 1000},
     {0},
     0,
     regions,
     {OPEN(DY_EVENT_SILENT), "00", "ab", "", 0, "regions-not-published"}},
    {"a question that fails everywhere needs no regions",
     QUESTION,
     2,
     {100, 1000},
     {0},
     0,
     regions,
     {DY_EVENT_REJECTED, DY_STATUS_FINAL, "00", "ab", "", 0, NULL}},
    {"a rule on regions for another kind of question",
     QUESTION,
     2,
     {1100, 1000},
     {0},
     0,
     regions_of_another_kind,
     {DY_EVENT_ADOPTED, DY_STATUS_FINAL, "00", "ab", "", 0, NULL}},
};

static bool any(const dy_votes *votes)
{
    dy_votes all = 0;
    for (size_t i = 0; i < FIXTURE_CHOICES; i++)
        all |= votes[i];
    return all != 0;
}

static void test_single(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        const struct single_row *row = &rows[i];
        struct fixture f;
        fixture_init(&f, row->n, 1);
        fixture_single(&f, row->method);
        if (row->change != NULL)
            row->change(&f);
        fixture_votes(&f, 1, row->first, row->against_all);
        if (any(row->second))
            fixture_votes(&f, 2, row->second, 0);
        fixture_check(row->name, fixture_count(&f), &row->want);
        fixture_finish(&f);
    }
}

static void test_regions_decide(void **state)
{
    (void)state;
    /* Yes in two of three regions, then in one. */
    static const uint64_t areas[2][3][4] = {
        {{0, 0, 600, 400}, {0, 0, 501, 500}, {0, 0, 1, 900}},
        {{0, 0, 1600, 400}, {0, 0, 501, 501}, {0, 0, 1, 900}},
    };
    static const enum dy_event want[] = {DY_EVENT_ADOPTED, DY_EVENT_REJECTED};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        uint64_t sums[3][5];
        for (size_t j = 0; j < 3; j++)
            for (size_t slot = 0; slot < 5; slot++)
                sums[j][slot] = slot < 4 ? areas[i][j][slot] : 0;
        fixture_init(&f, 2, 1);
        fixture_single(&f, QUESTION);
        regions(&f);
        fixture_votes(&f, 1, (dy_votes[]){2102, 1801}, 0);
        f.tallies[0].n_areas = 3;
        f.tallies[0].area_sums = &sums[0][0];
        const struct dy_outcome_contest *got = fixture_count(&f);
        assert_int_equal(got->event, want[i]);
        assert_int_equal(got->regions_adopted, 2 - i);
        assert_int_equal(got->regions, 3);
        fixture_finish(&f);
    }
}

static void test_followed_runoff_is_marked(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, 3, 1);
    fixture_single(&f, MAJORITY);
    runoff(&f);
    fixture_votes(&f, 1, (dy_votes[]){51, 30, 19}, 0);
    fixture_votes(&f, 2, (dy_votes[]){40, 60, 0}, 0);
    f.tallies[0].n_missing = 1;
    const struct dy_outcome_contest *got = fixture_count(&f);
    assert_int_equal(got->event, DY_EVENT_ELECTED);
    assert_true(got->pair_followed);
    assert_true(got->choices[1].elected);
    assert_int_equal(got->first->status, DY_STATUS_INCOMPLETE);
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single),
        cmocka_unit_test(test_regions_decide),
        cmocka_unit_test(test_followed_runoff_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

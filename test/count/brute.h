/*
 * Small random elections under random rules, for tests by brute force. DAUYS_SEED=N replays.
 */
#ifndef DAUYS_TEST_COUNT_BRUTE_H
#define DAUYS_TEST_COUNT_BRUTE_H

#include "fixture.h"

/* What is drawn for one case; a fixture is made from it as often as needed. */
struct draw {
    const struct dy_method *method;
    size_t n;
    dy_seats seats, minimum;
    bool bar, strictly, by_members, exempt, guarantee, floor_before, agreement, turnout, on_issued;
    bool runoff_from_three;
    uint32_t bar_percent, majority_percent, turnout_percent, runoff_between;
    enum dy_law_none if_none;
    enum dy_law_no_majority two_candidates;
    enum dy_law_tie ties, ties_two, ties_more, tie_second, tie_runoff;
    bool two_apart, more_apart; /* ties_two, ties_more are rules of their own */
    const char *lot;            /* NULL = not drawn */
    bool registration;          /* known for everyone */
    uint8_t stands[FIXTURE_CHOICES];
    /* Counted so far, and the ballots at most that are missing. */
    dy_votes votes[FIXTURE_CHOICES];
    uint64_t against_all, issued, listed, missing;
};

/* The seed: DAUYS_SEED or a fixed one; printed. */
void brute_seed(void);
/* A case for dy_methods[method] with at most `missing` missing ballots. */
void brute_draw(struct draw *draw, size_t method, uint64_t missing);
/* Count it; a station with draw->missing voters is missing, or none. */
const struct dy_outcome_contest *brute_count(struct fixture *f, const struct draw *draw,
                                             bool with_missing);
/* All that is needed to see the case. */
void brute_print(const struct draw *draw);

#endif

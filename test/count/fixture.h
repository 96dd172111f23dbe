/*
 * A small election built in memory: one tier, one area, up to eight choices, changed by each test.
 */
#ifndef DAUYS_TEST_COUNT_FIXTURE_H
#define DAUYS_TEST_COUNT_FIXTURE_H

#include "dauys/count.h"

#define FIXTURE_CHOICES 8

enum { FIELD_LISTED, FIELD_ISSUED, N_FIELDS };
enum { SHARE_TOOK_PART, SHARE_ISSUED, SHARE_LISTED, SHARE_VOTES, N_SHARES };

struct fixture {
    struct dy_arena mem;
    struct dy_law_act act;
    struct dy_law_version law;
    struct dy_law_tier tier;
    struct dy_law_bar_row bar[4];
    struct dy_law_silence silence;
    struct dy_law_reading reading;
    struct dy_law_quota quota;
    struct dy_election election;
    struct dy_unit units[4]; /* the nation and stations "s1".."s3" */
    struct dy_list lists[FIXTURE_CHOICES];
    struct dy_choice choices[FIXTURE_CHOICES];
    uint8_t stands[FIXTURE_CHOICES];
    struct dy_contest contest;
    struct dy_decision lot;
    const char *lot_order[FIXTURE_CHOICES];
    struct dy_declared declared;
    struct dy_declared_seats declared_seats[2];
    struct dy_tally tallies[2];
    uint64_t sums[2][N_FIELDS + FIXTURE_CHOICES + 1];
    uint8_t present[N_FIELDS + FIXTURE_CHOICES + 1];
    uint32_t missing[3];
    const struct dy_outcome *outcome;
};

/* n lists "a", "b", ... for `seats` by Hare, no bar, ties by registration a first. */
void fixture_init(struct fixture *fixture, size_t n, dy_seats seats);
void fixture_finish(struct fixture *fixture);
/* The votes of a round and against all; makes the round's tally. */
void fixture_votes(struct fixture *fixture, uint32_t round, const dy_votes *votes,
                   uint64_t against_all);
/* A bar of num/den of took_part. */
void fixture_bar(struct fixture *fixture, uint64_t num, uint64_t den, bool strictly);
/* The tier elects one candidate by `method`; majority: more than half of took_part. */
void fixture_single(struct fixture *fixture, const char *method);
/* A lot that was drawn, first first: "ba". */
void fixture_lot(struct fixture *fixture, const char *order);
/* Count and return the outcome of the contest. */
const struct dy_outcome_contest *fixture_count(struct fixture *fixture);

/* What an outcome must be: seats as digits by choice ("532"), who is admitted and who claims as
 * letters ("ab"). */
struct want {
    enum dy_event event;
    enum dy_status status;
    const char *seats, *admitted, *claims;
    dy_seats at_stake;
    const char *silence;
};
/* Fail with the name unless the contest came out as wanted. */
void fixture_check(const char *name, const struct dy_outcome_contest *got, const struct want *want);

#endif

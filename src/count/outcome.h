/*
 * The parts of an outcome: contests (outcome.c), the house (body.c), quotas of groups (quotas.c).
 */
#ifndef DAUYS_COUNT_OUTCOME_H
#define DAUYS_COUNT_OUTCOME_H

#include "dauys/count.h"

struct dy_count_input {
    const struct dy_election *election;
    size_t n_tallies;
    const struct dy_tally *tallies;
};
/* Are the tier's seats taken from an announcement? Only where none of its contests has votes. */
/* Seats of a tier that no contest of the election and no declaration holds: anybody's. */
dy_seats dy_tier_unknown(const struct dy_outcome *outcome, uint32_t tier, bool declared);
bool dy_tier_is_declared(const struct dy_count_input *in, uint32_t tier);

/* Seats of the whole house by list, from settled contests and declared tiers; and its status. */
DY_NODISCARD enum dy_code dy_count_body(struct dy_arena *mem, const struct dy_count_input *in,
                                        struct dy_outcome *outcome, struct dy_err *err);
/* Quotas of groups of persons on the lists of settled contests. */
DY_NODISCARD enum dy_code dy_count_quotas(struct dy_arena *mem, struct dy_outcome *outcome,
                                          struct dy_err *err);

#endif

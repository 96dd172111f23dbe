/*
 * The two families of list methods, behind dy_seats_award. Bounds are the caller's: see
 * dy_seats_check.
 */
#ifndef DAUYS_SEATS_AWARD_H
#define DAUYS_SEATS_AWARD_H

#include "dauys/seats.h"

enum dy_seats_status dy_award_remainders(const struct dy_seats_input *in, dy_seats *out,
                                         struct dy_seats_tie *tie, uint8_t *claims);
enum dy_seats_status dy_award_averages(const struct dy_seats_input *in, dy_seats *out,
                                       struct dy_seats_tie *tie, uint8_t *claims);

/*
 * A list's votes in quotas: votes * multiplier / divisor. Exact quotas keep the fraction
 * (multiplier = seats + plus, divisor = all votes); rounded ones are whole votes (multiplier 1).
 */
struct dy_quota {
    uint64_t multiplier, divisor;
};
struct dy_quota dy_quota_of(const struct dy_method *method, uint64_t votes, dy_seats seats);

/* Two runs with different decisions have different frames, but for one in 2^64. */
void dy_frame_mix(uint64_t *frame, uint64_t decision); /* frame may be NULL */
/* Seats and claims of an award, list by list. */
void dy_frame_award(const struct dy_seats_input *in, const dy_seats *out, const uint8_t *claims);

/* The divisor of seat number k, from 0; its square for geometric methods. */
uint64_t dy_divisor(const struct dy_method *method, uint64_t k);
/* a/da compared with b/db (a^2/da with b^2/db for geometric methods): <0, 0, >0. A quotient over 0
   is above all others; among those the one with more votes is above. */
int dy_quotient_compare(const struct dy_method *method, dy_votes a, uint64_t da, dy_votes b,
                        uint64_t db);

/*
 * Give `left` seats to the candidates with claim[i] set, by order when there is one; else report
 * the tie. n_claimants > left > 0.
 */
enum dy_seats_status dy_settle_claims(const struct dy_seats_input *in, dy_seats left,
                                      uint32_t n_claimants, dy_seats *out, struct dy_seats_tie *tie,
                                      uint8_t *claims);

#endif

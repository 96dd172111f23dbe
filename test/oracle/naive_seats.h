/*
 * A second implementation of the list methods, as slow and plain as the rules are told: one seat at
 * a time, quotients and remainders as fractions of 128 bits. Shares no code with src/seats; for
 * small votes only (below 2^20).
 */
#ifndef DAUYS_TEST_NAIVE_SEATS_H
#define DAUYS_TEST_NAIVE_SEATS_H

#include <stddef.h>
#include <stdint.h>

/* Methods by the name of dy_methods[]. Returns 0 done, 1 a tie (out holds certain seats only), 2 no
   answer; -1 for a name it does not know. */
int naive_award(const char *method, size_t n, const uint64_t *votes, uint32_t seats, uint32_t *out,
                uint32_t *at_stake, uint32_t *n_claimants);

#endif

/*
 * What missing stations may still change. The argument stands in bounds.c.
 */
#ifndef DAUYS_COUNT_BOUNDS_H
#define DAUYS_COUNT_BOUNDS_H

#include "dauys/count.h"

/*
 * Fill votes_max, seats_min, seats_max of each choice and turn `admitted` into DY_ADMITTED_OPEN
 * where missing votes decide it. Called by dy_count for a contest whose tally has missing stations;
 * for a complete one dy_count fills the bounds itself.
 *
 * contest  settled on the votes counted so far (dy_count_settle); contest->tally is not NULL
 * sound    a seat called settled stays whatever the missing stations hold
 */
DY_NODISCARD enum dy_code dy_count_bounds(struct dy_arena *mem, const struct dy_election *election,
                                          struct dy_outcome_contest *contest, struct dy_err *err);

#endif

/*
 * Two sources of one tier and round, place by place: the walk behind findings X1 and X2 and behind
 * dy_compare_sources.
 *
 * A place is the unit of a row or, where one side has a row for an area and the other rows below
 * it, the area: there the rows below are added up. Needs what the fold makes sure of: within a
 * source no row lies below another.
 */
#ifndef DAUYS_STATE_SIDES_H
#define DAUYS_STATE_SIDES_H

#include "dauys/compare.h"

struct dy_sides {
    const struct dy_election *election;
    uint32_t tier, round;
    const char *source[DY_SIDES];
};
struct dy_sides_place {
    uint32_t unit;
    uint64_t n_rows[DY_SIDES]; /* 0 = the side has none */
    struct dy_span at[DY_SIDES];
    uint64_t n_missing[DY_SIDES]; /* stations of the place that only the other side has */
    size_t n_slots;
    uint64_t *values[DY_SIDES]; /* [n_slots], NULL without rows */
    uint8_t *present[DY_SIDES]; /* [n_slots] in every row of the place */
};
/* Has the side protocols of the tier and round at all? */
bool dy_sides_has(const struct dy_sides *sides, unsigned side);
/* Called for every place with a row on either side, in the order of units; nothing is to be kept.
 */
typedef enum dy_code (*dy_sides_visit)(void *self, const struct dy_sides_place *place,
                                       struct dy_err *err);
DY_NODISCARD enum dy_code dy_sides_walk(const struct dy_sides *sides, void *self,
                                        dy_sides_visit visit, struct dy_err *err);
/* Does the figure differ, where both sides publish it? */
bool dy_sides_differ(const struct dy_sides_place *place, size_t slot);
/* The column of a slot: a field of the law, a choice, "against_all". */
const char *dy_sides_column(const struct dy_election *election, uint32_t tier, size_t slot);

#endif

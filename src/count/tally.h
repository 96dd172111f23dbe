/*
 * Tallies: adding up protocol rows. A plan is made once for an election; a sheet adds up one tier,
 * round and source. Values only: who reads the rows is the caller's business (src/state).
 *
 * 1. A row belongs to the contest of its tier in whose area its unit lies.
 * 2. A row covers all stations (units without children) at or below its unit.
 * 3. No station is covered twice.
 * 4. A sum is at most 2^53: looked after every 512 rows of a contest, in which the sums cannot wrap
 *    (2^53 + 512 * 2^53 < 2^63).
 */
#ifndef DAUYS_COUNT_TALLY_H
#define DAUYS_COUNT_TALLY_H

#include "dauys/count.h"

struct dy_tally_plan {
    const struct dy_election *election;
    uint8_t *has_children; /* [units] */
    uint32_t **contest_of; /* [n_tiers][units] contest index, DY_NOTHING = none */
    uint32_t **area_of;    /* [n_tiers][units] unit of the level that the rule on regions names,
                              DY_NOTHING above it; the tier's row is NULL without the rule */
};
DY_NODISCARD enum dy_code dy_tally_plan_init(struct dy_arena *mem,
                                             const struct dy_election *election,
                                             struct dy_tally_plan *plan, struct dy_err *err);

struct dy_tally_sheet {
    const struct dy_tally_plan *plan;
    uint32_t tier, round;
    const char *source;
    uint32_t first_contest, n_contests; /* of the tier */
    size_t n_slots;
    struct dy_tally_lane {
        _Alignas(
            DY_LANE_ALIGN) uint64_t *sums; /* [n_contests][n_slots]; the first lane's in the end */
        uint64_t *n_rows;                  /* [n_contests] */
    } lanes[DY_LANES];
    uint8_t *present;    /* [n_contests][n_slots] */
    uint64_t *n_rows;    /* [n_contests] */
    uint32_t *line_of;   /* [units] line of the unit's row, 0 = none */
    uint16_t *file_of;   /* [units] index into files */
    uint64_t *area_sums; /* [units][n_slots], NULL without a rule on regions */
    bool areas_known;
    bool has_inner;                  /* a unit with children has a row */
    struct dy_vec files;             /* const struct dy_protocols * */
    const struct dy_protocols *file; /* the one being read */
};
DY_NODISCARD enum dy_code dy_tally_sheet_init(struct dy_arena *mem,
                                              const struct dy_tally_plan *plan, uint32_t tier,
                                              uint32_t round, const char *source,
                                              struct dy_tally_sheet *sheet, struct dy_err *err);
/* The rows that follow are of this file. */
DY_NODISCARD enum dy_code dy_tally_file(struct dy_arena *mem, struct dy_tally_sheet *sheet,
                                        const struct dy_protocols *file, struct dy_err *err);
/*
 * Every row is both added up, on any thread, and marked, in the files' order. No allocation.
 * errors sum: DY_E_LIMIT; mark: DY_E_INPUT no contest there, unit twice
 */
DY_NODISCARD enum dy_code dy_tally_sum(struct dy_tally_sheet *sheet, unsigned lane,
                                       const struct dy_row *row, struct dy_err *err);
DY_NODISCARD enum dy_code dy_tally_mark(struct dy_tally_sheet *sheet, const struct dy_row *row,
                                        struct dy_err *err);
/* The tallies: of round 1 one for each contest of the tier, of a later round where there are rows.
 */
DY_NODISCARD enum dy_code dy_tally_finish(struct dy_arena *mem, struct dy_tally_sheet *sheet,
                                          struct dy_vec *tallies, struct dy_err *err);

#endif

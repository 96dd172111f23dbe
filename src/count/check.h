/*
 * Checking protocols and published figures: every finding with its code, place, both sides and
 * article. All findings are collected; nothing stops at the first.
 *
 * 1. A control of the law is reported unless another control that failed on the same row switches
 *    it off.
 * 2. A control whose fields the source does not publish is counted as not checkable, never as held.
 * 3. Percentages are recomputed by integers and compared as printed: rounded half up to the printed
 *    number of decimals, or cut off there; anything else is a finding.
 */
#ifndef DAUYS_COUNT_CHECK_H
#define DAUYS_COUNT_CHECK_H

#include "dauys/count.h"

/* Append a finding and count it; params are copied. */
DY_NODISCARD enum dy_code dy_finding_add(struct dy_arena *mem, struct dy_findings *findings,
                                         const struct dy_finding *finding, struct dy_err *err);
/* A finding of a check of ours, by its code in dy_checks[]: level and message are filled. */
struct dy_finding dy_finding_of(const char *code);

DY_NODISCARD enum dy_code dy_findings_init(struct dy_arena *mem, const struct dy_election *election,
                                           struct dy_findings *findings, struct dy_err *err);

/* --- one protocol row --- */

struct dy_row_check {
    struct dy_arena *mem;
    const struct dy_election *election;
    const struct dy_protocols *file;
    const uint32_t *contest_of; /* [units] contest of the file's tier, DY_NOTHING = none */
    struct dy_findings *findings;
    struct dy_law_numbers numbers; /* of the row being checked */
    uint32_t listed_field;         /* DY_NOTHING if the file has none */
    bool needs_most;               /* a control asks for max(votes) */
    uint8_t *failed;               /* [n_controls] scratch */
    dy_i128 *left, *right;
};
DY_NODISCARD enum dy_code
dy_row_check_init(struct dy_arena *mem, const struct dy_election *election,
                  const struct dy_protocols *file, const uint32_t *contest_of,
                  struct dy_findings *findings, struct dy_row_check *check, struct dy_err *err);
/* Is there nothing to be found in the row? Changes only the check's own scratch. */
bool dy_row_holds(struct dy_row_check *check, const struct dy_row *row);
/* What there is. Allocates only when there is something to report. */
DY_NODISCARD enum dy_code dy_row_check(struct dy_row_check *check, const struct dy_row *row,
                                       struct dy_err *err);

/* --- what was published --- */

/*
 * All statements of the election against themselves, each other and the outcome of the official
 * protocols (NULL when there is none).
 */
DY_NODISCARD enum dy_code dy_check_published(struct dy_arena *mem,
                                             const struct dy_election *election,
                                             const struct dy_outcome *official,
                                             struct dy_findings *findings, struct dy_err *err);

/* --- completeness --- */

/* Stations without a protocol, and seats that therefore stay open. */
DY_NODISCARD enum dy_code dy_check_complete(struct dy_arena *mem,
                                            const struct dy_election *election, size_t n_tallies,
                                            const struct dy_tally *tallies,
                                            struct dy_findings *findings, struct dy_err *err);

#endif

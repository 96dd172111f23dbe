/*
 * State: what is known of an election now. A fold of its protocols (later: of its record) through
 * the checks and tallies of count/. The only place that walks protocol files.
 */
#ifndef DAUYS_STATE_H
#define DAUYS_STATE_H

#include "dauys/base.h"
#include "dauys/count.h"
#include "dauys/election.h"

struct dy_state {
    const struct dy_election *election;
    const char *source;
    size_t n_tallies;
    struct dy_tally *tallies; /* by contest, round */
    struct dy_findings findings;
};
/* Fold the rows of one source ("official"); with_checks = false leaves findings empty. */
DY_NODISCARD enum dy_code dy_state_fold(struct dy_arena *mem, const struct dy_election *election,
                                        const char *source, bool with_checks, struct dy_state **out,
                                        struct dy_err *err);
/* All checks: each source's rows, source against source, published statements, completeness. */
DY_NODISCARD enum dy_code dy_state_check(struct dy_arena *mem, const struct dy_election *election,
                                         struct dy_findings *out, struct dy_err *err);
/* Leaves for dy_count_why, by scanning the contest's protocols again. */
struct dy_why_source dy_state_why_source(const struct dy_state *state);

#endif

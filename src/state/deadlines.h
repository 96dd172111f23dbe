/* The deadlines of an election's law as days: what dy_compare_sources gives, on its own. */
#ifndef DAUYS_STATE_DEADLINES_H
#define DAUYS_STATE_DEADLINES_H

#include "dauys/compare.h"

/* As in the law file. errors: DY_E_LIMIT a term ends after the year 9999; DY_E_NOMEM */
DY_NODISCARD enum dy_code dy_state_deadlines(struct dy_arena *mem,
                                             const struct dy_election *election,
                                             const struct dy_calendar *calendar, size_t *n,
                                             struct dy_compare_deadline **out, struct dy_err *err);

#endif

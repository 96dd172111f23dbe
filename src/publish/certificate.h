/*
 * The parts of a certificate.
 */
#ifndef DAUYS_PUBLISH_CERTIFICATE_H
#define DAUYS_PUBLISH_CERTIFICATE_H

#include "count/settle.h"
#include "dauys/publish.h"

/*
 * certificate_award.c: the arithmetic behind the seats of lists; null where there is no award or it
 * has more than one step (guarantee, joined lists, minimum with remainders).
 */
DY_NODISCARD enum dy_code dy_certificate_award(struct dy_arena *mem, const struct dy_settle *settle,
                                               const struct dy_outcome_contest *contest,
                                               json_t **out, struct dy_err *err);

extern const char dy_certificate_format[]; /* "dauys-certificate/1" */

#endif

/*
 * What changed between two versions of an act.
 */
#ifndef DAUYS_LAW_DIFF_H
#define DAUYS_LAW_DIFF_H

#include "dauys/law.h"

struct dy_law_change {
    const char *message;          /* msgid with {subject}, {before}, {after} */
    const char *subject;          /* id of a tier, kind of a part; a msgid or an id */
    const char *before, *after;   /* may be msgids */
    const struct dy_names *names; /* what is new or gone, in the law's own words; may be NULL */
    const char *cite;             /* NULL where the change has no article of its own */
};
DY_NODISCARD enum dy_code dy_law_diff(struct dy_arena *mem, const struct dy_law_version *before,
                                      const struct dy_law_version *after, size_t *n,
                                      const struct dy_law_change **out, struct dy_err *err);

#endif

/*
 * An outcome as it is established: what an entry of the record holds of it.
 *
 * The result is what must never depend on the version of a program: votes and seats, in a form of
 * its own that does not change ("dauys-result/1", doc/spec/record.md), in canonical JSON. The
 * certificate says more and may change its form; it is held against one of the same form only. Its
 * bytes are compact JSON with sorted keys.
 */
#ifndef DAUYS_PUBLISH_ESTABLISHED_H
#define DAUYS_PUBLISH_ESTABLISHED_H

#include "dauys/publish.h"
#include "record/merkle.h"

struct dy_establishment {
    const struct dy_outcome *outcome;
    struct dy_hash result, certificate;
};
DY_NODISCARD enum dy_code dy_establish(struct dy_arena *mem, const struct dy_election *election,
                                       const char *source, struct dy_establishment *out,
                                       struct dy_err *err);
/* The body of the entry that establishes it; NULL = no memory. */
json_t *dy_establishment_body(const struct dy_establishment *of, const char *source);

#endif

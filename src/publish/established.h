/*
 * An outcome as it is established: its JSON and its certificate, and the hashes of both that an
 * entry of the record holds. The bytes hashed are compact, with sorted keys.
 */
#ifndef DAUYS_PUBLISH_ESTABLISHED_H
#define DAUYS_PUBLISH_ESTABLISHED_H

#include "dauys/publish.h"
#include "record/merkle.h"

struct dy_establishment {
    const struct dy_outcome *outcome;
    struct dy_hash json, certificate;
};
DY_NODISCARD enum dy_code dy_establish(struct dy_arena *mem, const struct dy_election *election,
                                       const char *source, struct dy_establishment *out,
                                       struct dy_err *err);
/* The body of the entry that establishes it; NULL = no memory. */
json_t *dy_establishment_body(const struct dy_establishment *of, const char *source);

#endif

/*
 * Has this leaf been in the log before? An entry that somebody without its author's key puts into
 * the log a second time has the same bytes, signature and all.
 *
 * Four to sixteen bytes a leaf beside the forest that holds the hashes.
 */
#ifndef DAUYS_RECORD_REPEATS_H
#define DAUYS_RECORD_REPEATS_H

#include "record/forest.h"

struct dy_repeats { /* begins zeroed */
    uint64_t n, capacity;
    uint32_t *slots; /* number of a leaf + 1, 0 = free */
};
/* The number of the leaf with that hash, UINT64_MAX if there is none. */
uint64_t dy_repeats_find(const struct dy_repeats *repeats, const struct dy_forest *forest,
                         const struct dy_hash *leaf);
/* Take the last leaf of the forest; each, in their order. */
DY_NODISCARD enum dy_code dy_repeats_add(struct dy_repeats *repeats, const struct dy_forest *forest,
                                         struct dy_err *err);

#endif

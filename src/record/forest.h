/*
 * The hashes of a growing log in memory, every eighth level of its tree: a proof for any leaf and
 * any earlier size costs some thousand hashes, not one for each leaf. 33 bytes a leaf, at most
 * twice that while it grows.
 */
#ifndef DAUYS_RECORD_FOREST_H
#define DAUYS_RECORD_FOREST_H

#include "record/tiles.h"

struct dy_forest {
    struct dy_arena *mem;
    struct dy_vec levels[DY_TILE_LEVELS]; /* of struct dy_hash */
};
void dy_forest_init(struct dy_forest *forest, struct dy_arena *mem);
DY_NODISCARD enum dy_code dy_forest_append(struct dy_forest *forest, const struct dy_hash *leaf,
                                           struct dy_err *err);
uint64_t dy_forest_size(const struct dy_forest *forest);
/* The hashes of the leaves, dy_forest_size of them; until the next append. */
const struct dy_hash *dy_forest_leaves(const struct dy_forest *forest);

/* Of the tree of the first n leaves, n <= dy_forest_size; else as merkle.h says. */
struct dy_hash dy_forest_root(const struct dy_forest *forest, uint64_t n);
void dy_forest_inclusion(const struct dy_forest *forest, uint64_t n, uint64_t index,
                         struct dy_proof *out);
void dy_forest_consistency(const struct dy_forest *forest, uint64_t n, uint64_t old,
                           struct dy_proof *out);

#endif

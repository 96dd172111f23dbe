/* A set of hashes that grows: which leaves are there already. 16 bytes of each are kept. */
#ifndef DAUYS_RECORD_HASH_SET_H
#define DAUYS_RECORD_HASH_SET_H

#include "record/merkle.h"

struct dy_hash_set {
    struct dy_arena *mem;
    struct dy_hash_key {
        uint64_t of[2];
    } * slots;      /* [size], both 0 = free */
    size_t n, size; /* size: a power of two */
};
void dy_hash_set_init(struct dy_hash_set *set, struct dy_arena *mem);
bool dy_hash_set_has(const struct dy_hash_set *set, const struct dy_hash *hash);
bool dy_hash_set_add(struct dy_hash_set *set,
                     const struct dy_hash *hash) DY_NODISCARD; /* memory? */

#endif

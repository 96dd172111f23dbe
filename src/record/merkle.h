/*
 * The Merkle tree over the record's entries: RFC 6962, section 2.1, with SHA-256. Proofs are made
 * from the hashes of the leaves and checked with nothing but themselves (RFC 9162, 2.1.3.2 and
 * 2.1.4.2).
 */
#ifndef DAUYS_RECORD_MERKLE_H
#define DAUYS_RECORD_MERKLE_H

#include "dauys/base.h"

enum { DY_HASH_BYTES = 32, DY_PROOF_MAX = 128 };

struct dy_hash {
    uint8_t of[DY_HASH_BYTES];
};
bool dy_hash_equal(const struct dy_hash *a, const struct dy_hash *b);
struct dy_hash dy_hash_bytes(const void *bytes, size_t n); /* plain SHA-256 */
struct dy_hash dy_hash_leaf(const void *entry, size_t n);
struct dy_hash dy_hash_node(const struct dy_hash *left, const struct dy_hash *right);

/* A tree that grows: the roots of its whole subtrees, the largest first. Begins zeroed. */
struct dy_tree {
    uint64_t n; /* leaves; its set bits are the subtrees */
    struct dy_hash peaks[64];
};
void dy_tree_append(struct dy_tree *tree, const struct dy_hash *leaf);
struct dy_hash dy_tree_root(const struct dy_tree *tree); /* of no leaves: SHA-256 of nothing */

/* Hashes in the order in which they are needed, the lowest first. */
struct dy_proof {
    size_t n;
    struct dy_hash of[DY_PROOF_MAX];
};
/* That leaf `index` stands in the tree of the n leaves; index < n. Work: n hashes. */
void dy_proof_inclusion(const struct dy_hash *leaves, uint64_t n, uint64_t index,
                        struct dy_proof *out);
/* That the first `old` leaves are the beginning of the n; 0 < old <= n. Work: n hashes. */
void dy_proof_consistency(const struct dy_hash *leaves, uint64_t n, uint64_t old,
                          struct dy_proof *out);

/*
 * The root of the leaves start, start + 1, ... start + n - 1, from wherever hashes are kept
 * (forest.h, tiles.h); n > 0, and as RFC 6962 splits a tree, start is a multiple of the least power
 * of two that is not below n.
 */
typedef enum dy_code dy_tree_range(void *self, uint64_t start, uint64_t n, struct dy_hash *out,
                                   struct dy_err *err);
/* The same proofs from there; they fail only if hash_of does. */
enum dy_code dy_proof_inclusion_from(dy_tree_range *hash_of, void *self, uint64_t n, uint64_t index,
                                     struct dy_proof *out, struct dy_err *err);
enum dy_code dy_proof_consistency_from(dy_tree_range *hash_of, void *self, uint64_t n, uint64_t old,
                                       struct dy_proof *out, struct dy_err *err);

bool dy_proof_includes(const struct dy_proof *proof, uint64_t n, uint64_t index,
                       const struct dy_hash *leaf, const struct dy_hash *root);
bool dy_proof_extends(const struct dy_proof *proof, uint64_t old, const struct dy_hash *old_root,
                      uint64_t n, const struct dy_hash *root);

#endif

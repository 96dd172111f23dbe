/* Hashes, roots and proofs of the Merkle tree. */
#include "record/merkle.h"

#include <string.h>

#include "record/sha256.h"

_Static_assert((int)DY_HASH_BYTES == (int)DY_SHA256_BYTES, "a hash is a SHA-256");

/* Leaves and nodes are told apart by their first byte, or a node could be passed off as a leaf. */
static const uint8_t LEAF = 0, NODE = 1;

bool dy_hash_equal(const struct dy_hash *a, const struct dy_hash *b)
{
    return memcmp(a->of, b->of, sizeof a->of) == 0;
}

struct dy_hash dy_hash_bytes(const void *bytes, size_t n)
{
    struct dy_hash out;
    dy_sha256(bytes, n, "", 0, out.of);
    return out;
}

struct dy_hash dy_hash_leaf(const void *entry, size_t n)
{
    struct dy_hash out;
    dy_sha256(&LEAF, sizeof LEAF, entry, n, out.of);
    return out;
}

struct dy_hash dy_hash_node(const struct dy_hash *left, const struct dy_hash *right)
{
    struct dy_hash out;
    uint8_t bytes[sizeof NODE + 2 * DY_HASH_BYTES] = {NODE};
    memcpy(bytes + sizeof NODE, left->of, DY_HASH_BYTES);
    memcpy(bytes + sizeof NODE + DY_HASH_BYTES, right->of, DY_HASH_BYTES);
    dy_sha256(bytes, sizeof bytes, "", 0, out.of);
    return out;
}

/* Like adding 1 in binary: each carry joins two subtrees of one size. */
void dy_tree_append(struct dy_tree *tree, const struct dy_hash *leaf)
{
    struct dy_hash carry = *leaf;
    size_t n_peaks = (size_t)__builtin_popcountll(tree->n);
    for (uint64_t n = tree->n; n & 1; n >>= 1)
        carry = dy_hash_node(&tree->peaks[--n_peaks], &carry);
    tree->peaks[n_peaks] = carry;
    tree->n++;
}

struct dy_hash dy_tree_root(const struct dy_tree *tree)
{
    struct dy_hash root;
    size_t n_peaks = (size_t)__builtin_popcountll(tree->n);
    if (n_peaks == 0) {
        dy_sha256("", 0, "", 0, root.of);
        return root;
    }
    root = tree->peaks[--n_peaks];
    while (n_peaks > 0)
        root = dy_hash_node(&tree->peaks[--n_peaks], &root);
    return root;
}

/* --- making proofs --- */

/* The largest power of two below n; n > 1. */
static uint64_t split_of(uint64_t n)
{
    return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

/* A walk from the root down: the subtree it has come to, and the hashes left beside the way. */
struct descent {
    dy_tree_range *hash_of;
    void *self;
    struct dy_err *err;
    uint64_t start, n;
    struct dy_proof beside; /* the highest first */
};

/* One level down, to the left or to the right. */
static enum dy_code descend(struct descent *way, bool left)
{
    uint64_t split = split_of(way->n), middle = way->start + split, end = way->start + way->n;
    struct dy_hash *out = &way->beside.of[way->beside.n++];
    enum dy_code code = left ? way->hash_of(way->self, middle, end - middle, out, way->err)
                             : way->hash_of(way->self, way->start, split, out, way->err);
    way->start = left ? way->start : middle;
    way->n = left ? split : end - middle;
    return code;
}

static void lowest_first(const struct dy_proof *beside, struct dy_proof *out)
{
    out->n = beside->n;
    for (size_t i = 0; i < out->n; i++)
        out->of[i] = beside->of[out->n - 1 - i];
}

enum dy_code dy_proof_inclusion_from(dy_tree_range *hash_of, void *self, uint64_t n, uint64_t index,
                                     struct dy_proof *out, struct dy_err *err)
{
    struct descent way = {.hash_of = hash_of, .self = self, .err = err, .n = n};
    enum dy_code code = DY_OK;
    while (way.n > 1 && !code)
        code = descend(&way, index - way.start < split_of(way.n));
    lowest_first(&way.beside, out);
    return code;
}

enum dy_code dy_proof_consistency_from(dy_tree_range *hash_of, void *self, uint64_t n, uint64_t old,
                                       struct dy_proof *out, struct dy_err *err)
{
    struct descent way = {.hash_of = hash_of, .self = self, .err = err, .n = n};
    bool whole = true; /* the old tree is the subtree looked at, which the verifier knows */
    enum dy_code code = DY_OK;
    while (old < way.start + way.n && !code) {
        bool left = old - way.start <= split_of(way.n);
        code = descend(&way, left);
        whole = whole && left;
    }
    if (!whole && !code)
        code = hash_of(self, way.start, way.n, &way.beside.of[way.beside.n++], err);
    lowest_first(&way.beside, out);
    return code;
}

static enum dy_code range_of_leaves(void *self, uint64_t start, uint64_t n, struct dy_hash *out,
                                    struct dy_err *err)
{
    const struct dy_hash *const *leaves = self;
    struct dy_tree tree = {0};
    (void)err;
    for (uint64_t i = 0; i < n; i++)
        dy_tree_append(&tree, &(*leaves)[start + i]);
    *out = dy_tree_root(&tree);
    return DY_OK;
}

void dy_proof_inclusion(const struct dy_hash *leaves, uint64_t n, uint64_t index,
                        struct dy_proof *out)
{
    (void)dy_proof_inclusion_from(range_of_leaves, &leaves, n, index, out, NULL);
}

void dy_proof_consistency(const struct dy_hash *leaves, uint64_t n, uint64_t old,
                          struct dy_proof *out)
{
    (void)dy_proof_consistency_from(range_of_leaves, &leaves, n, old, out, NULL);
}

/* --- checking proofs --- */

bool dy_proof_includes(const struct dy_proof *proof, uint64_t n, uint64_t index,
                       const struct dy_hash *leaf, const struct dy_hash *root)
{
    if (index >= n || proof->n > DY_PROOF_MAX)
        return false;
    uint64_t at = index, last = n - 1;
    struct dy_hash hash = *leaf;
    for (size_t i = 0; i < proof->n; i++) {
        if (last == 0)
            return false;
        if (at & 1 || at == last) {
            hash = dy_hash_node(&proof->of[i], &hash);
            while (!(at & 1) && at != 0)
                at >>= 1, last >>= 1;
        } else {
            hash = dy_hash_node(&hash, &proof->of[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && dy_hash_equal(&hash, root);
}

bool dy_proof_extends(const struct dy_proof *proof, uint64_t old, const struct dy_hash *old_root,
                      uint64_t n, const struct dy_hash *root)
{
    if (old == 0 || old > n || proof->n > DY_PROOF_MAX)
        return false;
    if (old == n)
        return proof->n == 0 && dy_hash_equal(old_root, root);
    uint64_t at = old - 1, last = n - 1;
    bool is_whole = (old & (old - 1)) == 0; /* the old root begins the path itself */
    size_t i = is_whole ? 0 : 1;
    if (proof->n < i + 1)
        return false;
    while (at & 1)
        at >>= 1, last >>= 1;
    struct dy_hash was = is_whole ? *old_root : proof->of[0], is = was;
    for (; i < proof->n; i++) {
        if (last == 0)
            return false;
        if (at & 1 || at == last) {
            was = dy_hash_node(&proof->of[i], &was);
            is = dy_hash_node(&proof->of[i], &is);
            while (!(at & 1) && at != 0)
                at >>= 1, last >>= 1;
        } else {
            is = dy_hash_node(&is, &proof->of[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && dy_hash_equal(&was, old_root) && dy_hash_equal(&is, root);
}

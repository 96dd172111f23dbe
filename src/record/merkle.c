/* Hashes, roots and proofs of the Merkle tree. */
#include "record/merkle.h"

#include <sodium.h>
#include <string.h>

_Static_assert(DY_HASH_BYTES == crypto_hash_sha256_BYTES, "a hash is a SHA-256");

/* Leaves and nodes are told apart by their first byte, or a node could be passed off as a leaf. */
enum { LEAF = 0, NODE = 1 };

bool dy_hash_equal(const struct dy_hash *a, const struct dy_hash *b)
{
    return memcmp(a->of, b->of, sizeof a->of) == 0;
}

static struct dy_hash hash_two(uint8_t kind, const void *first, size_t n_first, const void *second,
                               size_t n_second)
{
    struct dy_hash out;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &kind, 1);
    crypto_hash_sha256_update(&state, first, n_first);
    crypto_hash_sha256_update(&state, second, n_second);
    crypto_hash_sha256_final(&state, out.of);
    return out;
}

struct dy_hash dy_hash_bytes(const void *bytes, size_t n)
{
    struct dy_hash out;
    crypto_hash_sha256(out.of, bytes, n);
    return out;
}

struct dy_hash dy_hash_leaf(const void *entry, size_t n)
{
    return hash_two(LEAF, entry, n, "", 0);
}

struct dy_hash dy_hash_node(const struct dy_hash *left, const struct dy_hash *right)
{
    return hash_two(NODE, left->of, sizeof left->of, right->of, sizeof right->of);
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
        crypto_hash_sha256(root.of, (const uint8_t *)"", 0);
        return root;
    }
    root = tree->peaks[--n_peaks];
    while (n_peaks > 0)
        root = dy_hash_node(&tree->peaks[--n_peaks], &root);
    return root;
}

/* --- making proofs --- */

static struct dy_hash root_of(const struct dy_hash *leaves, uint64_t n)
{
    struct dy_tree tree = {0};
    for (uint64_t i = 0; i < n; i++)
        dy_tree_append(&tree, &leaves[i]);
    return dy_tree_root(&tree);
}

/* The largest power of two below n; n > 1. */
static uint64_t split_of(uint64_t n)
{
    return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

static void add(struct dy_proof *proof, struct dy_hash hash)
{
    proof->of[proof->n++] = hash;
}

void dy_proof_inclusion(const struct dy_hash *leaves, uint64_t n, uint64_t index,
                        struct dy_proof *out)
{
    struct dy_proof down = {0};
    while (n > 1) {
        uint64_t split = split_of(n);
        bool left = index < split;
        add(&down, left ? root_of(leaves + split, n - split) : root_of(leaves, split));
        leaves += left ? 0 : split;
        index -= left ? 0 : split;
        n = left ? split : n - split;
    }
    out->n = 0;
    while (down.n > 0)
        add(out, down.of[--down.n]);
}

void dy_proof_consistency(const struct dy_hash *leaves, uint64_t n, uint64_t old,
                          struct dy_proof *out)
{
    struct dy_proof down = {0};
    bool whole = true; /* the old tree is the subtree looked at, which the verifier knows */
    while (old < n) {
        uint64_t split = split_of(n);
        bool left = old <= split;
        add(&down, left ? root_of(leaves + split, n - split) : root_of(leaves, split));
        leaves += left ? 0 : split;
        old -= left ? 0 : split;
        n = left ? split : n - split;
        whole = whole && left;
    }
    if (!whole)
        add(&down, root_of(leaves, n));
    out->n = 0;
    while (down.n > 0)
        add(out, down.of[--down.n]);
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

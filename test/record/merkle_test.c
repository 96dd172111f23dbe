/* The tree: published vectors, all small proofs, and every way to spoil one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "record/merkle.h"

enum { SIZE = 70 };

static struct dy_hash leaves[SIZE], roots[SIZE + 1];

static void make_leaves(void)
{
    struct dy_tree tree = {0};
    roots[0] = dy_tree_root(&tree);
    for (unsigned i = 0; i < SIZE; i++) {
        leaves[i] = dy_hash_leaf(&i, sizeof i);
        dy_tree_append(&tree, &leaves[i]);
        roots[i + 1] = dy_tree_root(&tree);
    }
}

/* The tree of the Certificate Transparency project's own tests of RFC 6962. */
static void roots_are_those_published(void **state)
{
    (void)state;
    static const struct {
        const char *leaf, *root;
    } rows[] = {
        {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
        {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
        {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
        {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
        {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
        {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
        {"606162636465666768696a6b6c6d6e6f",
         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
    };
    struct dy_tree tree = {0};
    struct dy_hash root = dy_tree_root(&tree);
    char text[65];
    sodium_bin2hex(text, sizeof text, root.of, sizeof root.of);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        uint8_t bytes[16];
        size_t n;
        assert_int_equal(
            sodium_hex2bin(bytes, sizeof bytes, rows[i].leaf, strlen(rows[i].leaf), NULL, &n, NULL),
            0);
        struct dy_hash leaf = dy_hash_leaf(bytes, n);
        dy_tree_append(&tree, &leaf);
        root = dy_tree_root(&tree);
        sodium_bin2hex(text, sizeof text, root.of, sizeof root.of);
        assert_string_equal(text, rows[i].root);
    }
}

/* The root by the words of RFC 6962: the two halves, split at the largest power of two. */
static struct dy_hash naive(const struct dy_hash *of, size_t n)
{
    if (n == 1)
        return of[0];
    size_t split = 1;
    while (split * 2 < n)
        split *= 2;
    struct dy_hash left = naive(of, split), right = naive(of + split, n - split);
    return dy_hash_node(&left, &right);
}

static void growing_gives_the_root_of_the_definition(void **state)
{
    (void)state;
    for (size_t n = 1; n <= SIZE; n++) {
        struct dy_hash root = naive(leaves, n);
        assert_true(dy_hash_equal(&root, &roots[n]));
    }
}

/* Is it refused with a bit changed, with a hash more and with one less? */
static void spoil(const struct dy_proof *proof,
                  bool (*holds)(const struct dy_proof *, const size_t *), const size_t *of)
{
    for (size_t i = 0; i < proof->n; i++) {
        struct dy_proof other = *proof;
        other.of[i].of[i % DY_HASH_BYTES] ^= (uint8_t)(1U << i % 8);
        assert_false(holds(&other, of));
    }
    struct dy_proof longer = *proof, shorter = *proof;
    longer.of[longer.n++] = leaves[0];
    assert_false(holds(&longer, of));
    if (proof->n > 0) {
        shorter.n--;
        assert_false(holds(&shorter, of));
    }
}

static bool includes(const struct dy_proof *proof, const size_t *of)
{
    return dy_proof_includes(proof, of[0], of[1], &leaves[of[1]], &roots[of[0]]);
}

static void every_inclusion_proof_holds_and_no_other(void **state)
{
    (void)state;
    for (size_t n = 1; n <= SIZE; n++)
        for (size_t i = 0; i < n; i++) {
            struct dy_proof proof;
            dy_proof_inclusion(leaves, n, i, &proof);
            assert_true(includes(&proof, (size_t[]){n, i}));
            spoil(&proof, includes, (size_t[]){n, i});
            for (size_t j = 0; j < n; j++)
                assert_int_equal(dy_proof_includes(&proof, n, j, &leaves[i], &roots[n]), i == j);
            assert_false(dy_proof_includes(&proof, n, n, &leaves[i], &roots[n]));
            assert_false(dy_proof_includes(&proof, n, i, &leaves[(i + 1) % SIZE], &roots[n]));
            assert_false(dy_proof_includes(&proof, n, i, &leaves[i], &roots[n - 1]));
        }
}

static bool extends(const struct dy_proof *proof, const size_t *of)
{
    return dy_proof_extends(proof, of[1], &roots[of[1]], of[0], &roots[of[0]]);
}

static void every_consistency_proof_holds_and_no_other(void **state)
{
    (void)state;
    for (size_t n = 1; n <= SIZE; n++)
        for (size_t old = 1; old <= n; old++) {
            struct dy_proof proof;
            dy_proof_consistency(leaves, n, old, &proof);
            assert_true(extends(&proof, (size_t[]){n, old}));
            spoil(&proof, extends, (size_t[]){n, old});
            for (size_t other = 1; other <= n; other++)
                if (other != old) {
                    assert_false(dy_proof_extends(&proof, old, &roots[other], n, &roots[n]));
                    assert_false(dy_proof_extends(&proof, old, &roots[old], n, &roots[other - 1]));
                }
            assert_false(dy_proof_extends(&proof, 0, &roots[0], n, &roots[n]));
            assert_false(dy_proof_extends(&proof, n + 1, &roots[old], n, &roots[n]));
        }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_those_published),
        cmocka_unit_test(growing_gives_the_root_of_the_definition),
        cmocka_unit_test(every_inclusion_proof_holds_and_no_other),
        cmocka_unit_test(every_consistency_proof_holds_and_no_other),
    };
    make_leaves();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

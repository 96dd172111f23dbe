/* Receipts: round trips, verifying, and every way to spoil one. */
#include "common.h"

#include "record/forest.h"
#include "record/proof.h"

#define ORIGIN "made-up.example/log"

enum { SIZE = 300, INDEX = 41 };

static char *make(struct dy_arena *mem, uint64_t size, uint64_t index, const char *extra)
{
    struct dy_forest forest;
    dy_forest_init(&forest, mem);
    for (uint64_t i = 0; i < size; i++) {
        char entry[64];
        size_t n = test_entry(i, entry);
        struct dy_hash leaf = dy_hash_leaf(entry, n);
        assert_int_equal(dy_forest_append(&forest, &leaf, NULL), DY_OK);
    }
    char *note = test_checkpoint(mem, ORIGIN, size, dy_forest_root(&forest, size), 1);
    struct dy_receipt receipt = {.extra = (const uint8_t *)extra,
                                 .n_extra = extra ? strlen(extra) : 0,
                                 .index = index,
                                 .checkpoint = note,
                                 .n_checkpoint = strlen(note)};
    dy_forest_inclusion(&forest, size, index, &receipt.path);
    char *text = dy_receipt_format(mem, &receipt);
    assert_non_null(text);
    return text;
}

static struct dy_hash leaf_of(uint64_t index)
{
    char entry[64];
    size_t n = test_entry(index, entry);
    return dy_hash_leaf(entry, n);
}

static enum dy_code verify(const char *text, size_t n, uint64_t index, struct dy_err *err)
{
    struct dy_arena mem;
    struct dy_receipt receipt;
    struct dy_verifier log = test_verifier(ORIGIN, DY_KEY_ED25519, 1);
    struct dy_hash leaf = leaf_of(index);
    dy_arena_init(&mem);
    enum dy_code code = dy_receipt_parse(&mem, "receipt", text, n, &receipt, err);
    if (!code)
        code = dy_receipt_verify(&receipt, &leaf, &log, err);
    dy_arena_finish(&mem);
    return code;
}

static void receipts_of_all_sizes_hold(void **state)
{
    (void)state;
    static const uint64_t rows[][2] = {{1, 0}, {2, 0}, {2, 1}, {255, 254}, {256, 7}, {600, 599}};
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_receipt receipt;
        struct dy_err err = {0};
        dy_arena_init(&mem);
        const char *text = make(&mem, rows[i][0], rows[i][1], i % 2 ? "more" : NULL);
        if (verify(text, strlen(text), rows[i][1], &err))
            fail_msg("%s", err.msg);
        assert_int_equal(dy_receipt_parse(&mem, "receipt", text, strlen(text), &receipt, &err),
                         DY_OK);
        assert_int_equal(receipt.n_extra, i % 2 ? 4 : 0);
        const char *again = dy_receipt_format(&mem, &receipt);
        assert_non_null(again);
        assert_string_equal(again, text);
        dy_arena_finish(&mem);
    }
}

/* A real checkpoint of a real log: its entry 5, proven from the tile that the log published. */
static void a_receipt_of_a_real_log_holds(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_verifier key;
    struct dy_receipt receipt = {.index = 5}, read;
    size_t n;
    dy_arena_init(&mem);
    char *text = test_read(&mem, TLOG "vkey.txt", &n);
    text[strcspn(text, "\n")] = '\0';
    assert_int_equal(dy_verifier_parse(&mem, text, &key, &err), DY_OK);
    struct dy_hash leaves[15];
    memcpy(leaves, test_read(&mem, TLOG "tile-0-15", &n), sizeof leaves);
    receipt.checkpoint = test_read(&mem, TLOG "checkpoint.15", &receipt.n_checkpoint);
    dy_proof_inclusion(leaves, 15, 5, &receipt.path);
    text = dy_receipt_format(&mem, &receipt);
    assert_non_null(text);
    assert_int_equal(dy_receipt_parse(&mem, "receipt", text, strlen(text), &read, &err), DY_OK);
    assert_int_equal(dy_receipt_verify(&read, &leaves[5], &key, &err), DY_OK);
    assert_int_equal(dy_receipt_verify(&read, &leaves[6], &key, &err), DY_E_CRYPTO);
    dy_arena_finish(&mem);
}

static void a_changed_bit_is_noticed(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    char *text = make(&mem, SIZE, INDEX, NULL);
    for (size_t i = 0, n = strlen(text); i < n; i++) {
        struct dy_err err = {0};
        text[i] = (char)(text[i] ^ (1 << i % 8));
        if (verify(text, n, INDEX, &err) == DY_OK)
            fail_msg("byte %zu", i);
        text[i] = (char)(text[i] ^ (1 << i % 8));
        assert_int_not_equal(verify(text, i, INDEX, &err), DY_OK); /* cut there */
    }
    dy_arena_finish(&mem);
}

static void another_entry_and_another_log_are_refused(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_receipt receipt;
    struct dy_hash leaf = leaf_of(INDEX);
    struct dy_verifier other_key = test_verifier(ORIGIN, DY_KEY_ED25519, 2),
                       other_name = test_verifier("other.example", DY_KEY_ED25519, 1);
    dy_arena_init(&mem);
    char *text = make(&mem, SIZE, INDEX, NULL);
    assert_int_equal(verify(text, strlen(text), INDEX + 1, &err), DY_E_CRYPTO);
    assert_non_null(strstr(err.msg, "not of this entry"));
    assert_int_equal(dy_receipt_parse(&mem, "receipt", text, strlen(text), &receipt, NULL), DY_OK);
    err = (struct dy_err){0};
    assert_int_equal(dy_receipt_verify(&receipt, &leaf, &other_key, &err), DY_E_CRYPTO);
    assert_non_null(strstr(err.msg, "is not signed by"));
    err = (struct dy_err){0};
    assert_int_equal(dy_receipt_verify(&receipt, &leaf, &other_name, &err), DY_E_CRYPTO);
    assert_non_null(strstr(err.msg, "not of \"other.example\""));
    receipt.index = SIZE;
    err = (struct dy_err){0};
    assert_int_equal(dy_receipt_includes(&receipt, &leaf, &err), DY_E_CRYPTO);
    assert_non_null(strstr(err.msg, "not below"));
    dy_arena_finish(&mem);
}

static void what_is_no_receipt_is_said(void **state)
{
    (void)state;
#define HASH "Wqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=\n"
#define FIRST "c2sp.org/tlog-proof@v1\n"
    static const struct {
        const char *text, *message;
        uint32_t line;
    } rows[] = {
        {"", "is missing", 1},
        {"c2sp.org/tlog-proof@v2\n", "is no receipt", 1},
        {"c2sp.org/tlog-proof@v1", "does not end", 1},
        {FIRST, "is missing", 2},
        {FIRST "extra \nindex 0\n", "is no extra data", 2},
        {FIRST "extra AAA\nindex 0\n", "is no extra data", 2},
        {FIRST "extra AAAA\nextra AAAA\nindex 0\n", "is no index", 3},
        {FIRST "index\n", "is no index", 2},
        {FIRST "index 01\n", "is no index", 2},
        {FIRST "index +1\n", "is no index", 2},
        {FIRST "index 18446744073709551616\n", "is no index", 2},
        {FIRST "index 1 \n", "is no index", 2},
        {FIRST "index 1\n" HASH "AAAA\n\n", "is no hash", 4},
        {FIRST "index 1\n" HASH, "is missing", 4},
        {FIRST "index 1\n\n", "is no signed note", 0},
        {FIRST "index 1\n" HASH "\nlog\n1\nAAAA\n\n\xe2\x80\x94 a AAAAAAA=\n", "is no root hash",
         7},
        {FIRST "index 1\n" HASH "\nlog\n1\n" HASH "\n\xe2\x80\x94 a AAAAAA\n",
         "is no signature line", 9},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_receipt receipt;
        dy_arena_init(&mem);
        assert_int_equal(
            dy_receipt_parse(&mem, "receipt", rows[i].text, strlen(rows[i].text), &receipt, &err),
            DY_E_INPUT);
        if (!strstr(err.msg, rows[i].message) || err.at.line != rows[i].line)
            fail_msg("%zu: line %u: %s", i, err.at.line, err.msg);
        dy_arena_finish(&mem);
    }
}

/* 64 hashes are read, the 65th is refused before anything else. */
static void too_many_hashes_are_refused(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_receipt receipt;
    dy_arena_init(&mem);
    char *text = dy_arena_copy(&mem, FIRST "index 1\n", strlen(FIRST "index 1\n"));
    for (unsigned i = 0; i < DY_RECEIPT_HASHES + 1 && text; i++)
        text = dy_arena_format(&mem, "%s" HASH, text);
    assert_non_null(text);
    assert_int_equal(dy_receipt_parse(&mem, "receipt", text, strlen(text), &receipt, &err),
                     DY_E_INPUT);
    assert_non_null(strstr(err.msg, "one hash too many"));
    assert_int_equal(err.at.line, DY_RECEIPT_HASHES + 3);
    dy_arena_finish(&mem);
}

static void memory_that_fails_is_said(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    char *text = make(&mem, SIZE, INDEX, "more");
    enum dy_code code = DY_E_NOMEM;
    for (uint64_t fail_at = 1; code; fail_at++) {
        struct dy_arena trial;
        struct dy_err err = {0};
        struct dy_receipt receipt;
        dy_arena_init(&trial);
        trial.fail_at = fail_at;
        code = dy_receipt_parse(&trial, "receipt", text, strlen(text), &receipt, &err);
        assert_int_equal(code, err.code);
        dy_arena_finish(&trial);
    }
    dy_arena_finish(&mem);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(receipts_of_all_sizes_hold),
        cmocka_unit_test(a_receipt_of_a_real_log_holds),
        cmocka_unit_test(a_changed_bit_is_noticed),
        cmocka_unit_test(another_entry_and_another_log_are_refused),
        cmocka_unit_test(what_is_no_receipt_is_said),
        cmocka_unit_test(too_many_hashes_are_refused),
        cmocka_unit_test(memory_that_fails_is_said),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Signed notes: a real log's checkpoints, the specification's example, our own, and spoiled ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "data/file.h"
#include "record/note.h"

#define TLOG DAUYS_SOURCE_DIR "/test/record/tlog/"

static char *read_file(struct dy_arena *mem, const char *name, size_t *n)
{
    struct dy_err err = {0};
    char path[1000], *bytes = NULL;
    (void)snprintf(path, sizeof path, TLOG "%s", name);
    if (dy_file_read(mem, path, 100000, &bytes, n, &err))
        fail_msg("%s: %s", path, err.msg);
    return bytes;
}

static struct dy_verifier read_key(struct dy_arena *mem, const char *name)
{
    struct dy_err err = {0};
    struct dy_verifier out;
    size_t n;
    char *text = read_file(mem, name, &n);
    text[strcspn(text, "\n")] = '\0';
    if (dy_verifier_parse(mem, text, &out, &err))
        fail_msg("%s: %s", name, err.msg);
    char *again = dy_verifier_format(mem, &out);
    assert_non_null(again);
    assert_string_equal(again, text);
    return out;
}

/* Every signature, root and leaf of the 16 checkpoints. */
static void a_real_log_is_verified(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    struct dy_verifier key = read_key(&mem, "vkey.txt");
    size_t n_tile, n_entries, at = 0;
    const char *tile = read_file(&mem, "tile-0-15", &n_tile);
    const unsigned char *entries = (const unsigned char *)read_file(&mem, "entries-15", &n_entries);
    struct dy_tree tree = {0};
    assert_int_equal(n_tile, 15 * DY_HASH_BYTES);
    for (unsigned size = 0; size < 16; size++) {
        struct dy_err err = {0};
        struct dy_note note;
        struct dy_checkpoint checkpoint;
        char name[40];
        size_t n;
        (void)snprintf(name, sizeof name, "checkpoint.%u", size);
        const char *bytes = read_file(&mem, name, &n);
        if (dy_note_parse(&mem, name, bytes, n, &note, &err) ||
            dy_note_verify(&note, &key, NULL, &err) ||
            dy_checkpoint_parse(&mem, &note, name, &checkpoint, &err))
            fail_msg("%s: %s", name, err.msg);
        struct dy_hash root = dy_tree_root(&tree);
        assert_int_equal(checkpoint.size, size);
        assert_string_equal(checkpoint.origin, "example.com/log/testdata");
        assert_true(dy_hash_equal(&root, &checkpoint.root));
        const char *again = dy_checkpoint_format(&mem, &checkpoint);
        assert_non_null(again);
        assert_string_equal(again, note.text);
        if (size == 15)
            break;
        size_t n_entry = (size_t)entries[at] << 8 | entries[at + 1];
        struct dy_hash leaf = dy_hash_leaf(entries + at + 2, n_entry);
        assert_memory_equal(leaf.of, tile + (size_t)size * DY_HASH_BYTES, DY_HASH_BYTES);
        at += 2 + n_entry;
        dy_tree_append(&tree, &leaf);
    }
    assert_int_equal(at, n_entries);
    dy_arena_finish(&mem);
}

static void the_example_of_the_specification_holds(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_note note;
    size_t n;
    dy_arena_init(&mem);
    struct dy_verifier key = read_key(&mem, "c2sp-signed-note-example.vkey");
    const char *bytes = read_file(&mem, "c2sp-signed-note-example.txt", &n);
    assert_int_equal(dy_note_parse(&mem, "example", bytes, n, &note, &err), DY_OK);
    assert_int_equal(dy_note_verify(&note, &key, NULL, &err), DY_OK);
    dy_arena_finish(&mem);
}

/* A note of ours, signed by a log and cosigned by a witness. */
static char *make_note(struct dy_arena *mem, struct dy_verifier keys[2])
{
    static const uint8_t seed[crypto_sign_SEEDBYTES] = {1, 2, 3};
    static const char text[] = "made-up.example/log\n3\n"
                               "Wqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=\nan extension\n";
    uint8_t public[DY_KEY_BYTES], secret[DY_SECRET_BYTES];
    crypto_sign_seed_keypair(public, secret, seed);
    keys[0] = dy_verifier_of("made-up.example/log", DY_KEY_ED25519, public);
    keys[1] = dy_verifier_of("made-up.example/witness", DY_KEY_COSIGNATURE, public);
    char *log = dy_note_sign(mem, text, strlen(text), keys[0].name, DY_KEY_ED25519, secret, 0);
    char *witness =
        dy_note_sign(mem, text, strlen(text), keys[1].name, DY_KEY_COSIGNATURE, secret, 1700000000);
    assert_non_null(log);
    assert_non_null(witness);
    char *out = dy_arena_format(mem, "%s\n%s%s", text, log, witness);
    assert_non_null(out);
    return out;
}

static void signatures_and_cosignatures_hold(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_verifier keys[2];
    struct dy_note note;
    struct dy_checkpoint checkpoint;
    uint64_t time = 1;
    dy_arena_init(&mem);
    const char *text = make_note(&mem, keys);
    assert_int_equal(dy_note_parse(&mem, "note", text, strlen(text), &note, &err), DY_OK);
    assert_int_equal(note.n_signatures, 2);
    assert_int_equal(dy_note_verify(&note, &keys[0], &time, &err), DY_OK);
    assert_int_equal(time, 0);
    assert_int_equal(dy_note_verify(&note, &keys[1], &time, &err), DY_OK);
    assert_int_equal(time, 1700000000);
    assert_int_equal(dy_checkpoint_parse(&mem, &note, "note", &checkpoint, &err), DY_OK);
    assert_string_equal(checkpoint.extensions, "an extension\n");
    dy_arena_finish(&mem);
}

/* Each byte changed: the note is refused, or one of its signatures is. */
static void a_changed_byte_is_noticed(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_verifier keys[2];
    dy_arena_init(&mem);
    char *text = make_note(&mem, keys);
    for (size_t i = 0, n = strlen(text); i < n; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            struct dy_arena trial;
            struct dy_note note;
            struct dy_err err = {0};
            dy_arena_init(&trial);
            text[i] = (char)(text[i] ^ (1 << bit));
            if (dy_note_parse(&trial, "note", text, n, &note, &err) == DY_OK &&
                dy_note_verify(&note, &keys[0], NULL, &err) == DY_OK &&
                dy_note_verify(&note, &keys[1], NULL, &err) == DY_OK)
                fail_msg("bit %u of byte %zu", bit, i);
            text[i] = (char)(text[i] ^ (1 << bit));
            dy_arena_finish(&trial);
        }
    dy_arena_finish(&mem);
}

static void what_is_no_note_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
        uint32_t line;
    } rows[] = {
        {"", "is no signed note", 0},
        {"text\n", "is no signed note", 0},
        {"text\n\n", "is no signed note", 0},
        {"text\n\n\xe2\x80\x94 name AAAAAAA=", "is no signed note", 0},
        {"text\n\n- name AAAAAAA=\n", "is no signature line", 3},
        {"text\n\n\xe2\x80\x94 name\n", "is no signature line", 3},
        {"text\n\n\xe2\x80\x94 name AAAAAAA\n", "is no signature line", 3},
        {"text\n\n\xe2\x80\x94 name AAAAAAB=\n", "is no signature line", 3},
        {"text\n\n\xe2\x80\x94 name AAAA\n", "is no signature line", 3},
        {"text\n\n\xe2\x80\x94 name AAAA\xe2\x80\x94"
         "1\n",
         "is no signature line", 3},
        {"text\n\n\xe2\x80\x94 a+b AAAAAAA=\n", "is no signature line", 3},
        {"te\txt\n\n\xe2\x80\x94 name AAAAAAA=\n", "byte that no note has", 1},
        {"text\n\xff\n\n\xe2\x80\x94 name AAAAAAA=\n", "byte that no note has", 2},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_note note;
        dy_arena_init(&mem);
        assert_int_equal(
            dy_note_parse(&mem, "note", rows[i].text, strlen(rows[i].text), &note, &err),
            DY_E_INPUT);
        if (!strstr(err.msg, rows[i].message) || err.at.line != rows[i].line)
            fail_msg("%zu: line %u: %s", i, err.at.line, err.msg);
        dy_arena_finish(&mem);
    }
}

static void what_is_no_checkpoint_is_said(void **state)
{
    (void)state;
    static const char root[] = "Wqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=";
    static const struct {
        const char *origin, *size;
        bool with_root;
        uint32_t line;
        const char *more;
    } rows[] = {{"log", "3", true, 0, ""},
                {"", "3", true, 1, ""},
                {"log", "", true, 2, ""},
                {"log", "03", true, 2, ""},
                {"log", "-3", true, 2, ""},
                {"log", "18446744073709551616", true, 2, ""},
                {"log", "18446744073709551615", true, 0, ""},
                {"log", "3", false, 3, ""},
                {"log", "3", true, 4, "\n"},
                {"log", "3", true, 5, "a\n\nb\n"},
                {"log", "3", true, 0, "a\nb\n"}};
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_checkpoint out;
        dy_arena_init(&mem);
        char *text = dy_arena_format(&mem, "%s\n%s\n%s\n%s", rows[i].origin, rows[i].size,
                                     rows[i].with_root ? root : "AAAA", rows[i].more);
        assert_non_null(text);
        struct dy_note note = {.text = text, .n = strlen(text)};
        enum dy_code code = dy_checkpoint_parse(&mem, &note, "note", &out, &err);
        if ((code != DY_OK) != (rows[i].line > 0) || err.at.line != rows[i].line)
            fail_msg("%zu: line %u: %s", i, err.at.line, err.msg);
        dy_arena_finish(&mem);
    }
}

static void what_is_no_key_is_said(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
        "example com+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_verifier out;
        dy_arena_init(&mem);
        assert_int_equal(dy_verifier_parse(&mem, rows[i], &out, &err), DY_E_INPUT);
        dy_arena_finish(&mem);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_real_log_is_verified),
        cmocka_unit_test(the_example_of_the_specification_holds),
        cmocka_unit_test(signatures_and_cosignatures_hold),
        cmocka_unit_test(a_changed_byte_is_noticed),
        cmocka_unit_test(what_is_no_note_is_said),
        cmocka_unit_test(what_is_no_checkpoint_is_said),
        cmocka_unit_test(what_is_no_key_is_said),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

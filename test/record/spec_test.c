/*
 * doc/spec/record.md against the program: its tables of members and of rights are those of kinds.c,
 * and its vectors are what the program writes. (spec_test.py holds its examples.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "data/file.h"
#include "record/entry.h"
#include "record/vault.h"

enum { SPEC_BYTES = 1 << 20 };
static struct dy_arena mem;
static const char *spec;

static int read_spec(void **state)
{
    struct dy_err err = {0};
    char *bytes;
    size_t n;
    (void)state;
    dy_arena_init(&mem);
    assert_int_equal(
        dy_file_read(&mem, DAUYS_SOURCE_DIR "/doc/spec/record.md", SPEC_BYTES, &bytes, &n, &err),
        DY_OK);
    spec = dy_arena_copy(&mem, bytes, n);
    assert_non_null(spec);
    return sodium_init() < 0;
}

static int forget(void **state)
{
    (void)state;
    dy_arena_finish(&mem);
    return 0;
}

static void must_stand(const char *text, const char *where)
{
    if (!strstr(where, text))
        fail_msg("doc/spec/record.md lacks: %s", text);
}

/* From the kind's heading to the next. */
static const char *section_of(const char *kind)
{
    const char *heading = dy_arena_format(&mem, "\n### `%s`\n", kind);
    const char *begin = strstr(spec, heading);
    if (!begin)
        fail_msg("doc/spec/record.md has no section %s", kind);
    begin += strlen(heading);
    const char *end = strstr(begin, "\n##");
    return dy_arena_copy(&mem, begin, end ? (size_t)(end - begin) + 1 : strlen(begin));
}

static const char *type_of(const struct dy_member *member)
{
    static const char *const names[] = {
        [DY_MEMBER_TEXT] = "text",     [DY_MEMBER_ID] = "id",       [DY_MEMBER_DATE] = "date",
        [DY_MEMBER_HASH] = "hash",     [DY_MEMBER_COUNT] = "count", [DY_MEMBER_ENTRY] = "entry",
        [DY_MEMBER_COUNTS] = "counts", [DY_MEMBER_NAMES] = "names", [DY_MEMBER_IDS] = "ids",
        [DY_MEMBER_MAP] = "map",       [DY_MEMBER_LIST] = "list",
    };
    const char *out = member->type == DY_MEMBER_LITERAL ? "" : names[member->type];
    for (size_t i = 0; member->literals && member->literals[i]; i++)
        out = dy_arena_format(&mem, "%s%s`%s`", out, i ? ", " : "", member->literals[i]);
    return member->optional ? dy_arena_format(&mem, "%s; may be missing", out) : out;
}

static void members_of_each_kind_are_in_its_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_N_KINDS; i++) {
        const char *section = section_of(dy_kinds[i].name);
        size_t n = 0, n_rows = 0;
        for (const struct dy_member *of = dy_kinds[i].members; of->name; of++, n++)
            must_stand(dy_arena_format(&mem, "\n| `%s` | %s | ", of->name, type_of(of)), section);
        for (const char *row = section; (row = strstr(row, "\n| `")); row++)
            n_rows++;
        if (n != n_rows)
            fail_msg("%s has %zu members, its table %zu rows", dy_kinds[i].name, n, n_rows);
    }
}

static const char *marks(const char *what, unsigned roles)
{
    const char *out = dy_arena_format(&mem, "| %s |", what);
    for (enum dy_role role = 0; role < DY_N_ROLES; role++)
        out = dy_arena_format(&mem, "%s %s |", out, roles >> role & 1 ? "yes" : "–");
    return out;
}

static void rights_are_in_one_table(void **state)
{
    (void)state;
    const char *head = "| kind |";
    for (size_t i = 0; i < DY_N_ROLES; i++)
        head = dy_arena_format(&mem, "%s %s |", head, dy_role_names[i]);
    must_stand(head, spec);
    for (size_t i = 0; i < DY_N_KINDS; i++) {
        const char *name = dy_kinds[i].name;
        if (i != DY_KIND_PROTOCOL) {
            must_stand(marks(dy_arena_format(&mem, "`%s`", name), dy_kinds[i].roles), spec);
            continue;
        }
        for (size_t k = 0; k < DY_N_SOURCES; k++)
            must_stand(marks(dy_arena_format(&mem, "`%s` of source `%s`", name, dy_sources[k].name),
                             dy_kinds[i].roles & dy_sources[k].roles),
                       spec);
    }
}

/* --- vectors --- */

static const char *hex(const void *bytes, size_t n)
{
    char *out = dy_arena_alloc(&mem, 2 * n + 1, 1);
    assert_non_null(out);
    dy_hex(bytes, n, out);
    return out;
}

/* The key pair of doc/spec/key.md: its seed is the bytes 0 to 31. */
static struct dy_key key_of_spec(uint8_t secret[DY_SECRET_BYTES])
{
    struct dy_key key = {.name = "made-up.example/commission", .secret = secret};
    uint8_t seed[crypto_sign_SEEDBYTES];
    for (size_t i = 0; i < sizeof seed; i++)
        seed[i] = (uint8_t)i;
    crypto_sign_seed_keypair(key.of, secret, seed);
    return key;
}

static void vectors_are_what_the_program_writes(void **state)
{
    uint8_t secret[DY_SECRET_BYTES];
    struct dy_key key = key_of_spec(secret);
    struct dy_entry_place place = {0, dy_hash_bytes("", 0), 1679259900};
    struct dy_err err = {0};
    struct dy_document doc = {0};
    struct dy_entry read;
    struct dy_bytes entry;
    (void)state;
    json_t *body = json_pack("{s:s, s:s}", "reason", "caf\xc3\xa9 \"7\"\n\x1f \\ / \xe2\x82\xac",
                             "key", hex(key.of, sizeof key.of));
    struct dy_entry_draft draft = {DY_KIND_KEY_REVOKED, body};
    assert_int_equal(dy_entry_write(&mem, &draft, &place, &key, &entry, &err), DY_OK);
    json_decref(body);
    assert_int_equal(dy_entry_read(&doc, "spec", 0, entry, &read, &err), DY_OK);
    assert_true(dy_entry_signed(entry, read.author));
    dy_document_finish(&doc);
    must_stand(dy_arena_format(&mem, "\n%s\n", dy_arena_copy(&mem, entry.of, entry.n)), spec);
    must_stand(hex(place.root.of, DY_HASH_BYTES), spec);
    struct dy_hash leaf = dy_hash_leaf(entry.of, entry.n);
    must_stand(hex(leaf.of, DY_HASH_BYTES), spec);
    struct dy_checkpoint head = {key.name, 1, leaf, ""};
    const char *text = dy_checkpoint_format(&mem, &head);
    const char *line = dy_note_sign(&mem, text, strlen(text), key.name, DY_KEY_ED25519, secret, 0);
    must_stand(dy_arena_format(&mem, "\n%s\n%s", text, line), spec);
}

static void commitments_are_as_shown(void **state)
{
    static const char data[] = "{\"name\":\"Carla Made-Up\"}";
    uint8_t salt[DY_SALT_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof salt; i++)
        salt[i] = (uint8_t)i;
    struct dy_hash is = dy_vault_commitment(salt, (struct dy_bytes){data, sizeof data - 1});
    must_stand(dy_arena_format(&mem, "salt `%s` and data `%s`", hex(salt, sizeof salt), data),
               spec);
    must_stand(hex(is.of, DY_HASH_BYTES), spec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_of_each_kind_are_in_its_table),
        cmocka_unit_test(rights_are_in_one_table),
        cmocka_unit_test(vectors_are_what_the_program_writes),
        cmocka_unit_test(commitments_are_as_shown),
    };
    return cmocka_run_group_tests(tests, read_spec, forget);
}

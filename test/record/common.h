/* What the tests of the log's forms share: made-up keys, leaves and temporary folders. */
#ifndef DAUYS_TEST_RECORD_COMMON_H
#define DAUYS_TEST_RECORD_COMMON_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

#include "data/file.h"
#include "record/note.h"

#define TLOG DAUYS_SOURCE_DIR "/test/record/tlog/"

/* The key pair number n; the same at each run. */
static inline void test_key(uint8_t n, uint8_t public[DY_KEY_BYTES],
                            uint8_t secret[DY_SECRET_BYTES])
{
    const uint8_t seed[crypto_sign_SEEDBYTES] = {n, 'd', 'a', 'u', 'y', 's'};
    crypto_sign_seed_keypair(public, secret, seed);
}

static inline struct dy_verifier test_verifier(const char *name, enum dy_key_kind kind, uint8_t n)
{
    uint8_t public[DY_KEY_BYTES], secret[DY_SECRET_BYTES];
    test_key(n, public, secret);
    return dy_verifier_of(name, kind, public);
}

static inline char *test_sign(struct dy_arena *mem, const char *text, const char *name,
                              enum dy_key_kind kind, uint8_t n, uint64_t time)
{
    uint8_t public[DY_KEY_BYTES], secret[DY_SECRET_BYTES];
    test_key(n, public, secret);
    char *line = dy_note_sign(mem, text, strlen(text), name, kind, secret, time);
    assert_non_null(line);
    return line;
}

/* A checkpoint of the log `origin`, signed by its key number n. */
static inline char *test_checkpoint(struct dy_arena *mem, const char *origin, uint64_t size,
                                    struct dy_hash root, uint8_t n)
{
    struct dy_checkpoint head = {.origin = origin, .size = size, .root = root};
    char *text = dy_checkpoint_format(mem, &head);
    assert_non_null(text);
    char *note =
        dy_arena_format(mem, "%s\n%s", text, test_sign(mem, text, origin, DY_KEY_ED25519, n, 0));
    assert_non_null(note);
    return note;
}

/* Entry i: its bytes, of lengths 0 to 40. */
static inline size_t test_entry(uint64_t i, char out[64])
{
    size_t n = (size_t)(i * 7 % 41);
    memset(out, 'a' + (int)(i % 26), 64);
    if (n >= sizeof i)
        memcpy(out, &i, sizeof i);
    return n;
}

static inline char *test_read(struct dy_arena *mem, const char *path, size_t *n)
{
    struct dy_err err = {0};
    char *bytes = NULL;
    if (dy_file_read(mem, path, 100000000, &bytes, n, &err))
        fail_msg("%s: %s", path, err.msg);
    return bytes;
}

static inline void test_write(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* A new folder under TMPDIR; test_remove takes it away with all that is in it. */
static inline char *test_folder(struct dy_arena *mem)
{
    const char *root = getenv("TMPDIR");
    char *path = dy_arena_format(mem, "%s/dauys-test-XXXXXX", root ? root : "/tmp");
    assert_non_null(path);
    assert_non_null(mkdtemp(path));
    return path;
}

static inline void test_run(struct dy_arena *mem, const char *command, const char *path)
{
    char *line = dy_arena_format(mem, "%s '%s'", command, path);
    assert_non_null(line);
    assert_int_equal(system(line), 0);
}

static inline void test_remove(struct dy_arena *mem, const char *folder)
{
    test_run(mem, "rm -rf", folder);
}

#endif

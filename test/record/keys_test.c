/*
 * Key files: round trips, every byte changed, modes, wrong passphrases, hostile costs, no memory,
 * no room. Nothing of it costs more than the least work.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/file.h"
#include "record/keys.h"

static const char name[] = "made-up.example/commission";
static const char words[] = "сегіз қазық 8"; /* bytes are bytes */

/* A call to sodium_malloc or crypto_pwhash that fails; 0 = none. Linked with --wrap. */
static unsigned fail_guarded, n_guarded;
static bool fail_hash;
void *__real_sodium_malloc(size_t size);
void *__wrap_sodium_malloc(size_t size);
void *__wrap_sodium_malloc(size_t size)
{
    return ++n_guarded == fail_guarded ? NULL : __real_sodium_malloc(size);
}
int __real_crypto_pwhash(unsigned char *out, unsigned long long n, const char *text,
                         unsigned long long n_text, const unsigned char *salt,
                         unsigned long long passes, size_t bytes, int kind);
int __wrap_crypto_pwhash(unsigned char *out, unsigned long long n, const char *text,
                         unsigned long long n_text, const unsigned char *salt,
                         unsigned long long passes, size_t bytes, int kind);
int __wrap_crypto_pwhash(unsigned char *out, unsigned long long n, const char *text,
                         unsigned long long n_text, const unsigned char *salt,
                         unsigned long long passes, size_t bytes, int kind)
{
    return fail_hash ? -1 : __real_crypto_pwhash(out, n, text, n_text, salt, passes, bytes, kind);
}

struct desk {
    struct dy_arena mem;
    struct dy_err err;
    struct dy_key key;
    char folder[32], path[64];
    char *bytes; /* of the file, read last */
};

static int set_up(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    assert_non_null(desk);
    dy_arena_init(&desk->mem);
    strcpy(desk->folder, "/tmp/dauys-keys-XXXXXX");
    assert_non_null(mkdtemp(desk->folder));
    (void)snprintf(desk->path, sizeof desk->path, "%s/key", desk->folder);
    assert_int_equal(dy_key_new(&desk->mem, name, &desk->key, &desk->err), DY_OK);
    *state = desk;
    return 0;
}

static unsigned n_files(const struct desk *desk)
{
    unsigned n = 0;
    DIR *folder = opendir(desk->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        n += entry->d_name[0] != '.';
    closedir(folder);
    return n;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    (void)unlink(desk->path);
    assert_int_equal(rmdir(desk->folder), 0); /* no draft is left anywhere */
    dy_key_close(&desk->key);
    dy_arena_finish(&desk->mem);
    free(desk);
    return 0;
}

static void write_key(struct desk *desk, const char *passphrase)
{
    desk->err = (struct dy_err){0};
    if (dy_key_write(&desk->key, desk->path, passphrase, DY_KEY_COST_MIN, &desk->err))
        fail_msg("%s", desk->err.msg);
}

/* As the file stands; an opened key is closed again. */
static enum dy_code try_open(struct desk *desk, const char *passphrase)
{
    struct dy_key key;
    desk->err = (struct dy_err){0};
    enum dy_code code = dy_key_open(&desk->mem, desk->path, passphrase, &key, &desk->err);
    assert_int_equal(code, desk->err.code);
    assert_int_equal(code == DY_OK, key.secret != NULL);
    dy_key_close(&key);
    return code;
}

static void put(const struct desk *desk, const char *bytes, size_t n)
{
    int fd = open(desk->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    close(fd);
}

static char *get(struct desk *desk, size_t *n)
{
    assert_int_equal(dy_file_read(&desk->mem, desk->path, 2000, &desk->bytes, n, &desk->err),
                     DY_OK);
    return desk->bytes;
}

/* --- */

static void a_key_comes_back(void **state)
{
    struct desk *desk = *state;
    static const char *const passphrases[] = {words, "", NULL, "x"};
    for (size_t i = 0; i < DY_COUNT_OF(passphrases); i++) {
        struct dy_key key;
        struct dy_key_about about;
        struct dy_verifier verifier;
        struct stat file;
        uint8_t signature[crypto_sign_BYTES];
        mode_t before = umask(i == 0 ? 0777 : 0);
        write_key(desk, passphrases[i]);
        umask(before);
        assert_int_equal(stat(desk->path, &file), 0);
        assert_int_equal(file.st_mode, S_IFREG | 0600);
        assert_int_equal(dy_key_open(&desk->mem, desk->path, passphrases[i], &key, &desk->err),
                         DY_OK);
        assert_string_equal(key.name, name);
        assert_memory_equal(key.of, desk->key.of, DY_KEY_BYTES);
        assert_memory_equal(key.secret, desk->key.secret, DY_SECRET_BYTES);
        crypto_sign_detached(signature, NULL, (const uint8_t *)"text", 4, key.secret);
        assert_int_equal(
            crypto_sign_verify_detached(signature, (const uint8_t *)"text", 4, desk->key.of), 0);
        dy_key_close(&key);
        dy_key_close(&key);
        dy_key_close(NULL);
        assert_int_equal(dy_key_read_about(&desk->mem, desk->path, &about, &desk->err), DY_OK);
        bool locked = passphrases[i] && *passphrases[i];
        assert_int_equal(about.passes, locked ? 1 : 0);
        assert_int_equal(about.kib, locked ? 8 : 0);
        assert_int_equal(dy_key_read_public(&desk->mem, desk->path, &verifier, &desk->err), DY_OK);
        assert_string_equal(verifier.name, name);
        assert_memory_equal(verifier.key, desk->key.of, DY_KEY_BYTES);
        assert_int_equal(n_files(desk), 1);
        unlink(desk->path);
    }
}

static void a_file_without_passphrase_says_so(void **state)
{
    struct desk *desk = *state;
    size_t n;
    write_key(desk, NULL);
    assert_non_null(strstr(get(desk, &n), "\nno-passphrase "));
    unlink(desk->path);
    write_key(desk, words);
    const char *text = get(desk, &n);
    assert_null(strstr(text, "no-passphrase"));
    assert_non_null(strstr(text, "\nargon2id 1 8 "));
    char seed[100];
    sodium_bin2base64(seed, sizeof seed, desk->key.secret, 32, sodium_base64_VARIANT_ORIGINAL);
    seed[40] = '\0';
    assert_null(strstr(text, seed));
}

/* Of doc/spec/key.md, made by another program. */
static void the_vectors_of_the_specification_open(void **state)
{
    struct desk *desk = *state;
    static const char *const files[] = {
        "dauys-key/1\n"
        "made-up.example/commission+18c21f06+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
        "no-passphrase AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "dauys-key/1\n"
        "made-up.example/commission+18c21f06+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n"
        "argon2id 1 8 "
        "oKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx1qquSoqvjlCuBOWgGrA+a/"
        "iSWCfNYOVjZOXCso8rW7bIn6bEXXZO4w0A0om8aHcFg==\n",
    };
    for (size_t i = 0; i < DY_COUNT_OF(files); i++) {
        struct dy_key key;
        put(desk, files[i], strlen(files[i]));
        if (dy_key_open(&desk->mem, desk->path, "correct horse battery staple", &key, &desk->err))
            fail_msg("%s", desk->err.msg);
        for (uint8_t k = 0; k < crypto_sign_SEEDBYTES; k++)
            assert_int_equal(key.secret[k], k);
        dy_key_close(&key);
    }
}

static void two_files_of_one_key_differ(void **state)
{
    struct desk *desk = *state;
    size_t n;
    write_key(desk, words);
    const char *first = get(desk, &n);
    unlink(desk->path);
    write_key(desk, words);
    assert_string_not_equal(first, get(desk, &n));
}

static void another_passphrase_does_not_open_it(void **state)
{
    struct desk *desk = *state;
    write_key(desk, words);
    static const char *const others[] = {"сегіз қазық 9", "сегіз қазық 8 ", "сегіз", "x"};
    for (size_t i = 0; i < DY_COUNT_OF(others); i++) {
        assert_int_equal(try_open(desk, others[i]), DY_E_CRYPTO);
        assert_non_null(strstr(desk->err.msg, "the passphrase is wrong, or the file was changed"));
    }
    assert_int_equal(try_open(desk, ""), DY_E_CRYPTO);
    assert_non_null(strstr(desk->err.msg, "none is given"));
    assert_int_equal(try_open(desk, NULL), DY_E_CRYPTO);
    assert_int_equal(try_open(desk, words), DY_OK);
}

/* Every other value of every byte, a byte less, a byte more, a line less, of both kinds of file. */
static void every_change_is_refused(void **state)
{
    struct desk *desk = *state;
    for (int locked = 0; locked < 2; locked++) {
        size_t n;
        write_key(desk, locked ? words : "");
        const char *good = get(desk, &n);
        char bad[1200];
        int fd = open(desk->path, O_WRONLY | O_CLOEXEC);
        assert_true(fd >= 0);
        for (size_t at = 0; at < n; at++) {
            for (unsigned change = 1; change < 256; change++) {
                uint8_t byte = (uint8_t)((unsigned char)good[at] ^ change);
                assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
                if (try_open(desk, words) == DY_OK)
                    fail_msg("byte %zu as %u is taken", at, byte);
                assert_true(desk->err.code == DY_E_INPUT || desk->err.code == DY_E_CRYPTO ||
                            desk->err.code == DY_E_LIMIT);
                assert_string_equal(desk->err.at.file, desk->path);
            }
            assert_int_equal(pwrite(fd, good + at, 1, (off_t)at), 1);
        }
        close(fd);
        for (size_t at = 0; at < n; at++) {
            put(desk, good, at);
            assert_int_not_equal(try_open(desk, words), DY_OK);
            memcpy(bad, good, at);
            bad[at] = good[at];
            memcpy(bad + at + 1, good + at, n - at);
            put(desk, bad, n + 1);
            assert_int_not_equal(try_open(desk, words), DY_OK);
        }
        memcpy(bad, good, n);
        memset(bad + n, 'x', sizeof bad - n);
        put(desk, bad, sizeof bad);
        assert_int_equal(try_open(desk, words), DY_E_INPUT);
        put(desk, good, n);
        assert_int_equal(try_open(desk, words), DY_OK);
        unlink(desk->path);
    }
}

/* Another public line that is good in itself: the name is sealed with the secret. */
static void a_name_or_key_cannot_be_swapped(void **state)
{
    struct desk *desk = *state;
    struct dy_key other;
    assert_int_equal(dy_key_new(&desk->mem, name, &other, &desk->err), DY_OK);
    struct dy_verifier lines[] = {
        dy_verifier_of("made-up.example/court", DY_KEY_ED25519, desk->key.of),
        dy_verifier_of(name, DY_KEY_ED25519, other.of),
        dy_verifier_of(name, DY_KEY_COSIGNATURE, desk->key.of),
    };
    size_t n;
    write_key(desk, words);
    const char *good = get(desk, &n), *third = strchr(strchr(good, '\n') + 1, '\n');
    for (size_t i = 0; i < DY_COUNT_OF(lines); i++) {
        const char *text = dy_arena_format(&desk->mem, "dauys-key/1\n%s%s",
                                           dy_verifier_format(&desk->mem, &lines[i]), third);
        put(desk, text, strlen(text));
        assert_int_equal(try_open(desk, words), i < 2 ? DY_E_CRYPTO : DY_E_INPUT);
    }
    dy_key_close(&other);
}

static void a_hostile_file_is_refused_before_any_work(void **state)
{
    struct desk *desk = *state;
    static const struct {
        const char *from, *to;
        enum dy_code want;
    } rows[] = {
        {"argon2id 1 8 ", "argon2id 4294967295 8 ", DY_E_INPUT},
        {"argon2id 1 8 ", "argon2id 5 8 ", DY_E_LIMIT},
        {"argon2id 1 8 ", "argon2id 1 1048577 ", DY_E_LIMIT},
        {"argon2id 1 8 ", "argon2id 999999999 999999999 ", DY_E_LIMIT},
        {"argon2id 1 8 ", "argon2id 1 7 ", DY_E_INPUT},
        {"argon2id 1 8 ", "argon2id 0 8 ", DY_E_INPUT},
        {"argon2id 1 8 ", "argon2id 01 8 ", DY_E_INPUT},
        {"argon2id 1 8 ", "argon2id +1 8 ", DY_E_INPUT},
        {"argon2id 1 8 ", "argon2id 1  8 ", DY_E_INPUT},
        {"argon2id 1 8 ", "argon2id 1 8", DY_E_INPUT},
        {"argon2id 1 8 ", "argon2i 1 8 ", DY_E_INPUT},
        {"argon2id 1 8 ", "no-passphrase ", DY_E_INPUT},
        {"argon2id 1 8 ", "", DY_E_INPUT},
        {"dauys-key/1", "dauys-key/2", DY_E_INPUT},
        {"dauys-key/1\n", "dauys-key/1\r\n", DY_E_INPUT},
        {"dauys-key/1\n", "", DY_E_INPUT},
    };
    size_t n;
    write_key(desk, words);
    const char *good = get(desk, &n);
    fail_hash = true; /* nobody gets that far */
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        const char *at = strstr(good, rows[i].from);
        assert_non_null(at);
        const char *bad = dy_arena_format(&desk->mem, "%.*s%s%s", (int)(at - good), good,
                                          rows[i].to, at + strlen(rows[i].from));
        put(desk, bad, strlen(bad));
        if (try_open(desk, words) != rows[i].want)
            fail_msg("\"%s\" for \"%s\": %s", rows[i].to, rows[i].from, desk->err.msg);
    }
    fail_hash = false;
}

static void a_file_that_others_may_read_is_refused(void **state)
{
    struct desk *desk = *state;
    write_key(desk, NULL);
    for (mode_t mode = 0; mode < 01000; mode++) {
        if (mode & 0077) {
            assert_int_equal(chmod(desk->path, mode | 0600), 0);
            assert_int_equal(try_open(desk, NULL), DY_E_INPUT);
            assert_non_null(strstr(desk->err.msg, "mode 0600 is needed"));
        }
    }
    assert_int_equal(chmod(desk->path, 0400), 0);
    assert_int_equal(try_open(desk, NULL), DY_OK);
}

/* Another user who may read everything, as a backup may. */
static int open_as_backup(struct desk *desk)
{
    struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct rights[_LINUX_CAPABILITY_U32S_3];
    struct dy_key key;
    if (setegid(12346) || seteuid(12346) || syscall(SYS_capget, &head, rights))
        return -1;
    rights[0].effective |= 1U << CAP_DAC_OVERRIDE;
    if (syscall(SYS_capset, &head, rights))
        return -1;
    return (int)dy_key_open(&desk->mem, desk->path, NULL, &key, &desk->err);
}

static void a_file_of_somebody_else_is_refused(void **state)
{
    struct desk *desk = *state;
    if (geteuid() != 0)
        skip(); /* only root can play both */
    write_key(desk, NULL);
    assert_int_equal(chown(desk->path, 12345, 12345), 0);
    assert_int_equal(try_open(desk, NULL), DY_OK); /* root may */
    pid_t child = fork();
    if (child == 0)
        _exit(open_as_backup(desk));
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), DY_E_INPUT);
}

static void no_file_is_ever_written_over(void **state)
{
    struct desk *desk = *state;
    size_t n;
    write_key(desk, NULL);
    const char *before = get(desk, &n);
    desk->err = (struct dy_err){0};
    assert_int_equal(dy_key_write(&desk->key, desk->path, words, DY_KEY_COST_MIN, &desk->err),
                     DY_E_INPUT);
    assert_non_null(strstr(desk->err.msg, "is there already"));
    assert_string_equal(before, get(desk, &n));
    assert_int_equal(n_files(desk), 1);
    unlink(desk->path);
    assert_int_equal(symlink("nowhere", desk->path), 0);
    desk->err = (struct dy_err){0};
    assert_int_equal(dy_key_write(&desk->key, desk->path, NULL, DY_KEY_COST_MIN, &desk->err),
                     DY_E_INPUT);
    assert_int_equal(n_files(desk), 1);
}

static void a_file_is_there_whole_or_not_at_all(void **state)
{
    struct desk *desk = *state;
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit before, full;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (rlim_t room = 0; room < 150; room++) { /* a disk that is full after so many bytes */
        full = (struct rlimit){room, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &full);
        desk->err = (struct dy_err){0};
        enum dy_code code =
            dy_key_write(&desk->key, desk->path, words, DY_KEY_COST_MIN, &desk->err);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_int_equal(code, DY_E_IO);
        assert_int_equal(n_files(desk), 0);
    }
    static const char *const places[] = {"/nowhere/key", "/proc/key", "/dev/null/key", ""};
    for (size_t i = 0; i < DY_COUNT_OF(places); i++) {
        desk->err = (struct dy_err){0};
        assert_int_equal(dy_key_write(&desk->key, places[i], NULL, DY_KEY_COST_MIN, &desk->err),
                         DY_E_IO);
    }
}

static void what_is_no_file_is_no_key(void **state)
{
    struct desk *desk = *state;
    assert_int_equal(try_open(desk, NULL), DY_E_INPUT);
    assert_non_null(strstr(desk->err.msg, "no such file"));
    assert_int_equal(mkfifo(desk->path, 0600), 0);
    assert_int_equal(try_open(desk, NULL), DY_E_INPUT);
    unlink(desk->path);
    assert_int_equal(mkdir(desk->path, 0700), 0);
    assert_int_equal(try_open(desk, NULL), DY_E_INPUT);
    rmdir(desk->path);
    put(desk, "", 0);
    assert_int_equal(try_open(desk, NULL), DY_E_INPUT);
}

static void names_are_checked(void **state)
{
    struct desk *desk = *state;
    char longest[257];
    memset(longest, 'n', 255);
    longest[255] = '\0';
    static const char *const bad[] = {"",      "a b",      "a+b",      "a\nb",   "\xff",
                                      "a\x7f", "a\u00a0b", "a\u2003b", "\u3000", "a\u2028"};
    struct dy_key key;
    for (size_t i = 0; i < DY_COUNT_OF(bad); i++) {
        desk->err = (struct dy_err){0};
        assert_int_equal(dy_key_new(&desk->mem, bad[i], &key, &desk->err), DY_E_INPUT);
        assert_null(key.secret);
    }
    desk->err = (struct dy_err){0};
    static const char *const good[] = {"a", "сайлау.example/комиссия", "a\u2013b"};
    for (size_t i = 0; i < DY_COUNT_OF(good); i++) {
        assert_int_equal(dy_key_new(&desk->mem, good[i], &key, &desk->err), DY_OK);
        dy_key_close(&key);
    }
    dy_key_close(&desk->key);
    desk->err = (struct dy_err){0};
    assert_int_equal(dy_key_new(&desk->mem, longest, &desk->key, &desk->err), DY_OK);
    write_key(desk, words);
    assert_int_equal(try_open(desk, words), DY_OK);
    longest[255] = 'n';
    longest[256] = '\0';
    assert_int_equal(dy_key_new(&desk->mem, longest, &key, &desk->err), DY_E_INPUT);
}

/* New, write, open, read: with each piece of guarded memory missing once. */
static enum dy_code whole_job(struct desk *desk, struct dy_arena *mem)
{
    struct dy_key made, opened;
    struct dy_key_about about;
    enum dy_code code = dy_key_new(mem, name, &made, &desk->err);
    unlink(desk->path);
    if (!code)
        code = dy_key_write(&made, desk->path, words, DY_KEY_COST_MIN, &desk->err);
    if (code)
        assert_int_equal(n_files(desk), 0);
    if (!code)
        code = dy_key_read_about(mem, desk->path, &about, &desk->err);
    if (!code) {
        code = dy_key_open(mem, desk->path, words, &opened, &desk->err);
        assert_int_equal(code == DY_OK, opened.secret != NULL);
        dy_key_close(&opened);
    }
    dy_key_close(&made);
    assert_int_equal(code, desk->err.code);
    return code;
}

static void no_memory_is_an_error_wherever_it_happens(void **state)
{
    struct desk *desk = *state;
    enum dy_code code = DY_E_NOMEM;
    unsigned n = 1;
    for (; code; n++) {
        struct dy_arena mem;
        dy_arena_init(&mem);
        desk->err = (struct dy_err){0};
        n_guarded = 0, fail_guarded = n;
        code = whole_job(desk, &mem);
        fail_guarded = 0;
        assert_true(code == DY_OK || code == DY_E_NOMEM);
        dy_arena_finish(&mem);
    }
    assert_int_equal(n - 1, 7); /* two keys of two pieces, two readings and a writing of one */
    for (code = DY_E_NOMEM, n = 1; code; n++) {
        struct dy_arena mem;
        dy_arena_init(&mem);
        mem.fail_at = n;
        desk->err = (struct dy_err){0};
        code = whole_job(desk, &mem);
        assert_true(code == DY_OK || code == DY_E_NOMEM);
        dy_arena_finish(&mem);
    }
    assert_true(n > 5);
    fail_hash = true;
    assert_int_equal(try_open(desk, words), DY_E_NOMEM);
    assert_non_null(strstr(desk->err.msg, "8 KiB are needed"));
    unlink(desk->path);
    desk->err = (struct dy_err){0};
    assert_int_equal(dy_key_write(&desk->key, desk->path, words, DY_KEY_COST_MIN, &desk->err),
                     DY_E_NOMEM);
    fail_hash = false;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_comes_back),
        TEST(a_file_without_passphrase_says_so),
        TEST(the_vectors_of_the_specification_open),
        TEST(two_files_of_one_key_differ),
        TEST(another_passphrase_does_not_open_it),
        TEST(every_change_is_refused),
        TEST(a_name_or_key_cannot_be_swapped),
        TEST(a_hostile_file_is_refused_before_any_work),
        TEST(a_file_that_others_may_read_is_refused),
        TEST(a_file_of_somebody_else_is_refused),
        TEST(no_file_is_ever_written_over),
        TEST(a_file_is_there_whole_or_not_at_all),
        TEST(what_is_no_file_is_no_key),
        TEST(names_are_checked),
        TEST(no_memory_is_an_error_wherever_it_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Key files: made whole, read strictly, opened in guarded memory. */
#include "record/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/file.h"
#include "data/replace.h"

#define FIRST_LINE "dauys-key/1\n"
#define OPEN_WORD "no-passphrase "
#define SEALED_WORD "argon2id "
#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

enum {
    FILE_BYTES = 1024, /* the longest name makes 500 */
    SEED_BYTES = crypto_sign_SEEDBYTES,
    SALT_BYTES = crypto_pwhash_SALTBYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    BOX_BYTES = SEED_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEALED_BYTES = SALT_BYTES + NONCE_BYTES + BOX_BYTES,
};
_Static_assert((int)DY_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "libsodium's form");
_Static_assert((int)DY_SECRET_BYTES == crypto_sign_SECRETKEYBYTES, "libsodium's form");

/* All that is secret in one call: one piece of guarded memory, wiped by sodium_free. */
struct desk {
    char text[FILE_BYTES + 1];
    uint8_t sealed[SEALED_BYTES]; /* salt, nonce, box; of a file without passphrase: the seed */
    uint8_t seed[SEED_BYTES];
    uint8_t lock[crypto_aead_xchacha20poly1305_ietf_KEYBYTES]; /* what the passphrase makes */
};

static enum dy_code wrong(const char *path, uint32_t line, struct dy_err *err, const char *what)
{
    return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = path, .line = line}, NULL, "%s", what);
}

/* Guarded memory, zeroed; to sodium_free. */
static void *guarded(size_t n)
{
    void *out = sodium_init() < 0 ? NULL : sodium_malloc(n);
    if (out)
        memset(out, 0, n);
    return out;
}

/* --- keys in memory --- */

static enum dy_code from_seed(struct dy_arena *mem, const char *name, const uint8_t *seed,
                              struct dy_key *out, struct dy_err *err)
{
    struct dy_key key = {.name = dy_arena_copy(mem, name, strlen(name)),
                         .secret = guarded(DY_SECRET_BYTES)};
    if (!key.name || !key.secret) {
        dy_key_close(&key);
        return dy_no_memory(err);
    }
    crypto_sign_seed_keypair(key.of, key.secret, seed);
    (void)sodium_mprotect_readonly(key.secret);
    *out = key;
    return DY_OK;
}

enum dy_code dy_key_new(struct dy_arena *mem, const char *name, struct dy_key *out,
                        struct dy_err *err)
{
    *out = (struct dy_key){0};
    if (!dy_verifier_good_name(name, strlen(name)))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "\"%.60s\" is no name of a key; at most 255 bytes without spaces and plus "
                       "signs are needed",
                       name);
    struct desk *desk = guarded(sizeof *desk);
    if (!desk)
        return dy_no_memory(err);
    randombytes_buf(desk->seed, sizeof desk->seed);
    enum dy_code code = from_seed(mem, name, desk->seed, out, err);
    sodium_free(desk);
    return code;
}

void dy_key_close(struct dy_key *key)
{
    if (!key)
        return;
    sodium_free(key->secret);
    *key = (struct dy_key){0};
}

/* --- reading --- */

/* What stands in a file, before the passphrase. */
struct parts {
    struct dy_key_about about;
    size_t n_bound; /* bytes in front of the base64: sealed with the secret */
    size_t n;       /* bytes of desk->sealed */
};

/* Only its owner may know what is in it. An access list shows in the group's bits. */
static enum dy_code check_mode(int fd, const char *path, struct dy_err *err)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return dy_fail(err, DY_E_IO, (struct dy_span){.file = path}, NULL, "cannot be read: %s",
                       strerror(errno));
    if (about.st_mode & (S_IRWXG | S_IRWXO))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = path}, NULL,
                       "may be read or written by others (mode %04o); mode 0600 is needed, and a "
                       "new key if somebody did",
                       (unsigned)about.st_mode & 07777U);
    if (geteuid() != 0 && about.st_uid != geteuid())
        return wrong(path, 0, err, "belongs to somebody else; a key file of your own is needed");
    return DY_OK;
}

static enum dy_code read_text(const char *path, struct desk *desk, size_t *n, struct dy_err *err)
{
    int fd = -1;
    enum dy_code code = dy_file_open(path, &fd, NULL, err);
    if (code)
        return code;
    code = check_mode(fd, path, err);
    if (!code)
        code = dy_file_fill(fd, path, desk->text, sizeof desk->text, n, err);
    close(fd);
    if (!code && *n > FILE_BYTES)
        code = wrong(path, 0, err, "is no key file: it is too long");
    if (!code && (strlen(desk->text) < *n || strncmp(desk->text, FIRST_LINE, strlen(FIRST_LINE))))
        code = wrong(path, 1, err, "is no key file; its first line has to be \"dauys-key/1\"");
    return code;
}

/* The second line; *at goes behind it. */
static enum dy_code parse_verifier(struct dy_arena *mem, const char *path, const char **at,
                                   struct dy_verifier *out, struct dy_err *err)
{
    struct dy_err inner = {0};
    size_t n = strcspn(*at, "\n");
    const char *text = dy_arena_copy(mem, *at, n);
    if (!text)
        return dy_no_memory(err);
    enum dy_code code = dy_verifier_parse(mem, text, out, &inner);
    if (code == DY_E_NOMEM)
        return dy_no_memory(err);
    if (code)
        return wrong(path, 2, err, inner.msg);
    if (out->kind != DY_KEY_ED25519)
        return wrong(path, 2, err, "is a key of another kind; one that signs (1) is needed");
    *at += n + ((*at)[n] == '\n');
    return DY_OK;
}

/* A number with a space behind it, in its one spelling; *at goes behind both. */
static bool parse_cost(const char **at, uint32_t *out)
{
    size_t n = strspn(*at, "0123456789");
    if (n == 0 || n > 9 || **at == '0' || (*at)[n] != ' ')
        return false;
    *out = (uint32_t)strtoul(*at, NULL, 10);
    *at += n + 1;
    return true;
}

/* The words of the third line in front of its base64. */
static enum dy_code parse_lock(const char *path, const char **at, struct parts *out,
                               struct dy_err *err)
{
    struct dy_key_about *about = &out->about;
    out->n = SEED_BYTES;
    if (strncmp(*at, OPEN_WORD, strlen(OPEN_WORD)) == 0) {
        *at += strlen(OPEN_WORD);
        return DY_OK;
    }
    out->n = SEALED_BYTES;
    bool good = strncmp(*at, SEALED_WORD, strlen(SEALED_WORD)) == 0;
    if (good)
        *at += strlen(SEALED_WORD);
    if (!good || !parse_cost(at, &about->passes) || !parse_cost(at, &about->kib))
        return wrong(path, 3, err,
                     "is no secret; \"argon2id PASSES KIB BASE64\" or \"no-passphrase BASE64\" is "
                     "needed");
    if (about->passes > DY_KEY_PASSES_MAX || about->kib > DY_KEY_KIB_MAX)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = path, .line = 3}, NULL,
                       "asks for %u passes over %u KiB; at most %d over %d are done", about->passes,
                       about->kib, DY_KEY_PASSES_MAX, DY_KEY_KIB_MAX);
    if (about->kib < crypto_pwhash_MEMLIMIT_MIN / 1024)
        return wrong(path, 3, err, "asks for less memory than Argon2id needs, 8 KiB");
    return DY_OK;
}

/*
 * Standard base64 of exactly n bytes and a newline. The letters are looked at first: libsodium
 * 1.0.18 takes some bytes above 127 for letters.
 */
static bool decode(const char *text, uint8_t *out, size_t n)
{
    size_t n_text = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL) - 1, got = 0;
    return strspn(text, BASE64) == n_text && strcmp(text + n_text, "\n") == 0 &&
           sodium_base642bin(out, n, text, n_text, NULL, &got, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0 &&
           got == n;
}

static enum dy_code read_parts(struct dy_arena *mem, const char *path, struct desk *desk,
                               struct parts *out, struct dy_err *err)
{
    size_t n = 0;
    const char *at = desk->text + strlen(FIRST_LINE);
    *out = (struct parts){0};
    enum dy_code code = read_text(path, desk, &n, err);
    if (!code)
        code = parse_verifier(mem, path, &at, &out->about.verifier, err);
    if (!code)
        code = parse_lock(path, &at, out, err);
    if (code)
        return code;
    out->n_bound = (size_t)(at - desk->text);
    if (!decode(at, desk->sealed, out->n))
        return wrong(path, 3, err, "does not end with the base64 of a secret and a newline");
    return DY_OK;
}

/* --- the seal --- */

static enum dy_code make_lock(struct desk *desk, const char *passphrase, uint32_t passes,
                              uint32_t kib, struct dy_err *err)
{
    if (crypto_pwhash(desk->lock, sizeof desk->lock, passphrase, strlen(passphrase), desk->sealed,
                      passes, (size_t)kib * 1024, crypto_pwhash_ALG_ARGON2ID13) == 0)
        return DY_OK;
    return dy_fail(err, DY_E_NOMEM, (struct dy_span){0}, NULL,
                   "there is no memory for Argon2id: %u KiB are needed", kib);
}

static void seal(struct desk *desk, size_t n_bound)
{
    const uint8_t *nonce = desk->sealed + SALT_BYTES;
    crypto_aead_xchacha20poly1305_ietf_encrypt(desk->sealed + SALT_BYTES + NONCE_BYTES, NULL,
                                               desk->seed, SEED_BYTES, (const uint8_t *)desk->text,
                                               n_bound, NULL, nonce, desk->lock);
}

static bool unseal(struct desk *desk, size_t n_bound)
{
    const uint8_t *nonce = desk->sealed + SALT_BYTES, *box = nonce + NONCE_BYTES;
    return crypto_aead_xchacha20poly1305_ietf_decrypt(desk->seed, NULL, NULL, box, BOX_BYTES,
                                                      (const uint8_t *)desk->text, n_bound, nonce,
                                                      desk->lock) == 0;
}

static enum dy_code open_seed(const char *path, const char *passphrase, struct desk *desk,
                              const struct parts *parts, struct dy_err *err)
{
    const struct dy_key_about *about = &parts->about;
    struct dy_span at = {.file = path};
    if (!about->passes) {
        memcpy(desk->seed, desk->sealed, SEED_BYTES);
        return DY_OK;
    }
    if (!passphrase || !*passphrase)
        return dy_fail(err, DY_E_CRYPTO, at, NULL, "is under a passphrase, and none is given");
    enum dy_code code = make_lock(desk, passphrase, about->passes, about->kib, err);
    if (!code && !unseal(desk, parts->n_bound))
        code =
            dy_fail(err, DY_E_CRYPTO, at, NULL, "the passphrase is wrong, or the file was changed");
    return code;
}

enum dy_code dy_key_open(struct dy_arena *mem, const char *path, const char *passphrase,
                         struct dy_key *out, struct dy_err *err)
{
    struct parts parts;
    struct desk *desk = guarded(sizeof *desk);
    *out = (struct dy_key){0};
    if (!desk)
        return dy_no_memory(err);
    enum dy_code code = read_parts(mem, path, desk, &parts, err);
    if (!code)
        code = open_seed(path, passphrase, desk, &parts, err);
    if (!code)
        code = from_seed(mem, parts.about.verifier.name, desk->seed, out, err);
    sodium_free(desk);
    if (!code && memcmp(out->of, parts.about.verifier.key, DY_KEY_BYTES) != 0) {
        dy_key_close(out);
        code = dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = path}, NULL,
                       "holds the secret of another key than it names: the file was changed");
    }
    return code;
}

enum dy_code dy_key_read_about(struct dy_arena *mem, const char *path, struct dy_key_about *out,
                               struct dy_err *err)
{
    struct parts parts;
    struct desk *desk = guarded(sizeof *desk);
    if (!desk)
        return dy_no_memory(err);
    enum dy_code code = read_parts(mem, path, desk, &parts, err);
    sodium_free(desk);
    if (!code)
        *out = parts.about;
    return code;
}

enum dy_code dy_key_read_public(struct dy_arena *mem, const char *path, struct dy_verifier *out,
                                struct dy_err *err)
{
    struct dy_key_about about;
    enum dy_code code = dy_key_read_about(mem, path, &about, err);
    if (!code)
        *out = about.verifier;
    return code;
}

/* --- writing --- */

/* Give the draft its name, unless something has it. Not every file system can do it in one step. */
static bool publish(const char *draft, const char *path)
{
    if (renameat2(AT_FDCWD, draft, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    if ((errno != EINVAL && errno != ENOSYS) || link(draft, path) != 0)
        return false;
    (void)unlink(draft);
    return true;
}

/* Under a name beside it first: of a power cut, a full disk or kill -9 no half a key is left. */
static enum dy_code write_file(struct dy_arena *mem, const char *path, const char *bytes, size_t n,
                               struct dy_err *err)
{
    struct dy_span at = {.file = path};
    char *draft = dy_arena_format(mem, "%s.XXXXXX", path);
    if (!draft)
        return dy_no_memory(err);
    int fd = mkostemp(draft, O_CLOEXEC); /* mode 0600, O_EXCL */
    if (fd < 0)
        return dy_fail(err, DY_E_IO, at, NULL, "cannot be written: %s", strerror(errno));
    bool good =
        fchmod(fd, S_IRUSR | S_IWUSR) == 0 && dy_file_write_all(fd, bytes, n) && fsync(fd) == 0;
    int number = errno;
    if (close(fd) != 0 && good)
        good = false, number = errno;
    if (good && !publish(draft, path))
        good = false, number = errno;
    if (!good) {
        (void)unlink(draft);
        return number == EEXIST
                   ? dy_fail(err, DY_E_INPUT, at, NULL,
                             "is there already; a key file is never written over")
                   : dy_fail(err, DY_E_IO, at, NULL, "cannot be written: %s", strerror(number));
    }
    if (!dy_file_sync_folder(path)) {
        number = errno;
        (void)unlink(path);
        return dy_fail(err, DY_E_IO, at, NULL, "cannot be written: %s", strerror(number));
    }
    return DY_OK;
}

static void cost_of(enum dy_key_cost cost, uint32_t *passes, uint32_t *kib)
{
    static const struct {
        uint32_t passes, bytes;
    } costs[] = {
        [DY_KEY_COST_MODERATE] = {crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE},
        [DY_KEY_COST_INTERACTIVE] = {crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                     crypto_pwhash_MEMLIMIT_INTERACTIVE},
        [DY_KEY_COST_MIN] = {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN},
    };
    *passes = costs[cost].passes;
    *kib = costs[cost].bytes / 1024;
}

/* The file's text on the desk. *n: its bytes. */
static enum dy_code compose(const char *verifier, const char *passphrase, enum dy_key_cost cost,
                            struct desk *desk, size_t *n, struct dy_err *err)
{
    bool sealed = passphrase && *passphrase;
    uint32_t passes, kib;
    cost_of(cost, &passes, &kib);
    int head = sealed
                   ? snprintf(desk->text, sizeof desk->text, FIRST_LINE "%s\n" SEALED_WORD "%u %u ",
                              verifier, passes, kib)
                   : snprintf(desk->text, sizeof desk->text, FIRST_LINE "%s\n" OPEN_WORD, verifier);
    size_t n_sealed = sealed ? SEALED_BYTES : SEED_BYTES;
    size_t n_base64 = sodium_base64_ENCODED_LEN(n_sealed, sodium_base64_VARIANT_ORIGINAL);
    if (head < 0 || (size_t)head + n_base64 + 1 > sizeof desk->text)
        return dy_fail(err, DY_E_BUG, (struct dy_span){0}, NULL, "a name is longer than a name");
    memcpy(desk->sealed, desk->seed, SEED_BYTES);
    if (sealed) {
        randombytes_buf(desk->sealed, SALT_BYTES + NONCE_BYTES);
        enum dy_code code = make_lock(desk, passphrase, passes, kib, err);
        if (code)
            return code;
        seal(desk, (size_t)head);
    }
    sodium_bin2base64(desk->text + head, n_base64, desk->sealed, n_sealed,
                      sodium_base64_VARIANT_ORIGINAL);
    *n = (size_t)head + n_base64; /* the newline in place of its NUL */
    desk->text[*n - 1] = '\n';
    return DY_OK;
}

enum dy_code dy_key_write(const struct dy_key *key, const char *path, const char *passphrase,
                          enum dy_key_cost cost, struct dy_err *err)
{
    struct dy_arena mem;
    struct dy_verifier verifier = dy_verifier_of(key->name, DY_KEY_ED25519, key->of);
    struct desk *desk = guarded(sizeof *desk);
    size_t n = 0;
    dy_arena_init(&mem);
    const char *line = dy_verifier_format(&mem, &verifier);
    enum dy_code code = desk && line ? DY_OK : dy_no_memory(err);
    if (!code) {
        crypto_sign_ed25519_sk_to_seed(desk->seed, key->secret);
        code = compose(line, passphrase, cost, desk, &n, err);
    }
    if (!code)
        code = write_file(&mem, path, desk->text, n, err);
    sodium_free(desk);
    dy_arena_finish(&mem);
    return code;
}

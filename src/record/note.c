/* Signed notes: reading strictly, verifying, signing. */
#include "record/note.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/base64.h"

#define DASH "\xe2\x80\x94 " /* an em dash and a space begin a signature line */

enum { ID_BYTES = 4, TIME_BYTES = 8, SIGNATURE_BYTES = crypto_sign_BYTES, NAME_MAX_BYTES = 255 };

static enum dy_code wrong(const char *file, uint32_t line, struct dy_err *err, const char *what)
{
    return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = file, .line = line}, NULL, "%s", what);
}

static void put_big_endian(uint64_t value, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(value >> 8 * (n - 1 - i));
}

static uint64_t get_big_endian(const uint8_t *bytes, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* --- keys --- */

struct dy_hash dy_verifier_hash(const struct dy_verifier *verifier)
{
    struct dy_hash out;
    const uint8_t middle[] = {'\n', (uint8_t)verifier->kind};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)verifier->name, strlen(verifier->name));
    crypto_hash_sha256_update(&state, middle, sizeof middle);
    crypto_hash_sha256_update(&state, verifier->key, DY_KEY_BYTES);
    crypto_hash_sha256_final(&state, out.of);
    return out;
}

struct dy_verifier dy_verifier_of(const char *name, enum dy_key_kind kind,
                                  const uint8_t key[DY_KEY_BYTES])
{
    struct dy_verifier out = {.name = name, .kind = kind};
    memcpy(out.key, key, DY_KEY_BYTES);
    out.id = (uint32_t)get_big_endian(dy_verifier_hash(&out).of, ID_BYTES);
    return out;
}

/* UTF-8 of Unicode's spaces beyond ASCII: the specification wants none of them in a name. */
static bool has_wide_space(const char *name, size_t n)
{
    static const char *const spaces[] = {
        "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\xa8",
        "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
    };
    for (size_t i = 0; i < DY_COUNT_OF(spaces); i++)
        if (memmem(name, n, spaces[i], strlen(spaces[i])))
            return true;
    for (size_t i = 0; i + 2 < n; i++) /* U+2000 to U+200A */
        if (memcmp(name + i, "\xe2\x80", 2) == 0 && (unsigned char)name[i + 2] <= 0x8a)
            return true;
    return false;
}

bool dy_verifier_good_name(const char *name, size_t n)
{
    if (n == 0 || n > NAME_MAX_BYTES || dy_utf8_valid(name, n) < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] <= ' ' || name[i] == '+' || name[i] == 0x7f)
            return false;
    return !has_wide_space(name, n);
}

enum dy_code dy_verifier_parse(struct dy_arena *mem, const char *text, struct dy_verifier *out,
                               struct dy_err *err)
{
    static const char form[] =
        "is no verifier key; name+hash+key with eight hexadecimal digits and base64 is needed";
    const char *plus = strchr(text, '+'), *second = plus ? strchr(plus + 1, '+') : NULL;
    size_t n = 0;
    if (!second || second - plus != 9 || !dy_verifier_good_name(text, (size_t)(plus - text)) ||
        strspn(plus + 1, "0123456789abcdef") != 8)
        return wrong(NULL, 0, err, form);
    const uint8_t *key = NULL;
    enum dy_code code = dy_base64_decode(mem, second + 1, strlen(second + 1), &key, &n);
    const char *name = dy_arena_copy(mem, text, (size_t)(plus - text));
    if (!name || code == DY_E_NOMEM)
        return dy_no_memory(err);
    if (code || n != 1 + DY_KEY_BYTES)
        return wrong(NULL, 0, err, form);
    if (key[0] != DY_KEY_ED25519 && key[0] != DY_KEY_COSIGNATURE)
        return wrong(NULL, 0, err,
                     "is a key of another kind; Ed25519 (1) or a cosignature's (4) is needed");
    *out = dy_verifier_of(name, key[0], key + 1);
    if (out->id != strtoul(plus + 1, NULL, 16))
        return wrong(NULL, 0, err, "names another hash than its name and key have: it was changed");
    return DY_OK;
}

char *dy_verifier_format(struct dy_arena *mem, const struct dy_verifier *verifier)
{
    uint8_t key[1 + DY_KEY_BYTES] = {(uint8_t)verifier->kind};
    memcpy(key + 1, verifier->key, DY_KEY_BYTES);
    const char *text = dy_base64_encode(mem, key, sizeof key);
    return text ? dy_arena_format(mem, "%s+%08" PRIx32 "+%s", verifier->name, verifier->id, text)
                : NULL;
}

/* --- reading --- */

static uint32_t line_of(const char *bytes, const char *at)
{
    uint32_t line = 1;
    for (; bytes < at; bytes++)
        line += *bytes == '\n';
    return line;
}

static enum dy_code parse_signature(struct dy_arena *mem, const char *line, size_t n,
                                    struct dy_note_signature *out, const char **what)
{
    const char *name = line + strlen(DASH);
    *what = "is no signature line; an em dash, a name and base64 are needed";
    if (n <= strlen(DASH) || memcmp(line, DASH, strlen(DASH)) != 0)
        return DY_E_INPUT;
    const char *space = memchr(name, ' ', (size_t)(line + n - name));
    if (!space || !dy_verifier_good_name(name, (size_t)(space - name)))
        return DY_E_INPUT;
    size_t n_bytes = 0;
    const uint8_t *bytes = NULL;
    enum dy_code code =
        dy_base64_decode(mem, space + 1, (size_t)(line + n - space - 1), &bytes, &n_bytes);
    if (code || n_bytes <= ID_BYTES)
        return code ? code : DY_E_INPUT;
    *out = (struct dy_note_signature){dy_arena_copy(mem, name, (size_t)(space - name)),
                                      (uint32_t)get_big_endian(bytes, ID_BYTES), bytes + ID_BYTES,
                                      n_bytes - ID_BYTES};
    return out->name ? DY_OK : DY_E_NOMEM;
}

/* Behind the last empty line; NULL if there is none. */
static const char *signatures_begin(const char *bytes, size_t n)
{
    for (const char *at = bytes + n; at >= bytes + 2; at--)
        if (at[-1] == '\n' && at[-2] == '\n')
            return at;
    return NULL;
}

enum dy_code dy_note_parse(struct dy_arena *mem, const char *file, const char *bytes, size_t n,
                           struct dy_note *out, struct dy_err *err)
{
    *out = (struct dy_note){0};
    if (n > DY_NOTE_BYTES)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = file}, NULL,
                       "has %zu bytes; a note has at most %d", n, DY_NOTE_BYTES);
    size_t good = dy_utf8_valid(bytes, n);
    for (size_t i = 0; i < good; i++)
        if ((unsigned char)bytes[i] < ' ' && bytes[i] != '\n')
            good = i;
    if (good < n)
        return wrong(file, line_of(bytes, bytes + good), err,
                     "has a byte that no note has; UTF-8 without control characters is needed");
    const char *at = signatures_begin(bytes, n), *end = bytes + n;
    if (!at || at == end || end[-1] != '\n')
        return wrong(file, 0, err,
                     "is no signed note; a text, an empty line and signature lines are needed");
    out->n = (size_t)(at - 1 - bytes);
    out->text = dy_arena_copy(mem, bytes, out->n);
    out->signatures = DY_NEW(mem, struct dy_note_signature, DY_NOTE_SIGNATURES);
    if (!out->text || !out->signatures)
        return dy_no_memory(err);
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at)), *what;
        if (out->n_signatures == DY_NOTE_SIGNATURES)
            return wrong(file, line_of(bytes, at), err, "is the 101st signature; 100 are read");
        enum dy_code code = parse_signature(mem, at, (size_t)(stop - at),
                                            &out->signatures[out->n_signatures++], &what);
        if (code)
            return code == DY_E_NOMEM ? dy_no_memory(err)
                                      : wrong(file, line_of(bytes, at), err, what);
        at = stop + 1;
    }
    return DY_OK;
}

/* --- verifying and signing --- */

/* What a signature of that kind is over; NULL = no memory. */
static char *signed_text(struct dy_arena *mem, const char *text, size_t n, enum dy_key_kind kind,
                         uint64_t time, size_t *n_out)
{
    char head[64] = "";
    if (kind == DY_KEY_COSIGNATURE)
        (void)snprintf(head, sizeof head, "cosignature/v1\ntime %" PRIu64 "\n", time);
    size_t n_head = strlen(head);
    char *out = dy_arena_alloc(mem, n_head + n + 1, 1);
    if (!out)
        return NULL;
    memcpy(out, head, n_head);
    memcpy(out + n_head, text, n);
    *n_out = n_head + n;
    return out;
}

static enum dy_code holds(struct dy_arena *mem, const struct dy_note *note,
                          const struct dy_note_signature *signature,
                          const struct dy_verifier *verifier, uint64_t *time)
{
    size_t n_time = verifier->kind == DY_KEY_COSIGNATURE ? TIME_BYTES : 0, n;
    if (signature->n != n_time + SIGNATURE_BYTES)
        return DY_E_CRYPTO;
    *time = get_big_endian(signature->bytes, n_time);
    const char *text = signed_text(mem, note->text, note->n, verifier->kind, *time, &n);
    if (!text)
        return DY_E_NOMEM;
    return crypto_sign_verify_detached(signature->bytes + n_time, (const uint8_t *)text, n,
                                       verifier->key) == 0
               ? DY_OK
               : DY_E_CRYPTO;
}

enum dy_code dy_note_verify(const struct dy_note *note, const struct dy_verifier *verifier,
                            uint64_t *time, struct dy_err *err)
{
    struct dy_arena mem;
    bool found = false;
    uint64_t when = 0;
    enum dy_code code = DY_OK;
    dy_arena_init(&mem);
    for (size_t i = 0; i < note->n_signatures && !code; i++) {
        const struct dy_note_signature *signature = &note->signatures[i];
        if (signature->id != verifier->id || strcmp(signature->name, verifier->name) != 0)
            continue;
        found = true;
        code = holds(&mem, note, signature, verifier, &when);
    }
    dy_arena_finish(&mem);
    if (code == DY_E_NOMEM)
        return dy_no_memory(err);
    if (code || !found)
        return dy_fail(err, DY_E_CRYPTO, (struct dy_span){0}, NULL,
                       found ? "the signature of %s does not hold" : "is not signed by %s",
                       verifier->name);
    if (time)
        *time = when;
    return DY_OK;
}

char *dy_note_sign(struct dy_arena *mem, const char *text, size_t n, const char *name,
                   enum dy_key_kind kind, const uint8_t secret[DY_SECRET_BYTES], uint64_t time)
{
    size_t n_time = kind == DY_KEY_COSIGNATURE ? TIME_BYTES : 0, n_signed;
    uint8_t bytes[ID_BYTES + TIME_BYTES + SIGNATURE_BYTES];
    uint8_t key[DY_KEY_BYTES];
    crypto_sign_ed25519_sk_to_pk(key, secret);
    struct dy_verifier self = dy_verifier_of(name, kind, key);
    const char *all = signed_text(mem, text, n, kind, time, &n_signed);
    if (!all)
        return NULL;
    put_big_endian(self.id, ID_BYTES, bytes);
    put_big_endian(time, n_time, bytes + ID_BYTES);
    crypto_sign_detached(bytes + ID_BYTES + n_time, NULL, (const uint8_t *)all, n_signed, secret);
    const char *base64 = dy_base64_encode(mem, bytes, ID_BYTES + n_time + SIGNATURE_BYTES);
    return base64 ? dy_arena_format(mem, DASH "%s %s\n", name, base64) : NULL;
}

/* --- checkpoints --- */

enum dy_code dy_checkpoint_parse(struct dy_arena *mem, const struct dy_note *note, const char *file,
                                 struct dy_checkpoint *out, struct dy_err *err)
{
    const char *line[3], *end[3], *at = note->text, *stop = note->text + note->n;
    *out = (struct dy_checkpoint){0};
    for (size_t i = 0; i < 3; i++) {
        line[i] = at;
        end[i] = memchr(at, '\n', (size_t)(stop - at));
        if (!end[i] || end[i] == at)
            return wrong(file, (uint32_t)i + 1, err,
                         "is missing; a checkpoint has an origin, a size and a root hash");
        at = end[i] + 1;
    }
    if (!dy_parse_size(line[1], (size_t)(end[1] - line[1]), &out->size))
        return wrong(file, 2, err,
                     "is no size; a number of leaves without leading zeros is needed");
    if (!dy_hash_parse(line[2], (size_t)(end[2] - line[2]), &out->root))
        return wrong(file, 3, err, "is no root hash; 32 bytes in base64 are needed");
    for (const char *extension = at; extension < stop; extension++)
        if (*extension == '\n' && extension[-1] == '\n')
            return wrong(file, line_of(note->text, extension), err,
                         "is empty; an extension of a checkpoint is not");
    out->origin = dy_arena_copy(mem, line[0], (size_t)(end[0] - line[0]));
    out->extensions = dy_arena_copy(mem, at, (size_t)(stop - at));
    return out->origin && out->extensions ? DY_OK : dy_no_memory(err);
}

char *dy_checkpoint_format(struct dy_arena *mem, const struct dy_checkpoint *of)
{
    const char *root = dy_base64_encode(mem, of->root.of, DY_HASH_BYTES);
    return root ? dy_arena_format(mem, "%s\n%" PRIu64 "\n%s\n%s", of->origin, of->size, root,
                                  of->extensions ? of->extensions : "")
                : NULL;
}

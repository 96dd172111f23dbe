/* Entries: reading them strictly, signing, verifying. */
#include "record/entry.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "dauys/date.h"

static const char domain[] = "dauys-entry/1\n";
enum {
    DOMAIN_BYTES = sizeof domain - 1,
    SIGNATURE_HEX = 2 * crypto_sign_BYTES,
    /* "signature":"..." and its comma; then "time":"..."} ends every entry */
    SIGNATURE_MEMBER = sizeof "\"signature\":\"\"," - 1 + SIGNATURE_HEX,
    TIME_MEMBER = sizeof "\"time\":\"\"}" - 1 + DY_TIME_BYTES,
};

void dy_hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

/* The value of each digit, 1 more: every entry has 256 of them. 0: no digit. */
static const uint8_t digits_of[256] = {
    ['0'] = 1, ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9, ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16};

bool dy_unhex(const char *text, size_t n, uint8_t *out)
{
    bool good = !(n & 1);
    for (size_t i = 0; i + 1 < n; i += 2) {
        unsigned high = digits_of[(unsigned char)text[i]],
                 low = digits_of[(unsigned char)text[i + 1]];
        good &= high != 0 && low != 0;
        out[i / 2] = (uint8_t)((high - 1) << 4 | ((low - 1) & 15));
    }
    return good;
}

/* --- reading --- */

static bool read_hex(const struct dy_value *value, uint8_t *out, size_t n)
{
    return value->kind == DY_VALUE_STRING && value->n == 2 * n && dy_unhex(value->text, 2 * n, out);
}

static bool below(const char *two, unsigned limit)
{
    unsigned tens = (unsigned char)two[0] - (unsigned)'0',
             ones = (unsigned char)two[1] - (unsigned)'0';
    return tens < 10 && ones < 10 && tens * 10 + ones < limit;
}

/* A day and time that there are, in UTC; no leap second. */
static bool good_time(const struct dy_value *value)
{
    char day[11] = "";
    struct dy_date date;
    if (value->kind != DY_VALUE_STRING || value->n != DY_TIME_BYTES)
        return false;
    const char *t = value->text;
    memcpy(day, t, 10);
    return dy_date_parse(day, &date) && t[10] == 'T' && below(t + 11, 24) && t[13] == ':' &&
           below(t + 14, 60) && t[16] == ':' && below(t + 17, 60) && t[19] == 'Z';
}

/* The members, sorted as they stand. Each fills what it is of the entry, or says false. */
static bool read_author(const struct dy_value *value, struct dy_entry *out)
{
    return read_hex(value, out->author, sizeof out->author);
}

static bool read_body(const struct dy_value *value, struct dy_entry *out)
{
    out->body = value;
    return value->kind == DY_VALUE_OBJECT;
}

static bool read_kind(const struct dy_value *value, struct dy_entry *out)
{
    out->kind = value->kind == DY_VALUE_STRING ? dy_kind_find(value->text, value->n) : DY_N_KINDS;
    return out->kind != DY_N_KINDS;
}

static bool read_seen(const struct dy_value *value, struct dy_entry *out)
{
    const struct dy_value *root, *size;
    if (value->kind != DY_VALUE_OBJECT || value->n != 2)
        return false;
    root = dy_value_find(value, "root");
    size = dy_value_find(value, "size");
    if (!root || !size || !read_hex(root, out->seen_root.of, sizeof out->seen_root.of) ||
        size->kind != DY_VALUE_NUMBER || size->number < 0)
        return false;
    out->seen_size = (uint64_t)size->number;
    return out->seen_size <= out->number;
}

static bool read_signature(const struct dy_value *value, struct dy_entry *out)
{
    uint8_t signature[crypto_sign_BYTES]; /* dy_entry_signed takes it from the bytes */
    (void)out;
    return read_hex(value, signature, sizeof signature);
}

static bool read_time(const struct dy_value *value, struct dy_entry *out)
{
    if (!good_time(value))
        return false;
    memcpy(out->time, value->text, DY_TIME_BYTES);
    out->time[DY_TIME_BYTES] = '\0';
    return true;
}

static const struct {
    const char *name;
    bool (*read)(const struct dy_value *, struct dy_entry *);
    const char *otherwise;
} members[] = {
    {"author", read_author, "is no key; 64 lowercase hexadecimal digits are needed"},
    {"body", read_body, "is no object"},
    {"kind", read_kind, "is no kind of entry that this version knows"},
    {"seen", read_seen, "is no head before this entry; root and size are needed"},
    {"signature", read_signature, "is none; 128 lowercase hexadecimal digits are needed"},
    {"time", read_time, "is no time such as 2023-03-19T21:05:00Z"},
};

static enum dy_code check_names(const struct dy_value *root, const char *file, uint64_t number,
                                struct dy_err *err)
{
    const struct dy_value *value = dy_value_first(root);
    for (size_t i = 0; i < DY_COUNT_OF(members); i++)
        if (!dy_value_find(root, members[i].name))
            return dy_entry_fail(err, DY_E_INPUT, file, number, "",
                                 "lacks \"%s\"; an entry has author, body, kind, seen, signature "
                                 "and time, and nothing else",
                                 members[i].name);
    for (uint32_t i = 0; i < root->n; i++, value = dy_value_next(value))
        if (i == DY_COUNT_OF(members) || strlen(members[i].name) != value->n_key ||
            memcmp(members[i].name, value->key, value->n_key) != 0)
            return dy_entry_fail(err, DY_E_INPUT, file, number, "",
                                 "has \"%.*s\"; an entry has author, body, kind, seen, signature "
                                 "and time, and nothing else",
                                 value->n_key < 64 ? (int)value->n_key : 64, value->key);
    return DY_OK;
}

static enum dy_code read_members(const struct dy_value *root, const char *file,
                                 struct dy_entry *out, struct dy_err *err)
{
    char path[16];
    if (root->kind != DY_VALUE_OBJECT)
        return dy_entry_fail(err, DY_E_INPUT, file, out->number, "", "is no object");
    enum dy_code code = check_names(root, file, out->number, err);
    const struct dy_value *value = dy_value_first(root);
    for (size_t i = 0; i < DY_COUNT_OF(members) && !code; i++, value = dy_value_next(value)) {
        (void)snprintf(path, sizeof path, "/%s", members[i].name);
        if (!members[i].read(value, out))
            code =
                dy_entry_fail(err, DY_E_INPUT, file, out->number, path, "%s", members[i].otherwise);
    }
    return code;
}

enum dy_code dy_entry_read(struct dy_document *doc, const char *file, uint64_t number,
                           struct dy_bytes bytes, struct dy_entry *out, struct dy_err *err)
{
    struct dy_err inside = {0};
    *out = (struct dy_entry){.number = number, .bytes = bytes};
    if (bytes.n > DY_ITEM_BYTES)
        return dy_entry_fail(err, DY_E_LIMIT, file, number, "",
                             "has %zu bytes; an entry has at most %d", bytes.n, DY_ITEM_BYTES);
    enum dy_code code = dy_canonical_read(doc, file, bytes.of, bytes.n, &inside);
    if (code == DY_E_INPUT)
        return dy_entry_fail(err, code, file, number, "", "byte %llu %s",
                             (unsigned long long)inside.at.byte, inside.msg);
    if (code)
        return dy_no_memory(err);
    code = read_members(doc->nodes, file, out, err);
    return code ? code : dy_kind_check(out->kind, out->body, number, file, err);
}

/* --- signatures --- */

/* What is signed: the domain, and the bytes without the signature. Returns how many. */
static size_t signed_bytes(struct dy_bytes entry, uint8_t out[DOMAIN_BYTES + DY_ITEM_BYTES])
{
    size_t head = entry.n - TIME_MEMBER - SIGNATURE_MEMBER;
    memcpy(out, domain, DOMAIN_BYTES);
    memcpy(out + DOMAIN_BYTES, entry.of, head);
    memcpy(out + DOMAIN_BYTES + head, entry.of + entry.n - TIME_MEMBER, TIME_MEMBER);
    return DOMAIN_BYTES + head + TIME_MEMBER;
}

bool dy_entry_author(struct dy_bytes bytes, uint8_t out[DY_KEY_BYTES])
{
    static const char begin[] = "{\"author\":\"";
    size_t n = sizeof begin - 1;
    return bytes.n > n + (size_t)2 * DY_KEY_BYTES && memcmp(bytes.of, begin, n) == 0 &&
           dy_unhex(bytes.of + n, (size_t)2 * DY_KEY_BYTES, out);
}

bool dy_entry_signed(struct dy_bytes bytes, const uint8_t author[DY_KEY_BYTES])
{
    uint8_t message[DOMAIN_BYTES + DY_ITEM_BYTES], signature[crypto_sign_BYTES];
    if (bytes.n < TIME_MEMBER + SIGNATURE_MEMBER || bytes.n > DY_ITEM_BYTES)
        return false;
    const char *hex = bytes.of + bytes.n - TIME_MEMBER - 2 - SIGNATURE_HEX;
    size_t n = signed_bytes(bytes, message);
    return dy_unhex(hex, SIGNATURE_HEX, signature) &&
           crypto_sign_verify_detached(signature, message, n, author) == 0;
}

static bool format_time(int64_t time, char out[DY_TIME_BYTES + 1])
{
    struct tm tm;
    time_t seconds = time;
    return time >= 0 && gmtime_r(&seconds, &tm) && tm.tm_year <= 9999 - 1900 &&
           strftime(out, DY_TIME_BYTES + 1, "%Y-%m-%dT%H:%M:%SZ", &tm) == DY_TIME_BYTES;
}

static json_t *build(const struct dy_entry_draft *draft, const struct dy_entry_place *place,
                     const struct dy_key *key, const char *when)
{
    char author[2 * DY_KEY_BYTES + 1], root[2 * DY_HASH_BYTES + 1], zeros[SIGNATURE_HEX + 1];
    dy_hex(key->of, sizeof key->of, author);
    dy_hex(place->root.of, sizeof place->root.of, root);
    memset(zeros, '0', SIGNATURE_HEX);
    zeros[SIGNATURE_HEX] = '\0';
    return json_pack("{s:s, s:O, s:s, s:{s:s, s:I}, s:s, s:s}", "author", author, "body",
                     draft->body, "kind", dy_kinds[draft->kind].name, "seen", "root", root, "size",
                     (json_int_t)place->size, "signature", zeros, "time", when);
}

/* The room for the signature is written first and filled when the bytes stand. */
enum dy_code dy_entry_write(struct dy_arena *mem, const struct dy_entry_draft *draft,
                            const struct dy_entry_place *place, const struct dy_key *key,
                            struct dy_bytes *out, struct dy_err *err)
{
    uint8_t message[DOMAIN_BYTES + DY_ITEM_BYTES], signature[crypto_sign_BYTES];
    char hex[SIGNATURE_HEX + 1], when[DY_TIME_BYTES + 1], *bytes = NULL;
    size_t n = 0;
    if (!format_time(place->time, when))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "the time %lld lies outside the years 1970 to 9999; is the clock right?",
                       (long long)place->time);
    json_t *value = build(draft, place, key, when);
    if (!value)
        return dy_no_memory(err);
    enum dy_code code = dy_canonical_write(mem, value, &bytes, &n, err);
    json_decref(value);
    if (!code && n > DY_ITEM_BYTES)
        code = dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL,
                       "the entry would have %zu bytes; at most %d are allowed, larger things are "
                       "logged by their hash",
                       n, DY_ITEM_BYTES);
    if (code)
        return code;
    *out = (struct dy_bytes){bytes, n};
    n = signed_bytes(*out, message);
    crypto_sign_detached(signature, NULL, message, n, key->secret);
    dy_hex(signature, sizeof signature, hex);
    memcpy(bytes + out->n - TIME_MEMBER - 2 - SIGNATURE_HEX, hex, SIGNATURE_HEX);
    return DY_OK;
}

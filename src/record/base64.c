/* Base64 by libsodium, held to one spelling. */
#include "record/base64.h"

#include <sodium.h>
#include <string.h>

char *dy_base64_encode(struct dy_arena *mem, const uint8_t *bytes, size_t n)
{
    size_t size = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
    char *out = dy_arena_alloc(mem, size, 1);
    return out ? sodium_bin2base64(out, size, bytes, n, sodium_base64_VARIANT_ORIGINAL) : NULL;
}

/*
 * Encoded again and compared: libsodium 1.0.18 takes some bytes above 127 for letters (found by
 * fuzz/note_fuzz.c).
 */
enum dy_code dy_base64_decode(struct dy_arena *mem, const char *text, size_t n, const uint8_t **out,
                              size_t *n_out)
{
    uint8_t *bytes = dy_arena_alloc(mem, n / 4 * 3 + 3, 1);
    *n_out = 0;
    if (!bytes)
        return DY_E_NOMEM;
    if (sodium_base642bin(bytes, n / 4 * 3 + 3, text, n, NULL, n_out, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return DY_E_INPUT;
    const char *again = dy_base64_encode(mem, bytes, *n_out);
    if (!again)
        return DY_E_NOMEM;
    *out = bytes;
    return strlen(again) == n && memcmp(again, text, n) == 0 ? DY_OK : DY_E_INPUT;
}

bool dy_hash_parse(const char *text, size_t n, struct dy_hash *out)
{
    char again[DY_HASH_TEXT + 1];
    size_t n_bytes = 0;
    if (n != DY_HASH_TEXT ||
        sodium_base642bin(out->of, sizeof out->of, text, n, NULL, &n_bytes, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        n_bytes != sizeof out->of)
        return false;
    dy_hash_format(out, again);
    return memcmp(again, text, n) == 0;
}

void dy_hash_format(const struct dy_hash *hash, char out[DY_HASH_TEXT + 1])
{
    sodium_bin2base64(out, DY_HASH_TEXT + 1, hash->of, sizeof hash->of,
                      sodium_base64_VARIANT_ORIGINAL);
}

bool dy_parse_size(const char *text, size_t n, uint64_t *out)
{
    *out = 0;
    if (n == 0 || (n > 1 && text[0] == '0'))
        return false;
    for (size_t i = 0; i < n; i++) {
        unsigned digit = (unsigned char)text[i] - (unsigned)'0';
        if (digit > 9 || __builtin_mul_overflow(*out, 10, out) ||
            __builtin_add_overflow(*out, digit, out))
            return false;
    }
    return true;
}

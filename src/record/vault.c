/* The vault: commitments, and data with their salts behind them. */
#include "record/vault.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct dy_hash dy_vault_commitment(const uint8_t salt[DY_SALT_BYTES], struct dy_bytes data)
{
    static const char domain[] = "dauys-commitment/1\n";
    struct dy_hash out;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)domain, strlen(domain));
    crypto_hash_sha256_update(&state, salt, DY_SALT_BYTES);
    crypto_hash_sha256_update(&state, (const uint8_t *)data.of, data.n);
    crypto_hash_sha256_final(&state, out.of);
    return out;
}

enum dy_code dy_vault_keep(struct dy_store *store, struct dy_bytes data, struct dy_hash *commitment,
                           struct dy_err *err)
{
    if (data.n > DY_VAULT_BYTES - DY_SALT_BYTES)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL,
                       "what is put into the vault has to have at most 65,504 bytes");
    if (sodium_init() < 0)
        return dy_fail(err, DY_E_CRYPTO, (struct dy_span){0}, NULL,
                       "libsodium cannot be used on this machine");
    size_t n = DY_SALT_BYTES + data.n;
    uint8_t *salted = malloc(n);
    if (!salted)
        return dy_no_memory(err);
    randombytes_buf(salted, DY_SALT_BYTES);
    if (data.n > 0)
        memcpy(salted + DY_SALT_BYTES, data.of, data.n);
    struct dy_hash by = dy_vault_commitment(salted, data);
    enum dy_code code =
        dy_store_vault_put(store, &by, (struct dy_bytes){(const char *)salted, n}, err);
    if (code == DY_OK)
        *commitment = by;
    sodium_memzero(salted, n);
    free(salted);
    return code;
}

enum dy_code dy_vault_open(struct dy_store *store, struct dy_arena *mem,
                           const struct dy_hash *commitment, struct dy_bytes *out,
                           struct dy_err *err)
{
    struct dy_bytes salted = {0};
    *out = (struct dy_bytes){0};
    enum dy_code code = dy_store_vault_get(store, mem, commitment, &salted, err);
    if (code != DY_OK || !salted.of)
        return code;
    struct dy_hash is = {{0}};
    if (salted.n >= DY_SALT_BYTES) {
        struct dy_bytes data = {salted.of + DY_SALT_BYTES, salted.n - DY_SALT_BYTES};
        is = dy_vault_commitment((const uint8_t *)salted.of, data);
        *out = data;
    }
    if (dy_hash_equal(&is, commitment))
        return DY_OK;
    *out = (struct dy_bytes){0};
    return dy_fail(err, DY_E_CRYPTO, (struct dy_span){0}, NULL,
                   "what lies in the vault under this commitment is not what the record meant");
}

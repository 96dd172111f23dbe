/*
 * Personal data stay out of the log: it holds a salted commitment, the data and the salt lie in the
 * vault. With both anybody can check that the log meant these data; without the salt the commitment
 * tells nothing, also of data that could be guessed.
 *
 * commitment = SHA-256("dauys-commitment/1\n" salt data), salt = 32 random bytes.
 */
#ifndef DAUYS_RECORD_VAULT_H
#define DAUYS_RECORD_VAULT_H

#include "record/store.h"

enum { DY_SALT_BYTES = 32 };
/* Put data into the vault under a new salt. data: at most 64 KiB less the salt; may be empty. */
DY_NODISCARD enum dy_code dy_vault_keep(struct dy_store *store, struct dy_bytes data,
                                        struct dy_hash *commitment, struct dy_err *err);
/* The data, {NULL, 0} when erased. errors DY_E_CRYPTO: what lies there is not what was meant. */
DY_NODISCARD enum dy_code dy_vault_open(struct dy_store *store, struct dy_arena *mem,
                                        const struct dy_hash *commitment, struct dy_bytes *out,
                                        struct dy_err *err);
struct dy_hash dy_vault_commitment(const uint8_t salt[DY_SALT_BYTES], struct dy_bytes data);

#endif

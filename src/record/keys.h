/*
 * Key files: an Ed25519 key under a passphrase.
 *
 * A file is three lines of text: "dauys-key/1", the verifier key ("name+hash+base64", note.h), and
 * in base64 what only the passphrase opens (Argon2id, XChaCha20-Poly1305; libsodium). Mode 0600; a
 * file that others may read is refused. Secrets live in memory that is locked and wiped.
 */
#ifndef DAUYS_RECORD_KEYS_H
#define DAUYS_RECORD_KEYS_H

#include "dauys/base.h"
#include "record/note.h"

/* How much work a passphrase costs: tests take the least. */
enum dy_key_cost { DY_KEY_COST_MODERATE, DY_KEY_COST_INTERACTIVE, DY_KEY_COST_MIN };

/* An opened key; its secret lives in guarded memory until dy_key_close. */
struct dy_key {
    const char *name;         /* as in the verifier key; in the arena it was opened with */
    uint8_t of[DY_KEY_BYTES]; /* public */
    uint8_t *secret;          /* DY_SECRET_BYTES, libsodium's form; sodium_malloc */
};
/* A new key pair with that name, not in a file yet. errors DY_E_INPUT: no good name. */
DY_NODISCARD enum dy_code dy_key_new(struct dy_arena *mem, const char *name, struct dy_key *out,
                                     struct dy_err *err);
/* Write a new file, never over one; it is there whole or not at all. An empty passphrase: as is. */
DY_NODISCARD enum dy_code dy_key_write(const struct dy_key *key, const char *path,
                                       const char *passphrase, enum dy_key_cost cost,
                                       struct dy_err *err);
/* errors DY_E_CRYPTO: the passphrase is wrong or the file was changed; DY_E_INPUT: no key file. */
DY_NODISCARD enum dy_code dy_key_open(struct dy_arena *mem, const char *path,
                                      const char *passphrase, struct dy_key *out,
                                      struct dy_err *err);
/* What a key file tells without its passphrase. */
DY_NODISCARD enum dy_code dy_key_read_public(struct dy_arena *mem, const char *path,
                                             struct dy_verifier *out, struct dy_err *err);
void dy_key_close(struct dy_key *key); /* NULL-safe */

#endif

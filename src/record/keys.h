/*
 * Key files: an Ed25519 key under a passphrase. doc/spec/key.md has the format.
 *
 * A file is three lines of text: "dauys-key/1", the verifier key ("name+hash+base64", note.h), and
 * what only the passphrase opens (Argon2id, XChaCha20-Poly1305; libsodium), with the cost in front
 * of it, or the seed itself behind the word "no-passphrase". Secrets live in memory that is locked
 * and wiped.
 *
 * 1. One key has one spelling of everything but salt and nonce: what is not as it would be written
 *    is refused.
 * 2. Name, key and cost cannot be changed without the passphrase: they are sealed with the secret.
 * 3. A file has mode 0600 from its first byte; one that others may read, or own, is not read.
 */
#ifndef DAUYS_RECORD_KEYS_H
#define DAUYS_RECORD_KEYS_H

#include "dauys/base.h"
#include "record/note.h"

/* How much work a passphrase costs: tests take the least. */
enum dy_key_cost { DY_KEY_COST_MODERATE, DY_KEY_COST_INTERACTIVE, DY_KEY_COST_MIN };
/* The dearest cost that is paid for a file: four passes over 1 GiB, a few seconds. */
enum { DY_KEY_PASSES_MAX = 4, DY_KEY_KIB_MAX = 1 << 20 };

/* An opened key; its secret lives in guarded memory until dy_key_close. */
struct dy_key {
    const char *name;         /* as in the verifier key; in the arena it was opened with */
    uint8_t of[DY_KEY_BYTES]; /* public */
    uint8_t *secret;          /* DY_SECRET_BYTES, libsodium's form; sodium_malloc, read-only */
};
/* A new key pair with that name, not in a file yet. errors DY_E_INPUT: no good name. */
DY_NODISCARD enum dy_code dy_key_new(struct dy_arena *mem, const char *name, struct dy_key *out,
                                     struct dy_err *err);
/*
 * Write a new file, never over one; it is there whole or not at all. An empty passphrase (or NULL):
 * as is, whoever reads the file can sign. errors DY_E_INPUT: there is such a file; DY_E_IO.
 */
DY_NODISCARD enum dy_code dy_key_write(const struct dy_key *key, const char *path,
                                       const char *passphrase, enum dy_key_cost cost,
                                       struct dy_err *err);
/*
 * The passphrase is not looked at when the file needs none; NULL is as "". errors DY_E_CRYPTO: the
 * passphrase is wrong or the file was changed; DY_E_INPUT: no key file, or others may read it;
 * DY_E_LIMIT: its cost is above the dearest. What is wrong with the file is said before work is
 * done.
 */
DY_NODISCARD enum dy_code dy_key_open(struct dy_arena *mem, const char *path,
                                      const char *passphrase, struct dy_key *out,
                                      struct dy_err *err);

/* What a key file tells without its passphrase; nobody vouches for it before it is opened. */
struct dy_key_about {
    struct dy_verifier verifier;
    uint32_t passes, kib; /* of Argon2id; 0 and 0: there is no passphrase */
};
DY_NODISCARD enum dy_code dy_key_read_about(struct dy_arena *mem, const char *path,
                                            struct dy_key_about *out, struct dy_err *err);
DY_NODISCARD enum dy_code dy_key_read_public(struct dy_arena *mem, const char *path,
                                             struct dy_verifier *out, struct dy_err *err);
void dy_key_close(struct dy_key *key); /* NULL-safe, also of a zeroed or closed one */

#endif

/*
 * Signed notes and checkpoints: C2SP signed-note, tlog-checkpoint and tlog-cosignature.
 *
 * A note is a text that ends with a newline, an empty line, and signature lines
 * "— <name> <base64 of key id and signature>". Signatures by unknown keys are ignored; one by a
 * known key has to hold.
 */
#ifndef DAUYS_RECORD_NOTE_H
#define DAUYS_RECORD_NOTE_H

#include "dauys/base.h"
#include "record/merkle.h"

enum {
    DY_NOTE_BYTES = 1 << 20,
    DY_NOTE_SIGNATURES = 100,
    DY_KEY_BYTES = 32,
    DY_SECRET_BYTES = 64, /* libsodium's form: seed and public key */
};
enum dy_key_kind { DY_KEY_ED25519 = 1, DY_KEY_COSIGNATURE = 4 };

/* Who may have signed: "name+hash+key" (a verifier key). */
struct dy_verifier {
    const char *name;
    uint32_t id; /* the first four bytes of dy_verifier_hash, big-endian */
    enum dy_key_kind kind;
    uint8_t key[DY_KEY_BYTES];
};
/* Not empty, at most 255 bytes of UTF-8, without spaces, control characters and plus signs. */
bool dy_verifier_good_name(const char *name, size_t n);
struct dy_verifier dy_verifier_of(const char *name, enum dy_key_kind kind,
                                  const uint8_t key[DY_KEY_BYTES]);
/* SHA-256(name, newline, kind, key): what stands for the key when people compare it. */
struct dy_hash dy_verifier_hash(const struct dy_verifier *verifier);
/* errors DY_E_INPUT: what is wrong with it. The name lives in mem. */
DY_NODISCARD enum dy_code dy_verifier_parse(struct dy_arena *mem, const char *text,
                                            struct dy_verifier *out, struct dy_err *err);
DY_NODISCARD char *dy_verifier_format(struct dy_arena *mem, const struct dy_verifier *verifier);

struct dy_note_signature {
    const char *name;
    uint32_t id;
    const uint8_t *bytes; /* behind the id */
    size_t n;
};
struct dy_note {
    const char *text; /* with its last newline */
    size_t n;
    size_t n_signatures;
    struct dy_note_signature *signatures;
};
/* file: for messages. errors DY_E_INPUT with line; DY_E_LIMIT. All lives in mem. */
DY_NODISCARD enum dy_code dy_note_parse(struct dy_arena *mem, const char *file, const char *bytes,
                                        size_t n, struct dy_note *out, struct dy_err *err);
/*
 * Does a signature of this key hold? time, if not NULL: of a cosignature, seconds since 1970; 0 for
 * other kinds. errors DY_E_CRYPTO: there is none, or one does not hold.
 */
DY_NODISCARD enum dy_code dy_note_verify(const struct dy_note *note,
                                         const struct dy_verifier *verifier, uint64_t *time,
                                         struct dy_err *err);
/* A signature line for the text. time: for cosignatures, else ignored. NULL = no memory. */
DY_NODISCARD char *dy_note_sign(struct dy_arena *mem, const char *text, size_t n, const char *name,
                                enum dy_key_kind kind, const uint8_t secret[DY_SECRET_BYTES],
                                uint64_t time);

/* The text of a checkpoint: who, how many leaves, which root; further lines are kept as they are.
 */
struct dy_checkpoint {
    const char *origin;
    uint64_t size;
    struct dy_hash root;
    const char *extensions; /* "" or lines with their newlines */
};
DY_NODISCARD enum dy_code dy_checkpoint_parse(struct dy_arena *mem, const struct dy_note *note,
                                              const char *file, struct dy_checkpoint *out,
                                              struct dy_err *err);
DY_NODISCARD char *dy_checkpoint_format(struct dy_arena *mem, const struct dy_checkpoint *of);

#endif

/*
 * Receipts: C2SP tlog-proof. A text file that shows, offline, that an entry stands in the log: its
 * number, the hashes beside the way up to the root, and the signed checkpoint with the cosignatures
 * of the witnesses.
 *
 *   c2sp.org/tlog-proof@v1
 *   extra <base64>                  may be missing; nothing vouches for it
 *   index <number>
 *   <base64 of a hash> ...          from the leaf's neighbour upwards
 *   (an empty line, then the checkpoint as it is)
 */
#ifndef DAUYS_RECORD_PROOF_H
#define DAUYS_RECORD_PROOF_H

#include "record/note.h"

/* Hashes: no tree is higher. Bytes of a file. */
enum { DY_RECEIPT_HASHES = 64, DY_RECEIPT_BYTES = 2 << 20 };

struct dy_receipt {
    const uint8_t *extra; /* NULL = none */
    size_t n_extra;
    uint64_t index;
    struct dy_proof path;
    const char *checkpoint; /* a signed note */
    size_t n_checkpoint;
    struct dy_note note;       /* the same, read */
    struct dy_checkpoint head; /* and its text */
};
/* note and head are not looked at. NULL = no memory. */
DY_NODISCARD char *dy_receipt_format(struct dy_arena *mem, const struct dy_receipt *receipt);
/* file: for messages. errors DY_E_INPUT with the line, DY_E_LIMIT. All lives in mem. */
DY_NODISCARD enum dy_code dy_receipt_parse(struct dy_arena *mem, const char *file,
                                           const char *bytes, size_t n, struct dy_receipt *out,
                                           struct dy_err *err);
/*
 * Is it a receipt for this entry under its own checkpoint? Who signed that is not looked at: see
 * dy_receipt_verify, and dy_policy_check (policy.h). errors DY_E_CRYPTO.
 */
DY_NODISCARD enum dy_code dy_receipt_includes(const struct dy_receipt *receipt,
                                              const struct dy_hash *leaf, struct dy_err *err);
/*
 * The same, and the checkpoint is the log's whose key this is: signed by it, with its name as the
 * origin. No witness is asked for.
 */
DY_NODISCARD enum dy_code dy_receipt_verify(const struct dy_receipt *receipt,
                                            const struct dy_hash *leaf,
                                            const struct dy_verifier *log, struct dy_err *err);

#endif

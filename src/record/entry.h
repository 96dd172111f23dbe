/*
 * An entry of the record: who says what, when, having seen which head.
 *
 *   {"author":HEX,"body":{...},"kind":"protocol","seen":{"root":HEX,"size":N},
 *    "signature":HEX,"time":"2023-03-19T21:05:00Z"}
 *
 * in canonical form. The signature (Ed25519, RFC 8032) is over "dauys-entry/1\n" and the same bytes
 * without the member "signature"; the bytes as a whole are the leaf of the tree. What an author has
 * seen ties the entry to this record and to its place: it cannot be used again elsewhere.
 */
#ifndef DAUYS_RECORD_ENTRY_H
#define DAUYS_RECORD_ENTRY_H

#include "record/keys.h"
#include "record/kinds.h"
#include "record/store.h"

enum { DY_TIME_BYTES = 20 }; /* "2023-03-19T21:05:00Z" */
struct dy_entry {
    uint64_t number;
    struct dy_bytes bytes; /* borrowed */
    enum dy_kind kind;
    const struct dy_value *body; /* in the document that it was read into */
    uint64_t seen_size;
    struct dy_hash seen_root;
    uint8_t author[DY_KEY_BYTES];
    char time[DY_TIME_BYTES + 1];
};
/*
 * Read the bytes of entry `number`: its form, not yet its signature or its author's rights. Valid
 * as long as doc is not read into again. errors DY_E_INPUT, DY_E_LIMIT; err->where names the
 * member.
 */
DY_NODISCARD enum dy_code dy_entry_read(struct dy_document *doc, const char *file, uint64_t number,
                                        struct dy_bytes bytes, struct dy_entry *out,
                                        struct dy_err *err);
/* The author of bytes that look like an entry, without reading them; false if they do not. */
bool dy_entry_author(struct dy_bytes bytes, uint8_t out[DY_KEY_BYTES]) DY_NODISCARD;
/* Does the signature hold? Any thread; of bytes that dy_entry_read
 * would not accept it may say either. */
bool dy_entry_signed(struct dy_bytes bytes, const uint8_t author[DY_KEY_BYTES]);

/* What is to be said; the body is borrowed. */
struct dy_entry_draft {
    enum dy_kind kind;
    const json_t *body;
};
/* Where and when: the head that the author sees. */
struct dy_entry_place {
    uint64_t size;
    struct dy_hash root;
    int64_t time; /* seconds since 1970, UTC, before the year 10000 */
};
/* The signed bytes, in mem. errors DY_E_LIMIT: more than 65,535 bytes; DY_E_INPUT: no such body,
 * no such time. */
DY_NODISCARD enum dy_code dy_entry_write(struct dy_arena *mem, const struct dy_entry_draft *draft,
                                         const struct dy_entry_place *place,
                                         const struct dy_key *key, struct dy_bytes *out,
                                         struct dy_err *err);

void dy_hex(const uint8_t *bytes, size_t n, char *out);               /* 2 n digits and a NUL */
bool dy_unhex(const char *text, size_t n, uint8_t *out) DY_NODISCARD; /* lowercase only; n even */

#endif

/*
 * What the text forms of the record write in one way only: bytes in base64, numbers without signs.
 */
#ifndef DAUYS_RECORD_BASE64_H
#define DAUYS_RECORD_BASE64_H

#include "record/merkle.h"

/* Standard base64 with padding (RFC 4648, section 4). NULL = no memory. */
DY_NODISCARD char *dy_base64_encode(struct dy_arena *mem, const uint8_t *bytes, size_t n);
/* DY_E_INPUT: it is none, or not as dy_base64_encode writes it; DY_E_NOMEM. Neither is reported. */
DY_NODISCARD enum dy_code dy_base64_decode(struct dy_arena *mem, const char *text, size_t n,
                                           const uint8_t **out, size_t *n_out);
/* One hash: 32 bytes in 44 letters. */
enum { DY_HASH_TEXT = 44 };
bool dy_hash_parse(const char *text, size_t n, struct dy_hash *out);
void dy_hash_format(const struct dy_hash *hash, char out[DY_HASH_TEXT + 1]);
/* Decimal, no sign, no zeros in front, 0 .. 2^64 - 1. */
bool dy_parse_size(const char *text, size_t n, uint64_t *out);

#endif

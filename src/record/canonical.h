/*
 * Canonical JSON: RFC 8785 restricted to objects, arrays, strings and whole numbers from -2^53 to
 * 2^53. One value has one spelling, so that bytes can be signed and hashed: the reader accepts only
 * what the writer would write.
 *
 * 1. No white space; keys sorted by their UTF-16 code units (RFC 8785, 3.2.3), each once.
 * 2. Strings escape only what has to be, in the shortest way (3.2.2.2).
 * 3. true, false, null and fractions are refused; at most 32 levels deep.
 */
#ifndef DAUYS_RECORD_CANONICAL_H
#define DAUYS_RECORD_CANONICAL_H

#include <jansson.h>

#include "dauys/base.h"

enum { DY_CANONICAL_DEPTH = 32 };

/* The value's bytes, NUL behind them, in mem. errors DY_E_INPUT: it holds something else. */
DY_NODISCARD enum dy_code dy_canonical_write(struct dy_arena *mem, const json_t *value, char **out,
                                             size_t *n, struct dy_err *err);
/* A new reference in *out. file: for messages. errors DY_E_INPUT with the byte of the first fault.
 */
DY_NODISCARD enum dy_code dy_canonical_read(const char *file, const char *bytes, size_t n,
                                            json_t **out, struct dy_err *err);

#endif

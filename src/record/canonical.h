/*
 * Canonical JSON: RFC 8785 restricted to objects, arrays, strings and whole numbers from -2^53 to
 * 2^53. One value has one spelling, so that bytes can be signed and hashed: the reader accepts only
 * what the writer would write.
 *
 * 1. No white space; keys sorted by their UTF-16 code units (RFC 8785, 3.2.3), each once.
 * 2. Strings are UTF-8 and escape only what has to be, in the shortest way (3.2.2.2).
 * 3. true, false, null and fractions are refused; at most 32 levels deep.
 *
 * Values that are built here are jansson's; values that are read are nodes of our own, since a
 * record is read as a whole and often.
 */
#ifndef DAUYS_RECORD_CANONICAL_H
#define DAUYS_RECORD_CANONICAL_H

#include <jansson.h>
#include <string.h>

#include "dauys/base.h"

enum { DY_CANONICAL_DEPTH = 32 };

/* The value's bytes, NUL behind them, in mem. errors DY_E_INPUT: it holds something else. */
DY_NODISCARD enum dy_code dy_canonical_write(struct dy_arena *mem, const json_t *value, char **out,
                                             size_t *n, struct dy_err *err);

enum dy_value_kind { DY_VALUE_OBJECT, DY_VALUE_ARRAY, DY_VALUE_STRING, DY_VALUE_NUMBER };
/*
 * A value of a document; those inside it follow at once, in order. `next` nodes on stands what
 * follows it, so that dy_value_next steps over all that is inside.
 */
struct dy_value {
    enum dy_value_kind kind;
    uint32_t n;      /* members, items, or bytes of the text */
    uint32_t next;   /* nodes, itself included */
    uint32_t n_key;  /* bytes of the key; 0 outside objects */
    const char *key; /* not NUL-terminated, as text is not */
    union {
        const char *text;
        int64_t number;
    };
};
/* Room for one document, used again by the next; begins zeroed. */
struct dy_document {
    struct dy_value *nodes; /* [n], the root first */
    size_t n, capacity;
    char *unescaped; /* strings that were escaped */
    size_t text_capacity;
};
void dy_document_finish(struct dy_document *doc); /* NULL-safe */
/*
 * Read a document. Its texts point into bytes where nothing was escaped. file: for messages.
 * errors DY_E_INPUT with the byte of the first fault.
 */
DY_NODISCARD enum dy_code dy_canonical_read(struct dy_document *doc, const char *file,
                                            const char *bytes, size_t n, struct dy_err *err);

/* The first inside; meaningless when n is 0. */
static inline const struct dy_value *dy_value_first(const struct dy_value *of)
{
    return of + 1;
}
static inline const struct dy_value *dy_value_next(const struct dy_value *of)
{
    return of + of->next;
}
/* The member of an object, NULL if it has none of that name. */
const struct dy_value *dy_value_find_n(const struct dy_value *object, const char *key, size_t n);
static inline const struct dy_value *dy_value_find(const struct dy_value *object, const char *key)
{
    return dy_value_find_n(object, key, strlen(key)); /* which the compiler knows */
}
bool dy_value_is(const struct dy_value *value, const char *text); /* a string, and that one */
/* The text with a NUL, in mem. NULL = no memory. */
DY_NODISCARD char *dy_value_copy(struct dy_arena *mem, const struct dy_value *value);

#endif

/*
 * A strict subset of YAML as a tree in an arena: maps, lists, scalars as text, each with its place.
 *
 * 1. One document, UTF-8 without NUL; no anchors, aliases, tags, directives, merge keys.
 * 2. Keys of a map are scalars, not empty, none twice; entries keep the file's order.
 * 3. Scalars are text: only the schema that reads them knows whether they are numbers.
 * 4. Size and depth are bounded by the caller.
 */
#ifndef DAUYS_DATA_YAML_H
#define DAUYS_DATA_YAML_H

#include "dauys/base.h"
#include "dauys/date.h"

enum dy_yaml_kind { DY_YAML_SCALAR, DY_YAML_LIST, DY_YAML_MAP };

struct dy_yaml_entry;
struct dy_yaml {
    enum dy_yaml_kind kind;
    struct dy_span at;
    const char *path; /* "/versions/2/tiers/1/seats"; the root's is "" */
    const char *text; /* scalar: NUL-terminated */
    bool quoted;      /* scalar in quotes */
    size_t n;         /* of items or entries */
    struct dy_yaml **items;
    struct dy_yaml_entry *entries;
};
struct dy_yaml_entry {
    const char *key;
    struct dy_span at; /* of the key */
    struct dy_yaml *value;
};

struct dy_yaml_limits {
    size_t bytes;
    unsigned depth;
};

/* file only names the source in messages; borrowed, as bytes are not (the tree has its own). */
DY_NODISCARD enum dy_code dy_yaml_parse(struct dy_arena *mem, const char *file, const char *bytes,
                                        size_t n, struct dy_yaml_limits limits,
                                        struct dy_yaml **out, struct dy_err *err);
DY_NODISCARD enum dy_code dy_yaml_read(struct dy_arena *mem, const char *path,
                                       struct dy_yaml_limits limits, struct dy_yaml **out,
                                       struct dy_err *err);

/* An error at a node: its file, line, column and path. Returns DY_E_INPUT. */
enum dy_code dy_yaml_fail(const struct dy_yaml *at, struct dy_err *err, const char *format, ...)
    DY_PRINTF(3, 4);

/* --- reading by schema --- */

/* The value of a key, NULL if the map has none. */
struct dy_yaml *dy_yaml_find(const struct dy_yaml *map, const char *key);
/* The value of a key; an error that names the key when it is missing. */
DY_NODISCARD enum dy_code dy_yaml_require(const struct dy_yaml *map, const char *key,
                                          struct dy_yaml **out, struct dy_err *err);
/* Is it of that kind? else an error that says what would be right. */
DY_NODISCARD enum dy_code dy_yaml_expect(const struct dy_yaml *node, enum dy_yaml_kind kind,
                                         struct dy_err *err);
/* A map whose keys are all among `keys` (NULL-terminated); else an error with the nearest one. */
DY_NODISCARD enum dy_code dy_yaml_keys(const struct dy_yaml *map, const char *const *keys,
                                       struct dy_err *err);

/* Scalars. Each: DY_E_INPUT with what would be right. Text may not be empty. */
DY_NODISCARD enum dy_code dy_yaml_text(const struct dy_yaml *node, const char **out,
                                       struct dy_err *err);
DY_NODISCARD enum dy_code dy_yaml_count(const struct dy_yaml *node, uint64_t max, uint64_t *out,
                                        struct dy_err *err);
/* A share: "5 %", "0.7", "1/2"; at most 1. */
DY_NODISCARD enum dy_code dy_yaml_share(const struct dy_yaml *node, struct dy_fraction *out,
                                        struct dy_err *err);
DY_NODISCARD enum dy_code dy_yaml_date(const struct dy_yaml *node, struct dy_date *out,
                                       struct dy_err *err);
DY_NODISCARD enum dy_code dy_yaml_bool(const struct dy_yaml *node, bool *out, struct dy_err *err);
/* One of the literals (NULL-terminated): its index. */
DY_NODISCARD enum dy_code dy_yaml_literal(const struct dy_yaml *node, const char *const *literals,
                                          int *out, struct dy_err *err);
/* An identifier: letters, digits, '.', '_', '-'; at most 64 bytes; begins with a letter or digit.
 */
DY_NODISCARD enum dy_code dy_yaml_id(const struct dy_yaml *node, const char **out,
                                     struct dy_err *err);
/* {en: ..., kk: ...} */
DY_NODISCARD enum dy_code dy_yaml_names(struct dy_arena *mem, const struct dy_yaml *node,
                                        struct dy_names *out, struct dy_err *err);

/* The literal nearest to what was written, for "did you mean"; NULL if none is near. */
const char *dy_nearest(const char *written, const char *const *literals);

#endif

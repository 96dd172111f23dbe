/*
 * What stands in a record's definition is what stands in an election's folder, as JSON: so that one
 * reader reads both. A whole number in YAML without quotes is a number in JSON, other scalars are
 * texts.
 */
#ifndef DAUYS_STATE_VALUE_YAML_H
#define DAUYS_STATE_VALUE_YAML_H

#include <jansson.h>

#include "data/yaml.h"
#include "record/canonical.h"

/* The value as a tree of YAML, for readers of it; errors name the file and the entry's number as
 * line. path: of the value in its entry. NULL = no memory. */
struct dy_yaml *dy_yaml_of_value(struct dy_arena *mem, const char *file, uint64_t number,
                                 const char *path, const struct dy_value *value) DY_NODISCARD;
/* A map of one key more; keys are borrowed. false = no memory. */
bool dy_yaml_put(struct dy_arena *mem, struct dy_vec *entries, const char *key,
                 struct dy_yaml *value) DY_NODISCARD;
struct dy_yaml *dy_yaml_map(struct dy_arena *mem, struct dy_span at,
                            const struct dy_vec *entries) DY_NODISCARD;
struct dy_yaml *dy_yaml_list(struct dy_arena *mem, struct dy_span at, const char *path,
                             const struct dy_vec *items) DY_NODISCARD; /* struct dy_yaml * */
/* The tree as JSON; a new reference, NULL = no memory. */
json_t *dy_value_of_yaml(const struct dy_yaml *node) DY_NODISCARD;

#endif

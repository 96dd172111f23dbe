/*
 * The inside of the procedure reader: what its files share while one version is read. First every
 * part gets its id, so that parts may name each other in any order; then each is read.
 */
#ifndef DAUYS_LAW_PROCEDURE_READ_H
#define DAUYS_LAW_PROCEDURE_READ_H

#include "data/yaml.h"
#include "dauys/procedure.h"
#include "law/read.h"

/* The parts of a version by their key in the file. Every struct of a part begins with its id. */
enum dy_part {
    DY_PART_ROLE,
    DY_PART_FIELD,
    DY_PART_STEP,
    DY_PART_ACT,
    DY_PART_REGISTER,
    DY_PART_THRESHOLD,
    DY_PART_CLOCK,
    DY_N_PARTS
};
struct dy_procedure_reader {
    struct dy_law_reader law; /* mem and err; no version */
    struct dy_procedure_version *version;
};
/* Items of a kind: how many, and where they begin. */
struct dy_part_items {
    size_t n, size;
    char *of;
};
struct dy_part_items dy_part_items(const struct dy_procedure_version *version, enum dy_part part);
/* Index of an id; DY_NO_PART. */
uint32_t dy_part_find(const struct dy_procedure_version *version, enum dy_part part,
                      const char *id);
const char *dy_part_key(enum dy_part part); /* "roles", ... */

/* --- procedure.c: small readers. A key that is absent leaves *out alone. --- */

DY_NODISCARD enum dy_code dy_procedure_ref(struct dy_procedure_reader *in,
                                           const struct dy_yaml *node, enum dy_part part,
                                           uint32_t *out);
DY_NODISCARD enum dy_code dy_procedure_ref_key(struct dy_procedure_reader *in,
                                               const struct dy_yaml *map, const char *key,
                                               enum dy_part part, uint32_t *out);
/* A list of ids; not empty, none twice. */
DY_NODISCARD enum dy_code dy_procedure_refs(struct dy_procedure_reader *in,
                                            const struct dy_yaml *map, const char *key,
                                            enum dy_part part, size_t *n, uint32_t **out);
/* {id: names} or {id: {title: names, cite: ...}} */
DY_NODISCARD enum dy_code dy_procedure_options(struct dy_procedure_reader *in,
                                               const struct dy_yaml *map, size_t *n,
                                               struct dy_procedure_option **out);
/* One of hours, days, working_days, months in the map, and `ends`. */
DY_NODISCARD enum dy_code dy_procedure_period(struct dy_procedure_reader *in,
                                              const struct dy_yaml *map, struct dy_period *out);
/* The field `part` is of type `type`, or of `other`; else an error at node. */
DY_NODISCARD enum dy_code dy_procedure_typed(struct dy_procedure_reader *in,
                                             const struct dy_yaml *map, const char *key,
                                             enum dy_field_type type, enum dy_field_type other,
                                             uint32_t *out);
DY_NODISCARD enum dy_code dy_procedure_mark(struct dy_procedure_reader *in,
                                            const struct dy_yaml *map, const char **cite,
                                            bool *unverified);

/* --- procedure_rules.c --- */

/* The list `key` of conditions. */
DY_NODISCARD enum dy_code dy_procedure_conditions(struct dy_procedure_reader *in,
                                                  const struct dy_yaml *map, const char *key,
                                                  size_t *n, struct dy_procedure_condition **out);
DY_NODISCARD enum dy_code dy_procedure_read_act(struct dy_procedure_reader *in,
                                                const struct dy_yaml *map, void *out);
DY_NODISCARD enum dy_code dy_procedure_read_threshold(struct dy_procedure_reader *in,
                                                      const struct dy_yaml *map, void *out);

/* --- procedure_clock.c --- */

DY_NODISCARD enum dy_code dy_procedure_read_clock(struct dy_procedure_reader *in,
                                                  const struct dy_yaml *map, void *out);

/* --- procedure_check.c: does the whole hold together? `map` is the version. --- */

DY_NODISCARD enum dy_code dy_procedure_check(struct dy_procedure_reader *in,
                                             const struct dy_yaml *map);

#endif

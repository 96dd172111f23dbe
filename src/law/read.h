/*
 * The reader's inside: what its files share while one version is read.
 */
#ifndef DAUYS_LAW_READ_H
#define DAUYS_LAW_READ_H

#include "data/yaml.h"
#include "dauys/law.h"

struct dy_law_reader {
    struct dy_arena *mem;
    struct dy_err *err;
    struct dy_law_version *version;
    bool *reading_used; /* [n_readings] */
};

/* The tiers of a version; shares and readings have been read. */
DY_NODISCARD enum dy_code dy_law_read_tiers(struct dy_law_reader *in, const struct dy_yaml *list);
/* Fields and controls. */
DY_NODISCARD enum dy_code dy_law_read_protocol(struct dy_law_reader *in, const struct dy_yaml *map);
DY_NODISCARD enum dy_code dy_law_read_fields(struct dy_law_reader *in, const struct dy_yaml *map);

/* Small readers that every part uses. A key that is absent leaves *out alone. */
DY_NODISCARD enum dy_code dy_law_read_text(struct dy_law_reader *in, const struct dy_yaml *map,
                                           const char *key, bool needed, const char **out);
DY_NODISCARD enum dy_code dy_law_read_names(struct dy_law_reader *in, const struct dy_yaml *map,
                                            const char *key, bool needed, struct dy_names *out);
DY_NODISCARD enum dy_code dy_law_read_flag(struct dy_law_reader *in, const struct dy_yaml *map,
                                           const char *key, bool *out);
DY_NODISCARD enum dy_code dy_law_read_share_id(struct dy_law_reader *in, const struct dy_yaml *map,
                                               const char *key, uint32_t *out);
/* A literal or {reading: R5}; absent: `otherwise`. */
DY_NODISCARD enum dy_code dy_law_read_param(struct dy_law_reader *in, const struct dy_yaml *map,
                                            const char *key, const char *const *words,
                                            int otherwise, struct dy_law_param *out);

/* The days of a version, both in force. */
struct dy_law_days {
    struct dy_date from, until;
    bool unverified;
};
DY_NODISCARD enum dy_code dy_law_read_in_force(struct dy_law_reader *in, const struct dy_yaml *map,
                                               struct dy_law_days *out);
/* Does a version from `after` on follow one until `before`? */
DY_NODISCARD enum dy_code dy_law_check_order(struct dy_date before, struct dy_date after,
                                             const struct dy_yaml *at, struct dy_err *err);
/* Is it "country/NAME"? what: "act" or "procedure", for the message. */
DY_NODISCARD enum dy_code dy_law_check_id(const struct dy_yaml *node, const char *what,
                                          struct dy_err *err);

#endif

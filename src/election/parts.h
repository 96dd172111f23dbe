/*
 * The election reader's inside.
 */
#ifndef DAUYS_ELECTION_PARTS_H
#define DAUYS_ELECTION_PARTS_H

#include <string.h>

#include "data/csv.h"
#include "data/yaml.h"
#include "dauys/election.h"

struct dy_election_reader {
    struct dy_arena *mem;
    struct dy_err *err;
    struct dy_election *election;
    const struct dy_election_parts *parts; /* units and act: NULL = in files */
    bool other_law;      /* counted under another law than its own: what does not fit is left out */
    struct dy_vec notes; /* struct dy_names */
    struct dy_vec contests;
};

/* "FOLDER/file", refusing paths that leave the folder. */
DY_NODISCARD enum dy_code dy_election_path(struct dy_election_reader *in,
                                           const struct dy_yaml *node, const char **out);
DY_NODISCARD enum dy_code dy_election_note(struct dy_election_reader *in, const char *text);
/* Index of a tier of the law by id, DY_NOTHING if there is none. */
uint32_t dy_election_tier(const struct dy_election *election, const char *id);
uint32_t dy_election_list(const struct dy_election *election, const char *id);

/* The contest that `map` names by its key "contest" must be there (under the election's own law).
 */
DY_NODISCARD enum dy_code dy_election_need_contest(struct dy_election_reader *in,
                                                   const struct dy_yaml *map, const char *label);

static inline bool dy_unit_is(const struct dy_unit *unit, const char *id, size_t n)
{
    return unit->n_id == n && memcmp(unit->id, id, n) == 0;
}
DY_NODISCARD enum dy_code dy_units_read(struct dy_arena *mem, const char *path,
                                        struct dy_units *out, struct dy_err *err);
/* The same from bytes; `name` is for messages. */
DY_NODISCARD enum dy_code dy_units_parse(struct dy_arena *mem, const char *name, const char *bytes,
                                         size_t n, struct dy_units *out, struct dy_err *err);
DY_NODISCARD enum dy_code dy_lists_read(struct dy_election_reader *in, const struct dy_yaml *list);
DY_NODISCARD enum dy_code dy_contests_read(struct dy_election_reader *in,
                                           const struct dy_yaml *list);
DY_NODISCARD enum dy_code dy_protocols_read(struct dy_election_reader *in,
                                            const struct dy_yaml *list);
DY_NODISCARD enum dy_code dy_published_read(struct dy_election_reader *in, const char *path);
DY_NODISCARD enum dy_code dy_published_take(struct dy_election_reader *in,
                                            const struct dy_yaml *root);

#endif

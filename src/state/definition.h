/*
 * What a record says an election is, before its first key or protocol: law, areas, lists, contests.
 * It is gathered entry by entry and becomes a struct dy_election when the first other entry comes;
 * after that only decisions and statements are added.
 */
#ifndef DAUYS_STATE_DEFINITION_H
#define DAUYS_STATE_DEFINITION_H

#include "dauys/election.h"
#include "record/entry.h"

struct dy_law_text {
    const char *act;
    struct dy_hash hash;
    uint64_t n_parts, next; /* parts that there are, and that have come */
    struct dy_vec text;     /* char */
};
struct dy_definition {
    struct dy_arena *mem;
    const char *file;
    struct dy_span at;  /* of the election's own entry */
    struct dy_vec head; /* struct dy_yaml_entry: what election.yaml says at its top */
    const char *act;
    struct dy_hash law_hash;      /* of the act's file */
    struct dy_vec laws;           /* struct dy_law_text */
    struct dy_vec areas;          /* char: units.csv */
    const struct dy_units *units; /* what they were, once an election was built from them */
    struct dy_vec lists, contests, declared, decisions, statements; /* struct dy_yaml * */
};
DY_NODISCARD enum dy_code dy_definition_init(struct dy_arena *mem, const char *file,
                                             struct dy_definition *out, struct dy_err *err);
/*
 * Does a decision or statement fit the election that is defined? What does not could never be
 * counted beside.
 */
DY_NODISCARD enum dy_code dy_definition_check(const struct dy_definition *definition,
                                              const struct dy_election *election,
                                              const struct dy_entry *entry, struct dy_err *err);
/* Take an entry of one of the kinds election, law, areas, lists, contests, decision, statement. */
DY_NODISCARD enum dy_code dy_definition_take(struct dy_definition *definition,
                                             const struct dy_entry *entry, struct dy_err *err);
/* The election as it is said to be so far; it has no protocols. */
DY_NODISCARD enum dy_code dy_definition_build(const struct dy_definition *definition,
                                              const struct dy_election_options *options,
                                              struct dy_election **out, struct dy_err *err);
/* "country/holidays": the name of the calendar beside that act, in mem; NULL = no memory. */
char *dy_definition_calendar_name(struct dy_arena *mem, const char *act);
/* The text of a law file; {NULL, 0} if the record has none, or not the whole. */
struct dy_bytes dy_definition_law(const struct dy_definition *definition, const char *act);

#endif

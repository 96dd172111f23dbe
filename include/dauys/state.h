/*
 * State: what is known of an election now. A fold of its protocols, or of its record, through the
 * checks and tallies of count/. The only place that walks protocol files.
 */
#ifndef DAUYS_STATE_H
#define DAUYS_STATE_H

#include <jansson.h>

#include "dauys/base.h"
#include "dauys/count.h"
#include "dauys/election.h"

struct dy_state {
    const struct dy_election *election;
    const char *source;
    size_t n_tallies;
    struct dy_tally *tallies; /* by contest, round */
    struct dy_findings findings;
};
/* Fold the rows of one source ("official"); with_checks = false leaves findings empty. */
DY_NODISCARD enum dy_code dy_state_fold(struct dy_arena *mem, const struct dy_election *election,
                                        const char *source, bool with_checks, struct dy_state **out,
                                        struct dy_err *err);
/* All checks: each source's rows, source against source, published statements, completeness. */
DY_NODISCARD enum dy_code dy_state_check(struct dy_arena *mem, const struct dy_election *election,
                                         struct dy_findings *out, struct dy_err *err);
/* Leaves for dy_count_why, by scanning the contest's protocols again. */
struct dy_why_source dy_state_why_source(const struct dy_state *state);

/* --- a record --- */

/*
 * The record of an election: an append-only log of signed entries under a Merkle tree, in one
 * SQLite file or a PostgreSQL database. It is opened by replaying it; what it says the election is
 * can then be counted, checked and asked why like an election in a folder.
 *
 * Formats: doc/spec/record.md. A record is used by one thread at a time.
 */
struct dy_key; /* src/record/keys.h */
struct dy_record;

struct dy_record_options {
    struct dy_election_options election; /* as for folders; law_root: where other laws are found */
    bool write;                          /* else nothing is changed */
    uint64_t size;                       /* replay only the first so many entries; 0 = all */
};
/*
 * url: a path, "sqlite:PATH" or "postgres://...". mem has to outlive the record. errors DY_E_INPUT:
 * no record, or an entry that may not be there (err->where begins with its number); DY_E_CRYPTO: an
 * entry by somebody who may not write it; DY_E_IO.
 */
DY_NODISCARD enum dy_code dy_record_open(struct dy_arena *mem, const char *url,
                                         const struct dy_record_options *options,
                                         struct dy_record **out, struct dy_err *err);
void dy_record_close(struct dy_record *record); /* NULL-safe */

struct dy_record_head {
    uint64_t size; /* entries */
    uint8_t root[32];
};
struct dy_record_head dy_record_head(const struct dy_record *record);
/* The election with the protocols that count now. It lives in the record's arena. */
DY_NODISCARD enum dy_code dy_record_election(struct dy_record *record,
                                             const struct dy_election **out, struct dy_err *err);
/* The working days that the record carries for its country; *out is NULL when it carries none. */
DY_NODISCARD enum dy_code dy_record_calendar(struct dy_record *record,
                                             const struct dy_calendar **out, struct dy_err *err);
/* What waits for a second person, differs or is not accepted, as findings E1 to E4. */
DY_NODISCARD enum dy_code dy_record_waiting(struct dy_record *record, struct dy_findings *findings,
                                            struct dy_err *err);

/*
 * What is to be said: the kind's name and its body (doc/spec/record.md), made one at a time. The
 * body is a new reference; DY_E_NOMEM where it is NULL.
 */
struct dy_drafts {
    size_t n;
    void *self;
    enum dy_code (*make)(void *self, size_t i, const char **kind, json_t **body,
                         struct dy_err *err);
};
/*
 * Sign the drafts and append them, all or none, as one batch. time: seconds since 1970, UTC.
 * *first = the number of the first, or, after an error in a draft, of that one. After an error the
 * record has to be opened again. errors DY_E_INPUT, DY_E_CRYPTO: one of them may not be there.
 */
DY_NODISCARD enum dy_code dy_record_append(struct dy_record *record, const struct dy_key *key,
                                           const struct dy_drafts *drafts, int64_t time,
                                           uint64_t *first, struct dy_err *err);
/* A single one. Takes the body's reference. */
DY_NODISCARD enum dy_code dy_record_append_one(struct dy_record *record, const struct dy_key *key,
                                               const char *kind, json_t *body, int64_t time,
                                               uint64_t *number, struct dy_err *err);
/*
 * Begin a record at url from an election's folder: its election, law, areas, lists, contests, as
 * first batch. key: the founder's, also the log's; person: the founder's id in the record.
 */
DY_NODISCARD enum dy_code dy_record_create(struct dy_arena *mem, const char *url,
                                           const char *folder,
                                           const struct dy_record_options *options,
                                           const struct dy_key *key, const char *person,
                                           int64_t time, struct dy_err *err);

#endif

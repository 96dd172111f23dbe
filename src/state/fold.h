/*
 * The fold of a record: entry after entry, each held against everything before it. The same entries
 * give the same state on every machine.
 *
 * 1. Entry 0, and only it, is the election's.
 * 2. Law, areas, lists and contests come next; the first entry of another kind closes them.
 * 3. An entry that may not be there changes nothing.
 */
#ifndef DAUYS_STATE_FOLD_H
#define DAUYS_STATE_FOLD_H

#include "state/definition.h"
#include "state/desk.h"
#include "state/rights.h"

struct dy_fold {
    struct dy_arena *mem;
    const char *file;
    const struct dy_election_options *options;
    uint64_t n; /* entries applied */
    uint64_t by_kind[DY_N_KINDS];
    struct dy_definition definition;
    struct dy_rights rights;
    struct dy_election *election; /* NULL while it is being defined */
    struct dy_desk desk;
    struct dy_vec established; /* uint64_t: entries of outcomes */
};
/* options: borrowed; the law that is asked for applies to dy_fold_election only. */
DY_NODISCARD enum dy_code dy_fold_init(struct dy_arena *mem, const char *file,
                                       const struct dy_election_options *options,
                                       struct dy_fold *out, struct dy_err *err);
/* Apply the next entry; leaf: its hash. Its signature and what it has seen are for others to check.
 */
DY_NODISCARD enum dy_code dy_fold_apply(struct dy_fold *fold, const struct dy_entry *entry,
                                        struct dy_err *err);
/* What is defined so far is the election: fold->election. Nothing if it is closed already. */
DY_NODISCARD enum dy_code dy_fold_close(struct dy_fold *fold, struct dy_err *err);
/* The election as it stands now, with the rows that count, under the law that was asked for. */
DY_NODISCARD enum dy_code dy_fold_election(struct dy_fold *fold, const struct dy_election **out,
                                           struct dy_err *err);
/* The same, living in mem, which may be finished before the fold goes on. */
DY_NODISCARD enum dy_code dy_fold_build(struct dy_fold *fold, struct dy_arena *mem,
                                        const struct dy_election **out, struct dy_err *err);
/* Findings about entering: what waits for a second person, differs, breaks a control. */
DY_NODISCARD enum dy_code dy_fold_waiting(struct dy_fold *fold, struct dy_findings *findings,
                                          struct dy_err *err);

#endif

/* The opened record's inside, for the rest of src/state and for commands that show entries. */
#ifndef DAUYS_STATE_RECORD_H
#define DAUYS_STATE_RECORD_H

#include "dauys/state.h"
#include "record/forest.h"
#include "record/repeats.h"
#include "record/store.h"
#include "state/fold.h"

struct dy_record {
    struct dy_arena *mem;
    const char *url;
    struct dy_store *store;
    struct dy_record_options options;
    struct dy_document doc;
    struct dy_fold fold;
    struct dy_forest forest;
    struct dy_repeats repeats;
    bool is_stale; /* an append has failed: the state is ahead of the store */
};
/*
 * Take one more entry: form, fold, tree; not one that stands in the log already. Its signature is
 * not looked at.
 */
DY_NODISCARD enum dy_code dy_record_take(struct dy_record *record, uint64_t number,
                                         struct dy_bytes bytes, struct dy_err *err);
/* The same for an entry that was read; leaf: its hash. */
DY_NODISCARD enum dy_code dy_record_apply(struct dy_record *record, const struct dy_entry *entry,
                                          const struct dy_hash *leaf, struct dy_err *err);
/* Entry `number` again, read into the record's document. */
DY_NODISCARD enum dy_code dy_record_entry(struct dy_record *record, uint64_t number,
                                          struct dy_arena *mem, struct dy_entry *out,
                                          struct dy_err *err);
/* Sign the head and put the checkpoint on its shelf. key: the one that entry 0 names as the log's.
 */
DY_NODISCARD enum dy_code dy_record_checkpoint(struct dy_record *record, const struct dy_key *key,
                                               struct dy_err *err);
/* The log's verifier key, as entry 0 names it. */
DY_NODISCARD enum dy_code dy_record_log_key(struct dy_record *record, struct dy_arena *mem,
                                            struct dy_verifier *out, struct dy_err *err);

/* describe.c: an election's folder as drafts of the first entries. */
struct dy_description {
    struct dy_vec of; /* private */
};
DY_NODISCARD enum dy_code dy_describe(struct dy_arena *mem, const char *folder,
                                      const struct dy_election_options *options,
                                      const struct dy_key *key, const char *person,
                                      struct dy_description *out, struct dy_err *err);
struct dy_drafts dy_description_drafts(struct dy_description *description);
void dy_description_finish(struct dy_description *description);

#endif

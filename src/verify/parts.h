/* What the parts of a verification share. */
#ifndef DAUYS_VERIFY_PARTS_H
#define DAUYS_VERIFY_PARTS_H

#include "dauys/verify.h"
#include "record/policy.h"
#include "state/record.h"
#include "verify/attachments.h"
#include "verify/signatures.h"

/* The newest checkpoint, in an arena of its own: when a newer one comes, the older goes. */
struct dy_newest {
    struct dy_arena mem;
    uint64_t number; /* on its shelf; DY_VERIFY_NONE = it lies in a folder */
    const char *bytes;
    size_t n;
    struct dy_note note;
    struct dy_checkpoint head;
};
struct dy_verify {
    struct dy_arena *mem;
    struct dy_err *err;
    const char *url;
    const struct dy_verify_options *options;
    struct dy_verification *out;
    uint64_t n_entries, n_checkpoints; /* when the verifying began */
    uint64_t n_checked;                /* of the checkpoints */
    struct dy_record record;           /* store NULL: a folder of tiles */
    struct dy_signatures *signatures;  /* [2] one is filled while the other is verified */
    unsigned filling;
    struct dy_tree tree;    /* of the entries taken */
    struct dy_tree earlier; /* of a beginning of them: of the last head looked up */
    uint64_t seen_size;     /* of another head looked up, UINT64_MAX = none */
    struct dy_hash seen_root;
    struct dy_verifier log;
    struct dy_newest newest;
    uint64_t n_attachments, n_outcomes, n_other_certificates;
    struct dy_attachments attachments;
};
/* One more kind of thing that holds. */
DY_NODISCARD enum dy_code dy_verify_add(struct dy_verify *in, enum dy_verified_kind kind,
                                        uint64_t n);
/* The root of the first `size` entries; cheap where sizes grow. size <= in->tree.n. */
struct dy_hash dy_verify_root_at(struct dy_verify *in, uint64_t size);

/* heads.c: what was signed about entries: checkpoints, then what others saw. */
DY_NODISCARD enum dy_code dy_verify_checkpoints(struct dy_verify *in);
DY_NODISCARD enum dy_code dy_verify_tile_checkpoint(struct dy_verify *in);
DY_NODISCARD enum dy_code dy_verify_seen(struct dy_verify *in);
DY_NODISCARD enum dy_code dy_verify_policy(struct dy_verify *in);
/* The policy of a file against a checkpoint; log as for dy_policy_check. */
DY_NODISCARD enum dy_code dy_verify_quorum(struct dy_arena *mem, const char *path,
                                           const struct dy_note *note,
                                           const struct dy_checkpoint *head,
                                           const struct dy_verifier *log,
                                           struct dy_verification *out, struct dy_err *err);

/* outcomes.c: is what an entry establishes the outcome of the entries before it? */
DY_NODISCARD enum dy_code dy_verify_outcome(struct dy_verify *in, const struct dy_entry *entry);

#endif

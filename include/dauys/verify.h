/*
 * Verifying a record from nothing but itself: every entry, signature and right, the tree, its
 * checkpoints and cosignatures, the law, all checks, each outcome with its certificate.
 *
 * A record is a store (a file or a database) or a folder in the static tile layout that an export
 * has written. What a record cannot show of itself, that it is the one that others saw, is shown by
 * a checkpoint seen before, or by witnesses that a policy asks for: doc/spec/verify.md.
 *
 * A record that others write to meanwhile is verified as it was when the verifying began. Nothing
 * is changed. Memory grows with the stations and the leaves of the tree, not with the bytes of the
 * entries.
 */
#ifndef DAUYS_VERIFY_H
#define DAUYS_VERIFY_H

#include "dauys/base.h"

/* n of all entries are verified; called now and then, by the thread that verifies. */
typedef void dy_verify_progress(void *self, uint64_t n, uint64_t all);

struct dy_verify_options {
    const char *law_root;         /* for laws that the record does not carry: none is needed */
    const char *policy;           /* path of a policy, NULL = none */
    const char *seen;             /* path of a checkpoint seen before, NULL = none */
    const char *attachments;      /* folder, NULL = attachments are not looked at */
    unsigned threads;             /* for signatures; 0 = as many as there are processors */
    dy_verify_progress *progress; /* NULL = nobody wants to know */
    void *self;                   /* of progress */
};
/* What is verified, each kind a line. */
enum dy_verified_kind {
    DY_VERIFIED_ENTRIES,
    DY_VERIFIED_SIGNATURES,
    DY_VERIFIED_RIGHTS,
    DY_VERIFIED_CHECKPOINTS,
    DY_VERIFIED_UNSIGNED, /* entries that no checkpoint covers */
    DY_VERIFIED_VAULT,
    DY_VERIFIED_ERASED,
    DY_VERIFIED_LAWS,
    DY_VERIFIED_PROTOCOLS,
    DY_VERIFIED_FINDINGS,
    DY_VERIFIED_OUTCOMES,
    DY_VERIFIED_OTHER_CERTIFICATES, /* not computed again */
    DY_VERIFIED_ATTACHMENTS,
    DY_VERIFIED_SEEN,
    DY_VERIFIED_COSIGNATURES,
    DY_VERIFIED_RECEIPTS,
    DY_N_VERIFIED
};
extern const struct dy_verified_rule {
    const char *id;         /* for programs: "signatures" */
    const char *what;       /* msgid */
    const char *note;       /* msgid of what is to be known about it, or NULL */
    bool note_needs_detail; /* without a detail there is no note */
} dy_verified_kinds[DY_N_VERIFIED];
struct dy_verified {
    enum dy_verified_kind kind;
    uint64_t n;         /* how many hold, or are so */
    const char *detail; /* a text in no language, such as a time; NULL = none */
};
#define DY_VERIFY_NONE UINT64_MAX
struct dy_verification {
    struct dy_vec of; /* struct dy_verified, in the order of verifying; up to the first failure */
    uint64_t size;    /* entries that hold */
    uint8_t root[32];
    uint64_t bad_entry, bad_checkpoint; /* the number of what fails, DY_VERIFY_NONE = it has none */
    /* The newest checkpoint, with the cosignatures of all that say the same. */
    const char *checkpoint; /* NULL = there is none */
    size_t n_checkpoint;    /* bytes */
    uint64_t signed_size;   /* entries that it covers */
    const char *log;        /* the verifier key of the log, as entry 0 names it */
};
/*
 * errors: the first thing that fails; err->where begins with "entry N" or "checkpoint N" where it
 * is one. DY_E_CRYPTO, DY_E_INPUT, DY_E_LIMIT; DY_E_IO, DY_E_NOMEM: it could not be verified. out
 * is filled up to there.
 */
DY_NODISCARD enum dy_code dy_verify(struct dy_arena *mem, const char *record,
                                    const struct dy_verify_options *options,
                                    struct dy_verification *out, struct dy_err *err);

/*
 * Verify a receipt (C2SP tlog-proof) offline: that the bytes of an entry stand in a log, under a
 * checkpoint that the log has signed and, with a policy, witnesses have cosigned.
 */
struct dy_verify_receipt {
    const char *receipt; /* path */
    const char *entry;  /* path: the bytes as they are signed; one newline behind them is no part */
    const char *log;    /* verifier key; NULL = the policy's logs */
    const char *policy; /* path; NULL = log alone */
};
/* *number: of the entry, in the log of out->log. errors as above. */
DY_NODISCARD enum dy_code dy_verify_receipt(struct dy_arena *mem,
                                            const struct dy_verify_receipt *in, uint64_t *number,
                                            struct dy_verification *out, struct dy_err *err);

#endif

/*
 * Verifying a record from nothing but itself: every entry, signature and right, the tree, its
 * checkpoints and cosignatures, the law, all checks, each outcome with its certificate.
 *
 * A record is a store (a file or a database) or a folder in the static tile layout that an export
 * has written. What a record cannot show of itself, that it is the one that others saw, is shown by
 * a checkpoint seen before, or by witnesses that a policy asks for.
 */
#ifndef DAUYS_VERIFY_H
#define DAUYS_VERIFY_H

#include "dauys/base.h"

struct dy_verify_options {
    const char *law_root;    /* for laws that the record does not carry: none is needed */
    const char *policy;      /* path of a policy, NULL = none */
    const char *seen;        /* path of a checkpoint seen before, NULL = none */
    const char *attachments; /* folder, NULL = attachments are not looked at */
    unsigned threads;        /* for signatures; 0 = as many as there are processors */
};
/* One kind of thing, and how many of it hold. */
struct dy_verified {
    const char *what; /* msgid: "signatures" */
    const char *note; /* msgid of what is to be known about it, or NULL */
    uint64_t n;
};
struct dy_verification {
    struct dy_vec of; /* struct dy_verified, in the order of verifying; up to the first failure */
    uint64_t size;    /* entries that hold */
    uint8_t root[32];
};
/*
 * errors: the first thing that fails, with the number of its entry at the beginning of err->where:
 * DY_E_CRYPTO, DY_E_INPUT; DY_E_IO, DY_E_NOMEM: it could not be verified. out is filled up to
 * there.
 */
DY_NODISCARD enum dy_code dy_verify(struct dy_arena *mem, const char *record,
                                    const struct dy_verify_options *options,
                                    struct dy_verification *out, struct dy_err *err);

#endif

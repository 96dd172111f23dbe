/*
 * Policies: C2SP tlog-policy. A text file that says whose checkpoints are believed: which logs,
 * which witnesses, and how many of them must have cosigned.
 *
 *   log <vkey> [<url>]
 *   witness <name> <vkey> [<url>]
 *   group <name> all|any|<k> <name>...
 *   quorum <name>|none
 *
 * 1. Names are defined before they are used, once, and each is a member of at most one group: a
 *    witness counts in one way only.
 * 2. There is one quorum line. Without log lines the log has to be known otherwise.
 * 3. Octets above 127 have no meaning; of control characters only tab and newline may stand, and
 *    the last line ends with a newline too: a file that was cut is refused.
 * 4. Keys of other kinds than Ed25519 and cosignature/v1 are refused with their line.
 */
#ifndef DAUYS_RECORD_POLICY_H
#define DAUYS_RECORD_POLICY_H

#include "record/note.h"

enum { DY_POLICY_BYTES = 1 << 20, DY_POLICY_LOGS = 256, DY_POLICY_MEMBERS = 1024 };

/* A witness, or a group of members that are defined before it. */
struct dy_policy_member {
    const char *name;
    bool is_group;
    struct dy_verifier key; /* of a witness */
    const char *url;        /* of a witness; NULL = none */
    size_t needed;          /* of a group: 1 .. n */
    size_t n;
    const size_t *of; /* numbers in members */
    bool is_taken;    /* it is a member of a group */
    uint32_t line;
};
struct dy_policy_log {
    struct dy_verifier key;
    const char *url; /* NULL = none */
    uint32_t line;
};
struct dy_policy {
    size_t n_logs;
    struct dy_policy_log *logs;
    size_t n_members;
    struct dy_policy_member *members;
    bool has_quorum; /* false: "quorum none" */
    size_t quorum;   /* number in members */
};
/* file: for messages. errors DY_E_INPUT with the line, DY_E_LIMIT. All lives in mem. */
DY_NODISCARD enum dy_code dy_policy_parse(struct dy_arena *mem, const char *file, const char *bytes,
                                          size_t n, struct dy_policy *out, struct dy_err *err);

/* What a policy says of a checkpoint. */
struct dy_policy_view {
    const struct dy_verifier *log; /* which of the logs has signed it */
    bool *has;       /* [n_members] has the witness cosigned, is the group satisfied */
    uint64_t *times; /* [n_members] when, seconds since 1970; 0 = not, or a group */
    size_t n_witnesses, n_cosigned;
    bool quorum; /* it is met */
};
/*
 * log: known otherwise, NULL = one of the policy's. A quorum that is not met is no error. errors
 * DY_E_CRYPTO: no such log has signed it under its own name, or a signature by a key that is known
 * here does not hold (the whole note is refused then).
 */
DY_NODISCARD enum dy_code dy_policy_check(struct dy_arena *mem, const struct dy_policy *policy,
                                          const struct dy_note *note,
                                          const struct dy_checkpoint *checkpoint,
                                          const struct dy_verifier *log, struct dy_policy_view *out,
                                          struct dy_err *err);

#endif

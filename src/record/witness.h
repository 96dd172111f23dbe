/*
 * A witness: C2SP tlog-witness. It keeps, for each log it knows, the last head that it has
 * cosigned, and cosigns a new one only if that is its beginning. Whoever sees the cosignature knows
 * that the log showed everybody one history.
 *
 * 1. The last head is on the disk before a cosignature to a later one is given out.
 * 2. What was seen last is read, judged and replaced under one lock: two requests, or two
 *    processes with one folder, cannot roll the state back.
 * 3. A state that cannot be read is an error, never "nothing seen yet".
 *
 * Judging is pure; the clock and the folder are the caller's.
 */
#ifndef DAUYS_RECORD_WITNESS_H
#define DAUYS_RECORD_WITNESS_H

#include "record/note.h"

enum { DY_WITNESS_REQUEST_BYTES = 256 * 1024, DY_WITNESS_HASHES = 63 };

struct dy_witness {
    const char *name;      /* of its key */
    const uint8_t *secret; /* DY_SECRET_BYTES */
    size_t n_logs;
    const struct dy_verifier *logs; /* the name of a log's key is its origin */
};

/* "old <size>", hashes of the consistency proof, an empty line, the checkpoint. */
struct dy_witness_request {
    uint64_t old;
    struct dy_proof proof;
    const char *checkpoint; /* the signed note */
    size_t n_checkpoint;
    struct dy_note note; /* the same, read */
    struct dy_checkpoint head;
};
/* errors DY_E_INPUT with the line, DY_E_LIMIT. All lives in mem. */
DY_NODISCARD enum dy_code dy_witness_request_parse(struct dy_arena *mem, const char *bytes,
                                                   size_t n, struct dy_witness_request *out,
                                                   struct dy_err *err);
/* A request for a signed checkpoint; the bytes are borrowed. errors as above. */
DY_NODISCARD enum dy_code dy_witness_request_of(struct dy_arena *mem, const char *file,
                                                const char *note, size_t n, uint64_t old,
                                                const struct dy_proof *proof,
                                                struct dy_witness_request *out, struct dy_err *err);

/* The last head that was cosigned for one log; size 0 and the root of the empty tree: none yet. */
struct dy_witness_seen {
    uint64_t size;
    struct dy_hash root;
};
struct dy_witness_seen dy_witness_nothing_seen(void);

enum dy_witness_verdict {
    DY_WITNESS_GOOD,      /* 200: it may be cosigned */
    DY_WITNESS_MALFORMED, /* 400 */
    DY_WITNESS_UNSIGNED,  /* 403: by no key that is known for the log */
    DY_WITNESS_UNKNOWN,   /* 404: the log */
    DY_WITNESS_CONFLICT,  /* 409: with what was seen last; says its size */
    DY_WITNESS_UNPROVEN,  /* 422: the consistency proof does not hold */
};
/* Before the state is asked for: is it a log that is known, and has it signed? */
enum dy_witness_verdict dy_witness_recognise(const struct dy_witness *self,
                                             const struct dy_witness_request *request);
/* Does it follow on what was seen? */
enum dy_witness_verdict dy_witness_judge(const struct dy_witness_request *request,
                                         const struct dy_witness_seen *seen);

/* What HTTP answers. */
struct dy_witness_answer {
    enum dy_witness_verdict verdict;
    unsigned status;
    const char *type; /* of the body */
    const char *body; /* 200: the signature line; 409: the size seen; else one sentence */
};
/*
 * The whole of it, for the state in `folder` (made if need be): recognise, judge, remember, cosign.
 * now: seconds since 1970. An answer that refuses is no error; errors DY_E_IO, DY_E_INPUT (the
 * state cannot be read or written; nothing is cosigned), DY_E_NOMEM.
 */
DY_NODISCARD enum dy_code dy_witness_cosign(struct dy_arena *mem, const struct dy_witness *self,
                                            const char *folder,
                                            const struct dy_witness_request *request, uint64_t now,
                                            struct dy_witness_answer *out, struct dy_err *err);
/* What was seen last of that log: where a consistency proof has to begin. */
DY_NODISCARD enum dy_code dy_witness_last(struct dy_arena *mem, const char *folder,
                                          const char *origin, struct dy_witness_seen *out,
                                          struct dy_err *err);
/* The body of a POST to add-checkpoint. what is wrong with it is an answer too. */
DY_NODISCARD enum dy_code dy_witness_add_checkpoint(struct dy_arena *mem,
                                                    const struct dy_witness *self,
                                                    const char *folder, const char *bytes, size_t n,
                                                    uint64_t now, struct dy_witness_answer *out,
                                                    struct dy_err *err);

#endif

/*
 * Signatures of many entries, on all processors: a batch is filled, then verified by threads of its
 * own while its filler goes on: applies the same entries, fills the next batch.
 */
#ifndef DAUYS_VERIFY_SIGNATURES_H
#define DAUYS_VERIFY_SIGNATURES_H

#include <pthread.h>
#include <stdatomic.h>

#include "record/entry.h"

enum { DY_SIGNATURE_BATCH = 1024, DY_SIGNATURE_BYTES = 1 << 20, DY_SIGNATURE_THREADS = 64 };

struct dy_signatures {
    unsigned n_threads; /* besides the caller's */
    pthread_t threads[DY_SIGNATURE_THREADS];
    unsigned n_running;
    uint64_t first; /* number of the first entry */
    size_t n, n_bytes;
    struct dy_bytes items[DY_SIGNATURE_BATCH]; /* in bytes */
    uint8_t authors[DY_SIGNATURE_BATCH][DY_KEY_BYTES];
    atomic_size_t next, first_bad;                  /* first_bad = n: all hold */
    char bytes[DY_SIGNATURE_BYTES + DY_ITEM_BYTES]; /* copies of the entries */
};
/* n_threads: in all; 0 = as many as there are processors. */
void dy_signatures_init(struct dy_signatures *batch, unsigned n_threads);
/* Copy an entry into the batch; false: it has no author to be seen, or is too large for one. */
bool dy_signatures_add(struct dy_signatures *batch, uint64_t number, struct dy_bytes entry);
bool dy_signatures_full(const struct dy_signatures *batch);
/* Begin with what is in it; join waits for it, helps, and returns the first that does not hold, or
 * n. */
void dy_signatures_begin(struct dy_signatures *batch);
size_t dy_signatures_join(struct dy_signatures *batch);

#endif

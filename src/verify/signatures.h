/*
 * Signatures of many entries, on all processors: a batch is filled, then verified while its filler
 * goes on with other work on the same entries.
 */
#ifndef DAUYS_VERIFY_SIGNATURES_H
#define DAUYS_VERIFY_SIGNATURES_H

#include <pthread.h>
#include <stdatomic.h>

#include "record/entry.h"

enum { DY_SIGNATURE_BATCH = 1024, DY_SIGNATURE_THREADS = 64 };

struct dy_signatures {
    unsigned n_threads; /* besides the caller's */
    pthread_t threads[DY_SIGNATURE_THREADS];
    unsigned n_running;
    size_t n;
    struct dy_bytes items[DY_SIGNATURE_BATCH];
    uint8_t authors[DY_SIGNATURE_BATCH][DY_KEY_BYTES];
    atomic_size_t next, first_bad; /* first_bad = n: all hold */
};
/* n_threads: in all; 0 = as many as there are processors. */
void dy_signatures_init(struct dy_signatures *batch, unsigned n_threads);
/* Begin with what is in items; join waits for it, helps, and returns the first that does not hold,
 * or n. */
void dy_signatures_begin(struct dy_signatures *batch);
size_t dy_signatures_join(struct dy_signatures *batch);

#endif

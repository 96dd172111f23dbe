/* A ring of batches between two threads; one lock, two conditions. */
#include "election/pipeline.h"

#include <pthread.h>

enum { BATCHES = 4, ROWS = 512 };

struct batch {
    size_t n;
    struct dy_row rows[ROWS];
    enum dy_code code; /* of the row behind the last one */
    struct dy_err err;
    bool last;
};

struct pipeline {
    const struct dy_row_reader *reader;
    struct batch *batches; /* [BATCHES] */
    uint64_t *values;      /* [BATCHES][ROWS][n_slots] */
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied;
    unsigned n_filled;
    bool stop; /* the visitor has had enough */
};

static void fill(struct pipeline *in, unsigned slot)
{
    struct batch *batch = &in->batches[slot];
    size_t n_slots = in->reader->n_slots;
    uint64_t *values = in->values + (size_t)slot * ROWS * n_slots;
    bool got = true;
    batch->n = 0;
    batch->code = DY_OK;
    while (batch->n < ROWS && got && !batch->code) {
        struct dy_row *row = &batch->rows[batch->n];
        row->values = values + batch->n * n_slots;
        batch->code =
            in->reader->next(in->reader->self, values + batch->n * n_slots, row, &got, &batch->err);
        batch->n += got && !batch->code;
    }
    batch->last = !got || batch->code;
}

static enum dy_code visit_batch(const struct batch *batch, dy_row_visitor visit, void *self,
                                struct dy_err *err)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < batch->n && !code; i++)
        code = visit(self, &batch->rows[i], err);
    if (!code && batch->code) {
        code = batch->code;
        *err = batch->err;
    }
    return code;
}

static void *read_all(void *argument)
{
    struct pipeline *in = argument;
    bool done = false;
    for (unsigned slot = 0; !done; slot = (slot + 1) % BATCHES) {
        pthread_mutex_lock(&in->lock);
        while (in->n_filled == BATCHES && !in->stop)
            pthread_cond_wait(&in->emptied, &in->lock);
        done = in->stop;
        pthread_mutex_unlock(&in->lock);
        if (done)
            break;
        fill(in, slot);
        done = in->batches[slot].last;
        pthread_mutex_lock(&in->lock);
        in->n_filled++;
        pthread_cond_signal(&in->filled);
        pthread_mutex_unlock(&in->lock);
    }
    return NULL;
}

static enum dy_code visit_all(struct pipeline *in, dy_row_visitor visit, void *self,
                              struct dy_err *err)
{
    enum dy_code code = DY_OK;
    bool last = false;
    for (unsigned slot = 0; !last && !code; slot = (slot + 1) % BATCHES) {
        pthread_mutex_lock(&in->lock);
        while (in->n_filled == 0)
            pthread_cond_wait(&in->filled, &in->lock);
        pthread_mutex_unlock(&in->lock);
        last = in->batches[slot].last;
        code = visit_batch(&in->batches[slot], visit, self, err);
        pthread_mutex_lock(&in->lock);
        in->n_filled--;
        in->stop = code != DY_OK;
        pthread_cond_signal(&in->emptied);
        pthread_mutex_unlock(&in->lock);
    }
    return code;
}

static enum dy_code run_in_turn(struct pipeline *in, dy_row_visitor visit, void *self,
                                struct dy_err *err)
{
    enum dy_code code;
    do {
        fill(in, 0);
        code = visit_batch(&in->batches[0], visit, self, err);
    } while (!code && !in->batches[0].last);
    return code;
}

enum dy_code dy_pipeline_run(struct dy_arena *mem, const struct dy_row_reader *reader, bool threads,
                             dy_row_visitor visit, void *self, struct dy_err *err)
{
    struct pipeline in = {.reader = reader,
                          .batches = DY_NEW(mem, struct batch, BATCHES),
                          .values = DY_NEW(mem, uint64_t, BATCHES * ROWS * reader->n_slots),
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .filled = PTHREAD_COND_INITIALIZER,
                          .emptied = PTHREAD_COND_INITIALIZER};
    pthread_t thread;
    if (!in.batches || !in.values)
        return dy_no_memory(err);
    if (!threads || pthread_create(&thread, NULL, read_all, &in) != 0)
        return run_in_turn(&in, visit, self, err);
    enum dy_code code = visit_all(&in, visit, self, err);
    pthread_join(thread, NULL);
    return code;
}

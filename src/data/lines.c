/*
 * A ring of batches. Each thread has its own, so that their memory stays in its cache. Cutting
 * lines off the file is done by one thread at a time, parsing a batch by whoever took it, visiting
 * by the caller in the order of taking. One lock, one condition.
 */
#include "data/lines.h"

#include <pthread.h>
#include <sys/stat.h>

enum { BATCHES = 8, LINES = 256, LARGE = 1 << 20 };

struct batch {
    _Alignas(DY_LANE_ALIGN) enum { EMPTY, TAKEN, READY } state;
    bool last;         /* nothing follows it */
    struct dy_csv csv; /* of its lines */
    char *text;        /* their bytes, unless the file is kept whole */
    char *items;       /* [LINES + 1] of item_size */
    size_t n;
    enum dy_code code; /* of the line behind the last item */
    struct dy_err err;
};
struct ring {
    const struct dy_line_work *work;
    struct dy_csv *csv;
    struct batch lanes[DY_LANES][BATCHES];
    _Alignas(DY_LANE_ALIGN) struct batch *order[DY_LANES * BATCHES]; /* as taken, in a ring */
    size_t n_taken, n_visited;
    bool stop;           /* nothing is left to be taken */
    uint32_t empty_line; /* the first of the empty lines last visited, 0 = none */
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* The next lines, as a batch of the lane; NULL if there are none, or no room. The lock is held. */
static struct batch *take(struct ring *in, unsigned lane)
{
    struct batch *batch = in->lanes[lane];
    while (batch < in->lanes[lane] + BATCHES && batch->state != EMPTY)
        batch++;
    if (in->stop || batch == in->lanes[lane] + BATCHES)
        return NULL;
    batch->code = dy_csv_cut(in->csv, LINES, batch->text, &batch->csv, &batch->err);
    batch->last = batch->code || (in->csv->at_end && in->csv->begin == in->csv->end);
    batch->state = TAKEN;
    in->stop = batch->last;
    in->order[in->n_taken++ % DY_COUNT_OF(in->order)] = batch;
    return batch;
}

/* The lock is held, but not while parsing. */
static void parse(struct ring *in, struct batch *batch, unsigned lane)
{
    const struct dy_line_work *work = in->work;
    struct dy_csv_line line;
    bool got = !batch->code;
    pthread_mutex_unlock(&in->lock);
    for (batch->n = 0; got && !batch->code; batch->n += got && !batch->code) {
        batch->code = dy_csv_next(&batch->csv, &line, &got, &batch->err);
        if (!batch->code && got)
            batch->code = work->parse(work->self, lane, &line,
                                      batch->items + batch->n * work->item_size, &batch->err);
    }
    pthread_mutex_lock(&in->lock);
    batch->last = batch->last || batch->code;
    batch->state = READY;
    pthread_cond_signal(&in->changed);
}

static void *help(void *argument)
{
    struct ring *in = argument;
    pthread_mutex_lock(&in->lock);
    while (!in->stop) {
        struct batch *batch = take(in, 1);
        if (batch)
            parse(in, batch, 1);
        else
            pthread_cond_wait(&in->changed, &in->lock);
    }
    pthread_mutex_unlock(&in->lock);
    return NULL;
}

static enum dy_code visit_items(struct ring *in, const struct batch *batch, struct dy_err *err)
{
    const struct dy_line_work *work = in->work;
    enum dy_code code = DY_OK;
    if (in->empty_line && (batch->n || batch->code))
        return dy_csv_empty_line(in->csv, in->empty_line, batch->csv.byte, err);
    if (!in->empty_line)
        in->empty_line = batch->csv.empty_line;
    for (size_t i = 0; i < batch->n && !code; i++)
        code = work->visit(work->self, batch->items + i * work->item_size, err);
    if (code || !batch->code)
        return code;
    *err = batch->err;
    return batch->code;
}

/* The lock is held, but not while visiting. */
static enum dy_code visit(struct ring *in, struct batch *batch, struct dy_err *err)
{
    pthread_mutex_unlock(&in->lock);
    enum dy_code code = visit_items(in, batch, err);
    pthread_mutex_lock(&in->lock);
    batch->state = EMPTY;
    in->n_visited++;
    in->stop = in->stop || code;
    pthread_cond_signal(&in->changed);
    return code;
}

/* Visit what is ready; parse what can be taken meanwhile; wait only when neither is possible. */
static enum dy_code lead(struct ring *in, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    bool last = false;
    pthread_mutex_lock(&in->lock);
    while (!code && !last) {
        struct batch *next = in->order[in->n_visited % DY_COUNT_OF(in->order)], *more;
        if (in->n_visited < in->n_taken && next->state == READY) {
            last = next->last;
            code = visit(in, next, err);
        } else if ((more = take(in, 0)) != NULL) {
            parse(in, more, 0);
        } else {
            pthread_cond_wait(&in->changed, &in->lock);
        }
    }
    pthread_mutex_unlock(&in->lock);
    return code;
}

static bool is_large(const struct dy_csv *csv)
{
    struct stat about;
    if (csv->fd < 0)
        return csv->end - csv->begin > LARGE;
    return fstat(csv->fd, &about) == 0 && about.st_size > LARGE;
}

enum dy_code dy_lines_each(struct dy_arena *mem, struct dy_csv *csv,
                           const struct dy_line_work *work, struct dy_err *err)
{
    struct ring in = {.work = work,
                      .csv = csv,
                      .lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP,
                      .changed = PTHREAD_COND_INITIALIZER};
    for (size_t i = 0; i < DY_LANES * BATCHES; i++) {
        struct batch *batch = &in.lanes[i / BATCHES][i % BATCHES];
        batch->items = dy_arena_alloc(mem, LINES + 1, work->item_size);
        if (csv->fd >= 0)
            batch->text = dy_arena_alloc(mem, csv->capacity + DY_CSV_PAD, 1);
        if (!batch->items || (csv->fd >= 0 && !batch->text))
            return dy_no_memory(err);
    }
    pthread_t helper;
    bool helped = is_large(csv) && pthread_create(&helper, NULL, help, &in) == 0;
    enum dy_code code = lead(&in, err);
    if (helped)
        pthread_join(helper, NULL);
    return code;
}

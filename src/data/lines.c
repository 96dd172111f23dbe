/*
 * A ring of batches. Each thread has its own, so that their memory stays in its cache. Cutting
 * lines off the file is done by one thread at a time, parsing a batch by whoever took it, visiting
 * by one thread at a time in the order of taking. Whoever is free does what there is: a thread that
 * sleeps costs more than the work it waits for. One lock, one condition.
 */
#include "data/lines.h"

#include <pthread.h>
#include <sched.h>

_Static_assert(DY_LANES == 2, "the caller's lane and one helper's");
enum { BATCHES = 8, LINES = 512, LARGE = 1 << 20 };

struct batch {
    _Alignas(DY_LANE_ALIGN) enum { EMPTY, TAKEN, READY } state;
    unsigned lane;
    bool last;         /* nothing follows it */
    struct dy_csv csv; /* of its lines */
    char *text;        /* their bytes, unless the file is in memory */
    char *items;       /* [LINES + 1] of item_size */
    size_t n;
    enum dy_code code; /* of the line behind the last item */
    struct dy_err err;
};
struct ring {
    const struct dy_line_work *work;
    struct dy_csv *csv;
    struct batch lanes[DY_LANES][BATCHES];
    size_t n_empty[DY_LANES];
    _Alignas(DY_LANE_ALIGN) struct batch *order[DY_LANES * BATCHES]; /* as taken, in a ring */
    size_t n_taken, n_visited;
    bool stop;     /* nothing is left to be taken */
    bool visiting; /* one of the threads is */
    bool done;
    enum dy_code code; /* the first error, in *err */
    struct dy_err *err;
    uint32_t empty_line;  /* the first of the empty lines last visited, 0 = none */
    cpu_set_t processors; /* where we may run */
    bool is_placed;       /* the helper starts on another one than its creator */
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* The next lines, as a batch of the lane; NULL if there are none, or no room. The lock is held. */
static struct batch *take(struct ring *in, unsigned lane)
{
    struct batch *batch = in->lanes[lane];
    if (in->stop || in->n_empty[lane] == 0)
        return NULL;
    while (batch->state != EMPTY)
        batch++;
    batch->code = dy_csv_cut(in->csv, LINES, batch->text, &batch->csv, &batch->err);
    batch->last = batch->code || (in->csv->at_end && in->csv->begin == in->csv->end);
    batch->state = TAKEN;
    in->n_empty[lane]--;
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
}

static enum dy_code visit_items(struct ring *in, const struct batch *batch)
{
    const struct dy_line_work *work = in->work;
    enum dy_code code = DY_OK;
    if (in->empty_line && (batch->n || batch->code))
        return dy_csv_empty_line(in->csv, in->empty_line, batch->csv.byte, in->err);
    if (!in->empty_line)
        in->empty_line = batch->csv.empty_line;
    for (size_t i = 0; i < batch->n && !code; i++)
        code = work->visit(work->self, batch->items + i * work->item_size, in->err);
    if (code || !batch->code)
        return code;
    *in->err = batch->err;
    return batch->code;
}

/*
 * The lock is held, but not while visiting. The other thread sleeps only when its batches are full,
 * and is woken for several of them.
 */
static void visit(struct ring *in, struct batch *batch, unsigned lane)
{
    in->visiting = true;
    pthread_mutex_unlock(&in->lock);
    enum dy_code code = visit_items(in, batch);
    pthread_mutex_lock(&in->lock);
    in->visiting = false;
    in->n_visited++;
    in->n_empty[batch->lane]++;
    batch->state = EMPTY;
    in->code = code;
    in->done = code || batch->last;
    if (in->done || in->n_empty[1 - lane] > BATCHES / 2)
        pthread_cond_signal(&in->changed);
}

/* Visit what is ready; else parse what can be taken; wait only when neither is possible. */
static void work_in_lane(struct ring *in, unsigned lane)
{
    pthread_mutex_lock(&in->lock);
    while (!in->done) {
        struct batch *next = in->order[in->n_visited % DY_COUNT_OF(in->order)], *more;
        if (!in->visiting && in->n_visited < in->n_taken && next->state == READY)
            visit(in, next, lane);
        else if ((more = take(in, lane)) != NULL)
            parse(in, more, lane);
        else
            pthread_cond_wait(&in->changed, &in->lock);
    }
    pthread_mutex_unlock(&in->lock);
}

static void *help(void *argument)
{
    struct ring *in = argument;
    if (in->is_placed)
        (void)sched_setaffinity(0, sizeof in->processors, &in->processors);
    work_in_lane(in, 1);
    return NULL;
}

/*
 * The kernel likes to put a new thread on its creator's processor, though another one may be idle,
 * and there it waits for milliseconds. So it is to start on any other; after that it may go
 * wherever we may. Nothing but time depends on it.
 */
static bool start_helper(struct ring *in, pthread_t *helper)
{
    pthread_attr_t how;
    int here = sched_getcpu();
    if (pthread_attr_init(&how) != 0)
        return false;
    if (here >= 0 && sched_getaffinity(0, sizeof in->processors, &in->processors) == 0) {
        cpu_set_t others = in->processors;
        CPU_CLR((size_t)here, &others);
        in->is_placed = CPU_COUNT(&others) > 0 &&
                        pthread_attr_setaffinity_np(&how, sizeof others, &others) == 0;
    }
    bool started = pthread_create(helper, &how, help, in) == 0;
    pthread_attr_destroy(&how);
    return started;
}

/* Batches of one lane. Of the room for their text only what is written to becomes memory. */
static enum dy_code make_room(struct dy_arena *mem, struct ring *in, unsigned lane, size_t n,
                              struct dy_err *err)
{
    bool streamed = in->csv->fd >= 0;
    size_t text_size = in->csv->capacity + DY_CSV_PAD,
           items_size = (LINES + 1) * in->work->item_size;
    char *text = streamed ? dy_arena_alloc(mem, n, text_size) : NULL;
    char *items = dy_arena_alloc(mem, n, items_size);
    if (!items || (streamed && !text))
        return dy_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        struct batch *batch = &in->lanes[lane][i];
        batch->lane = lane;
        batch->items = items + i * items_size;
        batch->text = streamed ? text + i * text_size : NULL;
    }
    in->n_empty[lane] = n;
    return DY_OK;
}

enum dy_code dy_lines_each(struct dy_arena *mem, struct dy_csv *csv,
                           const struct dy_line_work *work, struct dy_err *err)
{
    struct ring in = {.work = work,
                      .csv = csv,
                      .err = err,
                      .lock = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP,
                      .changed = PTHREAD_COND_INITIALIZER};
    pthread_t helper;
    bool large = csv->size > LARGE;
    enum dy_code code = make_room(mem, &in, 0, large ? BATCHES : 1, err);
    if (!code && large)
        code = make_room(mem, &in, 1, BATCHES, err);
    if (code)
        return code;
    bool helped = large && start_helper(&in, &helper);
    work_in_lane(&in, 0);
    if (helped)
        pthread_join(helper, NULL);
    return in.code;
}

/* Each thread takes the next entry until there is none. */
#include "verify/signatures.h"

#include <string.h>
#include <unistd.h>

static void *work(void *self)
{
    struct dy_signatures *batch = self;
    for (;;) {
        size_t i = atomic_fetch_add(&batch->next, 1);
        if (i >= batch->n)
            return NULL;
        if (dy_entry_signed(batch->items[i], batch->authors[i]))
            continue;
        size_t bad = atomic_load(&batch->first_bad);
        while (i < bad && !atomic_compare_exchange_weak(&batch->first_bad, &bad, i))
            ;
    }
}

void dy_signatures_init(struct dy_signatures *batch, unsigned n_threads)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned n = n_threads ? n_threads : processors > 0 ? (unsigned)processors : 1;
    batch->n = batch->n_bytes = 0;
    batch->n_running = 0;
    batch->n_threads = (n < DY_SIGNATURE_THREADS ? n : DY_SIGNATURE_THREADS) - 1;
}

bool dy_signatures_add(struct dy_signatures *batch, uint64_t number, struct dy_bytes entry)
{
    char *copy = batch->bytes + batch->n_bytes;
    if (entry.n > DY_ITEM_BYTES || !dy_entry_author(entry, batch->authors[batch->n]))
        return false;
    memcpy(copy, entry.of, entry.n);
    if (batch->n == 0)
        batch->first = number;
    batch->items[batch->n++] = (struct dy_bytes){copy, entry.n};
    batch->n_bytes += entry.n;
    return true;
}

bool dy_signatures_full(const struct dy_signatures *batch)
{
    return batch->n == DY_SIGNATURE_BATCH || batch->n_bytes >= DY_SIGNATURE_BYTES;
}

/* A thread that cannot be had is one fewer. */
void dy_signatures_begin(struct dy_signatures *batch)
{
    atomic_store(&batch->next, 0);
    atomic_store(&batch->first_bad, batch->n);
    batch->n_running = 0;
    while (batch->n_running < batch->n_threads && batch->n > 1 &&
           pthread_create(&batch->threads[batch->n_running], NULL, work, batch) == 0)
        batch->n_running++;
}

size_t dy_signatures_join(struct dy_signatures *batch)
{
    (void)work(batch);
    for (unsigned i = 0; i < batch->n_running; i++)
        (void)pthread_join(batch->threads[i], NULL);
    batch->n_running = 0;
    return atomic_load(&batch->first_bad);
}

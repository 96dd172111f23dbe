/*
 * A process that writes a record and can be killed: for store_faults_test.py.
 *
 *   store_writer create URL
 *   store_writer write URL NAME BATCHES    appends batches of 1 to 40 items; "ack HEAD" behind each
 *   store_writer check URL                 all items are there, each batch whole and once
 *
 * Items are "NAME batch index size filling". Exit codes as the program's: 4 = environment.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record/store.h"

enum { LARGEST_BATCH = 40, ITEM = 3000 };

static int say(const struct dy_err *err)
{
    char text[600];
    dy_err_format(err, text, sizeof text);
    fprintf(stderr, "%s\n", text);
    return dy_code_exit(err->code);
}

/* --- check --- */

struct seen {
    char name[40];
    unsigned long batch, index, size, n_batches;
};

static enum dy_code wrong(struct dy_err *err, uint64_t number, const char *what)
{
    return dy_fail(err, DY_E_CRYPTO, (struct dy_span){0}, NULL, "item %" PRIu64 " %s", number,
                   what);
}

/* Batches of several writers may follow each other, but none stands inside another. */
static enum dy_code visit(void *self, uint64_t number, struct dy_bytes item, struct dy_err *err)
{
    struct seen *seen = self, now = {.n_batches = seen->n_batches};
    char text[80];
    snprintf(text, sizeof text, "%.*s", (int)(item.n < 79 ? item.n : 79), item.of);
    if (sscanf(text, "%39s %lu %lu %lu", now.name, &now.batch, &now.index, &now.size) != 4)
        return wrong(err, number, "is none of ours");
    bool first = now.index == 0;
    if (first && seen->size > 0 && seen->index + 1 != seen->size)
        return wrong(err, number, "follows half a batch");
    if (!first && (strcmp(now.name, seen->name) != 0 || now.batch != seen->batch ||
                   now.index != seen->index + 1 || now.size != seen->size))
        return wrong(err, number, "is not the next of its batch");
    now.n_batches += first;
    *seen = now;
    if (first)
        printf("batch %s %lu\n", now.name, now.batch);
    return DY_OK;
}

static enum dy_code check(struct dy_store *store, struct dy_err *err)
{
    struct seen seen = {0};
    uint64_t head = 0;
    enum dy_code code = dy_store_check(store, err);
    if (code == DY_OK)
        code = dy_store_head(store, DY_SHELF_ENTRIES, &head, err);
    if (code == DY_OK)
        code = dy_store_read(store, DY_SHELF_ENTRIES, 0, UINT64_MAX, visit, &seen, err);
    if (code == DY_OK && seen.size > 0 && seen.index + 1 != seen.size)
        code = wrong(err, head, "would be the end of a batch");
    if (code == DY_OK)
        printf("head %" PRIu64 "\n", head);
    return code;
}

/* --- write --- */

static size_t make_batch(const char *name, unsigned long batch, char texts[][ITEM],
                         struct dy_bytes *items)
{
    size_t size = batch % 7 == 0 ? LARGEST_BATCH : 1 + batch * 2654435761u % 5;
    for (size_t i = 0; i < size; i++) {
        size_t n = 40 + (batch * 977 + i * 131) % (ITEM - 60);
        memset(texts[i], '.', n);
        int head = snprintf(texts[i], ITEM, "%s %lu %zu %zu ", name, batch, i, size);
        texts[i][head] = '.';
        items[i] = (struct dy_bytes){texts[i], n};
    }
    return size;
}

static enum dy_code write_batches(struct dy_store *store, const char *name, unsigned long n,
                                  struct dy_err *err)
{
    static char texts[LARGEST_BATCH][ITEM];
    struct dy_bytes items[LARGEST_BATCH];
    uint64_t head = 0;
    enum dy_code code = dy_store_head(store, DY_SHELF_ENTRIES, &head, err);
    printf("found %" PRIu64 "\n", head);
    for (unsigned long batch = 0; code == DY_OK && batch < n;) {
        size_t size = make_batch(name, batch, texts, items);
        bool done = false;
        code = dy_store_append(store, DY_SHELF_ENTRIES, head, size, items, &done, err);
        if (code == DY_OK && done) {
            head += size;
            batch++;
            printf("ack %" PRIu64 "\n", head);
        } else if (code == DY_OK) {
            code = dy_store_head(store, DY_SHELF_ENTRIES, &head, err);
        }
    }
    return code;
}

int main(int argc, char **argv)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    if (argc < 3)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGXFSZ, SIG_IGN);
    bool create = strcmp(argv[1], "create") == 0, writes = strcmp(argv[1], "write") == 0;
    enum dy_store_mode mode = create ? DY_STORE_CREATE : (writes ? DY_STORE_WRITE : DY_STORE_READ);
    enum dy_code code = dy_store_open(argv[2], mode, &store, &err);
    if (code == DY_OK && writes && argc == 5)
        code = write_batches(store, argv[3], strtoul(argv[4], NULL, 10), &err);
    else if (code == DY_OK && !create)
        code = check(store, &err);
    dy_store_close(store);
    return code == DY_OK ? 0 : say(&err);
}

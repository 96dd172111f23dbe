/*
 * How many entries a second are appended and durable, one by one and in batches of 1,000, in both
 * stores, beside what the disk itself gives: the same bytes written to a plain file and flushed
 * with fdatasync after each entry or batch, in the same run and in turn with the stores.
 *
 *   bench_store FOLDER        FOLDER on the disk in question; PostgreSQL by DAUYS_TEST_POSTGRES
 *
 * Entries are 600 bytes, like a signed protocol. Medians of ROUNDS rounds.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record/store.h"

enum { ENTRY = 600, BATCH = 1000, ROUNDS = 5 };
static const double SECONDS = 0.8; /* of one round */

static char bytes[BATCH][ENTRY];
static struct dy_bytes items[BATCH];

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void die(const char *what, const struct dy_err *err)
{
    char text[600] = "";
    if (err)
        dy_err_format(err, text, sizeof text);
    fprintf(stderr, "bench_store: %s%s\n", what, text);
    exit(4);
}

/* One thing that takes n entries and has them on the disk when it returns. */
struct sink {
    const char *name;
    struct dy_store *store; /* NULL: the plain file */
    int file;
    uint64_t head;
    double rates[2][ROUNDS]; /* entries a second: one by one, in batches */
};

static void put(struct sink *sink, size_t n)
{
    struct dy_err err = {0};
    bool done = false;
    if (!sink->store) {
        for (size_t left = n * ENTRY, at = 0; left > 0;) {
            ssize_t some = write(sink->file, &bytes[0][0] + at, left);
            if (some <= 0)
                die("the plain file cannot be written", NULL);
            left -= (size_t)some;
            at += (size_t)some;
        }
        if (fdatasync(sink->file) != 0)
            die("the plain file cannot be flushed", NULL);
    } else if (dy_store_append(sink->store, DY_SHELF_ENTRIES, sink->head, n, items, &done, &err) !=
               DY_OK) {
        die("", &err);
    } else if (!done) {
        die("somebody else writes too", NULL);
    }
    sink->head += n;
}

static double rate(struct sink *sink, size_t n)
{
    uint64_t before = sink->head;
    double start = now(), took = 0;
    while ((took = now() - start) < SECONDS)
        put(sink, n);
    return (double)(sink->head - before) / took;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void open_store(struct sink *sink, const char *url)
{
    struct dy_err err = {0};
    if (dy_store_open(url, DY_STORE_CREATE, &sink->store, &err) != DY_OK)
        die("", &err);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bench_store FOLDER\n");
        return 2;
    }
    char folder[300], name[2][400];
    snprintf(folder, sizeof folder, "%s/dauys-bench-XXXXXX", argv[1]);
    if (!mkdtemp(folder))
        die("the folder cannot be written", NULL);
    snprintf(name[0], sizeof name[0], "%s/plain", folder);
    snprintf(name[1], sizeof name[1], "%s/record.dauys", folder);
    for (size_t i = 0; i < BATCH; i++) {
        for (size_t j = 0; j < ENTRY; j++)
            bytes[i][j] = (char)((i * 31 + j * 2654435761u) >> 7);
        items[i] = (struct dy_bytes){bytes[i], ENTRY};
    }
    const char *postgres = getenv("DAUYS_TEST_POSTGRES");
    struct sink sinks[] = {
        {.name = "write + fdatasync"}, {.name = "SQLite"}, {.name = "PostgreSQL"}};
    size_t n_sinks = postgres && *postgres ? 3 : 2;
    sinks[0].file = open(name[0], O_CREAT | O_WRONLY | O_APPEND, 0600);
    open_store(&sinks[1], name[1]);
    if (n_sinks == 3)
        open_store(&sinks[2], postgres);
    for (size_t round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < n_sinks; i++) {
            sinks[i].rates[0][round] = rate(&sinks[i], 1);
            sinks[i].rates[1][round] = rate(&sinks[i], BATCH);
        }
    printf("durable entries of %d bytes a second (medians of %d rounds, in turn)\n", ENTRY, ROUNDS);
    printf("  %-20s %12s %14s\n", "", "one by one", "1,000 at once");
    for (size_t i = 0; i < n_sinks; i++) {
        for (int how = 0; how < 2; how++)
            qsort(sinks[i].rates[how], ROUNDS, sizeof(double), compare);
        printf("  %-20s %12.0f %14.0f", sinks[i].name, sinks[i].rates[0][ROUNDS / 2],
               sinks[i].rates[1][ROUNDS / 2]);
        if (i > 0)
            printf("     %.2f and %.2f of the plain file's rate",
                   sinks[i].rates[0][ROUNDS / 2] / sinks[0].rates[0][ROUNDS / 2],
                   sinks[i].rates[1][ROUNDS / 2] / sinks[0].rates[1][ROUNDS / 2]);
        printf("\n");
    }
    close(sinks[0].file);
    dy_store_close(sinks[1].store);
    dy_store_close(sinks[2].store);
    unlink(name[0]);
    unlink(name[1]);
    rmdir(folder);
    return 0;
}

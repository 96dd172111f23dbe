/*
 * A record of many stations, side by side with what it is made of, in one run: appending through
 * dy_record_append, signing and applying included; dy_verify against libsodium's own rate; replay
 * and count against SQLite's SELECT and jansson. Everything is made up: see generate.c.
 *
 *   bench_record FOLDER       FOLDER as generate has made it; PostgreSQL by DAUYS_TEST_POSTGRES
 *
 * Medians of ROUNDS rounds, the pairs in turn. Processor time is printed beside the time that has
 * passed: on a machine with other work, only that can be compared.
 */
#include <malloc.h>
#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dauys/verify.h"
#include "record/entry.h"
#include "state/record.h"

enum { BATCH = 1000, ROUNDS = 5, RAW = 20000, CELLS = 1024, THREADS = 64 };

struct lap {
    double passed, used; /* seconds: by the clock, of processors */
};

static double seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static struct lap begin(void)
{
    return (struct lap){seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};
}

static struct lap end(struct lap from)
{
    struct lap now = begin();
    return (struct lap){now.passed - from.passed, now.used - from.used};
}

static int compare(const void *a, const void *b)
{
    const struct lap *x = a, *y = b;
    return (x->passed > y->passed) - (x->passed < y->passed);
}

/* Of each kind of time its own median. */
static struct lap median(const struct lap *laps)
{
    struct lap by[2][ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        by[0][i] = laps[i];
        by[1][i] = (struct lap){laps[i].used, 0};
    }
    qsort(by[0], ROUNDS, sizeof(struct lap), compare);
    qsort(by[1], ROUNDS, sizeof(struct lap), compare);
    return (struct lap){by[0][ROUNDS / 2].passed, by[1][ROUNDS / 2].passed};
}

static void need(enum dy_code code, const struct dy_err *err)
{
    char text[600];
    if (code == DY_OK)
        return;
    dy_err_format(err, text, sizeof text);
    fprintf(stderr, "bench_record: %s\n", text);
    exit(4);
}

static void die(const char *what)
{
    fprintf(stderr, "bench_record: %s\n", what);
    exit(4);
}

/* --- the rows --- */

struct rows {
    char *text, *names[CELLS]; /* of the columns, the first is the unit's */
    size_t n_names, n;
    char **lines;
};

static void read_rows(struct rows *rows, const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/protocols-synthetic.csv", folder);
    FILE *file = fopen(path, "rb");
    if (!file)
        die("the folder holds no protocols-synthetic.csv");
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    rows->text = calloc(1, size + 1);
    rows->lines = calloc(size / 2 + 1, sizeof(char *));
    if (!rows->text || !rows->lines || fread(rows->text, 1, size, file) != size)
        die("the protocols cannot be read");
    fclose(file);
    char *rest = NULL, *line = strtok_r(rows->text, "\n", &rest), *inside = NULL;
    for (char *name = strtok_r(line, ",", &inside); name; name = strtok_r(NULL, ",", &inside))
        rows->names[rows->n_names++] = name;
    while ((line = strtok_r(NULL, "\n", &rest)))
        rows->lines[rows->n++] = line;
}

struct drafts {
    const struct rows *rows;
    size_t first;
};

static enum dy_code make(void *self, size_t i, const char **kind, json_t **body, struct dy_err *err)
{
    const struct drafts *in = self;
    char line[8192], *inside = NULL;
    json_t *values = json_object();
    (void)err;
    snprintf(line, sizeof line, "%s", in->rows->lines[in->first + i]);
    const char *unit = strtok_r(line, ",", &inside);
    for (size_t k = 1; k < in->rows->n_names; k++)
        json_object_set_new(values, in->rows->names[k],
                            json_integer(strtoll(strtok_r(NULL, ",", &inside), NULL, 10)));
    *kind = "protocol";
    *body = json_pack("{s:s s:i s:s s:s s:o}", "tier", "list", "round", 1, "source", "copy",
                      "station", unit, "values", values);
    return DY_OK;
}

/* --- making the record --- */

struct bench {
    const char *folder, *law_root;
    struct rows rows;
    struct dy_key founder, typist;
    struct dy_arena mem;
    struct dy_err err;
};

static struct dy_record *new_record(struct bench *in, struct dy_arena *mem, const char *url)
{
    struct dy_record_options options = {.election = {.law_root = in->law_root}, .write = true};
    struct dy_record *record = NULL;
    char key[2 * DY_KEY_BYTES + 1];
    uint64_t number;
    need(dy_record_create(mem, url, in->folder, &options, &in->founder, "founder", 1600000000,
                          &in->err),
         &in->err);
    need(dy_record_open(mem, url, &options, &record, &in->err), &in->err);
    dy_hex(in->typist.of, DY_KEY_BYTES, key);
    json_t *body = json_pack("{s:s s:s s:s s:s}", "key", key, "person", "typist", "role", "typist",
                             "area", "all");
    need(dy_record_append_one(record, &in->founder, "key-enrolled", body, 1600000000, &number,
                              &in->err),
         &in->err);
    return record;
}

/* All rows, the last BATCH of them one by one. */
static void append(struct bench *in, const char *name, const char *url)
{
    struct dy_arena mem;
    dy_arena_init(&mem);
    struct dy_record *record = new_record(in, &mem, url);
    size_t n = in->rows.n, whole = (n - 1) / BATCH * BATCH;
    uint64_t first;
    struct lap laps[2];
    for (int how = 0; how < 2; how++) {
        struct lap from = begin();
        size_t step = how ? 1 : BATCH;
        for (size_t i = how ? whole : 0; i < (how ? n : whole); i += step) {
            struct drafts rows = {&in->rows, i};
            struct dy_drafts drafts = {step, &rows, make};
            need(dy_record_append(record, &in->typist, &drafts, 1600000001, &first, &in->err),
                 &in->err);
        }
        laps[how] = end(from);
    }
    need(dy_record_checkpoint(record, &in->founder, &in->err), &in->err);
    printf("  %-12s %12.0f %14.0f     (processor time alone: %.0f and %.0f)\n", name,
           (double)(n - whole) / laps[1].passed, (double)whole / laps[0].passed,
           (double)(n - whole) / laps[1].used, (double)whole / laps[0].used);
    dy_record_close(record);
    dy_arena_finish(&mem);
}

/* --- verifying --- */

/* What libsodium is given: the record's own messages, as long as they are. */
struct message {
    const unsigned char *of, *signature, *key;
    size_t n;
};
struct messages {
    struct dy_arena *mem;
    struct message of[RAW];
    size_t n;
};

static enum dy_code keep(void *self, uint64_t number, struct dy_bytes item, struct dy_err *err)
{
    struct messages *to = self;
    uint8_t *key = DY_NEW(to->mem, uint8_t, DY_KEY_BYTES);
    char *copy = dy_arena_copy(to->mem, item.of, item.n);
    (void)number;
    if (!key || !copy)
        return dy_no_memory(err);
    if (to->n == RAW || !dy_entry_author(item, key))
        return DY_OK;
    /* Signed is what precedes the signature, and a few bytes: as long, but for the signature. */
    size_t n =
        item.n - sizeof "\"signature\":\"\"," - 2 * crypto_sign_BYTES + sizeof "dauys-entry/1\n";
    to->of[to->n++] = (struct message){(unsigned char *)copy, NULL, key, n};
    return DY_OK;
}

static void sign_messages(struct messages *of, const struct dy_key *by)
{
    for (size_t i = 0; i < of->n; i++) {
        unsigned char *signature = DY_NEW(of->mem, unsigned char, crypto_sign_BYTES);
        crypto_sign_detached(signature, NULL, of->of[i].of, of->of[i].n, by->secret);
        of->of[i].signature = signature;
        of->of[i].key = by->of;
    }
}

static void *verify_raw(void *self)
{
    const struct messages *of = self;
    for (size_t i = 0; i < of->n; i++)
        if (crypto_sign_verify_detached(of->of[i].signature, of->of[i].of, of->of[i].n,
                                        of->of[i].key) != 0)
            die("libsodium refuses its own signature");
    return NULL;
}

static struct lap verify_on_all(struct messages *of, unsigned cores)
{
    pthread_t threads[THREADS];
    struct lap from = begin();
    for (unsigned i = 1; i < cores; i++)
        if (pthread_create(&threads[i], NULL, verify_raw, of) != 0)
            die("no thread can be had");
    verify_raw(of);
    for (unsigned i = 1; i < cores; i++)
        pthread_join(threads[i], NULL);
    return end(from);
}

static struct lap verify_ours(struct bench *in, const char *path, uint64_t *n)
{
    struct dy_arena mem;
    struct dy_verification out;
    struct dy_verify_options options = {.law_root = in->law_root};
    dy_arena_init(&mem);
    struct lap from = begin();
    need(dy_verify(&mem, path, &options, &out, &in->err), &in->err);
    struct lap took = end(from);
    *n = out.size;
    dy_arena_finish(&mem);
    return took;
}

static void verify(struct bench *in, const char *path)
{
    struct messages *messages = DY_NEW(&in->mem, struct messages, 1);
    struct dy_store *store = NULL;
    struct lap one[ROUNDS], all[ROUNDS], ours[ROUNDS];
    unsigned cores = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t n = 0;
    if (!messages)
        die("no memory");
    cores = cores < THREADS ? cores : THREADS;
    messages->mem = &in->mem;
    need(dy_store_open(path, DY_STORE_READ, &store, &in->err), &in->err);
    need(dy_store_read(store, DY_SHELF_ENTRIES, in->rows.n > RAW ? in->rows.n - RAW : 0, UINT64_MAX,
                       keep, messages, &in->err),
         &in->err);
    dy_store_close(store);
    sign_messages(messages, &in->typist);
    for (size_t i = 0; i < ROUNDS; i++) {
        struct lap from = begin();
        verify_raw(messages);
        one[i] = end(from);
        all[i] = verify_on_all(messages, cores);
        ours[i] = verify_ours(in, path, &n);
    }
    struct lap raw = median(one), full = median(all), whole = median(ours);
    double raw_rate = (double)messages->n / raw.passed, rate = (double)n / whole.passed,
           full_rate = (double)messages->n * cores / full.passed;
    printf("verifying a record of %llu entries, signatures a second (%u cores)\n",
           (unsigned long long)n, cores);
    printf("  libsodium alone, one core      %9.0f\n", raw_rate);
    printf("  libsodium alone, all cores     %9.0f\n", full_rate);
    printf(
        "  dy_verify, whole               %9.0f   %.1f %% of one core's rate times %u (demanded: "
        "85)\n",
        rate, 100 * rate / (raw_rate * cores), cores);
    printf("  of all cores' rate at once     %9s   %.1f %%\n", "", 100 * rate / full_rate);
    printf("  processor time for signatures  %9s   %.1f %% of dy_verify's\n", "",
           100 * raw.used / (double)messages->n * (double)n / whole.used);
}

/* --- replay and count --- */

static struct lap count_ours(struct bench *in, const char *path, double *bytes)
{
    struct dy_arena mem;
    struct dy_record_options options = {.election = {.law_root = in->law_root}};
    struct dy_record *record = NULL;
    const struct dy_election *election = NULL;
    const struct dy_outcome *outcome = NULL;
    struct dy_state *state = NULL;
    struct mallinfo2 before = mallinfo2();
    dy_arena_init(&mem);
    struct lap from = begin();
    need(dy_record_open(&mem, path, &options, &record, &in->err), &in->err);
    need(dy_record_election(record, &election, &in->err), &in->err);
    need(dy_state_fold(&mem, election, "copy", true, &state, &in->err), &in->err);
    need(dy_count(&mem, election, "copy", state->n_tallies, state->tallies, &outcome, &in->err),
         &in->err);
    struct lap took = end(from);
    dy_record_close(record);
    struct mallinfo2 after = mallinfo2();
    *bytes = (double)(after.uordblks + after.hblkhd) - (double)(before.uordblks + before.hblkhd);
    if (state->findings.of.n)
        die("the record's protocols have findings");
    dy_arena_finish(&mem);
    return took;
}

static struct lap read_theirs(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *query = NULL;
    int result = SQLITE_ERROR;
    struct lap from = begin();
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "SELECT item FROM entries ORDER BY number", -1, &query, NULL) !=
            SQLITE_OK)
        die(sqlite3_errmsg(db));
    while ((result = sqlite3_step(query)) == SQLITE_ROW) {
        json_error_t error;
        json_t *entry = json_loadb(sqlite3_column_blob(query, 0),
                                   (size_t)sqlite3_column_bytes(query, 0), 0, &error);
        if (!entry)
            die(error.text);
        json_decref(entry);
    }
    if (result != SQLITE_DONE)
        die(sqlite3_errmsg(db));
    sqlite3_finalize(query);
    sqlite3_close(db);
    return end(from);
}

static void replay(struct bench *in, const char *path)
{
    struct lap ours[ROUNDS], theirs[ROUNDS];
    double bytes = 0;
    for (size_t i = 0; i < ROUNDS; i++) {
        theirs[i] = read_theirs(path);
        ours[i] = count_ours(in, path, &bytes);
    }
    struct lap us = median(ours), them = median(theirs);
    printf("replay and count of %zu stations (processor time in brackets)\n", in->rows.n);
    printf("  SQLite's SELECT and jansson    %9.1f ms (%.1f)\n", them.passed * 1e3,
           them.used * 1e3);
    printf("  open, fold, check, count       %9.1f ms (%.1f)\n", us.passed * 1e3, us.used * 1e3);
    printf("  ratio                          %9.2f (%.2f) of their time (demanded: below 0.5)\n",
           us.passed / them.passed, us.used / them.used);
    printf("  the whole state in memory      %9.1f MB, %.0f bytes a station\n", bytes / 1e6,
           bytes / (double)in->rows.n);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bench_record FOLDER\n");
        return 2;
    }
    static struct bench in;
    const char *postgres = getenv("DAUYS_TEST_POSTGRES");
    in.folder = argv[1];
    dy_arena_init(&in.mem);
    if (sodium_init() < 0)
        die("libsodium cannot be had");
    const char *path = dy_arena_format(&in.mem, "%s/record.dauys", in.folder);
    in.law_root = dy_arena_format(&in.mem, "%s/law", in.folder);
    if (!path || !in.law_root)
        die("no memory");
    read_rows(&in.rows, in.folder);
    need(dy_key_new(&in.mem, "bench.example/founder", &in.founder, &in.err), &in.err);
    need(dy_key_new(&in.mem, "bench.example/typist", &in.typist, &in.err), &in.err);
    if (access(path, F_OK) != 0) {
        printf("signed, applied and durable entries a second, by dy_record_append\n");
        printf("  %-12s %12s %14s\n", "", "one by one", "1,000 at once");
        append(&in, "SQLite", path);
        if (postgres && *postgres)
            append(&in, "PostgreSQL", postgres);
    }
    verify(&in, path);
    replay(&in, path);
    dy_key_close(&in.founder);
    dy_key_close(&in.typist);
    free(in.rows.text);
    free(in.rows.lines);
    dy_arena_finish(&in.mem);
    return 0;
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <ftw.h>
#include <libpq-fe.h>

#include "fixture.h"

void must_be_ok(enum dy_code code, const struct dy_err *err, const char *file, int line)
{
    if (code == DY_OK)
        return;
    print_error("code %d: %s: %s\n", code, err->at.file ? err->at.file : "", err->msg);
    _fail(file, line);
}

uint64_t head_of(struct dy_store *store, enum dy_shelf shelf)
{
    uint64_t n = UINT64_MAX;
    struct dy_err err = {0};
    assert_ok(dy_store_head(store, shelf, &n, &err), &err);
    return n;
}

void must_append(struct dy_store *store, enum dy_shelf shelf, uint64_t expected, size_t n,
                 const struct dy_bytes *items)
{
    bool done = false;
    struct dy_err err = {0};
    assert_ok(dy_store_append(store, shelf, expected, n, items, &done, &err), &err);
    assert_true(done);
}

struct expected {
    const struct dy_bytes *items;
    size_t n, seen;
    uint64_t from;
};

static enum dy_code compare(void *self, uint64_t number, struct dy_bytes item, struct dy_err *err)
{
    struct expected *want = self;
    (void)err;
    assert_int_equal(number, want->from + want->seen);
    if (want->seen < want->n) {
        assert_int_equal(item.n, want->items[want->seen].n);
        assert_memory_equal(item.of, want->items[want->seen].of, item.n);
    }
    want->seen++;
    return DY_OK;
}

void must_read(struct dy_store *store, enum dy_shelf shelf, uint64_t from, uint64_t to,
               const struct dy_bytes *items, size_t n)
{
    struct expected want = {items, n, 0, from};
    struct dy_err err = {0};
    uint64_t head = head_of(store, shelf), end = to < head ? to : head;
    assert_ok(dy_store_read(store, shelf, from, to, compare, &want, &err), &err);
    assert_int_equal(want.seen, from < end ? end - from : 0);
}

/* --- setup --- */

static struct dy_store *open_or_fail(const char *url, enum dy_store_mode mode)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    assert_ok(dy_store_open(url, mode, &store, &err), &err);
    return store;
}

void fixture_close(struct fixture *f)
{
    dy_store_close(f->store);
    f->store = NULL;
}

void fixture_reopen(struct fixture *f, enum dy_store_mode mode)
{
    fixture_close(f);
    f->store = open_or_fail(f->url, mode);
}

struct dy_store *fixture_another(const struct fixture *f, enum dy_store_mode mode)
{
    return open_or_fail(f->url, mode);
}

int fixture_sqlite(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    /* In memory where there is such a folder: what tests flush to the disk is not looked at there.
     */
    snprintf(f->folder, sizeof f->folder, "%s/dauys-store-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(f->folder))
        return -1;
    snprintf(f->url, sizeof f->url, "sqlite:%s/a record?#%%41.dauys", f->folder);
    f->path = f->url + strlen("sqlite:");
    f->store = open_or_fail(f->url, DY_STORE_CREATE);
    *state = f;
    return 0;
}

bool fixture_has_postgres(void)
{
    const char *url = getenv("DAUYS_TEST_POSTGRES");
    return url && *url;
}

int fixture_postgres(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    const char *url = getenv("DAUYS_TEST_POSTGRES"), *admin = getenv("DAUYS_TEST_POSTGRES_ADMIN");
    if (!f || !url || !admin)
        return -1;
    snprintf(f->url, sizeof f->url, "%s", url);
    PGconn *server = PQconnectdb(admin);
    PQclear(PQexec(server, "SET client_min_messages = warning"));
    PGresult *result = PQexec(server, "DROP SCHEMA IF EXISTS dauys CASCADE");
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!good)
        print_error("%s", PQerrorMessage(server));
    PQclear(result);
    PQfinish(server);
    if (!good)
        return -1;
    f->store = open_or_fail(f->url, DY_STORE_CREATE);
    *state = f;
    return 0;
}

static int remove_it(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)kind, (void)where;
    return remove(path);
}

int fixture_finish(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    if (*f->folder)
        nftw(f->folder, remove_it, 8, FTW_DEPTH | FTW_PHYS);
    free(f);
    return 0;
}

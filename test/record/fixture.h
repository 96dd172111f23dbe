/* A new record for each test, in a folder or a database of its own. */
#ifndef DAUYS_TEST_RECORD_FIXTURE_H
#define DAUYS_TEST_RECORD_FIXTURE_H

#include "record/store.h"

struct fixture {
    char folder[64];
    char url[512];
    const char *path; /* of the SQLite file; NULL over PostgreSQL */
    struct dy_store *store;
};
int fixture_sqlite(void **state);   /* a cmocka setup */
int fixture_postgres(void **state); /* drops what the test before it left */
int fixture_finish(void **state);
void fixture_close(struct fixture *f);
void fixture_reopen(struct fixture *f, enum dy_store_mode mode);
struct dy_store *fixture_another(const struct fixture *f, enum dy_store_mode mode);
bool fixture_has_postgres(void);

#define assert_ok(code, err) must_be_ok((code), (err), __FILE__, __LINE__)
void must_be_ok(enum dy_code code, const struct dy_err *err, const char *file, int line);
uint64_t head_of(struct dy_store *store, enum dy_shelf shelf);
void must_append(struct dy_store *store, enum dy_shelf shelf, uint64_t expected, size_t n,
                 const struct dy_bytes *items);
/* Exactly these are read; fewer than there are in the store when `to` says so or n ends it. */
void must_read(struct dy_store *store, enum dy_shelf shelf, uint64_t from, uint64_t to,
               const struct dy_bytes *items, size_t n);

#endif

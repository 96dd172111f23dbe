/* What only the PostgreSQL store has: the rules against its owner and against superusers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "fixture.h"
#include "record/store.h"
#include "record/vault.h"

static const struct dy_bytes three[] = {{"first", 5}, {"second", 6}, {"third", 5}};

static PGconn *server_as(const char *variable)
{
    PGconn *server = PQconnectdb(getenv(variable));
    assert_int_equal(PQstatus(server), CONNECTION_OK);
    PQclear(PQexec(server, "SET client_min_messages = error"));
    return server;
}

static void must_do(PGconn *server, const char *sql)
{
    PGresult *result = PQexec(server, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(server));
    PQclear(result);
}

static void must_refuse(PGconn *server, const char *sql, const char *says)
{
    PGresult *result = PQexec(server, sql);
    if (PQresultStatus(result) != PGRES_FATAL_ERROR || !strstr(PQerrorMessage(server), says))
        fail_msg("%s: %s", sql, PQerrorMessage(server));
    PQclear(result);
}

static void nobody_changes_a_shelf(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *sql, *owner, *superuser;
    } rows[] = {
        {"UPDATE dauys.entries SET item = 'x'", "permission denied", "never changed or removed"},
        {"UPDATE dauys.entries SET item = 'x' WHERE false", "permission denied", "never changed"},
        {"DELETE FROM dauys.entries WHERE number = 2", "permission denied", "never changed"},
        {"TRUNCATE dauys.entries", "permission denied", "never changed or removed"},
        {"INSERT INTO dauys.entries VALUES (4, 0, 'x')", "only grow", "only grow"},
        {"INSERT INTO dauys.entries VALUES (3, 0, 'x'), (5, 0, 'x')", "only grow", "only grow"},
        {"INSERT INTO dauys.entries VALUES (-1, 0, 'x')", "check constraint", "check constraint"},
        {"INSERT INTO dauys.entries VALUES (2, 0, 'x')", "duplicate key", "duplicate key"},
        {"INSERT INTO dauys.entries VALUES (2, 0, 'x') ON CONFLICT (number) DO UPDATE SET sum = 1",
         "permission denied", "never changed or removed"},
        {"INSERT INTO dauys.entries VALUES (3, 0, '')", "check constraint", "check constraint"},
        {"DELETE FROM dauys.checkpoints", "permission denied", "never changed or removed"},
        {"TRUNCATE dauys.checkpoints, dauys.entries", "permission denied", "never changed"},
        {"INSERT INTO dauys.checkpoints VALUES (7, 0, 'x')", "only grow", "only grow"},
        {"UPDATE dauys.vault SET data = 'x'", "permission denied", "never changed or removed"},
        {"TRUNCATE dauys.vault", "permission denied", "never changed or removed"},
    };
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    PGconn *owner = server_as("DAUYS_TEST_POSTGRES"),
           *admin = server_as("DAUYS_TEST_POSTGRES_ADMIN");
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        must_refuse(owner, rows[i].sql, rows[i].owner);
        must_refuse(admin, rows[i].sql, rows[i].superuser);
    }
    must_do(admin, "SET session_replication_role = replica");
    must_refuse(admin, "DELETE FROM dauys.entries", "never changed or removed");
    PQfinish(owner);
    PQfinish(admin);
    struct dy_err err = {0};
    must_read(f->store, DY_SHELF_ENTRIES, 0, UINT64_MAX, three, 3);
    assert_ok(dy_store_check(f->store, &err), &err);
}

static void a_changed_rule_is_found(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *sql, *says;
    } rows[] = {
        {"ALTER TABLE dauys.entries DISABLE TRIGGER refuse", "its triggers are"},
        {"ALTER TABLE dauys.vault ENABLE REPLICA TRIGGER refuse", "its triggers are"},
        {"DROP TRIGGER grow ON dauys.checkpoints", "its tables are"},
        {"CREATE TRIGGER more BEFORE INSERT ON dauys.entries FOR EACH ROW EXECUTE FUNCTION "
         "suppress_redundant_updates_trigger()",
         "its tables are"},
        {"CREATE RULE more AS ON INSERT TO dauys.entries DO INSTEAD NOTHING", "its tables are"},
        {"CREATE OR REPLACE FUNCTION dauys.refuse() RETURNS trigger LANGUAGE plpgsql AS "
         "'BEGIN RETURN NULL; END'",
         "its functions are"},
        {"ALTER TABLE dauys.entries ADD COLUMN more int", "its columns are"},
        {"ALTER TABLE dauys.entries ALTER item DROP NOT NULL", "its columns are"},
        {"ALTER TABLE dauys.entries DROP CONSTRAINT entries_item_check", "its constraints are"},
        {"ALTER TABLE dauys.entries SET UNLOGGED", "its tables are"},
        {"ALTER TABLE dauys.entries ENABLE ROW LEVEL SECURITY", "its tables are"},
        {"CREATE TABLE dauys.child () INHERITS (dauys.entries)", "its columns are"},
        {"CREATE VIEW dauys.more AS SELECT 1", "its columns are"},
        {"GRANT UPDATE ON dauys.entries TO PUBLIC", "its rights are"},
        {"GRANT TRUNCATE ON dauys.checkpoints TO dauys", "its rights are"},
        {"ALTER TABLE dauys.entries DISABLE TRIGGER ALL; UPDATE dauys.entries SET item = 'x' WHERE "
         "number = 1; ALTER TABLE dauys.entries ENABLE ALWAYS TRIGGER grow; ALTER TABLE "
         "dauys.entries ENABLE ALWAYS TRIGGER refuse",
         "entry 1 is not as it was written"},
        {"ALTER TABLE dauys.entries DISABLE TRIGGER ALL; DELETE FROM dauys.entries WHERE number = "
         "1; ALTER TABLE dauys.entries ENABLE ALWAYS TRIGGER grow; ALTER TABLE dauys.entries "
         "ENABLE ALWAYS TRIGGER refuse",
         "is missing"},
    };
    PGconn *admin = server_as("DAUYS_TEST_POSTGRES_ADMIN");
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
        must_do(admin, rows[i].sql);
        struct dy_err err = {0};
        if (dy_store_check(f->store, &err) != DY_E_CRYPTO || !strstr(err.msg, rows[i].says))
            fail_msg("%s: %d %s", rows[i].sql, err.code, err.msg);
        fixture_finish(state);
        assert_int_equal(fixture_postgres(state), 0);
        f = *state;
    }
    PQfinish(admin);
}

static void what_is_no_record_is_refused(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *sql, *says;
    } rows[] = {
        {"UPDATE dauys.version SET version = 2", "made by a newer Dauys: it has format 2"},
        {"DELETE FROM dauys.version", "no number"},
        {"DROP TABLE dauys.version", "the database holds none"},
        {"DROP SCHEMA dauys CASCADE", "the database holds none"},
        {"CREATE SCHEMA dauys; CREATE TABLE dauys.version(version text)", "no number"},
    };
    PGconn *admin = server_as("DAUYS_TEST_POSTGRES_ADMIN");
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        must_do(admin, rows[i].sql);
        must_do(admin, "DO $$ BEGIN GRANT USAGE ON SCHEMA dauys TO dauys; GRANT SELECT ON ALL "
                       "TABLES IN SCHEMA dauys TO dauys; EXCEPTION WHEN OTHERS THEN NULL; END $$");
        for (enum dy_store_mode mode = DY_STORE_READ; mode <= DY_STORE_WRITE; mode++) {
            struct dy_store *store = NULL;
            struct dy_err err = {0};
            enum dy_code code = dy_store_open(f->url, mode, &store, &err);
            if (code != DY_E_INPUT || !strstr(err.msg, rows[i].says))
                fail_msg("%s: %d %s", rows[i].sql, code, err.msg);
        }
    }
    PQfinish(admin);
}

/* As postgres.c says for an office with a role of its own. */
static void a_role_of_an_office_can_append_and_no_more(void **state)
{
    struct fixture *f = *state;
    PGconn *admin = server_as("DAUYS_TEST_POSTGRES_ADMIN");
    must_do(admin, "DROP ROLE IF EXISTS office; CREATE ROLE office LOGIN");
    must_do(admin, "GRANT USAGE ON SCHEMA dauys TO office; GRANT SELECT ON ALL TABLES IN SCHEMA "
                   "dauys TO office; GRANT INSERT ON dauys.entries, dauys.checkpoints, dauys.vault "
                   "TO office");
    struct fixture office = {0};
    const char *admin_url = getenv("DAUYS_TEST_POSTGRES_ADMIN");
    snprintf(office.url, sizeof office.url, "postgres://office%s", strchr(admin_url, '@'));
    fixture_reopen(&office, DY_STORE_WRITE);
    must_append(office.store, DY_SHELF_ENTRIES, 0, 3, three);
    must_append(office.store, DY_SHELF_CHECKPOINTS, 0, 3, three);
    struct dy_hash by;
    struct dy_err err = {0}, erased = {0};
    bool was_there;
    assert_ok(dy_vault_keep(office.store, three[0], &by, &err), &err);
    assert_ok(dy_store_check(office.store, &err), &err);
    assert_int_equal(dy_store_vault_erase(office.store, &by, &was_there, &erased), DY_E_IO);
    assert_non_null(strstr(erased.msg, "does not permit this"));
    /* It may be let erase, but only the owner can make the old bytes go. */
    must_do(admin, "GRANT DELETE ON dauys.vault TO office");
    struct dy_err stay = {0};
    assert_int_equal(dy_store_vault_erase(office.store, &by, &was_there, &stay), DY_E_IO);
    assert_true(was_there);
    assert_non_null(strstr(stay.msg, "until its owner"));
    assert_ok(dy_store_vault_erase(f->store, &by, &was_there, &err), &err);
    assert_false(was_there);
    fixture_close(&office);
    must_do(admin, "DROP OWNED BY office; DROP ROLE office");
    PQfinish(admin);
}

static void a_password_is_never_shown(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "postgres://user:geheim@127.0.0.1:1/x",
        "postgres://user:geheim@127.0.0.1:1/x?nonsense=1",
        "postgres://user:geheim@[127.0.0.1/x",
        "postgres://127.0.0.1:1/x?password=geheim",
        "postgres://user:geheim@127.0.0.1:port/x",
        "postgres://user:geheim%zz@127.0.0.1:1/x",
    };
    for (size_t i = 0; i < DY_COUNT_OF(urls); i++) {
        struct dy_store *store = NULL;
        struct dy_err err = {0};
        char text[600];
        assert_int_not_equal(dy_store_open(urls[i], DY_STORE_READ, &store, &err), DY_OK);
        dy_err_format(&err, text, sizeof text);
        if (strstr(text, "geheim"))
            fail_msg("%s: %s", urls[i], text);
    }
}

static const char secret[] = "Aigerim Sultanovna Bekova, 1987-03-01, Almaty";
static int n_with_secret;

static int look_for_secret(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info, (void)where;
    FILE *file = kind == FTW_F ? fopen(path, "rb") : NULL;
    if (!file)
        return 0;
    static char bytes[32 << 20];
    size_t n = fread(bytes, 1, sizeof bytes, file);
    n_with_secret += memmem(bytes, n, secret, sizeof secret - 1) != NULL;
    fclose(file);
    return 0;
}

static int in_tables(PGconn *admin)
{
    char folder[300];
    must_do(admin, "CHECKPOINT");
    snprintf(folder, sizeof folder, "%s/data/base", getenv("DAUYS_TEST_POSTGRES_FOLDER"));
    n_with_secret = 0;
    nftw(folder, look_for_secret, 16, FTW_PHYS);
    return n_with_secret;
}

static void erased_bytes_are_gone_from_the_tables(void **state)
{
    struct fixture *f = *state;
    struct dy_hash by, other;
    struct dy_err err = {0};
    bool was_there = false;
    PGconn *admin = server_as("DAUYS_TEST_POSTGRES_ADMIN");
    assert_ok(dy_vault_keep(f->store, (struct dy_bytes){secret, sizeof secret}, &by, &err), &err);
    assert_ok(dy_vault_keep(f->store, three[0], &other, &err), &err);
    assert_true(in_tables(admin) > 0);
    assert_ok(dy_store_vault_erase(f->store, &by, &was_there, &err), &err);
    assert_true(was_there);
    assert_int_equal(in_tables(admin), 0);
    PQfinish(admin);
}

/* Batches that do not fit into one statement are one transaction still. */
static void a_batch_of_many_megabytes_is_one(void **state)
{
    struct fixture *f = *state;
    enum { N = 600 };
    static char bytes[DY_ITEM_BYTES];
    static struct dy_bytes items[N];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
    for (size_t i = 0; i < N; i++)
        items[i] = (struct dy_bytes){bytes, sizeof bytes - i % 7};
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    bool done = true;
    struct dy_err err = {0};
    assert_ok(dy_store_append(f->store, DY_SHELF_ENTRIES, 2, N, items, &done, &err), &err);
    assert_false(done);
    assert_int_equal(head_of(f->store, DY_SHELF_ENTRIES), 3);
    must_append(f->store, DY_SHELF_ENTRIES, 3, N, items);
    must_read(f->store, DY_SHELF_ENTRIES, 3, UINT64_MAX, items, N);
}

/* The connection is cut from the other side: told once, made anew by the next call. */
static void a_cut_connection_is_told_and_made_anew(void **state)
{
    struct fixture *f = *state;
    PGconn *admin = server_as("DAUYS_TEST_POSTGRES_ADMIN");
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    for (int i = 0; i < 5; i++) {
        must_do(admin, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename "
                       "= 'dauys' AND backend_type = 'client backend'");
        bool done = true;
        uint64_t head = 0;
        struct dy_err err = {0};
        enum dy_code code =
            i % 2 == 0 ? dy_store_append(f->store, DY_SHELF_ENTRIES, 3, 3, three, &done, &err)
                       : dy_store_watch(f->store, DY_SHELF_ENTRIES, 3, 1000, &head, &err);
        assert_int_equal(code, DY_E_IO);
        assert_non_null(strstr(err.msg, "the server"));
        assert_int_equal(head_of(f->store, DY_SHELF_ENTRIES), 3);
    }
    PQfinish(admin);
    must_append(f->store, DY_SHELF_ENTRIES, 3, 3, three);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, fixture_postgres, fixture_finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(nobody_changes_a_shelf),
        ROW(a_changed_rule_is_found),
        ROW(what_is_no_record_is_refused),
        ROW(a_role_of_an_office_can_append_and_no_more),
        cmocka_unit_test(a_password_is_never_shown),
        ROW(erased_bytes_are_gone_from_the_tables),
        ROW(a_batch_of_many_megabytes_is_one),
        ROW(a_cut_connection_is_told_and_made_anew),
    };
    return fixture_has_postgres() ? cmocka_run_group_tests(tests, NULL, NULL) : 77;
}

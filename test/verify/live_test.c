/*
 * Verifying a record that others write to at the same time, in SQLite and PostgreSQL: what is
 * verified is one head. And a PostgreSQL record that its administrator has edited.
 */
#include "scene.h"

#include <libpq-fe.h>
#include <signal.h>
#include <sys/wait.h>

enum { ROUNDS = 25 };
static struct scene scene;

static enum dy_code verify(const char *url, uint64_t *size, struct dy_err *err)
{
    struct dy_arena mem;
    struct dy_verify_options options = {.law_root = "/nowhere", .threads = 1};
    struct dy_verification of;
    dy_arena_init(&mem);
    enum dy_code code = dy_verify(&mem, url, &options, &of, err);
    *size = of.size;
    dy_arena_finish(&mem);
    return code;
}

/* Keys enrolled without end, a checkpoint behind each: as quick as it goes. */
static void write_for_ever(const char *url)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_record *record = NULL;
    struct dy_record_options options = {.election = {.law_root = "/nowhere"}, .write = true};
    const struct dy_key *key = &scene.keys[FOUNDER].key;
    dy_arena_init(&mem);
    enum dy_code code = dy_record_open(&mem, url, &options, &record, &err);
    for (unsigned i = 0; !code; i++) {
        char name[40];
        struct made_key other;
        uint64_t number;
        (void)snprintf(name, sizeof name, "person-%u", i);
        make_key(&other, name);
        code = dy_record_append_one(record, key, "key-enrolled",
                                    json_pack("{s:s s:s s:s s:s}", "key", other.hex, "person", name,
                                              "role", "typist", "area", "region"),
                                    1679227200, &number, &err);
        if (!code)
            code = dy_record_checkpoint(record, key, &err);
    }
    (void)fprintf(stderr, "the writer: %s\n", err.msg);
    _exit(1);
}

static void verify_while_it_grows(const char *url)
{
    uint64_t first = 0, size = 0, before = 0;
    struct dy_err err = {0};
    assert_int_equal(verify(url, &first, &err), DY_OK);
    fflush(stdout);
    pid_t writer = fork();
    if (writer == 0)
        write_for_ever(url);
    for (int i = 0; i < ROUNDS || (size == first && i < 100 * ROUNDS); i++) {
        if (verify(url, &size, &err))
            fail_msg("round %d: %s: %s", i, err.where, err.msg);
        assert_true(size >= before);
        before = size;
    }
    assert_int_equal(waitpid(writer, NULL, WNOHANG), 0); /* still at it */
    assert_int_equal(kill(writer, SIGKILL), 0);
    assert_int_equal(waitpid(writer, NULL, 0), writer);
    assert_true(size > first);
    assert_int_equal(verify(url, &size, &err), DY_OK);
    print_message("%s: %llu entries came meanwhile\n", url, (unsigned long long)(size - first));
}

static void a_file_that_grows_is_verified_as_it_was(void **state)
{
    (void)state;
    verify_while_it_grows(scene.record);
}

/* --- PostgreSQL --- */

static void sql(const char *text)
{
    PGconn *server = PQconnectdb(getenv("DAUYS_TEST_POSTGRES_ADMIN"));
    assert_int_equal(PQstatus(server), CONNECTION_OK);
    PGresult *result = PQexec(server, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", text, PQerrorMessage(server));
    PQclear(result);
    PQfinish(server);
}

static const char *database(void)
{
    const char *url = getenv("DAUYS_TEST_POSTGRES");
    if (!url)
        skip();
    sql("SET client_min_messages = error; DROP SCHEMA IF EXISTS dauys CASCADE");
    return url;
}

static void copy_to(const char *url)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    bool done = false;
    if (dy_store_open(url, DY_STORE_CREATE, &store, &err))
        fail_msg("%s", err.msg);
    for (enum dy_shelf shelf = 0; shelf < DY_N_SHELVES; shelf++)
        assert_int_equal(dy_store_append(store, shelf, 0, scene.good.n[shelf], scene.good.of[shelf],
                                         &done, &err),
                         DY_OK);
    dy_store_close(store);
}

static void a_database_that_grows_is_verified_as_it_was(void **state)
{
    (void)state;
    const char *url = database();
    copy_to(url);
    verify_while_it_grows(url);
}

static void a_database_that_its_administrator_has_edited(void **state)
{
    static const struct {
        const char *name, *sql, *where, *says;
    } rows[] = {
        {"changed", "UPDATE dauys.entries SET item = item || ' '::bytea WHERE number = 12", "",
         "entry 12 is not as it was written"},
        {"dropped", "DELETE FROM dauys.entries WHERE number = 7", "", "entry 7 is missing"},
        {"a checkpoint", "DELETE FROM dauys.checkpoints WHERE number = 0", "",
         "checkpoint 0 is missing"},
    };
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        const char *url = database();
        struct dy_err err = {0};
        uint64_t size;
        copy_to(url);
        sql(dy_arena_format(&scene.mem,
                            "BEGIN; ALTER TABLE dauys.entries DISABLE TRIGGER ALL; "
                            "ALTER TABLE dauys.checkpoints DISABLE TRIGGER ALL; %s; COMMIT",
                            rows[i].sql));
        if (!verify(url, &size, &err))
            fail_msg("%s: not noticed with the rules off", rows[i].name);
    }
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) { /* and with the rules as they were */
        const char *url = database();
        struct dy_err err = {0};
        uint64_t size;
        copy_to(url);
        sql(dy_arena_format(
            &scene.mem,
            "BEGIN; CREATE TEMP TABLE was AS SELECT oid, tgenabled FROM pg_trigger WHERE "
            "tgrelid IN ('dauys.entries'::regclass, 'dauys.checkpoints'::regclass); UPDATE "
            "pg_trigger SET tgenabled = 'D' WHERE oid IN (SELECT oid FROM was); COMMIT; BEGIN; "
            "%s; UPDATE pg_trigger t SET tgenabled = was.tgenabled FROM was WHERE t.oid = "
            "was.oid; COMMIT",
            rows[i].sql));
        if (!verify(url, &size, &err))
            fail_msg("%s: not noticed", rows[i].name);
        if (strncmp(err.where, rows[i].where, strlen(rows[i].where)) != 0 ||
            !strstr(err.msg, rows[i].says))
            fail_msg("%s: %s: %s", rows[i].name, err.where, err.msg);
    }
}

static int set_up(void **state)
{
    (void)state;
    scene_begin(&scene);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scene_end(&scene);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_grows_is_verified_as_it_was),
        cmocka_unit_test(a_database_that_grows_is_verified_as_it_was),
        cmocka_unit_test(a_database_that_its_administrator_has_edited),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

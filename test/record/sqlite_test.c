/*
 * What only the SQLite store has: the file itself, and what others may do to it. DAUYS_SOAK=1 turns
 * every byte of a record, not every eleventh.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixture.h"
#include "record/store.h"
#include "record/vault.h"

/* --- files --- */

struct file {
    uint8_t *bytes;
    size_t n;
};

static struct file read_file(const char *path)
{
    struct file out = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return out;
    fseek(file, 0, SEEK_END);
    out.n = (size_t)ftell(file);
    rewind(file);
    out.bytes = malloc(out.n + 1);
    assert_int_equal(fread(out.bytes, 1, out.n, file), out.n);
    fclose(file);
    return out;
}

static void write_file(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

static bool exists(const struct fixture *f, const char *suffix)
{
    char name[600];
    snprintf(name, sizeof name, "%s%s", f->path, suffix);
    return access(name, F_OK) == 0;
}

static const char *beside(const struct fixture *f, const char *suffix)
{
    static char name[600];
    snprintf(name, sizeof name, "%s%s", f->path, suffix);
    return name;
}

static uint64_t seed(void)
{
    const char *given = getenv("DAUYS_SEED");
    uint64_t out = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("DAUYS_SEED=%llu\n", (unsigned long long)out);
    return out;
}

static uint64_t next(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return *random >> 33;
}

/* As another program would: without any of our settings. */
static int raw(const struct fixture *f, const char *sql, char **message)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    int result = sqlite3_exec(db, sql, NULL, NULL, message);
    sqlite3_close(db);
    return result;
}

static void must_raw(const struct fixture *f, const char *sql)
{
    char *message = NULL;
    if (raw(f, sql, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
}

static void expect_open(const struct fixture *f, enum dy_store_mode mode, enum dy_code code,
                        const char *says)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    if (dy_store_open(f->url, mode, &store, &err) != code || !strstr(err.msg, says))
        fail_msg("want \"%s\", got %d: %s", says, err.code, err.msg);
    assert_null(store);
}

static const struct dy_bytes three[] = {{"first", 5}, {"second", 6}, {"third", 5}};

/* --- the rules --- */

static void other_programs_cannot_change_a_shelf_either(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *sql, *says;
    } rows[] = {
        {"UPDATE entries SET item = x'00'", "entries are never changed"},
        {"UPDATE entries SET number = 7 WHERE number = 2", "entries are never changed"},
        {"DELETE FROM entries", "entries are never removed"},
        {"DELETE FROM entries WHERE number = 2", "entries are never removed"},
        {"INSERT INTO entries VALUES (4, 0, x'00')", "entries only grow"},
        {"INSERT INTO entries VALUES (NULL, 0, x'00')", "entries only grow"},
        {"INSERT INTO entries VALUES (-1, 0, x'00')", "entries only grow"},
        {"INSERT OR REPLACE INTO entries VALUES (1, 0, x'00')", "entries only grow"},
        {"INSERT OR IGNORE INTO entries VALUES (1, 0, x'00')", "entries only grow"},
        {"INSERT INTO entries VALUES (2, 0, x'00') ON CONFLICT DO UPDATE SET sum = 1",
         "entries only grow"},
        {"INSERT INTO entries VALUES (3, 0, x'')", "CHECK constraint failed"},
        {"INSERT INTO entries VALUES (3, 0, zeroblob(65536))", "CHECK constraint failed"},
        {"INSERT INTO entries VALUES (3, 0, 'text')", "cannot store TEXT"},
        {"INSERT INTO entries VALUES ('3x', 0, x'00')", "datatype mismatch"},
        {"DELETE FROM checkpoints", "checkpoints are never removed"},
        {"UPDATE checkpoints SET sum = 1", "checkpoints are never changed"},
        {"INSERT INTO checkpoints VALUES (0, 0, x'00')", "checkpoints only grow"},
        {"UPDATE vault SET data = zeroblob(4052)", "never changed"},
    };
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    must_append(f->store, DY_SHELF_CHECKPOINTS, 0, 3, three);
    struct dy_hash by;
    struct dy_err err = {0};
    assert_ok(dy_vault_keep(f->store, three[0], &by, &err), &err);
    for (int open = 1; open >= 0; open--) {
        for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
            char *message = NULL;
            int result = raw(f, rows[i].sql, &message);
            if (result == SQLITE_OK || !strstr(message, rows[i].says))
                fail_msg("%s: %s", rows[i].sql, message);
            sqlite3_free(message);
        }
        if (open)
            fixture_close(f);
    }
    fixture_reopen(f, DY_STORE_READ);
    must_read(f->store, DY_SHELF_ENTRIES, 0, UINT64_MAX, three, 3);
    assert_ok(dy_store_check(f->store, &err), &err);
}

static void a_changed_rule_is_found(void **state)
{
    struct fixture *f = *state;
    static const char *const rows[] = {
        "DROP TRIGGER entries_update",
        "DROP TRIGGER vault_update",
        "CREATE TABLE more(x)",
        "CREATE INDEX more ON entries(item)",
        "CREATE VIEW more AS SELECT 1",
        "CREATE TRIGGER more AFTER INSERT ON entries BEGIN DELETE FROM vault; END",
        ("DROP TRIGGER entries_delete; "
         "CREATE TRIGGER entries_delete BEFORE DELETE ON entries BEGIN SELECT 1; END"),
        "ALTER TABLE checkpoints RENAME TO notes",
        "ANALYZE",
    };
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    fixture_close(f);
    struct file whole = read_file(f->path);
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        must_raw(f, rows[i]);
        expect_open(f, DY_STORE_READ, DY_E_CRYPTO, "its rules were changed");
        expect_open(f, DY_STORE_WRITE, DY_E_CRYPTO, "its rules were changed");
        write_file(f->path, whole.bytes, whole.n);
        fixture_reopen(f, DY_STORE_WRITE);
        must_raw(f, rows[i]);
        struct dy_err err = {0};
        assert_int_equal(dy_store_check(f->store, &err), DY_E_CRYPTO);
        assert_non_null(strstr(err.msg, "its rules were changed"));
        fixture_close(f);
        write_file(f->path, whole.bytes, whole.n);
    }
    fixture_reopen(f, DY_STORE_READ);
    free(whole.bytes);
}

/* Whoever owns the file can: then the checksum or the numbers say so. */
static void an_item_that_was_changed_is_found(void **state)
{
    struct fixture *f = *state;
    static const char *const rows[] = {
        "DROP TRIGGER entries_update; UPDATE entries SET item = x'78'",
        "DROP TRIGGER entries_update; UPDATE entries SET sum = sum + 1 WHERE number = 2",
        "DROP TRIGGER entries_update; UPDATE entries SET number = number + 1 WHERE number = 2",
        "DROP TRIGGER entries_delete; DELETE FROM entries WHERE number = 0",
        "DROP TRIGGER entries_delete; DELETE FROM entries WHERE number = 1",
        "DROP TRIGGER entries_insert; INSERT INTO entries SELECT 7, sum, item FROM entries LIMIT 1",
    };
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    fixture_close(f);
    struct file whole = read_file(f->path);
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char back[2000];
        const char *trigger = strchr(rows[i], ' ') + 1 + strlen("TRIGGER ");
        sqlite3 *db = NULL;
        sqlite3_stmt *query = NULL;
        assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
        sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_schema WHERE name = ?", -1, &query, NULL);
        sqlite3_bind_text(query, 1, trigger, (int)strcspn(trigger, ";"), SQLITE_STATIC);
        assert_int_equal(sqlite3_step(query), SQLITE_ROW);
        snprintf(back, sizeof back, "%s", (const char *)sqlite3_column_text(query, 0));
        sqlite3_finalize(query);
        sqlite3_close(db);
        must_raw(f, rows[i]);
        must_raw(f, back); /* behind the others: the order in sqlite_schema gives it away */
        struct dy_store *store = NULL;
        struct dy_err err = {0};
        enum dy_code code = dy_store_open(f->url, DY_STORE_READ, &store, &err);
        if (code == DY_OK)
            code = dy_store_check(store, &err);
        assert_int_equal(code, DY_E_CRYPTO);
        dy_store_close(store);
        write_file(f->path, whole.bytes, whole.n);
    }
    free(whole.bytes);
}

/* --- files that are none of ours --- */

static void foreign_files_are_refused_and_left_as_they_are(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "number,item\n1,a long line of a CSV file\n";
    static const struct {
        const char *sql, *says; /* sql NULL: a text file; "": an empty one */
    } rows[] = {
        {NULL, "it is no SQLite file"},
        {"", "is empty"},
        {"CREATE TABLE t(x)", "another program"},
        {"PRAGMA application_id = 77; CREATE TABLE t(x)", "another program"},
        {"PRAGMA application_id = 1147237753; CREATE TABLE t(x)", "no number"},
        {"PRAGMA application_id = 1147237753; PRAGMA user_version = 1; CREATE TABLE t(x)",
         "rules were changed"},
        {"PRAGMA application_id = 1147237753; PRAGMA user_version = 2; CREATE TABLE t(x)",
         "made by a newer Dauys: it has format 2"},
    };
    fixture_close(f);
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        remove(f->path);
        write_file(f->path, text, rows[i].sql ? 0 : sizeof text);
        if (rows[i].sql)
            must_raw(f, rows[i].sql);
        struct file before = read_file(f->path);
        bool rules = strstr(rows[i].says, "rules");
        expect_open(f, DY_STORE_READ, rules ? DY_E_CRYPTO : DY_E_INPUT, rows[i].says);
        expect_open(f, DY_STORE_WRITE, rules ? DY_E_CRYPTO : DY_E_INPUT, rows[i].says);
        if (before.n > 0)
            expect_open(f, DY_STORE_CREATE, DY_E_INPUT, "");
        struct file after = read_file(f->path);
        assert_int_equal(before.n, after.n);
        assert_memory_equal(before.bytes, after.bytes, before.n);
        free(before.bytes);
        free(after.bytes);
        assert_false(exists(f, "-wal") || exists(f, "-shm") || exists(f, "-journal"));
    }
    write_file(f->path, "", 0);
    fixture_reopen(f, DY_STORE_CREATE);
}

/* --- one file --- */

static void at_rest_there_is_one_file_and_reading_leaves_it_alone(void **state)
{
    struct fixture *f = *state;
    struct stat before, after;
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    assert_true(exists(f, "-wal"));
    fixture_close(f);
    assert_false(exists(f, "-wal") || exists(f, "-shm") || exists(f, "-journal"));
    stat(f->path, &before);
    assert_int_equal(before.st_mode & 0777, 0600);
    fixture_reopen(f, DY_STORE_READ);
    must_read(f->store, DY_SHELF_ENTRIES, 0, UINT64_MAX, three, 3);
    assert_false(exists(f, "-wal") || exists(f, "-shm") || exists(f, "-journal"));
    fixture_close(f);
    stat(f->path, &after);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    assert_false(exists(f, "-wal") || exists(f, "-shm") || exists(f, "-journal"));
}

static void a_reader_beside_a_writer_sees_all_and_holds_nobody_up(void **state)
{
    struct fixture *f = *state;
    must_append(f->store, DY_SHELF_ENTRIES, 0, 1, three);
    struct dy_store *reader = fixture_another(f, DY_STORE_READ);
    must_append(f->store, DY_SHELF_ENTRIES, 1, 2, three + 1);
    must_read(reader, DY_SHELF_ENTRIES, 0, UINT64_MAX, three, 3);
    fixture_close(f); /* the reader has it open still: the one file is the whole record already */
    struct file copy = read_file(f->path);
    struct fixture other = {0};
    snprintf(other.url, sizeof other.url, "sqlite:%s/copy", f->folder);
    other.path = other.url + strlen("sqlite:");
    write_file(other.path, copy.bytes, copy.n);
    fixture_reopen(&other, DY_STORE_READ); /* in WAL mode, and no -wal beside it */
    must_read(other.store, DY_SHELF_ENTRIES, 0, UINT64_MAX, three, 3);
    fixture_close(&other);
    assert_false(exists(&other, "-wal") || exists(&other, "-shm"));
    free(copy.bytes);
    must_read(reader, DY_SHELF_ENTRIES, 0, UINT64_MAX, three, 3);
    dy_store_close(reader);
    fixture_reopen(f, DY_STORE_WRITE);
    must_append(f->store, DY_SHELF_ENTRIES, 3, 3, three);
    fixture_close(f);
    assert_false(exists(f, "-wal") || exists(f, "-shm"));
}

/* In a child that is no superuser: those may write everywhere. Exit code 0: good. */
static int as_nobody(int (*test)(struct fixture *f), struct fixture *f)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(99);
        _exit(test(f));
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static enum dy_code count(void *self, uint64_t number, struct dy_bytes item, struct dy_err *err)
{
    (void)number, (void)item, (void)err;
    ++*(int *)self;
    return DY_OK;
}

static int reads_three(struct fixture *f)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    int n = 0;
    if (dy_store_open(f->url, DY_STORE_READ, &store, &err) != DY_OK ||
        dy_store_check(store, &err) != DY_OK ||
        dy_store_read(store, DY_SHELF_ENTRIES, 0, UINT64_MAX, count, &n, &err) != DY_OK)
        fprintf(stderr, "%s\n", err.msg);
    dy_store_close(store);
    return n == 3 ? 0 : 1;
}

static int is_told_to_copy(struct fixture *f)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    enum dy_code code = dy_store_open(f->url, DY_STORE_READ, &store, &err);
    if (code != DY_E_IO || !strstr(err.msg, "cannot be"))
        fprintf(stderr, "%d %s\n", code, err.msg);
    return code == DY_E_IO && strstr(err.msg, "cannot be") ? 0 : 1;
}

static int cannot_write(struct fixture *f)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    enum dy_code code = dy_store_open(f->url, DY_STORE_WRITE, &store, &err);
    if (code != DY_E_IO)
        fprintf(stderr, "%d %s\n", code, err.msg);
    dy_store_close(store);
    return code == DY_E_IO ? 0 : 1;
}

static int cannot_create(struct fixture *f)
{
    struct fixture other = {0};
    struct dy_err err = {0};
    snprintf(other.url, sizeof other.url, "%s/new.dauys", f->folder);
    return dy_store_open(other.url, DY_STORE_CREATE, &other.store, &err) == DY_E_IO ? 0 : 1;
}

static void what_is_read_only_can_be_read(void **state)
{
    struct fixture *f = *state;
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    fixture_close(f);
    struct file whole = read_file(f->path);
    for (int wal = 0; wal < 2; wal++) {
        if (wal) /* as when the one file was copied while it was written */
            whole.bytes[18] = whole.bytes[19] = 2;
        chmod(f->folder, 0755);
        write_file(f->path, whole.bytes, whole.n);
        chmod(f->path, 0444);
        chmod(f->folder, 0555);
        assert_int_equal(as_nobody(reads_three, f), 0);
        assert_int_equal(as_nobody(cannot_write, f), 0);
        assert_int_equal(as_nobody(cannot_create, f), 0);
        chmod(f->folder, 0777);
        assert_int_equal(as_nobody(reads_three, f), 0);
        assert_int_equal(as_nobody(cannot_write, f), 0);
        struct file after = read_file(f->path);
        assert_int_equal(after.n, whole.n);
        assert_memory_equal(after.bytes, whole.bytes, whole.n);
        free(after.bytes);
        chmod(f->folder, 0755);
        chmod(f->path, 0600);
    }
    free(whole.bytes);
}

/* A crash leaves a -wal: with it the entries, which a reader must not do without. */
static void what_a_crash_left_is_read_with_it(void **state)
{
    struct fixture *f = *state;
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, three);
    struct file whole = read_file(f->path), wal = read_file(beside(f, "-wal"));
    fixture_close(f);
    write_file(f->path, whole.bytes, whole.n);
    write_file(beside(f, "-wal"), wal.bytes, wal.n);
    fixture_reopen(f, DY_STORE_READ);
    must_read(f->store, DY_SHELF_ENTRIES, 0, UINT64_MAX, three, 3);
    fixture_close(f);
    assert_true(exists(f, "-wal"));
    remove(beside(f, "-shm"));
    chmod(f->path, 0444);
    chmod(beside(f, "-wal"), 0444);
    chmod(f->folder, 0555);
    assert_int_equal(as_nobody(is_told_to_copy, f), 0);
    chmod(f->folder, 0755);
    fixture_reopen(f, DY_STORE_WRITE);
    must_read(f->store, DY_SHELF_ENTRIES, 0, UINT64_MAX, three, 3);
    fixture_close(f);
    assert_false(exists(f, "-wal") || exists(f, "-shm"));
    free(whole.bytes);
    free(wal.bytes);
}

/* --- bits that turn --- */

struct copy {
    struct dy_bytes entries[40], checkpoints[40];
    size_t seen;
    bool same;
};

static enum dy_code same_as(void *self, uint64_t number, struct dy_bytes item, struct dy_err *err)
{
    struct copy *copy = self;
    const struct dy_bytes *want = &copy->entries[number % 40];
    (void)err;
    copy->same =
        copy->same && number < 40 && item.n == want->n && memcmp(item.of, want->of, want->n) == 0;
    copy->seen++;
    return DY_OK;
}

/* Everything holds and is as it was, or an error says so. */
static bool is_found_or_harmless(const struct fixture *f, struct copy *copy, bool *found)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    copy->seen = 0;
    copy->same = true;
    enum dy_code code = dy_store_open(f->url, DY_STORE_READ, &store, &err);
    if (code == DY_OK)
        code = dy_store_check(store, &err);
    if (code == DY_OK)
        code = dy_store_read(store, DY_SHELF_ENTRIES, 0, UINT64_MAX, same_as, copy, &err);
    dy_store_close(store);
    *found = code != DY_OK;
    if (*found && (code != err.code || code == DY_E_BUG || !*err.msg))
        fail_msg("no good error: %d %s", code, err.msg);
    return *found || (copy->same && copy->seen == 40);
}

static void a_turned_bit_never_changes_or_hides_an_item(void **state)
{
    struct fixture *f = *state;
    static char texts[40][700];
    static struct copy copy;
    uint64_t random = seed();
    for (size_t i = 0; i < 40; i++) { /* so many that there are inner pages and overflow pages */
        size_t n = i == 20 ? 699 : 50 + i * 13;
        memset(texts[i], (int)('a' + i % 26), n);
        copy.entries[i] = (struct dy_bytes){texts[i], n};
    }
    static char large[9000];
    struct dy_hash by;
    struct dy_err err = {0};
    must_append(f->store, DY_SHELF_ENTRIES, 0, 40, copy.entries);
    must_append(f->store, DY_SHELF_CHECKPOINTS, 0, 1,
                &(struct dy_bytes){memset(large, 'x', sizeof large), sizeof large});
    assert_ok(dy_vault_keep(f->store, three[0], &by, &err), &err);
    fixture_close(f);
    struct file whole = read_file(f->path);
    struct fixture *g = f;
    size_t step = getenv("DAUYS_SOAK") ? 1 : 11, n = 0, n_found = 0;
    int file = open(g->path, O_WRONLY);
    for (size_t i = next(&random) % step; i < whole.n; i += step) {
        /* In the header and at the beginning of a page every bit counts most. */
        uint8_t turned = whole.bytes[i] ^ (uint8_t)(1u << next(&random) % 8);
        bool found;
        assert_int_equal(pwrite(file, &turned, 1, (off_t)i), 1);
        if (!is_found_or_harmless(g, &copy, &found))
            fail_msg("byte %zu: %02x instead of %02x changes what is read", i, turned,
                     whole.bytes[i]);
        n++;
        n_found += found;
        assert_int_equal(pwrite(file, &whole.bytes[i], 1, (off_t)i), 1);
        assert_false(exists(g, "-wal") && i != 18 && i != 19);
    }
    print_message("%zu of %zu bytes turned: %zu found, the others change nothing\n", n, whole.n,
                  n_found);
    for (size_t i = 0; i < whole.n; i += 512) {
        bool found;
        assert_int_equal(ftruncate(file, 0), 0);
        assert_int_equal(pwrite(file, whole.bytes, i, 0), (ssize_t)i);
        if (!is_found_or_harmless(g, &copy, &found)) /* harmless: only zeros were cut off */
            fail_msg("cut to %zu bytes, and not found", i);
    }
    close(file);
    free(whole.bytes);
}

/* --- erasing --- */

static bool holds(const struct file *file, const char *bytes, size_t n)
{
    return file->bytes && memmem(file->bytes, file->n, bytes, n);
}

/* No eight bytes of it, anywhere in the file or in what lies beside it. */
static void must_be_gone(const struct fixture *f, const char *bytes, size_t n)
{
    struct file files[] = {read_file(f->path), read_file(beside(f, "-wal")),
                           read_file(beside(f, "-shm")), read_file(beside(f, "-journal"))};
    for (size_t i = 0; i < DY_COUNT_OF(files); i++) {
        for (size_t j = 0; j + 8 <= n; j += n > 64 ? 61 : 1)
            if (holds(&files[i], bytes + j, 8))
                fail_msg("bytes from %zu of %zu are still there, in file %zu", j, n, i);
        free(files[i].bytes);
    }
}

static void erased_bytes_are_gone(void **state)
{
    struct fixture *f = *state;
    enum { N = 300 };
    static uint8_t data[N][9000];
    size_t sizes[N] = {0};
    struct dy_hash by[N];
    bool there[N] = {false};
    uint64_t random = seed();
    struct dy_err err = {0};
    /* So many and so small that SQLite moves rows between pages; laid out plainly, they leave
     * copies within the first thousand rounds or two. */
    int rounds = getenv("DAUYS_SOAK") ? 20000 : 2000;
    for (int round = 0; round < rounds; round++) {
        size_t i = next(&random) % N;
        if (!there[i]) {
            static const size_t most[] = {400, 900, 1500, 3000};
            sizes[i] = 8 + next(&random) % ((round % 64 ? most[next(&random) % 4] : 9000) - 8);
            for (size_t j = 0; j < sizes[i]; j++)
                data[i][j] = (uint8_t)next(&random);
            struct dy_bytes item = {(const char *)data[i], sizes[i]};
            assert_ok(dy_vault_keep(f->store, item, &by[i], &err), &err);
            there[i] = true;
        } else if (next(&random) % 4 == 0) {
            must_append(f->store, DY_SHELF_ENTRIES, head_of(f->store, DY_SHELF_ENTRIES), 3, three);
        } else {
            assert_ok(dy_store_vault_erase(f->store, &by[i], &there[i], &err), &err);
            assert_true(there[i]);
            there[i] = false;
            if (round % 2 == 0)
                must_be_gone(f, (const char *)data[i], sizes[i]);
        }
    }
    fixture_reopen(f, DY_STORE_WRITE);
    for (size_t i = 0; i < N; i++)
        if (!there[i])
            must_be_gone(f, (const char *)data[i], sizes[i]);
    assert_ok(dy_store_check(f->store, &err), &err);
}

static enum dy_code erase_now(void *self, uint64_t number, struct dy_bytes item, struct dy_err *err)
{
    struct fixture *f = self;
    const struct dy_hash by = {{9}};
    bool was_there;
    (void)number, (void)item;
    return dy_store_vault_erase(f->store, &by, &was_there, err);
}

static void a_reader_that_keeps_erased_bytes_is_named(void **state)
{
    struct fixture *f = *state;
    static const char secret[] = "Aigerim Sultanovna, 1987";
    const struct dy_hash by = {{9}};
    struct dy_err err = {0}, told = {0};
    must_append(f->store, DY_SHELF_ENTRIES, 0, 1, three);
    assert_ok(dy_store_vault_put(f->store, &by, (struct dy_bytes){secret, sizeof secret}, &err),
              &err);
    struct dy_store *reader = fixture_another(f, DY_STORE_READ);
    /* Erased by the writer while the reader is in the middle of reading. */
    assert_int_equal(dy_store_read(reader, DY_SHELF_ENTRIES, 0, 1, erase_now, f, &told), DY_E_IO);
    assert_non_null(strstr(told.msg, "erase again"));
    bool was_there = true;
    assert_ok(dy_store_vault_erase(f->store, &by, &was_there, &err), &err);
    assert_false(was_there);
    must_be_gone(f, secret, sizeof secret);
    dy_store_close(reader);
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, fixture_sqlite, fixture_finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(other_programs_cannot_change_a_shelf_either),
        ROW(a_changed_rule_is_found),
        ROW(an_item_that_was_changed_is_found),
        ROW(foreign_files_are_refused_and_left_as_they_are),
        ROW(at_rest_there_is_one_file_and_reading_leaves_it_alone),
        ROW(a_reader_beside_a_writer_sees_all_and_holds_nobody_up),
        ROW(what_is_read_only_can_be_read),
        ROW(what_a_crash_left_is_read_with_it),
        ROW(a_turned_bit_never_changes_or_hides_an_item),
        ROW(erased_bytes_are_gone),
        ROW(a_reader_that_keeps_erased_bytes_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * A record in one SQLite file.
 *
 * 1. While a writer has it open, the file is in WAL mode (readers never wait for writers) and
 *    synchronous: a commit is on the disk when it returns. The last writer to close it folds the
 *    WAL in and switches back to a rollback journal: the file at rest has nothing beside it, can be
 *    read where nothing can be written, copied, put on a CD.
 * 2. A reader opens it read-only. After a crash the -wal holds what was acknowledged last: it is
 *    read with it, and SQLite may make a -shm (its index) beside it. A file in WAL mode whose -wal
 *    is not there (somebody copied the one file) is opened for writing where that is possible, so
 *    that SQLite cleans up after itself, but asked nothing that writes; where the folder cannot be
 *    written it is `immutable`.
 * 3. Shelves only grow: triggers refuse UPDATE, DELETE and every INSERT but of the next number.
 *    Whoever owns the file can drop a trigger; opening compares the schema to the letter.
 * 4. Erased bytes are gone. secure_delete fills what is freed with zeros, but when SQLite moves a
 *    row from one page to another it leaves the old copy in the page's unused space. Overflow pages
 *    never move. So an item of the vault is laid out such that its bytes lie in overflow pages
 *    alone: FRONT bytes of nothing before them, and as many zeros behind them as fill the last
 *    page. (sqlite.org/fileformat2.html, 1.6: of a payload of P bytes, a leaf of a table keeps
 *    M + (P - M) % (U - 4) if that is at most X; U = 4096, M = 489, X = 4061. Here P - M is
 *    23 to 26 more than a multiple of U - 4 = 4092: 512 to 515 bytes stay in the leaf, and the
 *    item begins behind its first 550.) Then the WAL is folded in and cut to nothing.
 * 5. Numbers stay below 2^53 and are added in C: SQLite turns an overflow into a fraction.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "record/store_ops.h"

#define TEXT_OF(value) #value
#define TEXT(value) TEXT_OF(value)
#define APPLICATION_ID 1147237753 /* "Dauy" */
#define FRONT 512
#define PAGE 4096
#define SPAN 4092   /* bytes of an item in a page: U - 4 */
#define SHORT 40    /* the last page of an item has so many less */
#define FILLED 4052 /* SPAN - SHORT */

enum { BUSY_MS = 10000, FOLD_MS = 2000, POLL_MS = 20, MODE_TRIES = 1000 };

struct sqlite {
    struct dy_store base;
    sqlite3 *db;
    char *path; /* as SQLite is given it */
    enum dy_store_mode mode;
};

/* --- the schema --- */

#define SHELF(table)                                                                               \
    {"table", #table,                                                                              \
     "CREATE TABLE " #table "(number INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND "             \
     "9007199254740991), sum INTEGER NOT NULL, item BLOB NOT NULL "                                \
     "CHECK (length(item) BETWEEN 1 AND 65535)) STRICT"},                                          \
        {"trigger", #table "_insert",                                                              \
         "CREATE TRIGGER " #table "_insert BEFORE INSERT ON " #table                               \
         " WHEN new.number IS NOT (SELECT coalesce(max(number), -1) + 1 FROM " #table ") "         \
         "BEGIN SELECT raise(ABORT, '" #table " only grow: the next number is needed'); END"},     \
        {"trigger", #table "_update",                                                              \
         "CREATE TRIGGER " #table "_update BEFORE UPDATE ON " #table                               \
         " BEGIN SELECT raise(ABORT, '" #table " are never changed'); END"},                       \
        {"trigger", #table "_delete",                                                              \
         "CREATE TRIGGER " #table "_delete BEFORE DELETE ON " #table                               \
         " BEGIN SELECT raise(ABORT, '" #table " are never removed'); END"},

/* In the order in which they are made, which is that of sqlite_schema. */
static const struct object {
    const char *type, *name, *sql; /* sql NULL: SQLite makes it by itself */
} objects[] = {
    SHELF(entries) SHELF(checkpoints){
        "table", "vault",
        "CREATE TABLE vault(commitment BLOB PRIMARY KEY CHECK (length(commitment) = 32), "
        "front BLOB NOT NULL CHECK (length(front) = " TEXT(
            FRONT) "), bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND length(data)), "
                   "data BLOB NOT NULL CHECK (length(data) % " TEXT(SPAN) " = " TEXT(
                       FILLED) ")) STRICT"},
    {"index", "sqlite_autoindex_vault_1", NULL},
    {"trigger", "vault_update",
     "CREATE TRIGGER vault_update BEFORE UPDATE ON vault BEGIN SELECT raise(ABORT, "
     "'what lies in the vault is never changed, only erased'); END"},
};

/* --- errors --- */

static struct dy_span at(const struct sqlite *self)
{
    return (struct dy_span){.file = self->base.file};
}

/* SQLite's own words: they name the table or the call. */
static const char *words(const struct sqlite *self, int result)
{
    bool about_it = self->db && (sqlite3_errcode(self->db) & 0xff) == (result & 0xff);
    return about_it ? sqlite3_errmsg(self->db) : sqlite3_errstr(result);
}

/* What SQLite's result means. */
static enum dy_code fault(const struct sqlite *self, int result, struct dy_err *err)
{
    static const struct {
        int result;
        enum dy_code code;
        const char *says;
    } rows[] = {
        {SQLITE_NOTADB, DY_E_INPUT, "is no record: it is no SQLite file"},
        {SQLITE_CORRUPT, DY_E_CRYPTO, "is damaged"},
        {SQLITE_ERROR, DY_E_CRYPTO, "is damaged, or made by a newer SQLite"},
        {SQLITE_NOMEM, DY_E_NOMEM, "out of memory"},
        {SQLITE_FULL, DY_E_IO, "cannot be written: the disk is full"},
        {SQLITE_READONLY, DY_E_IO, "cannot be written: it is read-only"},
        {SQLITE_BUSY, DY_E_IO, "is in use by another program, which does not let go of it"},
        {SQLITE_LOCKED, DY_E_IO, "is in use by another program, which does not let go of it"},
        {SQLITE_CANTOPEN, DY_E_IO, "cannot be opened, or what lies beside it cannot be made"},
        {SQLITE_PERM, DY_E_IO, "cannot be opened: it is not permitted"},
        {SQLITE_IOERR, DY_E_IO, "cannot be read or written"},
        {SQLITE_CONSTRAINT, DY_E_CRYPTO, "has refused what was to be written"},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++)
        if (rows[i].result == (result & 0xff))
            return dy_fail(err, rows[i].code, at(self), NULL, "%s (SQLite: %s)", rows[i].says,
                           words(self, result));
    return dy_fail(err, DY_E_BUG, at(self), NULL, "SQLite: %s (%d)", words(self, result), result);
}

static enum dy_code wrong(const struct sqlite *self, struct dy_err *err, const char *what)
{
    return dy_fail(err, DY_E_INPUT, at(self), NULL, "%s", what);
}

/* --- small statements --- */

static int execute(struct sqlite *self, const char *sql)
{
    return sqlite3_exec(self->db, sql, NULL, NULL, NULL);
}

static int prepare(struct sqlite *self, const char *sql, sqlite3_stmt **out)
{
    return sqlite3_prepare_v2(self->db, sql, -1, out, NULL);
}

/* The one number a query gives. */
static int ask(struct sqlite *self, const char *sql, int64_t *out)
{
    sqlite3_stmt *query = NULL;
    int result = prepare(self, sql, &query);
    if (result == SQLITE_OK) {
        result = sqlite3_step(query);
        if (result == SQLITE_ROW) {
            *out = sqlite3_column_int64(query, 0);
            result = SQLITE_OK;
        } else if (result == SQLITE_DONE) {
            result = SQLITE_CORRUPT;
        }
    }
    sqlite3_finalize(query);
    return result;
}

/* Does the one text a query gives equal this? */
static int ask_text(struct sqlite *self, const char *sql, const char *want, bool *equal)
{
    sqlite3_stmt *query = NULL;
    int result = prepare(self, sql, &query);
    *equal = false;
    if (result == SQLITE_OK && (result = sqlite3_step(query)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(query, 0);
        *equal = text && strcmp(text, want) == 0;
        result = SQLITE_OK;
    }
    sqlite3_finalize(query);
    return result;
}

static void nap(unsigned milliseconds)
{
    struct timespec time = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = (long)(milliseconds % 1000) * 1000000};
    nanosleep(&time, NULL);
}

static uint64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* --- close --- */

/*
 * Fold the WAL in and leave one file. What cannot be done because others have the file open is
 * theirs to do; nothing is lost by it.
 */
static void settle(struct sqlite *self)
{
    sqlite3_busy_timeout(self->db, 0);
    (void)sqlite3_wal_checkpoint_v2(self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)execute(self, "PRAGMA journal_mode = DELETE");
}

static void sqlite_close(struct dy_store *store)
{
    struct sqlite *self = (struct sqlite *)store;
    if (self->db && self->mode != DY_STORE_READ)
        settle(self);
    sqlite3_close(self->db);
    free(self->path);
    free(self);
}

/* --- open --- */

/* SQLite takes "file:x" for a URI and ":memory:" for no file at all. */
static char *plain_path(const char *path)
{
    size_t size = strlen(path) + 3;
    char *out = malloc(size);
    if (out)
        snprintf(out, size, "%s%s", *path == '/' ? "" : "./", path);
    return out;
}

/* The path as a URI that says: this file does not change. */
static char *immutable_uri(const char *path)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = malloc(3 * strlen(path) + sizeof "file:?immutable=1"), *to = out;
    if (!out)
        return NULL;
    to += sprintf(to, "file:");
    for (; *path; path++) {
        if (strchr("%?#", *path)) {
            *to++ = '%';
            *to++ = hex[(unsigned char)*path >> 4];
            *to++ = hex[*path & 15];
        } else {
            *to++ = *path;
        }
    }
    sprintf(to, "?immutable=1");
    return out;
}

/* What a file that is none of ours could do is switched off. */
static int harden(struct sqlite *self)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},   {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},     {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1}, {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    int result = SQLITE_OK;
    for (size_t i = 0; result == SQLITE_OK && i < DY_COUNT_OF(options); i++)
        result = sqlite3_db_config(self->db, options[i].option, options[i].value, NULL);
    sqlite3_extended_result_codes(self->db, 1);
    sqlite3_busy_timeout(self->db, BUSY_MS);
    return result != SQLITE_OK
               ? result
               : execute(self, "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; "
                               "PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON;");
}

static int open_file(struct sqlite *self, const char *name, int flags)
{
    sqlite3_close(self->db);
    self->db = NULL;
    int result = sqlite3_open_v2(name, &self->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    return result == SQLITE_OK ? harden(self) : result;
}

static bool is_beside(const struct sqlite *self, const char *suffix)
{
    char name[4096];
    int n = snprintf(name, sizeof name, "%s%s", self->path, suffix);
    return n > 0 && (size_t)n < sizeof name && access(name, F_OK) == 0;
}

static bool can_write_beside(const struct sqlite *self)
{
    char folder[4096];
    const char *slash = strrchr(self->path, '/');
    int n = snprintf(folder, sizeof folder, "%.*s/", (int)(slash - self->path), self->path);
    return n > 0 && (size_t)n < sizeof folder && access(folder, W_OK) == 0 &&
           access(self->path, W_OK) == 0;
}

/*
 * Bytes 18 and 19 of the file. Through SQLite's own handle: closing another one would give up the
 * locks that this process has on the file.
 */
static bool in_wal_mode(const struct sqlite *self)
{
    sqlite3_file *file = NULL;
    uint8_t versions[2] = {0};
    return sqlite3_file_control(self->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK &&
           file && file->pMethods && file->pMethods->xRead(file, versions, 2, 18) == SQLITE_OK &&
           (versions[0] == 2 || versions[1] == 2);
}

static int open_to_read(struct sqlite *self)
{
    int result = open_file(self, self->path, SQLITE_OPEN_READONLY);
    bool left_over = is_beside(self, "-journal");
    if (result != SQLITE_OK || !((in_wal_mode(self) && !is_beside(self, "-wal")) || left_over))
        return result;
    if (can_write_beside(self)) {
        result = open_file(self, self->path, SQLITE_OPEN_READWRITE);
        return result == SQLITE_OK ? execute(self, "PRAGMA query_only = ON") : result;
    }
    if (left_over)
        return SQLITE_OK;
    char *uri = immutable_uri(self->path);
    result = uri ? open_file(self, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI) : SQLITE_NOMEM;
    free(uri);
    return result;
}

/*
 * Switching needs the file for a moment alone; two who do it at once are told so at once, whatever
 * the timeout.
 */
static int use_wal(struct sqlite *self)
{
    int result = SQLITE_BUSY;
    for (int i = 0; i < MODE_TRIES; i++) {
        bool is_wal = false;
        result = ask_text(self, "PRAGMA journal_mode = WAL", "wal", &is_wal);
        if (result == SQLITE_OK && is_wal)
            return execute(self, "PRAGMA synchronous = FULL");
        if ((result & 0xff) != SQLITE_BUSY && (result & 0xff) != SQLITE_LOCKED &&
            result != SQLITE_OK)
            return result;
        nap(1 + randombytes_uniform(2 * BUSY_MS / MODE_TRIES));
    }
    return result == SQLITE_OK ? SQLITE_BUSY : result;
}

/* One of the objects there should be, if the row is it. */
static bool is_object(sqlite3_stmt *row, const struct object *object)
{
    const char *type = (const char *)sqlite3_column_text(row, 0);
    const char *name = (const char *)sqlite3_column_text(row, 1);
    const char *sql = (const char *)sqlite3_column_text(row, 2);
    return type && name && strcmp(type, object->type) == 0 && strcmp(name, object->name) == 0 &&
           (object->sql ? sql && strcmp(sql, object->sql) == 0 : !sql);
}

static enum dy_code same_schema(struct sqlite *self, struct dy_err *err)
{
    sqlite3_stmt *query = NULL;
    size_t i = 0;
    enum dy_code code = DY_OK;
    int result = prepare(self, "SELECT type, name, sql FROM sqlite_schema ORDER BY rowid", &query);
    while (code == DY_OK && result == SQLITE_OK && (result = sqlite3_step(query)) == SQLITE_ROW) {
        result = SQLITE_OK;
        const char *name = (const char *)sqlite3_column_text(query, 1);
        if (i == DY_COUNT_OF(objects) || !is_object(query, &objects[i]))
            code = dy_fail(err, DY_E_CRYPTO, at(self), NULL,
                           "its rules were changed: \"%.60s\" is not what a record has",
                           name ? name : "");
        i++;
    }
    if (code == DY_OK && result != SQLITE_DONE)
        code = fault(self, result, err);
    else if (code == DY_OK && i < DY_COUNT_OF(objects))
        code = dy_fail(err, DY_E_CRYPTO, at(self), NULL,
                       "its rules were changed: the %s \"%s\" is missing", objects[i].type,
                       objects[i].name);
    sqlite3_finalize(query);
    return code;
}

static enum dy_code is_ours(struct sqlite *self, struct dy_err *err)
{
    int64_t id = 0, version = 0;
    int result = ask(self, "PRAGMA application_id", &id);
    if (result == SQLITE_OK)
        result = ask(self, "PRAGMA user_version", &version);
    if (result != SQLITE_OK)
        return fault(self, result, err);
    if (id != APPLICATION_ID)
        return wrong(self, err, "is no record: it is an SQLite file of another program, or empty");
    if (version > DY_STORE_VERSION)
        return dy_fail(err, DY_E_INPUT, at(self), NULL,
                       "was made by a newer Dauys: it has format %" PRId64
                       ", this program reads up to %d",
                       version, DY_STORE_VERSION);
    if (version < 1)
        return wrong(self, err, "is no record: its format has no number");
    return same_schema(self, err);
}

/* All of it in one transaction: a file is a record or still empty. */
static enum dy_code make_schema(struct sqlite *self, struct dy_err *err)
{
    int64_t used = 1;
    int result = execute(self, "PRAGMA page_size = " TEXT(
                                   PAGE) "; PRAGMA auto_vacuum = NONE; "
                                         "PRAGMA encoding = 'UTF-8'; PRAGMA synchronous = FULL; "
                                         "BEGIN EXCLUSIVE");
    if (result != SQLITE_OK)
        return fault(self, result, err);
    result = ask(self,
                 "SELECT (SELECT count(*) FROM sqlite_schema) + (SELECT application_id <> 0 "
                 "FROM pragma_application_id)",
                 &used);
    for (size_t i = 0; result == SQLITE_OK && used == 0 && i < DY_COUNT_OF(objects); i++)
        if (objects[i].sql)
            result = execute(self, objects[i].sql);
    if (result == SQLITE_OK && used == 0)
        result = execute(self, "PRAGMA application_id = " TEXT(
                                   APPLICATION_ID) "; PRAGMA user_version = 1; COMMIT");
    enum dy_code code = DY_OK;
    if (result != SQLITE_OK)
        code = fault(self, result, err);
    else if (used != 0)
        code = wrong(self, err, "is there already; a new record needs a name of its own");
    if (!sqlite3_get_autocommit(self->db))
        (void)execute(self, "ROLLBACK");
    return code;
}

/* The file has to be there, and a file; to make a record, it must not be, or be empty. */
static enum dy_code look_at_path(const struct sqlite *self, struct dy_err *err)
{
    struct stat info;
    if (stat(self->path, &info) != 0) {
        if (self->mode != DY_STORE_CREATE)
            return dy_fail(err, DY_E_IO, at(self), NULL, "cannot be opened: %s", strerror(errno));
        /* Personal data may come to lie in it. A file that is new is nobody's yet: see
         * in_wal_mode. */
        int file = open(self->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        if (file < 0 && errno != EEXIST)
            return dy_fail(err, DY_E_IO, at(self), NULL, "cannot be made: %s", strerror(errno));
        if (file >= 0)
            close(file);
        return DY_OK;
    }
    if (!S_ISREG(info.st_mode))
        return wrong(self, err, "is no record: it is no file");
    if (info.st_size == 0 && self->mode != DY_STORE_CREATE)
        return wrong(self, err, "is no record: it is empty");
    return DY_OK;
}

static enum dy_code open_as(struct sqlite *self, struct dy_err *err)
{
    int result = self->mode == DY_STORE_READ ? open_to_read(self)
                                             : open_file(self, self->path, SQLITE_OPEN_READWRITE);
    if (result != SQLITE_OK)
        return fault(self, result, err);
    if (self->mode != DY_STORE_READ && sqlite3_db_readonly(self->db, "main") == 1)
        return fault(self, SQLITE_READONLY, err);
    enum dy_code code = self->mode == DY_STORE_CREATE ? make_schema(self, err) : DY_OK;
    if (code == DY_OK)
        code = is_ours(self, err);
    if (code == DY_OK && self->mode != DY_STORE_READ && (result = use_wal(self)) != SQLITE_OK)
        code = fault(self, result, err);
    return code;
}

static enum dy_code sqlite_open(const char *url, const char *rest, enum dy_store_mode mode,
                                struct dy_store **out, struct dy_err *err)
{
    (void)url;
    struct sqlite *self = calloc(1, sizeof *self);
    if (!self)
        return dy_no_memory(err);
    self->base = (struct dy_store){.ops = &dy_store_sqlite, .url = rest, .file = rest};
    self->mode = mode;
    self->path = plain_path(rest);
    enum dy_code code = self->path ? look_at_path(self, err) : dy_no_memory(err);
    if (code == DY_OK)
        code = open_as(self, err);
    if (code == DY_OK) {
        *out = &self->base;
        return DY_OK;
    }
    self->mode = DY_STORE_READ; /* nothing to settle in what is not ours */
    sqlite_close(&self->base);
    return code;
}

/* --- the four calls --- */

static const struct {
    const char *head, *append, *read;
} sql[DY_N_SHELVES] = {
    [DY_SHELF_ENTRIES] = {"SELECT coalesce(max(number), -1) FROM entries",
                          "INSERT INTO entries(number, sum, item) VALUES (?, ?, ?)",
                          "SELECT number, sum, item FROM entries WHERE number >= ? AND number < ? "
                          "ORDER BY number"},
    [DY_SHELF_CHECKPOINTS] = {"SELECT coalesce(max(number), -1) FROM checkpoints",
                              "INSERT INTO checkpoints(number, sum, item) VALUES (?, ?, ?)",
                              "SELECT number, sum, item FROM checkpoints WHERE number >= ? AND "
                              "number < ? ORDER BY number"},
};

static enum dy_code sqlite_head(struct dy_store *store, enum dy_shelf shelf, uint64_t *n,
                                struct dy_err *err)
{
    struct sqlite *self = (struct sqlite *)store;
    int64_t last = 0;
    int result = ask(self, sql[shelf].head, &last);
    if (result != SQLITE_OK)
        return fault(self, result, err);
    if (last < -1 || last >= (int64_t)DY_STORE_ITEMS_MAX)
        return fault(self, SQLITE_CORRUPT, err);
    *n = (uint64_t)(last + 1);
    return DY_OK;
}

static int insert_all(struct sqlite *self, enum dy_shelf shelf, uint64_t first, size_t n,
                      const struct dy_bytes *items)
{
    sqlite3_stmt *insert = NULL;
    int result = prepare(self, sql[shelf].append, &insert);
    for (size_t i = 0; result == SQLITE_OK && i < n; i++) {
        sqlite3_bind_int64(insert, 1, (int64_t)(first + i));
        sqlite3_bind_int64(insert, 2, dy_store_sum(shelf, first + i, items[i]));
        sqlite3_bind_blob64(insert, 3, items[i].of, items[i].n, SQLITE_STATIC);
        sqlite3_step(insert);
        result = sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    return result;
}

static enum dy_code sqlite_append(struct dy_store *store, enum dy_shelf shelf, uint64_t expected,
                                  size_t n, const struct dy_bytes *items, bool *done,
                                  struct dy_err *err)
{
    struct sqlite *self = (struct sqlite *)store;
    uint64_t head = 0;
    if (self->mode == DY_STORE_READ)
        return fault(self, SQLITE_READONLY, err);
    int result = execute(self, "BEGIN IMMEDIATE");
    if (result != SQLITE_OK)
        return fault(self, result, err);
    enum dy_code code = sqlite_head(store, shelf, &head, err);
    if (code == DY_OK && head == expected) {
        result = insert_all(self, shelf, expected, n, items);
        if (result == SQLITE_OK)
            result = execute(self, "COMMIT");
        if (result != SQLITE_OK)
            code = fault(self, result, err);
        *done = code == DY_OK;
    }
    if (!sqlite3_get_autocommit(self->db))
        (void)execute(self, "ROLLBACK");
    return code;
}

static enum dy_code sqlite_read(struct dy_store *store, enum dy_shelf shelf, uint64_t from,
                                uint64_t to, dy_store_visit *visit, void *visitor,
                                struct dy_err *err)
{
    struct sqlite *self = (struct sqlite *)store;
    sqlite3_stmt *query = NULL;
    enum dy_code code = DY_OK;
    int result = prepare(self, sql[shelf].read, &query);
    if (result != SQLITE_OK)
        return fault(self, result, err);
    sqlite3_bind_int64(query, 1, (int64_t)from);
    sqlite3_bind_int64(query, 2, (int64_t)to);
    for (uint64_t i = from; code == DY_OK && (result = sqlite3_step(query)) == SQLITE_ROW; i++) {
        struct dy_bytes item = {sqlite3_column_blob(query, 2),
                                (size_t)sqlite3_column_bytes(query, 2)};
        code = dy_store_is_whole(store, shelf, i, (uint64_t)sqlite3_column_int64(query, 0), item,
                                 sqlite3_column_int64(query, 1), err);
        if (code == DY_OK)
            code = visit(visitor, i, item, err);
    }
    if (code == DY_OK && result != SQLITE_DONE)
        code = fault(self, result, err);
    sqlite3_finalize(query);
    return code;
}

static enum dy_code sqlite_watch(struct dy_store *store, enum dy_shelf shelf, uint64_t n,
                                 unsigned milliseconds, uint64_t *head, struct dy_err *err)
{
    uint64_t until = now_ms() + milliseconds;
    for (;;) {
        enum dy_code code = sqlite_head(store, shelf, head, err);
        uint64_t now = now_ms();
        if (code != DY_OK || *head > n || now >= until)
            return code;
        nap(until - now < POLL_MS ? (unsigned)(until - now) : POLL_MS);
    }
}

/* --- check --- */

static enum dy_code integrity(struct sqlite *self, struct dy_err *err)
{
    sqlite3_stmt *query = NULL;
    enum dy_code code = DY_OK;
    int result = prepare(self, "PRAGMA integrity_check(1)", &query);
    if (result == SQLITE_OK && (result = sqlite3_step(query)) == SQLITE_ROW) {
        const char *says = (const char *)sqlite3_column_text(query, 0);
        if (!says || strcmp(says, "ok") != 0)
            code = dy_fail(err, DY_E_CRYPTO, at(self), NULL, "is damaged (SQLite: %.150s)",
                           says ? says : "");
    } else {
        code = fault(self, result, err);
    }
    sqlite3_finalize(query);
    return code;
}

static enum dy_code sqlite_check(struct dy_store *store, struct dy_err *err)
{
    struct sqlite *self = (struct sqlite *)store;
    int64_t page = 0;
    enum dy_code code = is_ours(self, err);
    if (code == DY_OK)
        code = integrity(self, err);
    int result = SQLITE_OK;
    if (code == DY_OK && (result = ask(self, "PRAGMA page_size", &page)) != SQLITE_OK)
        code = fault(self, result, err);
    if (code == DY_OK && page != PAGE)
        code = dy_fail(err, DY_E_CRYPTO, at(self), NULL,
                       "its pages have another size than a record's: erasing might leave copies");
    return code;
}

/* --- the vault --- */

static enum dy_code sqlite_vault_put(struct dy_store *store, const struct dy_hash *by,
                                     struct dy_bytes data, struct dy_err *err)
{
    struct sqlite *self = (struct sqlite *)store;
    if (self->mode == DY_STORE_READ)
        return fault(self, SQLITE_READONLY, err);
    size_t size = (data.n + SHORT + SPAN - 1) / SPAN * SPAN - SHORT;
    char *filled = calloc(1, size);
    if (!filled)
        return dy_no_memory(err);
    memcpy(filled, data.of, data.n);
    sqlite3_stmt *insert = NULL;
    int result = prepare(
        self, "INSERT INTO vault(commitment, front, bytes, data) VALUES (?, ?, ?, ?)", &insert);
    if (result == SQLITE_OK) {
        sqlite3_bind_blob(insert, 1, by->of, sizeof by->of, SQLITE_STATIC);
        sqlite3_bind_zeroblob(insert, 2, FRONT);
        sqlite3_bind_int64(insert, 3, (int64_t)data.n);
        sqlite3_bind_blob64(insert, 4, filled, size, SQLITE_STATIC);
        sqlite3_step(insert);
        result = sqlite3_reset(insert);
    }
    enum dy_code code = DY_OK;
    if (result == SQLITE_CONSTRAINT_PRIMARYKEY || result == SQLITE_CONSTRAINT_UNIQUE)
        code = wrong(self, err, "has something under this commitment already");
    else if (result != SQLITE_OK)
        code = fault(self, result, err);
    sqlite3_finalize(insert);
    sodium_memzero(filled, size);
    free(filled);
    return code;
}

static enum dy_code sqlite_vault_get(struct dy_store *store, struct dy_arena *mem,
                                     const struct dy_hash *by, struct dy_bytes *out,
                                     struct dy_err *err)
{
    struct sqlite *self = (struct sqlite *)store;
    sqlite3_stmt *query = NULL;
    enum dy_code code = DY_OK;
    int result = prepare(self, "SELECT bytes, data FROM vault WHERE commitment = ?", &query);
    if (result == SQLITE_OK)
        result = sqlite3_bind_blob(query, 1, by->of, sizeof by->of, SQLITE_STATIC);
    if (result == SQLITE_OK)
        result = sqlite3_step(query);
    if (result == SQLITE_ROW) {
        int64_t n = sqlite3_column_int64(query, 0);
        const char *data = sqlite3_column_blob(query, 1);
        if (!data || n < 1 || n > sqlite3_column_bytes(query, 1))
            code = fault(self, SQLITE_CORRUPT, err);
        else if (!(out->of = dy_arena_copy(mem, data, (size_t)n)))
            code = dy_no_memory(err);
        else
            out->n = (size_t)n;
    } else if (result != SQLITE_DONE) {
        code = fault(self, result, err);
    }
    sqlite3_finalize(query);
    return code;
}

/* Also when nothing was there: it may finish what a reader kept from being finished. */
static enum dy_code sqlite_vault_erase(struct dy_store *store, const struct dy_hash *by,
                                       bool *was_there, struct dy_err *err)
{
    struct sqlite *self = (struct sqlite *)store;
    sqlite3_stmt *erase = NULL;
    if (self->mode == DY_STORE_READ)
        return fault(self, SQLITE_READONLY, err);
    int result = prepare(self, "DELETE FROM vault WHERE commitment = ?", &erase);
    if (result == SQLITE_OK)
        result = sqlite3_bind_blob(erase, 1, by->of, sizeof by->of, SQLITE_STATIC);
    if (result == SQLITE_OK) {
        sqlite3_step(erase);
        result = sqlite3_reset(erase);
        *was_there = result == SQLITE_OK && sqlite3_changes(self->db) > 0;
    }
    sqlite3_finalize(erase);
    if (result != SQLITE_OK)
        return fault(self, result, err);
    sqlite3_busy_timeout(self->db, FOLD_MS);
    result = sqlite3_wal_checkpoint_v2(self->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(self->db, BUSY_MS);
    if (result == SQLITE_OK)
        return DY_OK;
    if ((result & 0xff) != SQLITE_BUSY && (result & 0xff) != SQLITE_LOCKED)
        return fault(self, result, err);
    return dy_fail(err, DY_E_IO, at(self), NULL,
                   "erased, but a program that reads the file keeps the old bytes in it; erase "
                   "again when it has ended");
}

static const char *const prefixes[] = {"sqlite:", NULL};

const struct dy_store_ops dy_store_sqlite = {
    .prefixes = prefixes,
    .open = sqlite_open,
    .close = sqlite_close,
    .head = sqlite_head,
    .append = sqlite_append,
    .read = sqlite_read,
    .watch = sqlite_watch,
    .check = sqlite_check,
    .vault_put = sqlite_vault_put,
    .vault_get = sqlite_vault_get,
    .vault_erase = sqlite_vault_erase,
};

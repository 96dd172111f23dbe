/*
 * A record in a PostgreSQL database: the schema "dauys", one record a database.
 *
 * 1. An append is one INSERT with the number it expects. The primary key lets one of two writers
 *    win; the other waits for the first to commit and is then told that the head has moved.
 * 2. Triggers that fire for everybody, also for the owner, for superusers and while replicating,
 *    refuse UPDATE, DELETE, TRUNCATE and every INSERT but of the next numbers; the rights to these
 *    are taken from everybody besides. A role of its own for an office needs
 *    GRANT USAGE ON SCHEMA dauys, GRANT SELECT ON ALL TABLES IN SCHEMA dauys,
 *    GRANT INSERT ON dauys.entries, dauys.checkpoints, dauys.vault.
 * 3. Every name is qualified, search_path is empty of what others could put there.
 * 4. The server is never waited for longer than WAIT_MS; a connection that was lost is made anew by
 *    the next call. libpq keeps SIGPIPE away.
 * 5. What was erased is rewritten away (VACUUM FULL), which only the owner can. The server's
 *    write-ahead log and its backups forget when its keeper lets them.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record/libpq.h"
#include "record/store_ops.h"

enum {
    WAIT_MS = 60000,
    ERASE_MS = 600000, /* it rewrites the vault */
    BATCH_BYTES = 16 << 20,
    READ_ROWS = 1000,
    OID_INT8 = 20,
    OID_BYTEA = 17,
    OID_INT8_ARRAY = 1016,
    OID_BYTEA_ARRAY = 1001,
};

struct postgres {
    struct dy_store base;
    PGconn *connection;
    const char *given; /* the URL, for connecting again */
    enum dy_store_mode mode;
    bool listens;
    char label[256];
};

/* --- the schema --- */

#define GROW_SOURCE(table)                                                                         \
    "\nDECLARE\n  low bigint; high bigint; n bigint;\nBEGIN\n"                                     \
    "  SELECT min(number), max(number), count(*) INTO low, high, n FROM added;\n"                  \
    "  IF n > 0 AND (high - low + 1 <> n\n"                                                        \
    "      OR (low > 0 AND NOT EXISTS (SELECT FROM ONLY dauys." table                              \
    " WHERE number = low - 1))\n"                                                                  \
    "      OR EXISTS (SELECT FROM ONLY dauys." table " WHERE number > high)) THEN\n"               \
    "    RAISE EXCEPTION '" table                                                                  \
    " only grow: the next number is needed' USING ERRCODE = 'DY001';\n"                            \
    "  END IF;\n"                                                                                  \
    "  PERFORM pg_notify('dauys_" table "', '');\n"                                                \
    "  RETURN NULL;\nEND"
#define REFUSE_SOURCE                                                                              \
    "\nBEGIN\n  RAISE EXCEPTION 'what is in a record is never changed or removed' "                \
    "USING ERRCODE = 'DY002';\nEND"

/* The plans of its queries are kept, and were made when the table was empty: hence no seqscan. */
#define FUNCTION(name, source)                                                                     \
    "CREATE FUNCTION dauys." name "() RETURNS trigger LANGUAGE plpgsql "                           \
    "SET search_path = pg_catalog SET enable_seqscan = off AS $dauys$" source "$dauys$;"
#define SHELF_TABLE(table)                                                                         \
    "CREATE TABLE dauys." table " (number bigint PRIMARY KEY, sum bigint NOT NULL, "               \
    "item bytea NOT NULL, CHECK (number >= 0 AND number < 9007199254740992), "                     \
    "CHECK (length(item) >= 1 AND length(item) <= 65535));"
#define SHELF_RULES(table)                                                                         \
    "CREATE TRIGGER grow AFTER INSERT ON dauys." table " REFERENCING NEW TABLE AS added "          \
    "FOR EACH STATEMENT EXECUTE FUNCTION dauys." table "_grow();"                                  \
    "CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON dauys." table                    \
    " FOR EACH STATEMENT EXECUTE FUNCTION dauys.refuse();"                                         \
    "ALTER TABLE dauys." table " ENABLE ALWAYS TRIGGER grow;"                                      \
    "ALTER TABLE dauys." table " ENABLE ALWAYS TRIGGER refuse;"                                    \
    "REVOKE ALL ON dauys." table " FROM PUBLIC;"                                                   \
    "REVOKE UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON dauys." table " FROM CURRENT_USER;"
#define SHELF(table)                                                                               \
    SHELF_TABLE(table) FUNCTION(table "_grow", GROW_SOURCE(table)) SHELF_RULES(table)

static const char schema[] =
    "BEGIN;"
    "CREATE SCHEMA dauys;"
    "CREATE TABLE dauys.version (one boolean PRIMARY KEY CHECK (one), version integer NOT NULL);"
    "INSERT INTO dauys.version VALUES (true, 1);" FUNCTION("refuse", REFUSE_SOURCE) SHELF("entries")
        SHELF("checkpoints") "CREATE TABLE dauys.vault (commitment bytea PRIMARY KEY, data bytea "
                             "NOT NULL, "
                             "CHECK (length(commitment) = 32), CHECK (length(data) >= 1 AND "
                             "length(data) <= 65536));"
                             "CREATE TRIGGER refuse BEFORE UPDATE OR TRUNCATE ON dauys.vault "
                             "FOR EACH STATEMENT EXECUTE FUNCTION dauys.refuse();"
                             "ALTER TABLE dauys.vault ENABLE ALWAYS TRIGGER refuse;"
                             "REVOKE ALL ON dauys.vault, dauys.version FROM PUBLIC;"
                             "REVOKE UPDATE, TRUNCATE, REFERENCES, TRIGGER ON dauys.vault FROM "
                             "CURRENT_USER;"
                             "REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA dauys FROM PUBLIC;"
                             "COMMIT";

/* --- errors --- */

/* Without the end of the line, and without a URL, which may hold a password. */
static void first_line(const char *message, char *out, size_t size)
{
    snprintf(out, size, "%.*s", (int)strcspn(message, "\n"), message);
    char *url = strstr(out, "://");
    while (url && url > out && *url != ' ')
        url--;
    if (url)
        *url = '\0';
}

static enum dy_code lost(struct postgres *self, struct dy_err *err)
{
    char says[160] = "it took too long";
    if (self->connection)
        first_line(PQerrorMessage(self->connection), says, sizeof says);
    return dy_fail(err, DY_E_IO, (struct dy_span){0}, self->label, "the server does not answer%s%s",
                   *says ? ": " : "", says);
}

/* What a result means that is not what was asked for. Clears it. NULL: the connection is lost. */
static enum dy_code fault(struct postgres *self, PGresult *result, struct dy_err *err)
{
    static const struct {
        const char *state; /* or its beginning; the first that fits counts */
        enum dy_code code;
        const char *says;
    } rows[] = {
        {"25006", DY_E_IO, "cannot be written: it was opened or is kept read-only"},
        {"42501", DY_E_IO, "does not permit this"},
        {"42P06", DY_E_INPUT, "holds a record already; a new one needs a database of its own"},
        {"DY00", DY_E_CRYPTO, "has refused what was to be written"},
        {"23", DY_E_CRYPTO, "has refused what was to be written"},
        {"3F", DY_E_INPUT, "is no record"},
        {"42P01", DY_E_INPUT, "is no record"},
        {"42", DY_E_CRYPTO, "has other tables than a record"},
        {"XX00", DY_E_CRYPTO, "is damaged"},
        {"53", DY_E_IO, "has no room left"},
        {"", DY_E_IO, "cannot do it"},
    };
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (!state || PQstatus(self->connection) == CONNECTION_BAD) {
        PQclear(result);
        return lost(self, err);
    }
    size_t i = 0;
    while (strncmp(rows[i].state, state, strlen(rows[i].state)) != 0)
        i++;
    char says[160];
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    first_line(message ? message : "", says, sizeof says);
    dy_fail(err, rows[i].code, (struct dy_span){0}, self->label, "%s (PostgreSQL: %s, %s)",
            rows[i].says, says, state);
    PQclear(result);
    return rows[i].code;
}

static bool is_state(const PGresult *result, const char *state)
{
    const char *is = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    return is && strcmp(is, state) == 0;
}

/* --- asking the server --- */

static uint64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

/* Until the socket can be used so, or the time is over (false). */
static bool wait_for(struct postgres *self, short events, uint64_t until)
{
    for (;;) {
        uint64_t now = now_ms();
        struct pollfd socket = {.fd = PQsocket(self->connection), .events = events};
        if (now >= until || socket.fd < 0)
            return false;
        int n = poll(&socket, 1, (int)(until - now));
        if (n > 0)
            return true;
        if (n < 0 && errno != EINTR)
            return false;
    }
}

/* Everything is sent and an answer is there. */
static bool answered(struct postgres *self, uint64_t until)
{
    int left;
    while ((left = PQflush(self->connection)) == 1)
        if (!wait_for(self, POLLIN | POLLOUT, until) || !PQconsumeInput(self->connection))
            return false;
    while (left == 0 && PQisBusy(self->connection))
        if (!wait_for(self, POLLIN, until) || !PQconsumeInput(self->connection))
            return false;
    return left == 0;
}

/* The server's last word to what was sent: an error if there was one. NULL: it is gone. */
static PGresult *last_word(struct postgres *self, unsigned milliseconds)
{
    uint64_t until = now_ms() + milliseconds;
    PGresult *out = NULL, *next = NULL;
    for (;;) {
        if (!answered(self, until)) {
            PQclear(out);
            if (PQstatus(self->connection) == CONNECTION_OK) /* the next call connects anew */
                PQfinish(self->connection), self->connection = NULL;
            return NULL;
        }
        if (!(next = PQgetResult(self->connection)))
            return out;
        if (out && PQresultStatus(out) == PGRES_FATAL_ERROR) {
            PQclear(next);
            continue;
        }
        PQclear(out);
        out = next;
    }
}

/* A parameter: in binary, network byte order. */
struct value {
    const void *bytes;
    size_t n;
    unsigned oid;
};

static PGresult *query(struct postgres *self, const char *sql, size_t n, const struct value *values)
{
    enum { MOST = 3 };
    const char *of[MOST] = {0};
    int lengths[MOST] = {0}, formats[MOST] = {0};
    Oid types[MOST] = {0};
    for (size_t i = 0; i < n; i++) {
        of[i] = values[i].bytes;
        lengths[i] = (int)values[i].n;
        types[i] = values[i].oid;
        formats[i] = 1;
    }
    if (!self->connection ||
        !PQsendQueryParams(self->connection, sql, (int)n, types, of, lengths, formats, 1))
        return NULL;
    return last_word(self, WAIT_MS);
}

static PGresult *command(struct postgres *self, const char *sql, unsigned milliseconds)
{
    if (!self->connection || !PQsendQuery(self->connection, sql))
        return NULL;
    return last_word(self, milliseconds);
}

static enum dy_code execute(struct postgres *self, const char *sql, unsigned milliseconds,
                            struct dy_err *err)
{
    PGresult *result = command(self, sql, milliseconds);
    ExecStatusType status = PQresultStatus(result);
    if (!result || (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK))
        return fault(self, result, err);
    PQclear(result);
    return DY_OK;
}

static void put_big_endian(uint64_t value, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(value >> 8 * (n - 1 - i));
}

static int64_t get_int8(const PGresult *result, int row, int column)
{
    const char *bytes = PQgetvalue(result, row, column);
    uint64_t value = 0;
    for (int i = 0; i < PQgetlength(result, row, column) && i < 8; i++)
        value = value << 8 | (uint8_t)bytes[i];
    return (int64_t)value;
}

/* --- open and close --- */

static void be_quiet(void *self, const char *message)
{
    (void)self, (void)message;
}

/* What the keeper of the server set otherwise, for this session. */
static enum dy_code begin_session(struct postgres *self, struct dy_err *err)
{
    static const char settings[] =
        "SET search_path = pg_catalog; SET synchronous_commit = on; SET client_encoding = 'UTF8'; "
        "SET default_transaction_isolation = 'read committed'; SET statement_timeout = 0; "
        "SET row_security = off; SET idle_in_transaction_session_timeout = '1min'; ";
    enum dy_code code = execute(self, settings, WAIT_MS, err);
    if (code == DY_OK && self->mode == DY_STORE_READ)
        code = execute(self, "SET default_transaction_read_only = on", WAIT_MS, err);
    return code;
}

static enum dy_code connect_to_it(struct postgres *self, struct dy_err *err)
{
    /* What the URL says, the last, counts more. */
    static const char *const names[] = {
        "fallback_application_name", "connect_timeout",  "keepalives_idle", "keepalives_interval",
        "keepalives_count",          "tcp_user_timeout", "dbname",          NULL,
    };
    const char *const values[] = {"dauys", "10", "30", "10", "3", "60000", self->given, NULL};
    PQfinish(self->connection);
    self->listens = false;
    self->connection = PQconnectdbParams(names, values, 1);
    if (!self->connection)
        return dy_no_memory(err);
    if (PQstatus(self->connection) != CONNECTION_OK) {
        char says[200];
        first_line(PQerrorMessage(self->connection), says, sizeof says);
        return dy_fail(err, DY_E_IO, (struct dy_span){0}, self->label, "cannot be reached: %s",
                       says);
    }
    PQsetNoticeProcessor(self->connection, be_quiet, NULL);
    PQsetnonblocking(self->connection, 1);
    return begin_session(self, err);
}

/* Before each call: what was lost is made anew. */
static enum dy_code ready(struct postgres *self, struct dy_err *err)
{
    return PQstatus(self->connection) == CONNECTION_OK ? DY_OK : connect_to_it(self, err);
}

/* "postgres://HOST/DATABASE" without user and password, for messages. */
static void make_label(struct postgres *self, const PQconninfoOption *options)
{
    const char *host = "", *port = "", *database = "";
    for (const PQconninfoOption *option = options; option->keyword; option++) {
        if (!option->val)
            continue;
        if (strcmp(option->keyword, "host") == 0 || strcmp(option->keyword, "hostaddr") == 0)
            host = option->val;
        else if (strcmp(option->keyword, "port") == 0)
            port = option->val;
        else if (strcmp(option->keyword, "dbname") == 0)
            database = option->val;
    }
    snprintf(self->label, sizeof self->label, "postgres://%s%s%s/%s", host, *port ? ":" : "", port,
             database);
}

static enum dy_code parse(struct postgres *self, const char *url, struct dy_err *err)
{
    char *message = NULL, says[200] = "it is no URI as libpq wants it";
    enum dy_code code = dy_pq_open(err);
    if (code)
        return code;
    PQconninfoOption *options = PQconninfoParse(url, &message);
    if (options) {
        make_label(self, options);
        PQconninfoFree(options);
        return DY_OK;
    }
    if (message && !strchr(url, '@') && !strstr(url, "password")) /* it quotes what is wrong */
        first_line(message, says, sizeof says);
    PQfreemem(message);
    return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                   "the address of the PostgreSQL database is wrong: %s", says);
}

static enum dy_code is_ours(struct postgres *self, struct dy_err *err)
{
    PGresult *result = query(self, "SELECT to_regclass('dauys.version') IS NOT NULL", 0, NULL);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        return fault(self, result, err);
    bool is_there = *PQgetvalue(result, 0, 0);
    PQclear(result);
    if (!is_there)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, self->label,
                       "is no record: the database holds none");
    result = query(self, "SELECT version::bigint FROM ONLY dauys.version", 0, NULL);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        return fault(self, result, err);
    int64_t version = PQntuples(result) == 1 ? get_int8(result, 0, 0) : 0;
    PQclear(result);
    if (version > DY_STORE_VERSION)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, self->label,
                       "was made by a newer Dauys: it has format %" PRId64
                       ", this program reads up to %d",
                       version, DY_STORE_VERSION);
    if (version < 1)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, self->label,
                       "is no record: its format has no number");
    return DY_OK;
}

static enum dy_code make_schema(struct postgres *self, struct dy_err *err)
{
    PGresult *result = command(self, schema, WAIT_MS);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
        PQclear(result);
        return DY_OK;
    }
    enum dy_code code;
    if (is_state(result, "42P06") || is_state(result, "23505")) {
        PQclear(result);
        code = dy_fail(err, DY_E_INPUT, (struct dy_span){0}, self->label,
                       "is there already; a new record needs a database of its own");
    } else {
        code = fault(self, result, err);
    }
    PQclear(command(self, "ROLLBACK", WAIT_MS));
    return code;
}

static void postgres_close(struct dy_store *store)
{
    struct postgres *self = (struct postgres *)store;
    PQfinish(self->connection);
    free(self);
}

static enum dy_code postgres_open(const char *url, const char *rest, enum dy_store_mode mode,
                                  struct dy_store **out, struct dy_err *err)
{
    (void)rest;
    struct postgres *self = calloc(1, sizeof *self);
    if (!self)
        return dy_no_memory(err);
    self->base = (struct dy_store){&dy_store_postgres, self->label, NULL};
    self->given = url;
    self->mode = mode;
    enum dy_code code = parse(self, url, err);
    if (code == DY_OK)
        code = connect_to_it(self, err);
    if (code == DY_OK && mode == DY_STORE_CREATE)
        code = make_schema(self, err);
    if (code == DY_OK)
        code = is_ours(self, err);
    if (code == DY_OK)
        *out = &self->base;
    else
        postgres_close(&self->base);
    return code;
}

/* --- the four calls --- */

static const struct {
    const char *head, *append, *read, *listen;
} sql[DY_N_SHELVES] = {
#define CALLS(table)                                                                               \
    {                                                                                              \
        "SELECT coalesce(max(number), -1) + 1 FROM ONLY dauys." table,                             \
            "INSERT INTO dauys." table "(number, sum, item) "                                      \
            "SELECT $1 + i - 1, sum, item FROM unnest($2, $3) WITH ORDINALITY AS t(sum, item, i)", \
            "SELECT number, sum, item FROM ONLY dauys." table                                      \
            " WHERE number >= $1 AND number < $2 ORDER BY number",                                 \
            "LISTEN dauys_" table                                                                  \
    }
    [DY_SHELF_ENTRIES] = CALLS("entries"),
    [DY_SHELF_CHECKPOINTS] = CALLS("checkpoints"),
};

static enum dy_code ask_number(struct postgres *self, const char *text, int64_t *out,
                               struct dy_err *err)
{
    PGresult *result = query(self, text, 0, NULL);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        return fault(self, result, err);
    *out = get_int8(result, 0, 0);
    PQclear(result);
    return DY_OK;
}

static enum dy_code postgres_head(struct dy_store *store, enum dy_shelf shelf, uint64_t *n,
                                  struct dy_err *err)
{
    struct postgres *self = (struct postgres *)store;
    int64_t head = 0;
    enum dy_code code = ready(self, err);
    if (code == DY_OK)
        code = ask_number(self, sql[shelf].head, &head, err);
    if (code == DY_OK)
        *n = (uint64_t)head;
    return code;
}

/* PostgreSQL's binary form of an array of one dimension; the items behind it. */
enum { ARRAY_HEAD = 20 };
static uint8_t *put_array_head(uint8_t *to, unsigned oid, size_t n)
{
    const uint64_t words[] = {1, 0, oid, n, 1};
    for (size_t i = 0; i < DY_COUNT_OF(words); i++, to += 4)
        put_big_endian(words[i], 4, to);
    return to;
}

/* One statement: the items go in with these numbers, or none does. NULL in *result: lost. */
static enum dy_code insert(struct postgres *self, enum dy_shelf shelf, uint64_t first, size_t n,
                           const struct dy_bytes *items, PGresult **result)
{
    size_t bytes = ARRAY_HEAD;
    for (size_t i = 0; i < n; i++)
        bytes += 4 + items[i].n;
    uint8_t number[8], *sums = malloc(ARRAY_HEAD + n * 12), *all = malloc(bytes);
    if (sums && all) {
        uint8_t *to_sum = put_array_head(sums, OID_INT8, n);
        uint8_t *to = put_array_head(all, OID_BYTEA, n);
        put_big_endian(first, sizeof number, number);
        for (size_t i = 0; i < n; i++) {
            put_big_endian(8, 4, to_sum);
            put_big_endian((uint64_t)dy_store_sum(shelf, first + i, items[i]), 8, to_sum + 4);
            to_sum += 12;
            put_big_endian(items[i].n, 4, to);
            memcpy(to + 4, items[i].of, items[i].n);
            to += 4 + items[i].n;
        }
        const struct value values[] = {{number, sizeof number, OID_INT8},
                                       {sums, ARRAY_HEAD + n * 12, OID_INT8_ARRAY},
                                       {all, bytes, OID_BYTEA_ARRAY}};
        *result = query(self, sql[shelf].append, DY_COUNT_OF(values), values);
    }
    enum dy_code code = sums && all ? DY_OK : DY_E_NOMEM;
    free(sums);
    free(all);
    return code;
}

/* How many of the items go into one statement. */
static size_t batch(const struct dy_bytes *items, size_t n)
{
    size_t i = 0, bytes = 0;
    while (i < n && (i == 0 || bytes + items[i].n <= BATCH_BYTES))
        bytes += 4 + items[i++].n;
    return i;
}

/* The connection went away and it may be that the server has committed. */
static enum dy_code not_known(struct postgres *self, struct dy_err *err)
{
    return dy_fail(err, DY_E_IO, (struct dy_span){0}, self->label,
                   "the server went away while it was writing: look whether all of it is there "
                   "(it is all or nothing) before you write it again");
}

/* Of what another writer, or the rule of growing, refused. */
static bool somebody_was_faster(const PGresult *result)
{
    return is_state(result, "23505") || is_state(result, "DY001") || is_state(result, "40001");
}

static enum dy_code append_all(struct postgres *self, enum dy_shelf shelf, uint64_t first, size_t n,
                               const struct dy_bytes *items, bool *done, struct dy_err *err)
{
    for (size_t i = 0, some; i < n; i += some) {
        PGresult *result = NULL;
        some = batch(items + i, n - i);
        if (insert(self, shelf, first + i, some, items + i, &result) != DY_OK)
            return dy_no_memory(err);
        if (somebody_was_faster(result)) {
            PQclear(result);
            return DY_OK;
        }
        bool gone = PQstatus(self->connection) != CONNECTION_OK;
        if (gone && some == n)
            PQclear(result);
        if (gone && some == n)
            return not_known(self, err);
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            return fault(self, result, err);
        PQclear(result);
    }
    *done = true;
    return DY_OK;
}

static enum dy_code postgres_append(struct dy_store *store, enum dy_shelf shelf, uint64_t expected,
                                    size_t n, const struct dy_bytes *items, bool *done,
                                    struct dy_err *err)
{
    struct postgres *self = (struct postgres *)store;
    bool is_one = batch(items, n) == n, written = false;
    enum dy_code code = ready(self, err);
    if (code == DY_OK && !is_one)
        code = execute(self, "BEGIN", WAIT_MS, err);
    if (code != DY_OK)
        return code;
    code = append_all(self, shelf, expected, n, items, &written, err);
    if (!is_one) {
        PGresult *result = command(self, written ? "COMMIT" : "ROLLBACK", WAIT_MS);
        if (written && PQstatus(self->connection) != CONNECTION_OK) {
            PQclear(result);
            return not_known(self, err);
        }
        if (written && PQresultStatus(result) != PGRES_COMMAND_OK)
            return fault(self, result, err);
        PQclear(result);
    }
    *done = written;
    return code;
}

static enum dy_code visit_rows(struct postgres *self, enum dy_shelf shelf, uint64_t from,
                               const PGresult *result, dy_store_visit *visit, void *visitor,
                               struct dy_err *err)
{
    for (int i = 0; i < PQntuples(result); i++) {
        struct dy_bytes item = {PQgetvalue(result, i, 2), (size_t)PQgetlength(result, i, 2)};
        uint64_t number = from + (uint64_t)i;
        enum dy_code code =
            dy_store_is_whole(&self->base, shelf, number, (uint64_t)get_int8(result, i, 0), item,
                              get_int8(result, i, 1), err);
        if (code == DY_OK)
            code = visit(visitor, number, item, err);
        if (code != DY_OK)
            return code;
    }
    return DY_OK;
}

/* In parts, so that neither side holds all of it: what was there at the beginning never changes. */
static enum dy_code postgres_read(struct dy_store *store, enum dy_shelf shelf, uint64_t from,
                                  uint64_t to, dy_store_visit *visit, void *visitor,
                                  struct dy_err *err)
{
    struct postgres *self = (struct postgres *)store;
    uint64_t head = 0;
    enum dy_code code = postgres_head(store, shelf, &head, err);
    for (to = to < head ? to : head; code == DY_OK && from < to;) {
        uint64_t end = to - from > READ_ROWS ? from + READ_ROWS : to;
        uint8_t numbers[2][8];
        put_big_endian(from, 8, numbers[0]);
        put_big_endian(end, 8, numbers[1]);
        const struct value values[] = {{numbers[0], 8, OID_INT8}, {numbers[1], 8, OID_INT8}};
        PGresult *result = query(self, sql[shelf].read, DY_COUNT_OF(values), values);
        if (PQresultStatus(result) != PGRES_TUPLES_OK)
            return fault(self, result, err);
        code = visit_rows(self, shelf, from, result, visit, visitor, err);
        uint64_t n = (uint64_t)PQntuples(result);
        PQclear(result);
        if (code == DY_OK && n < end - from)
            code = dy_store_is_missing(store, shelf, from + n, err);
        from = end;
    }
    return code;
}

static enum dy_code listen(struct postgres *self, struct dy_err *err)
{
    enum dy_code code = ready(self, err);
    for (enum dy_shelf shelf = 0; code == DY_OK && !self->listens && shelf < DY_N_SHELVES; shelf++)
        code = execute(self, sql[shelf].listen, WAIT_MS, err);
    self->listens = code == DY_OK;
    return code;
}

/* The notice only wakes us: what counts is the head. */
static enum dy_code postgres_watch(struct dy_store *store, enum dy_shelf shelf, uint64_t n,
                                   unsigned milliseconds, uint64_t *head, struct dy_err *err)
{
    struct postgres *self = (struct postgres *)store;
    uint64_t until = now_ms() + milliseconds;
    for (;;) {
        enum dy_code code = listen(self, err);
        if (code == DY_OK)
            code = postgres_head(store, shelf, head, err);
        if (code != DY_OK || *head > n || now_ms() >= until)
            return code;
        PGnotify *notice = PQnotifies(self->connection);
        if (!notice && wait_for(self, POLLIN, until) && !PQconsumeInput(self->connection))
            return lost(self, err);
        for (; notice || (notice = PQnotifies(self->connection)); notice = NULL)
            PQfreemem(notice);
    }
}

/* --- check --- */

#define OURS "relnamespace = 'dauys'::regnamespace"

/* What the catalogue has to say of a record, in words that PostgreSQL 15 and later give. */
static const struct {
    const char *what, *query, *want;
} rules[] = {
    {"its columns are",
     "SELECT string_agg(format('%s.%s %s %s', relname, attname, format_type(atttypid, atttypmod), "
     "attnotnull), ', ' ORDER BY relname, attnum) FROM pg_class JOIN pg_attribute ON attrelid = "
     "pg_class.oid WHERE " OURS " AND relkind <> 'i' AND attnum > 0",
     "checkpoints.number bigint t, checkpoints.sum bigint t, checkpoints.item bytea t, "
     "entries.number bigint t, entries.sum bigint t, entries.item bytea t, vault.commitment "
     "bytea t, vault.data bytea t, version.one boolean t, version.version integer t"},
    {"its tables are",
     "SELECT string_agg(format('%s %s%s %s %s %s %s', relname, relkind, relpersistence, "
     "relhasrules, relrowsecurity, relhassubclass, (SELECT count(*) FROM pg_trigger WHERE tgrelid "
     "= pg_class.oid)), ', ' ORDER BY relname) FROM pg_class WHERE " OURS,
     "checkpoints rp f f f 2, checkpoints_pkey ip f f f 0, entries rp f f f 2, entries_pkey ip"
     " f f f 0, vault rp f f f 1, vault_pkey ip f f f 0, version rp f f f 0, version_pkey ip f"
     " f f 0"},
    {"its constraints are",
     "SELECT string_agg(format('%s %s', conname, pg_get_constraintdef(pg_constraint.oid)), ', ' "
     "ORDER BY conname) FROM pg_constraint WHERE connamespace = 'dauys'::regnamespace AND contype "
     "<> 'n'",
     "checkpoints_item_check CHECK (((length(item) >= 1) AND (length(item) <= 65535))), "
     "checkpoints_number_check CHECK (((number >= 0) AND (number < "
     "'9007199254740992'::bigint))), checkpoints_pkey PRIMARY KEY (number), entries_item_check"
     " CHECK (((length(item) >= 1) AND (length(item) <= 65535))), entries_number_check CHECK "
     "(((number >= 0) AND (number < '9007199254740992'::bigint))), entries_pkey PRIMARY KEY "
     "(number), vault_commitment_check CHECK ((length(commitment) = 32)), vault_data_check "
     "CHECK (((length(data) >= 1) AND (length(data) <= 65536))), vault_pkey PRIMARY KEY "
     "(commitment), version_one_check CHECK (one), version_pkey PRIMARY KEY (one)"},
    {"its triggers are",
     "SELECT string_agg(format('%s.%s %s %s %s %s %s %s', relname, tgname, tgtype, tgenabled, "
     "proname, tgnewtable, tgoldtable, tgqual IS NULL), ', ' ORDER BY relname, tgname) FROM "
     "pg_trigger JOIN pg_class ON tgrelid = pg_class.oid JOIN pg_proc ON tgfoid = pg_proc.oid AND "
     "pronamespace = relnamespace WHERE " OURS,
     "checkpoints.grow 4 A checkpoints_grow added  t, checkpoints.refuse 58 A refuse   t, "
     "entries.grow 4 A entries_grow added  t, entries.refuse 58 A refuse   t, vault.refuse 50 "
     "A refuse   t"},
    {"its functions are",
     "SELECT string_agg(format('%s %s %s%s', proname, prosecdef, proconfig, prosrc), '; ' ORDER BY "
     "proname) FROM pg_proc WHERE pronamespace = 'dauys'::regnamespace",
     "checkpoints_grow f {search_path=pg_catalog,enable_seqscan=off}" GROW_SOURCE(
         "checkpoints") "; entries_grow f "
                        "{search_path=pg_catalog,enable_seqscan=off}" GROW_SOURCE(
                            "entries") "; refuse f "
                                       "{search_path=pg_catalog,enable_seqscan=off}" REFUSE_SOURCE},
    {"its rights are",
     "SELECT coalesce(string_agg(format('%s %s %s', relname, grantee::regrole, privilege_type), "
     "', '), '') FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) WHERE " OURS
     " AND relkind = 'r' AND privilege_type IN ('UPDATE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', "
     "'DELETE') AND relname <> 'version' AND (relname <> 'vault' OR privilege_type <> 'DELETE')",
     ""},
    {"the server's settings that make a commit durable (fsync, full_page_writes) are",
     "SELECT current_setting('fsync') || ' ' || current_setting('full_page_writes')", "on on"},
};

static enum dy_code check_rule(struct postgres *self, size_t i, struct dy_err *err)
{
    PGresult *result = query(self, rules[i].query, 0, NULL);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        return fault(self, result, err);
    bool same = strcmp(PQgetvalue(result, 0, 0), rules[i].want) == 0;
    PQclear(result);
    return same ? DY_OK
                : dy_fail(err, DY_E_CRYPTO, (struct dy_span){0}, self->label,
                          "its rules were changed: %s not those of a record", rules[i].what);
}

/*
 * An index that lost an item would hide it: look without one. How many items stand where they
 * should before the first gap.
 */
#define BEFORE_GAP(table)                                                                          \
    "SELECT coalesce(min(place), (SELECT count(*) FROM ONLY dauys." table ")) FROM (SELECT "       \
    "number, row_number() OVER (ORDER BY number) - 1 AS place FROM ONLY dauys." table ") AS of "   \
    "WHERE number <> place"
static enum dy_code count_shelf(struct postgres *self, enum dy_shelf shelf, struct dy_err *err)
{
    static const char *const counts[] = {
        [DY_SHELF_ENTRIES] = BEFORE_GAP("entries"),
        [DY_SHELF_CHECKPOINTS] = BEFORE_GAP("checkpoints"),
    };
    int64_t n = 0;
    uint64_t head = 0;
    enum dy_code code = postgres_head(&self->base, shelf, &head, err);
    if (code == DY_OK)
        code = execute(self,
                       "SET enable_indexscan = off; SET enable_indexonlyscan = off; "
                       "SET enable_bitmapscan = off",
                       WAIT_MS, err);
    if (code == DY_OK)
        code = ask_number(self, counts[shelf], &n, err);
    if (code == DY_OK)
        code = execute(self,
                       "RESET enable_indexscan; RESET enable_indexonlyscan; "
                       "RESET enable_bitmapscan",
                       WAIT_MS, err);
    /* Others may append meanwhile; nobody can take away. */
    return code == DY_OK && (uint64_t)n < head
               ? dy_store_is_missing(&self->base, shelf, (uint64_t)n, err)
               : code;
}

static enum dy_code postgres_check(struct dy_store *store, struct dy_err *err)
{
    struct postgres *self = (struct postgres *)store;
    enum dy_code code = ready(self, err);
    if (code == DY_OK)
        code = is_ours(self, err);
    for (size_t i = 0; code == DY_OK && i < DY_COUNT_OF(rules); i++)
        code = check_rule(self, i, err);
    for (enum dy_shelf shelf = 0; code == DY_OK && shelf < DY_N_SHELVES; shelf++)
        code = count_shelf(self, shelf, err);
    return code;
}

/* --- the vault --- */

static enum dy_code postgres_vault_put(struct dy_store *store, const struct dy_hash *by,
                                       struct dy_bytes data, struct dy_err *err)
{
    struct postgres *self = (struct postgres *)store;
    enum dy_code code = ready(self, err);
    if (code != DY_OK)
        return code;
    const struct value values[] = {{by->of, sizeof by->of, OID_BYTEA},
                                   {data.of, data.n, OID_BYTEA}};
    PGresult *result =
        query(self, "INSERT INTO dauys.vault(commitment, data) VALUES ($1, $2)", 2, values);
    if (is_state(result, "23505"))
        code = dy_fail(err, DY_E_INPUT, (struct dy_span){0}, self->label,
                       "has something under this commitment already");
    else if (PQresultStatus(result) != PGRES_COMMAND_OK)
        return fault(self, result, err);
    PQclear(result);
    return code;
}

static enum dy_code postgres_vault_get(struct dy_store *store, struct dy_arena *mem,
                                       const struct dy_hash *by, struct dy_bytes *out,
                                       struct dy_err *err)
{
    struct postgres *self = (struct postgres *)store;
    enum dy_code code = ready(self, err);
    if (code != DY_OK)
        return code;
    const struct value key = {by->of, sizeof by->of, OID_BYTEA};
    PGresult *result =
        query(self, "SELECT data FROM ONLY dauys.vault WHERE commitment = $1", 1, &key);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        return fault(self, result, err);
    if (PQntuples(result) > 0) {
        size_t n = (size_t)PQgetlength(result, 0, 0);
        out->of = dy_arena_copy(mem, PQgetvalue(result, 0, 0), n);
        out->n = out->of ? n : 0;
        code = out->of ? DY_OK : dy_no_memory(err);
    }
    PQclear(result);
    return code;
}

/* A role that may not rewrite the table is only warned by PostgreSQL; the file tells. */
static enum dy_code rewrite_vault(struct postgres *self, struct dy_err *err)
{
    static const char file[] = "SELECT pg_relation_filenode('dauys.vault')::bigint";
    int64_t before = 0, after = 0;
    enum dy_code code = ask_number(self, file, &before, err);
    if (code == DY_OK)
        code = execute(self, "VACUUM (FULL) dauys.vault", ERASE_MS, err);
    if (code == DY_OK)
        code = ask_number(self, file, &after, err);
    if (code == DY_OK && before == after)
        return dy_fail(err, DY_E_IO, (struct dy_span){0}, self->label,
                       "erased, but the old bytes stay in the table's file until its owner erases "
                       "something or runs VACUUM FULL dauys.vault");
    return code;
}

static enum dy_code postgres_vault_erase(struct dy_store *store, const struct dy_hash *by,
                                         bool *was_there, struct dy_err *err)
{
    struct postgres *self = (struct postgres *)store;
    enum dy_code code = ready(self, err);
    if (code != DY_OK)
        return code;
    const struct value key = {by->of, sizeof by->of, OID_BYTEA};
    PGresult *result = query(self, "DELETE FROM dauys.vault WHERE commitment = $1", 1, &key);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        return fault(self, result, err);
    *was_there = strcmp(PQcmdTuples(result), "0") != 0;
    PQclear(result);
    return rewrite_vault(self, err);
}

static const char *const prefixes[] = {"postgres://", "postgresql://", NULL};

const struct dy_store_ops dy_store_postgres = {
    .prefixes = prefixes,
    .open = postgres_open,
    .close = postgres_close,
    .head = postgres_head,
    .append = postgres_append,
    .read = postgres_read,
    .watch = postgres_watch,
    .check = postgres_check,
    .vault_put = postgres_vault_put,
    .vault_get = postgres_vault_get,
    .vault_erase = postgres_vault_erase,
};

/*
 * Each byte of a record's file turned, one after the other: verify fails, or every item of it is
 * the same bit for bit, and the byte is one that the database does not use. The same for each byte
 * of each file of an exported folder. The work is split over processes.
 *
 * A byte that opening or checking the store refuses is refused by verify, which begins with just
 * these calls; what the store accepts is read by another reader. Verify itself is asked where that
 * reads something else, and for each 64th byte.
 */
#include "scene.h"

#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "record/tile_folder.h"

enum { WORKERS = 2, FILE_BYTES = 1 << 20, HEADER = 100, SAMPLE = 64 };
#ifdef __SANITIZE_ADDRESS__
enum { STEP = 31, TILE_STEP = 97 };
#else
enum { STEP = 1, TILE_STEP = 5 };
#endif

static struct scene scene;

/* What the workers found, in memory that they share. */
struct findings {
    size_t tried, unused, failed;
    char first[200]; /* of what went wrong */
};

struct file {
    uint8_t bytes[FILE_BYTES];
    size_t n;
};

static void read_file(const char *path, struct file *out)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    out->n = fread(out->bytes, 1, sizeof out->bytes, file);
    assert_true(out->n > 0 && out->n < sizeof out->bytes);
    fclose(file);
}

/* Turn bits of a byte on the disk. */
static void turn(const char *path, const struct file *of, size_t at, uint8_t bits)
{
    uint8_t byte = of->bytes[at] ^ bits;
    int fd = open(path, O_WRONLY);
    if (fd < 0 || pwrite(fd, &byte, 1, (off_t)at) != 1)
        abort();
    close(fd);
}

static bool is_turned(const char *path, const struct file *of, size_t at, uint8_t bits)
{
    static struct file now;
    read_file(path, &now);
    now.bytes[at] ^= bits;
    return now.n == of->n && memcmp(now.bytes, of->bytes, of->n) == 0;
}

static bool is_beside(const char *path, const char *suffix)
{
    char name[256];
    (void)snprintf(name, sizeof name, "%s%s", path, suffix);
    return access(name, F_OK) == 0;
}

static void report(struct findings *out, const char *path, size_t at, uint8_t bits,
                   const char *what)
{
    if (out->failed++ == 0)
        (void)snprintf(out->first, sizeof out->first, "%s: byte %zu, bits %02x: %s", path, at, bits,
                       what);
}

/* --- the SQLite file --- */

/* All that the database holds, by a reader that knows nothing of records. */
static bool digest(const char *path, struct dy_hash *out)
{
    static const char query[] =
        "SELECT 0, number, item FROM entries UNION ALL SELECT 1, number, item FROM checkpoints "
        "UNION ALL SELECT 2, commitment, substr(data, 1, bytes) FROM vault ORDER BY 1, 2";
    char uri[256];
    sqlite3 *db = NULL;
    sqlite3_stmt *rows = NULL;
    struct dy_tree tree = {0};
    (void)snprintf(uri, sizeof uri, "file:%s?immutable=1", path);
    int result = sqlite3_open_v2(uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_prepare_v2(db, query, -1, &rows, NULL);
    while (result == SQLITE_OK && sqlite3_step(rows) == SQLITE_ROW)
        for (int i = 0; i < 3; i++) {
            const void *bytes = sqlite3_column_blob(rows, i);
            struct dy_hash leaf =
                dy_hash_leaf(bytes ? bytes : "", (size_t)sqlite3_column_bytes(rows, i));
            dy_tree_append(&tree, &leaf);
        }
    if (result == SQLITE_OK)
        result = sqlite3_reset(rows);
    sqlite3_finalize(rows);
    sqlite3_close(db);
    *out = dy_tree_root(&tree);
    return result == SQLITE_OK;
}

static bool store_accepts(const char *path)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    bool good = dy_store_open(path, DY_STORE_READ, &store, &err) == DY_OK &&
                dy_store_check(store, &err) == DY_OK;
    dy_store_close(store);
    return good;
}

/* 0, 3 or 4, as the program would exit. */
static int verify(const char *path, const char *policy)
{
    struct dy_arena mem;
    struct dy_verify_options options = {.law_root = "/nowhere", .policy = policy, .threads = 1};
    struct dy_verification of;
    struct dy_err err = {0};
    dy_arena_init(&mem);
    enum dy_code code = dy_verify(&mem, path, &options, &of, &err);
    if (code && !*err.msg)
        code = DY_E_BUG;
    dy_arena_finish(&mem);
    return dy_code_exit(code);
}

static void try_byte(const char *path, const struct file *of, size_t at, uint8_t bits,
                     const struct dy_hash *good, struct findings *out)
{
    struct dy_hash is;
    turn(path, of, at, bits);
    out->tried++;
    bool accepted = store_accepts(path);
    bool same = accepted && digest(path, &is) && dy_hash_equal(&is, good);
    int status = (accepted && !same) || at % SAMPLE == 0 ? verify(path, NULL) : same ? 0 : 3;
    if (status == 0 && !accepted)
        report(out, path, at, bits, "the store refuses, verify does not");
    else if (status == 0 && !same)
        report(out, path, at, bits, "another record, not noticed");
    else if (status != 0 && status != 3 && status != 4)
        report(out, path, at, bits, "another exit status");
    out->unused += same;
    if (!is_turned(path, of, at, bits))
        report(out, path, at, bits, "the file was changed by looking");
    if (is_beside(path, "-wal") || is_beside(path, "-shm") || is_beside(path, "-journal"))
        report(out, path, at, bits, "something lies beside the file");
    turn(path, of, at, 0);
}

static void flip_part(size_t worker, struct findings *out)
{
    static const uint8_t bits[] = {0x01, 0x80, 0xff, 0x10};
    static struct file of;
    char path[160];
    struct dy_hash good;
    (void)snprintf(path, sizeof path, "%s/flip-%zu.dauys", scene.folder, worker);
    scene_write(&scene.good, path);
    read_file(scene.record, &of); /* with the vault */
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(of.bytes, 1, of.n, file) != of.n || fclose(file) || !digest(path, &good))
        abort();
    for (size_t at = worker; at < HEADER; at += WORKERS) /* all that one bit could mean */
        for (unsigned bit = 0; bit < 8; bit++)
            try_byte(path, &of, at, (uint8_t)(1U << bit), &good, out);
    for (size_t at = worker; at < HEADER; at += WORKERS)
        try_byte(path, &of, at, 0x03, &good, out); /* 1 and 2: the journal's mode */
    for (size_t at = HEADER + worker * STEP; at < of.n; at += (size_t)WORKERS * STEP)
        try_byte(path, &of, at, bits[at / STEP % 4], &good, out);
}

/* --- the folder --- */

static char tile_root[160];
static struct findings *tile_findings;
static size_t tile_number, tile_worker;

static int flip_tile(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    static struct file of;
    (void)info, (void)ftw;
    if (type != FTW_F)
        return 0;
    read_file(path, &of);
    bool is_small = strstr(path, "checkpoint") || strstr(path, "/tile/0/");
    size_t step = is_small ? (TILE_STEP > 5 ? 17 : 1) : TILE_STEP;
    for (size_t at = 0; at < of.n; at += step) {
        if (tile_number++ % WORKERS != tile_worker)
            continue;
        turn(path, &of, at, 0x01);
        tile_findings->tried++;
        int status = verify(tile_root, scene.policy);
        if (status != 3 && status != 4)
            report(tile_findings, path, at, 0x01, status ? "another exit status" : "not noticed");
        if (!is_turned(path, &of, at, 0x01))
            report(tile_findings, path, at, 0x01, "the file was changed by looking");
        turn(path, &of, at, 0);
    }
    return 0;
}

static void flip_tiles_part(size_t worker, struct findings *out)
{
    struct dy_tile_folder *to = NULL;
    struct dy_err err = {0};
    const struct items *of = &scene.good;
    struct dy_bytes note = of->of[DY_SHELF_CHECKPOINTS][of->n[DY_SHELF_CHECKPOINTS] - 1];
    (void)snprintf(tile_root, sizeof tile_root, "%s/tiles-%zu", scene.folder, worker);
    enum dy_code code = dy_tile_folder_open(tile_root, "founder", &to, &err);
    for (size_t i = 0; i < of->n[DY_SHELF_ENTRIES] && !code; i++)
        code = dy_tile_folder_append(to, of->of[DY_SHELF_ENTRIES][i].of,
                                     of->of[DY_SHELF_ENTRIES][i].n, &err);
    if (!code)
        code = dy_tile_folder_finish(to, note.of, note.n, &err);
    dy_tile_folder_close(to);
    if (code || verify(tile_root, scene.policy) != 0)
        abort();
    tile_findings = out;
    tile_worker = worker;
    if (nftw(tile_root, flip_tile, 8, FTW_PHYS))
        abort();
}

/* --- all of it --- */

static void in_parts(const char *name, void (*part)(size_t worker, struct findings *out))
{
    struct findings *of =
        mmap(NULL, WORKERS * sizeof *of, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t workers[WORKERS];
    size_t tried = 0, unused = 0;
    assert_true(of != MAP_FAILED);
    fflush(stdout);
    for (size_t i = 0; i < WORKERS; i++)
        if ((workers[i] = fork()) == 0) {
            part(i, &of[i]);
            _exit(0);
        }
    for (size_t i = 0; i < WORKERS; i++) {
        int status = -1;
        assert_int_equal(waitpid(workers[i], &status, 0), workers[i]);
        assert_int_equal(status, 0);
        tried += of[i].tried;
        unused += of[i].unused;
    }
    print_message("%s: %zu bytes turned, %zu found, %zu that the database does not use\n", name,
                  tried, tried - unused, unused);
    for (size_t i = 0; i < WORKERS; i++)
        if (of[i].failed)
            fail_msg("%zu wrong; the first: %s", of[i].failed, of[i].first);
    assert_true(tried > 0 && unused < tried);
    munmap(of, WORKERS * sizeof *of);
}

static void no_byte_of_the_file_is_turned_unnoticed(void **state)
{
    (void)state;
    in_parts("SQLite", flip_part);
}

static void no_byte_of_a_folder_is_turned_unnoticed(void **state)
{
    (void)state;
    (void)scene_policy(&scene, "", "w0");
    in_parts("tiles", flip_tiles_part);
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
        cmocka_unit_test(no_byte_of_the_file_is_turned_unnoticed),
        cmocka_unit_test(no_byte_of_a_folder_is_turned_unnoticed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/*
 * A disk that fails, in the middle of anything: a layer below SQLite (a VFS) that lets the n-th
 * operation fail or write half of what it should, for each n; memory that runs out at the n-th
 * allocation; power that is cut while the last frame is written. DAUYS_SOAK=1 cuts at every byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <unistd.h>

#include "fixture.h"
#include "record/store.h"
#include "record/vault.h"

/* --- the layer --- */

enum way { FAIL_ONCE, FAIL_FROM, SHORT_ONCE, SHORT_FROM, N_WAYS };
static struct {
    enum way way;
    long left; /* operations until it fails; < 0: it does not */
    long n;    /* operations so far */
    bool failed;
} disk = {.left = -1};

static sqlite3_vfs *below;
static sqlite3_io_methods methods;

struct layer {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct */
};

/* Is it this operation's turn? */
static bool fails(void)
{
    disk.n++;
    if (disk.left < 0)
        return false;
    bool now = disk.left == 0;
    bool stays = disk.way == FAIL_FROM || disk.way == SHORT_FROM;
    if (!now || !stays)
        disk.left--;
    disk.failed = disk.failed || now;
    return now;
}

#define REAL(file) (((struct layer *)(file))->real)
#define PASS(call, ...) REAL(file)->pMethods->call(REAL(file), __VA_ARGS__)
#define PASS_ALONE(call) REAL(file)->pMethods->call(REAL(file))

static int layer_close(sqlite3_file *file)
{
    return PASS_ALONE(xClose);
}
static int layer_read(sqlite3_file *file, void *to, int n, sqlite3_int64 at)
{
    return PASS(xRead, to, n, at);
}
static int layer_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    if (!fails())
        return PASS(xWrite, bytes, n, at);
    if (disk.way == SHORT_ONCE || disk.way == SHORT_FROM)
        (void)PASS(xWrite, bytes, n / 2, at);
    return disk.n % 2 ? SQLITE_IOERR_WRITE : SQLITE_FULL;
}
static int layer_truncate(sqlite3_file *file, sqlite3_int64 n)
{
    return fails() ? SQLITE_IOERR_TRUNCATE : PASS(xTruncate, n);
}
static int layer_sync(sqlite3_file *file, int flags)
{
    return fails() ? SQLITE_IOERR_FSYNC : PASS(xSync, flags);
}
static int layer_size(sqlite3_file *file, sqlite3_int64 *n)
{
    return PASS(xFileSize, n);
}
static int layer_lock(sqlite3_file *file, int kind)
{
    return PASS(xLock, kind);
}
static int layer_unlock(sqlite3_file *file, int kind)
{
    return PASS(xUnlock, kind);
}
static int layer_reserved(sqlite3_file *file, int *out)
{
    return PASS(xCheckReservedLock, out);
}
static int layer_control(sqlite3_file *file, int what, void *with)
{
    return PASS(xFileControl, what, with);
}
static int layer_sector(sqlite3_file *file)
{
    return PASS_ALONE(xSectorSize);
}
static int layer_device(sqlite3_file *file)
{
    return PASS_ALONE(xDeviceCharacteristics);
}
static int layer_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return extend && fails() ? SQLITE_IOERR_SHMMAP : PASS(xShmMap, page, size, extend, out);
}
static int layer_shm_lock(sqlite3_file *file, int at, int n, int flags)
{
    return PASS(xShmLock, at, n, flags);
}
static void layer_barrier(sqlite3_file *file)
{
    PASS_ALONE(xShmBarrier);
}
static int layer_unmap(sqlite3_file *file, int remove)
{
    return PASS(xShmUnmap, remove);
}

static int layer_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct layer *layer = (struct layer *)file;
    (void)vfs;
    layer->base.pMethods = NULL;
    layer->real = (sqlite3_file *)(void *)(layer + 1);
    if ((flags & SQLITE_OPEN_CREATE) && fails())
        return SQLITE_CANTOPEN;
    int result = below->xOpen(below, name, layer->real, flags, out);
    if (result == SQLITE_OK)
        layer->base.pMethods = &methods;
    return result;
}
static int layer_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    return fails() ? SQLITE_IOERR_DELETE : below->xDelete(below, name, sync);
}

static void install(void)
{
    static sqlite3_vfs vfs;
    below = sqlite3_vfs_find(NULL);
    vfs = *below;
    vfs.zName = "failing";
    vfs.szOsFile += (int)sizeof(struct layer);
    vfs.xOpen = layer_open;
    vfs.xDelete = layer_delete;
    methods = (sqlite3_io_methods){
        2,
        layer_close,
        layer_read,
        layer_write,
        layer_truncate,
        layer_sync,
        layer_size,
        layer_lock,
        layer_unlock,
        layer_reserved,
        layer_control,
        layer_sector,
        layer_device,
        layer_map,
        layer_shm_lock,
        layer_barrier,
        layer_unmap,
        NULL,
        NULL,
    };
    sqlite3_vfs_register(&vfs, 1);
}

/* --- what is tried --- */

static char large[3][5000];
static struct dy_bytes items[3];

static void make_items(void)
{
    for (size_t i = 0; i < 3; i++) {
        memset(large[i], (int)('a' + i), sizeof large[i]);
        items[i] = (struct dy_bytes){large[i], sizeof large[i] - i};
    }
}

struct story {
    bool made, first, second, kept, erased; /* acknowledged */
    enum dy_code code;                      /* of the first that was not */
    struct dy_hash by;
};

/* A life of a record: made, two batches, something kept and erased, closed, opened, closed. */
static void live(const struct fixture *f, struct story *out)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    bool was_there;
    memset(out, 0, sizeof *out);
    out->code = dy_store_open(f->url, DY_STORE_CREATE, &store, &err);
    out->made = out->code == DY_OK;
    if (out->code == DY_OK)
        out->code = dy_store_append(store, DY_SHELF_ENTRIES, 0, 3, items, &out->first, &err);
    if (out->code == DY_OK) {
        out->code = dy_vault_keep(store, (struct dy_bytes){"secret", 6}, &out->by, &err);
        out->kept = out->code == DY_OK;
    }
    dy_store_close(store);
    store = NULL;
    if (out->code == DY_OK)
        out->code = dy_store_open(f->url, DY_STORE_WRITE, &store, &err);
    if (out->code == DY_OK)
        out->code = dy_store_append(store, DY_SHELF_ENTRIES, 3, 3, items, &out->second, &err);
    if (out->code == DY_OK) {
        out->code = dy_store_vault_erase(store, &out->by, &was_there, &err);
        out->erased = out->code == DY_OK;
    }
    dy_store_close(store);
    if (out->code != err.code || (err.code != DY_OK && !*err.msg) || err.code == DY_E_BUG)
        fail_msg("no good error: %d, %d %s", out->code, err.code, err.msg);
}

/* What was acknowledged is there, nothing is half there, and it goes on. */
static void must_go_on(struct fixture *f, const struct story *story)
{
    struct dy_err err = {0};
    if (!story->made) { /* then it is there or can be made */
        if (dy_store_open(f->url, DY_STORE_CREATE, &f->store, &err) != DY_OK) {
            assert_non_null(strstr(err.msg, "there already"));
            fixture_reopen(f, DY_STORE_WRITE);
        }
        assert_int_equal(head_of(f->store, DY_SHELF_ENTRIES), 0);
    } else {
        fixture_reopen(f, DY_STORE_WRITE);
    }
    memset(&err, 0, sizeof err);
    assert_ok(dy_store_check(f->store, &err), &err);
    uint64_t head = head_of(f->store, DY_SHELF_ENTRIES);
    assert_int_equal(head % 3, 0);
    uint64_t acknowledged = story->second ? 6 : (story->first ? 3 : 0);
    /* Of a disk that died nobody knows what it had written; of one that is there: nothing else. */
    bool died = disk.way == FAIL_FROM || disk.way == SHORT_FROM;
    assert_in_range(head, acknowledged, died ? acknowledged + 3 : acknowledged);
    for (uint64_t i = 0; i < head; i += 3)
        must_read(f->store, DY_SHELF_ENTRIES, i, i + 3, items, 3);
    must_append(f->store, DY_SHELF_ENTRIES, head, 3, items);
    struct dy_arena mem;
    struct dy_bytes out;
    dy_arena_init(&mem);
    if (story->kept && story->erased) {
        assert_ok(dy_vault_open(f->store, &mem, &story->by, &out, &err), &err);
        assert_null(out.of);
    }
    dy_arena_finish(&mem);
    fixture_close(f);
}

static void start_again(struct fixture *f)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    char name[600];
    for (size_t i = 0; i < DY_COUNT_OF(suffixes); i++) {
        snprintf(name, sizeof name, "%s%s", f->path, suffixes[i]);
        remove(name);
    }
}

static void each_operation_of_the_disk_may_fail(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    for (enum way way = 0; way < N_WAYS; way++) {
        long n = 0, told = 0;
        for (bool failed = true; failed; n++) {
            struct story story;
            start_again(f);
            disk.way = way;
            disk.left = n;
            disk.failed = false;
            live(f, &story);
            failed = disk.failed;
            disk.left = -1;
            told += story.code != DY_OK;
            if (!failed)
                assert_int_equal(story.code, DY_OK);
            must_go_on(f, &story);
        }
        print_message("way %d: %ld operations failed one after the other, %ld times an error\n",
                      (int)way, n - 1, told);
        assert_true(n > 40 && told > 20);
    }
}

/* --- memory --- */

static sqlite3_mem_methods heap;
static long allocations_left = -1;

static bool memory_fails(void)
{
    if (allocations_left < 0)
        return false;
    if (allocations_left == 0)
        return true;
    allocations_left--;
    return false;
}
static void *failing_malloc(int n)
{
    return memory_fails() ? NULL : heap.xMalloc(n);
}
static void *failing_realloc(void *at, int n)
{
    return memory_fails() ? NULL : heap.xRealloc(at, n);
}

static void install_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &heap);
    sqlite3_mem_methods failing = heap;
    failing.xMalloc = failing_malloc;
    failing.xRealloc = failing_realloc;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &failing), SQLITE_OK);
}

static void each_allocation_of_sqlite_may_fail(void **state)
{
    struct fixture *f = *state;
    fixture_close(f);
    long step = getenv("DAUYS_SOAK") ? 1 : 7, n = 0;
    for (enum dy_code code = DY_E_NOMEM; code != DY_OK; n += step) {
        struct story story;
        start_again(f);
        allocations_left = n;
        live(f, &story);
        allocations_left = -1;
        code = story.code;
        must_go_on(f, &story);
    }
    print_message("memory ran out at each %ld. of %ld allocations\n", step, n);
}

/* --- power --- */

static size_t read_all(const char *path, uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, size, file);
    fclose(file);
    return n;
}

static void write_all(const char *path, const uint8_t *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

/* What may be behind the cut: nothing, zeros (length came before content), what was there. */
enum behind { NOTHING, ZEROS, RUBBISH, N_BEHINDS };

static void power_is_cut_while_the_last_frames_are_written(void **state)
{
    struct fixture *f = *state;
    static uint8_t db[1 << 20], wal[1 << 20], torn[1 << 20];
    static char small[200];
    memset(small, 's', sizeof small);
    const struct dy_bytes last = {small, sizeof small};
    char wal_name[600];
    snprintf(wal_name, sizeof wal_name, "%s-wal", f->path);
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, items);
    must_append(f->store, DY_SHELF_ENTRIES, 3, 1, &last);
    size_t acknowledged = read_all(wal_name, wal, sizeof wal);
    must_append(f->store, DY_SHELF_ENTRIES, 4, 1, &last);
    size_t n_wal = read_all(wal_name, wal, sizeof wal), n_db = read_all(f->path, db, sizeof db);
    assert_true(n_wal > acknowledged && n_wal < sizeof wal && n_db < sizeof db);
    fixture_close(f);
    size_t tried = 0, whole = 0;
    bool soak = getenv("DAUYS_SOAK");
    for (size_t cut = acknowledged; cut <= n_wal; cut++) {
        /* A frame's head is 24 bytes, a page 4096. */
        bool head = (cut - acknowledged) % 4120 <= 25 || n_wal - cut < 8;
        if (!soak && !head && cut % 97 != 0)
            continue;
        enum behind behind = (enum behind)(tried++ % N_BEHINDS);
        memcpy(torn, wal, n_wal);
        for (size_t i = cut; i < n_wal; i++)
            torn[i] = behind == ZEROS ? 0 : (uint8_t)(i * 167 + 13);
        fixture_close(f); /* it would tidy up what is put there now */
        start_again(f);
        write_all(f->path, db, n_db);
        write_all(wal_name, torn, behind == NOTHING ? cut : n_wal);
        fixture_reopen(f, DY_STORE_READ);
        uint64_t head_is = head_of(f->store, DY_SHELF_ENTRIES);
        bool same = behind != NOTHING && memcmp(torn, wal, n_wal) == 0; /* cut off what was so */
        if (head_is != (same || cut == n_wal ? 5 : 4))
            fail_msg("cut at %zu of %zu to %zu (%d): %d items", cut, acknowledged, n_wal,
                     (int)behind, (int)head_is);
        must_read(f->store, DY_SHELF_ENTRIES, 0, 3, items, 3);
        must_read(f->store, DY_SHELF_ENTRIES, 3, 4, &last, 1);
        whole += head_is == 5;
        if (tried % 8 == 0 || cut == n_wal) {
            struct dy_err err = {0};
            fixture_reopen(f, DY_STORE_WRITE);
            must_append(f->store, DY_SHELF_ENTRIES, head_is, 3, items);
            assert_ok(dy_store_check(f->store, &err), &err);
        }
    }
    fixture_close(f);
    print_message("cut at %zu of %zu bytes: the last entry is whole %zu times, else gone\n", tried,
                  n_wal - acknowledged, whole);
}

/* A page of the file itself is torn while the WAL is folded in: the WAL still has it. */
static void power_is_cut_while_the_wal_is_folded_in(void **state)
{
    struct fixture *f = *state;
    static uint8_t db[1 << 20], after[1 << 20], wal[1 << 20], torn_db[1 << 20];
    char wal_name[600];
    snprintf(wal_name, sizeof wal_name, "%s-wal", f->path);
    must_append(f->store, DY_SHELF_ENTRIES, 0, 3, items);
    fixture_reopen(f, DY_STORE_WRITE);
    must_append(f->store, DY_SHELF_ENTRIES, 3, 3, items);
    size_t n_db = read_all(f->path, db, sizeof db), n_wal = read_all(wal_name, wal, sizeof wal);
    fixture_close(f);
    size_t n_after = read_all(f->path, after, sizeof after);
    assert_true(n_after > n_db);
    for (size_t torn = 512; torn <= n_after; torn += 512) { /* so much of the new is written */
        start_again(f);
        memcpy(torn_db, db, n_db);
        memcpy(torn_db, after, torn);
        write_all(f->path, torn_db, torn > n_db ? torn : n_db);
        write_all(wal_name, wal, n_wal);
        fixture_reopen(f, DY_STORE_READ);
        struct dy_err err = {0};
        assert_ok(dy_store_check(f->store, &err), &err);
        must_read(f->store, DY_SHELF_ENTRIES, 0, 3, items, 3);
        must_read(f->store, DY_SHELF_ENTRIES, 3, UINT64_MAX, items, 3);
        fixture_reopen(f, DY_STORE_WRITE);
        must_append(f->store, DY_SHELF_ENTRIES, 6, 3, items);
        fixture_close(f);
        fixture_reopen(f, DY_STORE_WRITE);
        assert_ok(dy_store_check(f->store, &err), &err);
        fixture_close(f);
    }
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, fixture_sqlite, fixture_finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(each_operation_of_the_disk_may_fail),
        ROW(each_allocation_of_sqlite_may_fail),
        ROW(power_is_cut_while_the_last_frames_are_written),
        ROW(power_is_cut_while_the_wal_is_folded_in),
    };
    install_memory();
    install();
    make_items();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tiles: names, a real log's files, round trips, proofs, and every fault that was planted. */
#include "common.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "record/forest.h"
#include "record/tile_folder.h"

#define ORIGIN "made-up.example/log"
#define REAL "example.com/log/testdata"

static void names_are_those_of_the_specification(void **state)
{
    (void)state;
    static const struct {
        struct dy_tile tile;
        const char *path;
    } rows[] = {
        {{0, 0, 256}, "tile/0/000"},
        {{0, 1234067, 256}, "tile/0/x001/x234/067"},
        {{0, 273, 112}, "tile/0/273.p/112"},
        {{1, 999, 256}, "tile/1/999"},
        {{2, 1000, 1}, "tile/2/x001/000.p/1"},
        {{DY_TILE_ENTRIES, 1000000, 255}, "tile/entries/x001/x000/000.p/255"},
        {{DY_TILE_ENTRIES, 999999, 256}, "tile/entries/x999/999"},
        {{7, UINT64_MAX / 256, 255}, "tile/7/x072/x057/x594/x037/x927/935.p/255"},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char path[DY_TILE_PATH];
        dy_tile_path(&rows[i].tile, path);
        assert_string_equal(path, rows[i].path);
    }
}

/* The example of the specification: 70,000 entries; and 256. */
static void widths_are_those_of_the_specification(void **state)
{
    (void)state;
    static const struct {
        uint64_t n, index;
        int level;
        unsigned width;
    } rows[] = {{70000, 272, 0, 256}, {70000, 273, 0, 112}, {70000, 274, 0, 0}, {70000, 0, 1, 256},
                {70000, 1, 1, 17},    {70000, 2, 1, 0},     {70000, 0, 2, 1},   {70000, 0, 3, 0},
                {256, 0, 0, 256},     {256, 1, 0, 0},       {256, 0, 1, 1},     {0, 0, 0, 0},
                {70000, 273, -1, 112}};
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++)
        assert_int_equal(dy_tile_width(rows[i].level, rows[i].index, rows[i].n), rows[i].width);
}

/* Sorted list of all files and their hashes, as one text. */
static char *listing(struct dy_arena *mem, const char *folder)
{
    size_t n;
    char *command = dy_arena_format(
        mem, "cd '%s' && find . -type f | LC_ALL=C sort | xargs sha256sum > '%s.list'", folder,
        folder);
    assert_non_null(command);
    assert_int_equal(system(command), 0);
    char *path = dy_arena_format(mem, "%s.list", folder);
    assert_non_null(path);
    char *out = test_read(mem, path, &n);
    unlink(path);
    return out;
}

/* The root of the first n made-up entries, and their export; the checkpoint is signed by key 1. */
static enum dy_code try_export(struct dy_arena *mem, const char *folder, uint64_t n,
                               struct dy_err *err)
{
    struct dy_tile_folder *to = NULL;
    struct dy_tree tree = {0};
    enum dy_code code = dy_tile_folder_open(folder, ORIGIN, &to, err);
    for (uint64_t i = 0; i < n && !code; i++) {
        char entry[64];
        size_t n_entry = test_entry(i, entry);
        struct dy_hash leaf = dy_hash_leaf(entry, n_entry);
        dy_tree_append(&tree, &leaf);
        code = dy_tile_folder_append(to, entry, n_entry, err);
    }
    if (!code) {
        const char *note = test_checkpoint(mem, ORIGIN, n, dy_tree_root(&tree), 1);
        code = dy_tile_folder_finish(to, note, strlen(note), err);
    }
    if (to)
        dy_tile_folder_close(to);
    return code;
}

static void export_all(struct dy_arena *mem, const char *folder, uint64_t n)
{
    struct dy_err err = {0};
    if (try_export(mem, folder, n, &err))
        fail_msg("%llu: %s", (unsigned long long)n, err.msg);
}

struct read_back {
    uint64_t n;
    struct dy_forest forest;
    bool same;
};

static enum dy_code visit(void *self, uint64_t number, const void *entry, size_t n,
                          const struct dy_hash *leaf, struct dy_err *err)
{
    struct read_back *back = self;
    char want[64];
    back->same = back->same && number == back->n && n == test_entry(number, want) &&
                 memcmp(entry, want, n) == 0;
    back->n++;
    return dy_forest_append(&back->forest, leaf, err);
}

static enum dy_code read_head(struct dy_arena *mem, const char *folder, struct dy_checkpoint *head,
                              struct dy_err *err)
{
    struct dy_note note;
    char *bytes = NULL;
    size_t n = 0;
    enum dy_code code = dy_tile_folder_checkpoint(mem, folder, &bytes, &n, err);
    if (!code)
        code = dy_note_parse(mem, "checkpoint", bytes, n, &note, err);
    return code ? code : dy_checkpoint_parse(mem, &note, "checkpoint", head, err);
}

static enum dy_code read_folder(struct dy_arena *mem, const char *folder, struct read_back *back,
                                struct dy_err *err)
{
    struct dy_checkpoint head;
    *back = (struct read_back){.same = true};
    dy_forest_init(&back->forest, mem);
    enum dy_code code = read_head(mem, folder, &head, err);
    return code ? code : dy_tile_folder_read(folder, &head, visit, back, err);
}

/* Proofs from the folder's files are those from the leaves, and hold. */
static void compare_proofs(const char *folder, const struct dy_forest *forest, uint64_t n)
{
    struct dy_tile_files files = {folder, n};
    struct dy_tile_source source = {dy_tile_files_hashes, &files};
    const struct dy_hash *leaves = forest->levels[0].items;
    struct dy_hash root = dy_forest_root(forest, n);
    uint64_t some[] = {0, 1, n / 3, n / 2, n > 256 ? 255 : 0, n > 256 ? 256 : 0, n - 2, n - 1};
    for (size_t i = 0; i < DY_COUNT_OF(some); i++) {
        struct dy_proof plain, quick, stored;
        struct dy_err err = {0};
        uint64_t at = some[i];
        if (at >= n)
            continue;
        dy_proof_inclusion(leaves, n, at, &plain);
        dy_forest_inclusion(forest, n, at, &quick);
        if (dy_proof_inclusion_from(dy_tile_source_range, &source, n, at, &stored, &err))
            fail_msg("%s", err.msg);
        assert_int_equal(quick.n, plain.n);
        assert_int_equal(stored.n, plain.n);
        assert_memory_equal(quick.of, plain.of, plain.n * sizeof plain.of[0]);
        assert_memory_equal(stored.of, plain.of, plain.n * sizeof plain.of[0]);
        assert_true(dy_proof_includes(&stored, n, at, &leaves[at], &root));
        dy_proof_consistency(leaves, n, at + 1, &plain);
        dy_forest_consistency(forest, n, at + 1, &quick);
        if (dy_proof_consistency_from(dy_tile_source_range, &source, n, at + 1, &stored, &err))
            fail_msg("%s", err.msg);
        assert_int_equal(quick.n, plain.n);
        assert_int_equal(stored.n, plain.n);
        assert_memory_equal(quick.of, plain.of, plain.n * sizeof plain.of[0]);
        assert_memory_equal(stored.of, plain.of, plain.n * sizeof plain.of[0]);
        struct dy_hash old = dy_forest_root(forest, at + 1);
        assert_true(dy_proof_extends(&stored, at + 1, &old, n, &root));
    }
}

/* One folder grows through all sizes: at each, what is read back is what was written. */
static void sizes_up_to_600_come_back(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    const char *folder = test_folder(&mem);
    for (uint64_t n = 0; n <= 600;
         n += n < 20 || (n > 250 && n < 260) || (n > 508 && n < 516) ? 1 : 7) {
        struct dy_arena trial;
        struct read_back back;
        struct dy_err err = {0};
        dy_arena_init(&trial);
        export_all(&trial, folder, n);
        if (read_folder(&trial, folder, &back, &err))
            fail_msg("%llu: %s", (unsigned long long)n, err.msg);
        assert_int_equal(back.n, n);
        assert_true(back.same);
        compare_proofs(folder, &back.forest, n);
        dy_arena_finish(&trial);
    }
    test_remove(&mem, folder);
    dy_arena_finish(&mem);
}

/* In one step or in many, over leftovers of a stopped export: the same files. */
static void one_head_has_one_set_of_files(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {1, 255, 256, 257, 300, 511, 512, 513, 600};
    struct dy_arena mem;
    dy_arena_init(&mem);
    const char *grown = test_folder(&mem);
    for (size_t i = 0; i < DY_COUNT_OF(sizes); i++) {
        const char *once = test_folder(&mem);
        export_all(&mem, once, sizes[i]);
        export_all(&mem, grown, sizes[i]);
        assert_string_equal(listing(&mem, once), listing(&mem, grown));
        /* what an export that is stopped leaves behind */
        char *left = dy_arena_format(&mem, "%s/.dauys-export", grown);
        assert_non_null(left);
        test_write(left, "half", 4);
        left = dy_arena_format(&mem, "%s/tile/0/%03llu.p/254", grown,
                               (unsigned long long)sizes[i] / 256);
        assert_non_null(left);
        if (sizes[i] % 256 != 0 && sizes[i] % 256 < 254)
            test_write(left, "half", 4);
        export_all(&mem, grown, sizes[i]);
        assert_string_equal(listing(&mem, once), listing(&mem, grown));
        test_remove(&mem, once);
    }
    test_remove(&mem, grown);
    dy_arena_finish(&mem);
}

/* Killed anywhere: what is there is a whole export of the last head, and the next one finishes it.
 */
static void an_export_that_is_killed_harms_nothing(void **state)
{
    (void)state;
    enum { ROUNDS = 60, STEP = 37 };
    struct dy_arena mem;
    dy_arena_init(&mem);
    const char *folder = test_folder(&mem);
    uint64_t acknowledged = 0;
    unsigned n_killed = 0;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        struct dy_arena trial;
        struct dy_err err = {0};
        struct read_back back;
        int status = 0;
        dy_arena_init(&trial);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0)
            _exit(try_export(&trial, folder, (uint64_t)round * STEP, &err) == DY_OK ? 0 : 1);
        usleep(round * 7919 % 40 * 2500);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (WIFEXITED(status)) {
            assert_int_equal(WEXITSTATUS(status), 0);
            acknowledged = (uint64_t)round * STEP;
        }
        n_killed += WIFSIGNALED(status) != 0;
        enum dy_code code = read_folder(&trial, folder, &back, &err);
        if (code && (acknowledged > 0 || code != DY_E_INPUT))
            fail_msg("round %u: %s: %s", round, err.where, err.msg);
        if (!code && (back.n < acknowledged || back.n > (uint64_t)round * STEP))
            fail_msg("round %u: %llu", round, (unsigned long long)back.n);
        dy_arena_finish(&trial);
    }
    const char *once = test_folder(&mem);
    export_all(&mem, folder, (uint64_t)ROUNDS * STEP);
    export_all(&mem, once, (uint64_t)ROUNDS * STEP);
    assert_string_equal(listing(&mem, once), listing(&mem, folder));
    print_message("killed %u of %u\n", n_killed, (unsigned)ROUNDS);
    test_remove(&mem, once);
    test_remove(&mem, folder);
    dy_arena_finish(&mem);
}

static void a_third_level_comes_back(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct read_back back;
    struct dy_err err = {0};
    struct stat about;
    dy_arena_init(&mem);
    const char *folder = test_folder(&mem);
    export_all(&mem, folder, 65537);
    if (read_folder(&mem, folder, &back, &err))
        fail_msg("%s", err.msg);
    assert_int_equal(back.n, 65537);
    assert_true(back.same);
    compare_proofs(folder, &back.forest, 65537);
    char *top = dy_arena_format(&mem, "%s/tile/2/000.p/1", folder);
    assert_non_null(top);
    assert_int_equal(stat(top, &about), 0);
    assert_int_equal(about.st_size, 32);
    test_remove(&mem, folder);
    dy_arena_finish(&mem);
}

/* Change a file; is the reading refused with that sentence, and is it said where? */
static void refused(const char *folder, const char *name, const char *message)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    struct read_back back;
    char text[700];
    dy_arena_init(&mem);
    assert_int_not_equal(read_folder(&mem, folder, &back, &err), DY_OK);
    dy_err_format(&err, text, sizeof text);
    if (!strstr(text, message) || !strstr(text, name))
        fail_msg("%s: %s", name, text);
    dy_arena_finish(&mem);
}

static void planted_faults_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *command, *name, *message;
    } rows[] = {
        {"printf X | dd of=tile/0/000 bs=1 seek=4000 conv=notrunc", "tile/0/000", "entry 125 on"},
        {"printf X | dd of=tile/0/001.p/44 bs=1 seek=40 conv=notrunc", "tile/0/001.p/44",
         "entry 257 on"},
        {"printf X | dd of=tile/1/000.p/1 bs=1 seek=3 conv=notrunc", "tile/1/000.p/1",
         "entry 0 on"},
        {"printf X | dd of=tile/entries/000 bs=1 seek=1000 conv=notrunc", "tile/0/000", "differs"},
        {"printf X | dd of=tile/entries/000 bs=1 seek=0 conv=notrunc", "tile/entries/000",
         "ends before entry"},
        {"printf X >> tile/entries/000", "tile/entries/000", "more bytes than its 256 entries"},
        {"truncate -s -1 tile/entries/001.p/44", "tile/entries/001.p/44", "ends before entry 299"},
        {"truncate -s -32 tile/0/001.p/44", "tile/0/001.p/44", "has 1376 bytes; 1408 are needed"},
        {"head -c 32 /dev/zero >> tile/0/000", "tile/0/000", "has 8224 bytes"},
        {"cp tile/0/001.p/44 tile/1/000.p/1", "tile/1/000.p/1", "has 1408 bytes; 32 are needed"},
        {"mv tile/0/001.p/44 tile/0/001.p/45", "tile/0/001.p/44", "no such file"},
        {"rm tile/entries/000", "tile/entries/000", "no such file"},
        {"rm tile/1/000.p/1", "tile/1/000.p/1", "no such file"},
        {"cp tile/0/000 x && cp tile/entries/000 y && mv tile/0/001.p/44 tile/0/000 && "
         "cp x tile/0/001.p/44",
         "tile/0/000", "bytes"},
        {"sed -i 2s/300/299/ checkpoint", "tile/entries/001.p/43", "no such file"},
        {"sed -i 2s/300/301/ checkpoint", "tile/entries/001.p/45", "no such file"},
        {"sed -i 3s/^./Z/ checkpoint", "checkpoint", "root hash"},
        {"rm checkpoint", "checkpoint", "no such file"},
    };
    struct dy_arena mem;
    dy_arena_init(&mem);
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        const char *folder = test_folder(&mem);
        export_all(&mem, folder, 300);
        char *line = dy_arena_format(&mem, "cd '%s' && (%s) 2>/dev/null", folder, rows[i].command);
        assert_non_null(line);
        assert_int_equal(system(line), 0);
        refused(folder, rows[i].name, rows[i].message);
        test_remove(&mem, folder);
    }
    dy_arena_finish(&mem);
}

/* Where the partial tile is gone, the full one begins with it. */
static void a_full_tile_stands_for_its_partial_one(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct read_back back;
    dy_arena_init(&mem);
    const char *folder = test_folder(&mem);
    export_all(&mem, folder, 200);
    test_run(&mem, "cp -r", dy_arena_format(&mem, "%s/checkpoint' '%s.head", folder, folder));
    export_all(&mem, folder, 300);
    test_run(&mem, "mv", dy_arena_format(&mem, "%s.head' '%s/checkpoint", folder, folder));
    if (read_folder(&mem, folder, &back, &err))
        fail_msg("%s: %s", err.where, err.msg);
    assert_int_equal(back.n, 200);
    test_remove(&mem, folder);
    dy_arena_finish(&mem);
}

static void another_log_is_not_written_over(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_tile_folder *to = NULL, *second = NULL;
    dy_arena_init(&mem);
    const char *folder = test_folder(&mem);
    export_all(&mem, folder, 300);
    const char *before = listing(&mem, folder);

    assert_int_equal(dy_tile_folder_open(folder, "other.example", &to, &err), DY_E_INPUT);
    assert_non_null(strstr(err.msg, "not of \"other.example\""));

    /* fewer entries than before */
    err = (struct dy_err){0};
    assert_int_equal(try_export(&mem, folder, 299, &err), DY_E_CRYPTO);
    assert_non_null(strstr(err.msg, "holds 300 entries already"));

    /* other entries: told in the first tile, and in the partial one */
    for (unsigned changed = 10; changed < 300; changed += 280) {
        err = (struct dy_err){0};
        enum dy_code code = dy_tile_folder_open(folder, ORIGIN, &to, &err);
        for (unsigned i = 0; i < 600 && !code; i++) {
            char entry[64];
            size_t n = test_entry(i == changed ? i + 1 : i, entry);
            code = dy_tile_folder_append(to, entry, n, &err);
        }
        assert_int_equal(code, DY_E_CRYPTO);
        assert_non_null(strstr(err.msg, "export of other entries"));
        dy_tile_folder_close(to);
    }

    /* a checkpoint of something else */
    err = (struct dy_err){0};
    assert_int_equal(dy_tile_folder_open(folder, ORIGIN, &to, &err), DY_OK);
    const char *note = test_checkpoint(&mem, ORIGIN, 1, dy_tree_root(&(struct dy_tree){0}), 1);
    assert_int_equal(dy_tile_folder_finish(to, note, strlen(note), &err), DY_E_CRYPTO);

    /* two at once */
    err = (struct dy_err){0};
    assert_int_equal(dy_tile_folder_open(folder, ORIGIN, &second, &err), DY_E_IO);
    assert_non_null(strstr(err.msg, "in use"));
    dy_tile_folder_close(to);
    assert_string_equal(listing(&mem, folder), before);
    test_remove(&mem, folder);

    /* a folder with something else in it, and a file */
    folder = test_folder(&mem);
    char *path = dy_arena_format(&mem, "%s/letter", folder);
    assert_non_null(path);
    test_write(path, "dear", 4);
    err = (struct dy_err){0};
    assert_int_equal(dy_tile_folder_open(folder, ORIGIN, &to, &err), DY_E_INPUT);
    assert_non_null(strstr(err.msg, "\"letter\""));
    err = (struct dy_err){0};
    assert_int_equal(dy_tile_folder_open(path, ORIGIN, &to, &err), DY_E_INPUT);
    test_remove(&mem, folder);
    dy_arena_finish(&mem);
}

static void an_entry_that_fits_no_bundle_is_refused(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_tile_folder *to = NULL;
    dy_arena_init(&mem);
    const char *folder = test_folder(&mem);
    char *large = dy_arena_alloc(&mem, DY_TILE_ENTRY_BYTES + 1, 1);
    assert_non_null(large);
    assert_int_equal(dy_tile_folder_open(folder, ORIGIN, &to, &err), DY_OK);
    assert_int_equal(dy_tile_folder_append(to, large, DY_TILE_ENTRY_BYTES, &err), DY_OK);
    assert_int_equal(dy_tile_folder_append(to, large, DY_TILE_ENTRY_BYTES + 1, &err), DY_E_LIMIT);
    dy_tile_folder_close(to);
    test_remove(&mem, folder);
    dy_arena_finish(&mem);
}

/* The folder of the real log, with its tiles at every size, when it is at hand. */
static void the_real_log_is_read(void **state)
{
    (void)state;
    static const char place[] = "../shared/tlog/tessera-testlog";
    struct dy_arena mem;
    size_t n;
    if (access(place, R_OK) != 0)
        skip();
    dy_arena_init(&mem);
    for (unsigned size = 0; size < 16; size++) {
        struct dy_err err = {0};
        struct dy_note note;
        struct dy_checkpoint head;
        struct dy_verifier key;
        char *path = dy_arena_format(&mem, "%s/vkey.txt", place);
        assert_non_null(path);
        char *text = test_read(&mem, path, &n);
        text[strcspn(text, "\n")] = '\0';
        if (dy_verifier_parse(&mem, text, &key, &err))
            fail_msg("%s", err.msg);
        path = dy_arena_format(&mem, "%s/checkpoint.%u", place, size);
        assert_non_null(path);
        text = test_read(&mem, path, &n);
        if (dy_note_parse(&mem, path, text, n, &note, &err) ||
            dy_note_verify(&note, &key, NULL, &err) ||
            dy_checkpoint_parse(&mem, &note, path, &head, &err) ||
            dy_tile_folder_read(place, &head, NULL, NULL, &err))
            fail_msg("%s: %s: %s", path, err.where, err.msg);
        assert_int_equal(head.size, size);
    }
    dy_arena_finish(&mem);
}

/* The copies carried here: the last bundle and tile are what our writer makes of the entries. */
static void the_real_log_is_written_with_the_same_bytes(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_tile_folder *to = NULL;
    size_t n, at = 0, n_entry, n_made;
    const uint8_t *entry;
    dy_arena_init(&mem);
    const char *folder = test_folder(&mem);
    const uint8_t *bundle = (const uint8_t *)test_read(&mem, TLOG "entries-15", &n);
    assert_int_equal(dy_tile_folder_open(folder, REAL, &to, &err), DY_OK);
    while (dy_bundle_next(bundle, n, &at, &entry, &n_entry))
        assert_int_equal(dy_tile_folder_append(to, entry, n_entry, &err), DY_OK);
    assert_int_equal(at, n);
    char *note = test_read(&mem, TLOG "checkpoint.15", &n);
    if (dy_tile_folder_finish(to, note, n, &err))
        fail_msg("%s", err.msg);
    dy_tile_folder_close(to);
    static const char *const rows[][2] = {{"tile/entries/000.p/15", TLOG "entries-15"},
                                          {"tile/0/000.p/15", TLOG "tile-0-15"},
                                          {"checkpoint", TLOG "checkpoint.15"}};
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char *path = dy_arena_format(&mem, "%s/%s", folder, rows[i][0]);
        assert_non_null(path);
        const char *made = test_read(&mem, path, &n_made), *real = test_read(&mem, rows[i][1], &n);
        assert_int_equal(n_made, n);
        assert_memory_equal(made, real, n);
    }
    test_remove(&mem, folder);
    dy_arena_finish(&mem);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_of_the_specification),
        cmocka_unit_test(widths_are_those_of_the_specification),
        cmocka_unit_test(sizes_up_to_600_come_back),
        cmocka_unit_test(one_head_has_one_set_of_files),
        cmocka_unit_test(an_export_that_is_killed_harms_nothing),
        cmocka_unit_test(a_third_level_comes_back),
        cmocka_unit_test(planted_faults_are_found),
        cmocka_unit_test(a_full_tile_stands_for_its_partial_one),
        cmocka_unit_test(another_log_is_not_written_over),
        cmocka_unit_test(an_entry_that_fits_no_bundle_is_refused),
        cmocka_unit_test(the_real_log_is_read),
        cmocka_unit_test(the_real_log_is_written_with_the_same_bytes),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * A folder of tiles: reading it back. The entries go through the writer of tiles; what it gives out
 * must be what lies in the folder. So there is one place that knows what a tile holds.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/file.h"
#include "record/tile_folder.h"
#include "record/tile_parts.h"

enum { BUNDLE_BYTES = DY_TILE_WIDTH * (2 + DY_TILE_ENTRY_BYTES) };

struct tile_bytes {
    char *of;
    size_t n;
    bool longer;
};

struct reader {
    const char *folder;
    const struct dy_checkpoint *head;
    dy_tile_visit *visit;
    void *self;
    struct dy_tile_writer *writer;
};

enum dy_code dy_tile_file(const char *folder, const char *name, char out[DY_TILE_FILE],
                          struct dy_err *err)
{
    int n = snprintf(out, DY_TILE_FILE, "%s/%s", folder, name);
    return n >= 0 && n < DY_TILE_FILE ? DY_OK
                                      : dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL,
                                                "the path of the folder is too long");
}

enum dy_code dy_tile_failed(struct dy_err *err, const struct dy_err *inside, const char *folder,
                            const char *name)
{
    return dy_fail(err, inside->code, (struct dy_span){.file = folder}, name, "%s", inside->msg);
}

enum dy_code dy_tile_folder_checkpoint(struct dy_arena *mem, const char *folder, char **out,
                                       size_t *n, struct dy_err *err)
{
    const char *path = dy_arena_format(mem, "%s/checkpoint", folder);
    return path ? dy_file_read(mem, path, DY_NOTE_BYTES, out, n, err) : dy_no_memory(err);
}

/*
 * The bytes of a tile or bundle. longer: the partial file is gone, and these are of the full one,
 * which begins with it; a log may remove the one when it has written the other.
 */
static enum dy_code read_tile(struct dy_arena *mem, const char *folder, const struct dy_tile *tile,
                              struct tile_bytes *out, struct dy_err *err)
{
    char name[DY_TILE_PATH], full_name[DY_TILE_PATH], path[DY_TILE_FILE], full[DY_TILE_FILE];
    struct dy_err inside = {0};
    dy_tile_path(tile, name);
    dy_tile_path(&(struct dy_tile){tile->level, tile->index, DY_TILE_WIDTH}, full_name);
    enum dy_code code = dy_tile_file(folder, name, path, err);
    if (!code)
        code = dy_tile_file(folder, full_name, full, err);
    if (code)
        return code;
    out->longer = tile->width < DY_TILE_WIDTH && access(path, F_OK) != 0 && access(full, F_OK) == 0;
    code = dy_file_read(mem, out->longer ? full : path, BUNDLE_BYTES, &out->of, &out->n, &inside);
    return code ? dy_tile_failed(err, &inside, folder, name) : DY_OK;
}

static enum dy_code wrong(const struct reader *from, const struct dy_tile *tile, struct dy_err *err,
                          const char *format, ...) DY_PRINTF(4, 5);
static enum dy_code wrong(const struct reader *from, const struct dy_tile *tile, struct dy_err *err,
                          const char *format, ...)
{
    char name[DY_TILE_PATH], text[200];
    va_list args;
    dy_tile_path(tile, name);
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = from->folder}, name, "%s", text);
}

/* What the writer says a tile is must be what lies there. Bundles were just read: they are. */
static enum dy_code compare(void *self, const struct dy_tile *tile, const void *bytes, size_t n,
                            struct dy_err *err)
{
    struct reader *from = self;
    struct dy_arena mem;
    struct tile_bytes there = {0};
    size_t same = 0;
    if (tile->level == DY_TILE_ENTRIES)
        return DY_OK;
    dy_arena_init(&mem);
    enum dy_code code = read_tile(&mem, from->folder, tile, &there, err);
    if (!code && there.n != n && !(there.longer && there.n > n))
        code = wrong(from, tile, err, "has %zu bytes; %zu are needed", there.n, n);
    while (!code && same < n && there.of[same] == ((const char *)bytes)[same])
        same++;
    if (!code && same < n)
        code = wrong(from, tile, err, "differs from the entries, from entry %" PRIu64 " on",
                     (tile->index * DY_TILE_WIDTH + same / sizeof(struct dy_hash))
                         << DY_TILE_BITS * tile->level);
    dy_arena_finish(&mem);
    return code;
}

static enum dy_code take_bundle(struct reader *from, const struct dy_tile *tile,
                                const struct tile_bytes *bundle, struct dy_err *err)
{
    size_t at = 0;
    enum dy_code code = DY_OK;
    for (unsigned i = 0; i < tile->width && !code; i++) {
        const uint8_t *entry;
        size_t n = 0;
        uint64_t number = dy_tile_writer_size(from->writer);
        if (!dy_bundle_next((const uint8_t *)bundle->of, bundle->n, &at, &entry, &n))
            return wrong(from, tile, err, "ends before entry %" PRIu64, number);
        struct dy_hash leaf = dy_hash_leaf(entry, n);
        if (from->visit)
            code = from->visit(from->self, number, entry, n, &leaf, err);
        if (!code)
            code = dy_tile_writer_append(from->writer, entry, n, NULL, err);
    }
    if (!code && at != bundle->n && !bundle->longer)
        code = wrong(from, tile, err, "has more bytes than its %u entries", tile->width);
    return code;
}

static enum dy_code read_bundles(struct reader *from, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    struct dy_tile tile = {.level = DY_TILE_ENTRIES};
    for (; !code; tile.index++) {
        struct dy_arena mem;
        struct tile_bytes bundle = {0};
        tile.width = dy_tile_width(DY_TILE_ENTRIES, tile.index, from->head->size);
        if (tile.width == 0)
            break;
        dy_arena_init(&mem);
        code = read_tile(&mem, from->folder, &tile, &bundle, err);
        if (!code)
            code = take_bundle(from, &tile, &bundle, err);
        dy_arena_finish(&mem);
    }
    return code;
}

enum dy_code dy_tile_folder_read(const char *folder, const struct dy_checkpoint *head,
                                 dy_tile_visit *visit, void *self, struct dy_err *err)
{
    struct reader from = {folder, head, visit, self, NULL};
    enum dy_code code = dy_tile_writer_open(compare, &from, &from.writer, err);
    if (!code)
        code = read_bundles(&from, err);
    if (!code)
        code = dy_tile_writer_flush(from.writer, err);
    if (!code) {
        struct dy_hash root = dy_tile_writer_root(from.writer);
        if (!dy_hash_equal(&root, &head->root))
            code = dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = folder}, "checkpoint",
                           "the root hash of the %" PRIu64 " entries is another", head->size);
    }
    dy_tile_writer_close(from.writer);
    return code;
}

enum dy_code dy_tile_files_hashes(void *self, unsigned level, uint64_t first, size_t n,
                                  struct dy_hash *out, struct dy_err *err)
{
    const struct dy_tile_files *files = self;
    struct dy_arena mem;
    uint64_t index = first / DY_TILE_WIDTH;
    struct dy_tile tile = {(int)level, index, dy_tile_width((int)level, index, files->size)};
    size_t at = (size_t)(first % DY_TILE_WIDTH) * sizeof *out;
    struct tile_bytes bytes = {0};
    dy_arena_init(&mem);
    enum dy_code code = read_tile(&mem, files->folder, &tile, &bytes, err);
    if (!code && at + n * sizeof *out > bytes.n)
        code = dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = files->folder}, NULL,
                       "a tile of level %u is too short", level);
    if (!code)
        memcpy(out, bytes.of + at, n * sizeof *out);
    dy_arena_finish(&mem);
    return code;
}

/* The layout of tiles: names, the writer, ranges of leaves from tiles. */
#include "record/tiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH_BYTES = 2 };

/* --- names --- */

void dy_tile_path(const struct dy_tile *tile, char out[DY_TILE_PATH])
{
    char groups[32] = "", level[16] = "entries";
    size_t n = 0;
    uint64_t unit = 1;
    while (tile->index / unit >= 1000)
        unit *= 1000;
    for (; unit > 0; unit /= 1000)
        n += (size_t)snprintf(groups + n, sizeof groups - n, "/%s%03u", unit > 1 ? "x" : "",
                              (unsigned)(tile->index / unit % 1000));
    if (tile->level != DY_TILE_ENTRIES)
        (void)snprintf(level, sizeof level, "%d", tile->level);
    if (tile->width == DY_TILE_WIDTH)
        (void)snprintf(out, DY_TILE_PATH, "tile/%s%s", level, groups);
    else
        (void)snprintf(out, DY_TILE_PATH, "tile/%s%s.p/%u", level, groups, tile->width);
}

unsigned dy_tile_width(int level, uint64_t index, uint64_t n)
{
    uint64_t hashes = level == DY_TILE_ENTRIES ? n : n >> DY_TILE_BITS * level;
    if (hashes >> DY_TILE_BITS > index)
        return DY_TILE_WIDTH;
    return hashes >> DY_TILE_BITS == index ? (unsigned)(hashes % DY_TILE_WIDTH) : 0;
}

/* --- hashes of hashes --- */

/* The root over n hashes of whole subtrees of one size; n is a power of two; they are spoiled. */
static struct dy_hash reduce(struct dy_hash *of, size_t n)
{
    for (; n > 1; n /= 2)
        for (size_t i = 0; i < n / 2; i++)
            of[i] = dy_hash_node(&of[2 * i], &of[2 * i + 1]);
    return of[0];
}

struct dy_hash dy_tile_root(const struct dy_hash of[DY_TILE_WIDTH])
{
    struct dy_hash half[DY_TILE_WIDTH / 2];
    for (size_t i = 0; i < DY_COUNT_OF(half); i++)
        half[i] = dy_hash_node(&of[2 * i], &of[2 * i + 1]);
    return reduce(half, DY_COUNT_OF(half));
}

/* The root over the peaks of a tree, the largest first; n > 0. */
static struct dy_hash join(const struct dy_hash *peaks, size_t n)
{
    struct dy_hash root = peaks[--n];
    while (n > 0)
        root = dy_hash_node(&peaks[--n], &root);
    return root;
}

enum dy_code dy_tile_source_range(void *self, uint64_t start, uint64_t n, struct dy_hash *out,
                                  struct dy_err *err)
{
    struct dy_tile_source *source = self;
    struct dy_hash peaks[64], of[DY_TILE_WIDTH / 2];
    size_t n_peaks = 0;
    while (n > 0) {
        unsigned height = 63 - (unsigned)__builtin_clzll(n), level = height / DY_TILE_BITS;
        size_t width = (size_t)1 << height % DY_TILE_BITS;
        enum dy_code code =
            source->hashes(source->self, level, start >> DY_TILE_BITS * level, width, of, err);
        if (code)
            return code;
        peaks[n_peaks++] = reduce(of, width);
        start += (uint64_t)1 << height;
        n -= (uint64_t)1 << height;
    }
    *out = join(peaks, n_peaks);
    return DY_OK;
}

/* --- the writer --- */

struct dy_tile_writer {
    dy_tile_emit *emit;
    void *self;
    uint64_t n; /* entries so far: its digits to base 256 are the widths of the levels' tiles */
    struct dy_hash levels[DY_TILE_LEVELS][DY_TILE_WIDTH];
    uint8_t *bundle;
    size_t n_bundle, capacity;
};

enum dy_code dy_tile_writer_open(dy_tile_emit *emit, void *self, struct dy_tile_writer **out,
                                 struct dy_err *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return dy_no_memory(err);
    (*out)->emit = emit;
    (*out)->self = self;
    return DY_OK;
}

void dy_tile_writer_close(struct dy_tile_writer *writer)
{
    if (writer)
        free(writer->bundle);
    free(writer);
}

uint64_t dy_tile_writer_size(const struct dy_tile_writer *writer)
{
    return writer->n;
}

static unsigned width_of(const struct dy_tile_writer *writer, int level)
{
    return (unsigned)(writer->n >> DY_TILE_BITS * level) % DY_TILE_WIDTH;
}

/* The index of the tile at that level that is being filled. */
static uint64_t index_of(const struct dy_tile_writer *writer, int level)
{
    int shift = DY_TILE_BITS * (level + 1);
    return shift < 64 ? writer->n >> shift : 0;
}

static enum dy_code add_to_bundle(struct dy_tile_writer *writer, const void *entry, size_t n,
                                  struct dy_err *err)
{
    size_t needed = writer->n_bundle + LENGTH_BYTES + n;
    if (needed > writer->capacity) {
        uint8_t *larger = realloc(writer->bundle, 2 * needed);
        if (!larger)
            return dy_no_memory(err);
        writer->bundle = larger;
        writer->capacity = 2 * needed;
    }
    uint8_t *at = writer->bundle + writer->n_bundle;
    at[0] = (uint8_t)(n >> 8);
    at[1] = (uint8_t)n;
    if (n > 0)
        memcpy(at + LENGTH_BYTES, entry, n);
    writer->n_bundle = needed;
    return DY_OK;
}

/* All tiles that this entry, number writer->n, has made full: the bundle, then level by level. */
static enum dy_code emit_full(struct dy_tile_writer *writer, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    for (int level = 0; width_of(writer, level) == DY_TILE_WIDTH - 1 && !code; level++) {
        struct dy_tile tile = {level, index_of(writer, level), DY_TILE_WIDTH};
        if (level == 0) {
            struct dy_tile bundle = {DY_TILE_ENTRIES, tile.index, DY_TILE_WIDTH};
            code = writer->emit(writer->self, &bundle, writer->bundle, writer->n_bundle, err);
            writer->n_bundle = 0;
        }
        if (!code)
            code = writer->emit(writer->self, &tile, writer->levels[level],
                                sizeof writer->levels[level], err);
        if (level + 1 < DY_TILE_LEVELS)
            writer->levels[level + 1][width_of(writer, level + 1)] =
                dy_tile_root(writer->levels[level]);
    }
    return code;
}

enum dy_code dy_tile_writer_append(struct dy_tile_writer *writer, const void *entry, size_t n,
                                   struct dy_hash *leaf, struct dy_err *err)
{
    if (n > DY_TILE_ENTRY_BYTES)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL,
                       "entry %" PRIu64 " has %zu bytes; at most %d fit into a bundle", writer->n,
                       n, DY_TILE_ENTRY_BYTES);
    enum dy_code code = add_to_bundle(writer, entry, n, err);
    if (code)
        return code;
    struct dy_hash hash = dy_hash_leaf(entry, n);
    if (leaf)
        *leaf = hash;
    writer->levels[0][width_of(writer, 0)] = hash;
    code = emit_full(writer, err);
    writer->n++;
    return code;
}

enum dy_code dy_tile_writer_flush(struct dy_tile_writer *writer, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    struct dy_tile bundle = {DY_TILE_ENTRIES, index_of(writer, 0), width_of(writer, 0)};
    if (bundle.width > 0)
        code = writer->emit(writer->self, &bundle, writer->bundle, writer->n_bundle, err);
    for (int level = 0; level < DY_TILE_LEVELS && !code; level++) {
        struct dy_tile tile = {level, index_of(writer, level), width_of(writer, level)};
        if (tile.width > 0)
            code = writer->emit(writer->self, &tile, writer->levels[level],
                                tile.width * sizeof(struct dy_hash), err);
    }
    return code;
}

struct dy_hash dy_tile_writer_root(const struct dy_tile_writer *writer)
{
    struct dy_hash peaks[64], of[DY_TILE_WIDTH / 2];
    size_t n_peaks = 0;
    if (writer->n == 0)
        return dy_tree_root(&(struct dy_tree){0});
    for (int level = DY_TILE_LEVELS - 1; level >= 0; level--)
        for (unsigned width = width_of(writer, level), bit = DY_TILE_WIDTH / 2, at = 0; bit > 0;
             bit /= 2) {
            if (!(width & bit))
                continue;
            memcpy(of, &writer->levels[level][at], bit * sizeof of[0]);
            peaks[n_peaks++] = reduce(of, bit);
            at += bit;
        }
    return join(peaks, n_peaks);
}

bool dy_bundle_next(const uint8_t *bytes, size_t n, size_t *at, const uint8_t **entry,
                    size_t *n_entry)
{
    if (n - *at < LENGTH_BYTES)
        return false;
    size_t length = (size_t)bytes[*at] << 8 | bytes[*at + 1];
    if (n - *at - LENGTH_BYTES < length)
        return false;
    *entry = bytes + *at + LENGTH_BYTES;
    *n_entry = length;
    *at += LENGTH_BYTES + length;
    return true;
}

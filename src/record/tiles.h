/*
 * The static layout of a log, C2SP tlog-tiles: what `dauys record export` writes, and any client of
 * transparency logs reads.
 *
 *   checkpoint                    the signed head
 *   tile/<L>/<N>[.p/<W>]          256 hashes, or W of them: each of 256^L leaves
 *   tile/entries/<N>[.p/<W>]      256 entries, or W: two bytes of length, big-endian, then the
 * bytes
 *
 * 1. N is written in groups of three digits, all but the last behind an x: 1234067 is
 * x001/x234/067.
 * 2. A tree of n leaves has floor(n / 256^L) hashes at level L; only its last tile may be partial,
 *    and a tile of nothing is no file.
 * 3. One head has one set of files with one content.
 */
#ifndef DAUYS_RECORD_TILES_H
#define DAUYS_RECORD_TILES_H

#include "dauys/base.h"
#include "record/merkle.h"

enum {
    DY_TILE_BITS = 8,
    DY_TILE_WIDTH = 1 << DY_TILE_BITS,
    DY_TILE_LEVELS = 64 / DY_TILE_BITS,
    DY_TILE_ENTRIES = -1,        /* in place of a level: the bundles of entries */
    DY_TILE_PATH = 64,           /* bytes of the longest path, with its NUL */
    DY_TILE_ENTRY_BYTES = 65535, /* of one entry */
};

struct dy_tile {
    int level; /* 0 .. DY_TILE_LEVELS - 1, or DY_TILE_ENTRIES */
    uint64_t index;
    unsigned width; /* 1 .. DY_TILE_WIDTH, which is a full one */
};
void dy_tile_path(const struct dy_tile *tile, char out[DY_TILE_PATH]);
/* How wide that tile is in a tree of n leaves; 0: it has none of it. */
unsigned dy_tile_width(int level, uint64_t index, uint64_t n);

/*
 * The writer: takes the entries one by one and gives out each tile and bundle when it is full. It
 * holds one tile a level and one bundle, whatever the size of the log.
 */
typedef enum dy_code dy_tile_emit(void *self, const struct dy_tile *tile, const void *bytes,
                                  size_t n, struct dy_err *err);
struct dy_tile_writer;
DY_NODISCARD enum dy_code dy_tile_writer_open(dy_tile_emit *emit, void *self,
                                              struct dy_tile_writer **out, struct dy_err *err);
void dy_tile_writer_close(struct dy_tile_writer *writer); /* NULL-safe */
/* leaf, if not NULL: its hash. errors DY_E_LIMIT: above DY_TILE_ENTRY_BYTES; those of emit. */
DY_NODISCARD enum dy_code dy_tile_writer_append(struct dy_tile_writer *writer, const void *entry,
                                                size_t n, struct dy_hash *leaf, struct dy_err *err);
/* Give out the partial tiles of the tree as it is now; more may be appended afterwards. */
DY_NODISCARD enum dy_code dy_tile_writer_flush(struct dy_tile_writer *writer, struct dy_err *err);
uint64_t dy_tile_writer_size(const struct dy_tile_writer *writer);
struct dy_hash dy_tile_writer_root(const struct dy_tile_writer *writer);

/* The entries of a bundle, one after the other; false when there is no whole one at *at. */
bool dy_bundle_next(const uint8_t *bytes, size_t n, size_t *at, const uint8_t **entry,
                    size_t *n_entry);

/* The hash that stands for a full tile at the level above. */
struct dy_hash dy_tile_root(const struct dy_hash of[DY_TILE_WIDTH]);

/*
 * Where hashes of tiles come from: n of them at that level from number `first` on, n <= 256 and all
 * in one tile. dy_tile_source_range is a dy_tree_range over a struct dy_tile_source.
 */
typedef enum dy_code dy_tile_hashes(void *self, unsigned level, uint64_t first, size_t n,
                                    struct dy_hash *out, struct dy_err *err);
struct dy_tile_source {
    dy_tile_hashes *hashes;
    void *self;
};
dy_tree_range dy_tile_source_range;

#endif

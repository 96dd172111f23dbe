/*
 * A log as a folder of static files (tiles.h): written by an export, read back by verify.
 *
 * Export:
 * 1. The folder is new, empty, or an export of the same log up to an earlier head: what the earlier
 *    head covers must be there with the same bytes, or nothing is changed and the export refused.
 * 2. Each file is written under another name and renamed; the checkpoint comes last, when all
 * others are on the disk. Stopped anywhere, the folder is still a whole export of its earlier head.
 * 3. Then the partial tiles of earlier heads go: the folder of one head has one content, however
 *    often it was exported on the way. (A client that follows the log reads the new checkpoint.)
 * 4. Two exports to one folder at once: the second is refused.
 */
#ifndef DAUYS_RECORD_TILE_FOLDER_H
#define DAUYS_RECORD_TILE_FOLDER_H

#include "record/note.h"
#include "record/tiles.h"

struct dy_tile_folder;
/*
 * Begin an export of the log `origin` to the folder; it is made if need be, its parent must be
 * there. Both texts are borrowed. errors DY_E_INPUT: it holds something else, or another log;
 * DY_E_IO: also in use.
 */
DY_NODISCARD enum dy_code dy_tile_folder_open(const char *folder, const char *origin,
                                              struct dy_tile_folder **out, struct dy_err *err);
/* The entries of the log from the first on. errors DY_E_CRYPTO: the earlier export had others. */
DY_NODISCARD enum dy_code dy_tile_folder_append(struct dy_tile_folder *to, const void *entry,
                                                size_t n, struct dy_err *err);
/*
 * The end: note is the signed checkpoint of just these entries. errors DY_E_CRYPTO: it is not, or
 * the earlier export had more entries.
 */
DY_NODISCARD enum dy_code dy_tile_folder_finish(struct dy_tile_folder *to, const char *note,
                                                size_t n, struct dy_err *err);
void dy_tile_folder_close(struct dy_tile_folder *to); /* NULL-safe */

/* The bytes of its checkpoint file: to parse and verify (note.h). */
DY_NODISCARD enum dy_code dy_tile_folder_checkpoint(struct dy_arena *mem, const char *folder,
                                                    char **out, size_t *n, struct dy_err *err);
/* What to do with each entry; the bytes are valid during the call. An error ends the reading. */
typedef enum dy_code dy_tile_visit(void *self, uint64_t number, const void *entry, size_t n,
                                   const struct dy_hash *leaf, struct dy_err *err);
/*
 * All entries below head->size in order; every bundle, every tile and the root are checked against
 * them. An entry is visited before its tile is checked: what was visited holds only if the whole
 * reading succeeds. errors DY_E_CRYPTO: a file is not what the entries say, with its name; the
 * first entry that differs is in `where`. DY_E_INPUT: a file is missing. visit may be NULL.
 */
DY_NODISCARD enum dy_code dy_tile_folder_read(const char *folder, const struct dy_checkpoint *head,
                                              dy_tile_visit *visit, void *self, struct dy_err *err);

/* A dy_tile_source over the files of a folder: for proofs without reading all of it. */
struct dy_tile_files {
    const char *folder;
    uint64_t size; /* of the tree whose tiles are there */
};
dy_tile_hashes dy_tile_files_hashes; /* self: a struct dy_tile_files */

#endif

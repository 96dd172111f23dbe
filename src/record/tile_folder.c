/* A folder of tiles: exporting to it. */
#include "record/tile_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/file.h"
#include "data/replace.h"
#include "record/tile_parts.h"

struct dy_tile_folder {
    struct dy_arena mem;
    const char *folder, *origin, *temporary;
    int fd; /* of the folder: its lock */
    struct dy_tile_writer *writer;
    bool has_earlier;
    struct dy_checkpoint earlier;
};

static enum dy_code not_same(const char *file, struct dy_err *err)
{
    return dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = file}, NULL,
                   "is an export of other entries; another folder is needed");
}

/* --- opening --- */

static enum dy_code lock(struct dy_tile_folder *to, struct dy_err *err)
{
    struct dy_span at = {.file = to->folder};
    if (mkdir(to->folder, 0777) != 0 && errno != EEXIST)
        return dy_fail(err, DY_E_IO, at, NULL, "cannot be made: %s", strerror(errno));
    to->fd = open(to->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (to->fd < 0)
        return dy_fail(err, errno == ENOTDIR ? DY_E_INPUT : DY_E_IO, at, NULL,
                       "cannot be opened as a folder: %s", strerror(errno));
    if (flock(to->fd, LOCK_EX | LOCK_NB) != 0)
        return dy_fail(err, DY_E_IO, at, NULL, "is in use by another export");
    return DY_OK;
}

/* Without a checkpoint, nothing but what an export that was stopped leaves. */
static enum dy_code check_empty(const struct dy_tile_folder *to, struct dy_err *err)
{
    static const char *const ours[] = {".", "..", "tile", DY_TILE_TEMPORARY};
    enum dy_code code = DY_OK;
    DIR *names = opendir(to->folder);
    if (!names)
        return dy_fail(err, DY_E_IO, (struct dy_span){.file = to->folder}, NULL,
                       "cannot be read: %s", strerror(errno));
    for (struct dirent *name = readdir(names); name && !code; name = readdir(names)) {
        size_t i = 0;
        while (i < DY_COUNT_OF(ours) && strcmp(ours[i], name->d_name) != 0)
            i++;
        if (i == DY_COUNT_OF(ours))
            code = dy_fail(err, DY_E_INPUT, (struct dy_span){.file = to->folder}, NULL,
                           "is not empty and no export (it holds \"%.60s\"); an empty folder or a "
                           "new one is needed",
                           name->d_name);
    }
    closedir(names);
    return code;
}

static enum dy_code read_earlier(struct dy_tile_folder *to, struct dy_err *err)
{
    char *bytes = NULL;
    size_t n = 0;
    struct dy_note note;
    struct dy_err inside = {0};
    char path[DY_TILE_FILE];
    enum dy_code code = dy_tile_file(to->folder, "checkpoint", path, err);
    if (code)
        return code;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return check_empty(to, err);
    code = dy_file_read(&to->mem, path, DY_NOTE_BYTES, &bytes, &n, &inside);
    if (!code)
        code = dy_note_parse(&to->mem, NULL, bytes, n, &note, &inside);
    if (!code)
        code = dy_checkpoint_parse(&to->mem, &note, NULL, &to->earlier, &inside);
    if (code)
        return dy_tile_failed(err, &inside, to->folder, "checkpoint");
    if (strcmp(to->earlier.origin, to->origin) != 0)
        code =
            dy_fail(err, DY_E_INPUT, (struct dy_span){.file = to->folder}, NULL,
                    "is an export of \"%.80s\", not of \"%.80s\"", to->earlier.origin, to->origin);
    to->has_earlier = !code;
    return code;
}

static bool same_bytes(const char *path, const void *bytes, size_t n)
{
    struct dy_arena mem;
    char *there = NULL;
    size_t n_there = 0;
    dy_arena_init(&mem);
    bool same = dy_file_read(&mem, path, n, &there, &n_there, NULL) == DY_OK && n_there == n &&
                memcmp(there, bytes, n) == 0;
    dy_arena_finish(&mem);
    return same;
}

/* Did the earlier head cover all of it? Then it must not change. */
static bool is_covered(const struct dy_tile_folder *to, const struct dy_tile *tile)
{
    uint64_t hashes = tile->level == DY_TILE_ENTRIES
                          ? to->earlier.size
                          : to->earlier.size >> DY_TILE_BITS * tile->level;
    return to->has_earlier && tile->index * DY_TILE_WIDTH + tile->width <= hashes;
}

static enum dy_code put(void *self, const struct dy_tile *tile, const void *bytes, size_t n,
                        struct dy_err *err)
{
    struct dy_tile_folder *to = self;
    char name[DY_TILE_PATH], path[DY_TILE_FILE];
    dy_tile_path(tile, name);
    struct dy_err inside = {0};
    enum dy_code code = dy_tile_file(to->folder, name, path, err);
    if (code || same_bytes(path, bytes, n))
        return code;
    if (access(path, F_OK) == 0 && is_covered(to, tile))
        return not_same(to->folder, err);
    code = dy_file_make_folders(path, strlen(to->folder) + 1, &inside);
    if (!code)
        code = dy_file_replace(path, to->temporary, bytes, n, false, &inside);
    return code ? dy_tile_failed(err, &inside, to->folder, name) : DY_OK;
}

enum dy_code dy_tile_folder_open(const char *folder, const char *origin,
                                 struct dy_tile_folder **out, struct dy_err *err)
{
    struct dy_tile_folder *to = calloc(1, sizeof *to);
    if (!to)
        return dy_no_memory(err);
    to->fd = -1;
    dy_arena_init(&to->mem);
    to->folder = folder;
    to->origin = origin;
    to->temporary = dy_arena_format(&to->mem, "%s/" DY_TILE_TEMPORARY, folder);
    enum dy_code code = to->temporary ? lock(to, err) : dy_no_memory(err);
    if (!code)
        code = read_earlier(to, err);
    if (!code)
        code = dy_tile_writer_open(put, to, &to->writer, err);
    if (code)
        dy_tile_folder_close(to);
    else
        *out = to;
    return code;
}

void dy_tile_folder_close(struct dy_tile_folder *to)
{
    if (!to)
        return;
    dy_tile_writer_close(to->writer);
    if (to->fd >= 0)
        close(to->fd);
    dy_arena_finish(&to->mem);
    free(to);
}

/* --- entries --- */

/* When as many have passed as the earlier head had, they must be the same. */
static enum dy_code compare_earlier(const struct dy_tile_folder *to, struct dy_err *err)
{
    if (!to->has_earlier || dy_tile_writer_size(to->writer) != to->earlier.size)
        return DY_OK;
    struct dy_hash root = dy_tile_writer_root(to->writer);
    return dy_hash_equal(&root, &to->earlier.root) ? DY_OK : not_same(to->folder, err);
}

enum dy_code dy_tile_folder_append(struct dy_tile_folder *to, const void *entry, size_t n,
                                   struct dy_err *err)
{
    enum dy_code code = compare_earlier(to, err);
    return code ? code : dy_tile_writer_append(to->writer, entry, n, NULL, err);
}

/* --- the end --- */

static enum dy_code check_head(struct dy_tile_folder *to, const char *bytes, size_t n,
                               struct dy_err *err)
{
    struct dy_note note;
    struct dy_checkpoint head;
    struct dy_hash root = dy_tile_writer_root(to->writer);
    uint64_t size = dy_tile_writer_size(to->writer);
    enum dy_code code = dy_note_parse(&to->mem, "checkpoint", bytes, n, &note, err);
    if (!code)
        code = dy_checkpoint_parse(&to->mem, &note, "checkpoint", &head, err);
    if (code)
        return code;
    if (strcmp(head.origin, to->origin) != 0 || head.size != size ||
        !dy_hash_equal(&head.root, &root))
        return dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = "checkpoint"}, NULL,
                       "is not of the %" PRIu64 " entries to be exported", size);
    if (to->has_earlier && to->earlier.size > size)
        return dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = to->folder}, NULL,
                       "holds %" PRIu64 " entries already, more than the %" PRIu64 " here",
                       to->earlier.size, size);
    return compare_earlier(to, err);
}

/* Empty the folder of the partial tiles of one tile but for one width, 0 = all of them. */
static void remove_partials(const struct dy_tile_folder *to, const struct dy_tile *tile)
{
    char name[DY_TILE_PATH], path[DY_TILE_FILE], kept[16];
    struct dy_tile full = {tile->level, tile->index, DY_TILE_WIDTH};
    unsigned width = tile->width == DY_TILE_WIDTH ? 0 : tile->width;
    dy_tile_path(&full, name);
    if (strlen(name) + 3 > sizeof name)
        return;
    strcat(name, ".p");
    if (dy_tile_file(to->folder, name, path, NULL))
        return;
    DIR *names = opendir(path);
    if (!names)
        return;
    (void)snprintf(kept, sizeof kept, "%u", width);
    for (struct dirent *at = readdir(names); at; at = readdir(names))
        if (at->d_name[0] != '.' && strcmp(at->d_name, kept) != 0)
            (void)unlinkat(dirfd(names), at->d_name, 0);
    closedir(names);
    if (width == 0)
        (void)rmdir(path);
}

/* Of all tiles: an export that was stopped may have left some anywhere. */
static void clean_up(const struct dy_tile_folder *to)
{
    (void)unlink(to->temporary);
    uint64_t size = dy_tile_writer_size(to->writer);
    for (int level = DY_TILE_ENTRIES; level < DY_TILE_LEVELS; level++) {
        struct dy_tile tile = {.level = level};
        for (; (tile.width = dy_tile_width(level, tile.index, size)) > 0; tile.index++)
            remove_partials(to, &tile);
    }
}

enum dy_code dy_tile_folder_finish(struct dy_tile_folder *to, const char *note, size_t n,
                                   struct dy_err *err)
{
    char path[DY_TILE_FILE];
    struct dy_err inside = {0};
    enum dy_code code = check_head(to, note, n, err);
    if (!code)
        code = dy_tile_writer_flush(to->writer, err);
    if (!code && syncfs(to->fd) != 0)
        code = dy_fail(err, DY_E_IO, (struct dy_span){.file = to->folder}, NULL,
                       "cannot be written: %s", strerror(errno));
    if (!code)
        code = dy_tile_file(to->folder, "checkpoint", path, err);
    if (!code && !same_bytes(path, note, n) &&
        dy_file_replace(path, to->temporary, note, n, true, &inside))
        code = dy_tile_failed(err, &inside, to->folder, "checkpoint");
    if (!code)
        clean_up(to);
    return code;
}

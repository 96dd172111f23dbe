/* Hashes of the files in a folder. */
#include "verify/attachments.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/file.h"

enum dy_code dy_attachment_of(const char *path, struct dy_attachment *out, struct dy_err *err)
{
    struct dy_arena mem;
    char *bytes;
    size_t n;
    dy_arena_init(&mem);
    enum dy_code code = dy_file_read(&mem, path, DY_ATTACHMENT_BYTES, &bytes, &n, err);
    if (!code)
        *out = (struct dy_attachment){dy_hash_bytes(bytes, n), n};
    dy_arena_finish(&mem);
    return code;
}

static int compare(const void *a, const void *b)
{
    const struct dy_attachment *x = a, *y = b;
    return memcmp(x->hash.of, y->hash.of, sizeof x->hash.of);
}

enum dy_code dy_attachments_read(struct dy_arena *mem, const char *folder,
                                 struct dy_attachments *out, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    DIR *dir = opendir(folder);
    *out = (struct dy_attachments){.folder = folder};
    if (!dir)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = folder}, NULL,
                       "cannot be read as a folder of attachments: %s", strerror(errno));
    for (struct dirent *entry; !code && (entry = readdir(dir));) {
        struct stat about;
        char *path = dy_arena_format(mem, "%s/%s", folder, entry->d_name);
        if (!path)
            code = dy_no_memory(err);
        else if (stat(path, &about) == 0 && S_ISREG(about.st_mode)) {
            struct dy_attachment *kept = dy_vec_push(mem, &out->of, sizeof *kept);
            code = kept ? dy_attachment_of(path, kept, err) : dy_no_memory(err);
        }
    }
    closedir(dir);
    if (!code && out->of.n)
        qsort(out->of.items, out->of.n, sizeof(struct dy_attachment), compare);
    return code;
}

enum dy_code dy_attachments_hold(const struct dy_attachments *in, const struct dy_entry *entry,
                                 const char *file, struct dy_err *err)
{
    const struct dy_value *hash = dy_value_find(entry->body, "sha256");
    uint64_t bytes = (uint64_t)dy_value_find(entry->body, "bytes")->number;
    struct dy_attachment key;
    const struct dy_attachment *found = NULL;
    if (dy_unhex(hash->text, hash->n, key.hash.of) && in->of.n)
        found = bsearch(&key, in->of.items, in->of.n, sizeof key, compare);
    if (found && found->bytes == bytes)
        return DY_OK;
    return dy_entry_fail(err, DY_E_CRYPTO, file, entry->number, "/body/sha256",
                         "names an attachment of %llu bytes that %s does not hold, or not "
                         "unchanged",
                         (unsigned long long)bytes, in->folder);
}

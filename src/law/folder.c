/* Walking the law folder. */
#include "law/folder.h"

#include <dirent.h>
#include <string.h>

#include "data/file.h"
#include "dauys/law.h"
#include "dauys/procedure.h"

struct walk {
    struct dy_arena *mem;
    const char *root;
    dy_law_visit *visit;
    void *self;
    struct dy_err *err;
};

/* "name.yaml" without its end; NULL if it is no law file, or no memory (*code). */
static const char *id_of(const struct walk *in, const char *country, const char *name,
                         enum dy_code *code)
{
    size_t n = strlen(name);
    if (n < 6 || name[0] == '.' || strcmp(name + n - 5, ".yaml") != 0 ||
        strcmp(name, DY_LAW_CALENDAR_FILE) == 0)
        return NULL;
    const char *id = dy_arena_format(in->mem, "%s/%.*s", country, (int)(n - 5), name);
    if (!id)
        *code = dy_no_memory(in->err);
    return id;
}

static enum dy_code visit_file(const struct walk *in, const char *id)
{
    char *path = dy_arena_format(in->mem, "%s/%s.yaml", in->root, id), *bytes;
    size_t n;
    if (!path)
        return dy_no_memory(in->err);
    enum dy_code code =
        dy_file_read(in->mem, path, dy_law_limits_default.bytes, &bytes, &n, in->err);
    return code ? code : in->visit(in->self, id, dy_procedure_is_one(bytes, n), in->err);
}

static enum dy_code walk_country(const struct walk *in, const char *country)
{
    enum dy_code code = DY_OK;
    char *folder = dy_arena_format(in->mem, "%s/%s", in->root, country);
    DIR *dir = folder ? opendir(folder) : NULL;
    if (!folder)
        return dy_no_memory(in->err);
    for (struct dirent *entry; dir && !code && (entry = readdir(dir));) {
        const char *id = id_of(in, country, entry->d_name, &code);
        if (id)
            code = visit_file(in, id);
    }
    if (dir)
        closedir(dir);
    return code;
}

enum dy_code dy_law_walk(struct dy_arena *mem, const char *root, dy_law_visit *visit, void *self,
                         struct dy_err *err)
{
    struct walk in = {mem, root, visit, self, err};
    enum dy_code code = DY_OK;
    DIR *dir = opendir(root);
    if (!dir)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = root}, NULL,
                       "is no folder; the law folder is needed (--law-dir)");
    for (struct dirent *entry; !code && (entry = readdir(dir));)
        if (entry->d_name[0] != '.')
            code = walk_country(&in, entry->d_name);
    closedir(dir);
    return code;
}

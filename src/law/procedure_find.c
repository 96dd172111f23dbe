/* Finding procedures in the law folder, their version of a day, and values of their fields. */
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "data/file.h"
#include "dauys/law.h"
#include "dauys/procedure.h"
#include "law/folder.h"

bool dy_procedure_is_one(const char *bytes, size_t n)
{
    static const char key[] = "procedure:";
    const char *end = n ? bytes + n : bytes;
    for (const char *line = n ? bytes : NULL; line;) {
        if ((size_t)(end - line) >= sizeof key - 1 && memcmp(line, key, sizeof key - 1) == 0)
            return true;
        line = memchr(line, '\n', (size_t)(end - line));
        if (line)
            line = line + 1 < end ? line + 1 : NULL;
    }
    return false;
}

enum dy_code dy_procedure_read(struct dy_arena *mem, const char *path,
                               const struct dy_procedure **out, struct dy_err *err)
{
    char *bytes;
    size_t n;
    enum dy_code code = dy_file_read(mem, path, dy_law_limits_default.bytes, &bytes, &n, err);
    return code ? code : dy_procedure_parse(mem, path, bytes, n, out, err);
}

enum dy_code dy_procedure_find(struct dy_arena *mem, const char *root, const char *id,
                               const struct dy_procedure **out, struct dy_err *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-/";
    const struct dy_procedure *procedure = NULL;
    if (!*id || *id == '/' || !strchr(id, '/') || id[strspn(id, letters)] || strstr(id, "//"))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "\"%.60s\" is no procedure; \"country/procedure\" is needed", id);
    char *path = dy_arena_format(mem, "%s/%s.yaml", root, id);
    if (!path)
        return dy_no_memory(err);
    enum dy_code code = dy_procedure_read(mem, path, &procedure, err);
    if (!code && strcmp(procedure->id, id) != 0)
        code = dy_fail(err, DY_E_INPUT, (struct dy_span){.file = path}, "/procedure",
                       "is \"%s\"; in this place it has to be \"%s\"", procedure->id, id);
    if (!code)
        *out = procedure;
    return code;
}

static int by_id(const void *a, const void *b)
{
    const struct dy_procedure *const *left = a, *const *right = b;
    return strcmp((*left)->id, (*right)->id);
}

struct procedures {
    struct dy_arena *mem;
    const char *root;
    struct dy_vec of; /* const struct dy_procedure * */
};

static enum dy_code add_procedure(void *self, const char *id, bool is_procedure, struct dy_err *err)
{
    struct procedures *in = self;
    if (!is_procedure)
        return DY_OK;
    const struct dy_procedure **out = dy_vec_push(in->mem, &in->of, sizeof(struct dy_procedure *));
    return out ? dy_procedure_find(in->mem, in->root, id, out, err) : dy_no_memory(err);
}

enum dy_code dy_procedure_list(struct dy_arena *mem, const char *root, size_t *n,
                               const struct dy_procedure *const **out, struct dy_err *err)
{
    struct procedures all = {mem, root, {0}};
    enum dy_code code = dy_law_walk(mem, root, add_procedure, &all, err);
    if (!code && all.of.n)
        qsort(all.of.items, all.of.n, sizeof(struct dy_procedure *), by_id);
    *n = all.of.n;
    *out = all.of.items;
    return code;
}

enum dy_code dy_procedure_on(const struct dy_procedure *procedure, struct dy_date day,
                             const struct dy_procedure_version **out, struct dy_err *err)
{
    char text[11], from[11], until[11];
    for (size_t i = 0; i < procedure->n_versions; i++) {
        const struct dy_procedure_version *version = &procedure->versions[i];
        if (dy_date_compare(version->from, day) <= 0 &&
            (!dy_date_is_set(version->until) || dy_date_compare(day, version->until) <= 0)) {
            *out = version;
            return DY_OK;
        }
    }
    dy_date_format(day, text);
    dy_date_format(procedure->versions[0].from, from);
    dy_date_format(procedure->versions[procedure->n_versions - 1].until, until);
    return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = procedure->path}, NULL,
                   "%s has no version in force on %s; there are %zu, from %s to %s", procedure->id,
                   text, procedure->n_versions, from, *until ? until : "now");
}

enum dy_code dy_procedure_calendar(struct dy_arena *mem, const struct dy_procedure *procedure,
                                   const struct dy_calendar **out, struct dy_err *err)
{
    const struct dy_law_act beside = {.id = procedure->id, .path = procedure->path};
    return dy_law_calendar(mem, &beside, out, err);
}

/* --- values --- */

static bool is_hash(const char *value)
{
    return strlen(value) == 64 && strspn(value, "0123456789abcdef") == 64;
}

static bool is_id(const char *value)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    size_t n = strlen(value);
    return n > 0 && n <= 64 && strchr(letters, value[0]) &&
           strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == n;
}

static bool is_option(const struct dy_procedure_field *field, const char *value)
{
    for (size_t i = 0; i < field->n_options; i++)
        if (strcmp(field->options[i].id, value) == 0)
            return true;
    return false;
}

const char *dy_field_wrong(const struct dy_procedure_field *field, const char *value)
{
    struct dy_date date;
    dy_moment moment;
    dy_votes count;
    size_t n = strlen(value);
    switch (field->type) {
    case DY_FIELD_TEXT:
        return n > 0 && dy_utf8_valid(value, n) == n ? NULL : N_("a text that is not empty");
    case DY_FIELD_DATE:
        return dy_date_parse(value, &date) ? NULL : N_("a day such as 2023-03-19");
    case DY_FIELD_MOMENT:
        return dy_moment_parse(NULL, value, &moment) ? NULL
                                                     : N_("a time such as 2023-03-19T18:00:00Z");
    case DY_FIELD_COUNT:
        return dy_parse_votes(value, n, &count) ? NULL : N_("a count in digits, at most 2^53");
    case DY_FIELD_PERSON:
    case DY_FIELD_DOCUMENT:
        return is_hash(value) ? NULL : N_("64 hexadecimal digits");
    case DY_FIELD_PLACE:
    case DY_FIELD_OFFICE:
        return is_id(value) ? NULL : N_("an id: letters, digits, '.', '_' and '-'");
    case DY_FIELD_CHOICE:
        return is_option(field, value) ? NULL : N_("one of the choices of the procedure");
    case DY_N_FIELD_TYPES:
        break;
    }
    return N_("a value");
}

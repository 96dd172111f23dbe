/* From canonical JSON to YAML's tree, and back. */
#include "state/value_yaml.h"

#include <inttypes.h>
#include <string.h>

static struct dy_yaml *new_node(struct dy_arena *mem, enum dy_yaml_kind kind, struct dy_span at,
                                const char *path)
{
    struct dy_yaml *out = DY_NEW(mem, struct dy_yaml, 1);
    if (out)
        *out = (struct dy_yaml){.kind = kind, .at = at, .path = path};
    return out;
}

static bool fill_map(struct dy_arena *mem, uint64_t number, const struct dy_value *value,
                     struct dy_yaml *out)
{
    const struct dy_value *member = dy_value_first(value);
    out->entries = DY_NEW(mem, struct dy_yaml_entry, value->n);
    for (; out->entries && out->n < value->n; out->n++, member = dy_value_next(member)) {
        struct dy_yaml_entry *entry = &out->entries[out->n];
        char *key = dy_arena_copy(mem, member->key, member->n_key);
        char *path = key ? dy_arena_format(mem, "%s/%s", out->path, key) : NULL;
        entry->key = key;
        entry->at = out->at;
        entry->value = path ? dy_yaml_of_value(mem, out->at.file, number, path, member) : NULL;
        if (!entry->value)
            return false;
    }
    return out->entries != NULL;
}

static bool fill_list(struct dy_arena *mem, uint64_t number, const struct dy_value *value,
                      struct dy_yaml *out)
{
    const struct dy_value *item = dy_value_first(value);
    out->items = DY_NEW(mem, struct dy_yaml *, value->n);
    for (; out->items && out->n < value->n; out->n++, item = dy_value_next(item)) {
        char *path = dy_arena_format(mem, "%s/%zu", out->path, out->n);
        out->items[out->n] = path ? dy_yaml_of_value(mem, out->at.file, number, path, item) : NULL;
        if (!out->items[out->n])
            return false;
    }
    return out->items != NULL;
}

struct dy_yaml *dy_yaml_of_value(struct dy_arena *mem, const char *file, uint64_t number,
                                 const char *path, const struct dy_value *value)
{
    static const enum dy_yaml_kind kinds[] = {[DY_VALUE_OBJECT] = DY_YAML_MAP,
                                              [DY_VALUE_ARRAY] = DY_YAML_LIST,
                                              [DY_VALUE_STRING] = DY_YAML_SCALAR,
                                              [DY_VALUE_NUMBER] = DY_YAML_SCALAR};
    struct dy_span at = {.file = file, .line = (uint32_t)number};
    struct dy_yaml *out = new_node(mem, kinds[value->kind], at, path);
    bool good = out != NULL;
    if (!good)
        return NULL;
    switch (value->kind) {
    case DY_VALUE_OBJECT:
        good = fill_map(mem, number, value, out);
        break;
    case DY_VALUE_ARRAY:
        good = fill_list(mem, number, value, out);
        break;
    case DY_VALUE_STRING:
        out->quoted = true;
        out->text = dy_value_copy(mem, value);
        break;
    case DY_VALUE_NUMBER:
        out->text = dy_arena_format(mem, "%" PRId64, value->number);
        break;
    }
    return good && (out->kind != DY_YAML_SCALAR || out->text) ? out : NULL;
}

bool dy_yaml_put(struct dy_arena *mem, struct dy_vec *entries, const char *key,
                 struct dy_yaml *value)
{
    struct dy_yaml_entry *entry = value ? dy_vec_push(mem, entries, sizeof *entry) : NULL;
    if (!entry)
        return false;
    *entry = (struct dy_yaml_entry){key, value->at, value};
    return true;
}

struct dy_yaml *dy_yaml_map(struct dy_arena *mem, struct dy_span at, const struct dy_vec *entries)
{
    struct dy_yaml *out = new_node(mem, DY_YAML_MAP, at, "");
    if (out) {
        out->entries = entries->items;
        out->n = entries->n;
    }
    return out;
}

struct dy_yaml *dy_yaml_list(struct dy_arena *mem, struct dy_span at, const char *path,
                             const struct dy_vec *items)
{
    struct dy_yaml *out = new_node(mem, DY_YAML_LIST, at, path);
    if (out) {
        out->items = items->items;
        out->n = items->n;
    }
    return out;
}

/* Only as it would be written again: "007" is a text. */
static bool is_number(const struct dy_yaml *node, dy_votes *out)
{
    size_t n = strlen(node->text);
    return !node->quoted && n > 0 && (n == 1 || node->text[0] != '0') &&
           dy_parse_votes(node->text, n, out);
}

json_t *dy_value_of_yaml(const struct dy_yaml *node)
{
    dy_votes number;
    json_t *out = NULL;
    switch (node->kind) {
    case DY_YAML_SCALAR:
        return is_number(node, &number) ? json_integer((json_int_t)number)
                                        : json_string(node->text);
    case DY_YAML_LIST:
        out = json_array();
        for (size_t i = 0; out && i < node->n; i++)
            if (json_array_append_new(out, dy_value_of_yaml(node->items[i]))) {
                json_decref(out);
                out = NULL;
            }
        return out;
    case DY_YAML_MAP:
        out = json_object();
        for (size_t i = 0; out && i < node->n; i++)
            if (json_object_set_new(out, node->entries[i].key,
                                    dy_value_of_yaml(node->entries[i].value))) {
                json_decref(out);
                out = NULL;
            }
        return out;
    }
    return out;
}

/* Protocol fields and control relations. */
#include <string.h>

#include "law/expr.h"
#include "law/literals.h"
#include "law/read.h"

enum dy_code dy_law_read_fields(struct dy_law_reader *in, const struct dy_yaml *map)
{
    static const char *const keys[] = {"title", "cite", NULL};
    static const char *const taken[] = {"unit", "votes", "against_all", NULL};
    struct dy_law_version *version = in->version;
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->err);
    version->fields = DY_NEW(in->mem, struct dy_law_field, map->n);
    if (!version->fields)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < map->n && !code; i++) {
        const struct dy_yaml *value = map->entries[i].value;
        version->fields[i].id = map->entries[i].key;
        if (dy_word_find(taken, map->entries[i].key) >= 0)
            return dy_yaml_fail(value, in->err,
                                "names a field \"%s\"; that word has a meaning of its own",
                                map->entries[i].key);
        code = dy_yaml_keys(value, keys, in->err);
        if (!code)
            code = dy_law_read_names(in, value, "title", true, &version->fields[i].title);
        if (!code)
            code = dy_law_read_text(in, value, "cite", false, &version->fields[i].cite);
    }
    version->n_fields = map->n;
    return code;
}

/* The place of the first byte of a scalar's text: behind its opening quote. */
static struct dy_span text_at(const struct dy_yaml *node)
{
    struct dy_span at = node->at;
    at.column += node->quoted;
    at.byte += node->quoted;
    return at;
}

static enum dy_code compile(struct dy_law_reader *in, const struct dy_yaml *node,
                            struct dy_law_expr **out)
{
    const struct dy_law_version *version = in->version;
    struct dy_expr_names names = {version->n_fields, version->fields, version->n_shares,
                                  version->shares};
    const char *text;
    enum dy_code code = dy_yaml_text(node, &text, in->err);
    return code ? code
                : dy_expr_compile(in->mem, text, text_at(node), node->path, &names, out, in->err);
}

static enum dy_code read_control(struct dy_law_reader *in, const struct dy_yaml *map,
                                 struct dy_law_control *out)
{
    static const char *const keys[] = {"id",      "must", "when",         "title",      "level",
                                       "derived", "cite", "switches_off", "unverified", NULL};
    struct dy_yaml *node, *when, *level;
    int word = DY_LEVEL_ERROR;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "id", &node, in->err)))
        code = dy_yaml_id(node, &out->id, in->err);
    if (!code && !(code = dy_yaml_require(map, "must", &node, in->err)))
        code = compile(in, node, &out->must);
    if (!code)
        code = dy_law_read_text(in, map, "must", true, &out->text);
    if (!code && (when = dy_yaml_find(map, "when")))
        code = compile(in, when, &out->when);
    if (!code && (level = dy_yaml_find(map, "level")))
        code = dy_yaml_literal(level, dy_words_level, &word, in->err);
    out->level = (enum dy_law_level)word;
    if (!code)
        code = dy_law_read_names(in, map, "title", false, &out->title);
    if (!code)
        code = dy_law_read_flag(in, map, "derived", &out->derived);
    if (!code)
        code = dy_law_read_flag(in, map, "unverified", &out->unverified);
    return code ? code : dy_law_read_text(in, map, "cite", true, &out->cite);
}

static uint32_t control_find(const struct dy_law_version *version, const char *id)
{
    for (uint32_t i = 0; i < version->n_controls; i++)
        if (strcmp(version->controls[i].id, id) == 0)
            return i;
    return UINT32_MAX;
}

/* switches_off names controls that may stand further down: resolved when all are read. */
static enum dy_code resolve(struct dy_law_reader *in, const struct dy_yaml *map,
                            struct dy_law_control *out)
{
    struct dy_yaml *list = dy_yaml_find(map, "switches_off");
    if (!list)
        return DY_OK;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    out->switches_off = DY_NEW(in->mem, uint32_t, list->n);
    if (!out->switches_off)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        const char *id;
        if ((code = dy_yaml_text(list->items[i], &id, in->err)))
            break;
        out->switches_off[i] = control_find(in->version, id);
        if (out->switches_off[i] == UINT32_MAX)
            code = dy_yaml_fail(list->items[i], in->err,
                                "names a control \"%.40s\" that there is not", id);
    }
    out->n_switches_off = list->n;
    return code;
}

static enum dy_code read_controls(struct dy_law_reader *in, const struct dy_yaml *list)
{
    struct dy_law_version *version = in->version;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    version->controls = DY_NEW(in->mem, struct dy_law_control, list->n);
    if (!version->controls)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_control(in, list->items[i], &version->controls[i]);
        if (!code && control_find(version, version->controls[i].id) != UINT32_MAX)
            code = dy_yaml_fail(list->items[i], in->err, "has the id \"%s\" of another control",
                                version->controls[i].id);
        version->n_controls = i + 1;
    }
    for (size_t i = 0; i < list->n && !code; i++)
        code = resolve(in, list->items[i], &version->controls[i]);
    return code;
}

enum dy_code dy_law_read_protocol(struct dy_law_reader *in, const struct dy_yaml *map)
{
    struct dy_yaml *controls = dy_yaml_find(map, "controls");
    return controls ? read_controls(in, controls) : DY_OK;
}

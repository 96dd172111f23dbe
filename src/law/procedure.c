/*
 * Reading a procedure: the file, its versions, and the parts that no other part is needed for.
 */
#include <stddef.h>
#include <string.h>

#include "data/file.h"
#include "law/literals.h"
#include "law/procedure_read.h"

/* --- parts --- */

static enum dy_code read_role(struct dy_procedure_reader *, const struct dy_yaml *, void *);
static enum dy_code read_field(struct dy_procedure_reader *, const struct dy_yaml *, void *);
static enum dy_code read_step(struct dy_procedure_reader *, const struct dy_yaml *, void *);
static enum dy_code read_register(struct dy_procedure_reader *, const struct dy_yaml *, void *);

#define PART(key, list, type, needed, read)                                                        \
    {                                                                                              \
        key, needed, offsetof(struct dy_procedure_version, n_##list),                              \
            offsetof(struct dy_procedure_version, list), sizeof(struct type), read                 \
    }
static const struct part {
    const char *key;
    bool needed;
    size_t n, list, size;
    enum dy_code (*read)(struct dy_procedure_reader *, const struct dy_yaml *, void *);
} parts[DY_N_PARTS] = {
    [DY_PART_ROLE] = PART("roles", roles, dy_procedure_role, true, read_role),
    [DY_PART_FIELD] = PART("fields", fields, dy_procedure_field, true, read_field),
    [DY_PART_STEP] = PART("steps", steps, dy_procedure_step, true, read_step),
    [DY_PART_ACT] = PART("acts", acts, dy_procedure_act, true, dy_procedure_read_act),
    [DY_PART_REGISTER] = PART("registers", registers, dy_procedure_register, false, read_register),
    [DY_PART_THRESHOLD] =
        PART("thresholds", thresholds, dy_procedure_threshold, false, dy_procedure_read_threshold),
    [DY_PART_CLOCK] = PART("clocks", clocks, dy_procedure_clock, false, dy_procedure_read_clock),
};

const char *dy_part_key(enum dy_part part)
{
    return parts[part].key;
}

struct dy_part_items dy_part_items(const struct dy_procedure_version *version, enum dy_part part)
{
    struct dy_part_items out = {.size = parts[part].size};
    memcpy(&out.n, (const char *)version + parts[part].n, sizeof out.n);
    memcpy(&out.of, (const char *)version + parts[part].list, sizeof out.of);
    return out;
}

static const char *id_at(struct dy_part_items items, size_t i)
{
    const char *id;
    memcpy(&id, items.of + i * items.size, sizeof id);
    return id;
}

uint32_t dy_part_find(const struct dy_procedure_version *version, enum dy_part part, const char *id)
{
    struct dy_part_items items = dy_part_items(version, part);
    for (size_t i = 0; i < items.n; i++)
        if (strcmp(id_at(items, i), id) == 0)
            return (uint32_t)i;
    return DY_NO_PART;
}

#define FINDER(name, part)                                                                         \
    uint32_t dy_procedure_##name##_find(const struct dy_procedure_version *law, const char *id)    \
    {                                                                                              \
        return dy_part_find(law, part, id);                                                        \
    }
FINDER(role, DY_PART_ROLE)
FINDER(field, DY_PART_FIELD)
FINDER(step, DY_PART_STEP)
FINDER(act, DY_PART_ACT)
FINDER(register, DY_PART_REGISTER)
FINDER(threshold, DY_PART_THRESHOLD)
FINDER(clock, DY_PART_CLOCK)

/* --- small readers --- */

enum dy_code dy_procedure_ref(struct dy_procedure_reader *in, const struct dy_yaml *node,
                              enum dy_part part, uint32_t *out)
{
    const char *id = "";
    enum dy_code code = dy_yaml_text(node, &id, in->law.err);
    if (code)
        return code;
    *out = dy_part_find(in->version, part, id);
    if (*out != DY_NO_PART)
        return DY_OK;
    struct dy_part_items items = dy_part_items(in->version, part);
    return dy_yaml_fail(node, in->law.err, "is \"%.40s\"; one of \"%s\" is needed%s%.40s%s", id,
                        parts[part].key, items.n ? ", such as \"" : "",
                        items.n ? id_at(items, 0) : "", items.n ? "\"" : "; there is none");
}

enum dy_code dy_procedure_ref_key(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                  const char *key, enum dy_part part, uint32_t *out)
{
    const struct dy_yaml *node = dy_yaml_find(map, key);
    return node ? dy_procedure_ref(in, node, part, out) : DY_OK;
}

enum dy_code dy_procedure_refs(struct dy_procedure_reader *in, const struct dy_yaml *map,
                               const char *key, enum dy_part part, size_t *n, uint32_t **out)
{
    const struct dy_yaml *list = dy_yaml_find(map, key);
    if (!list)
        return DY_OK;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->law.err);
    if (code)
        return code;
    if (list->n == 0)
        return dy_yaml_fail(list, in->law.err, "is empty; at least one of \"%s\" is needed",
                            parts[part].key);
    *out = DY_NEW(in->law.mem, uint32_t, list->n);
    if (!*out)
        return dy_no_memory(in->law.err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = dy_procedure_ref(in, list->items[i], part, &(*out)[i]);
        for (size_t k = 0; k < i && !code; k++)
            if ((*out)[k] == (*out)[i])
                code = dy_yaml_fail(list->items[i], in->law.err, "stands twice in the list");
    }
    *n = list->n;
    return code;
}

static enum dy_code read_option(struct dy_procedure_reader *in, const struct dy_yaml_entry *entry,
                                struct dy_procedure_option *out)
{
    static const char *const keys[] = {"title", "cite", NULL};
    const struct dy_yaml *map = entry->value;
    out->id = entry->key;
    if (map->kind != DY_YAML_MAP || !dy_yaml_find(map, "title"))
        return dy_yaml_names(in->law.mem, map, &out->title, in->law.err);
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_law_read_names(&in->law, map, "title", true, &out->title);
    return code ? code : dy_law_read_text(&in->law, map, "cite", false, &out->cite);
}

enum dy_code dy_procedure_options(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                  size_t *n, struct dy_procedure_option **out)
{
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->law.err);
    if (code)
        return code;
    if (map->n == 0)
        return dy_yaml_fail(map, in->law.err, "is empty; at least one choice is needed");
    *out = DY_NEW(in->law.mem, struct dy_procedure_option, map->n);
    if (!*out)
        return dy_no_memory(in->law.err);
    for (size_t i = 0; i < map->n && !code; i++)
        code = read_option(in, &map->entries[i], &(*out)[i]);
    *n = map->n;
    return code;
}

enum dy_code dy_procedure_period(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                 struct dy_period *out)
{
    const struct dy_yaml *ends = dy_yaml_find(map, "ends");
    enum dy_code code = DY_OK;
    int word = DY_ENDS_AS_COUNTED;
    uint64_t n = 0;
    unsigned units = 0;
    for (unsigned i = 0; dy_words_unit[i] && !code; i++) {
        const struct dy_yaml *value = dy_yaml_find(map, dy_words_unit[i]);
        if (!value)
            continue;
        units++;
        out->unit = (enum dy_period_unit)i;
        code = dy_yaml_count(value, 100000, &n, in->law.err);
    }
    out->n = (uint32_t)n;
    if (!code && units != 1)
        code = dy_yaml_fail(map, in->law.err, "needs one of: hours, days, working_days, months");
    if (!code && ends)
        code = dy_yaml_literal(ends, dy_words_ends, &word, in->law.err);
    out->ends = (enum dy_period_ends)word;
    if (!code && ends && out->unit != DY_PERIOD_DAYS && out->unit != DY_PERIOD_MONTHS)
        code = dy_yaml_fail(ends, in->law.err,
                            "says how a term of %s ends; only days and months can end on a day "
                            "that is no working day",
                            dy_words_unit[out->unit]);
    return code;
}

enum dy_code dy_procedure_typed(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                const char *key, enum dy_field_type type, enum dy_field_type other,
                                uint32_t *out)
{
    const struct dy_yaml *node = dy_yaml_find(map, key);
    if (!node)
        return DY_OK;
    enum dy_code code = dy_procedure_ref(in, node, DY_PART_FIELD, out);
    if (code)
        return code;
    enum dy_field_type is = in->version->fields[*out].type;
    if (is != type && is != other)
        return dy_yaml_fail(node, in->law.err, "is a field of type %s; one of type %s is needed",
                            dy_field_type_name(is), dy_field_type_name(type));
    return DY_OK;
}

enum dy_code dy_procedure_mark(struct dy_procedure_reader *in, const struct dy_yaml *map,
                               const char **cite, bool *unverified)
{
    enum dy_code code = dy_law_read_text(&in->law, map, "cite", true, cite);
    return code ? code : dy_law_read_flag(&in->law, map, "unverified", unverified);
}

/* --- roles, fields, steps, registers --- */

static enum dy_code read_role(struct dy_procedure_reader *in, const struct dy_yaml *map, void *item)
{
    static const char *const keys[] = {"title", "single", "official", NULL};
    struct dy_procedure_role *out = item;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_law_read_names(&in->law, map, "title", true, &out->title);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "single", &out->single);
    return code ? code : dy_law_read_flag(&in->law, map, "official", &out->official);
}

static const char *const words_type[] = {"text",   "date",     "moment", "place",  "count",
                                         "person", "document", "office", "choice", NULL};
static const char *const words_result[] = {"none",      "granted", "refused", "forwarded",
                                           "withdrawn", "lapsed",  NULL};

const char *dy_field_type_name(enum dy_field_type type)
{
    return words_type[type];
}

const char *dy_result_name(enum dy_step_result result)
{
    return words_result[result];
}

static enum dy_code check_field(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                const struct dy_procedure_field *field)
{
    bool choice = field->type == DY_FIELD_CHOICE;
    if (choice != (dy_yaml_find(map, "options") != NULL))
        return dy_yaml_fail(map, in->law.err,
                            "is of type %s; \"options\" belong to fields of type choice, and only "
                            "to them",
                            words_type[field->type]);
    if (field->role != DY_NO_PART && field->type != DY_FIELD_OFFICE &&
        field->type != DY_FIELD_PERSON)
        return dy_yaml_fail(dy_yaml_find(map, "role"), in->law.err,
                            "gives a role to a field of type %s; only an office or a person can "
                            "have one",
                            words_type[field->type]);
    return DY_OK;
}

static enum dy_code read_field(struct dy_procedure_reader *in, const struct dy_yaml *map,
                               void *item)
{
    static const char *const keys[] = {"title", "type", "options", "role", "public", "cite", NULL};
    struct dy_procedure_field *out = item;
    struct dy_yaml *node;
    int type = 0;
    out->role = DY_NO_PART;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code && strcmp(out->id, "reason") == 0)
        code =
            dy_yaml_fail(map, in->law.err,
                         "has the id \"reason\", which says why a step is reached (\"reasons\")");
    if (!code)
        code = dy_law_read_names(&in->law, map, "title", true, &out->title);
    if (!code && !(code = dy_yaml_require(map, "type", &node, in->law.err)))
        code = dy_yaml_literal(node, words_type, &type, in->law.err);
    out->type = (enum dy_field_type)type;
    if (!code && (node = dy_yaml_find(map, "options")))
        code = dy_procedure_options(in, node, &out->n_options, &out->options);
    if (!code)
        code = dy_procedure_ref_key(in, map, "role", DY_PART_ROLE, &out->role);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "public", &out->is_public);
    if (!code)
        code = dy_law_read_text(&in->law, map, "cite", false, &out->cite);
    return code ? code : check_field(in, map, out);
}

static enum dy_code read_appeal(struct dy_procedure_reader *in, const struct dy_yaml *node,
                                struct dy_procedure_appeal *out)
{
    static const char *const words[] = {"none", "silent", NULL};
    static const char *const keys[] = {"whom",   "procedure", "hours", "days",       "working_days",
                                       "months", "ends",      "cite",  "unverified", NULL};
    int word = 0;
    if (node->kind == DY_YAML_SCALAR) {
        enum dy_code code = dy_yaml_literal(node, words, &word, in->law.err);
        out->kind = word == 0 ? DY_APPEAL_NONE : DY_APPEAL_SILENT;
        return code;
    }
    enum dy_code code = dy_yaml_keys(node, keys, in->law.err);
    out->kind = DY_APPEAL_OPEN;
    for (size_t i = 0; dy_words_unit[i]; i++)
        out->has_term |= dy_yaml_find(node, dy_words_unit[i]) != NULL;
    if (!code)
        code = dy_law_read_names(&in->law, node, "whom", true, &out->whom);
    if (!code)
        code = dy_law_read_text(&in->law, node, "procedure", false, &out->procedure);
    if (!code && out->has_term)
        code = dy_procedure_period(in, node, &out->term);
    if (!code && out->has_term && out->term.unit == DY_PERIOD_HOURS)
        code = dy_yaml_fail(node, in->law.err, "has an appeal in hours; days or months are needed");
    return code ? code : dy_procedure_mark(in, node, &out->cite, &out->unverified);
}

static enum dy_code read_step(struct dy_procedure_reader *in, const struct dy_yaml *map, void *item)
{
    static const char *const keys[] = {"title",  "end",  "result",     "reasons",
                                       "appeal", "cite", "unverified", NULL};
    struct dy_procedure_step *out = item;
    struct dy_yaml *node;
    int result = 0;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_law_read_names(&in->law, map, "title", true, &out->title);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "end", &out->end);
    if (!code && (node = dy_yaml_find(map, "result")))
        code = dy_yaml_literal(node, words_result, &result, in->law.err);
    out->result = (enum dy_step_result)result;
    if (!code && out->end && !dy_yaml_find(map, "result"))
        code = dy_yaml_fail(map, in->law.err, "is an end; it needs a \"result\", such as \"%s\"",
                            words_result[DY_RESULT_GRANTED]);
    if (!code && (node = dy_yaml_find(map, "reasons")))
        code = dy_procedure_options(in, node, &out->n_reasons, &out->reasons);
    if (!code && (node = dy_yaml_find(map, "appeal")))
        code = read_appeal(in, node, &out->appeal);
    if (!code)
        code = dy_law_read_text(&in->law, map, "cite", out->end, &out->cite);
    return code ? code : dy_law_read_flag(&in->law, map, "unverified", &out->unverified);
}

static enum dy_code read_register(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                  void *item)
{
    static const char *const keys[] = {"title", "adds",   "removes", "count",
                                       "area",  "public", "cite",    NULL};
    struct dy_procedure_register *out = item;
    struct dy_yaml *node;
    out->count = out->area = DY_NO_PART;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_law_read_names(&in->law, map, "title", true, &out->title);
    if (!code && !(code = dy_yaml_require(map, "adds", &node, in->law.err)))
        code = dy_procedure_refs(in, map, "adds", DY_PART_ACT, &out->n_adds, &out->adds);
    if (!code)
        code = dy_procedure_refs(in, map, "removes", DY_PART_ACT, &out->n_removes, &out->removes);
    if (!code)
        code = dy_procedure_typed(in, map, "count", DY_FIELD_COUNT, DY_FIELD_COUNT, &out->count);
    if (!code)
        code = dy_procedure_typed(in, map, "area", DY_FIELD_PLACE, DY_FIELD_PLACE, &out->area);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "public", &out->is_public);
    return code ? code : dy_law_read_text(&in->law, map, "cite", true, &out->cite);
}

/* --- versions --- */

/* A place and an id for every part. */
static enum dy_code name_parts(struct dy_procedure_reader *in, const struct dy_yaml *map)
{
    for (size_t i = 0; i < DY_N_PARTS; i++) {
        const struct part *part = &parts[i];
        struct dy_yaml *list = dy_yaml_find(map, part->key);
        enum dy_code code = DY_OK;
        if (!list && part->needed)
            code = dy_yaml_require(map, part->key, &list, in->law.err);
        if (!code && list)
            code = dy_yaml_expect(list, DY_YAML_MAP, in->law.err);
        if (code)
            return code;
        size_t n = list ? list->n : 0;
        char *of = dy_arena_alloc(in->law.mem, n, part->size);
        if (!of)
            return dy_no_memory(in->law.err);
        for (size_t k = 0; k < n; k++)
            memcpy(of + k * part->size, &list->entries[k].key, sizeof list->entries[k].key);
        memcpy((char *)in->version + part->n, &n, sizeof n);
        memcpy((char *)in->version + part->list, &of, sizeof of);
    }
    return DY_OK;
}

static enum dy_code check_part_id(struct dy_procedure_reader *in, const struct dy_yaml_entry *entry)
{
    struct dy_yaml id = *entry->value;
    const char *text;
    id.kind = DY_YAML_SCALAR;
    id.text = entry->key;
    id.at = entry->at;
    return dy_yaml_id(&id, &text, in->law.err);
}

static enum dy_code read_all_parts(struct dy_procedure_reader *in, const struct dy_yaml *map)
{
    enum dy_code code = name_parts(in, map);
    for (enum dy_part i = 0; i < DY_N_PARTS && !code; i++) {
        const struct dy_yaml *list = dy_yaml_find(map, parts[i].key);
        struct dy_part_items items = dy_part_items(in->version, i);
        for (size_t k = 0; k < items.n && !code; k++) {
            code = check_part_id(in, &list->entries[k]);
            if (!code)
                code = parts[i].read(in, list->entries[k].value, items.of + k * items.size);
        }
    }
    return code;
}

static enum dy_code read_silent(struct dy_procedure_reader *in, const struct dy_yaml *list)
{
    static const char *const keys[] = {"text", "cite", NULL};
    struct dy_procedure_version *version = in->version;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->law.err);
    if (code)
        return code;
    version->silences = DY_NEW(in->law.mem, struct dy_procedure_silence, list->n);
    if (!version->silences)
        return dy_no_memory(in->law.err);
    version->n_silences = list->n;
    for (size_t i = 0; i < list->n && !code; i++) {
        code = dy_yaml_keys(list->items[i], keys, in->law.err);
        if (!code)
            code = dy_law_read_names(&in->law, list->items[i], "text", true,
                                     &version->silences[i].text);
        if (!code)
            code = dy_law_read_text(&in->law, list->items[i], "cite", false,
                                    &version->silences[i].cite);
    }
    return code;
}

static enum dy_code read_version(struct dy_procedure_reader *in, const struct dy_yaml *map)
{
    static const char *const keys[] = {
        "in_force", "source",    "unverified", "note",   "roles",  "fields", "steps",
        "acts",     "registers", "thresholds", "clocks", "silent", NULL};
    struct dy_law_days days = {0};
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code && !(code = dy_yaml_require(map, "in_force", &node, in->law.err)))
        code = dy_law_read_in_force(&in->law, node, &days);
    in->version->from = days.from;
    in->version->until = days.until;
    in->version->days_unverified = days.unverified;
    if (!code)
        code = dy_law_read_text(&in->law, map, "source", true, &in->version->source);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "unverified", &in->version->unverified);
    if (!code)
        code = dy_law_read_names(&in->law, map, "note", false, &in->version->note);
    if (!code)
        code = read_all_parts(in, map);
    if (!code && (node = dy_yaml_find(map, "silent")))
        code = read_silent(in, node);
    return code ? code : dy_procedure_check(in, map);
}

static enum dy_code read_versions(struct dy_procedure_reader *in, const struct dy_yaml *list,
                                  struct dy_procedure *out)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->law.err);
    if (code)
        return code;
    if (list->n == 0)
        return dy_yaml_fail(list, in->law.err, "is empty; at least one version is needed");
    out->versions = DY_NEW(in->law.mem, struct dy_procedure_version, list->n);
    if (!out->versions)
        return dy_no_memory(in->law.err);
    for (size_t i = 0; i < list->n && !code; i++) {
        in->version = &out->versions[i];
        in->version->procedure = out;
        code = read_version(in, list->items[i]);
        if (!code && i > 0)
            code = dy_law_check_order(in->version[-1].until, in->version->from, list->items[i],
                                      in->law.err);
    }
    out->n_versions = list->n;
    return code;
}

enum dy_code dy_procedure_parse(struct dy_arena *mem, const char *path, const char *bytes, size_t n,
                                const struct dy_procedure **out, struct dy_err *err)
{
    static const char *const keys[] = {"procedure", "title", "versions", NULL};
    struct dy_yaml_limits limits = {dy_law_limits_default.bytes, dy_law_limits_default.depth};
    struct dy_procedure *procedure = DY_NEW(mem, struct dy_procedure, 1);
    struct dy_procedure_reader in = {.law = {.mem = mem, .err = err}};
    struct dy_yaml *root, *node;
    enum dy_code code =
        procedure ? dy_yaml_parse(mem, path, bytes, n, limits, &root, err) : dy_no_memory(err);
    if (!code)
        code = dy_yaml_keys(root, keys, err);
    if (code)
        return code;
    procedure->path = path;
    if (!(code = dy_yaml_require(root, "procedure", &node, err)) &&
        !(code = dy_yaml_text(node, &procedure->id, err)))
        code = dy_law_check_id(node, "procedure", err);
    if (!code)
        code = dy_law_read_names(&in.law, root, "title", true, &procedure->title);
    if (!code && !(code = dy_yaml_require(root, "versions", &node, err)))
        code = read_versions(&in, node, procedure);
    if (!code)
        *out = procedure;
    return code;
}

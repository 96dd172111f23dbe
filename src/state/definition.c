/* Gathering what an election is from a record's entries. */
#include "state/definition.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "election/parts.h"
#include "state/value_yaml.h"

/* Of the election's entry: what election.yaml says too. */
static const char *const head_keys[] = {"election", "title",     "date",  "act",          "seats",
                                        "events",   "synthetic", "notes", "question_kind"};

static enum dy_code fail(const struct dy_definition *of, const struct dy_entry *entry,
                         struct dy_err *err, const char *path, const char *message)
{
    return dy_entry_fail(err, DY_E_INPUT, of->file, entry->number, path, "%s", message);
}

static bool put_bytes(struct dy_arena *mem, struct dy_vec *to, const char *bytes, size_t n)
{
    if (to->n + n > to->capacity) {
        size_t capacity = (to->n + n) * 2;
        char *larger = dy_arena_alloc(mem, capacity, 1);
        if (!larger)
            return false;
        if (to->n)
            memcpy(larger, to->items, to->n);
        to->items = larger;
        to->capacity = capacity;
    }
    if (n)
        memcpy((char *)to->items + to->n, bytes, n);
    to->n += n;
    return true;
}

enum dy_code dy_definition_init(struct dy_arena *mem, const char *file, struct dy_definition *out,
                                struct dy_err *err)
{
    static const char header[] = "unit,level,parent,voters,title\n";
    *out = (struct dy_definition){.mem = mem, .file = file};
    return put_bytes(mem, &out->areas, header, sizeof header - 1) ? DY_OK : dy_no_memory(err);
}

static enum dy_code take_election(struct dy_definition *of, const struct dy_entry *entry,
                                  struct dy_err *err)
{
    of->at = (struct dy_span){.file = of->file, .line = (uint32_t)entry->number};
    for (size_t i = 0; i < DY_COUNT_OF(head_keys); i++) {
        const struct dy_value *value = dy_value_find(entry->body, head_keys[i]);
        char *path = value ? dy_arena_format(of->mem, "/body/%s", head_keys[i]) : NULL;
        if (value && (!path || !dy_yaml_put(of->mem, &of->head, head_keys[i],
                                            dy_yaml_of_value(of->mem, of->file, entry->number, path,
                                                             value))))
            return dy_no_memory(err);
    }
    const struct dy_value *hash = dy_value_find(entry->body, "law_sha256");
    of->act = dy_value_copy(of->mem, dy_value_find(entry->body, "act"));
    bool good = dy_unhex(hash->text, hash->n, of->law_hash.of);
    return good && of->act ? DY_OK : dy_no_memory(err);
}

/* --- law files, in parts --- */

static struct dy_law_text *find_law(const struct dy_definition *of, const struct dy_value *act)
{
    struct dy_law_text *texts = of->laws.items;
    for (size_t i = 0; i < of->laws.n; i++)
        if (dy_value_is(act, texts[i].act))
            return &texts[i];
    return NULL;
}

static struct dy_law_text *begin_law(struct dy_definition *of, const struct dy_entry *entry)
{
    struct dy_law_text *out = dy_vec_push(of->mem, &of->laws, sizeof *out);
    const struct dy_value *hash = dy_value_find(entry->body, "sha256");
    if (!out)
        return NULL;
    *out = (struct dy_law_text){.act = dy_value_copy(of->mem, dy_value_find(entry->body, "act"))};
    out->n_parts = (uint64_t)dy_value_find(entry->body, "parts")->number;
    bool good = dy_unhex(hash->text, hash->n, out->hash.of);
    return good && out->act ? out : NULL;
}

static enum dy_code take_law(struct dy_definition *of, const struct dy_entry *entry,
                             struct dy_err *err)
{
    const struct dy_value *text = dy_value_find(entry->body, "text");
    const struct dy_value *hash = dy_value_find(entry->body, "sha256");
    struct dy_law_text *law = find_law(of, dy_value_find(entry->body, "act"));
    uint64_t part = (uint64_t)dy_value_find(entry->body, "part")->number;
    struct dy_hash said;
    if (!law && !(law = begin_law(of, entry)))
        return dy_no_memory(err);
    if (!dy_unhex(hash->text, hash->n, said.of) || !dy_hash_equal(&said, &law->hash) ||
        law->n_parts != (uint64_t)dy_value_find(entry->body, "parts")->number)
        return fail(of, entry, err, "/body/sha256", "is another than that of the parts before it");
    if (part != law->next + 1 || part > law->n_parts)
        return fail(of, entry, err, "/body/part", "is not the part that comes next");
    law->next++;
    if (!put_bytes(of->mem, &law->text, text->text, text->n))
        return dy_no_memory(err);
    if (law->next < law->n_parts)
        return DY_OK;
    struct dy_hash is = dy_hash_bytes(law->text.items, law->text.n);
    if (!dy_hash_equal(&is, &law->hash))
        return fail(of, entry, err, "/body/sha256", "is not the SHA-256 of the text");
    if (strcmp(law->act, of->act) == 0 && !dy_hash_equal(&is, &of->law_hash))
        return fail(of, entry, err, "/body/sha256", "is not that of the law in entry 0");
    return DY_OK;
}

struct dy_bytes dy_definition_law(const struct dy_definition *definition, const char *act)
{
    const struct dy_law_text *texts = definition->laws.items;
    for (size_t i = 0; i < definition->laws.n; i++)
        if (strcmp(texts[i].act, act) == 0 && texts[i].next == texts[i].n_parts)
            return (struct dy_bytes){texts[i].text.items, texts[i].text.n};
    return (struct dy_bytes){NULL, 0};
}

char *dy_definition_calendar_name(struct dy_arena *mem, const char *act)
{
    return dy_arena_format(mem, "%.*s/holidays", (int)strcspn(act, "/"), act);
}

/* --- areas --- */

/* A cell of units.csv: in quotes where it needs them. */
static bool put_cell(struct dy_definition *of, const struct dy_value *value, char end)
{
    char number[24];
    bool good = true;
    if (value && value->kind == DY_VALUE_NUMBER) {
        int n = snprintf(number, sizeof number, "%" PRId64, value->number);
        good = put_bytes(of->mem, &of->areas, number, (size_t)n);
    } else if (value) {
        good = put_bytes(of->mem, &of->areas, "\"", 1);
        for (uint32_t i = 0, n; i < value->n && good; i += n) {
            const char *from = value->text + i, *quote = memchr(from, '"', value->n - i);
            n = quote ? (uint32_t)(quote - from) + 1 : value->n - i;
            good = put_bytes(of->mem, &of->areas, from, n) &&
                   (!quote || put_bytes(of->mem, &of->areas, quote, 1));
        }
        good = good && put_bytes(of->mem, &of->areas, "\"", 1);
    }
    return good && put_bytes(of->mem, &of->areas, &end, 1);
}

static bool is_text(const struct dy_value *value)
{
    return !value || (value->kind == DY_VALUE_STRING && !memchr(value->text, 0, value->n) &&
                      !memchr(value->text, '\n', value->n) && !memchr(value->text, '\r', value->n));
}

static enum dy_code take_area(struct dy_definition *of, const struct dy_entry *entry,
                              const struct dy_value *area, struct dy_err *err)
{
    static const char *const keys[] = {"unit", "level", "parent", "voters", "title"};
    enum { UNIT, LEVEL, PARENT, VOTERS, TITLE, N };
    const struct dy_value *cells[N] = {0};
    uint32_t n = 0;
    for (size_t i = 0; i < N && area->kind == DY_VALUE_OBJECT; i++)
        n += (cells[i] = dy_value_find(area, keys[i])) != NULL;
    if (area->kind != DY_VALUE_OBJECT || n != area->n || !cells[UNIT] || !cells[LEVEL] ||
        !is_text(cells[UNIT]) || !is_text(cells[LEVEL]) || !is_text(cells[PARENT]) ||
        !is_text(cells[TITLE]) ||
        (cells[VOTERS] && (cells[VOTERS]->kind != DY_VALUE_NUMBER || cells[VOTERS]->number < 0)))
        return fail(of, entry, err, "/body/areas",
                    "holds something that is no area; unit and level are needed, parent, voters "
                    "and title allowed");
    for (size_t i = 0; i < N; i++)
        if (!put_cell(of, cells[i], i + 1 < N ? ',' : '\n'))
            return dy_no_memory(err);
    return DY_OK;
}

static enum dy_code take_areas(struct dy_definition *of, const struct dy_entry *entry,
                               struct dy_err *err)
{
    const struct dy_value *list = dy_value_find(entry->body, "areas");
    const struct dy_value *area = dy_value_first(list);
    enum dy_code code = DY_OK;
    for (uint32_t i = 0; i < list->n && !code; i++, area = dy_value_next(area))
        code = take_area(of, entry, area, err);
    return code;
}

/* --- lists of things that other readers read --- */

static enum dy_code take_items(struct dy_definition *of, const struct dy_entry *entry,
                               const char *key, struct dy_vec *to, struct dy_err *err)
{
    const struct dy_value *list = dy_value_find(entry->body, key);
    const struct dy_value *item = list ? dy_value_first(list) : NULL;
    for (uint32_t i = 0; list && i < list->n; i++, item = dy_value_next(item)) {
        char *path = dy_arena_format(of->mem, "/body/%s/%" PRIu32, key, i);
        struct dy_yaml **kept = dy_vec_push(of->mem, to, sizeof(struct dy_yaml *));
        if (!path || !kept ||
            !(*kept = dy_yaml_of_value(of->mem, of->file, entry->number, path, item)))
            return dy_no_memory(err);
    }
    return DY_OK;
}

/* --- what is said of the election once it is defined --- */

static const char *id_of(const struct dy_yaml *statement)
{
    const struct dy_yaml *id = dy_yaml_find(statement, "id");
    return id && id->kind == DY_YAML_SCALAR ? id->text : "";
}

/* The reader of published.yaml is asked: what it does not take could never be counted beside. */
static enum dy_code check_statement(const struct dy_definition *of,
                                    const struct dy_election *election,
                                    const struct dy_entry *entry, struct dy_err *err)
{
    struct dy_yaml *statement = dy_yaml_of_value(of->mem, of->file, entry->number, "",
                                                 dy_value_find(entry->body, "statement"));
    if (!statement)
        return dy_no_memory(err);
    struct dy_err inner = {0};
    struct dy_election scratch = *election;
    struct dy_election_reader in = {.mem = of->mem, .err = &inner, .election = &scratch};
    struct dy_yaml *items[] = {statement};
    struct dy_yaml list = {.kind = DY_YAML_LIST, .path = "/statements", .items = items, .n = 1};
    struct dy_yaml_entry one = {.key = "statements", .value = &list};
    struct dy_yaml root = {.kind = DY_YAML_MAP, .path = "", .entries = &one, .n = 1};
    struct dy_yaml *const *earlier = of->statements.items;
    enum dy_code code = dy_published_take(&in, &root);
    if (code == DY_E_NOMEM)
        return dy_no_memory(err);
    if (code)
        return dy_entry_fail(err, code, of->file, entry->number, "/body/statement", "%s: %s",
                             inner.where, inner.msg);
    for (size_t i = 0; i < of->statements.n; i++)
        if (strcmp(id_of(earlier[i]), id_of(statement)) == 0)
            return dy_entry_fail(err, DY_E_INPUT, of->file, entry->number, "/body/statement/id",
                                 "is \"%.64s\", the id of another statement", id_of(statement));
    return DY_OK;
}

/* The lot names some that stand in the contest, each once. */
static enum dy_code check_lot(const struct dy_definition *of, const struct dy_election *election,
                              const struct dy_entry *entry, uint32_t contest, struct dy_err *err)
{
    const struct dy_value *order = dy_value_find(entry->body, "order"),
                          *first = dy_value_first(order);
    const struct dy_contest *in = &election->contests[contest];
    for (uint32_t i = 0; i < order->n; i++) { /* texts hold nothing */
        size_t k = 0;
        uint32_t j = 0;
        while (k < in->n_choices && !dy_value_is(first + i, in->choices[k].id))
            k++;
        if (k == in->n_choices || (in->stands && !in->stands[k]))
            return dy_entry_fail(err, DY_E_INPUT, of->file, entry->number, "/body/order",
                                 "names \"%.*s\", who does not stand in this contest",
                                 (int)first[i].n, first[i].text);
        while (!dy_value_is(first + j, in->choices[k].id))
            j++;
        if (j < i)
            return dy_entry_fail(err, DY_E_INPUT, of->file, entry->number, "/body/order",
                                 "names \"%.*s\" twice", (int)first[i].n, first[i].text);
    }
    return DY_OK;
}

static enum dy_code check_decision(const struct dy_definition *of,
                                   const struct dy_election *election, const struct dy_entry *entry,
                                   struct dy_err *err)
{
    static const char *const needed[] = {"contest", "order"};
    const struct dy_value *contest = dy_value_find(entry->body, "contest");
    if (!dy_value_is(dy_value_find(entry->body, "decision"), "lot"))
        return DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(needed); i++)
        if (!dy_value_find(entry->body, needed[i]))
            return dy_entry_fail(err, DY_E_INPUT, of->file, entry->number, "/body",
                                 "lacks \"%s\", which a lot needs", needed[i]);
    char *label = dy_value_copy(of->mem, contest);
    uint32_t found = label ? dy_contest_find(election, label) : DY_NOTHING;
    if (!label)
        return dy_no_memory(err);
    return found == DY_NOTHING ? DY_OK /* the desk says so */
                               : check_lot(of, election, entry, found, err);
}

enum dy_code dy_definition_check(const struct dy_definition *definition,
                                 const struct dy_election *election, const struct dy_entry *entry,
                                 struct dy_err *err)
{
    if (entry->kind == DY_KIND_DECISION)
        return check_decision(definition, election, entry, err);
    return entry->kind == DY_KIND_STATEMENT ? check_statement(definition, election, entry, err)
                                            : DY_OK;
}

/* --- taking --- */

/* As published.yaml has it. */
static enum dy_code take_statement(struct dy_definition *of, const struct dy_entry *entry,
                                   struct dy_err *err)
{
    struct dy_yaml **kept = dy_vec_push(of->mem, &of->statements, sizeof(struct dy_yaml *));
    if (!kept || !(*kept = dy_yaml_of_value(of->mem, of->file, entry->number, "/body/statement",
                                            dy_value_find(entry->body, "statement"))))
        return dy_no_memory(err);
    return DY_OK;
}

/* A lot as election.yaml has it; other decisions act on protocols (desk.c). */
static enum dy_code take_decision(struct dy_definition *of, const struct dy_entry *entry,
                                  struct dy_err *err)
{
    static const char *const keys[][2] = {
        {"contest", "contest"}, {"decision", "kind"}, {"order", "order"}, {"authority", "source"}};
    struct dy_vec entries = {0};
    struct dy_span at = {.file = of->file, .line = (uint32_t)entry->number};
    if (!dy_value_is(dy_value_find(entry->body, "decision"), "lot"))
        return DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(keys); i++)
        if (!dy_yaml_put(of->mem, &entries, keys[i][1],
                         dy_yaml_of_value(of->mem, of->file, entry->number, "/body",
                                          dy_value_find(entry->body, keys[i][0]))))
            return dy_no_memory(err);
    struct dy_yaml **kept = dy_vec_push(of->mem, &of->decisions, sizeof(struct dy_yaml *));
    if (!kept || !(*kept = dy_yaml_map(of->mem, at, &entries)))
        return dy_no_memory(err);
    return DY_OK;
}

enum dy_code dy_definition_take(struct dy_definition *definition, const struct dy_entry *entry,
                                struct dy_err *err)
{
    enum dy_code code = DY_OK;
    enum dy_kind kind = entry->kind;
    if (kind == DY_KIND_ELECTION)
        code = take_election(definition, entry, err);
    else if (kind == DY_KIND_LAW)
        code = take_law(definition, entry, err);
    else if (kind == DY_KIND_AREAS)
        code = take_areas(definition, entry, err);
    else if (kind == DY_KIND_LISTS)
        code = take_items(definition, entry, "lists", &definition->lists, err);
    else if (kind == DY_KIND_CONTESTS)
        code = take_items(definition, entry, "contests", &definition->contests, err);
    else if (kind == DY_KIND_STATEMENT)
        code = take_statement(definition, entry, err);
    else if (kind == DY_KIND_DECISION)
        code = take_decision(definition, entry, err);
    if (!code && kind == DY_KIND_CONTESTS)
        code = take_items(definition, entry, "declared", &definition->declared, err);
    if (!code && kind == DY_KIND_CONTESTS && entry->body->n == 0)
        code = fail(definition, entry, err, "/body", "lacks both \"contests\" and \"declared\"");
    return code;
}

/* --- building --- */

static bool put_list(struct dy_arena *mem, const struct dy_definition *of, struct dy_vec *entries,
                     const char *key, const struct dy_vec *items)
{
    char *path = dy_arena_format(mem, "/%s", key);
    return items->n == 0 ||
           (path && dy_yaml_put(mem, entries, key, dy_yaml_list(mem, of->at, path, items)));
}

static bool build_root(const struct dy_definition *of, struct dy_yaml **out)
{
    struct dy_vec entries = {0};
    const struct dy_yaml_entry *head = of->head.items;
    bool good = true;
    for (size_t i = 0; i < of->head.n && good; i++)
        good = dy_yaml_put(of->mem, &entries, head[i].key, head[i].value);
    good = good && put_list(of->mem, of, &entries, "lists", &of->lists) &&
           put_list(of->mem, of, &entries, "contests", &of->contests) &&
           put_list(of->mem, of, &entries, "declared", &of->declared) &&
           put_list(of->mem, of, &entries, "decisions", &of->decisions);
    return good && (*out = dy_yaml_map(of->mem, of->at, &entries));
}

static bool build_published(const struct dy_definition *of, struct dy_yaml **out)
{
    struct dy_vec entries = {0};
    *out = NULL;
    return of->statements.n == 0 ||
           (put_list(of->mem, of, &entries, "statements", &of->statements) &&
            (*out = dy_yaml_map(of->mem, of->at, &entries)));
}

enum dy_code dy_definition_build(const struct dy_definition *definition,
                                 const struct dy_election_options *options,
                                 struct dy_election **out, struct dy_err *err)
{
    struct dy_yaml *root, *published;
    struct dy_bytes law = dy_definition_law(definition, definition->act);
    struct dy_election_parts parts = {.path = definition->file};
    if (!law.of)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = definition->file}, NULL,
                       "lacks the text of its law %s", definition->act);
    enum dy_code code =
        dy_law_parse(definition->mem, definition->act, law.of, law.n, &parts.act, err);
    if (code)
        return code;
    if (strcmp(parts.act->id, definition->act) != 0)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = definition->file}, NULL,
                       "holds the law %s in place of %s", parts.act->id, definition->act);
    if (!build_root(definition, &root) || !build_published(definition, &published))
        return dy_no_memory(err);
    parts.root = root;
    parts.published = published;
    parts.units = definition->areas.items;
    parts.n_units = definition->areas.n;
    parts.same = definition->units;
    return dy_election_assemble(definition->mem, &parts, options, out, err);
}

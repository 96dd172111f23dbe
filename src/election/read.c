/* An election folder, read in the order in which its parts need each other. */
#include <stdlib.h>
#include <string.h>

#include "election/parts.h"

#define KEYS(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

enum { ELECTION_BYTES = 16 << 20, ELECTION_DEPTH = 12 };

uint32_t dy_election_tier(const struct dy_election *election, const char *id)
{
    for (uint32_t i = 0; i < election->law->n_tiers; i++)
        if (strcmp(election->law->tiers[i].id, id) == 0)
            return i;
    return DY_NOTHING;
}

enum dy_code dy_election_path(struct dy_election_reader *in, const struct dy_yaml *node,
                              const char **out)
{
    const char *text = "";
    enum dy_code code = dy_yaml_text(node, &text, in->err);
    if (code)
        return code;
    if (*text == '/' || strstr(text, "..") || strchr(text, '\\'))
        return dy_yaml_fail(node, in->err,
                            "is \"%.100s\"; a file inside the election's folder is "
                            "needed",
                            text);
    *out = dy_arena_format(in->mem, "%s/%s", in->election->path, text);
    return *out ? DY_OK : dy_no_memory(in->err);
}

enum dy_code dy_election_note(struct dy_election_reader *in, const char *text)
{
    struct dy_names *note = dy_vec_push(in->mem, &in->notes, sizeof *note);
    struct dy_name *name = DY_NEW(in->mem, struct dy_name, 1);
    if (!text || !note || !name)
        return dy_no_memory(in->err);
    *name = (struct dy_name){"en", text};
    *note = (struct dy_names){1, name};
    return DY_OK;
}

static enum dy_code read_notes(struct dy_election_reader *in, const struct dy_yaml *list)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        struct dy_names *note = dy_vec_push(in->mem, &in->notes, sizeof *note);
        code = note ? dy_yaml_names(in->mem, list->items[i], note, in->err) : dy_no_memory(in->err);
    }
    return code;
}

static enum dy_code read_declared_seats(struct dy_election_reader *in, const struct dy_yaml *map,
                                        struct dy_declared *out)
{
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->err);
    out->of = DY_NEW(in->mem, struct dy_declared_seats, map->n);
    if (!out->of)
        return dy_no_memory(in->err);
    out->n = map->n;
    for (size_t i = 0; i < map->n && !code; i++) {
        uint64_t seats = 0;
        const char *id = map->entries[i].key;
        out->of[i].list = dy_election_list(in->election, id);
        if (out->of[i].list == DY_NOTHING && strcmp(id, "independent") != 0)
            return dy_yaml_fail(map, in->err,
                                "names a list \"%.64s\" that \"lists\" lacks; a list or "
                                "independent is needed",
                                id);
        code = dy_yaml_count(map->entries[i].value, DY_SEATS_MAX, &seats, in->err);
        out->of[i].seats = (dy_seats)seats;
    }
    return code;
}

static enum dy_code read_declared(struct dy_election_reader *in, const struct dy_yaml *map,
                                  struct dy_declared *out)
{
    struct dy_yaml *node, *note = dy_yaml_find(map, "note"),
                          *unverified = dy_yaml_find(map, "unverified");
    const char *tier = "";
    enum dy_code code =
        dy_yaml_keys(map, KEYS("tier", "source", "note", "unverified", "seats"), in->err);
    if (!code && !(code = dy_yaml_require(map, "tier", &node, in->err)))
        code = dy_yaml_text(node, &tier, in->err);
    if (code)
        return code;
    out->tier = dy_election_tier(in->election, tier);
    if (out->tier == DY_NOTHING && !in->other_law)
        return dy_yaml_fail(node, in->err, "is \"%.64s\", but the law has no such tier", tier);
    if (!(code = dy_yaml_require(map, "source", &node, in->err)))
        code = dy_yaml_text(node, &out->source, in->err);
    if (!code && note)
        code = dy_yaml_names(in->mem, note, &out->note, in->err);
    if (!code && unverified)
        code = dy_yaml_bool(unverified, &out->unverified, in->err);
    if (!code && !(code = dy_yaml_require(map, "seats", &node, in->err)))
        code = read_declared_seats(in, node, out);
    if (!code && out->tier == DY_NOTHING)
        code = dy_election_note(in, dy_arena_format(in->mem,
                                                    "The other law has no tier \"%s\": its "
                                                    "declared seats are left out.",
                                                    tier));
    return code;
}

static enum dy_code read_all_declared(struct dy_election_reader *in, const struct dy_yaml *list)
{
    struct dy_election *election = in->election;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    election->declared = DY_NEW(in->mem, struct dy_declared, list->n);
    if (!election->declared)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        struct dy_declared *declared = &election->declared[election->n_declared];
        *declared = (struct dy_declared){0};
        code = read_declared(in, list->items[i], declared);
        election->n_declared += declared->tier != DY_NOTHING;
    }
    return code;
}

static enum dy_code read_decision(struct dy_election_reader *in, const struct dy_yaml *map,
                                  struct dy_decision *out)
{
    static const char *const kinds[] = {"lot", NULL};
    struct dy_yaml *node;
    int kind = 0;
    enum dy_code code = dy_yaml_keys(map, KEYS("contest", "kind", "order", "source"), in->err);
    if (!code && !(code = dy_yaml_require(map, "contest", &node, in->err)))
        code = dy_yaml_text(node, &out->contest, in->err);
    if (!code)
        code = dy_election_need_contest(in, map, out->contest);
    if (!code && !(code = dy_yaml_require(map, "kind", &node, in->err)))
        code = dy_yaml_literal(node, kinds, &kind, in->err);
    out->kind = kinds[kind];
    if (!code && !(code = dy_yaml_require(map, "source", &node, in->err)))
        code = dy_yaml_text(node, &out->source, in->err);
    if (!code && !(code = dy_yaml_require(map, "order", &node, in->err)))
        code = dy_yaml_expect(node, DY_YAML_LIST, in->err);
    if (code)
        return code;
    out->n_order = node->n;
    out->order = DY_NEW(in->mem, const char *, node->n);
    if (!out->order)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < node->n && !code; i++)
        code = dy_yaml_id(node->items[i], &out->order[i], in->err);
    return code;
}

static enum dy_code read_decisions(struct dy_election_reader *in, const struct dy_yaml *list)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    in->election->decisions = DY_NEW(in->mem, struct dy_decision, list->n);
    if (!in->election->decisions)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++)
        code = read_decision(in, list->items[i], &in->election->decisions[i]);
    in->election->n_decisions = list->n;
    return code;
}

/* --- events --- */

static const char election_day[] = "election-day";

/* Deadlines run from events, and end in one that has their name. */
static bool event_is_known(const struct dy_election *election, const char *id)
{
    const struct dy_law_version *law = election->law;
    for (size_t i = 0; i < law->n_deadlines; i++)
        if (strcmp(law->deadlines[i].from, id) == 0 || strcmp(law->deadlines[i].id, id) == 0)
            return true;
    return false;
}

static enum dy_code unknown_event(struct dy_election_reader *in, const struct dy_yaml_entry *entry)
{
    const struct dy_law_version *law = in->election->law;
    const char *names[64] = {0};
    size_t n = 0;
    for (size_t i = 0; i < law->n_deadlines && n + 2 < DY_COUNT_OF(names); i++) {
        names[n++] = law->deadlines[i].from;
        names[n++] = law->deadlines[i].id;
    }
    const char *near = dy_nearest(entry->key, names);
    return dy_fail(in->err, DY_E_INPUT, entry->at, "/events",
                   "has \"%.40s\", which no deadline of %s runs from or ends in%s%s%s", entry->key,
                   law->act->id, near ? "; did you mean \"" : "", near ? near : "",
                   near ? "\"?" : "");
}

static enum dy_code read_events(struct dy_election_reader *in, const struct dy_yaml *map)
{
    struct dy_election *election = in->election;
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->err);
    if (code)
        return code;
    election->events = DY_NEW(in->mem, struct dy_election_event, map->n);
    if (!election->events)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < map->n && !code; i++) {
        const struct dy_yaml_entry *entry = &map->entries[i];
        struct dy_election_event *event = &election->events[i];
        event->id = entry->key;
        if (strcmp(entry->key, election_day) == 0)
            return dy_fail(in->err, DY_E_INPUT, entry->at, "/events",
                           "gives election-day, which is the election's \"date\"");
        if (!in->other_law && !event_is_known(election, entry->key))
            return unknown_event(in, entry);
        code = dy_yaml_date(entry->value, &event->date, in->err);
        election->n_events = i + 1;
    }
    return code;
}

bool dy_election_event_date(const struct dy_election *election, const char *id, struct dy_date *out)
{
    *out = strcmp(id, election_day) == 0 ? election->date : (struct dy_date){0};
    for (size_t i = 0; i < election->n_events && !dy_date_is_set(*out); i++)
        if (strcmp(election->events[i].id, id) == 0)
            *out = election->events[i].date;
    return dy_date_is_set(*out);
}

/* "R5=down" on the version in force. */
static enum dy_code choose_readings(struct dy_election_reader *in,
                                    const struct dy_election_options *options)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < options->n_readings && !code; i++) {
        const char *equals = strchr(options->readings[i], '=');
        char *id = equals ? dy_arena_copy(in->mem, options->readings[i],
                                          (size_t)(equals - options->readings[i]))
                          : NULL;
        if (!equals)
            return dy_fail(in->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                           "reading \"%.60s\" is not of the form R5=down", options->readings[i]);
        code = id ? dy_law_choose(in->mem, in->election->law, id, equals + 1, &in->election->law,
                                  in->err)
                  : dy_no_memory(in->err);
    }
    return code;
}

static enum dy_code read_law(struct dy_election_reader *in, const struct dy_yaml *root,
                             const struct dy_election_options *options)
{
    struct dy_election *election = in->election;
    const struct dy_law_act *act = NULL;
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_require(root, "act", &node, in->err);
    if (!code)
        code = dy_yaml_text(node, &election->act_id, in->err);
    if (code)
        return code;
    if (options->law_id)
        election->act_id = options->law_id;
    in->other_law = election->other_law = options->law_id || dy_date_is_set(options->law_day);
    if (in->parts->act && !options->law_id)
        act = in->parts->act;
    else
        code = dy_law_find(in->mem, options->law_root, election->act_id, &act, in->err);
    if (!code)
        code = dy_law_on(act, dy_date_is_set(options->law_day) ? options->law_day : election->date,
                         &election->law, in->err);
    return code ? code : choose_readings(in, options);
}

static enum dy_code check_seats_given(struct dy_election_reader *in, const struct dy_yaml *root)
{
    bool asked = in->election->law->body.kind == DY_LAW_SEATS_GIVEN;
    struct dy_yaml *node = dy_yaml_find(root, "seats");
    uint64_t seats = 0;
    if (asked && !node)
        return dy_yaml_fail(root, in->err, "lacks \"seats\", which %s leaves to the election",
                            in->election->act_id);
    if (!asked && node && !in->other_law)
        return dy_yaml_fail(node, in->err, "gives seats, but %s fixes them", in->election->act_id);
    enum dy_code code = node ? dy_yaml_count(node, DY_SEATS_MAX, &seats, in->err) : DY_OK;
    in->election->seats_given = (dy_seats)seats;
    return code;
}

/* The folder's last name is the election's id. */
static enum dy_code read_head(struct dy_election_reader *in, const struct dy_yaml *root)
{
    struct dy_election *election = in->election;
    struct dy_yaml *node, *kind = dy_yaml_find(root, "question_kind"),
                          *synthetic = dy_yaml_find(root, "synthetic");
    enum dy_code code = dy_yaml_keys(
        root,
        KEYS("election", "title", "date", "act", "seats", "question_kind", "synthetic", "notes",
             "units", "lists", "contests", "declared", "protocols", "decisions", "events"),
        in->err);
    if (!code && !(code = dy_yaml_require(root, "election", &node, in->err)))
        code = dy_yaml_id(node, &election->id, in->err);
    if (!code && !(code = dy_yaml_require(root, "title", &node, in->err)))
        code = dy_yaml_names(in->mem, node, &election->title, in->err);
    if (!code && !(code = dy_yaml_require(root, "date", &node, in->err)))
        code = dy_yaml_date(node, &election->date, in->err);
    if (!code && kind)
        code = dy_yaml_id(kind, &election->question_kind, in->err);
    if (!code && synthetic)
        code = dy_yaml_bool(synthetic, &election->synthetic, in->err);
    return code;
}

static enum dy_code read_units(struct dy_election_reader *in, const struct dy_yaml *root)
{
    struct dy_yaml *node;
    const char *path = NULL;
    if (in->parts->same) {
        in->election->units = *in->parts->same;
        return DY_OK;
    }
    if (in->parts->units)
        return dy_units_parse(in->mem, in->election->path, in->parts->units, in->parts->n_units,
                              &in->election->units, in->err);
    enum dy_code code = dy_yaml_require(root, "units", &node, in->err);
    if (!code)
        code = dy_election_path(in, node, &path);
    return code ? code : dy_units_read(in->mem, path, &in->election->units, in->err);
}

static enum dy_code read_published(struct dy_election_reader *in)
{
    struct dy_err missing = {0};
    char *path = dy_arena_format(in->mem, "%s/published.yaml", in->election->path);
    if (!path)
        return dy_no_memory(in->err);
    enum dy_code code = dy_published_read(
        &(struct dy_election_reader){
            .mem = in->mem, .err = &missing, .election = in->election, .other_law = in->other_law},
        path);
    bool absent = code == DY_E_INPUT && missing.at.line == 0 && missing.at.file == path &&
                  strstr(missing.msg, "no such file");
    if (!code || absent)
        return DY_OK; /* nothing was published: an election of one's own */
    *in->err = missing;
    return code;
}

/* What folders and records have in common. */
static enum dy_code read_parts(struct dy_election_reader *in,
                               const struct dy_election_options *options)
{
    const struct dy_yaml *root = in->parts->root;
    static const struct {
        const char *key;
        enum dy_code (*read)(struct dy_election_reader *, const struct dy_yaml *);
    } parts[] = {{"notes", read_notes}, {"lists", dy_lists_read}};
    struct dy_yaml *node;
    enum dy_code code = read_head(in, root);
    if (!code)
        code = read_law(in, root, options);
    if (!code)
        code = check_seats_given(in, root);
    if (!code)
        code = read_units(in, root);
    for (size_t i = 0; i < DY_COUNT_OF(parts) && !code; i++)
        if ((node = dy_yaml_find(root, parts[i].key)))
            code = parts[i].read(in, node);
    if (!code)
        code = dy_contests_read(in, root);
    if (!code && (node = dy_yaml_find(root, "declared")))
        code = read_all_declared(in, node);
    if (!code && (node = dy_yaml_find(root, "decisions")))
        code = read_decisions(in, node);
    if (!code && (node = dy_yaml_find(root, "events")))
        code = read_events(in, node);
    if (!code && in->parts->published)
        code = dy_published_take(in, in->parts->published);
    in->election->notes = in->notes.items;
    in->election->n_notes = in->notes.n;
    return code;
}

static enum dy_code read_folder(struct dy_election_reader *in)
{
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_require(in->parts->root, "protocols", &node, in->err);
    if (!code)
        code = dy_protocols_read(in, node);
    if (!code)
        code = read_published(in);
    in->election->notes = in->notes.items;
    in->election->n_notes = in->notes.n;
    return code;
}

enum dy_code dy_election_assemble(struct dy_arena *mem, const struct dy_election_parts *parts,
                                  const struct dy_election_options *options,
                                  struct dy_election **out, struct dy_err *err)
{
    struct dy_election *election = DY_NEW(mem, struct dy_election, 1);
    struct dy_election_reader in = {.mem = mem, .err = err, .election = election, .parts = parts};
    if (!election)
        return dy_no_memory(err);
    election->path = parts->path;
    enum dy_code code = read_parts(&in, options);
    if (!code)
        *out = election;
    return code;
}

enum dy_code dy_election_read(struct dy_arena *mem, const char *path,
                              const struct dy_election_options *options,
                              const struct dy_election **out, struct dy_err *err)
{
    struct dy_yaml_limits limits = {ELECTION_BYTES, ELECTION_DEPTH};
    struct dy_election *election = DY_NEW(mem, struct dy_election, 1);
    struct dy_election_parts parts = {.path = path};
    struct dy_election_reader in = {.mem = mem, .err = err, .election = election, .parts = &parts};
    struct dy_yaml *root = NULL;
    char *file = dy_arena_format(mem, "%s/election.yaml", path);
    if (!election || !file)
        return dy_no_memory(err);
    election->path = path;
    enum dy_code code = dy_yaml_read(mem, file, limits, &root, err);
    parts.root = root;
    if (!code)
        code = read_parts(&in, options);
    if (!code)
        code = read_folder(&in);
    if (!code)
        *out = election;
    return code;
}

/*
 * Reading an act: versions, shares, readings, silences, deadlines. Order inside a version: fields
 * and readings first, since shares and rules name them.
 */
#include <string.h>

#include "law/literals.h"
#include "law/read.h"

const struct dy_law_limits dy_law_limits_default = {.bytes = 1 << 20, .depth = 16};

enum dy_code dy_law_read_text(struct dy_law_reader *in, const struct dy_yaml *map, const char *key,
                              bool needed, const char **out)
{
    struct dy_yaml *node = dy_yaml_find(map, key);
    if (!node && !needed)
        return DY_OK;
    enum dy_code code = dy_yaml_require(map, key, &node, in->err);
    return code ? code : dy_yaml_text(node, out, in->err);
}

enum dy_code dy_law_read_names(struct dy_law_reader *in, const struct dy_yaml *map, const char *key,
                               bool needed, struct dy_names *out)
{
    struct dy_yaml *node = dy_yaml_find(map, key);
    if (!node && !needed)
        return DY_OK;
    enum dy_code code = dy_yaml_require(map, key, &node, in->err);
    return code ? code : dy_yaml_names(in->mem, node, out, in->err);
}

enum dy_code dy_law_read_flag(struct dy_law_reader *in, const struct dy_yaml *map, const char *key,
                              bool *out)
{
    struct dy_yaml *node = dy_yaml_find(map, key);
    return node ? dy_yaml_bool(node, out, in->err) : DY_OK;
}

enum dy_code dy_law_read_share_id(struct dy_law_reader *in, const struct dy_yaml *map,
                                  const char *key, uint32_t *out)
{
    const struct dy_law_version *version = in->version;
    struct dy_yaml *node;
    const char *text = "";
    enum dy_code code = dy_yaml_require(map, key, &node, in->err);
    if (!code)
        code = dy_yaml_text(node, &text, in->err);
    for (uint32_t i = 0; i < version->n_shares && !code; i++) {
        if (strcmp(version->shares[i].id, text) == 0) {
            *out = i;
            return DY_OK;
        }
    }
    return code
               ? code
               : dy_yaml_fail(node, in->err, "is \"%.40s\"; a share of \"shares\" is needed", text);
}

static struct dy_law_reading *reading_find(const struct dy_law_version *version, const char *id)
{
    for (size_t i = 0; i < version->n_readings; i++)
        if (strcmp(version->readings[i].id, id) == 0)
            return &version->readings[i];
    return NULL;
}

/* Every option of the reading has to be a word of the rule; the chosen one is the value. */
static enum dy_code bind(struct dy_law_reader *in, const struct dy_yaml *node, const char *id,
                         const char *const *words, struct dy_law_param *out)
{
    const struct dy_law_reading *reading = reading_find(in->version, id);
    if (!reading)
        return dy_yaml_fail(node, in->err, "names a reading \"%.40s\" that \"readings\" lacks", id);
    for (size_t i = 0; i < reading->n_options; i++)
        if (dy_word_find(words, reading->options[i].id) < 0)
            return dy_yaml_fail(node, in->err,
                                "takes reading %s, whose option \"%.40s\" means nothing here; "
                                "\"%s\" would, for one",
                                id, reading->options[i].id, words[0]);
    int value = dy_word_find(words, reading->chosen);
    if (value < 0)
        return dy_yaml_fail(node, in->err,
                            "takes reading %s, which is \"%s\"; this rule needs a "
                            "choice",
                            id, reading->chosen);
    *out = (struct dy_law_param){value, reading};
    in->reading_used[reading - in->version->readings] = true;
    return DY_OK;
}

enum dy_code dy_law_read_param(struct dy_law_reader *in, const struct dy_yaml *map, const char *key,
                               const char *const *words, int otherwise, struct dy_law_param *out)
{
    static const char *const keys[] = {"reading", NULL};
    struct dy_yaml *node = dy_yaml_find(map, key), *id;
    const char *text = "";
    *out = (struct dy_law_param){otherwise, NULL};
    if (!node)
        return DY_OK;
    if (node->kind == DY_YAML_SCALAR)
        return dy_yaml_literal(node, words, &out->value, in->err);
    enum dy_code code = dy_yaml_keys(node, keys, in->err);
    if (!code && !(code = dy_yaml_require(node, "reading", &id, in->err)))
        code = dy_yaml_text(id, &text, in->err);
    return code ? code : bind(in, node, text, words, out);
}

/* --- shares --- */

static enum dy_code read_term(struct dy_law_reader *in, const struct dy_yaml *node,
                              struct dy_law_term *out)
{
    static const char *const words[] = {[DY_TERM_VOTES] = "votes",
                                        [DY_TERM_AGAINST_ALL] = "against_all",
                                        [DY_TERM_FIELD] = "\t",
                                        [DY_TERM_LISTED] = "listed",
                                        NULL};
    const char *text = "";
    enum dy_code code = dy_yaml_text(node, &text, in->err);
    int word = code ? -1 : dy_word_find(words, text);
    if (code)
        return code;
    if (word >= 0) {
        *out = (struct dy_law_term){(enum dy_law_term_kind)word, 0};
        return DY_OK;
    }
    for (uint32_t i = 0; i < in->version->n_fields; i++) {
        if (strcmp(in->version->fields[i].id, text) == 0) {
            *out = (struct dy_law_term){DY_TERM_FIELD, i};
            return DY_OK;
        }
    }
    return dy_yaml_fail(node, in->err,
                        "is \"%.40s\"; votes, against_all, listed or a field of the protocol is "
                        "needed",
                        text);
}

static enum dy_code read_share(struct dy_law_reader *in, const struct dy_yaml_entry *entry,
                               struct dy_law_share *out)
{
    static const char *const keys[] = {"sum", "title", "cite", NULL};
    struct dy_yaml *list;
    enum dy_code code = dy_yaml_keys(entry->value, keys, in->err);
    out->id = entry->key;
    if (!code && !(code = dy_yaml_require(entry->value, "sum", &list, in->err)))
        code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    if (list->n == 0)
        return dy_yaml_fail(list, in->err, "is empty; a share adds up at least one number");
    out->terms = DY_NEW(in->mem, struct dy_law_term, list->n);
    if (!out->terms)
        return dy_no_memory(in->err);
    out->n_terms = list->n;
    for (size_t i = 0; i < list->n && !code; i++)
        code = read_term(in, list->items[i], &out->terms[i]);
    if (!code)
        code = dy_law_read_names(in, entry->value, "title", true, &out->title);
    return code ? code : dy_law_read_text(in, entry->value, "cite", true, &out->cite);
}

static enum dy_code read_shares(struct dy_law_reader *in, const struct dy_yaml *map)
{
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->err);
    in->version->shares = DY_NEW(in->mem, struct dy_law_share, map->n);
    if (!in->version->shares)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < map->n && !code; i++)
        code = read_share(in, &map->entries[i], &in->version->shares[i]);
    in->version->n_shares = map->n;
    return code;
}

/* --- readings and silences --- */

static enum dy_code read_options(struct dy_law_reader *in, const struct dy_yaml *map,
                                 struct dy_law_reading *out)
{
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->err);
    out->options = DY_NEW(in->mem, struct dy_law_option, map->n);
    if (!out->options)
        return dy_no_memory(in->err);
    out->n_options = map->n;
    for (size_t i = 0; i < map->n && !code; i++) {
        out->options[i].id = map->entries[i].key;
        code = dy_yaml_names(in->mem, map->entries[i].value, &out->options[i].text, in->err);
    }
    if (!code && map->n < 2)
        code = dy_yaml_fail(map, in->err, "has %zu options; a reading chooses among two or more",
                            map->n);
    return code;
}

static const struct dy_law_option *option_find(const struct dy_law_reading *reading, const char *id)
{
    for (size_t i = 0; i < reading->n_options; i++)
        if (strcmp(reading->options[i].id, id) == 0)
            return &reading->options[i];
    return NULL;
}

static enum dy_code read_reading(struct dy_law_reader *in, const struct dy_yaml *map,
                                 struct dy_law_reading *out)
{
    static const char *const keys[] = {"id",     "question",   "cite", "options",
                                       "chosen", "unverified", NULL};
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "id", &node, in->err)))
        code = dy_yaml_id(node, &out->id, in->err);
    if (!code && reading_find(in->version, out->id))
        code = dy_yaml_fail(map, in->err, "has the id \"%s\" of another reading", out->id);
    if (!code)
        code = dy_law_read_names(in, map, "question", true, &out->question);
    if (!code)
        code = dy_law_read_text(in, map, "cite", true, &out->cite);
    if (!code && !(code = dy_yaml_require(map, "options", &node, in->err)))
        code = read_options(in, node, out);
    if (!code)
        code = dy_law_read_text(in, map, "chosen", true, &out->chosen);
    if (!code && strcmp(out->chosen, "silent") != 0 && !option_find(out, out->chosen))
        code = dy_yaml_fail(dy_yaml_find(map, "chosen"), in->err,
                            "is \"%.40s\", which is none of the options; one of them or \"silent\" "
                            "is needed",
                            out->chosen);
    return code ? code : dy_law_read_flag(in, map, "unverified", &out->unverified);
}

static enum dy_code read_readings(struct dy_law_reader *in, const struct dy_yaml *list)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    in->version->readings = DY_NEW(in->mem, struct dy_law_reading, list->n);
    in->reading_used = DY_NEW(in->mem, bool, list->n);
    if (!in->version->readings || !in->reading_used)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_reading(in, list->items[i], &in->version->readings[i]);
        in->version->n_readings = i + 1;
    }
    return code;
}

static enum dy_code read_silence(struct dy_law_reader *in, const struct dy_yaml *map,
                                 struct dy_law_silence *out)
{
    static const char *const keys[] = {"when", "text", "cite", "reading", NULL};
    struct dy_yaml *node;
    int word = 0;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "when", &node, in->err)))
        code = dy_yaml_literal(node, dy_words_silence, &word, in->err);
    out->when = dy_words_silence[word];
    if (!code)
        code = dy_law_read_names(in, map, "text", true, &out->text);
    if (!code)
        code = dy_law_read_text(in, map, "cite", true, &out->cite);
    if (!code)
        code = dy_law_read_text(in, map, "reading", false, &out->reading);
    if (code || !out->reading)
        return code;
    const struct dy_law_reading *reading = reading_find(in->version, out->reading);
    if (!reading)
        return dy_yaml_fail(dy_yaml_find(map, "reading"), in->err,
                            "names a reading \"%.40s\" that \"readings\" lacks", out->reading);
    in->reading_used[reading - in->version->readings] = true;
    return DY_OK;
}

static enum dy_code read_silences(struct dy_law_reader *in, const struct dy_yaml *list)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    in->version->silences = DY_NEW(in->mem, struct dy_law_silence, list->n);
    if (!in->version->silences)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++)
        code = read_silence(in, list->items[i], &in->version->silences[i]);
    in->version->n_silences = list->n;
    return code;
}

/* --- deadlines --- */

/* A text, or the same in languages. */
static enum dy_code read_whom(struct dy_law_reader *in, const struct dy_yaml *map,
                              struct dy_law_deadline *out)
{
    struct dy_yaml *node = dy_yaml_find(map, "whom");
    if (!node || node->kind == DY_YAML_SCALAR)
        return dy_law_read_text(in, map, "whom", false, &out->whom);
    enum dy_code code = dy_yaml_names(in->mem, node, &out->whom_title, in->err);
    if (!code)
        out->whom = dy_names_pick(&out->whom_title, "en", "");
    return code;
}

/* How a term ends and what it is for. */
static enum dy_code read_ends(struct dy_law_reader *in, const struct dy_yaml *map,
                              struct dy_law_deadline *out)
{
    struct dy_yaml *ends = dy_yaml_find(map, "ends"), *role = dy_yaml_find(map, "role");
    int word = DY_ENDS_AS_COUNTED, use = DY_ROLE_STEP;
    enum dy_code code = ends ? dy_yaml_literal(ends, dy_words_ends, &word, in->err) : DY_OK;
    if (!code && role)
        code = dy_yaml_literal(role, dy_words_role, &use, in->err);
    out->ends = (enum dy_period_ends)word;
    out->role = (enum dy_law_role)use;
    bool moves = strcmp(out->unit, "days") == 0 || strcmp(out->unit, "months") == 0;
    if (!code && ends && !moves)
        code = dy_yaml_fail(ends, in->err,
                            "says how a term of %s ends; only days and months can end on a day "
                            "that is no working day",
                            out->unit);
    return code;
}

static enum dy_code read_deadline(struct dy_law_reader *in, const struct dy_yaml *map,
                                  struct dy_law_deadline *out)
{
    static const char *const keys[] = {"id",     "title",      "hours", "days", "working_days",
                                       "months", "ends",       "role",  "from", "whom",
                                       "cite",   "unverified", NULL};
    struct dy_yaml *node;
    uint64_t n = 0;
    unsigned units = 0;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "id", &node, in->err)))
        code = dy_yaml_id(node, &out->id, in->err);
    for (size_t i = 0; dy_words_unit[i] && !code; i++) {
        struct dy_yaml *value = dy_yaml_find(map, dy_words_unit[i]);
        if (!value)
            continue;
        units++;
        out->unit = dy_words_unit[i];
        code = dy_yaml_count(value, 100000, &n, in->err);
    }
    out->n = (uint32_t)n;
    if (!code && units != 1)
        code = dy_yaml_fail(map, in->err, "needs one of: hours, days, working_days, months");
    if (!code)
        code = dy_law_read_names(in, map, "title", true, &out->title);
    if (!code)
        code = dy_law_read_text(in, map, "from", true, &out->from);
    if (!code)
        code = read_whom(in, map, out);
    if (!code)
        code = read_ends(in, map, out);
    if (!code)
        code = dy_law_read_text(in, map, "cite", true, &out->cite);
    return code ? code : dy_law_read_flag(in, map, "unverified", &out->unverified);
}

static enum dy_code read_deadlines(struct dy_law_reader *in, const struct dy_yaml *list)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    struct dy_law_deadline *of = DY_NEW(in->mem, struct dy_law_deadline, list->n);
    if (!of)
        return dy_no_memory(in->err);
    in->version->deadlines = of;
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_deadline(in, list->items[i], &of[i]);
        for (size_t k = 0; k < i && !code; k++)
            if (strcmp(of[k].id, of[i].id) == 0)
                code = dy_yaml_fail(list->items[i], in->err,
                                    "has the id \"%s\" of another deadline", of[i].id);
    }
    in->version->n_deadlines = list->n;
    return code;
}

/* --- a version --- */

/* Seats of the body: those of the tiers, added up. */
static enum dy_code check_seats(struct dy_law_reader *in, const struct dy_yaml *tiers)
{
    const struct dy_law_version *version = in->version;
    uint64_t fixed = 0, parts[2] = {0, 0};
    bool fixed_body = version->body.kind == DY_LAW_SEATS_FIXED, any_part = false, any_given = false;
    uint64_t tries[2] = {fixed_body ? version->body.n : 10, fixed_body ? version->body.n : 11};
    for (size_t i = 0; i < version->n_tiers; i++) {
        const struct dy_law_seats *seats = &version->tiers[i].seats;
        fixed += seats->kind == DY_LAW_SEATS_FIXED ? seats->n : 0;
        any_given |= seats->kind == DY_LAW_SEATS_GIVEN;
        any_part |= seats->kind == DY_LAW_SEATS_PART;
        for (size_t k = 0; k < 2 && seats->kind == DY_LAW_SEATS_PART; k++)
            parts[k] += (tries[k] * seats->part.num + (seats->round_up ? seats->part.den - 1 : 0)) /
                        seats->part.den;
    }
    if (any_part && (parts[0] != tries[0] || parts[1] != tries[1]))
        return dy_yaml_fail(tiers, in->err,
                            "have parts that give %llu of %llu seats; together they have to give "
                            "all, with one rounding up",
                            (unsigned long long)(parts[0] != tries[0] ? parts[0] : parts[1]),
                            (unsigned long long)(parts[0] != tries[0] ? tries[0] : tries[1]));
    if (any_given && (fixed_body || version->n_tiers > 1))
        return dy_yaml_fail(tiers, in->err,
                            "have seats that are given; then the body's seats are "
                            "given too, and there is one tier");
    if (!any_part && !any_given && (!fixed_body || fixed != version->body.n))
        return dy_yaml_fail(tiers, in->err, "add up to %llu seats, but the body has %u",
                            (unsigned long long)fixed, fixed_body ? version->body.n : 0);
    return DY_OK;
}

static enum dy_code check_against_all(struct dy_law_reader *in, const struct dy_yaml *map)
{
    const struct dy_law_version *version = in->version;
    for (size_t i = 0; i < version->n_tiers; i++)
        if (version->tiers[i].against_all)
            return DY_OK;
    for (size_t i = 0; i < version->n_shares; i++)
        for (size_t k = 0; k < version->shares[i].n_terms; k++)
            if (version->shares[i].terms[k].kind == DY_TERM_AGAINST_ALL)
                return dy_yaml_fail(dy_yaml_find(map, "shares"), in->err,
                                    "count against_all in \"%s\", but no ballot has that line",
                                    version->shares[i].id);
    return DY_OK;
}

static enum dy_code check_readings_used(struct dy_law_reader *in, const struct dy_yaml *map)
{
    for (size_t i = 0; i < in->version->n_readings; i++)
        if (!in->reading_used[i])
            return dy_yaml_fail(dy_yaml_find(map, "readings")->items[i], in->err,
                                "defines reading %s, which no rule and no silence uses",
                                in->version->readings[i].id);
    return DY_OK;
}

static enum dy_code read_body(struct dy_law_reader *in, const struct dy_yaml *map)
{
    static const char *const keys[] = {"seats", "term", "cite", NULL};
    struct dy_law_seats *body = &in->version->body;
    struct dy_yaml *node;
    uint64_t n = 0;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "seats", &node, in->err))) {
        if (node->kind == DY_YAML_SCALAR && strcmp(node->text, "given") == 0)
            body->kind = DY_LAW_SEATS_GIVEN;
        else
            code = dy_yaml_count(node, DY_SEATS_MAX, &n, in->err);
        body->n = (dy_seats)n;
    }
    if (!code)
        code = dy_law_read_text(in, map, "term", false, &in->version->term);
    return code ? code : dy_law_read_text(in, map, "cite", true, &body->cite);
}

static enum dy_code read_in_force(struct dy_law_reader *in, const struct dy_yaml *map)
{
    static const char *const keys[] = {"from", "until", "unverified", NULL};
    struct dy_yaml *node, *until = dy_yaml_find(map, "until");
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "from", &node, in->err)))
        code = dy_yaml_date(node, &in->version->from, in->err);
    if (!code && until)
        code = dy_yaml_date(until, &in->version->until, in->err);
    if (!code)
        code = dy_law_read_flag(in, map, "unverified", &in->version->days_unverified);
    if (!code && until && dy_date_compare(in->version->until, in->version->from) < 0)
        code = dy_yaml_fail(until, in->err, "is before \"from\"; both days are in force");
    return code;
}

/* The parts of a version, in the order in which they need each other. */
static enum dy_code read_parts(struct dy_law_reader *in, const struct dy_yaml *map)
{
    struct dy_yaml *protocol, *tiers = NULL, *node;
    static const char *const keys[] = {"fields", "controls", NULL};
    enum dy_code code = dy_yaml_require(map, "protocol", &protocol, in->err);
    if (!code)
        code = dy_yaml_keys(protocol, keys, in->err);
    if (!code && (node = dy_yaml_find(protocol, "fields")))
        code = dy_law_read_fields(in, node);
    if (!code && (node = dy_yaml_find(map, "readings")))
        code = read_readings(in, node);
    if (!code && !(code = dy_yaml_require(map, "shares", &node, in->err)))
        code = read_shares(in, node);
    if (!code && !(code = dy_yaml_require(map, "tiers", &tiers, in->err)))
        code = dy_law_read_tiers(in, tiers);
    if (!code)
        code = dy_law_read_protocol(in, protocol);
    if (!code && (node = dy_yaml_find(map, "silent")))
        code = read_silences(in, node);
    if (!code && (node = dy_yaml_find(map, "deadlines")))
        code = read_deadlines(in, node);
    if (!code)
        code = check_seats(in, tiers);
    if (!code)
        code = check_against_all(in, map);
    return code ? code : check_readings_used(in, map);
}

static enum dy_code read_version(struct dy_law_reader *in, const struct dy_yaml *map)
{
    static const char *const keys[] = {"in_force", "source", "unverified", "note",
                                       "body",     "shares", "tiers",      "protocol",
                                       "readings", "silent", "deadlines",  NULL};
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "in_force", &node, in->err)))
        code = read_in_force(in, node);
    if (!code)
        code = dy_law_read_text(in, map, "source", true, &in->version->source);
    if (!code)
        code = dy_law_read_flag(in, map, "unverified", &in->version->unverified);
    if (!code)
        code = dy_law_read_names(in, map, "note", false, &in->version->note);
    if (!code && !(code = dy_yaml_require(map, "body", &node, in->err)))
        code = read_body(in, node);
    return code ? code : read_parts(in, map);
}

static enum dy_code check_order(const struct dy_law_version *before,
                                const struct dy_law_version *after, const struct dy_yaml *at,
                                struct dy_err *err)
{
    char from[11], until[11];
    dy_date_format(after->from, from);
    dy_date_format(before->until, until);
    if (!dy_date_is_set(before->until))
        return dy_yaml_fail(at, err,
                            "follows a version without \"until\", which would still be in force");
    if (dy_date_compare(after->from, before->until) <= 0)
        return dy_yaml_fail(at, err,
                            "is in force from %s, but the version before it until %s; versions "
                            "must not overlap and go up",
                            from, until);
    return DY_OK;
}

static enum dy_code check_id(const struct dy_yaml *node, struct dy_err *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    size_t first = strspn(node->text, letters);
    const char *rest = node->text + first;
    if (first == 0 || *rest != '/' || rest[1] == '\0' || rest[1 + strspn(rest + 1, letters)])
        return dy_yaml_fail(node, err, "is \"%.60s\"; \"country/act\" in small letters is needed",
                            node->text);
    return DY_OK;
}

static enum dy_code read_act(struct dy_arena *mem, const struct dy_yaml *root,
                             struct dy_law_act *act, struct dy_err *err)
{
    static const char *const keys[] = {"act", "title", "versions", NULL};
    struct dy_law_reader in = {.mem = mem, .err = err};
    struct dy_yaml *node, *list = NULL;
    enum dy_code code = dy_yaml_keys(root, keys, err);
    if (!code && !(code = dy_yaml_require(root, "act", &node, err)) &&
        !(code = dy_yaml_text(node, &act->id, err)))
        code = check_id(node, err);
    if (!code)
        code = dy_law_read_names(&in, root, "title", true, &act->title);
    if (!code && !(code = dy_yaml_require(root, "versions", &list, err)))
        code = dy_yaml_expect(list, DY_YAML_LIST, err);
    if (code)
        return code;
    if (list->n == 0)
        return dy_yaml_fail(list, err, "is empty; at least one version is needed");
    act->versions = DY_NEW(mem, struct dy_law_version, list->n);
    if (!act->versions)
        return dy_no_memory(err);
    for (size_t i = 0; i < list->n && !code; i++) {
        in.version = &act->versions[i];
        in.version->act = act;
        code = read_version(&in, list->items[i]);
        if (!code && i > 0)
            code = check_order(in.version - 1, in.version, list->items[i], err);
    }
    act->n_versions = list->n;
    return code;
}

enum dy_code dy_law_parse(struct dy_arena *mem, const char *path, const char *bytes, size_t n,
                          const struct dy_law_act **out, struct dy_err *err)
{
    struct dy_yaml_limits limits = {dy_law_limits_default.bytes, dy_law_limits_default.depth};
    struct dy_yaml *root;
    struct dy_law_act *act = DY_NEW(mem, struct dy_law_act, 1);
    enum dy_code code =
        act ? dy_yaml_parse(mem, path, bytes, n, limits, &root, err) : dy_no_memory(err);
    if (code)
        return code;
    act->path = path;
    code = read_act(mem, root, act, err);
    if (!code)
        *out = act;
    return code;
}

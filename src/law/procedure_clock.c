/* Reading clocks: what starts and stops them, terms, extension, suspension, silence. */
#include "law/literals.h"
#include "law/procedure_read.h"

static bool has_term(const struct dy_yaml *map)
{
    for (size_t i = 0; dy_words_unit[i]; i++)
        if (dy_yaml_find(map, dy_words_unit[i]))
            return true;
    return false;
}

static enum dy_code read_term(struct dy_procedure_reader *in, const struct dy_yaml *map,
                              struct dy_clock_term *out)
{
    static const char *const keys[] = {
        "if", "hours", "days", "working_days", "months", "ends", "cite", "unverified", NULL};
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_procedure_conditions(in, map, "if", &out->n_conditions, &out->conditions);
    if (!code)
        code = dy_procedure_period(in, map, &out->term);
    return code ? code : dy_procedure_mark(in, map, &out->cite, &out->unverified);
}

/* `terms`, or the one term in the clock itself. */
static enum dy_code read_terms(struct dy_procedure_reader *in, const struct dy_yaml *map,
                               struct dy_procedure_clock *out)
{
    const struct dy_yaml *list = dy_yaml_find(map, "terms");
    enum dy_code code = list ? dy_yaml_expect(list, DY_YAML_LIST, in->law.err) : DY_OK;
    if (code)
        return code;
    if (has_term(map) == (list != NULL) || (list && list->n == 0))
        return dy_yaml_fail(map, in->law.err,
                            "needs a term: one of hours, days, working_days, months; or \"terms\"");
    out->n_terms = list ? list->n : 1;
    out->terms = DY_NEW(in->law.mem, struct dy_clock_term, out->n_terms);
    if (!out->terms)
        return dy_no_memory(in->law.err);
    if (!list)
        code = dy_procedure_period(in, map, &out->terms[0].term);
    for (size_t i = 0; list && i < list->n && !code; i++)
        code = read_term(in, list->items[i], &out->terms[i]);
    return code;
}

static enum dy_code read_extension(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                   struct dy_clock_extension *out)
{
    static const char *const keys[] = {"by",   "days",  "working_days", "months", "ends",
                                       "from", "until", "times",        "cite",   "unverified",
                                       NULL};
    static const char *const from[] = {"end", "start", NULL};
    struct dy_yaml *node;
    uint64_t times = 1;
    int word = 0;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code && !(code = dy_yaml_require(map, "by", &node, in->law.err)))
        code = dy_procedure_ref(in, node, DY_PART_ACT, &out->act);
    out->has_term = has_term(map);
    if (!code && out->has_term)
        code = dy_procedure_period(in, map, &out->term);
    if (!code && out->has_term && !(code = dy_yaml_require(map, "from", &node, in->law.err)))
        code = dy_yaml_literal(node, from, &word, in->law.err);
    out->from_start = word == 1;
    if (!code && !out->has_term && !dy_yaml_find(map, "until"))
        code = dy_yaml_fail(map, in->law.err,
                            "needs a term (days, working_days, months) or \"until\", a date field");
    if (!code)
        code = dy_procedure_typed(in, map, "until", DY_FIELD_DATE, DY_FIELD_DATE, &out->until);
    if (!code && (node = dy_yaml_find(map, "times")))
        code = dy_yaml_count(node, 1000, &times, in->law.err);
    if (!code && times == 0)
        code = dy_yaml_fail(node, in->law.err, "is 0; leave \"extend\" out instead");
    out->times = (uint32_t)times;
    return code ? code : dy_procedure_mark(in, map, &out->cite, &out->unverified);
}

static enum dy_code read_suspension(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                    struct dy_procedure_clock *out)
{
    static const char *const keys[] = {"by", "resume", NULL};
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code && !(code = dy_yaml_require(map, "by", &node, in->law.err)))
        code = dy_procedure_ref(in, node, DY_PART_ACT, &out->suspended_by);
    if (!code && !(code = dy_yaml_require(map, "resume", &node, in->law.err)))
        code = dy_procedure_ref(in, node, DY_PART_ACT, &out->resumed_by);
    return code;
}

static enum dy_code read_silence(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                 struct dy_procedure_clock *out)
{
    static const char *const keys[] = {"to", "if", "cite", "unverified", NULL};
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    out->has_silence = true;
    if (!code && !(code = dy_yaml_require(map, "to", &node, in->law.err)))
        code = dy_procedure_ref(in, node, DY_PART_STEP, &out->silence);
    if (!code)
        code = dy_procedure_conditions(in, map, "if", &out->n_silence_if, &out->silence_if);
    return code ? code : dy_procedure_mark(in, map, &out->silence_cite, &out->silence_unverified);
}

static enum dy_code read_starts(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                struct dy_procedure_clock *out)
{
    enum dy_code code =
        dy_procedure_refs(in, map, "from", DY_PART_ACT, &out->n_starts, &out->starts);
    if (!code)
        code = dy_procedure_ref_key(in, map, "from_step", DY_PART_STEP, &out->start_step);
    if (!code)
        code = dy_procedure_typed(in, map, "from_day", DY_FIELD_DATE, DY_FIELD_MOMENT,
                                  &out->start_field);
    if (!code && !out->n_starts && out->start_step == DY_NO_PART)
        code =
            dy_yaml_fail(map, in->law.err,
                         "is a clock without a start; \"from\" (acts) or \"from_step\" is needed");
    return code ? code
                : dy_procedure_refs(in, map, "until", DY_PART_ACT, &out->n_stops, &out->stops);
}

enum dy_code dy_procedure_read_clock(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                     void *item)
{
    static const char *const keys[] = {
        "title",  "from",    "from_step",    "from_day", "until",      "who",
        "hours",  "days",    "working_days", "months",   "ends",       "terms",
        "extend", "suspend", "silence",      "cite",     "unverified", NULL};
    struct dy_procedure_clock *out = item;
    struct dy_yaml *node;
    out->start_step = out->start_field = out->role = out->silence = DY_NO_PART;
    out->extension.act = out->extension.until = DY_NO_PART;
    out->suspended_by = out->resumed_by = DY_NO_PART;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_law_read_names(&in->law, map, "title", true, &out->title);
    if (!code)
        code = read_starts(in, map, out);
    if (!code && !(code = dy_yaml_require(map, "who", &node, in->law.err)))
        code = dy_procedure_ref(in, node, DY_PART_ROLE, &out->role);
    if (!code)
        code = read_terms(in, map, out);
    if (!code && (node = dy_yaml_find(map, "extend")))
        code = read_extension(in, node, &out->extension);
    if (!code && (node = dy_yaml_find(map, "suspend")))
        code = read_suspension(in, node, out);
    if (!code && (node = dy_yaml_find(map, "silence")))
        code = read_silence(in, node, out);
    if (code || (code = dy_procedure_mark(in, map, &out->cite, &out->unverified)))
        return code;
    if (!dy_yaml_find(map, "terms")) {
        out->terms[0].cite = out->cite;
        out->terms[0].unverified = out->unverified;
    }
    return DY_OK;
}

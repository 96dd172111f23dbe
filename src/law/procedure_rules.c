/* Reading conditions, acts and thresholds. */
#include <string.h>

#include "law/procedure_read.h"

/* --- conditions --- */

static uint32_t option_find(const struct dy_procedure_field *field, const char *id)
{
    for (uint32_t i = 0; i < field->n_options; i++)
        if (strcmp(field->options[i].id, id) == 0)
            return i;
    return DY_NO_PART;
}

/* {field: addressee, is: [a, b]} or `not`. */
static enum dy_code read_values(struct dy_procedure_reader *in, const struct dy_yaml *list,
                                struct dy_procedure_condition *out)
{
    const struct dy_procedure_field *field = &in->version->fields[out->part];
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->law.err);
    if (!code && field->type != DY_FIELD_CHOICE)
        code = dy_yaml_fail(list, in->law.err, "asks for values of \"%s\", which is no choice",
                            field->id);
    if (!code && list->n == 0)
        code = dy_yaml_fail(list, in->law.err, "is empty; at least one value is needed");
    if (code)
        return code;
    out->values = DY_NEW(in->law.mem, uint32_t, list->n);
    if (!out->values)
        return dy_no_memory(in->law.err);
    for (size_t i = 0; i < list->n && !code; i++) {
        const char *id = "";
        code = dy_yaml_text(list->items[i], &id, in->law.err);
        if (!code && (out->values[i] = option_find(field, id)) == DY_NO_PART)
            code = dy_yaml_fail(list->items[i], in->law.err,
                                "is \"%.40s\", which is none of the options of \"%s\"; \"%s\" is",
                                id, field->id, field->options[0].id);
    }
    out->n_values = list->n;
    return code;
}

static enum dy_code read_number(struct dy_procedure_reader *in, const struct dy_yaml *node,
                                enum dy_number_relation relation,
                                struct dy_procedure_condition *out)
{
    const struct dy_procedure_field *field = &in->version->fields[out->part];
    if (field->type != DY_FIELD_COUNT)
        return dy_yaml_fail(node, in->law.err, "compares \"%s\", which is no count", field->id);
    out->kind = DY_IF_NUMBER;
    out->relation = relation;
    return dy_yaml_count(node, DY_VOTES_MAX, &out->n, in->law.err);
}

static enum dy_code read_if_field(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                  struct dy_procedure_condition *out)
{
    static const char *const keys[] = {"field",   "is",         "not",  "at_least",   "more_than",
                                       "at_most", "fewer_than", "cite", "unverified", NULL};
    static const char *const relations[] = {"at_least", "more_than", "at_most", "fewer_than"};
    const struct dy_yaml *is = dy_yaml_find(map, "is"), *not = dy_yaml_find(map, "not");
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    int tests = (is != NULL) + (not != NULL);
    if (!code)
        code = dy_procedure_ref_key(in, map, "field", DY_PART_FIELD, &out->part);
    out->kind = DY_IF_FIELD;
    out->negated = not != NULL;
    if (!code && (is || not ))
        code = read_values(in, is ? is : not, out);
    for (unsigned i = 0; i < DY_COUNT_OF(relations) && !code; i++) {
        const struct dy_yaml *node = dy_yaml_find(map, relations[i]);
        tests += node != NULL;
        if (node)
            code = read_number(in, node, (enum dy_number_relation)i, out);
    }
    if (!code && tests != 1)
        code = dy_yaml_fail(map, in->law.err,
                            "needs one test: is, not, at_least, more_than, at_most or fewer_than");
    return code;
}

/* {threshold: support, reached: false}, {clock: signing, runs: true}, {act: notify, done: true} */
static enum dy_code read_if_part(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                 struct dy_procedure_condition *out)
{
    static const struct {
        const char *key, *is;
        enum dy_part part;
        enum dy_condition_kind kind;
    } rows[] = {{"threshold", "reached", DY_PART_THRESHOLD, DY_IF_THRESHOLD},
                {"clock", "runs", DY_PART_CLOCK, DY_IF_CLOCK},
                {"act", "done", DY_PART_ACT, DY_IF_DONE}};
    size_t i = 0;
    while (i + 1 < DY_COUNT_OF(rows) && !dy_yaml_find(map, rows[i].key))
        i++;
    const char *const keys[] = {rows[i].key, rows[i].is, "cite", "unverified", NULL};
    bool is = true;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_procedure_ref_key(in, map, rows[i].key, rows[i].part, &out->part);
    if (!code)
        code = dy_law_read_flag(&in->law, map, rows[i].is, &is);
    out->kind = rows[i].kind;
    out->negated = !is;
    return code;
}

/* {within: {months: 3, of: learned}}, {ahead: {working_days: 10, of: day}, not: true} */
static enum dy_code read_if_term(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                 const char *key, struct dy_procedure_condition *out)
{
    static const char *const inner[] = {"days", "working_days", "months", "ends", "of", NULL};
    const char *const keys[] = {key, "holds", "cite", "unverified", NULL};
    const struct dy_yaml *node = dy_yaml_find(map, key);
    struct dy_yaml *of;
    bool holds = true;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    out->kind = strcmp(key, "within") == 0 ? DY_IF_WITHIN : DY_IF_AHEAD;
    if (!code)
        code = dy_yaml_keys(node, inner, in->law.err);
    if (!code)
        code = dy_procedure_period(in, node, &out->term);
    if (!code && out->kind == DY_IF_AHEAD && dy_yaml_find(node, "ends"))
        code = dy_yaml_fail(node, in->law.err, "counts back, where no end moves");
    if (!code && !(code = dy_yaml_require(node, "of", &of, in->law.err)))
        code = dy_procedure_typed(in, node, "of", DY_FIELD_DATE, DY_FIELD_MOMENT, &out->part);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "holds", &holds);
    out->negated = !holds;
    return code;
}

static enum dy_code read_condition(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                   struct dy_procedure_condition *out)
{
    static const char *const kinds[] = {"field",  "threshold", "clock", "act",
                                        "within", "ahead",     NULL};
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->law.err);
    size_t i = 0;
    while (!code && kinds[i] && !dy_yaml_find(map, kinds[i]))
        i++;
    if (!code && !kinds[i])
        code = dy_yaml_fail(map, in->law.err,
                            "is no condition; one with field, threshold, clock, act, within or "
                            "ahead is needed");
    if (!code)
        code = i == 0  ? read_if_field(in, map, out)
               : i < 4 ? read_if_part(in, map, out)
                       : read_if_term(in, map, kinds[i], out);
    if (!code)
        code = dy_law_read_text(&in->law, map, "cite", false, &out->cite);
    return code ? code : dy_law_read_flag(&in->law, map, "unverified", &out->unverified);
}

enum dy_code dy_procedure_conditions(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                     const char *key, size_t *n,
                                     struct dy_procedure_condition **out)
{
    const struct dy_yaml *list = dy_yaml_find(map, key);
    if (!list)
        return DY_OK;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->law.err);
    if (code)
        return code;
    *out = DY_NEW(in->law.mem, struct dy_procedure_condition, list->n);
    if (!*out)
        return dy_no_memory(in->law.err);
    *n = list->n;
    for (size_t i = 0; i < list->n && !code; i++)
        code = read_condition(in, list->items[i], &(*out)[i]);
    return code;
}

/* --- acts --- */

static enum dy_code check_act(struct dy_procedure_reader *in, const struct dy_yaml *map,
                              const struct dy_procedure_act *act)
{
    struct dy_err *err = in->law.err;
    bool person = false;
    for (size_t i = 0; i < act->n_needs; i++)
        person |= in->version->fields[act->needs[i]].type == DY_FIELD_PERSON;
    for (size_t i = 0; i < act->n_needs; i++)
        for (size_t k = 0; k < act->n_may; k++)
            if (act->needs[i] == act->may[k])
                return dy_yaml_fail(dy_yaml_find(map, "may"), err, "has \"%s\", which it needs",
                                    in->version->fields[act->may[k]].id);
    if (act->opens && act->n_from)
        return dy_yaml_fail(map, err, "opens a case; then there is no step to come \"from\"");
    if (!act->opens && !act->n_from)
        return dy_yaml_fail(map, err, "can never be done; \"from\" or \"opens: true\" is needed");
    if (act->opens && act->to == DY_NO_PART)
        return dy_yaml_fail(map, err, "opens a case, but leads to no step; \"to\" is needed");
    if (act->once_per_person && !person)
        return dy_yaml_fail(map, err, "is once_per_person, but needs no field of type person");
    return DY_OK;
}

/* Nobody acts where `by` is missing or empty. */
static enum dy_code read_by(struct dy_procedure_reader *in, const struct dy_yaml *map,
                            struct dy_procedure_act *out)
{
    const struct dy_yaml *by = dy_yaml_find(map, "by");
    if (!by || (by->kind == DY_YAML_LIST && by->n == 0))
        return dy_yaml_fail(by ? by : map, in->law.err,
                            "is an act by nobody; \"by\" with at least one role is needed");
    return dy_procedure_refs(in, map, "by", DY_PART_ROLE, &out->n_roles, &out->roles);
}

static enum dy_code read_act_rules(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                   struct dy_procedure_act *out)
{
    enum dy_code code =
        dy_procedure_refs(in, map, "needs", DY_PART_FIELD, &out->n_needs, &out->needs);
    if (!code)
        code = dy_procedure_refs(in, map, "may", DY_PART_FIELD, &out->n_may, &out->may);
    if (!code)
        code = dy_procedure_conditions(in, map, "if", &out->n_conditions, &out->conditions);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "once", &out->once);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "once_per_person", &out->once_per_person);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "public", &out->is_public);
    return code ? code : dy_procedure_mark(in, map, &out->cite, &out->unverified);
}

enum dy_code dy_procedure_read_act(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                   void *item)
{
    static const char *const keys[] = {"title",           "by",     "opens",      "from", "to",
                                       "needs",           "may",    "if",         "once", "cite",
                                       "once_per_person", "public", "unverified", NULL};
    struct dy_procedure_act *out = item;
    out->to = DY_NO_PART;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_law_read_names(&in->law, map, "title", true, &out->title);
    if (!code)
        code = read_by(in, map, out);
    if (!code)
        code = dy_law_read_flag(&in->law, map, "opens", &out->opens);
    if (!code)
        code = dy_procedure_refs(in, map, "from", DY_PART_STEP, &out->n_from, &out->from);
    if (!code)
        code = dy_procedure_ref_key(in, map, "to", DY_PART_STEP, &out->to);
    if (!code)
        code = read_act_rules(in, map, out);
    if (code)
        return code;
    out->needs_reason = out->to != DY_NO_PART && in->version->steps[out->to].n_reasons > 0;
    return check_act(in, map, out);
}

/* --- thresholds --- */

/* "50000", or a share "2 %" of a count field. */
static enum dy_code read_amount(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                struct dy_threshold_row *out)
{
    struct dy_yaml *least = dy_yaml_find(map, "at_least"), *more = dy_yaml_find(map, "more_than");
    struct dy_yaml *node = least ? least : more;
    if ((least != NULL) == (more != NULL))
        return dy_yaml_fail(map, in->law.err, "needs one of: at_least, more_than");
    out->more_than = more != NULL;
    out->is_share = dy_yaml_find(map, "of") != NULL;
    out->of = DY_NO_PART;
    if (!out->is_share && node->kind == DY_YAML_SCALAR && strchr(node->text, '%'))
        return dy_yaml_fail(node, in->law.err, "is a share; \"of\" has to say of what");
    if (!out->is_share)
        return dy_yaml_count(node, DY_VOTES_MAX, &out->n, in->law.err);
    enum dy_code code = dy_yaml_share(node, &out->fraction, in->law.err);
    return code ? code
                : dy_procedure_typed(in, map, "of", DY_FIELD_COUNT, DY_FIELD_COUNT, &out->of);
}

static enum dy_code read_threshold_row(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                       struct dy_threshold_row *out)
{
    static const char *const keys[] = {"if",   "at_least",   "more_than", "of",
                                       "cite", "unverified", NULL};
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_procedure_conditions(in, map, "if", &out->n_conditions, &out->conditions);
    for (size_t i = 0; i < out->n_conditions && !code; i++)
        if (out->conditions[i].kind == DY_IF_THRESHOLD)
            code = dy_yaml_fail(dy_yaml_find(map, "if")->items[i], in->law.err,
                                "asks for a threshold inside a threshold");
    if (!code)
        code = read_amount(in, map, out);
    return code ? code : dy_procedure_mark(in, map, &out->cite, &out->unverified);
}

static enum dy_code read_areas(struct dy_procedure_reader *in, const struct dy_yaml *map,
                               struct dy_threshold_areas *out)
{
    static const char *const keys[] = {"each", "all", "share", "n", "cite", "unverified", NULL};
    struct dy_yaml *node, *share = dy_yaml_find(map, "share"), *n = dy_yaml_find(map, "n");
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    out->is_set = true;
    out->all = DY_NO_PART;
    out->fraction = (struct dy_fraction){1, 1};
    if (!code && !(code = dy_yaml_require(map, "each", &node, in->law.err)))
        code = dy_yaml_count(node, DY_VOTES_MAX, &out->each, in->law.err);
    if (!code)
        code = dy_procedure_typed(in, map, "all", DY_FIELD_COUNT, DY_FIELD_COUNT, &out->all);
    if (!code && share)
        code = dy_yaml_share(share, &out->fraction, in->law.err);
    if (!code && n)
        code = dy_yaml_count(n, DY_VOTES_MAX, &out->n, in->law.err);
    if (!code && ((out->all == DY_NO_PART) != (n != NULL) || (share && n)))
        code = dy_yaml_fail(map, in->law.err,
                            "needs \"n\" areas, or \"all\" (a count of them) with or without "
                            "\"share\"");
    return code ? code : dy_procedure_mark(in, map, &out->cite, &out->unverified);
}

static enum dy_code read_rows(struct dy_procedure_reader *in, const struct dy_yaml *list,
                              struct dy_procedure_threshold *out)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->law.err);
    if (code)
        return code;
    out->rows = DY_NEW(in->law.mem, struct dy_threshold_row, list->n);
    if (!out->rows)
        return dy_no_memory(in->law.err);
    out->n_rows = list->n;
    for (size_t i = 0; i < list->n && !code; i++)
        code = read_threshold_row(in, list->items[i], &out->rows[i]);
    return code;
}

static enum dy_code check_threshold(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                    const struct dy_procedure_threshold *out)
{
    if (!out->n_rows && !out->areas.is_set)
        return dy_yaml_fail(map, in->law.err, "asks for nothing; \"rows\" or \"areas\" are needed");
    if (out->areas.is_set && in->version->registers[out->of].area == DY_NO_PART)
        return dy_yaml_fail(dy_yaml_find(map, "areas"), in->law.err,
                            "asks for areas, but register \"%s\" has no \"area\"",
                            in->version->registers[out->of].id);
    return DY_OK;
}

enum dy_code dy_procedure_read_threshold(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                         void *item)
{
    static const char *const keys[] = {"title", "of", "rows", "areas", "cite", "unverified", NULL};
    struct dy_procedure_threshold *out = item;
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_keys(map, keys, in->law.err);
    if (!code)
        code = dy_law_read_names(&in->law, map, "title", true, &out->title);
    if (!code && !(code = dy_yaml_require(map, "of", &node, in->law.err)))
        code = dy_procedure_ref(in, node, DY_PART_REGISTER, &out->of);
    if (!code && (node = dy_yaml_find(map, "rows")))
        code = read_rows(in, node, out);
    if (!code && (node = dy_yaml_find(map, "areas")))
        code = read_areas(in, node, &out->areas);
    if (!code)
        code = dy_procedure_mark(in, map, &out->cite, &out->unverified);
    return code ? code : check_threshold(in, map, out);
}

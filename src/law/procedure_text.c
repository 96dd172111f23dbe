/* Parts of a procedure as short texts; without memory a text is "". */
#include "law/procedure_text.h"

#include <inttypes.h>

#include "law/literals.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

const char *dy_procedure_period_text(struct dy_arena *mem, struct dy_period term)
{
    return or_empty(
        dy_arena_format(mem, "%u %s%s", term.n, dy_words_unit[term.unit],
                        term.ends == DY_ENDS_NEXT_WORKING_DAY ? ", next-working-day" : ""));
}

static const char *values_text(struct dy_arena *mem, const struct dy_procedure_field *field,
                               const struct dy_procedure_condition *condition)
{
    const char *out = "";
    for (size_t i = 0; i < condition->n_values; i++)
        out = or_empty(dy_arena_format(mem, "%s%s%s", out, i ? "|" : "",
                                       field->options[condition->values[i]].id));
    return out;
}

static const char *condition_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                  const struct dy_procedure_condition *condition)
{
    static const char *const relations[] = {">=", ">", "<=", "<"};
    const char *not = condition->negated ? "not " : "";
    uint32_t part = condition->part;
    switch (condition->kind) {
    case DY_IF_FIELD:
        return dy_arena_format(mem, "%s is %s%s", law->fields[part].id, not,
                               values_text(mem, &law->fields[part], condition));
    case DY_IF_NUMBER:
        return dy_arena_format(mem, "%s %s %" PRIu64, law->fields[part].id,
                               relations[condition->relation], condition->n);
    case DY_IF_THRESHOLD:
        return dy_arena_format(mem, "threshold %s %sreached", law->thresholds[part].id, not );
    case DY_IF_CLOCK:
        return dy_arena_format(mem, "clock %s %sruns", law->clocks[part].id, not );
    case DY_IF_DONE:
        return dy_arena_format(mem, "act %s %sdone", law->acts[part].id, not );
    case DY_IF_WITHIN:
        return dy_arena_format(mem, "%swithin %s of %s", not,
                               dy_procedure_period_text(mem, condition->term),
                               law->fields[part].id);
    case DY_IF_AHEAD:
        return dy_arena_format(mem, "%s%s ahead of %s", not,
                               dy_procedure_period_text(mem, condition->term),
                               law->fields[part].id);
    }
    return "";
}

const char *dy_procedure_conditions_text(struct dy_arena *mem,
                                         const struct dy_procedure_version *law, size_t n,
                                         const struct dy_procedure_condition *conditions)
{
    const char *out = "";
    for (size_t i = 0; i < n; i++)
        out = or_empty(dy_arena_format(mem, "%s%s%s", out, i ? ", " : "",
                                       or_empty(condition_text(mem, law, &conditions[i]))));
    return out;
}

static const char *with_conditions(struct dy_arena *mem, const struct dy_procedure_version *law,
                                   const char *text, size_t n,
                                   const struct dy_procedure_condition *conditions)
{
    if (n == 0)
        return or_empty(text);
    return or_empty(dy_arena_format(mem, "%s if %s", or_empty(text),
                                    dy_procedure_conditions_text(mem, law, n, conditions)));
}

const char *dy_procedure_row_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                  const struct dy_threshold_row *row)
{
    const char *relation = row->more_than ? ">" : ">=";
    const char *text = row->is_share
                           ? dy_arena_format(mem, "%s %s of %s", relation,
                                             or_empty(dy_fraction_text(mem, row->fraction)),
                                             law->fields[row->of].id)
                           : dy_arena_format(mem, "%s %" PRIu64, relation, row->n);
    return with_conditions(mem, law, text, row->n_conditions, row->conditions);
}

const char *dy_procedure_areas_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                    const struct dy_threshold_areas *areas)
{
    if (!areas->is_set)
        return "";
    if (areas->all == DY_NO_PART)
        return or_empty(
            dy_arena_format(mem, ">= %" PRIu64 " in each of %" PRIu64, areas->each, areas->n));
    return or_empty(dy_arena_format(mem, ">= %" PRIu64 " in %s of %s", areas->each,
                                    or_empty(dy_fraction_text(mem, areas->fraction)),
                                    law->fields[areas->all].id));
}

const char *dy_procedure_term_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                   const struct dy_clock_term *term)
{
    return with_conditions(mem, law, dy_procedure_period_text(mem, term->term), term->n_conditions,
                           term->conditions);
}

const char *dy_procedure_ids_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                  enum dy_text_part part, size_t n, const uint32_t *list)
{
    const char *out = "";
    for (size_t i = 0; i < n; i++) {
        const char *id = part == DY_TEXT_ROLES    ? law->roles[list[i]].id
                         : part == DY_TEXT_FIELDS ? law->fields[list[i]].id
                         : part == DY_TEXT_STEPS  ? law->steps[list[i]].id
                                                  : law->acts[list[i]].id;
        out = or_empty(dy_arena_format(mem, "%s%s%s", out, i ? ", " : "", id));
    }
    return out;
}

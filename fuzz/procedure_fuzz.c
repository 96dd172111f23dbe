/*
 * Procedures: whatever is accepted can be replayed with acts taken from it, loses none of them and
 * answers every question.
 */
#include <stdlib.h>
#include <string.h>

#include "dauys/cases.h"
#include "law/procedure_text.h"

enum { ACTS_MAX = 24 };

static const char *value_of(const struct dy_procedure_field *field)
{
    static const char hash[] = "00000000000000000000000000000000000000000000000000000000000000aa";
    switch (field->type) {
    case DY_FIELD_DATE:
        return "2024-02-29";
    case DY_FIELD_MOMENT:
        return "2024-02-29T12:00:00Z";
    case DY_FIELD_COUNT:
        return "3";
    case DY_FIELD_PERSON:
    case DY_FIELD_DOCUMENT:
        return hash;
    case DY_FIELD_CHOICE:
        return field->options[0].id;
    case DY_FIELD_PLACE:
    case DY_FIELD_OFFICE:
    case DY_FIELD_TEXT:
    case DY_N_FIELD_TYPES:
        break;
    }
    return "a";
}

/* The i-th act of the procedure with all it needs, a while after the one before. */
static struct dy_case_act make_act(struct dy_arena *mem, const struct dy_procedure_version *law,
                                   size_t i)
{
    const struct dy_procedure_act *act = &law->acts[i % law->n_acts];
    struct dy_case_value *values = DY_NEW(mem, struct dy_case_value, act->n_needs + 1);
    struct dy_case_act out = {.act = act->id, .role = law->roles[act->roles[0]].id};
    out.at = 1709200000 + (dy_moment)(i * i) * 40000;
    for (size_t k = 0; values && k < act->n_needs; k++)
        values[out.n_values++] = (struct dy_case_value){law->fields[act->needs[k]].id,
                                                        value_of(&law->fields[act->needs[k]])};
    if (values && act->needs_reason)
        values[out.n_values++] =
            (struct dy_case_value){"reason", law->steps[act->to].reasons[0].id};
    out.values = values;
    return out;
}

static void replay(struct dy_arena *mem, const struct dy_procedure_version *law)
{
    static const struct dy_calendar_known nothing;
    struct dy_case_act *acts = DY_NEW(mem, struct dy_case_act, ACTS_MAX);
    struct dy_case of = {.id = "1", .law = law, .n_calendars = 1, .calendars = &nothing};
    const struct dy_case_state *state;
    const struct dy_why *why;
    struct dy_err err = {0};
    if (!acts)
        return;
    for (size_t i = 0; i < ACTS_MAX; i++)
        acts[i] = make_act(mem, law, i);
    of.acts = acts;
    of.n_acts = ACTS_MAX;
    enum dy_code code = dy_case_replay(mem, &of, 1800000000, &state, &err);
    if (code != err.code || (code && code != DY_E_LIMIT))
        abort();
    if (code)
        return;
    if (state->n_accepted + state->n_refused != ACTS_MAX)
        abort();
    static const char *const paths[] = {"step", "deadline", "outcome", "appeal", "acts"};
    for (size_t i = 0; i < DY_COUNT_OF(paths); i++)
        if (dy_case_why(mem, state, paths[i], &why, &err) || !dy_why_say(mem, "kk", why))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_procedure *of;
    const struct dy_procedure_remark *remarks;
    const struct dy_law_change *changes;
    size_t n;
    dy_arena_init(&mem);
    enum dy_code code = dy_procedure_parse(&mem, "fuzz.yaml", (const char *)data, size, &of, &err);
    if (code != err.code)
        abort();
    (void)dy_procedure_is_one((const char *)data, size);
    if (!code && dy_procedure_remarks(&mem, of, &n, &remarks, &err))
        abort();
    if (!code && dy_procedure_diff(&mem, &of->versions[0], &of->versions[of->n_versions - 1], &n,
                                   &changes, &err))
        abort();
    for (size_t i = 0; !code && i < of->n_versions && i < 2; i++)
        replay(&mem, &of->versions[i]);
    dy_arena_finish(&mem);
    return 0;
}

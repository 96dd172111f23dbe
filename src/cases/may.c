/*
 * May an act be done? The tests stand in a table, in the order in which a clerk would ask; the
 * first that fails is the answer.
 */
#include "cases/claims.h"
#include "cases/replay.h"

#include <string.h>

const char *dy_refusal_name(enum dy_refusal refusal)
{
    static const char *const names[DY_N_REFUSALS] = {
        [DY_MAY] = "may",
        [DY_REFUSED_UNKNOWN_ACT] = "unknown-act",
        [DY_REFUSED_NOT_OPENED] = "not-opened",
        [DY_REFUSED_OPENED] = "opened",
        [DY_REFUSED_ORDER] = "order",
        [DY_REFUSED_ROLE] = "role",
        [DY_REFUSED_WHO] = "who",
        [DY_REFUSED_STEP] = "step",
        [DY_REFUSED_FIELD] = "field",
        [DY_REFUSED_REASON] = "reason",
        [DY_REFUSED_CONDITION] = "condition",
        [DY_REFUSED_ONCE] = "once",
        [DY_REFUSED_PERSON] = "person",
        [DY_REFUSED_CLOCK] = "clock",
    };
    return names[refusal];
}

bool dy_in_list(size_t n, const uint32_t *list, uint32_t item)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == item)
            return true;
    return false;
}

const char *dy_act_said(const struct dy_case_act *said, const char *field)
{
    for (size_t i = 0; i < said->n_values; i++)
        if (strcmp(said->values[i].field, field) == 0)
            return said->values[i].value;
    return NULL;
}

/* One question: may `act` be done, as `said` or (NULL) in general? */
struct question {
    struct dy_replay *in;
    struct dy_claims claims;
    const struct dy_procedure_act *law;
    uint32_t act;
    const struct dy_case_act *said;
    struct dy_case_answer *out;
};

static struct dy_why *refuse(struct question *in, enum dy_refusal refusal, enum dy_case_claim claim)
{
    struct dy_why *why = dy_claim_add(&in->claims, NULL, claim, NULL);
    in->out->refusal = refusal;
    in->out->why = why;
    dy_claim_cite(&in->claims, why, in->law->cite, in->law->unverified);
    return why;
}

static void say_act(struct question *in, struct dy_why *why)
{
    dy_claim_title(&in->claims, why, "act", &in->law->title, in->law->id);
}

/* --- the tests --- */

static enum dy_code test_opening(struct question *in)
{
    bool open = in->in->state->is_open;
    if (!open && !in->law->opens)
        say_act(in, refuse(in, DY_REFUSED_NOT_OPENED, DY_CASE_FIRST_OPENS));
    else if (open && in->law->opens)
        refuse(in, DY_REFUSED_OPENED, DY_CASE_OPEN_ALREADY);
    return DY_OK;
}

static enum dy_code test_order(struct question *in)
{
    if (in->said && in->in->state->is_open && in->said->at < in->in->at)
        dy_claim_say(&in->claims, refuse(in, DY_REFUSED_ORDER, DY_CASE_OUT_OF_ORDER), "when",
                     dy_claim_moment(&in->claims, in->said->at));
    return DY_OK;
}

static enum dy_code test_role(struct question *in)
{
    const struct dy_procedure_version *law = in->in->law;
    uint32_t role = in->said ? dy_procedure_role_find(law, in->said->role) : DY_NO_PART;
    if (!in->said)
        return DY_OK;
    if (role == DY_NO_PART || !dy_in_list(in->law->n_roles, in->law->roles, role)) {
        const struct dy_procedure_role *first = &law->roles[in->law->roles[0]];
        struct dy_why *why = refuse(in, DY_REFUSED_ROLE, DY_CASE_WRONG_ROLE);
        say_act(in, why);
        dy_claim_title(&in->claims, why, "role", &first->title, first->id);
        dy_claim_title(&in->claims, why, "given",
                       role == DY_NO_PART ? NULL : &law->roles[role].title, in->said->role);
        return DY_OK;
    }
    const char *holder = in->in->state->roles[role].who;
    if (!holder || !in->said->who || strcmp(holder, in->said->who) == 0)
        return DY_OK;
    struct dy_why *why = refuse(in, DY_REFUSED_WHO, DY_CASE_WRONG_WHO);
    dy_claim_title(&in->claims, why, "role", &law->roles[role].title, law->roles[role].id);
    dy_claim_say(&in->claims, why, "who", holder);
    dy_claim_say(&in->claims, why, "given", in->said->who);
    return DY_OK;
}

static enum dy_code test_step(struct question *in)
{
    const struct dy_case_state *state = in->in->state;
    if (!state->is_open || dy_in_list(in->law->n_from, in->law->from, state->step))
        return DY_OK;
    const struct dy_procedure_step *step = &in->in->law->steps[state->step];
    dy_claim_title(&in->claims, refuse(in, DY_REFUSED_STEP, DY_CASE_WRONG_STEP), "step",
                   &step->title, step->id);
    return DY_OK;
}

static void refuse_field(struct question *in, enum dy_case_claim claim, const char *given)
{
    dy_claim_say(&in->claims, refuse(in, DY_REFUSED_FIELD, claim), "given", given);
}

static bool value_ok(struct question *in, size_t i)
{
    const struct dy_case_value *value = &in->said->values[i];
    uint32_t field = dy_procedure_field_find(in->in->law, value->field);
    for (size_t k = 0; k < i; k++)
        if (strcmp(in->said->values[k].field, value->field) == 0)
            return refuse_field(in, DY_CASE_FIELD_TWICE, value->field), false;
    if (in->law->needs_reason && strcmp(value->field, "reason") == 0)
        return true;
    if (field == DY_NO_PART || (!dy_in_list(in->law->n_needs, in->law->needs, field) &&
                                !dy_in_list(in->law->n_may, in->law->may, field)))
        return refuse_field(in, DY_CASE_FIELD_UNKNOWN, value->field), false;
    const struct dy_procedure_field *law = &in->in->law->fields[field];
    const char *wrong = dy_field_wrong(law, value->value);
    if (!wrong)
        return true;
    struct dy_why *why = refuse(in, DY_REFUSED_FIELD, DY_CASE_FIELD_WRONG);
    dy_claim_title(&in->claims, why, "field", &law->title, law->id);
    dy_claim_say(&in->claims, why, "given", value->value);
    dy_claim_say(&in->claims, why, "kind", wrong);
    return false;
}

static enum dy_code test_fields(struct question *in)
{
    if (!in->said)
        return DY_OK;
    for (size_t i = 0; i < in->said->n_values; i++)
        if (!value_ok(in, i))
            return DY_OK;
    for (size_t i = 0; i < in->law->n_needs; i++) {
        const struct dy_procedure_field *field = &in->in->law->fields[in->law->needs[i]];
        if (dy_act_said(in->said, field->id))
            continue;
        dy_claim_title(&in->claims, refuse(in, DY_REFUSED_FIELD, DY_CASE_FIELD_MISSING), "field",
                       &field->title, field->id);
        return DY_OK;
    }
    return DY_OK;
}

static enum dy_code test_reason(struct question *in)
{
    if (!in->said || !in->law->needs_reason)
        return DY_OK;
    const struct dy_procedure_step *step = &in->in->law->steps[in->law->to];
    const char *reason = dy_act_said(in->said, "reason");
    for (size_t i = 0; reason && i < step->n_reasons; i++)
        if (strcmp(step->reasons[i].id, reason) == 0)
            return DY_OK;
    struct dy_why *why = refuse(in, DY_REFUSED_REASON, DY_CASE_REASON_WRONG);
    dy_claim_say(&in->claims, why, "given", reason ? reason : "");
    dy_claim_title(&in->claims, why, "step", &step->title, step->id);
    return DY_OK;
}

static enum dy_code test_once(struct question *in)
{
    const char *person = in->said ? dy_act_person(in->in->law, in->said) : NULL;
    if (in->law->once && in->in->done[in->act])
        refuse(in, DY_REFUSED_ONCE, DY_CASE_DONE_ONCE);
    if (in->law->once && in->in->done[in->act])
        return DY_OK;
    uint32_t newest = person ? dy_person_newest(in->in, in->act, person) : DY_NO_PART;
    bool removes = dy_act_removes(in->in->law, in->act);
    bool stands = newest != DY_NO_PART && !dy_act_removes(in->in->law, newest);
    if (person && removes && !stands)
        refuse(in, DY_REFUSED_PERSON, DY_CASE_PERSON_NOT_IN);
    else if (person && in->law->once_per_person && !removes && stands)
        refuse(in, DY_REFUSED_PERSON, DY_CASE_PERSON_ONCE);
    return DY_OK;
}

static enum dy_code test_clock(struct question *in)
{
    bool good = true;
    enum dy_code code = dy_clocks_may(in->in, in->act, in->said, &good);
    if (!code && !good)
        refuse(in, DY_REFUSED_CLOCK, DY_CASE_NO_CLOCK);
    return code;
}

/* --- conditions --- */

static enum dy_case_claim claim_of(const struct dy_procedure_condition *condition)
{
    static const enum dy_case_claim claims[][2] = {
        [DY_IF_FIELD] = {DY_CASE_IF_FIELD, DY_CASE_IF_FIELD},
        [DY_IF_NUMBER] = {DY_CASE_IF_NUMBER, DY_CASE_IF_NUMBER},
        [DY_IF_THRESHOLD] = {DY_CASE_IF_THRESHOLD, DY_CASE_IF_NOT_THRESHOLD},
        [DY_IF_CLOCK] = {DY_CASE_IF_CLOCK, DY_CASE_IF_NOT_CLOCK},
        [DY_IF_WITHIN] = {DY_CASE_IF_WITHIN, DY_CASE_IF_NOT_WITHIN},
        [DY_IF_AHEAD] = {DY_CASE_IF_AHEAD, DY_CASE_IF_NOT_AHEAD},
        [DY_IF_DONE] = {DY_CASE_IF_DONE, DY_CASE_IF_NOT_DONE},
    };
    return claims[condition->kind][condition->negated];
}

/* "within three months of 2023-03-19": the term, and the day that it comes to. */
static enum dy_code say_term(struct question *in, struct dy_why *why,
                             const struct dy_procedure_condition *condition)
{
    static const enum dy_case_claim ahead[] = {DY_CASE_AHEAD_DAYS, DY_CASE_AHEAD_DAYS,
                                               DY_CASE_AHEAD_WORKING, DY_CASE_AHEAD_MONTHS};
    const struct dy_calendar *calendar = dy_replay_calendar(in->in, in->in->at);
    struct dy_period_end end = {0};
    struct dy_date day, last;
    enum dy_code code = DY_OK;
    if (!dy_replay_day(in->in, condition->part, &day))
        return DY_OK;
    bool known = condition->kind == DY_IF_AHEAD;
    struct dy_why *term = known ? dy_claim_add(&in->claims, why, ahead[condition->term.unit],
                                               dy_claim_digits(&in->claims, condition->term.n))
                                : dy_claim_term(&in->claims, why, condition->term);
    dy_claim_date(&in->claims, term, "from", day);
    dy_claim_cite(&in->claims, term, condition->cite, condition->unverified);
    if (known) {
        known = dy_day_ahead(calendar, condition->term, day, &last);
    } else {
        code = dy_period_end(in->in->mem, calendar, condition->term, day, &end, in->in->err);
        known = end.is_set;
        last = end.last;
    }
    if (!code && known)
        dy_claim_add(&in->claims, why, DY_CASE_LAST_DAY, dy_claim_day(&in->claims, last));
    return code;
}

static void say_field(struct question *in, struct dy_why *why, uint32_t part)
{
    const struct dy_procedure_field *field = &in->in->law->fields[part];
    const char *value = in->in->state->values[part];
    dy_claim_title(&in->claims, why, "field", &field->title, field->id);
    for (size_t i = 0; value && i < field->n_options; i++)
        if (strcmp(field->options[i].id, value) == 0) {
            dy_claim_title(&in->claims, why, "given", &field->options[i].title, value);
            return;
        }
    dy_claim_say(&in->claims, why, "given", value ? value : "-");
}

static enum dy_code refuse_condition(struct question *in,
                                     const struct dy_procedure_condition *condition)
{
    static const char *const relations[] = {"≥", ">", "≤", "<"};
    const struct dy_procedure_version *law = in->in->law;
    struct dy_why *why = refuse(in, DY_REFUSED_CONDITION, claim_of(condition));
    if (condition->cite)
        dy_claim_cite(&in->claims, why, condition->cite, condition->unverified);
    switch (condition->kind) {
    case DY_IF_FIELD:
        say_field(in, why, condition->part);
        break;
    case DY_IF_NUMBER:
        say_field(in, why, condition->part);
        dy_claim_say(&in->claims, why, "relation", relations[condition->relation]);
        dy_claim_number(&in->claims, why, "n", condition->n);
        break;
    case DY_IF_THRESHOLD:
        dy_claim_title(&in->claims, why, "threshold", &law->thresholds[condition->part].title,
                       law->thresholds[condition->part].id);
        break;
    case DY_IF_CLOCK:
        dy_claim_title(&in->claims, why, "clock", &law->clocks[condition->part].title,
                       law->clocks[condition->part].id);
        break;
    case DY_IF_WITHIN:
    case DY_IF_AHEAD:
        say_field(in, why, condition->part);
        return say_term(in, why, condition);
    case DY_IF_DONE:
        dy_claim_title(&in->claims, why, "act", &law->acts[condition->part].title,
                       law->acts[condition->part].id);
        break;
    }
    return DY_OK;
}

/* Asked in general, what the act itself would say is not held against it. */
static bool set_aside(const struct question *in, const struct dy_procedure_condition *condition)
{
    bool of_field = condition->kind == DY_IF_FIELD || condition->kind == DY_IF_NUMBER ||
                    condition->kind == DY_IF_WITHIN || condition->kind == DY_IF_AHEAD;
    return !in->said && of_field &&
           (dy_in_list(in->law->n_needs, in->law->needs, condition->part) ||
            dy_in_list(in->law->n_may, in->law->may, condition->part));
}

static enum dy_code test_conditions(struct question *in)
{
    for (size_t i = 0; i < in->law->n_conditions; i++) {
        enum dy_truth truth = DY_TRUE;
        enum dy_code code = set_aside(in, &in->law->conditions[i])
                                ? DY_OK
                                : dy_condition_test(in->in, &in->law->conditions[i], &truth);
        if (!code && truth == DY_FALSE)
            return refuse_condition(in, &in->law->conditions[i]);
        if (code)
            return code;
    }
    return DY_OK;
}

/* --- all of them --- */

/* What the act says stands while its conditions are asked. */
static const char **overlay(struct question *in)
{
    const char **before = in->in->state->values;
    const char **values = DY_NEW(in->in->mem, const char *, in->in->law->n_fields);
    if (!values)
        return NULL;
    memcpy(values, before, in->in->law->n_fields * sizeof *values);
    for (size_t i = 0; in->said && i < in->said->n_values; i++) {
        uint32_t field = dy_procedure_field_find(in->in->law, in->said->values[i].field);
        if (field != DY_NO_PART)
            values[field] = in->said->values[i].value;
    }
    in->in->state->values = values;
    return before;
}

enum dy_code dy_replay_may(struct dy_replay *in, uint32_t act, const struct dy_case_act *said,
                           struct dy_case_answer *out)
{
    static enum dy_code (*const tests[])(struct question *) = {
        test_order,  test_opening, test_role,  test_step,      test_fields,
        test_reason, test_once,    test_clock, test_conditions};
    struct question question = {.in = in,
                                .claims = {.mem = in->mem, .of = in->of, .err = in->err},
                                .law = &in->law->acts[act],
                                .act = act,
                                .said = said,
                                .out = out};
    *out = (struct dy_case_answer){DY_MAY, NULL};
    const char **before = overlay(&question);
    if (!before)
        return dy_no_memory(in->err);
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(tests) && !code && out->refusal == DY_MAY; i++)
        code = tests[i](&question);
    in->state->values = before;
    return code ? code : question.claims.code;
}

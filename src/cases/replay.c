/*
 * The replay: acts in the order given, tallies and silences between them in the order of time.
 */
#include "cases/replay.h"

#include <string.h>

#include "cases/claims.h"

/* --- moves --- */

static enum dy_code move(struct dy_replay *in, uint32_t to, uint32_t said, uint32_t clock)
{
    struct dy_case_state *state = in->state;
    struct dy_case_move *out = dy_vec_push(in->mem, &in->moves, sizeof *out);
    if (!out)
        return dy_no_memory(in->err);
    *out =
        (struct dy_case_move){state->is_open ? state->step : DY_NO_PART, to, in->at, said, clock};
    if (!state->is_open)
        state->opened = dy_zone_date(in->of->zone, in->at, NULL);
    state->is_open = true;
    state->step = to;
    state->since = in->at;
    state->by_silence = said == DY_NO_PART;
    state->is_end = in->law->steps[to].end;
    state->reason = NULL;
    return DY_OK;
}

/* The clock ran out: is the case now where silence leads? */
static enum dy_code fall_silent(struct dy_replay *in, struct dy_clock_run *run)
{
    const struct dy_procedure_clock *law = &in->law->clocks[run->out.clock];
    uint32_t index = (uint32_t)(run - (struct dy_clock_run *)in->clocks.items);
    bool holds;
    enum dy_code code = dy_conditions_hold(in, law->n_silence_if, law->silence_if, &holds);
    if (code || !holds || in->state->is_end) {
        run->silence_spent = true;
        return code;
    }
    run->out.state = DY_CLOCK_SILENT;
    run->out.stopped = in->at;
    code = move(in, law->silence, DY_NO_PART, index);
    if (!code && in->state->is_end)
        dy_clocks_leave(in);
    return code ? code : dy_clocks_start(in, DY_NO_PART, DY_NO_PART, law->silence);
}

/* --- going on in time --- */

static const struct dy_case_tally *next_tally(const struct dy_replay *in, dy_moment until)
{
    const struct dy_case_tally *tally =
        in->n_tallied < in->of->n_tallies ? &in->of->tallies[in->n_tallied] : NULL;
    return tally && tally->at <= until ? tally : NULL;
}

enum dy_code dy_replay_advance(struct dy_replay *in, dy_moment to)
{
    enum dy_code code = DY_OK;
    for (;;) {
        const struct dy_case_tally *tally = next_tally(in, to);
        struct dy_clock_run *due = dy_clocks_due(in, to);
        if (code || (!tally && !due))
            break;
        bool silence = due && (!tally || due->expires <= tally->at);
        dy_moment at = silence ? due->expires : tally->at;
        in->at = at > in->at ? at : in->at;
        if (silence) {
            code = fall_silent(in, due);
        } else {
            in->n_tallied++;
            code = dy_registers_tally(in, tally);
            if (!code)
                code = dy_thresholds_update(in);
        }
    }
    in->at = to > in->at ? to : in->at;
    return code;
}

/* --- acts --- */

static void say_values(struct dy_replay *in, uint32_t said)
{
    const struct dy_case_act *act = &in->of->acts[said];
    for (size_t i = 0; i < act->n_values; i++) {
        uint32_t field = dy_procedure_field_find(in->law, act->values[i].field);
        if (field == DY_NO_PART)
            continue;
        in->state->values[field] = act->values[i].value;
        in->state->said_by[field] = said;
        if (in->law->fields[field].role != DY_NO_PART)
            in->state->roles[in->law->fields[field].role].who = act->values[i].value;
    }
}

static void take_role(struct dy_replay *in, const struct dy_case_act *said)
{
    uint32_t role = dy_procedure_role_find(in->law, said->role);
    if (role != DY_NO_PART && in->law->roles[role].single && !in->state->roles[role].who)
        in->state->roles[role].who = said->who;
}

static enum dy_code do_act(struct dy_replay *in, uint32_t act, uint32_t said)
{
    const struct dy_procedure_act *law = &in->law->acts[act];
    const struct dy_case_act *given = &in->of->acts[said];
    const char *person = dy_act_person(in->law, given);
    uint32_t *accepted = dy_vec_push(in->mem, &in->accepted, sizeof *accepted);
    if (!accepted)
        return dy_no_memory(in->err);
    *accepted = said;
    in->done[act] = true;
    take_role(in, given);
    say_values(in, said);
    enum dy_code code = dy_registers_act(in, act, given);
    if (!code && person)
        code = dy_person_set(in, act, person);
    if (!code)
        code = dy_clocks_change(in, act, said);
    if (!code)
        code = dy_clocks_stop(in, act, said);
    if (!code && law->to != DY_NO_PART)
        code = move(in, law->to, said, DY_NO_PART);
    if (!code && law->to != DY_NO_PART && law->needs_reason)
        in->state->reason = dy_act_said(given, "reason");
    if (!code && law->to != DY_NO_PART && in->state->is_end)
        dy_clocks_leave(in);
    if (!code)
        code = dy_thresholds_update(in);
    return code ? code : dy_clocks_start(in, act, said, law->to);
}

static enum dy_code refuse(struct dy_replay *in, uint32_t said, struct dy_case_answer answer)
{
    struct dy_case_refused *out = dy_vec_push(in->mem, &in->refused, sizeof *out);
    if (!out)
        return dy_no_memory(in->err);
    *out = (struct dy_case_refused){said, answer};
    return DY_OK;
}

static enum dy_code unknown_act(struct dy_replay *in, const struct dy_case_act *said,
                                struct dy_case_answer *out)
{
    struct dy_claims claims = {.mem = in->mem, .of = in->of, .err = in->err};
    struct dy_why *why = dy_claim_add(&claims, NULL, DY_CASE_UNKNOWN_ACT, NULL);
    dy_claim_say(&claims, why, "act", said->act);
    *out = (struct dy_case_answer){DY_REFUSED_UNKNOWN_ACT, why};
    return claims.code;
}

/* An act that comes too early in time is answered as of now. */
static enum dy_code take(struct dy_replay *in, uint32_t said)
{
    const struct dy_case_act *given = &in->of->acts[said];
    uint32_t act = dy_procedure_act_find(in->law, given->act);
    struct dy_case_answer answer;
    enum dy_code code = DY_OK;
    if (in->state->is_open && given->at >= in->at)
        code = dy_replay_advance(in, given->at);
    else if (!in->state->is_open)
        in->at = given->at;
    if (!code)
        code = act == DY_NO_PART ? unknown_act(in, given, &answer)
                                 : dy_replay_may(in, act, given, &answer);
    if (code)
        return code;
    return answer.refusal == DY_MAY ? do_act(in, act, said) : refuse(in, said, answer);
}

/* --- the whole --- */

static const dy_moment first_of_all = -62135596800; /* 0001-01-01T00:00:00Z */

static enum dy_code prepare(struct dy_replay *in)
{
    const struct dy_procedure_version *law = in->law;
    struct dy_case_state *state = DY_NEW(in->mem, struct dy_case_state, 1);
    in->registers = DY_NEW(in->mem, struct dy_register_sum, law->n_registers);
    in->done = DY_NEW(in->mem, bool, law->n_acts);
    if (!state || !in->registers || !in->done)
        return dy_no_memory(in->err);
    in->state = state;
    state->of = in->of;
    state->step = state->next = DY_NO_PART;
    state->n_thresholds = law->n_thresholds;
    state->thresholds = DY_NEW(in->mem, struct dy_case_threshold, law->n_thresholds);
    state->roles = DY_NEW(in->mem, struct dy_case_role, law->n_roles);
    state->values = DY_NEW(in->mem, const char *, law->n_fields);
    state->said_by = DY_NEW(in->mem, uint32_t, law->n_fields);
    if (!state->thresholds || !state->roles || !state->values || !state->said_by)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < law->n_fields; i++)
        state->said_by[i] = DY_NO_PART;
    return dy_thresholds_update(in);
}

enum dy_code dy_replay_run(struct dy_replay *in, struct dy_arena *mem, const struct dy_case *of,
                           dy_moment now, struct dy_err *err)
{
    *in = (struct dy_replay){.mem = mem, .err = err, .of = of, .law = of->law, .at = first_of_all};
    enum dy_code code = prepare(in);
    for (uint32_t i = 0; i < of->n_acts && !code; i++)
        if (of->acts[i].at <= now)
            code = take(in, i);
    if (!code)
        code = dy_replay_advance(in, now);
    in->at = now;
    return code;
}

static enum dy_code settle_options(struct dy_replay *in)
{
    struct dy_case_state *state = in->state;
    enum dy_code code = DY_OK;
    state->n_options = in->law->n_acts;
    state->options = DY_NEW(in->mem, struct dy_case_option, in->law->n_acts);
    if (!state->options)
        return dy_no_memory(in->err);
    for (uint32_t i = 0; i < in->law->n_acts && !code; i++) {
        state->options[i].act = i;
        code = dy_replay_may(in, i, NULL, &state->options[i].answer);
    }
    return code;
}

static enum dy_code settle_appeal(struct dy_replay *in)
{
    struct dy_case_state *state = in->state;
    const struct dy_procedure_appeal *appeal =
        state->is_open ? &in->law->steps[state->step].appeal : NULL;
    if (!appeal || appeal->kind != DY_APPEAL_OPEN)
        return DY_OK;
    state->appeal_open = true;
    if (!appeal->has_term)
        return DY_OK;
    enum dy_code code =
        dy_period_end(in->mem, dy_replay_calendar(in, in->at), appeal->term,
                      dy_zone_date(in->of->zone, state->since, NULL), &state->appeal_end, in->err);
    if (code || !state->appeal_end.is_set)
        return code;
    state->appeal_last = dy_zone_day_end(in->of->zone, state->appeal_end.last);
    state->appeal_open = in->at <= state->appeal_last;
    return DY_OK;
}

enum dy_code dy_case_replay(struct dy_arena *mem, const struct dy_case *of, dy_moment now,
                            const struct dy_case_state **out, struct dy_err *err)
{
    struct dy_replay in;
    enum dy_code code = dy_replay_run(&in, mem, of, now, err);
    if (!code)
        code = dy_clocks_settle(&in);
    if (!code)
        code = settle_options(&in);
    if (!code)
        code = settle_appeal(&in);
    if (code)
        return code;
    struct dy_case_state *state = in.state;
    state->now = now;
    state->today = dy_zone_date(of->zone, now, NULL);
    state->n_moves = in.moves.n;
    state->moves = in.moves.items;
    state->n_accepted = in.accepted.n;
    state->accepted = in.accepted.items;
    state->n_refused = in.refused.n;
    state->refused = in.refused.items;
    *out = state;
    return DY_OK;
}

enum dy_code dy_case_may(struct dy_arena *mem, const struct dy_case_state *state,
                         const struct dy_case_act *act, struct dy_case_answer *out,
                         struct dy_err *err)
{
    struct dy_replay in;
    enum dy_code code = dy_replay_run(&in, mem, state->of, state->now, err);
    uint32_t which = dy_procedure_act_find(state->of->law, act->act);
    if (!code && in.state->is_open && act->at > in.at)
        code = dy_replay_advance(&in, act->at);
    else if (!code && !in.state->is_open)
        in.at = act->at;
    if (code)
        return code;
    return which == DY_NO_PART ? unknown_act(&in, act, out) : dy_replay_may(&in, which, act, out);
}

const char *dy_case_said(const struct dy_case_state *state, const char *field)
{
    uint32_t part = dy_procedure_field_find(state->of->law, field);
    return part == DY_NO_PART ? NULL : state->values[part];
}

const char *dy_clock_state_name(enum dy_clock_state state)
{
    static const char *const names[] = {
        [DY_CLOCK_RUNS] = "runs",       [DY_CLOCK_OVERDUE] = "overdue",
        [DY_CLOCK_IN_TIME] = "in-time", [DY_CLOCK_SUSPENDED] = "suspended",
        [DY_CLOCK_LATE] = "late",       [DY_CLOCK_SILENT] = "silent",
        [DY_CLOCK_LEFT] = "left",       [DY_CLOCK_UNKNOWN] = "unknown",
    };
    return names[state];
}

/* Derivations of what is known of a case. */
#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "cases/claims.h"

enum { AREAS_SHOWN = 20, SKIPPED_SHOWN = 40 };

struct job {
    struct dy_claims claims;
    const struct dy_case_state *state;
    const struct dy_procedure_version *law;
};

/* --- acts and moves --- */

static const struct dy_procedure_act *law_act(const struct job *in, uint32_t said)
{
    uint32_t act = dy_procedure_act_find(in->law, in->state->of->acts[said].act);
    return act == DY_NO_PART ? NULL : &in->law->acts[act];
}

static struct dy_why *say_act(struct job *in, struct dy_why *parent, uint32_t said)
{
    const struct dy_case_act *given = &in->state->of->acts[said];
    const struct dy_procedure_act *law = law_act(in, said);
    uint32_t role = dy_procedure_role_find(in->law, given->role);
    struct dy_why *why =
        dy_claim_add(&in->claims, parent, given->is_entry ? DY_CASE_ACT_ENTRY : DY_CASE_ACT, NULL);
    dy_claim_say(&in->claims, why, "when", dy_claim_moment(&in->claims, given->at));
    dy_claim_title(&in->claims, why, "act", law ? &law->title : NULL, given->act);
    dy_claim_title(&in->claims, why, "role",
                   role == DY_NO_PART ? NULL : &in->law->roles[role].title, given->role);
    if (given->is_entry)
        dy_claim_number(&in->claims, why, "line", given->place.line);
    if (law)
        dy_claim_cite(&in->claims, why, law->cite, law->unverified);
    why->at = given->place;
    why->is_entry = given->is_entry;
    return why;
}

static struct dy_why *say_move(struct job *in, struct dy_why *parent,
                               const struct dy_case_move *move)
{
    const struct dy_procedure_step *to = &in->law->steps[move->to];
    bool silence = move->act == DY_NO_PART;
    struct dy_why *why = dy_claim_add(
        &in->claims, parent, silence ? DY_CASE_MOVED_BY_SILENCE : DY_CASE_MOVED_BY_ACT, NULL);
    dy_claim_say(&in->claims, why, "when", dy_claim_moment(&in->claims, move->at));
    if (silence) {
        const struct dy_procedure_clock *clock =
            &in->law->clocks[in->state->clocks[move->clock].clock];
        dy_claim_title(&in->claims, why, "clock", &clock->title, clock->id);
        dy_claim_cite(&in->claims, why, clock->silence_cite, clock->silence_unverified);
    } else {
        const struct dy_procedure_act *act = law_act(in, move->act);
        dy_claim_title(&in->claims, why, "act", act ? &act->title : NULL,
                       in->state->of->acts[move->act].act);
        say_act(in, why, move->act);
    }
    dy_claim_title(&in->claims, why, "step", &to->title, to->id);
    return why;
}

static void say_law(struct job *in, struct dy_why *parent)
{
    const struct dy_procedure *procedure = in->law->procedure;
    struct dy_why *why = dy_claim_add(&in->claims, parent, DY_CASE_LAW, NULL);
    dy_claim_title(&in->claims, why, "procedure", &procedure->title, procedure->id);
    dy_claim_date(&in->claims, why, "from", in->law->from);
    dy_claim_cite(&in->claims, why, in->law->source, in->law->days_unverified);
}

static void say_reason(struct job *in, struct dy_why *parent)
{
    const struct dy_procedure_step *step = &in->law->steps[in->state->step];
    for (size_t i = 0; in->state->reason && i < step->n_reasons; i++) {
        if (strcmp(step->reasons[i].id, in->state->reason) != 0)
            continue;
        struct dy_why *why = dy_claim_add(&in->claims, parent, DY_CASE_REASON, NULL);
        dy_claim_title(&in->claims, why, "reason", &step->reasons[i].title, step->reasons[i].id);
        dy_claim_cite(&in->claims, why, step->reasons[i].cite, false);
    }
}

static struct dy_why *say_step(struct job *in, enum dy_case_claim claim)
{
    const struct dy_procedure_step *step = &in->law->steps[in->state->step];
    struct dy_why *why = dy_claim_add(&in->claims, NULL, claim, step->id);
    dy_claim_title(&in->claims, why, "step", &step->title, step->id);
    dy_claim_cite(&in->claims, why, step->cite, step->unverified);
    say_reason(in, why);
    for (size_t i = in->state->n_moves; i-- > 0;)
        say_move(in, why, &in->state->moves[i]);
    say_law(in, why);
    return why;
}

/* --- clocks --- */

static void say_clock_state(struct job *in, struct dy_why *parent,
                            const struct dy_case_clock *clock)
{
    static const enum dy_case_claim claims[] = {
        [DY_CLOCK_RUNS] = DY_CASE_RUNS,       [DY_CLOCK_OVERDUE] = DY_CASE_OVERDUE,
        [DY_CLOCK_IN_TIME] = DY_CASE_IN_TIME, [DY_CLOCK_SUSPENDED] = DY_CASE_SUSPENDED,
        [DY_CLOCK_LATE] = DY_CASE_LATE,       [DY_CLOCK_SILENT] = DY_CASE_SILENT,
        [DY_CLOCK_LEFT] = DY_CASE_LEFT,       [DY_CLOCK_UNKNOWN] = DY_CASE_RUNS,
    };
    bool counts = clock->state == DY_CLOCK_OVERDUE || clock->state == DY_CLOCK_LATE;
    const char *value = counts ? dy_claim_digits(&in->claims, clock->days_over)
                        : clock->state == DY_CLOCK_SUSPENDED
                            ? dy_claim_digits(&in->claims, clock->suspended_days)
                            : NULL;
    struct dy_why *why = dy_claim_add(&in->claims, parent, claims[clock->state], value);
    if (clock->stopped)
        dy_claim_say(&in->claims, why, "when", dy_claim_moment(&in->claims, clock->stopped));
    if (clock->stopped_act != DY_NO_PART)
        say_act(in, why, clock->stopped_act);
}

static void say_skipped(struct job *in, struct dy_why *parent, const struct dy_period_end *end)
{
    if (end->n_skipped == 0)
        return;
    struct dy_why *why = dy_claim_add(&in->claims, parent, DY_CASE_SKIPPED,
                                      dy_claim_digits(&in->claims, end->n_skipped));
    size_t shown = 0;
    for (size_t i = 0; i < end->n_skipped && shown < SKIPPED_SHOWN; i++) {
        const struct dy_day *day = &end->skipped[i];
        if (!day->entry)
            continue;
        struct dy_why *named = dy_claim_add(&in->claims, why, DY_CASE_SKIPPED_NAMED, NULL);
        dy_claim_date(&in->claims, named, "day", day->date);
        dy_claim_title(&in->claims, named, "title", &day->entry->title, "");
        named->cite = day->entry->source;
        named->unverified = day->unverified;
        shown++;
    }
}

static void say_days(struct job *in, struct dy_why *parent, const char *name,
                     enum dy_case_claim claim, struct dy_date day)
{
    if (dy_date_is_set(day))
        dy_claim_date(&in->claims, dy_claim_add(&in->claims, parent, claim, NULL), name, day);
}

static void say_changes(struct job *in, struct dy_why *parent, const struct dy_case_clock *clock)
{
    const struct dy_clock_extension *law = &in->law->clocks[clock->clock].extension;
    const struct dy_case_act *acts = in->state->of->acts;
    if (clock->extended_act != DY_NO_PART) {
        struct dy_why *why = dy_claim_add(&in->claims, parent, DY_CASE_EXTENDED, NULL);
        dy_claim_say(&in->claims, why, "when",
                     dy_claim_moment(&in->claims, acts[clock->extended_act].at));
        dy_claim_date(&in->claims, why, "day", clock->before);
        dy_claim_cite(&in->claims, why, law->cite, law->unverified);
        say_act(in, why, clock->extended_act);
    } else if (law->act != DY_NO_PART && !clock->stopped) {
        struct dy_why *why = dy_claim_add(&in->claims, parent, DY_CASE_EXTENSION_LEFT, NULL);
        dy_claim_number(&in->claims, why, "times", law->times);
        dy_claim_title(&in->claims, why, "act", &in->law->acts[law->act].title,
                       in->law->acts[law->act].id);
        dy_claim_cite(&in->claims, why, law->cite, law->unverified);
    }
    if (clock->suspended_act != DY_NO_PART) {
        struct dy_why *why = dy_claim_add(&in->claims, parent, DY_CASE_PAUSED, NULL);
        dy_claim_say(&in->claims, why, "when",
                     dy_claim_moment(&in->claims, acts[clock->suspended_act].at));
        say_act(in, why, clock->suspended_act);
    }
    if (clock->resumed_act != DY_NO_PART) {
        struct dy_why *why = dy_claim_add(&in->claims, parent, DY_CASE_RESUMED,
                                          dy_claim_digits(&in->claims, clock->suspended_days));
        dy_claim_say(&in->claims, why, "when",
                     dy_claim_moment(&in->claims, acts[clock->resumed_act].at));
    }
}

static void say_silence(struct job *in, struct dy_why *parent, const struct dy_procedure_clock *law)
{
    struct dy_why *why = dy_claim_add(
        &in->claims, parent, law->has_silence ? DY_CASE_SILENCE_MEANS : DY_CASE_NO_SILENCE, NULL);
    if (!law->has_silence)
        return;
    dy_claim_title(&in->claims, why, "step", &in->law->steps[law->silence].title,
                   in->law->steps[law->silence].id);
    dy_claim_cite(&in->claims, why, law->silence_cite, law->silence_unverified);
}

static void say_term(struct job *in, struct dy_why *parent, const struct dy_case_clock *clock)
{
    const struct dy_clock_term *term = &in->law->clocks[clock->clock].terms[clock->term];
    struct dy_why *why = dy_claim_term(&in->claims, parent, term->term);
    if (term->term.unit == DY_PERIOD_HOURS)
        dy_claim_say(&in->claims, why, "from", dy_claim_moment(&in->claims, clock->started));
    else
        dy_claim_date(&in->claims, why, "from", clock->from);
    dy_claim_cite(&in->claims, why, term->cite, term->unverified);
    if (clock->act != DY_NO_PART)
        say_act(in, why, clock->act);
    say_skipped(in, why, &clock->end);
    if (clock->end.is_set && dy_date_compare(clock->end.counted, clock->end.last) != 0)
        say_days(in, why, "day", DY_CASE_MOVED_ON, clock->end.counted);
}

static struct dy_why *say_clock(struct job *in, const struct dy_case_clock *clock)
{
    const struct dy_procedure_clock *law = &in->law->clocks[clock->clock];
    bool hours = law->terms[clock->term].term.unit == DY_PERIOD_HOURS;
    bool unknown = !hours && !clock->end.is_set;
    const char *value = hours     ? dy_claim_moment(&in->claims, clock->last)
                        : unknown ? NULL
                                  : dy_claim_day(&in->claims, clock->end.last);
    struct dy_why *why = dy_claim_add(&in->claims, NULL,
                                      hours     ? DY_CASE_DEADLINE_HOURS
                                      : unknown ? DY_CASE_DEADLINE_UNKNOWN
                                                : DY_CASE_DEADLINE,
                                      value);
    dy_claim_title(&in->claims, why, "clock", &law->title, law->id);
    if (unknown)
        dy_claim_number(&in->claims, why, "year", (uint64_t)clock->end.unknown_year);
    dy_claim_cite(&in->claims, why, law->cite, law->unverified || clock->end.unverified);
    say_clock_state(in, why, clock);
    say_term(in, why, clock);
    if (clock->moved)
        say_days(in, why, "day", DY_CASE_DECLARED, clock->first.last);
    say_changes(in, why, clock);
    struct dy_why *owed =
        dy_claim_add(&in->claims, why, DY_CASE_OWED_BY, in->state->roles[law->role].who);
    dy_claim_title(&in->claims, owed, "role", &in->law->roles[law->role].title,
                   in->law->roles[law->role].id);
    say_silence(in, why, law);
    return why;
}

/* The newest run of the clock of that id; without an id the one that ends next. */
static struct dy_why *why_deadline(struct job *in, const char *id)
{
    uint32_t clock = *id ? dy_procedure_clock_find(in->law, id) : DY_NO_PART;
    if (*id && clock == DY_NO_PART)
        return NULL;
    if (!*id && in->state->next != DY_NO_PART)
        return say_clock(in, &in->state->clocks[in->state->next]);
    for (size_t i = in->state->n_clocks; i-- > 0;)
        if (!*id ? in->state->clocks[i].stopped == 0 : in->state->clocks[i].clock == clock)
            return say_clock(in, &in->state->clocks[i]);
    return dy_claim_add(&in->claims, NULL, DY_CASE_DEADLINE_NONE, NULL);
}

/* --- thresholds --- */

static void say_needed(struct job *in, struct dy_why *parent,
                       const struct dy_procedure_threshold *law, const struct dy_case_threshold *is)
{
    if (is->row == DY_NO_PART || (law->rows[is->row].is_share && is->base == 0))
        return;
    const struct dy_threshold_row *row = &law->rows[is->row];
    struct dy_why *why =
        dy_claim_add(&in->claims, parent, row->is_share ? DY_CASE_NEEDED_SHARE : DY_CASE_NEEDED,
                     dy_claim_digits(&in->claims, is->needed));
    if (row->is_share) {
        char share[32];
        dy_format_percent(row->fraction.num, row->fraction.den, 2, share, sizeof share);
        dy_claim_say(&in->claims, why, "relation", row->more_than ? ">" : "≥");
        dy_claim_say(&in->claims, why, "share", dy_arena_format(in->claims.mem, "%s %%", share));
        dy_claim_number(&in->claims, why, "whole", is->base);
        dy_claim_title(&in->claims, why, "field", &in->law->fields[row->of].title,
                       in->law->fields[row->of].id);
    }
    dy_claim_cite(&in->claims, why, row->cite, row->unverified);
}

static void say_areas(struct job *in, struct dy_why *parent,
                      const struct dy_procedure_threshold *law, const struct dy_case_threshold *is)
{
    if (!law->areas.is_set)
        return;
    struct dy_why *why = dy_claim_add(&in->claims, parent, DY_CASE_AREAS,
                                      dy_claim_digits(&in->claims, is->areas_enough));
    dy_claim_number(&in->claims, why, "each", law->areas.each);
    dy_claim_number(&in->claims, why, "needed", is->areas_needed);
    dy_claim_cite(&in->claims, why, law->areas.cite, law->areas.unverified);
    for (size_t i = 0; i < is->n_areas && i < AREAS_SHOWN; i++)
        dy_claim_say(&in->claims,
                     dy_claim_add(&in->claims, why, DY_CASE_AREA,
                                  dy_claim_digits(&in->claims, is->areas[i].n)),
                     "area", is->areas[i].area);
    if (is->n_areas > AREAS_SHOWN)
        dy_claim_number(&in->claims, dy_claim_add(&in->claims, why, DY_CASE_AREAS_MORE, NULL), "n",
                        is->n_areas - AREAS_SHOWN);
}

static struct dy_why *why_threshold(struct job *in, const char *id)
{
    uint32_t part = dy_procedure_threshold_find(in->law, id);
    if (part == DY_NO_PART)
        return NULL;
    const struct dy_procedure_threshold *law = &in->law->thresholds[part];
    const struct dy_case_threshold *is = &in->state->thresholds[part];
    struct dy_why *why = dy_claim_add(&in->claims, NULL,
                                      !is->is_known ? DY_CASE_FIGURE_MISSING
                                      : is->reached ? DY_CASE_REACHED
                                                    : DY_CASE_NOT_REACHED,
                                      NULL);
    dy_claim_title(&in->claims, why, "threshold", &law->title, law->id);
    dy_claim_cite(&in->claims, why, law->cite, law->unverified);
    const struct dy_procedure_register *of = &in->law->registers[law->of];
    struct dy_why *counted =
        dy_claim_add(&in->claims, why, DY_CASE_COUNTED, dy_claim_digits(&in->claims, is->n));
    dy_claim_title(&in->claims, counted, "register", &of->title, of->id);
    dy_claim_cite(&in->claims, counted, of->cite, false);
    say_needed(in, why, law, is);
    say_areas(in, why, law, is);
    return why;
}

/* --- outcome, appeal, acts --- */

static struct dy_why *why_step(struct job *in, const char *id)
{
    return *id ? NULL : say_step(in, DY_CASE_STEP);
}

static struct dy_why *why_outcome(struct job *in, const char *id)
{
    if (*id)
        return NULL;
    return in->state->is_end ? say_step(in, DY_CASE_OUTCOME)
                             : dy_claim_add(&in->claims, NULL, DY_CASE_NO_OUTCOME, NULL);
}

static struct dy_why *why_appeal(struct job *in, const char *id)
{
    const struct dy_procedure_appeal *law = &in->law->steps[in->state->step].appeal;
    bool term = in->state->appeal_end.is_set;
    enum dy_case_claim claim = law->kind == DY_APPEAL_NONE   ? DY_CASE_APPEAL_NONE
                               : law->kind != DY_APPEAL_OPEN ? DY_CASE_APPEAL_SILENT
                               : !term                       ? DY_CASE_APPEAL_OPEN
                               : in->state->appeal_open      ? DY_CASE_APPEAL_UNTIL
                                                             : DY_CASE_APPEAL_OVER;
    if (*id)
        return NULL;
    struct dy_why *why =
        dy_claim_add(&in->claims, NULL, claim,
                     term ? dy_claim_day(&in->claims, in->state->appeal_end.last) : NULL);
    if (law->kind == DY_APPEAL_OPEN)
        dy_claim_title(&in->claims, why, "whom", &law->whom, "");
    dy_claim_cite(&in->claims, why, law->cite, law->unverified);
    if (law->has_term) {
        struct dy_why *counted = dy_claim_term(&in->claims, why, law->term);
        dy_claim_date(&in->claims, counted, "from",
                      dy_zone_date(in->state->of->zone, in->state->since, NULL));
        say_skipped(in, counted, &in->state->appeal_end);
    }
    if (in->state->n_moves)
        say_move(in, why, &in->state->moves[in->state->n_moves - 1]);
    return why;
}

static struct dy_why *why_act(struct job *in, const char *id)
{
    uint32_t act = dy_procedure_act_find(in->law, id);
    if (act == DY_NO_PART)
        return NULL;
    const struct dy_procedure_act *law = &in->law->acts[act];
    const struct dy_case_answer *answer = &in->state->options[act].answer;
    bool may = answer->refusal == DY_MAY;
    struct dy_why *why = dy_claim_add(&in->claims, NULL, may ? DY_CASE_MAY : DY_CASE_MAY_NOT, NULL);
    dy_claim_title(&in->claims, why, "act", &law->title, law->id);
    dy_claim_cite(&in->claims, why, law->cite, law->unverified);
    if (may) {
        const struct dy_procedure_role *role = &in->law->roles[law->roles[0]];
        dy_claim_title(&in->claims, why, "role", &role->title, role->id);
        return why;
    }
    struct dy_why **because = DY_NEW(in->claims.mem, struct dy_why *, 1);
    struct dy_why *reason = DY_NEW(in->claims.mem, struct dy_why, 1);
    if (!because || !reason) {
        in->claims.code = dy_no_memory(in->claims.err);
        return why;
    }
    *reason = *answer->why;
    *because = reason;
    why->because = because;
    why->n_because = 1;
    return why;
}

static struct dy_why *why_acts(struct job *in, const char *id)
{
    const struct dy_case_state *state = in->state;
    struct dy_why *why = *id ? NULL
                             : dy_claim_add(&in->claims, NULL, DY_CASE_ACTS,
                                            dy_claim_digits(&in->claims, state->n_accepted));
    for (size_t i = 0; why && i < state->n_accepted; i++)
        say_act(in, why, state->accepted[i]);
    for (size_t i = 0; why && i < state->n_refused; i++) {
        const struct dy_case_refused *refused = &state->refused[i];
        const struct dy_procedure_act *law = law_act(in, refused->act);
        const struct dy_case_act *given = &state->of->acts[refused->act];
        struct dy_why *node = dy_claim_add(&in->claims, why, DY_CASE_REFUSED, NULL);
        dy_claim_title(&in->claims, node, "act", law ? &law->title : NULL, given->act);
        dy_claim_say(&in->claims, node, "when", dy_claim_moment(&in->claims, given->at));
        struct dy_why **because = DY_NEW(in->claims.mem, struct dy_why *, 1);
        struct dy_why *reason = DY_NEW(in->claims.mem, struct dy_why, 1);
        if (!because || !reason || node == &in->claims.spare)
            continue;
        *reason = *refused->answer.why;
        *because = reason;
        node->because = because;
        node->n_because = 1;
    }
    return why;
}

static const struct {
    const char *name;
    struct dy_why *(*say)(struct job *, const char *id);
} questions[] = {{"step", why_step},       {"deadline", why_deadline},
                 {"outcome", why_outcome}, {"threshold", why_threshold},
                 {"appeal", why_appeal},   {"act", why_act},
                 {"acts", why_acts}};

enum dy_code dy_case_why(struct dy_arena *mem, const struct dy_case_state *state, const char *path,
                         const struct dy_why **out, struct dy_err *err)
{
    struct job in = {
        .claims = {.mem = mem, .of = state->of, .err = err}, .state = state, .law = state->of->law};
    const char *slash = strchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : strlen(path);
    struct dy_why *why = NULL;
    for (size_t i = 0; i < DY_COUNT_OF(questions) && !why && state->is_open; i++)
        if (strlen(questions[i].name) == n && memcmp(questions[i].name, path, n) == 0)
            why = questions[i].say(&in, slash ? slash + 1 : "");
    if (!state->is_open)
        why = dy_claim_add(&in.claims, NULL, DY_CASE_NOT_OPEN, NULL);
    if (in.claims.code)
        return in.claims.code;
    if (!why)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "\"%.60s\" is nothing to ask of a case; there are step, deadline, "
                       "deadline/CLOCK, threshold/ID, outcome, appeal, act/ID and acts",
                       path);
    *out = why;
    return DY_OK;
}

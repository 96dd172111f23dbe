/*
 * Clocks: start, extension, suspension, stop, running out.
 *
 * The end of a run is folded anew from its start through its changes with the calendar of the
 * moment it is asked for, so that a day declared later moves it, and only while it is ahead.
 */
#include "cases/replay.h"

#include <string.h>

enum { HOUR = 3600 };

static const struct dy_procedure_clock *law_of(const struct dy_replay *in,
                                               const struct dy_clock_run *run)
{
    return &in->law->clocks[run->out.clock];
}

static struct dy_date day_of(const struct dy_replay *in, dy_moment at)
{
    return dy_zone_date(in->of->zone, at, NULL);
}

static bool waits(const struct dy_clock_run *run)
{
    return run->out.stopped == 0;
}

static bool is_suspended(const struct dy_clock_run *run)
{
    const struct dy_clock_change *changes = run->changes.items;
    size_t n = run->changes.n;
    return n > 0 && changes[n - 1].kind == DY_CHANGE_SUSPENDED && changes[n - 1].resumed == 0;
}

struct dy_clock_run *dy_clocks_running(const struct dy_replay *in, uint32_t clock)
{
    struct dy_clock_run *runs = in->clocks.items;
    for (size_t i = in->clocks.n; i-- > 0;)
        if (runs[i].out.clock == clock && waits(&runs[i]))
            return &runs[i];
    return NULL;
}

bool dy_clock_is_over(const struct dy_clock_run *run, dy_moment at)
{
    return at >= run->expires;
}

/* --- where a run ends --- */

/* Working days after `from`, up to `until`; false when a year is not known. */
static bool working_days(const struct dy_calendar *calendar, struct dy_date from,
                         struct dy_date until, uint32_t *out)
{
    *out = 0;
    for (struct dy_date day = dy_date_add_days(from, 1); dy_date_compare(day, until) <= 0;
         day = dy_date_add_days(day, 1)) {
        struct dy_day kind = dy_calendar_day(calendar, day);
        if (kind.kind == DY_DAY_UNKNOWN)
            return false;
        *out += dy_day_is_working(kind);
    }
    return true;
}

static uint32_t days_between(struct dy_date from, struct dy_date until)
{
    int32_t days = dy_date_to_days(until) - dy_date_to_days(from);
    return days > 0 ? (uint32_t)days : 0;
}

/* What is left of the term on the day it was suspended. */
static bool days_left(const struct dy_replay *in, const struct dy_clock_run *run,
                      const struct dy_calendar *calendar, const struct dy_period_end *end,
                      struct dy_date day, uint32_t *out)
{
    const struct dy_clock_term *term = &law_of(in, run)->terms[run->out.term];
    *out = days_between(day, end->counted);
    return term->term.unit != DY_PERIOD_WORKING_DAYS ||
           working_days(calendar, day, end->counted, out);
}

static enum dy_code extend(struct dy_replay *in, const struct dy_clock_run *run,
                           const struct dy_calendar *calendar, const struct dy_clock_change *change,
                           struct dy_period_end *end)
{
    const struct dy_clock_extension *law = &law_of(in, run)->extension;
    struct dy_period_end most = *end;
    enum dy_code code = DY_OK;
    if (law->has_term)
        code = dy_period_end(in->mem, calendar, law->term,
                             law->from_start ? run->out.from : end->last, &most, in->err);
    if (!law->has_term && !dy_date_is_set(change->until))
        return DY_OK;
    if (code || (law->has_term && (!most.is_set || !dy_date_is_set(change->until) ||
                                   dy_date_compare(change->until, most.last) >= 0))) {
        *end = most;
        return code;
    }
    struct dy_period asked = {days_between(end->last, change->until), DY_PERIOD_DAYS,
                              DY_ENDS_AS_COUNTED};
    return dy_period_end(in->mem, calendar, asked, end->last, end, in->err);
}

static enum dy_code suspend(struct dy_replay *in, const struct dy_clock_run *run,
                            const struct dy_calendar *calendar,
                            const struct dy_clock_change *change, struct dy_period_end *end)
{
    struct dy_period left = law_of(in, run)->terms[run->out.term].term;
    if (change->resumed == 0)
        return DY_OK;
    if (!days_left(in, run, calendar, end, day_of(in, change->from), &left.n)) {
        *end = (struct dy_period_end){.unknown_year = end->counted.year};
        return DY_OK;
    }
    if (left.unit == DY_PERIOD_MONTHS)
        left.unit = DY_PERIOD_DAYS;
    return dy_period_end(in->mem, calendar, left, day_of(in, change->resumed), end, in->err);
}

/* The end with the calendar known at a moment. */
static enum dy_code end_at(struct dy_replay *in, const struct dy_clock_run *run,
                           const struct dy_calendar *calendar, struct dy_period_end *out)
{
    const struct dy_clock_change *changes = run->changes.items;
    const struct dy_clock_term *term = &law_of(in, run)->terms[run->out.term];
    enum dy_code code = dy_period_end(in->mem, calendar, term->term, run->out.from, out, in->err);
    for (size_t i = 0; i < run->changes.n && !code && out->is_set; i++)
        code = changes[i].kind == DY_CHANGE_EXTENDED ? extend(in, run, calendar, &changes[i], out)
                                                     : suspend(in, run, calendar, &changes[i], out);
    return code;
}

/* Terms in hours: the last second. What a suspension took is added. */
static dy_moment last_of_hours(const struct dy_replay *in, const struct dy_clock_run *run)
{
    const struct dy_clock_change *changes = run->changes.items;
    dy_moment last = run->base + (dy_moment)law_of(in, run)->terms[run->out.term].term.n * HOUR;
    for (size_t i = 0; i < run->changes.n; i++)
        if (changes[i].resumed)
            last += changes[i].resumed - changes[i].from;
    return last;
}

static bool in_hours(const struct dy_replay *in, const struct dy_clock_run *run)
{
    return law_of(in, run)->terms[run->out.term].term.unit == DY_PERIOD_HOURS;
}

/*
 * The first second after the term. Where a calendar moves an end that had passed by the time it was
 * known, the end stays.
 */
static enum dy_code find_expiry(struct dy_replay *in, struct dy_clock_run *run)
{
    const struct dy_case *of = in->of;
    run->expires = INT64_MAX;
    if (is_suspended(run))
        return DY_OK;
    if (in_hours(in, run)) {
        run->expires = last_of_hours(in, run) + 1;
        return DY_OK;
    }
    for (size_t i = 0; i < of->n_calendars; i++) {
        bool newest = i + 1 == of->n_calendars;
        dy_moment from = i == 0 ? run->changed : dy_zone_day_start(of->zone, of->calendars[i].from);
        dy_moment until =
            newest ? INT64_MAX : dy_zone_day_start(of->zone, of->calendars[i + 1].from);
        struct dy_period_end end;
        if (until <= run->changed)
            continue;
        enum dy_code code = end_at(in, run, of->calendars[i].calendar, &end);
        if (code)
            return code;
        dy_moment after = end.is_set ? dy_zone_day_end(of->zone, end.last) + 1 : INT64_MAX;
        after = after < from ? from : after;
        after = after < run->changed ? run->changed : after;
        if (after < until || (newest && end.is_set)) {
            run->expires = after;
            return DY_OK;
        }
    }
    return DY_OK;
}

/* --- start and stop --- */

static void leave(struct dy_clock_run *run, enum dy_clock_state state, dy_moment at, uint32_t said)
{
    run->out.state = state;
    run->out.stopped = at;
    run->out.stopped_act = said;
}

enum dy_code dy_clocks_stop(struct dy_replay *in, uint32_t act, uint32_t said)
{
    struct dy_clock_run *runs = in->clocks.items;
    for (size_t i = 0; i < in->clocks.n; i++) {
        const struct dy_procedure_clock *law = law_of(in, &runs[i]);
        if (waits(&runs[i]) && dy_in_list(law->n_stops, law->stops, act))
            leave(&runs[i], dy_clock_is_over(&runs[i], in->at) ? DY_CLOCK_LATE : DY_CLOCK_IN_TIME,
                  in->at, said);
    }
    return DY_OK;
}

void dy_clocks_leave(struct dy_replay *in)
{
    struct dy_clock_run *runs = in->clocks.items;
    for (size_t i = 0; i < in->clocks.n; i++)
        if (waits(&runs[i]))
            leave(&runs[i], DY_CLOCK_LEFT, in->at, DY_NO_PART);
}

/* The day, and for hours the moment, that the term runs from. */
static bool find_base(const struct dy_replay *in, const struct dy_procedure_clock *law,
                      struct dy_clock_run *run)
{
    run->base = in->at;
    run->out.from = day_of(in, in->at);
    if (law->start_field == DY_NO_PART)
        return true;
    const char *value = in->state->values[law->start_field];
    return dy_replay_day(in, law->start_field, &run->out.from) &&
           dy_moment_parse(in->of->zone, value, &run->base);
}

static enum dy_code find_term(struct dy_replay *in, const struct dy_procedure_clock *law,
                              uint32_t *out)
{
    enum dy_code code = DY_OK;
    *out = DY_NO_PART;
    for (uint32_t i = 0; i < law->n_terms && *out == DY_NO_PART && !code; i++) {
        bool holds;
        code = dy_conditions_hold(in, law->terms[i].n_conditions, law->terms[i].conditions, &holds);
        if (!code && holds)
            *out = i;
    }
    return code;
}

static enum dy_code start(struct dy_replay *in, uint32_t clock, uint32_t said)
{
    const struct dy_procedure_clock *law = &in->law->clocks[clock];
    struct dy_clock_run run = {.out = {.clock = clock,
                                       .started = in->at,
                                       .act = said,
                                       .extended_act = DY_NO_PART,
                                       .suspended_act = DY_NO_PART,
                                       .resumed_act = DY_NO_PART,
                                       .stopped_act = DY_NO_PART},
                               .changed = in->at},
                        *before = dy_clocks_running(in, clock), *slot;
    enum dy_code code = find_term(in, law, &run.out.term);
    if (code || run.out.term == DY_NO_PART || !find_base(in, law, &run))
        return code;
    if (before)
        leave(before, DY_CLOCK_LEFT, in->at, said);
    code = find_expiry(in, &run);
    if (!code && !(slot = dy_vec_push(in->mem, &in->clocks, sizeof *slot)))
        code = dy_no_memory(in->err);
    if (!code)
        *slot = run;
    return code;
}

enum dy_code dy_clocks_start(struct dy_replay *in, uint32_t act, uint32_t said, uint32_t step)
{
    enum dy_code code = DY_OK;
    for (uint32_t i = 0; i < in->law->n_clocks && !code; i++) {
        const struct dy_procedure_clock *law = &in->law->clocks[i];
        bool by_act = act != DY_NO_PART && dy_in_list(law->n_starts, law->starts, act);
        bool by_step = step != DY_NO_PART && law->start_step == step;
        if (by_act || by_step)
            code = start(in, i, said);
    }
    return code;
}

/* --- extension, suspension --- */

static void keep_before(struct dy_replay *in, struct dy_clock_run *run)
{
    struct dy_period_end end;
    if (end_at(in, run, dy_replay_calendar(in, in->at), &end) == DY_OK && end.is_set)
        run->out.before = end.last;
}

static enum dy_code add_change(struct dy_replay *in, struct dy_clock_run *run,
                               struct dy_clock_change change)
{
    struct dy_clock_change *slot = dy_vec_push(in->mem, &run->changes, sizeof *slot);
    if (!slot)
        return dy_no_memory(in->err);
    *slot = change;
    return DY_OK;
}

static enum dy_code change_extend(struct dy_replay *in, struct dy_clock_run *run, uint32_t said)
{
    const struct dy_clock_extension *law = &law_of(in, run)->extension;
    struct dy_clock_change change = {.kind = DY_CHANGE_EXTENDED};
    const char *until = law->until == DY_NO_PART
                            ? NULL
                            : dy_act_said(&in->of->acts[said], in->law->fields[law->until].id);
    if (until && !dy_date_parse(until, &change.until))
        change.until = (struct dy_date){0};
    keep_before(in, run);
    run->out.n_extended++;
    run->out.extended_act = said;
    return add_change(in, run, change);
}

static enum dy_code change_suspend(struct dy_replay *in, struct dy_clock_run *run, uint32_t said)
{
    struct dy_clock_change change = {.kind = DY_CHANGE_SUSPENDED, .from = in->at};
    struct dy_period_end end;
    keep_before(in, run);
    run->out.suspended_act = said;
    if (in_hours(in, run)) {
        run->out.suspended_days = (uint32_t)(last_of_hours(in, run) - in->at);
    } else {
        const struct dy_calendar *calendar = dy_replay_calendar(in, in->at);
        enum dy_code code = end_at(in, run, calendar, &end);
        if (code)
            return code;
        if (end.is_set &&
            !days_left(in, run, calendar, &end, day_of(in, in->at), &run->out.suspended_days))
            run->out.suspended_days = 0;
    }
    return add_change(in, run, change);
}

static void change_resume(struct dy_replay *in, struct dy_clock_run *run, uint32_t said)
{
    struct dy_clock_change *changes = run->changes.items;
    changes[run->changes.n - 1].resumed = in->at;
    run->out.resumed_act = said;
}

enum dy_code dy_clocks_change(struct dy_replay *in, uint32_t act, uint32_t said)
{
    enum dy_code code = DY_OK;
    for (uint32_t i = 0; i < in->law->n_clocks && !code; i++) {
        const struct dy_procedure_clock *law = &in->law->clocks[i];
        struct dy_clock_run *run = dy_clocks_running(in, i);
        bool extends = law->extension.act == act, suspends = law->suspended_by == act;
        bool resumes = law->resumed_by == act;
        if (!run || (!extends && !suspends && !resumes))
            continue;
        if (extends && !dy_clock_is_over(run, in->at))
            code = change_extend(in, run, said);
        else if (suspends && !is_suspended(run) && !dy_clock_is_over(run, in->at))
            code = change_suspend(in, run, said);
        else if (resumes && is_suspended(run))
            change_resume(in, run, said);
        else
            continue;
        run->changed = in->at;
        if (!code)
            code = find_expiry(in, run);
    }
    return code;
}

/* Is the new last day asked for within what the law allows, and not before the old one? */
static enum dy_code may_extend(struct dy_replay *in, const struct dy_clock_run *run,
                               const struct dy_case_act *said, bool *out)
{
    const struct dy_clock_extension *law = &law_of(in, run)->extension;
    const char *text =
        said && law->until != DY_NO_PART ? dy_act_said(said, in->law->fields[law->until].id) : NULL;
    const struct dy_calendar *calendar = dy_replay_calendar(in, in->at);
    struct dy_period_end end, most = {0};
    struct dy_date until;
    *out = run->out.n_extended < law->times && !is_suspended(run);
    if (!*out || !text || !dy_date_parse(text, &until))
        return DY_OK;
    enum dy_code code = end_at(in, run, calendar, &end);
    if (code || !end.is_set)
        return code;
    code = dy_period_end(in->mem, calendar, law->term, law->from_start ? run->out.from : end.last,
                         &most, in->err);
    *out = dy_date_compare(until, end.last) > 0 &&
           (!most.is_set || dy_date_compare(until, most.last) <= 0);
    return code;
}

enum dy_code dy_clocks_may(struct dy_replay *in, uint32_t act, const struct dy_case_act *said,
                           bool *out)
{
    bool asked = false, found = false;
    enum dy_code code = DY_OK;
    for (uint32_t i = 0; i < in->law->n_clocks && !code; i++) {
        const struct dy_procedure_clock *law = &in->law->clocks[i];
        const struct dy_clock_run *run = dy_clocks_running(in, i);
        bool extends = law->extension.act == act, suspends = law->suspended_by == act;
        bool resumes = law->resumed_by == act, good = false;
        if (!extends && !suspends && !resumes)
            continue;
        asked = true;
        if (!run || (!resumes && dy_clock_is_over(run, in->at)))
            continue;
        good = resumes ? is_suspended(run) : !is_suspended(run);
        if (extends && good)
            code = may_extend(in, run, said, &good);
        found |= good;
    }
    *out = !asked || found;
    return code;
}

/* --- running out --- */

struct dy_clock_run *dy_clocks_due(struct dy_replay *in, dy_moment until)
{
    struct dy_clock_run *runs = in->clocks.items, *first = NULL;
    for (size_t i = 0; i < in->clocks.n; i++)
        if (waits(&runs[i]) && law_of(in, &runs[i])->has_silence && !runs[i].silence_spent &&
            runs[i].expires <= until && (!first || runs[i].expires < first->expires))
            first = &runs[i];
    return first;
}

/* --- what each is at --- */

static bool same_end(const struct dy_period_end *a, const struct dy_period_end *b)
{
    return a->is_set == b->is_set && (!a->is_set || dy_date_compare(a->last, b->last) == 0);
}

/* The calendar that counted: as known now, or when the run was over. */
static dy_moment known_at(const struct dy_replay *in, const struct dy_clock_run *run)
{
    dy_moment at = run->out.stopped ? run->out.stopped : in->at;
    if (run->out.stopped && at > run->changed && run->out.state == DY_CLOCK_SILENT)
        at--;
    return run->expires != INT64_MAX && run->expires - 1 < at ? run->expires - 1 : at;
}

static enum dy_code settle_end(struct dy_replay *in, struct dy_clock_run *run)
{
    struct dy_case_clock *out = &run->out;
    if (in_hours(in, run)) {
        out->last = last_of_hours(in, run);
        return DY_OK;
    }
    enum dy_code code = end_at(in, run, dy_replay_calendar(in, known_at(in, run)), &out->end);
    if (!code)
        code = end_at(in, run, dy_replay_calendar(in, run->changed), &out->first);
    out->moved = !same_end(&out->end, &out->first);
    if (!code && out->end.is_set)
        out->last = dy_zone_day_end(in->of->zone, out->end.last);
    return code;
}

static void settle_state(const struct dy_replay *in, struct dy_clock_run *run)
{
    struct dy_case_clock *out = &run->out;
    dy_moment until = out->stopped ? out->stopped : in->at;
    if (!out->stopped)
        out->state = is_suspended(run)                ? DY_CLOCK_SUSPENDED
                     : dy_clock_is_over(run, in->at)  ? DY_CLOCK_OVERDUE
                     : out->last || in_hours(in, run) ? DY_CLOCK_RUNS
                                                      : DY_CLOCK_UNKNOWN;
    if (out->last && until >= run->expires && out->state != DY_CLOCK_SILENT)
        out->days_over = days_between(day_of(in, out->last), day_of(in, until));
}

enum dy_code dy_clocks_settle(struct dy_replay *in)
{
    struct dy_clock_run *runs = in->clocks.items;
    struct dy_case_state *state = in->state;
    enum dy_code code = DY_OK;
    state->n_clocks = in->clocks.n;
    state->next = DY_NO_PART;
    state->clocks = DY_NEW(in->mem, struct dy_case_clock, in->clocks.n);
    if (!state->clocks)
        return dy_no_memory(in->err);
    for (uint32_t i = 0; i < in->clocks.n && !code; i++) {
        code = settle_end(in, &runs[i]);
        settle_state(in, &runs[i]);
        state->clocks[i] = runs[i].out;
        bool open = !runs[i].out.stopped && runs[i].expires != INT64_MAX;
        if (open && (state->next == DY_NO_PART || runs[i].expires < runs[state->next].expires))
            state->next = i;
    }
    return code;
}

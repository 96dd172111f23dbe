/*
 * A case written as lines in a test: "TIME ROLE[@WHO] ACT [field=value ...]", one act a line.
 */
#ifndef DAUYS_TEST_CASES_HELP_H
#define DAUYS_TEST_CASES_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/cases.h"
#include "dauys/law.h"

struct trial {
    struct dy_arena mem;
    struct dy_err err;
    const struct dy_procedure *procedure;
    const struct dy_calendar *calendar;
    struct dy_case of;
    const struct dy_case_state *state;
};

static inline void must(enum dy_code code, const struct dy_err *err)
{
    char text[500];
    dy_err_format(err, text, sizeof text);
    if (code)
        fail_msg("%s", text);
}

static inline dy_moment at(const struct trial *in, const char *text)
{
    dy_moment out;
    if (!dy_moment_parse(in->of.zone, text, &out))
        fail_msg("\"%s\" is no moment", text);
    return out;
}

static inline void trial_begin(struct trial *in, const char *id, const char *day)
{
    struct dy_calendar_known *known;
    struct dy_date date;
    memset(in, 0, sizeof *in);
    dy_arena_init(&in->mem);
    must(dy_procedure_find(&in->mem, "law", id, &in->procedure, &in->err), &in->err);
    must(dy_procedure_calendar(&in->mem, in->procedure, &in->calendar, &in->err), &in->err);
    must(dy_calendar_versions(&in->mem, in->calendar, &in->of.n_calendars, &known, &in->err),
         &in->err);
    in->of.calendars = known;
    in->of.zone = dy_calendar_zone(in->calendar, NULL);
    in->of.id = "1";
    assert_true(dy_date_parse(day, &date));
    must(dy_procedure_on(in->procedure, date, &in->of.law, &in->err), &in->err);
}

static inline void trial_end(struct trial *in)
{
    dy_arena_finish(&in->mem);
}

static inline void parse_act(struct trial *in, char *line, struct dy_case_act *out)
{
    char *rest = NULL, *time = strtok_r(line, " ", &rest), *role = strtok_r(NULL, " ", &rest);
    char *who = strchr(role, '@');
    struct dy_case_value *values = DY_NEW(&in->mem, struct dy_case_value, 16);
    if (who)
        *who++ = '\0';
    *out = (struct dy_case_act){
        .role = role, .who = who, .at = at(in, time), .act = strtok_r(NULL, " ", &rest)};
    for (char *word; (word = strtok_r(NULL, " ", &rest)); out->n_values++) {
        char *equals = strchr(word, '=');
        assert_non_null(equals);
        *equals = '\0';
        values[out->n_values] = (struct dy_case_value){word, equals + 1};
    }
    out->values = values;
}

/* Add the acts of `lines` to the case. */
static inline void acts(struct trial *in, const char *lines)
{
    char *text = dy_arena_copy(&in->mem, lines, strlen(lines)), *rest = NULL;
    struct dy_case_act *all = DY_NEW(&in->mem, struct dy_case_act, in->of.n_acts + 64);
    assert_true(text && all);
    if (in->of.n_acts)
        memcpy(all, in->of.acts, in->of.n_acts * sizeof *all);
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        parse_act(in, line, &all[in->of.n_acts++]);
    in->of.acts = all;
}

/* The state at a moment. */
static inline const struct dy_case_state *on(struct trial *in, const char *moment)
{
    must(dy_case_replay(&in->mem, &in->of, at(in, moment), &in->state, &in->err), &in->err);
    return in->state;
}

static inline const char *step_of(const struct trial *in)
{
    return in->state->is_open ? in->of.law->steps[in->state->step].id : "";
}

/* The newest run of a clock; one of no clock when it never ran. */
static inline const struct dy_case_clock *clock_of(const struct trial *in, const char *id)
{
    static const struct dy_case_clock nothing = {.clock = DY_NO_PART};
    uint32_t clock = dy_procedure_clock_find(in->of.law, id);
    assert_int_not_equal(clock, DY_NO_PART);
    for (size_t i = in->state->n_clocks; i-- > 0;)
        if (in->state->clocks[i].clock == clock)
            return &in->state->clocks[i];
    return &nothing;
}

static inline const char *last_day(const struct trial *in, const char *clock)
{
    static char text[11];
    const struct dy_case_clock *of = clock_of(in, clock);
    text[0] = '\0';
    if (of->end.is_set)
        dy_date_format(of->end.last, text);
    return text;
}

/* The derivation as text, one node a line, two spaces a level. */
static inline void tell(struct trial *in, const struct dy_why *why, int level, char *out,
                        size_t size)
{
    size_t n = strlen(out);
    const char *said = dy_why_say(&in->mem, "en", why);
    (void)snprintf(out + n, size - n, "%*s%s%s%s\n", level * 2, "", said ? said : "",
                   why->value ? ": " : "", why->value ? why->value : "");
    for (size_t i = 0; i < why->n_because; i++)
        tell(in, why->because[i], level + 1, out, size);
}

static inline const char *why(struct trial *in, const char *path)
{
    static char text[1 << 14];
    const struct dy_why *of = NULL;
    must(dy_case_why(&in->mem, in->state, path, &of, &in->err), &in->err);
    text[0] = '\0';
    tell(in, of, 0, text, sizeof text);
    return text;
}

/* Why the newest act was refused; "" when it was not. */
static inline const char *refusal(const struct trial *in)
{
    const struct dy_case_state *state = in->state;
    if (!state->n_refused || state->refused[state->n_refused - 1].act != in->of.n_acts - 1)
        return "";
    return dy_refusal_name(state->refused[state->n_refused - 1].answer.refusal);
}

#endif

/* Conditions: of acts, of rows of terms and thresholds, of silence. */
#include "cases/replay.h"

#include <string.h>

const struct dy_calendar *dy_case_calendar(const struct dy_case *of, dy_moment at)
{
    struct dy_date day = dy_zone_date(of->zone, at, NULL);
    size_t i = of->n_calendars - 1;
    while (i > 0 && dy_date_compare(day, of->calendars[i].from) < 0)
        i--;
    return of->calendars[i].calendar;
}

const struct dy_calendar *dy_replay_calendar(const struct dy_replay *in, dy_moment at)
{
    return dy_case_calendar(in->of, at);
}

bool dy_replay_day(const struct dy_replay *in, uint32_t field, struct dy_date *out)
{
    const char *value = in->state->values[field];
    dy_moment moment;
    if (!value)
        return false;
    if (in->law->fields[field].type == DY_FIELD_DATE)
        return dy_date_parse(value, out);
    if (!dy_moment_parse(in->of->zone, value, &moment))
        return false;
    *out = dy_zone_date(in->of->zone, moment, NULL);
    return true;
}

static struct dy_date day_before(struct dy_date day)
{
    static const struct dy_date first = {1, 1, 1};
    return dy_date_compare(day, first) <= 0 ? first : dy_date_from_days(dy_date_to_days(day) - 1);
}

/* The same day n months earlier, or that month's last day. */
static struct dy_date months_before(struct dy_date day, uint32_t n)
{
    int64_t months = (int64_t)day.year * 12 + day.month - 1 - n;
    struct dy_date first = {1, 1, 1};
    if (months < 12)
        return first;
    struct dy_date out = {(int16_t)(months / 12), (uint8_t)(months % 12 + 1), day.day};
    struct dy_date start = {out.year, out.month, 1}, next = dy_date_add_months(start, 1);
    int32_t length = dy_date_to_days(next) - dy_date_to_days(start);
    out.day = out.day > length ? (uint8_t)length : out.day;
    return out;
}

bool dy_day_ahead(const struct dy_calendar *calendar, struct dy_period term, struct dy_date day,
                  struct dy_date *out)
{
    *out = day;
    if (term.unit == DY_PERIOD_MONTHS) {
        *out = months_before(day, term.n);
        return true;
    }
    for (uint32_t i = 0; i < term.n; i++) {
        *out = day_before(*out);
        if (term.unit == DY_PERIOD_WORKING_DAYS &&
            !dy_calendar_working_day_before(calendar, *out, out))
            return false;
    }
    return true;
}

static enum dy_code test_term(struct dy_replay *in, const struct dy_procedure_condition *condition,
                              enum dy_truth *out)
{
    const struct dy_calendar *calendar = dy_replay_calendar(in, in->at);
    struct dy_date today = dy_zone_date(in->of->zone, in->at, NULL), day, last;
    struct dy_period_end end;
    bool known = true;
    if (!dy_replay_day(in, condition->part, &day)) {
        *out = DY_FALSE;
        return DY_OK;
    }
    if (condition->kind == DY_IF_AHEAD) {
        known = dy_day_ahead(calendar, condition->term, day, &last);
    } else {
        enum dy_code code = dy_period_end(in->mem, calendar, condition->term, day, &end, in->err);
        if (code)
            return code;
        known = end.is_set;
        last = end.last;
    }
    bool holds = known && dy_date_compare(today, last) <= 0;
    *out = !known ? DY_UNKNOWN : holds != condition->negated ? DY_TRUE : DY_FALSE;
    return DY_OK;
}

static bool number_holds(const struct dy_procedure_condition *condition, uint64_t n)
{
    switch (condition->relation) {
    case DY_NUMBER_AT_LEAST:
        return n >= condition->n;
    case DY_NUMBER_MORE_THAN:
        return n > condition->n;
    case DY_NUMBER_AT_MOST:
        return n <= condition->n;
    case DY_NUMBER_FEWER_THAN:
        return n < condition->n;
    }
    return false;
}

static bool test_number(const struct dy_replay *in, const struct dy_procedure_condition *condition)
{
    const char *value = in->state->values[condition->part];
    dy_votes n;
    return value && dy_parse_votes(value, strlen(value), &n) && number_holds(condition, n);
}

static bool test_field(const struct dy_replay *in, const struct dy_procedure_condition *condition)
{
    const struct dy_procedure_field *field = &in->law->fields[condition->part];
    const char *value = in->state->values[condition->part];
    bool found = false;
    for (size_t i = 0; value && i < condition->n_values && !found; i++)
        found = strcmp(field->options[condition->values[i]].id, value) == 0;
    return value && found != condition->negated;
}

static bool test_threshold(const struct dy_replay *in,
                           const struct dy_procedure_condition *condition)
{
    const struct dy_case_threshold *threshold = &in->state->thresholds[condition->part];
    return threshold->is_known && threshold->reached != condition->negated;
}

static bool test_clock(const struct dy_replay *in, const struct dy_procedure_condition *condition)
{
    const struct dy_clock_run *run = dy_clocks_running(in, condition->part);
    bool runs = run && !dy_clock_is_over(run, in->at);
    return runs != condition->negated;
}

enum dy_code dy_condition_test(struct dy_replay *in, const struct dy_procedure_condition *condition,
                               enum dy_truth *out)
{
    bool holds = false;
    switch (condition->kind) {
    case DY_IF_WITHIN:
    case DY_IF_AHEAD:
        return test_term(in, condition, out);
    case DY_IF_FIELD:
        holds = test_field(in, condition);
        break;
    case DY_IF_NUMBER:
        holds = test_number(in, condition);
        break;
    case DY_IF_THRESHOLD:
        holds = test_threshold(in, condition);
        break;
    case DY_IF_CLOCK:
        holds = test_clock(in, condition);
        break;
    case DY_IF_DONE:
        holds = in->done[condition->part] != condition->negated;
        break;
    }
    *out = holds ? DY_TRUE : DY_FALSE;
    return DY_OK;
}

enum dy_code dy_conditions_hold(struct dy_replay *in, size_t n,
                                const struct dy_procedure_condition *conditions, bool *out)
{
    *out = true;
    for (size_t i = 0; i < n && *out; i++) {
        enum dy_truth truth;
        enum dy_code code = dy_condition_test(in, &conditions[i], &truth);
        if (code)
            return code;
        *out = truth == DY_TRUE;
    }
    return DY_OK;
}

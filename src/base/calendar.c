/* Working days and terms. Every search goes day by day: terms are short, calendars are few. */
#include "dauys/calendar.h"

#include <string.h>

const char *dy_day_kind_name(enum dy_day_kind kind)
{
    static const char *const names[] = {
        [DY_DAY_UNKNOWN] = "unknown", [DY_DAY_WORKING] = "working", [DY_DAY_WEEKEND] = "weekend",
        [DY_DAY_HOLIDAY] = "holiday", [DY_DAY_OFF] = "day-off",     [DY_DAY_WORKED] = "worked",
    };
    return names[kind];
}

/* --- dates --- */

static const struct dy_date last_of_all = {9999, 12, 31};

unsigned dy_date_weekday(struct dy_date date)
{
    int32_t day = (dy_date_to_days(date) + 3) % 7; /* 1970-01-01 was a Thursday */
    return (unsigned)(day < 0 ? day + 7 : day);
}

struct dy_date dy_date_add_days(struct dy_date date, uint32_t n)
{
    int64_t days = (int64_t)dy_date_to_days(date) + n;
    if (days > dy_date_to_days(last_of_all))
        return (struct dy_date){0};
    return dy_date_from_days((int32_t)days);
}

struct dy_date dy_date_add_months(struct dy_date date, uint32_t n)
{
    int64_t months = (int64_t)date.year * 12 + date.month - 1 + n;
    if (months / 12 > last_of_all.year)
        return (struct dy_date){0};
    struct dy_date first = {(int16_t)(months / 12), (uint8_t)(months % 12 + 1), 1};
    int64_t after = months + 1;
    if (after / 12 > last_of_all.year)
        return (struct dy_date){first.year, first.month, date.day};
    struct dy_date next = {(int16_t)(after / 12), (uint8_t)(after % 12 + 1), 1};
    int32_t length = dy_date_to_days(next) - dy_date_to_days(first);
    first.day = date.day > length ? (uint8_t)length : date.day;
    return first;
}

/* --- days --- */

static const struct dy_calendar_year *find_year(const struct dy_calendar *calendar, int16_t year)
{
    for (size_t i = 0; calendar && i < calendar->n_years; i++)
        if (calendar->years[i].year == year)
            return &calendar->years[i];
    return NULL;
}

static const struct dy_calendar_day *find_entry(const struct dy_calendar_year *year,
                                                struct dy_date date)
{
    size_t low = 0, high = year->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dy_date_compare(year->days[middle].date, date);
        if (order == 0)
            return &year->days[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct dy_day dy_calendar_day(const struct dy_calendar *calendar, struct dy_date date)
{
    struct dy_day out = {.date = date, .kind = DY_DAY_UNKNOWN};
    const struct dy_calendar_year *year = find_year(calendar, date.year);
    if (!dy_date_is_set(date) || !year)
        return out;
    bool weekend = calendar->weekend >> dy_date_weekday(date) & 1;
    out.entry = find_entry(year, date);
    out.kind = out.entry ? out.entry->kind : weekend ? DY_DAY_WEEKEND : DY_DAY_WORKING;
    /* a plain Sunday is one, whoever made the list of holidays */
    out.unverified =
        out.entry ? out.entry->unverified || year->unverified : !weekend && year->unverified;
    return out;
}

bool dy_day_is_working(struct dy_day day)
{
    return day.kind == DY_DAY_WORKING || day.kind == DY_DAY_WORKED;
}

/* One day on or back; unset at the ends of time. */
static struct dy_date step(struct dy_date date, bool back)
{
    static const struct dy_date first_of_all = {1, 1, 1};
    if (!back)
        return dy_date_add_days(date, 1);
    return dy_date_compare(date, first_of_all) == 0 ? (struct dy_date){0}
                                                    : dy_date_from_days(dy_date_to_days(date) - 1);
}

/* The nearest working day from `date` on; false at the first day that is not known. */
static bool find_working(const struct dy_calendar *calendar, struct dy_date date, bool back,
                         struct dy_date *out)
{
    struct dy_day day = dy_calendar_day(calendar, date);
    while (day.kind != DY_DAY_UNKNOWN && !dy_day_is_working(day))
        day = dy_calendar_day(calendar, step(day.date, back));
    *out = day.date;
    return day.kind != DY_DAY_UNKNOWN;
}

bool dy_calendar_working_day(const struct dy_calendar *calendar, struct dy_date date, uint32_t n,
                             struct dy_date *out)
{
    if (n == 0)
        return find_working(calendar, date, false, out);
    *out = date;
    for (uint32_t i = 0; i < n; i++)
        if (!find_working(calendar, step(*out, false), false, out))
            return false;
    return true;
}

bool dy_calendar_working_day_before(const struct dy_calendar *calendar, struct dy_date date,
                                    struct dy_date *out)
{
    return find_working(calendar, date, true, out);
}

/* --- terms --- */

struct count {
    struct dy_arena *mem;
    const struct dy_calendar *calendar;
    struct dy_vec skipped;
    struct dy_period_end *out;
    struct dy_err *err;
};

static enum dy_code too_late(struct dy_err *err)
{
    return dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL,
                   "the term ends after the year 9999, the last one there is");
}

/* Go to the n-th working day from `at` on, `at` included, and keep what is passed over. */
static enum dy_code go(struct count *in, struct dy_date at, uint32_t n, bool *found)
{
    struct dy_period_end *out = in->out;
    for (; dy_date_is_set(at); at = step(at, false)) {
        struct dy_day day = dy_calendar_day(in->calendar, at);
        if (day.kind == DY_DAY_UNKNOWN) {
            out->unknown_year = at.year;
            return DY_OK;
        }
        out->unverified |= day.unverified;
        if (dy_day_is_working(day) && --n == 0) {
            out->last = at;
            *found = true;
            return DY_OK;
        }
        struct dy_day *kept =
            dy_day_is_working(day) ? NULL : dy_vec_push(in->mem, &in->skipped, sizeof *kept);
        if (!dy_day_is_working(day) && !kept)
            return dy_no_memory(in->err);
        if (kept)
            *kept = day;
    }
    return too_late(in->err);
}

/* The end before anything moves. */
static enum dy_code count_off(struct count *in, struct dy_period term, struct dy_date from)
{
    struct dy_period_end *out = in->out;
    if (term.unit == DY_PERIOD_WORKING_DAYS && term.n > 0)
        return go(in, step(from, false), term.n, &out->is_set);
    out->last = term.unit == DY_PERIOD_MONTHS ? dy_date_add_months(from, term.n)
                                              : dy_date_add_days(from, term.n);
    out->is_set = dy_date_is_set(out->last);
    return out->is_set ? DY_OK : too_late(in->err);
}

enum dy_code dy_period_end(struct dy_arena *mem, const struct dy_calendar *calendar,
                           struct dy_period term, struct dy_date from, struct dy_period_end *out,
                           struct dy_err *err)
{
    struct count in = {.mem = mem, .calendar = calendar, .out = out, .err = err};
    *out = (struct dy_period_end){0};
    if (term.unit == DY_PERIOD_HOURS)
        return DY_OK;
    enum dy_code code = count_off(&in, term, from);
    out->counted = out->last;
    if (!code && out->is_set && term.ends == DY_ENDS_NEXT_WORKING_DAY) {
        out->is_set = false;
        code = go(&in, out->counted, 1, &out->is_set);
    }
    out->n_skipped = in.skipped.n;
    out->skipped = in.skipped.items;
    if (code || !out->is_set)
        return code;
    out->day = dy_calendar_day(calendar, out->last);
    if (!dy_calendar_working_day_before(calendar, out->last, &out->safe) ||
        dy_date_compare(out->safe, from) <= 0)
        out->safe = (struct dy_date){0};
    return DY_OK;
}

/* --- what was known when --- */

static enum dy_code add_known(struct dy_arena *mem, struct dy_vec *days, struct dy_date day,
                              struct dy_err *err)
{
    struct dy_calendar_known *of = days->items;
    size_t at = 0;
    while (at < days->n && dy_date_compare(of[at].from, day) < 0)
        at++;
    if (at < days->n && dy_date_compare(of[at].from, day) == 0)
        return DY_OK;
    if (!dy_vec_push(mem, days, sizeof *of))
        return dy_no_memory(err);
    of = days->items;
    for (size_t i = days->n - 1; i > at; i--)
        of[i] = of[i - 1];
    of[at] = (struct dy_calendar_known){day, NULL};
    return DY_OK;
}

/* The year without the days declared after `day`. */
static bool copy_year(struct dy_arena *mem, const struct dy_calendar_year *from, struct dy_date day,
                      struct dy_calendar_year *to)
{
    *to = *from;
    to->days = DY_NEW(mem, struct dy_calendar_day, from->n);
    to->n = 0;
    for (size_t i = 0; to->days && i < from->n; i++)
        if (!dy_date_is_set(from->days[i].declared) ||
            dy_date_compare(from->days[i].declared, day) <= 0)
            to->days[to->n++] = from->days[i];
    return to->days != NULL;
}

static const struct dy_calendar *copy_known(struct dy_arena *mem, const struct dy_calendar *from,
                                            struct dy_date day)
{
    struct dy_calendar *to = DY_NEW(mem, struct dy_calendar, 1);
    struct dy_calendar_year *years = DY_NEW(mem, struct dy_calendar_year, from->n_years);
    if (!to || !years)
        return NULL;
    *to = *from;
    to->years = years;
    for (size_t i = 0; i < from->n_years; i++)
        if (!copy_year(mem, &from->years[i], day, &years[i]))
            return NULL;
    return to;
}

enum dy_code dy_calendar_versions(struct dy_arena *mem, const struct dy_calendar *calendar,
                                  size_t *n, struct dy_calendar_known **out, struct dy_err *err)
{
    struct dy_vec days = {0};
    enum dy_code code = add_known(mem, &days, (struct dy_date){0}, err);
    for (size_t i = 0; calendar && i < calendar->n_years && !code; i++)
        for (size_t k = 0; k < calendar->years[i].n && !code; k++)
            code = add_known(mem, &days, calendar->years[i].days[k].declared, err);
    struct dy_calendar_known *of = days.items;
    for (size_t i = 0; i < days.n && !code; i++) {
        of[i].calendar =
            i + 1 == days.n || !calendar ? calendar : copy_known(mem, calendar, of[i].from);
        if (calendar && !of[i].calendar)
            code = dy_no_memory(err);
    }
    if (!code) {
        *n = days.n;
        *out = of;
    }
    return code;
}

const struct dy_zone *dy_calendar_zone(const struct dy_calendar *calendar, const char *id)
{
    for (size_t i = 0; calendar && i < calendar->n_zones; i++)
        if (!id || strcmp(calendar->zones[i].id, id) == 0)
            return &calendar->zones[i];
    return NULL;
}

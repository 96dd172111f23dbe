/*
 * Working days and terms: is a day a working day, the n-th working day after, when a term of hours,
 * days, working days or months ends. Pure: what a country's calendar says is given (data of
 * law/, read by dy_law_calendar_read; doc/spec/law.md, "The calendar").
 *
 * 1. A year that the calendar does not have is not known: nothing is guessed about its days.
 * 2. A term begins on the day after the day it runs from.
 * 3. A term in months ends on the same day of the last month, or on that month's last day.
 * 4. A term moves to the next working day only where it says so.
 */
#ifndef DAUYS_CALENDAR_H
#define DAUYS_CALENDAR_H

#include "dauys/base.h"
#include "dauys/date.h"
#include "dauys/zone.h"

enum dy_day_kind {
    DY_DAY_UNKNOWN, /* the calendar does not have its year */
    DY_DAY_WORKING,
    DY_DAY_WEEKEND,
    DY_DAY_HOLIDAY,
    DY_DAY_OFF,    /* a weekday off in place of another day */
    DY_DAY_WORKED, /* a day of the weekend on which work is done in place of another day */
};
const char *dy_day_kind_name(enum dy_day_kind kind); /* "working", "weekend", "holiday", ... */

/* A day that is not what its weekday says. */
struct dy_calendar_day {
    struct dy_date date;
    enum dy_day_kind kind; /* HOLIDAY, OFF or WORKED */
    struct dy_names title;
    const char *source; /* of this day alone; NULL = its year's */
    bool unverified;
    struct dy_date declared; /* not known before that day; unset = known from the start */
};
struct dy_calendar_year {
    int16_t year; /* 1 .. 9999 */
    const char *source;
    bool unverified; /* of all its days */
    size_t n;
    struct dy_calendar_day *days; /* ascending, of this year */
};
struct dy_calendar {
    const char *id;   /* of the country: its folder in law/ */
    const char *path; /* of the file */
    uint8_t weekend;  /* bit i: day i of the week is off; 0 = Monday .. 6 = Sunday */
    size_t n_years;
    struct dy_calendar_year *years; /* ascending; years between them may be missing */
    size_t n_zones;
    struct dy_zone *zones; /* the first is that of the country where no other is named */
};

/* A calendar as it was known from a day on, until the next one was. */
struct dy_calendar_known {
    struct dy_date from; /* unset for the first */
    const struct dy_calendar *calendar;
};
/*
 * What was known when: one calendar for each day on which days were declared after the fact, and
 * the first without any of them. Never empty. calendar may be NULL: nothing is known then.
 * errors DY_E_NOMEM; memory: in mem, what did not change is borrowed from the calendar
 */
DY_NODISCARD enum dy_code dy_calendar_versions(struct dy_arena *mem,
                                               const struct dy_calendar *calendar, size_t *n,
                                               struct dy_calendar_known **out, struct dy_err *err);
/* The zone of that id; NULL = none. id NULL: the first. calendar may be NULL. */
const struct dy_zone *dy_calendar_zone(const struct dy_calendar *calendar, const char *id);

/* What the calendar says of a day. */
struct dy_day {
    struct dy_date date;
    enum dy_day_kind kind;
    const struct dy_calendar_day *entry; /* what is said of it by name, NULL = its weekday alone */
    bool unverified;
};
/* 0 = Monday .. 6 = Sunday. */
unsigned dy_date_weekday(struct dy_date date);
/* n days later; unset when that is after the year 9999. */
struct dy_date dy_date_add_days(struct dy_date date, uint32_t n);
/* The same day n months later, or that month's last day; unset when after the year 9999. */
struct dy_date dy_date_add_months(struct dy_date date, uint32_t n);

/* calendar may be NULL: then every day is unknown. */
struct dy_day dy_calendar_day(const struct dy_calendar *calendar, struct dy_date date);
bool dy_day_is_working(struct dy_day day); /* false when unknown too */
/*
 * The n-th working day after `date` (n = 0: `date` itself, or the next working day if it is none).
 * false when a year on the way is not known: *out is then its first day that was asked for.
 */
bool dy_calendar_working_day(const struct dy_calendar *calendar, struct dy_date date, uint32_t n,
                             struct dy_date *out) DY_NODISCARD;
/* The last working day on or before `date`; false as above. */
bool dy_calendar_working_day_before(const struct dy_calendar *calendar, struct dy_date date,
                                    struct dy_date *out) DY_NODISCARD;

enum dy_period_unit { DY_PERIOD_HOURS, DY_PERIOD_DAYS, DY_PERIOD_WORKING_DAYS, DY_PERIOD_MONTHS };
enum dy_period_ends { DY_ENDS_AS_COUNTED, DY_ENDS_NEXT_WORKING_DAY };
struct dy_period {
    uint32_t n; /* 0 .. 100,000 */
    enum dy_period_unit unit;
    enum dy_period_ends ends;
};
/* When a term ends, and why then. */
struct dy_period_end {
    bool is_set;            /* `last` is known */
    struct dy_date last;    /* the last day of the term, that day included */
    struct dy_date counted; /* the day it was before it moved to a working day; else `last` */
    struct dy_day day;      /* what kind of day `last` is; unknown without its year */
    struct dy_date safe;    /* the last working day of the term; unset when not known */
    size_t n_skipped;
    struct dy_day *skipped; /* days that did not count, or over which the end moved */
    int16_t unknown_year;   /* the year whose days are not known and would be needed; 0 = none */
    bool unverified;        /* a day that counted or did not is unverified */
};
/*
 * The end of a term that runs from `from`. Hours are not a matter of days: is_set stays false, and
 * unknown_year 0.
 *
 * out     lives in mem, as the skipped days do; titles are borrowed from the calendar
 * errors  DY_E_LIMIT the end is after the year 9999; DY_E_NOMEM
 * cost    O(days of the term x log of the year's entries)
 */
DY_NODISCARD enum dy_code dy_period_end(struct dy_arena *mem, const struct dy_calendar *calendar,
                                        struct dy_period term, struct dy_date from,
                                        struct dy_period_end *out, struct dy_err *err);

#endif

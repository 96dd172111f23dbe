/*
 * Calendar dates, proleptic Gregorian, without clock or zone.
 */
#ifndef DAUYS_DATE_H
#define DAUYS_DATE_H

#include "dauys/base.h"

/* year 1 .. 9999, month 1 .. 12, day 1 .. 31; all zero = no date. */
struct dy_date {
    int16_t year;
    uint8_t month, day;
};

/* "2023-03-19" exactly; false for anything else, and for days that do not exist. */
bool dy_date_parse(const char *text, struct dy_date *out) DY_NODISCARD;
void dy_date_format(struct dy_date date, char out[11]); /* "" when there is no date */
bool dy_date_is_set(struct dy_date date);
int dy_date_compare(struct dy_date a, struct dy_date b); /* <0, 0, >0 */
/* Days since 1970-01-01, and back. */
int32_t dy_date_to_days(struct dy_date date);
struct dy_date dy_date_from_days(int32_t days);

#endif

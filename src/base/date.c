/* Calendar dates. Day numbers by the era arithmetic of the proleptic Gregorian calendar. */
#include "dauys/date.h"

#include <stdio.h>
#include <string.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool dy_date_parse(const char *text, struct dy_date *out)
{
    static const char form[] = "0000-00-00";
    if (strlen(text) != sizeof form - 1)
        return false;
    for (size_t i = 0; form[i]; i++)
        if (form[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
    int year =
        (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
    int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *out = (struct dy_date){(int16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

void dy_date_format(struct dy_date date, char out[11])
{
    out[0] = '\0';
    if (dy_date_is_set(date))
        snprintf(out, 11, "%04u-%02u-%02u", (unsigned)date.year % 10000U, date.month % 100U,
                 date.day % 100U);
}

bool dy_date_is_set(struct dy_date date)
{
    return date.year != 0;
}

int dy_date_compare(struct dy_date a, struct dy_date b)
{
    int32_t left = dy_date_to_days(a), right = dy_date_to_days(b);
    return (left > right) - (left < right);
}

int32_t dy_date_to_days(struct dy_date date)
{
    int32_t year = date.year - (date.month <= 2), era = year / 400, of_era = year - era * 400;
    int32_t shifted = (date.month + 9) % 12; /* March is 0, so that leap days come last */
    int32_t of_year = (153 * shifted + 2) / 5 + date.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct dy_date dy_date_from_days(int32_t days)
{
    int32_t all = days + 719468, era = (all >= 0 ? all : all - 146096) / 146097;
    int32_t of_era = all - era * 146097;
    int32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * year + year / 4 - year / 100),
            shifted = (5 * of_year + 2) / 153;
    int32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    return (struct dy_date){(int16_t)(year + era * 400 + (month <= 2)), (uint8_t)month,
                            (uint8_t)(of_year - (153 * shifted + 2) / 5 + 1)};
}

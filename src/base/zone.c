/* Zones: offsets from day to day. A zone has a few changes; every search goes through them. */
#include "dauys/zone.h"

#include <stdio.h>
#include <string.h>

enum { DAY = 86400, HOUR = 3600, MINUTE = 60 };

/* Far outside the years there are, and far from where sums would wrap. */
static dy_moment held(dy_moment at)
{
    static const dy_moment most = (dy_moment)1 << 40;
    return at > most ? most : at < -most ? -most : at;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t offset_of(const struct dy_zone *zone, size_t i)
{
    return zone ? zone->offsets[i].minutes * (int64_t)MINUTE : 0;
}

/* The moment from which offset i is in force. */
static dy_moment change(const struct dy_zone *zone, size_t i)
{
    if (i == 0)
        return INT64_MIN;
    return (int64_t)dy_date_to_days(zone->offsets[i].from) * DAY - offset_of(zone, i - 1);
}

static size_t offset_at(const struct dy_zone *zone, dy_moment at)
{
    size_t i = zone ? zone->n_offsets - 1 : 0;
    while (i > 0 && at < change(zone, i))
        i--;
    return i;
}

int32_t dy_zone_minutes(const struct dy_zone *zone, dy_moment at, const struct dy_zone_offset **out)
{
    size_t i = offset_at(zone, at);
    if (out)
        *out = zone ? &zone->offsets[i] : NULL;
    return zone ? zone->offsets[i].minutes : 0;
}

struct dy_date dy_zone_date(const struct dy_zone *zone, dy_moment at, uint32_t *seconds)
{
    static const struct dy_date last = {9999, 12, 31}, first = {1, 1, 1};
    int64_t local = held(at) + offset_of(zone, offset_at(zone, at)), days = floor_div(local, DAY);
    if (seconds)
        *seconds = (uint32_t)(local - days * DAY);
    if (days > dy_date_to_days(last))
        return last;
    return days < dy_date_to_days(first) ? first : dy_date_from_days((int32_t)days);
}

dy_moment dy_zone_day_start(const struct dy_zone *zone, struct dy_date day)
{
    int64_t midnight = (int64_t)dy_date_to_days(day) * DAY;
    size_t n = zone ? zone->n_offsets : 1;
    for (size_t i = n; i-- > 0;) {
        dy_moment at = midnight - offset_of(zone, i);
        if (at >= change(zone, i))
            return at;
        if (i > 0 && at + offset_of(zone, i) - offset_of(zone, i - 1) >= change(zone, i))
            return change(zone, i); /* put forward: the midnight was left out */
    }
    return midnight;
}

dy_moment dy_zone_day_end(const struct dy_zone *zone, struct dy_date day)
{
    return dy_zone_day_start(zone, dy_date_from_days(dy_date_to_days(day) + 1)) - 1;
}

/* --- texts --- */

static bool digits(const char *text, size_t n, uint32_t below, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *out = *out * 10 + (uint32_t)(text[i] - '0');
    }
    return *out < below;
}

/* "23:59:59" or "23:59"; what follows it. */
static const char *parse_clock(const char *text, uint32_t *out)
{
    uint32_t hours, minutes, seconds = 0;
    if (strlen(text) < 5 || !digits(text, 2, 24, &hours) || text[2] != ':' ||
        !digits(text + 3, 2, 60, &minutes))
        return NULL;
    text += 5;
    if (*text == ':') {
        if (strlen(text) < 3 || !digits(text + 1, 2, 60, &seconds))
            return NULL;
        text += 3;
    }
    *out = hours * HOUR + minutes * MINUTE + seconds;
    return text;
}

/* "Z", "+06:00" as seconds ahead of UTC. */
static bool parse_offset(const char *text, int64_t *out)
{
    uint32_t hours, minutes;
    *out = 0;
    if (strcmp(text, "Z") == 0)
        return true;
    if ((*text != '+' && *text != '-') || strlen(text) != 6 || text[3] != ':' ||
        !digits(text + 1, 2, 24, &hours) || !digits(text + 4, 2, 60, &minutes))
        return false;
    *out = (int64_t)(hours * HOUR + minutes * MINUTE) * (*text == '-' ? -1 : 1);
    return true;
}

/* What the zone's clocks show; the later of two moments that show the same. */
static dy_moment local_moment(const struct dy_zone *zone, struct dy_date day, uint32_t seconds)
{
    int64_t shown = (int64_t)dy_date_to_days(day) * DAY + seconds;
    size_t i = zone ? zone->n_offsets - 1 : 0;
    while (i > 0 && shown - offset_of(zone, i) < change(zone, i))
        i--;
    return shown - offset_of(zone, i);
}

bool dy_moment_parse(const struct dy_zone *zone, const char *text, dy_moment *out)
{
    char day[11] = "";
    struct dy_date date;
    uint32_t seconds = 0;
    int64_t offset = 0;
    if (strlen(text) < 10)
        return false;
    memcpy(day, text, 10);
    if (!dy_date_parse(day, &date))
        return false;
    text += 10;
    if (*text == '\0') {
        *out = dy_zone_day_start(zone, date);
        return true;
    }
    if ((*text != 'T' && *text != ' ') || !(text = parse_clock(text + 1, &seconds)))
        return false;
    if (*text == ' ')
        text++;
    if (*text == '\0') {
        *out = local_moment(zone, date, seconds);
        return true;
    }
    if (!parse_offset(text, &offset))
        return false;
    *out = (int64_t)dy_date_to_days(date) * DAY + seconds - offset;
    return true;
}

void dy_moment_format(const struct dy_zone *zone, dy_moment at, char out[DY_MOMENT_TEXT])
{
    char day[11];
    uint32_t seconds;
    int32_t minutes = dy_zone_minutes(zone, at, NULL);
    uint32_t ahead = (uint32_t)(minutes < 0 ? -minutes : minutes);
    dy_date_format(dy_zone_date(zone, at, &seconds), day);
    (void)snprintf(out, DY_MOMENT_TEXT, "%s %02u:%02u:%02u %c%02u:%02u", day, seconds / HOUR,
                   seconds / MINUTE % 60, seconds % MINUTE, minutes < 0 ? '-' : '+',
                   ahead / 60 % 100, ahead % 60);
}

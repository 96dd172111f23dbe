/*
 * Moments and the local days they fall on. A zone is data: what its clocks are ahead of UTC, from
 * which day (law/<country>/holidays.yaml, `zones`).
 *
 * 1. A change takes effect when the clocks of the old offset show 00:00 of its day: put back, the
 *    day before has an hour more; put forward, the day itself begins with the change.
 * 2. A local day ends with its last second; the next one begins with the second after.
 */
#ifndef DAUYS_ZONE_H
#define DAUYS_ZONE_H

#include "dauys/base.h"
#include "dauys/date.h"

typedef int64_t dy_moment; /* seconds since 1970-01-01T00:00:00Z; the years 1 .. 9999 */

struct dy_zone_offset {
    struct dy_date from; /* a local day; the first of a zone is unset: since ever */
    int16_t minutes;     /* ahead of UTC: -1439 .. 1439 */
    const char *source;  /* may be NULL */
    bool unverified;
};
struct dy_zone {
    const char *id;
    struct dy_names title;
    size_t n_offsets;               /* at least 1 */
    struct dy_zone_offset *offsets; /* ascending */
};

/* The offset in force at a moment. zone may be NULL: UTC, and *out NULL then. */
int32_t dy_zone_minutes(const struct dy_zone *zone, dy_moment at,
                        const struct dy_zone_offset **out);
/* The local day of a moment; seconds into what the clocks show may be NULL. */
struct dy_date dy_zone_date(const struct dy_zone *zone, dy_moment at, uint32_t *seconds);
/* The first second of a local day. */
dy_moment dy_zone_day_start(const struct dy_zone *zone, struct dy_date day);
/* The last second of a local day. */
dy_moment dy_zone_day_end(const struct dy_zone *zone, struct dy_date day);

/*
 * "2024-02-29T23:59:59Z", the same with an offset ("+06:00"), without either (the zone's clocks;
 * shown twice when they were put back: the later one), or a day alone: its first second.
 * false for anything else.
 */
bool dy_moment_parse(const struct dy_zone *zone, const char *text, dy_moment *out) DY_NODISCARD;
/* "2024-02-29 23:59:59 +06:00" */
enum { DY_MOMENT_TEXT = 32 };
void dy_moment_format(const struct dy_zone *zone, dy_moment at, char out[DY_MOMENT_TEXT]);

#endif

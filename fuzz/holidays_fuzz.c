/* Calendars: whatever is accepted has days in order, and terms over it end after they begin. */
#include <stdlib.h>

#include "dauys/law.h"

static void count_terms(struct dy_arena *mem, const struct dy_calendar *calendar,
                        struct dy_date from)
{
    for (unsigned unit = DY_PERIOD_DAYS; unit <= DY_PERIOD_MONTHS; unit++)
        for (unsigned ends = DY_ENDS_AS_COUNTED; ends <= DY_ENDS_NEXT_WORKING_DAY; ends++) {
            struct dy_period term = {7, (enum dy_period_unit)unit, (enum dy_period_ends)ends};
            struct dy_period_end end;
            struct dy_err err = {0};
            enum dy_code code = dy_period_end(mem, calendar, term, from, &end, &err);
            if (code != err.code || (code && code != DY_E_LIMIT))
                abort();
            if (!code && end.is_set &&
                (dy_date_compare(end.last, from) <= 0 ||
                 dy_date_compare(end.counted, end.last) > 0))
                abort();
            if (!code && ends == DY_ENDS_NEXT_WORKING_DAY && end.is_set &&
                !dy_day_is_working(end.day))
                abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_calendar *calendar;
    dy_arena_init(&mem);
    enum dy_code code =
        dy_law_calendar_parse(&mem, "fuzz.yaml", (const char *)data, size, &calendar, &err);
    if (code != err.code)
        abort();
    for (size_t i = 0; !code && i < calendar->n_years && i < 8; i++) {
        const struct dy_calendar_year *year = &calendar->years[i];
        count_terms(&mem, calendar, (struct dy_date){year->year, 12, 20});
        for (size_t k = 0; k < year->n && k < 32; k++) {
            if (dy_calendar_day(calendar, year->days[k].date).entry != &year->days[k])
                abort();
            count_terms(&mem, calendar, year->days[k].date);
        }
    }
    dy_arena_finish(&mem);
    return 0;
}

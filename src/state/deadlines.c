/* The deadlines of an election's law as days. */
#include "state/deadlines.h"

enum dy_code dy_state_deadlines(struct dy_arena *mem, const struct dy_election *election,
                                const struct dy_calendar *calendar, size_t *n,
                                struct dy_compare_deadline **out, struct dy_err *err)
{
    const struct dy_law_version *law = election->law;
    enum dy_code code = DY_OK;
    struct dy_compare_deadline *of = DY_NEW(mem, struct dy_compare_deadline, law->n_deadlines);
    if (!of)
        return dy_no_memory(err);
    for (size_t i = 0; i < law->n_deadlines && !code; i++) {
        of[i].of = &law->deadlines[i];
        if (dy_election_event_date(election, law->deadlines[i].from, &of[i].event))
            code = dy_period_end(mem, calendar, dy_law_deadline_period(&law->deadlines[i]),
                                 of[i].event, &of[i].end, err);
    }
    *n = law->n_deadlines;
    *out = of;
    return code;
}

/*
 * Two sources of one election side by side: where their protocols differ, what is missing on either
 * side, what each of them elects, and until when a complaint can be filed. Works on a struct
 * dy_election, wherever it came from. doc/spec/compare.md says the same for readers of the JSON.
 *
 * 1. Rows of one place are compared. Where one side has one row for an area and the other a row for
 *    each station in it, the sum of the stations is compared with the area's row.
 * 2. A figure that one side does not publish is not a difference; the sums say that it is not
 * there.
 * 3. "A" is the first source asked for; a difference is never said to be an error of either.
 */
#ifndef DAUYS_COMPARE_H
#define DAUYS_COMPARE_H

#include "dauys/base.h"
#include "dauys/calendar.h"
#include "dauys/count.h"
#include "dauys/election.h"

enum { DY_SIDE_A, DY_SIDE_B, DY_SIDES };

/* A field, a choice or "against all" of one place or of a whole contest. */
struct dy_compare_figure {
    uint32_t slot;            /* as in dy_protocols: fields, choices, against all */
    bool is_there[DY_SIDES];  /* published by that side, in every row */
    uint64_t value[DY_SIDES]; /* votes or ballots, 0 .. 2^53; 0 where not there */
};

enum dy_compare_kind {
    DY_COMPARE_EQUAL,   /* all that both publish is the same */
    DY_COMPARE_DIFFERS, /* figures differ */
    DY_COMPARE_ONLY_A,  /* B has no row of the place, above or below it */
    DY_COMPARE_ONLY_B,
    DY_COMPARE_PARTIAL, /* stations of the place are missing on one side: no like for like */
};
const char *dy_compare_kind_name(enum dy_compare_kind kind); /* "equal", "differs", "only-a", ... */

/* A place: the one of a row, or of the larger of the rows compared. */
struct dy_compare_unit {
    uint32_t unit;
    enum dy_compare_kind kind;    /* never EQUAL: equal places are counted, not listed */
    uint64_t n_rows[DY_SIDES];    /* protocols compared */
    struct dy_span at[DY_SIDES];  /* of the protocol, where there is one alone */
    uint64_t n_missing[DY_SIDES]; /* stations of the place without a row, PARTIAL only */
    size_t n_figures;
    struct dy_compare_figure *figures; /* those that differ, by slot; none when only one side is */
};

/* What one choice has by either source. */
struct dy_compare_choice {
    uint32_t choice; /* index into the contest's choices */
    dy_seats seats[DY_SIDES];
    bool elected[DY_SIDES], claims[DY_SIDES];
};

struct dy_compare_contest {
    uint32_t contest, round;
    uint64_t n_equal, n_differ, n_only[DY_SIDES], n_partial; /* places */
    uint64_t n_missing[DY_SIDES]; /* stations of the area without a row of that side */
    size_t n_units;
    struct dy_compare_unit *units; /* those not equal, in the order of units.csv */
    size_t n_sums;
    struct dy_compare_figure *sums; /* over all rows of a side; slots that either side publishes */
    size_t n_common;
    struct dy_compare_figure
        *common; /* over the places that both have in full, those both publish */
    /* In what the contest ends by either source; NULL where it is not counted in this round. */
    const struct dy_outcome_contest *outcome[DY_SIDES];
    bool outcome_differs; /* another event, or other seats */
    size_t n_changes;
    struct dy_compare_choice *changes; /* choices whose seats, election or claim differ */
};

struct dy_compare_body {
    uint32_t list; /* DY_NOTHING = self-nominated */
    const char *id;
    dy_seats seats[DY_SIDES];
};

/* A deadline of the law as days. */
struct dy_compare_deadline {
    const struct dy_law_deadline *of;
    struct dy_date event;     /* the day it runs from; unset = not known */
    struct dy_period_end end; /* end.is_set only when the event is known */
};

struct dy_compare {
    const struct dy_election *election;
    const struct dy_calendar *calendar; /* NULL = none beside the law */
    const char *source[DY_SIDES];
    const struct dy_outcome *outcome[DY_SIDES];
    bool equal; /* nothing differs, nothing is missing on one side alone */
    bool outcome_differs;
    size_t n_contests;
    struct dy_compare_contest *contests; /* by tier, area, round */
    size_t n_body;
    struct dy_compare_body *body; /* lists with seats by either source */
    size_t n_deadlines;
    struct dy_compare_deadline *deadlines; /* as in the law file */
};

/*
 * Compare source `a` with source `b` ("copy", "announced", "official").
 *
 * calendar  of the law's country (dy_law_calendar), NULL = not known
 * errors    DY_E_INPUT no protocols of a source, and what dy_state_fold says; DY_E_LIMIT;
 * DY_E_NOMEM memory    result lives in mem: places that differ, and two rows of numbers for each
 * place while the walk goes on; borrows election and calendar cost      O(rows x slots + units x
 * depth), and two counts
 */
DY_NODISCARD enum dy_code dy_compare_sources(struct dy_arena *mem,
                                             const struct dy_election *election, const char *a,
                                             const char *b, const struct dy_calendar *calendar,
                                             const struct dy_compare **out, struct dy_err *err);

#endif

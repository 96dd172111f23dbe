/*
 * A case under a procedure: a list of acts -> what is known of it at a moment. Pure: no clock, no
 * file, no network; now, the calendar and the zone are given.
 *
 * 1. Acts are replayed in the order given. One that may not be done changes nothing and is listed
 *    with the reason: no case is lost. An act that is earlier than the one before it is refused.
 * 2. Silence takes effect with the second after the last day's end, before acts of that second.
 * 3. A term counts with the calendar known at the time: a day declared later moves an end that is
 *    still ahead then, and never one that has passed. What it was before is kept.
 * 4. The state at `now` knows acts and tallies up to and including `now` only.
 * 5. The same input gives the same state, byte for byte.
 */
#ifndef DAUYS_CASES_H
#define DAUYS_CASES_H

#include "dauys/count.h"
#include "dauys/procedure.h"

/* --- what is given --- */

struct dy_case_value {
    const char *field; /* id */
    const char *value; /* by the field's type */
};
struct dy_case_act {
    const char *act;  /* id */
    const char *role; /* id: in which role it was done */
    const char *who;  /* office or person; NULL = not said: then who it is was checked elsewhere */
    dy_moment at;
    size_t n_values;
    const struct dy_case_value *values;
    struct dy_span place; /* where it stands, for derivations; may be zero */
    bool is_entry;        /* place.line is the number of an entry of the record place.file */
};
/* A sum of entries of a register, for those too many to come as acts. */
struct dy_case_tally {
    dy_moment at;
    const char *part; /* id of the register */
    const char *area; /* NULL = none */
    uint64_t added, removed;
};
struct dy_case {
    const char *id;
    const struct dy_procedure_version *law;
    size_t n_calendars; /* of dy_calendar_versions, at least 1 */
    const struct dy_calendar_known *calendars;
    const struct dy_zone *zone; /* NULL = UTC */
    size_t n_acts;
    const struct dy_case_act *acts; /* the first opens it */
    size_t n_tallies;
    const struct dy_case_tally *tallies; /* ascending */
};

/* --- what is known --- */

/* Why an act may not be done. The message has {params}, see dy_say_params. */
enum dy_refusal {
    DY_MAY, /* it may */
    DY_REFUSED_UNKNOWN_ACT,
    DY_REFUSED_NOT_OPENED, /* the first act has to open the case */
    DY_REFUSED_OPENED,     /* it is open already */
    DY_REFUSED_ORDER,      /* earlier than the act before */
    DY_REFUSED_ROLE,       /* not this role's */
    DY_REFUSED_WHO,        /* another has the role */
    DY_REFUSED_STEP,       /* not in this step */
    DY_REFUSED_FIELD,      /* missing, unknown or of a wrong type */
    DY_REFUSED_REASON,     /* not one of the step's reasons */
    DY_REFUSED_CONDITION,
    DY_REFUSED_ONCE,   /* done already */
    DY_REFUSED_PERSON, /* this person did it already */
    DY_REFUSED_CLOCK,  /* there is nothing to extend, suspend or resume, or not any more */
    DY_N_REFUSALS
};
const char *dy_refusal_name(enum dy_refusal refusal); /* "step", "role", ... */
struct dy_case_answer {
    enum dy_refusal refusal;
    const struct dy_why *why; /* the reason as a claim; NULL for DY_MAY */
};

/* From a step to another; the first one has from = DY_NO_PART. */
struct dy_case_move {
    uint32_t from, to; /* steps */
    dy_moment at;
    uint32_t act;   /* index into case->acts; DY_NO_PART = by silence */
    uint32_t clock; /* index into state->clocks of the clock that ran out; DY_NO_PART */
};

enum dy_clock_state {
    DY_CLOCK_RUNS,    /* the last day is not over */
    DY_CLOCK_OVERDUE, /* it is over, and nothing was done or follows */
    DY_CLOCK_SUSPENDED,
    DY_CLOCK_IN_TIME, /* stopped in time */
    DY_CLOCK_LATE,    /* stopped after the last day */
    DY_CLOCK_SILENT,  /* ran out: silence took effect */
    DY_CLOCK_LEFT,    /* started anew, or the case ended without what it waited for */
    DY_CLOCK_UNKNOWN, /* runs, but where it ends needs a year the calendar lacks */
};
const char *dy_clock_state_name(enum dy_clock_state state);
/* One run of a clock. */
struct dy_case_clock {
    uint32_t clock; /* of the law */
    enum dy_clock_state state;
    dy_moment started;
    uint32_t act;               /* index into case->acts that started it; DY_NO_PART = silence */
    struct dy_date from;        /* the day the term runs from */
    uint32_t term;              /* row of the law's terms; DY_NO_PART = none applies: never runs */
    struct dy_period_end end;   /* as known now (hours: not set) */
    struct dy_period_end first; /* with the calendar known when it began or was last changed */
    bool moved;                 /* end and first differ: days were declared afterwards */
    dy_moment last;             /* last second of the term; 0 when not known */
    uint32_t n_extended;
    uint32_t extended_act; /* the newest; DY_NO_PART */
    struct dy_date before; /* last day before the newest extension or suspension; may be unset */
    uint32_t suspended_act, resumed_act; /* the newest; DY_NO_PART */
    uint32_t suspended_days;             /* left of the term when it was suspended (hours: seconds)
                                          */
    dy_moment stopped;    /* when it stopped, ran out into silence, or was left; 0 = it did not */
    uint32_t stopped_act; /* DY_NO_PART */
    uint32_t days_over;   /* calendar days after the last day: until it stopped, or now */
};

struct dy_case_area {
    const char *area;
    uint64_t n;
    bool enough; /* as many as each area needs */
};
struct dy_case_threshold {
    uint32_t threshold; /* of the law */
    uint32_t row;       /* that applies; DY_NO_PART = none does, or none is asked for */
    bool is_known;      /* false: a figure it needs was not given */
    uint64_t n;         /* of the register */
    uint64_t base;      /* of which a share is asked; 0 = a number is */
    uint64_t needed;    /* fewest that are enough; 0 = no row */
    size_t n_areas;
    struct dy_case_area *areas;                     /* by id */
    uint64_t areas_enough, areas_needed, areas_all; /* needed 0 = areas are not asked for */
    bool reached;
    dy_moment since; /* when it was reached and stayed so; 0 */
};

struct dy_case_role {
    const char *who; /* office or person who has it; NULL = nobody named */
};
/* An act of the law: may it be done now, setting aside who asks and what it would say? */
struct dy_case_option {
    uint32_t act;
    struct dy_case_answer answer;
};
struct dy_case_refused {
    uint32_t act; /* index into case->acts */
    struct dy_case_answer answer;
};

struct dy_case_state {
    const struct dy_case *of;
    dy_moment now;
    struct dy_date today; /* in the zone */
    bool is_open;         /* an opening was accepted; else the rest is empty */
    uint32_t step;
    dy_moment since;
    bool by_silence; /* the newest move was one */
    bool is_end;
    const char *reason; /* option of the step's reasons that the act gave; NULL */
    struct dy_date opened;
    size_t n_moves;
    struct dy_case_move *moves;
    size_t n_clocks;
    struct dy_case_clock *clocks; /* every run, in the order they began */
    uint32_t next; /* index into clocks: the one that ends first of those that wait; DY_NO_PART */
    size_t n_thresholds;
    struct dy_case_threshold *thresholds; /* [law->n_thresholds] */
    struct dy_case_role *roles;           /* [law->n_roles] */
    const char **values;                  /* [law->n_fields] newest; NULL = not said */
    uint32_t *said_by;                    /* [law->n_fields] index into case->acts; DY_NO_PART */
    size_t n_accepted;
    uint32_t *accepted; /* indices into case->acts */
    size_t n_refused;
    struct dy_case_refused *refused;
    size_t n_options;
    struct dy_case_option *options;  /* [law->n_acts] */
    bool appeal_open;                /* the step has an appeal and its term is not over */
    struct dy_period_end appeal_end; /* is_set false: no term, or not known */
    dy_moment appeal_last;           /* last second; 0 when not known */
};

/*
 * Replay. errors DY_E_NOMEM, DY_E_LIMIT (a term after the year 9999); never DY_E_INPUT.
 * memory: in mem; the case is borrowed. cost O((acts + tallies) x
 * (clocks + areas of the registers)).
 */
DY_NODISCARD enum dy_code dy_case_replay(struct dy_arena *mem, const struct dy_case *of,
                                         dy_moment now, const struct dy_case_state **out,
                                         struct dy_err *err);
/* May this act be done as the next one after the state's? It is asked at act->at, >= state->now.
 * cost: a replay */
DY_NODISCARD enum dy_code dy_case_may(struct dy_arena *mem, const struct dy_case_state *state,
                                      const struct dy_case_act *act, struct dy_case_answer *out,
                                      struct dy_err *err);
/*
 * The derivation of what is known:
 *   step  deadline  deadline/CLOCK  threshold/ID  outcome  appeal  act/ID (may it be done)  acts
 * DY_E_INPUT names what there is when it is unknown.
 */
DY_NODISCARD enum dy_code dy_case_why(struct dy_arena *mem, const struct dy_case_state *state,
                                      const char *path, const struct dy_why **out,
                                      struct dy_err *err);

/* Readers for what acts say. NULL / 0 / false when it was not said. */
const char *dy_case_said(const struct dy_case_state *state, const char *field);

#endif

/*
 * The inside of a replay: what its files share while the acts of one case are gone through.
 */
#ifndef DAUYS_CASES_REPLAY_H
#define DAUYS_CASES_REPLAY_H

#include "dauys/cases.h"

/* What moved the end of a clock, in order. */
enum dy_clock_change_kind { DY_CHANGE_EXTENDED, DY_CHANGE_SUSPENDED };
struct dy_clock_change {
    enum dy_clock_change_kind kind;
    struct dy_date until;    /* extended: the new last day asked for; may be unset */
    dy_moment from, resumed; /* suspended: when, and when it went on; resumed 0 = not yet */
};
/* One run of a clock while it is replayed. */
struct dy_clock_run {
    struct dy_case_clock out;
    struct dy_vec changes; /* struct dy_clock_change */
    dy_moment base;        /* the moment the term runs from */
    dy_moment changed;     /* when it started or its end was last moved */
    dy_moment expires;     /* the first second after the term, as known then; INT64_MAX = none */
    bool silence_spent;    /* it ran out, and silence did not take effect */
};

struct dy_area_sum {
    const char *area;
    uint64_t n;
};
struct dy_register_sum {
    uint64_t n;
    struct dy_vec areas; /* struct dy_area_sum, by id */
};
/* The newest act of a person in a group of acts. */
struct dy_person_slot {
    const char *person; /* NULL = free */
    uint32_t group, act;
};
struct dy_persons {
    size_t n, capacity; /* a power of two */
    struct dy_person_slot *slots;
};

struct dy_replay {
    struct dy_arena *mem;
    struct dy_err *err;
    const struct dy_case *of;
    const struct dy_procedure_version *law;
    struct dy_case_state *state;
    dy_moment at; /* the moment the replay has got to */
    size_t n_tallied;
    struct dy_vec moves, clocks /* struct dy_clock_run */, accepted, refused;
    struct dy_register_sum *registers; /* [law->n_registers] */
    struct dy_persons persons;
    bool *done; /* [law->n_acts] */
};

/* --- conditions.c --- */

enum dy_truth { DY_FALSE, DY_TRUE, DY_UNKNOWN };
/*
 * Does it hold on the day of in->at? UNKNOWN: a year the calendar lacks decides. What was not said
 * and a threshold whose figures are missing make it false, negated or not.
 */
DY_NODISCARD enum dy_code dy_condition_test(struct dy_replay *in,
                                            const struct dy_procedure_condition *condition,
                                            enum dy_truth *out);
/* All of them; the first that does not hold, when `failed` is not NULL. */
DY_NODISCARD enum dy_code dy_conditions_hold(struct dy_replay *in, size_t n,
                                             const struct dy_procedure_condition *conditions,
                                             bool *out);
/* The day of a date or moment field; false when it was not said. */
bool dy_replay_day(const struct dy_replay *in, uint32_t field, struct dy_date *out);
/* The last day on which something is still `term` ahead of `day`. */
bool dy_day_ahead(const struct dy_calendar *calendar, struct dy_period term, struct dy_date day,
                  struct dy_date *out);
/* The calendar known at a moment. */
const struct dy_calendar *dy_replay_calendar(const struct dy_replay *in, dy_moment at);
const struct dy_calendar *dy_case_calendar(const struct dy_case *of, dy_moment at);

/* --- registers.c --- */

DY_NODISCARD enum dy_code dy_registers_act(struct dy_replay *in, uint32_t act,
                                           const struct dy_case_act *said);
DY_NODISCARD enum dy_code dy_registers_tally(struct dy_replay *in,
                                             const struct dy_case_tally *tally);
/* Bring state->thresholds up to date. */
DY_NODISCARD enum dy_code dy_thresholds_update(struct dy_replay *in);
/* The newest act of a person in the group of `act`; DY_NO_PART = none. */
uint32_t dy_person_newest(const struct dy_replay *in, uint32_t act, const char *person);
DY_NODISCARD enum dy_code dy_person_set(struct dy_replay *in, uint32_t act, const char *person);
/* Does the act take entries out of a register? */
bool dy_act_removes(const struct dy_procedure_version *law, uint32_t act);
/* What the act says in its field of type person; NULL. */
const char *dy_act_person(const struct dy_procedure_version *law, const struct dy_case_act *said);

/* --- clocks.c --- */

DY_NODISCARD enum dy_code dy_clocks_stop(struct dy_replay *in, uint32_t act, uint32_t said);
/* The case has reached an end: what still runs is left. */
void dy_clocks_leave(struct dy_replay *in);
/* act, said: DY_NO_PART for a step reached by silence. */
DY_NODISCARD enum dy_code dy_clocks_start(struct dy_replay *in, uint32_t act, uint32_t said,
                                          uint32_t step);
DY_NODISCARD enum dy_code dy_clocks_change(struct dy_replay *in, uint32_t act, uint32_t said);
/* The clock whose silence is due first, up to `until`; NULL. */
struct dy_clock_run *dy_clocks_due(struct dy_replay *in, dy_moment until);
/* The run of a law's clock that has not stopped; NULL. */
struct dy_clock_run *dy_clocks_running(const struct dy_replay *in, uint32_t clock);
bool dy_clock_is_over(const struct dy_clock_run *run, dy_moment at);
/* May the act extend, suspend or resume what it does? DY_MAY or DY_REFUSED_CLOCK. */
DY_NODISCARD enum dy_code dy_clocks_may(struct dy_replay *in, uint32_t act,
                                        const struct dy_case_act *said, bool *out);
/* What each clock is at in->at, into state->clocks. */
DY_NODISCARD enum dy_code dy_clocks_settle(struct dy_replay *in);

/* --- may.c --- */

/* May the act be done at said->at? said may be NULL: who asks and what it says are set aside. */
DY_NODISCARD enum dy_code dy_replay_may(struct dy_replay *in, uint32_t act,
                                        const struct dy_case_act *said, struct dy_case_answer *out);
/* What the act says in a field; NULL. */
const char *dy_act_said(const struct dy_case_act *said, const char *field);
bool dy_in_list(size_t n, const uint32_t *list, uint32_t item);

/* --- replay.c --- */

/* Replay up to `now` without settling what is asked of the end. */
DY_NODISCARD enum dy_code dy_replay_run(struct dy_replay *in, struct dy_arena *mem,
                                        const struct dy_case *of, dy_moment now,
                                        struct dy_err *err);
/* Go on to a later moment: tallies and silences on the way. */
DY_NODISCARD enum dy_code dy_replay_advance(struct dy_replay *in, dy_moment to);

#endif

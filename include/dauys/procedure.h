/*
 * A procedure as data: who may open a case and with what, the steps it goes through, the acts that
 * lead on, thresholds, clocks, what silence means, where an appeal goes. Read from
 * law/<country>/<procedure>.yaml by a strict reader; format: doc/spec/procedure.md. Nothing here is
 * computed: the engine (dauys/cases.h) interprets.
 *
 * 1. Every index below is one into the array of its name in the version; DY_NO_PART = none.
 * 2. At least one act opens a case; every step can be reached from an opening, and from every step
 *    that is not an end there is a way to an end.
 * 3. Every clock has something that starts it; every act has a role that may do it.
 */
#ifndef DAUYS_PROCEDURE_H
#define DAUYS_PROCEDURE_H

#include "dauys/base.h"
#include "dauys/calendar.h"
#include "dauys/date.h"

#define DY_NO_PART UINT32_MAX

/* --- fields: what an act says --- */

enum dy_field_type {
    DY_FIELD_TEXT,
    DY_FIELD_DATE,     /* "2023-03-19" */
    DY_FIELD_MOMENT,   /* see dy_moment_parse */
    DY_FIELD_PLACE,    /* id of an area or a place */
    DY_FIELD_COUNT,    /* 0 .. 2^53 */
    DY_FIELD_PERSON,   /* a commitment: 64 hexadecimal digits */
    DY_FIELD_DOCUMENT, /* SHA-256 of it: 64 hexadecimal digits */
    DY_FIELD_OFFICE,   /* id of an office */
    DY_FIELD_CHOICE,   /* one of `options` */
    DY_N_FIELD_TYPES
};
struct dy_procedure_option {
    const char *id;
    struct dy_names title;
    const char *cite; /* may be NULL */
};
struct dy_procedure_field {
    const char *id;
    struct dy_names title;
    enum dy_field_type type;
    size_t n_options; /* DY_FIELD_CHOICE only */
    struct dy_procedure_option *options;
    uint32_t role;    /* an office or a person who has this role from then on; DY_NO_PART */
    bool is_public;   /* else it stays private */
    const char *cite; /* may be NULL */
};

/* Who acts. */
struct dy_procedure_role {
    const char *id;
    struct dy_names title;
    bool single;   /* who first acts in it keeps it: nobody else may */
    bool official; /* an office's: what it lets slip is late or silent */
};

/* --- conditions --- */

enum dy_condition_kind {
    DY_IF_FIELD,     /* the newest value of choice `part` is one of `values` */
    DY_IF_NUMBER,    /* the newest value of count `part` `relation` `n`; false when not given */
    DY_IF_THRESHOLD, /* threshold `part` is reached */
    DY_IF_CLOCK,     /* clock `part` runs */
    DY_IF_WITHIN,    /* the act's day is not after the end of `term` from date or moment `part` */
    DY_IF_AHEAD,     /* the act's day is at least `term` before date or moment `part` */
    DY_IF_DONE,      /* act `part` was done */
};
enum dy_number_relation {
    DY_NUMBER_AT_LEAST,
    DY_NUMBER_MORE_THAN,
    DY_NUMBER_AT_MOST,
    DY_NUMBER_FEWER_THAN
};
struct dy_procedure_condition {
    enum dy_condition_kind kind;
    uint32_t part; /* index of a field, threshold, clock or act */
    bool negated;  /* holds when the above does not (when it is known) */
    size_t n_values;
    uint32_t *values; /* indices of the field's options */
    enum dy_number_relation relation;
    uint64_t n;
    struct dy_period term; /* days, working days or months */
    const char *cite;      /* may be NULL */
    bool unverified;
};

/* --- steps and acts --- */

/* What an end is for those who count answers; no rule depends on it. */
enum dy_step_result {
    DY_RESULT_NONE,
    DY_RESULT_GRANTED,
    DY_RESULT_REFUSED,
    DY_RESULT_FORWARDED,
    DY_RESULT_WITHDRAWN,
    DY_RESULT_LAPSED,
};
enum dy_appeal_kind {
    DY_APPEAL_UNSAID, /* the file does not mention it: `law check` says so */
    DY_APPEAL_NONE,   /* there is none */
    DY_APPEAL_SILENT, /* the law, or what is known of it, does not say */
    DY_APPEAL_OPEN,
};
struct dy_procedure_appeal {
    enum dy_appeal_kind kind;
    struct dy_names whom;  /* to whom */
    const char *procedure; /* "country/procedure" of the appeal; may be NULL */
    bool has_term;
    struct dy_period term; /* from the day on which the step was reached */
    const char *cite;
    bool unverified;
};
struct dy_procedure_step {
    const char *id;
    struct dy_names title;
    bool end;
    enum dy_step_result result;
    size_t n_reasons; /* for which it may be reached; the act's field of choice says which */
    struct dy_procedure_option *reasons;
    struct dy_procedure_appeal appeal;
    const char *cite;
    bool unverified;
};
struct dy_procedure_act {
    const char *id;
    struct dy_names title;
    size_t n_roles;
    uint32_t *roles; /* at least 1 */
    bool opens;      /* opens a case; then n_from is 0 */
    size_t n_from;
    uint32_t *from; /* steps in which it may be done */
    uint32_t to;    /* step it leads to; DY_NO_PART = the case stays where it is */
    size_t n_needs, n_may;
    uint32_t *needs, *may; /* fields it has to say, and may say */
    size_t n_conditions;
    struct dy_procedure_condition *conditions; /* all have to hold */
    bool once;                                 /* once in a case */
    bool once_per_person; /* by its field of type person: a second one is refused */
    bool needs_reason;    /* `to` has reasons: the act says one in "reason" */
    bool is_public;
    const char *cite;
    bool unverified;
};

/* --- registers and thresholds --- */

/*
 * What is collected: each `adds` adds one (or what its count field says), each `removes` takes one
 * away; by area when `area` names a place. Large registers come as tallies (struct dy_case_tally).
 */
struct dy_procedure_register {
    const char *id;
    struct dy_names title;
    size_t n_adds, n_removes;
    uint32_t *adds, *removes; /* acts */
    uint32_t count, area;     /* fields; DY_NO_PART = one each, no areas */
    bool is_public;           /* the entries; the sum always is */
    const char *cite;
};
/* One row: the first whose conditions hold counts. */
struct dy_threshold_row {
    size_t n_conditions;
    struct dy_procedure_condition *conditions;
    bool is_share;  /* a share of count field `of`; else a number */
    bool more_than; /* more than; else at least */
    uint64_t n;
    struct dy_fraction fraction; /* of the count field's newest value */
    uint32_t of;
    const char *cite;
    bool unverified;
};
/* In so many areas, at least so many each. */
struct dy_threshold_areas {
    bool is_set;
    uint64_t each;               /* at least so many of the register in an area */
    uint32_t all;                /* count field: how many areas there are; DY_NO_PART */
    struct dy_fraction fraction; /* of `all`; 1/1 = in every one */
    uint64_t n;                  /* in so many, where `all` is DY_NO_PART */
    const char *cite;
    bool unverified;
};
struct dy_procedure_threshold {
    const char *id;
    struct dy_names title;
    uint32_t of; /* register */
    size_t n_rows;
    struct dy_threshold_row *rows; /* may be 0 when areas are asked for alone */
    struct dy_threshold_areas areas;
    const char *cite;
    bool unverified;
};

/* --- clocks --- */

/* The first row whose conditions hold when the clock starts gives the term. */
struct dy_clock_term {
    size_t n_conditions;
    struct dy_procedure_condition *conditions;
    struct dy_period term; /* n = 0: at once, on the same day */
    const char *cite;
    bool unverified;
};
struct dy_clock_extension {
    uint32_t act;          /* DY_NO_PART = cannot be extended */
    bool has_term;         /* false: how long at most is not known; `until` says */
    struct dy_period term; /* at most */
    bool from_start;       /* `term` is counted from the start; else it is added to the end */
    uint32_t until;        /* date field of the act: the new last day; DY_NO_PART */
    uint32_t times;        /* at most; 1 .. */
    const char *cite;
    bool unverified;
};
struct dy_procedure_clock {
    const char *id;
    struct dy_names title;
    size_t n_starts;
    uint32_t *starts;     /* acts that start it (anew) */
    uint32_t start_step;  /* reaching this step starts it, by silence too; DY_NO_PART */
    uint32_t start_field; /* counted from the day in this date field of the act; DY_NO_PART */
    size_t n_stops;
    uint32_t *stops; /* acts that stop it; reaching an end stops all */
    uint32_t role;   /* who has to act */
    size_t n_terms;
    struct dy_clock_term *terms;
    struct dy_clock_extension extension;
    uint32_t suspended_by, resumed_by; /* acts; DY_NO_PART */
    bool has_silence;
    uint32_t silence; /* step the case is in when the clock runs out; where has_silence is not set
                         the clock is overdue and waits */
    struct dy_procedure_condition *silence_if; /* silence takes effect only when all hold */
    size_t n_silence_if;
    const char *silence_cite;
    bool silence_unverified;
    const char *cite;
    bool unverified;
};

/* What the law, or what is known of it, does not say. */
struct dy_procedure_silence {
    struct dy_names text;
    const char *cite; /* may be NULL */
};

struct dy_procedure_version {
    const struct dy_procedure *procedure;
    struct dy_date from, until; /* in force on both days; until unset = still */
    bool days_unverified;
    const char *source;
    bool unverified;
    struct dy_names note;
    size_t n_roles, n_fields, n_steps, n_acts, n_registers, n_thresholds, n_clocks, n_silences;
    struct dy_procedure_role *roles;
    struct dy_procedure_field *fields;
    struct dy_procedure_step *steps;
    struct dy_procedure_act *acts;
    struct dy_procedure_register *registers;
    struct dy_procedure_threshold *thresholds;
    struct dy_procedure_clock *clocks;
    struct dy_procedure_silence *silences;
};
struct dy_procedure {
    const char *id; /* "country/procedure" */
    const char *path;
    struct dy_names title;
    size_t n_versions;
    struct dy_procedure_version *versions; /* ascending, not overlapping */
};

/* Is the file a procedure (its top level has `procedure:`)? Nothing else about it is checked. */
bool dy_procedure_is_one(const char *bytes, size_t n);
/* Read one procedure; strict. Result lives in mem; `path` only names the source in messages. */
DY_NODISCARD enum dy_code dy_procedure_parse(struct dy_arena *mem, const char *path,
                                             const char *bytes, size_t n,
                                             const struct dy_procedure **out, struct dy_err *err);
DY_NODISCARD enum dy_code dy_procedure_read(struct dy_arena *mem, const char *path,
                                            const struct dy_procedure **out, struct dy_err *err);
/* By id ("country/procedure") below the law folder `root`. */
DY_NODISCARD enum dy_code dy_procedure_find(struct dy_arena *mem, const char *root, const char *id,
                                            const struct dy_procedure **out, struct dy_err *err);
/* All below the law folder, by id; every file has to be right. */
DY_NODISCARD enum dy_code dy_procedure_list(struct dy_arena *mem, const char *root, size_t *n,
                                            const struct dy_procedure *const **out,
                                            struct dy_err *err);
/* The version in force on a day; DY_E_INPUT with the versions there are if none is. */
DY_NODISCARD enum dy_code dy_procedure_on(const struct dy_procedure *procedure, struct dy_date day,
                                          const struct dy_procedure_version **out,
                                          struct dy_err *err);
/* The calendar beside the procedure's file; *out is NULL when there is none. */
DY_NODISCARD enum dy_code dy_procedure_calendar(struct dy_arena *mem,
                                                const struct dy_procedure *procedure,
                                                const struct dy_calendar **out, struct dy_err *err);
/* Index of a part by id, DY_NO_PART if there is none. */
uint32_t dy_procedure_field_find(const struct dy_procedure_version *law, const char *id);
uint32_t dy_procedure_step_find(const struct dy_procedure_version *law, const char *id);
uint32_t dy_procedure_act_find(const struct dy_procedure_version *law, const char *id);
uint32_t dy_procedure_role_find(const struct dy_procedure_version *law, const char *id);
uint32_t dy_procedure_clock_find(const struct dy_procedure_version *law, const char *id);
uint32_t dy_procedure_register_find(const struct dy_procedure_version *law, const char *id);
uint32_t dy_procedure_threshold_find(const struct dy_procedure_version *law, const char *id);

/* Is `value` one of the field's type? Returns NULL if so, else a msgid that says what would be. */
const char *dy_field_wrong(const struct dy_procedure_field *field, const char *value);
const char *dy_field_type_name(enum dy_field_type type); /* "text", "date", ... */
const char *dy_result_name(enum dy_step_result result);  /* "granted", ...; "none" */

/* Allowed, but to be said: an end without a word about an appeal, a clock that nobody answers for.
 */
struct dy_procedure_remark {
    const struct dy_procedure_version *version;
    const char *message; /* msgid with {id} */
    const char *id;
};
DY_NODISCARD enum dy_code dy_procedure_remarks(struct dy_arena *mem,
                                               const struct dy_procedure *procedure, size_t *n,
                                               const struct dy_procedure_remark **out,
                                               struct dy_err *err);

#endif

/*
 * The law as data: one electoral act, its versions, and what each version says. Read from
 * law/<country>/<act>.yaml by a strict reader; format: doc/spec/law.md. Nothing here is computed:
 * the engine (dauys/count.h) interprets.
 */
#ifndef DAUYS_LAW_H
#define DAUYS_LAW_H

#include "dauys/base.h"
#include "dauys/calendar.h"
#include "dauys/date.h"
#include "dauys/seats.h"

/*
 * A rule's value that the law may leave open. `value` is a literal of the enumeration named beside
 * each use; `reading` is set when the text has named readings (then value is the chosen one).
 */
struct dy_law_reading;
struct dy_law_param {
    int value;
    const struct dy_law_reading *reading;
};

struct dy_law_option {
    const char *id;       /* a literal of the rule that uses the reading: "up" */
    struct dy_names text; /* "round up: not less than" */
};
struct dy_law_reading {
    const char *id; /* "R5" */
    struct dy_names question;
    const char *cite;
    size_t n_options;
    struct dy_law_option *options;
    const char *chosen; /* option id; "silent" = the law gives no answer and nobody chose one */
    bool overridden;    /* set by dy_law_choose: --reading R5=down */
    bool unverified;
};

/* What a share, a bar or a control counts: a sum of terms, each a number of a protocol row. */
enum dy_law_term_kind {
    DY_TERM_VOTES,       /* sum of the votes for all choices, without against all */
    DY_TERM_AGAINST_ALL, /* ballots against all (0 when the ballot has no such line) */
    DY_TERM_FIELD,       /* protocol field number `field` */
    DY_TERM_LISTED,      /* voters on the list: from the protocol if it says, else from units.csv */
};
struct dy_law_term {
    enum dy_law_term_kind kind;
    uint32_t field;
};
/* A named denominator or numerator: "took_part", "issued". */
struct dy_law_share {
    const char *id;
    struct dy_names title;
    size_t n_terms;
    struct dy_law_term *terms; /* added up */
    const char *cite;
};

/* A bound on a share: part/whole >= fraction (or > when strictly). */
struct dy_law_bound {
    bool is_set;
    struct dy_fraction fraction;
    bool strictly;
    uint32_t part,
        whole; /* share numbers; `part` unused where the part is the choice's own votes */
    const char *cite;
    bool unverified;
};

/* --- tiers --- */

enum dy_law_choices { DY_CHOICES_LISTS, DY_CHOICES_CANDIDATES, DY_CHOICES_ANSWERS };

/* Number of seats of a body or tier. */
enum dy_law_seats_kind {
    DY_LAW_SEATS_FIXED, /* `n` */
    DY_LAW_SEATS_GIVEN, /* by the election (election.yaml: seats) */
    DY_LAW_SEATS_PART,  /* `part` of the body's, rounded down or up */
};
struct dy_law_seats {
    enum dy_law_seats_kind kind;
    dy_seats n;
    struct dy_fraction part;
    bool round_up;
    const char *cite;
};

/* What follows when nobody reaches the bar. */
enum dy_law_none { DY_NONE_SILENT, DY_NONE_NOBODY, DY_NONE_ALL_LISTS };
/* The bar: by number of parties behind a list; a plain bar has one row with members_from = 1. */
struct dy_law_bar_row {
    uint32_t members_from;
    struct dy_fraction fraction;
};
struct dy_law_bar {
    bool is_set;
    size_t n_rows;
    struct dy_law_bar_row *rows; /* ascending members_from */
    bool strictly;
    uint32_t of; /* share number */
    size_t n_exempt;
    const char **exempt;         /* kinds of list that need no bar: "minority" */
    struct dy_law_param if_none; /* enum dy_law_none */
    const char *cite;
};
/*
 * At least `lists` lists enter. Where the bar admits one only, the list with the next most votes
 * enters too: q = (v1 + v2)/S; s2 = max(v2/q * factor, minimum) floored; s1 = floor(v1/q); all
 * seats left go to the first.
 */
enum dy_law_factor_floor { DY_FLOOR_AFTER_FACTOR, DY_FLOOR_BEFORE_FACTOR };
struct dy_law_guarantee {
    bool is_set;
    uint32_t lists; /* 2 */
    struct dy_fraction factor;
    dy_seats minimum;
    struct dy_law_param floor;      /* enum dy_law_factor_floor */
    struct dy_law_param tie_second; /* enum dy_law_tie */
    const char *cite;
};

/* What settles equal claims. */
enum dy_law_tie {
    DY_TIE_SILENT,
    DY_TIE_EARLIER_REGISTRATION,
    DY_TIE_LOT,
    DY_TIE_REPEAT_VOTE,     /* among the tied */
    DY_TIE_REPEAT_ELECTION, /* new nomination */
};
/* What follows when nobody has the majority and a run-off is not provided (two candidates). */
enum dy_law_no_majority {
    DY_NO_MAJORITY_SILENT,
    DY_NO_MAJORITY_RUNOFF,
    DY_NO_MAJORITY_REPEAT_ELECTION
};

struct dy_law_award {
    const struct dy_method *method;
    dy_seats minimum;             /* per list, proportional families */
    bool agreements;              /* list agreements allowed */
    struct dy_law_bound majority; /* absolute-majority, yes-no: choice's votes / whole */
    struct dy_law_bound turnout;  /* part / whole; election valid only then */
    struct dy_law_bound regions;  /* yes-no: adopted in at least this share of areas (level) */
    const char *regions_level;
    const char *regions_when; /* only for an election whose `question_kind` is this; or NULL */
    uint32_t runoff_between;  /* absolute-majority: 2 leaders; 0 = no run-off */
    uint32_t runoff_from;     /* run-off only if at least so many candidates stood (3), else
                                 two_candidates applies; 0 = always */
    struct dy_law_param two_candidates; /* enum dy_law_no_majority */
    struct dy_law_param tie_second; /* enum dy_law_tie: equal votes for the last run-off place */
    struct dy_law_param tie_runoff; /* enum dy_law_tie: equal votes in the run-off */
    const char *runoff_cite;
    const char *cite;
};

/* Quota of groups of persons on the list or on the seats won. */
enum dy_law_quota_of { DY_QUOTA_OF_SEATS_WON, DY_QUOTA_OF_LIST };
enum dy_law_rounding { DY_ROUND_UP, DY_ROUND_HALF_UP, DY_ROUND_DOWN };
struct dy_law_quota {
    size_t n_groups;
    const char **groups; /* "women", "youth", "disabled": counted together, one person once */
    struct dy_fraction at_least;
    enum dy_law_quota_of of;
    struct dy_law_param rounding; /* enum dy_law_rounding */
    const char *cite;
};

struct dy_law_tier {
    const char *id; /* "list" */
    struct dy_names title;
    struct dy_law_seats seats;
    const char *area; /* level of units.csv that has one contest each: "nation", "constituency" */
    enum dy_law_choices choices;
    bool against_all;
    struct dy_law_bar bar;
    struct dy_law_guarantee guarantee;
    struct dy_law_award award;
    struct dy_law_param ties; /* enum dy_law_tie */
    bool has_ties_two;        /* for persons: another rule where only two stand */
    struct dy_law_param ties_two;
    bool has_ties_more; /* for persons: another rule where more than two are equal */
    struct dy_law_param ties_more;
    const char *ties_cite;
    size_t n_quotas;
    struct dy_law_quota *quotas;
};

/* --- protocols --- */

struct dy_law_field {
    const char *id;
    struct dy_names title;
    const char *cite;
};

/* One control relation, compiled: each side a sum; see src/law/expr.h and doc/spec/law.md. */
enum dy_law_level { DY_LEVEL_ERROR, DY_LEVEL_WARNING };
struct dy_law_expr;
struct dy_law_control {
    const char *id;   /* "K1" */
    const char *text; /* as written: "sum(votes) + against_all == took_part" */
    struct dy_names title;
    struct dy_law_expr *must; /* the relation that has to hold */
    struct dy_law_expr *when; /* only checked if this holds; NULL = always */
    size_t n_switches_off;
    uint32_t *switches_off; /* control numbers not reported when this one fails */
    enum dy_law_level level;
    const char *cite; /* or "derived" with a reason */
    bool derived;     /* not written in the law: derived from it by hand */
    bool unverified;
};

struct dy_law_silence {
    const char *when; /* vocabulary in doc/spec/law.md: "no-list-reaches-bar" */
    struct dy_names text;
    const char *cite;
    const char *reading; /* id of the reading that offers answers, or NULL */
};

/* What a term is for: a step of the election, a complaint, the answer to one. */
enum dy_law_role { DY_ROLE_STEP, DY_ROLE_COMPLAINT, DY_ROLE_ANSWER };
struct dy_law_deadline {
    const char *id; /* "complaint" */
    struct dy_names title;
    uint32_t n;
    const char *unit; /* hours | days | working_days | months */
    enum dy_period_ends ends;
    enum dy_law_role role;
    const char *from;           /* event id: "election-day" */
    const char *whom;           /* who acts, or with whom it is filed; may be NULL */
    struct dy_names whom_title; /* the same in languages; may be empty */
    const char *cite;
    bool unverified;
};

struct dy_law_version {
    const struct dy_law_act *act;
    struct dy_date from, until; /* in force on both days; until unset = still */
    bool days_unverified;       /* one of the two days was not checked */
    const char *source;
    bool unverified;
    struct dy_names note;
    struct dy_law_seats body;
    const char *term; /* "5 years", may be NULL */
    size_t n_shares;
    struct dy_law_share *shares;
    size_t n_tiers;
    struct dy_law_tier *tiers;
    size_t n_fields;
    struct dy_law_field *fields;
    size_t n_controls;
    struct dy_law_control *controls;
    size_t n_readings;
    struct dy_law_reading *readings;
    size_t n_silences;
    struct dy_law_silence *silences;
    size_t n_deadlines;
    struct dy_law_deadline *deadlines;
};

struct dy_law_act {
    const char *id; /* "country/act" */
    const char *path;
    struct dy_names title;
    size_t n_versions;
    struct dy_law_version *versions; /* ascending, not overlapping */
};

struct dy_law_limits {
    size_t bytes;
    unsigned depth;
};
extern const struct dy_law_limits dy_law_limits_default;

/* Read one act from a file; strict. Result lives in mem. */
DY_NODISCARD enum dy_code dy_law_read(struct dy_arena *mem, const char *path,
                                      const struct dy_law_act **out, struct dy_err *err);
/* The same from bytes; `path` only names the source in messages. */
DY_NODISCARD enum dy_code dy_law_parse(struct dy_arena *mem, const char *path, const char *bytes,
                                       size_t n, const struct dy_law_act **out, struct dy_err *err);
/* Find an act by id ("country/act") below the law folder `root`. */
DY_NODISCARD enum dy_code dy_law_find(struct dy_arena *mem, const char *root, const char *id,
                                      const struct dy_law_act **out, struct dy_err *err);
/* All acts below the law folder, by id; every file has to be right. */
DY_NODISCARD enum dy_code dy_law_list(struct dy_arena *mem, const char *root, size_t *n,
                                      const struct dy_law_act *const **out, struct dy_err *err);
/* The version in force on a day; DY_E_INPUT with the versions there are if none is. */
DY_NODISCARD enum dy_code dy_law_on(const struct dy_law_act *act, struct dy_date day,
                                    const struct dy_law_version **out, struct dy_err *err);
/*
 * A copy of `version` in which reading `id` has the option `option` ("R5", "down"). Every
 * dy_law_param that refers to it is changed with it.
 */
DY_NODISCARD enum dy_code dy_law_choose(struct dy_arena *mem, const struct dy_law_version *version,
                                        const char *id, const char *option,
                                        const struct dy_law_version **out, struct dy_err *err);
/* Literal of an enumeration above as written in law files: dy_law_tie_name(DY_TIE_LOT) = "lot". */
const char *dy_law_tie_name(int value);
const char *dy_law_role_name(enum dy_law_role role); /* "step", "complaint", "answer" */
/* The deadline as a term to be counted off. */
struct dy_period dy_law_deadline_period(const struct dy_law_deadline *deadline);

/*
 * Working days of a country: law/<country>/holidays.yaml, strict (doc/spec/law.md, "The calendar").
 * dy_law_calendar reads the one beside the act's file; *out is NULL when there is none.
 */
#define DY_LAW_CALENDAR_FILE "holidays.yaml"
DY_NODISCARD enum dy_code dy_law_calendar_parse(struct dy_arena *mem, const char *path,
                                                const char *bytes, size_t n,
                                                const struct dy_calendar **out, struct dy_err *err);
DY_NODISCARD enum dy_code dy_law_calendar_read(struct dy_arena *mem, const char *path,
                                               const struct dy_calendar **out, struct dy_err *err);
DY_NODISCARD enum dy_code dy_law_calendar(struct dy_arena *mem, const struct dy_law_act *act,
                                          const struct dy_calendar **out, struct dy_err *err);

/*
 * Evaluate a control over one protocol row. An operand that the source does not publish has
 * present = 0 and makes the control "not checkable".
 */
enum dy_law_operand {                  /* behind the law's fields */
                      DY_OF_ONE,       /* 1, always present: what plain numbers multiply */
                      DY_OF_VOTES,     /* the sum for all choices */
                      DY_OF_MAX_VOTES, /* the most votes of a choice */
                      DY_OF_AGAINST_ALL,
                      DY_OF_LISTED, /* the field "listed", or from units.csv where it is absent */
                      DY_LAW_OPERANDS,
};
struct dy_law_numbers {
    int64_t *of;      /* [version->n_fields + DY_LAW_OPERANDS], each from 0 to 2^53 */
    uint8_t *present; /* of the same length */
};
enum dy_law_verdict { DY_HOLDS, DY_FAILS, DY_NOT_CHECKABLE };
/* left, right: the two sides, filled unless not checkable; may be NULL. */
enum dy_law_verdict dy_law_evaluate(const struct dy_law_control *control,
                                    const struct dy_law_numbers *numbers, dy_i128 *left,
                                    dy_i128 *right);

#endif

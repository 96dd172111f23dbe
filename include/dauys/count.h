/*
 * Counting: check -> tally -> admit -> award -> settle. Pure: values in, values out; no clock, no
 * file, no randomness. Every result can say why (dy_count_why).
 */
#ifndef DAUYS_COUNT_H
#define DAUYS_COUNT_H

#include "dauys/base.h"
#include "dauys/election.h"
#include "dauys/law.h"
#include "dauys/seats.h"

/* --- findings --- */

/* A named value of a message: "{left}". */
struct dy_param {
    const char *name, *value;
};
struct dy_finding {
    const char *code; /* "K1" of the law, or one of dy_checks[]: "M1" missing, ... */
    enum dy_law_level level;
    const char *message; /* msgid with {params}, see dy_say_params */
    size_t n_params;
    struct dy_param *params;
    uint32_t contest; /* DY_NOTHING = not about one contest */
    uint32_t round;
    uint32_t unit;      /* DY_NOTHING = not about one place */
    const char *source; /* source or statement id */
    struct dy_span at;
    bool has_numbers;
    dy_i128 left, right;  /* the two sides of the relation */
    const char *relation; /* as written in the law file, or NULL */
    const char *cite;
    bool derived; /* the relation follows from the law but does not stand in it */
};
struct dy_findings {
    struct dy_vec of; /* struct dy_finding */
    uint64_t n_errors, n_warnings;
    /* controls that could not be evaluated because the source does not publish a field */
    uint64_t *not_checkable; /* [version->n_controls], rows */
};
/* Checks that come with the program rather than with a law. A table, src/count/checks.c. */
struct dy_check {
    const char *code;
    enum dy_law_level level;
    const char *message; /* msgid */
};
extern const struct dy_check dy_checks[];
extern const size_t dy_n_checks;

/* --- tallies --- */

/* Sums of one contest, round and source. */
struct dy_tally {
    uint32_t contest;
    uint32_t round;
    const char *source;
    uint64_t n_rows;         /* protocols added */
    size_t n_slots;          /* as in dy_protocols: fields, choices, against all */
    uint64_t *sums;          /* [n_slots] */
    uint8_t *present;        /* [n_slots] published in every row */
    uint64_t n_stations;     /* stations (units without children) of the area */
    uint64_t n_covered;      /* of them, covered by a row (own or a larger area's) */
    uint64_t listed_covered; /* voters on the lists of the covered ones */
    size_t n_missing;
    uint32_t *missing;        /* [n_missing] unit indexes */
    uint64_t missing_voters;  /* voters on the lists of the missing ones with a known number */
    uint64_t missing_unknown; /* missing stations with an unknown number of voters */
    /* Where the law has a rule on regions: sums below each; 0 when rows stand above that level. */
    size_t n_areas;
    uint32_t *areas;     /* [n_areas] unit indexes */
    uint64_t *area_sums; /* [n_areas * n_slots] */
};

/* --- outcome --- */

enum dy_status {
    DY_STATUS_FINAL,        /* all stations in, every seat follows from law and votes */
    DY_STATUS_INCOMPLETE,   /* stations are missing; each seat is settled or open */
    DY_STATUS_UNDETERMINED, /* a lot, a run-off, a repeat vote or the law's silence stands between
                             */
};
const char *dy_status_name(enum dy_status status); /* "final", "incomplete", "undetermined" */

/* What the contest ends in. */
enum dy_event {
    DY_EVENT_SEATS,   /* list seats awarded */
    DY_EVENT_ELECTED, /* one choice elected */
    DY_EVENT_ADOPTED, /* the first answer carries */
    DY_EVENT_REJECTED,
    DY_EVENT_RUNOFF,          /* run-off among `claimants`, not held or not counted yet */
    DY_EVENT_LOT,             /* a lot among `claimants` for `at_stake` seats */
    DY_EVENT_REPEAT_VOTE,     /* repeat vote among `claimants` */
    DY_EVENT_REPEAT_ELECTION, /* new election with new nominations */
    DY_EVENT_NOT_VALID,       /* turnout minimum not met */
    DY_EVENT_SILENT,          /* the law does not say: `silence` */
    DY_EVENT_DECLARED,        /* votes unpublished; seats as announced */
    DY_EVENT_NO_VOTES,        /* nothing counted yet */
};
const char *dy_event_name(enum dy_event event); /* "seats", "elected", "run-off", ... */

enum dy_admitted {
    DY_ADMITTED_NO,
    DY_ADMITTED_YES,
    DY_ADMITTED_OPEN /* depends on missing votes */
};

struct dy_outcome_choice {
    dy_votes votes;
    dy_votes votes_max;            /* votes <= final figure <= votes_max */
    dy_seats seats;                /* by the votes counted so far */
    dy_seats seats_min, seats_max; /* whatever the missing stations hold */
    enum dy_admitted admitted;     /* lists: passed the bar. candidates: on the ballot */
    bool by_guarantee;             /* admitted by the guarantee, not by the bar */
    bool exempt;
    bool claims;  /* one of the claimants */
    bool elected; /* single seat */
    bool tied;    /* was in a tie that registration or a lot settled */
};

/* Persons of the quota groups among the seats won by one list. */
struct dy_outcome_quota {
    uint32_t list;
    const struct dy_law_quota *rule;
    dy_seats needed;
    dy_seats
        found;  /* among the first `seats` candidates of the list's order; by the groups given */
    bool known; /* the election gives the candidates */
    bool met;
};

/* The closest call: fewest votes that change the outcome of the contest. */
struct dy_closest {
    bool is_set;
    uint32_t to;   /* choice that gets the votes */
    uint32_t from; /* DY_NOTHING when votes are added, else the choice that loses them */
    dy_votes votes;
    uint32_t gains, loses; /* whose seat changes; DY_NOTHING = it becomes a tie, lot, run-off */
};

struct dy_outcome_contest {
    const struct dy_contest *contest;
    uint32_t round;                   /* of the votes below; the last round counted */
    struct dy_outcome_contest *first; /* round 1, when round is 2; else NULL */
    const struct dy_tally *tally;     /* NULL when declared */
    enum dy_status status;
    enum dy_event event;
    dy_seats seats; /* to award here */
    size_t n_choices;
    struct dy_outcome_choice *choices; /* [n_choices] as contest->choices */
    uint64_t against_all;
    uint64_t base;   /* denominator of the bar or of the majority */
    uint64_t needed; /* fewest votes that reach the bar (first row) or majority */
    uint64_t turnout_part, turnout_whole; /* of the turnout minimum, where there is one */
    bool guarantee_used;
    dy_seats at_stake; /* that nobody has yet; places, in a tie over who goes to the run-off */
    const struct dy_law_silence *silence; /* the gap that was met, also when a reading fills it */
    const struct dy_law_reading *reading; /* the reading in play, NULL if none */
    struct dy_closest added, moved;       /* filled by dy_count_closest */
    bool tie_settled;    /* a tie met the rule for ties, which settled it: choices[].tied */
    const uint8_t *pair; /* [n_choices] who is in the run-off, when round is 2; else NULL */
    uint32_t regions, regions_adopted; /* of a rule on regions; 0 when there is none */
    bool pair_followed; /* the pair is that of the run-off held: round 1 here does not show it */
};

struct dy_outcome_body {
    uint32_t list;  /* DY_NOTHING = independents (self-nominated) */
    const char *id; /* list id or "independent" */
    dy_seats seats, seats_min, seats_max;
    dy_seats *by_tier; /* [n_tiers] */
};

struct dy_outcome {
    const struct dy_election *election;
    const struct dy_law_version *law;
    const char *source;
    enum dy_status status; /* incomplete if any contest is, else undetermined if any is */
    size_t n_contests;
    struct dy_outcome_contest *contests; /* by tier, area */
    size_t n_body;
    struct dy_outcome_body *body; /* by seats, then as in lists */
    dy_seats seats;               /* of the whole house */
    dy_seats seats_awarded, seats_settled, seats_declared;
    size_t n_quotas;
    struct dy_outcome_quota *quotas;
};

/* The seats of the house: the law's, or those the election gives. */
dy_seats dy_body_seats(const struct dy_election *election);
/* The seats of a tier, all its contests together. */
dy_seats dy_tier_seats(const struct dy_election *election, uint32_t tier);

/*
 * Establish the outcome from the tallies of one source. tallies: any order; a contest without one
 * is declared or has no votes. cost: seats x lists; bounds for incomplete counts: see
 * src/count/bounds.c.
 */
DY_NODISCARD enum dy_code dy_count(struct dy_arena *mem, const struct dy_election *election,
                                   const char *source, size_t n_tallies,
                                   const struct dy_tally *tallies, const struct dy_outcome **out,
                                   struct dy_err *err);
/* Fill added and moved of one contest. Exact; see src/count/closest.c for the argument. */
DY_NODISCARD enum dy_code dy_count_closest(struct dy_arena *mem, const struct dy_outcome *outcome,
                                           struct dy_outcome_contest *contest, struct dy_err *err);

/* --- why --- */

/* A derivation: a short tree from a figure to the protocols and articles that made it. */
struct dy_why {
    const char *claim; /* msgid with {params} */
    size_t n_params;
    struct dy_param *params;
    const char *value; /* the figure, in plain digits; NULL if the claim has none */
    const char *cite;  /* article, or NULL */
    const struct dy_law_reading *reading;
    bool unverified;
    size_t n_because;
    struct dy_why **because;
    const struct dy_names **titles; /* [n_params] a param in several languages; NULL = as it is */
    struct dy_span at;              /* of the protocol row, where the claim is one */
    bool is_entry;                  /* at.line is the number of an entry of the record at.file */
};
/* The claim in a language, params put in (those with titles in that language too). */
const char *dy_why_say(struct dy_arena *mem, const char *lang, const struct dy_why *why);
/*
 * Subtotals by unit for the leaves: the state above supplies them, so that counting stays pure.
 * Rows of `contest` below `unit` (the direct children with their sums of one slot, or the protocol
 * rows themselves when the children are stations).
 */
struct dy_why_leaf {
    uint32_t unit;
    uint64_t value;
    uint64_t n_rows;
    struct dy_span at; /* of the protocol row when n_rows == 1 */
    bool is_entry;     /* at.line is the number of an entry of the record at.file */
};
struct dy_why_source {
    void *self;
    enum dy_code (*leaves)(void *self, const struct dy_outcome_contest *contest, uint32_t unit,
                           uint32_t slot, struct dy_arena *mem, size_t *n, struct dy_why_leaf **out,
                           struct dy_err *err);
};
/*
 * What there is to ask, after the contest's name (and "/round-1" for the first round of two):
 *   CHOICE/seats  CHOICE/votes  CHOICE/share  CHOICE/admitted  CHOICE/elected
 *   against_all/votes  base  needed  turnout  status  FIELD  SHARE
 *   .../UNIT behind votes or a field: below that unit
 * and of the whole election: "body/LIST/seats", "status". So "list/a/votes/03",
 * "district/01/41/elected", "list/issued". DY_E_INPUT names what there is when it is unknown.
 * source may be NULL: then the tree ends at the sums.
 */
DY_NODISCARD enum dy_code dy_count_why(struct dy_arena *mem, const struct dy_outcome *outcome,
                                       const char *path, const struct dy_why_source *source,
                                       const struct dy_why **out, struct dy_err *err);
/* The message in a language with its {params} put in; result lives in mem, NULL without memory. */
const char *dy_say_params(struct dy_arena *mem, const char *lang, const char *msgid,
                          size_t n_params, const struct dy_param *params);

#endif

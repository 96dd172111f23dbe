/*
 * What derivations of cases claim, and building them. The sentences stand in claims.c.
 */
#ifndef DAUYS_CASES_CLAIMS_H
#define DAUYS_CASES_CLAIMS_H

#include "dauys/cases.h"

enum dy_case_claim {
    /* steps */
    DY_CASE_STEP,
    DY_CASE_MOVED_BY_ACT,
    DY_CASE_MOVED_BY_SILENCE,
    DY_CASE_REASON,
    DY_CASE_ACT,
    DY_CASE_ACT_ENTRY,
    DY_CASE_ACTS,
    DY_CASE_REFUSED,
    DY_CASE_NOT_OPEN,
    DY_CASE_LAW,
    /* clocks */
    DY_CASE_DEADLINE,
    DY_CASE_DEADLINE_HOURS,
    DY_CASE_DEADLINE_UNKNOWN,
    DY_CASE_DEADLINE_NONE,
    DY_CASE_RUNS,
    DY_CASE_OVERDUE,
    DY_CASE_SUSPENDED,
    DY_CASE_IN_TIME,
    DY_CASE_LATE,
    DY_CASE_SILENT,
    DY_CASE_LEFT,
    DY_CASE_TERM_DAYS,
    DY_CASE_TERM_WORKING,
    DY_CASE_TERM_MONTHS,
    DY_CASE_TERM_HOURS,
    DY_CASE_TERM_AT_ONCE,
    DY_CASE_SKIPPED,
    DY_CASE_SKIPPED_NAMED,
    DY_CASE_MOVED_ON,
    DY_CASE_DECLARED,
    DY_CASE_EXTENDED,
    DY_CASE_EXTENSION_LEFT,
    DY_CASE_PAUSED,
    DY_CASE_RESUMED,
    DY_CASE_SILENCE_MEANS,
    DY_CASE_NO_SILENCE,
    DY_CASE_OWED_BY,
    /* thresholds */
    DY_CASE_REACHED,
    DY_CASE_NOT_REACHED,
    DY_CASE_FIGURE_MISSING,
    DY_CASE_COUNTED,
    DY_CASE_NEEDED,
    DY_CASE_NEEDED_SHARE,
    DY_CASE_AREAS,
    DY_CASE_AREA,
    DY_CASE_AREAS_MORE,
    /* outcome and appeal */
    DY_CASE_OUTCOME,
    DY_CASE_NO_OUTCOME,
    DY_CASE_APPEAL_UNTIL,
    DY_CASE_APPEAL_OVER,
    DY_CASE_APPEAL_OPEN,
    DY_CASE_APPEAL_NONE,
    DY_CASE_APPEAL_SILENT,
    /* may an act be done */
    DY_CASE_MAY,
    DY_CASE_MAY_NOT,
    DY_CASE_UNKNOWN_ACT,
    DY_CASE_FIRST_OPENS,
    DY_CASE_OPEN_ALREADY,
    DY_CASE_OUT_OF_ORDER,
    DY_CASE_WRONG_ROLE,
    DY_CASE_WRONG_WHO,
    DY_CASE_WRONG_STEP,
    DY_CASE_FIELD_MISSING,
    DY_CASE_FIELD_UNKNOWN,
    DY_CASE_FIELD_TWICE,
    DY_CASE_FIELD_WRONG,
    DY_CASE_REASON_WRONG,
    DY_CASE_DONE_ONCE,
    DY_CASE_PERSON_ONCE,
    DY_CASE_PERSON_NOT_IN,
    DY_CASE_NO_CLOCK,
    DY_CASE_IF_FIELD,
    DY_CASE_IF_NUMBER,
    DY_CASE_IF_THRESHOLD,
    DY_CASE_IF_NOT_THRESHOLD,
    DY_CASE_IF_CLOCK,
    DY_CASE_IF_NOT_CLOCK,
    DY_CASE_IF_WITHIN,
    DY_CASE_IF_NOT_WITHIN,
    DY_CASE_IF_AHEAD,
    DY_CASE_IF_NOT_AHEAD,
    DY_CASE_AHEAD_DAYS,
    DY_CASE_AHEAD_WORKING,
    DY_CASE_AHEAD_MONTHS,
    DY_CASE_LAST_DAY,
    DY_CASE_IF_DONE,
    DY_CASE_IF_NOT_DONE,
    DY_N_CASE_CLAIMS
};
const char *dy_case_claim_text(enum dy_case_claim claim); /* a msgid */

/* Building: a node never fails to be; without memory the work goes on in the spare one. */
struct dy_claims {
    struct dy_arena *mem;
    const struct dy_case *of;
    struct dy_err *err;
    enum dy_code code;
    struct dy_why spare;
};
/* A new node below `parent` (NULL = a root). value may be NULL. */
struct dy_why *dy_claim_add(struct dy_claims *in, struct dy_why *parent, enum dy_case_claim claim,
                            const char *value);
void dy_claim_say(struct dy_claims *in, struct dy_why *why, const char *name, const char *value);
void dy_claim_title(struct dy_claims *in, struct dy_why *why, const char *name,
                    const struct dy_names *title, const char *otherwise);
void dy_claim_number(struct dy_claims *in, struct dy_why *why, const char *name, uint64_t value);
void dy_claim_date(struct dy_claims *in, struct dy_why *why, const char *name,
                   struct dy_date value);
void dy_claim_cite(struct dy_claims *in, struct dy_why *why, const char *cite, bool unverified);
/* Texts in the arena. */
const char *dy_claim_digits(struct dy_claims *in, uint64_t value);
const char *dy_claim_day(struct dy_claims *in, struct dy_date value);
const char *dy_claim_moment(struct dy_claims *in, dy_moment at);
/* The term as a claim: "15 working days". */
struct dy_why *dy_claim_term(struct dy_claims *in, struct dy_why *parent, struct dy_period term);

#endif

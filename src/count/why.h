/*
 * Building derivations. A node never fails to be: without memory the work goes on in one spare node
 * and the code says so at the end.
 */
#ifndef DAUYS_COUNT_WHY_H
#define DAUYS_COUNT_WHY_H

#include "count/claims.h"
#include "count/settle.h"
#include "dauys/count.h"

/* The job: one question about one outcome. */
struct dy_why_job {
    struct dy_arena *mem;
    const struct dy_outcome *outcome;
    const struct dy_election *election;
    const struct dy_law_version *law;
    const struct dy_why_source *source; /* NULL = no rows to show */
    enum dy_code code;
    struct dy_err *err;
    struct dy_why spare;
};

/* A contest and what it would be if no station were missing: who is in by the votes so far. */
struct dy_why_contest {
    const struct dy_outcome_contest *outcome;
    struct dy_outcome_contest now;
    struct dy_settle settle;
    const struct dy_law_tier *tier;
};

/* --- why_build.c: nodes --- */

/* A new node below `parent` (NULL = a root). */
struct dy_why *dy_why_add(struct dy_why_job *job, struct dy_why *parent, enum dy_claim claim,
                          const char *value);
void dy_why_text(struct dy_why_job *job, struct dy_why *why, const char *name, const char *value);
void dy_why_number(struct dy_why_job *job, struct dy_why *why, const char *name, dy_u128 value);
void dy_why_title(struct dy_why_job *job, struct dy_why *why, const char *name,
                  const struct dy_names *titles, const char *otherwise);
/* The article; marked unverified where it or the whole version of the law is. */
void dy_why_cite(struct dy_why_job *job, struct dy_why *why, const char *cite, bool unverified);
/* Names of choices, contests, places. */
void dy_why_choice(struct dy_why_job *job, struct dy_why *why, const char *name,
                   const struct dy_contest *contest, size_t choice);
void dy_why_choices(struct dy_why_job *job, struct dy_why *why, const char *name,
                    const struct dy_contest *contest, const uint8_t *which);
void dy_why_contest_name(struct dy_why_job *job, struct dy_why *why, const char *name,
                         const struct dy_contest *contest);
void dy_why_unit(struct dy_why_job *job, struct dy_why *why, const char *name, uint32_t unit);
/* Digits in the arena; num/den with two decimals, cut off, "-" when den is 0. */
const char *dy_why_digits(struct dy_why_job *job, dy_u128 value);
const char *dy_why_about(struct dy_why_job *job, dy_u128 num, dy_u128 den);
const char *dy_why_percent(struct dy_why_job *job, uint64_t part, uint64_t whole,
                           unsigned decimals);
/* "5 %" or "2/3". */
const char *dy_why_fraction(struct dy_why_job *job, struct dy_fraction fraction);
/* The reading in play and its other options, and the gap it fills. */
void dy_why_reading(struct dy_why_job *job, struct dy_why *why,
                    const struct dy_law_reading *reading);
void dy_why_silence(struct dy_why_job *job, struct dy_why *why,
                    const struct dy_law_silence *silence);

/* --- why_contest.c: the contest as it is now --- */

bool dy_why_open(struct dy_why_job *job, const struct dy_outcome_contest *outcome,
                 struct dy_why_contest *contest);
/* What the contest ends in, with its reasons in short. */
struct dy_why *dy_why_event(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_outcome_contest *outcome);
struct dy_why *dy_why_status(struct dy_why_job *job, struct dy_why *parent,
                             const struct dy_outcome_contest *outcome);

/* --- why_votes.c: numbers of protocols --- */

/* unit = DY_NOTHING: all of the contest. */
struct dy_why *dy_why_votes(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_outcome_contest *contest, size_t choice, uint32_t unit);
struct dy_why *dy_why_against_all(struct dy_why_job *job, struct dy_why *parent,
                                  const struct dy_outcome_contest *contest, uint32_t unit);
struct dy_why *dy_why_field(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_outcome_contest *contest, uint32_t field,
                            uint32_t unit);
struct dy_why *dy_why_share(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_why_contest *contest, uint32_t share);
/* A choice's votes, or DY_NOTHING against all, as percent of the bar's or majority's base. */
struct dy_why *dy_why_percent_of(struct dy_why_job *job, struct dy_why *parent,
                                 const struct dy_why_contest *contest, uint32_t choice);
/* The share that is the contest's base, DY_NOTHING if there is none. */
uint32_t dy_why_base(const struct dy_why_contest *contest);

/* --- why_lists.c, why_single.c --- */

struct dy_why *dy_why_admitted(struct dy_why_job *job, struct dy_why *parent,
                               struct dy_why_contest *contest, uint32_t choice);
struct dy_why *dy_why_needed(struct dy_why_job *job, struct dy_why *parent,
                             const struct dy_why_contest *contest);
struct dy_why *dy_why_seats(struct dy_why_job *job, struct dy_why *parent,
                            struct dy_why_contest *contest, uint32_t choice);
struct dy_why *dy_why_elected(struct dy_why_job *job, struct dy_why *parent,
                              struct dy_why_contest *contest, uint32_t choice);
struct dy_why *dy_why_turnout(struct dy_why_job *job, struct dy_why *parent,
                              const struct dy_why_contest *contest);
void dy_why_tie(struct dy_why_job *job, struct dy_why *parent,
                const struct dy_why_contest *contest);

/* --- why_house.c --- */

struct dy_why *dy_why_body(struct dy_why_job *job, const struct dy_outcome_body *row);
struct dy_why *dy_why_whole_status(struct dy_why_job *job);

#endif

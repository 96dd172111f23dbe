/*
 * A contest as it is now, what it ends in, and how sure that is.
 */
#include "count/why.h"

#include <string.h>

bool dy_why_open(struct dy_why_job *job, const struct dy_outcome_contest *outcome,
                 struct dy_why_contest *contest)
{
    *contest = (struct dy_why_contest){.outcome = outcome, .now = *outcome};
    contest->tier = &job->law->tiers[outcome->contest->tier];
    contest->now.choices = DY_NEW(job->mem, struct dy_outcome_choice, outcome->n_choices);
    if (contest->now.choices == NULL) {
        job->code = dy_no_memory(job->err);
        return false;
    }
    if (outcome->n_choices > 0)
        memcpy(contest->now.choices, outcome->choices,
               outcome->n_choices * sizeof *outcome->choices);
    job->code = dy_settle_init(job->mem, job->election, outcome, &contest->settle, job->err);
    if (job->code != DY_OK)
        return false;
    if (outcome->tally != NULL)
        dy_count_settle(&contest->settle, &contest->now);
    return true;
}

/* --- the event --- */

static enum dy_claim claim_of(enum dy_event event)
{
    static const enum dy_claim claims[] = {
        [DY_EVENT_SEATS] = DY_CLAIM_EVENT_SEATS,
        [DY_EVENT_ELECTED] = DY_CLAIM_EVENT_ELECTED,
        [DY_EVENT_ADOPTED] = DY_CLAIM_EVENT_ADOPTED,
        [DY_EVENT_REJECTED] = DY_CLAIM_EVENT_REJECTED,
        [DY_EVENT_RUNOFF] = DY_CLAIM_EVENT_RUNOFF,
        [DY_EVENT_LOT] = DY_CLAIM_EVENT_LOT,
        [DY_EVENT_REPEAT_VOTE] = DY_CLAIM_EVENT_REPEAT_VOTE,
        [DY_EVENT_REPEAT_ELECTION] = DY_CLAIM_EVENT_REPEAT_ELECTION,
        [DY_EVENT_NOT_VALID] = DY_CLAIM_EVENT_NOT_VALID,
        [DY_EVENT_SILENT] = DY_CLAIM_EVENT_SILENT,
        [DY_EVENT_DECLARED] = DY_CLAIM_EVENT_DECLARED,
        [DY_EVENT_NO_VOTES] = DY_CLAIM_EVENT_NO_VOTES,
    };
    return claims[event];
}

/* The article that leads to the event. */
static const char *cite_of(const struct dy_law_tier *tier, enum dy_event event)
{
    const char *runoff = tier->award.runoff_cite;
    switch (event) {
    case DY_EVENT_RUNOFF:
        return runoff != NULL ? runoff : tier->award.cite;
    case DY_EVENT_LOT:
    case DY_EVENT_REPEAT_VOTE:
    case DY_EVENT_REPEAT_ELECTION:
        return tier->ties_cite;
    case DY_EVENT_NOT_VALID:
        return tier->award.turnout.cite;
    case DY_EVENT_SEATS:
    case DY_EVENT_ELECTED:
    case DY_EVENT_ADOPTED:
    case DY_EVENT_REJECTED:
        return tier->award.cite;
    case DY_EVENT_SILENT:
    case DY_EVENT_DECLARED:
    case DY_EVENT_NO_VOTES:
        return NULL;
    }
    return NULL;
}

/* Whom the event names: the elected, else the claimants. */
static void name_choices(struct dy_why_job *job, struct dy_why *why,
                         const struct dy_outcome_contest *outcome)
{
    uint8_t *which = DY_NEW(job->mem, uint8_t, outcome->n_choices);
    if (which == NULL) {
        job->code = dy_no_memory(job->err);
        return;
    }
    for (size_t i = 0; i < outcome->n_choices; i++)
        which[i] = outcome->event == DY_EVENT_ELECTED ? outcome->choices[i].elected
                                                      : outcome->choices[i].claims;
    dy_why_choices(job, why, "choices", outcome->contest, which);
}

struct dy_why *dy_why_event(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_outcome_contest *outcome)
{
    struct dy_why *why =
        dy_why_add(job, parent, claim_of(outcome->event), dy_event_name(outcome->event));
    dy_why_contest_name(job, why, "contest", outcome->contest);
    name_choices(job, why, outcome);
    dy_why_cite(job, why, cite_of(&job->law->tiers[outcome->contest->tier], outcome->event), false);
    dy_why_silence(job, why, outcome->silence);
    dy_why_reading(job, why, outcome->reading);
    return why;
}

/* --- the status --- */

static void add_missing(struct dy_why_job *job, struct dy_why *parent,
                        const struct dy_outcome_contest *outcome)
{
    const struct dy_tally *tally = outcome->tally;
    if (tally == NULL || tally->n_missing == 0)
        return;
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_MISSING, dy_why_digits(job, tally->n_missing));
    dy_why_number(job, why, "all", tally->n_stations);
    dy_why_contest_name(job, why, "contest", outcome->contest);
}

struct dy_why *dy_why_status(struct dy_why_job *job, struct dy_why *parent,
                             const struct dy_outcome_contest *outcome)
{
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_CONTEST_STATUS, dy_status_name(outcome->status));
    dy_why_contest_name(job, why, "contest", outcome->contest);
    (void)dy_why_event(job, why, outcome);
    add_missing(job, why, outcome);
    return why;
}

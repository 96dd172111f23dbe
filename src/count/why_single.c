/*
 * One seat or one question: who is elected, and what stands in the way.
 */
#include "count/why.h"

/* The choice with the most votes besides this one; DY_NOTHING if nobody else stands. */
static uint32_t next_after(const struct dy_outcome_contest *contest, uint32_t choice)
{
    uint32_t next = DY_NOTHING;
    for (uint32_t i = 0; i < contest->n_choices; i++)
        if (i != choice && dy_contest_stands(contest, i) &&
            (next == DY_NOTHING || contest->choices[i].votes > contest->choices[next].votes))
            next = i;
    return next;
}

static void add_next(struct dy_why_job *job, struct dy_why *parent,
                     const struct dy_outcome_contest *contest, uint32_t choice)
{
    uint32_t next = next_after(contest, choice);
    if (next == DY_NOTHING)
        return;
    bool behind = contest->choices[next].votes <= contest->choices[choice].votes;
    struct dy_why *why =
        dy_why_add(job, parent, behind ? DY_CLAIM_OTHER_VOTES : DY_CLAIM_MOST_VOTES,
                   dy_why_digits(job, contest->choices[next].votes));
    dy_why_choice(job, why, "list", contest->contest, next);
}

static void add_majority(struct dy_why_job *job, struct dy_why *parent,
                         const struct dy_why_contest *contest, uint32_t choice)
{
    const struct dy_law_bound *majority = &contest->tier->award.majority;
    bool reached =
        contest->now.base > 0 && contest->now.choices[choice].votes >= contest->now.needed;
    struct dy_why *why = dy_why_add(
        job, parent, reached ? DY_CLAIM_MAJORITY_REACHED : DY_CLAIM_MAJORITY_MISSED, NULL);
    dy_why_choice(job, why, "list", contest->now.contest, choice);
    dy_why_cite(job, why, majority->cite, majority->unverified);
    (void)dy_why_needed(job, why, contest);
    (void)dy_why_percent_of(job, why, contest, choice);
}

/* The first round of a contest that went to a run-off. */
static void add_first_round(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_why_contest *contest, uint32_t choice)
{
    const struct dy_outcome_contest *outcome = contest->outcome;
    struct dy_why_contest first;
    if (outcome->first == NULL || !dy_why_open(job, outcome->first, &first))
        return;
    struct dy_why *why =
        dy_why_add(job, parent,
                   outcome->pair_followed ? DY_CLAIM_RUNOFF_FOLLOWED : DY_CLAIM_RUNOFF_HELD, NULL);
    dy_why_choices(job, why, "choices", outcome->contest, outcome->pair);
    dy_why_cite(job, why, contest->tier->award.runoff_cite, false);
    (void)dy_why_status(job, why, outcome->first);
    add_majority(job, why, &first, choice);
}

struct dy_why *dy_why_turnout(struct dy_why_job *job, struct dy_why *parent,
                              const struct dy_why_contest *contest)
{
    const struct dy_law_bound *turnout = &contest->tier->award.turnout;
    const struct dy_law_share *whole = &job->law->shares[turnout->whole];
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_TURNOUT,
                   dy_why_percent(job, contest->now.turnout_part, contest->now.turnout_whole, 2));
    dy_why_text(job, why, "fraction", dy_why_fraction(job, turnout->fraction));
    dy_why_title(job, why, "whole", &whole->title, whole->id);
    dy_why_cite(job, why, turnout->cite, turnout->unverified);
    (void)dy_why_share(job, why, contest, turnout->part);
    (void)dy_why_share(job, why, contest, turnout->whole);
    return why;
}

static void add_regions(struct dy_why_job *job, struct dy_why *parent,
                        const struct dy_why_contest *contest)
{
    if (contest->now.regions == 0)
        return;
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_REGIONS, dy_why_digits(job, contest->now.regions_adopted));
    dy_why_number(job, why, "all", contest->now.regions);
    dy_why_cite(job, why, contest->tier->award.regions.cite,
                contest->tier->award.regions.unverified);
}

static void explain(struct dy_why_job *job, struct dy_why *why, struct dy_why_contest *contest,
                    uint32_t choice)
{
    bool plurality = contest->tier->award.method->family == DY_FAMILY_PLURALITY;
    if (contest->outcome->event != DY_EVENT_ELECTED)
        (void)dy_why_event(job, why, contest->outcome);
    if (contest->tier->award.turnout.is_set)
        (void)dy_why_turnout(job, why, contest);
    if (contest->outcome->tally == NULL)
        return;
    if (contest->now.round > 1 || plurality)
        (void)dy_why_votes(job, why, contest->outcome, choice, DY_NOTHING);
    else
        add_majority(job, why, contest, choice);
    add_next(job, why, &contest->now, choice);
    if (contest->now.choices[choice].tied)
        dy_why_tie(job, why, contest);
    add_regions(job, why, contest);
    add_first_round(job, why, contest, choice);
}

struct dy_why *dy_why_elected(struct dy_why_job *job, struct dy_why *parent,
                              struct dy_why_contest *contest, uint32_t choice)
{
    const struct dy_outcome_choice *of = &contest->outcome->choices[choice];
    struct dy_why *why =
        dy_why_add(job, parent, of->elected ? DY_CLAIM_ELECTED : DY_CLAIM_NOT_ELECTED,
                   dy_why_digits(job, of->seats));
    dy_why_choice(job, why, "list", contest->now.contest, choice);
    dy_why_cite(job, why, contest->tier->award.cite, false);
    if (contest->outcome->status == DY_STATUS_INCOMPLETE) {
        struct dy_why *range = dy_why_add(job, why, DY_CLAIM_SEATS_RANGE, NULL);
        dy_why_choice(job, range, "list", contest->now.contest, choice);
        dy_why_number(job, range, "min", of->seats_min);
        dy_why_number(job, range, "max", of->seats_max);
    }
    explain(job, why, contest, choice);
    return why;
}

/*
 * The house and the election as a whole.
 */
#include "count/outcome.h"
#include "count/why.h"

#define CONTESTS_SHOWN 10

static const struct dy_names *row_titles(const struct dy_why_job *job,
                                         const struct dy_outcome_body *row)
{
    return row->list == DY_NOTHING ? NULL : &job->election->lists[row->list].title;
}

static void name_row(struct dy_why_job *job, struct dy_why *why, const struct dy_outcome_body *row)
{
    dy_why_title(job, why, "list", row_titles(job, row), row->id);
}

static void add_declared(struct dy_why_job *job, struct dy_why *parent,
                         const struct dy_outcome_body *row, uint32_t tier)
{
    for (size_t i = 0; i < job->election->n_declared; i++) {
        const struct dy_declared *declared = &job->election->declared[i];
        for (size_t j = 0; j < declared->n && declared->tier == tier; j++) {
            if (declared->of[j].list != row->list)
                continue;
            struct dy_why *why = dy_why_add(job, parent, DY_CLAIM_BODY_DECLARED,
                                            dy_why_digits(job, declared->of[j].seats));
            name_row(job, why, row);
            dy_why_text(job, why, "source", declared->source != NULL ? declared->source : "-");
            why->unverified = declared->unverified;
        }
    }
}

static void add_lists(struct dy_why_job *job, struct dy_why *parent,
                      const struct dy_outcome_contest *outcome, uint32_t choice)
{
    struct dy_why_contest contest;
    if (dy_why_open(job, outcome, &contest))
        (void)dy_why_seats(job, parent, &contest, choice);
}

static void add_winner(struct dy_why_job *job, struct dy_why *parent,
                       const struct dy_outcome_contest *outcome)
{
    (void)dy_why_event(job, parent, outcome);
}

/* Seats that the row's choices have, or may still get, in this contest. */
static bool concerns(const struct dy_outcome_contest *outcome, uint32_t list, uint32_t *choice)
{
    for (uint32_t i = 0; i < outcome->n_choices; i++) {
        *choice = i;
        if (outcome->contest->choices[i].list == list && outcome->choices[i].seats > 0)
            return true;
    }
    return false;
}

/* Returns whether any of the tier's seats come from votes. */
static bool add_contests(struct dy_why_job *job, struct dy_why *parent,
                         const struct dy_outcome_body *row, uint32_t tier)
{
    size_t n = 0;
    bool counted = false;
    for (size_t i = 0; i < job->outcome->n_contests && job->code == DY_OK; i++) {
        const struct dy_outcome_contest *outcome = &job->outcome->contests[i];
        uint32_t choice;
        if (outcome->contest->tier != tier)
            continue;
        counted = counted || outcome->event != DY_EVENT_DECLARED;
        if (!concerns(outcome, row->list, &choice) || n++ >= CONTESTS_SHOWN)
            continue;
        if (job->law->tiers[tier].choices == DY_CHOICES_LISTS)
            add_lists(job, parent, outcome, choice);
        else
            add_winner(job, parent, outcome);
    }
    if (n > CONTESTS_SHOWN)
        (void)dy_why_add(job, parent, DY_CLAIM_CONTESTS_MORE,
                         dy_why_digits(job, n - CONTESTS_SHOWN));
    return counted;
}

static bool tier_is_declared(const struct dy_why_job *job, uint32_t tier)
{
    for (size_t i = 0; i < job->election->n_declared; i++)
        if (job->election->declared[i].tier == tier)
            return true;
    return false;
}

/* Seats that nobody counted and nobody declared. */
static void add_unknown(struct dy_why_job *job, struct dy_why *parent, uint32_t tier)
{
    const struct dy_law_tier *of = &job->law->tiers[tier];
    dy_seats seats = dy_tier_unknown(job->outcome, tier, tier_is_declared(job, tier));
    if (seats == 0)
        return;
    struct dy_why *why = dy_why_add(job, parent, DY_CLAIM_TIER_UNKNOWN, dy_why_digits(job, seats));
    dy_why_title(job, why, "tier", &of->title, of->id);
    dy_why_cite(job, why, of->seats.cite, false);
}

struct dy_why *dy_why_body(struct dy_why_job *job, const struct dy_outcome_body *row)
{
    struct dy_why *why = dy_why_add(job, NULL, DY_CLAIM_BODY_SEATS, dy_why_digits(job, row->seats));
    name_row(job, why, row);
    dy_why_cite(job, why, job->law->body.cite, false);
    if (row->seats_min != row->seats_max) {
        struct dy_why *range = dy_why_add(job, why, DY_CLAIM_BODY_RANGE, NULL);
        name_row(job, range, row);
        dy_why_number(job, range, "min", row->seats_min);
        dy_why_number(job, range, "max", row->seats_max);
    }
    for (uint32_t i = 0; i < job->law->n_tiers; i++) {
        const struct dy_law_tier *tier = &job->law->tiers[i];
        struct dy_why *part =
            dy_why_add(job, why, DY_CLAIM_BODY_TIER, dy_why_digits(job, row->by_tier[i]));
        name_row(job, part, row);
        dy_why_title(job, part, "tier", &tier->title, tier->id);
        dy_why_cite(job, part, tier->seats.cite, false);
        if (!add_contests(job, part, row, i))
            add_declared(job, part, row, i);
        add_unknown(job, part, i);
    }
    return why;
}

/* --- status --- */

static void add_tiers(struct dy_why_job *job, struct dy_why *parent)
{
    for (uint32_t i = 0; i < job->law->n_tiers; i++)
        add_unknown(job, parent, i);
}

/* Contests of one status; returns how many there are, `n` of which others were before. */
static size_t add_of_status(struct dy_why_job *job, struct dy_why *parent, enum dy_status status,
                            size_t n)
{
    for (size_t i = 0; i < job->outcome->n_contests; i++) {
        const struct dy_outcome_contest *contest = &job->outcome->contests[i];
        if (contest->status == status && n++ < CONTESTS_SHOWN)
            (void)dy_why_status(job, parent, contest);
    }
    return n;
}

/* The contests that keep the election from being final, the worst first; if none do, the first. */
struct dy_why *dy_why_whole_status(struct dy_why_job *job)
{
    enum dy_status status = job->outcome->status;
    struct dy_why *why = dy_why_add(job, NULL, DY_CLAIM_STATUS, dy_status_name(status));
    size_t n = 0;
    add_tiers(job, why);
    if (status == DY_STATUS_FINAL)
        n = add_of_status(job, why, DY_STATUS_FINAL, n);
    n = add_of_status(job, why, DY_STATUS_UNDETERMINED, n);
    n = add_of_status(job, why, DY_STATUS_INCOMPLETE, n);
    if (n > CONTESTS_SHOWN)
        (void)dy_why_add(job, why, DY_CLAIM_CONTESTS_MORE, dy_why_digits(job, n - CONTESTS_SHOWN));
    return why;
}

#include "count/settle_parts.h"

#include <string.h>

/* --- shares --- */

bool dy_contest_stands(const struct dy_outcome_contest *contest, size_t choice)
{
    const uint8_t *stands = contest->contest->stands;
    return (stands == NULL || stands[choice]) && (contest->pair == NULL || contest->pair[choice]);
}

/* A share's terms over some numbers: sums of one kind each. */
struct numbers {
    uint64_t votes, against_all;
    const uint64_t *fields;
    uint64_t listed;
    bool listed_known;
};

static bool add_term(const struct dy_settle *settle, const struct numbers *numbers,
                     const struct dy_law_term *term, uint64_t *sum)
{
    switch (term->kind) {
    case DY_TERM_VOTES:
        return dy_add(sum, numbers->votes);
    case DY_TERM_AGAINST_ALL:
        return dy_add(sum, numbers->against_all);
    case DY_TERM_FIELD:
        return settle->field_present[term->field] && dy_add(sum, numbers->fields[term->field]);
    case DY_TERM_LISTED:
        return numbers->listed_known && dy_add(sum, numbers->listed);
    }
    return false;
}

static bool add_share(const struct dy_settle *settle, const struct numbers *numbers, uint32_t share,
                      uint64_t *out)
{
    const struct dy_law_share *rule = &settle->election->law->shares[share];
    uint64_t sum = 0;
    for (size_t i = 0; i < rule->n_terms; i++)
        if (!add_term(settle, numbers, &rule->terms[i], &sum))
            return false;
    *out = sum;
    return true;
}

static bool listed_published(const struct dy_settle *settle)
{
    return settle->listed_field != DY_NOTHING && settle->field_present[settle->listed_field];
}

bool dy_settle_share(const struct dy_settle *settle, const struct dy_outcome_contest *contest,
                     uint32_t share, uint64_t *out)
{
    bool published = listed_published(settle);
    struct numbers numbers = {
        .against_all = contest->against_all,
        .fields = settle->fields,
        .listed = published ? settle->fields[settle->listed_field] : settle->listed,
        .listed_known = published || settle->listed > 0,
    };
    for (size_t i = 0; i < contest->n_choices; i++)
        numbers.votes += contest->choices[i].votes;
    return add_share(settle, &numbers, share, out);
}

bool dy_settle_area_share(const struct dy_settle *settle, const uint64_t *sums, uint32_t share,
                          uint64_t *out)
{
    size_t n_fields = settle->election->law->n_fields;
    struct numbers numbers = {
        .against_all = sums[settle->area_slots - 1],
        .fields = sums,
        .listed_known = listed_published(settle),
        .listed = listed_published(settle) ? sums[settle->listed_field] : 0,
    };
    for (size_t i = n_fields; i + 1 < settle->area_slots; i++)
        numbers.votes += sums[i];
    return add_share(settle, &numbers, share, out);
}

/* --- settle --- */

static void reset(struct dy_outcome_contest *contest)
{
    contest->status = DY_STATUS_FINAL;
    contest->event = DY_EVENT_NO_VOTES;
    contest->base = contest->needed = 0;
    contest->turnout_part = contest->turnout_whole = 0;
    contest->guarantee_used = contest->tie_settled = false;
    contest->at_stake = 0;
    contest->silence = NULL;
    contest->reading = NULL;
    contest->regions = contest->regions_adopted = 0;
    for (size_t i = 0; i < contest->n_choices; i++)
        contest->choices[i] = (struct dy_outcome_choice){.votes = contest->choices[i].votes};
}

static bool any_votes(const struct dy_outcome_contest *contest)
{
    dy_votes all = contest->against_all;
    for (size_t i = 0; i < contest->n_choices; i++)
        all |= contest->choices[i].votes;
    return all != 0;
}

/* False when too few took part, or when nobody can tell. */
static bool turnout_suffices(const struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    const struct dy_law_bound *turnout = &settle->tier->award.turnout;
    if (!turnout->is_set)
        return true;
    if (!dy_settle_share(settle, contest, turnout->part, &contest->turnout_part) ||
        !dy_settle_share(settle, contest, turnout->whole, &contest->turnout_whole)) {
        dy_settle_silent(settle, contest, "base-not-published", NULL);
        contest->at_stake = contest->seats;
        return false;
    }
    int compared =
        dy_share_compare(contest->turnout_part, contest->turnout_whole, turnout->fraction);
    if (turnout->strictly ? compared > 0 : compared >= 0)
        return true;
    contest->event = DY_EVENT_NOT_VALID;
    return false;
}

static const struct {
    enum dy_family family;
    void (*award)(struct dy_settle *settle, struct dy_outcome_contest *contest);
} families[] = {
    {DY_FAMILY_LARGEST_REMAINDER, dy_award_lists}, {DY_FAMILY_HIGHEST_AVERAGES, dy_award_lists},
    {DY_FAMILY_PLURALITY, dy_award_plurality},     {DY_FAMILY_ABSOLUTE_MAJORITY, dy_award_majority},
    {DY_FAMILY_YES_NO, dy_award_question},
};

static void award(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    if (contest->round > 1) {
        dy_award_runoff(settle, contest);
        return;
    }
    for (size_t i = 0; i < DY_COUNT_OF(families); i++)
        if (families[i].family == settle->tier->award.method->family)
            families[i].award(settle, contest);
}

/* --- what is certain --- */

static bool is_settled(enum dy_event event)
{
    static const bool settled[] = {
        [DY_EVENT_SEATS] = true,     [DY_EVENT_ELECTED] = true,   [DY_EVENT_ADOPTED] = true,
        [DY_EVENT_REJECTED] = true,  [DY_EVENT_NOT_VALID] = true, [DY_EVENT_DECLARED] = true,
        [DY_EVENT_NO_VOTES] = false,
    };
    return settled[event];
}

static bool by_majority(const struct dy_settle *settle, const struct dy_outcome_contest *contest)
{
    return contest->round == 1 && settle->tier->award.method->family == DY_FAMILY_ABSOLUTE_MAJORITY;
}

/*
 * Do only some contend for what is at stake? Not when there are no claimants, and not when anybody
 * may be nominated anew.
 */
static bool claimants_only(const struct dy_outcome_contest *contest)
{
    if (contest->event == DY_EVENT_REPEAT_ELECTION)
        return false;
    for (size_t i = 0; i < contest->n_choices; i++)
        if (contest->choices[i].claims)
            return true;
    return false;
}

/* A tie for a place in a run-off: whoever is ahead of the tied is in it, and may win. */
static bool is_ahead(const struct dy_settle *settle, const struct dy_outcome_contest *contest,
                     size_t choice)
{
    if (!by_majority(settle, contest) || !dy_contest_stands(contest, choice))
        return false;
    for (size_t i = 0; i < contest->n_choices; i++)
        if (contest->choices[i].claims &&
            contest->choices[i].votes > contest->choices[choice].votes)
            return false;
    return true;
}

/* One claimant takes one seat at most, except joined lists and the second list of a guarantee. */
static dy_seats most_each(const struct dy_settle *settle, const struct dy_outcome_contest *contest)
{
    bool several = contest->guarantee_used || settle->tier->award.agreements;
    return several || contest->at_stake < 1 ? contest->at_stake : 1;
}

dy_seats dy_settle_most(const struct dy_law_tier *tier, dy_seats seats)
{
    enum dy_family family = tier->award.method->family;
    bool lists = family == DY_FAMILY_LARGEST_REMAINDER || family == DY_FAMILY_HIGHEST_AVERAGES;
    return lists || seats < 1 ? seats : 1;
}

static void fill_bounds(const struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    bool open = !is_settled(contest->event), few = claimants_only(contest);
    dy_seats each = few ? most_each(settle, contest) : contest->at_stake;
    dy_seats most = dy_settle_most(settle->tier, contest->seats);
    for (size_t i = 0; i < contest->n_choices; i++) {
        struct dy_outcome_choice *choice = &contest->choices[i];
        bool contends = choice->claims || is_ahead(settle, contest, i);
        bool may = open && (few ? contends : dy_contest_stands(contest, i));
        choice->votes_max = choice->votes;
        choice->seats_min = choice->seats;
        choice->seats_max = may ? choice->seats + each : choice->seats;
        if (choice->seats_max > most)
            choice->seats_max = most;
    }
}

void dy_count_settle(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    reset(contest);
    settle->frame = 0;
    if (!any_votes(contest))
        contest->at_stake = contest->seats;
    else if (turnout_suffices(settle, contest))
        award(settle, contest);
    contest->status = is_settled(contest->event) ? DY_STATUS_FINAL : DY_STATUS_UNDETERMINED;
    fill_bounds(settle, contest);
}

/*
 * One function for each family of methods: who gets the seats, and what stands in the way.
 */
#include "count/settle_parts.h"

#include <string.h>

/* --- lists --- */

static struct dy_tie_rule tie_for_seat(const struct dy_settle *settle)
{
    return (struct dy_tie_rule){&settle->tier->ties, "tie-for-seat"};
}

static const char *agreement_of(const struct dy_settle *settle,
                                const struct dy_outcome_contest *contest, uint32_t choice)
{
    uint32_t list = contest->contest->choices[choice].list;
    return list == DY_NOTHING ? NULL : settle->election->lists[list].agreement;
}

/* Number the groups of joined lists; false when no two are joined. */
static bool find_groups(const struct dy_settle *settle, const struct dy_outcome_contest *contest,
                        size_t n)
{
    bool joined = false;
    for (uint32_t i = 0; i < n; i++) {
        const char *mine = agreement_of(settle, contest, settle->map[i]);
        settle->group[i] = i;
        for (uint32_t j = 0; mine != NULL && j < i; j++) {
            const char *theirs = agreement_of(settle, contest, settle->map[j]);
            if (theirs == NULL || strcmp(mine, theirs) != 0)
                continue;
            settle->group[i] = settle->group[j];
            joined = true;
            break;
        }
    }
    return joined;
}

/* From the admitted to all choices, in place: map[i] >= i, ascending. */
static void spread(const struct dy_settle *settle, size_t n, size_t n_choices)
{
    memset(settle->claims + n, 0, n_choices - n);
    for (size_t i = n; i < n_choices; i++)
        settle->seats[i] = 0;
    for (size_t i = n; i-- > 0;) {
        uint8_t claims = settle->claims[i];
        dy_seats seats = settle->seats[i];
        settle->claims[i] = 0;
        settle->seats[i] = 0;
        settle->claims[settle->map[i]] = claims;
        settle->seats[settle->map[i]] = seats;
    }
}

/* Ranks of the admitted, all different: those with a claim by settle->order, then the others. */
static void rank_admitted(const struct dy_settle *settle, size_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t a = settle->map[i], rank = 0;
        uint64_t mine = settle->claims[a] ? settle->order[a] : UINT64_MAX;
        for (uint32_t j = 0; j < n; j++) {
            uint32_t b = settle->map[j];
            uint64_t theirs = settle->claims[b] ? settle->order[b] : UINT64_MAX;
            rank += theirs < mine || (theirs == mine && j < i);
        }
        settle->rank[i] = rank;
    }
}

static enum dy_seats_status award(const struct dy_settle *settle, const struct dy_seats_input *in,
                                  bool grouped, size_t n_choices, struct dy_seats_tie *tie)
{
    enum dy_seats_status status =
        grouped ? dy_seats_award_grouped(in, settle->group, settle->seats, tie, settle->claims)
                : dy_seats_award(in, settle->seats, tie, settle->claims);
    spread(settle, in->n, n_choices);
    return status;
}

/* Joined lists can be tied more than once, and so can lists that leave with their minimum. */
static bool ties_may_be_several(const struct dy_seats_input *in, bool grouped)
{
    return grouped || (in->minimum > 0 && in->method->family == DY_FAMILY_LARGEST_REMAINDER);
}

/* Then everybody needs a rank. */
static bool rank_all(struct dy_settle *settle, const struct dy_outcome_contest *contest, size_t n)
{
    memset(settle->claims, 0, contest->n_choices);
    for (size_t i = 0; i < n; i++)
        settle->claims[settle->map[i]] = 1;
    return dy_tie_rank(settle, contest, tie_for_seat(settle));
}

static void take_seats(const struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    for (size_t i = 0; i < contest->n_choices; i++)
        contest->choices[i].seats = settle->seats[i];
    contest->event = DY_EVENT_SEATS;
}

/* Award again, in order. Those who were tied are marked in contest->choices[].tied. */
static enum dy_seats_status award_ranked(struct dy_settle *settle,
                                         struct dy_outcome_contest *contest,
                                         struct dy_seats_input *in, bool grouped, bool tied)
{
    struct dy_seats_tie tie;
    rank_admitted(settle, in->n);
    in->order = settle->rank;
    enum dy_seats_status status = award(settle, in, grouped, contest->n_choices, &tie);
    memset(settle->claims, 0, contest->n_choices);
    if (tied && status == DY_SEATS_DONE)
        dy_tie_note(settle, contest, tie_for_seat(settle));
    return status;
}

/* Award the seats, ties broken by rule; else the tie is the outcome. */
static enum dy_seats_status award_lists(struct dy_settle *settle,
                                        struct dy_outcome_contest *contest,
                                        struct dy_seats_input *in, bool grouped)
{
    struct dy_seats_tie tie;
    enum dy_seats_status status = award(settle, in, grouped, contest->n_choices, &tie);
    bool tied = status == DY_SEATS_TIE, several = ties_may_be_several(in, grouped);
    for (size_t i = 0; i < contest->n_choices; i++)
        contest->choices[i].tied = tied && settle->claims[i] != 0;
    take_seats(settle, contest);
    if (several ? rank_all(settle, contest, in->n)
                : tied && dy_tie_rank(settle, contest, tie_for_seat(settle)))
        return award_ranked(settle, contest, in, grouped, tied);
    for (size_t i = 0; i < contest->n_choices; i++) {
        settle->claims[i] = contest->choices[i].tied;
        contest->choices[i].tied = false;
    }
    if (tied)
        dy_tie_open(settle, contest, tie_for_seat(settle), tie.at_stake);
    return status;
}

static void no_award(const struct dy_settle *settle, struct dy_outcome_contest *contest,
                     enum dy_seats_status status)
{
    for (size_t i = 0; i < contest->n_choices; i++) {
        contest->choices[i].seats = 0;
        contest->choices[i].tied = false;
    }
    contest->at_stake = contest->seats;
    if (status == DY_SEATS_NO_VOTES)
        contest->event = DY_EVENT_NO_VOTES;
    else
        dy_settle_silent(settle, contest,
                         status == DY_SEATS_OVER ? "quota-over-allocates" : "minimum-exceeds-seats",
                         NULL);
}

void dy_award_lists(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    const struct dy_law_award *rule = &settle->tier->award;
    size_t n = 0;
    if (!dy_admit(settle, contest, &n))
        return;
    for (size_t i = 0; i < n; i++) {
        settle->votes[i] = contest->choices[settle->map[i]].votes;
        settle->quota_votes[i] = settle->quota_of ? settle->quota_of[settle->map[i]] : 0;
    }
    struct dy_seats_input in = {.method = rule->method,
                                .n = n,
                                .votes = settle->votes,
                                .seats = contest->seats,
                                .minimum = rule->minimum,
                                .quota_of = settle->quota_of ? settle->quota_votes : NULL,
                                .frame = &settle->frame};
    bool grouped = rule->agreements && find_groups(settle, contest, n);
    enum dy_seats_status status = award_lists(settle, contest, &in, grouped);
    if (status == DY_SEATS_DONE)
        take_seats(settle, contest);
    else if (status != DY_SEATS_TIE)
        no_award(settle, contest, status);
}

/* --- one seat --- */

static void elect(const struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    for (size_t i = 0; i < contest->n_choices; i++) {
        contest->choices[i].elected = settle->seats[i] != 0;
        contest->choices[i].seats = settle->seats[i];
    }
}

/* Elect the k with the most votes; nobody is elected without a vote. */
static void elect_most(struct dy_settle *settle, struct dy_outcome_contest *contest, dy_seats k,
                       struct dy_tie_rule rule)
{
    size_t n = 0;
    for (size_t i = 0; i < contest->n_choices; i++) {
        settle->seats[i] = dy_contest_stands(contest, i) && contest->choices[i].votes > 0;
        n += settle->seats[i];
    }
    contest->event = n > 0 ? DY_EVENT_ELECTED : DY_EVENT_NO_VOTES;
    if (n == 0)
        contest->at_stake = k;
    else {
        (void)dy_tie_pick(settle, contest, k, rule); /* a tie has become the event */
        elect(settle, contest);
    }
}

static void admit_standing(struct dy_outcome_contest *contest)
{
    for (size_t i = 0; i < contest->n_choices; i++)
        contest->choices[i].admitted =
            dy_contest_stands(contest, i) ? DY_ADMITTED_YES : DY_ADMITTED_NO;
}

void dy_award_plurality(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    admit_standing(contest);
    elect_most(settle, contest, contest->seats, tie_for_seat(settle));
}

void dy_award_runoff(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    struct dy_tie_rule rule = {&settle->tier->award.tie_runoff, "tie-in-run-off"};
    admit_standing(contest);
    elect_most(settle, contest, contest->seats, rule);
}

/* --- majority --- */

static bool has_majority(const struct dy_law_bound *majority, dy_votes votes, uint64_t base)
{
    int compared = dy_share_compare(votes, base, majority->fraction);
    return base > 0 && (majority->strictly ? compared > 0 : compared >= 0);
}

/* Base and needed votes; false when the base is not published. */
static bool find_majority(const struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    const struct dy_law_bound *majority = &settle->tier->award.majority;
    if (!majority->is_set || !dy_settle_share(settle, contest, majority->whole, &contest->base)) {
        dy_settle_silent(settle, contest, "base-not-published", NULL);
        contest->at_stake = contest->seats;
        return false;
    }
    contest->needed = dy_settle_needed(contest->base, majority->fraction, majority->strictly);
    return true;
}

static uint32_t mark_standing(const struct dy_settle *settle,
                              const struct dy_outcome_contest *contest)
{
    uint32_t n = 0;
    for (size_t i = 0; i < contest->n_choices; i++) {
        settle->seats[i] = dy_contest_stands(contest, i);
        n += settle->seats[i];
    }
    return n;
}

static void call_runoff(struct dy_settle *settle, struct dy_outcome_contest *contest,
                        uint32_t places)
{
    struct dy_tie_rule rule = {&settle->tier->award.tie_second, "tie-for-second-place"};
    (void)mark_standing(settle, contest);
    contest->event = DY_EVENT_RUNOFF;
    if (!dy_tie_pick(settle, contest, places, rule))
        return;
    for (size_t i = 0; i < contest->n_choices; i++)
        contest->choices[i].claims = settle->seats[i] != 0;
    contest->at_stake = contest->seats;
}

static void no_majority(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    const struct dy_law_award *rule = &settle->tier->award;
    uint32_t n = mark_standing(settle, contest);
    uint32_t from = rule->runoff_from > 2 ? rule->runoff_from : 2;
    if (rule->runoff_between > 0 && n >= from) {
        call_runoff(settle, contest, rule->runoff_between);
        return;
    }
    const struct dy_law_param *param = &rule->two_candidates;
    dy_settle_silent(settle, contest, "two-candidates-no-majority", param);
    contest->at_stake = contest->seats;
    if (param->reading == NULL && param->value != DY_NO_MAJORITY_SILENT)
        contest->silence = NULL;
    if (param->value == DY_NO_MAJORITY_REPEAT_ELECTION)
        contest->event = DY_EVENT_REPEAT_ELECTION;
    else if (param->value == DY_NO_MAJORITY_RUNOFF && n >= 2)
        call_runoff(settle, contest, 2);
}

void dy_award_majority(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    admit_standing(contest);
    if (!find_majority(settle, contest))
        return;
    size_t n = 0;
    for (size_t i = 0; i < contest->n_choices; i++) {
        settle->seats[i] =
            dy_contest_stands(contest, i) &&
            has_majority(&settle->tier->award.majority, contest->choices[i].votes, contest->base);
        n += settle->seats[i];
    }
    if (n == 0) {
        no_majority(settle, contest);
        return;
    }
    contest->event = DY_EVENT_ELECTED;
    (void)dy_tie_pick(settle, contest, contest->seats, tie_for_seat(settle));
    elect(settle, contest);
}

/* --- a question --- */

/* Areas in which the first answer has the majority; false if a term is not published. */
static bool count_areas(const struct dy_settle *settle, uint64_t *n_adopted)
{
    const struct dy_law_bound *majority = &settle->tier->award.majority;
    size_t n_fields = settle->election->law->n_fields;
    *n_adopted = 0;
    for (size_t i = 0; i < settle->n_areas; i++) {
        const uint64_t *sums = settle->area_sums + i * settle->area_slots;
        uint64_t base;
        if (!dy_settle_area_share(settle, sums, majority->whole, &base))
            return false;
        *n_adopted += has_majority(majority, sums[n_fields], base);
    }
    return settle->n_areas > 0;
}

bool dy_settle_regions(const struct dy_settle *settle)
{
    const struct dy_law_award *rule = &settle->tier->award;
    const char *kind = settle->election->question_kind;
    return rule->regions.is_set &&
           (rule->regions_when == NULL || (kind != NULL && strcmp(rule->regions_when, kind) == 0));
}

static void ask_regions(const struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    const struct dy_law_bound *regions = &settle->tier->award.regions;
    uint64_t n_adopted;
    if (!count_areas(settle, &n_adopted)) {
        dy_settle_silent(settle, contest, "regions-not-published", NULL);
        return;
    }
    int compared = dy_share_compare(n_adopted, settle->n_areas, regions->fraction);
    contest->regions_adopted = (uint32_t)n_adopted;
    contest->regions = (uint32_t)settle->n_areas;
    if (regions->strictly ? compared <= 0 : compared < 0)
        contest->event = DY_EVENT_REJECTED;
}

void dy_award_question(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    admit_standing(contest);
    if (!find_majority(settle, contest))
        return;
    bool carries = contest->n_choices > 0 && has_majority(&settle->tier->award.majority,
                                                          contest->choices[0].votes, contest->base);
    contest->event = carries ? DY_EVENT_ADOPTED : DY_EVENT_REJECTED;
    if (carries && dy_settle_regions(settle))
        ask_regions(settle, contest);
}

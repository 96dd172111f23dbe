/*
 * Who may take part in the award: the bar, lists that need none, and what follows when one list
 * only, or none, reaches it.
 */
#include "count/settle_parts.h"

#include "count/silence.h"
#include "seats/award.h"

#include <string.h>

struct dy_fraction dy_settle_bar(const struct dy_law_bar *bar, uint32_t members)
{
    struct dy_fraction fraction = bar->rows[0].fraction;
    for (size_t i = 0; i < bar->n_rows && bar->rows[i].members_from <= members; i++)
        fraction = bar->rows[i].fraction;
    return fraction;
}

uint64_t dy_settle_needed(uint64_t base, struct dy_fraction fraction, bool strictly)
{
    dy_u128 product = (dy_u128)base * fraction.num;
    dy_u128 needed =
        strictly ? product / fraction.den + 1 : (product + fraction.den - 1) / fraction.den;
    return needed > UINT64_MAX ? UINT64_MAX : (uint64_t)needed;
}

static const struct dy_list *list_of(const struct dy_settle *settle,
                                     const struct dy_outcome_contest *contest, size_t choice)
{
    uint32_t list = contest->contest->choices[choice].list;
    return list == DY_NOTHING ? NULL : &settle->election->lists[list];
}

bool dy_settle_exempt(const struct dy_law_bar *bar, const struct dy_list *list)
{
    for (size_t i = 0; list != NULL && i < bar->n_exempt; i++)
        if (strcmp(bar->exempt[i], list->kind) == 0)
            return true;
    return false;
}

static bool passes(const struct dy_law_bar *bar, const struct dy_list *list, dy_votes votes,
                   uint64_t base)
{
    struct dy_fraction fraction = dy_settle_bar(bar, list != NULL ? list->members : 1);
    int compared = dy_share_compare(votes, base, fraction);
    return base > 0 && (bar->strictly ? compared > 0 : compared >= 0);
}

/* Admit by the bar; returns how many. */
static size_t apply_bar(const struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    const struct dy_law_bar *bar = &settle->tier->bar;
    size_t n = 0;
    for (size_t i = 0; i < contest->n_choices; i++) {
        struct dy_outcome_choice *choice = &contest->choices[i];
        if (!dy_contest_stands(contest, i))
            continue;
        const struct dy_list *list = list_of(settle, contest, i);
        choice->exempt = bar->is_set && dy_settle_exempt(bar, list);
        if (!bar->is_set || choice->exempt || passes(bar, list, choice->votes, contest->base))
            choice->admitted = DY_ADMITTED_YES;
        n += choice->admitted == DY_ADMITTED_YES;
    }
    return n;
}

static bool nobody_passes(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    const struct dy_law_param *param = &settle->tier->bar.if_none;
    dy_settle_silent(settle, contest, "no-list-reaches-bar", param);
    if (param->reading == NULL && param->value != DY_NONE_SILENT)
        contest->silence = NULL;
    switch ((enum dy_law_none)param->value) {
    case DY_NONE_SILENT:
        contest->at_stake = contest->seats;
        return false;
    case DY_NONE_NOBODY:
        contest->event = DY_EVENT_SEATS;
        return false;
    case DY_NONE_ALL_LISTS:
        break;
    }
    for (size_t i = 0; i < contest->n_choices; i++)
        if (dy_contest_stands(contest, i))
            contest->choices[i].admitted = DY_ADMITTED_YES;
    return true;
}

/* --- at least two lists --- */

/* first + second < 2^63, seats <= 10^6, factor < 2^32: the products stay below 2^116. */
dy_seats dy_guarantee_seats(const struct dy_law_guarantee *rule, dy_votes first, dy_votes second,
                            dy_seats seats)
{
    dy_u128 all = first + second > 0 ? (dy_u128)first + second : 1;
    dy_u128 product = (dy_u128)second * seats;
    dy_u128 share = rule->floor.value == DY_FLOOR_BEFORE_FACTOR
                        ? product / all * rule->factor.num / rule->factor.den
                        : product * rule->factor.num / (all * rule->factor.den);
    if (share < rule->minimum)
        share = rule->minimum;
    return share < seats ? (dy_seats)share : seats;
}

static size_t only_admitted(const struct dy_outcome_contest *contest)
{
    size_t i = 0;
    while (contest->choices[i].admitted != DY_ADMITTED_YES)
        i++;
    return i;
}

/* Everyone but the first may be the second; returns how many they are. */
static size_t mark_others(const struct dy_settle *settle, const struct dy_outcome_contest *contest,
                          size_t first)
{
    size_t n = 0;
    for (size_t i = 0; i < contest->n_choices; i++) {
        settle->seats[i] = i != first && dy_contest_stands(contest, i);
        n += settle->seats[i];
    }
    return n;
}

static size_t find_marked(size_t n, const struct dy_outcome_choice *choices, const dy_seats *seats)
{
    size_t i = 0;
    while (i + 1 < n && seats[i] == 0 && !choices[i].claims)
        i++;
    return i;
}

/*
 * One list alone reached the bar: the next enters, and the seats are awarded here by the rule's own
 * arithmetic. Lists with equal claims to be the second would get the same seats. Returns false when
 * the contest is settled so, true when there is no other list.
 */
static bool apply_guarantee(struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    const struct dy_law_guarantee *rule = &settle->tier->guarantee;
    struct dy_tie_rule tie = {&rule->tie_second, "tie-second-list"};
    size_t first = only_admitted(contest);
    if (mark_others(settle, contest, first) == 0)
        return true;
    contest->guarantee_used = true;
    contest->event = DY_EVENT_SEATS;
    contest->reading = rule->floor.reading;
    bool settled = dy_tie_pick(settle, contest, 1, tie);
    size_t second = find_marked(contest->n_choices, contest->choices, settle->seats);
    dy_seats seats = dy_guarantee_seats(rule, contest->choices[first].votes,
                                        contest->choices[second].votes, contest->seats);
    dy_frame_mix(&settle->frame, second);
    contest->choices[first].seats = contest->seats - seats;
    if (!settled) {
        contest->at_stake = seats;
        return false;
    }
    contest->choices[second].seats = seats;
    contest->choices[second].admitted = DY_ADMITTED_YES;
    contest->choices[second].by_guarantee = true;
    return false;
}

/* Does exactly one list stand in the house, and that by reaching the bar? */
static bool one_alone(const struct dy_settle *settle, const struct dy_outcome_contest *contest,
                      size_t n_admitted)
{
    const struct dy_law_guarantee *rule = &settle->tier->guarantee;
    return rule->is_set && rule->lists >= 2 && n_admitted == 1 &&
           !contest->choices[only_admitted(contest)].exempt;
}

bool dy_admit(struct dy_settle *settle, struct dy_outcome_contest *contest, size_t *n_admitted)
{
    const struct dy_law_tier *tier = settle->tier;
    if (tier->bar.is_set) {
        if (!dy_settle_share(settle, contest, tier->bar.of, &contest->base)) {
            dy_settle_silent(settle, contest, "base-not-published", NULL);
            contest->at_stake = contest->seats;
            return false;
        }
        contest->needed =
            dy_settle_needed(contest->base, tier->bar.rows[0].fraction, tier->bar.strictly);
    }
    size_t n = apply_bar(settle, contest);
    for (size_t i = 0; i < contest->n_choices; i++)
        dy_frame_mix(&settle->frame, contest->choices[i].admitted == DY_ADMITTED_YES);
    if (n == 0 && !nobody_passes(settle, contest))
        return false;
    if (one_alone(settle, contest, n) && !apply_guarantee(settle, contest))
        return false;
    *n_admitted = 0;
    for (uint32_t i = 0; i < contest->n_choices; i++)
        if (contest->choices[i].admitted == DY_ADMITTED_YES)
            settle->map[(*n_admitted)++] = i;
    return true;
}

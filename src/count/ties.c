/*
 * Equal claims: what the law names settles them, or they are the outcome.
 */
#include "count/settle_parts.h"

#include "count/silence.h"
#include "seats/award.h"

#include <string.h>

/* Returns how many there are. */
static size_t mark_claims(const struct dy_settle *settle, struct dy_outcome_contest *contest)
{
    size_t n = 0;
    for (size_t i = 0; i < contest->n_choices; i++) {
        contest->choices[i].claims = settle->claims[i] != 0;
        n += contest->choices[i].claims;
    }
    return n;
}

void dy_settle_silent(const struct dy_settle *settle, struct dy_outcome_contest *contest,
                      const char *when, const struct dy_law_param *param)
{
    contest->event = DY_EVENT_SILENT;
    contest->silence = dy_silence_find(settle->election->law, when);
    contest->reading = param != NULL ? param->reading : NULL;
}

const struct dy_law_param *dy_tie_param(const struct dy_law_tier *tier, size_t n_standing,
                                        size_t n_equal)
{
    if (tier->has_ties_two && n_standing == 2)
        return &tier->ties_two;
    return tier->has_ties_more && n_equal > 2 ? &tier->ties_more : &tier->ties;
}

static struct dy_tie_rule rule_here(const struct dy_settle *settle,
                                    const struct dy_outcome_contest *contest,
                                    struct dy_tie_rule rule)
{
    size_t standing = 0, equal = 0;
    if (rule.param != &settle->tier->ties)
        return rule;
    for (size_t i = 0; i < contest->n_choices; i++) {
        standing += dy_contest_stands(contest, i);
        equal += settle->claims[i] != 0;
    }
    rule.param = dy_tie_param(settle->tier, standing, equal);
    return rule;
}

/* --- ranks --- */

/* Copy ranks of the marked into settle->order; false if one is 0. */
static bool take_registered(const struct dy_settle *settle, const struct dy_contest *contest)
{
    for (size_t i = 0; i < contest->n_choices; i++) {
        const struct dy_choice *choice = &contest->choices[i];
        if (!settle->claims[i])
            continue;
        uint32_t rank = choice->registered;
        /* A list registers once: its rank serves where the ballot line has none of its own. */
        if (rank == 0 && choice->list != DY_NOTHING && settle->tier->choices == DY_CHOICES_LISTS)
            rank = settle->election->lists[choice->list].registered;
        if (rank == 0)
            return false;
        settle->order[i] = rank;
    }
    return true;
}

static bool take_lot(const struct dy_settle *settle, const uint32_t *ranks, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!settle->claims[i])
            continue;
        if (ranks[i] == 0)
            return false;
        settle->order[i] = ranks[i];
    }
    return true;
}

static bool all_different(const struct dy_settle *settle, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; settle->claims[i] && j < i; j++)
            if (settle->claims[j] && settle->order[i] == settle->order[j])
                return false;
    return true;
}

bool dy_tie_rank(struct dy_settle *settle, const struct dy_outcome_contest *contest,
                 struct dy_tie_rule rule)
{
    size_t n = contest->n_choices;
    for (size_t i = 0; i < n; i++)
        dy_frame_mix(&settle->frame, settle->claims[i]);
    rule = rule_here(settle, contest, rule);
    if (rule.param->value == DY_TIE_EARLIER_REGISTRATION)
        return take_registered(settle, contest->contest) && all_different(settle, n);
    if (rule.param->value != DY_TIE_LOT)
        return false;
    for (size_t i = 0; i < settle->n_lots; i++)
        if (take_lot(settle, settle->lot_ranks + i * n, n))
            return true;
    return false;
}

/* --- what a tie ends in --- */

void dy_tie_open(const struct dy_settle *settle, struct dy_outcome_contest *contest,
                 struct dy_tie_rule rule, dy_seats at_stake)
{
    size_t n = mark_claims(settle, contest);
    rule = rule_here(settle, contest, rule);
    contest->at_stake = at_stake;
    contest->reading = rule.param->reading;
    if (rule.param->reading != NULL)
        contest->silence = dy_silence_find(settle->election->law, rule.when);
    else if (n >
             2) /* a rule for two who are equal may have a gap for three that the law file names */
        contest->silence = dy_silence_own(settle->election->law, rule.when);
    switch ((enum dy_law_tie)rule.param->value) {
    case DY_TIE_SILENT:
        dy_settle_silent(settle, contest, rule.when, rule.param);
        return;
    case DY_TIE_EARLIER_REGISTRATION:
        dy_settle_silent(settle, contest, "registration-order-unknown", rule.param);
        return;
    case DY_TIE_LOT:
        contest->event = DY_EVENT_LOT;
        return;
    case DY_TIE_REPEAT_VOTE:
        contest->event = DY_EVENT_REPEAT_VOTE;
        return;
    case DY_TIE_REPEAT_ELECTION:
        contest->event = DY_EVENT_REPEAT_ELECTION;
        return;
    }
}

void dy_tie_note(const struct dy_settle *settle, struct dy_outcome_contest *contest,
                 struct dy_tie_rule rule)
{
    rule = rule_here(settle, contest, rule);
    for (size_t i = 0; i < contest->n_choices; i++)
        contest->choices[i].tied = contest->choices[i].tied || settle->claims[i] != 0;
    contest->tie_settled = true;
    if (rule.param->reading == NULL)
        return;
    contest->reading = rule.param->reading;
    contest->silence = dy_silence_find(settle->election->law, rule.when);
}

/* --- the k with the most votes --- */

/* Mark the choices that are eligible and not yet in, with the most votes; returns how many. */
static dy_seats mark_next(const struct dy_settle *settle, const struct dy_outcome_contest *contest)
{
    dy_votes most = 0;
    dy_seats n = 0;
    memset(settle->claims, 0, contest->n_choices);
    for (size_t i = 0; i < contest->n_choices; i++)
        if (settle->seats[i] == 1 && contest->choices[i].votes > most)
            most = contest->choices[i].votes;
    for (size_t i = 0; i < contest->n_choices; i++) {
        settle->claims[i] = settle->seats[i] == 1 && contest->choices[i].votes == most;
        n += settle->claims[i];
    }
    return n;
}

static void take_marked(const struct dy_settle *settle, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (settle->claims[i])
            settle->seats[i] = 2;
}

/* Of the marked, the one ranked first. */
static void take_first(const struct dy_settle *settle, size_t n)
{
    size_t first = n;
    for (size_t i = 0; i < n; i++)
        if (settle->claims[i] && settle->seats[i] == 1 &&
            (first == n || settle->order[i] < settle->order[first]))
            first = i;
    if (first < n)
        settle->seats[first] = 2;
}

static void keep_taken(const struct dy_settle *settle, size_t n)
{
    for (size_t i = 0; i < n; i++)
        settle->seats[i] = settle->seats[i] == 2;
}

/* settle->seats: 0 not eligible, 1 eligible, 2 taken. */
bool dy_tie_pick(struct dy_settle *settle, struct dy_outcome_contest *contest, dy_seats k,
                 struct dy_tie_rule rule)
{
    size_t n = contest->n_choices;
    dy_seats n_next = mark_next(settle, contest);
    while (n_next > 0 && n_next <= k) {
        take_marked(settle, n);
        k -= n_next;
        n_next = k > 0 ? mark_next(settle, contest) : 0;
    }
    bool settled = n_next == 0 || k == 0 || dy_tie_rank(settle, contest, rule);
    if (n_next > 0 && k > 0 && settled) {
        dy_tie_note(settle, contest, rule);
        while (k-- > 0)
            take_first(settle, n);
    }
    keep_taken(settle, n);
    if (!settled)
        dy_tie_open(settle, contest, rule, k);
    return settled;
}

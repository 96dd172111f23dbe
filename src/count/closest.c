/*
 * The closest call: the fewest votes added to one choice, or moved from one to another, that change
 * the outcome of a contest.
 *
 * Along a line v + k * e_to (or v + k * (e_to - e_from)) the choices admitted change at few values
 * of k, each found exactly because admission is monotone in k. Between two of them the votes with
 * one and the same outcome form an interval: an outcome is described by linear inequalities between
 * votes, so that its region is convex. A change inside such a segment is therefore seen at the
 * segment's last k, and found by halving. Rounded quotas bend these regions; there every k is
 * tried.
 *
 * Only k below the best found so far is looked at.
 */
#include <string.h>

#include "count/settle.h"

struct line {
    const struct dy_election *election;
    const struct dy_law_tier *tier;
    const struct dy_outcome_contest *base; /* as counted */
    struct dy_outcome_contest *trial;
    struct dy_settle settle;
    uint32_t to, from; /* from: DY_NOTHING = added */
    uint8_t *admitted; /* [n] with k = 0 */
};

static void go_to(struct line *in, uint64_t k)
{
    struct dy_outcome_contest *trial = in->trial;
    for (size_t i = 0; i < trial->n_choices; i++)
        trial->choices[i].votes = in->base->choices[i].votes;
    trial->choices[in->to].votes += k;
    if (in->from != DY_NOTHING)
        trial->choices[in->from].votes -= k;
    dy_count_settle(&in->settle, trial);
}

static bool differs(struct line *in, uint64_t k)
{
    go_to(in, k);
    if (in->trial->event != in->base->event || in->trial->at_stake != in->base->at_stake)
        return true;
    for (size_t i = 0; i < in->trial->n_choices; i++) {
        const struct dy_outcome_choice *now = &in->trial->choices[i], *then = &in->base->choices[i];
        if (now->seats != then->seats || now->elected != then->elected ||
            now->claims != then->claims)
            return true;
    }
    return false;
}

/* Would choice i pass the bar with k votes more on the line? By votes alone: no award is run. */
static bool passes(struct line *in, size_t i, uint64_t k)
{
    const struct dy_law_bar *bar = &in->tier->bar;
    struct dy_outcome_contest *trial = in->trial;
    uint32_t list = trial->contest->choices[i].list;
    uint64_t base;
    for (size_t c = 0; c < trial->n_choices; c++)
        trial->choices[c].votes = in->base->choices[c].votes;
    trial->choices[in->to].votes += k;
    if (in->from != DY_NOTHING)
        trial->choices[in->from].votes -= k;
    if (!dy_settle_share(&in->settle, trial, bar->of, &base))
        return false;
    int compared = dy_share_compare(
        trial->choices[i].votes, base,
        dy_settle_bar(bar, list == DY_NOTHING ? 1 : in->election->lists[list].members));
    return bar->strictly ? compared > 0 : compared >= 0;
}

/* The first k in (after, limit] at which some choice's admission is not as at k = after. */
static uint64_t next_breakpoint(struct line *in, uint64_t after, uint64_t limit)
{
    uint64_t first = limit + 1;
    for (size_t i = 0; in->tier->bar.is_set && i < in->trial->n_choices; i++) {
        if (!dy_contest_stands(in->base, i))
            continue;
        bool now = passes(in, i, after);
        if (first <= after + 1 || passes(in, i, first - 1) == now)
            continue;
        uint64_t low = after, high = first - 1;
        while (high - low > 1) {
            uint64_t middle = low + (high - low) / 2;
            if (passes(in, i, middle) == now)
                low = middle;
            else
                high = middle;
        }
        first = high;
    }
    return first;
}

/* The first k in [begin, end) that differs, end if none does; begin - 1 is as counted. */
static uint64_t search_segment(struct line *in, uint64_t begin, uint64_t end)
{
    if (differs(in, begin))
        return begin;
    if (!differs(in, end - 1))
        return end;
    uint64_t low = begin, high = end - 1;
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (differs(in, middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}

static bool is_convex(const struct dy_law_tier *tier)
{
    return tier->award.method->family != DY_FAMILY_LARGEST_REMAINDER ||
           tier->award.method->quota_rounding == DY_QUOTA_EXACT;
}

/* The fewest k in [1, limit] that changes the outcome on this line; 0 if none does. */
static uint64_t search_line(struct line *in, uint64_t limit)
{
    for (uint64_t k = 1; !is_convex(in->tier) && k <= limit; k++)
        if (differs(in, k))
            return k;
    for (uint64_t begin = 1; is_convex(in->tier) && begin <= limit;) {
        uint64_t end = next_breakpoint(in, begin - 1, limit);
        if (end == begin) /* the admission changes right here: a segment of its own begins */
            end = next_breakpoint(in, begin, limit);
        uint64_t found = search_segment(in, begin, end);
        if (found < end)
            return found;
        begin = end;
    }
    return 0;
}

static void describe(struct line *in, uint64_t k, struct dy_closest *out)
{
    go_to(in, k);
    *out = (struct dy_closest){.is_set = true,
                               .to = in->to,
                               .from = in->from,
                               .votes = k,
                               .gains = DY_NOTHING,
                               .loses = DY_NOTHING};
    for (uint32_t i = (uint32_t)in->trial->n_choices; i-- > 0;) {
        dy_seats now = in->trial->choices[i].seats, then = in->base->choices[i].seats;
        out->gains = now > then ? i : out->gains;
        out->loses = now < then ? i : out->loses;
    }
}

/* Enough for one choice to take everything; never above what a count may be. */
static uint64_t reach(const struct line *in)
{
    uint64_t all = in->base->against_all, own = in->base->choices[in->to].votes;
    for (size_t i = 0; i < in->base->n_choices; i++)
        all += in->base->choices[i].votes;
    if (in->from != DY_NOTHING)
        return in->base->choices[in->from].votes;
    uint64_t most = DY_VOTES_MAX - own;
    uint64_t factor = (uint64_t)in->base->seats + 2;
    return all > most / (4 * factor) ? most : 4 * all * factor + 4;
}

static void try_pair(struct line *in, uint32_t to, uint32_t from, struct dy_closest *best)
{
    in->to = to;
    in->from = from;
    uint64_t limit = reach(in);
    if (best->is_set && best->votes <= limit)
        limit = best->votes - 1;
    uint64_t found = limit ? search_line(in, limit) : 0;
    if (found)
        describe(in, found, best);
}

static enum dy_code prepare(struct dy_arena *mem, const struct dy_outcome *outcome,
                            const struct dy_outcome_contest *contest, struct line *in,
                            struct dy_err *err)
{
    struct dy_outcome_contest *trial = DY_NEW(mem, struct dy_outcome_contest, 1);
    struct dy_outcome_choice *choices = DY_NEW(mem, struct dy_outcome_choice, contest->n_choices);
    if (!trial || !choices)
        return dy_no_memory(err);
    *trial = *contest;
    trial->choices = choices;
    memcpy(choices, contest->choices, contest->n_choices * sizeof *choices);
    *in = (struct line){.election = outcome->election,
                        .tier = &outcome->law->tiers[contest->contest->tier],
                        .base = contest,
                        .trial = trial};
    return dy_settle_init(mem, outcome->election, contest, &in->settle, err);
}

enum dy_code dy_count_closest(struct dy_arena *mem, const struct dy_outcome *outcome,
                              struct dy_outcome_contest *contest, struct dy_err *err)
{
    struct line in;
    contest->added = contest->moved = (struct dy_closest){0};
    if (!contest->tally || contest->event == DY_EVENT_NO_VOTES || contest->n_choices == 0)
        return DY_OK;
    enum dy_code code = prepare(mem, outcome, contest, &in, err);
    for (uint32_t to = 0; !code && to < contest->n_choices; to++) {
        if (!dy_contest_stands(contest, to))
            continue;
        try_pair(&in, to, DY_NOTHING, &contest->added);
        for (uint32_t from = 0; from < contest->n_choices; from++)
            if (from != to && dy_contest_stands(contest, from))
                try_pair(&in, to, from, &contest->moved);
    }
    return code;
}

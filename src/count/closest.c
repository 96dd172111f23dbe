/*
 * The closest call: the fewest votes added to one choice, or moved from one to another, that change
 * the outcome of a contest.
 *
 * Along a line v + k * e_to (or v + k * (e_to - e_from)) the choices admitted change at few values
 * of k, each found exactly because admission is monotone in k. Between two of them the votes with
 * one and the same outcome form an interval: an outcome is described by linear inequalities between
 * votes, so that its region is convex. A change inside such a segment is therefore seen at the
 * segment's last k, and found by halving.
 *
 * A rounded quota bends the region, for it is a staircase in k. But with a quota q given, largest
 * remainders too is a set of linear inequalities, in the votes and q together: list j's seat t is
 * worth v_j - (t - 1) * q, and no seat held is worth less than one not won. If they hold at both
 * ends of a piece with the quotas of both ends, they hold all along it; else the piece is halved.
 * Joined lists share seats under several quotas, and so do lists with a minimum beside a quota (who
 * falls short leaves, and the quota changes): there every k is tried, TRIED_MOST of a segment.
 *
 * Only k below the best found so far is looked at.
 */
#include <string.h>

#include "count/settle_parts.h"
#include "seats/award.h"

enum { TRIED_MOST = 1000000 };

struct line {
    const struct dy_election *election;
    const struct dy_law_tier *tier;
    const struct dy_outcome_contest *base; /* as counted */
    struct dy_outcome_contest *trial;
    struct dy_settle settle;
    uint32_t to, from; /* from: DY_NOTHING = added */
    uint8_t *admitted; /* [n] where the piece begins */
};

static void set_votes(struct line *in, uint64_t k)
{
    struct dy_outcome_contest *trial = in->trial;
    for (size_t i = 0; i < trial->n_choices; i++)
        trial->choices[i].votes = in->base->choices[i].votes;
    trial->choices[in->to].votes += k;
    if (in->from != DY_NOTHING)
        trial->choices[in->from].votes -= k;
}

static void go_to(struct line *in, uint64_t k)
{
    set_votes(in, k);
    dy_count_settle(&in->settle, in->trial);
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
    set_votes(in, k);
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

/* --- rounded quotas --- */

static bool is_bent(const struct dy_law_tier *tier)
{
    return tier->award.method->family == DY_FAMILY_LARGEST_REMAINDER &&
           (tier->award.method->quota_rounding != DY_QUOTA_EXACT || tier->award.minimum > 0);
}

/* The admitted at the k gone to; false when the seats there do not come from a quota. */
static bool note_admitted(struct line *in)
{
    const struct dy_outcome_contest *trial = in->trial;
    bool any = false;
    for (size_t i = 0; i < trial->n_choices; i++) {
        in->admitted[i] = trial->choices[i].admitted == DY_ADMITTED_YES;
        any = any || trial->choices[i].seats > 0 || trial->choices[i].claims;
    }
    return any && !trial->guarantee_used;
}

static uint64_t quota_at(struct line *in, uint64_t k)
{
    uint64_t votes = 0;
    set_votes(in, k);
    for (size_t i = 0; i < in->trial->n_choices; i++)
        votes += in->admitted[i] ? in->trial->choices[i].votes : 0;
    return dy_quota_of(in->tier->award.method, votes, in->base->seats).divisor;
}

/* What the next seat of choice i is worth, or the one that it holds last. */
static dy_i128 worth(const struct line *in, size_t i, bool held, uint64_t quota)
{
    dy_seats seats = in->base->choices[i].seats - held;
    return (dy_i128)in->trial->choices[i].votes - (dy_i128)seats * quota;
}

/* Equal worth: does the rule for ties put all who hold before all who want? */
static bool order_holds(struct line *in, dy_i128 at, uint64_t quota)
{
    struct dy_tie_rule rule = {&in->tier->ties, "tie-for-seat"};
    uint32_t keeps = 0, wants = UINT32_MAX;
    for (size_t i = 0; i < in->trial->n_choices; i++)
        in->settle.claims[i] =
            in->admitted[i] &&
            (worth(in, i, false, quota) == at ||
             (in->base->choices[i].seats > 0 && worth(in, i, true, quota) == at));
    if (!dy_tie_rank(&in->settle, in->trial, rule))
        return false;
    for (size_t i = 0; i < in->trial->n_choices; i++) {
        uint32_t place = in->settle.order[i];
        if (!in->settle.claims[i])
            continue;
        if (worth(in, i, false, quota) == at)
            wants = place < wants ? place : wants;
        else
            keeps = place > keeps ? place : keeps;
    }
    return keeps < wants;
}

/* Do the seats as counted follow from the votes at k with this quota? */
static bool holds(struct line *in, uint64_t k, uint64_t quota)
{
    dy_i128 last = 0, best = 0;
    bool any = false, held = false, claims = true;
    set_votes(in, k);
    for (size_t i = 0; i < in->trial->n_choices; i++) {
        if (!in->admitted[i])
            continue;
        dy_i128 next = worth(in, i, false, quota);
        best = !any || next > best ? next : best;
        any = true;
        if (in->base->choices[i].seats == 0)
            continue;
        dy_i128 own = worth(in, i, true, quota);
        last = !held || own < last ? own : last;
        held = true;
    }
    if (in->base->at_stake == 0)
        return !held || last > best || (last == best && order_holds(in, best, quota));
    for (size_t i = 0; i < in->trial->n_choices; i++)
        claims = claims && in->base->choices[i].claims ==
                               (in->admitted[i] && worth(in, i, false, quota) == best);
    return claims && (!held || last > best);
}

/* The outcome does not change from low to high, between which admission does not; low is as
 * counted. */
static bool piece_holds(struct line *in, uint64_t low, uint64_t high)
{
    if (differs(in, high))
        return false;
    go_to(in, low);
    if (!note_admitted(in))
        return true;
    uint64_t q0 = quota_at(in, low), q1 = quota_at(in, high);
    return holds(in, low, q0) && holds(in, low, q1) && holds(in, high, q0) && holds(in, high, q1);
}

/* The first k in [low, high] that differs, high + 1 if none does; low does not. */
static uint64_t search_piece(struct line *in, uint64_t low, uint64_t high)
{
    while (low < high && !piece_holds(in, low, high)) {
        uint64_t middle = low + (high - low) / 2;
        if (middle == low)
            return differs(in, high) ? high : high + 1;
        uint64_t found = differs(in, middle) ? middle : middle + 1;
        uint64_t before = search_piece(in, low, found == middle ? middle - 1 : middle);
        if (before < found)
            return before;
        if (found == middle)
            return middle;
        low = middle;
    }
    return high + 1;
}

/* Are two of the admitted joined? */
static bool any_joined(const struct line *in)
{
    const struct dy_choice *choices = in->trial->contest->choices;
    for (size_t i = 0; in->tier->award.agreements && i < in->trial->n_choices; i++)
        for (size_t k = 0; in->admitted[i] && k < i; k++) {
            const char *a = in->election->lists[choices[i].list].agreement;
            const char *b = in->election->lists[choices[k].list].agreement;
            if (in->admitted[k] && a && b && strcmp(a, b) == 0)
                return true;
        }
    return false;
}

/* As search_segment. */
static uint64_t search_bent(struct line *in, uint64_t begin, uint64_t end)
{
    uint64_t tried = begin + TRIED_MOST < end ? begin + TRIED_MOST : end;
    if (differs(in, begin))
        return begin;
    go_to(in, begin);
    if (!note_admitted(in) || (!any_joined(in) && in->tier->award.minimum == 0))
        return search_piece(in, begin, end - 1);
    for (uint64_t k = begin + 1; k < tried; k++)
        if (differs(in, k))
            return k;
    return end;
}

/* --- a line --- */

/* The fewest k in [1, limit] that changes the outcome on this line; 0 if none does. */
static uint64_t search_line(struct line *in, uint64_t limit)
{
    bool bent = is_bent(in->tier);
    for (uint64_t begin = 1; begin <= limit;) {
        uint64_t end = next_breakpoint(in, begin - 1, limit);
        if (end == begin) /* the admission changes right here: a segment of its own begins */
            end = next_breakpoint(in, begin, limit);
        uint64_t found = bent ? search_bent(in, begin, end) : search_segment(in, begin, end);
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

/* The most votes that the line can take: what a count may be, or what there is to move. */
static uint64_t reach(const struct line *in)
{
    return in->from == DY_NOTHING ? DY_VOTES_MAX - in->base->choices[in->to].votes
                                  : in->base->choices[in->from].votes;
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
    uint8_t *admitted = DY_NEW(mem, uint8_t, contest->n_choices);
    if (!trial || !choices || !admitted)
        return dy_no_memory(err);
    *trial = *contest;
    trial->choices = choices;
    memcpy(choices, contest->choices, contest->n_choices * sizeof *choices);
    *in = (struct line){.election = outcome->election,
                        .tier = &outcome->law->tiers[contest->contest->tier],
                        .base = contest,
                        .trial = trial,
                        .from = DY_NOTHING,
                        .admitted = admitted};
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
    if (!code && differs(&in, 0))
        return DY_OK; /* the outcome rests on more than these votes: a run-off that contradicts them
                       */
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

/*
 * The closest call: the fewest votes added to one choice, or moved from one to another, that change
 * the outcome of a contest.
 *
 * Along a line v + k * e_to (or v + k * (e_to - e_from)) an outcome is a set of decisions, each a
 * linear inequality between votes: who passes the bar, which seat is worth more than which, who is
 * tied, who leaves with the minimum, how many seats joined lists have. Those that the outcome does
 * not show are mixed into settle->frame. Where outcome and frame are the same at both ends of a
 * piece, so are all decisions, and then they are the same all along it; else the piece is halved.
 *
 * A rounded quota bends that, for it is a staircase in k. But with a quota q given the decisions
 * are linear in the votes and q together: list j's seat t is worth v_j - (t - 1) * q. If they are
 * the same at both ends with the quotas of both ends, they are so in the rectangle between, and the
 * staircase runs inside it.
 *
 * Only k below the best found so far is looked at.
 */
#include <string.h>

#include "count/settle_parts.h"

struct line {
    const struct dy_election *election;
    const struct dy_law_tier *tier;
    const struct dy_outcome_contest *base; /* as counted */
    struct dy_outcome_contest *trial;
    struct dy_settle settle;
    uint32_t to, from;  /* from: DY_NOTHING = added */
    dy_votes *quota_of; /* [n] where the quota is not that of the trial's own votes */
};

static dy_votes votes_at(const struct line *in, uint32_t i, uint64_t k)
{
    dy_votes votes = in->base->choices[i].votes;
    return i == in->to ? votes + k : i == in->from ? votes - k : votes;
}

/* Settle with k votes more on the line, the quota taken from where there are `at`. */
static void go_to(struct line *in, uint64_t k, uint64_t at)
{
    for (uint32_t i = 0; i < in->trial->n_choices; i++) {
        in->trial->choices[i].votes = votes_at(in, i, k);
        in->quota_of[i] = votes_at(in, i, at);
    }
    in->settle.quota_of = at == k ? NULL : in->quota_of;
    dy_count_settle(&in->settle, in->trial);
}

static bool differs(struct line *in, uint64_t k, uint64_t at)
{
    go_to(in, k, at);
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

static bool is_same(struct line *in, uint64_t k, uint64_t at, uint64_t frame)
{
    return !differs(in, k, at) && in->settle.frame == frame;
}

static bool is_rounded(const struct line *in)
{
    const struct dy_method *method = in->tier->award.method;
    return method->family == DY_FAMILY_LARGEST_REMAINDER &&
           method->quota_rounding != DY_QUOTA_EXACT;
}

/* Is it the outcome from low to high, as it is at low? */
static bool piece_holds(struct line *in, uint64_t low, uint64_t high)
{
    go_to(in, low, low);
    uint64_t frame = in->settle.frame;
    return is_same(in, high, high, frame) &&
           (!is_rounded(in) || (is_same(in, low, high, frame) && is_same(in, high, low, frame)));
}

/* The first k in (low, high] that differs, high + 1 if none does; low does not. */
static uint64_t search(struct line *in, uint64_t low, uint64_t high)
{
    if (low == high || piece_holds(in, low, high))
        return high + 1;
    if (high - low == 1)
        return differs(in, high, high) ? high : high + 1;
    uint64_t middle = low + (high - low) / 2, found = search(in, low, middle);
    return found <= middle ? found : search(in, middle, high);
}

static void describe(struct line *in, uint64_t k, struct dy_closest *out)
{
    go_to(in, k, k);
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
    uint64_t found = search(in, 0, limit);
    if (found <= limit)
        describe(in, found, best);
}

static enum dy_code prepare(struct dy_arena *mem, const struct dy_outcome *outcome,
                            const struct dy_outcome_contest *contest, struct line *in,
                            struct dy_err *err)
{
    struct dy_outcome_contest *trial = DY_NEW(mem, struct dy_outcome_contest, 1);
    struct dy_outcome_choice *choices = DY_NEW(mem, struct dy_outcome_choice, contest->n_choices);
    dy_votes *quota_of = DY_NEW(mem, dy_votes, contest->n_choices);
    if (!trial || !choices || !quota_of)
        return dy_no_memory(err);
    *trial = *contest;
    trial->choices = choices;
    memcpy(choices, contest->choices, contest->n_choices * sizeof *choices);
    *in = (struct line){.election = outcome->election,
                        .tier = &outcome->law->tiers[contest->contest->tier],
                        .base = contest,
                        .trial = trial,
                        .from = DY_NOTHING,
                        .quota_of = quota_of};
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
    if (!code && differs(&in, 0, 0))
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

/*
 * What missing stations may still change. M ballots at most are missing: the voters on the lists of
 * the missing stations. Each may go to any choice, against all, be invalid, or not be cast.
 *
 * Lists. Which lists pass the bar is uncertain for few; every pattern of the uncertain ones is
 * tried (more than UNCERTAIN_MAX: nothing is called settled). With the set A of lists fixed:
 *
 * 1. Most seats of list i: all M to i. Votes moved to i never cost i a seat, neither for divisor
 *    methods nor for largest remainders with an exact quota.
 * 2. Fewest seats of i, divisor methods: i is held to k seats only if the others hold seats - k,
 *    each at a price not below i's next quotient p = v_i/d(k). List j holds t seats at that price
 *    from p * d(t-1) votes on. The cheapest way to t_1 + t_2 + ... = seats - k is greedy, because
 *    d grows by no less at each step; it costs at most M if k is possible at all. Costs are taken
 *    times d(k), so that nothing is rounded. (Huntington-Hill's divisors grow by less and less: its
 *    fewest are the minimum.)
 * 3. Fewest seats of i, largest remainders, exact quota q = T/(seats + plus), T_A <= T <= T_A + M:
 *    never fewer than floor(v_i/q) at the largest q, less the seats that a small quota may give
 *    too many and take back (at most plus). i is held to k seats only if the others hold
 *    the rest: list j holds t seats from v_i + (t - 1 - k) * q votes on, a line in t whose lowest
 *    course over all q is below v_i - k * (q1 - q0) + (t - 1 - k) * q0. Greedy along that line.
 * 4. Rounded quotas, agreements, minima with remainders, one list or none above the bar: nothing is
 *    proved here, so nothing is called settled but what every list is sure of.
 *
 * Ties count against settling. Every relaxation widens the bounds, none narrows them.
 *
 * One seat: the winner is settled when M ballots cannot change the outcome, by the margins.
 */
#include "count/bounds.h"

#include <string.h>

#include "count/settle.h"
#include "seats/award.h"

enum { UNCERTAIN_MAX = 10 };

struct bounds {
    const struct dy_election *election;
    const struct dy_law_tier *tier;
    struct dy_outcome_contest *contest;
    struct dy_settle settle;
    uint64_t missing; /* M */
    size_t n;
    uint8_t *certain; /* [n] in every pattern */
    uint32_t *open;   /* choices that the bar may let in or not */
    size_t n_open;
    uint32_t *map;   /* admitted choices of the pattern */
    dy_votes *votes; /* of them */
    uint32_t *order;
    bool ordered;
    dy_seats *seats;
    uint8_t *claims;
    size_t n_in;
};

/* --- one pattern --- */

static struct dy_seats_input input_of(const struct bounds *in)
{
    return (struct dy_seats_input){.method = in->tier->award.method,
                                   .n = in->n_in,
                                   .votes = in->votes,
                                   .seats = in->contest->seats,
                                   .minimum = in->tier->award.minimum,
                                   .order = in->ordered ? in->order : NULL};
}

static uint64_t sum_of(const struct bounds *in)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < in->n_in; i++)
        sum += in->votes[i];
    return sum;
}

/* Argument 1; the whole body where the method gives no certain answer. */
static dy_seats most_seats(struct bounds *in, size_t i)
{
    struct dy_seats_tie tie;
    in->votes[i] += in->missing;
    struct dy_seats_input input = input_of(in);
    enum dy_seats_status status = dy_seats_award(&input, in->seats, &tie, in->claims);
    in->votes[i] -= in->missing;
    if (status != DY_SEATS_DONE && status != DY_SEATS_TIE)
        return in->contest->seats;
    return in->seats[i] + in->claims[i];
}

/*
 * Can the others hold `want` seats? List j holds t seats at a cost of offset + (t - 1) * step, or
 * first for t = 1, less `scale` times its votes; budget is M times scale.
 */
struct price {
    dy_i128 first, offset, step; /* t = 1: first; t > 1: offset + (t - 1) * step */
    dy_i128 scale;
};
static dy_i128 price_of(const struct price *price, uint64_t t)
{
    return t == 1 ? price->first : price->offset + (dy_i128)(t - 1) * price->step;
}

/* How many seats list j holds for nothing. */
static uint64_t free_seats(const struct price *price, dy_i128 worth, uint64_t most)
{
    uint64_t low = 0, high = most;
    while (low < high) {
        uint64_t middle = low + (high - low + 1) / 2;
        if (price_of(price, middle) <= worth)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static bool others_can_hold(const struct bounds *in, size_t i, uint64_t want,
                            const struct price *price)
{
    dy_i128 budget = (dy_i128)in->missing * price->scale;
    uint64_t held = 0;
    for (size_t j = 0; j < in->n_in; j++) {
        if (j == i)
            continue;
        uint64_t seats =
            free_seats(price, (dy_i128)in->votes[j] * price->scale, in->contest->seats);
        in->seats[j] = (dy_seats)seats;
        held += seats;
    }
    while (held < want) {
        size_t cheapest = in->n_in;
        dy_i128 least = 0;
        for (size_t j = 0; j < in->n_in; j++) {
            dy_i128 paid = price_of(price, in->seats[j]),
                    worth = (dy_i128)in->votes[j] * price->scale;
            dy_i128 from = in->seats[j] && paid > worth ? paid : worth;
            dy_i128 cost = price_of(price, (uint64_t)in->seats[j] + 1) - from;
            if (j != i && (cheapest == in->n_in || cost < least)) {
                cheapest = j;
                least = cost;
            }
        }
        if (cheapest == in->n_in || least > budget)
            return false;
        budget -= least;
        in->seats[cheapest]++;
        held++;
    }
    return true;
}

/* Argument 2. */
static dy_seats fewest_by_averages(const struct bounds *in, size_t i)
{
    const struct dy_method *method = in->tier->award.method;
    dy_seats minimum = in->tier->award.minimum;
    dy_i128 votes = in->votes[i];
    if (method->divisor_geometric || minimum > 0)
        return minimum;
    for (dy_seats k = 0; k < in->contest->seats; k++) {
        dy_i128 divisor = (dy_i128)dy_divisor(method, k);
        struct price price = {.first = votes * method->divisor_first,
                              .offset = votes * method->divisor_offset,
                              .step = votes * method->divisor_step,
                              .scale = divisor};
        if (divisor == 0 && in->n_in <= in->contest->seats && votes > 0)
            continue; /* an infinite quotient: one seat is sure */
        if (divisor == 0 || others_can_hold(in, i, in->contest->seats - k, &price))
            return k;
    }
    return in->contest->seats;
}

/* Argument 3; numbers times seats + plus, so that q is a sum of votes. */
static dy_seats fewest_by_remainders(const struct bounds *in, size_t i)
{
    uint32_t plus = in->tier->award.method->quota_plus;
    dy_i128 parts = (dy_i128)in->contest->seats + plus;
    dy_i128 q0 = sum_of(in), q1 = q0 + (dy_i128)in->missing, votes = in->votes[i];
    dy_seats k = q1 > 0 ? (dy_seats)(votes * parts / q1) : 0;
    k = k > plus ? k - plus : 0;
    for (; k < in->contest->seats; k++) {
        dy_i128 base = votes * parts - (dy_i128)k * (q1 - q0) - (dy_i128)k * q0;
        struct price price = {.first = base, .offset = base, .step = q0, .scale = parts};
        if (others_can_hold(in, i, in->contest->seats - k, &price))
            return k;
    }
    return in->contest->seats;
}

/* Argument 4: what the method cannot be argued for. */
static bool is_provable(const struct bounds *in)
{
    const struct dy_method *method = in->tier->award.method;
    bool remainders = method->family == DY_FAMILY_LARGEST_REMAINDER;
    bool joined = false;
    for (size_t i = 0; in->tier->award.agreements && i < in->election->n_lists; i++)
        joined |= in->election->lists[i].agreement != NULL;
    return !joined && (!remainders ||
                       (method->quota_rounding == DY_QUOTA_EXACT && in->tier->award.minimum == 0));
}

static void widen(struct dy_outcome_choice *choice, dy_seats least, dy_seats most)
{
    choice->seats_min = least < choice->seats_min ? least : choice->seats_min;
    choice->seats_max = most > choice->seats_max ? most : choice->seats_max;
}

/* One set of lists above the bar: bounds for those in it, nothing for the others. */
static void try_pattern(struct bounds *in)
{
    struct dy_outcome_contest *contest = in->contest;
    bool special = in->n_in == 0 || (in->n_in == 1 && in->tier->guarantee.is_set);
    bool provable = is_provable(in) && sum_of(in) > 0;
    bool remainders = in->tier->award.method->family == DY_FAMILY_LARGEST_REMAINDER;
    for (size_t i = 0, k = 0; i < in->n; i++) {
        bool inside = k < in->n_in && in->map[k] == i;
        if (!dy_contest_stands(contest, i))
            continue;
        if (special || (inside && !provable))
            widen(&contest->choices[i], 0, contest->seats);
        else if (!inside)
            widen(&contest->choices[i], 0, 0);
        else
            widen(&contest->choices[i],
                  remainders ? fewest_by_remainders(in, k) : fewest_by_averages(in, k),
                  most_seats(in, k));
        k += inside;
    }
}

static void load_pattern(struct bounds *in, uint32_t pattern)
{
    in->n_in = 0;
    in->ordered = true;
    for (uint32_t i = 0; i < in->n; i++) {
        bool inside = in->certain[i];
        for (size_t k = 0; k < in->n_open; k++)
            inside |= in->open[k] == i && (pattern >> k & 1);
        if (!inside)
            continue;
        in->map[in->n_in] = i;
        in->votes[in->n_in] = in->contest->choices[i].votes;
        in->order[in->n_in] = in->contest->contest->choices[i].registered;
        in->ordered &= in->order[in->n_in] != 0;
        in->n_in++;
    }
    in->ordered &= in->tier->ties.value == DY_TIE_EARLIER_REGISTRATION;
}

/* --- the bar --- */

/* Does the share count votes? Then a vote for j raises the base of the bar too. */
static bool counts_votes(const struct dy_law_share *share)
{
    for (size_t i = 0; i < share->n_terms; i++)
        if (share->terms[i].kind == DY_TERM_VOTES)
            return true;
    return false;
}

/* The most that M ballots add to a share: each once for every term. */
static uint64_t share_growth(const struct bounds *in, uint32_t share)
{
    return in->missing * in->election->law->shares[share].n_terms;
}

static void classify(struct bounds *in, uint32_t i, uint64_t base)
{
    const struct dy_law_bar *bar = &in->tier->bar;
    struct dy_outcome_choice *choice = &in->contest->choices[i];
    uint32_t number = in->contest->contest->choices[i].list;
    const struct dy_list *list = number == DY_NOTHING ? NULL : &in->election->lists[number];
    struct dy_fraction fraction = dy_settle_bar(bar, list ? list->members : 1);
    bool moves = counts_votes(&in->election->law->shares[bar->of]);
    int best =
        dy_share_compare(choice->votes + in->missing, base + (moves ? in->missing : 0), fraction);
    int worst = dy_share_compare(choice->votes, base + share_growth(in, bar->of), fraction);
    bool can_pass = bar->strictly ? best > 0 : best >= 0;
    bool can_fail = bar->strictly ? worst <= 0 : worst < 0;
    choice->exempt = dy_settle_exempt(bar, list); /* not said yet where turnout is too low so far */
    in->certain[i] = choice->exempt || !can_fail;
    if (choice->exempt || can_pass == !can_fail)
        return;
    if (in->n_open < in->n)
        in->open[in->n_open++] = i;
}

static enum dy_code classify_all(struct bounds *in)
{
    uint64_t base = 0;
    bool known =
        !in->tier->bar.is_set || dy_settle_share(&in->settle, in->contest, in->tier->bar.of, &base);
    for (uint32_t i = 0; i < in->n; i++) {
        if (!dy_contest_stands(in->contest, i))
            continue;
        if (!in->tier->bar.is_set)
            in->certain[i] = 1;
        else if (known)
            classify(in, i, base);
        else
            in->open[in->n_open++] = i;
    }
    return DY_OK;
}

static void mark_open(struct bounds *in)
{
    for (size_t k = 0; k < in->n_open; k++)
        in->contest->choices[in->open[k]].admitted = DY_ADMITTED_OPEN;
}

static void all_open(struct bounds *in)
{
    for (size_t i = 0; i < in->n; i++) {
        if (!dy_contest_stands(in->contest, i))
            continue;
        in->contest->choices[i].seats_min = 0;
        in->contest->choices[i].seats_max = in->contest->seats;
    }
}

static void bound_lists(struct bounds *in)
{
    if (classify_all(in))
        return;
    mark_open(in);
    if (in->n_open > UNCERTAIN_MAX) {
        all_open(in);
        return;
    }
    for (size_t i = 0; i < in->n; i++) {
        in->contest->choices[i].seats_min = in->contest->seats;
        in->contest->choices[i].seats_max = 0;
        if (!dy_contest_stands(in->contest, i))
            in->contest->choices[i].seats_min = 0;
    }
    for (uint32_t pattern = 0; pattern < 1U << in->n_open; pattern++) {
        load_pattern(in, pattern);
        try_pattern(in);
    }
}

/* --- one seat --- */

/* May turnout fall on the other side of its minimum? Both numbers may grow, or one alone. */
static bool turnout_is_open(const struct bounds *in)
{
    const struct dy_law_bound *bound = &in->tier->award.turnout;
    uint64_t part, whole;
    if (!bound->is_set)
        return false;
    if (!dy_settle_share(&in->settle, in->contest, bound->part, &part) ||
        !dy_settle_share(&in->settle, in->contest, bound->whole, &whole))
        return true;
    int best = dy_share_compare(part + share_growth(in, bound->part), whole, bound->fraction);
    int worst = dy_share_compare(part, whole + share_growth(in, bound->whole), bound->fraction);
    return bound->strictly ? (best > 0) != (worst > 0) : (best >= 0) != (worst >= 0);
}

/* The elected one keeps the seat whatever M ballots say. */
static bool winner_is_settled(const struct bounds *in, size_t winner)
{
    const struct dy_law_award *award = &in->tier->award;
    const struct dy_outcome_contest *contest = in->contest;
    uint64_t votes = contest->choices[winner].votes, base;
    if (turnout_is_open(in))
        return false;
    bool majority = award->majority.is_set && contest->round == 1;
    if (majority) {
        if (!dy_settle_share(&in->settle, contest, award->majority.whole, &base))
            return false;
        base += share_growth(in, award->majority.whole);
        int compared = dy_share_compare(votes, base, award->majority.fraction);
        return award->majority.strictly ? compared > 0 : compared >= 0;
    }
    for (size_t i = 0; i < in->n; i++)
        if (i != winner && dy_contest_stands(contest, i) &&
            contest->choices[i].votes + in->missing >= votes)
            return false;
    return true;
}

/*
 * Can choice i be elected at all? Not if so many others are ahead by more than the missing ballots
 * that it misses the seat, or the run-off where there is one.
 */
static bool can_be_elected(const struct bounds *in, size_t i)
{
    const struct dy_outcome_contest *contest = in->contest;
    size_t ahead = 0, places = contest->round == 1 && in->tier->award.runoff_between > 1
                                   ? in->tier->award.runoff_between
                                   : 1;
    if (!dy_contest_stands(contest, i))
        return false;
    for (size_t k = 0; k < in->n; k++)
        ahead += dy_contest_stands(contest, k) &&
                 contest->choices[k].votes > contest->choices[i].votes + in->missing;
    return ahead < places || contest->seats > 1;
}

/* First round or none: the pair of the run-off, too, hangs on the missing first-round votes. */
static void bound_single(struct bounds *in)
{
    struct dy_outcome_contest *contest = in->contest;
    size_t winner = in->n;
    for (size_t i = 0; i < in->n; i++)
        winner = contest->choices[i].elected ? i : winner;
    bool settled =
        contest->event == DY_EVENT_ELECTED && winner < in->n && winner_is_settled(in, winner);
    for (size_t i = 0; i < in->n; i++) {
        bool can_win = settled ? i == winner : can_be_elected(in, i);
        contest->choices[i].seats_min = settled && i == winner ? contest->seats : 0;
        contest->choices[i].seats_max = can_win ? contest->seats : 0;
    }
}

/* --- the contest --- */

static enum dy_code make_room(struct dy_arena *mem, struct bounds *in, struct dy_err *err)
{
    in->certain = DY_NEW(mem, uint8_t, in->n);
    in->open = DY_NEW(mem, uint32_t, in->n + 1);
    in->map = DY_NEW(mem, uint32_t, in->n);
    in->votes = DY_NEW(mem, dy_votes, in->n);
    in->order = DY_NEW(mem, uint32_t, in->n);
    in->seats = DY_NEW(mem, dy_seats, in->n);
    in->claims = DY_NEW(mem, uint8_t, in->n);
    bool room =
        in->certain && in->open && in->map && in->votes && in->order && in->seats && in->claims;
    return room ? DY_OK : dy_no_memory(err);
}

enum dy_code dy_count_bounds(struct dy_arena *mem, const struct dy_election *election,
                             struct dy_outcome_contest *contest, struct dy_err *err)
{
    const struct dy_tally *tally = contest->tally;
    struct bounds in = {.election = election,
                        .tier = &election->law->tiers[contest->contest->tier],
                        .contest = contest,
                        .missing = tally->missing_voters,
                        .n = contest->n_choices};
    enum dy_code code = make_room(mem, &in, err);
    if (!code)
        code = dy_settle_init(mem, election, contest, &in.settle, err);
    if (code)
        return code;
    bool unbounded = tally->missing_unknown > 0 || in.missing > DY_VOTES_MAX / 2;
    for (size_t i = 0; i < in.n; i++)
        if (dy_contest_stands(contest, i))
            contest->choices[i].votes_max =
                unbounded ? DY_VOTES_MAX : contest->choices[i].votes + in.missing;
    bool lists = in.tier->choices == DY_CHOICES_LISTS;
    if (unbounded) {
        all_open(&in);
        for (size_t i = 0; lists && i < in.n; i++)
            if (dy_contest_stands(contest, i))
                contest->choices[i].admitted = DY_ADMITTED_OPEN;
    } else if (in.missing > 0 && lists) {
        bound_lists(&in);
    } else if (in.missing > 0) {
        bound_single(&in);
    }
    return DY_OK;
}

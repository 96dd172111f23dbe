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
 * 4. One list alone above the bar, and a guarantee of a second: any list may be the second that no
 *    other is ahead of by more than M. The second's seats grow with its own votes and fall with the
 *    first's: M to the second gives the most, M to the first the fewest; the first has the rest.
 * 5. Rounded quotas, agreements, minima with remainders or of more seats than there are, nobody
 *    above the bar: nothing is proved here, so that no seat is called settled.
 *
 * A list that surely passes is admitted. Another one is called refused only if no pattern and no
 * guarantee lets it in.
 *
 * Ties count against settling. Every relaxation widens the bounds, none narrows them.
 *
 * One seat, or as many as there are leaders: somebody elected is settled when fewer others than
 * there are seats can come level, with the majority where one is asked for, and turnout cannot fall
 * short. Nobody is out of it while the votes may yet lead to an election anew.
 */
#include "count/bounds.h"

#include <string.h>

#include "count/settle_parts.h"
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
    uint8_t *may_enter, *may_miss; /* [n] admitted, not admitted, in some pattern */
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

/* Argument 5: what the method cannot be argued for. */
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

static void note_admission(struct bounds *in, bool enters, bool misses, size_t i)
{
    in->may_enter[i] |= enters;
    in->may_miss[i] |= misses;
}

/* The method may give no answer: any list may come to any seat. */
static void widen_all(struct bounds *in)
{
    for (size_t i = 0; i < in->n; i++)
        if (dy_contest_stands(in->contest, i))
            widen(&in->contest->choices[i], 0, in->contest->seats);
}

/* Nobody above the bar, by the rule for that. */
static void try_nobody(struct bounds *in)
{
    bool all = in->tier->bar.if_none.value == DY_NONE_ALL_LISTS;
    widen_all(in);
    for (size_t i = 0; i < in->n; i++)
        if (dy_contest_stands(in->contest, i))
            note_admission(in, all, !all, i);
}

/* Seats for the minimum, votes to divide by, a quota of at least one vote, no new nominations? */
static bool gives_answer(const struct bounds *in)
{
    const struct dy_law_award *award = &in->tier->award;
    uint64_t parts = (uint64_t)in->contest->seats + award->method->quota_plus;
    bool rounded = award->method->family == DY_FAMILY_LARGEST_REMAINDER &&
                   award->method->quota_rounding != DY_QUOTA_EXACT;
    return in->tier->ties.value != DY_TIE_REPEAT_ELECTION &&
           (uint64_t)award->minimum * in->n_in <= in->contest->seats &&
           sum_of(in) >= (rounded ? parts : 1);
}

/* How many others, beside the first, are ahead of choice i even if it gets all M, or might be. */
static size_t count_ahead(const struct bounds *in, size_t first, size_t i, bool surely)
{
    const struct dy_outcome_contest *contest = in->contest;
    dy_votes own = contest->choices[i].votes;
    size_t n = 0;
    for (size_t k = 0; k < in->n; k++) {
        dy_votes theirs = contest->choices[k].votes;
        if (k != i && k != first && dy_contest_stands(contest, k))
            n += surely ? theirs > own + in->missing : theirs + in->missing >= own;
    }
    return n;
}

/* Argument 4; false when there is no other list, and the method decides. */
static bool try_guarantee(struct bounds *in)
{
    struct dy_outcome_contest *contest = in->contest;
    const struct dy_law_guarantee *rule = &in->tier->guarantee;
    size_t first = in->map[0];
    dy_votes ahead = contest->choices[first].votes;
    dy_seats least = contest->seats, most = 0;
    bool any = false;
    if (rule->tie_second.value == DY_TIE_REPEAT_ELECTION)
        widen_all(in);
    for (size_t i = 0; i < in->n; i++) {
        if (i == first || !dy_contest_stands(contest, i))
            continue;
        dy_votes own = contest->choices[i].votes;
        bool may = count_ahead(in, first, i, true) == 0;
        bool must = count_ahead(in, first, i, false) == 0;
        dy_seats few = dy_guarantee_seats(rule, ahead + in->missing, own, contest->seats);
        dy_seats many = dy_guarantee_seats(rule, ahead, own + in->missing, contest->seats);
        widen(&contest->choices[i], must ? few : 0, may ? many : 0);
        note_admission(in, may, !must, i);
        least = may && few < least ? few : least;
        most = may && many > most ? many : most;
        any = true;
    }
    if (!any)
        return false;
    widen(&contest->choices[first], contest->seats - most, contest->seats - least);
    note_admission(in, true, false, first);
    return true;
}

/* Bounds for those in the pattern, nothing for the others. */
static void try_award(struct bounds *in)
{
    struct dy_outcome_contest *contest = in->contest;
    bool provable = is_provable(in);
    bool remainders = in->tier->award.method->family == DY_FAMILY_LARGEST_REMAINDER;
    if (!gives_answer(in))
        widen_all(in);
    for (size_t i = 0, k = 0; i < in->n; i++) {
        bool inside = k < in->n_in && in->map[k] == i;
        if (!dy_contest_stands(contest, i))
            continue;
        note_admission(in, inside, !inside, i);
        if (!inside)
            widen(&contest->choices[i], 0, 0);
        else if (!provable)
            widen(&contest->choices[i], 0, contest->seats);
        else
            widen(&contest->choices[i],
                  remainders ? fewest_by_remainders(in, k) : fewest_by_averages(in, k),
                  most_seats(in, k));
        k += inside;
    }
}

/* One list alone, and that by reaching the bar? */
static bool guarantee_applies(const struct bounds *in)
{
    return in->n_in == 1 && in->tier->guarantee.is_set && in->tier->guarantee.lists >= 2 &&
           !in->contest->choices[in->map[0]].exempt;
}

/* One set of lists above the bar. */
static void try_pattern(struct bounds *in)
{
    if (in->n_in == 0)
        try_nobody(in);
    else if (!guarantee_applies(in) || !try_guarantee(in))
        try_award(in);
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
        for (size_t k = 0; k < in->n_in; k++)
            in->ordered &= in->order[k] != in->order[in->n_in];
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

/* As the patterns have shown; a list that surely passes is in whatever happens. */
static void mark_admission(struct bounds *in)
{
    for (size_t i = 0; i < in->n; i++) {
        if (!dy_contest_stands(in->contest, i))
            continue;
        bool open = in->may_enter[i] && in->may_miss[i] && !in->certain[i];
        in->contest->choices[i].admitted = open                                 ? DY_ADMITTED_OPEN
                                           : in->certain[i] || in->may_enter[i] ? DY_ADMITTED_YES
                                                                                : DY_ADMITTED_NO;
    }
}

/* Nothing is known but who stands, and which lists surely pass. */
static void leave_open(struct bounds *in)
{
    for (size_t i = 0; i < in->n; i++) {
        struct dy_outcome_choice *choice = &in->contest->choices[i];
        if (!dy_contest_stands(in->contest, i))
            continue;
        choice->seats_min = 0;
        choice->seats_max = dy_settle_most(in->tier, in->contest->seats);
        if (!in->certain[i])
            choice->admitted = DY_ADMITTED_OPEN;
    }
}

static void bound_lists(struct bounds *in)
{
    if (classify_all(in))
        return;
    if (in->n_open > UNCERTAIN_MAX) {
        leave_open(in);
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
    mark_admission(in);
    for (size_t i = 0; turnout_is_open(in) && i < in->n; i++) {
        struct dy_outcome_choice *choice = &in->contest->choices[i];
        choice->seats_min = 0;
        if (choice->admitted == DY_ADMITTED_YES)
            choice->admitted = DY_ADMITTED_OPEN;
    }
}

/* --- one seat --- */

static bool by_majority(const struct bounds *in)
{
    return in->tier->award.method->family == DY_FAMILY_ABSOLUTE_MAJORITY && in->contest->round == 1;
}

/* Has choice i the majority whatever M ballots add to the base? */
static bool majority_is_sure(const struct bounds *in, size_t i)
{
    const struct dy_law_bound *majority = &in->tier->award.majority;
    uint64_t base;
    if (!majority->is_set || !dy_settle_share(&in->settle, in->contest, majority->whole, &base))
        return false;
    base += share_growth(in, majority->whole);
    int compared = dy_share_compare(in->contest->choices[i].votes, base, majority->fraction);
    return majority->strictly ? compared > 0 : compared >= 0;
}

/* The elected one keeps the seat: fewer others than there are seats can come level. */
static bool is_sure_of_seat(const struct bounds *in, size_t i)
{
    const struct dy_outcome_contest *contest = in->contest;
    dy_seats level = 0;
    if (!contest->choices[i].elected || (by_majority(in) && !majority_is_sure(in, i)))
        return false;
    for (size_t k = 0; k < in->n; k++)
        level += k != i && dy_contest_stands(contest, k) &&
                 contest->choices[k].votes + in->missing >= contest->choices[i].votes;
    return level < contest->seats;
}

static bool tie_may_start_anew(const struct dy_law_tier *tier, size_t n_standing)
{
    if (tier->has_ties_two && n_standing == 2)
        return tier->ties_two.value == DY_TIE_REPEAT_ELECTION;
    return tier->ties.value == DY_TIE_REPEAT_ELECTION ||
           (tier->has_ties_more && tier->ties_more.value == DY_TIE_REPEAT_ELECTION);
}

/* May it come to an election anew, or to the law's silence, where the votes bind nobody? */
static bool may_start_anew(const struct bounds *in)
{
    const struct dy_law_award *award = &in->tier->award;
    if (in->contest->round > 1)
        return award->tie_runoff.value == DY_TIE_REPEAT_ELECTION;
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++)
        n += dy_contest_stands(in->contest, i);
    if (tie_may_start_anew(in->tier, n))
        return true;
    size_t from = award->runoff_from > 2 ? award->runoff_from : 2;
    bool pair = n >= 2 && (award->two_candidates.value == DY_NO_MAJORITY_RUNOFF ||
                           (award->runoff_between > 0 && n >= from));
    return by_majority(in) && (!pair || award->tie_second.value == DY_TIE_REPEAT_ELECTION);
}

/*
 * Can choice i be elected at all? Not if so many others are ahead by more than the missing ballots
 * that it misses the seat, or the run-off where there is one.
 */
static bool can_be_elected(const struct bounds *in, size_t i)
{
    const struct dy_outcome_contest *contest = in->contest;
    size_t ahead = 0, places = contest->seats;
    if (by_majority(in))
        places = in->tier->award.runoff_between > 2 ? in->tier->award.runoff_between : 2;
    for (size_t k = 0; k < in->n; k++)
        ahead += dy_contest_stands(contest, k) &&
                 contest->choices[k].votes > contest->choices[i].votes + in->missing;
    return ahead < places;
}

/* First round or none: the pair of the run-off, too, hangs on the missing first-round votes. */
static void bound_single(struct bounds *in)
{
    struct dy_outcome_contest *contest = in->contest;
    bool open_turnout = turnout_is_open(in), anew = may_start_anew(in);
    dy_seats n_sure = 0, one = dy_settle_most(in->tier, contest->seats);
    for (size_t i = 0; i < in->n; i++) {
        struct dy_outcome_choice *choice = &contest->choices[i];
        bool sure = !open_turnout && is_sure_of_seat(in, i);
        bool can = dy_contest_stands(contest, i) && (anew || can_be_elected(in, i));
        choice->seats_min = sure ? one : 0;
        choice->seats_max = can ? one : 0;
        if (open_turnout && dy_contest_stands(contest, i))
            choice->admitted = DY_ADMITTED_OPEN;
        n_sure += sure;
    }
    for (size_t i = 0; n_sure >= contest->seats && i < in->n; i++)
        contest->choices[i].seats_max = contest->choices[i].seats_min;
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
    in->may_enter = DY_NEW(mem, uint8_t, in->n);
    in->may_miss = DY_NEW(mem, uint8_t, in->n);
    bool room = in->certain && in->open && in->map && in->votes && in->order && in->seats &&
                in->claims && in->may_enter && in->may_miss;
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
    if (unbounded || contest->event == DY_EVENT_NO_VOTES)
        leave_open(&in);
    else if (in.missing > 0 && contest->event == DY_EVENT_NOT_VALID && !turnout_is_open(&in))
        return DY_OK; /* nothing to award, whatever is missing */
    else if (in.missing > 0 && in.tier->choices == DY_CHOICES_LISTS)
        bound_lists(&in);
    else if (in.missing > 0)
        bound_single(&in);
    return DY_OK;
}

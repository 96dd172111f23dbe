/*
 * Lists: who is let in, and where each seat comes from.
 */
#include "count/settle_parts.h"
#include "count/why.h"

#include <string.h>

static const struct dy_list *list_of(const struct dy_why_job *job,
                                     const struct dy_why_contest *contest, uint32_t choice)
{
    uint32_t list = contest->now.contest->choices[choice].list;
    return list == DY_NOTHING ? NULL : &job->election->lists[list];
}

/* --- admission --- */

struct dy_why *dy_why_needed(struct dy_why_job *job, struct dy_why *parent,
                             const struct dy_why_contest *contest)
{
    uint32_t share = dy_why_base(contest);
    const struct dy_law_bar *bar = &contest->tier->bar;
    const struct dy_law_bound *majority = &contest->tier->award.majority;
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_NEEDED, dy_why_digits(job, contest->now.needed));
    dy_why_cite(job, why, bar->is_set ? bar->cite : majority->cite,
                !bar->is_set && majority->unverified);
    if (share != DY_NOTHING)
        (void)dy_why_share(job, why, contest, share);
    return why;
}

/* The claim that says how the choice stands to the bar by the votes so far. */
static enum dy_claim admission(const struct dy_why_contest *contest, uint32_t choice, bool passed)
{
    const struct dy_outcome_choice *now = &contest->now.choices[choice];
    if (!dy_contest_stands(&contest->now, choice))
        return DY_CLAIM_STANDS_NOT;
    if (contest->tier->choices != DY_CHOICES_LISTS)
        return DY_CLAIM_STANDS;
    if (!contest->tier->bar.is_set)
        return DY_CLAIM_NO_BAR;
    if (now->exempt)
        return DY_CLAIM_EXEMPT;
    if (now->by_guarantee)
        return DY_CLAIM_GUARANTEED;
    if (contest->outcome->choices[choice].admitted == DY_ADMITTED_OPEN)
        return DY_CLAIM_BAR_OPEN;
    if (now->admitted == DY_ADMITTED_YES && !passed)
        return DY_CLAIM_ALL_ADMITTED;
    return now->admitted == DY_ADMITTED_YES ? DY_CLAIM_BAR_REACHED : DY_CLAIM_BAR_MISSED;
}

/* Bar, needed votes for this list's size, its own votes, the base. */
static void add_bar(struct dy_why_job *job, struct dy_why *why,
                    const struct dy_why_contest *contest, uint32_t choice,
                    struct dy_fraction fraction)
{
    const struct dy_law_bar *bar = &contest->tier->bar;
    uint64_t needed = dy_settle_needed(contest->now.base, fraction, bar->strictly);
    struct dy_why *enough = dy_why_add(job, why, DY_CLAIM_NEEDED, dy_why_digits(job, needed));
    dy_why_cite(job, enough, bar->cite, false);
    (void)dy_why_share(job, enough, contest, bar->of);
    (void)dy_why_percent_of(job, why, contest, choice);
}

struct dy_why *dy_why_admitted(struct dy_why_job *job, struct dy_why *parent,
                               struct dy_why_contest *contest, uint32_t choice)
{
    const struct dy_law_bar *bar = &contest->tier->bar;
    const struct dy_list *list = list_of(job, contest, choice);
    struct dy_fraction fraction = {0, 1};
    bool passed = false;
    if (bar->is_set) {
        fraction = dy_settle_bar(bar, list != NULL ? list->members : 1);
        passed = contest->now.choices[choice].votes >=
                 dy_settle_needed(contest->now.base, fraction, bar->strictly);
    }
    enum dy_claim claim = admission(contest, choice, passed);
    struct dy_why *why = dy_why_add(job, parent, claim, NULL);
    dy_why_choice(job, why, "list", contest->now.contest, choice);
    dy_why_text(job, why, "bar", dy_why_fraction(job, fraction));
    dy_why_text(job, why, "kind", list != NULL ? list->kind : "");
    if (claim == DY_CLAIM_STANDS || claim == DY_CLAIM_STANDS_NOT || claim == DY_CLAIM_NO_BAR)
        return why;
    const struct dy_law_guarantee *guarantee = &contest->tier->guarantee;
    dy_why_cite(job, why, claim == DY_CLAIM_GUARANTEED ? guarantee->cite : bar->cite, false);
    if (claim == DY_CLAIM_ALL_ADMITTED)
        dy_why_reading(job, why, bar->if_none.reading);
    if (claim != DY_CLAIM_EXEMPT)
        add_bar(job, why, contest, choice, fraction);
    return why;
}

/* --- ties --- */

void dy_why_tie(struct dy_why_job *job, struct dy_why *parent, const struct dy_why_contest *contest)
{
    const struct dy_outcome_contest *now = &contest->now;
    uint8_t *tied = DY_NEW(job->mem, uint8_t, now->n_choices);
    if (tied == NULL) {
        job->code = dy_no_memory(job->err);
        return;
    }
    size_t n_standing = 0, n_tied = 0;
    for (size_t i = 0; i < now->n_choices; i++) {
        tied[i] = now->choices[i].tied;
        n_tied += tied[i];
        n_standing += dy_contest_stands(now, i);
    }
    const struct dy_law_tier *tier = contest->tier;
    const struct dy_law_param *rule = now->round > 1 ? &tier->award.tie_runoff
                                      : now->guarantee_used
                                          ? &tier->guarantee.tie_second
                                          : dy_tie_param(tier, n_standing, n_tied);
    const char *cite = now->round > 1        ? tier->award.runoff_cite
                       : now->guarantee_used ? tier->guarantee.cite
                                             : tier->ties_cite;
    struct dy_why *why =
        dy_why_add(job, parent,
                   rule->value == DY_TIE_LOT ? DY_CLAIM_TIE_LOT : DY_CLAIM_TIE_REGISTRATION, NULL);
    dy_why_choices(job, why, "choices", now->contest, tied);
    dy_why_cite(job, why, cite, false);
    dy_why_reading(job, why, rule->reading);
}

/* --- the method --- */

/* Lists, or groups of joined lists, among which the method divides seats. */
struct division {
    struct dy_seats_input in;
    dy_votes *votes;
    dy_seats *seats;
    uint32_t *first; /* a choice that each one is known by */
    size_t mine;     /* the one asked about */
};

static bool make_division(struct dy_why_job *job, const struct dy_why_contest *contest,
                          struct division *division)
{
    size_t n = contest->now.n_choices;
    *division = (struct division){
        .in = {.method = contest->tier->award.method,
               .seats = contest->now.seats,
               .minimum = contest->tier->award.minimum},
        .votes = DY_NEW(job->mem, dy_votes, n),
        .seats = DY_NEW(job->mem, dy_seats, n),
        .first = DY_NEW(job->mem, uint32_t, n),
    };
    division->in.votes = division->votes;
    if (division->votes != NULL && division->seats != NULL && division->first != NULL)
        return true;
    job->code = dy_no_memory(job->err);
    return false;
}

static void put(struct division *division, size_t i, uint32_t choice,
                const struct dy_outcome_choice *of)
{
    if (i == division->in.n) {
        division->in.n++;
        division->first[i] = choice;
    }
    division->votes[i] += of->votes;
    division->seats[i] += of->seats;
}

static void name_quotient(struct dy_why_job *job, struct dy_why *why,
                          const struct dy_why_contest *contest, uint32_t choice, dy_u128 num,
                          dy_u128 den)
{
    dy_why_choice(job, why, "list", contest->now.contest, choice);
    dy_why_number(job, why, "num", num);
    dy_why_number(job, why, "den", den);
}

/* Is a/b smaller than c/d? A zero divisor is infinite. Numerators and divisors below 2^63. */
static bool smaller(dy_u128 a, dy_u128 b, dy_u128 c, dy_u128 d)
{
    if (b == 0 || d == 0)
        return b != 0 && d == 0;
    dy_u128 x = a / b, y = c / d;
    return x != y ? x < y : (a % b) * d < (c % d) * b;
}

static void explain_averages(struct dy_why_job *job, struct dy_why *parent,
                             const struct dy_why_contest *contest, const struct division *division)
{
    struct dy_seats_reason mine, last = {0};
    size_t i = division->mine, smallest = division->in.n;
    dy_seats_explain(&division->in, division->seats, i, &mine);
    for (size_t j = 0; j < division->in.n; j++) {
        struct dy_seats_reason reason;
        dy_seats_explain(&division->in, division->seats, j, &reason);
        bool has = reason.last_num != 0 || reason.last_den != 0;
        if (!has || (smallest < division->in.n &&
                     !smaller(reason.last_num, reason.last_den, last.last_num, last.last_den)))
            continue;
        smallest = j;
        last = reason;
    }
    if (mine.last_num != 0 || mine.last_den != 0)
        name_quotient(job,
                      dy_why_add(job, parent, DY_CLAIM_AVERAGE_LAST,
                                 dy_why_about(job, mine.last_num, mine.last_den)),
                      contest, division->first[i], mine.last_num, mine.last_den);
    name_quotient(job,
                  dy_why_add(job, parent, DY_CLAIM_AVERAGE_NEXT,
                             dy_why_about(job, mine.next_num, mine.next_den)),
                  contest, division->first[i], mine.next_num, mine.next_den);
    if (smallest < division->in.n)
        name_quotient(job,
                      dy_why_add(job, parent, DY_CLAIM_AVERAGE_OTHER,
                                 dy_why_about(job, last.last_num, last.last_den)),
                      contest, division->first[smallest], last.last_num, last.last_den);
}

static void explain_remainder(struct dy_why_job *job, struct dy_why *parent,
                              const struct dy_why_contest *contest, const struct division *division,
                              const struct dy_seats_reason *mine)
{
    uint64_t whole = 0;
    size_t place = 1;
    for (size_t i = 0; i < division->in.n; i++) {
        struct dy_seats_reason reason;
        dy_seats_explain(&division->in, division->seats, i, &reason);
        whole += reason.whole;
        place += reason.remainder_num > mine->remainder_num;
    }
    if (whole >= division->in.seats)
        return;
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_REMAINDER, dy_why_digits(job, mine->by_remainder ? 1 : 0));
    dy_why_choice(job, why, "list", contest->now.contest, division->first[division->mine]);
    dy_why_number(job, why, "left", division->in.seats - whole);
    dy_why_number(job, why, "num", mine->remainder_num);
    dy_why_number(job, why, "den", mine->remainder_den);
    dy_why_number(job, why, "place", place);
}

static void explain_remainders(struct dy_why_job *job, struct dy_why *parent,
                               const struct dy_why_contest *contest,
                               const struct division *division)
{
    struct dy_seats_reason mine;
    dy_seats_explain(&division->in, division->seats, division->mine, &mine);
    struct dy_why *quota =
        dy_why_add(job, parent, DY_CLAIM_QUOTA, dy_why_about(job, mine.quota_num, mine.quota_den));
    dy_why_number(job, quota, "num", mine.quota_num);
    dy_why_number(job, quota, "den", mine.quota_den);
    struct dy_why *whole = dy_why_add(job, parent, DY_CLAIM_WHOLE, dy_why_digits(job, mine.whole));
    dy_why_choice(job, whole, "list", contest->now.contest, division->first[division->mine]);
    dy_why_number(job, whole, "votes", division->votes[division->mine]);
    explain_remainder(job, parent, contest, division, &mine);
}

/* With a minimum the remainders are divided in steps; the claim then ends at the minimum. */
static void explain(struct dy_why_job *job, struct dy_why *parent,
                    const struct dy_why_contest *contest, const struct division *division)
{
    if (division->in.minimum > 0)
        (void)dy_why_add(job, parent, DY_CLAIM_MINIMUM, dy_why_digits(job, division->in.minimum));
    if (division->in.method->family == DY_FAMILY_HIGHEST_AVERAGES)
        explain_averages(job, parent, contest, division);
    else if (division->in.minimum == 0)
        explain_remainders(job, parent, contest, division);
}

/* --- joined lists --- */

static bool are_joined(const struct dy_why_job *job, const struct dy_why_contest *contest,
                       uint32_t a, uint32_t b)
{
    const struct dy_list *x = list_of(job, contest, a), *y = list_of(job, contest, b);
    return a == b ||
           (contest->tier->award.agreements && x != NULL && y != NULL && x->agreement != NULL &&
            y->agreement != NULL && strcmp(x->agreement, y->agreement) == 0);
}

/* All groups, and the members of the group that `choice` belongs to. */
static void divide(const struct dy_why_job *job, const struct dy_why_contest *contest,
                   uint32_t choice, struct division *groups, struct division *members)
{
    const struct dy_outcome_contest *now = &contest->now;
    for (uint32_t i = 0; i < now->n_choices; i++) {
        if (now->choices[i].admitted != DY_ADMITTED_YES)
            continue;
        size_t group = 0;
        while (group < groups->in.n && !are_joined(job, contest, i, groups->first[group]))
            group++;
        put(groups, group, i, &now->choices[i]);
        if (!are_joined(job, contest, i, choice))
            continue;
        groups->mine = group;
        if (i == choice)
            members->mine = members->in.n;
        put(members, members->in.n, i, &now->choices[i]);
    }
    members->in.seats = groups->seats[groups->mine];
}

static void explain_joined(struct dy_why_job *job, struct dy_why *parent,
                           const struct dy_why_contest *contest, const struct division *groups,
                           const struct division *members)
{
    uint8_t *which = DY_NEW(job->mem, uint8_t, contest->now.n_choices);
    if (which == NULL) {
        job->code = dy_no_memory(job->err);
        return;
    }
    for (size_t i = 0; i < members->in.n; i++)
        which[members->first[i]] = 1;
    struct dy_why *joined =
        dy_why_add(job, parent, DY_CLAIM_JOINED, dy_why_digits(job, members->in.seats));
    dy_why_choices(job, joined, "lists", contest->now.contest, which);
    explain(job, joined, contest, groups);
    struct dy_why *within = dy_why_add(job, parent, DY_CLAIM_WITHIN_JOINED,
                                       dy_why_digits(job, members->seats[members->mine]));
    dy_why_choice(job, within, "list", contest->now.contest, members->first[members->mine]);
    explain(job, within, contest, members);
}

static void explain_award(struct dy_why_job *job, struct dy_why *parent,
                          const struct dy_why_contest *contest, uint32_t choice)
{
    struct division groups, members;
    if (!make_division(job, contest, &groups) || !make_division(job, contest, &members))
        return;
    const struct dy_law_tier *tier = contest->tier;
    struct dy_why *method =
        dy_why_add(job, parent, DY_CLAIM_METHOD, dy_why_digits(job, contest->now.seats));
    dy_why_text(job, method, "method", tier->award.method->title);
    dy_why_cite(job, method, tier->seats.cite, false);
    divide(job, contest, choice, &groups, &members);
    if (members.in.n > 1)
        explain_joined(job, parent, contest, &groups, &members);
    else
        explain(job, parent, contest, &groups);
}

/* --- the guarantee --- */

static void explain_guarantee(struct dy_why_job *job, struct dy_why *parent,
                              const struct dy_why_contest *contest, uint32_t choice)
{
    const struct dy_law_guarantee *rule = &contest->tier->guarantee;
    const struct dy_outcome_contest *now = &contest->now;
    uint32_t first = DY_NOTHING, second = DY_NOTHING;
    for (uint32_t i = 0; i < now->n_choices; i++) {
        if (now->choices[i].by_guarantee || (second == DY_NOTHING && now->choices[i].claims))
            second = i;
        else if (now->choices[i].admitted == DY_ADMITTED_YES)
            first = i;
    }
    if (first == DY_NOTHING || second == DY_NOTHING ||
        (choice != first && !now->choices[choice].by_guarantee && !now->choices[choice].claims))
        return;
    struct dy_why *why = dy_why_add(
        job, parent, choice == first ? DY_CLAIM_GUARANTEE_FIRST : DY_CLAIM_GUARANTEE_SECOND,
        dy_why_digits(job, now->choices[choice].seats));
    dy_why_choice(job, why, "list", now->contest, choice);
    dy_why_number(job, why, "minimum", rule->minimum);
    dy_why_cite(job, why, rule->cite, false);
    dy_votes v1 = now->choices[first].votes, v2 = now->choices[second].votes;
    dy_u128 num = (dy_u128)v2 * now->seats * rule->factor.num;
    struct dy_why *share =
        dy_why_add(job, why, DY_CLAIM_GUARANTEE_SHARE,
                   dy_why_about(job, num, ((dy_u128)v1 + v2) * rule->factor.den));
    dy_why_number(job, share, "first", v1);
    dy_why_number(job, share, "second", v2);
    dy_why_number(job, share, "seats", now->seats);
    dy_why_text(job, share, "factor", dy_why_fraction(job, rule->factor));
    dy_why_reading(job, why, rule->floor.reading);
}

/* --- quotas of groups --- */

static void explain_quotas(struct dy_why_job *job, struct dy_why *parent,
                           const struct dy_why_contest *contest, uint32_t choice)
{
    uint32_t list = contest->now.contest->choices[choice].list;
    const struct dy_law_tier *tier = contest->tier;
    for (size_t i = 0; i < job->outcome->n_quotas; i++) {
        const struct dy_outcome_quota *quota = &job->outcome->quotas[i];
        if (quota->list != list || quota->rule < tier->quotas ||
            quota->rule >= tier->quotas + tier->n_quotas)
            continue;
        struct dy_why *why = dy_why_add(
            job, parent, quota->known ? DY_CLAIM_GROUP_QUOTA : DY_CLAIM_GROUP_QUOTA_UNKNOWN,
            dy_why_digits(job, quota->known ? quota->found : quota->needed));
        dy_why_choice(job, why, "list", contest->now.contest, choice);
        dy_why_number(job, why, "of", contest->now.choices[choice].seats);
        dy_why_number(job, why, "needed", quota->needed);
        dy_why_cite(job, why, quota->rule->cite, false);
        dy_why_reading(job, why, quota->rule->rounding.reading);
    }
}

/* --- seats --- */

static void explain_seats(struct dy_why_job *job, struct dy_why *why,
                          struct dy_why_contest *contest, uint32_t choice)
{
    const struct dy_outcome_contest *now = &contest->now;
    bool awarded = false;
    for (size_t i = 0; i < now->n_choices; i++)
        awarded = awarded || now->choices[i].seats > 0;
    if (now->event != DY_EVENT_SEATS)
        (void)dy_why_event(job, why, now);
    if (now->guarantee_used)
        explain_guarantee(job, why, contest, choice);
    else if (awarded && now->choices[choice].admitted == DY_ADMITTED_YES)
        explain_award(job, why, contest, choice);
    if (now->choices[choice].claims)
        dy_why_choice(
            job, dy_why_add(job, why, DY_CLAIM_SEATS_AT_STAKE, dy_why_digits(job, now->at_stake)),
            "list", now->contest, choice);
    if (now->choices[choice].tied)
        dy_why_tie(job, why, contest);
}

struct dy_why *dy_why_seats(struct dy_why_job *job, struct dy_why *parent,
                            struct dy_why_contest *contest, uint32_t choice)
{
    if (contest->tier->choices != DY_CHOICES_LISTS)
        return dy_why_elected(job, parent, contest, choice);
    const struct dy_outcome_choice *bounds = &contest->outcome->choices[choice];
    struct dy_why *why = dy_why_add(job, parent, DY_CLAIM_SEATS, dy_why_digits(job, bounds->seats));
    dy_why_choice(job, why, "list", contest->now.contest, choice);
    dy_why_cite(job, why, contest->tier->award.cite, false);
    if (contest->outcome->tally == NULL) {
        (void)dy_why_event(job, why, contest->outcome);
        return why;
    }
    if (contest->outcome->status == DY_STATUS_INCOMPLETE) {
        struct dy_why *range = dy_why_add(job, why, DY_CLAIM_SEATS_RANGE, NULL);
        dy_why_choice(job, range, "list", contest->now.contest, choice);
        dy_why_number(job, range, "min", bounds->seats_min);
        dy_why_number(job, range, "max", bounds->seats_max);
    }
    explain_seats(job, why, contest, choice);
    (void)dy_why_admitted(job, why, contest, choice);
    if (!contest->tier->bar.is_set || contest->now.choices[choice].exempt)
        (void)dy_why_votes(job, why, contest->outcome, choice, DY_NOTHING);
    explain_quotas(job, why, contest, choice);
    return why;
}

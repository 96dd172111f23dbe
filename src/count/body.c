/*
 * The house: who has how many seats, from all tiers together.
 */
#include "count/outcome.h"

#include <stdlib.h>

/* Row n_lists is the independents'. */
static uint32_t row_of(const struct dy_election *election, uint32_t list)
{
    return list == DY_NOTHING ? (uint32_t)election->n_lists : list;
}

static bool is_question(const struct dy_election *election, uint32_t tier)
{
    return election->law->tiers[tier].choices == DY_CHOICES_ANSWERS;
}

static enum dy_code init_rows(struct dy_arena *mem, const struct dy_election *election,
                              struct dy_outcome *outcome, struct dy_err *err)
{
    size_t n = election->n_lists + 1, n_tiers = election->law->n_tiers;
    outcome->body = DY_NEW(mem, struct dy_outcome_body, n);
    dy_seats *by_tier = DY_NEW(mem, dy_seats, n * n_tiers);
    if (outcome->body == NULL || by_tier == NULL)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < n; i++) {
        bool independent = i == election->n_lists;
        outcome->body[i] = (struct dy_outcome_body){
            .list = independent ? DY_NOTHING : i,
            .id = independent ? "independent" : election->lists[i].id,
            .by_tier = by_tier + i * n_tiers,
        };
    }
    return DY_OK;
}

static void add_contest(struct dy_outcome *outcome, const struct dy_outcome_contest *contest)
{
    uint32_t tier = contest->contest->tier;
    for (size_t i = 0; i < contest->n_choices; i++) {
        const struct dy_outcome_choice *choice = &contest->choices[i];
        struct dy_outcome_body *row =
            &outcome->body[row_of(outcome->election, contest->contest->choices[i].list)];
        row->seats += choice->seats;
        row->seats_min += choice->seats_min;
        row->seats_max += choice->seats_max;
        row->by_tier[tier] += choice->seats;
        outcome->seats_awarded += choice->seats;
        outcome->seats_settled += choice->seats_min;
    }
}

static void add_declared(struct dy_outcome *outcome, const struct dy_declared *declared)
{
    for (size_t i = 0; i < declared->n; i++) {
        const struct dy_declared_seats *of = &declared->of[i];
        struct dy_outcome_body *row = &outcome->body[row_of(outcome->election, of->list)];
        row->seats += of->seats;
        row->seats_min += of->seats;
        row->seats_max += of->seats;
        row->by_tier[declared->tier] += of->seats;
        outcome->seats_declared += of->seats;
    }
}

dy_seats dy_tier_unknown(const struct dy_outcome *outcome, uint32_t tier, bool declared)
{
    dy_seats all = dy_tier_seats(outcome->election, tier), known = 0;
    for (size_t i = 0; i < outcome->n_contests; i++)
        if (outcome->contests[i].contest->tier == tier)
            known += outcome->contests[i].seats;
    return declared || known > all ? 0 : all - known;
}

static bool add_unknown(const struct dy_count_input *in, struct dy_outcome *outcome)
{
    const struct dy_election *election = in->election;
    dy_seats sum = 0;
    for (uint32_t tier = 0; tier < election->law->n_tiers; tier++) {
        dy_seats n = is_question(election, tier)
                         ? 0
                         : dy_tier_unknown(outcome, tier, dy_tier_is_declared(in, tier));
        bool persons = election->law->tiers[tier].choices == DY_CHOICES_CANDIDATES;
        for (size_t i = 0; i < election->n_lists + persons; i++)
            outcome->body[i].seats_max += n;
        sum += n;
    }
    return sum > 0;
}

/* Do persons without a list stand, sit, or perhaps sit? Otherwise their row says nothing. */
static bool has_independents(const struct dy_outcome *outcome)
{
    const struct dy_election *election = outcome->election;
    if (outcome->body[election->n_lists].seats_max > 0)
        return true;
    for (size_t i = 0; i < election->n_contests; i++) {
        const struct dy_contest *contest = &election->contests[i];
        for (size_t j = 0; j < contest->n_choices && !is_question(election, contest->tier); j++)
            if (contest->choices[j].list == DY_NOTHING)
                return true;
    }
    return false;
}

/* No list, or no seat at all: a referendum has no house. */
static size_t count_rows(const struct dy_outcome *outcome)
{
    const struct dy_election *election = outcome->election;
    for (size_t i = 0; i < election->law->n_tiers; i++)
        if (election->law->tiers[i].choices != DY_CHOICES_ANSWERS)
            return election->n_lists + has_independents(outcome);
    return 0;
}

static int compare_rows(const void *a, const void *b)
{
    const struct dy_outcome_body *x = a, *y = b;
    if (x->seats != y->seats)
        return x->seats < y->seats ? 1 : -1;
    return (x->list > y->list) - (x->list < y->list);
}

/* Missing votes come before missing decisions: a lot drawn too early would decide nothing. */
static void find_status(struct dy_outcome *outcome, bool unknown)
{
    outcome->status = unknown ? DY_STATUS_INCOMPLETE : DY_STATUS_FINAL;
    for (size_t i = 0; i < outcome->n_contests; i++) {
        enum dy_status status = outcome->contests[i].status;
        if (status == DY_STATUS_INCOMPLETE || outcome->status == DY_STATUS_FINAL)
            outcome->status = status;
    }
}

static dy_seats seats_of_tiers(const struct dy_election *election)
{
    dy_seats sum = 0;
    for (uint32_t tier = 0; tier < election->law->n_tiers; tier++)
        if (!is_question(election, tier))
            sum += dy_tier_seats(election, tier);
    return sum;
}

enum dy_code dy_count_body(struct dy_arena *mem, const struct dy_count_input *in,
                           struct dy_outcome *outcome, struct dy_err *err)
{
    const struct dy_election *election = in->election;
    enum dy_code code = init_rows(mem, election, outcome, err);
    if (code != DY_OK)
        return code;
    for (size_t i = 0; i < outcome->n_contests; i++)
        if (!is_question(election, outcome->contests[i].contest->tier))
            add_contest(outcome, &outcome->contests[i]);
    for (size_t i = 0; i < election->n_declared; i++)
        if (dy_tier_is_declared(in, election->declared[i].tier))
            add_declared(outcome, &election->declared[i]);
    bool unknown = add_unknown(in, outcome);
    outcome->seats = dy_body_seats(election);
    if (outcome->seats == 0)
        outcome->seats = seats_of_tiers(election);
    outcome->n_body = count_rows(outcome);
    qsort(outcome->body, outcome->n_body, sizeof *outcome->body, compare_rows);
    find_status(outcome, unknown);
    return DY_OK;
}

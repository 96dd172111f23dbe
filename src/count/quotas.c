/*
 * Quotas for groups of persons: how many of a list's candidates must belong to them, and do.
 */
#include "count/outcome.h"

#include <string.h>

static dy_seats round_share(uint64_t whole, struct dy_fraction share, enum dy_law_rounding rounding)
{
    dy_u128 product = (dy_u128)whole * share.num, den = share.den;
    switch (rounding) {
    case DY_ROUND_UP:
        return (dy_seats)((product + den - 1) / den);
    case DY_ROUND_HALF_UP:
        return (dy_seats)((2 * product + den) / (2 * den));
    case DY_ROUND_DOWN:
        return (dy_seats)(product / den);
    }
    return 0;
}

static bool in_groups(const struct dy_candidate *candidate, const struct dy_law_quota *rule)
{
    for (size_t i = 0; i < candidate->n_groups; i++)
        for (size_t j = 0; j < rule->n_groups; j++)
            if (strcmp(candidate->groups[i], rule->groups[j]) == 0)
                return true;
    return false;
}

/* A person of several groups counts once. */
static dy_seats count_in(const struct dy_list *list, uint64_t n, const struct dy_law_quota *rule)
{
    dy_seats found = 0;
    for (size_t i = 0; i < n && i < list->n_candidates; i++)
        found += in_groups(&list->candidates[i], rule);
    return found;
}

/* Groups are known if the election names them for anybody at all. */
static bool names_groups(const struct dy_election *election)
{
    for (size_t i = 0; i < election->n_lists; i++)
        for (size_t j = 0; j < election->lists[i].n_candidates; j++)
            if (election->lists[i].candidates[j].n_groups > 0)
                return true;
    return false;
}

static struct dy_outcome_quota apply(const struct dy_election *election, uint32_t list,
                                     const struct dy_law_quota *rule, dy_seats seats)
{
    const struct dy_list *of = &election->lists[list];
    uint64_t whole = rule->of == DY_QUOTA_OF_LIST ? of->n_candidates : seats;
    struct dy_outcome_quota quota = {
        .list = list,
        .rule = rule,
        .needed = round_share(whole, rule->at_least, (enum dy_law_rounding)rule->rounding.value),
        .found = count_in(of, whole, rule),
        .known = of->n_candidates >= whole && of->n_candidates > 0 && names_groups(election),
    };
    quota.met = quota.known && quota.found >= quota.needed;
    return quota;
}

static enum dy_code add_contest(struct dy_arena *mem, const struct dy_outcome *outcome,
                                const struct dy_outcome_contest *contest, struct dy_vec *out,
                                struct dy_err *err)
{
    const struct dy_law_tier *tier = &outcome->law->tiers[contest->contest->tier];
    for (size_t i = 0; i < contest->n_choices; i++) {
        uint32_t list = contest->contest->choices[i].list;
        dy_seats seats = contest->choices[i].seats;
        for (size_t j = 0; j < tier->n_quotas && list != DY_NOTHING; j++) {
            bool of_list = tier->quotas[j].of == DY_QUOTA_OF_LIST;
            if (of_list ? outcome->election->lists[list].n_candidates == 0 : seats == 0)
                continue; /* nothing to take a share of */
            struct dy_outcome_quota *quota = dy_vec_push(mem, out, sizeof *quota);
            if (quota == NULL)
                return dy_no_memory(err);
            *quota = apply(outcome->election, list, &tier->quotas[j], seats);
        }
    }
    return DY_OK;
}

enum dy_code dy_count_quotas(struct dy_arena *mem, struct dy_outcome *outcome, struct dy_err *err)
{
    struct dy_vec quotas = {0};
    for (size_t i = 0; i < outcome->n_contests; i++) {
        const struct dy_outcome_contest *contest = &outcome->contests[i];
        if (outcome->law->tiers[contest->contest->tier].choices != DY_CHOICES_LISTS)
            continue;
        enum dy_code code = add_contest(mem, outcome, contest, &quotas, err);
        if (code != DY_OK)
            return code;
    }
    outcome->n_quotas = quotas.n;
    outcome->quotas = quotas.items;
    return DY_OK;
}

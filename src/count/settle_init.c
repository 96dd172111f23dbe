/*
 * What settling a contest needs besides its votes, made ready once.
 */
#include "count/settle.h"

#include <string.h>

static uint32_t find_listed(const struct dy_law_version *law)
{
    for (uint32_t i = 0; i < law->n_fields; i++)
        if (strcmp(law->fields[i].id, "listed") == 0)
            return i;
    return DY_NOTHING;
}

static bool make_room(struct dy_arena *mem, size_t n_fields, size_t n, struct dy_settle *settle)
{
    settle->fields = DY_NEW(mem, uint64_t, n_fields);
    settle->field_present = DY_NEW(mem, uint8_t, n_fields);
    settle->map = DY_NEW(mem, uint32_t, n);
    settle->votes = DY_NEW(mem, dy_votes, n);
    settle->quota_votes = DY_NEW(mem, dy_votes, n);
    settle->seats = DY_NEW(mem, dy_seats, n);
    settle->order = DY_NEW(mem, uint32_t, n);
    settle->rank = DY_NEW(mem, uint32_t, n);
    settle->group = DY_NEW(mem, uint32_t, n);
    settle->claims = DY_NEW(mem, uint8_t, n);
    return settle->fields != NULL && settle->field_present != NULL && settle->map != NULL &&
           settle->votes != NULL && settle->quota_votes != NULL && settle->seats != NULL &&
           settle->order != NULL && settle->rank != NULL && settle->group != NULL &&
           settle->claims != NULL;
}

static void take_tally(const struct dy_tally *tally, size_t n_fields, struct dy_settle *settle)
{
    memcpy(settle->fields, tally->sums, n_fields * sizeof(uint64_t));
    memcpy(settle->field_present, tally->present, n_fields);
    settle->listed = tally->listed_covered;
    settle->n_areas = tally->n_areas;
    settle->area_sums = tally->area_sums;
    settle->area_slots = tally->n_slots;
}

/* --- lots --- */

static bool is_lot_of(const struct dy_election *election, const struct dy_decision *decision,
                      const struct dy_contest *contest)
{
    uint32_t found = dy_contest_find(election, decision->contest);
    return strcmp(decision->kind, "lot") == 0 && found != DY_NOTHING &&
           &election->contests[found] == contest;
}

static void rank_lot(const struct dy_decision *lot, const struct dy_contest *contest,
                     uint32_t *ranks)
{
    for (uint32_t place = 0; place < lot->n_order; place++)
        for (size_t i = 0; i < contest->n_choices; i++)
            if (ranks[i] == 0 && strcmp(contest->choices[i].id, lot->order[place]) == 0)
                ranks[i] = place + 1;
}

static enum dy_code take_lots(struct dy_arena *mem, const struct dy_election *election,
                              const struct dy_contest *contest, struct dy_settle *settle,
                              struct dy_err *err)
{
    size_t n = contest->n_choices;
    uint32_t *ranks = DY_NEW(mem, uint32_t, election->n_decisions * n);
    if (ranks == NULL)
        return dy_no_memory(err);
    for (size_t i = 0; i < election->n_decisions; i++)
        if (is_lot_of(election, &election->decisions[i], contest))
            rank_lot(&election->decisions[i], contest, ranks + settle->n_lots++ * n);
    settle->lot_ranks = ranks;
    return DY_OK;
}

/* --- limits --- */

/* All votes together stay below 2^62, so that questions of "what if" have room above. */
static enum dy_code check_limits(const struct dy_election *election,
                                 const struct dy_outcome_contest *contest, struct dy_err *err)
{
    struct dy_span at = {.file = election->path};
    const char *tier = election->law->tiers[contest->contest->tier].id;
    uint64_t all = contest->against_all;
    bool fits = contest->against_all <= DY_VOTES_MAX;
    for (size_t i = 0; i < contest->n_choices; i++)
        fits = fits && contest->choices[i].votes <= DY_VOTES_MAX &&
               dy_add(&all, contest->choices[i].votes) && all < (uint64_t)1 << 62;
    if (!fits)
        return dy_fail(err, DY_E_LIMIT, at, "", "the votes of tier \"%s\" exceed 2^53", tier);
    if (contest->n_choices > DY_SEATS_LISTS_MAX || contest->seats > DY_SEATS_MAX)
        return dy_fail(err, DY_E_LIMIT, at, "",
                       "tier \"%s\" has %zu choices for %u seats; at most %d and %d are counted",
                       tier, contest->n_choices, (unsigned)contest->seats, DY_SEATS_LISTS_MAX,
                       DY_SEATS_MAX);
    return DY_OK;
}

enum dy_code dy_settle_init(struct dy_arena *mem, const struct dy_election *election,
                            const struct dy_outcome_contest *contest, struct dy_settle *settle,
                            struct dy_err *err)
{
    const struct dy_law_version *law = election->law;
    *settle = (struct dy_settle){
        .election = election,
        .tier = &law->tiers[contest->contest->tier],
        .listed_field = find_listed(law),
        .area_slots = law->n_fields + contest->n_choices + 1,
    };
    enum dy_code code = check_limits(election, contest, err);
    if (code != DY_OK)
        return code;
    if (!make_room(mem, law->n_fields, contest->n_choices, settle))
        return dy_no_memory(err);
    if (contest->tally != NULL)
        take_tally(contest->tally, law->n_fields, settle);
    return take_lots(mem, election, contest->contest, settle, err);
}

/*
 * Contests by name, and how many seats there are to fill.
 */
#include "dauys/count.h"

#include <string.h>

static bool stands_alone(const struct dy_election *election, const struct dy_contest *contest)
{
    return election->units.of[contest->area].parent == DY_NOTHING;
}

const char *dy_contest_label(struct dy_arena *mem, const struct dy_election *election,
                             const struct dy_contest *contest)
{
    const char *tier = election->law->tiers[contest->tier].id;
    if (stands_alone(election, contest))
        return dy_arena_copy(mem, tier, strlen(tier));
    return dy_arena_format(mem, "%s/%s", tier, election->units.of[contest->area].id);
}

static uint32_t only_contest(const struct dy_election *election, uint32_t tier)
{
    uint32_t found = DY_NOTHING;
    for (uint32_t i = 0; i < election->n_contests; i++) {
        if (election->contests[i].tier != tier)
            continue;
        if (found != DY_NOTHING)
            return DY_NOTHING;
        found = i;
    }
    return found;
}

static uint32_t contest_in(const struct dy_election *election, uint32_t tier, const char *area)
{
    for (uint32_t i = 0; i < election->n_contests; i++) {
        const struct dy_contest *contest = &election->contests[i];
        if (contest->tier == tier && strcmp(election->units.of[contest->area].id, area) == 0)
            return i;
    }
    return DY_NOTHING;
}

uint32_t dy_contest_find(const struct dy_election *election, const char *label)
{
    const char *slash = strchr(label, '/');
    size_t n = slash != NULL ? (size_t)(slash - label) : strlen(label);
    for (uint32_t tier = 0; tier < election->law->n_tiers; tier++) {
        const char *id = election->law->tiers[tier].id;
        if (strlen(id) != n || memcmp(id, label, n) != 0)
            continue;
        return slash != NULL ? contest_in(election, tier, slash + 1) : only_contest(election, tier);
    }
    return DY_NOTHING;
}

/* `part` of the body's seats; body <= 10^6, num < 2^32. */
static dy_seats part_of(dy_seats body, const struct dy_law_seats *seats)
{
    uint64_t all = (uint64_t)body * seats->part.num;
    return (dy_seats)((all + (seats->round_up ? seats->part.den - 1 : 0)) / seats->part.den);
}

static dy_seats seats_of(const struct dy_election *election, const struct dy_law_seats *seats)
{
    switch (seats->kind) {
    case DY_LAW_SEATS_FIXED:
        return seats->n;
    case DY_LAW_SEATS_GIVEN:
        return election->seats_given;
    case DY_LAW_SEATS_PART:
        return part_of(dy_body_seats(election), seats);
    }
    return 0;
}

dy_seats dy_body_seats(const struct dy_election *election)
{
    const struct dy_law_seats *body = &election->law->body;
    return body->kind == DY_LAW_SEATS_PART ? 0 : seats_of(election, body);
}

dy_seats dy_tier_seats(const struct dy_election *election, uint32_t tier)
{
    return seats_of(election, &election->law->tiers[tier].seats);
}

/* How many seats there are to fill. */
#include "dauys/count.h"

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

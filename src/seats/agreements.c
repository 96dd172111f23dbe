/*
 * List agreements (apparentement): joined lists count as one, then share by the same method. A
 * group is as early in the order as its earliest member.
 */
#include <string.h>

#include "seats/award.h"

/* Each group of lists as one list: votes, minimum of all its members, earliest order. */
static size_t join(const struct dy_seats_input *in, const uint32_t *group, dy_votes *votes,
                   dy_votes *quota_of, uint32_t *order, uint32_t *row_of)
{
    const dy_votes *from = in->quota_of ? in->quota_of : in->votes;
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++)
        row_of[i] = UINT32_MAX;
    for (size_t i = 0; i < in->n; i++) {
        uint32_t *row = &row_of[group[i]];
        if (*row == UINT32_MAX) {
            *row = (uint32_t)n++;
            votes[*row] = quota_of[*row] = 0;
            order[*row] = UINT32_MAX;
        }
        votes[*row] += in->votes[i];
        quota_of[*row] += from[i];
        if (in->order && in->order[i] < order[*row])
            order[*row] = in->order[i];
    }
    return n;
}

/* Divide one group's seats among its members; who is alone has them all. */
static enum dy_seats_status divide(const struct dy_seats_input *in, const uint32_t *group,
                                   uint32_t of, dy_seats seats, dy_seats *out,
                                   struct dy_seats_tie *tie, uint8_t *claims)
{
    dy_votes votes[DY_SEATS_LISTS_MAX], quota_of[DY_SEATS_LISTS_MAX];
    uint32_t order[DY_SEATS_LISTS_MAX], member[DY_SEATS_LISTS_MAX];
    dy_seats won[DY_SEATS_LISTS_MAX];
    uint8_t claim[DY_SEATS_LISTS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++) {
        if (group[i] != of)
            continue;
        votes[n] = in->votes[i];
        quota_of[n] = in->quota_of ? in->quota_of[i] : in->votes[i];
        order[n] = in->order ? in->order[i] : 0;
        member[n++] = (uint32_t)i;
    }
    if (n == 1) {
        out[member[0]] = seats;
        return DY_SEATS_DONE;
    }
    struct dy_seats_input inner = *in;
    inner.n = n;
    inner.votes = votes;
    inner.quota_of = in->quota_of ? quota_of : NULL;
    inner.seats = seats;
    inner.order = in->order ? order : NULL;
    struct dy_seats_tie inner_tie;
    enum dy_seats_status status = dy_seats_award(&inner, won, &inner_tie, claim);
    for (size_t k = 0; k < n; k++) {
        out[member[k]] = won[k];
        claims[member[k]] = claim[k];
    }
    tie->at_stake += inner_tie.at_stake;
    tie->n_claimants += inner_tie.n_claimants;
    return status;
}

enum dy_seats_status dy_seats_award_grouped(const struct dy_seats_input *in, const uint32_t *group,
                                            dy_seats *out, struct dy_seats_tie *tie,
                                            uint8_t *claims)
{
    dy_votes votes[DY_SEATS_LISTS_MAX], quota_of[DY_SEATS_LISTS_MAX];
    uint32_t order[DY_SEATS_LISTS_MAX], row_of[DY_SEATS_LISTS_MAX];
    dy_seats won[DY_SEATS_LISTS_MAX];
    uint8_t claim[DY_SEATS_LISTS_MAX], own[DY_SEATS_LISTS_MAX];
    struct dy_seats_input joined = *in;
    if (!claims)
        claims = own;
    joined.n = join(in, group, votes, quota_of, order, row_of);
    joined.votes = votes;
    joined.quota_of = in->quota_of ? quota_of : NULL;
    joined.order = in->order ? order : NULL;
    memset(out, 0, in->n * sizeof *out);
    memset(claims, 0, in->n);
    enum dy_seats_status status = dy_seats_award(&joined, won, tie, claim);
    if (status != DY_SEATS_DONE && status != DY_SEATS_TIE)
        return status;
    dy_frame_award(&joined, won, claim);
    for (uint32_t g = 0; g < in->n; g++) {
        if (row_of[g] == UINT32_MAX)
            continue;
        enum dy_seats_status inner = divide(in, group, g, won[row_of[g]], out, tie, claims);
        if (inner != DY_SEATS_DONE && inner != DY_SEATS_TIE)
            return inner;
        status = inner == DY_SEATS_TIE ? inner : status;
    }
    for (size_t i = 0; i < in->n; i++)
        claims[i] |= claim[row_of[group[i]]];
    return status;
}

/*
 * Largest remainders: whole quotas first, then one seat each to the largest fractions of a quota.
 *
 * Remainders share one denominator, so that comparing them is comparing numerators. Where the
 * quota is so large that more seats are left than lists (possible with rounded quotas only), every
 * list gets one in turn before the fractions decide.
 */
#include <string.h>

#include "seats/award.h"

struct dy_quota dy_quota_of(const struct dy_method *method, uint64_t votes, dy_seats seats)
{
    uint64_t parts = (uint64_t)seats + method->quota_plus;
    switch (method->quota_rounding) {
    case DY_QUOTA_HALF_UP:
        return (struct dy_quota){1, (uint64_t)(((dy_u128)votes * 2 + parts) / (parts * 2))};
    case DY_QUOTA_FLOOR_PLUS_ONE:
        return (struct dy_quota){1, votes / parts + 1};
    case DY_QUOTA_EXACT:
        break;
    }
    return (struct dy_quota){parts, votes};
}

/* Whole quotas into out and fractions into rest; false if the product needs more than 64 bits. */
static bool divide_narrow(const struct dy_seats_input *in, struct dy_quota quota, dy_seats *out,
                          uint64_t *rest, uint64_t *given)
{
    for (size_t i = 0; i < in->n; i++) {
        uint64_t product;
        if (__builtin_mul_overflow(in->votes[i], quota.multiplier, &product))
            return false;
        uint64_t whole = product / quota.divisor;
        out[i] = (dy_seats)whole;
        rest[i] = product - whole * quota.divisor;
        *given += whole;
    }
    return true;
}

static void divide_wide(const struct dy_seats_input *in, struct dy_quota quota, dy_seats *out,
                        uint64_t *rest, uint64_t *given)
{
    *given = 0;
    for (size_t i = 0; i < in->n; i++) {
        dy_u128 product = (dy_u128)in->votes[i] * quota.multiplier;
        uint64_t whole = (uint64_t)(product / quota.divisor);
        out[i] = (dy_seats)whole;
        rest[i] = (uint64_t)(product - (dy_u128)whole * quota.divisor);
        *given += whole;
    }
}

/* The left-th largest of rest[0..n): by counting, few lists; by partition, many. */
static uint64_t threshold(const uint64_t *rest, size_t n, size_t left)
{
    uint64_t work[DY_SEATS_LISTS_MAX];
    size_t low = 0, high = n - 1, want = left - 1;
    memcpy(work, rest, n * sizeof *work);
    while (low < high) {
        uint64_t pivot = work[low + (high - low) / 2];
        size_t i = low, j = high;
        while (i <= j) {
            while (work[i] > pivot)
                i++;
            while (work[j] < pivot)
                j--;
            if (i <= j) {
                uint64_t swap = work[i];
                work[i++] = work[j];
                work[j] = swap;
                if (j-- == 0)
                    break;
            }
        }
        if (want <= j && j < n)
            high = j;
        else if (want >= i)
            low = i;
        else
            break;
    }
    return work[want];
}

enum dy_seats_status dy_settle_claims(const struct dy_seats_input *in, dy_seats left,
                                      uint32_t n_claimants, dy_seats *out, struct dy_seats_tie *tie,
                                      uint8_t *claims)
{
    if (!in->order) {
        *tie = (struct dy_seats_tie){left, n_claimants};
        return DY_SEATS_TIE;
    }
    for (; left > 0; left--) {
        size_t first = in->n;
        for (size_t i = 0; i < in->n; i++)
            if (claims[i] && (first == in->n || in->order[i] < in->order[first]))
                first = i;
        out[first]++;
        claims[first] = 0;
    }
    memset(claims, 0, in->n);
    return DY_SEATS_DONE;
}

static enum dy_seats_status hand_out(const struct dy_seats_input *in, const uint64_t *rest,
                                     dy_seats left, dy_seats *out, struct dy_seats_tie *tie,
                                     uint8_t *claims)
{
    uint64_t at = threshold(rest, in->n, left);
    uint32_t n_equal = 0;
    for (size_t i = 0; i < in->n; i++) {
        claims[i] = rest[i] == at;
        n_equal += claims[i];
        if (rest[i] > at) {
            out[i]++;
            left--;
        }
    }
    if (left < n_equal)
        return dy_settle_claims(in, left, n_equal, out, tie, claims);
    for (size_t i = 0; i < in->n; i++) {
        out[i] += claims[i];
        claims[i] = 0;
    }
    return DY_SEATS_DONE;
}

/*
 * Whole quotas beyond the seats (small quotas do that): the seats too many are taken back from the
 * smallest fractions, one each. source: the electoral laws that use these quotas say so, e.g. Act
 * 180/2014 (SK) s. 68(8), Act 247/1995 (CZ) s. 50(2).
 */
static enum dy_seats_status take_back(const struct dy_seats_input *in, uint64_t *rest,
                                      uint64_t over, dy_seats *out, struct dy_seats_tie *tie,
                                      uint8_t *claims)
{
    for (;;) {
        uint64_t kept[DY_SEATS_LISTS_MAX];
        size_t n = 0;
        uint32_t n_equal = 0;
        for (size_t i = 0; i < in->n; i++)
            if (out[i] > 0)
                kept[n++] = rest[i];
        if (over >= n) {
            for (size_t i = 0; i < in->n; i++)
                out[i] -= out[i] > 0;
            over -= n;
            if (over == 0)
                return DY_SEATS_DONE;
            continue;
        }
        uint64_t at = threshold(kept, n, n - (size_t)over + 1), below = 0;
        for (size_t i = 0; i < in->n; i++) {
            bool has = out[i] > 0;
            claims[i] = has && rest[i] == at;
            n_equal += claims[i];
            below += has && rest[i] < at;
            out[i] -= has && rest[i] <= at;
        }
        uint64_t left = n_equal - (over - below); /* how many of the equal keep theirs */
        if (left > 0)
            return dy_settle_claims(in, (dy_seats)left, n_equal, out, tie, claims);
        memset(claims, 0, in->n);
        return DY_SEATS_DONE;
    }
}

static enum dy_seats_status award_once(const struct dy_seats_input *in, dy_seats *out,
                                       struct dy_seats_tie *tie, uint8_t *claims)
{
    const dy_votes *from = in->quota_of ? in->quota_of : in->votes;
    uint64_t rest[DY_SEATS_LISTS_MAX], all = 0, quota_votes = 0, given = 0;
    for (size_t i = 0; i < in->n; i++) {
        all += in->votes[i];
        quota_votes += from[i];
    }
    if (all == 0)
        return in->seats == 0 ? DY_SEATS_DONE : DY_SEATS_NO_VOTES;
    struct dy_quota quota = dy_quota_of(in->method, quota_votes, in->seats);
    if (quota.divisor == 0) /* rounded down to nothing: fewer votes than half the seats */
        return DY_SEATS_OVER;
    if (!divide_narrow(in, quota, out, rest, &given))
        divide_wide(in, quota, out, rest, &given);
    if (in->quota_of && given > 2 * ((uint64_t)in->seats + in->method->quota_plus)) {
        dy_frame_mix(in->frame, UINT64_MAX);
        return DY_SEATS_OVER;
    }
    if (given > in->seats)
        return take_back(in, rest, given - in->seats, out, tie, claims);
    dy_seats left = (dy_seats)(in->seats - given);
    for (; left >= in->n; left -= (dy_seats)in->n)
        for (size_t i = 0; i < in->n; i++)
            out[i]++;
    return left > 0 ? hand_out(in, rest, left, out, tie, claims) : DY_SEATS_DONE;
}

/* Some of the lists, as an input of their own. */
struct subset {
    size_t n;
    uint32_t map[DY_SEATS_LISTS_MAX];
    dy_votes votes[DY_SEATS_LISTS_MAX], quota_of[DY_SEATS_LISTS_MAX];
    uint32_t order[DY_SEATS_LISTS_MAX];
    dy_seats out[DY_SEATS_LISTS_MAX];
    uint8_t claims[DY_SEATS_LISTS_MAX];
};

static void choose(const struct dy_seats_input *in, const uint8_t *left_out, struct subset *chosen)
{
    chosen->n = 0;
    for (uint32_t i = 0; i < in->n; i++) {
        if (left_out[i])
            continue;
        chosen->map[chosen->n] = i;
        chosen->votes[chosen->n] = in->votes[i];
        chosen->quota_of[chosen->n] = in->quota_of ? in->quota_of[i] : in->votes[i];
        chosen->order[chosen->n] = in->order ? in->order[i] : 0;
        chosen->out[chosen->n] = 0;
        chosen->claims[chosen->n++] = 0;
    }
}

/*
 * With a minimum: lists that fall short get the minimum and leave, the others share the rest by the
 * same method, until nobody falls short.
 */
static enum dy_seats_status award_with_minimum(const struct dy_seats_input *in, dy_seats *out,
                                               struct dy_seats_tie *tie, uint8_t *claims)
{
    uint8_t falls_short[DY_SEATS_LISTS_MAX] = {0};
    struct subset chosen;
    struct dy_seats_input rest = *in;
    enum dy_seats_status status = DY_SEATS_DONE;
    bool again = true;
    while (again) {
        again = false;
        choose(in, falls_short, &chosen);
        rest.n = chosen.n;
        rest.votes = chosen.votes;
        rest.quota_of = in->quota_of ? chosen.quota_of : NULL;
        rest.order = in->order ? chosen.order : NULL;
        *tie = (struct dy_seats_tie){0, 0};
        if (chosen.n == 0)
            break;
        status = award_once(&rest, chosen.out, tie, chosen.claims);
        if (status != DY_SEATS_DONE && status != DY_SEATS_TIE)
            return status;
        dy_frame_award(&rest, chosen.out, chosen.claims);
        for (size_t k = 0; k < chosen.n; k++) {
            if (chosen.out[k] + chosen.claims[k] >= in->minimum)
                continue;
            falls_short[chosen.map[k]] = 1;
            rest.seats -= in->minimum;
            again = true;
        }
    }
    for (size_t i = 0; i < in->n; i++)
        out[i] = in->minimum;
    for (size_t k = 0; k < chosen.n; k++) {
        out[chosen.map[k]] = chosen.out[k];
        claims[chosen.map[k]] = chosen.claims[k];
    }
    return status;
}

enum dy_seats_status dy_award_remainders(const struct dy_seats_input *in, dy_seats *out,
                                         struct dy_seats_tie *tie, uint8_t *claims)
{
    return in->minimum ? award_with_minimum(in, out, tie, claims)
                       : award_once(in, out, tie, claims);
}

/*
 * Highest averages: the seats largest quotients votes/d(k) win.
 *
 * Handing seats out one at a time costs seats * lists comparisons. Instead a divisor is guessed
 * that gives nearly the right number of seats at once, and the few seats too many or too few are
 * mended by the quotients themselves: take the smallest last quotient, give to the largest next
 * one. The result does not depend on the guess: at the end every last quotient is at least every
 * next one, which is what the method means.
 */
#include <string.h>

#include "seats/award.h"

uint64_t dy_divisor(const struct dy_method *method, uint64_t k)
{
    if (method->divisor_geometric)
        return k * (k + 1);
    return k == 0 ? method->divisor_first : method->divisor_step * k + method->divisor_offset;
}

/* a * a * b in 192 bits: a <= 2^53, b <= 2^64. */
struct wide {
    dy_u128 high; /* above the lowest 64 bits */
    uint64_t low;
};
static struct wide square_times(dy_votes a, uint64_t b)
{
    dy_u128 square = (dy_u128)a * a;
    dy_u128 low = (dy_u128)(uint64_t)square * b;
    return (struct wide){(square >> 64) * b + (low >> 64), (uint64_t)low};
}

static int compare_geometric(dy_votes a, uint64_t da, dy_votes b, uint64_t db)
{
    struct wide left = square_times(a, db), right = square_times(b, da);
    if (left.high != right.high)
        return left.high > right.high ? 1 : -1;
    return (left.low > right.low) - (left.low < right.low);
}

int dy_quotient_compare(const struct dy_method *method, dy_votes a, uint64_t da, dy_votes b,
                        uint64_t db)
{
    if (da == 0 || db == 0) {
        bool a_is_infinite = da == 0 && a > 0, b_is_infinite = db == 0 && b > 0;
        if (a_is_infinite != b_is_infinite)
            return a_is_infinite - b_is_infinite;
        if (!a_is_infinite)
            return (a > 0) - (b > 0);
        return (a > b) - (a < b);
    }
    if (method->divisor_geometric)
        return compare_geometric(a, da, b, db);
    dy_u128 left = (dy_u128)a * db, right = (dy_u128)b * da;
    return (left > right) - (left < right);
}

/*
 * A good first divisor. A list with quotient v/x in steps gets about floor(v/x - offset/step) + 1
 * seats, on average half a seat less than v/x - offset/step + 1; so x = all/(seats + n *
 * (offset/step
 * - 1/2)). Everything doubled, to stay whole.
 */
static uint64_t guess(const struct dy_seats_input *in, uint64_t all, dy_seats *out)
{
    const struct dy_method *method = in->method;
    uint64_t twice_offset =
        method->divisor_geometric ? 1 : 2 * (uint64_t)method->divisor_offset / method->divisor_step;
    uint64_t target = 2 * (uint64_t)in->seats + in->n * twice_offset, given = 0;
    target = target > in->n ? target - in->n : 0;
    for (size_t i = 0; i < in->n; i++) {
        uint64_t product, half_seats;
        if (__builtin_mul_overflow(in->votes[i], target, &product))
            half_seats = (uint64_t)((dy_u128)in->votes[i] * target / all);
        else
            half_seats = product / all;
        half_seats += 2;
        uint64_t seats = half_seats > twice_offset ? (half_seats - twice_offset) / 2 : 0;
        out[i] = seats < in->minimum ? in->minimum : (dy_seats)seats;
        given += out[i];
    }
    return given;
}

/* The list with the smallest last quotient, in->n if none has a seat to give back. */
static size_t smallest_last(const struct dy_seats_input *in, const dy_seats *out)
{
    size_t found = in->n;
    uint64_t at = 0;
    for (size_t i = 0; i < in->n; i++) {
        if (out[i] <= in->minimum)
            continue;
        uint64_t divisor = dy_divisor(in->method, out[i] - 1);
        if (found == in->n ||
            dy_quotient_compare(in->method, in->votes[i], divisor, in->votes[found], at) < 0) {
            found = i;
            at = divisor;
        }
    }
    return found;
}

static size_t largest_next(const struct dy_seats_input *in, const dy_seats *out)
{
    size_t found = 0;
    uint64_t at = dy_divisor(in->method, out[0]);
    for (size_t i = 1; i < in->n; i++) {
        uint64_t divisor = dy_divisor(in->method, out[i]);
        if (dy_quotient_compare(in->method, in->votes[i], divisor, in->votes[found], at) > 0) {
            found = i;
            at = divisor;
        }
    }
    return found;
}

/* Equal quotients on both sides of the line: who holds one of them, who would be next. */
static enum dy_seats_status settle(const struct dy_seats_input *in, size_t last, size_t next,
                                   dy_seats *out, struct dy_seats_tie *tie, uint8_t *claims)
{
    dy_votes votes = in->votes[next];
    uint64_t divisor = dy_divisor(in->method, out[next]);
    uint32_t n_claimants = 0;
    dy_seats at_stake = 0;
    if (dy_quotient_compare(in->method, in->votes[last], dy_divisor(in->method, out[last] - 1),
                            votes, divisor) > 0)
        return DY_SEATS_DONE;
    for (size_t i = 0; i < in->n; i++) {
        bool holds = out[i] > in->minimum &&
                     dy_quotient_compare(in->method, in->votes[i],
                                         dy_divisor(in->method, out[i] - 1), votes, divisor) == 0;
        bool wants = dy_quotient_compare(in->method, in->votes[i], dy_divisor(in->method, out[i]),
                                         votes, divisor) == 0;
        claims[i] = holds || wants;
        n_claimants += claims[i];
        at_stake += holds;
        out[i] -= holds;
    }
    return dy_settle_claims(in, at_stake, n_claimants, out, tie, claims);
}

enum dy_seats_status dy_award_averages(const struct dy_seats_input *in, dy_seats *out,
                                       struct dy_seats_tie *tie, uint8_t *claims)
{
    uint64_t all = 0, seats = in->seats;
    for (size_t i = 0; i < in->n; i++)
        all += in->votes[i];
    if (all == 0 && seats > (uint64_t)in->minimum * in->n)
        return DY_SEATS_NO_VOTES;
    if (seats == (uint64_t)in->minimum * in->n) {
        for (size_t i = 0; i < in->n; i++)
            out[i] = in->minimum;
        return DY_SEATS_DONE;
    }
    uint64_t given = guess(in, all, out);
    for (; given > seats; given--)
        out[smallest_last(in, out)]--;
    for (; given < seats; given++)
        out[largest_next(in, out)]++;
    size_t last = smallest_last(in, out), next = largest_next(in, out);
    while (dy_quotient_compare(in->method, in->votes[last], dy_divisor(in->method, out[last] - 1),
                               in->votes[next], dy_divisor(in->method, out[next])) < 0) {
        out[last]--;
        out[next]++;
        last = smallest_last(in, out);
        next = largest_next(in, out);
    }
    return settle(in, last, next, out, tie, claims);
}

#include "naive_seats.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* Twice or five times the divisor of the next seat, so that it is whole; squares for the last one.
 */
static wide divisor(const char *method, uint32_t won)
{
    if (strcmp(method, "dhondt") == 0)
        return won + 1;
    if (strcmp(method, "sainte-lague") == 0)
        return 2 * won + 1;
    if (strcmp(method, "sainte-lague-1.4") == 0)
        return won ? 5 * (2 * won + 1) : 7;
    if (strcmp(method, "sainte-lague-1.2") == 0)
        return won ? 5 * (2 * won + 1) : 6;
    if (strcmp(method, "danish") == 0)
        return 3 * won + 1;
    if (strcmp(method, "imperiali") == 0)
        return won + 2;
    if (strcmp(method, "adams") == 0)
        return won;
    return (wide)won * (won + 1);
}

static int is_average(const char *method)
{
    static const char *const names[] = {
        "dhondt",    "sainte-lague", "sainte-lague-1.4", "sainte-lague-1.2", "danish",
        "imperiali", "adams",        "huntington-hill"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], method) == 0)
            return 1;
    return 0;
}

/* Is quotient a (votes over divisor) above b? Over zero is above all, then the more votes. */
static int above(wide va, wide da, wide vb, wide db)
{
    if (va == 0 || vb == 0)
        return va > vb;
    if (da == 0 || db == 0)
        return da == 0 && db == 0 ? va > vb : da == 0;
    return va * db > vb * da;
}

static int averages(const char *method, size_t n, const uint64_t *votes, uint32_t seats,
                    uint32_t *out, uint32_t *at_stake, uint32_t *n_claimants)
{
    int geometric = strcmp(method, "huntington-hill") == 0;
    for (uint32_t left = seats; left > 0;) {
        uint32_t equal = 0;
        size_t best = 0;
        wide power[64];
        for (size_t i = 0; i < n; i++)
            power[i] = geometric ? (wide)votes[i] * votes[i] : votes[i];
        for (size_t i = 1; i < n; i++)
            if (above(power[i], divisor(method, out[i]), power[best], divisor(method, out[best])))
                best = i;
        wide v = power[best], d = divisor(method, out[best]);
        for (size_t i = 0; i < n; i++)
            equal += !above(v, d, power[i], divisor(method, out[i])) &&
                     !above(power[i], divisor(method, out[i]), v, d);
        if (equal > left) {
            *at_stake = left;
            *n_claimants = equal;
            return 1;
        }
        wide divisors[64];
        for (size_t i = 0; i < n; i++)
            divisors[i] = divisor(method, out[i]);
        for (size_t i = 0; i < n; i++)
            if (!above(v, d, power[i], divisors[i]) && !above(power[i], divisors[i], v, d)) {
                out[i]++;
                left--;
            }
    }
    return 0;
}

static int quota_of(const char *method, wide all, wide seats, wide *num, wide *den)
{
    *den = 1;
    if (strcmp(method, "hare") == 0) {
        *num = all;
        *den = seats;
    } else if (strcmp(method, "hagenbach-bischoff") == 0) {
        *num = all;
        *den = seats + 1;
    } else if (strcmp(method, "imperiali-quota") == 0) {
        *num = all;
        *den = seats + 2;
    } else if (strcmp(method, "droop") == 0) {
        *num = all / (seats + 1) + 1;
    } else if (strcmp(method, "hagenbach-bischoff-rounded") == 0) {
        *num = all / (seats + 1) + (2 * (all % (seats + 1)) >= seats + 1);
    } else {
        return 0;
    }
    return 1;
}

/* Hand out (or take back, sign < 0) one seat at a time by remainder; each list once a round. */
static int remainders(size_t n, const wide *rest, int sign, uint32_t many, uint32_t *out,
                      uint32_t *at_stake, uint32_t *n_claimants)
{
    uint8_t served[64] = {0};
    while (many > 0) {
        size_t best = n;
        uint32_t equal = 0, free = 0;
        for (size_t i = 0; i < n; i++) {
            int may = !served[i] && (sign > 0 || out[i] > 0);
            free += (uint32_t)may;
            if (may && (best == n || (sign > 0 ? rest[i] > rest[best] : rest[i] < rest[best])))
                best = i;
        }
        if (free == 0) {
            memset(served, 0, sizeof served);
            continue;
        }
        for (size_t i = 0; i < n; i++)
            equal += !served[i] && (sign > 0 || out[i] > 0) && rest[i] == rest[best];
        if (equal > many) {
            *at_stake = sign > 0 ? many : equal - many;
            *n_claimants = equal;
            for (size_t i = 0; sign < 0 && i < n; i++)
                if (!served[i] && out[i] > 0 && rest[i] == rest[best])
                    out[i]--;
            return 1;
        }
        wide at = rest[best];
        for (size_t i = 0; i < n; i++) {
            if (served[i] || (sign < 0 && out[i] == 0) || rest[i] != at)
                continue;
            served[i] = 1;
            out[i] = sign > 0 ? out[i] + 1 : out[i] - 1;
            many--;
        }
    }
    return 0;
}

int naive_award(const char *method, size_t n, const uint64_t *votes, uint32_t seats, uint32_t *out,
                uint32_t *at_stake, uint32_t *n_claimants)
{
    wide all = 0, num, den, given = 0, rest[64];
    memset(out, 0, n * sizeof *out);
    *at_stake = *n_claimants = 0;
    for (size_t i = 0; i < n; i++)
        all += votes[i];
    if (seats == 0)
        return 0;
    if (all == 0)
        return 2;
    if (is_average(method))
        return averages(method, n, votes, seats, out, at_stake, n_claimants);
    if (!quota_of(method, all, seats, &num, &den))
        return -1;
    if (num == 0)
        return 2;
    for (size_t i = 0; i < n; i++) {
        out[i] = (uint32_t)(votes[i] * den / num);
        rest[i] = votes[i] * den % num;
        given += out[i];
    }
    if (given > seats)
        return remainders(n, rest, -1, (uint32_t)(given - seats), out, at_stake, n_claimants);
    return remainders(n, rest, 1, (uint32_t)(seats - given), out, at_stake, n_claimants);
}

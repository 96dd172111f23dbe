/*
 * Seats: from votes to seats, by the method alone. Pure arithmetic on integers: no law, no file.
 *
 * A method is a row of dy_methods[]; a new method is a new row. Families:
 *   largest remainder   quota Q = votes/(seats + a) exact or rounded, whole parts, then one seat
 *                       each to the largest remainders; where small quotas give too many seats,
 *                       they are taken back from the smallest remainders
 *   highest averages    the seats largest quotients votes/d(k), k = 0, 1, ...
 *   plurality, absolute majority, yes/no   one seat (or one question); see dauys/count.h
 * source: Pukelsheim, Proportional Representation (2nd ed. 2017), ch. 3-5.
 */
#ifndef DAUYS_SEATS_H
#define DAUYS_SEATS_H

#include "dauys/base.h"

enum dy_family {
    DY_FAMILY_LARGEST_REMAINDER,
    DY_FAMILY_HIGHEST_AVERAGES,
    DY_FAMILY_PLURALITY,
    DY_FAMILY_ABSOLUTE_MAJORITY,
    DY_FAMILY_YES_NO,
};

/*
 * Largest remainder: the quota is votes / (seats + plus), then as rounding says:
 *   exact (a fraction), half up (to the nearest whole vote), or floor + 1 (Droop).
 * Highest averages: divisor of seat number k (from 0) is first for k = 0 and else
 *   (k * step + offset), all over one common denominator that cancels; e.g. D'Hondt k + 1,
 *   Sainte-Lague 2k + 1, modified 1.4: first 7/5 -> {7; 10k + 5} over 5, Danish 3k + 1,
 *   Imperiali k + 2, Adams k (first = 0: every list gets one before any gets two),
 *   Huntington-Hill sqrt(k(k+1)) (geometric = true; first 0 as in Adams).
 */
enum dy_quota_rounding { DY_QUOTA_EXACT, DY_QUOTA_HALF_UP, DY_QUOTA_FLOOR_PLUS_ONE };
struct dy_method {
    const char *name;  /* "hare", "droop", ..., "dhondt", ..., "plurality": see methods.c */
    const char *title; /* English, a msgid */
    enum dy_family family;
    uint32_t quota_plus;
    enum dy_quota_rounding quota_rounding;
    uint32_t divisor_first, divisor_step, divisor_offset;
    bool divisor_geometric;
    const char *source; /* where the rule is defined */
};

/*
 * Rows: hare, droop, hagenbach-bischoff, hagenbach-bischoff-rounded, imperiali-quota; dhondt,
 * sainte-lague, sainte-lague-1.4, sainte-lague-1.2, danish, imperiali, adams, huntington-hill;
 * plurality, absolute-majority, yes-no.
 */
extern const struct dy_method dy_methods[];
extern const size_t dy_n_methods;
const struct dy_method *dy_method_find(const char *name); /* NULL if there is none */

/*
 * One allocation among lists.
 *
 * votes     [n], each <= 2^53, sum < 2^63
 * seats     0 .. 10^6
 * minimum   seats that each list gets first (0 = none); part of `seats`
 * order     [n] rank of each list for breaking ties, smaller first, all different (the law's
 *           "earlier registered"); NULL: ties are not broken, they are reported
 * quota_of  [n] votes that quotas are taken from; NULL = votes. For questions of "what if" only:
 *           an award with a quota that is far from the votes' own is DY_SEATS_OVER
 * frame     what is decided on the way (seats of joined lists, who leaves with the minimum) is
 *           mixed into it; may be NULL
 */
struct dy_seats_input {
    const struct dy_method *method; /* largest remainder or highest averages only */
    size_t n;
    const dy_votes *votes;
    dy_seats seats;
    dy_seats minimum;
    const uint32_t *order;
    const dy_votes *quota_of;
    uint64_t *frame;
};

enum dy_seats_status {
    DY_SEATS_DONE,     /* out sums to `seats` */
    DY_SEATS_TIE,      /* at_stake seats are claimed equally by more lists: a lot is needed; out
                          holds the seats that are certain */
    DY_SEATS_OVER,     /* so few votes that the rounded quota is 0: the method gives no answer */
    DY_SEATS_NO_VOTES, /* no votes at all (or no list): nothing to divide by */
    DY_SEATS_TOO_FEW,  /* fewer seats than the minimum needs */
};
struct dy_seats_tie {
    dy_seats at_stake; /* seats left for the claimants, 0 when there is no tie */
    uint32_t n_claimants;
};

/*
 * Award seats. No allocation; cost O(n log n) for remainders, O(n) expected for averages (starts
 * from a good divisor and mends).
 *
 * out     [n] seats                                            claims  [n] 1 for each list in the
 * tie     filled always                                        tie, else 0; may be NULL
 * n <= DY_SEATS_LISTS_MAX, seats <= 10^6 (asserted: callers check; dy_seats_check tells in words)
 */
#define DY_SEATS_LISTS_MAX 4096
#define DY_SEATS_MAX 1000000
enum dy_seats_status dy_seats_award(const struct dy_seats_input *in, dy_seats *out,
                                    struct dy_seats_tie *tie, uint8_t *claims);
/* The bounds above as an error with a sentence. */
enum dy_code dy_seats_check(const struct dy_seats_input *in, struct dy_err *err) DY_NODISCARD;

/*
 * List agreements (apparentement): lists joined in a group count as one list in the first
 * allocation; each group then divides its seats among its members by the same method.
 * group   [n] group number of each list, lists with the same number are joined; group numbers are
 *         0 .. n-1
 */
enum dy_seats_status dy_seats_award_grouped(const struct dy_seats_input *in, const uint32_t *group,
                                            dy_seats *out, struct dy_seats_tie *tie,
                                            uint8_t *claims);

/*
 * The arithmetic behind one list's seats, for derivations and certificates. Exact fractions.
 *   largest remainder  quota = quota_num/quota_den votes; whole = floor(v/quota);
 *                      remainder = remainder_num/remainder_den of a seat (same den for all lists)
 *   highest averages   a seat costs `last_num/last_den` votes to this list for its last seat
 *                      (quotient of the last seat won), next_num/next_den the quotient of the next
 *                      one; geometric methods give the squares. 0/0 where there is none, and x/0
 *                      (infinite) where the divisor is 0.
 */
struct dy_seats_reason {
    dy_u128 quota_num, quota_den;
    uint64_t whole;
    dy_u128 remainder_num, remainder_den;
    bool by_remainder; /* one of the seats came from the remainders */
    dy_u128 last_num, last_den, next_num, next_den;
};
void dy_seats_explain(const struct dy_seats_input *in, const dy_seats *out, size_t list,
                      struct dy_seats_reason *reason);

#endif

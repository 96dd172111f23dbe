/*
 * The methods against a naive second implementation and against the properties they must have; each
 * property is also tried on a planted wrong answer. Seeds are printed: DAUYS_SEED=N replays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/seats.h"
#include "naive_seats.h"

enum { LISTS = 8, CASES = 4000 };

static uint64_t state;
static uint64_t below(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

struct sample {
    struct dy_seats_input in;
    dy_votes votes[LISTS];
    dy_seats out[LISTS];
    struct dy_seats_tie tie;
    uint8_t claims[LISTS];
    enum dy_seats_status status;
};

/* Few different votes make ties; many make none. */
static void draw(struct sample *s, const struct dy_method *method)
{
    uint64_t limit = below(3) == 0 ? 6 : below(2) ? 200 : 1000000;
    memset(s, 0, sizeof *s);
    s->in = (struct dy_seats_input){.method = method,
                                    .n = 1 + below(LISTS),
                                    .votes = s->votes,
                                    .seats = (dy_seats)below(below(2) ? 12 : 150)};
    for (size_t i = 0; i < s->in.n; i++)
        s->votes[i] = below(limit);
}

static void award(struct sample *s)
{
    s->status = dy_seats_award(&s->in, s->out, &s->tie, s->claims);
}

static void say(const struct sample *s, const char *what)
{
    printf("%s: %s, %u seats, votes", what, s->in.method->name, s->in.seats);
    for (size_t i = 0; i < s->in.n; i++)
        printf(" %llu->%u", (unsigned long long)s->votes[i], s->out[i]);
    printf("\n");
}

static bool is_list_method(const struct dy_method *method)
{
    return method->family <= DY_FAMILY_HIGHEST_AVERAGES;
}

static void every_method_agrees_with_the_naive_one(void **unused)
{
    (void)unused;
    for (size_t m = 0; m < dy_n_methods; m++) {
        for (int i = 0; is_list_method(&dy_methods[m]) && i < CASES; i++) {
            struct sample s;
            uint32_t want[LISTS], at_stake, n_claimants;
            draw(&s, &dy_methods[m]);
            award(&s);
            int status = naive_award(s.in.method->name, s.in.n, s.votes, s.in.seats, want,
                                     &at_stake, &n_claimants);
            bool same = status == (s.status == DY_SEATS_DONE  ? 0
                                   : s.status == DY_SEATS_TIE ? 1
                                                              : 2);
            same = same && (status == 2 || memcmp(want, s.out, s.in.n * sizeof *want) == 0);
            same = same && (status == 2 ||
                            (at_stake == s.tie.at_stake && n_claimants == s.tie.n_claimants));
            if (!same) {
                say(&s, "ours");
                fail_msg("naive: status %d, stake %u of %u, first %u", status, at_stake,
                         n_claimants, want[0]);
            }
        }
    }
}

/* --- properties; each returns whether it holds for the answer in s --- */

static bool adds_up(const struct sample *s)
{
    uint64_t sum = s->tie.at_stake;
    for (size_t i = 0; i < s->in.n; i++)
        sum += s->out[i];
    return (s->status != DY_SEATS_DONE && s->status != DY_SEATS_TIE) || sum == s->in.seats;
}

/* More votes, no fewer seats. */
static bool follows_votes(const struct sample *s)
{
    for (size_t i = 0; i < s->in.n; i++)
        for (size_t k = 0; k < s->in.n; k++)
            if (s->votes[i] > s->votes[k] && s->out[i] + s->claims[i] < s->out[k])
                return false;
    return true;
}

/* Hare: the whole quotas, or one more. */
static bool keeps_quota(const struct sample *s)
{
    uint64_t all = 0;
    for (size_t i = 0; i < s->in.n; i++)
        all += s->votes[i];
    for (size_t i = 0; all && i < s->in.n; i++) {
        uint64_t whole = s->votes[i] * s->in.seats / all;
        if (s->out[i] < whole || s->out[i] > whole + 1)
            return false;
    }
    return true;
}

/* One seat more in the house takes none from anybody: element by element. */
static bool is_house_monotone(const struct sample *s)
{
    struct sample more = *s;
    more.in.votes = more.votes;
    more.in.seats++;
    award(&more);
    if (more.status != DY_SEATS_DONE || s->status != DY_SEATS_DONE)
        return true;
    for (size_t i = 0; i < s->in.n; i++)
        if (more.out[i] < s->out[i])
            return false;
    return true;
}

static bool is_anonymous(const struct sample *s)
{
    struct sample turned = *s;
    size_t n = s->in.n;
    turned.in.votes = turned.votes;
    for (size_t i = 0; i < n; i++)
        turned.votes[i] = s->votes[(i + 1) % n];
    award(&turned);
    for (size_t i = 0; i < n; i++)
        if (turned.out[i] != s->out[(i + 1) % n])
            return false;
    return true;
}

static bool any_method(const struct dy_method *method)
{
    return is_list_method(method);
}
static bool is_hare(const struct dy_method *method)
{
    return strcmp(method->name, "hare") == 0;
}
static bool is_divisor(const struct dy_method *method)
{
    return method->family == DY_FAMILY_HIGHEST_AVERAGES;
}

/* Wrong answers that each property has to notice. */
static void one_too_many(struct sample *s)
{
    s->out[0]++;
}
static void winner_gives_all(struct sample *s)
{
    s->votes[0] = 1000;
    s->votes[1] = 10;
    s->in.n = 2;
    s->out[0] = 0;
    s->out[1] = s->in.seats = 5;
}
static void two_from_the_first(struct sample *s)
{
    s->votes[0] = 100;
    s->votes[1] = 90;
    s->in.n = 2;
    s->in.seats = 6;
    s->status = DY_SEATS_DONE;
    s->out[0] = 1;
    s->out[1] = 5;
}

static const struct property {
    const char *name;
    bool (*applies)(const struct dy_method *);
    bool (*holds)(const struct sample *);
    void (*plant)(struct sample *);
} properties[] = {
    {"seats add up", any_method, adds_up, one_too_many},
    {"more votes, no fewer seats", any_method, follows_votes, winner_gives_all},
    {"the quota rule", is_hare, keeps_quota, two_from_the_first},
    {"house monotonicity", is_divisor, is_house_monotone, two_from_the_first},
    {"anonymity", any_method, is_anonymous, two_from_the_first},
};

static void the_properties_hold(void **unused)
{
    (void)unused;
    for (size_t p = 0; p < DY_COUNT_OF(properties); p++)
        for (size_t m = 0; m < dy_n_methods; m++)
            for (int i = 0; properties[p].applies(&dy_methods[m]) && i < CASES / 4; i++) {
                struct sample s;
                draw(&s, &dy_methods[m]);
                award(&s);
                if ((s.status == DY_SEATS_DONE || s.status == DY_SEATS_TIE) &&
                    !properties[p].holds(&s)) {
                    say(&s, "answer");
                    fail_msg("%s", properties[p].name);
                }
            }
}

static void each_property_notices_a_planted_wrong_answer(void **unused)
{
    (void)unused;
    for (size_t p = 0; p < DY_COUNT_OF(properties); p++) {
        struct sample s;
        draw(&s, dy_method_find(properties[p].applies == is_hare ? "hare" : "dhondt"));
        s.votes[0] += 10;
        award(&s);
        s.status = DY_SEATS_DONE;
        properties[p].plant(&s);
        if (properties[p].holds(&s))
            fail_msg("%s did not notice", properties[p].name);
    }
}

static void an_order_settles_every_tie_in_favour_of_the_earlier(void **unused)
{
    (void)unused;
    unsigned ties = 0;
    for (size_t m = 0; m < dy_n_methods; m++)
        for (int i = 0; is_list_method(&dy_methods[m]) && i < CASES / 4; i++) {
            struct sample open, settled;
            uint32_t order[LISTS];
            draw(&open, &dy_methods[m]);
            award(&open);
            if (open.status != DY_SEATS_TIE)
                continue;
            ties++;
            settled = open;
            settled.in.votes = settled.votes;
            for (uint32_t k = 0; k < open.in.n; k++)
                order[k] = 100 - k; /* the last list is the earliest */
            settled.in.order = order;
            award(&settled);
            assert_int_equal(settled.status, DY_SEATS_DONE);
            uint32_t left = open.tie.at_stake;
            for (size_t k = open.in.n; k-- > 0;) {
                bool gets = open.claims[k] && left > 0;
                left -= gets;
                assert_int_equal(settled.out[k], open.out[k] + gets);
            }
        }
    assert_true(ties > 100);
}

int main(void)
{
    const char *seed = getenv("DAUYS_SEED");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method_agrees_with_the_naive_one),
        cmocka_unit_test(the_properties_hold),
        cmocka_unit_test(each_property_notices_a_planted_wrong_answer),
        cmocka_unit_test(an_order_settles_every_tie_in_favour_of_the_earlier),
    };
    state = seed ? strtoull(seed, NULL, 10) : 20230319;
    printf("DAUYS_SEED=%llu\n", (unsigned long long)state);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

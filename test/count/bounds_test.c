/*
 * Bounds against brute force: every way in which the missing ballots could have been cast. Nothing
 * may be called settled that is not, seats or admission; what a lot, a run-off or a repeat vote may
 * still decide in a complete count counts as possible. How many bounds are wider than what can
 * happen is printed, as information.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "brute.h"

enum { CASES = 40, MISSING_MAX = 4 };

struct range {
    dy_seats least[FIXTURE_CHOICES], most[FIXTURE_CHOICES];
    bool admitted[FIXTURE_CHOICES], refused[FIXTURE_CHOICES];
};

static void note(const struct draw *d, struct range *seen)
{
    struct fixture f;
    const struct dy_outcome_contest *contest = brute_count(&f, d, false);
    for (size_t i = 0; i < d->n; i++) {
        const struct dy_outcome_choice *choice = &contest->choices[i];
        if (choice->seats_min < seen->least[i])
            seen->least[i] = choice->seats_min;
        if (choice->seats_max > seen->most[i])
            seen->most[i] = choice->seats_max;
        seen->admitted[i] |= choice->admitted == DY_ADMITTED_YES;
        seen->refused[i] |= choice->admitted == DY_ADMITTED_NO;
    }
    fixture_finish(&f);
}

/* Give `left` ballots to choices from `from` on, to against all, or to nobody: not cast, or void.
 */
static void complete(struct draw *d, size_t from, uint64_t left, struct range *seen)
{
    for (uint64_t k = 0; k <= left; k++) {
        uint64_t *to = from < d->n ? &d->votes[from] : &d->against_all;
        if (from < d->n && !d->stands[from] && k > 0)
            return;
        *to += k;
        d->issued += k;
        if (from < d->n) {
            complete(d, from + 1, left - k, seen);
        } else {
            note(d, seen);
            d->issued += left - k;
            note(d, seen);
            d->issued -= left - k;
        }
        *to -= k;
        d->issued -= k;
    }
}

static bool is_sound(const struct dy_outcome_choice *choice, const struct range *seen, size_t i)
{
    return choice->seats_min <= seen->least[i] && seen->most[i] <= choice->seats_max &&
           !(choice->admitted == DY_ADMITTED_NO && seen->admitted[i]) &&
           !(choice->admitted == DY_ADMITTED_YES && seen->refused[i]);
}

static unsigned check_bounds(const struct draw *d)
{
    struct fixture f;
    struct draw completed = *d;
    struct range seen = {0};
    unsigned loose = 0;
    const struct dy_outcome_contest *contest = brute_count(&f, d, true);
    memset(seen.least, 0xff, sizeof seen.least);
    completed.listed += d->missing;
    complete(&completed, 0, d->missing, &seen);
    for (size_t i = 0; i < d->n; i++) {
        const struct dy_outcome_choice *choice = &contest->choices[i];
        if (!is_sound(choice, &seen, i)) {
            brute_print(d);
            fail_msg("choice %c: bounds %u to %u, admitted %d; possible %u to %u, in %d, out %d",
                     (char)('a' + i), choice->seats_min, choice->seats_max, (int)choice->admitted,
                     seen.least[i], seen.most[i], seen.admitted[i], seen.refused[i]);
        }
        loose += choice->seats_min < seen.least[i] || seen.most[i] < choice->seats_max;
    }
    fixture_finish(&f);
    return loose;
}

static void nothing_is_called_settled_that_is_not(void **unused)
{
    (void)unused;
    for (size_t method = 0; method < dy_n_methods; method++) {
        unsigned loose = 0, all = 0;
        for (int i = 0; i < CASES; i++) {
            struct draw d;
            brute_draw(&d, method, MISSING_MAX);
            loose += check_bounds(&d);
            all += (unsigned)d.n;
        }
        printf("%-26s %3u of %3u bounds wider than what can happen\n", dy_methods[method].name,
               loose, all);
    }
}

/* A planted fault: a bound one seat too narrow is seen. */
static void the_oracle_sees_a_bound_too_narrow(void **unused)
{
    (void)unused;
    struct range seen = {.least = {1}, .most = {3}, .admitted = {true}, .refused = {true}};
    struct dy_outcome_choice open = {.seats_min = 1, .seats_max = 3, .admitted = DY_ADMITTED_OPEN};
    struct dy_outcome_choice low = open, high = open, in = open, out = open;
    low.seats_max = 2;
    high.seats_min = 2;
    in.admitted = DY_ADMITTED_YES;
    out.admitted = DY_ADMITTED_NO;
    assert_true(is_sound(&open, &seen, 0));
    assert_false(is_sound(&low, &seen, 0) || is_sound(&high, &seen, 0));
    assert_false(is_sound(&in, &seen, 0) || is_sound(&out, &seen, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_called_settled_that_is_not),
        cmocka_unit_test(the_oracle_sees_a_bound_too_narrow),
    };
    brute_seed();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

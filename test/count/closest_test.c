/*
 * The closest call against brute force: every number of votes, added to every choice and moved
 * between every two, one after the other. The fewest must be the same, and the votes that the
 * result names must do it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "brute.h"

enum { CASES = 60, ADDED_MAX = 400 };

static bool same(const struct dy_outcome_contest *a, const struct dy_outcome_contest *b)
{
    bool out = a->event == b->event && a->at_stake == b->at_stake;
    for (size_t i = 0; i < a->n_choices; i++)
        out &= a->choices[i].seats == b->choices[i].seats &&
               a->choices[i].claims == b->choices[i].claims &&
               a->choices[i].elected == b->choices[i].elected;
    return out;
}

/* Do k votes from `from` (DY_NOTHING = added) to `to` change the outcome? */
static bool changes(const struct draw *d, const struct dy_outcome_contest *base, uint32_t to,
                    uint32_t from, uint64_t k)
{
    struct fixture f;
    struct draw other = *d;
    other.votes[to] += k;
    if (from != DY_NOTHING)
        other.votes[from] -= k;
    bool out = !same(base, brute_count(&f, &other, false));
    fixture_finish(&f);
    return out;
}

/* The fewest votes on any line, 0 = none. */
static uint64_t fewest(const struct draw *d, const struct dy_outcome_contest *base, bool moved)
{
    uint64_t best = 0;
    for (uint32_t to = 0; to < d->n; to++)
        for (uint32_t i = 0; i < (moved ? d->n : 1); i++) {
            uint32_t from = moved ? i : DY_NOTHING;
            uint64_t limit = moved ? d->votes[i] : ADDED_MAX;
            if (!d->stands[to] || from == to || (moved && !d->stands[i]))
                continue;
            for (uint64_t k = 1; k <= limit && (best == 0 || k < best); k++)
                if (changes(d, base, to, from, k))
                    best = k;
        }
    return best;
}

static void check_one(const struct draw *d, const struct dy_outcome_contest *contest,
                      const struct dy_closest *got, bool moved)
{
    uint64_t want = fewest(d, contest, moved), votes = got->is_set ? got->votes : 0;
    bool named = !got->is_set || ((got->from != DY_NOTHING) == moved &&
                                  changes(d, contest, got->to, got->from, votes));
    if (votes == want && named)
        return;
    brute_print(d);
    fail_msg("%s: %llu votes, by brute force %llu", moved ? "moved" : "added",
             (unsigned long long)votes, (unsigned long long)want);
}

static void check_closest(const struct draw *d)
{
    struct fixture f;
    struct dy_err err = {0};
    (void)brute_count(&f, d, false);
    struct dy_outcome_contest *contest = &f.outcome->contests[0];
    assert_int_equal(dy_count_closest(&f.mem, f.outcome, contest, &err), DY_OK);
    if (contest->event == DY_EVENT_NO_VOTES) {
        assert_false(contest->added.is_set || contest->moved.is_set);
    } else {
        check_one(d, contest, &contest->added, false);
        check_one(d, contest, &contest->moved, true);
    }
    fixture_finish(&f);
}

static void the_closest_call_is_the_closest(void **unused)
{
    (void)unused;
    for (size_t method = 0; method < dy_n_methods; method++)
        for (int i = 0; i < CASES; i++) {
            struct draw d;
            brute_draw(&d, method, 1);
            check_closest(&d);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_closest_call_is_the_closest)};
    brute_seed();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

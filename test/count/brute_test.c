/*
 * Bounds and the closest call against brute force on small random elections: every way in which the
 * missing ballots could have been cast; every number of votes that could be added or moved. Seeds
 * are printed: DAUYS_SEED=N replays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

enum { CASES = 60, MISSING_MAX = 4 };

static uint64_t state;
static uint64_t below(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

/* What is drawn for one case; a fixture is made from it as often as needed. */
struct draw {
    const char *method;
    bool single;
    size_t n;
    dy_seats seats;
    bool bar, strictly, guarantee, by_lot;
    uint64_t bar_num;
    dy_votes votes[FIXTURE_CHOICES];
    uint64_t against_all, missing;
};

static const char *const methods[] = {"hare",
                                      "hagenbach-bischoff",
                                      "droop",
                                      "hagenbach-bischoff-rounded",
                                      "imperiali-quota",
                                      "dhondt",
                                      "sainte-lague",
                                      "sainte-lague-1.4",
                                      "danish",
                                      "imperiali",
                                      "adams",
                                      "huntington-hill"};
static const char *const singles[] = {"plurality", "absolute-majority"};

static void draw_case(struct draw *d, const char *method, bool single)
{
    *d = (struct draw){.method = method,
                       .single = single,
                       .n = 2 + below(3),
                       .seats = single ? 1 : (dy_seats)(1 + below(6)),
                       .bar = !single && below(2),
                       .strictly = below(2),
                       .guarantee = !single && below(3) == 0,
                       .by_lot = below(2),
                       .bar_num = 5 + below(26),
                       .against_all = below(4),
                       .missing = 1 + below(MISSING_MAX)};
    for (size_t i = 0; i < d->n; i++)
        d->votes[i] = below(13);
}

static const struct dy_outcome_contest *count(struct fixture *f, const struct draw *d,
                                              const dy_votes *votes, uint64_t against_all,
                                              bool missing)
{
    fixture_init(f, d->n, d->seats);
    f->tier.award.method = dy_method_find(d->method);
    if (d->bar)
        fixture_bar(f, d->bar_num, 100, d->strictly);
    if (d->bar && d->guarantee)
        f->tier.guarantee = (struct dy_law_guarantee){
            .is_set = true, .lists = 2, .factor = {7, 10}, .minimum = 1, .cite = "art. 5"};
    if (d->single)
        fixture_single(f, d->method);
    if (d->by_lot)
        f->tier.ties.value = DY_TIE_LOT;
    fixture_votes(f, 1, votes, against_all);
    if (missing) {
        f->missing[0] = 3;
        f->tallies[0].missing = f->missing;
        f->tallies[0].n_missing = 1;
        f->tallies[0].missing_voters = d->missing;
        f->tallies[0].n_stations = 3;
        f->tallies[0].n_covered = 2;
    }
    return fixture_count(f);
}

static void say(const struct draw *d)
{
    printf(
        "%s, %u seats, bar %d %llu%s, guarantee %d, lot %d, missing %llu, against all %llu, votes",
        d->method, d->seats, d->bar, (unsigned long long)d->bar_num, d->strictly ? " strictly" : "",
        d->guarantee, d->by_lot, (unsigned long long)d->missing,
        (unsigned long long)d->against_all);
    for (size_t i = 0; i < d->n; i++)
        printf(" %llu", (unsigned long long)d->votes[i]);
    printf("\n");
}

/* --- bounds --- */

struct range {
    dy_seats least[FIXTURE_CHOICES], most[FIXTURE_CHOICES];
    bool admitted[FIXTURE_CHOICES], refused[FIXTURE_CHOICES];
};

static void note(struct range *seen, const struct dy_outcome_contest *contest)
{
    for (size_t i = 0; i < contest->n_choices; i++) {
        const struct dy_outcome_choice *choice = &contest->choices[i];
        seen->least[i] = choice->seats < seen->least[i] ? choice->seats : seen->least[i];
        seen->most[i] = choice->seats > seen->most[i] ? choice->seats : seen->most[i];
        seen->admitted[i] |= choice->admitted == DY_ADMITTED_YES && !choice->by_guarantee;
        seen->refused[i] |= choice->admitted == DY_ADMITTED_NO;
    }
}

/* Give `left` ballots to choices `from` on, to against all, or to nobody. */
static void complete(const struct draw *d, dy_votes *votes, size_t from, uint64_t left,
                     struct range *seen)
{
    if (from == d->n) {
        for (uint64_t against = 0; against <= left; against++) {
            struct fixture f;
            note(seen, count(&f, d, votes, d->against_all + against, false));
            fixture_finish(&f);
        }
        return;
    }
    for (uint64_t k = 0; k <= left; k++) {
        votes[from] += k;
        complete(d, votes, from + 1, left - k, seen);
        votes[from] -= k;
    }
}

static void check_bounds(const struct draw *d, unsigned *loose, unsigned *all)
{
    struct fixture f;
    struct range seen = {0};
    dy_votes votes[FIXTURE_CHOICES];
    const struct dy_outcome_contest *contest = count(&f, d, d->votes, d->against_all, true);
    memcpy(votes, d->votes, sizeof votes);
    memset(seen.least, 0xff, sizeof seen.least);
    complete(d, votes, 0, d->missing, &seen);
    for (size_t i = 0; i < d->n; i++) {
        const struct dy_outcome_choice *choice = &contest->choices[i];
        bool sound = choice->seats_min <= seen.least[i] && seen.most[i] <= choice->seats_max;
        bool honest = !(choice->admitted == DY_ADMITTED_NO && seen.admitted[i]) &&
                      !(choice->admitted == DY_ADMITTED_YES && !choice->by_guarantee && d->bar &&
                        seen.refused[i]);
        *loose += choice->seats_min < seen.least[i] || seen.most[i] < choice->seats_max;
        ++*all;
        if (!sound || !honest) {
            say(d);
            fail_msg("choice %zu: bounds %u to %u, admitted %d; possible %u to %u", i,
                     choice->seats_min, choice->seats_max, (int)choice->admitted, seen.least[i],
                     seen.most[i]);
        }
    }
    fixture_finish(&f);
}

static void nothing_is_called_settled_that_is_not(void **unused)
{
    (void)unused;
    for (size_t m = 0; m < DY_COUNT_OF(methods) + DY_COUNT_OF(singles); m++) {
        bool single = m >= DY_COUNT_OF(methods);
        const char *method = single ? singles[m - DY_COUNT_OF(methods)] : methods[m];
        unsigned loose = 0, all = 0;
        for (int i = 0; i < CASES; i++) {
            struct draw d;
            draw_case(&d, method, single);
            check_bounds(&d, &loose, &all);
        }
        printf("%-26s %3u of %3u bounds wider than what can happen\n", method, loose, all);
    }
}

/* --- the closest call --- */

static bool same(const struct dy_outcome_contest *a, const struct dy_outcome_contest *b)
{
    bool out = a->event == b->event && a->at_stake == b->at_stake;
    for (size_t i = 0; i < a->n_choices; i++)
        out &= a->choices[i].seats == b->choices[i].seats &&
               a->choices[i].claims == b->choices[i].claims &&
               a->choices[i].elected == b->choices[i].elected;
    return out;
}

/* The fewest votes from `from` (n = added) to `to` that change the outcome, up to limit; 0 = none.
 */
static uint64_t fewest(const struct draw *d, const struct dy_outcome_contest *base, size_t to,
                       size_t from, uint64_t limit)
{
    for (uint64_t k = 1; k <= limit; k++) {
        struct fixture f;
        dy_votes votes[FIXTURE_CHOICES];
        memcpy(votes, d->votes, sizeof votes);
        votes[to] += k;
        if (from < d->n)
            votes[from] -= k;
        bool differs = !same(base, count(&f, d, votes, d->against_all, false));
        fixture_finish(&f);
        if (differs)
            return k;
    }
    return 0;
}

static uint64_t fewest_of_all(const struct draw *d, const struct dy_outcome_contest *base,
                              bool moved)
{
    uint64_t best = 0;
    for (size_t to = 0; to < d->n; to++)
        for (size_t from = moved ? 0 : d->n; from < (moved ? d->n : d->n + 1); from++) {
            uint64_t limit = best ? best - 1 : moved ? d->votes[from] : 400;
            if (moved && limit > d->votes[from])
                limit = d->votes[from];
            uint64_t found = from == to ? 0 : fewest(d, base, to, from, limit);
            best = found ? found : best;
        }
    return best;
}

static void check_closest(const struct draw *d)
{
    struct fixture f;
    struct dy_err err = {0};
    const struct dy_outcome_contest *base = count(&f, d, d->votes, d->against_all, false);
    struct dy_outcome_contest *contest = &f.outcome->contests[0];
    if (base->event == DY_EVENT_NO_VOTES) {
        fixture_finish(&f);
        return;
    }
    assert_int_equal(dy_count_closest(&f.mem, f.outcome, contest, &err), DY_OK);
    uint64_t added = fewest_of_all(d, base, false), moved = fewest_of_all(d, base, true);
    if (added != (contest->added.is_set ? contest->added.votes : 0) ||
        moved != (contest->moved.is_set ? contest->moved.votes : 0)) {
        say(d);
        fail_msg("added %llu, by brute force %llu; moved %llu, by brute force %llu",
                 (unsigned long long)contest->added.votes, (unsigned long long)added,
                 (unsigned long long)contest->moved.votes, (unsigned long long)moved);
    }
    fixture_finish(&f);
}

static void the_closest_call_is_the_closest(void **unused)
{
    (void)unused;
    for (size_t m = 0; m < DY_COUNT_OF(methods) + DY_COUNT_OF(singles); m++) {
        bool single = m >= DY_COUNT_OF(methods);
        for (int i = 0; i < 2 * CASES; i++) {
            struct draw d;
            draw_case(&d, single ? singles[m - DY_COUNT_OF(methods)] : methods[m], single);
            check_closest(&d);
        }
    }
}

int main(void)
{
    const char *seed = getenv("DAUYS_SEED");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_called_settled_that_is_not),
        cmocka_unit_test(the_closest_call_is_the_closest),
    };
    state = seed ? strtoull(seed, NULL, 10) : 20161008;
    printf("DAUYS_SEED=%llu\n", (unsigned long long)state);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

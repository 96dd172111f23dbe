#include "brute.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint32_t below(uint32_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state % limit);
}

static bool one_in(uint32_t n)
{
    return below(n) == 0;
}

void brute_seed(void)
{
    const char *seed = getenv("DAUYS_SEED");
    state = seed ? strtoull(seed, NULL, 10) : 20161008;
    printf("DAUYS_SEED=%llu\n", (unsigned long long)state);
}

/* --- draw --- */

static bool is_lists(const struct dy_method *method)
{
    return method->family == DY_FAMILY_LARGEST_REMAINDER ||
           method->family == DY_FAMILY_HIGHEST_AVERAGES;
}

static void draw_lists(struct draw *d)
{
    d->seats = 1 + below(6);
    d->minimum = one_in(5);
    d->bar = below(2);
    d->bar_percent = 5 + below(26);
    d->by_members = one_in(4);
    d->exempt = one_in(5);
    d->guarantee = d->bar && one_in(3);
    d->floor_before = below(2);
    d->agreement = one_in(6);
    d->turnout = one_in(6);
    d->if_none = (enum dy_law_none)below(3);
}

static void draw_single(struct draw *d)
{
    d->seats = d->method->family == DY_FAMILY_PLURALITY && one_in(3) ? 2 : 1;
    d->turnout = below(2);
    d->majority_percent = below(2) ? 50 : 30 + below(30);
    d->runoff_between = one_in(3) ? 0 : 2;
    d->runoff_from_three = below(2);
    d->two_candidates = (enum dy_law_no_majority)below(3);
    d->two_apart = one_in(3);
    d->more_apart = one_in(3);
    d->ties_two = (enum dy_law_tie)below(5);
    d->ties_more = (enum dy_law_tie)below(5);
}

static void draw_votes(struct draw *d)
{
    d->against_all = below(4);
    d->issued = d->against_all + below(3);
    for (size_t i = 0; i < d->n; i++) {
        d->stands[i] = !one_in(10);
        d->votes[i] = d->stands[i] ? below(13) : 0;
        d->issued += d->votes[i];
    }
    d->listed = d->issued + below(8);
}

void brute_draw(struct draw *d, size_t method, uint64_t missing)
{
    static const char *const lots[] = {"ba", "cab", "bdca"};
    *d = (struct draw){.method = &dy_methods[method],
                       .n = 2 + below(3),
                       .strictly = below(2),
                       .on_issued = one_in(4),
                       .turnout_percent = 20 + below(60),
                       .ties = (enum dy_law_tie)below(5),
                       .tie_second = (enum dy_law_tie)below(5),
                       .tie_runoff = (enum dy_law_tie)below(5),
                       .registration = !one_in(6),
                       .missing = 1 + below((uint32_t)missing)};
    d->lot = below(2) ? lots[d->n - 2] : NULL;
    if (is_lists(d->method))
        draw_lists(d);
    else
        draw_single(d);
    draw_votes(d);
}

/* --- count --- */

static void set_lists(struct fixture *f, const struct draw *d)
{
    static const char *kinds[] = {"minority"};
    f->tier.award.minimum = d->minimum;
    if (d->agreement) {
        f->tier.award.agreements = true;
        f->lists[0].agreement = f->lists[1].agreement = "joined";
    }
    if (!d->bar)
        return;
    fixture_bar(f, d->bar_percent, 100, d->strictly);
    f->tier.bar.of = d->on_issued ? SHARE_ISSUED : SHARE_TOOK_PART;
    f->tier.bar.if_none.value = (int)d->if_none;
    f->bar[1] = (struct dy_law_bar_row){2, {d->bar_percent + 10, 100}};
    f->tier.bar.n_rows = d->by_members ? 2 : 1;
    f->lists[1].members = 2;
    f->tier.bar.exempt = kinds;
    f->tier.bar.n_exempt = d->exempt;
    f->lists[0].kind = "minority";
    f->tier.guarantee = (struct dy_law_guarantee){
        .is_set = d->guarantee,
        .lists = 2,
        .factor = {7, 10},
        .minimum = 1,
        .floor = {d->floor_before ? DY_FLOOR_BEFORE_FACTOR : DY_FLOOR_AFTER_FACTOR, NULL},
        .tie_second = {(int)d->tie_second, NULL},
        .cite = "art. 7"};
}

static void set_single(struct fixture *f, const struct draw *d)
{
    struct dy_law_award *award = &f->tier.award;
    fixture_single(f, d->method->name);
    f->tier.seats.n = f->law.body.n = d->seats;
    if (d->method->family == DY_FAMILY_YES_NO)
        f->tier.choices = DY_CHOICES_ANSWERS;
    award->majority.fraction = (struct dy_fraction){d->majority_percent, 100};
    award->majority.strictly = d->strictly;
    award->majority.whole = d->on_issued ? SHARE_ISSUED : SHARE_TOOK_PART;
    award->runoff_between = d->runoff_between;
    award->runoff_from = d->runoff_from_three ? 3 : 0;
    award->two_candidates.value = (int)d->two_candidates;
    f->tier.has_ties_two = d->two_apart;
    f->tier.has_ties_more = d->more_apart;
    f->tier.ties_two.value = (int)d->ties_two;
    f->tier.ties_more.value = (int)d->ties_more;
    award->tie_second.value = (int)d->tie_second;
    award->tie_runoff.value = (int)d->tie_runoff;
}

static void set_rules(struct fixture *f, const struct draw *d)
{
    f->tier.award.method = d->method;
    if (is_lists(d->method))
        set_lists(f, d);
    else
        set_single(f, d);
    f->tier.ties.value = (int)d->ties;
    f->tier.award.turnout =
        (struct dy_law_bound){.is_set = d->turnout,
                              .fraction = {d->turnout_percent, 100},
                              .strictly = d->strictly,
                              .part = d->on_issued ? SHARE_ISSUED : SHARE_TOOK_PART,
                              .whole = SHARE_LISTED,
                              .cite = "art. 8"};
    if (!d->registration)
        f->choices[1].registered = f->lists[1].registered = 0;
    if (d->lot)
        fixture_lot(f, d->lot);
    memcpy(f->stands, d->stands, sizeof f->stands);
}

const struct dy_outcome_contest *brute_count(struct fixture *f, const struct draw *d,
                                             bool with_missing)
{
    fixture_init(f, d->n, d->seats);
    set_rules(f, d);
    f->sums[0][FIELD_ISSUED] = d->issued;
    f->sums[0][FIELD_LISTED] = d->listed;
    fixture_votes(f, 1, d->votes, d->against_all);
    if (with_missing) {
        f->missing[0] = 3;
        f->tallies[0].n_missing = 1;
        f->tallies[0].n_covered = 2;
        f->tallies[0].missing_voters = d->missing;
    }
    return fixture_count(f);
}

void brute_print(const struct draw *d)
{
    printf("%s, %u seats, minimum %u, bar %d (%u %%, by members %d, exempt %d, if none %d), "
           "guarantee %d (floor before %d), agreement %d, turnout %d (%u %%), on issued %d, "
           "strictly %d, majority %u %%, run-off %u (from three %d), two candidates %d, ties %d "
           "(of two "
           "%d %d, of more %d %d) %d %d, lot %s, registration %d\n",
           d->method->name, d->seats, d->minimum, d->bar, d->bar_percent, d->by_members, d->exempt,
           (int)d->if_none, d->guarantee, d->floor_before, d->agreement, d->turnout,
           d->turnout_percent, d->on_issued, d->strictly, d->majority_percent, d->runoff_between,
           d->runoff_from_three, (int)d->two_candidates, (int)d->ties, d->two_apart,
           (int)d->ties_two, d->more_apart, (int)d->ties_more, (int)d->tie_second,
           (int)d->tie_runoff, d->lot ? d->lot : "-", d->registration);
    printf("missing %llu, issued %llu, listed %llu, against all %llu, votes",
           (unsigned long long)d->missing, (unsigned long long)d->issued,
           (unsigned long long)d->listed, (unsigned long long)d->against_all);
    for (size_t i = 0; i < d->n; i++)
        printf(d->stands[i] ? " %llu" : " (%llu)", (unsigned long long)d->votes[i]);
    printf("\n");
}

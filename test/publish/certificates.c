/*
 * Writes certificates of small random elections, one a line: every method, bars, exemptions, the
 * guarantee, agreements, minima, ties and lots, run-offs, questions, missing stations.
 *   certificates SEED COUNT
 * A program for certificate_test.py, which has the checker hold each of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "count/fixture.h"
#include "dauys/publish.h"

static uint64_t state;
static uint64_t below(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) % limit;
}

static const char *const methods[] = {"hare",
                                      "hagenbach-bischoff",
                                      "droop",
                                      "hagenbach-bischoff-rounded",
                                      "imperiali-quota",
                                      "dhondt",
                                      "sainte-lague",
                                      "sainte-lague-1.4",
                                      "sainte-lague-1.2",
                                      "danish",
                                      "imperiali",
                                      "adams",
                                      "huntington-hill"};

static void draw_rules(struct fixture *f, size_t n)
{
    static const char *const agreements[] = {NULL, "x", "y"};
    if (below(2))
        fixture_bar(f, 1 + below(30), 100, below(2));
    f->tier.bar.if_none.value = (int)below(3);
    if (f->tier.bar.is_set && below(3) == 0)
        f->tier.guarantee = (struct dy_law_guarantee){.is_set = true,
                                                      .lists = 2,
                                                      .factor = {7, 10},
                                                      .minimum = (dy_seats)(1 + below(2)),
                                                      .floor = {.value = (int)below(2)},
                                                      .tie_second = {.value = (int)below(5)},
                                                      .cite = "art. 5"};
    f->tier.award.minimum = below(5) == 0 ? (dy_seats)(1 + below(2)) : 0;
    static const char *exempt[] = {"minority"};
    f->tier.bar.n_exempt = below(2);
    f->tier.bar.exempt = exempt;
    f->tier.award.agreements = below(5) == 0;
    for (size_t i = 0; i < n; i++) {
        f->lists[i].kind = below(6) ? "party" : "minority";
        f->lists[i].agreement = agreements[below(3)];
        if (below(12) == 0)
            f->lists[i].registered = f->choices[i].registered = 0;
    }
}

static void draw_single(struct fixture *f)
{
    static const char *const families[] = {"plurality", "absolute-majority", "yes-no"};
    static struct dy_fraction shares[] = {{1, 2}, {2, 5}, {1, 3}};
    fixture_single(f, families[below(3)]);
    f->tier.award.majority.fraction = shares[below(3)];
    f->tier.award.majority.strictly = below(2);
    f->tier.award.runoff_between = below(3) ? 2 : 0;
    f->tier.award.runoff_from = below(2) ? 3 : 0;
    f->tier.award.two_candidates.value = (int)below(3);
    f->tier.award.tie_second.value = (int)below(5);
    f->tier.award.tie_runoff.value = (int)below(5);
    if (f->tier.award.method->family == DY_FAMILY_YES_NO) {
        f->tier.choices = DY_CHOICES_ANSWERS;
        f->tier.seats.n = f->law.body.n = 0;
    } else if (f->tier.award.method->family == DY_FAMILY_PLURALITY && below(4) == 0) {
        f->tier.seats.n = f->law.body.n = 2;
    }
    if (below(3) == 0)
        f->tier.award.turnout = (struct dy_law_bound){.is_set = true,
                                                      .fraction = {1, 100 + below(200)},
                                                      .part = SHARE_TOOK_PART,
                                                      .whole = SHARE_LISTED,
                                                      .cite = "art. 7"};
}

static void draw_votes(struct fixture *f, uint32_t round, size_t n)
{
    static const uint64_t limits[] = {4, 13, 60, 1000, 9000000};
    uint64_t limit = limits[below(5)];
    dy_votes votes[FIXTURE_CHOICES];
    for (size_t i = 0; i < n; i++)
        votes[i] = below(limit);
    fixture_votes(f, round, votes, below(3) ? below(limit) : 0);
    f->tallies[round - 1].n_missing = round == 1 && below(5) == 0;
    if (f->tallies[0].n_missing) {
        f->missing[0] = 3;
        f->tallies[0].missing_voters = below(20);
        f->tallies[0].n_covered = 2;
    }
}

/* The run-off between those that the first round names; now and then between others. */
static void draw_runoff(struct fixture *f, size_t n)
{
    const struct dy_outcome_contest *first = &f->outcome->contests[0];
    dy_votes votes[FIXTURE_CHOICES] = {0};
    bool wrong = below(8) == 0;
    for (size_t i = 0; i < n; i++)
        votes[i] = first->choices[i].claims || wrong ? below(5) : 0;
    fixture_votes(f, 2, votes, below(3));
}

static enum dy_code write_one(void)
{
    struct fixture f;
    struct dy_err err = {0};
    json_t *out = NULL;
    size_t n = 2 + below(4);
    bool single = below(3) == 0;
    fixture_init(&f, n, (dy_seats)(1 + below(9)));
    f.tier.award.method = dy_method_find(methods[below(DY_COUNT_OF(methods))]);
    f.law.source = "made up";
    f.tier.ties.value = (int)below(5);
    if (single)
        draw_single(&f);
    else
        draw_rules(&f, n);
    if (below(3) == 0)
        fixture_lot(&f, below(2) ? &"edcba"[5 - n] : "ba");
    draw_votes(&f, 1, n);
    const struct dy_outcome_contest *contest = fixture_count(&f);
    if (contest->event == DY_EVENT_RUNOFF && below(2)) {
        draw_runoff(&f, n);
        fixture_count(&f);
    }
    enum dy_code code = dy_count_closest(&f.mem, f.outcome, &f.outcome->contests[0], &err);
    if (!code)
        code = dy_publish_certificate(f.outcome, &out, &err);
    if (!code && (json_dumpf(out, stdout, JSON_COMPACT) || putchar('\n') == EOF))
        code = DY_E_IO;
    if (code)
        fprintf(stderr, "%s: %s\n", err.where, err.msg);
    json_decref(out);
    fixture_finish(&f);
    return code;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    state = strtoull(argv[1], NULL, 10) * 0x9e3779b97f4a7c15U + 1;
    for (unsigned long left = strtoul(argv[2], NULL, 10); left > 0; left--)
        if (write_one())
            return 1;
    return 0;
}

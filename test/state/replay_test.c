/*
 * Random people do random things: what a record says is the same however it was come by, what was
 * refused leaves no trace, and which protocols count is what a naive second telling says.
 *
 * DAUYS_TEST_SEED=N repeats a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "naive_desk.h"
#include "play.h"

enum { RUNS = 80, ACTS = 90, ACTS_MIN = 15, PEOPLE = 7, STATIONS = 4 };
static const char *const stations[] = {"s1", "s2", "s3", "s4", "d1"};
static const char *const names[NAIVE_VALUES] = {"a", "against_all", "b", "invalid", "issued"};
static const struct {
    const char *key, *person, *role, *area;
} people[PEOPLE] = {
    {"coord", "coord", "coordinator", "n"},
    {"alice", "alice", "typist", "n"},
    {"bob", "bob", "typist", "n"},
    {"carol", "carol", "typist", "d1"},
    {"dave", "dave", "observer", "n"},
    {"erin", "erin", "observer", "d2"},
    {"alice's other key", "alice", "typist", "n"},
};

static uint64_t seed;

static unsigned below(uint64_t *random, unsigned n)
{
    uint64_t z = *random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)((z ^ z >> 31) % n);
}

/* A run: the record as it grows, and the same as the oracle's acts. */
struct run {
    struct play play;
    struct made_key keys[PEOPLE];
    uint64_t random;
    struct naive_act acts[ACTS];
    size_t n_acts;
    long entries[ACTS]; /* of rows: where they were typed */
    int rows, refused;
};

static bool breaks(const int *v)
{
    return v[0] + v[1] + v[2] + v[3] > v[4] || v[3] > 50;
}

/* --- acts --- */

static void random_values(struct run *run, int *values)
{
    static const int few[NAIVE_VALUES][3] = {
        {50, 51, 40}, {10, 10, 9}, {30, 29, 30}, {5, 55, 55}, {100, 200, 100}};
    for (int i = 0; i < NAIVE_VALUES; i++)
        values[i] = few[i][below(&run->random, 3) ? 0 : below(&run->random, 3)];
}

/* Values that are less than 0 are left out. */
static const char *format_values(const int *values, char out[200])
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < NAIVE_VALUES; i++)
        if (values[i] >= 0)
            used += (size_t)snprintf(out + used, 200 - used, "%s\"%s\":%d", used ? "," : "",
                                     names[i], values[i]);
    return out;
}

static bool try_type(struct run *run, int who, struct naive_act *act)
{
    char values[200];
    random_values(run, act->values);
    act->row = run->rows;
    act->station = (int)below(&run->random, 9) % 5;
    act->official = below(&run->random, 4) != 0;
    long entry = play_say(
        &run->play, &run->keys[who], "protocol",
        "{\"tier\":\"list\",\"round\":1,\"source\":\"%s\",\"station\":\"%s\",\"values\":{%s}}",
        act->official ? "official" : "copy", stations[act->station],
        format_values(act->values, values));
    if (entry < 0)
        return false;
    run->entries[run->rows++] = entry;
    return true;
}

/* Two who read the same paper mostly read the same. */
static void same_values(struct run *run, long entry, int *values)
{
    const struct dy_desk_row *row = dy_desk_find(&run->play.fold.desk, (uint64_t)entry);
    for (int i = 0; i < NAIVE_VALUES; i++)
        values[i] =
            (int)row
                ->values[dy_protocols_slot(run->play.fold.election, 0, names[i], strlen(names[i]))];
}

/* Of a row that differs, what differs or some of it; else something. */
static void values_to_resolve(struct run *run, long entry, int *values)
{
    const struct dy_desk_row *row = dy_desk_find(&run->play.fold.desk, (uint64_t)entry);
    for (int i = 0; i < NAIVE_VALUES; i++) {
        uint32_t slot = dy_protocols_slot(run->play.fold.election, 0, names[i], strlen(names[i]));
        bool differs = row->again && row->values[slot] != row->again[slot];
        unsigned choice = differs ? (unsigned)below(&run->random, 5) : 0;
        values[i] = choice == 0 ? -1 : choice < 3 ? (int)row->values[slot] : (int)row->again[slot];
    }
    if (!row->again)
        values[0] = 1;
}

static bool try_numbers(struct run *run, int who, struct naive_act *act, const char *kind)
{
    char values[200];
    long entry = run->entries[act->row];
    if (act->kind == NAIVE_RESOLVED)
        values_to_resolve(run, entry, act->values);
    else if (act->kind == NAIVE_TYPED_AGAIN && below(&run->random, 3))
        same_values(run, entry, act->values);
    else
        random_values(run, act->values);
    for (int i = 1; i < NAIVE_VALUES && act->kind == NAIVE_CORRECTED; i++)
        if (below(&run->random, 2))
            act->values[i] = -1;
    return play_say(&run->play, &run->keys[who], kind, "{\"protocol\":%ld,\"values\":{%s}%s}",
                    entry, format_values(act->values, values),
                    act->kind == NAIVE_CORRECTED ? ",\"reason\":\"x\"" : "") >= 0;
}

/* Mostly of a row that breaks some, and mostly those that it breaks. */
static const char *choose_controls(struct run *run, struct naive_act *act)
{
    static const char *const controls[] = {"[\"K1\"]", "[\"K2\"]", "[\"K1\",\"K2\"]",
                                           "[\"K1\",\"K1\"]"};
    int values[NAIVE_VALUES] = {0};
    for (int i = 0; i < run->rows && !breaks(values); i++) {
        act->row = (act->row + 1) % run->rows;
        same_values(run, run->entries[act->row], values);
    }
    unsigned broken = values[0] + values[1] + values[2] + values[3] > values[4];
    broken += values[3] > 50 ? 2 : 0;
    return controls[broken && below(&run->random, 3) ? broken - 1
                                                     : below(&run->random, DY_COUNT_OF(controls))];
}

static bool try_plain(struct run *run, int who, struct naive_act *act, const char *kind)
{
    char more[60] = "";
    if (act->kind == NAIVE_ACCEPTED)
        (void)snprintf(more, sizeof more, ",\"controls\":%s", choose_controls(run, act));
    return play_say(&run->play, &run->keys[who], kind, "{\"protocol\":%ld,\"reason\":\"x\"%s}",
                    run->entries[act->row], more) >= 0;
}

static bool try_decision(struct run *run, int who, struct naive_act *act, const char *kind)
{
    act->row = -1;
    act->station = (int)below(&run->random, STATIONS + 1);
    return play_say(&run->play, &run->keys[who], "decision",
                    "{\"decision\":\"%s\",\"authority\":\"court\",\"date\":\"2020-01-02\",\"text\":"
                    "\"x%d\",\"station\":\"%s\"}",
                    kind, run->refused, stations[act->station]) >= 0;
}

static const struct {
    enum naive_kind kind;
    const char *name;
    bool (*attempt)(struct run *, int, struct naive_act *, const char *);
    unsigned often;
} kinds[] = {
    {NAIVE_TYPED_AGAIN, "protocol-confirmed", try_numbers, 14},
    {NAIVE_RESOLVED, "protocol-resolved", try_numbers, 6},
    {NAIVE_CORRECTED, "protocol-corrected", try_numbers, 2},
    {NAIVE_ACCEPTED, "protocol-accepted", try_plain, 3},
    {NAIVE_VOIDED, "protocol-voided", try_plain, 2},
    {NAIVE_ANNULLED, "station-voided", try_decision, 1},
    {NAIVE_REPEATED, "repeat-vote", try_decision, 1},
};

static void one_act(struct run *run)
{
    struct naive_act act = {0};
    int who = (int)below(&run->random, PEOPLE);
    unsigned pick = below(&run->random, 40);
    bool done;
    size_t k = 0;
    for (; k < DY_COUNT_OF(kinds) && pick >= kinds[k].often; k++)
        pick -= kinds[k].often;
    if (k == DY_COUNT_OF(kinds) || run->rows == 0) {
        done = try_type(run, who, &act);
    } else {
        if (kinds[k].kind >= NAIVE_ACCEPTED && below(&run->random, 4))
            who = 0; /* coordinators are busy */
        act.kind = kinds[k].kind;
        act.row = (int)below(&run->random, (unsigned)run->rows);
        done = kinds[k].attempt(run, who, &act, kinds[k].name);
    }
    if (done)
        run->acts[run->n_acts++] = act;
    run->refused += !done;
}

static void begin_run(struct run *run, uint64_t from, uint64_t number)
{
    *run = (struct run){.random = from};
    play_begin(&run->play, NULL);
    for (int i = 0; i < PEOPLE; i++) {
        make_key(&run->keys[i], people[i].key);
        must(
            &run->play,
            play_enrol(&run->play, &run->keys[i], people[i].person, people[i].role, people[i].area),
            people[i].key, i);
    }
    for (int i = 0; i < ACTS_MIN + (int)number % (ACTS - ACTS_MIN); i++)
        one_act(run);
}

/* --- what counts, by the state and by the oracle --- */

/* Does the state count what was typed as that row, with these numbers? */
static bool state_counts(const struct run *run, const struct dy_election *election, int row,
                         int values[NAIVE_VALUES])
{
    const struct dy_desk_row *of = dy_desk_find(&run->play.fold.desk, (uint64_t)run->entries[row]);
    if (of->entry != (uint64_t)run->entries[row])
        return false; /* entered anew */
    for (size_t i = 0; i < election->n_protocols; i++) {
        const struct dy_protocols *file = &election->protocols[i];
        for (size_t k = 0; k < file->rows->n; k++) {
            if (file->rows->units[k] != of->unit ||
                strcmp(file->source, dy_sources[of->board->source].name) != 0)
                continue;
            for (int v = 0; v < NAIVE_VALUES; v++)
                values[v] =
                    (int)file->rows
                        ->values[k][dy_protocols_slot(election, 0, names[v], strlen(names[v]))];
            return true;
        }
    }
    return false;
}

/* The first row about which they disagree, -1 if none. */
static int disagreement(struct run *run, const struct naive_act *acts, size_t n,
                        bool (*broken)(const int *))
{
    const struct dy_election *election;
    assert_int_equal(dy_fold_election(&run->play.fold, &election, &run->play.err), DY_OK);
    for (int row = 0; row < run->rows; row++) {
        int mine[NAIVE_VALUES] = {0}, other[NAIVE_VALUES] = {0};
        bool counts = state_counts(run, election, row, mine);
        if (naive_counts(acts, n, row, broken, other) != counts ||
            (counts && memcmp(mine, other, sizeof mine) != 0))
            return row;
    }
    return -1;
}

static void what_counts_is_what_a_naive_second_telling_says(void **state)
{
    size_t taken_acts = 0, refused_acts = 0;
    (void)state;
    for (uint64_t i = 0; i < RUNS; i++) {
        struct run run;
        begin_run(&run, seed + i, i);
        int row = disagreement(&run, run.acts, run.n_acts, breaks);
        if (row >= 0)
            fail_msg("DAUYS_TEST_SEED=%lu: the protocol of entry %ld", (unsigned long)(seed + i),
                     run.entries[row]);
        taken_acts += run.n_acts;
        refused_acts += (size_t)run.refused;
        play_end(&run.play);
    }
    assert_true(taken_acts > RUNS * 10 && refused_acts > RUNS * 5);
}

static void replayed_from_bytes_it_is_the_same(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < RUNS; i++) {
        struct run run;
        struct play again;
        begin_run(&run, seed + i, i);
        play_again(&run.play, &again);
        const char *grown = play_state(&run.play), *replayed = play_state(&again);
        if (strcmp(grown, replayed) != 0)
            fail_msg("DAUYS_TEST_SEED=%lu:\n%s\n%s", (unsigned long)(seed + i), grown, replayed);
        play_finish_again(&again);
        play_end(&run.play);
    }
}

/* --- planted faults: these tests would see them --- */

static bool breaks_nothing(const int *values)
{
    (void)values;
    return false;
}

static bool official_is_a_copy(struct naive_act *act)
{
    act->official = false;
    return true;
}

static bool a_correction_is_lost(struct naive_act *act)
{
    return act->kind != NAIVE_CORRECTED;
}

static bool an_acceptance_is_lost(struct naive_act *act)
{
    return act->kind != NAIVE_ACCEPTED;
}

static bool a_void_is_lost(struct naive_act *act)
{
    return act->kind != NAIVE_VOIDED;
}

static bool a_resolution_is_lost(struct naive_act *act)
{
    return act->kind != NAIVE_RESOLVED;
}

static bool a_decision_is_lost(struct naive_act *act)
{
    return act->kind != NAIVE_ANNULLED && act->kind != NAIVE_REPEATED;
}

static bool nothing_is_lost(struct naive_act *act)
{
    (void)act;
    return true;
}

static void a_broken_rule_is_seen(void **state)
{
    static const struct {
        const char *name;
        bool (*keep)(struct naive_act *);
        bool (*broken)(const int *);
    } faults[] = {
        {"official protocols count when typed once", official_is_a_copy, breaks},
        {"controls do not matter", nothing_is_lost, breaks_nothing},
        {"corrections do not matter", a_correction_is_lost, breaks},
        {"acceptance does not matter", an_acceptance_is_lost, breaks},
        {"voiding does not matter", a_void_is_lost, breaks},
        {"resolving does not matter", a_resolution_is_lost, breaks},
        {"decisions do not matter", a_decision_is_lost, breaks},
    };
    bool seen[DY_COUNT_OF(faults)] = {0};
    (void)state;
    for (uint64_t i = 0; i < RUNS; i++) {
        struct run run;
        begin_run(&run, 1 + i, i); /* always the same: it has to be seen */
        for (size_t k = 0; k < DY_COUNT_OF(faults); k++) {
            struct naive_act acts[ACTS];
            size_t n = 0;
            for (size_t at = 0; at < run.n_acts; at++) {
                acts[n] = run.acts[at];
                n += faults[k].keep(&acts[n]);
            }
            seen[k] = seen[k] || disagreement(&run, acts, n, faults[k].broken) >= 0;
        }
        play_end(&run.play);
    }
    for (size_t k = 0; k < DY_COUNT_OF(faults); k++)
        if (!seen[k])
            fail_msg("nobody sees that %s", faults[k].name);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_counts_is_what_a_naive_second_telling_says),
        cmocka_unit_test(replayed_from_bytes_it_is_the_same),
        cmocka_unit_test(a_broken_rule_is_seen),
    };
    const char *asked = getenv("DAUYS_TEST_SEED");
    seed = asked ? strtoull(asked, NULL, 10) : (uint64_t)time(NULL);
    printf("DAUYS_TEST_SEED=%lu\n", (unsigned long)seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

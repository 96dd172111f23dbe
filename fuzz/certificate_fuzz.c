/*
 * Certificates: a small election is made of the bytes (rules, lists, votes, lots), counted, its
 * closest call found and its certificate written. Of the certificate must hold: the seats and those
 * at stake (places, in a tie over who goes to the run-off) are what there is to award; after the
 * closest call the outcome stated is another one; on the line of the closest call, one vote fewer
 * and half of the votes leave it as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "count/settle.h"
#include "dauys/publish.h"

enum { LISTS = 6 };

struct bytes {
    const uint8_t *of;
    size_t n;
};

static uint64_t take(struct bytes *in, uint64_t limit)
{
    uint64_t value = 0;
    for (uint64_t span = limit; span > 0 && in->n > 0; span >>= 8, in->of++, in->n--)
        value = value << 8 | *in->of;
    return value % limit;
}

/* --- an election --- */

static struct dy_law_term votes_terms[] = {{DY_TERM_VOTES, 0}, {DY_TERM_AGAINST_ALL, 0}};
static struct dy_law_share shares[] = {
    {.id = "cast", .n_terms = 2, .terms = votes_terms, .cite = "x"}};
static const char *const ids[LISTS] = {"a", "b", "c", "d", "e", "f"};
static const char *exempt_kinds[] = {"minority"};

struct made {
    struct dy_law_act act;
    struct dy_law_version law;
    struct dy_law_tier tier;
    struct dy_law_bar_row rows[2];
    struct dy_election election;
    struct dy_unit unit;
    struct dy_list lists[LISTS];
    struct dy_choice choices[LISTS];
    struct dy_contest contest;
    struct dy_decision lot;
    const char *order[LISTS];
    struct dy_tally tally;
    uint64_t sums[LISTS + 1];
    uint8_t present[LISTS + 1];
};

static struct dy_law_bound make_bound(struct bytes *in)
{
    return (struct dy_law_bound){
        .is_set = true, .fraction = {1 + take(in, 60), 100}, .strictly = take(in, 2), .cite = "x"};
}

static void make_tier(struct made *made, struct bytes *in)
{
    struct dy_law_tier *tier = &made->tier;
    const struct dy_method *method = &dy_methods[take(in, dy_n_methods)];
    bool lists = method->family == DY_FAMILY_HIGHEST_AVERAGES ||
                 method->family == DY_FAMILY_LARGEST_REMAINDER;
    bool question = method->family == DY_FAMILY_YES_NO;
    *tier = (struct dy_law_tier){.id = "tier", .area = "nation", .against_all = true};
    tier->seats = (struct dy_law_seats){.kind = DY_LAW_SEATS_FIXED, .cite = "x"};
    tier->seats.n = question ? 0 : (dy_seats)(lists ? take(in, 40) : 1 + take(in, 2));
    tier->choices = lists      ? DY_CHOICES_LISTS
                    : question ? DY_CHOICES_ANSWERS
                               : DY_CHOICES_CANDIDATES;
    tier->ties.value = (int)take(in, 5);
    tier->award = (struct dy_law_award){.method = method,
                                        .minimum = lists ? (dy_seats)take(in, 3) : 0,
                                        .agreements = lists && take(in, 2),
                                        .majority = make_bound(in),
                                        .runoff_between = (uint32_t)take(in, 3),
                                        .runoff_from = (uint32_t)take(in, 4),
                                        .two_candidates = {.value = (int)take(in, 3)},
                                        .tie_second = {.value = (int)take(in, 5)},
                                        .cite = "x"};
    if (take(in, 2) == 0)
        return;
    made->rows[0] = (struct dy_law_bar_row){1, {1 + take(in, 30), 100}};
    made->rows[1] = (struct dy_law_bar_row){2, {1 + take(in, 40), 100}};
    tier->bar = (struct dy_law_bar){.is_set = lists,
                                    .n_rows = 1 + take(in, 2),
                                    .rows = made->rows,
                                    .strictly = take(in, 2),
                                    .n_exempt = take(in, 2),
                                    .exempt = exempt_kinds,
                                    .if_none = {.value = (int)take(in, 3)},
                                    .cite = "x"};
    tier->guarantee = (struct dy_law_guarantee){.is_set = take(in, 2),
                                                .lists = 2,
                                                .factor = {7, 10},
                                                .minimum = (dy_seats)take(in, 3),
                                                .floor = {.value = (int)take(in, 2)},
                                                .tie_second = {.value = (int)take(in, 5)},
                                                .cite = "x"};
}

static void make_choices(struct made *made, struct bytes *in, size_t n)
{
    static const char *const agreements[] = {NULL, NULL, "x", "y"};
    uint64_t limit = (uint64_t)1 << (1 + take(in, 52));
    for (uint32_t i = 0; i < n; i++) {
        uint32_t registered = take(in, 8) ? i + 1 : 0;
        made->lists[i] = (struct dy_list){.id = ids[i],
                                          .registered = registered,
                                          .kind = take(in, 6) ? "party" : "minority",
                                          .members = 1 + (uint32_t)take(in, 2),
                                          .agreement = agreements[take(in, 4)]};
        made->choices[i] = (struct dy_choice){.id = ids[i], .list = i, .registered = registered};
        made->sums[i] = take(in, limit);
        made->order[i] = ids[n - 1 - i];
    }
    made->sums[n] = take(in, limit);
    memset(made->present, 1, sizeof made->present);
}

static void make(struct made *made, struct bytes *in)
{
    static const char *levels[] = {"nation"};
    size_t n = 2 + take(in, LISTS - 1);
    *made = (struct made){.act = {.id = "xx/house", .path = "house.yaml"}};
    make_tier(made, in);
    made->lot = (struct dy_decision){
        .contest = "tier", .kind = "lot", .n_order = 1 + take(in, n), .order = made->order};
    make_choices(made, in, n);
    made->law = (struct dy_law_version){.act = &made->act,
                                        .source = "made up",
                                        .body = made->tier.seats,
                                        .n_shares = 1,
                                        .shares = shares,
                                        .n_tiers = 1,
                                        .tiers = &made->tier};
    made->unit = (struct dy_unit){"nation", 0, DY_NOTHING, 0, 0};
    made->contest = (struct dy_contest){.n_choices = n, .choices = made->choices};
    made->election =
        (struct dy_election){.id = "xx",
                             .path = "xx",
                             .act_id = "xx/house",
                             .law = &made->law,
                             .units = {.n = 1, .of = &made->unit, .n_levels = 1, .levels = levels},
                             .n_lists = n,
                             .lists = made->lists,
                             .n_contests = 1,
                             .contests = &made->contest,
                             .n_decisions = 1,
                             .decisions = &made->lot};
    made->tally = (struct dy_tally){.round = 1,
                                    .source = "official",
                                    .n_rows = 1,
                                    .n_slots = n + 1,
                                    .sums = made->sums,
                                    .present = made->present,
                                    .n_stations = 1,
                                    .n_covered = 1};
}

/* --- what must hold --- */

static uint64_t figure(const json_t *of, const char *key)
{
    const json_t *value = json_object_get(of, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        abort();
    return (uint64_t)json_integer_value(value);
}

/* What there is to give: the seats or, where those tied claim places in a run-off, the places. */
static uint64_t most_to_give(const json_t *contest)
{
    const json_t *run_off = json_object_get(contest, "run_off");
    uint64_t seats = figure(contest, "seats"), places = seats;
    if (json_is_object(run_off))
        places = figure(run_off, "between") > 2 ? figure(run_off, "between") : 2;
    return places > seats ? places : seats;
}

static void check_call(const json_t *contest, const json_t *call)
{
    const json_t *choice, *seats = json_object_get(call, "seats");
    bool other = figure(call, "at_stake") != figure(contest, "at_stake") ||
                 !json_equal(json_object_get(call, "event"), json_object_get(contest, "event"));
    uint64_t sum = figure(call, "at_stake"), claims = 0;
    size_t i;
    json_array_foreach(json_object_get(contest, "choices"), i, choice)
    {
        const char *id = json_string_value(json_object_get(choice, "id"));
        sum += figure(seats, id);
        other = other || figure(seats, id) != figure(choice, "seats");
        claims += json_is_true(json_object_get(choice, "claims"));
    }
    other = other || claims != json_array_size(json_object_get(call, "claims")) || claims > 0;
    if (!other || sum > most_to_give(contest) || figure(call, "votes") == 0)
        abort();
}

static void check_certificate(const json_t *certificate)
{
    const json_t *contest = json_array_get(json_object_get(certificate, "contests"), 0), *choice;
    uint64_t sum = figure(contest, "at_stake"), seats = figure(contest, "seats");
    const char *event = json_string_value(json_object_get(contest, "event"));
    size_t i;
    json_array_foreach(json_object_get(contest, "choices"), i, choice) sum +=
        figure(choice, "seats");
    if (sum > most_to_give(contest) || (strcmp(event, "seats") == 0 && sum != seats && sum != 0))
        abort();
    for (size_t k = 0; k < 2; k++) {
        const json_t *call = json_object_get(contest, k ? "moved" : "added");
        if (!json_is_null(call))
            check_call(contest, call);
    }
}

static bool is_as_counted(struct dy_arena *mem, const struct dy_outcome *outcome,
                          const struct dy_closest *closest, uint64_t k)
{
    const struct dy_outcome_contest *contest = &outcome->contests[0];
    struct dy_outcome_contest trial = *contest;
    struct dy_settle settle;
    struct dy_err err = {0};
    struct dy_outcome_choice choices[LISTS];
    memcpy(choices, contest->choices, contest->n_choices * sizeof *choices);
    trial.choices = choices;
    if (dy_settle_init(mem, outcome->election, contest, &settle, &err))
        abort();
    choices[closest->to].votes += k;
    if (closest->from != DY_NOTHING)
        choices[closest->from].votes -= k;
    dy_count_settle(&settle, &trial);
    bool same = trial.event == contest->event && trial.at_stake == contest->at_stake;
    for (size_t i = 0; i < trial.n_choices; i++)
        same = same && choices[i].seats == contest->choices[i].seats &&
               choices[i].claims == contest->choices[i].claims;
    return same;
}

static void check_closest(struct dy_arena *mem, const struct dy_outcome *outcome,
                          const struct dy_closest *closest)
{
    if (closest->is_set && (is_as_counted(mem, outcome, closest, closest->votes) ||
                            !is_as_counted(mem, outcome, closest, closest->votes - 1) ||
                            !is_as_counted(mem, outcome, closest, closest->votes / 2)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes in = {data, size};
    struct made made;
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_outcome *outcome;
    json_t *certificate = NULL;
    make(&made, &in);
    dy_arena_init(&mem);
    if (dy_count(&mem, &made.election, "official", 1, &made.tally, &outcome, &err) ||
        dy_count_closest(&mem, outcome, &outcome->contests[0], &err) ||
        dy_publish_certificate(outcome, &certificate, &err))
        abort();
    check_certificate(certificate);
    check_closest(&mem, outcome, &outcome->contests[0].added);
    check_closest(&mem, outcome, &outcome->contests[0].moved);
    json_decref(certificate);
    dy_arena_finish(&mem);
    return 0;
}

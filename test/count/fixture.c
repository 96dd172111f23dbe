#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct dy_name nation_title[] = {{"en", "Nation"}};
static struct dy_law_field fields[] = {{.id = "listed", .cite = "art. 1"},
                                       {.id = "issued", .cite = "art. 1"}};
static struct dy_law_term took_part[] = {{DY_TERM_VOTES, 0}, {DY_TERM_AGAINST_ALL, 0}};
static struct dy_law_term issued[] = {{DY_TERM_FIELD, FIELD_ISSUED}};
static struct dy_law_term listed[] = {{DY_TERM_LISTED, 0}};
static struct dy_law_share shares[] = {{.id = "took_part", .n_terms = 2, .terms = took_part},
                                       {.id = "issued", .n_terms = 1, .terms = issued},
                                       {.id = "listed", .n_terms = 1, .terms = listed},
                                       {.id = "votes", .n_terms = 1, .terms = took_part}};
static const char *levels[] = {"nation", "station"};
static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h"};

static void init_law(struct fixture *f, dy_seats seats)
{
    f->act = (struct dy_law_act){.id = "xx/house", .path = "law/xx/house.yaml"};
    f->tier = (struct dy_law_tier){
        .id = "list",
        .seats = {.kind = DY_LAW_SEATS_FIXED, .n = seats, .cite = "art. 2"},
        .area = "nation",
        .choices = DY_CHOICES_LISTS,
        .against_all = true,
        .award = {.method = dy_method_find("hare"), .cite = "art. 3"},
        .ties = {.value = DY_TIE_EARLIER_REGISTRATION},
        .ties_cite = "art. 4",
    };
    f->law = (struct dy_law_version){.act = &f->act,
                                     .body = f->tier.seats,
                                     .n_shares = N_SHARES,
                                     .shares = shares,
                                     .n_tiers = 1,
                                     .tiers = &f->tier,
                                     .n_fields = N_FIELDS,
                                     .fields = fields};
}

static void init_units(struct fixture *f)
{
    f->units[0] = (struct dy_unit){"nation", DY_VOTERS_UNKNOWN, DY_NOTHING, 0, 0};
    f->units[1] = (struct dy_unit){"s1", 1000, 0, 1, 0};
    f->units[2] = (struct dy_unit){"s2", 1000, 0, 1, 0};
    f->units[3] = (struct dy_unit){"s3", 1000, 0, 1, 0};
    f->election.units = (struct dy_units){
        .n = DY_COUNT_OF(f->units), .of = f->units, .n_levels = 2, .levels = levels};
}

void fixture_init(struct fixture *f, size_t n, dy_seats seats)
{
    *f = (struct fixture){.election = {.id = "xx", .path = "elections/xx", .act_id = "xx/house"}};
    dy_arena_init(&f->mem);
    init_law(f, seats);
    init_units(f);
    f->election.title = (struct dy_names){1, nation_title};
    for (uint32_t i = 0; i < n; i++) {
        f->lists[i] =
            (struct dy_list){.id = ids[i], .registered = i + 1, .kind = "party", .members = 1};
        f->choices[i] = (struct dy_choice){.id = ids[i], .list = i, .registered = i + 1};
        f->stands[i] = 1;
    }
    f->contest = (struct dy_contest){
        .tier = 0, .area = 0, .n_choices = n, .choices = f->choices, .stands = f->stands};
    f->election.law = &f->law;
    f->election.n_lists = n;
    f->election.lists = f->lists;
    f->election.n_contests = 1;
    f->election.contests = &f->contest;
    f->election.decisions = &f->lot;
    f->election.declared = &f->declared;
    memset(f->present, 1, sizeof f->present);
}

void fixture_finish(struct fixture *f)
{
    dy_arena_finish(&f->mem);
}

void fixture_votes(struct fixture *f, uint32_t round, const dy_votes *votes, uint64_t against_all)
{
    size_t n = f->contest.n_choices;
    uint64_t *sums = f->sums[round - 1];
    memcpy(sums + N_FIELDS, votes, n * sizeof *votes);
    sums[N_FIELDS + n] = against_all;
    f->tallies[round - 1] = (struct dy_tally){.round = round,
                                              .source = "official",
                                              .n_rows = 3,
                                              .n_slots = N_FIELDS + n + 1,
                                              .sums = sums,
                                              .present = f->present,
                                              .n_stations = 3,
                                              .n_covered = 3,
                                              .listed_covered = 3000,
                                              .missing = f->missing};
}

void fixture_bar(struct fixture *f, uint64_t num, uint64_t den, bool strictly)
{
    f->bar[0] = (struct dy_law_bar_row){1, {num, den}};
    f->tier.bar = (struct dy_law_bar){.is_set = true,
                                      .n_rows = 1,
                                      .rows = f->bar,
                                      .strictly = strictly,
                                      .of = SHARE_TOOK_PART,
                                      .cite = "art. 5"};
}

void fixture_single(struct fixture *f, const char *method)
{
    f->tier.choices = DY_CHOICES_CANDIDATES;
    f->tier.seats.n = f->law.body.n = 1;
    f->tier.award.method = dy_method_find(method);
    f->tier.award.majority = (struct dy_law_bound){.is_set = true,
                                                   .fraction = {1, 2},
                                                   .strictly = true,
                                                   .whole = SHARE_TOOK_PART,
                                                   .cite = "art. 6"};
}

void fixture_lot(struct fixture *f, const char *order)
{
    size_t n = strlen(order);
    for (size_t i = 0; i < n; i++)
        f->lot_order[i] = ids[order[i] - 'a'];
    f->lot =
        (struct dy_decision){.contest = "list", .kind = "lot", .n_order = n, .order = f->lot_order};
    f->election.n_decisions = 1;
}

const struct dy_outcome_contest *fixture_count(struct fixture *f)
{
    struct dy_err err = {0};
    size_t n = f->tallies[1].round == 2 ? 2 : f->tallies[0].round == 1;
    enum dy_code code =
        dy_count(&f->mem, &f->election, "official", n, f->tallies, &f->outcome, &err);
    if (code != DY_OK)
        fail_msg("%s", err.msg);
    return &f->outcome->contests[0];
}

/* --- what came out --- */

static void check_letters(const char *name, const char *want, char letter, bool is)
{
    bool wanted = strchr(want, letter) != NULL;
    if (wanted != is)
        fail_msg("%s: choice %c: %d where %d is right", name, letter, is, wanted);
}

void fixture_check(const char *name, const struct dy_outcome_contest *got, const struct want *want)
{
    if (got->event != want->event)
        fail_msg("%s: %s where %s is right", name, dy_event_name(got->event),
                 dy_event_name(want->event));
    for (size_t i = 0; i < got->n_choices; i++) {
        char letter = (char)('a' + i);
        dy_seats seats = (dy_seats)(want->seats[i] - '0');
        if (got->choices[i].seats != seats)
            fail_msg("%s: choice %c has %u seats where %u are right", name, letter,
                     got->choices[i].seats, seats);
        check_letters(name, want->admitted, letter, got->choices[i].admitted == DY_ADMITTED_YES);
        check_letters(name, want->claims, letter, got->choices[i].claims);
        assert_true(got->choices[i].seats_min <= seats && seats <= got->choices[i].seats_max);
    }
    if (got->status != want->status || got->at_stake != want->at_stake)
        fail_msg("%s: %s, %u at stake", name, dy_status_name(got->status), got->at_stake);
    const char *silence = got->silence != NULL ? got->silence->when : "";
    if (strcmp(silence, want->silence != NULL ? want->silence : "") != 0)
        fail_msg("%s: silence \"%s\"", name, silence);
}

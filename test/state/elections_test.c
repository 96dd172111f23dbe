/*
 * The real elections of elections/: the seats that were announced, from the protocols.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/state.h"

struct counted {
    struct dy_arena mem;
    const struct dy_election *election;
    struct dy_state *state;
    const struct dy_outcome *outcome;
};

/* law: "kz/mazhilis" on a day instead of the election's own, NULL = its own. */
static void count(struct counted *c, const char *folder, const char *law, const char *day)
{
    char path[128];
    struct dy_err err = {0};
    struct dy_election_options options = {.law_root = DAUYS_SOURCE_DIR "/law", .law_id = law};
    if (day != NULL)
        assert_true(dy_date_parse(day, &options.law_day));
    (void)snprintf(path, sizeof path, DAUYS_SOURCE_DIR "/elections/%s", folder);
    dy_arena_init(&c->mem);
    enum dy_code code = dy_election_read(&c->mem, path, &options, &c->election, &err);
    if (code == DY_OK)
        code = dy_state_fold(&c->mem, c->election, "official", false, &c->state, &err);
    if (code == DY_OK)
        code = dy_count(&c->mem, c->election, "official", c->state->n_tallies, c->state->tallies,
                        &c->outcome, &err);
    if (code != DY_OK)
        fail_msg("%s: %s:%u: %s", folder, err.at.file, err.at.line, err.msg);
}

static void finish(struct counted *c)
{
    dy_arena_finish(&c->mem);
}

/* "amanat 62, auyl 8" of the rows with seats. */
static void write_body(const struct dy_outcome *outcome, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < outcome->n_body && used < size; i++)
        if (outcome->body[i].seats > 0)
            used += (size_t)snprintf(out + used, size - used, "%s%s %u", used > 0 ? ", " : "",
                                     outcome->body[i].id, (unsigned)outcome->body[i].seats);
}

struct golden {
    const char *folder, *law, *day;
    enum dy_event event; /* of the first contest */
    enum dy_status status;
    const char *body;
};
static const struct golden goldens[] = {
    {"kz-mazhilis-2023", NULL, NULL, DY_EVENT_SEATS, DY_STATUS_FINAL,
     "amanat 62, auyl 8, independent 7, respublica 6, aqjol 6, qhp 5, jsdp 4"},
    {"kz-mazhilis-2021", NULL, NULL, DY_EVENT_SEATS, DY_STATUS_FINAL,
     "nurotan 76, aqjol 12, qhp 10"},
    /* the second tier of the capital's council is neither published nor announced */
    {"kz-maslikhat-astana-2023", NULL, NULL, DY_EVENT_SEATS, DY_STATUS_INCOMPLETE,
     "amanat 12, aqjol 3, qhp 1, baytaq 1"},
    {"kz-president-2022", NULL, NULL, DY_EVENT_ELECTED, DY_STATUS_FINAL, "independent 1"},
    {"kz-referendum-2026", NULL, NULL, DY_EVENT_ADOPTED, DY_STATUS_FINAL, ""},
    /* 2023's votes under the law of 2021: 98 seats by lists, 7 % */
    {"kz-mazhilis-2023", "kz/mazhilis", "2021-01-10", DY_EVENT_SEATS, DY_STATUS_FINAL,
     "amanat 60, auyl 12, respublica 9, aqjol 9, qhp 8"},
};

static void test_official_seats(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(goldens); i++) {
        const struct golden *golden = &goldens[i];
        struct counted c;
        char body[256];
        count(&c, golden->folder, golden->law, golden->day);
        write_body(c.outcome, body, sizeof body);
        if (strcmp(body, golden->body) != 0 || c.outcome->status != golden->status ||
            c.outcome->contests[0].event != golden->event)
            fail_msg("%s: %s, %s: %s", golden->folder, dy_status_name(c.outcome->status),
                     dy_event_name(c.outcome->contests[0].event), body);
        finish(&c);
    }
}

static const struct dy_outcome_contest *contest(const struct counted *c, const char *label)
{
    uint32_t i = dy_contest_find(c->election, label);
    assert_int_not_equal(i, DY_NOTHING);
    return &c->outcome->contests[i];
}

static void test_station_by_station(void **state)
{
    (void)state;
    struct counted c;
    count(&c, "ge-parliament-2016", NULL, NULL);
    size_t outright = 0, held = 0, open = 0;
    for (size_t i = 1; i < c.outcome->n_contests; i++) {
        const struct dy_outcome_contest *district = &c.outcome->contests[i];
        outright += district->event == DY_EVENT_ELECTED && district->round == 1;
        held += district->event == DY_EVENT_ELECTED && district->round == 2;
        open += district->event == DY_EVENT_RUNOFF;
    }
    assert_int_equal(c.outcome->n_contests, 74);
    assert_int_equal(outright, 20);
    assert_int_equal(held, 50);
    assert_int_equal(open, 3);
    assert_int_equal(contest(&c, "district/04")->event, DY_EVENT_RUNOFF);
    assert_int_equal(contest(&c, "district/31")->event, DY_EVENT_RUNOFF);
    assert_int_equal(contest(&c, "district/50")->event, DY_EVENT_RUNOFF);
    assert_int_equal(contest(&c, "district/50")->needed, 15153);
    finish(&c);
}

static void test_three_votes_under_the_bar(void **state)
{
    (void)state;
    struct counted c;
    count(&c, "ge-parliament-2016", NULL, NULL);
    const struct dy_outcome_contest *list = contest(&c, "list");
    size_t i = 0;
    while (i < list->n_choices && strcmp(list->contest->choices[i].id, "p8") != 0)
        i++;
    assert_int_equal(list->status, DY_STATUS_INCOMPLETE);
    assert_int_equal(list->tally->n_missing, 23);
    assert_int_equal(list->needed, 87576);
    assert_int_equal(list->choices[i].votes, 87573);
    assert_int_equal(list->choices[i].seats, 0);
    assert_int_equal(list->choices[i].admitted, DY_ADMITTED_OPEN);
    assert_true(list->choices[i].seats_max > 0);
    finish(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_official_seats),
        cmocka_unit_test(test_station_by_station),
        cmocka_unit_test(test_three_votes_under_the_bar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

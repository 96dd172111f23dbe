/*
 * The desk: which act is possible at which stage, by whom, and what comes of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"

enum { ADMIN, COORD, ALICIA, ALICIA_TOO, BOBBY, CAROL, WATCHER, WATCHER_TWO, N };
static const struct {
    const char *key, *person, *role;
} people[N] = {
    [ADMIN] = {"admin", "admin", "administrator"},
    [COORD] = {"coord", "coord", "coordinator"},
    [ALICIA] = {"alice", "alice", "typist"},
    [ALICIA_TOO] = {"alice's other key", "alice", "typist"},
    [BOBBY] = {"bob", "bob", "typist"},
    [CAROL] = {"carol", "carol", "typist"},
    [WATCHER] = {"watcher", "watcher", "observer"},
    [WATCHER_TWO] = {"another watcher", "watcher-two", "observer"},
};
struct desk {
    struct play play;
    struct made_key keys[N];
};

static int begin(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    play_begin(&desk->play, NULL);
    for (int i = 0; i < N; i++) {
        make_key(&desk->keys[i], people[i].key);
        must(&desk->play,
             play_enrol(&desk->play, &desk->keys[i], people[i].person, people[i].role, "n"),
             people[i].key, i);
    }
    *state = desk;
    return 0;
}

static int end(void **state)
{
    struct desk *desk = *state;
    play_end(&desk->play);
    free(desk);
    return 0;
}

#define LIST(source, station)                                                                      \
    "{\"tier\":\"list\",\"round\":1,\"source\":\"" source "\",\"station\":\"" station              \
    "\",\"values\":"
#define OFFICIAL LIST("official", "s1")
#define GOOD "{\"issued\":100,\"invalid\":5,\"a\":50,\"b\":30,\"against_all\":10}"
#define OTHER "{\"issued\":100,\"invalid\":5,\"a\":51,\"b\":29,\"against_all\":10}"
#define BROKEN "{\"issued\":100,\"invalid\":60,\"a\":50,\"b\":30,\"against_all\":10}" /* K1 K2 */
#define K2_ONLY "{\"issued\":200,\"invalid\":60,\"a\":50,\"b\":30,\"against_all\":10}"
#define ON(values) "{\"protocol\":%ld,\"values\":" values "}"
#define DUE "{\"protocol\":%ld,\"values\":" /* } */

static struct dy_desk_row *row_of(struct desk *desk, long entry)
{
    return dy_desk_find(&desk->play.fold.desk, (uint64_t)entry);
}

static const char *waits(struct desk *desk, long entry)
{
    const char *code = NULL;
    assert_int_equal(
        dy_desk_waits(&desk->play.fold.desk, row_of(desk, entry), &code, &desk->play.err), DY_OK);
    return code ? code : "counts";
}

/* --- stages and acts --- */

/* Bring an official protocol of s1 to a stage. */
static long bring(struct desk *desk, enum dy_stage stage)
{
    struct play *play = &desk->play;
    const struct made_key *keys = desk->keys;
    if (stage == DY_STAGE_EMPTY)
        return -1;
    long entry = taken(play, &keys[ALICIA], "protocol", OFFICIAL GOOD "}");
    if (stage == DY_STAGE_DIFFERENT)
        taken(play, &keys[BOBBY], "protocol-confirmed", ON(OTHER), entry);
    if (stage == DY_STAGE_CONFIRMED)
        taken(play, &keys[BOBBY], "protocol-confirmed", ON(GOOD), entry);
    if (stage == DY_STAGE_VOIDED)
        taken(play, &keys[COORD], "protocol-voided", "{\"protocol\":%ld,\"reason\":\"x\"}", entry);
    if (stage == DY_STAGE_ANNULLED)
        taken(play, &keys[COORD], "decision",
              "{\"decision\":\"station-voided\",\"authority\":\"court\",\"date\":\"2020-01-02\","
              "\"text\":\"x\",\"station\":\"s1\"}");
    assert_int_equal(row_of(desk, entry)->stage, stage);
    return entry;
}

/* What comes of an act: the stage, or a part of the sentence that refuses it. */
struct rule {
    const char *kind;
    int by;
    const char *body; /* %ld: the protocol's entry */
    struct {
        int stage; /* -1: refused */
        const char *words;
    } from[DY_N_STAGES];
};
#define NO(words)                                                                                  \
    {                                                                                              \
        -1, words                                                                                  \
    }
#define TO(stage)                                                                                  \
    {                                                                                              \
        DY_STAGE_##stage, NULL                                                                     \
    }
static const struct rule rules[] = {
    {"protocol",
     CAROL,
     OFFICIAL GOOD "}",
     {TO(ENTERED), NO("is entered: another cannot be entered"), NO("is different: another"),
      NO("is confirmed: another"), TO(ENTERED), NO("is annulled: another")}},
    {"protocol-confirmed",
     BOBBY,
     ON(GOOD),
     {NO("which is no protocol"), TO(CONFIRMED), NO("is different: only a protocol that was typed"),
      NO("is confirmed: only"), NO("is voided: only"), NO("is annulled: only")}},
    {"protocol-resolved",
     BOBBY,
     DUE "{\"a\":50,\"b\":30}}",
     {NO("which is no protocol"), NO("is entered: only a protocol whose two entries differ"),
      TO(CONFIRMED), NO("is confirmed: only"), NO("is voided: only"), NO("is annulled: only")}},
    {"protocol-corrected",
     CAROL,
     "{\"protocol\":%ld,\"reason\":\"slip\",\"values\":{\"a\":49}}",
     {NO("which is no protocol"), TO(ENTERED), TO(ENTERED), TO(ENTERED),
      NO("is voided: only a protocol that is there"), NO("is annulled: only")}},
    {"protocol-voided",
     COORD,
     "{\"protocol\":%ld,\"reason\":\"lost\"}",
     {NO("which is no protocol"), TO(VOIDED), TO(VOIDED), TO(VOIDED), NO("is voided: only"),
      NO("is annulled: only")}},
    {"protocol-accepted",
     COORD,
     "{\"protocol\":%ld,\"reason\":\"as it is\",\"controls\":[\"K1\"]}",
     {NO("which is no protocol"), NO("names K1, which this protocol does not break"),
      NO("is different: only a protocol that is entered or confirmed"), NO("names K1"),
      NO("is voided: only"), NO("is annulled: only")}},
    {"attachment",
     ALICIA,
     "{\"protocol\":%ld,\"sha256\":"
     "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\","
     "\"bytes\":1,\"media\":\"image/png\"}",
     {NO("which is no protocol"), TO(ENTERED), TO(DIFFERENT), TO(CONFIRMED), TO(VOIDED),
      TO(ANNULLED)}},
    {"decision",
     COORD,
     "{\"decision\":\"station-voided\",\"authority\":\"court\",\"date\":\"2020-01-03\",\"text\":"
     "\"again\",\"station\":\"s1\"}",
     {NO("has no official protocol that could be voided"), TO(ANNULLED), TO(ANNULLED), TO(ANNULLED),
      TO(ANNULLED), TO(ANNULLED)}},
    {"decision",
     COORD,
     "{\"decision\":\"repeat-vote\",\"authority\":\"court\",\"date\":\"2020-01-03\",\"text\":"
     "\"again\",\"station\":\"s1\"}",
     {TO(EMPTY), TO(VOIDED), TO(VOIDED), TO(VOIDED), TO(VOIDED), TO(VOIDED)}},
};

static void try_rule(const struct rule *rule, enum dy_stage stage)
{
    void *of = NULL;
    begin(&of);
    struct desk *desk = of;
    long entry = bring(desk, stage), number;
    char body[1000];
    long about = entry < 0 ? 3 : entry;
    const char *hole = strstr(rule->body, "%ld");
    if (hole)
        (void)snprintf(body, sizeof body, "%.*s%ld%s", (int)(hole - rule->body), rule->body, about,
                       hole + 3);
    else
        (void)snprintf(body, sizeof body, "%s", rule->body);
    const char *before = play_state(&desk->play);
    number = play_say(&desk->play, &desk->keys[rule->by], rule->kind, "%s", body);
    struct dy_desk_row *row = dy_desk_row(&desk->play.fold.desk, 0, 1, DY_SOURCE_OFFICIAL,
                                          dy_unit_find(&desk->play.fold.election->units, "s1", 2));
    int is = row ? (int)row->stage : DY_STAGE_EMPTY;
    if (rule->from[stage].stage < 0) {
        must_not(&desk->play, number, rule->from[stage].words, rule->kind, (int)stage);
        assert_string_equal(play_state(&desk->play), before);
    } else {
        must(&desk->play, number, rule->kind, (int)stage);
        if (is != rule->from[stage].stage)
            fail_msg("%s at %s: %s", rule->kind, dy_stage_names[stage], dy_stage_names[is]);
    }
    end(&of);
}

static void each_act_is_possible_at_its_stages_and_leads_where_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rules); i++)
        for (enum dy_stage stage = 0; stage < DY_N_STAGES; stage++)
            try_rule(&rules[i], stage);
}

/* --- persons --- */

static void two_keys_of_one_person_are_one_person(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = taken(play, &desk->keys[ALICIA], "protocol", OFFICIAL GOOD "}");
    refused_with(play, "a second person is needed", &desk->keys[ALICIA], "protocol-confirmed",
                 ON(GOOD), entry);
    refused_with(play, "a second person is needed", &desk->keys[ALICIA_TOO], "protocol-confirmed",
                 ON(GOOD), entry);
    assert_string_equal(waits(desk, entry), "E1");
    taken(play, &desk->keys[BOBBY], "protocol-confirmed", ON(GOOD), entry);
    assert_string_equal(waits(desk, entry), "counts");
}

static void differences_are_resolved_field_by_field(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = bring(desk, DY_STAGE_DIFFERENT);
    assert_string_equal(waits(desk, entry), "E2");
    refused_with(play, "has not typed this protocol", &desk->keys[CAROL], "protocol-resolved",
                 DUE "{\"a\":51,\"b\":29}}", entry);
    refused_with(play, "on which the two entries agree", &desk->keys[ALICIA], "protocol-resolved",
                 DUE "{\"a\":51,\"b\":29,\"invalid\":5}}", entry);
    refused_with(play, "on which the two entries agree", &desk->keys[ALICIA], "protocol-resolved",
                 DUE "{\"a\":51,\"zz\":29}}", entry);
    refused_with(play, "which neither of the two has typed", &desk->keys[ALICIA],
                 "protocol-resolved", DUE "{\"a\":52,\"b\":29}}", entry);
    /* Nobody is right by saying so twice: in the end two persons have typed each number. */
    refused_with(play, "bob has to type that, or a coordinator", &desk->keys[ALICIA],
                 "protocol-resolved", DUE "{\"a\":50}}", entry);
    refused_with(play, "alice has to type that, or a coordinator", &desk->keys[BOBBY],
                 "protocol-resolved", DUE "{\"a\":51}}", entry);
    taken(play, &desk->keys[ALICIA_TOO], "protocol-resolved", DUE "{\"a\":51}}", entry);
    assert_string_equal(waits(desk, entry), "E2");
    refused_with(play, "on which the two entries agree", &desk->keys[BOBBY], "protocol-resolved",
                 DUE "{\"a\":51,\"b\":30}}", entry);
    taken(play, &desk->keys[BOBBY], "protocol-resolved", DUE "{\"b\":30}}", entry);
    assert_string_equal(waits(desk, entry), "counts");
    assert_int_equal(row_of(desk, entry)->values[2], 51);
    assert_int_equal(row_of(desk, entry)->values[3], 30);
}

static void a_coordinator_may_resolve_too(void **state)
{
    struct desk *desk = *state;
    long entry = bring(desk, DY_STAGE_DIFFERENT);
    taken(&desk->play, &desk->keys[COORD], "protocol-resolved", DUE "{\"a\":50,\"b\":30}}", entry);
    assert_string_equal(waits(desk, entry), "counts");
}

static void a_correction_waits_for_a_second_person_again(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = bring(desk, DY_STAGE_CONFIRMED);
    refused_with(play, "counts \"e\", which the protocol does not have", &desk->keys[BOBBY],
                 "protocol-corrected", "{\"protocol\":%ld,\"reason\":\"x\",\"values\":{\"e\":1}}",
                 entry);
    long later = taken(play, &desk->keys[BOBBY], "protocol-corrected",
                       "{\"protocol\":%ld,\"reason\":\"x\",\"values\":{\"a\":51,\"b\":29}}", entry);
    assert_string_equal(waits(desk, entry), "E1");
    assert_int_equal(row_of(desk, entry)->latest, later);
    refused_with(play, "a second person is needed", &desk->keys[BOBBY], "protocol-confirmed",
                 ON(OTHER), entry);
    refused_with(play, "which is no protocol", &desk->keys[ALICIA], "protocol-confirmed", ON(OTHER),
                 later);
    taken(play, &desk->keys[ALICIA], "protocol-confirmed", ON(OTHER), entry);
    assert_string_equal(waits(desk, entry), "counts");
}

static void the_second_has_to_count_what_the_first_counted(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = taken(play, &desk->keys[ALICIA], "protocol", OFFICIAL GOOD "}");
    refused_with(play, "the same fields are needed", &desk->keys[BOBBY], "protocol-confirmed",
                 ON("{\"issued\":100,\"a\":50,\"b\":30,\"against_all\":10}"), entry);
    refused_with(play, "counts \"z\"", &desk->keys[BOBBY], "protocol-confirmed",
                 ON("{\"z\":100,\"a\":50,\"b\":30}"), entry);
    assert_string_equal(waits(desk, entry), "E1");
}

/* --- controls --- */

#define ACCEPT(controls)                                                                           \
    "{\"protocol\":%ld,\"reason\":\"so on the paper\",\"controls\":" controls "}"

static void accepting_names_exactly_the_broken_controls(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    const struct made_key *coord = &desk->keys[COORD];
    long entry = taken(play, &desk->keys[ALICIA], "protocol", OFFICIAL BROKEN "}");
    taken(play, &desk->keys[BOBBY], "protocol-confirmed", ON(BROKEN), entry);
    assert_string_equal(waits(desk, entry), "E3");
    refused_with(play, "needs the role coordinator", &desk->keys[ALICIA], "protocol-accepted",
                 ACCEPT("[\"K1\",\"K2\"]"), entry);
    refused_with(play, "does not name K2", coord, "protocol-accepted", ACCEPT("[\"K1\"]"), entry);
    refused_with(play, "does not name K1", coord, "protocol-accepted", ACCEPT("[\"K2\"]"), entry);
    refused_with(play, "does not name K2", coord, "protocol-accepted", ACCEPT("[\"K1\",\"K1\"]"),
                 entry);
    refused_with(play, "names a control twice", coord, "protocol-accepted",
                 ACCEPT("[\"K1\",\"K2\",\"K1\"]"), entry);
    refused_with(play, "names W1, which", coord, "protocol-accepted",
                 ACCEPT("[\"K1\",\"K2\",\"W1\"]"), entry);
    refused_with(play, "names K9, which", coord, "protocol-accepted",
                 ACCEPT("[\"K1\",\"K2\",\"K9\"]"), entry);
    assert_string_equal(waits(desk, entry), "E3");
    taken(play, coord, "protocol-accepted", ACCEPT("[\"K2\",\"K1\"]"), entry);
    assert_string_equal(waits(desk, entry), "counts");
}

static void what_is_accepted_are_those_numbers(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = taken(play, &desk->keys[ALICIA], "protocol", OFFICIAL K2_ONLY "}");
    taken(play, &desk->keys[COORD], "protocol-accepted", ACCEPT("[\"K2\"]"), entry);
    taken(play, &desk->keys[BOBBY], "protocol-confirmed", ON(BROKEN), entry);
    taken(play, &desk->keys[ALICIA], "protocol-resolved", DUE "{\"issued\":100}}", entry);
    assert_string_equal(waits(desk, entry), "E3"); /* now K1 is broken too */
    taken(play, &desk->keys[COORD], "protocol-accepted", ACCEPT("[\"K1\",\"K2\"]"), entry);
    assert_string_equal(waits(desk, entry), "counts");
    taken(play, &desk->keys[ALICIA], "protocol-corrected",
          "{\"protocol\":%ld,\"reason\":\"x\",\"values\":{\"invalid\":61}}", entry);
    assert_false(row_of(desk, entry)->accepted);
}

/* Two candidates who do not stand there break one rule twice. */
static void a_control_that_is_broken_twice_is_named_once(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    static const char values[] = "{\"issued\":100,\"invalid\":0,\"c\":1,\"d\":2,\"e\":3}";
    long entry = taken(play, &desk->keys[ALICIA], "protocol",
                       "{\"tier\":\"district\",\"round\":1,\"source\":\"official\",\"station\":"
                       "\"s1\",\"values\":%s}",
                       values);
    taken(play, &desk->keys[BOBBY], "protocol-confirmed", "{\"protocol\":%ld,\"values\":%s}", entry,
          values);
    assert_string_equal(waits(desk, entry), "E3");
    taken(play, &desk->keys[COORD], "protocol-accepted", ACCEPT("[\"S1\"]"), entry);
    assert_string_equal(waits(desk, entry), "counts");
}

static void votes_that_cannot_be_added_up_are_refused(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
#define HUGE                                                                                       \
    "{\"issued\":9007199254740992,\"invalid\":5,\"a\":9007199254740992,\"b\":%d,\"against_all\":"  \
    "0}"
    refused_with(play, "add up to more than 2^53", &desk->keys[ALICIA], "protocol",
                 OFFICIAL HUGE "}", 1);
    refused_with(play, "add up to more than 2^53", &desk->keys[WATCHER], "protocol",
                 LIST("copy", "s1") HUGE "}", 1);
    long entry = taken(play, &desk->keys[ALICIA], "protocol", OFFICIAL HUGE "}", 0);
    refused_with(play, "add up to more than 2^53", &desk->keys[BOBBY], "protocol-confirmed",
                 "{\"protocol\":%ld,\"values\":" HUGE "}", entry, 1);
    refused_with(play, "add up to more than 2^53", &desk->keys[ALICIA], "protocol-corrected",
                 "{\"protocol\":%ld,\"reason\":\"x\",\"values\":{\"b\":1}}", entry);
    taken(play, &desk->keys[BOBBY], "protocol-confirmed",
          ON("{\"issued\":1,\"invalid\":5,\"a\":7,\"b\":9007199254740000,\"against_all\":0}"),
          entry);
    refused_with(play, "add up to more than 2^53", &desk->keys[COORD], "protocol-resolved",
                 DUE "{\"issued\":1,\"a\":9007199254740992,\"b\":9007199254740000}}", entry);
    assert_non_null(play_state(play));
}

/* --- places --- */

static void a_larger_area_and_its_station_exclude_each_other(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    const struct made_key *alice = &desk->keys[ALICIA];
    long entry = taken(play, alice, "protocol", LIST("official", "d1") GOOD "}");
    refused_with(play, "is \"s1\", but d1 has a protocol of its own", alice, "protocol",
                 OFFICIAL GOOD "}");
    refused_with(play, "is \"n\", but a part of it has a protocol of its own", alice, "protocol",
                 LIST("official", "n") GOOD "}");
    taken(play, alice, "protocol", LIST("official", "s3") GOOD "}");
    taken(play, alice, "protocol", LIST("announced", "n") GOOD "}"); /* another source */
    taken(play, &desk->keys[COORD], "protocol-voided", "{\"protocol\":%ld,\"reason\":\"slip\"}",
          entry);
    long first = taken(play, alice, "protocol", OFFICIAL GOOD "}"); /* in the voided one's place */
    refused_with(play, "is \"d1\", but a part of it", alice, "protocol",
                 LIST("official", "d1") GOOD "}");
    taken(play, &desk->keys[BOBBY], "protocol-confirmed", ON(GOOD), first);
    assert_string_equal(waits(desk, first), "counts");
    assert_null(strstr(play_state(play), "\"E4\"")); /* nobody waits for d1's any more */
    taken(play, &desk->keys[COORD], "protocol-voided", "{\"protocol\":%ld,\"reason\":\"slip\"}",
          first);
    assert_non_null(strstr(play_state(play), "\"E4\""));
    taken(play, alice, "protocol", LIST("official", "d1") GOOD "}");
    refused_with(play, "is \"s1\", but d1 has", alice, "protocol", OFFICIAL GOOD "}");
}

/* What was replaced does not come back by a decision about the old station. */
static void a_decision_annuls_no_row_that_was_replaced(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = bring(desk, DY_STAGE_VOIDED);
    long larger = taken(play, &desk->keys[ALICIA], "protocol", LIST("official", "d1") GOOD "}");
    refused_with(play, "has no official protocol that could be voided", &desk->keys[COORD],
                 "decision",
                 "{\"decision\":\"station-voided\",\"authority\":\"court\",\"date\":\"2020-01-02\","
                 "\"text\":\"x\",\"station\":\"s1\"}");
    assert_int_equal(row_of(desk, entry)->stage, DY_STAGE_VOIDED);
    taken(play, &desk->keys[BOBBY], "protocol-confirmed", ON(GOOD), larger);
    assert_non_null(play_state(play));
}

static void annulled_is_covered_and_voided_is_missing(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    const struct dy_election *election;
    const struct dy_rows *rows;
    long entry = bring(desk, DY_STAGE_CONFIRMED);
    (void)entry;
    taken(play, &desk->keys[COORD], "decision",
          "{\"decision\":\"station-voided\",\"authority\":\"court\",\"date\":\"2020-01-02\","
          "\"text\":\"x\",\"contest\":\"list\"}");
    assert_int_equal(dy_fold_election(&play->fold, &election, &play->err), DY_OK);
    rows = election->protocols[0].rows;
    assert_int_equal(rows->n, 1); /* there, and of nothing but zeros */
    assert_int_equal(rows->values[0][2], 0);
    taken(play, &desk->keys[COORD], "decision",
          "{\"decision\":\"repeat-vote\",\"authority\":\"court\",\"date\":\"2020-01-02\","
          "\"text\":\"x\",\"contest\":\"list\"}");
    assert_int_equal(dy_fold_election(&play->fold, &election, &play->err), DY_OK);
    assert_int_equal(election->protocols[0].rows->n, 0);
}

/* Decisions of one district leave the other, copies and the lists alone. */
static void a_decision_is_about_its_contest(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
#define IN_DISTRICT(station, values)                                                               \
    "{\"tier\":\"district\",\"round\":1,\"source\":\"official\",\"station\":\"" station            \
    "\",\"values\":" values "}"
    long list = taken(play, &desk->keys[ALICIA], "protocol", OFFICIAL GOOD "}");
    long copy = taken(play, &desk->keys[WATCHER], "protocol", LIST("copy", "s1") GOOD "}");
    long one = taken(play, &desk->keys[ALICIA], "protocol", IN_DISTRICT("s1", "{\"c\":1,\"d\":2}"));
    long two = taken(play, &desk->keys[ALICIA], "protocol", IN_DISTRICT("s3", "{\"d\":1,\"e\":2}"));
    taken(play, &desk->keys[COORD], "decision",
          "{\"decision\":\"repeat-vote\",\"authority\":\"court\",\"date\":\"2020-01-02\",\"text\":"
          "\"x\",\"contest\":\"district/d1\"}");
    assert_int_equal(row_of(desk, list)->stage, DY_STAGE_ENTERED);
    assert_int_equal(row_of(desk, copy)->stage, DY_STAGE_ENTERED);
    assert_int_equal(row_of(desk, one)->stage, DY_STAGE_VOIDED);
    assert_int_equal(row_of(desk, two)->stage, DY_STAGE_ENTERED);
}

/* --- what a protocol may be --- */

static const struct {
    const char *name, *body, *words;
} strange[] = {
    {"a tier that the law does not have",
     "{\"tier\":\"moon\",\"round\":1,\"source\":\"official\",\"station\":\"s1\",\"values\":" GOOD
     "}",
     "/body/tier"},
    {"a station that there is not",
     "{\"tier\":\"list\",\"round\":1,\"source\":\"official\",\"station\":\"s9\",\"values\":" GOOD
     "}",
     "is \"s9\", which is no station"},
    {"round 0",
     "{\"tier\":\"list\",\"round\":0,\"source\":\"official\",\"station\":\"s1\",\"values\":" GOOD
     "}",
     "1 or 2 (the run-off) is needed"},
    {"round 3",
     "{\"tier\":\"list\",\"round\":3,\"source\":\"official\",\"station\":\"s1\",\"values\":" GOOD
     "}",
     "1 or 2 (the run-off) is needed"},
    {"round 2^32 + 1",
     "{\"tier\":\"list\",\"round\":4294967297,\"source\":\"official\",\"station\":\"s1\","
     "\"values\":" GOOD "}",
     "1 or 2 (the run-off) is needed"},
    {"a choice that is none", OFFICIAL "{\"a\":1,\"b\":2,\"c\":3}}", "counts \"c\""},
    {"against all where nobody can vote so",
     "{\"tier\":\"district\",\"round\":1,\"source\":\"official\",\"station\":\"s1\",\"values\":"
     "{\"c\":1,\"d\":2,\"against_all\":3}}",
     "counts \"against_all\""},
    {"one who stands is missing", OFFICIAL "{\"a\":1,\"against_all\":3}}",
     "lacks \"b\", who stands here"},
    {"an area above the contest",
     "{\"tier\":\"district\",\"round\":1,\"source\":\"official\",\"station\":\"n\",\"values\":"
     "{\"c\":1,\"d\":2,\"e\":3}}",
     "which has no contest of the tier district"},
};

static void a_protocol_of_something_else_is_refused(void **state)
{
    struct desk *desk = *state;
    for (size_t i = 0; i < DY_COUNT_OF(strange); i++) {
        const char *before = play_state(&desk->play);
        must_not(&desk->play,
                 play_say(&desk->play, &desk->keys[ALICIA], "protocol", "%s", strange[i].body),
                 strange[i].words, strange[i].name, (int)i);
        assert_string_equal(play_state(&desk->play), before);
    }
}

static void acts_name_the_entry_that_the_protocol_began_with(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = bring(desk, DY_STAGE_VOIDED);
    long again = taken(play, &desk->keys[ALICIA], "protocol", OFFICIAL GOOD "}");
    refused_with(play, "was voided and entered anew", &desk->keys[BOBBY], "protocol-confirmed",
                 ON(GOOD), entry);
    taken(play, &desk->keys[BOBBY], "protocol-confirmed", ON(GOOD), again);
}

static void a_reason_that_names_a_decision_names_one(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = bring(desk, DY_STAGE_ENTERED);
    refused_with(play, "which is no decision", &desk->keys[COORD], "protocol-voided",
                 "{\"protocol\":%ld,\"reason\":\"x\",\"decision\":%ld}", entry, entry);
    long decision = taken(play, &desk->keys[COORD], "decision",
                          "{\"decision\":\"other\",\"authority\":\"court\",\"date\":\"2020-01-02\","
                          "\"text\":\"x\"}");
    taken(play, &desk->keys[COORD], "protocol-voided",
          "{\"protocol\":%ld,\"reason\":\"x\",\"decision\":%ld}", entry, decision);
}

/* --- sources --- */

static void copies_count_at_once_unless_another_typed_otherwise(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    long entry = taken(play, &desk->keys[WATCHER], "protocol", LIST("copy", "s1") GOOD "}");
    assert_string_equal(waits(desk, entry), "counts");
    refused_with(play, "another cannot be entered", &desk->keys[WATCHER_TWO], "protocol",
                 LIST("copy", "s1") OTHER "}");
    taken(play, &desk->keys[WATCHER_TWO], "protocol-confirmed", ON(OTHER), entry);
    assert_string_equal(waits(desk, entry), "E2");
    taken(play, &desk->keys[WATCHER_TWO], "protocol-resolved", DUE "{\"a\":50,\"b\":30}}", entry);
    assert_string_equal(waits(desk, entry), "counts");
}

static void an_observer_changes_no_official_protocol(void **state)
{
    struct desk *desk = *state;
    struct play *play = &desk->play;
    const struct made_key *watcher = &desk->keys[WATCHER];
    long entry = bring(desk, DY_STAGE_ENTERED);
    refused_with(play, "the numbers of this official protocol need the role", watcher,
                 "protocol-confirmed", ON(GOOD), entry);
    refused_with(play, "the numbers of this official protocol need the role", watcher,
                 "protocol-corrected", "{\"protocol\":%ld,\"reason\":\"x\",\"values\":{\"a\":1}}",
                 entry);
    taken(play, &desk->keys[BOBBY], "protocol-confirmed", ON(OTHER), entry);
    refused_with(play, "the numbers of this official protocol need the role", watcher,
                 "protocol-resolved", DUE "{\"a\":50,\"b\":30}}", entry);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_act_is_possible_at_its_stages_and_leads_where_it_says),
        CASE(two_keys_of_one_person_are_one_person),
        CASE(differences_are_resolved_field_by_field),
        CASE(a_coordinator_may_resolve_too),
        CASE(a_correction_waits_for_a_second_person_again),
        CASE(the_second_has_to_count_what_the_first_counted),
        CASE(accepting_names_exactly_the_broken_controls),
        CASE(what_is_accepted_are_those_numbers),
        CASE(a_control_that_is_broken_twice_is_named_once),
        CASE(votes_that_cannot_be_added_up_are_refused),
        CASE(a_larger_area_and_its_station_exclude_each_other),
        CASE(a_decision_annuls_no_row_that_was_replaced),
        CASE(annulled_is_covered_and_voided_is_missing),
        CASE(a_decision_is_about_its_contest),
        CASE(a_protocol_of_something_else_is_refused),
        CASE(acts_name_the_entry_that_the_protocol_began_with),
        CASE(a_reason_that_names_a_decision_names_one),
        CASE(copies_count_at_once_unless_another_typed_otherwise),
        CASE(an_observer_changes_no_official_protocol),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

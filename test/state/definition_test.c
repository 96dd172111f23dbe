/*
 * What an election is, gathered from entries: in which order, of which parts, and that what a
 * record says of a real election counts as its folder does.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/publish.h"
#include "play.h"

/* --- order and parts --- */

static size_t find_kind(const json_t *entries, const char *kind)
{
    size_t i = 0;
    while (strcmp(json_string_value(json_object_get(json_array_get(entries, i), "kind")), kind) !=
           0)
        i++;
    return i;
}

static json_t *body_of(const json_t *entries, const char *kind)
{
    return json_object_get(json_array_get(entries, find_kind(entries, kind)), "body");
}

static void change(json_t *entries, const char *kind, const char *member, json_t *value)
{
    assert_int_equal(json_object_set_new(body_of(entries, kind), member, value), 0);
}

static void insert(json_t *entries, size_t at, const char *kind, json_t *body)
{
    json_array_insert_new(entries, at, json_pack("{s:s s:o}", "kind", kind, "body", body));
}

/* The law's text in two parts of one hash. */
static void split_law(json_t *entries)
{
    size_t at = find_kind(entries, "law");
    json_t *first = body_of(entries, "law"), *second = json_deep_copy(first);
    const char *text = json_string_value(json_object_get(first, "text"));
    size_t n = strlen(text) / 2;
    json_object_set_new(second, "text", json_string(text + n));
    json_object_set_new(second, "part", json_integer(2));
    json_object_set_new(second, "parts", json_integer(2));
    json_t *half = json_stringn(text, n);
    json_object_set_new(first, "text", half);
    json_object_set_new(first, "parts", json_integer(2));
    insert(entries, at + 1, "law", second);
}

static void as_it_is(json_t *entries)
{
    (void)entries;
}

static void two_elections(json_t *entries)
{
    insert(entries, 1, "election", json_deep_copy(body_of(entries, "election")));
}

static void law_first(json_t *entries)
{
    json_t *law = json_incref(json_array_get(entries, 1));
    json_array_remove(entries, 1);
    json_array_insert_new(entries, 0, law);
}

static void contests_before_lists_before_areas(json_t *entries)
{
    json_t *turned = json_array();
    json_array_append(turned, json_array_get(entries, 0));
    for (size_t i = json_array_size(entries); i-- > 1;)
        json_array_append(turned, json_array_get(entries, i));
    json_array_clear(entries);
    json_array_extend(entries, turned);
    json_decref(turned);
}

static void no_law(json_t *entries)
{
    json_array_remove(entries, find_kind(entries, "law"));
}

static void no_areas(json_t *entries)
{
    json_array_remove(entries, find_kind(entries, "areas"));
}

static void second_part_missing(json_t *entries)
{
    split_law(entries);
    json_array_remove(entries, find_kind(entries, "law") + 1);
}

static void first_part_missing(json_t *entries)
{
    split_law(entries);
    json_array_remove(entries, find_kind(entries, "law"));
}

static void first_part_twice(json_t *entries)
{
    split_law(entries);
    insert(entries, find_kind(entries, "law") + 1, "law", json_deep_copy(body_of(entries, "law")));
}

static void one_part_more(json_t *entries)
{
    insert(entries, find_kind(entries, "law") + 1, "law", json_deep_copy(body_of(entries, "law")));
}

static void part_nought(json_t *entries)
{
    change(entries, "law", "part", json_integer(0));
}

static void no_parts(json_t *entries)
{
    change(entries, "law", "parts", json_integer(0));
}

static void other_number_of_parts(json_t *entries)
{
    split_law(entries);
    json_t *second = json_array_get(entries, find_kind(entries, "law") + 1);
    json_object_set_new(json_object_get(second, "body"), "parts", json_integer(3));
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
static void hash_of_something_else(json_t *entries)
{
    change(entries, "law", "sha256", json_string(ZEROS));
    change(entries, "election", "law_sha256", json_string(ZEROS));
}

static void other_hash_in_the_second_part(json_t *entries)
{
    split_law(entries);
    json_t *second = json_array_get(entries, find_kind(entries, "law") + 1);
    json_object_set_new(json_object_get(second, "body"), "sha256", json_string(ZEROS));
}

static void other_law_than_in_entry_0(json_t *entries)
{
    change(entries, "election", "law_sha256", json_string(ZEROS));
}

static void law_that_is_none(json_t *entries)
{
    struct dy_hash hash = dy_hash_bytes("a: b\n", 5);
    char hex[65];
    dy_hex(hash.of, 32, hex);
    change(entries, "law", "text", json_string("a: b\n"));
    change(entries, "law", "sha256", json_string(hex));
    change(entries, "election", "law_sha256", json_string(hex));
}

static void area(json_t *entries, const char *json)
{
    json_t *areas = json_object_get(body_of(entries, "areas"), "areas"), *value;
    assert_non_null(value = json_loads(json, 0, NULL));
    json_array_append_new(areas, value);
}

static void area_with_a_newline(json_t *entries)
{
    area(entries, "{\"unit\":\"s9\",\"level\":\"station\",\"parent\":\"d1\",\"title\":\"a\\nb\"}");
}

static void area_with_another_member(json_t *entries)
{
    area(entries, "{\"unit\":\"s9\",\"level\":\"station\",\"parent\":\"d1\",\"kind\":\"x\"}");
}

static void area_without_a_level(json_t *entries)
{
    area(entries, "{\"unit\":\"s9\",\"parent\":\"d1\"}");
}

static void area_that_is_a_text(json_t *entries)
{
    json_array_append_new(json_object_get(body_of(entries, "areas"), "areas"), json_string("s9"));
}

static void area_with_fewer_than_no_voters(json_t *entries)
{
    area(entries, "{\"unit\":\"s9\",\"level\":\"station\",\"parent\":\"d1\",\"voters\":-1}");
}

static void area_whose_voters_are_a_text(json_t *entries)
{
    area(entries, "{\"unit\":\"s9\",\"level\":\"station\",\"parent\":\"d1\",\"voters\":\"7\"}");
}

static void area_with_an_unknown_parent(json_t *entries)
{
    area(entries, "{\"unit\":\"s9\",\"level\":\"station\",\"parent\":\"d9\"}");
}

static void area_that_is_a_second_whole(json_t *entries)
{
    area(entries, "{\"unit\":\"m\",\"level\":\"nation\"}");
}

static void area_twice(json_t *entries)
{
    area(entries, "{\"unit\":\"s1\",\"level\":\"station\",\"parent\":\"d1\"}");
}

static void area_in_a_circle(json_t *entries)
{
    area(entries, "{\"unit\":\"x1\",\"level\":\"station\",\"parent\":\"x2\"}");
    area(entries, "{\"unit\":\"x2\",\"level\":\"station\",\"parent\":\"x1\"}");
}

static void area_that_breaks_out_of_its_cell(json_t *entries)
{
    area(entries, "{\"unit\":\"s9\\\",station,d1,,\",\"level\":\"station\",\"parent\":\"d1\"}");
}

static void areas_in_two_entries(json_t *entries)
{
    json_t *areas = json_object_get(body_of(entries, "areas"), "areas"), *more = json_array();
    size_t last = json_array_size(areas) - 1;
    json_array_append(more, json_array_get(areas, last));
    json_array_remove(areas, last);
    insert(entries, find_kind(entries, "areas") + 1, "areas", json_pack("{s:o}", "areas", more));
}

static void contests_of_nothing(json_t *entries)
{
    insert(entries, json_array_size(entries), "contests", json_object());
}

static void a_list_twice(json_t *entries)
{
    json_t *lists = json_object_get(body_of(entries, "lists"), "lists");
    json_array_append(lists, json_array_get(lists, 0));
}

static void a_contest_of_no_tier(json_t *entries)
{
    json_t *contests = json_object_get(body_of(entries, "contests"), "contests");
    json_array_append_new(contests, json_pack("{s:s s:s}", "tier", "moon", "choices", "lists"));
}

static void notes_of_numbers(json_t *entries)
{
    change(entries, "election", "notes", json_pack("[i]", 7));
}

static void a_day_before_the_law(json_t *entries)
{
    change(entries, "election", "date", json_string("1999-01-01"));
}

static const struct {
    const char *name;
    void (*edit)(json_t *entries);
    const char *words; /* NULL: is taken */
} orders[] = {
    {"as it is", as_it_is, NULL},
    {"the law in two parts", split_law, NULL},
    {"areas in two entries", areas_in_two_entries, NULL},
    {"the rest in another order", contests_before_lists_before_areas, NULL},
    {"two elections", two_elections, "only entry 0 is of that kind"},
    {"the law before the election", law_first, "a record begins with the election"},
    {"no law", no_law, "lacks the text of its law xx/house"},
    {"the law's second part is missing", second_part_missing, "lacks the text of its law"},
    {"the law's first part is missing", first_part_missing, "is not the part that comes next"},
    {"the law's first part twice", first_part_twice, "is not the part that comes next"},
    {"one part too many", one_part_more, "is not the part that comes next"},
    {"part 0", part_nought, "is not the part that comes next"},
    {"of no parts", no_parts, "is not the part that comes next"},
    {"of another number of parts", other_number_of_parts,
     "is another than that of the parts before it"},
    {"a hash of something else", hash_of_something_else, "is not the SHA-256 of the text"},
    {"another hash in the second part", other_hash_in_the_second_part,
     "is another than that of the parts before it"},
    {"another law than entry 0 says", other_law_than_in_entry_0,
     "is not that of the law in entry 0"},
    {"a law that is none", law_that_is_none, ""},
    {"no areas", no_areas, ""},
    {"an area with a newline", area_with_a_newline, "/body/areas"},
    {"an area with another member", area_with_another_member, "/body/areas"},
    {"an area without a level", area_without_a_level, "/body/areas"},
    {"an area that is a text", area_that_is_a_text, "/body/areas"},
    {"fewer than no voters", area_with_fewer_than_no_voters, "/body/areas"},
    {"voters that are a text", area_whose_voters_are_a_text, "/body/areas"},
    {"an unknown parent", area_with_an_unknown_parent, "\"d9\", which has no row of its own"},
    {"a second whole", area_that_is_a_second_whole, "one unit is the whole"},
    {"an area twice", area_twice, "s1"},
    {"areas in a circle", area_in_a_circle, ""},
    {"an area that would break out of its cell", area_that_breaks_out_of_its_cell, ""},
    {"contests of nothing", contests_of_nothing, "lacks both"},
    {"a list twice", a_list_twice, "a"},
    {"a contest of no tier", a_contest_of_no_tier, "moon"},
    {"notes that are numbers", notes_of_numbers, ""},
    {"a day before the law", a_day_before_the_law, ""},
};

static void the_definition_is_whole_and_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(orders); i++) {
        struct play play = {0};
        struct made_key key;
        play_open(&play, NULL);
        json_t *entries = play_describe(&play);
        orders[i].edit(entries);
        enum dy_code code = play_definition(&play, entries);
        make_key(&key, "key");
        long number = code ? -1 : play_enrol(&play, &key, "p", "typist", "n");
        if (orders[i].words)
            must_not(&play, number, orders[i].words, orders[i].name, (int)i);
        else
            must(&play, number, orders[i].name, (int)i);
        json_decref(entries);
        play_end(&play);
    }
}

static void nothing_is_defined_after_the_first_other_entry(void **state)
{
    static const char *const kinds[] = {"law", "areas", "lists", "contests"};
    struct play play = {0};
    struct made_key key;
    (void)state;
    play_open(&play, NULL);
    json_t *entries = play_describe(&play);
    assert_int_equal(play_definition(&play, entries), DY_OK);
    make_key(&key, "key");
    must(&play, play_enrol(&play, &key, "p", "typist", "n"), "", 0);
    const char *before = play_state(&play);
    for (size_t i = 0; i < DY_COUNT_OF(kinds); i++)
        must_not(
            &play,
            play_value(&play, &play.founder, kinds[i], json_incref(body_of(entries, kinds[i]))),
            "come before any other entry", kinds[i], 0);
    assert_string_equal(play_state(&play), before);
    json_decref(entries);
    play_end(&play);
}

/* Asking does not close what is being defined. */
static void a_definition_may_go_on_until_something_else_comes(void **state)
{
    const struct dy_election *election;
    struct play play = {0};
    (void)state;
    play_begin(&play, NULL);
    assert_null(play.fold.election);
    assert_int_equal(dy_fold_close(&play.fold, &play.err), DY_OK);
    assert_int_equal(dy_fold_election(&play.fold, &election, &play.err), DY_OK);
    assert_int_equal(election->units.n, 7);
    play_end(&play);
}

static void areas_are_as_in_the_file(void **state)
{
    const struct dy_election *folder, *record;
    static const char units[] = "unit,level,parent,voters,title\n"
                                "n,nation,,,\n"
                                "d1,district,n,,\"a, b; \"\"c\"\" \t'd'\"\n"
                                "d2,district,n,0,Төртінші\n"
                                "s1,station,d1,9007199254740992,007\n";
    struct play play = {0};
    (void)state;
    play_folder(&play, "units.csv", units);
    play_begin(&play, NULL);
    assert_int_equal(dy_election_read(&play.mem, play.folder, &play.options, &folder, &play.err),
                     DY_OK);
    assert_int_equal(dy_fold_election(&play.fold, &record, &play.err), DY_OK);
    assert_int_equal(record->units.n, folder->units.n);
    for (size_t i = 0; i < folder->units.n; i++) {
        const struct dy_unit *a = &folder->units.of[i], *b = &record->units.of[i];
        assert_string_equal(a->id, b->id);
        assert_int_equal(a->voters, b->voters);
        assert_int_equal(a->parent, b->parent);
        assert_string_equal(folder->units.levels[a->level], record->units.levels[b->level]);
        assert_int_equal(folder->units.titles[i].n, record->units.titles[i].n);
        for (size_t k = 0; k < folder->units.titles[i].n; k++)
            assert_string_equal(folder->units.titles[i].of[k].text,
                                record->units.titles[i].of[k].text);
    }
    play_end(&play);
}

/* --- what is said later --- */

#define STATEMENT(id, more)                                                                        \
    "{\"statement\":{\"id\":\"" id "\",\"publisher\":\"x\",\"source\":\"x\",\"date\":"             \
    "\"2020-01-02\",\"status\":\"official\"" more "}}"
#define LOT(contest, order)                                                                        \
    "{\"decision\":\"lot\",\"authority\":\"commission\",\"date\":\"2020-01-02\",\"text\":\"x\","   \
    "\"contest\":\"" contest "\",\"order\":" order "}"
static const struct {
    const char *name, *kind, *body, *words;
} later[] = {
    {"a statement", "statement", STATEMENT("s", ",\"contest\":\"list\",\"votes\":{\"a\":1}"), NULL},
    {"a statement of that id", "statement", STATEMENT("s", ""), "the id of another statement"},
    {"a statement without an id", "statement", "{\"statement\":{\"publisher\":\"x\"}}",
     "lacks the key \"id\""},
    {"a statement with a slip", "statement", STATEMENT("t", ",\"vots\":{\"a\":1}"), "vots"},
    {"a statement about nobody", "statement", STATEMENT("t", ",\"votes\":{\"zz\":1}"),
     "which this election does not have"},
    {"a statement of no contest", "statement", STATEMENT("t", ",\"contest\":\"moon\""), "moon"},
    {"a statement of a text", "statement", STATEMENT("t", ",\"votes\":{\"a\":\"many\"}"), "many"},
    {"a statement with percentages", "statement",
     STATEMENT("t", ",\"percent\":{\"a\":\"53.90\"},\"percent_of\":\"cast\""), NULL},
    {"a lot", "decision", LOT("list", "[\"b\",\"a\"]"), NULL},
    {"a lot without an order", "decision",
     "{\"decision\":\"lot\",\"authority\":\"x\",\"date\":\"2020-01-02\",\"text\":\"x\","
     "\"contest\":\"list\"}",
     "lacks \"order\", which a lot needs"},
    {"a lot of no contest", "decision", LOT("moon", "[\"a\"]"), "which is no contest"},
    {"a lot without a contest", "decision",
     "{\"decision\":\"lot\",\"authority\":\"x\",\"date\":\"2020-01-02\",\"text\":\"x\","
     "\"order\":[\"a\"]}",
     "lacks \"contest\", which a lot needs"},
    {"a lot that draws a stranger", "decision", LOT("list", "[\"a\",\"zz\"]"),
     "names \"zz\", who does not stand in this contest"},
    {"a lot that draws one who stands elsewhere", "decision", LOT("district/d1", "[\"c\",\"e\"]"),
     "names \"e\", who does not stand in this contest"},
    {"a lot that draws one twice", "decision", LOT("list", "[\"a\",\"b\",\"a\"]"),
     "names \"a\" twice"},
    {"a lot of a district", "decision", LOT("district/d2", "[\"e\",\"d\"]"), NULL},
};

/* A record of which one entry could not be read back could never be counted again. */
static void what_could_not_be_counted_beside_is_refused(void **state)
{
    struct play play = {0};
    struct made_key key;
    (void)state;
    play_begin(&play, NULL);
    make_key(&key, "coordinator");
    must(&play, play_enrol(&play, &key, "c", "coordinator", "n"), "", 0);
    for (size_t i = 0; i < DY_COUNT_OF(later); i++) {
        const char *before = play_state(&play);
        long number = play_say(&play, &key, later[i].kind, "%s", later[i].body);
        const char *after = play_state(&play);
        if (later[i].words)
            must_not(&play, number, later[i].words, later[i].name, (int)i);
        else
            must(&play, number, later[i].name, (int)i);
        assert_int_equal(strcmp(before, after) == 0, number < 0);
    }
    play_end(&play);
}

/* --- real elections --- */

enum { A_TYPIST, ANOTHER, A_COORDINATOR, N_DESK };
struct import {
    struct play play;
    struct made_key keys[N_DESK];
    const struct dy_election *folder;
    const struct dy_protocols *file;
    size_t accepted;
};

static const char *slot_name(const struct import *in, size_t slot)
{
    const struct dy_election *election = in->folder;
    size_t n_fields = election->law->n_fields, contest = 0;
    if (slot < n_fields)
        return election->law->fields[slot].id;
    while (election->contests[contest].tier != in->file->tier)
        contest++;
    return slot + 1 == in->file->n_slots ? "against_all"
                                         : election->contests[contest].choices[slot - n_fields].id;
}

static void accept_errors(struct import *in, long entry)
{
    const struct dy_desk *desk = &in->play.fold.desk;
    const char **errors = NULL;
    size_t n = 0;
    assert_int_equal(dy_desk_errors(desk, dy_desk_find(desk, (uint64_t)entry), &in->play.mem, &n,
                                    &errors, &in->play.err),
                     DY_OK);
    json_t *controls = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(controls, json_string(errors[i]));
    if (n)
        must(&in->play,
             play_value(&in->play, &in->keys[A_COORDINATOR], "protocol-accepted",
                        json_pack("{s:I s:O s:s}", "protocol", (json_int_t)entry, "controls",
                                  controls, "reason", "so in the file")),
             "accept", (int)entry);
    in->accepted += n > 0;
    json_decref(controls);
}

static enum dy_code enter_row(void *self, const struct dy_row *row, struct dy_err *err)
{
    struct import *in = self;
    json_t *values = json_object();
    (void)err;
    for (size_t i = 0; i < in->file->n_slots; i++)
        if (in->file->present[i])
            json_object_set_new(values, slot_name(in, i), json_integer((json_int_t)row->values[i]));
    long entry = play_value(&in->play, &in->keys[A_TYPIST], "protocol",
                            json_pack("{s:s s:i s:s s:s s:O}", "tier",
                                      in->folder->law->tiers[in->file->tier].id, "round",
                                      (int)in->file->round, "source", in->file->source, "station",
                                      in->folder->units.of[row->unit].id, "values", values));
    must(&in->play, entry, in->folder->units.of[row->unit].id, (int)row->line);
    must(&in->play,
         play_value(&in->play, &in->keys[ANOTHER], "protocol-confirmed",
                    json_pack("{s:I s:O}", "protocol", (json_int_t)entry, "values", values)),
         "confirm", (int)row->line);
    json_decref(values);
    accept_errors(in, entry);
    return DY_OK;
}

static void import_all(struct import *in)
{
    for (size_t i = 0; i < in->folder->n_protocols; i++) {
        struct dy_row_visitor visitor = {in, NULL, enter_row};
        in->file = &in->folder->protocols[i];
        assert_int_equal(dy_protocols_scan(in->folder, in->file, &visitor, &in->play.err), DY_OK);
    }
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * What was announced is a map of names in both; a folder shows it in the file's order, a record in
 * that of names, as canonical JSON has it. The list is held as a set.
 */
static char *sort_announced(struct dy_arena *mem, const char *outcome)
{
    char *lines[256], *out;
    json_t *root = json_loads(outcome, 0, NULL);
    if (!root)
        return dy_arena_copy(mem, outcome, strlen(outcome));
    json_t *list = json_object_get(root, "announced");
    size_t n = json_array_size(list);
    assert_true(n <= DY_COUNT_OF(lines));
    for (size_t i = 0; i < n; i++)
        lines[i] = json_dumps(json_array_get(list, i), JSON_SORT_KEYS | JSON_COMPACT);
    qsort(lines, n, sizeof *lines, compare_texts);
    json_array_clear(list);
    for (size_t i = 0; i < n; i++) {
        json_array_append_new(list, json_loads(lines[i], 0, NULL));
        free(lines[i]);
    }
    char *text = json_dumps(root, JSON_SORT_KEYS | JSON_COMPACT);
    out = dy_arena_copy(mem, text, strlen(text));
    free(text);
    json_decref(root);
    return out;
}

static char *outcome_of(struct dy_arena *mem, const struct dy_election *election, size_t source)
{
    return sort_announced(mem, play_outcome(mem, election, dy_sources[source].name));
}

/* All findings, as a set. */
static char *published_checks(struct dy_arena *mem, const struct dy_election *election)
{
    struct dy_findings findings;
    struct dy_err err = {0};
    assert_int_equal(dy_state_check(mem, election, &findings, &err), DY_OK);
    const struct dy_finding *of = findings.of.items;
    char **lines = DY_NEW(mem, char *, findings.of.n), *out = NULL;
    size_t n = 1;
    for (size_t i = 0; i < findings.of.n; i++) {
        lines[i] = dy_arena_format(mem, "%s %u %u %s\n", of[i].code, of[i].unit, of[i].round,
                                   of[i].source ? of[i].source : "");
        n += strlen(lines[i]);
    }
    qsort(lines, findings.of.n, sizeof *lines, compare_texts);
    out = DY_NEW(mem, char, n);
    for (size_t i = 0, used = 0; i < findings.of.n; i++) {
        memcpy(out + used, lines[i], strlen(lines[i]));
        used += strlen(lines[i]);
    }
    return out;
}

/* What is long is shown from where it differs. */
static void must_equal(const char *name, const char *is, const char *want)
{
    size_t at = 0;
    while (is[at] && is[at] == want[at])
        at++;
    size_t from = at > 80 ? at - 80 : 0;
    if (is[at] || want[at])
        fail_msg("%s: ...%.200s in place of ...%.200s", name, is + from, want + from);
}

static void a_real_election_counts_as_its_folder_does(void **state)
{
    static const struct {
        const char *name;
        size_t accepted; /* at least */
    } elections[] = {{"kz-maslikhat-astana-2023", 0}, {"kz-mazhilis-2021", 0},
                     {"kz-mazhilis-2023", 0},         {"kz-president-2022", 0},
                     {"kz-referendum-2026", 0},       {"made-up-dispute", 0},
                     {"ge-parliament-2016", 1}};
    static const char *const roles[N_DESK] = {"typist", "typist", "coordinator"};
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(elections); i++) {
        struct import in = {0};
        const struct dy_election *record;
        play_begin(&in.play, elections[i].name);
        assert_int_equal(dy_fold_election(&in.play.fold, &record, &in.play.err), DY_OK);
        uint32_t root = 0;
        while (record->units.of[root].parent != DY_NOTHING)
            root = record->units.of[root].parent;
        for (size_t k = 0; k < N_DESK; k++) {
            char person[8] = {'p', (char)('0' + k)};
            make_key(&in.keys[k], person);
            must(&in.play,
                 play_enrol(&in.play, &in.keys[k], person, roles[k], record->units.of[root].id),
                 person, (int)k);
        }
        assert_int_equal(dy_election_read(&in.play.mem, in.play.election, &in.play.options,
                                          &in.folder, &in.play.err),
                         DY_OK);
        import_all(&in);
        assert_int_equal(dy_fold_election(&in.play.fold, &record, &in.play.err), DY_OK);
        for (size_t k = 0; k < DY_N_SOURCES; k++)
            must_equal(elections[i].name, outcome_of(&in.play.mem, record, k),
                       outcome_of(&in.play.mem, in.folder, k));
        must_equal(elections[i].name, published_checks(&in.play.mem, record),
                   published_checks(&in.play.mem, in.folder));
        assert_true(in.accepted >= elections[i].accepted);
        play_end(&in.play);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_definition_is_whole_and_in_order),
        cmocka_unit_test(nothing_is_defined_after_the_first_other_entry),
        cmocka_unit_test(a_definition_may_go_on_until_something_else_comes),
        cmocka_unit_test(areas_are_as_in_the_file),
        cmocka_unit_test(what_could_not_be_counted_beside_is_refused),
        cmocka_unit_test(a_real_election_counts_as_its_folder_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

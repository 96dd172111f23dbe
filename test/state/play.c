#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dauys/publish.h"

enum { NOON = 1679227200 }; /* 2023-03-19T12:00:00Z */

const char play_law[] =
    "act: xx/house\n"
    "title: {en: The House}\n"
    "versions:\n"
    "- in_force: {from: 2000-01-01}\n"
    "  source: made up\n"
    "  body: {seats: 5, cite: x}\n"
    "  shares:\n"
    "    cast: {sum: [votes, against_all], title: {en: cast}, cite: x}\n"
    "    issued: {sum: [issued], title: {en: issued}, cite: x}\n"
    "    listed: {sum: [listed], title: {en: listed}, cite: x}\n"
    "  tiers:\n"
    "  - {id: list, title: {en: lists}, seats: 3, area: nation,\n"
    "     ballot: {choices: lists, against_all: true}, admit: {at_least: 5 %, of: cast, cite: x},\n"
    "     award: {method: hare, cite: x}, ties: {rule: lot, cite: x}, cite: x}\n"
    "  - {id: district, title: {en: districts}, seats: 2, area: district,\n"
    "     ballot: {choices: candidates, against_all: false}, award: {method: plurality, cite: x},\n"
    "     ties: {rule: lot, cite: x}, cite: x}\n"
    "  protocol:\n"
    "    fields: {issued: {title: {en: issued}}, invalid: {title: {en: invalid}}}\n"
    "    controls:\n"
    "    - {id: K1, must: cast + invalid <= issued, cite: x}\n"
    "    - {id: K2, must: invalid <= 50, cite: x}\n"
    "    - {id: W1, must: invalid <= 20, cite: x, level: warning}\n";
const char play_election[] = "election: made-up\n"
                             "title: {en: A made-up election}\n"
                             "date: 2020-01-01\n"
                             "act: xx/house\n"
                             "synthetic: true\n"
                             "units: units.csv\n"
                             "lists: [{id: a, title: {en: A}}, {id: b, title: {en: B}}]\n"
                             "contests:\n"
                             "- {tier: list, choices: lists}\n"
                             "- tier: district\n"
                             "  choices: [{id: c, title: {en: C}}, {id: d, title: {en: D}}, {id: "
                             "e, title: {en: E}}]\n"
                             "  stands: {d1: [c, d], d2: [d, e]}\n"
                             "protocols: []\n";
const char play_units[] = "unit,level,parent,voters,title\n"
                          "n,nation,,,\n"
                          "d1,district,n,,\n"
                          "d2,district,n,,\n"
                          "s1,station,d1,1000,\"The \"\"first\"\", here\"\n"
                          "s2,station,d1,1000,\n"
                          "s3,station,d2,1000,\n"
                          "s4,station,d2,1000,\n";

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static void make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0700), 0);
}

void play_folder(struct play *play, const char *name, const char *text)
{
    static const char *const files[][2] = {{"law/xx/house.yaml", play_law},
                                           {"election.yaml", play_election},
                                           {"units.csv", play_units}};
    char path[160];
    (void)snprintf(play->folder, sizeof play->folder, "/tmp/dauys-play-XXXXXX");
    assert_non_null(mkdtemp(play->folder));
    (void)snprintf(play->law_root, sizeof play->law_root, "%s/law", play->folder);
    make_folder(play->law_root);
    (void)snprintf(path, sizeof path, "%s/xx", play->law_root);
    make_folder(path);
    for (size_t i = 0; i < DY_COUNT_OF(files); i++)
        write_file(play->folder, files[i][0], files[i][1]);
    if (name)
        write_file(play->folder, name, text);
}

static void init(struct play *play)
{
    dy_arena_init(&play->mem);
    dy_forest_init(&play->forest, &play->mem);
    play->options = (struct dy_election_options){.law_root = play->law_root};
    assert_int_equal(dy_fold_init(&play->mem, "play", &play->options, &play->fold, &play->err),
                     DY_OK);
}

enum dy_code play_take(struct play *play, struct dy_bytes bytes)
{
    struct dy_entry entry;
    struct dy_hash leaf = dy_hash_leaf(bytes.of, bytes.n);
    play->err = (struct dy_err){0};
    enum dy_code code =
        dy_entry_read(&play->doc, "play", play->entries.n, bytes, &entry, &play->err);
    if (!code)
        code = dy_fold_apply(&play->fold, &entry, &play->err);
    if (code)
        return code;
    struct dy_bytes *kept = dy_vec_push(&play->mem, &play->entries, sizeof *kept);
    assert_non_null(kept);
    *kept = bytes;
    return dy_forest_append(&play->forest, &leaf, &play->err);
}

long play_value(struct play *play, const struct made_key *by, const char *kind, json_t *body)
{
    uint64_t n = play->entries.n;
    struct dy_entry_draft draft = {dy_kind_find(kind, strlen(kind)), body};
    struct dy_entry_place place = {n, dy_forest_root(&play->forest, n), NOON};
    struct dy_bytes bytes;
    play->err = (struct dy_err){0};
    enum dy_code code = dy_entry_write(&play->mem, &draft, &place, &by->key, &bytes, &play->err);
    if (!code)
        code = play_take(play, bytes);
    json_decref(body);
    return code ? -1 : (long)n;
}

long play_say(struct play *play, const struct made_key *by, const char *kind, const char *body, ...)
{
    char text[4000];
    json_error_t error;
    va_list args;
    va_start(args, body);
    (void)vsnprintf(text, sizeof text, body, args);
    va_end(args);
    json_t *value = json_loads(text, 0, &error);
    if (!value)
        fail_msg("%s: %s", text, error.text);
    return play_value(play, by, kind, value);
}

void play_open(struct play *play, const char *election)
{
    if (election) {
        (void)snprintf(play->election, sizeof play->election, DAUYS_SOURCE_DIR "/elections/%s",
                       election);
        (void)snprintf(play->law_root, sizeof play->law_root, DAUYS_SOURCE_DIR "/law");
    } else {
        if (!*play->folder)
            play_folder(play, NULL, NULL);
        (void)snprintf(play->election, sizeof play->election, "%s", play->folder);
    }
    make_key(&play->founder, "founder");
    init(play);
}

json_t *play_describe(struct play *play)
{
    struct dy_description description = {0};
    json_t *out = json_array();
    if (dy_describe(&play->mem, play->election, &play->options, &play->founder.key, "founder",
                    &description, &play->err))
        fail_msg("%s: %s", play->err.where, play->err.msg);
    struct dy_drafts drafts = dy_description_drafts(&description);
    for (size_t i = 0; i < drafts.n; i++) {
        const char *kind;
        json_t *body;
        assert_int_equal(drafts.make(drafts.self, i, &kind, &body, &play->err), DY_OK);
        json_array_append_new(out, json_pack("{s:s s:o}", "kind", kind, "body", body));
    }
    dy_description_finish(&description);
    return out;
}

enum dy_code play_definition(struct play *play, const json_t *entries)
{
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        if (play_value(play, &play->founder, json_string_value(json_object_get(entry, "kind")),
                       json_incref(json_object_get(entry, "body"))) < 0)
            return play->err.code;
    }
    return DY_OK;
}

void play_begin(struct play *play, const char *election)
{
    play_open(play, election);
    json_t *entries = play_describe(play);
    (void)must(play, play_definition(play, entries) ? -1 : 0, play->election, 0);
    json_decref(entries);
}

void play_end(struct play *play)
{
    char command[128];
    play_finish_again(play);
    if (*play->folder) {
        (void)snprintf(command, sizeof command, "rm -rf '%s'", play->folder);
        assert_int_equal(system(command), 0);
    }
    *play = (struct play){0};
}

void play_again(const struct play *play, struct play *out)
{
    const struct dy_bytes *of = play->entries.items;
    *out = (struct play){0};
    memcpy(out->law_root, play->law_root, sizeof out->law_root);
    init(out);
    for (size_t i = 0; i < play->entries.n; i++)
        if (play_take(out, of[i]))
            fail_msg("entry %zu: %s: %s", i, out->err.where, out->err.msg);
}

void play_finish_again(struct play *out)
{
    dy_document_finish(&out->doc);
    dy_arena_finish(&out->mem);
}

/* --- what there is --- */

static void dump(FILE *to, json_t *value)
{
    assert_non_null(value);
    char *text = json_dumps(value, JSON_SORT_KEYS | JSON_COMPACT);
    fprintf(to, "%s\n", text);
    free(text);
    json_decref(value);
}

char *play_outcome(struct dy_arena *mem, const struct dy_election *election, const char *source)
{
    struct dy_err err = {0};
    struct dy_state *state;
    const struct dy_outcome *outcome;
    json_t *json = NULL;
    enum dy_code code = dy_state_fold(mem, election, source, true, &state, &err);
    if (!code)
        code = dy_count(mem, election, source, state->n_tallies, state->tallies, &outcome, &err);
    if (!code)
        code = dy_publish_outcome_json(outcome, &state->findings, &json, &err);
    if (code)
        return dy_arena_format(mem, "%d: %s", (int)code, err.msg);
    char *text = json_dumps(json, JSON_SORT_KEYS | JSON_COMPACT);
    char *out = dy_arena_copy(mem, text, strlen(text));
    free(text);
    json_decref(json);
    return out;
}

static void dump_rows(const struct dy_desk *desk, FILE *to)
{
    struct dy_desk_board *const *boards = desk->boards.items;
    for (size_t i = 0; i < desk->boards.n; i++)
        for (size_t unit = 0; unit < desk->election->units.n; unit++) {
            const struct dy_desk_row *row = boards[i]->row_of[unit];
            if (!row)
                continue;
            fprintf(to, "%u/%u/%d %s: %s of %lu, latest %lu, %s and %s%s:", boards[i]->tier,
                    boards[i]->round, (int)boards[i]->source, desk->election->units.of[unit].id,
                    dy_stage_names[row->stage], (unsigned long)row->entry,
                    (unsigned long)row->latest, row->first, row->second ? row->second : "nobody",
                    row->accepted ? ", accepted" : "");
            for (size_t k = 0; k < row->shape->file.n_slots; k++)
                fprintf(to, " %lu/%lu", (unsigned long)row->values[k],
                        (unsigned long)(row->again ? row->again[k] : 0));
            fputc('\n', to);
        }
}

static void dump_rights(const struct dy_rights *rights, FILE *to)
{
    struct dy_holder *const *of = rights->holders.items;
    for (size_t i = 0; i < rights->holders.n; i++)
        fprintf(to, "%s %s %s %lu %ld\n", of[i]->person, dy_role_names[of[i]->role],
                of[i]->area ? of[i]->area : "all", (unsigned long)of[i]->enrolled,
                (long)of[i]->revoked);
}

const char *play_state(struct play *play)
{
    const struct dy_election *election;
    struct dy_findings findings;
    struct dy_err err = {0};
    json_t *json;
    char *text = NULL;
    size_t n = 0;
    FILE *to = open_memstream(&text, &n);
    assert_int_equal(dy_fold_election(&play->fold, &election, &err), DY_OK);
    assert_int_equal(dy_findings_init(&play->mem, election, &findings, &err), DY_OK);
    assert_int_equal(dy_fold_waiting(&play->fold, &findings, &err), DY_OK);
    assert_int_equal(dy_publish_findings_json(election, &findings, &json, &err), DY_OK);
    dump(to, json);
    for (size_t i = 0; i < DY_N_SOURCES; i++)
        fprintf(to, "%s: %s\n", dy_sources[i].name,
                play_outcome(&play->mem, election, dy_sources[i].name));
    assert_int_equal(dy_state_check(&play->mem, election, &findings, &err), DY_OK);
    assert_int_equal(dy_publish_findings_json(election, &findings, &json, &err), DY_OK);
    dump(to, json);
    dump_rows(&play->fold.desk, to);
    dump_rights(&play->fold.rights, to);
    fprintf(to, "%lu entries, %zu established\n", (unsigned long)play->fold.n,
            play->fold.established.n);
    (void)fclose(to);
    const char *out = dy_arena_copy(&play->mem, text, n);
    free(text);
    return out;
}

long must(struct play *play, long number, const char *file, int line)
{
    if (number < 0)
        fail_msg("%s:%d: %s: %s", file, line, play->err.where, play->err.msg);
    return number;
}

void must_not(struct play *play, long number, const char *words, const char *file, int line)
{
    char *said = dy_arena_format(&play->mem, "%s: %s", play->err.where, play->err.msg);
    if (number >= 0)
        fail_msg("%s:%d: was taken, in place of \"%s\"", file, line, words);
    if (!strstr(said, words))
        fail_msg("%s:%d: \"%s\" in place of \"%s\"", file, line, said, words);
}

long play_enrol(struct play *play, const struct made_key *key, const char *person, const char *role,
                const char *area)
{
    return play_say(play, &play->founder, "key-enrolled",
                    "{\"key\":\"%s\",\"person\":\"%s\",\"role\":\"%s\",\"area\":\"%s\"}", key->hex,
                    person, role, area);
}

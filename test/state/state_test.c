/*
 * The fold of a whole folder on disk: sources, rounds, places of errors, leaves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dauys/state.h"

static const char election_yaml[] =
    "election: xx\n"
    "title: {en: Test}\n"
    "date: 2022-11-20\n"
    "act: kz/president\n"
    "synthetic: true\n"
    "units: units.csv\n"
    "contests:\n"
    "- tier: president\n"
    "  choices:\n"
    "  - {id: a, title: {en: Aa}}\n"
    "  - {id: b, title: {en: Bb}}\n"
    "  - {id: c, title: {en: Cc}}\n"
    "protocols:\n"
    "- {tier: president, source: official, file: first.csv, round: 1}\n"
    "- {tier: president, source: official, file: second.csv, round: 2}\n"
    "- {tier: president, source: copy, file: copy.csv, round: 1}\n";
static const char units_csv[] = "unit,level,parent,voters\n"
                                "n,nation,,\n"
                                "r1,region,n,\n"
                                "r2,region,n,\n"
                                "s1,station,r1,1000\n"
                                "s2,station,r1,1000\n"
                                "s3,station,r2,1000\n";
static const char first_csv[] = "unit,issued,a,b,c,against_all\n"
                                "s1,101,50,30,10,10\n"
                                "s3,101,50,30,10,10\n"
                                "s2,101,20,40,30,10\n";
static const char second_csv[] = "unit,issued,a,b,c,against_all\n"
                                 "r1,200,60,100,0,0\n"
                                 "s3,100,50,30,0,0\n";
static const char copy_csv[] = "unit,a,b,c,against_all\n"
                               "s1,90,0,0,10\n";

struct folder {
    char path[64];
    struct dy_arena mem;
    const struct dy_election *election;
};

static void write_file(const struct folder *folder, const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

/* The folder with `file` (or none) holding other rows. */
static void start(struct folder *folder, const char *file, const char *text)
{
    *folder = (struct folder){.path = "/tmp/dauys-state-XXXXXX"};
    assert_non_null(mkdtemp(folder->path));
    (void)strcat(folder->path, "/xx");
    assert_int_equal(mkdir(folder->path, 0700), 0);
    dy_arena_init(&folder->mem);
    write_file(folder, "election.yaml", election_yaml);
    write_file(folder, "units.csv", units_csv);
    write_file(folder, "first.csv", first_csv);
    write_file(folder, "second.csv", second_csv);
    write_file(folder, "copy.csv", copy_csv);
    if (file != NULL)
        write_file(folder, file, text);
    struct dy_election_options options = {.law_root = DAUYS_SOURCE_DIR "/law"};
    struct dy_err err = {0};
    if (dy_election_read(&folder->mem, folder->path, &options, &folder->election, &err) != DY_OK)
        fail_msg("%s:%u: %s", err.at.file, err.at.line, err.msg);
}

static void finish(struct folder *folder)
{
    static const char *const files[] = {"election.yaml", "units.csv", "first.csv",
                                        "second.csv",    "copy.csv",  ""};
    for (size_t i = 0; i < DY_COUNT_OF(files); i++) {
        char path[128];
        (void)snprintf(path, sizeof path, "%s/%s", folder->path, files[i]);
        (void)remove(path);
    }
    folder->path[strlen(folder->path) - 3] = '\0';
    (void)remove(folder->path);
    dy_arena_finish(&folder->mem);
}

static struct dy_state *fold(struct folder *folder, const char *source, bool with_checks)
{
    struct dy_state *state;
    struct dy_err err = {0};
    if (dy_state_fold(&folder->mem, folder->election, source, with_checks, &state, &err) != DY_OK)
        fail_msg("%s:%u: %s", err.at.file, err.at.line, err.msg);
    return state;
}

static void test_rounds_are_folded_apart(void **state)
{
    (void)state;
    struct folder folder;
    start(&folder, NULL, NULL);
    const struct dy_state *now = fold(&folder, "official", true);
    assert_int_equal(now->n_tallies, 2);
    size_t a = folder.election->law->n_fields;
    assert_int_equal(now->tallies[0].round, 1);
    assert_int_equal(now->tallies[0].sums[a], 120);
    assert_int_equal(now->tallies[0].n_rows, 3);
    assert_int_equal(now->tallies[1].round, 2);
    assert_int_equal(now->tallies[1].sums[a + 1], 130);
    assert_int_equal(now->tallies[1].n_missing, 0);
    const struct dy_outcome *outcome;
    struct dy_err err = {0};
    assert_int_equal(dy_count(&folder.mem, folder.election, now->source, now->n_tallies,
                              now->tallies, &outcome, &err),
                     DY_OK);
    assert_int_equal(outcome->contests[0].event, DY_EVENT_ELECTED);
    assert_true(outcome->contests[0].choices[1].elected);
    assert_int_equal(outcome->status, DY_STATUS_FINAL);
    finish(&folder);
}

static void test_sources_are_not_mixed(void **state)
{
    (void)state;
    struct folder folder;
    start(&folder, NULL, NULL);
    const struct dy_state *now = fold(&folder, "copy", false);
    assert_int_equal(now->n_tallies, 1);
    assert_int_equal(now->tallies[0].n_rows, 1);
    assert_int_equal(now->tallies[0].n_missing, 2);
    assert_int_equal(now->tallies[0].missing_voters, 2000);
    struct dy_state *none;
    struct dy_err err = {0};
    assert_int_equal(dy_state_fold(&folder.mem, folder.election, "copies", false, &none, &err),
                     DY_E_INPUT);
    assert_non_null(strstr(err.msg, "official, copy"));
    finish(&folder);
}

static void test_checks_only_when_asked(void **state)
{
    (void)state;
    struct folder folder;
    /* more votes than voters on the list */
    start(&folder, "first.csv", "unit,issued,a,b,c,against_all\ns1,100,5000,30,10,10\n");
    assert_true(fold(&folder, "official", true)->findings.n_errors > 0);
    assert_int_equal(fold(&folder, "official", false)->findings.n_errors, 0);
    finish(&folder);
}

struct wrong {
    const char *name, *csv;
    uint32_t line;
    const char *says;
};
static const struct wrong wrongs[] = {
    {"a station and its region", "unit,a,b,c\nr1,1,1,1\ns3,1,1,1\ns2,1,1,1\n", 4, "first.csv:2"},
    {"the nation and a region", "unit,a,b,c\nr2,1,1,1\nn,1,1,1\n", 2, "first.csv:3"},
    {"a column above 2^53", "unit,a,b,c\ns1,9007199254740992,1,1\ns2,1,1,1\n", 0, "2^53"},
};

static void test_wrong_coverage_names_both_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(wrongs); i++) {
        struct folder folder;
        struct dy_state *now;
        struct dy_err err = {0};
        start(&folder, "first.csv", wrongs[i].csv);
        enum dy_code code =
            dy_state_fold(&folder.mem, folder.election, "official", false, &now, &err);
        if (code == DY_OK || err.at.line != wrongs[i].line || !strstr(err.msg, wrongs[i].says))
            fail_msg("%s: line %u: %s", wrongs[i].name, err.at.line, err.msg);
        finish(&folder);
    }
}

static void check_leaf(const struct dy_why *leaf, const char *value, uint32_t line,
                       const char *place)
{
    assert_string_equal(leaf->value, value);
    assert_int_equal(leaf->at.line, line);
    assert_string_equal(leaf->params[0].value, place);
}

static const struct dy_why *ask(struct folder *folder, const struct dy_state *now, const char *path)
{
    const struct dy_outcome *outcome;
    const struct dy_why *why;
    struct dy_err err = {0};
    struct dy_why_source source = dy_state_why_source(now);
    assert_int_equal(dy_count(&folder->mem, folder->election, now->source, now->n_tallies,
                              now->tallies, &outcome, &err),
                     DY_OK);
    if (dy_count_why(&folder->mem, outcome, path, &source, &why, &err) != DY_OK)
        fail_msg("%s: %s", path, err.msg);
    return why;
}

static void test_leaves_are_rows(void **state)
{
    (void)state;
    struct folder folder;
    start(&folder, NULL, NULL);
    const struct dy_state *now = fold(&folder, "official", false);
    const struct dy_why *why = ask(&folder, now, "president/round-1/b/votes");
    assert_string_equal(why->value, "100");
    assert_int_equal(why->n_because, 2);
    check_leaf(why->because[0], "70", 0, "r1"); /* two protocols */
    check_leaf(why->because[1], "30", 3, "r2");
    why = ask(&folder, now, "president/round-1/b/votes/r1");
    assert_string_equal(why->value, "70");
    check_leaf(why->because[0], "40", 4, "s2");
    check_leaf(why->because[1], "30", 2, "s1");
    why = ask(&folder, now, "president/b/votes/r1"); /* the region's own row */
    assert_string_equal(why->value, "100");
    check_leaf(why->because[0], "100", 2, "r1");
    why = ask(&folder, now, "president/b/votes/s1"); /* lies in it, has none */
    assert_null(why->value);
    finish(&folder);
}

static void test_unknown_places_have_no_figures(void **state)
{
    (void)state;
    static const char *const paths[] = {"president/b/votes/s9", "president/b/votes/s1/s1",
                                        "president/issued/s9", "president/b/seats/s1"};
    struct folder folder;
    start(&folder, NULL, NULL);
    const struct dy_state *now = fold(&folder, "official", false);
    const struct dy_outcome *outcome;
    struct dy_err err = {0};
    assert_int_equal(dy_count(&folder.mem, folder.election, now->source, now->n_tallies,
                              now->tallies, &outcome, &err),
                     DY_OK);
    for (size_t i = 0; i < DY_COUNT_OF(paths); i++) {
        const struct dy_why *why;
        struct dy_err wrong = {0};
        if (dy_count_why(&folder.mem, outcome, paths[i], NULL, &why, &wrong) != DY_E_INPUT)
            fail_msg("%s is answered", paths[i]);
    }
    finish(&folder);
}

static void test_no_memory(void **state)
{
    (void)state;
    struct folder folder;
    start(&folder, NULL, NULL);
    enum dy_code code = DY_E_NOMEM;
    for (uint64_t n = 1; code != DY_OK; n++) {
        struct dy_state *now = NULL;
        struct dy_err err = {0};
        struct dy_arena mem;
        dy_arena_init(&mem);
        mem.fail_at = n;
        code = dy_state_fold(&mem, folder.election, "official", true, &now, &err);
        assert_true(code == DY_OK || (code == DY_E_NOMEM && now == NULL));
        dy_arena_finish(&mem);
    }
    finish(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounds_are_folded_apart),
        cmocka_unit_test(test_sources_are_not_mixed),
        cmocka_unit_test(test_checks_only_when_asked),
        cmocka_unit_test(test_wrong_coverage_names_both_places),
        cmocka_unit_test(test_leaves_are_rows),
        cmocka_unit_test(test_unknown_places_have_no_figures),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

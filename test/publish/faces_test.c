/*
 * Faces of small outcomes: the page letter by letter, and each allocation failure in turn: a face
 * is whole or it is not there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../count/fixture.h"
#include "dauys/publish.h"

/* --- outcomes --- */

static struct dy_name english[] = {{"en", "Made-up house"}, {"ru", "Палата"}};
static struct dy_name note[] = {{"en", "What a reader must know."}};
static struct dy_names notes[] = {{1, note}};

static void make_final(struct fixture *f)
{
    fixture_init(f, 3, 5);
    f->election.title = (struct dy_names){2, english};
    f->election.synthetic = true;
    f->election.n_notes = 1;
    f->election.notes = notes;
    f->law.source = "made up";
    f->law.from = (struct dy_date){2000, 1, 1};
    fixture_bar(f, 5, 100, false);
    fixture_votes(f, 1, (dy_votes[]){600, 350, 40}, 10);
    (void)fixture_count(f);
}

static void make_lot(struct fixture *f)
{
    fixture_init(f, 2, 1);
    f->election.title = (struct dy_names){2, english};
    f->law.source = "made up";
    f->law.from = (struct dy_date){2000, 1, 1};
    f->tier.ties.value = DY_TIE_LOT;
    fixture_votes(f, 1, (dy_votes[]){500, 500}, 0);
    (void)fixture_count(f);
}

/* --- the page --- */

static char *page_of(struct dy_arena *mem, const struct fixture *f, const char *lang,
                     enum dy_code *code)
{
    char *text = NULL;
    size_t n = 0;
    struct dy_err err = {0};
    struct dy_print print = {.to = open_memstream(&text, &n), .lang = lang, .width = 80};
    assert_non_null(print.to);
    *code = dy_publish_outcome_table(mem, &print, f->outcome, NULL, &err);
    assert_int_equal(fclose(print.to), 0);
    assert_int_equal(err.code, *code);
    return text;
}

static void check_page(const struct fixture *f, const char *want)
{
    struct dy_arena mem;
    enum dy_code code;
    dy_arena_init(&mem);
    char *got = page_of(&mem, f, "en", &code);
    assert_int_equal(code, DY_OK);
    assert_string_equal(got, want);
    free(got);
    dy_arena_finish(&mem);
}

static void test_final_page(void **state)
{
    struct fixture f;
    (void)state;
    make_final(&f);
    check_page(&f, "Made-up house\n"
                   "SYNTHETIC: this election is made up.\n"
                   "Law: xx/house, in force from 2000-01-01 to now. Source: official.\n"
                   "Status: final: every seat follows from the law and the votes\n"
                   "\n"
                   "list: 5 seats\n"
                   "\n"
                   "list         votes      %  seats\n"
                   "───────────────────────────────────────────────\n"
                   "a              600  60.00      3  in\n"
                   "b              350  35.00      2  in\n"
                   "c               40   4.00      0  below the bar\n"
                   "against all     10   1.00         elects nobody\n"
                   "% of 1,000 took_part; needed: 50 (art. 5)\n"
                   "\n"
                   "the whole house  seats\n"
                   "────────────────────────\n"
                   "a                    3\n"
                   "b                    2\n"
                   "5 seats: 5 awarded by votes, 5 of all settled, 0 as declared.\n"
                   "\n"
                   "* What a reader must know.\n");
    fixture_finish(&f);
}

static void test_lot_page(void **state)
{
    struct fixture f;
    (void)state;
    make_lot(&f);
    f.election.other_law = true;
    check_page(&f, "Made-up house\n"
                   "Law: xx/house, in force from 2000-01-01 to now. Source: official.\n"
                   "This is not the law that the election was held under.\n"
                   "Status: undetermined: a decision is missing\n"
                   "\n"
                   "list\n"
                   "\n"
                   "list         votes      %    seats\n"
                   "─────────────────────────────────────────────────\n"
                   "a              500  50.00  0 (0–1)  claims\n"
                   "b              500  50.00  0 (0–1)  claims\n"
                   "against all      0   0.00           elects nobody\n"
                   "% of all 1,000 votes\n"
                   "a lot is needed: a, b\n"
                   "\n");
    fixture_finish(&f);
}

static void test_page_without_memory(void **state)
{
    struct fixture f;
    struct dy_arena mem;
    enum dy_code code = DY_E_NOMEM;
    (void)state;
    make_final(&f);
    for (uint64_t n = 1; code == DY_E_NOMEM; n++) {
        dy_arena_init(&mem);
        mem.fail_at = n;
        char *got = page_of(&mem, &f, "en", &code);
        if (code == DY_E_NOMEM && *got != '\0')
            fail_msg("allocation %llu failed, and there is a page:\n%s", (unsigned long long)n,
                     got);
        free(got);
        dy_arena_finish(&mem);
        assert_true(n < 10000);
    }
    assert_int_equal(code, DY_OK);
    fixture_finish(&f);
}

/* --- JSON: jansson's own allocations fail in turn --- */

static uint64_t n_json, json_fails_at;

static void *json_alloc(size_t n)
{
    return ++n_json == json_fails_at ? NULL : malloc(n);
}

typedef enum dy_code (*face)(const struct fixture *f, json_t **out, struct dy_err *err);

static enum dy_code outcome_face(const struct fixture *f, json_t **out, struct dy_err *err)
{
    static struct dy_finding finding = {.code = "K1", .unit = DY_NOTHING, .contest = DY_NOTHING};
    static const struct dy_findings findings = {.of = {&finding, 1, 1}, .n_errors = 1};
    return dy_publish_outcome_json(f->outcome, &findings, out, err);
}

static enum dy_code nist_face(const struct fixture *f, json_t **out, struct dy_err *err)
{
    return dy_publish_nist(f->outcome, out, err);
}

static enum dy_code findings_face(const struct fixture *f, json_t **out, struct dy_err *err)
{
    static struct dy_param params[] = {{"left", "1"}, {"right", "2"}};
    static struct dy_finding of[] = {{.code = "K1",
                                      .message = "{left} is not {right}",
                                      .n_params = 2,
                                      .params = params,
                                      .unit = 1,
                                      .contest = 0,
                                      .source = "official",
                                      .has_numbers = true,
                                      .left = -5,
                                      .right = 7,
                                      .relation = "a == b",
                                      .cite = "art. 1",
                                      .at = {.file = "x/list.csv", .line = 2}}};
    static const struct dy_findings findings = {.of = {of, 1, 1}, .n_errors = 1};
    return dy_publish_findings_json(&f->election, &findings, out, err);
}

static enum dy_code why_face(const struct fixture *f, json_t **out, struct dy_err *err)
{
    const struct dy_why *why;
    struct dy_arena mem;
    dy_arena_init(&mem);
    enum dy_code code = dy_count_why(&mem, f->outcome, "list/a/seats", NULL, &why, err);
    if (!code)
        code = dy_publish_why_json(why, "en", NULL, out, err);
    dy_arena_finish(&mem);
    return code;
}

static enum dy_code certificate_face(const struct fixture *f, json_t **out, struct dy_err *err)
{
    return dy_publish_certificate(f->outcome, out, err);
}

static const struct {
    const char *name;
    face write;
} faces[] = {{"outcome", outcome_face},
             {"NIST", nist_face},
             {"findings", findings_face},
             {"why", why_face},
             {"certificate", certificate_face}};

static void test_json_without_memory(void **state)
{
    struct fixture f;
    (void)state;
    make_final(&f);
    (void)setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
    json_set_alloc_funcs(json_alloc, free);
    for (size_t i = 0; i < DY_COUNT_OF(faces); i++) {
        json_t *whole = NULL, *got = NULL;
        struct dy_err err = {0};
        json_fails_at = 0;
        assert_int_equal(faces[i].write(&f, &whole, &err), DY_OK);
        enum dy_code code = DY_E_NOMEM;
        for (json_fails_at = 1; code == DY_E_NOMEM; json_fails_at++) {
            n_json = 0;
            err = (struct dy_err){0};
            code = faces[i].write(&f, &got, &err);
            if (code == DY_E_NOMEM && got)
                fail_msg("%s: allocation %llu failed, and there is a value", faces[i].name,
                         (unsigned long long)json_fails_at);
        }
        assert_int_equal(code, DY_OK);
        if (!json_equal(whole, got) || json_fails_at < 20)
            fail_msg("%s: after %llu failures another value", faces[i].name,
                     (unsigned long long)json_fails_at);
        json_decref(whole);
        json_decref(got);
    }
    json_set_alloc_funcs(malloc, free);
    fixture_finish(&f);
}

/* --- CSV --- */

static void test_csv(void **state)
{
    struct fixture f;
    struct dy_err err = {0};
    char got[1000] = "";
    (void)state;
    make_final(&f);
    FILE *to = fmemopen(got, sizeof got, "w");
    assert_non_null(to);
    assert_int_equal(dy_publish_csv(f.outcome, to, &err), DY_OK);
    (void)fclose(to);
    assert_string_equal(got, "election,area,office,round,party,candidate,winner,votes,seats\n"
                             "xx,nation,list,1,a,a,true,600,3\n"
                             "xx,nation,list,1,b,b,true,350,2\n"
                             "xx,nation,list,1,c,c,false,40,0\n"
                             "xx,nation,list,1,,Against all,false,10,0\n");
    fixture_finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_final_page),
        cmocka_unit_test(test_lot_page),
        cmocka_unit_test(test_page_without_memory),
        cmocka_unit_test(test_json_without_memory),
        cmocka_unit_test(test_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

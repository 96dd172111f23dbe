/*
 * Derivations: the tree as text, two spaces a level, "claim = value [article]".
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static void draw(struct dy_arena *mem, const char *lang, const struct dy_why *why, int depth,
                 FILE *out)
{
    (void)fprintf(out, "%*s%s", 2 * depth, "", dy_why_say(mem, lang, why));
    if (why->value != NULL)
        (void)fprintf(out, " = %s", why->value);
    if (why->cite != NULL)
        (void)fprintf(out, " [%s]", why->cite);
    if (why->unverified)
        (void)fprintf(out, " (unverified)");
    (void)fputc('\n', out);
    for (size_t i = 0; i < why->n_because; i++)
        draw(mem, lang, why->because[i], depth + 1, out);
}

static void check_why(struct fixture *f, const char *path, const struct dy_why_source *source,
                      const char *want)
{
    const struct dy_why *why;
    struct dy_err err = {0};
    char got[4096] = "";
    if (dy_count_why(&f->mem, f->outcome, path, source, &why, &err) != DY_OK)
        fail_msg("%s: %s", path, err.msg);
    FILE *out = fmemopen(got, sizeof got, "w");
    assert_non_null(out);
    draw(&f->mem, "en", why, 0, out);
    (void)fclose(out);
    if (strcmp(got, want) != 0)
        fail_msg("%s: got\n%s", path, got);
}

/* Three stations: a row each. */
static enum dy_code leaves(void *self, const struct dy_outcome_contest *contest, uint32_t unit,
                           uint32_t slot, struct dy_arena *mem, size_t *n, struct dy_why_leaf **out,
                           struct dy_err *err)
{
    (void)self;
    *n = unit == DY_NOTHING ? 3 : 1;
    *out = DY_NEW(mem, struct dy_why_leaf, *n);
    if (*out == NULL)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < *n; i++)
        (*out)[i] = (struct dy_why_leaf){.unit = unit == DY_NOTHING ? i + 1 : unit,
                                         .value = contest->tally->sums[slot] / 3,
                                         .n_rows = 1,
                                         .at = {.file = "list.csv", .line = i + 2}};
    return DY_OK;
}
static const struct dy_why_source rows = {NULL, leaves};

static void start_list(struct fixture *f)
{
    fixture_init(f, 3, 10);
    fixture_bar(f, 5, 100, false);
    fixture_votes(f, 1, (dy_votes[]){540, 390, 30}, 40);
    (void)fixture_count(f);
}

static void test_seats_by_remainder(void **state)
{
    (void)state;
    struct fixture f;
    start_list(&f);
    check_why(
        &f, "list/a/seats", NULL,
        "Seats of a = 6 [art. 3]\n"
        "  Seats to award by largest remainders, Hare quota = 10 [art. 2]\n"
        "  Votes for one seat (the quota): 930/10 = 93.00\n"
        "  Whole quotas in the votes of a: 540 divided by the quota = 5\n"
        "  From the seats left over (1): the remainder of a is 750/930 of a seat, number 1 in "
        "size = 1\n"
        "  a reaches the bar of 5 % [art. 5]\n"
        "    Fewest votes that are enough = 50 [art. 5]\n"
        "      took_part: the sum of votes + against_all = 1000\n"
        "        Votes for all choices together = 960\n"
        "          Votes for a = 540\n"
        "          Votes for b = 390\n"
        "          Votes for c = 30\n"
        "        Votes against all = 40\n"
        "    Percent of took_part for a = 54.00 %\n"
        "      Votes for a = 540\n");
    fixture_finish(&f);
}

static void test_votes_end_at_protocols(void **state)
{
    (void)state;
    struct fixture f;
    start_list(&f);
    check_why(&f, "list/a/votes", &rows,
              "Votes for a = 540\n"
              "  In s1: protocol list.csv, line 2 = 180\n"
              "  In s2: protocol list.csv, line 3 = 180\n"
              "  In s3: protocol list.csv, line 4 = 180\n");
    fixture_finish(&f);
}

static void test_guarantee(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, 3, 10);
    fixture_bar(&f, 5, 10, false);
    f.tier.guarantee = (struct dy_law_guarantee){
        .is_set = true, .lists = 2, .factor = {7, 10}, .minimum = 2, .cite = "art. 7"};
    fixture_votes(&f, 1, (dy_votes[]){501, 449, 50}, 0);
    (void)fixture_count(&f);
    check_why(&f, "list/b/seats", NULL,
              "Seats of b = 3 [art. 3]\n"
              "  b is let in as the second list: its seats, at least 2 = 3 [art. 7]\n"
              "    449 votes out of 501 and 449, times 10 seats, times 70 % = 3.30\n"
              "  Only one list reached the bar, so b takes part with the next most votes [art. 7]\n"
              "    Fewest votes that are enough = 500 [art. 5]\n"
              "      took_part: the sum of votes + against_all = 1000\n"
              "        Votes for all choices together = 1000\n"
              "          Votes for a = 501\n"
              "          Votes for b = 449\n"
              "          Votes for c = 50\n"
              "        Votes against all = 0\n"
              "    Percent of took_part for b = 44.90 %\n"
              "      Votes for b = 449\n");
    fixture_finish(&f);
}

static void test_silence_names_readings(void **state)
{
    (void)state;
    static struct dy_name question[] = {{"en", "Nobody reaches the bar. Who enters?"}};
    static struct dy_name up[] = {{"en", "nobody"}}, all[] = {{"en", "all lists"}};
    static struct dy_law_option options[] = {{"nobody", {1, up}}, {"all-lists", {1, all}}};
    struct fixture f;
    fixture_init(&f, 2, 10);
    fixture_bar(&f, 6, 10, false);
    f.reading = (struct dy_law_reading){.id = "R1",
                                        .question = {1, question},
                                        .cite = "art. 5",
                                        .n_options = 2,
                                        .options = options,
                                        .chosen = "silent"};
    f.tier.bar.if_none = (struct dy_law_param){DY_NONE_SILENT, &f.reading};
    fixture_votes(&f, 1, (dy_votes[]){50, 50}, 0);
    (void)fixture_count(&f);
    check_why(&f, "list/status", NULL,
              "Status of list = undetermined\n"
              "  The law gives no answer for list = law-silent\n"
              "    The law does not say: No list reaches the bar, and the law does not say what "
              "follows.\n"
              "    Reading R1: Nobody reaches the bar. Who enters? – chosen: silent [art. 5]\n"
              "      Another reading is possible, R1=nobody: nobody\n"
              "      Another reading is possible, R1=all-lists: all lists\n");
    fixture_finish(&f);
}

static void test_runoff(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, 3, 1);
    fixture_single(&f, "absolute-majority");
    f.tier.award.runoff_between = 2;
    f.tier.award.runoff_cite = "art. 8";
    fixture_votes(&f, 1, (dy_votes[]){45, 35, 20}, 0);
    fixture_votes(&f, 2, (dy_votes[]){40, 60, 0}, 0);
    (void)fixture_count(&f);
    check_why(&f, "list/b/elected", NULL,
              "b is elected = 1 [art. 3]\n"
              "  Votes for b in the run-off = 60\n"
              "  The next: a = 40\n"
              "  Nobody had the majority in the first round [art. 8]\n"
              "    Status of list = undetermined\n"
              "      A run-off in list between a, b = run-off [art. 8]\n"
              "    b does not have the majority [art. 6]\n"
              "      Fewest votes that are enough = 51 [art. 6]\n"
              "        took_part: the sum of votes + against_all = 100\n"
              "          Votes for all choices together = 100\n"
              "            Votes for a = 45\n"
              "            Votes for b = 35\n"
              "            Votes for c = 20\n"
              "          Votes against all = 0\n"
              "      Percent of took_part for b = 35.00 %\n"
              "        Votes for b = 35\n");
    check_why(&f, "list/round-1/a/votes", NULL, "Votes for a = 45\n");
    fixture_finish(&f);
}

static void test_house_as_declared(void **state)
{
    (void)state;
    struct fixture f;
    fixture_init(&f, 2, 10);
    f.law.unverified = true;
    f.declared_seats[0] = (struct dy_declared_seats){0, 7};
    f.declared_seats[1] = (struct dy_declared_seats){DY_NOTHING, 3};
    f.declared = (struct dy_declared){
        .n = 2, .of = f.declared_seats, .source = "the gazette", .unverified = true};
    f.election.n_declared = 1;
    (void)fixture_count(&f);
    check_why(&f, "body/independent/seats", NULL,
              "Seats of independent in the whole house = 3 [art. 2] (unverified)\n"
              "  Seats of independent: list = 3 [art. 2] (unverified)\n"
              "    Seats of independent as announced, because the votes are not published: the "
              "gazette = 3 (unverified)\n");
    fixture_finish(&f);
}

static void test_every_figure_answers(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "status",
        "list",
        "list/status",
        "list/base",
        "list/needed",
        "list/a/seats",
        "list/b/votes",

        "list/c/share",
        "list/c/admitted",
        "list/against_all/votes",
        "list/against_all/share",
        "list/issued",
        "list/listed",
        "list/took_part",
        "list/a/elected",
        "body/a/seats",
        "list/elected",
        "list/nation/a/seats",
    };
    struct fixture f;
    start_list(&f);
    for (size_t i = 0; i < DY_COUNT_OF(paths); i++) {
        const struct dy_why *why = NULL;
        struct dy_err err = {0};
        if (dy_count_why(&f.mem, f.outcome, paths[i], &rows, &why, &err) != DY_OK)
            fail_msg("%s: %s", paths[i], err.msg);
        assert_non_null(why);
    }
    fixture_finish(&f);
}

static void test_unknown_figures(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "",         "lists/a/seats",  "list/x/seats",   "list/a",
        "list/a/v", "list/a/seats/x", "list/turnout",   "body/x/seats",
        "body/a",   "status/x",       "a/b/c/d/e/f/g/h"};
    struct fixture f;
    start_list(&f);
    for (size_t i = 0; i < DY_COUNT_OF(paths); i++) {
        const struct dy_why *why = NULL;
        struct dy_err err = {0};
        if (dy_count_why(&f.mem, f.outcome, paths[i], NULL, &why, &err) != DY_E_INPUT)
            fail_msg("%s: answered", paths[i]);
        assert_non_null(strstr(err.msg, "list/a/seats"));
        assert_string_equal(err.where, paths[i]);
    }
    fixture_finish(&f);
}

static void test_no_memory(void **state)
{
    (void)state;
    struct fixture f;
    start_list(&f);
    enum dy_code code = DY_E_NOMEM;
    for (uint64_t n = 1; code != DY_OK; n++) {
        const struct dy_why *why = NULL;
        struct dy_err err = {0};
        struct dy_arena mem;
        dy_arena_init(&mem);
        mem.fail_at = n;
        code = dy_count_why(&mem, f.outcome, "list/a/seats", &rows, &why, &err);
        assert_true(code == DY_OK || (code == DY_E_NOMEM && why == NULL));
        dy_arena_finish(&mem);
    }
    fixture_finish(&f);
}

static void test_params(void **state)
{
    (void)state;
    static const struct {
        const char *message, *want;
    } table[] = {
        {"plain", "plain"},   {"{a} and {b}", "1 and two"},
        {"{b}{b}", "twotwo"}, {"{c} stays, so does {", "{c} stays, so does {"},
        {"{a", "{a"},         {"", ""},
    };
    static const struct dy_param params[] = {{"a", "1"}, {"b", "two"}};
    struct dy_arena mem;
    dy_arena_init(&mem);
    for (size_t i = 0; i < DY_COUNT_OF(table); i++)
        assert_string_equal(dy_say_params(&mem, "en", table[i].message, 2, params), table[i].want);
    dy_arena_finish(&mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seats_by_remainder),
        cmocka_unit_test(test_votes_end_at_protocols),
        cmocka_unit_test(test_guarantee),
        cmocka_unit_test(test_silence_names_readings),
        cmocka_unit_test(test_runoff),
        cmocka_unit_test(test_house_as_declared),
        cmocka_unit_test(test_every_figure_answers),
        cmocka_unit_test(test_unknown_figures),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_params),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Pages where memory fails: whole or not at all, and nothing is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "publish/page.h"

#define ROOT DAUYS_SOURCE_DIR

struct opened {
    struct dy_arena mem;
    struct dy_state *state;
    const struct dy_outcome *outcome;
    const char *label, *area, *why;
};

static void open_election(struct opened *to, const char *path, const char *source)
{
    const struct dy_election_options options = {.law_root = ROOT "/law"};
    const struct dy_election *election = NULL;
    struct dy_err err = {0};
    dy_arena_init(&to->mem);
    assert_int_equal(dy_election_read(&to->mem, path, &options, &election, &err), DY_OK);
    assert_int_equal(dy_state_fold(&to->mem, election, source, true, &to->state, &err), DY_OK);
    assert_int_equal(dy_count(&to->mem, election, source, to->state->n_tallies, to->state->tallies,
                              &to->outcome, &err),
                     DY_OK);
}

static enum dy_code make(const struct opened *of, const struct dy_page *page, int i, json_t **out,
                         struct dy_err *err)
{
    const struct dy_page_served served[] = {{"a", of->outcome, NULL}, {"b", NULL, "gone"}};
    switch (i) {
    case 0:
        return dy_page_results(page, out, err);
    case 1:
        return dy_page_contest(page, of->label, out, err);
    case 2:
        return dy_page_area(page, of->area, out, err);
    case 3:
        return dy_page_why(page, of->why, out, err);
    case 4:
        return dy_page_compare(page, NULL, NULL, NULL, out, err);
    case 5:
        return dy_page_law(page, of->outcome, out, err);
    case 6:
        return dy_page_proof(page, out, err);
    case 7:
        return dy_page_error(page, 404, "x", out, err);
    default:
        return dy_page_index(page, 2, served, out, err);
    }
}

static void fail_everywhere(struct opened *of)
{
    for (int i = 0; i <= 8; i++) {
        enum dy_code code = DY_E_NOMEM;
        for (uint64_t n = 1; code == DY_E_NOMEM; n += n < 200 ? 1 : 29) {
            struct dy_arena mem;
            struct dy_err err = {0};
            json_t *value = NULL;
            dy_arena_init(&mem);
            mem.fail_at = n;
            struct dy_page page = {.mem = &mem,
                                   .lang = "ru",
                                   .suffix = "/a",
                                   .name = "a",
                                   .state = of->state,
                                   .outcome = of->outcome};
            code = make(of, &page, i, &value, &err);
            if (code != DY_OK && code != DY_E_NOMEM)
                fail_msg("page %d, allocation %lu: %s", i, (unsigned long)n, err.msg);
            if (code)
                assert_null(value);
            json_decref(value);
            dy_arena_finish(&mem);
        }
    }
}

static void every_allocation_may_fail(void **state)
{
    struct opened dispute = {
        .label = "district/d3", .area = "s01", .why = "district/d3/candidate-a/votes"};
    struct opened house = {.label = "list", .area = "kz", .why = "list/amanat/seats"};
    (void)state;
    open_election(&dispute, ROOT "/elections/made-up-dispute", "copy");
    fail_everywhere(&dispute);
    dy_arena_finish(&dispute.mem);
    open_election(&house, ROOT "/elections/kz-mazhilis-2023", "official");
    fail_everywhere(&house);
    dy_arena_finish(&house.mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_may_fail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

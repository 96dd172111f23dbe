/*
 * Each allocation failure in turn: reading a real election, checking, counting, deriving. Every one
 * ends in "out of memory", none in a crash or a leak.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/state.h"

static enum dy_code whole_job(struct dy_arena *mem, const char *path, struct dy_err *err)
{
    struct dy_election_options options = {.law_root = "law"};
    const struct dy_election *election;
    const struct dy_outcome *outcome;
    const struct dy_why *why;
    struct dy_findings findings;
    struct dy_state *state;
    enum dy_code code = dy_election_read(mem, path, &options, &election, err);
    if (!code)
        code = dy_state_check(mem, election, &findings, err);
    if (!code)
        code = dy_state_fold(mem, election, "official", true, &state, err);
    if (!code)
        code = dy_count(mem, election, "official", state->n_tallies, state->tallies, &outcome, err);
    for (size_t i = 0; !code && i < outcome->n_contests; i++)
        code = dy_count_closest(mem, outcome, &outcome->contests[i], err);
    if (!code) {
        struct dy_why_source source = dy_state_why_source(state);
        code = dy_count_why(mem, outcome, "status", &source, &why, err);
    }
    return code;
}

static void no_memory_is_an_error_wherever_it_happens(void **unused)
{
    (void)unused;
    static const char *const elections[] = {"elections/kz-mazhilis-2023",
                                            "elections/kz-president-2022",
                                            "elections/kz-referendum-2026"};
    for (size_t i = 0; i < DY_COUNT_OF(elections); i++) {
        enum dy_code code = DY_E_NOMEM;
        uint64_t n = 1;
        for (; code == DY_E_NOMEM; n++) {
            struct dy_arena mem;
            struct dy_err err = {0};
            dy_arena_init(&mem);
            mem.fail_at = n;
            code = whole_job(&mem, elections[i], &err);
            if (code != err.code)
                fail_msg("%s, allocation %lu: code %d, error %d", elections[i], (unsigned long)n,
                         (int)code, (int)err.code);
            dy_arena_finish(&mem);
        }
        assert_int_equal(code, DY_OK);
        assert_true(n > 500);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_memory_is_an_error_wherever_it_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

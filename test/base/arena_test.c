/* The arena, growing arrays and errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/base.h"

static void gives_zeroed_aligned_memory_of_any_size(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 15, 16, 17, 4096, 16384, 16385, 100000, 1 << 20};
    struct dy_arena mem;
    dy_arena_init(&mem);
    for (size_t i = 0; i < DY_COUNT_OF(sizes); i++) {
        unsigned char *p = dy_arena_alloc(&mem, sizes[i], 1);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(p[k], 0);
        memset(p, 0xff, sizes[i]);
    }
    dy_arena_finish(&mem);
    assert_non_null(dy_arena_alloc(&mem, 1, 1)); /* may be used again */
    dy_arena_finish(&mem);
    dy_arena_finish(NULL);
}

static void refuses_sizes_that_overflow(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    assert_null(dy_arena_alloc(&mem, SIZE_MAX, 2));
    assert_null(dy_arena_alloc(&mem, SIZE_MAX, 1));
    assert_null(dy_arena_copy(&mem, "x", SIZE_MAX));
    dy_arena_finish(&mem);
}

static void fails_from_the_allocation_it_is_told_to(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    mem.fail_at = 3;
    assert_non_null(dy_arena_alloc(&mem, 1, 1));
    assert_non_null(dy_arena_format(&mem, "%d", 1));
    assert_null(dy_arena_alloc(&mem, 1, 1));
    assert_null(dy_arena_format(&mem, "%d", 1));
    dy_arena_finish(&mem);
}

static void arrays_keep_their_items_while_they_grow(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_vec vec = {0};
    dy_arena_init(&mem);
    for (uint64_t i = 0; i < 1000; i++) {
        uint64_t *item = dy_vec_push(&mem, &vec, sizeof *item);
        assert_non_null(item);
        assert_int_equal(*item, 0);
        *item = i;
    }
    assert_int_equal(vec.n, 1000);
    for (uint64_t i = 0; i < 1000; i++)
        assert_int_equal(((uint64_t *)vec.items)[i], i);
    dy_arena_finish(&mem);
}

static void the_first_error_wins_and_says_its_place(void **state)
{
    (void)state;
    static const struct {
        struct dy_span at;
        const char *where, *want;
    } rows[] = {
        {{"a.csv", 10, 3, 7}, NULL, "a.csv:3:7: not a number"},
        {{"a.csv", 10, 3, 0}, NULL, "a.csv:3: not a number"},
        {{"a.yaml", 0, 0, 0}, "/tiers/0", "a.yaml: /tiers/0: not a number"},
        {{NULL, 0, 0, 0}, "", "not a number"},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_err err = {0};
        char text[512];
        assert_int_equal(dy_fail(&err, DY_E_INPUT, rows[i].at, rows[i].where, "not a %s", "number"),
                         DY_E_INPUT);
        assert_int_equal(dy_fail(&err, DY_E_IO, rows[i].at, NULL, "later"), DY_E_IO);
        assert_int_equal(err.code, DY_E_INPUT);
        dy_err_format(&err, text, sizeof text);
        assert_string_equal(text, rows[i].want);
    }
}

static void exit_codes_are_those_of_the_manual(void **state)
{
    (void)state;
    assert_int_equal(dy_code_exit(DY_OK), 0);
    assert_int_equal(dy_code_exit(DY_E_USAGE), 2);
    assert_int_equal(dy_code_exit(DY_E_INPUT), 3);
    assert_int_equal(dy_code_exit(DY_E_LIMIT), 3);
    assert_int_equal(dy_code_exit(DY_E_NOMEM), 4);
    assert_int_equal(dy_code_exit(DY_E_IO), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroed_aligned_memory_of_any_size),
        cmocka_unit_test(refuses_sizes_that_overflow),
        cmocka_unit_test(fails_from_the_allocation_it_is_told_to),
        cmocka_unit_test(arrays_keep_their_items_while_they_grow),
        cmocka_unit_test(the_first_error_wins_and_says_its_place),
        cmocka_unit_test(exit_codes_are_those_of_the_manual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

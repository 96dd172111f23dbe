/* Control relations: both sides as exact numbers, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "law/expr.h"

static const struct dy_law_field fields[] = {{.id = "issued"}, {.id = "spoiled"}};
static struct dy_law_term both[] = {{.kind = DY_TERM_VOTES}, {.kind = DY_TERM_AGAINST_ALL}};
static const struct dy_law_share shares[] = {{.id = "took_part", .n_terms = 2, .terms = both}};
static const struct dy_expr_names names = {2, fields, 1, shares};

static void both_sides_are_exact(void **state)
{
    (void)state;
    int64_t of[2 + DY_LAW_OPERANDS] = {100, 7};
    uint8_t present[2 + DY_LAW_OPERANDS] = {1, 1, 1, 1, 1, 1, 1};
    const struct dy_law_numbers numbers = {of, present};
    of[2 + DY_OF_ONE] = 1;
    of[2 + DY_OF_VOTES] = 90;
    of[2 + DY_OF_MAX_VOTES] = 40;
    of[2 + DY_OF_AGAINST_ALL] = 5;
    of[2 + DY_OF_LISTED] = 120;
    static const struct {
        const char *text;
        int64_t left, right;
        enum dy_law_verdict verdict;
    } rows[] = {
        {"sum(votes) + against_all + spoiled == issued", 102, 100, DY_FAILS},
        {"took_part <= issued", 95, 100, DY_HOLDS},
        {"max(votes) < listed", 40, 120, DY_HOLDS},
        {"issued - (spoiled - 3) * 2 >= 92", 92, 92, DY_HOLDS},
        {"2 * (issued - took_part) * 10 != 100", 100, 100, DY_FAILS},
        {"10 - 3 - 2 > 2 * 3 - 1", 5, 5, DY_FAILS},
        {"0 - spoiled <= 0", -7, 0, DY_HOLDS},
        {"1000000 * 1000000 * issued > 0", 100000000000000, 0, DY_HOLDS},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_law_expr *expr;
        dy_i128 left, right;
        dy_arena_init(&mem);
        if (dy_expr_compile(&mem, rows[i].text, (struct dy_span){0}, "", &names, &expr, &err))
            fail_msg("%s: %s", rows[i].text, err.msg);
        assert_int_equal(dy_expr_evaluate(expr, &numbers, &left, &right), rows[i].verdict);
        if (left != rows[i].left || right != rows[i].right)
            fail_msg("%s: %lld, %lld", rows[i].text, (long long)left, (long long)right);
        dy_arena_finish(&mem);
    }
}

static void what_cannot_be_kept_exact_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
        uint32_t column;
    } rows[] = {
        {"issued * spoiled > 0", "multiplies too much", 11},
        {"issued * 1000000 * 1000000 * 2 > 0", "multiplies too much", 31},
        {"issued > 1000001", "too large", 12},
        {"issued", "one of ==", 9},
        {"ballots == issued", "unknown field", 3},
        {"(issued == 1", "\")\" is needed", 11},
        {"issued == 1 1", "more than a relation", 15},
        {"((((((((issued)))))))) == 1", NULL, 0},
        {"(((((((((issued))))))))) == 1", "nested too deeply", 11},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_law_expr *expr;
        struct dy_span at = {.file = "law.yaml", .line = 1, .column = 3};
        dy_arena_init(&mem);
        enum dy_code code = dy_expr_compile(&mem, rows[i].text, at, "", &names, &expr, &err);
        if (!rows[i].message && code)
            fail_msg("%s: %s", rows[i].text, err.msg);
        if (rows[i].message &&
            (!code || !strstr(err.msg, rows[i].message) || err.at.column != rows[i].column))
            fail_msg("%s: column %u: %s", rows[i].text, err.at.column, err.msg);
        dy_arena_finish(&mem);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_are_exact),
        cmocka_unit_test(what_cannot_be_kept_exact_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The small language of control relations: "sum(votes) + against_all == took_part".
 *
 *   relation = sum ("==" | "!=" | "<=" | ">=" | "<" | ">") sum
 *   sum      = product { ("+" | "-") product }
 *   product  = factor { "*" factor }
 *   factor   = number | field | share | "votes" | "sum(votes)" | "max(votes)" | "against_all"
 *            | "listed" | "(" sum ")"
 *
 * Compiled to a linear sum on each side. An operand is at most 2^53, a factor at most 10^12, a
 * relation has at most 64 terms: every value stays below 2^53 * 2^40 * 2^6, within 128 bits.
 */
#ifndef DAUYS_LAW_EXPR_H
#define DAUYS_LAW_EXPR_H

#include "dauys/law.h"

struct dy_term {
    uint32_t operand; /* index into struct dy_law_numbers */
    int64_t times;
    int64_t difference; /* times on the left side, -times on the right one */
};
enum dy_relation { DY_EQUAL, DY_UNEQUAL, DY_AT_MOST, DY_AT_LEAST, DY_BELOW, DY_ABOVE };
enum { DY_EXPR_TERMS = 64 };
struct dy_law_expr {
    enum dy_relation relation;
    size_t n_left, n_terms; /* terms[0 .. n_left) is the left side, the rest the right one */
    bool small;             /* left - right fits 64 bits */
    struct dy_term terms[DY_EXPR_TERMS];
};
/* Is the operand named in any control of the law? */
bool dy_expr_uses(const struct dy_law_version *law, enum dy_law_operand operand);

/* What may be named: the law's fields and shares. */
struct dy_expr_names {
    size_t n_fields;
    const struct dy_law_field *fields;
    size_t n_shares;
    const struct dy_law_share *shares;
};
/*
 * Compile `text`; `at` is the place of its first byte (columns are counted on from there), `path`
 * for messages. Result lives in mem.
 */
DY_NODISCARD enum dy_code dy_expr_compile(struct dy_arena *mem, const char *text, struct dy_span at,
                                          const char *path, const struct dy_expr_names *names,
                                          struct dy_law_expr **out, struct dy_err *err);
enum dy_law_verdict dy_expr_evaluate(const struct dy_law_expr *expr,
                                     const struct dy_law_numbers *numbers, dy_i128 *left,
                                     dy_i128 *right);

#endif

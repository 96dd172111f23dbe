/*
 * The small language of control relations: "sum(votes) + against_all == took_part".
 *
 *   relation = sum ("==" | "!=" | "<=" | ">=" | "<" | ">") sum
 *   sum      = product { ("+" | "-") product }
 *   product  = factor { "*" factor }
 *   factor   = number | field | share | "votes" | "sum(votes)" | "max(votes)" | "against_all"
 *            | "listed" | "(" sum ")"
 *
 * Compiled to postfix. Sums of votes are below 2^63, a relation has at most 64 parts, constants are
 * at most 10^6 and at most two multiplications by one meet in a product, parentheses included:
 * every value stays below 2^63 * 2^6 * 2^40, so that 128 bits never overflow.
 */
#ifndef DAUYS_LAW_EXPR_H
#define DAUYS_LAW_EXPR_H

#include "dauys/law.h"

enum dy_op_kind {
    DY_OP_NUMBER,
    DY_OP_FIELD,
    DY_OP_VOTES,
    DY_OP_MAX_VOTES,
    DY_OP_AGAINST_ALL,
    DY_OP_LISTED,
    DY_OP_ADD,
    DY_OP_SUBTRACT,
    DY_OP_MULTIPLY,
};
struct dy_op {
    enum dy_op_kind kind;
    uint32_t field; /* FIELD; LISTED: the field of that name, UINT32_MAX if the protocol has none */
    uint64_t number;
};
enum dy_relation { DY_EQUAL, DY_UNEQUAL, DY_AT_MOST, DY_AT_LEAST, DY_BELOW, DY_ABOVE };
enum { DY_EXPR_OPS = 64, DY_EXPR_STACK = 16 };
struct dy_law_expr {
    enum dy_relation relation;
    size_t n_left, n_ops; /* ops[0 .. n_left) is the left side, the rest the right one */
    struct dy_op ops[DY_EXPR_OPS];
};

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

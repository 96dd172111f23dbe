/* Compile and evaluate control relations. */
#include "law/expr.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 8, CONSTANT_MAX = 1000000 };

struct compiler {
    const char *text, *at;
    struct dy_span begin;
    const char *path;
    const struct dy_expr_names *names;
    struct dy_law_expr *expr;
    struct dy_err *err;
    unsigned depth;
};

static enum dy_code sum(struct compiler *in);

static enum dy_code wrong(struct compiler *in, const char *at, const char *what, const char *right)
{
    struct dy_span place = in->begin;
    place.column += (uint32_t)(at - in->text);
    place.byte += (uint64_t)(at - in->text);
    return dy_fail(in->err, DY_E_INPUT, place, in->path, "%s \"%.40s\"; %s", what,
                   *at ? at : "the end", right);
}

static void skip(struct compiler *in)
{
    in->at += strspn(in->at, " ");
}

static bool accept(struct compiler *in, const char *token)
{
    skip(in);
    size_t n = strlen(token);
    if (strncmp(in->at, token, n) != 0)
        return false;
    in->at += n;
    return true;
}

static enum dy_code emit(struct compiler *in, struct dy_op op)
{
    if (in->expr->n_ops == DY_EXPR_OPS)
        return wrong(in, in->at, "is too long at", "a relation may have 64 parts");
    in->expr->ops[in->expr->n_ops++] = op;
    return DY_OK;
}

static uint32_t field_find(const struct dy_expr_names *names, const char *text, size_t n)
{
    for (uint32_t i = 0; i < names->n_fields; i++)
        if (strlen(names->fields[i].id) == n && memcmp(names->fields[i].id, text, n) == 0)
            return i;
    return UINT32_MAX;
}

static struct dy_op term_op(const struct compiler *in, struct dy_law_term term)
{
    static const enum dy_op_kind kinds[] = {
        [DY_TERM_VOTES] = DY_OP_VOTES,
        [DY_TERM_AGAINST_ALL] = DY_OP_AGAINST_ALL,
        [DY_TERM_FIELD] = DY_OP_FIELD,
        [DY_TERM_LISTED] = DY_OP_LISTED,
    };
    struct dy_op op = {.kind = kinds[term.kind], .field = term.field};
    if (term.kind == DY_TERM_LISTED)
        op.field = field_find(in->names, "listed", strlen("listed"));
    return op;
}

static enum dy_code emit_share(struct compiler *in, const struct dy_law_share *share)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < share->n_terms && !code; i++) {
        code = emit(in, term_op(in, share->terms[i]));
        if (!code && i > 0)
            code = emit(in, (struct dy_op){.kind = DY_OP_ADD});
    }
    return code;
}

static enum dy_code name(struct compiler *in)
{
    static const struct {
        const char *text;
        enum dy_op_kind kind;
    } words[] = {
        {"votes", DY_OP_VOTES}, {"against_all", DY_OP_AGAINST_ALL}, {"listed", DY_OP_LISTED}};
    const char *begin = in->at;
    size_t n = strspn(begin, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    in->at += n;
    uint32_t listed = field_find(in->names, "listed", strlen("listed"));
    for (size_t i = 0; i < DY_COUNT_OF(words); i++)
        if (strlen(words[i].text) == n && memcmp(words[i].text, begin, n) == 0)
            return emit(in, (struct dy_op){.kind = words[i].kind, .field = listed});
    uint32_t field = field_find(in->names, begin, n);
    if (field != UINT32_MAX)
        return emit(in, (struct dy_op){.kind = DY_OP_FIELD, .field = field});
    for (size_t i = 0; i < in->names->n_shares; i++)
        if (strlen(in->names->shares[i].id) == n && memcmp(in->names->shares[i].id, begin, n) == 0)
            return emit_share(in, &in->names->shares[i]);
    return wrong(in, begin, "names an unknown field at",
                 "a field of protocol.fields, a share, votes, against_all or listed is needed");
}

static enum dy_code number(struct compiler *in)
{
    const char *begin = in->at;
    uint64_t value;
    in->at += strspn(begin, "0123456789");
    if (!dy_parse_votes(begin, (size_t)(in->at - begin), &value) || value > CONSTANT_MAX)
        return wrong(in, begin, "has a number that is too large at", "at most 1000000 is allowed");
    return emit(in, (struct dy_op){.kind = DY_OP_NUMBER, .number = value});
}

static enum dy_code factor(struct compiler *in)
{
    skip(in);
    if (accept(in, "sum(votes)"))
        return emit(in, (struct dy_op){.kind = DY_OP_VOTES});
    if (accept(in, "max(votes)"))
        return emit(in, (struct dy_op){.kind = DY_OP_MAX_VOTES});
    if (*in->at >= '0' && *in->at <= '9')
        return number(in);
    if ((*in->at >= 'a' && *in->at <= 'z') || (*in->at >= 'A' && *in->at <= 'Z'))
        return name(in);
    const char *open = in->at;
    if (!accept(in, "("))
        return wrong(in, in->at, "has at this place", "a number, a name or \"(\" is needed");
    if (++in->depth > DEPTH_MAX)
        return wrong(in, open, "is nested too deeply at", "8 levels of parentheses are allowed");
    enum dy_code code = sum(in);
    in->depth--;
    if (!code && !accept(in, ")"))
        code = wrong(in, in->at, "has at this place", "\")\" is needed");
    return code;
}

/* Is the value just compiled a plain number? Only such factors keep products in bounds. */
static bool is_constant(const struct compiler *in, size_t from)
{
    return in->expr->n_ops == from + 1 && in->expr->ops[from].kind == DY_OP_NUMBER;
}

/* Multiplications in what was compiled since `from`, those inside parentheses too. */
static size_t n_products(const struct compiler *in, size_t from)
{
    size_t n = 0;
    for (size_t i = from; i < in->expr->n_ops; i++)
        n += in->expr->ops[i].kind == DY_OP_MULTIPLY;
    return n;
}

static enum dy_code product(struct compiler *in)
{
    size_t first = in->expr->n_ops;
    enum dy_code code = factor(in);
    while (!code && accept(in, "*")) {
        size_t second = in->expr->n_ops;
        const char *at = in->at;
        bool constant = is_constant(in, first);
        code = factor(in);
        if (!code && ((!constant && !is_constant(in, second)) || n_products(in, first) == 2))
            code = wrong(in, at, "multiplies too much at",
                         "one side of \"*\" has to be a number, at most twice");
        if (!code)
            code = emit(in, (struct dy_op){.kind = DY_OP_MULTIPLY});
    }
    return code;
}

static enum dy_code sum(struct compiler *in)
{
    enum dy_code code = product(in);
    while (!code) {
        skip(in);
        bool plus = accept(in, "+");
        if (!plus && !accept(in, "-"))
            break;
        code = product(in);
        if (!code)
            code = emit(in, (struct dy_op){.kind = plus ? DY_OP_ADD : DY_OP_SUBTRACT});
    }
    return code;
}

static enum dy_code relation(struct compiler *in)
{
    static const struct {
        const char *text;
        enum dy_relation relation;
    } rows[] = {{"==", DY_EQUAL},    {"!=", DY_UNEQUAL}, {"<=", DY_AT_MOST},
                {">=", DY_AT_LEAST}, {"<", DY_BELOW},    {">", DY_ABOVE}};
    skip(in);
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        if (accept(in, rows[i].text)) {
            in->expr->relation = rows[i].relation;
            return DY_OK;
        }
    }
    return wrong(in, in->at, "has at this place",
                 "one of == != <= >= < > is needed between the two sides");
}

/* How deep the values of ops[from .. to) pile up. */
static size_t stack_needed(const struct dy_law_expr *expr, size_t from, size_t to)
{
    size_t depth = 0, most = 0;
    for (size_t i = from; i < to; i++) {
        if (expr->ops[i].kind >= DY_OP_ADD)
            depth--;
        else if (++depth > most)
            most = depth;
    }
    return most;
}

enum dy_code dy_expr_compile(struct dy_arena *mem, const char *text, struct dy_span at,
                             const char *path, const struct dy_expr_names *names,
                             struct dy_law_expr **out, struct dy_err *err)
{
    struct compiler in = {.text = text,
                          .at = text,
                          .begin = at,
                          .path = path,
                          .names = names,
                          .expr = DY_NEW(mem, struct dy_law_expr, 1),
                          .err = err};
    if (!in.expr)
        return dy_no_memory(err);
    enum dy_code code = sum(&in);
    in.expr->n_left = in.expr->n_ops;
    if (!code)
        code = relation(&in);
    if (!code)
        code = sum(&in);
    skip(&in);
    if (!code && *in.at)
        code = wrong(&in, in.at, "has more than a relation at", "the relation should end here");
    if (!code && (stack_needed(in.expr, 0, in.expr->n_left) > DY_EXPR_STACK ||
                  stack_needed(in.expr, in.expr->n_left, in.expr->n_ops) > DY_EXPR_STACK))
        code = wrong(&in, text, "is too complicated:", "fewer parts are needed");
    if (!code)
        *out = in.expr;
    return code;
}

static uint64_t largest(const struct dy_law_numbers *numbers)
{
    uint64_t most = 0;
    for (size_t i = 0; i < numbers->n_each; i++)
        most = numbers->each[i] > most ? numbers->each[i] : most;
    return most;
}

/* The value of one operand; false if the source does not publish it. */
static bool operand(const struct dy_op *op, const struct dy_law_numbers *numbers, dy_i128 *out)
{
    bool in_field = op->field != UINT32_MAX && numbers->field_present[op->field];
    switch (op->kind) {
    case DY_OP_NUMBER:
        *out = op->number;
        return true;
    case DY_OP_FIELD:
        *out = numbers->fields[op->field];
        return in_field;
    case DY_OP_VOTES:
        *out = numbers->votes;
        return true;
    case DY_OP_MAX_VOTES:
        *out = largest(numbers);
        return true;
    case DY_OP_AGAINST_ALL:
        *out = numbers->against_all;
        return true;
    case DY_OP_LISTED:
        *out = in_field ? numbers->fields[op->field] : numbers->listed;
        return in_field || numbers->listed_present;
    case DY_OP_ADD:
    case DY_OP_SUBTRACT:
    case DY_OP_MULTIPLY:
        break;
    }
    return false;
}

static bool side(const struct dy_op *op, const struct dy_op *end,
                 const struct dy_law_numbers *numbers, dy_i128 *out)
{
    dy_i128 stack[DY_EXPR_STACK]; /* written before it is read: compiled so */
    size_t n = 0;
    for (; op < end; op++) {
        if (op->kind < DY_OP_ADD) {
            if (!operand(op, numbers, &stack[n++]))
                return false;
            continue;
        }
        n--;
        if (op->kind == DY_OP_ADD)
            stack[n - 1] += stack[n];
        else if (op->kind == DY_OP_SUBTRACT)
            stack[n - 1] -= stack[n];
        else
            stack[n - 1] *= stack[n];
    }
    *out = stack[0];
    return true;
}

static bool compare(enum dy_relation relation, dy_i128 a, dy_i128 b)
{
    switch (relation) {
    case DY_EQUAL:
        return a == b;
    case DY_UNEQUAL:
        return a != b;
    case DY_AT_MOST:
        return a <= b;
    case DY_AT_LEAST:
        return a >= b;
    case DY_BELOW:
        return a < b;
    case DY_ABOVE:
        return a > b;
    }
    return false;
}

enum dy_law_verdict dy_expr_evaluate(const struct dy_law_expr *expr,
                                     const struct dy_law_numbers *numbers, dy_i128 *left,
                                     dy_i128 *right)
{
    const struct dy_op *middle = expr->ops + expr->n_left;
    dy_i128 a, b;
    if (!side(expr->ops, middle, numbers, &a) ||
        !side(middle, expr->ops + expr->n_ops, numbers, &b))
        return DY_NOT_CHECKABLE;
    if (left)
        *left = a;
    if (right)
        *right = b;
    return compare(expr->relation, a, b) ? DY_HOLDS : DY_FAILS;
}

enum dy_law_verdict dy_law_evaluate(const struct dy_law_control *control,
                                    const struct dy_law_numbers *numbers, dy_i128 *left,
                                    dy_i128 *right)
{
    if (control->when) {
        enum dy_law_verdict applies = dy_expr_evaluate(control->when, numbers, NULL, NULL);
        if (applies != DY_HOLDS)
            return applies == DY_FAILS ? DY_HOLDS : DY_NOT_CHECKABLE;
    }
    return dy_expr_evaluate(control->must, numbers, left, right);
}

/* Compile and evaluate control relations. */
#include "law/expr.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 8, CONSTANT_MAX = 1000000 };

#define TIMES_MAX INT64_C(1000000000000)

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

static enum dy_code add_term(struct compiler *in, struct dy_term term)
{
    if (in->expr->n_terms == DY_EXPR_TERMS)
        return wrong(in, in->at, "is too long at", "a relation may have 64 parts");
    in->expr->terms[in->expr->n_terms++] = term;
    return DY_OK;
}

static uint32_t field_find(const struct dy_expr_names *names, const char *text, size_t n)
{
    for (uint32_t i = 0; i < names->n_fields; i++)
        if (strlen(names->fields[i].id) == n && memcmp(names->fields[i].id, text, n) == 0)
            return i;
    return UINT32_MAX;
}

static enum dy_code add(struct compiler *in, enum dy_law_operand operand, int64_t times)
{
    return add_term(in, (struct dy_term){(uint32_t)in->names->n_fields + operand, times, 0});
}

static enum dy_code add_share(struct compiler *in, const struct dy_law_share *share)
{
    static const enum dy_law_operand operands[] = {
        [DY_TERM_VOTES] = DY_OF_VOTES,
        [DY_TERM_AGAINST_ALL] = DY_OF_AGAINST_ALL,
        [DY_TERM_LISTED] = DY_OF_LISTED,
    };
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < share->n_terms && !code; i++) {
        const struct dy_law_term *of = &share->terms[i];
        code = of->kind == DY_TERM_FIELD ? add_term(in, (struct dy_term){of->field, 1, 0})
                                         : add(in, operands[of->kind], 1);
    }
    return code;
}

static enum dy_code name(struct compiler *in)
{
    static const struct {
        const char *text;
        enum dy_law_operand operand;
    } words[] = {
        {"votes", DY_OF_VOTES}, {"against_all", DY_OF_AGAINST_ALL}, {"listed", DY_OF_LISTED}};
    const char *begin = in->at;
    size_t n = strspn(begin, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    in->at += n;
    for (size_t i = 0; i < DY_COUNT_OF(words); i++)
        if (strlen(words[i].text) == n && memcmp(words[i].text, begin, n) == 0)
            return add(in, words[i].operand, 1);
    uint32_t field = field_find(in->names, begin, n);
    if (field != UINT32_MAX)
        return add_term(in, (struct dy_term){field, 1, 0});
    for (size_t i = 0; i < in->names->n_shares; i++)
        if (strlen(in->names->shares[i].id) == n && memcmp(in->names->shares[i].id, begin, n) == 0)
            return add_share(in, &in->names->shares[i]);
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
    return add(in, DY_OF_ONE, (int64_t)value);
}

static enum dy_code factor(struct compiler *in)
{
    skip(in);
    if (accept(in, "sum(votes)"))
        return add(in, DY_OF_VOTES, 1);
    if (accept(in, "max(votes)"))
        return add(in, DY_OF_MAX_VOTES, 1);
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

/* Are the terms from `from` up to `to` one plain number? */
static bool is_constant(const struct compiler *in, size_t from, size_t to)
{
    return to == from + 1 && in->expr->terms[from].operand == in->names->n_fields + DY_OF_ONE;
}

/* Multiply terms[from .. to) by a number; false if a factor grows out of bounds. */
static bool scale(struct compiler *in, size_t from, size_t to, int64_t by)
{
    for (size_t i = from; i < to; i++) {
        int64_t *times = &in->expr->terms[i].times;
        if (__builtin_mul_overflow(*times, by, times) || *times > TIMES_MAX || *times < -TIMES_MAX)
            return false;
    }
    return true;
}

/* terms[first .. second) times terms[second .. n_terms), one of them a number, which goes away. */
static bool multiply(struct compiler *in, size_t first, size_t second)
{
    struct dy_law_expr *expr = in->expr;
    if (is_constant(in, second, expr->n_terms))
        return scale(in, first, second, expr->terms[--expr->n_terms].times);
    if (!is_constant(in, first, second))
        return false;
    int64_t by = expr->terms[first].times;
    expr->n_terms--;
    memmove(&expr->terms[first], &expr->terms[second],
            (expr->n_terms - first) * sizeof *expr->terms);
    return scale(in, first, expr->n_terms, by);
}

static enum dy_code product(struct compiler *in)
{
    size_t first = in->expr->n_terms;
    enum dy_code code = factor(in);
    while (!code && accept(in, "*")) {
        size_t second = in->expr->n_terms;
        const char *at = in->at;
        code = factor(in);
        if (!code && !multiply(in, first, second))
            code = wrong(in, at, "multiplies too much at",
                         "one side of \"*\" has to be a number, and all of them at most 10^12");
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
        size_t from = in->expr->n_terms;
        code = product(in);
        if (!code && !plus)
            (void)scale(in, from, in->expr->n_terms, -1);
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

/* left - right as one sum, and whether it stays within 64 bits with operands of at most 2^53. */
static void subtract_right(struct dy_law_expr *expr)
{
    int64_t times = 0;
    for (size_t i = 0; i < expr->n_terms; i++) {
        struct dy_term *term = &expr->terms[i];
        term->difference = i < expr->n_left ? term->times : -term->times;
        times += term->times < 0 ? -term->times : term->times;
    }
    expr->small = times < 1 << 10;
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
    in.expr->n_left = in.expr->n_terms;
    if (!code)
        code = relation(&in);
    if (!code)
        code = sum(&in);
    skip(&in);
    if (!code && *in.at)
        code = wrong(&in, in.at, "has more than a relation at", "the relation should end here");
    if (code)
        return code;
    subtract_right(in.expr);
    *out = in.expr;
    return DY_OK;
}

static bool names_operand(const struct dy_law_expr *expr, uint32_t operand)
{
    for (size_t i = 0; expr && i < expr->n_terms; i++)
        if (expr->terms[i].operand == operand)
            return true;
    return false;
}

bool dy_expr_uses(const struct dy_law_version *law, enum dy_law_operand operand)
{
    uint32_t index = (uint32_t)law->n_fields + operand;
    for (size_t i = 0; i < law->n_controls; i++)
        if (names_operand(law->controls[i].must, index) ||
            names_operand(law->controls[i].when, index))
            return true;
    return false;
}

/* One side; false if the source does not publish an operand. */
static bool side(const struct dy_term *term, const struct dy_term *end,
                 const struct dy_law_numbers *numbers, dy_i128 *out)
{
    dy_i128 total = 0;
    for (; term < end; term++) {
        if (!numbers->present[term->operand])
            return false;
        total += (dy_i128)numbers->of[term->operand] * term->times;
    }
    *out = total;
    return true;
}

/* Which of left < right, left == right, left > right a relation allows, a bit each. */
static const uint8_t allowed[] = {
    [DY_EQUAL] = 2,        [DY_UNEQUAL] = 1 | 4, [DY_AT_MOST] = 1 | 2,
    [DY_AT_LEAST] = 2 | 4, [DY_BELOW] = 1,       [DY_ABOVE] = 4,
};

static enum dy_law_verdict judge(enum dy_relation relation, bool below, bool above)
{
    return allowed[relation] >> (1 + above - below) & 1 ? DY_HOLDS : DY_FAILS;
}

/* The relation of a small sum to 0 is the relation of the two sides. */
static enum dy_law_verdict evaluate_small(const struct dy_law_expr *expr,
                                          const struct dy_law_numbers *numbers)
{
    int64_t total = 0;
    for (const struct dy_term *term = expr->terms, *end = term + expr->n_terms; term < end;
         term++) {
        if (!numbers->present[term->operand])
            return DY_NOT_CHECKABLE;
        total += numbers->of[term->operand] * term->difference;
    }
    return judge(expr->relation, total<0, total> 0);
}

/* Apart: what 128 bits need must not burden the common case. */
__attribute__((noinline)) static enum dy_law_verdict
evaluate_sides(const struct dy_law_expr *expr, const struct dy_law_numbers *numbers, dy_i128 *left,
               dy_i128 *right)
{
    const struct dy_term *middle = expr->terms + expr->n_left;
    dy_i128 a, b;
    if (!side(expr->terms, middle, numbers, &a) ||
        !side(middle, expr->terms + expr->n_terms, numbers, &b))
        return DY_NOT_CHECKABLE;
    if (left)
        *left = a;
    if (right)
        *right = b;
    return judge(expr->relation, a<b, a> b);
}

enum dy_law_verdict dy_expr_evaluate(const struct dy_law_expr *expr,
                                     const struct dy_law_numbers *numbers, dy_i128 *left,
                                     dy_i128 *right)
{
    if (expr->small && !left && !right)
        return evaluate_small(expr, numbers);
    return evaluate_sides(expr, numbers, left, right);
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

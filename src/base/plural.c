/* Recursive descent with one table of binary operators; nesting is bounded. */
#include "base/plural.h"

#include <string.h>

enum { DEPTH_MAX = 32, LEVEL_LAST = 5 };

struct cursor {
    const char *at;
    uint64_t n;
    int depth;
    bool failed;
};

/* Longer spellings first, so that "<=" is not read as "<". */
static const struct operator
{
    const char *text;
    int level;
}
operators[] = {
    {"||", 0}, {"&&", 1}, {"==", 2}, {"!=", 2}, {"<=", 3}, {">=", 3}, {"<", 3},
    {">", 3},  {"+", 4},  {"-", 4},  {"*", 5},  {"/", 5},  {"%", 5},
};

static uint64_t ternary(struct cursor *in);

static void skip_spaces(struct cursor *in)
{
    in->at += strspn(in->at, " \t");
}

static bool accept(struct cursor *in, const char *text)
{
    skip_spaces(in);
    size_t n = strlen(text);
    if (strncmp(in->at, text, n) != 0)
        return false;
    in->at += n;
    return true;
}

static uint64_t primary(struct cursor *in)
{
    uint64_t out = 0;
    if (accept(in, "!"))
        return !primary(in);
    if (accept(in, "n"))
        return in->n;
    if (accept(in, "(")) {
        out = ternary(in);
        in->failed |= !accept(in, ")");
        return out;
    }
    size_t digits = strspn(in->at, "0123456789");
    in->failed |= !dy_parse_votes(in->at, digits, &out);
    in->at += digits;
    return out;
}

static uint64_t apply(struct cursor *in, const char *text, uint64_t a, uint64_t b)
{
    switch (text[0]) {
    case '|':
        return a || b;
    case '&':
        return a && b;
    case '=':
        return a == b;
    case '!':
        return a != b;
    case '<':
        return text[1] ? a <= b : a < b;
    case '>':
        return text[1] ? a >= b : a > b;
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    default:
        in->failed |= b == 0;
        return b == 0 ? 0 : text[0] == '/' ? a / b : a % b;
    }
}

static uint64_t binary(struct cursor *in, int level)
{
    if (level > LEVEL_LAST)
        return primary(in);
    uint64_t left = binary(in, level + 1);
    for (size_t i = 0; i < DY_COUNT_OF(operators) && !in->failed;) {
        if (operators[i].level == level && accept(in, operators[i].text)) {
            left = apply(in, operators[i].text, left, binary(in, level + 1));
            i = 0;
        } else {
            i++;
        }
    }
    return left;
}

static uint64_t ternary(struct cursor *in)
{
    if (++in->depth > DEPTH_MAX) {
        in->failed = true;
        return 0;
    }
    uint64_t condition = binary(in, 0);
    if (!in->failed && accept(in, "?")) {
        uint64_t yes = ternary(in);
        in->failed |= !accept(in, ":");
        uint64_t no = in->failed ? 0 : ternary(in);
        condition = condition ? yes : no;
    }
    in->depth--;
    return condition;
}

bool dy_plural_evaluate(const char *rule, uint64_t n, uint64_t *out)
{
    struct cursor in = {.at = rule, .n = n};
    uint64_t value = ternary(&in);
    skip_spaces(&in);
    if (in.failed || (*in.at && !strchr(";\n", *in.at)))
        return false;
    *out = value;
    return true;
}

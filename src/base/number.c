/* Checked sums and exact fractions: nothing here rounds unless its name says so. */
#include <stdio.h>
#include <string.h>

#include "dauys/base.h"

bool dy_add(uint64_t *sum, uint64_t more)
{
    uint64_t out;
    if (__builtin_add_overflow(*sum, more, &out))
        return false;
    *sum = out;
    return true;
}

bool dy_parse_votes(const char *text, size_t n, dy_votes *out)
{
    uint64_t value = 0;
    if (n == 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text[i] - '0');
        if (value > DY_VOTES_MAX)
            return false;
    }
    *out = value;
    return true;
}

/* Digits at *text, optional point and decimals: value = num / den. Advances *text. */
static bool parse_decimal(const char **text, uint64_t *num, uint64_t *den)
{
    const char *at = *text;
    bool point = false;
    size_t digits = 0, decimals = 0;
    *num = 0;
    *den = 1;
    for (; (*at >= '0' && *at <= '9') || (*at == '.' && !point); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        if (++digits > 9)
            return false;
        *num = *num * 10 + (uint64_t)(*at - '0');
        if (point) {
            decimals++;
            *den *= 10;
        }
    }
    if (digits == 0 || (point && (decimals == 0 || decimals == digits)))
        return false;
    *text = at;
    return true;
}

bool dy_parse_fraction(const char *text, struct dy_fraction *out)
{
    uint64_t num, den, over, one;
    const char *at = text;
    if (!parse_decimal(&at, &num, &den))
        return false;
    if (*at == '/') {
        at++;
        if (den != 1 || !parse_decimal(&at, &over, &one) || one != 1 || over == 0)
            return false;
        den = over;
    } else {
        const char *unit = at + strspn(at, " ");
        if (*unit == '%') {
            den *= 100;
            at = unit + 1;
        }
    }
    if (*at != '\0' || den > UINT32_MAX)
        return false;
    *out = (struct dy_fraction){num, den};
    return true;
}

int dy_share_compare(uint64_t part, uint64_t whole, struct dy_fraction f)
{
    dy_u128 left = (dy_u128)part * f.den, right = (dy_u128)whole * f.num;
    return (left > right) - (left < right);
}

void dy_format_percent(uint64_t part, uint64_t whole, unsigned decimals, char *out, size_t size)
{
    static const uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    if (whole == 0 || decimals >= DY_COUNT_OF(powers)) {
        snprintf(out, size, "-");
        return;
    }
    uint64_t power = powers[decimals];
    dy_u128 scaled = ((dy_u128)part * 100 * power * 2 + whole) / ((dy_u128)whole * 2);
    uint64_t units = (uint64_t)(scaled / power), rest = (uint64_t)(scaled % power);
    if (decimals)
        snprintf(out, size, "%llu.%0*llu", (unsigned long long)units, (int)decimals,
                 (unsigned long long)rest);
    else
        snprintf(out, size, "%llu", (unsigned long long)units);
}

/* The order of keys, which the writer sorts by and the reader holds them to. */
#ifndef DAUYS_RECORD_CANONICAL_ORDER_H
#define DAUYS_RECORD_CANONICAL_ORDER_H

#include "record/canonical.h"

/*
 * UTF-16 code units sort as UTF-8 bytes do, but for U+E000 to U+FFFF, which stand behind the pairs
 * that spell what is above U+FFFF.
 */
static inline int dy_canonical_compare(const char *a, size_t n_a, const char *b, size_t n_b)
{
    size_t i = 0;
    while (i < n_a && i < n_b && a[i] == b[i])
        i++;
    if (i == n_a || i == n_b)
        return (n_a > n_b) - (n_a < n_b);
    unsigned char x = (unsigned char)a[i], y = (unsigned char)b[i];
    bool x_high = x >= 0xee && x <= 0xef, y_high = y >= 0xee && y <= 0xef;
    if ((x_high && y >= 0xf0) || (x >= 0xf0 && y_high))
        return x_high ? 1 : -1;
    return (x > y) - (x < y);
}

#endif

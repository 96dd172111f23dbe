/* UTF-8, and names in several languages. */
#include <string.h>

#include "dauys/base.h"

/* Length of the well-formed sequence at p (Unicode 15, table 3-7), 0 if there is none. */
static size_t sequence(const unsigned char *p, size_t left)
{
    static const struct {
        unsigned char from, to, second_from, second_to, n;
    } rows[] = {
        {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        if (p[0] < rows[i].from || p[0] > rows[i].to)
            continue;
        if (rows[i].n > left)
            return 0;
        for (size_t k = 1; k < rows[i].n; k++) {
            unsigned char low = k == 1 ? rows[i].second_from : 0x80;
            unsigned char high = k == 1 ? rows[i].second_to : 0xbf;
            if (p[k] < low || p[k] > high)
                return 0;
        }
        return rows[i].n;
    }
    return 0;
}

/* Eight bytes of ASCII without NUL? Most text is. */
static bool is_plain(const unsigned char *p)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t eight;
    memcpy(&eight, p, sizeof eight);
    return ((eight | ((eight - ones) & ~eight)) & tops) == 0;
}

size_t dy_utf8_valid(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text;
    for (size_t i = 0; i < n;) {
        if (n - i >= 8 && is_plain(p + i)) {
            i += 8;
            continue;
        }
        if (p[i] - 1u < 0x7fu) {
            i++;
            continue;
        }
        size_t step = sequence(p + i, n - i);
        if (step == 0)
            return i;
        i += step;
    }
    return n;
}

size_t dy_utf8_width(const char *text)
{
    size_t columns = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        bool continues = (*p & 0xc0) == 0x80;
        bool combining = (p[0] == 0xcc && p[1] >= 0x80) || (p[0] == 0xcd && p[1] < 0xb0);
        columns += !continues && !combining;
    }
    return columns;
}

static const char *find_lang(const struct dy_names *names, const char *lang)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->of[i].lang, lang) == 0)
            return names->of[i].text;
    return NULL;
}

const char *dy_names_pick(const struct dy_names *names, const char *lang, const char *otherwise)
{
    const char *text = lang ? find_lang(names, lang) : NULL;
    if (!text)
        text = find_lang(names, "en");
    if (!text && names->n)
        text = names->of[0].text;
    return text ? text : otherwise;
}

char *dy_plain(char *text)
{
    size_t n = text ? strlen(text) : 0;
    for (size_t i = 0; (i += dy_utf8_valid(text + i, n - i)) < n; i++)
        text[i] = '?';
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_c1 = c == 0xc2 && (unsigned char)text[i + 1] < 0xa0; /* U+0080 to U+009F */
        if (c < ' ' || c == 0x7f || is_c1)
            text[i] = '?';
        if (is_c1)
            text[++i] = '?';
    }
    return text;
}

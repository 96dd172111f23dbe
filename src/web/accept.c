/* Which face of a page a client wants. */
#include "web/accept.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* ";q=0.8" as thousandths; 1000 where none is given. */
static int weight_of(const char *at, size_t n)
{
    for (size_t i = 0; i + 2 < n; i++) {
        if (at[i] != ';')
            continue;
        size_t k = i + 1;
        while (k < n && at[k] == ' ')
            k++;
        if (k + 2 >= n || (at[k] | 0x20) != 'q' || at[k + 1] != '=')
            continue;
        int weight = at[k + 2] == '1' ? 1000 : 0, place = 100;
        for (k += 4; weight < 1000 && k < n && place && at[k] >= '0' && at[k] <= '9'; k++) {
            weight += (at[k] - '0') * place;
            place /= 10;
        }
        return weight;
    }
    return 1000;
}

static bool is_range(const char *at, size_t n, const char *range)
{
    size_t length = strlen(range);
    return n >= length && strncasecmp(at, range, length) == 0 &&
           (n == length || at[length] == ';' || at[length] == ' ');
}

/* The weight of a type: of the most exact range that holds it. */
static int weigh(const char *accept, const char *type, const char *group)
{
    int exact = -1, wide = -1, any = -1;
    for (const char *at = accept; *at;) {
        at += strspn(at, ", \t");
        size_t n = strcspn(at, ",");
        if (is_range(at, n, type))
            exact = weight_of(at, n);
        else if (is_range(at, n, group))
            wide = weight_of(at, n);
        else if (is_range(at, n, "*/*"))
            any = weight_of(at, n);
        at += n;
    }
    int weight = exact >= 0 ? exact : wide >= 0 ? wide : any;
    return weight > 0 ? weight : 0;
}

enum dy_face dy_accept_face(const char *accept)
{
    if (!accept)
        return DY_FACE_HTML;
    int html = weigh(accept, "text/html", "text/*"),
        json = weigh(accept, "application/json", "application/*");
    if (html == 0 && json == 0)
        return DY_FACE_NONE;
    return json > html ? DY_FACE_JSON : DY_FACE_HTML;
}

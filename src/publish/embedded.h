/* Files of web/ in the program: templates, style sheets. Made by dauys_embed (cmake/Dauys.cmake).
 */
#ifndef DAUYS_PUBLISH_EMBEDDED_H
#define DAUYS_PUBLISH_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>

struct dy_embedded {
    const char *name; /* without folder and ending: "results", "dauys" */
    bool is_template; /* else a style sheet */
    const char *bytes, *end;
    const char *gz, *gz_end; /* the same, compressed; NULL for templates */
};
extern const struct dy_embedded dy_embedded[];
extern const size_t dy_n_embedded;

static inline size_t dy_embedded_size(const struct dy_embedded *of)
{
    return (size_t)(of->end - of->bytes);
}

#endif

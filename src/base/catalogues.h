/*
 * The catalogues linked into the program: made by the build from po/LANG.po.
 */
#ifndef DAUYS_BASE_CATALOGUES_H
#define DAUYS_BASE_CATALOGUES_H

#include <stddef.h>

struct dy_catalogue {
    const char *lang;
    const char *mo; /* a whole .mo file */
};
extern const struct dy_catalogue dy_catalogues[];
extern const size_t dy_n_catalogues;
extern const char *const dy_catalogue_languages[]; /* "en" first, NULL last */

#endif

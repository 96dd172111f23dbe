/* What the site's life (site.c), its pages (pages.c) and its style sheets (static.c) share. */
#ifndef DAUYS_WEB_SITE_PARTS_H
#define DAUYS_WEB_SITE_PARTS_H

#include "publish/mustache.h"
#include "web/site.h"

enum { DY_SITE_LAWS = 4, DY_SITE_STYLES = 2 };

/* An election under another law; made when asked for, forgotten when the election changes. */
struct dy_site_law {
    char *key; /* "act@2021-01-10"; NULL = free */
    struct dy_view view;
};
struct dy_site_election {
    const struct dy_web_election *of;
    struct dy_view view;
    struct dy_site_law laws[DY_SITE_LAWS];
    unsigned next_law; /* the place that is taken next */
};
struct dy_site {
    struct dy_arena mem;
    size_t n;
    struct dy_site_election *of;
    const struct dy_templates *templates;
    char build[65];                    /* hash of program and templates */
    const char *style[DY_SITE_STYLES]; /* addresses, with the hash of what they hold */
};

struct dy_site_election *dy_site_find(struct dy_site *site, const char *name); /* NULL */
/* Open it again if it has changed. errors: it cannot be read. */
DY_NODISCARD enum dy_code dy_site_refresh(struct dy_site_election *election, struct dy_err *err);
/* The same votes under "act@2021-01-10". errors DY_E_INPUT: no such law. */
DY_NODISCARD enum dy_code dy_site_under(struct dy_site_election *election, const char *law,
                                        const struct dy_view **out, struct dy_err *err);

/* pages.c */
dy_web_handler dy_site_page;
dy_web_refused dy_site_refused;
/* static.c */
dy_web_handler dy_site_static;
DY_NODISCARD enum dy_code dy_site_style(struct dy_site *site, struct dy_err *err);

#endif

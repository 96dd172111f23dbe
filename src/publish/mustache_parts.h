/* What reading (mustache.c) and rendering (mustache_render.c) of templates share. */
#ifndef DAUYS_PUBLISH_MUSTACHE_PARTS_H
#define DAUYS_PUBLISH_MUSTACHE_PARTS_H

#include "publish/mustache.h"

enum dy_template_kind {
    DY_TEMPLATE_TEXT,
    DY_TEMPLATE_VARIABLE,
    DY_TEMPLATE_RAW, /* a picture */
    DY_TEMPLATE_SECTION,
    DY_TEMPLATE_INVERTED,
    DY_TEMPLATE_PARTIAL,
};
struct dy_template;
struct dy_template_node {
    enum dy_template_kind kind;
    const char *text; /* the text, or the name */
    size_t n;
    const struct dy_template *partial;
    struct dy_template_node *first; /* of a section */
    struct dy_template_node *next;
};
struct dy_template {
    const struct dy_template_source *source;
    struct dy_template_node *first;
};
struct dy_templates {
    size_t n;
    struct dy_template *of;
};
const struct dy_template *dy_template_find(const struct dy_templates *set, const char *name,
                                           size_t n); /* NULL */

#endif

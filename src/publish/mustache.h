/*
 * Logic-less templates: the mustache syntax, and of it only what a page needs.
 *
 * 1. {{name}} is escaped, always. {{{svg.name}}} alone is not, and only for names that begin with
 *    "svg.": pictures that src/publish/svg_*.c wrote and escaped. {{&name}} and {{=...=}} are
 * refused.
 * 2. Sections {{#name}}, inverted {{^name}}, partials {{>name}}, comments {{!...}}, dotted names,
 * the implicit iterator {{.}}. A section, comment or partial alone on its line takes the line with
 * it.
 * 3. False are: what is not there, null, false, "" and an empty array. 0 is a number like others.
 * 4. Strict: an unknown partial, an unclosed section, a stray end is an error with file and line
 * when the templates are read, not when a page is made. What is missing in the value prints
 * nothing.
 * 5. Partials are not indented again (spec: optional whitespace only).
 * 6. One thing more than mustache: {{#has_rows}} is true where "rows" is an array with something in
 * it.
 *
 * There are no lambdas: a template cannot run anything.
 */
#ifndef DAUYS_PUBLISH_MUSTACHE_H
#define DAUYS_PUBLISH_MUSTACHE_H

#include <jansson.h>

#include "publish/writer.h"

enum {
    DY_MUSTACHE_NESTING = 32,    /* sections in sections of one template */
    DY_MUSTACHE_DEPTH = 256,     /* values inside values while rendering, partials too */
    DY_MUSTACHE_BYTES = 1 << 20, /* of one template */
    DY_MUSTACHE_STEPS = 1 << 22, /* texts and tags of one page */
};

struct dy_template_source {
    const char *name; /* "results" */
    const char *text;
    size_t n;
};
struct dy_templates;
/* Read all of them. They borrow the sources' texts and live in mem. errors DY_E_INPUT, DY_E_LIMIT.
 */
DY_NODISCARD enum dy_code dy_templates_read(struct dy_arena *mem, size_t n,
                                            const struct dy_template_source *sources,
                                            const struct dy_templates **out, struct dy_err *err);

struct dy_template_values {
    size_t n;
    const json_t *const *of; /* [n] looked through from the last to the first */
    const char *lang;        /* whole numbers are grouped as it does; NULL = plain digits */
};
/* errors DY_E_BUG: no such template; DY_E_LIMIT: nested too deeply, too long; DY_E_NOMEM. */
DY_NODISCARD enum dy_code dy_template_render(const struct dy_templates *templates, const char *name,
                                             const struct dy_template_values *values,
                                             struct dy_writer *to, struct dy_err *err);

#endif

/* A comparison for people, in two files: what differs, and until when one can complain. */
#ifndef DAUYS_PUBLISH_COMPARE_H
#define DAUYS_PUBLISH_COMPARE_H

#include "publish/table.h"

struct dy_compare_page {
    const struct dy_print *print;
    const struct dy_compare *compare;
    struct dy_arena *mem;
    size_t most; /* figures of a contest */
    bool failed; /* no memory: the page is thrown away */
};
/* A message in the page's language with its params; NULL marks the page as failed. */
#define DY_COMPARE_SAY(in, msgid, ...)                                                             \
    dy_say_params((in)->mem, (in)->print->lang, (msgid),                                           \
                  sizeof((struct dy_param[]){__VA_ARGS__}) / sizeof(struct dy_param),              \
                  (struct dy_param[]){__VA_ARGS__})
/* A paragraph; text may be NULL (no memory). */
void dy_compare_line(struct dy_compare_page *in, const char *margin, const char *text);
/* The terms for complaints and for the answers to them. */
void dy_compare_print_deadlines(struct dy_compare_page *in);

#endif

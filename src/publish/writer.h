/*
 * A growing text: what templates and pictures are written into. A failure stays until the end, so
 * that a writer looks once.
 */
#ifndef DAUYS_PUBLISH_WRITER_H
#define DAUYS_PUBLISH_WRITER_H

#include "dauys/base.h"

enum { DY_WRITER_BYTES_MAX = 1 << 28 };

struct dy_writer {
    struct dy_arena *mem;
    char *of; /* n bytes and a NUL once something was written */
    size_t n, capacity;
    bool failed; /* no memory, or more than DY_WRITER_BYTES_MAX */
};
void dy_write(struct dy_writer *to, const char *bytes, size_t n);
void dy_write_text(struct dy_writer *to, const char *text);
void dy_write_format(struct dy_writer *to, const char *format, ...) DY_PRINTF(2, 3);
/* With & < > " ' as character references: safe in an element and in a quoted attribute. */
void dy_write_escaped(struct dy_writer *to, const char *text, size_t n);

#endif

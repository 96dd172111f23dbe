/* A growing text. */
#include "publish/writer.h"

#include <stdio.h>
#include <string.h>

static bool make_room(struct dy_writer *to, size_t more)
{
    size_t needed = to->n + more + 1;
    if (to->failed || more > DY_WRITER_BYTES_MAX || needed > DY_WRITER_BYTES_MAX)
        return false;
    if (needed <= to->capacity)
        return true;
    size_t capacity = needed < 1024 ? 1024 : 2 * needed;
    char *larger = dy_arena_alloc(to->mem, capacity, 1);
    if (!larger)
        return false;
    if (to->n)
        memcpy(larger, to->of, to->n);
    to->of = larger;
    to->capacity = capacity;
    return true;
}

void dy_write(struct dy_writer *to, const char *bytes, size_t n)
{
    if (!make_room(to, n)) {
        to->failed = true;
        return;
    }
    if (n)
        memcpy(to->of + to->n, bytes, n);
    to->n += n;
    to->of[to->n] = '\0';
}

void dy_write_text(struct dy_writer *to, const char *text)
{
    dy_write(to, text, strlen(text));
}

void dy_write_format(struct dy_writer *to, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text)
        to->failed = true; /* longer texts go through dy_write_text */
    else
        dy_write(to, text, (size_t)n);
}

static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void dy_write_escaped(struct dy_writer *to, const char *text, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        const char *instead = reference(text[i]);
        if (!instead)
            continue;
        dy_write(to, text + from, i - from);
        dy_write_text(to, instead);
        from = i + 1;
    }
    dy_write(to, text + from, n - from);
}

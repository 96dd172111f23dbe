/* Blocks into lines, lines into cells. */
#include "data/csv.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "data/bytes.h"
#include "data/file.h"

static enum dy_code open_common(struct dy_arena *mem, const char *file, struct dy_csv *out,
                                struct dy_err *err)
{
    *out = (struct dy_csv){.file = file, .fd = -1, .block = DY_CSV_BLOCK, .byte = 1};
    out->capacity = DY_CSV_LINE + DY_CSV_BLOCK;
    out->buffer = dy_arena_alloc(mem, out->capacity + DY_CSV_PAD, 1);
    return out->buffer ? DY_OK : dy_no_memory(err);
}

enum dy_code dy_csv_open(struct dy_arena *mem, const char *path, struct dy_csv *out,
                         struct dy_err *err)
{
    enum dy_code code = open_common(mem, path, out, err);
    return code ? code : dy_file_open(path, &out->fd, &out->size, err);
}

enum dy_code dy_csv_open_bytes(struct dy_arena *mem, const char *name, const char *bytes, size_t n,
                               struct dy_csv *out, struct dy_err *err)
{
    *out = (struct dy_csv){.file = name, .fd = -1, .at_end = true, .byte = 1, .end = n, .size = n};
    out->capacity = n;
    out->buffer = n > SIZE_MAX - DY_CSV_PAD ? NULL : dy_arena_alloc(mem, n + DY_CSV_PAD, 1);
    if (!out->buffer)
        return dy_no_memory(err);
    memcpy(out->buffer, bytes, n);
    return DY_OK;
}

void dy_csv_close(struct dy_csv *csv)
{
    if (csv && csv->fd >= 0)
        close(csv->fd);
    if (csv)
        csv->fd = -1;
}

enum dy_code dy_csv_fail(const struct dy_csv *csv, const struct dy_csv_line *line, uint32_t column,
                         struct dy_err *err, const char *format, ...)
{
    char text[sizeof err->msg];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct dy_span at = {.file = csv->file,
                         .byte = line->byte + (column ? column - 1 : 0),
                         .line = line->line,
                         .column = column};
    return dy_fail(err, DY_E_INPUT, at, NULL, "%s", text);
}

/* Move what is left to the front and read another block behind it. */
static enum dy_code refill(struct dy_csv *csv, struct dy_err *err)
{
    size_t left = csv->end - csv->begin, got;
    memmove(csv->buffer, csv->buffer + csv->begin, left);
    csv->begin = 0;
    csv->end = left;
    enum dy_code code = dy_file_fill(csv->fd, csv->file, csv->buffer + left, csv->block, &got, err);
    csv->end += got;
    csv->at_end = got < csv->block;
    csv->buffer[csv->end] = '\0';
    return code;
}

static void skip_bom(struct dy_csv *csv)
{
    if (csv->line == 0 && csv->end - csv->begin >= 3 &&
        memcmp(csv->buffer + csv->begin, "\xef\xbb\xbf", 3) == 0) {
        csv->begin += 3;
        csv->byte += 3;
    }
}

/* One line, empty ones too. */
static enum dy_code take_line(struct dy_csv *csv, struct dy_csv_line *out, bool *got,
                              struct dy_err *err)
{
    size_t searched = 0;
    char *end;
    for (;;) {
        skip_bom(csv);
        char *begin = csv->buffer + csv->begin;
        size_t left = csv->end - csv->begin;
        end = left > searched ? memchr(begin + searched, '\n', left - searched) : NULL;
        if (end || csv->at_end)
            break;
        if (left > DY_CSV_LINE)
            return dy_fail(
                err, DY_E_LIMIT,
                (struct dy_span){.file = csv->file, .byte = csv->byte, .line = csv->line + 1}, NULL,
                "is a line of more than %d bytes; is this a CSV file?", DY_CSV_LINE);
        searched = left;
        enum dy_code code = refill(csv, err);
        if (code)
            return code;
    }
    *got = end || csv->begin < csv->end;
    if (!*got)
        return DY_OK;
    size_t n = end ? (size_t)(end - (csv->buffer + csv->begin)) : csv->end - csv->begin;
    *out = (struct dy_csv_line){csv->buffer + csv->begin, n, ++csv->line, csv->byte};
    csv->begin += n + (end != NULL);
    csv->byte += n + (end != NULL);
    if (n > 0 && out->begin[n - 1] == '\r')
        out->n--;
    if (n > DY_CSV_LINE)
        return dy_csv_fail(csv, out, 0, err, "is a line of more than %d bytes; is this a CSV file?",
                           DY_CSV_LINE);
    return DY_OK;
}

/* The common case: a line of some bytes whose end is in memory already. */
static inline bool take_plain_line(struct dy_csv *csv, struct dy_csv_line *out)
{
    char *begin = csv->buffer + csv->begin;
    char *end = memchr(begin, '\n', csv->end - csv->begin);
    if (!end || end - begin < 2 || end - begin > DY_CSV_LINE || csv->line == 0 || csv->empty_line)
        return false;
    size_t n = (size_t)(end - begin);
    *out = (struct dy_csv_line){begin, n - (end[-1] == '\r'), ++csv->line, csv->byte};
    csv->begin += n + 1;
    csv->byte += n + 1;
    return true;
}

enum dy_code dy_csv_next(struct dy_csv *csv, struct dy_csv_line *out, bool *got, struct dy_err *err)
{
    if ((*got = take_plain_line(csv, out)))
        return DY_OK;
    enum dy_code code = take_line(csv, out, got, err);
    while (!code && *got && out->n == 0) {
        csv->empty_line = csv->empty_line ? csv->empty_line : csv->line;
        code = take_line(csv, out, got, err);
    }
    return !code && *got && csv->empty_line
               ? dy_csv_empty_line(csv, csv->empty_line, out->byte, err)
               : code;
}

/* Line ends, counted in bytes so that sixteen are looked at together. */
static size_t count_ends(const char *at, size_t n)
{
    size_t count = 0;
    for (size_t used = 0; used < n; used += 128) {
        uint8_t some = 0;
        size_t step = n - used < 128 ? n - used : 128;
        for (size_t i = 0; i < step; i++)
            some = (uint8_t)(some + (at[used + i] == '\n'));
        count += some;
    }
    return count;
}

/* Bytes of whole lines from `at`, at most `max` of them; their number is put into *n_lines. */
static size_t whole_lines(const char *at, size_t n, size_t max, uint32_t *n_lines)
{
    size_t used = 0;
    for (*n_lines = 0; used < n;) {
        size_t step = n - used < 128 ? n - used : 128, more = count_ends(at + used, step);
        if (*n_lines + more > max)
            break;
        *n_lines += (uint32_t)more;
        used += step;
    }
    const char *last = memrchr(at, '\n', used);
    return last ? (size_t)(last - at) + 1 : 0;
}

/*
 * Read behind the bytes that are left, into `text`: what stands behind its last whole line goes
 * back to the buffer. No more than that is copied.
 */
static enum dy_code cut_block(struct dy_csv *csv, size_t max, char *text, size_t *n,
                              uint32_t *n_lines, struct dy_err *err)
{
    size_t left = csv->end - csv->begin, got;
    enum dy_code code = DY_OK;
    memcpy(text, csv->buffer + csv->begin, left);
    for (*n = 0; !code && *n == 0 && !csv->at_end && left <= DY_CSV_LINE; left += got) {
        code = dy_file_fill(csv->fd, csv->file, text + left, csv->block, &got, err);
        csv->at_end = got < csv->block;
        *n = whole_lines(text, left + got, max, n_lines);
    }
    if (*n == 0 || (csv->at_end && !memchr(text + *n, '\n', left - *n)))
        *n = left; /* a last line without an end, or one that is too long: the reader will say */
    csv->begin = 0;
    csv->end = left - *n;
    memcpy(csv->buffer, text + *n, csv->end);
    return code;
}

/* Lines that are in memory already; none if there is no whole one. */
static size_t cut_buffer(struct dy_csv *csv, size_t max, uint32_t *n_lines)
{
    char *begin = csv->buffer + csv->begin;
    size_t left = csv->end - csv->begin, n = whole_lines(begin, left, max, n_lines);
    if (csv->at_end && (n == 0 || !memchr(begin + n, '\n', left - n)))
        n = left; /* a last line without an end */
    csv->begin += n;
    return n;
}

enum dy_code dy_csv_cut(struct dy_csv *csv, size_t max, char *text, struct dy_csv *out,
                        struct dy_err *err)
{
    char *begin = csv->buffer + csv->begin;
    uint32_t n_lines;
    enum dy_code code = DY_OK;
    size_t n = cut_buffer(csv, max, &n_lines);
    if (text && n)
        memcpy(text, begin, n);
    else if (text)
        code = cut_block(csv, max, text, &n, &n_lines, err);
    if (code)
        return code;
    if (text)
        text[n] = '\0';
    *out = (struct dy_csv){.file = csv->file,
                           .fd = -1,
                           .buffer = text ? text : begin,
                           .end = n,
                           .capacity = n,
                           .at_end = true,
                           .line = csv->line,
                           .byte = csv->byte};
    csv->line += n_lines;
    csv->byte += n;
    return DY_OK;
}

enum dy_code dy_csv_empty_line(const struct dy_csv *csv, uint32_t line, uint64_t byte,
                               struct dy_err *err)
{
    struct dy_csv_line empty = {.line = line, .byte = byte};
    return dy_csv_fail(csv, &empty, 0, err, "is an empty line between rows; take it out");
}

/* A quoted cell at `at`: unquoted in place. Sets *end behind the closing quote. */
static enum dy_code unquote(const struct dy_csv *csv, const struct dy_csv_line *line, char *at,
                            struct dy_csv_cell *cell, char **end, struct dy_err *err)
{
    char *stop = line->begin + line->n, *out = at + 1, *in = at + 1;
    cell->text = at + 1;
    for (;;) {
        char *quote = memchr(in, '"', (size_t)(stop - in));
        if (!quote)
            return dy_csv_fail(csv, line, cell->column, err,
                               "opens a quote that does not close in this line; a cell cannot hold "
                               "a line break");
        memmove(out, in, (size_t)(quote - in));
        out += quote - in;
        in = quote + 1;
        if (in == stop || *in != '"')
            break;
        *out++ = *in++;
    }
    cell->n = (size_t)(out - cell->text);
    *end = in;
    if (in < stop && *in != ',')
        return dy_csv_fail(csv, line, (uint32_t)(in - line->begin) + 1, err,
                           "has text behind a closing quote; a comma is needed there");
    return DY_OK;
}

static enum dy_code check_text(const struct dy_csv *csv, const struct dy_csv_line *line,
                               struct dy_err *err)
{
    size_t good = dy_utf8_valid(line->begin, line->n);
    if (good == line->n)
        return DY_OK;
    return dy_csv_fail(csv, line, (uint32_t)good + 1, err,
                       line->begin[good] ? "is not UTF-8 here; save the file as UTF-8"
                                         : "holds a NUL byte; a text file is needed");
}

/* Is there anything but plain ASCII, or a quote? */
static bool is_odd(const char *at, const char *stop)
{
    uint64_t odd = 0;
    for (; at < stop; at += 8) {
        uint64_t word = dy_bytes_load(at);
        if (stop - at < 8) { /* what stands behind the line is made harmless */
            uint64_t behind = UINT64_MAX << 8 * (stop - at);
            word = (word & ~behind) | (DY_EACH('0') & behind);
        }
        odd |= word | dy_bytes_equal(word, '"') | dy_bytes_equal(word, '\0');
    }
    return odd & DY_EACH(0x80);
}

/* A line of plain ASCII without quotes, cut at its commas; false for any other line. */
static bool split_plain(const struct dy_csv_line *line, struct dy_csv_cell *cells, size_t max,
                        size_t *n)
{
    char *begin = line->begin, *stop = begin + line->n;
    if (is_odd(begin, stop))
        return false;
    *n = 0;
    for (char *block = begin; block <= stop; block += 64) {
        for (uint64_t ends = dy_bytes_ends(block, stop, ','); ends; ends &= ends - 1) {
            char *end = block + __builtin_ctzll(ends);
            if (*n < max)
                cells[*n] = (struct dy_csv_cell){begin, (size_t)(end - begin),
                                                 (uint32_t)(begin - line->begin) + 1};
            ++*n;
            begin = end + 1;
        }
    }
    return true;
}

enum dy_code dy_csv_split(const struct dy_csv *csv, struct dy_csv_line *line,
                          struct dy_csv_cell *cells, size_t max, size_t *n, struct dy_err *err)
{
    if (split_plain(line, cells, max, n))
        return DY_OK;
    char *at = line->begin, *stop = line->begin + line->n;
    enum dy_code code = check_text(csv, line, err);
    bool quotes = memchr(at, '"', line->n) != NULL;
    *n = 0;
    while (!code) {
        struct dy_csv_cell cell = {.text = at, .column = (uint32_t)(at - line->begin) + 1};
        char *end = stop;
        if (at < stop && *at == '"') {
            code = unquote(csv, line, at, &cell, &end, err);
        } else {
            end = memchr(at, ',', (size_t)(stop - at));
            end = end ? end : stop;
            cell.n = (size_t)(end - at);
            char *quote = quotes ? memchr(at, '"', cell.n) : NULL;
            if (quote)
                code = dy_csv_fail(csv, line, (uint32_t)(quote - line->begin) + 1, err,
                                   "has a quote inside an unquoted cell; put the whole cell in "
                                   "quotes and double it");
        }
        if (!code && *n < max)
            cells[*n] = cell;
        (*n)++;
        if (code || end == stop)
            break;
        at = end + 1;
    }
    return code;
}

enum dy_code dy_csv_count(const struct dy_csv *csv, const struct dy_csv_line *line,
                          const struct dy_csv_cell *cell, const char *what, uint64_t *out,
                          struct dy_err *err)
{
    const char *why = "";
    struct dy_bytes_odd odd = {0};
    *out = dy_bytes_number(dy_bytes_digits(cell->text, cell->n, &odd), &odd);
    if (!dy_bytes_odd(&odd) || dy_parse_votes(cell->text, cell->n, out))
        return DY_OK;
    if (cell->n == 0)
        return dy_csv_fail(csv, line, cell->column, err,
                           "%.60s is empty; a whole number is needed, 0 if there is none", what);
    if (cell->text[0] == '-')
        why = "it is negative; ";
    else if (memchr(cell->text, '.', cell->n) || memchr(cell->text, ',', cell->n))
        why = "it is not whole; ";
    else if (memchr(cell->text, ' ', cell->n))
        why = "it has a space; ";
    else if (strspn(cell->text, "0123456789") >= cell->n)
        why = "it is above 2^53; ";
    return dy_csv_fail(csv, line, cell->column, err,
                       "%.60s is \"%.*s\"; %sa whole number from 0 to 2^53 in plain digits is "
                       "needed",
                       what, (int)(cell->n < 40 ? cell->n : 40), cell->text, why);
}

/*
 * CSV as spreadsheets write it, line by line, without keeping the file.
 *
 * 1. UTF-8, a BOM at the start, CRLF or LF, cells in double quotes with doubled quotes inside, and
 *    empty lines at the end are accepted.
 * 2. A quoted cell cannot hold a line break, so that a line end always ends a row and a file can be
 *    cut at any of them.
 * 3. A line has at most DY_CSV_LINE bytes, a row at most DY_CSV_CELLS cells.
 * 4. Everything else is an error with file, line and column.
 */
#ifndef DAUYS_DATA_CSV_H
#define DAUYS_DATA_CSV_H

#include "dauys/base.h"

enum { DY_CSV_LINE = 1 << 20, DY_CSV_CELLS = 2000, DY_CSV_BLOCK = 32 * 1024, DY_CSV_PAD = 64 };

/*
 * A line without its end. `begin[n]` is the line end or a NUL, and DY_CSV_PAD bytes may be read
 * from there.
 */
struct dy_csv_line {
    char *begin;
    size_t n;
    uint32_t line; /* from 1 */
    uint64_t byte; /* from 1 */
};
struct dy_csv_cell {
    char *text; /* unquoted; not NUL-terminated, but text[n] may be overwritten */
    size_t n;
    uint32_t column; /* from 1, in bytes */
};
struct dy_csv {
    const char *file;
    int fd;        /* -1 when reading from memory */
    uint64_t size; /* bytes of the file as it was opened */
    size_t block;  /* bytes asked for at a time */
    char *buffer;
    size_t begin, end, capacity; /* buffer[begin .. end) is read but not given out yet */
    bool at_end;
    uint32_t line;
    uint64_t byte;       /* offset of buffer[begin] in the file */
    uint32_t empty_line; /* the first of the empty lines just seen, 0 = none */
};

/* Open a file, or bytes (copied as they are read) with a name for messages. close is NULL-safe. */
DY_NODISCARD enum dy_code dy_csv_open(struct dy_arena *mem, const char *path, struct dy_csv *out,
                                      struct dy_err *err);
DY_NODISCARD enum dy_code dy_csv_open_bytes(struct dy_arena *mem, const char *name,
                                            const char *bytes, size_t n, struct dy_csv *out,
                                            struct dy_err *err);
void dy_csv_close(struct dy_csv *csv);

/* The next line; *got = false at the end. The line is valid until the next call. */
DY_NODISCARD enum dy_code dy_csv_next(struct dy_csv *csv, struct dy_csv_line *out, bool *got,
                                      struct dy_err *err);
/*
 * Cut the next whole lines off into a reader of their own, at most `max` of them, that goes on with
 * their numbers; none when it is empty. text: room of csv->capacity + DY_CSV_PAD bytes for them;
 * NULL, for bytes in memory, leaves them where they are.
 */
DY_NODISCARD enum dy_code dy_csv_cut(struct dy_csv *csv, size_t max, char *text, struct dy_csv *out,
                                     struct dy_err *err);
/* The error of an empty line between rows. */
DY_NODISCARD enum dy_code dy_csv_empty_line(const struct dy_csv *csv, uint32_t line, uint64_t byte,
                                            struct dy_err *err);
/*
 * Split a line into at most `max` cells, unquoting in place; text is checked to be UTF-8. More
 * cells than max are counted in *n but not stored.
 */
DY_NODISCARD enum dy_code dy_csv_split(const struct dy_csv *csv, struct dy_csv_line *line,
                                       struct dy_csv_cell *cells, size_t max, size_t *n,
                                       struct dy_err *err);
/* An error in a line, at a column (0 = the line as a whole). Returns DY_E_INPUT. */
enum dy_code dy_csv_fail(const struct dy_csv *csv, const struct dy_csv_line *line, uint32_t column,
                         struct dy_err *err, const char *format, ...) DY_PRINTF(5, 6);
/* A cell as a count, with a sentence that says what is wrong with it: sign, fraction, empty, ... */
DY_NODISCARD enum dy_code dy_csv_count(const struct dy_csv *csv, const struct dy_csv_line *line,
                                       const struct dy_csv_cell *cell, const char *what,
                                       uint64_t *out, struct dy_err *err);

#endif

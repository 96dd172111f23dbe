/*
 * Texts of lines, read strictly: receipts and requests to witnesses are lines, hashes, an empty
 * line and a checkpoint.
 */
#ifndef DAUYS_RECORD_SCAN_H
#define DAUYS_RECORD_SCAN_H

#include "record/note.h"

struct dy_scan {
    const char *file; /* for messages */
    const char *line; /* the line looked at, without its newline; not NUL-terminated */
    size_t n;
    uint32_t number;        /* of it, from 1 */
    const char *next, *end; /* what is behind it */
};
/* The first line, and the next. errors DY_E_INPUT: there is none that ends with a newline. */
DY_NODISCARD enum dy_code dy_scan_begin(struct dy_scan *at, const char *file, const char *bytes,
                                        size_t n, struct dy_err *err);
DY_NODISCARD enum dy_code dy_scan_next(struct dy_scan *at, struct dy_err *err);
/* Does the line begin with that word? *rest is what is behind it. */
bool dy_scan_word(const struct dy_scan *at, const char *word, const char **rest, size_t *n);
/* Up to `most` lines of one hash each and the empty line behind them, on which *at then stands. */
DY_NODISCARD enum dy_code dy_scan_hashes(struct dy_scan *at, size_t most, struct dy_proof *out,
                                         struct dy_err *err);
/* All behind the line is a signed checkpoint. Line numbers of errors are those of the whole text.
 */
DY_NODISCARD enum dy_code dy_scan_checkpoint(struct dy_arena *mem, const struct dy_scan *at,
                                             struct dy_note *note, struct dy_checkpoint *out,
                                             struct dy_err *err);
/* Something is wrong with this line: DY_E_INPUT. */
enum dy_code dy_scan_wrong(const struct dy_scan *at, struct dy_err *err, const char *what);

#endif

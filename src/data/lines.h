/*
 * The lines of a CSV file, worked on by two threads: each line becomes an item on whichever thread
 * is free, and the items are visited in the file's order. The result is that of one thread: items,
 * and the first error, as they stand in the file.
 */
#ifndef DAUYS_DATA_LINES_H
#define DAUYS_DATA_LINES_H

#include "data/csv.h"

struct dy_line_work {
    void *self;
    size_t item_size; /* bytes; items begin zeroed and are used again */
    /* Any thread, any order: may change only the item, the line and what belongs to the lane. */
    enum dy_code (*parse)(void *self, unsigned lane, struct dy_csv_line *line, void *item,
                          struct dy_err *err);
    /* One thread at a time, in the file's order; err is the caller's. The line is still there. */
    enum dy_code (*visit)(void *self, const void *item, struct dy_err *err);
};
/*
 * All lines that csv still has. A second thread is used from about a megabyte on; a machine that
 * has none to give does the work in turn. mem: room for the items.
 */
DY_NODISCARD enum dy_code dy_lines_each(struct dy_arena *mem, struct dy_csv *csv,
                                        const struct dy_line_work *work, struct dy_err *err);

#endif

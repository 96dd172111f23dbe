/*
 * Rows from one thread to another: a reader fills batches, the caller's thread visits them in
 * order. The result is that of one thread: rows, and the first error, in the file's order.
 */
#ifndef DAUYS_ELECTION_PIPELINE_H
#define DAUYS_ELECTION_PIPELINE_H

#include "dauys/election.h"

/* Read the next row; *got = false at the end. row->values is given, to be filled. */
struct dy_row_reader {
    void *self;
    enum dy_code (*next)(void *self, uint64_t *values, struct dy_row *row, bool *got,
                         struct dy_err *err);
    size_t n_slots;
};
/* Read and visit all rows; `threads` = false does both in turn, as does a machine that has no
   thread to give. mem: room for the batches. */
DY_NODISCARD enum dy_code dy_pipeline_run(struct dy_arena *mem, const struct dy_row_reader *reader,
                                          bool threads, dy_row_visitor visit, void *self,
                                          struct dy_err *err);

#endif

/*
 * Files as bytes.
 */
#ifndef DAUYS_DATA_FILE_H
#define DAUYS_DATA_FILE_H

#include "dauys/base.h"

/*
 * A whole file of at most `limit` bytes; NUL-terminated besides. errors: DY_E_INPUT no such file or
 * not a regular one, DY_E_LIMIT, DY_E_IO, DY_E_NOMEM.
 */
DY_NODISCARD enum dy_code dy_file_read(struct dy_arena *mem, const char *path, size_t limit,
                                       char **out, size_t *n, struct dy_err *err);
/* Open for reading: a descriptor to close; the same errors. size may be NULL. */
DY_NODISCARD enum dy_code dy_file_open(const char *path, int *fd, uint64_t *size,
                                       struct dy_err *err);
/* Up to n bytes, fewer only at the end of the file. */
DY_NODISCARD enum dy_code dy_file_fill(int fd, const char *path, char *out, size_t n, size_t *got,
                                       struct dy_err *err);

#endif

/*
 * Writing files so that a reader finds the old one or the new one, whole, whatever happens.
 */
#ifndef DAUYS_DATA_REPLACE_H
#define DAUYS_DATA_REPLACE_H

#include "dauys/base.h"

/*
 * Put n bytes at path: written to `temporary` (in the same file system; what lies there is
 * replaced), then renamed. durable: on the disk before this returns. errors DY_E_IO; nothing is
 * left at `temporary` then.
 */
DY_NODISCARD enum dy_code dy_file_replace(const char *path, const char *temporary,
                                          const void *bytes, size_t n, bool durable,
                                          struct dy_err *err);
/* Parts of it, for files that are made otherwise. All n bytes; false with errno. */
bool dy_file_write_all(int fd, const void *bytes, size_t n) DY_NODISCARD;
/* A new name is on the disk when the folder that holds it is. false with errno. */
bool dy_file_sync_folder(const char *path) DY_NODISCARD;
/* Make the folders that lead to path, behind its first `skip` bytes. */
DY_NODISCARD enum dy_code dy_file_make_folders(const char *path, size_t skip, struct dy_err *err);

#endif

/* What writing and reading a folder of tiles share. */
#ifndef DAUYS_RECORD_TILE_PARTS_H
#define DAUYS_RECORD_TILE_PARTS_H

#include <limits.h>

#include "dauys/base.h"

#define DY_TILE_TEMPORARY ".dauys-export"
enum { DY_TILE_FILE = PATH_MAX };

/* folder/name. errors DY_E_LIMIT. */
DY_NODISCARD enum dy_code dy_tile_file(const char *folder, const char *name, char out[DY_TILE_FILE],
                                       struct dy_err *err);
/* What went wrong inside (its path does not outlive the call), told of a file of the folder. */
enum dy_code dy_tile_failed(struct dy_err *err, const struct dy_err *inside, const char *folder,
                            const char *name);

#endif

/* The files of the law folder: acts and procedures, each named "country/name". */
#ifndef DAUYS_LAW_FOLDER_H
#define DAUYS_LAW_FOLDER_H

#include "dauys/base.h"

/* What to do with a file; id lives in mem. An error ends the walk. */
typedef enum dy_code dy_law_visit(void *self, const char *id, bool is_procedure,
                                  struct dy_err *err);
/* Every law file below root but calendars, in no order. errors DY_E_INPUT: root is no folder. */
DY_NODISCARD enum dy_code dy_law_walk(struct dy_arena *mem, const char *root, dy_law_visit *visit,
                                      void *self, struct dy_err *err);

#endif

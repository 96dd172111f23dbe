/*
 * A line typed on the terminal without being seen.
 */
#ifndef DAUYS_CMD_TERMINAL_H
#define DAUYS_CMD_TERMINAL_H

#include "dauys/base.h"

/*
 * Ask on the controlling terminal, wherever input and output go. The terminal is as before however
 * this ends, also by a signal: that takes its effect then; after a stop the question comes again.
 *
 * out     without the newline, NUL behind it
 * errors  DY_E_IO there is no terminal; DY_E_INPUT the input ended; DY_E_LIMIT size - 1 is too
 * short
 */
DY_NODISCARD enum dy_code dy_terminal_ask(const char *prompt, char *out, size_t size,
                                          struct dy_err *err);

#endif

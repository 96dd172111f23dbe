/* Stopping a command that serves. */
#ifndef DAUYS_CMD_SIGNALS_H
#define DAUYS_CMD_SIGNALS_H

#include "cmd/cmd.h"

/* SIGTERM and SIGINT become a file that can be waited for; threads made later hold them too. */
DY_NODISCARD enum dy_code dy_cmd_hold_signals(struct dy_cmd *cmd, int *fd);

#endif

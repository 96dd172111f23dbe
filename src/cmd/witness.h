/* The two ways to be a witness. */
#ifndef DAUYS_CMD_WITNESS_H
#define DAUYS_CMD_WITNESS_H

#include "cmd/cmd.h"
#include "record/witness.h"

/* The logs that --log names. */
DY_NODISCARD enum dy_code dy_witness_logs(struct dy_cmd *cmd, struct dy_witness *out);
/* witness_record.c: verify the record, hold it against what was seen last, cosign its head. */
int dy_witness_record(struct dy_cmd *cmd);

#endif

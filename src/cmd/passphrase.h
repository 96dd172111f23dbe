/*
 * Passphrases and the keys that they open. A passphrase comes from the terminal or from a file,
 * never from the command line or the environment, which others can see.
 */
#ifndef DAUYS_CMD_PASSPHRASE_H
#define DAUYS_CMD_PASSPHRASE_H

#include "cmd/cmd.h"
#include "record/keys.h"

enum { DY_PASSPHRASE_BYTES = 1024 }; /* with its NUL */

/*
 * For a new key file: from file, or, where that is NULL, asked for twice. path: for the question.
 * *out: to sodium_free. errors DY_E_INPUT: empty, with a control character, not twice the same.
 */
DY_NODISCARD enum dy_code dy_cmd_new_passphrase(struct dy_cmd *cmd, const char *file,
                                                const char *path, char **out);
/* --passphrase-file, else DAUYS_PASSPHRASE_FILE, else NULL. */
const char *dy_cmd_passphrase_file(const struct dy_cmd *cmd);
/*
 * Open a key file, asking for the passphrase if it has one. path: NULL = --key, else DAUYS_KEY.
 * dy_key_close it. errors besides those of dy_key_open: DY_E_USAGE no key is named.
 */
DY_NODISCARD enum dy_code dy_cmd_key(struct dy_cmd *cmd, const char *path, struct dy_key *out);

#endif

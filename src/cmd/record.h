/* The verbs of dauys record: one file for entering, one for looking, one for files beside it. */
#ifndef DAUYS_CMD_RECORD_H
#define DAUYS_CMD_RECORD_H

#include "cmd/cmd.h"
#include "record/keys.h"
#include "state/record.h"

struct dy_verb {
    const char *name;
    const char *usage;   /* behind "dauys record NAME FILE" */
    const char *summary; /* msgid */
    int (*run)(struct dy_cmd *cmd);
    size_t args_min, args_max; /* behind FILE */
};
extern const struct dy_verb dy_record_verbs[];
extern const size_t dy_n_record_verbs;

/* cmd->args[0] is the record's file, others follow, when a verb runs. */
int dy_record_init(struct dy_cmd *cmd);
int dy_record_add(struct dy_cmd *cmd);
int dy_record_confirm(struct dy_cmd *cmd);
int dy_record_resolve(struct dy_cmd *cmd);
int dy_record_correct(struct dy_cmd *cmd);
int dy_record_accept(struct dy_cmd *cmd);
int dy_record_void(struct dy_cmd *cmd);
int dy_record_write(struct dy_cmd *cmd);
int dy_record_attach(struct dy_cmd *cmd);
int dy_record_import(struct dy_cmd *cmd);
int dy_record_outcome(struct dy_cmd *cmd);
int dy_record_sign(struct dy_cmd *cmd); /* checkpoint */
int dy_record_log(struct dy_cmd *cmd);
int dy_record_show(struct dy_cmd *cmd);
int dy_record_history(struct dy_cmd *cmd);
int dy_record_proof(struct dy_cmd *cmd);
int dy_record_export(struct dy_cmd *cmd);
int dy_record_copy(struct dy_cmd *cmd);
int dy_record_forget(struct dy_cmd *cmd);
/* dauys key enrol and revoke */
int dy_key_enrol(struct dy_cmd *cmd);
int dy_key_revoke(struct dy_cmd *cmd);

/* What options put into entries or look up in them is UTF-8, or it could not be told apart. */
DY_NODISCARD enum dy_code dy_record_texts(struct dy_cmd *cmd);
/* Open the record for writing and the key that --key names. */
DY_NODISCARD enum dy_code dy_record_begin(struct dy_cmd *cmd, const char *record,
                                          struct dy_key *key);
/* Append one entry (takes the body) and, where the key is the log's, a checkpoint. */
DY_NODISCARD enum dy_code dy_record_say(struct dy_cmd *cmd, const struct dy_key *key,
                                        enum dy_kind kind, json_t *body, uint64_t *number);
/* The tier that --tier names, else the only one that has contests; the round of --round. */
DY_NODISCARD enum dy_code dy_record_tier(struct dy_cmd *cmd, uint32_t *out);
DY_NODISCARD enum dy_code dy_record_round(struct dy_cmd *cmd, uint64_t *out);
/* Append many; a checkpoint where the key is the log's. */
DY_NODISCARD enum dy_code dy_record_say_all(struct dy_cmd *cmd, const struct dy_key *key,
                                            const struct dy_drafts *drafts, uint64_t *first);
/* A number of an entry from an argument. */
DY_NODISCARD enum dy_code dy_record_number(struct dy_cmd *cmd, const char *text, uint64_t *out);

#endif

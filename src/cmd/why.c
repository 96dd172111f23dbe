/* dauys why: the derivation of one figure. */
#include "cmd/cmd.h"
#include "publish/entry_proof.h"

int dy_cmd_why(struct dy_cmd *cmd)
{
    const struct dy_election *election;
    const struct dy_outcome *outcome;
    const struct dy_why *why = NULL;
    struct dy_state *state = NULL;
    json_t *value;
    enum dy_code code = dy_cmd_election(cmd, &election);
    if (!code)
        code = dy_state_fold(cmd->mem, election, dy_cmd_source(cmd), false, &state, &cmd->err);
    if (!code)
        code = dy_count(cmd->mem, election, state->source, state->n_tallies, state->tallies,
                        &outcome, &cmd->err);
    if (!code) {
        struct dy_why_source source = dy_state_why_source(state);
        code = dy_count_why(cmd->mem, outcome, cmd->args[1], &source, &why, &cmd->err);
    }
    if (!code && cmd->options[DY_OPT_JSON]) {
        struct dy_entry_proofs proofs = dy_entry_proofs_of(cmd->record);
        code = dy_publish_why_json(why, cmd->print.lang, cmd->record ? &proofs : NULL, &value,
                                   &cmd->err);
        if (!code)
            return dy_cmd_json(cmd, value);
    }
    if (code)
        return dy_cmd_failed(cmd);
    dy_publish_why_tree(&cmd->print, why);
    return 0;
}

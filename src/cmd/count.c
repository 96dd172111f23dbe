/* dauys count: read, fold, count, print; the certificate beside it. */
#include <stdlib.h>

#include "cmd/cmd.h"

static enum dy_code write_certificate(struct dy_cmd *cmd, const struct dy_outcome *outcome)
{
    json_t *value = NULL;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < outcome->n_contests && !code; i++)
        code = dy_count_closest(cmd->mem, outcome, &outcome->contests[i], &cmd->err);
    if (!code)
        code = dy_publish_certificate(outcome, &value, &cmd->err);
    char *text = code ? NULL : json_dumps(value, JSON_INDENT(1) | JSON_SORT_KEYS);
    json_decref(value);
    if (!code && !text)
        code = dy_no_memory(&cmd->err);
    if (!code)
        code = dy_cmd_write(cmd, cmd->options[DY_OPT_CERTIFICATE], text);
    free(text);
    return code;
}

static int print(struct dy_cmd *cmd, const struct dy_outcome *outcome, const struct dy_state *state)
{
    json_t *value = NULL;
    enum dy_code code = DY_OK;
    if (cmd->options[DY_OPT_JSON])
        code = dy_publish_outcome_json(outcome, &state->findings, &value, &cmd->err);
    else if (cmd->options[DY_OPT_NIST])
        code = dy_publish_nist(outcome, &value, &cmd->err);
    else if (cmd->options[DY_OPT_CSV])
        code = dy_publish_csv(outcome, cmd->print.to, &cmd->err);
    else
        code =
            dy_publish_outcome_table(cmd->mem, &cmd->print, outcome, &state->findings, &cmd->err);
    if (code)
        return dy_cmd_failed(cmd);
    return value ? dy_cmd_json(cmd, value) : 0;
}

int dy_cmd_count(struct dy_cmd *cmd)
{
    const struct dy_election *election;
    const struct dy_outcome *outcome;
    struct dy_state *state = NULL;
    int formats =
        !!cmd->options[DY_OPT_JSON] + !!cmd->options[DY_OPT_CSV] + !!cmd->options[DY_OPT_NIST];
    if (formats > 1)
        return dy_cmd_usage(cmd, "--json, --csv and --nist exclude each other");
    enum dy_code code = dy_cmd_election(cmd, &election);
    if (!code)
        code = dy_state_fold(cmd->mem, election, dy_cmd_source(cmd), true, &state, &cmd->err);
    if (!code)
        code = dy_count(cmd->mem, election, state->source, state->n_tallies, state->tallies,
                        &outcome, &cmd->err);
    if (!code && cmd->options[DY_OPT_CERTIFICATE])
        code = write_certificate(cmd, outcome);
    return code ? dy_cmd_failed(cmd) : print(cmd, outcome, state);
}

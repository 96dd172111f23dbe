/* dauys count: read, fold, count, print; the certificate beside it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

/* Write to a temporary name in the same folder, then rename: never half a file. */
static enum dy_code write_whole(struct dy_cmd *cmd, const char *path, json_t *value)
{
    struct dy_span at = {.file = path};
    char *draft = dy_arena_format(cmd->mem, "%s.%ld.tmp", path, (long)getpid());
    if (!draft)
        return dy_no_memory(&cmd->err);
    FILE *file = fopen(draft, "wxe");
    if (!file)
        return dy_fail(&cmd->err, DY_E_IO, at, NULL, "cannot be written: %s", strerror(errno));
    bool good = json_dumpf(value, file, JSON_INDENT(1) | JSON_SORT_KEYS) == 0;
    good = fputc('\n', file) != EOF && good;
    good = fflush(file) == 0 && fsync(fileno(file)) == 0 && good;
    good = fclose(file) == 0 && good;
    if (good && rename(draft, path) == 0)
        return DY_OK;
    int number = errno;
    unlink(draft);
    return dy_fail(&cmd->err, DY_E_IO, at, NULL, "cannot be written: %s", strerror(number));
}

static enum dy_code write_certificate(struct dy_cmd *cmd, const struct dy_outcome *outcome)
{
    json_t *value = NULL;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < outcome->n_contests && !code; i++)
        code = dy_count_closest(cmd->mem, outcome, &outcome->contests[i], &cmd->err);
    if (!code)
        code = dy_publish_certificate(outcome, &value, &cmd->err);
    if (!code)
        code = write_whole(cmd, cmd->options[DY_OPT_CERTIFICATE], value);
    json_decref(value);
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

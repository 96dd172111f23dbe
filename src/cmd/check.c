/* dauys check: every finding, summed up by code and by area; exit status 1 when there are any. */
#include <string.h>

#include "cmd/cmd.h"

/* Keep what is about one source, or about none: a finding names the source or the statement. */
static void keep_source(struct dy_findings *findings, const char *source)
{
    struct dy_finding *of = findings->of.items;
    size_t n = 0;
    findings->n_errors = findings->n_warnings = 0;
    for (size_t i = 0; i < findings->of.n; i++) {
        if (of[i].source && strcmp(of[i].source, source) != 0)
            continue;
        of[n++] = of[i];
        findings->n_errors += of[i].level == DY_LEVEL_ERROR;
        findings->n_warnings += of[i].level == DY_LEVEL_WARNING;
    }
    findings->of.n = n;
}

/* A source that there is not is a slip of the pen, not an election without faults. */
static enum dy_code need_source(struct dy_cmd *cmd, const struct dy_election *election,
                                const char *source)
{
    for (size_t i = 0; i < election->n_protocols; i++)
        if (strcmp(election->protocols[i].source, source) == 0)
            return DY_OK;
    for (size_t i = 0; i < election->n_statements; i++)
        if (strcmp(election->statements[i].id, source) == 0)
            return DY_OK;
    return dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){.file = election->path}, NULL,
                   "has neither protocols of source \"%.40s\" nor a published statement of that id",
                   source);
}

int dy_cmd_check(struct dy_cmd *cmd)
{
    const struct dy_election *election;
    struct dy_findings findings;
    json_t *value;
    const char *most = cmd->options[DY_OPT_MOST];
    dy_votes limit = 50;
    if (most && !dy_parse_votes(most, strlen(most), &limit))
        return dy_cmd_usage(cmd, "--most is \"%.40s\"; a whole number is needed", most);
    if (cmd->options[DY_OPT_JSON] && cmd->options[DY_OPT_CSV])
        return dy_cmd_usage(cmd, "--json and --csv exclude each other");
    enum dy_code code = dy_cmd_election(cmd, &election);
    if (!code && cmd->options[DY_OPT_SOURCE])
        code = need_source(cmd, election, cmd->options[DY_OPT_SOURCE]);
    if (!code)
        code = dy_state_check(cmd->mem, election, &findings, &cmd->err);
    if (!code && cmd->record)
        code = dy_record_waiting(cmd->record, &findings, &cmd->err);
    if (!code && cmd->options[DY_OPT_SOURCE])
        keep_source(&findings, cmd->options[DY_OPT_SOURCE]);
    if (!code && cmd->options[DY_OPT_JSON]) {
        code = dy_publish_findings_json(election, &findings, &value, &cmd->err);
        int status = code ? 0 : dy_cmd_json(cmd, value);
        if (status)
            return status;
    } else if (!code && cmd->options[DY_OPT_CSV]) {
        dy_publish_findings_csv(cmd->print.to, cmd->print.lang, election, &findings);
    } else if (!code) {
        dy_publish_findings_table(&cmd->print, election, &findings, (size_t)limit);
    }
    if (code)
        return dy_cmd_failed(cmd);
    return findings.of.n > 0;
}

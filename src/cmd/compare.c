/* dauys compare: two sources of an election side by side; exit status 1 when they differ. */
#include <string.h>

#include "cmd/cmd.h"

static enum dy_code compare(struct dy_cmd *cmd, const char *a, const char *b,
                            const struct dy_compare **out)
{
    const struct dy_election *election = NULL;
    const struct dy_calendar *calendar = NULL;
    enum dy_code code = dy_cmd_election(cmd, &election);
    if (!code)
        code = cmd->record ? dy_record_calendar(cmd->record, &calendar, &cmd->err)
                           : dy_law_calendar(cmd->mem, election->law->act, &calendar, &cmd->err);
    return code ? code : dy_compare_sources(cmd->mem, election, a, b, calendar, out, &cmd->err);
}

int dy_cmd_compare(struct dy_cmd *cmd)
{
    const struct dy_compare *result;
    json_t *value = NULL;
    const char *a = cmd->options[DY_OPT_A], *b = cmd->options[DY_OPT_B],
               *most = cmd->options[DY_OPT_MOST];
    dy_votes limit = 50;
    a = a ? a : "copy";
    b = b ? b : "announced";
    if (strcmp(a, b) == 0)
        return dy_cmd_usage(cmd, "--a and --b are both \"%.40s\"; two sources are needed", a);
    if (most && !dy_parse_votes(most, strlen(most), &limit))
        return dy_cmd_usage(cmd, "--most is \"%.40s\"; a whole number is needed", most);
    if (cmd->options[DY_OPT_JSON] && cmd->options[DY_OPT_CSV])
        return dy_cmd_usage(cmd, "--json and --csv exclude each other");
    enum dy_code code = compare(cmd, a, b, &result);
    if (!code && cmd->options[DY_OPT_JSON])
        code = dy_publish_compare_json(result, &value, &cmd->err);
    else if (!code && cmd->options[DY_OPT_CSV])
        code = dy_publish_compare_csv(cmd->mem, result, cmd->print.to, &cmd->err);
    else if (!code)
        code = dy_publish_compare_table(cmd->mem, &cmd->print, result, (size_t)limit, &cmd->err);
    if (code)
        return dy_cmd_failed(cmd);
    int status = value ? dy_cmd_json(cmd, value) : 0;
    return status ? status : !result->equal;
}

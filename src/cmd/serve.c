/* dauys serve: the public pages of elections, read-only. */
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "cmd/signals.h"
#include "publish/names.h"
#include "web/site.h"

/* "path/to/a.dauys" is called "a"; a folder as it is; a database as in its URL. */
static const char *name_of(struct dy_cmd *cmd, const char *path)
{
    static const char ending[] = ".dauys";
    const char *name = dy_file_name(path);
    size_t n = strcspn(name, "?");
    if (n > strlen(ending) && strncmp(name + n - strlen(ending), ending, strlen(ending)) == 0)
        n -= strlen(ending);
    return dy_arena_copy(cmd->mem, name, n);
}

static enum dy_code read_args(struct dy_cmd *cmd, struct dy_web_election *out)
{
    for (size_t i = 0; i < cmd->n_args; i++) {
        struct dy_web_election *to = &out[i];
        enum dy_code code =
            dy_cmd_election_at(cmd, cmd->args[i], &to->path, &to->is_record, &to->options);
        if (code)
            return code;
        to->name = name_of(cmd, to->path);
        if (!to->name)
            return dy_no_memory(&cmd->err);
    }
    return DY_OK;
}

static enum dy_code announce(struct dy_cmd *cmd, const struct dy_web_server *server)
{
    struct dy_param params[] = {{"address", dy_web_address(server)}};
    const char *text = dy_say_params(cmd->mem, cmd->print.lang,
                                     N_("serving at http://{address}/ until interrupted"),
                                     DY_COUNT_OF(params), params);
    if (!text)
        return dy_no_memory(&cmd->err);
    fprintf(cmd->print.to, "%s\n", text);
    fflush(cmd->print.to);
    return DY_OK;
}

static enum dy_code serve(struct dy_cmd *cmd, struct dy_site *site, int stop_fd)
{
    const char *listen = cmd->options[DY_OPT_LISTEN];
    struct dy_web_config config = {.listen = listen ? listen : "127.0.0.1:8080", .log = stderr};
    struct dy_web_server *server = NULL;
    dy_site_configure(site, &config);
    enum dy_code code = dy_web_open(&config, &server, &cmd->err);
    if (!code)
        code = announce(cmd, server);
    if (!code)
        code = dy_web_serve(server, stop_fd, &cmd->err);
    dy_web_close(server);
    return code;
}

int dy_cmd_serve(struct dy_cmd *cmd)
{
    struct dy_site *site = NULL;
    int stop_fd = -1;
    struct dy_web_election *elections = DY_NEW(cmd->mem, struct dy_web_election, cmd->n_args);
    enum dy_code code = elections ? read_args(cmd, elections) : dy_no_memory(&cmd->err);
    if (!code)
        code = dy_site_open(cmd->n_args, elections, &site, &cmd->err);
    if (!code)
        code = dy_cmd_hold_signals(cmd, &stop_fd);
    if (!code)
        code = serve(cmd, site, stop_fd);
    dy_site_close(site);
    if (stop_fd >= 0)
        close(stop_fd);
    return code ? dy_cmd_failed(cmd) : 0;
}

/* dauys witness: a record that lies there (witness_record.c), or what logs ask for over HTTP. */
#include <sodium.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "cmd/passphrase.h"
#include "cmd/signals.h"
#include "cmd/witness.h"
#include "publish/table.h"
#include "record/keys.h"
#include "web/server.h"

struct serving {
    struct dy_witness witness;
    const char *folder;
};

static enum dy_code add_checkpoint(void *self, struct dy_arena *mem,
                                   const struct dy_web_request *request,
                                   struct dy_web_response *out, struct dy_err *err)
{
    const struct serving *serving = self;
    struct dy_witness_answer answer;
    enum dy_code code =
        dy_witness_add_checkpoint(mem, &serving->witness, serving->folder, request->body,
                                  request->n_body, (uint64_t)time(NULL), &answer, err);
    if (code)
        return code;
    *out = (struct dy_web_response){.status = answer.status,
                                    .type = answer.type,
                                    .body = answer.body,
                                    .n_body = strlen(answer.body)};
    return DY_OK;
}

static const struct dy_web_route routes[] = {
    {"POST", "/add-checkpoint", add_checkpoint, DY_WITNESS_REQUEST_BYTES},
};

enum dy_code dy_witness_logs(struct dy_cmd *cmd, struct dy_witness *out)
{
    struct dy_verifier *logs = DY_NEW(cmd->mem, struct dy_verifier, cmd->n_logs);
    if (!logs)
        return dy_no_memory(&cmd->err);
    for (size_t i = 0; i < cmd->n_logs; i++) {
        struct dy_err inside = {0};
        enum dy_code code = dy_verifier_parse(cmd->mem, cmd->logs[i], &logs[i], &inside);
        if (code)
            return dy_fail(&cmd->err, code, (struct dy_span){0}, "--log", "\"%.80s\" %s",
                           cmd->logs[i], inside.msg);
    }
    out->n_logs = cmd->n_logs;
    out->logs = logs;
    return DY_OK;
}

/* Where it is, and by which key its cosignatures are verified. */
static enum dy_code announce(struct dy_cmd *cmd, const struct dy_web_server *server,
                             const struct dy_key *key)
{
    struct dy_verifier self = dy_verifier_of(key->name, DY_KEY_COSIGNATURE, key->of);
    struct dy_param params[] = {{"address", dy_web_address(server)}};
    const char *vkey = dy_verifier_format(cmd->mem, &self);
    const char *text =
        dy_say_params(cmd->mem, cmd->print.lang,
                      N_("cosigning at http://{address}/add-checkpoint; the witness's key is"),
                      DY_COUNT_OF(params), params);
    if (!vkey || !text)
        return dy_no_memory(&cmd->err);
    fprintf(cmd->print.to, "%s\n%s\n", text, vkey);
    fflush(cmd->print.to);
    return DY_OK;
}

static enum dy_code serve(struct dy_cmd *cmd, const struct dy_key *key, int stop_fd)
{
    struct serving serving = {.witness = {.name = key->name, .secret = key->secret},
                              .folder = cmd->options[DY_OPT_STATE]};
    struct dy_web_config config = {.listen = cmd->options[DY_OPT_LISTEN],
                                   .n_routes = DY_COUNT_OF(routes),
                                   .routes = routes,
                                   .self = &serving,
                                   .log = stderr};
    struct dy_web_server *server = NULL;
    enum dy_code code = dy_witness_logs(cmd, &serving.witness);
    if (!code)
        code = dy_web_open(&config, &server, &cmd->err);
    if (!code)
        code = announce(cmd, server, key);
    if (!code)
        code = dy_web_serve(server, stop_fd, &cmd->err);
    dy_web_close(server);
    return code;
}

static int listen_and_cosign(struct dy_cmd *cmd)
{
    struct dy_key key = {0};
    int stop_fd = -1;
    if (!cmd->options[DY_OPT_STATE] || cmd->n_logs == 0)
        return dy_cmd_usage(cmd, "--listen, --state and at least one --log are needed");
    enum dy_code code = dy_cmd_key(cmd, NULL, &key);
    if (!code)
        code = dy_cmd_hold_signals(cmd, &stop_fd);
    if (!code)
        code = serve(cmd, &key, stop_fd);
    dy_key_close(&key);
    if (stop_fd >= 0)
        close(stop_fd);
    return code ? dy_cmd_failed(cmd) : 0;
}

int dy_cmd_witness(struct dy_cmd *cmd)
{
    bool listens = cmd->options[DY_OPT_LISTEN];
    if (listens == (cmd->n_args > 0))
        return dy_cmd_usage(cmd, listens ? "a record or --listen is needed, not both"
                                         : "a record to cosign, or --listen, --state and at least "
                                           "one --log are needed");
    if (listens && cmd->options[DY_OPT_TO])
        return dy_cmd_usage(cmd, "--to is for a record, not for --listen");
    if (sodium_init() < 0)
        return dy_cmd_usage(cmd, "libsodium cannot start");
    return listens ? listen_and_cosign(cmd) : dy_witness_record(cmd);
}

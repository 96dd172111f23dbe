/* dauys verify: one line for each kind of thing that holds, one for the first that does not. */
#include "dauys/verify.h"

#include <inttypes.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "publish/json.h"
#include "publish/table.h"
#include "record/entry.h"

static int print_json(struct dy_cmd *cmd, const struct dy_verification *of, enum dy_code code)
{
    const struct dy_verified *lines = of->of.items;
    char root[2 * DY_HASH_BYTES + 1], text[700] = "";
    json_t *holds = json_array();
    dy_hex(of->root, sizeof of->root, root);
    for (size_t i = 0; i < of->of.n; i++)
        holds = dy_json_add(holds, json_pack("{s:s s:I s:s*}", "what", lines[i].what, "n",
                                             (json_int_t)lines[i].n, "note", lines[i].note));
    if (code)
        dy_err_format(&cmd->err, text, sizeof text);
    return dy_cmd_json(cmd, json_pack("{s:b s:I s:s s:o s:s*}", "holds", code == DY_OK, "size",
                                      (json_int_t)of->size, "root", root, "verified", holds,
                                      "failure", code ? text : NULL));
}

int dy_cmd_verify(struct dy_cmd *cmd)
{
    struct dy_verify_options options = {.law_root = dy_cmd_law_dir(cmd, NULL),
                                        .policy = cmd->options[DY_OPT_POLICY],
                                        .seen = cmd->options[DY_OPT_SEEN],
                                        .attachments = cmd->options[DY_OPT_ATTACHMENTS]};
    struct dy_verification of;
    const char *lang = cmd->print.lang;
    char root[2 * DY_HASH_BYTES + 1];
    enum dy_code code = dy_verify(cmd->mem, cmd->args[0], &options, &of, &cmd->err);
    const struct dy_verified *lines = of.of.items;
    if (cmd->options[DY_OPT_JSON] && (!code || code == DY_E_CRYPTO || code == DY_E_INPUT)) {
        int status = print_json(cmd, &of, code);
        return status ? status : code ? dy_cmd_failed(cmd) : 0;
    }
    for (size_t i = 0; i < of.of.n && !cmd->options[DY_OPT_JSON]; i++) {
        char count[40];
        dy_group_digits(lang, lines[i].n, count, sizeof count);
        fprintf(cmd->print.to, "%12s  %s%s%s\n", count, dy_say(lang, lines[i].what),
                lines[i].note ? ": " : "", lines[i].note ? dy_say(lang, lines[i].note) : "");
    }
    if (code) {
        fprintf(cmd->print.to, "%s\n",
                dy_say(lang, N_("NOT VERIFIED: the first failure follows.")));
        return dy_cmd_failed(cmd);
    }
    dy_hex(of.root, sizeof of.root, root);
    fprintf(cmd->print.to, "%s %s\n", dy_say(lang, N_("Verified. The head is")), root);
    return 0;
}

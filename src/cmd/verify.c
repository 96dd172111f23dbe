/* dauys verify: one line for each kind of thing that holds, one for the first that does not. */
#include "dauys/verify.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "publish/json.h"
#include "publish/table.h"
#include "record/entry.h"

/* --- progress, on a terminal only --- */

enum { PROGRESS_FROM = 10000 }; /* entries: fewer are verified before one looks */

static void show_progress(void *self, uint64_t n, uint64_t all)
{
    (void)self;
    if (all < PROGRESS_FROM)
        return;
    fprintf(stderr, "\r%3u %%%s", (unsigned)(100 * (n < all ? n : all) / all),
            n < all ? "" : "\r     \r");
    fflush(stderr);
}

/* --- what was found --- */

static const char *note_of(const struct dy_verified *line)
{
    const struct dy_verified_rule *rule = &dy_verified_kinds[line->kind];
    return rule->note_needs_detail && !line->detail ? NULL : rule->note;
}

static json_t *failure_json(const struct dy_cmd *cmd, const struct dy_verification *of)
{
    char text[700];
    dy_err_format(&cmd->err, text, sizeof text);
    json_t *out = json_pack("{s:s}", "message", text);
    bool good = out;
    if (of->bad_entry != DY_VERIFY_NONE)
        good = good && !json_object_set_new(out, "entry", json_integer((json_int_t)of->bad_entry));
    if (of->bad_checkpoint != DY_VERIFY_NONE)
        good = good && !json_object_set_new(out, "checkpoint",
                                            json_integer((json_int_t)of->bad_checkpoint));
    if (good)
        return out;
    json_decref(out);
    return NULL;
}

/* doc/spec/verify.md; takes `more`, members of its own. */
static int print_json(struct dy_cmd *cmd, const struct dy_verification *of, enum dy_code code,
                      json_t *more)
{
    const struct dy_verified *lines = of->of.items;
    char root[2 * DY_HASH_BYTES + 1];
    json_t *holds = json_array();
    dy_hex(of->root, sizeof of->root, root);
    for (size_t i = 0; i < of->of.n; i++)
        holds = dy_json_add(holds, json_pack("{s:s s:I s:s s:s* s:s*}", "kind",
                                             dy_verified_kinds[lines[i].kind].id, "n",
                                             (json_int_t)lines[i].n, "what",
                                             dy_verified_kinds[lines[i].kind].what, "note",
                                             note_of(&lines[i]), "detail", lines[i].detail));
    json_t *out =
        json_pack("{s:s s:b s:I s:I s:s s:o s:s*}", "format", "dauys-verify/1", "holds",
                  code == DY_OK, "size", (json_int_t)of->size, "signed",
                  (json_int_t)of->signed_size, "root", root, "verified", holds, "log", of->log);
    json_t *failure = code ? failure_json(cmd, of) : NULL;
    bool good = out && (!code || failure) &&
                (!failure || !json_object_set(out, "failure", failure)) &&
                (!more || !json_object_update(out, more));
    json_decref(failure);
    json_decref(more);
    if (!good) {
        json_decref(out);
        out = NULL;
    }
    return dy_cmd_json(cmd, out);
}

static void print_lines(const struct dy_cmd *cmd, const struct dy_verification *of)
{
    const struct dy_verified *lines = of->of.items;
    const char *lang = cmd->print.lang;
    for (size_t i = 0; i < of->of.n; i++) {
        char count[40];
        const char *note = note_of(&lines[i]);
        dy_group_digits(lang, lines[i].n, count, sizeof count);
        fprintf(cmd->print.to, "%12s  %s%s%s%s%s\n", count,
                dy_say(lang, dy_verified_kinds[lines[i].kind].what), note ? ": " : "",
                note ? dy_say(lang, note) : "", lines[i].detail ? " " : "",
                lines[i].detail ? lines[i].detail : "");
    }
}

/* The lines, or JSON; then the failure. What could not be read at all has no verification. */
static int report(struct dy_cmd *cmd, const struct dy_verification *of, enum dy_code code,
                  json_t *more)
{
    bool is_finding = !code || dy_code_exit(code) == 3;
    if (cmd->options[DY_OPT_JSON] && is_finding) {
        int status = print_json(cmd, of, code, more);
        return status ? status : code ? dy_cmd_failed(cmd) : 0;
    }
    json_decref(more);
    if (!cmd->options[DY_OPT_JSON])
        print_lines(cmd, of);
    if (code && is_finding && !cmd->options[DY_OPT_JSON])
        fprintf(cmd->print.to, "%s\n",
                dy_say(cmd->print.lang, N_("NOT VERIFIED: the first failure follows.")));
    fflush(cmd->print.to);
    return code ? dy_cmd_failed(cmd) : 0;
}

/* --- the two things that are verified --- */

static int verify_record(struct dy_cmd *cmd)
{
    struct dy_verify_options options = {.law_root = dy_cmd_law_dir(cmd, NULL),
                                        .policy = cmd->options[DY_OPT_POLICY],
                                        .seen = cmd->options[DY_OPT_SEEN],
                                        .attachments = cmd->options[DY_OPT_ATTACHMENTS]};
    struct dy_verification of;
    char root[2 * DY_HASH_BYTES + 1];
    if (cmd->n_logs)
        return dy_cmd_usage(cmd, "--log is for receipts; a record names its log itself");
    options.progress = isatty(STDERR_FILENO) ? show_progress : NULL;
    enum dy_code code = dy_verify(cmd->mem, cmd->args[0], &options, &of, &cmd->err);
    if (code && options.progress)
        show_progress(NULL, PROGRESS_FROM, PROGRESS_FROM);
    int status = report(cmd, &of, code, NULL);
    dy_hex(of.root, sizeof of.root, root);
    if (!status && !cmd->options[DY_OPT_JSON])
        fprintf(cmd->print.to, "%s %s\n", dy_say(cmd->print.lang, N_("Verified. The head is")),
                root);
    return status;
}

static int verify_receipt(struct dy_cmd *cmd)
{
    struct dy_verify_receipt in = {.receipt = cmd->args[0],
                                   .entry = cmd->options[DY_OPT_ENTRY],
                                   .log = cmd->n_logs ? cmd->logs[0] : NULL,
                                   .policy = cmd->options[DY_OPT_POLICY]};
    struct dy_verification of;
    uint64_t number = 0;
    if (cmd->n_logs > 1 || (!in.log && !in.policy))
        return dy_cmd_usage(cmd, "a receipt needs --log with the log's key, or --policy");
    if (cmd->options[DY_OPT_SEEN] || cmd->options[DY_OPT_ATTACHMENTS])
        return dy_cmd_usage(cmd, "--seen and --attachments are for records, not for receipts");
    enum dy_code code = dy_verify_receipt(cmd->mem, &in, &number, &of, &cmd->err);
    int status =
        report(cmd, &of, code, code ? NULL : json_pack("{s:I}", "entry", (json_int_t)number));
    if (status || cmd->options[DY_OPT_JSON])
        return status;
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    struct dy_param params[] = {{"entry", text}, {"log", of.log}};
    const char *line = dy_say_params(cmd->mem, cmd->print.lang,
                                     N_("Verified: it is entry {entry} of the log {log}."),
                                     DY_COUNT_OF(params), params);
    fprintf(cmd->print.to, "%s\n", line ? line : "");
    return 0;
}

int dy_cmd_verify(struct dy_cmd *cmd)
{
    return cmd->options[DY_OPT_ENTRY] ? verify_receipt(cmd) : verify_record(cmd);
}

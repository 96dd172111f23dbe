/* dauys record: the verbs, and what those that write have in common. */
#include "cmd/record.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/say.h"
#include "cmd/passphrase.h"
#include "publish/table.h"

const struct dy_verb dy_record_verbs[] = {
    {"init", "--election DIR --key FILE [--person ID]",
     N_("Begin a record from an election's folder."), dy_record_init, 0, 0},
    {"add", "--station UNIT [--source SOURCE] [--tier TIER] [--round N] --key FILE [NAME=N ...]",
     N_("Enter a protocol; without numbers it asks for each in the paper's order."), dy_record_add,
     0, DY_CMD_ARGS},
    {"confirm", "ENTRY --key FILE [NAME=N ...]",
     N_("Type a protocol again, blind, as the second person."), dy_record_confirm, 1, DY_CMD_ARGS},
    {"resolve", "ENTRY --key FILE NAME=N ...",
     N_("Type again only what the two entries differ in."), dy_record_resolve, 2, DY_CMD_ARGS},
    {"correct", "ENTRY --reason TEXT --key FILE NAME=N ...",
     N_("Correct numbers of a protocol; nothing is overwritten."), dy_record_correct, 2,
     DY_CMD_ARGS},
    {"accept", "ENTRY CONTROL ... --reason TEXT --key FILE",
     N_("Accept, as on the paper, the controls that a protocol breaks."), dy_record_accept, 2,
     DY_CMD_ARGS},
    {"void", "ENTRY --reason TEXT --key FILE", N_("Void a protocol; another may be entered."),
     dy_record_void, 1, 1},
    {"import",
     "FILE.csv [--source SOURCE] [--tier TIER] [--round N] --key FILE "
     "[--confirm | --accept --reason TEXT]",
     N_("Enter all protocols of a CSV file in one batch."), dy_record_import, 1, 1},
    {"attach", "ENTRY SCAN --key FILE", N_("Attach a scan or photograph by its hash."),
     dy_record_attach, 2, 2},
    {"write", "KIND BODY.json --key FILE",
     N_("Write an entry of any kind: a decision, a statement, a publication."), dy_record_write, 2,
     2},
    {"outcome", "[--source SOURCE] --key FILE",
     N_("Establish the outcome of the protocols so far, with its certificate."), dy_record_outcome,
     0, 0},
    {"checkpoint", "[--key FILE] [--to FILE]",
     N_("Print the newest checkpoint; with the log's key, sign the head of the log first."),
     dy_record_sign, 0, 0},
    {"log", "", N_("List the entries."), dy_record_log, 0, 0},
    {"show", "ENTRY", N_("Show an entry as it is signed."), dy_record_show, 1, 1},
    {"history", "STATION", N_("Say who wrote what, and when, about a station."), dy_record_history,
     1, 1},
    {"proof", "ENTRY [--to FILE]",
     N_("Write the receipt that an entry stands in the log (tlog-proof)."), dy_record_proof, 1, 1},
    {"export", "DIR", N_("Write the log as static files (tlog-tiles)."), dy_record_export, 1, 1},
    {"forget", "ENTRY",
     N_("Erase the personal data that an entry stands for; the log stays verifiable."),
     dy_record_forget, 1, 1},
    {"copy", "RECORD", N_("Copy the record to a new one, bit for bit."), dy_record_copy, 1, 1},
};
const size_t dy_n_record_verbs = DY_COUNT_OF(dy_record_verbs);

static void list_verbs(const struct dy_print *print)
{
    for (size_t i = 0; i < dy_n_record_verbs; i++) {
        const struct dy_verb *verb = &dy_record_verbs[i];
        char head[32], usage[160];
        (void)snprintf(head, sizeof head, "dauys record %s ", verb->name);
        (void)snprintf(usage, sizeof usage, "FILE%s%s", *verb->usage ? " " : "", verb->usage);
        dy_print_wrapped(print, head, "        ", usage);
        dy_print_wrapped(print, "    ", "    ", dy_say(print->lang, verb->summary));
    }
}

static const struct dy_verb *find_verb(const char *name)
{
    for (size_t i = 0; i < dy_n_record_verbs; i++)
        if (strcmp(dy_record_verbs[i].name, name) == 0)
            return &dy_record_verbs[i];
    return NULL;
}

/* The record's file becomes args[0], whether it was named there, by --record or DAUYS_RECORD. */
static bool name_file(struct dy_cmd *cmd, const char *file)
{
    if (file)
        cmd->args[0] = file;
    else if (cmd->n_args > 1)
        memmove(cmd->args, cmd->args + 1, --cmd->n_args * sizeof *cmd->args);
    else
        return false;
    return true;
}

/* The record that needs no argument; NULL = it is the first. */
static const char *named_elsewhere(const struct dy_cmd *cmd)
{
    const char *file = cmd->options[DY_OPT_RECORD];
    if (!file)
        file = getenv("DAUYS_RECORD");
    return file && *file ? file : NULL;
}

enum dy_code dy_record_texts(struct dy_cmd *cmd)
{
    static const enum dy_option_id options[] = {DY_OPT_STATION, DY_OPT_SOURCE, DY_OPT_TIER,
                                                DY_OPT_REASON,  DY_OPT_PERSON, DY_OPT_ROLE,
                                                DY_OPT_AREA,    DY_OPT_NAME};
    for (size_t i = 0; i < DY_COUNT_OF(options); i++) {
        const char *text = cmd->options[options[i]];
        if (text && dy_utf8_valid(text, strlen(text)) != strlen(text))
            return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "%s is not UTF-8 text",
                           dy_options[options[i]].name);
    }
    return DY_OK;
}

int dy_cmd_record(struct dy_cmd *cmd)
{
    const char *elsewhere = named_elsewhere(cmd);
    if (cmd->n_args == 0) {
        list_verbs(&cmd->print);
        return 0;
    }
    const struct dy_verb *verb = find_verb(cmd->args[0]);
    if (!verb)
        return dy_cmd_usage(cmd, "dauys record has no \"%.40s\"; dauys record lists what it has",
                            cmd->args[0]);
    if (name_file(cmd, elsewhere) && cmd->n_args - 1 >= verb->args_min &&
        cmd->n_args - 1 <= verb->args_max)
        return dy_record_texts(cmd) ? dy_cmd_failed(cmd) : verb->run(cmd);
    if (elsewhere)
        return dy_cmd_usage(cmd, "usage: dauys record %s%s%s; the record is %.60s, as %s says",
                            verb->name, *verb->usage ? " " : "", verb->usage, elsewhere,
                            cmd->options[DY_OPT_RECORD] ? "--record" : "DAUYS_RECORD");
    return dy_cmd_usage(cmd, "usage: dauys record %s FILE%s%s", verb->name, *verb->usage ? " " : "",
                        verb->usage);
}

/* --- writing --- */

enum dy_code dy_record_begin(struct dy_cmd *cmd, const char *record, struct dy_key *key)
{
    enum dy_code code = dy_cmd_open_record(cmd, record, true);
    return code ? code : dy_cmd_key(cmd, NULL, key);
}

static bool is_log_key(struct dy_cmd *cmd, const struct dy_key *key)
{
    struct dy_verifier log;
    struct dy_err err = {0};
    return dy_record_log_key(cmd->record, cmd->mem, &log, &err) == DY_OK &&
           strcmp(log.name, key->name) == 0 && memcmp(log.key, key->of, sizeof log.key) == 0;
}

enum dy_code dy_record_say_all(struct dy_cmd *cmd, const struct dy_key *key,
                               const struct dy_drafts *drafts, uint64_t *first)
{
    enum dy_code code =
        dy_record_append(cmd->record, key, drafts, (int64_t)time(NULL), first, &cmd->err);
    if (!code && is_log_key(cmd, key))
        code = dy_record_checkpoint(cmd->record, key, &cmd->err);
    return code;
}

struct single {
    enum dy_kind kind;
    json_t *body;
};

static enum dy_code make_single(void *self, size_t i, const char **kind, json_t **body,
                                struct dy_err *err)
{
    struct single *single = self;
    (void)i, (void)err;
    *kind = dy_kinds[single->kind].name;
    *body = single->body;
    single->body = NULL;
    return DY_OK;
}

enum dy_code dy_record_say(struct dy_cmd *cmd, const struct dy_key *key, enum dy_kind kind,
                           json_t *body, uint64_t *number)
{
    struct single single = {kind, body};
    struct dy_drafts drafts = {1, &single, make_single};
    enum dy_code code = dy_record_say_all(cmd, key, &drafts, number);
    json_decref(single.body);
    return code;
}

enum dy_code dy_record_number(struct dy_cmd *cmd, const char *text, uint64_t *out)
{
    if (dy_parse_votes(text, strlen(text), out))
        return DY_OK;
    return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                   "\"%.40s\" is no number of an entry; dauys record log lists them", text);
}

/* What stands in the folder and does not go into the record by itself. */
static enum dy_code print_left_out(struct dy_cmd *cmd, const char *folder,
                                   const struct dy_election_options *options)
{
    const struct dy_election *election = NULL;
    enum dy_code code = dy_election_read(cmd->mem, folder, options, &election, &cmd->err);
    if (code)
        return code;
    if (election->n_protocols)
        fprintf(cmd->print.to, "%s\n",
                dy_say(cmd->print.lang, N_("The folder's protocols are not in it: dauys record "
                                           "import enters them.")));
    if (election->n_decisions)
        fprintf(cmd->print.to, "%s\n",
                dy_say(cmd->print.lang, N_("The folder's decisions are not in it: a coordinator "
                                           "writes them with dauys record write.")));
    return DY_OK;
}

int dy_record_init(struct dy_cmd *cmd)
{
    struct dy_key key = {0};
    struct dy_record_options options = {.write = true};
    const char *folder = cmd->options[DY_OPT_ELECTION], *person = cmd->options[DY_OPT_PERSON];
    if (!folder)
        return dy_cmd_usage(cmd, "--election is missing; the folder of an election is needed");
    enum dy_code code = dy_cmd_key(cmd, NULL, &key);
    options.election.law_root = dy_cmd_law_dir(cmd, folder);
    if (!code)
        code = dy_record_create(cmd->mem, cmd->args[0], folder, &options, &key,
                                person ? person : "founder", (int64_t)time(NULL), &cmd->err);
    dy_key_close(&key);
    if (!code)
        code = dy_cmd_open_record(cmd, cmd->args[0], false);
    if (code)
        return dy_cmd_failed(cmd);
    struct dy_record_head head = dy_record_head(cmd->record);
    char root[2 * DY_HASH_BYTES + 1], size[24];
    dy_hex(head.root, sizeof head.root, root);
    (void)snprintf(size, sizeof size, "%llu", (unsigned long long)head.size);
    struct dy_param params[] = {{"n", size}, {"root", root}};
    const char *text =
        dy_say_params(cmd->mem, cmd->print.lang, N_("{n} entries; the head is {root}"),
                      DY_COUNT_OF(params), params);
    fprintf(cmd->print.to, "%s: %s\n", cmd->args[0], text ? text : "");
    return print_left_out(cmd, folder, &options.election) ? dy_cmd_failed(cmd) : 0;
}

/* One table of options; parsing, --help and the shape of an error all come from it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "data/yaml.h"
#include "publish/table.h"

const struct dy_option dy_options[DY_N_OPTIONS] = {
    [DY_OPT_HELP] = {"--help", NULL, N_("this text")},
    [DY_OPT_JSON] = {"--json", NULL, N_("print JSON")},
    [DY_OPT_CSV] = {"--csv", NULL, N_("print CSV")},
    [DY_OPT_NIST] = {"--nist", NULL, N_("print NIST SP 1500-100 v2 JSON")},
    [DY_OPT_SOURCE] = {"--source", "SOURCE", N_("official (default), copy or announced protocols")},
    [DY_OPT_LAW] = {"--law", "ACT@DATE", N_("count under another law, as in force on that day")},
    [DY_OPT_READING] = {"--reading", "R=OPTION", N_("choose a reading where the law leaves room")},
    [DY_OPT_CERTIFICATE] = {"--certificate", "FILE", N_("write the certificate of the outcome")},
    [DY_OPT_LANG] = {"--lang", "LANG", N_("language: en, kk or ru")},
    [DY_OPT_LAW_DIR] = {"--law-dir", "DIR", N_("where the law files are")},
    [DY_OPT_MOST] = {"--most", "N", N_("list at most so many findings (default 50)")},
    [DY_OPT_METHOD] = {"--method", "METHOD", N_("the method; \"list\" names them all")},
    [DY_OPT_SEATS] = {"--seats", "N", N_("seats to award")},
    [DY_OPT_BAR] = {"--bar", "SHARE", N_("share of all votes that a list needs: 5%")},
    [DY_OPT_BAR_OF] = {"--bar-of", "BALLOTS",
                       N_("what --bar is a share of: total (default) or a number")},
    [DY_OPT_MINIMUM] = {"--minimum", "N", N_("seats that every list gets first")},
    [DY_OPT_ORDER] = {"--order", "ORDER",
                      N_("equal claims: none (default, a lot) or given (file order)")},
    [DY_OPT_ON] = {"--on", "DATE", N_("the version in force on that day")},
    [DY_OPT_BETWEEN] = {"--between", "DATE",
                        N_("compare the versions of this day and of the next argument")},
    [DY_OPT_A] = {"--a", "SOURCE", N_("the source to compare (default copy)")},
    [DY_OPT_B] = {"--b", "SOURCE", N_("the source to compare it with (default announced)")},
    [DY_OPT_KEY] = {"--key", "FILE", N_("the key to sign with")},
    [DY_OPT_NAME] = {"--name", "NAME",
                     N_("what the key is called, such as example.org/commission")},
    [DY_OPT_PASSPHRASE_FILE] = {"--passphrase-file", "FILE",
                                N_("read the passphrase there, do not ask")},
    [DY_OPT_NO_PASSPHRASE] = {"--no-passphrase", NULL,
                              N_("whoever reads the file can sign: for tests and machines")},
    [DY_OPT_COST] = {"--cost", "COST",
                     N_("work that a passphrase costs: moderate (default), interactive or min")},
    [DY_OPT_RECORD] = {"--record", "FILE",
                       N_("the record, instead of the first argument (or DAUYS_RECORD)")},
    [DY_OPT_ELECTION] = {"--election", "DIR", N_("the election's folder")},
    [DY_OPT_PERSON] = {"--person", "ID",
                       N_("who holds the key: an identifier without personal data")},
    [DY_OPT_ROLE] = {"--role", "ROLE", N_("administrator, coordinator, typist or observer")},
    [DY_OPT_AREA] = {"--area", "UNIT",
                     N_("the area in which the key may write (default: the whole)")},
    [DY_OPT_TIER] = {"--tier", "TIER", N_("the tier (default: the only one)")},
    [DY_OPT_STATION] = {"--station", "UNIT", N_("the polling station, or a larger area")},
    [DY_OPT_ROUND] = {"--round", "N", N_("1 (default), or 2 for a run-off")},
    [DY_OPT_REASON] = {"--reason", "TEXT", N_("why: it stays in the record")},
    [DY_OPT_CONFIRM] = {"--confirm", NULL,
                        N_("type again, as the second person, what was entered before")},
    [DY_OPT_ACCEPT] = {"--accept", NULL,
                       N_("accept errors of controls as on the paper, with --reason")},
    [DY_OPT_TO] = {"--to", "FILE", N_("write there instead of printing")},
    [DY_OPT_POLICY] = {"--policy", "FILE", N_("whose cosignatures are needed (tlog-policy)")},
    [DY_OPT_SEEN] = {"--seen", "FILE", N_("a checkpoint seen before, which must be continued")},
    [DY_OPT_ATTACHMENTS] = {"--attachments", "DIR", N_("check the attached files that lie there")},
    [DY_OPT_ENTRY] = {"--entry", "FILE", N_("the entry that a receipt is for, as it is signed")},
    [DY_OPT_LISTEN] = {"--listen", "ADDRESS:PORT", N_("where to answer; port 0 takes a free one")},
    [DY_OPT_STATE] = {"--state", "DIR", N_("where the heads that were seen last are kept")},
    [DY_OPT_LOG] = {"--log", "VKEY", N_("the key of a log; may be given again")},
    [DY_OPT_NO_COLOR] = {"--no-color", NULL, N_("no colour")},
};

static enum dy_option_id find_option(const char *word, size_t n)
{
    enum dy_option_id id = 0;
    while (id < DY_N_OPTIONS &&
           (strlen(dy_options[id].name) != n || memcmp(dy_options[id].name, word, n) != 0))
        id++;
    return id;
}

static enum dy_code unknown_option(struct dy_cmd *cmd, const char *word)
{
    const char *names[DY_N_OPTIONS + 1] = {0};
    size_t n = 0;
    for (enum dy_option_id id = 0; id < DY_N_OPTIONS; id++)
        if (cmd->command->options >> id & 1)
            names[n++] = dy_options[id].name;
    const char *near = dy_nearest(word, names);
    return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                   "%s has no option \"%.60s\"%s%s%s", cmd->command->name, word,
                   near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* The options that may be given again. */
static enum dy_code keep_in_list(struct dy_cmd *cmd, enum dy_option_id id, const char *value)
{
    bool is_log = id == DY_OPT_LOG;
    size_t *n = is_log ? &cmd->n_logs : &cmd->n_readings;
    int most = is_log ? DY_CMD_LOGS : DY_CMD_READINGS;
    if (*n == (size_t)most)
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "%s may be given %d times",
                       dy_options[id].name, most);
    (is_log ? cmd->logs : cmd->readings)[(*n)++] = value;
    return DY_OK;
}

static enum dy_code take_option(struct dy_cmd *cmd, int argc, char **argv, int *at)
{
    const char *word = argv[*at], *equals = strchr(word, '='), *value = "";
    size_t n = equals ? (size_t)(equals - word) : strlen(word);
    enum dy_option_id id = find_option(word, n);
    if (id == DY_N_OPTIONS || !(cmd->command->options >> id & 1))
        return unknown_option(cmd, word);
    if (!dy_options[id].value && equals)
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "%s takes no value",
                       dy_options[id].name);
    if (dy_options[id].value)
        value = equals ? equals + 1 : *at + 1 < argc ? argv[++*at] : NULL;
    if (!value)
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "%s needs a value: %s",
                       dy_options[id].name, dy_options[id].value);
    if (id == DY_OPT_READING || id == DY_OPT_LOG) {
        enum dy_code code = keep_in_list(cmd, id, value);
        if (code)
            return code;
    } else if (cmd->options[id]) {
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "%s is given twice",
                       dy_options[id].name);
    }
    cmd->options[id] = value;
    return DY_OK;
}

static bool is_language(const char *text, size_t n, const char **out)
{
    for (const char *const *lang = dy_languages(); *lang; lang++) {
        if (strlen(*lang) == n && memcmp(*lang, text, n) == 0) {
            *out = *lang;
            return true;
        }
    }
    return false;
}

/* --lang, else the user's locale where we speak it, else English. */
static enum dy_code choose_language(struct dy_cmd *cmd)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *asked = cmd->options[DY_OPT_LANG];
    cmd->print.lang = "en";
    if (asked && !is_language(asked, strlen(asked), &cmd->print.lang))
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "--lang is \"%.20s\"; en, kk or ru is needed", asked);
    for (size_t i = 0; !asked && i < DY_COUNT_OF(variables); i++) {
        const char *value = getenv(variables[i]);
        if (value && *value) {
            (void)is_language(value, strcspn(value, "_.@"), &cmd->print.lang);
            break;
        }
    }
    return DY_OK;
}

static void choose_colour(struct dy_cmd *cmd)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool off = cmd->options[DY_OPT_NO_COLOR] || (no_color && *no_color) || !term ||
               strcmp(term, "dumb") == 0;
    cmd->print.colour = !off && isatty(STDOUT_FILENO);
}

enum dy_code dy_cmd_parse(struct dy_cmd *cmd, int argc, char **argv)
{
    bool words_only = false;
    for (int i = 0; i < argc; i++) {
        if (!words_only && strcmp(argv[i], "--") == 0) {
            words_only = true;
        } else if (!words_only && argv[i][0] == '-' && argv[i][1] != '\0') {
            enum dy_code code = take_option(cmd, argc, argv, &i);
            if (code)
                return code;
        } else if (cmd->n_args == DY_CMD_ARGS) {
            return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "too many arguments");
        } else {
            cmd->args[cmd->n_args++] = argv[i];
        }
    }
    enum dy_code code = choose_language(cmd);
    choose_colour(cmd);
    if (code || cmd->options[DY_OPT_HELP])
        return code;
    if (cmd->n_args < cmd->command->args_min || cmd->n_args > cmd->command->args_max)
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "usage: dauys %s %s",
                       cmd->command->name, cmd->command->usage);
    return DY_OK;
}

void dy_cmd_help(const struct dy_command *command, const char *lang, FILE *to)
{
    enum { HELP_MARGIN = 25 };
    const struct dy_print print = {.to = to, .lang = lang, .width = 80};
    char margin[HELP_MARGIN + 1];
    snprintf(margin, sizeof margin, "%*s", HELP_MARGIN, "");
    fprintf(to, "dauys %s %s\n\n%s\n\n", command->name, command->usage,
            dy_say(lang, command->summary));
    for (enum dy_option_id id = 0; id < DY_N_OPTIONS; id++) {
        char left[40];
        if (!(command->options >> id & 1))
            continue;
        int n = snprintf(left, sizeof left, "  %s%s%s", dy_options[id].name,
                         dy_options[id].value ? " " : "",
                         dy_options[id].value ? dy_options[id].value : "");
        snprintf(left + n, sizeof left - (size_t)n, "%*s", HELP_MARGIN - n, "");
        dy_print_wrapped(&print, left, margin, dy_say(lang, dy_options[id].help));
    }
}

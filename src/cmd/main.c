/*
 * dauys: one program, a table of commands.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "data/yaml.h"
#include "publish/table.h"

#define BIT(name) (UINT64_C(1) << DY_OPT_##name)
#define ALWAYS (BIT(HELP) | BIT(LANG) | BIT(NO_COLOR))
#define SIGNED (BIT(KEY) | BIT(PASSPHRASE_FILE))
#define COUNTED (BIT(SOURCE) | BIT(LAW) | BIT(READING) | BIT(LAW_DIR))

const struct dy_command dy_commands[] = {
    {"count", "ELECTION [options]", N_("Count an election: seats, and how sure they are."),
     dy_cmd_count, ALWAYS | COUNTED | BIT(JSON) | BIT(CSV) | BIT(NIST) | BIT(CERTIFICATE), 1, 1},
    {"why", "ELECTION PATH [options]", N_("Say why a figure is what it is, down to the protocols."),
     dy_cmd_why, ALWAYS | COUNTED | BIT(JSON), 2, 2},
    {"check", "ELECTION [options]",
     N_("Check protocols and published figures; exit status 1 when there are findings."),
     dy_cmd_check, ALWAYS | BIT(LAW_DIR) | BIT(SOURCE) | BIT(JSON) | BIT(CSV) | BIT(MOST), 1, 1},
    {"compare", "ELECTION [--a SOURCE] [--b SOURCE] [options]",
     N_("Hold two sources against each other: figures, seats, and until when to complain."),
     dy_cmd_compare,
     ALWAYS | BIT(A) | BIT(B) | BIT(LAW) | BIT(READING) | BIT(LAW_DIR) | BIT(JSON) | BIT(CSV) |
         BIT(MOST),
     1, 1},
    {"law", "list | show ACT | check FILE... | diff ACT --between DATE DATE",
     N_("Read the law as data: list, show, check, compare versions."), dy_cmd_law,
     ALWAYS | BIT(LAW_DIR) | BIT(JSON) | BIT(ON) | BIT(BETWEEN), 1, DY_CMD_ARGS},
    {"seats", "--method METHOD --seats N [options] FILE.csv",
     N_("Award seats by a method alone, for anyone's votes (columns list,votes)."), dy_cmd_seats,
     ALWAYS | BIT(JSON) | BIT(CSV) | BIT(METHOD) | BIT(SEATS) | BIT(BAR) | BIT(BAR_OF) |
         BIT(MINIMUM) | BIT(ORDER),
     0, 1},
    {"key",
     "new FILE --name NAME | show FILE | check FILE | copy FILE NEW-FILE |\n"
     "  enrol RECORD KEY | revoke RECORD KEY",
     N_("Keys to sign with: make, show, check, copy; who may write into a record."), dy_cmd_keys,
     ALWAYS | SIGNED | BIT(JSON) | BIT(NAME) | BIT(NO_PASSPHRASE) | BIT(COST) | BIT(PERSON) |
         BIT(ROLE) | BIT(AREA) | BIT(REASON) | BIT(LAW_DIR),
     1, DY_CMD_ARGS},
    {"record", "VERB FILE [options] ...",
     N_("Keep an election in one signed, append-only record (dauys record lists the verbs)."),
     dy_cmd_record,
     ALWAYS | SIGNED | BIT(RECORD) | BIT(ELECTION) | BIT(PERSON) | BIT(TIER) | BIT(STATION) |
         BIT(SOURCE) | BIT(ROUND) | BIT(REASON) | BIT(CONFIRM) | BIT(ACCEPT) | BIT(TO) |
         BIT(LAW_DIR) | BIT(JSON),
     0, DY_CMD_ARGS},
    {"verify",
     "RECORD | DIR [options]\n  RECEIPT --entry FILE [--log VKEY] [--policy FILE] [options]",
     N_("Verify a record, an exported folder or a receipt from nothing but itself."), dy_cmd_verify,
     ALWAYS | BIT(POLICY) | BIT(SEEN) | BIT(ATTACHMENTS) | BIT(LAW_DIR) | BIT(JSON) | BIT(ENTRY) |
         BIT(LOG),
     1, 1},
    {"witness",
     "RECORD --key FILE [--state DIR] [--log VKEY] [--to FILE] [options]\n"
     "  --listen ADDRESS:PORT --key FILE --state DIR --log VKEY...",
     N_("Cosign the checkpoints of logs that show everybody one history."), dy_cmd_witness,
     ALWAYS | SIGNED | BIT(LISTEN) | BIT(STATE) | BIT(LOG) | BIT(TO) | BIT(LAW_DIR), 0, 1},
    {"serve", "ELECTION... [--listen ADDRESS:PORT]",
     N_("Serve the public pages of elections over HTTP, as HTML and JSON."), dy_cmd_serve,
     ALWAYS | BIT(LISTEN) | BIT(READING) | BIT(LAW_DIR), 1, DY_CMD_ARGS},
    {"help", "[COMMAND]", N_("Say how a command is used."), dy_cmd_help_command, ALWAYS, 0, 1},
};
const size_t dy_n_commands = DY_COUNT_OF(dy_commands);

static const struct dy_command *find_command(const char *name)
{
    for (size_t i = 0; i < dy_n_commands; i++)
        if (strcmp(dy_commands[i].name, name) == 0)
            return &dy_commands[i];
    return NULL;
}

static void overview(FILE *to, const char *lang)
{
    fprintf(to, "dauys %s\n\n", DAUYS_VERSION);
    const struct dy_print print = {.to = to, .lang = lang, .width = 80};
    for (size_t i = 0; i < dy_n_commands; i++) {
        char left[32];
        snprintf(left, sizeof left, "  dauys %-9s", dy_commands[i].name);
        dy_print_wrapped(&print, left, "                 ", dy_say(lang, dy_commands[i].summary));
    }
    fprintf(to, "\n%s\n", dy_say(lang, "dauys help COMMAND says more; man dauys says all."));
}

int dy_cmd_help_command(struct dy_cmd *cmd)
{
    if (cmd->n_args == 0) {
        overview(cmd->print.to, cmd->print.lang);
        return 0;
    }
    const struct dy_command *command = find_command(cmd->args[0]);
    if (!command)
        return dy_cmd_usage(cmd, "there is no command \"%.40s\"", cmd->args[0]);
    dy_cmd_help(command, cmd->print.lang, cmd->print.to);
    return 0;
}

/* Columns of the terminal, 80 elsewhere; tables never need more than 80. */
static unsigned terminal_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
        return 80;
    return size.ws_col < 100 ? size.ws_col : 100;
}

static int run(const struct dy_command *command, int argc, char **argv)
{
    struct dy_arena mem;
    struct dy_cmd cmd = {.command = command, .mem = &mem};
    cmd.print.to = stdout;
    cmd.print.width = terminal_width();
    dy_arena_init(&mem);
    int status;
    if (dy_cmd_parse(&cmd, argc, argv)) {
        status = dy_cmd_failed(&cmd);
    } else if (cmd.options[DY_OPT_HELP]) {
        dy_cmd_help(command, cmd.print.lang, stdout);
        status = 0;
    } else {
        status = command->run(&cmd);
    }
    int written = dy_cmd_flush(&cmd);
    dy_record_close(cmd.record);
    dy_arena_finish(&mem);
    return written ? written : status;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        overview(stderr, "en");
        return 2;
    }
    if (strcmp(argv[1], "--version") == 0) {
        struct dy_cmd cmd = {.print = {.to = stdout}};
        puts("dauys " DAUYS_VERSION);
        return dy_cmd_flush(&cmd);
    }
    bool help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
    const char *name = help ? "help" : argv[1];
    const struct dy_command *command = find_command(name);
    if (command)
        return run(command, argc - 2, argv + 2);
    const char *names[DY_COUNT_OF(dy_commands) + 1] = {0};
    for (size_t i = 0; i < dy_n_commands; i++)
        names[i] = dy_commands[i].name;
    const char *near = dy_nearest(name, names);
    fprintf(stderr, "dauys: there is no command \"%.40s\"%s%s%s; dauys help lists them\n", name,
            near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    return 2;
}

/*
 * Commands: what each is given and what they share. A command is a row in main.c and one file.
 */
#ifndef DAUYS_CMD_CMD_H
#define DAUYS_CMD_CMD_H

#include <stdio.h>

#include "dauys/base.h"
#include "dauys/count.h"
#include "dauys/procedure.h"
#include "dauys/publish.h"
#include "dauys/state.h"

/* Every option of every command; the rows are in options.c. */
enum dy_option_id {
    DY_OPT_HELP,
    DY_OPT_JSON,
    DY_OPT_CSV,
    DY_OPT_NIST,
    DY_OPT_SOURCE,
    DY_OPT_LAW,
    DY_OPT_READING,
    DY_OPT_CERTIFICATE,
    DY_OPT_LANG,
    DY_OPT_LAW_DIR,
    DY_OPT_MOST,
    DY_OPT_METHOD,
    DY_OPT_SEATS,
    DY_OPT_BAR,
    DY_OPT_BAR_OF,
    DY_OPT_MINIMUM,
    DY_OPT_ORDER,
    DY_OPT_ON,
    DY_OPT_BETWEEN,
    DY_OPT_A,
    DY_OPT_B,
    DY_OPT_KEY,
    DY_OPT_NAME,
    DY_OPT_PASSPHRASE_FILE,
    DY_OPT_NO_PASSPHRASE,
    DY_OPT_COST,
    DY_OPT_RECORD,
    DY_OPT_ELECTION,
    DY_OPT_PERSON,
    DY_OPT_ROLE,
    DY_OPT_AREA,
    DY_OPT_TIER,
    DY_OPT_STATION,
    DY_OPT_ROUND,
    DY_OPT_REASON,
    DY_OPT_CONFIRM,
    DY_OPT_ACCEPT,
    DY_OPT_TO,
    DY_OPT_POLICY,
    DY_OPT_SEEN,
    DY_OPT_ATTACHMENTS,
    DY_OPT_ENTRY,
    DY_OPT_LISTEN,
    DY_OPT_STATE,
    DY_OPT_LOG,
    DY_OPT_NO_COLOR,
    DY_N_OPTIONS
};
struct dy_option {
    const char *name;  /* "--json" */
    const char *value; /* what it takes, "DIR"; NULL = a flag */
    const char *help;  /* msgid */
};
extern const struct dy_option dy_options[DY_N_OPTIONS];

enum { DY_CMD_ARGS = 256, DY_CMD_READINGS = 16, DY_CMD_LOGS = 64 };

struct dy_cmd;
struct dy_command {
    const char *name;
    const char *usage;   /* behind the name: "ELECTION [options]" */
    const char *summary; /* msgid, one line */
    int (*run)(struct dy_cmd *cmd);
    uint64_t options; /* bit set of enum dy_option_id */
    size_t args_min, args_max;
};
extern const struct dy_command dy_commands[];
extern const size_t dy_n_commands;

struct dy_cmd {
    const struct dy_command *command;
    struct dy_arena *mem;
    struct dy_err err;
    size_t n_args;
    const char *args[DY_CMD_ARGS];
    const char *options[DY_N_OPTIONS]; /* the value, "" for a flag that is set, NULL = not given */
    size_t n_readings;
    const char *readings[DY_CMD_READINGS];
    size_t n_logs;
    const char *logs[DY_CMD_LOGS];
    struct dy_print print;    /* to stdout */
    struct dy_record *record; /* the one that was opened, closed at the end; NULL = a folder */
};

/* options.c: fill cmd from the words behind the command's name. Errors are DY_E_USAGE. */
DY_NODISCARD enum dy_code dy_cmd_parse(struct dy_cmd *cmd, int argc, char **argv);
void dy_cmd_help(const struct dy_command *command, const char *lang, FILE *to);

/* common.c */
/* Print cmd->err to stderr; returns the exit code. */
int dy_cmd_failed(struct dy_cmd *cmd);
/* A usage error with a sentence; returns the exit code. */
int dy_cmd_usage(struct dy_cmd *cmd, const char *format, ...) DY_PRINTF(2, 3);
/* The law folder: --law-dir, DAUYS_LAW_DIR, beside the election's folder, ./law, beside the
 * program. */
const char *dy_cmd_law_dir(struct dy_cmd *cmd, const char *election);
/* Read the election named by the first argument, a folder or a record, under the law that the
 * options say. */
DY_NODISCARD enum dy_code dy_cmd_election(struct dy_cmd *cmd, const struct dy_election **out);
/* What a path names: an election's folder or a record (a file, a URL), and how to read it. */
DY_NODISCARD enum dy_code dy_cmd_election_at(struct dy_cmd *cmd, const char *arg, const char **path,
                                             bool *is_record, struct dy_election_options *options);
/* Open a record into cmd->record. */
DY_NODISCARD enum dy_code dy_cmd_open_record(struct dy_cmd *cmd, const char *url, bool write);
/* The source to count: --source, else official. */
const char *dy_cmd_source(const struct dy_cmd *cmd);
/* Print a JSON value (and drop it), sorted, with a newline. */
int dy_cmd_json(struct dy_cmd *cmd, json_t *value);
/* A text and a newline as a file: the old one or the new one, whole, whatever happens. */
DY_NODISCARD enum dy_code dy_cmd_write(struct dy_cmd *cmd, const char *path, const char *text);
/* stdout is written and whole: 0, else the exit code for it with a message. */
int dy_cmd_flush(struct dy_cmd *cmd);

int dy_cmd_count(struct dy_cmd *cmd);
int dy_cmd_why(struct dy_cmd *cmd);
int dy_cmd_check(struct dy_cmd *cmd);
int dy_cmd_compare(struct dy_cmd *cmd);
int dy_cmd_law(struct dy_cmd *cmd);
int dy_cmd_seats(struct dy_cmd *cmd);
int dy_cmd_keys(struct dy_cmd *cmd);
int dy_cmd_record(struct dy_cmd *cmd);
int dy_cmd_verify(struct dy_cmd *cmd);
int dy_cmd_witness(struct dy_cmd *cmd);
int dy_cmd_serve(struct dy_cmd *cmd);
int dy_cmd_help_command(struct dy_cmd *cmd);

/* Parts of dauys law: a version in words (law_show.c), a day or "now". */
int dy_cmd_procedure_show(struct dy_cmd *cmd, const struct dy_procedure_version *law);
const char *dy_cmd_procedure_mark(struct dy_cmd *cmd, const struct dy_procedure_version *version);
int dy_cmd_law_show(struct dy_cmd *cmd, const struct dy_law_version *version);
/* " (unverified)" behind the days of a version of which something was not checked. */
const char *dy_cmd_law_mark(struct dy_cmd *cmd, const struct dy_law_version *version);
const char *dy_cmd_law_date(struct dy_cmd *cmd, struct dy_date date);

#endif

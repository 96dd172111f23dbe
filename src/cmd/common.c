/* What commands share: errors, the law folder, reading an election, finished output. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "data/replace.h"

int dy_cmd_failed(struct dy_cmd *cmd)
{
    char text[700];
    dy_err_format(&cmd->err, text, sizeof text);
    (void)fflush(stdout); /* what was printed before stands before it */
    fprintf(stderr, "dauys: %s\n", text);
    return dy_code_exit(cmd->err.code);
}

int dy_cmd_usage(struct dy_cmd *cmd, const char *format, ...)
{
    char text[sizeof cmd->err.msg];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "%s", text);
    return dy_cmd_failed(cmd);
}

static bool is_folder(const char *path)
{
    struct stat about;
    return path && stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* The folder of the running program, "" if it cannot be told. */
static const char *program_folder(struct dy_cmd *cmd)
{
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    while (n > 0 && path[n - 1] != '/')
        n--;
    const char *out = n > 0 ? dy_arena_copy(cmd->mem, path, (size_t)n) : NULL;
    return out ? out : "";
}

const char *dy_cmd_law_dir(struct dy_cmd *cmd, const char *election)
{
    const char *program = program_folder(cmd);
    if (cmd->options[DY_OPT_LAW_DIR])
        return cmd->options[DY_OPT_LAW_DIR];
    if (getenv("DAUYS_LAW_DIR"))
        return getenv("DAUYS_LAW_DIR");
    const char *const tries[] = {
        election ? dy_arena_format(cmd->mem, "%s/../../law", election) : NULL,
        "law",
        dy_arena_format(cmd->mem, "%s../law", program),
        dy_arena_format(cmd->mem, "%s../share/dauys/law", program),
    };
    for (size_t i = 0; i < DY_COUNT_OF(tries); i++)
        if (is_folder(tries[i]))
            return tries[i];
    return "law";
}

/* "country/act@2021-01-10" into act and day. */
static enum dy_code parse_law(struct dy_cmd *cmd, struct dy_election_options *out)
{
    const char *text = cmd->options[DY_OPT_LAW], *at = text ? strchr(text, '@') : NULL;
    if (!text)
        return DY_OK;
    if (!at || at == text || !dy_date_parse(at + 1, &out->law_day))
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "--law is \"%.60s\"; ACT@DATE such as country/act@2021-01-10 is needed",
                       text);
    out->law_id = dy_arena_copy(cmd->mem, text, (size_t)(at - text));
    return out->law_id ? DY_OK : dy_no_memory(&cmd->err);
}

/* The path without slashes at its end: the folder's name is the election's id. */
static enum dy_code clean_path(struct dy_cmd *cmd, const char *path, const char **out)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    *out = dy_arena_copy(cmd->mem, path, n);
    return *out ? DY_OK : dy_no_memory(&cmd->err);
}

static bool is_url(const char *path)
{
    static const char *const schemes[] = {"sqlite:", "postgres:", "postgresql:"};
    for (size_t i = 0; i < DY_COUNT_OF(schemes); i++)
        if (strncmp(path, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return false;
}

static bool is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static enum dy_code election_options(struct dy_cmd *cmd, const char *path,
                                     struct dy_election_options *out)
{
    *out = (struct dy_election_options){.n_readings = cmd->n_readings, .readings = cmd->readings};
    out->law_root = dy_cmd_law_dir(cmd, path);
    return parse_law(cmd, out);
}

enum dy_code dy_cmd_open_record(struct dy_cmd *cmd, const char *url, bool write)
{
    struct dy_record_options options = {.write = write};
    enum dy_code code = election_options(cmd, NULL, &options.election);
    return code ? code : dy_record_open(cmd->mem, url, &options, &cmd->record, &cmd->err);
}

enum dy_code dy_cmd_election_at(struct dy_cmd *cmd, const char *arg, const char **path,
                                bool *is_record, struct dy_election_options *options)
{
    enum dy_code code = clean_path(cmd, arg, path);
    if (code)
        return code;
    *is_record = is_url(*path) || is_file(*path);
    if (!*is_record && !is_folder(*path))
        return dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){.file = *path}, NULL,
                       "is no election folder and no record");
    return election_options(cmd, *is_record ? NULL : *path, options);
}

enum dy_code dy_cmd_election(struct dy_cmd *cmd, const struct dy_election **out)
{
    const char *path = NULL;
    bool is_record = false;
    struct dy_election_options options;
    enum dy_code code = dy_cmd_election_at(cmd, cmd->args[0], &path, &is_record, &options);
    if (code)
        return code;
    if (!is_record)
        return dy_election_read(cmd->mem, path, &options, out, &cmd->err);
    code = dy_cmd_open_record(cmd, path, false);
    return code ? code : dy_record_election(cmd->record, out, &cmd->err);
}

const char *dy_cmd_source(const struct dy_cmd *cmd)
{
    return cmd->options[DY_OPT_SOURCE] ? cmd->options[DY_OPT_SOURCE] : "official";
}

int dy_cmd_json(struct dy_cmd *cmd, json_t *value)
{
    char *text = json_dumps(value, JSON_INDENT(1) | JSON_SORT_KEYS);
    json_decref(value);
    if (!text) {
        (void)dy_no_memory(&cmd->err);
        return dy_cmd_failed(cmd);
    }
    fputs(text, cmd->print.to);
    fputc('\n', cmd->print.to);
    free(text);
    return 0;
}

enum dy_code dy_cmd_write(struct dy_cmd *cmd, const char *path, const char *text)
{
    char *draft = dy_arena_format(cmd->mem, "%s.%ld.tmp", path, (long)getpid());
    char *whole = dy_arena_format(cmd->mem, "%s\n", text);
    if (!draft || !whole)
        return dy_no_memory(&cmd->err);
    return dy_file_replace(path, draft, whole, strlen(whole), true, &cmd->err);
}

int dy_cmd_flush(struct dy_cmd *cmd)
{
    if (fflush(cmd->print.to) == 0 && !ferror(cmd->print.to))
        return 0;
    if (errno == EPIPE)
        return 4;
    (void)dy_fail(&cmd->err, DY_E_IO, (struct dy_span){0}, NULL, "cannot write the output: %s",
                  strerror(errno));
    return dy_cmd_failed(cmd);
}

/* Many entries at once: a CSV file of protocols; and one about all of them: the outcome. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/record.h"
#include "data/csv.h"
#include "publish/certificate.h"
#include "publish/established.h"

/* A row of the file, kept until all are read: nothing is entered of a file with a fault. */
struct line {
    char *text;
    size_t n;
    uint32_t line;
    uint64_t byte;
    uint64_t row; /* --confirm: the entry that it confirms; --accept: that it accepts */
};
struct import {
    struct dy_cmd *cmd;
    const char *path;
    struct dy_csv csv;
    const char **columns; /* [n_columns] NULL: the station, "" a note */
    size_t n_columns;
    struct dy_csv_cell *cells;
    struct dy_vec lines; /* struct line */
    bool is_open;        /* a progress bar stands on the line */
    uint32_t tier;
    uint64_t round;
    bool shows; /* a progress bar */
};

static bool is(const struct dy_csv_cell *cell, const char *text)
{
    return cell->n == strlen(text) && memcmp(cell->text, text, cell->n) == 0;
}

static bool names_before(const struct import *in, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (in->columns[k] && strcmp(in->columns[k], in->columns[i]) == 0)
            return true;
    return false;
}

static enum dy_code read_column(struct import *in, const struct dy_csv_line *line, size_t i,
                                bool *has_unit)
{
    const struct dy_csv_cell *cell = &in->cells[i];
    struct dy_err *err = &in->cmd->err;
    bool is_unit = is(cell, "unit");
    if (cell->n == 0)
        return dy_csv_fail(&in->csv, line, cell->column, err, "has a column without a name");
    if (is_unit && *has_unit)
        return dy_csv_fail(&in->csv, line, cell->column, err, "names the column \"unit\" twice");
    *has_unit = *has_unit || is_unit;
    if (is_unit || (cell->n >= 4 && memcmp(cell->text, "note", 4) == 0)) {
        in->columns[i] = is_unit ? NULL : "";
        return DY_OK;
    }
    in->columns[i] = dy_arena_copy(in->cmd->mem, cell->text, cell->n);
    if (!in->columns[i])
        return dy_no_memory(err);
    return names_before(in, i) ? dy_csv_fail(&in->csv, line, cell->column, err,
                                             "names the column \"%.40s\" twice", in->columns[i])
                               : DY_OK;
}

static enum dy_code read_header(struct import *in)
{
    struct dy_cmd *cmd = in->cmd;
    struct dy_csv_line line;
    bool got = false, has_unit = false;
    enum dy_code code = dy_csv_next(&in->csv, &line, &got, &cmd->err);
    in->cells = DY_NEW(cmd->mem, struct dy_csv_cell, DY_CSV_CELLS);
    in->columns = DY_NEW(cmd->mem, const char *, DY_CSV_CELLS);
    if (!code && (!in->cells || !in->columns))
        return dy_no_memory(&cmd->err);
    if (!code && !got)
        return dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){.file = in->path, .line = 1}, NULL,
                       "is empty; a header with \"unit\" and the counted columns is needed");
    if (!code)
        code = dy_csv_split(&in->csv, &line, in->cells, DY_CSV_CELLS, &in->n_columns, &cmd->err);
    if (!code && in->n_columns > DY_CSV_CELLS)
        return dy_csv_fail(&in->csv, &line, 0, &cmd->err, "has %zu columns; at most %d are read",
                           in->n_columns, DY_CSV_CELLS);
    for (size_t i = 0; i < in->n_columns && !code; i++)
        code = read_column(in, &line, i, &has_unit);
    if (!code && !has_unit)
        code = dy_csv_fail(&in->csv, &line, 0, &cmd->err, "lacks the column \"unit\"");
    return code;
}

static enum dy_code read_lines(struct import *in)
{
    struct dy_csv_line line;
    bool got = true;
    enum dy_code code = DY_OK;
    while (!code && got) {
        code = dy_csv_next(&in->csv, &line, &got, &in->cmd->err);
        if (code || !got)
            break;
        if (line.n == 0) {
            uint32_t at = line.line;
            code = dy_csv_next(&in->csv, &line, &got, &in->cmd->err);
            if (!code && got)
                code = dy_fail(&in->cmd->err, DY_E_INPUT,
                               (struct dy_span){.file = in->path, .line = at}, NULL,
                               "is empty; rows follow each other");
            break;
        }
        struct line *kept = dy_vec_push(in->cmd->mem, &in->lines, sizeof *kept);
        char *text = kept ? dy_arena_copy(in->cmd->mem, line.begin, line.n + DY_CSV_PAD) : NULL;
        if (!text)
            return dy_no_memory(&in->cmd->err);
        *kept = (struct line){text, line.n, line.line, line.byte, 0};
    }
    return code;
}

/* --- drafts --- */

static void show_progress(struct import *in, size_t i)
{
    enum { WIDTH = 40 };
    size_t n = in->lines.n, step = n / 100 ? n / 100 : 1;
    if (!in->shows || (i % step && i + 1 < n))
        return;
    size_t done = (i + 1) * WIDTH / n;
    fprintf(stderr, "\r[%.*s%*s] %3zu %%", (int)done, "########################################",
            (int)(WIDTH - done), "", (i + 1) * 100 / n);
    in->is_open = i + 1 < n;
    if (!in->is_open)
        fputc('\n', stderr);
}

/* The numbers of a row, and its station. */
static enum dy_code split(struct import *in, size_t i, json_t **values, struct dy_csv_cell *unit)
{
    struct line *of = (struct line *)in->lines.items + i;
    struct dy_err *err = &in->cmd->err;
    struct dy_csv_line line = {of->text, of->n, of->line, of->byte};
    size_t n;
    enum dy_code code = dy_csv_split(&in->csv, &line, in->cells, in->n_columns, &n, err);
    if (!code && n != in->n_columns)
        return dy_csv_fail(&in->csv, &line, 0, err, "has %zu cells; the header has %zu", n,
                           in->n_columns);
    *values = json_object();
    for (size_t k = 0; k < n && !code; k++) {
        dy_votes number;
        if (!in->columns[k]) {
            *unit = in->cells[k];
            continue;
        }
        if (!*in->columns[k])
            continue;
        code = dy_csv_count(&in->csv, &line, &in->cells[k], in->columns[k], &number, err);
        if (!code && json_object_set_new(*values, in->columns[k], json_integer((json_int_t)number)))
            code = dy_no_memory(err);
    }
    return code;
}

/* The row that this one confirms. */
static enum dy_code find_row(struct import *in, const struct line *of,
                             const struct dy_csv_cell *unit, struct dy_desk_row **out)
{
    const struct dy_fold *fold = &in->cmd->record->fold;
    const char *source = dy_cmd_source(in->cmd);
    enum dy_source from = 0;
    uint32_t at = dy_unit_find(&fold->election->units, unit->text, unit->n);
    while (from < DY_N_SOURCES && strcmp(dy_sources[from].name, source) != 0)
        from++;
    if (from == DY_N_SOURCES)
        return dy_fail(&in->cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "--source is \"%.40s\"; official, copy or announced is needed", source);
    *out =
        at == DY_NOTHING ? NULL : dy_desk_row(&fold->desk, in->tier, (uint32_t)in->round, from, at);
    if (*out)
        return DY_OK;
    return dy_fail(&in->cmd->err, DY_E_INPUT,
                   (struct dy_span){.file = in->path, .line = of->line, .byte = of->byte}, NULL,
                   "is a protocol of \"%.*s\", of which none was entered before", (int)unit->n,
                   unit->text);
}

static enum dy_code make_row(void *self, size_t i, const char **kind, json_t **body,
                             struct dy_err *err)
{
    struct import *in = self;
    const struct line *of = (const struct line *)in->lines.items + i;
    struct dy_csv_cell unit = {0};
    json_t *values = NULL;
    struct dy_desk_row *row = NULL;
    bool confirms = in->cmd->options[DY_OPT_CONFIRM] != NULL;
    (void)err;
    show_progress(in, i);
    enum dy_code code = split(in, i, &values, &unit);
    if (!code && confirms)
        code = find_row(in, of, &unit, &row);
    *kind = dy_kinds[confirms ? DY_KIND_PROTOCOL_CONFIRMED : DY_KIND_PROTOCOL].name;
    if (!code && row)
        *body = json_pack("{s:I s:O}", "protocol", (json_int_t)row->entry, "values", values);
    else if (!code)
        *body = json_pack("{s:s s:I s:s s:s% s:O}", "tier",
                          in->cmd->record->fold.election->law->tiers[in->tier].id, "round",
                          (json_int_t)in->round, "source", dy_cmd_source(in->cmd), "station",
                          unit.text, unit.n, "values", values);
    json_decref(values);
    return code;
}

/* The fold names an entry that it refuses by number; people know the line of their file. */
static void name_line(struct import *in, uint64_t at, uint64_t before)
{
    struct dy_err *err = &in->cmd->err;
    const struct line *of = in->lines.items;
    const char *path = strchr(err->where[0] == '/' ? err->where + 1 : "", '/');
    if (at < before || at - before >= in->lines.n || err->at.file == in->path)
        return;
    char where[sizeof err->where];
    (void)snprintf(where, sizeof where, "%s", path ? path : "");
    memcpy(err->where, where, sizeof where);
    err->at = (struct dy_span){
        .file = in->path, .line = of[at - before].line, .byte = of[at - before].byte};
}

/* --- accepting what is on the paper --- */

static enum dy_code make_acceptance(void *self, size_t i, const char **kind, json_t **body,
                                    struct dy_err *err)
{
    struct import *in = self;
    const struct line *of = (const struct line *)in->lines.items + i;
    const struct dy_fold *fold = &in->cmd->record->fold;
    const char **errors = NULL;
    size_t n = 0;
    json_t *controls = json_array();
    enum dy_code code = dy_desk_errors(&fold->desk, dy_desk_find(&fold->desk, of->row),
                                       in->cmd->mem, &n, &errors, err);
    for (size_t k = 0; k < n && !code; k++)
        if (!controls || json_array_append_new(controls, json_string(errors[k])))
            code = dy_no_memory(err);
    *kind = dy_kinds[DY_KIND_PROTOCOL_ACCEPTED].name;
    *body = code ? NULL
                 : json_pack("{s:I s:O s:s}", "protocol", (json_int_t)of->row, "controls", controls,
                             "reason", in->cmd->options[DY_OPT_REASON]);
    json_decref(controls);
    return code;
}

/* Of the file's protocols, those that break a control and that nobody has accepted. */
static enum dy_code keep_broken(struct import *in)
{
    struct line *of = in->lines.items;
    size_t n = 0;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < in->lines.n && !code; i++) {
        struct dy_csv_cell unit = {0};
        struct dy_desk_row *row = NULL;
        json_t *values = NULL;
        const char **errors;
        size_t n_errors = 0;
        code = split(in, i, &values, &unit);
        json_decref(values);
        if (!code)
            code = find_row(in, &of[i], &unit, &row);
        if (!code && !row->accepted)
            code = dy_desk_errors(&in->cmd->record->fold.desk, row, in->cmd->mem, &n_errors,
                                  &errors, &in->cmd->err);
        if (!code && n_errors) {
            of[n] = of[i];
            of[n++].row = row->entry;
        }
    }
    in->lines.n = n;
    return code;
}

static int imported(struct dy_cmd *cmd, size_t n, uint64_t first)
{
    char count[24], from[24];
    (void)snprintf(count, sizeof count, "%zu", n);
    (void)snprintf(from, sizeof from, "%" PRIu64, first);
    struct dy_param params[] = {{"n", count}, {"first", from}};
    const char *text = dy_say_params(cmd->mem, cmd->print.lang,
                                     N_("{n} entries in one batch, from entry {first} on"),
                                     DY_COUNT_OF(params), params);
    fprintf(cmd->print.to, "%s\n", text ? text : "");
    return 0;
}

int dy_record_import(struct dy_cmd *cmd)
{
    struct import in = {.cmd = cmd, .path = cmd->args[1], .shows = isatty(STDERR_FILENO)};
    struct dy_drafts drafts = {0, &in, make_row};
    struct dy_key key = {0};
    uint64_t first = 0, before = 0;
    bool accepts = cmd->options[DY_OPT_ACCEPT] != NULL;
    if (accepts && !cmd->options[DY_OPT_REASON])
        return dy_cmd_usage(cmd, "--accept needs --reason: it stays in the record");
    if (accepts && cmd->options[DY_OPT_CONFIRM])
        return dy_cmd_usage(cmd, "--accept and --confirm exclude each other");
    enum dy_code code = dy_csv_open(cmd->mem, in.path, &in.csv, &cmd->err);
    if (!code)
        code = read_header(&in);
    if (!code)
        code = read_lines(&in);
    dy_csv_close(&in.csv);
    if (!code)
        code = dy_record_begin(cmd, cmd->args[0], &key);
    if (!code)
        code = dy_record_tier(cmd, &in.tier);
    if (!code)
        code = dy_record_round(cmd, &in.round);
    if (!code && accepts) {
        code = keep_broken(&in);
        drafts.make = make_acceptance;
    }
    drafts.n = in.lines.n;
    if (!code) {
        before = dy_record_head(cmd->record).size;
        code = drafts.n ? dy_record_say_all(cmd, &key, &drafts, &first) : DY_OK;
        if (code)
            name_line(&in, first, before);
    }
    dy_key_close(&key);
    if (in.is_open)
        fputc('\n', stderr);
    return code ? dy_cmd_failed(cmd) : imported(cmd, drafts.n, first);
}

/* --- the outcome --- */

int dy_record_outcome(struct dy_cmd *cmd)
{
    struct dy_key key = {0};
    const struct dy_election *election = NULL;
    struct dy_establishment of;
    uint64_t number;
    enum dy_code code = dy_record_begin(cmd, cmd->args[0], &key);
    if (!code)
        code = dy_record_election(cmd->record, &election, &cmd->err);
    if (!code)
        code = dy_establish(cmd->mem, election, dy_cmd_source(cmd), &of, &cmd->err);
    if (!code)
        code = dy_record_say(cmd, &key, DY_KIND_OUTCOME,
                             dy_establishment_body(&of, dy_cmd_source(cmd)), &number);
    dy_key_close(&key);
    if (code)
        return dy_cmd_failed(cmd);
    fprintf(cmd->print.to, "%" PRIu64 "\n", number);
    return 0;
}

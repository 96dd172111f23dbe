/* dauys seats: a method alone, for anyone's votes. */
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "data/csv.h"
#include "data/file.h"
#include "publish/json.h"
#include "publish/table.h"

#define ALL_MAX ((uint64_t)1 << 62) /* shares and seats are exact below */

enum { STDIN_MAX = 4 << 20 };

struct job {
    struct dy_cmd *cmd;
    const struct dy_method *method;
    uint64_t seats, minimum;
    struct dy_fraction bar;
    bool given_order;
    struct dy_vec names; /* const char * */
    struct dy_vec votes; /* dy_votes */
    uint64_t all;        /* votes of the file */
    uint64_t base;       /* what the bar is a share of */
    /* results, [names.n] */
    uint8_t *in, *claims;
    dy_seats *out;
    struct dy_seats_tie tie;
    enum dy_seats_status status;
};

static int list_methods(struct dy_cmd *cmd)
{
    for (size_t i = 0; i < dy_n_methods; i++)
        if (dy_methods[i].family <= DY_FAMILY_HIGHEST_AVERAGES)
            dy_print_wrapped(&cmd->print, dy_arena_format(cmd->mem, "%-27s ", dy_methods[i].name),
                             dy_arena_format(cmd->mem, "%-28s", ""),
                             dy_say(cmd->print.lang, dy_methods[i].title));
    return 0;
}

static bool take_count(const char *text, uint64_t max, uint64_t *out)
{
    return dy_parse_votes(text, strlen(text), out) && *out <= max;
}

/* The options into the job; the exit code if they are wrong. */
static int take_options(struct job *job)
{
    struct dy_cmd *cmd = job->cmd;
    const char *method = cmd->options[DY_OPT_METHOD], *seats = cmd->options[DY_OPT_SEATS],
               *bar = cmd->options[DY_OPT_BAR], *bar_of = cmd->options[DY_OPT_BAR_OF],
               *minimum = cmd->options[DY_OPT_MINIMUM], *order = cmd->options[DY_OPT_ORDER];
    if (cmd->options[DY_OPT_JSON] && cmd->options[DY_OPT_CSV])
        return dy_cmd_usage(cmd, "--json and --csv exclude each other");
    if (!method || !seats || cmd->n_args != 1)
        return dy_cmd_usage(cmd, "usage: dauys seats %s", cmd->command->usage);
    job->method = dy_method_find(method);
    if (!job->method || job->method->family > DY_FAMILY_HIGHEST_AVERAGES)
        return dy_cmd_usage(cmd, "\"%.40s\" is no method for lists; --method list names them",
                            method);
    if (!take_count(seats, DY_SEATS_MAX, &job->seats))
        return dy_cmd_usage(cmd, "--seats is \"%.40s\"; a number from 0 to %d is needed", seats,
                            DY_SEATS_MAX);
    if (minimum && !take_count(minimum, DY_SEATS_MAX, &job->minimum))
        return dy_cmd_usage(cmd, "--minimum is \"%.40s\"; a number of seats is needed", minimum);
    job->bar = (struct dy_fraction){0, 1};
    if (bar && (!dy_parse_fraction(bar, &job->bar) || job->bar.num > job->bar.den))
        return dy_cmd_usage(cmd, "--bar is \"%.40s\"; a share such as 5%% or 1/20 is needed", bar);
    if (bar_of && strcmp(bar_of, "total") != 0 && !take_count(bar_of, DY_VOTES_MAX, &job->base))
        return dy_cmd_usage(cmd, "--bar-of is \"%.40s\"; total or a number of ballots is needed",
                            bar_of);
    if (bar_of && !bar)
        return dy_cmd_usage(cmd, "--bar-of needs --bar");
    if (order && strcmp(order, "given") != 0 && strcmp(order, "none") != 0)
        return dy_cmd_usage(cmd, "--order is \"%.40s\"; none or given is needed", order);
    job->given_order = order && strcmp(order, "given") == 0;
    return 0;
}

static enum dy_code read_row(struct job *job, struct dy_csv *csv, struct dy_csv_line *line)
{
    struct dy_err *err = &job->cmd->err;
    struct dy_csv_cell cells[2];
    size_t n;
    enum dy_code code = dy_csv_split(csv, line, cells, 2, &n, err);
    if (code)
        return code;
    if (n != 2)
        return dy_csv_fail(csv, line, 0, err, "has %zu cells; list and votes are needed", n);
    if (job->names.n == DY_SEATS_LISTS_MAX)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = csv->file, .line = line->line},
                       NULL, "is one list more than the %d there may be", DY_SEATS_LISTS_MAX);
    const char **name = dy_vec_push(job->cmd->mem, &job->names, sizeof *name);
    dy_votes *votes = dy_vec_push(job->cmd->mem, &job->votes, sizeof *votes);
    if (!name || !votes)
        return dy_no_memory(err);
    if (cells[0].n == 0)
        code = dy_csv_fail(csv, line, 1, err, "has no name of a list");
    if (!code)
        code = dy_csv_count(csv, line, &cells[1], "votes", votes, err);
    *name = code ? "" : dy_arena_copy(job->cmd->mem, cells[0].text, cells[0].n);
    if (!*name)
        return dy_no_memory(err);
    const char *const *names = job->names.items;
    for (size_t i = 0; !code && i + 1 < job->names.n; i++)
        if (strcmp(names[i], *name) == 0)
            code = dy_csv_fail(csv, line, 1, err, "names the list \"%.60s\" a second time", *name);
    if (!code && (!dy_add(&job->all, *votes) || job->all > ALL_MAX))
        code = dy_csv_fail(csv, line, 0, err, "makes the votes more than 2^62");
    return code;
}

/* The first line: two cells, "list" and "votes". */
static enum dy_code read_header(struct dy_csv *csv, struct dy_err *err)
{
    static const char *const titles[] = {"list", "votes"};
    struct dy_csv_line line = {.line = 1};
    struct dy_csv_cell cells[2];
    bool got = false;
    size_t n = 0;
    enum dy_code code = dy_csv_next(csv, &line, &got, err);
    if (!code && got)
        code = dy_csv_split(csv, &line, cells, 2, &n, err);
    bool right = n == 2;
    for (size_t i = 0; i < 2 && right; i++)
        right =
            cells[i].n == strlen(titles[i]) && memcmp(cells[i].text, titles[i], cells[i].n) == 0;
    return code || right ? code
                         : dy_fail(err, DY_E_INPUT, (struct dy_span){.file = csv->file, .line = 1},
                                   NULL, "does not begin with the header \"list,votes\"");
}

/* The file, or "-": all of stdin, which need not be a file. */
static enum dy_code open_votes(struct job *job, struct dy_csv *csv)
{
    struct dy_arena *mem = job->cmd->mem;
    struct dy_err *err = &job->cmd->err;
    const char *path = job->cmd->args[0];
    size_t n = 0;
    if (strcmp(path, "-") != 0)
        return dy_csv_open(mem, path, csv, err);
    char *bytes = DY_NEW(mem, char, STDIN_MAX + 1);
    if (!bytes)
        return dy_no_memory(err);
    enum dy_code code = dy_file_fill(STDIN_FILENO, "stdin", bytes, STDIN_MAX + 1, &n, err);
    if (!code && n > STDIN_MAX)
        code = dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = "stdin"}, NULL,
                       "has more than %d bytes", STDIN_MAX);
    return code ? code : dy_csv_open_bytes(mem, "stdin", bytes, n, csv, err);
}

static enum dy_code read_votes(struct job *job)
{
    struct dy_err *err = &job->cmd->err;
    struct dy_csv csv;
    struct dy_csv_line line;
    bool got = false;
    enum dy_code code = open_votes(job, &csv);
    if (code)
        return code;
    code = read_header(&csv, err);
    while (!code && !(code = dy_csv_next(&csv, &line, &got, err)) && got)
        code = read_row(job, &csv, &line);
    dy_csv_close(&csv);
    if (!code && job->base && job->base < job->all)
        code = dy_fail(err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "--bar-of is %llu, fewer than the %llu votes of the file",
                       (unsigned long long)job->base, (unsigned long long)job->all);
    if (!job->base)
        job->base = job->all;
    return code;
}

static enum dy_code award(struct job *job)
{
    struct dy_arena *mem = job->cmd->mem;
    size_t n = job->names.n, n_in = 0;
    const dy_votes *votes = job->votes.items;
    dy_votes *above = DY_NEW(mem, dy_votes, n);
    uint32_t *order = DY_NEW(mem, uint32_t, n), *map = DY_NEW(mem, uint32_t, n);
    dy_seats *won = DY_NEW(mem, dy_seats, n);
    uint8_t *claims = DY_NEW(mem, uint8_t, n);
    job->in = DY_NEW(mem, uint8_t, n);
    job->claims = DY_NEW(mem, uint8_t, n);
    job->out = DY_NEW(mem, dy_seats, n);
    if (!above || !order || !map || !won || !claims || !job->in || !job->claims || !job->out)
        return dy_no_memory(&job->cmd->err);
    for (uint32_t i = 0; i < n; i++) {
        if (dy_share_compare(votes[i], job->base, job->bar) < 0)
            continue;
        job->in[i] = 1;
        map[n_in] = i;
        order[n_in] = i;
        above[n_in++] = votes[i];
    }
    struct dy_seats_input input = {job->method,
                                   n_in,
                                   above,
                                   (dy_seats)job->seats,
                                   (dy_seats)job->minimum,
                                   job->given_order ? order : NULL,
                                   NULL,
                                   NULL};
    enum dy_code code = dy_seats_check(&input, &job->cmd->err);
    if (code)
        return code;
    job->status = dy_seats_award(&input, won, &job->tie, claims);
    for (size_t k = 0; k < n_in; k++) {
        job->out[map[k]] = won[k];
        job->claims[map[k]] = claims[k];
    }
    return DY_OK;
}

/* For people, and as a word for programs. */
static const struct {
    const char *text, *word;
} statuses[] = {
    [DY_SEATS_DONE] = {N_("done"), "done"},
    [DY_SEATS_TIE] = {N_("a lot is needed: seats {seats}, lists with equal claims {lists}"), "lot"},
    [DY_SEATS_OVER] = {N_("the quota gives more seats than there are"), "over"},
    [DY_SEATS_NO_VOTES] = {N_("no votes"), "no-votes"},
    [DY_SEATS_TOO_FEW] = {N_("fewer seats than the minimum needs"), "too-few"},
};

static enum dy_code print_table(const struct job *job)
{
    const struct dy_print *print = &job->cmd->print;
    const char *const *names = job->names.items;
    const dy_votes *votes = job->votes.items;
    struct dy_table table;
    dy_table_init(&table, job->cmd->mem, print);
    dy_table_column(&table, N_("list"), DY_LEFT);
    dy_table_column(&table, N_("votes"), DY_RIGHT);
    dy_table_column(&table, "%", DY_RIGHT);
    dy_table_column(&table, N_("seats"), DY_RIGHT);
    dy_table_column(&table, "", DY_LEFT);
    for (size_t i = 0; i < job->names.n; i++) {
        dy_table_text(&table, names[i]);
        dy_table_number(&table, votes[i]);
        dy_table_percent(&table, votes[i], job->base);
        dy_table_number(&table, job->out[i]);
        const char *mark = job->claims[i]    ? N_("claims")
                           : !job->in[i]     ? N_("below the bar")
                           : job->out[i] > 0 ? N_("in")
                                             : "";
        dy_table_text(&table, dy_say(print->lang, mark));
    }
    if (!dy_table_print(&table))
        return dy_no_memory(&job->cmd->err);
    struct dy_param params[] = {
        {"seats", dy_arena_format(job->cmd->mem, "%u", job->tie.at_stake)},
        {"lists", dy_arena_format(job->cmd->mem, "%u", job->tie.n_claimants)}};
    if (job->status != DY_SEATS_DONE)
        fprintf(print->to, "\n%s\n",
                dy_say_params(job->cmd->mem, print->lang,
                              job->status == DY_SEATS_NO_VOTES && job->all > 0
                                  ? N_("no list reaches the bar")
                                  : statuses[job->status].text,
                              DY_COUNT_OF(params), params));
    return DY_OK;
}

static int print_json(const struct job *job)
{
    const char *const *names = job->names.items;
    const dy_votes *votes = job->votes.items;
    json_t *lists = json_array();
    for (size_t i = 0; i < job->names.n; i++)
        lists = dy_json_add(lists,
                            json_pack("{s:s s:o s:o s:b s:b}", "id", names[i], "votes",
                                      dy_json_count(votes[i]), "seats", dy_json_count(job->out[i]),
                                      "admitted", job->in[i], "claims", job->claims[i]));
    json_t *root =
        json_pack("{s:s s:o s:s s:o s:o s:o s:o}", "method", job->method->name, "seats",
                  dy_json_count(job->seats), "status", statuses[job->status].word, "at_stake",
                  dy_json_count(job->tie.at_stake), "votes", dy_json_count(job->all), "base",
                  dy_json_count(job->base), "lists", lists);
    if (root)
        return dy_cmd_json(job->cmd, root);
    (void)dy_no_memory(&job->cmd->err);
    return dy_cmd_failed(job->cmd);
}

static void print_csv(const struct job *job)
{
    const char *const *names = job->names.items;
    const dy_votes *votes = job->votes.items;
    fputs("list,votes,seats,claims\n", job->cmd->print.to);
    for (size_t i = 0; i < job->names.n; i++) {
        dy_csv_write(job->cmd->print.to, names[i]);
        fprintf(job->cmd->print.to, ",%llu,%u,%u\n", (unsigned long long)votes[i], job->out[i],
                job->claims[i]);
    }
}

int dy_cmd_seats(struct dy_cmd *cmd)
{
    struct job job = {.cmd = cmd};
    const char *method = cmd->options[DY_OPT_METHOD];
    if (method && (strcmp(method, "list") == 0 || strcmp(method, "help") == 0))
        return list_methods(cmd);
    int status = take_options(&job);
    if (status)
        return status;
    if (read_votes(&job) || award(&job))
        return dy_cmd_failed(cmd);
    if (cmd->options[DY_OPT_JSON])
        return print_json(&job);
    if (cmd->options[DY_OPT_CSV])
        print_csv(&job);
    else if (print_table(&job))
        return dy_cmd_failed(cmd);
    return 0;
}

/* Entering protocols: typed, typed again, resolved, corrected, accepted, voided, attached. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"
#include "cmd/record.h"
#include "data/file.h"
#include "data/yaml.h"
#include "publish/table.h"
#include "verify/attachments.h"

enum { LINE_BYTES = 256, BODY_BYTES = 1 << 20 };

/* --- numbers --- */

static enum dy_code put_number(struct dy_cmd *cmd, json_t *values, const char *name, size_t n_name,
                               const char *text)
{
    dy_votes number;
    char *key = dy_arena_copy(cmd->mem, name, n_name);
    if (!key)
        return dy_no_memory(&cmd->err);
    if (!dy_parse_votes(text, strlen(text), &number))
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "%s is \"%.40s\"; a whole number from 0 is needed", key, text);
    if (json_object_get(values, key))
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "%s stands there twice",
                       key);
    return json_object_set_new(values, key, json_integer((json_int_t)number))
               ? dy_no_memory(&cmd->err)
               : DY_OK;
}

/* NAME=N from the arguments behind the first `skip`. */
static enum dy_code numbers_of(struct dy_cmd *cmd, size_t skip, json_t *values)
{
    enum dy_code code = DY_OK;
    for (size_t i = skip; i < cmd->n_args && !code; i++) {
        const char *equals = strchr(cmd->args[i], '=');
        if (!equals || equals == cmd->args[i])
            return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                           "\"%.60s\" is not of the form NAME=N, such as invalid=12", cmd->args[i]);
        code = put_number(cmd, values, cmd->args[i], (size_t)(equals - cmd->args[i]), equals + 1);
    }
    return code;
}

/* A line without its end; of one that is too long only so much that it is no number. */
static bool next_line(char line[LINE_BYTES])
{
    if (!fgets(line, LINE_BYTES, stdin))
        return false;
    size_t n = strcspn(line, "\r\n");
    if (n + 1 == LINE_BYTES) {
        int c;
        while ((c = getchar()) != '\n' && c != EOF)
            ;
        line[0] = '.';
    }
    line[n] = '\0';
    return true;
}

/* One number from the terminal or a pipe; an empty line: it is not on the paper. */
static enum dy_code ask(struct dy_cmd *cmd, json_t *values, const char *name, const char *title)
{
    char line[LINE_BYTES];
    dy_votes number;
    for (;;) {
        if (isatty(STDIN_FILENO))
            fprintf(stderr, "%s [%s]: ", title, name);
        if (!next_line(line))
            return dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){0}, NULL,
                           "the input ended before %s; nothing was entered", name);
        if (!*line)
            return DY_OK;
        if (dy_parse_votes(line, strlen(line), &number))
            return json_object_set_new(values, name, json_integer((json_int_t)number))
                       ? dy_no_memory(&cmd->err)
                       : DY_OK;
        if (!isatty(STDIN_FILENO))
            return dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){0}, NULL,
                           "%s is \"%.40s\"; a whole number from 0 is needed", name, line);
        fprintf(stderr, "%s\n", dy_say(cmd->print.lang, N_("a whole number from 0 is needed")));
    }
}

static int by_ballot(const void *a, const void *b)
{
    const struct dy_choice *const *x = a, *const *y = b;
    uint32_t left = (*x)->ballot ? (*x)->ballot : UINT32_MAX,
             right = (*y)->ballot ? (*y)->ballot : UINT32_MAX;
    if (left != right)
        return left < right ? -1 : 1;
    return (*x > *y) - (*x < *y);
}

/* Every number in the paper's order: fields of the law, then the ballot, then against all. */
static enum dy_code ask_all(struct dy_cmd *cmd, uint32_t tier, uint32_t unit, json_t *values)
{
    const struct dy_election *election = cmd->record->fold.election;
    const struct dy_law_version *law = election->law;
    const char *lang = cmd->print.lang;
    uint32_t of = cmd->record->fold.desk.plan.contest_of[tier][unit];
    enum dy_code code = DY_OK;
    if (of == DY_NOTHING)
        return DY_OK; /* the fold will say what is wrong */
    const struct dy_contest *contest = &election->contests[of];
    const struct dy_choice **choices =
        DY_NEW(cmd->mem, const struct dy_choice *, contest->n_choices);
    if (!choices)
        return dy_no_memory(&cmd->err);
    for (size_t i = 0; i < law->n_fields && !code; i++)
        code = ask(cmd, values, law->fields[i].id,
                   dy_names_pick(&law->fields[i].title, lang, law->fields[i].id));
    for (size_t i = 0; i < contest->n_choices; i++)
        choices[i] = &contest->choices[i];
    qsort(choices, contest->n_choices, sizeof *choices, by_ballot);
    for (size_t i = 0; i < contest->n_choices && !code; i++)
        if (!contest->stands || contest->stands[choices[i] - contest->choices])
            code = ask(cmd, values, choices[i]->id,
                       dy_names_pick(&choices[i]->title, lang, choices[i]->id));
    if (!code && law->tiers[tier].against_all)
        code = ask(cmd, values, "against_all", dy_say(lang, N_("against all")));
    return code;
}

/* --- what came of it --- */

static const char *slot_name(const struct dy_desk_row *row, size_t slot,
                             const struct dy_election *election)
{
    size_t n_fields = election->law->n_fields;
    if (slot < n_fields)
        return election->law->fields[slot].id;
    for (size_t i = 0; i < election->n_contests; i++)
        if (election->contests[i].tier == row->board->tier &&
            slot - n_fields < election->contests[i].n_choices)
            return election->contests[i].choices[slot - n_fields].id;
    return "against_all";
}

static void print_differences(struct dy_cmd *cmd, const struct dy_desk_row *row)
{
    const struct dy_election *election = cmd->record->fold.election;
    FILE *to = cmd->print.to;
    fprintf(to, "%s\n", dy_say(cmd->print.lang, N_("The two entries differ:")));
    fprintf(to, "  %-24s %12s %12s\n", "", row->first, row->second);
    for (size_t i = 0; i < row->shape->file.n_slots; i++)
        if (row->values[i] != row->again[i])
            fprintf(to, "  %-24s %12" PRIu64 " %12" PRIu64 "\n", slot_name(row, i, election),
                    row->values[i], row->again[i]);
    fprintf(to, "%s dauys record resolve %s %" PRIu64 " --key FILE NAME=N ...\n",
            dy_say(cmd->print.lang, N_("Type only these again:")), cmd->args[0], row->entry);
}

/* The errors of controls that the row breaks, with both sides. */
static enum dy_code print_findings(struct dy_cmd *cmd, const struct dy_desk_row *row, size_t *n)
{
    struct dy_findings findings;
    struct dy_row_check check = row->shape->check;
    struct dy_row checked = {row->unit, (uint32_t)row->latest, 0, row->values, false};
    const struct dy_election *election = cmd->record->fold.election;
    enum dy_code code = dy_findings_init(cmd->mem, election, &findings, &cmd->err);
    check.mem = cmd->mem;
    check.findings = &findings;
    if (!code)
        code = dy_row_check(&check, &checked, &cmd->err);
    if (!code && findings.of.n)
        dy_publish_findings_table(&cmd->print, election, &findings, findings.of.n);
    *n = findings.of.n;
    return code;
}

static const char *const stages[DY_N_STAGES] = {
    [DY_STAGE_EMPTY] = N_("not entered"),   [DY_STAGE_ENTERED] = N_("entered"),
    [DY_STAGE_DIFFERENT] = N_("different"), [DY_STAGE_CONFIRMED] = N_("confirmed"),
    [DY_STAGE_VOIDED] = N_("voided"),       [DY_STAGE_ANNULLED] = N_("annulled"),
};

/* Say where the protocol stands now; 1 if somebody has to look at it again. */
static int print_row(struct dy_cmd *cmd, const struct dy_desk_row *row, uint64_t number)
{
    char entry[24];
    size_t n_findings = 0;
    (void)snprintf(entry, sizeof entry, "%" PRIu64, number);
    struct dy_param params[] = {{"entry", entry},
                                {"station", cmd->record->fold.election->units.of[row->unit].id},
                                {"source", dy_sources[row->board->source].name},
                                {"stage", dy_say(cmd->print.lang, stages[row->stage])}};
    const char *text =
        dy_say_params(cmd->mem, cmd->print.lang,
                      N_("Entry {entry}: the protocol of {station} ({source}) is {stage}."),
                      DY_COUNT_OF(params), params);
    fprintf(cmd->print.to, "%s\n", text ? text : "");
    if (row->stage == DY_STAGE_ENTERED && dy_sources[row->board->source].two_persons)
        fprintf(cmd->print.to, "%s dauys record confirm %s %" PRIu64 " --key FILE\n",
                dy_say(cmd->print.lang, N_("It counts when a second person has typed the same:")),
                cmd->args[0], row->entry);
    if (row->stage == DY_STAGE_DIFFERENT)
        print_differences(cmd, row);
    else if (row->stage != DY_STAGE_VOIDED && !row->accepted &&
             print_findings(cmd, row, &n_findings))
        return dy_cmd_failed(cmd);
    return row->stage == DY_STAGE_DIFFERENT || n_findings > 0;
}

/* --- verbs --- */

enum dy_code dy_record_tier(struct dy_cmd *cmd, uint32_t *out)
{
    const char *asked = cmd->options[DY_OPT_TIER];
    bool many = false;
    *out = DY_NOTHING;
    enum dy_code code = dy_fold_close(&cmd->record->fold, &cmd->err);
    if (code)
        return code;
    const struct dy_election *election = cmd->record->fold.election;
    for (size_t i = 0; i < election->n_contests; i++) {
        uint32_t tier = election->contests[i].tier;
        if (asked && strcmp(election->law->tiers[tier].id, asked) != 0)
            continue;
        many = many || (*out != DY_NOTHING && *out != tier);
        *out = tier;
    }
    if (*out != DY_NOTHING && !many)
        return DY_OK;
    if (asked)
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "--tier is \"%.40s\", of which nothing is decided in this election", asked);
    return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                   "--tier is missing; this election has more than one");
}

enum dy_code dy_record_round(struct dy_cmd *cmd, uint64_t *out)
{
    const char *text = cmd->options[DY_OPT_ROUND];
    *out = 1;
    if (text && (!dy_parse_votes(text, strlen(text), out) || *out < 1 || *out > 2))
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "--round is \"%.20s\"; 1 or 2 is needed", text);
    return DY_OK;
}

static enum dy_code unit_of(struct dy_cmd *cmd, uint32_t *out)
{
    const struct dy_units *units = &cmd->record->fold.election->units;
    const char *text = cmd->options[DY_OPT_STATION];
    *out = text ? dy_unit_find(units, text, strlen(text)) : DY_NOTHING;
    if (*out != DY_NOTHING)
        return DY_OK;
    if (text)
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "--station is \"%.64s\", which is no station or area of this election",
                       text);
    return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL, "--station is missing");
}

int dy_record_add(struct dy_cmd *cmd)
{
    struct dy_key key = {0};
    uint32_t tier = 0, unit = 0;
    uint64_t round = 1, number;
    json_t *values = json_object();
    enum dy_code code = dy_record_begin(cmd, cmd->args[0], &key);
    if (!code && !values)
        code = dy_no_memory(&cmd->err);
    if (!code)
        code = dy_record_tier(cmd, &tier);
    if (!code)
        code = unit_of(cmd, &unit);
    if (!code)
        code = dy_record_round(cmd, &round);
    if (!code)
        code = cmd->n_args > 1 ? numbers_of(cmd, 1, values) : ask_all(cmd, tier, unit, values);
    if (!code) {
        const struct dy_election *election = cmd->record->fold.election;
        code =
            dy_record_say(cmd, &key, DY_KIND_PROTOCOL,
                          json_pack("{s:s s:I s:s s:s s:O}", "tier", election->law->tiers[tier].id,
                                    "round", (json_int_t)round, "source", dy_cmd_source(cmd),
                                    "station", election->units.of[unit].id, "values", values),
                          &number);
    }
    json_decref(values);
    dy_key_close(&key);
    return code ? dy_cmd_failed(cmd)
                : print_row(cmd, dy_desk_find(&cmd->record->fold.desk, number), number);
}

/* The row that the first argument's entry began: one entered anew is another protocol. */
static enum dy_code row_of(struct dy_cmd *cmd, struct dy_desk_row **out)
{
    uint64_t number = 0;
    struct dy_span at = {.file = cmd->args[0]};
    enum dy_code code = dy_record_number(cmd, cmd->args[1], &number);
    *out = code ? NULL : dy_desk_find(&cmd->record->fold.desk, number);
    if (!code && !*out)
        code = dy_fail(&cmd->err, DY_E_INPUT, at, NULL,
                       "entry %" PRIu64 " is no protocol; dauys record log lists them", number);
    if (!code && (*out)->entry != number)
        code = dy_fail(&cmd->err, DY_E_INPUT, at, NULL,
                       "entry %" PRIu64 " was voided and entered anew as entry %" PRIu64, number,
                       (*out)->entry);
    return code;
}

/* An act on a protocol; more: what its body holds besides, taken. */
static int act(struct dy_cmd *cmd, const struct dy_key *key, enum dy_code code, enum dy_kind kind,
               struct dy_desk_row *row, json_t *more)
{
    uint64_t number = 0;
    if (!code &&
        (!more || json_object_set_new(more, "protocol", json_integer((json_int_t)row->entry))))
        code = dy_no_memory(&cmd->err);
    if (!code)
        code = dy_record_say(cmd, key, kind, json_incref(more), &number);
    json_decref(more);
    return code ? dy_cmd_failed(cmd) : print_row(cmd, row, number);
}

static int act_with_numbers(struct dy_cmd *cmd, enum dy_kind kind, bool may_ask, bool reason)
{
    struct dy_key key = {0};
    struct dy_desk_row *row = NULL;
    json_t *values = json_object(), *body = NULL;
    if (reason && !cmd->options[DY_OPT_REASON]) {
        json_decref(values);
        return dy_cmd_usage(cmd, "--reason is missing: it stays in the record");
    }
    enum dy_code code = values ? dy_record_begin(cmd, cmd->args[0], &key) : dy_no_memory(&cmd->err);
    if (!code)
        code = row_of(cmd, &row);
    if (!code && may_ask && cmd->n_args == 2)
        code = ask_all(cmd, row->board->tier, row->unit, values);
    else if (!code)
        code = numbers_of(cmd, 2, values);
    if (!code)
        body = reason
                   ? json_pack("{s:O s:s}", "values", values, "reason", cmd->options[DY_OPT_REASON])
                   : json_pack("{s:O}", "values", values);
    json_decref(values);
    int status = act(cmd, &key, code, kind, row, body);
    dy_key_close(&key);
    return status;
}

int dy_record_confirm(struct dy_cmd *cmd)
{
    return act_with_numbers(cmd, DY_KIND_PROTOCOL_CONFIRMED, true, false);
}

int dy_record_resolve(struct dy_cmd *cmd)
{
    return act_with_numbers(cmd, DY_KIND_PROTOCOL_RESOLVED, false, false);
}

int dy_record_correct(struct dy_cmd *cmd)
{
    return act_with_numbers(cmd, DY_KIND_PROTOCOL_CORRECTED, false, true);
}

static int act_with_reason(struct dy_cmd *cmd, enum dy_kind kind, json_t *controls)
{
    struct dy_key key = {0};
    struct dy_desk_row *row = NULL;
    const char *reason = cmd->options[DY_OPT_REASON];
    if (!reason) {
        json_decref(controls);
        return dy_cmd_usage(cmd, "--reason is missing: it stays in the record");
    }
    enum dy_code code = dy_record_begin(cmd, cmd->args[0], &key);
    if (!code)
        code = row_of(cmd, &row);
    int status = act(cmd, &key, code, kind, row,
                     json_pack("{s:s s:o*}", "reason", reason, "controls", controls));
    dy_key_close(&key);
    return status;
}

int dy_record_accept(struct dy_cmd *cmd)
{
    json_t *controls = json_array();
    for (size_t i = 2; i < cmd->n_args && controls; i++)
        if (json_array_append_new(controls, json_string(cmd->args[i]))) {
            json_decref(controls);
            controls = NULL;
        }
    return act_with_reason(cmd, DY_KIND_PROTOCOL_ACCEPTED, controls);
}

int dy_record_void(struct dy_cmd *cmd)
{
    return act_with_reason(cmd, DY_KIND_PROTOCOL_VOIDED, NULL);
}

/* By its first bytes: what a reader needs to open it. */
static const char *media_of(const char *path)
{
    static const struct {
        const char *begin;
        size_t n;
        const char *media;
    } kinds[] = {{"\x89PNG", 4, "image/png"},
                 {"\xff\xd8\xff", 3, "image/jpeg"},
                 {"%PDF-", 5, "application/pdf"}};
    char head[8] = "";
    FILE *file = fopen(path, "re");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file)
        (void)fclose(file);
    for (size_t i = 0; i < DY_COUNT_OF(kinds); i++)
        if (n >= kinds[i].n && memcmp(head, kinds[i].begin, kinds[i].n) == 0)
            return kinds[i].media;
    return "application/octet-stream";
}

int dy_record_attach(struct dy_cmd *cmd)
{
    struct dy_key key = {0};
    struct dy_desk_row *row = NULL;
    struct dy_attachment file;
    char hex[2 * DY_HASH_BYTES + 1] = "";
    enum dy_code code = dy_attachment_of(cmd->args[2], &file, &cmd->err);
    if (!code)
        code = dy_record_begin(cmd, cmd->args[0], &key);
    if (!code)
        code = row_of(cmd, &row);
    if (!code)
        dy_hex(file.hash.of, sizeof file.hash.of, hex);
    int status = act(cmd, &key, code, DY_KIND_ATTACHMENT, row,
                     code ? NULL
                          : json_pack("{s:s s:I s:s}", "sha256", hex, "bytes",
                                      (json_int_t)file.bytes, "media", media_of(cmd->args[2])));
    dy_key_close(&key);
    return status;
}

int dy_record_write(struct dy_cmd *cmd)
{
    struct dy_key key = {0};
    const char *kind = cmd->args[1], *path = cmd->args[2], *names[DY_N_KINDS + 1] = {0};
    char *bytes;
    size_t n;
    uint64_t number;
    json_error_t error;
    json_t *body = NULL;
    enum dy_kind of = dy_kind_find(kind, strlen(kind));
    for (size_t i = 0; i < DY_N_KINDS; i++)
        names[i] = dy_kinds[i].name;
    const char *near = dy_nearest(kind, names);
    if (of == DY_N_KINDS)
        return dy_cmd_usage(cmd, "\"%.40s\" is no kind of entry%s%s%s", kind,
                            near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    enum dy_code code = dy_file_read(cmd->mem, path, BODY_BYTES, &bytes, &n, &cmd->err);
    if (!code && !(body = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &error)))
        code = dy_fail(&cmd->err, DY_E_INPUT,
                       (struct dy_span){path, 0, (uint32_t)error.line, (uint32_t)error.column},
                       NULL, "is no JSON object: %s", error.text);
    if (!code)
        code = dy_record_begin(cmd, cmd->args[0], &key);
    if (!code)
        code = dy_record_say(cmd, &key, of, json_incref(body), &number);
    json_decref(body);
    dy_key_close(&key);
    if (code && !cmd->err.at.file) /* of the body, before it was an entry */
        cmd->err.at.file = path;
    if (code)
        return dy_cmd_failed(cmd);
    fprintf(cmd->print.to, "%" PRIu64 "\n", number);
    return 0;
}

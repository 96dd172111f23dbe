/* Looking into a record: its log, one entry, the history of a station. */
#include <inttypes.h>
#include <string.h>

#include "base/say.h"
#include "cmd/record.h"
#include "publish/table.h"
#include "record/vault.h"

/* What an entry is about, in a few words of the record's own. NULL = no memory. */
static const char *about(struct dy_arena *mem, const struct dy_entry *entry)
{
    static const char *const keys[] = {"source",   "tier",   "station", "protocol", "decision",
                                       "contest",  "person", "role",    "act",      "part",
                                       "parts",    "areas",  "lists",   "contests", "declared",
                                       "election", "status", "outcome", "reason"};
    char *out = dy_arena_copy(mem, "", 0);
    for (size_t i = 0; i < DY_COUNT_OF(keys) && out; i++) {
        const struct dy_value *value = dy_value_find(entry->body, keys[i]);
        if (!value)
            continue;
        if (value->kind == DY_VALUE_NUMBER)
            out = dy_arena_format(mem, "%s%s%s %" PRId64, out, *out ? ", " : "", keys[i],
                                  value->number);
        else if (value->kind == DY_VALUE_ARRAY)
            out = dy_arena_format(mem, "%s%s%s %" PRIu32, out, *out ? ", " : "", keys[i], value->n);
        else if (value->kind == DY_VALUE_STRING)
            out =
                dy_arena_format(mem, "%s%s%.*s", out, *out ? ", " : "", (int)value->n, value->text);
    }
    return dy_plain(out);
}

static const char *author_of(struct dy_cmd *cmd, const struct dy_entry *entry)
{
    const struct dy_holder *holder = dy_rights_find(&cmd->record->fold.rights, entry->author);
    return holder ? holder->person : "?";
}

static json_t *entry_json(struct dy_cmd *cmd, const struct dy_entry *entry)
{
    return json_pack("{s:I s:s s:s s:s s:s}", "entry", (json_int_t)entry->number, "kind",
                     dy_kinds[entry->kind].name, "time", entry->time, "person",
                     author_of(cmd, entry), "about", about(cmd->mem, entry));
}

/* Lines, or a list where cmd asks for JSON. */
struct listing {
    struct dy_cmd *cmd;
    json_t *list;
    bool (*wanted)(struct listing *, const struct dy_entry *); /* NULL = all */
    const char *station;
    struct dy_vec protocols; /* uint64_t: entries about the station */
    bool with_values;
};

static void print_values(struct dy_cmd *cmd, const struct dy_entry *entry)
{
    const struct dy_value *values = dy_value_find(entry->body, "values");
    const struct dy_value *value = values ? dy_value_first(values) : NULL;
    const char *line = "";
    for (uint32_t i = 0; values && i < values->n && line; i++, value = dy_value_next(value))
        line = dy_arena_format(cmd->mem, "%s%s%.*s=%" PRId64, line, i ? " " : "", (int)value->n_key,
                               value->key, value->number);
    if (values && line)
        dy_print_wrapped(&cmd->print, "        ", "        ", line);
}

static enum dy_code list_entry(void *self, uint64_t number, struct dy_bytes bytes,
                               struct dy_err *err)
{
    struct listing *in = self;
    struct dy_cmd *cmd = in->cmd;
    struct dy_entry entry;
    enum dy_code code =
        dy_entry_read(&cmd->record->doc, cmd->record->url, number, bytes, &entry, err);
    if (code || (in->wanted && !in->wanted(in, &entry)))
        return code;
    if (in->list) {
        json_t *item = entry_json(cmd, &entry);
        const struct dy_value *values =
            in->with_values ? dy_value_find(entry.body, "values") : NULL;
        const struct dy_value *value = values ? dy_value_first(values) : NULL;
        json_t *counts = values ? json_object() : NULL;
        for (uint32_t i = 0; counts && i < values->n; i++, value = dy_value_next(value)) {
            char *key = dy_arena_copy(cmd->mem, value->key, value->n_key);
            if (!key || json_object_set_new(counts, key, json_integer(value->number)))
                return dy_no_memory(err);
        }
        if (counts && json_object_set_new(item, "values", counts))
            return dy_no_memory(err);
        return json_array_append_new(in->list, item) ? dy_no_memory(err) : DY_OK;
    }
    const char *head = dy_arena_format(cmd->mem, "%6" PRIu64 "  %s  %-20s ", number, entry.time,
                                       dy_kinds[entry.kind].name);
    const char *text =
        dy_arena_format(cmd->mem, "%s: %s", author_of(cmd, &entry), about(cmd->mem, &entry));
    if (!head || !text)
        return dy_no_memory(err);
    dy_print_wrapped(&cmd->print, head, "        ", text);
    if (in->with_values)
        print_values(cmd, &entry);
    return DY_OK;
}

static int list(struct dy_cmd *cmd, struct listing *in)
{
    in->cmd = cmd;
    in->list = cmd->options[DY_OPT_JSON] ? json_array() : NULL;
    enum dy_code code = dy_store_read(cmd->record->store, DY_SHELF_ENTRIES, 0,
                                      dy_record_head(cmd->record).size, list_entry, in, &cmd->err);
    if (code) {
        json_decref(in->list);
        return dy_cmd_failed(cmd);
    }
    return in->list ? dy_cmd_json(cmd, in->list) : 0;
}

int dy_record_log(struct dy_cmd *cmd)
{
    struct listing in = {0};
    enum dy_code code = dy_cmd_open_record(cmd, cmd->args[0], false);
    return code ? dy_cmd_failed(cmd) : list(cmd, &in);
}

/* A protocol of the station, or something that came of one. */
static bool is_about_station(struct listing *in, const struct dy_entry *entry)
{
    const struct dy_value *station = dy_value_find(entry->body, "station"),
                          *protocol = dy_value_find(entry->body, "protocol");
    const uint64_t *of = in->protocols.items;
    if (station && dy_value_is(station, in->station)) {
        uint64_t *kept = dy_vec_push(in->cmd->mem, &in->protocols, sizeof *kept);
        if (kept)
            *kept = entry->number;
        return true;
    }
    for (size_t i = 0; protocol && protocol->kind == DY_VALUE_NUMBER && i < in->protocols.n; i++)
        if (of[i] == (uint64_t)protocol->number)
            return true;
    return false;
}

int dy_record_history(struct dy_cmd *cmd)
{
    struct listing in = {.wanted = is_about_station, .station = cmd->args[1], .with_values = true};
    enum dy_code code = dy_cmd_open_record(cmd, cmd->args[0], false);
    const struct dy_election *election = NULL;
    if (!code)
        code = dy_record_election(cmd->record, &election, &cmd->err);
    if (!code && dy_unit_find(&election->units, in.station, strlen(in.station)) == DY_NOTHING)
        code = dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){.file = cmd->args[0]}, NULL,
                       "has no station or area \"%.64s\"", in.station);
    return code ? dy_cmd_failed(cmd) : list(cmd, &in);
}

int dy_record_show(struct dy_cmd *cmd)
{
    struct dy_entry entry;
    uint64_t number;
    json_error_t error;
    enum dy_code code = dy_record_number(cmd, cmd->args[1], &number);
    if (!code)
        code = dy_cmd_open_record(cmd, cmd->args[0], false);
    if (!code)
        code = dy_record_entry(cmd->record, number, cmd->mem, &entry, &cmd->err);
    if (code)
        return dy_cmd_failed(cmd);
    if (cmd->options[DY_OPT_JSON]) { /* as it is signed, to the byte */
        fwrite(entry.bytes.of, 1, entry.bytes.n, cmd->print.to);
        fputc('\n', cmd->print.to);
        return 0;
    }
    json_t *value = json_loadb(entry.bytes.of, entry.bytes.n, JSON_ALLOW_NUL, &error);
    if (!value) {
        (void)dy_no_memory(&cmd->err);
        return dy_cmd_failed(cmd);
    }
    return dy_cmd_json(cmd, value);
}

/* The vault's data behind an entry's commitment: gone, while the entry stays as it was. */
int dy_record_forget(struct dy_cmd *cmd)
{
    struct dy_entry entry;
    struct dy_hash commitment;
    uint64_t number;
    bool was_there = false;
    const struct dy_value *name = NULL;
    enum dy_code code = dy_record_number(cmd, cmd->args[1], &number);
    if (!code)
        code = dy_cmd_open_record(cmd, cmd->args[0], true);
    if (!code)
        code = dy_record_entry(cmd->record, number, cmd->mem, &entry, &cmd->err);
    if (!code)
        name = dy_value_find(entry.body, "name");
    if (!code &&
        (!name || name->kind != DY_VALUE_STRING || !dy_unhex(name->text, name->n, commitment.of)))
        code = dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){.file = cmd->args[0]}, NULL,
                       "entry %" PRIu64 " stands for no personal data", number);
    if (!code)
        code = dy_store_vault_erase(cmd->record->store, &commitment, &was_there, &cmd->err);
    if (code)
        return dy_cmd_failed(cmd);
    fprintf(cmd->print.to, "%s\n",
            was_there ? dy_say(cmd->print.lang, N_("erased"))
                      : dy_say(cmd->print.lang, N_("was erased before")));
    return 0;
}

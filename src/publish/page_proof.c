/* How to believe none of this: the head of the record, its checkpoint, how to verify it oneself. */
#include "publish/page_parts.h"

static json_t *record_value(const struct dy_page_record *record)
{
    return json_pack("{s:o s:s s:s s:o s:o s:s}", "size", dy_json_count(record->size), "root",
                     record->root, "key", record->key, "checkpoint",
                     dy_page_text_or_null(record->checkpoint), "n_checkpoints",
                     dy_json_count(record->n_checkpoints), "file", record->file);
}

/* Commands are the same in every language. */
static json_t *steps(const struct dy_page *page)
{
    const char *id = page->record ? page->record->file : page->outcome->election->id;
    const struct {
        const char *text, *command;
    } rows[] = {
        {N_("Verify every entry, signature, right, the tree, the count and its certificate:"),
         page->record ? "dauys verify %s" : NULL},
        {N_("That it continues what you saw before (save the checkpoint below today):"),
         page->record ? "dauys verify %s --seen checkpoint.txt" : NULL},
        {N_("Count again, from the protocols:"), "dauys count %s"},
        {N_("Check the sums of every protocol and what was announced:"), "dauys check %s"},
        {N_("Have the outcome checked by a program that shares no code with this one:"),
         "dauys count %s --certificate c.json && tools/check-certificate c.json"},
    };
    json_t *out = json_array();
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        if (!rows[i].command)
            continue;
        const char *percent = rows[i].command;
        while (*percent != '%')
            percent++;
        const char *command =
            dy_arena_format(page->mem, "%.*s%s%s", (int)(percent - rows[i].command),
                            rows[i].command, id, percent + 2);
        out = dy_json_add(out, command
                                   ? json_pack("{s:s s:s}", "text",
                                               dy_say(page->lang, rows[i].text), "command", command)
                                   : NULL);
    }
    return out;
}

enum dy_code dy_page_proof(const struct dy_page *page, json_t **out, struct dy_err *err)
{
    json_t *value = dy_page_frame(page, "proof", dy_say(page->lang, N_("Proof")));
    value = dy_json_put(value, "record", page->record ? record_value(page->record) : json_null());
    *out = dy_json_put(value, "steps", steps(page));
    return *out ? DY_OK : dy_no_memory(err);
}

/* One entry of a record: what was said, by which key, whether its signature holds, its proof. */
#include <stdlib.h>
#include <string.h>

#include "publish/page_parts.h"
#include "record/entry.h"

/* The body as lines, for people; the signed bytes stay beside it. */
static json_t *body_text(const json_t *entry)
{
    char *text = json_dumps(json_object_get(entry, "body"), JSON_INDENT(1) | JSON_SORT_KEYS);
    json_t *out = text ? json_string(text) : NULL;
    free(text);
    return out;
}

static json_t *entry_value(const struct dy_page *page, uint64_t number, struct dy_bytes bytes,
                           const json_t *entry)
{
    uint8_t author[DY_KEY_BYTES];
    bool holds = dy_entry_author(bytes, author) && dy_entry_signed(bytes, author);
    json_t *proof = page->proofs->of(page->proofs->self, number);
    return json_pack("{s:o s:O s:O s:O s:O s:b s:o s:s% s:o}", "number", dy_json_count(number),
                     "kind", json_object_get(entry, "kind"), "time", json_object_get(entry, "time"),
                     "author", json_object_get(entry, "author"), "signature",
                     json_object_get(entry, "signature"), "holds", holds, "body", body_text(entry),
                     "bytes", bytes.of, bytes.n, "proof", proof);
}

enum dy_code dy_page_entry(const struct dy_page *page, uint64_t number, struct dy_bytes bytes,
                           json_t **out, struct dy_err *err)
{
    json_t *entry = json_loadb(bytes.of, bytes.n, JSON_REJECT_DUPLICATES, NULL);
    const char *title = dy_arena_format(page->mem, "%s %llu", dy_say(page->lang, N_("Entry")),
                                        (unsigned long long)number);
    json_t *value = entry && title ? dy_page_frame(page, "entry", title) : NULL;
    value = dy_json_put(value, "entry", entry ? entry_value(page, number, bytes, entry) : NULL);
    json_decref(entry);
    *out = value;
    return value ? DY_OK : dy_no_memory(err);
}

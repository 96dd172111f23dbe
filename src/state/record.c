/* Opening a record by replaying it, and appending to it. */
#include "state/record.h"

#include <inttypes.h>
#include <string.h>

#include "record/keys.h"

/* --- replay --- */

static uint64_t size_of(const struct dy_record *record)
{
    return dy_forest_size(&record->forest);
}

static struct dy_hash root_of(const struct dy_record *record)
{
    return dy_forest_root(&record->forest, size_of(record));
}

enum dy_code dy_record_apply(struct dy_record *record, const struct dy_entry *entry,
                             const struct dy_hash *leaf, struct dy_err *err)
{
    uint64_t before = dy_repeats_find(&record->repeats, &record->forest, leaf);
    if (before != UINT64_MAX)
        return dy_entry_fail(err, DY_E_CRYPTO, record->url, entry->number, "",
                             "is entry %" PRIu64 " again, to the byte: somebody has repeated it",
                             before);
    enum dy_code code = dy_fold_apply(&record->fold, entry, err);
    if (!code)
        code = dy_forest_append(&record->forest, leaf, err);
    return code ? code : dy_repeats_add(&record->repeats, &record->forest, err);
}

enum dy_code dy_record_take(struct dy_record *record, uint64_t number, struct dy_bytes bytes,
                            struct dy_err *err)
{
    struct dy_entry entry;
    struct dy_hash leaf = dy_hash_leaf(bytes.of, bytes.n);
    enum dy_code code = dy_entry_read(&record->doc, record->url, number, bytes, &entry, err);
    if (!code && number >= UINT32_MAX)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = record->url}, NULL,
                       "has more than 4294967295 entries");
    return code ? code : dy_record_apply(record, &entry, &leaf, err);
}

static enum dy_code take_item(void *self, uint64_t number, struct dy_bytes bytes,
                              struct dy_err *err)
{
    return dy_record_take(self, number, bytes, err);
}

static enum dy_code replay(struct dy_record *record, struct dy_err *err)
{
    uint64_t size = record->options.size;
    enum dy_code code =
        dy_fold_init(record->mem, record->url, &record->options.election, &record->fold, err);
    if (!code)
        code = dy_store_read(record->store, DY_SHELF_ENTRIES, 0, size ? size : UINT64_MAX,
                             take_item, record, err);
    if (!code && size > size_of(record))
        code = dy_fail(err, DY_E_INPUT, (struct dy_span){.file = record->url}, NULL,
                       "has %" PRIu64 " entries, fewer than the %" PRIu64 " asked for",
                       size_of(record), size);
    return code;
}

/* --- the last checkpoint --- */

struct copy {
    struct dy_arena *mem;
    struct dy_bytes bytes;
};

static enum dy_code copy_item(void *self, uint64_t number, struct dy_bytes bytes,
                              struct dy_err *err)
{
    struct copy *copy = self;
    (void)number;
    copy->bytes = (struct dy_bytes){dy_arena_copy(copy->mem, bytes.of, bytes.n), bytes.n};
    return copy->bytes.of ? DY_OK : dy_no_memory(err);
}

/* Its size and root, no more; size 0: there is none yet. */
static enum dy_code last_checkpoint(struct dy_record *record, struct dy_checkpoint *out,
                                    struct dy_err *err)
{
    struct dy_arena mem;
    struct copy copy = {.mem = &mem};
    struct dy_note note;
    uint64_t n = 0;
    *out = (struct dy_checkpoint){0};
    dy_arena_init(&mem);
    enum dy_code code = dy_store_head(record->store, DY_SHELF_CHECKPOINTS, &n, err);
    if (!code && n > 0)
        code = dy_store_read(record->store, DY_SHELF_CHECKPOINTS, n - 1, n, copy_item, &copy, err);
    if (!code && n > 0)
        code = dy_note_parse(&mem, record->url, copy.bytes.of, copy.bytes.n, &note, err);
    if (!code && n > 0)
        code = dy_checkpoint_parse(&mem, &note, record->url, out, err);
    out->origin = out->extensions = NULL;
    dy_arena_finish(&mem);
    return code;
}

/* Whoever writes on where entries were taken away or changed would sign a second history. */
static enum dy_code check_goes_on(const struct dy_record *record, const struct dy_checkpoint *from,
                                  struct dy_err *err)
{
    struct dy_span at = {.file = record->url};
    if (from->size > size_of(record))
        return dy_fail(err, DY_E_CRYPTO, at, NULL,
                       "has %" PRIu64 " entries, and its last checkpoint is signed for %" PRIu64
                       ": some were taken away; nothing is written to it",
                       size_of(record), from->size);
    struct dy_hash root = dy_forest_root(&record->forest, from->size);
    if (from->size > 0 && !dy_hash_equal(&root, &from->root))
        return dy_fail(err, DY_E_CRYPTO, at, NULL,
                       "has other entries than its last checkpoint is signed for; nothing is "
                       "written to it");
    return DY_OK;
}

static struct dy_record *new_record(struct dy_arena *mem, const char *url,
                                    const struct dy_record_options *options)
{
    struct dy_record *record = DY_NEW(mem, struct dy_record, 1);
    if (!record)
        return NULL;
    *record = (struct dy_record){.mem = mem, .url = url, .options = *options};
    dy_forest_init(&record->forest, mem);
    return record;
}

enum dy_code dy_record_open(struct dy_arena *mem, const char *url,
                            const struct dy_record_options *options, struct dy_record **out,
                            struct dy_err *err)
{
    struct dy_record *record = new_record(mem, url, options);
    struct dy_checkpoint before = {0};
    if (!record)
        return dy_no_memory(err);
    enum dy_code code =
        dy_store_open(url, options->write ? DY_STORE_WRITE : DY_STORE_READ, &record->store, err);
    /* Before the entries: others may add to both while these are read. */
    bool checks = options->write && options->size == 0;
    if (!code && checks)
        code = last_checkpoint(record, &before, err);
    if (!code)
        code = replay(record, err);
    if (!code && checks)
        code = check_goes_on(record, &before, err);
    if (!code && size_of(record) == 0)
        code = dy_fail(err, DY_E_INPUT, (struct dy_span){.file = url}, NULL,
                       "holds no entry yet; a record begins with its election");
    if (code)
        dy_record_close(record);
    else
        *out = record;
    return code;
}

void dy_record_close(struct dy_record *record)
{
    if (!record)
        return;
    dy_store_close(record->store);
    dy_document_finish(&record->doc);
    record->store = NULL;
}

/* --- asking --- */

struct dy_record_head dy_record_head(const struct dy_record *record)
{
    struct dy_record_head head = {.size = size_of(record)};
    struct dy_hash root = root_of(record);
    memcpy(head.root, root.of, sizeof head.root);
    return head;
}

enum dy_code dy_record_election(struct dy_record *record, const struct dy_election **out,
                                struct dy_err *err)
{
    return dy_fold_election(&record->fold, out, err);
}

enum dy_code dy_record_calendar(struct dy_record *record, const struct dy_calendar **out,
                                struct dy_err *err)
{
    const struct dy_definition *definition = &record->fold.definition;
    char *name = dy_definition_calendar_name(record->mem, definition->act);
    if (!name)
        return dy_no_memory(err);
    struct dy_bytes text = dy_definition_law(definition, name);
    *out = NULL;
    return text.of ? dy_law_calendar_parse(record->mem, name, text.of, text.n, out, err) : DY_OK;
}

enum dy_code dy_record_waiting(struct dy_record *record, struct dy_findings *findings,
                               struct dy_err *err)
{
    return dy_fold_waiting(&record->fold, findings, err);
}

enum dy_code dy_record_entry(struct dy_record *record, uint64_t number, struct dy_arena *mem,
                             struct dy_entry *out, struct dy_err *err)
{
    struct copy copy = {.mem = mem};
    if (number >= size_of(record))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = record->url}, NULL,
                       "has no entry %" PRIu64 "; its last is %" PRIu64, number,
                       size_of(record) - 1);
    enum dy_code code =
        dy_store_read(record->store, DY_SHELF_ENTRIES, number, number + 1, copy_item, &copy, err);
    return code ? code : dy_entry_read(&record->doc, record->url, number, copy.bytes, out, err);
}

/* --- appending --- */

/* One draft signed and applied; its bytes live in the record's arena. */
static enum dy_code write_one(struct dy_record *record, const struct dy_key *key,
                              const struct dy_drafts *drafts, size_t i,
                              const struct dy_entry_place *place, struct dy_bytes *out,
                              struct dy_err *err)
{
    json_t *body = NULL;
    const char *kind = "";
    enum dy_code code = drafts->make(drafts->self, i, &kind, &body, err);
    struct dy_entry_draft draft = {dy_kind_find(kind, strlen(kind)), body};
    if (!code && !body)
        code = dy_no_memory(err);
    if (!code && draft.kind == DY_N_KINDS)
        code = dy_fail(err, DY_E_INPUT, (struct dy_span){.file = record->url}, NULL,
                       "takes no entry of the kind \"%.40s\"", kind);
    if (!code)
        code = dy_entry_write(record->mem, &draft, place, key, out, err);
    json_decref(body);
    return code ? code : dy_record_take(record, size_of(record), *out, err);
}

/* What others have appended meanwhile. */
static enum dy_code catch_up(struct dy_record *record, struct dy_err *err)
{
    return dy_store_read(record->store, DY_SHELF_ENTRIES, size_of(record), UINT64_MAX, take_item,
                         record, err);
}

/* All drafts signed at the head as it is, and applied. *at: of the one that may not be there. */
static enum dy_code write_all(struct dy_record *record, const struct dy_key *key,
                              const struct dy_drafts *drafts, int64_t time, struct dy_bytes **out,
                              uint64_t *at, struct dy_err *err)
{
    struct dy_bytes *bytes = DY_NEW(record->mem, struct dy_bytes, drafts->n);
    struct dy_entry_place place = {size_of(record), root_of(record), time};
    enum dy_code code = bytes ? DY_OK : dy_no_memory(err);
    record->is_stale = true;
    for (size_t i = 0; i < drafts->n && !code; i++)
        code = write_one(record, key, drafts, i, &place, &bytes[i], err);
    *at = size_of(record);
    *out = bytes;
    return code;
}

static enum dy_code store_all(struct dy_record *record, uint64_t expected, size_t n,
                              const struct dy_bytes *bytes, struct dy_err *err)
{
    bool done = false;
    enum dy_code code =
        dy_store_append(record->store, DY_SHELF_ENTRIES, expected, n, bytes, &done, err);
    if (!code && !done)
        code = dy_fail(err, DY_E_IO, (struct dy_span){.file = record->url}, NULL,
                       "has grown while this was being written; nothing was appended, try again");
    record->is_stale = code != DY_OK;
    return code;
}

/*
 * The entries are applied before they are stored: so nothing is stored that may not be there. If
 * then it cannot be stored, the state is ahead of the store and no longer to be used.
 */
enum dy_code dy_record_append(struct dy_record *record, const struct dy_key *key,
                              const struct dy_drafts *drafts, int64_t time, uint64_t *first,
                              struct dy_err *err)
{
    struct dy_bytes *bytes;
    if (record->is_stale)
        return dy_fail(err, DY_E_IO, (struct dy_span){.file = record->url}, NULL,
                       "has to be opened again: an append has failed");
    enum dy_code code = catch_up(record, err);
    uint64_t expected = size_of(record);
    if (!code)
        code = write_all(record, key, drafts, time, &bytes, first, err);
    if (!code)
        code = store_all(record, expected, drafts->n, bytes, err);
    if (!code)
        *first = expected;
    return code;
}

struct one {
    const char *kind;
    json_t *body;
};

static enum dy_code make_one(void *self, size_t i, const char **kind, json_t **body,
                             struct dy_err *err)
{
    struct one *one = self;
    (void)i, (void)err;
    *kind = one->kind;
    *body = one->body;
    one->body = NULL;
    return DY_OK;
}

enum dy_code dy_record_append_one(struct dy_record *record, const struct dy_key *key,
                                  const char *kind, json_t *body, int64_t time, uint64_t *number,
                                  struct dy_err *err)
{
    struct one one = {kind, body};
    struct dy_drafts drafts = {1, &one, make_one};
    enum dy_code code = dy_record_append(record, key, &drafts, time, number, err);
    json_decref(one.body);
    return code;
}

enum dy_code dy_record_log_key(struct dy_record *record, struct dy_arena *mem,
                               struct dy_verifier *out, struct dy_err *err)
{
    struct dy_entry entry;
    enum dy_code code = dy_record_entry(record, 0, mem, &entry, err);
    char *text = code ? NULL : dy_value_copy(mem, dy_value_find(entry.body, "log"));
    if (code)
        return code;
    return text ? dy_verifier_parse(mem, text, out, err) : dy_no_memory(err);
}

enum dy_code dy_record_checkpoint(struct dy_record *record, const struct dy_key *key,
                                  struct dy_err *err)
{
    struct dy_verifier log;
    struct dy_checkpoint before;
    uint64_t n;
    bool done = false;
    enum dy_code code = dy_record_log_key(record, record->mem, &log, err);
    if (!code && (log.kind != DY_KEY_ED25519 || strcmp(log.name, key->name) != 0 ||
                  memcmp(log.key, key->of, sizeof log.key) != 0))
        code = dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = record->url}, NULL,
                       "has its checkpoints signed by %s; this is another key", log.name);
    if (!code)
        code = last_checkpoint(record, &before, err);
    if (!code && before.size > size_of(record)) /* somebody else was faster, or it is rolled back */
        code = catch_up(record, err);
    if (!code)
        code = check_goes_on(record, &before, err);
    if (code)
        return code;
    struct dy_checkpoint checkpoint = {log.name, size_of(record), root_of(record), ""};
    const char *text = dy_checkpoint_format(record->mem, &checkpoint);
    const char *signature = text ? dy_note_sign(record->mem, text, strlen(text), key->name,
                                                DY_KEY_ED25519, key->secret, 0)
                                 : NULL;
    char *note = signature ? dy_arena_format(record->mem, "%s\n%s", text, signature) : NULL;
    if (!note)
        return dy_no_memory(err);
    struct dy_bytes item = {note, strlen(note)};
    while (!code && !done) {
        code = dy_store_head(record->store, DY_SHELF_CHECKPOINTS, &n, err);
        if (!code)
            code = dy_store_append(record->store, DY_SHELF_CHECKPOINTS, n, 1, &item, &done, err);
    }
    return code;
}

/* The store is made last: an election that is no good leaves no record behind. */
static enum dy_code create(struct dy_record *record, const struct dy_key *key,
                           const struct dy_drafts *drafts, int64_t time, struct dy_err *err)
{
    const struct dy_election *election;
    struct dy_bytes *bytes = NULL;
    uint64_t at;
    enum dy_code code =
        dy_fold_init(record->mem, record->url, &record->options.election, &record->fold, err);
    if (!code)
        code = write_all(record, key, drafts, time, &bytes, &at, err);
    if (!code)
        code = dy_record_election(record, &election, err);
    if (!code)
        code = dy_store_open(record->url, DY_STORE_CREATE, &record->store, err);
    if (!code)
        code = store_all(record, 0, drafts->n, bytes, err);
    return code ? code : dy_record_checkpoint(record, key, err);
}

enum dy_code dy_record_create(struct dy_arena *mem, const char *url, const char *folder,
                              const struct dy_record_options *options, const struct dy_key *key,
                              const char *person, int64_t time, struct dy_err *err)
{
    struct dy_description description = {0};
    struct dy_record *record = new_record(mem, url, options);
    if (!record)
        return dy_no_memory(err);
    enum dy_code code =
        dy_describe(mem, folder, &options->election, key, person, &description, err);
    struct dy_drafts drafts = dy_description_drafts(&description);
    if (!code)
        code = create(record, key, &drafts, time, err);
    dy_record_close(record);
    dy_description_finish(&description);
    return code;
}

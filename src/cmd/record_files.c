/* What a record leaves beside it: checkpoints, receipts, exports, copies. */
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "cmd/record.h"
#include "record/proof.h"
#include "record/tile_folder.h"

/* The newest checkpoint that covers at least `size` entries; NULL, 0 if there is none. */
struct newest {
    struct dy_arena *mem;
    uint64_t size;
    uint64_t most;   /* entries that were read */
    uint64_t beyond; /* the largest that is signed for, where that is more */
    char *note;
    size_t n;
    struct dy_checkpoint head;
};

static enum dy_code look_at_note(void *self, uint64_t number, struct dy_bytes bytes,
                                 struct dy_err *err)
{
    struct newest *in = self;
    struct dy_note note;
    struct dy_checkpoint head;
    (void)number;
    enum dy_code code = dy_note_parse(in->mem, "checkpoint", bytes.of, bytes.n, &note, err);
    if (!code)
        code = dy_checkpoint_parse(in->mem, &note, "checkpoint", &head, err);
    if (!code && head.size > in->most && head.size > in->beyond)
        in->beyond = head.size;
    if (code || head.size < in->size || head.size > in->most)
        return code;
    in->size = head.size;
    in->head = head;
    in->n = bytes.n;
    in->note = dy_arena_copy(in->mem, bytes.of, bytes.n);
    return in->note ? DY_OK : dy_no_memory(err);
}

/* Does the note tell of this record? What is handed on with one that does not proves nothing. */
static enum dy_code check_note(struct dy_cmd *cmd, const struct newest *in)
{
    struct dy_span at = {.file = cmd->args[0]};
    uint64_t n = 0;
    enum dy_code code = dy_store_head(cmd->record->store, DY_SHELF_ENTRIES, &n, &cmd->err);
    if (!code && n < in->beyond)
        return dy_fail(
            &cmd->err, DY_E_CRYPTO, at, NULL,
            "has %llu entries, and a checkpoint is signed for %llu: some were taken away",
            (unsigned long long)n, (unsigned long long)in->beyond);
    if (code || !in->note)
        return code;
    struct dy_hash root = dy_forest_root(&cmd->record->forest, in->head.size);
    if (in->head.size > 0 && !dy_hash_equal(&root, &in->head.root))
        return dy_fail(&cmd->err, DY_E_CRYPTO, at, NULL,
                       "has other entries than its checkpoint of %llu is signed for",
                       (unsigned long long)in->head.size);
    return DY_OK;
}

static enum dy_code newest_note(struct dy_cmd *cmd, uint64_t at_least, struct newest *out)
{
    *out = (struct newest){
        .mem = cmd->mem, .size = at_least, .most = dy_record_head(cmd->record).size};
    enum dy_code code = dy_store_read(cmd->record->store, DY_SHELF_CHECKPOINTS, 0, UINT64_MAX,
                                      look_at_note, out, &cmd->err);
    if (!code)
        code = check_note(cmd, out);
    if (!code && !out->note)
        code = dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){.file = cmd->args[0]}, NULL,
                       "has no checkpoint of %llu entries; dauys record checkpoint signs one",
                       (unsigned long long)at_least);
    return code;
}

/* The checkpoint is what others keep, to ask of the record later that it goes on from there. */
int dy_record_sign(struct dy_cmd *cmd)
{
    struct dy_key key = {0};
    struct newest newest;
    const char *from_environment = getenv("DAUYS_KEY");
    bool signs = cmd->options[DY_OPT_KEY] || (from_environment && *from_environment);
    enum dy_code code = signs ? dy_record_begin(cmd, cmd->args[0], &key)
                              : dy_cmd_open_record(cmd, cmd->args[0], false);
    if (!code && signs)
        code = dy_record_checkpoint(cmd->record, &key, &cmd->err);
    dy_key_close(&key);
    if (!code)
        code = newest_note(cmd, 0, &newest);
    if (code)
        return dy_cmd_failed(cmd);
    const char *to = cmd->options[DY_OPT_TO];
    if (!to)
        fwrite(newest.note, 1, newest.n, cmd->print.to);
    else /* which ends the text with a newline of its own */
        code = dy_cmd_write(cmd, to, dy_arena_copy(cmd->mem, newest.note, newest.n - 1));
    return code ? dy_cmd_failed(cmd) : 0;
}

int dy_record_proof(struct dy_cmd *cmd)
{
    uint64_t number;
    struct newest newest;
    struct dy_receipt receipt = {0};
    enum dy_code code = dy_record_number(cmd, cmd->args[1], &number);
    if (!code)
        code = dy_cmd_open_record(cmd, cmd->args[0], false);
    if (!code && number >= dy_record_head(cmd->record).size)
        code = dy_fail(&cmd->err, DY_E_INPUT, (struct dy_span){.file = cmd->args[0]}, NULL,
                       "has no entry %llu", (unsigned long long)number);
    if (!code)
        code = newest_note(cmd, number + 1, &newest);
    if (code)
        return dy_cmd_failed(cmd);
    receipt.index = number;
    dy_forest_inclusion(&cmd->record->forest, newest.head.size, number, &receipt.path);
    receipt.checkpoint = newest.note;
    receipt.n_checkpoint = newest.n;
    const char *text = dy_receipt_format(cmd->mem, &receipt), *to = cmd->options[DY_OPT_TO];
    if (!text)
        code = dy_no_memory(&cmd->err);
    else if (to)
        code = dy_cmd_write(cmd, to, dy_arena_copy(cmd->mem, text, strlen(text) - 1));
    else
        fputs(text, cmd->print.to);
    return code ? dy_cmd_failed(cmd) : 0;
}

static enum dy_code export_entry(void *self, uint64_t number, struct dy_bytes bytes,
                                 struct dy_err *err)
{
    (void)number;
    return dy_tile_folder_append(self, bytes.of, bytes.n, err);
}

int dy_record_export(struct dy_cmd *cmd)
{
    struct newest newest;
    struct dy_tile_folder *folder = NULL;
    enum dy_code code = dy_cmd_open_record(cmd, cmd->args[0], false);
    if (!code)
        code = newest_note(cmd, 0, &newest);
    if (!code)
        code = dy_tile_folder_open(cmd->args[1], newest.head.origin, &folder, &cmd->err);
    if (!code)
        code = dy_store_read(cmd->record->store, DY_SHELF_ENTRIES, 0, newest.head.size,
                             export_entry, folder, &cmd->err);
    if (!code)
        code = dy_tile_folder_finish(folder, newest.note, newest.n, &cmd->err);
    dy_tile_folder_close(folder);
    if (code)
        return dy_cmd_failed(cmd);
    fprintf(cmd->print.to, "%s: %llu\n", cmd->args[1], (unsigned long long)newest.head.size);
    return 0;
}

/* --- copies --- */

enum { COPY_ITEMS = 1000 };
struct copy {
    struct dy_store *to;
    enum dy_shelf shelf;
    struct dy_arena mem;
    struct dy_bytes items[COPY_ITEMS];
    size_t n;
    uint64_t from;
};

static enum dy_code flush(struct copy *in, struct dy_err *err)
{
    bool done = false;
    enum dy_code code =
        in->n ? dy_store_append(in->to, in->shelf, in->from, in->n, in->items, &done, err) : DY_OK;
    if (!code && in->n && !done)
        code = dy_fail(err, DY_E_IO, (struct dy_span){.file = dy_store_url(in->to)}, NULL,
                       "was written by somebody else while it was being made");
    in->from += in->n;
    in->n = 0;
    dy_arena_finish(&in->mem);
    return code;
}

static enum dy_code copy_item(void *self, uint64_t number, struct dy_bytes bytes,
                              struct dy_err *err)
{
    struct copy *in = self;
    char *kept = dy_arena_copy(&in->mem, bytes.of, bytes.n);
    (void)number;
    if (!kept)
        return dy_no_memory(err);
    in->items[in->n++] = (struct dy_bytes){kept, bytes.n};
    return in->n == COPY_ITEMS ? flush(in, err) : DY_OK;
}

static enum dy_code look_only(void *self, uint64_t number, struct dy_bytes bytes,
                              struct dy_err *err)
{
    (void)self, (void)number, (void)bytes, (void)err;
    return DY_OK;
}

/* Everything can be read: nothing is begun that would stay half a copy. */
static enum dy_code read_through(struct dy_store *from, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    for (enum dy_shelf shelf = 0; shelf < DY_N_SHELVES && !code; shelf++)
        code = dy_store_read(from, shelf, 0, UINT64_MAX, look_only, NULL, err);
    return code;
}

/* The log and its checkpoints. The vault stays: personal data go nowhere by a copy. */
int dy_record_copy(struct dy_cmd *cmd)
{
    struct dy_store *from = NULL;
    struct copy in = {0};
    uint64_t entries = 0;
    enum dy_code code = dy_store_open(cmd->args[0], DY_STORE_READ, &from, &cmd->err);
    if (!code)
        code = read_through(from, &cmd->err);
    if (!code)
        code = dy_store_open(cmd->args[1], DY_STORE_CREATE, &in.to, &cmd->err);
    dy_arena_init(&in.mem);
    for (enum dy_shelf shelf = 0; shelf < DY_N_SHELVES && !code; shelf++) {
        in.shelf = shelf;
        in.from = 0;
        code = dy_store_read(from, shelf, 0, UINT64_MAX, copy_item, &in, &cmd->err);
        if (!code)
            code = flush(&in, &cmd->err);
        entries = shelf == DY_SHELF_ENTRIES ? in.from : entries;
    }
    dy_arena_finish(&in.mem);
    dy_store_close(in.to);
    dy_store_close(from);
    if (code)
        return dy_cmd_failed(cmd);
    fprintf(cmd->print.to, "%s: %llu\n", cmd->args[1], (unsigned long long)entries);
    return 0;
}

/*
 * The order of verifying: the store, then entry after entry (form, place, rights, what it says,
 * signature), then what was said about them (checkpoints), then what others saw.
 *
 * 1. Checkpoints are counted before entries, entries before they are read: a record that grows
 *    meanwhile is verified as it was at the beginning, and its checkpoints cover no more than that.
 * 2. What is believed comes out of the bytes that were verified, never out of a second reading.
 */
#include "dauys/verify.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "dauys/state.h"
#include "record/tile_folder.h"
#include "record/vault.h"
#include "verify/parts.h"

enum dy_code dy_verify_add(struct dy_verify *in, enum dy_verified_kind kind, uint64_t n)
{
    struct dy_verified *out = dy_vec_push(in->mem, &in->out->of, sizeof *out);
    if (!out)
        return dy_no_memory(in->err);
    *out = (struct dy_verified){kind, n, NULL};
    return DY_OK;
}

/* --- entries --- */

/* Heads mostly come in the order of their sizes: then a leaf is hashed once for all of them. */
struct dy_hash dy_verify_root_at(struct dy_verify *in, uint64_t size)
{
    const struct dy_hash *leaves = dy_forest_leaves(&in->record.forest);
    if (size == in->tree.n)
        return dy_tree_root(&in->tree);
    if (size == in->seen_size)
        return in->seen_root;
    if (size < in->earlier.n) {
        in->seen_root = dy_forest_root(&in->record.forest, size);
    } else {
        while (in->earlier.n < size)
            dy_tree_append(&in->earlier, &leaves[in->earlier.n]);
        in->seen_root = dy_tree_root(&in->earlier);
    }
    in->seen_size = size;
    return in->seen_root;
}

/* Entry 0 names the key whose signatures make checkpoints. */
static enum dy_code take_log_key(struct dy_verify *in, const struct dy_entry *entry)
{
    struct dy_err inside = {0};
    char *text = dy_value_copy(in->mem, dy_value_find(entry->body, "log"));
    if (!text)
        return dy_no_memory(in->err);
    enum dy_code code = dy_verifier_parse(in->mem, text, &in->log, &inside);
    if (code == DY_E_NOMEM)
        return dy_no_memory(in->err);
    if (code || in->log.kind != DY_KEY_ED25519)
        return dy_entry_fail(in->err, DY_E_INPUT, in->url, entry->number, "/body/log", "%s",
                             code ? inside.msg : "is a witness's key; a log's is needed");
    in->out->log = text;
    return DY_OK;
}

/* What is looked at for some kinds only. */
static enum dy_code check_kind(struct dy_verify *in, const struct dy_entry *entry)
{
    if (entry->kind == DY_KIND_OUTCOME)
        return dy_verify_outcome(in, entry);
    if (entry->kind == DY_KIND_ATTACHMENT && in->options->attachments) {
        in->n_attachments++;
        return dy_attachments_hold(&in->attachments, entry, in->url, in->err);
    }
    return entry->number == 0 ? take_log_key(in, entry) : DY_OK;
}

/* Apply an entry of the batch: everything but its signature. */
static enum dy_code apply(struct dy_verify *in, uint64_t number, struct dy_bytes bytes)
{
    struct dy_entry entry;
    struct dy_hash leaf = dy_hash_leaf(bytes.of, bytes.n);
    enum dy_code code = dy_entry_read(&in->record.doc, in->url, number, bytes, &entry, in->err);
    if (code)
        return code;
    struct dy_hash root = dy_verify_root_at(in, entry.seen_size);
    if (!dy_hash_equal(&root, &entry.seen_root))
        return dy_entry_fail(in->err, DY_E_CRYPTO, in->url, number, "/seen",
                             "is no head that this record had: it was made for another history, or "
                             "one of the first %" PRIu64 " entries was changed",
                             entry.seen_size);
    code = dy_record_apply(&in->record, &entry, &leaf, in->err);
    if (!code)
        code = check_kind(in, &entry);
    if (!code)
        dy_tree_append(&in->tree, &leaf);
    return code;
}

static void show_progress(const struct dy_verify *in)
{
    if (in->options->progress)
        in->options->progress(in->options->self, in->tree.n, in->n_entries);
}

/* Wait for the signatures of a batch, which then is empty; its first `done` entries were applied.
 */
static enum dy_code finish_batch(struct dy_verify *in, struct dy_signatures *batch, size_t done)
{
    size_t n = batch->n, bad = n ? dy_signatures_join(batch) : 0;
    batch->n = batch->n_bytes = 0;
    if (bad == n || bad > done)
        return DY_OK;
    return dy_entry_fail(in->err, DY_E_CRYPTO, in->url, batch->first + bad, "/signature",
                         "does not hold: the entry was not written by its author, or was "
                         "changed");
}

/*
 * Signatures on all processors: those of a batch are verified while its entries are applied here
 * and the next batch is filled. What is wrong is said of the first entry of which anything is.
 */
static enum dy_code verify_batch(struct dy_verify *in)
{
    struct dy_signatures *batch = &in->signatures[in->filling],
                         *before = &in->signatures[!in->filling];
    struct dy_err applying = {0}, *err = in->err;
    size_t done = 0;
    enum dy_code code = finish_batch(in, before, before->n);
    if (code || batch->n == 0)
        return code;
    dy_signatures_begin(batch);
    in->err = &applying;
    while (done < batch->n && !code) {
        code = apply(in, batch->first + done, batch->items[done]);
        done += !code;
    }
    in->err = err;
    in->filling = !in->filling;
    if (!code) {
        show_progress(in);
        return DY_OK;
    }
    enum dy_code signature = finish_batch(in, batch, done);
    if (!signature)
        *err = applying;
    return signature ? signature : code;
}

/* What is in the batches. */
static enum dy_code verify_rest(struct dy_verify *in)
{
    enum dy_code code = verify_batch(in);
    return code ? code : verify_batch(in);
}

static enum dy_code take(struct dy_verify *in, uint64_t number, struct dy_bytes bytes)
{
    struct dy_signatures *batch = &in->signatures[in->filling];
    struct dy_entry entry;
    if (dy_signatures_add(batch, number, bytes))
        return dy_signatures_full(batch) ? verify_batch(in) : DY_OK;
    /* Without an author it has no form: what is wrong before it is said first. */
    enum dy_code code = verify_rest(in);
    if (!code)
        code = dy_entry_read(&in->record.doc, in->url, number, bytes, &entry, in->err);
    return code ? code
                : dy_entry_fail(in->err, DY_E_INPUT, in->url, number, "/author", "is not first");
}

static enum dy_code take_item(void *self, uint64_t number, struct dy_bytes bytes,
                              struct dy_err *err)
{
    (void)err; /* in->err is the same */
    return take(self, number, bytes);
}

static enum dy_code take_tile_entry(void *self, uint64_t number, const void *entry, size_t n,
                                    const struct dy_hash *leaf, struct dy_err *err)
{
    (void)err, (void)leaf;
    return take(self, number, (struct dy_bytes){entry, n});
}

/* reading: what was wrong with the store or folder, if it was that; entries before it come first.
 */
static enum dy_code finish_entries(struct dy_verify *in, enum dy_code code,
                                   const struct dy_err *reading)
{
    enum dy_code rest = !code || reading->code ? verify_rest(in) : DY_OK;
    if (!rest && reading->code)
        *in->err = *reading;
    code = rest ? rest : code;
    if (!code && in->tree.n < in->n_entries)
        code = dy_entry_fail(in->err, DY_E_CRYPTO, in->url, in->tree.n, "", "is missing");
    in->out->size = in->tree.n;
    struct dy_hash root = dy_tree_root(&in->tree);
    memcpy(in->out->root, root.of, sizeof in->out->root);
    if (!code && in->tree.n == 0)
        code =
            dy_fail(in->err, DY_E_INPUT, (struct dy_span){.file = in->url}, NULL, "holds no entry");
    for (enum dy_verified_kind kind = 0; kind <= DY_VERIFIED_RIGHTS && !code; kind++)
        code = dy_verify_add(in, kind, in->tree.n);
    return code;
}

/* --- what the entries say together --- */

static enum dy_code check_laws(struct dy_verify *in)
{
    const struct dy_law_text *laws = in->record.fold.definition.laws.items;
    size_t n = in->record.fold.definition.laws.n;
    for (size_t i = 0; i < n; i++)
        if (laws[i].next < laws[i].n_parts)
            return dy_fail(in->err, DY_E_INPUT, (struct dy_span){.file = in->url}, NULL,
                           "holds %" PRIu64 " of the %" PRIu64 " parts of the law %.100s",
                           laws[i].next, laws[i].n_parts, laws[i].act);
    return dy_verify_add(in, DY_VERIFIED_LAWS, n);
}

/* All checks: what they find does not make the record wrong, and is said. */
static enum dy_code check_protocols(struct dy_verify *in)
{
    const struct dy_election *election = NULL;
    struct dy_findings findings;
    uint64_t n_rows = 0;
    enum dy_code code = dy_fold_election(&in->record.fold, &election, in->err);
    if (!code)
        code = check_laws(in);
    if (!code)
        code = dy_state_check(in->mem, election, &findings, in->err);
    if (!code)
        code = dy_fold_waiting(&in->record.fold, &findings, in->err);
    for (size_t i = 0; !code && i < election->n_protocols; i++)
        n_rows += election->protocols[i].rows->n;
    if (!code)
        code = dy_verify_add(in, DY_VERIFIED_PROTOCOLS, n_rows);
    if (!code && findings.of.n)
        code = dy_verify_add(in, DY_VERIFIED_FINDINGS, findings.of.n);
    if (!code)
        code = dy_verify_add(in, DY_VERIFIED_OUTCOMES, in->n_outcomes);
    if (!code && in->n_other_certificates)
        code = dy_verify_add(in, DY_VERIFIED_OTHER_CERTIFICATES, in->n_other_certificates);
    if (!code && in->options->attachments)
        code = dy_verify_add(in, DY_VERIFIED_ATTACHMENTS, in->n_attachments);
    return code;
}

/* What lies in the vault is what the log has meant; what was erased cannot be told from lost. */
static enum dy_code check_vault(struct dy_verify *in)
{
    struct dy_holder *const *of = in->record.fold.rights.holders.items;
    size_t n = in->record.fold.rights.holders.n;
    uint64_t n_there = 0, n_erased = 0;
    for (size_t i = 0; i < n; i++) {
        struct dy_arena mem;
        struct dy_bytes data;
        struct dy_err inside = {0};
        if (!of[i]->has_name)
            continue;
        dy_arena_init(&mem);
        enum dy_code code = dy_vault_open(in->record.store, &mem, &of[i]->name, &data, &inside);
        n_there += data.of != NULL;
        n_erased += !data.of;
        dy_arena_finish(&mem);
        if (code)
            return dy_entry_fail(in->err, code, in->url, of[i]->enrolled, "/body/name", "%s",
                                 inside.msg);
    }
    enum dy_code code = n_there ? dy_verify_add(in, DY_VERIFIED_VAULT, n_there) : DY_OK;
    if (!code && n_erased)
        code = dy_verify_add(in, DY_VERIFIED_ERASED, n_erased);
    return code;
}

/* --- the two forms of a record --- */

/* Is the store itself whole? Asked of a store opened for this alone, while entries are read. */
struct store_check {
    const char *url;
    pthread_t thread;
    bool has_thread;
    enum dy_code code;
    struct dy_err err;
};

static void *check_store(void *self)
{
    struct store_check *check = self;
    struct dy_store *store = NULL;
    check->code = dy_store_open(check->url, DY_STORE_READ, &store, &check->err);
    if (!check->code)
        check->code = dy_store_check_rules(store, &check->err);
    dy_store_close(store);
    return NULL;
}

static void begin_store_check(struct store_check *check)
{
    check->has_thread = pthread_create(&check->thread, NULL, check_store, check) == 0;
    if (!check->has_thread)
        (void)check_store(check);
}

/* Of what is in a store that is not whole, nothing is said. */
static enum dy_code end_store_check(struct dy_verify *in, struct store_check *check,
                                    enum dy_code code)
{
    if (check->has_thread)
        (void)pthread_join(check->thread, NULL);
    if (!check->code)
        return code;
    *in->err = check->err;
    *in->out =
        (struct dy_verification){.bad_entry = DY_VERIFY_NONE, .bad_checkpoint = DY_VERIFY_NONE};
    return check->code;
}

static enum dy_code verify_store(struct dy_verify *in)
{
    struct dy_store **store = &in->record.store;
    struct dy_err reading = {0};
    struct store_check check = {.url = in->url};
    enum dy_code code = dy_store_open(in->url, DY_STORE_READ, store, in->err);
    if (!code)
        code = dy_store_head(*store, DY_SHELF_CHECKPOINTS, &in->n_checkpoints, in->err);
    if (!code)
        code = dy_store_head(*store, DY_SHELF_ENTRIES, &in->n_entries, in->err);
    if (code)
        return code;
    begin_store_check(&check);
    code = dy_store_read(*store, DY_SHELF_ENTRIES, 0, in->n_entries, take_item, in, &reading);
    code = finish_entries(in, code, &reading);
    code = end_store_check(in, &check, code);
    if (!code)
        code = dy_verify_checkpoints(in);
    return code ? code : check_vault(in);
}

static enum dy_code verify_tiles(struct dy_verify *in)
{
    char *bytes;
    struct dy_newest *newest = &in->newest;
    struct dy_err reading = {0};
    enum dy_code code = dy_tile_folder_checkpoint(in->mem, in->url, &bytes, &newest->n, in->err);
    if (!code)
        code = dy_note_parse(in->mem, in->url, bytes, newest->n, &newest->note, in->err);
    if (!code)
        code = dy_checkpoint_parse(in->mem, &newest->note, in->url, &newest->head, in->err);
    if (code)
        return code;
    newest->bytes = bytes;
    in->n_entries = newest->head.size;
    code = dy_tile_folder_read(in->url, &newest->head, take_tile_entry, in, &reading);
    code = finish_entries(in, code, &reading);
    return code ? code : dy_verify_tile_checkpoint(in);
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static enum dy_code verify(struct dy_verify *in)
{
    enum dy_code code =
        dy_fold_init(in->mem, in->url, &in->record.options.election, &in->record.fold, in->err);
    if (!code && in->options->attachments)
        code = dy_attachments_read(in->mem, in->options->attachments, &in->attachments, in->err);
    if (!code)
        code = is_folder(in->url) ? verify_tiles(in) : verify_store(in);
    if (!code)
        code = check_protocols(in);
    if (!code)
        code = dy_verify_seen(in);
    return code ? code : dy_verify_policy(in);
}

/* Of a batch, entries behind the one that fails were applied too. */
static void cut_to_what_holds(struct dy_verify *in)
{
    if (in->out->bad_entry >= in->out->size)
        return;
    struct dy_hash root = dy_forest_root(&in->record.forest, in->out->bad_entry);
    in->out->size = in->out->bad_entry;
    memcpy(in->out->root, root.of, sizeof in->out->root);
}

/* "/7/signature", and line 7 of the record, are entry 7 for people. */
static void name_entry(struct dy_verify *in)
{
    struct dy_err *err = in->err;
    char *rest = err->where, where[sizeof err->where];
    uint64_t number = err->at.line;
    bool is_ours = err->at.file && strcmp(err->at.file, in->url) == 0;
    if (is_ours && err->where[0] == '/' && err->where[1] >= '0' && err->where[1] <= '9')
        number = strtoull(err->where + 1, &rest, 10);
    else if (!is_ours || number == 0 || in->out->bad_checkpoint != DY_VERIFY_NONE)
        return;
    (void)snprintf(where, sizeof where, "entry %" PRIu64 "%s%.60s", number, *rest ? ", " : "",
                   rest);
    memcpy(err->where, where, sizeof where);
    err->at.line = err->at.column = 0;
    in->out->bad_entry = number;
}

enum dy_code dy_verify(struct dy_arena *mem, const char *record,
                       const struct dy_verify_options *options, struct dy_verification *out,
                       struct dy_err *err)
{
    struct dy_verify in = {.mem = mem, .err = err, .url = record, .options = options, .out = out};
    *out = (struct dy_verification){.bad_entry = DY_VERIFY_NONE, .bad_checkpoint = DY_VERIFY_NONE};
    in.record = (struct dy_record){
        .mem = mem, .url = record, .options = {.election = {.law_root = options->law_root}}};
    in.seen_size = UINT64_MAX;
    in.newest.number = DY_VERIFY_NONE;
    in.signatures = calloc(2, sizeof *in.signatures);
    if (!in.signatures)
        return dy_no_memory(err);
    dy_signatures_init(&in.signatures[0], options->threads);
    dy_signatures_init(&in.signatures[1], options->threads);
    dy_forest_init(&in.record.forest, mem);
    enum dy_code code = verify(&in);
    if (code) {
        name_entry(&in);
        cut_to_what_holds(&in);
    }
    dy_arena_finish(&in.newest.mem);
    dy_record_close(&in.record);
    free(in.signatures);
    return code;
}

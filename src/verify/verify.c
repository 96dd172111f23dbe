/*
 * The order of verifying: the store, then entry after entry (form, rights, place, signature), then
 * what was said about them (checkpoints, law, outcomes), then what others saw.
 */
#include "dauys/verify.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/say.h"
#include "data/file.h"
#include "dauys/state.h"
#include "publish/certificate.h"
#include "publish/established.h"
#include "record/policy.h"
#include "record/tile_folder.h"
#include "state/record.h"
#include "verify/attachments.h"
#include "verify/signatures.h"

enum { NOTE_BYTES = 1 << 20 };

struct verify {
    struct dy_arena *mem;
    struct dy_err *err;
    const char *url;
    const struct dy_verify_options *options;
    struct dy_verification *out;
    struct dy_store *store;           /* NULL: a folder of tiles */
    struct dy_record record;          /* without a store: what dy_record_take fills */
    struct dy_signatures *signatures; /* [2] one is filled while the other is verified */
    unsigned filling;
    struct dy_tree tree; /* of the entries taken */
    uint64_t seen_size;  /* of the last head looked up */
    struct dy_hash seen_root;
    struct dy_verifier log;
    struct dy_note last; /* the newest checkpoint that holds */
    struct dy_checkpoint last_head;
    uint64_t n_attachments;
    struct dy_attachments attachments;
};

static enum dy_code add(struct verify *in, const char *what, uint64_t n, const char *note)
{
    struct dy_verified *out = dy_vec_push(in->mem, &in->out->of, sizeof *out);
    if (!out)
        return dy_no_memory(in->err);
    *out = (struct dy_verified){what, note, n};
    return DY_OK;
}

/* --- entries --- */

static struct dy_hash root_at(struct verify *in, uint64_t size)
{
    if (size == in->tree.n)
        return dy_tree_root(&in->tree);
    if (size != in->seen_size) {
        in->seen_root = dy_forest_root(&in->record.forest, size);
        in->seen_size = size;
    }
    return in->seen_root;
}

/* Apply an entry of the batch: everything but its signature. */
static enum dy_code apply(struct verify *in, uint64_t number, struct dy_bytes bytes)
{
    struct dy_entry entry;
    struct dy_hash leaf = dy_hash_leaf(bytes.of, bytes.n);
    enum dy_code code = dy_entry_read(&in->record.doc, in->url, number, bytes, &entry, in->err);
    if (code)
        return code;
    struct dy_hash root = root_at(in, entry.seen_size);
    if (!dy_hash_equal(&root, &entry.seen_root))
        return dy_entry_fail(in->err, DY_E_CRYPTO, in->url, number, "/seen",
                             "is no head that this record had: the entry was made for another "
                             "history");
    code = dy_fold_apply(&in->record.fold, &entry, &leaf, in->err);
    if (!code)
        code = dy_forest_append(&in->record.forest, &leaf, in->err);
    dy_tree_append(&in->tree, &leaf);
    if (!code && entry.kind == DY_KIND_ATTACHMENT && in->options->attachments) {
        code = dy_attachments_hold(&in->attachments, &entry, in->url, in->err);
        in->n_attachments++;
    }
    return code;
}

/* Wait for the signatures of a batch, which then is empty; its first `done` entries were applied.
 */
static enum dy_code finish_batch(struct verify *in, struct dy_signatures *batch, size_t done)
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
static enum dy_code verify_batch(struct verify *in)
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
    if (!code)
        return DY_OK;
    enum dy_code signature = finish_batch(in, batch, done);
    if (!signature)
        *err = applying;
    return signature ? signature : code;
}

/* What is in the batches. */
static enum dy_code verify_rest(struct verify *in)
{
    enum dy_code code = verify_batch(in);
    return code ? code : verify_batch(in);
}

static enum dy_code take(struct verify *in, uint64_t number, struct dy_bytes bytes)
{
    struct dy_signatures *batch = &in->signatures[in->filling];
    struct dy_entry entry;
    if (dy_signatures_add(batch, number, bytes))
        return dy_signatures_full(batch) ? verify_batch(in) : DY_OK;
    /* An entry without form has no author either. */
    enum dy_code code = verify_rest(in);
    return code ? code : dy_entry_read(&in->record.doc, in->url, number, bytes, &entry, in->err);
}

static enum dy_code take_item(void *self, uint64_t number, struct dy_bytes bytes,
                              struct dy_err *err)
{
    (void)err; /* what take finds is in in->err */
    return take(self, number, bytes);
}

static enum dy_code take_tile_entry(void *self, uint64_t number, const void *entry, size_t n,
                                    const struct dy_hash *leaf, struct dy_err *err)
{
    (void)err, (void)leaf;
    return take(self, number, (struct dy_bytes){entry, n});
}

static enum dy_code read_log_key(struct verify *in, struct dy_bytes bytes)
{
    struct dy_entry entry;
    enum dy_code code = dy_entry_read(&in->record.doc, in->url, 0, bytes, &entry, in->err);
    const struct dy_value *log = code ? NULL : dy_value_find(entry.body, "log");
    if (!code && !log)
        return dy_entry_fail(in->err, DY_E_INPUT, in->url, 0, "/kind",
                             "is %s; a record begins with the election", dy_kinds[entry.kind].name);
    char *text = code ? NULL : dy_value_copy(in->mem, log);
    if (code || !text)
        return code ? code : dy_no_memory(in->err);
    return dy_verifier_parse(in->mem, text, &in->log, in->err);
}

static enum dy_code read_first(void *self, uint64_t number, struct dy_bytes bytes,
                               struct dy_err *err)
{
    (void)number, (void)err;
    return read_log_key(self, bytes);
}

/* reading: what was wrong with the store or folder, if it was that; entries before it come first.
 */
static enum dy_code finish_entries(struct verify *in, enum dy_code code,
                                   const struct dy_err *reading)
{
    enum dy_code rest = !code || reading->code ? verify_rest(in) : DY_OK;
    if (!rest && reading->code)
        *in->err = *reading;
    code = rest ? rest : code;
    in->out->size = in->tree.n;
    struct dy_hash root = dy_tree_root(&in->tree);
    memcpy(in->out->root, root.of, sizeof in->out->root);
    if (!code && in->tree.n == 0)
        code =
            dy_fail(in->err, DY_E_INPUT, (struct dy_span){.file = in->url}, NULL, "holds no entry");
    if (!code)
        code = add(in, N_("entries in canonical form, each in its place"), in->tree.n, NULL);
    if (!code)
        code = add(in, N_("signatures"), in->tree.n, NULL);
    if (!code)
        code = add(in, N_("rights of authors: role, area, not revoked"), in->tree.n, NULL);
    return code;
}

/* --- checkpoints --- */

static enum dy_code check_note(struct verify *in, const char *file, const char *bytes, size_t n,
                               struct dy_note *note, struct dy_checkpoint *head)
{
    enum dy_code code = dy_note_parse(in->mem, file, bytes, n, note, in->err);
    if (!code)
        code = dy_checkpoint_parse(in->mem, note, file, head, in->err);
    if (!code && strcmp(head->origin, in->log.name) != 0)
        return dy_fail(in->err, DY_E_CRYPTO, (struct dy_span){.file = file}, NULL,
                       "is a checkpoint of %s, not of %s", head->origin, in->log.name);
    return code ? code : dy_note_verify(note, &in->log, NULL, in->err);
}

static enum dy_code check_head(struct verify *in, const char *file,
                               const struct dy_checkpoint *head)
{
    if (head->size > in->tree.n)
        return dy_fail(in->err, DY_E_CRYPTO, (struct dy_span){.file = file}, NULL,
                       "is signed for %" PRIu64 " entries, but there are %" PRIu64
                       ": some were taken away, beginning with entry %" PRIu64,
                       head->size, in->tree.n, in->tree.n);
    struct dy_hash root = root_at(in, head->size);
    if (!dy_hash_equal(&root, &head->root))
        return dy_fail(in->err, DY_E_CRYPTO, (struct dy_span){.file = file}, NULL,
                       "is signed for another history of the first %" PRIu64 " entries",
                       head->size);
    return DY_OK;
}

static enum dy_code check_checkpoint(void *self, uint64_t number, struct dy_bytes bytes,
                                     struct dy_err *err)
{
    struct verify *in = self;
    struct dy_note note;
    struct dy_checkpoint head;
    char *name = dy_arena_format(in->mem, "%s, checkpoint %" PRIu64, in->url, number);
    (void)err;
    if (!name)
        return dy_no_memory(in->err);
    char *copy = dy_arena_copy(in->mem, bytes.of, bytes.n);
    enum dy_code code =
        copy ? check_note(in, name, copy, bytes.n, &note, &head) : dy_no_memory(in->err);
    if (!code)
        code = check_head(in, name, &head);
    if (!code && head.size >= in->last_head.size) {
        in->last = note;
        in->last_head = head;
    }
    return code;
}

static enum dy_code check_checkpoints(struct verify *in)
{
    uint64_t n = 0;
    enum dy_code code = dy_store_head(in->store, DY_SHELF_CHECKPOINTS, &n, in->err);
    if (!code)
        code = dy_store_read(in->store, DY_SHELF_CHECKPOINTS, 0, n, check_checkpoint, in, in->err);
    if (!code && n == 0)
        code = dy_fail(in->err, DY_E_CRYPTO, (struct dy_span){.file = in->url}, NULL,
                       "has no checkpoint: the log has signed for nothing");
    if (!code)
        code = add(in, N_("checkpoints signed by the log"), n, NULL);
    if (!code && in->last_head.size < in->tree.n)
        code = add(in, N_("entries behind the last checkpoint"), in->tree.n - in->last_head.size,
                   N_("nobody has signed yet that they are there"));
    return code;
}

/* --- what others have seen --- */

static enum dy_code check_policy(struct verify *in)
{
    struct dy_policy policy;
    struct dy_policy_view view;
    char *bytes;
    size_t n;
    const char *path = in->options->policy;
    if (!path)
        return DY_OK;
    enum dy_code code = dy_file_read(in->mem, path, DY_POLICY_BYTES, &bytes, &n, in->err);
    if (!code)
        code = dy_policy_parse(in->mem, path, bytes, n, &policy, in->err);
    if (!code)
        code = dy_policy_check(in->mem, &policy, &in->last, &in->last_head,
                               policy.n_logs ? NULL : &in->log, &view, in->err);
    if (!code && !view.quorum)
        code = dy_fail(in->err, DY_E_CRYPTO, (struct dy_span){.file = path}, NULL,
                       "asks for more witnesses than the %zu of %zu who have cosigned the "
                       "checkpoint of %" PRIu64 " entries",
                       view.n_cosigned, view.n_witnesses, in->last_head.size);
    return code ? code
                : add(in, N_("cosignatures of witnesses, as the policy asks"), view.n_cosigned,
                      NULL);
}

static enum dy_code check_seen(struct verify *in)
{
    struct dy_note note;
    struct dy_checkpoint head;
    char *bytes;
    size_t n;
    const char *path = in->options->seen;
    if (!path)
        return DY_OK;
    enum dy_code code = dy_file_read(in->mem, path, NOTE_BYTES, &bytes, &n, in->err);
    if (!code)
        code = check_note(in, path, bytes, n, &note, &head);
    if (!code)
        code = check_head(in, path, &head);
    return code ? code : add(in, N_("checkpoints seen before, continued"), 1, NULL);
}

/* --- outcomes --- */

static enum dy_code replay_item(void *self, uint64_t number, struct dy_bytes bytes,
                                struct dy_err *err)
{
    return dy_record_take(self, number, bytes, err);
}

static enum dy_code replay_tile_entry(void *self, uint64_t number, const void *entry, size_t n,
                                      const struct dy_hash *leaf, struct dy_err *err)
{
    struct dy_record *record = self;
    (void)leaf;
    if (number >= record->options.size)
        return DY_OK;
    return dy_record_take(record, number, (struct dy_bytes){entry, n}, err);
}

/* The record as it was before the entry that established the outcome. */
static enum dy_code replay(struct verify *in, struct dy_arena *mem, struct dy_record *past,
                           uint64_t size)
{
    *past = (struct dy_record){.mem = mem, .url = in->url, .options = in->record.options};
    past->options.size = size;
    dy_forest_init(&past->forest, mem);
    enum dy_code code = dy_fold_init(mem, in->url, &past->options.election, &past->fold, in->err);
    if (!code && in->store)
        code = dy_store_read(in->store, DY_SHELF_ENTRIES, 0, size, replay_item, past, in->err);
    else if (!code)
        code = dy_tile_folder_read(in->url, &in->last_head, replay_tile_entry, past, in->err);
    return code;
}

static enum dy_code check_outcome(struct verify *in, const struct dy_established *said)
{
    struct dy_arena mem;
    struct dy_record past;
    const struct dy_election *election = NULL;
    struct dy_establishment is;
    dy_arena_init(&mem);
    enum dy_code code = replay(in, &mem, &past, said->entry);
    if (!code)
        code = dy_fold_election(&past.fold, &election, in->err);
    if (!code)
        code = dy_establish(&mem, election, dy_sources[said->source].name, &is, in->err);
    if (!code && !dy_hash_equal(&is.result, &said->result))
        code = dy_entry_fail(in->err, DY_E_CRYPTO, in->url, said->entry, "/body/sha256",
                             "is not the outcome of the entries before it");
    if (!code && strcmp(said->certificate_format, dy_certificate_format) == 0 &&
        !dy_hash_equal(&is.certificate, &said->certificate))
        code = dy_entry_fail(in->err, DY_E_CRYPTO, in->url, said->entry, "/body/certificate",
                             "is not the certificate of the entries before it");
    dy_document_finish(&past.doc);
    dy_arena_finish(&mem);
    return code;
}

static enum dy_code check_outcomes(struct verify *in)
{
    const struct dy_established *of = in->record.fold.established.items;
    size_t n = in->record.fold.established.n;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < n && !code; i++)
        code = check_outcome(in, &of[i]);
    return code ? code : add(in, N_("outcomes and certificates, computed again"), n, NULL);
}

/* All checks: what they find does not make the record wrong, and is said. */
static enum dy_code check_protocols(struct verify *in)
{
    const struct dy_election *election = NULL;
    struct dy_findings findings;
    uint64_t n_rows = 0;
    enum dy_code code = dy_fold_election(&in->record.fold, &election, in->err);
    if (!code)
        code = add(in, N_("law files, by their hash"), in->record.fold.definition.laws.n, NULL);
    if (!code)
        code = dy_state_check(in->mem, election, &findings, in->err);
    if (!code)
        code = dy_fold_waiting(&in->record.fold, &findings, in->err);
    for (size_t i = 0; !code && i < election->n_protocols; i++)
        n_rows += election->protocols[i].rows->n;
    if (!code)
        code = add(in, N_("protocols that count"), n_rows, NULL);
    if (!code && findings.of.n)
        code = add(in, N_("findings in protocols and published figures"), findings.of.n,
                   N_("dauys check lists them"));
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

static enum dy_code verify_store(struct verify *in)
{
    struct dy_err reading = {0};
    struct store_check check = {.url = in->url};
    enum dy_code code = dy_store_open(in->url, DY_STORE_READ, &in->store, in->err);
    if (code)
        return code;
    begin_store_check(&check);
    code = dy_store_read(in->store, DY_SHELF_ENTRIES, 0, 1, read_first, in, in->err);
    if (!code)
        code = dy_store_read(in->store, DY_SHELF_ENTRIES, 0, UINT64_MAX, take_item, in, &reading);
    code = finish_entries(in, code, &reading);
    if (check.has_thread)
        (void)pthread_join(check.thread, NULL);
    if (check.code) { /* of what is in a store that is not whole, nothing is said */
        *in->err = check.err;
        *in->out = (struct dy_verification){0};
        return check.code;
    }
    return code ? code : check_checkpoints(in);
}

static enum dy_code read_first_tile(void *self, uint64_t number, const void *entry, size_t n,
                                    const struct dy_hash *leaf, struct dy_err *err)
{
    (void)leaf, (void)err;
    return number ? DY_OK : read_log_key(self, (struct dy_bytes){entry, n});
}

static enum dy_code verify_tiles(struct verify *in)
{
    char *bytes;
    size_t n;
    struct dy_note note;
    struct dy_err reading = {0};
    enum dy_code code = dy_tile_folder_checkpoint(in->mem, in->url, &bytes, &n, in->err);
    if (!code)
        code = dy_note_parse(in->mem, in->url, bytes, n, &note, in->err);
    if (!code)
        code = dy_checkpoint_parse(in->mem, &note, in->url, &in->last_head, in->err);
    if (!code)
        code = dy_tile_folder_read(in->url, &in->last_head, read_first_tile, in, in->err);
    if (!code)
        code = check_note(in, in->url, bytes, n, &in->last, &in->last_head);
    if (!code)
        code = dy_tile_folder_read(in->url, &in->last_head, take_tile_entry, in, &reading);
    code = finish_entries(in, code, &reading);
    if (!code)
        code = check_head(in, in->url, &in->last_head);
    return code ? code : add(in, N_("checkpoints signed by the log"), 1, NULL);
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static enum dy_code verify(struct verify *in)
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
        code = check_outcomes(in);
    if (!code && in->options->attachments)
        code = add(in, N_("attachments, by their hash"), in->n_attachments, NULL);
    if (!code)
        code = check_seen(in);
    return code ? code : check_policy(in);
}

enum dy_code dy_verify(struct dy_arena *mem, const char *record,
                       const struct dy_verify_options *options, struct dy_verification *out,
                       struct dy_err *err)
{
    struct verify in = {.mem = mem, .err = err, .url = record, .options = options, .out = out};
    *out = (struct dy_verification){0};
    in.record = (struct dy_record){
        .mem = mem, .url = record, .options = {.election = {.law_root = options->law_root}}};
    in.seen_size = UINT64_MAX;
    in.signatures = calloc(2, sizeof *in.signatures);
    if (!in.signatures)
        return dy_no_memory(err);
    dy_signatures_init(&in.signatures[0], options->threads);
    dy_signatures_init(&in.signatures[1], options->threads);
    dy_forest_init(&in.record.forest, mem);
    enum dy_code code = verify(&in);
    dy_document_finish(&in.record.doc);
    dy_store_close(in.store);
    free(in.signatures);
    return code;
}

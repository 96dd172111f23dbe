/*
 * dauys witness RECORD: verify a record that lies here, hold it against the head that was seen
 * last, cosign its newest checkpoint, and put that onto its shelf or into a file.
 *
 * Which checkpoint it is, and of which entries, comes out of the verification; the tree for the
 * proof is read again, and has to give the same root.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/say.h"
#include "cmd/passphrase.h"
#include "cmd/witness.h"
#include "dauys/verify.h"
#include "record/entry.h"
#include "record/forest.h"
#include "record/tile_folder.h"

struct cosigning {
    struct dy_cmd *cmd;
    const char *state;
    struct dy_key key;
    struct dy_verification of;
    struct dy_verifier log;
    struct dy_note note;
    struct dy_checkpoint head; /* of the newest checkpoint */
    struct dy_forest forest;   /* of the entries that it covers */
    const char *line;          /* the cosignature */
};

static enum dy_code refuse(struct cosigning *in, const char *format, ...) DY_PRINTF(2, 3);
static enum dy_code refuse(struct cosigning *in, const char *format, ...)
{
    char text[sizeof in->cmd->err.msg];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return dy_fail(&in->cmd->err, DY_E_CRYPTO, (struct dy_span){.file = in->cmd->args[0]}, NULL,
                   "%s", text);
}

/* --- what is there --- */

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static enum dy_code take_item(void *self, uint64_t number, struct dy_bytes bytes,
                              struct dy_err *err)
{
    struct cosigning *in = self;
    struct dy_hash leaf = dy_hash_leaf(bytes.of, bytes.n);
    (void)number;
    return dy_forest_append(&in->forest, &leaf, err);
}

static enum dy_code take_tile_entry(void *self, uint64_t number, const void *entry, size_t n,
                                    const struct dy_hash *leaf, struct dy_err *err)
{
    struct cosigning *in = self;
    (void)number, (void)entry, (void)n;
    return dy_forest_append(&in->forest, leaf, err);
}

static enum dy_code read_store(struct cosigning *in)
{
    struct dy_cmd *cmd = in->cmd;
    struct dy_store *store = NULL;
    enum dy_code code = dy_store_open(cmd->args[0], DY_STORE_READ, &store, &cmd->err);
    if (!code)
        code = dy_store_read(store, DY_SHELF_ENTRIES, 0, in->head.size, take_item, in, &cmd->err);
    dy_store_close(store);
    return code;
}

static enum dy_code grow_forest(struct cosigning *in)
{
    struct dy_cmd *cmd = in->cmd;
    dy_forest_init(&in->forest, cmd->mem);
    enum dy_code code =
        is_folder(cmd->args[0])
            ? dy_tile_folder_read(cmd->args[0], &in->head, take_tile_entry, in, &cmd->err)
            : read_store(in);
    if (code)
        return code;
    struct dy_hash root = dy_forest_root(&in->forest, dy_forest_size(&in->forest));
    if (dy_forest_size(&in->forest) != in->head.size || !dy_hash_equal(&root, &in->head.root))
        return refuse(in, "was changed while it was being verified");
    return DY_OK;
}

static enum dy_code verify(struct cosigning *in)
{
    struct dy_cmd *cmd = in->cmd;
    struct dy_verify_options options = {.law_root = dy_cmd_law_dir(cmd, NULL)};
    struct dy_witness named = {0};
    enum dy_code code = dy_verify(cmd->mem, cmd->args[0], &options, &in->of, &cmd->err);
    if (!code)
        code = dy_verifier_parse(cmd->mem, in->of.log, &in->log, &cmd->err);
    if (!code && cmd->n_logs)
        code = dy_witness_logs(cmd, &named);
    bool known = named.n_logs == 0;
    for (size_t i = 0; i < named.n_logs && !code; i++)
        known = known || (strcmp(named.logs[i].name, in->log.name) == 0 &&
                          memcmp(named.logs[i].key, in->log.key, sizeof in->log.key) == 0);
    if (!code && !known)
        return refuse(in, "is signed by the log %.80s with another key than --log says",
                      in->log.name);
    if (!code)
        code = dy_note_parse(cmd->mem, cmd->args[0], in->of.checkpoint, in->of.n_checkpoint,
                             &in->note, &cmd->err);
    return code ? code
                : dy_checkpoint_parse(cmd->mem, &in->note, cmd->args[0], &in->head, &cmd->err);
}

/* --- what was seen --- */

static enum dy_code compare(struct cosigning *in, const struct dy_witness_seen *seen)
{
    if (seen->size > in->head.size)
        return refuse(in,
                      "was rolled back: %" PRIu64 " entries were cosigned before, its newest "
                      "checkpoint is of %" PRIu64 "; it is not cosigned",
                      seen->size, in->head.size);
    struct dy_hash root = dy_forest_root(&in->forest, seen->size);
    if (!dy_hash_equal(&root, &seen->root))
        return refuse(in,
                      "was rewritten: its first %" PRIu64 " entries are not those that were "
                      "cosigned before; it is not cosigned",
                      seen->size);
    return DY_OK;
}

static enum dy_code ask(struct cosigning *in)
{
    struct dy_cmd *cmd = in->cmd;
    struct dy_witness self = {in->key.name, in->key.secret, 1, &in->log};
    struct dy_witness_seen seen;
    struct dy_witness_request request;
    struct dy_witness_answer answer = {0};
    struct dy_proof proof = {0};
    enum dy_code code = dy_witness_last(cmd->mem, in->state, in->log.name, &seen, &cmd->err);
    if (!code)
        code = compare(in, &seen);
    if (!code && seen.size > 0 && seen.size < in->head.size)
        dy_forest_consistency(&in->forest, in->head.size, seen.size, &proof);
    if (!code)
        code = dy_witness_request_of(cmd->mem, cmd->args[0], in->of.checkpoint, in->of.n_checkpoint,
                                     seen.size, &proof, &request, &cmd->err);
    if (!code)
        code = dy_witness_cosign(cmd->mem, &self, in->state, &request, (uint64_t)time(NULL),
                                 &answer, &cmd->err);
    if (code)
        return code;
    in->line = answer.body;
    return answer.verdict == DY_WITNESS_GOOD
               ? DY_OK
               : refuse(in,
                        "is not cosigned: another checkpoint of this log was cosigned just now");
}

/* --- the checkpoint with its cosignature --- */

/* An earlier cosignature by this key goes: the new one says the same, later. NULL = no memory. */
static char *with_cosignature(struct cosigning *in)
{
    struct dy_arena *mem = in->cmd->mem;
    struct dy_verifier self = dy_verifier_of(in->key.name, DY_KEY_COSIGNATURE, in->key.of);
    const char *line = in->of.checkpoint + in->note.n + 1;
    char *out = dy_arena_copy(mem, in->of.checkpoint, in->note.n + 1);
    for (size_t i = 0; i < in->note.n_signatures && out; i++) { /* a line each */
        const struct dy_note_signature *by = &in->note.signatures[i];
        size_t n = strcspn(line, "\n") + 1;
        if (by->id != self.id || strcmp(by->name, self.name) != 0)
            out = dy_arena_format(mem, "%s%.*s", out, (int)n, line);
        line += n;
    }
    return out ? dy_arena_format(mem, "%s%s", out, in->line) : NULL;
}

static enum dy_code append(struct cosigning *in, const char *note)
{
    struct dy_cmd *cmd = in->cmd;
    struct dy_store *store = NULL;
    struct dy_bytes item = {note, strlen(note)};
    uint64_t n = 0;
    bool done = false;
    enum dy_code code = dy_store_open(cmd->args[0], DY_STORE_WRITE, &store, &cmd->err);
    while (!code && !done) {
        code = dy_store_head(store, DY_SHELF_CHECKPOINTS, &n, &cmd->err);
        if (!code)
            code = dy_store_append(store, DY_SHELF_CHECKPOINTS, n, 1, &item, &done, &cmd->err);
    }
    dy_store_close(store);
    return code;
}

static enum dy_code keep(struct cosigning *in)
{
    struct dy_cmd *cmd = in->cmd;
    const char *to = cmd->options[DY_OPT_TO];
    char *note = with_cosignature(in);
    if (!note)
        return dy_no_memory(&cmd->err);
    if (!to)
        return append(in, note);
    note[strlen(note) - 1] = '\0'; /* dy_cmd_write adds the last newline */
    return dy_cmd_write(cmd, to, note);
}

static void announce(const struct cosigning *in)
{
    struct dy_cmd *cmd = in->cmd;
    char root[2 * DY_HASH_BYTES + 1], size[24];
    dy_hex(in->head.root.of, sizeof in->head.root.of, root);
    (void)snprintf(size, sizeof size, "%" PRIu64, in->head.size);
    struct dy_verifier self = dy_verifier_of(in->key.name, DY_KEY_COSIGNATURE, in->key.of);
    const char *vkey = dy_verifier_format(cmd->mem, &self);
    struct dy_param params[] = {{"n", size}, {"root", root}, {"log", in->log.name}};
    const char *text = dy_say_params(cmd->mem, cmd->print.lang,
                                     N_("cosigned {n} entries of {log}, head {root}; by the key"),
                                     DY_COUNT_OF(params), params);
    fprintf(cmd->print.to, "%s\n%s\n", text ? text : "", vkey ? vkey : "");
}

/* Beside the key, so that whoever moves the one takes the other with it. */
static enum dy_code name_state(struct cosigning *in)
{
    const char *key = in->cmd->options[DY_OPT_KEY];
    if (!key)
        key = getenv("DAUYS_KEY");
    in->state = in->cmd->options[DY_OPT_STATE];
    if (!in->state && key)
        in->state = dy_arena_format(in->cmd->mem, "%s.seen", key);
    return in->state || !key ? DY_OK : dy_no_memory(&in->cmd->err);
}

int dy_witness_record(struct dy_cmd *cmd)
{
    struct cosigning in = {.cmd = cmd};
    if (is_folder(cmd->args[0]) && !cmd->options[DY_OPT_TO])
        return dy_cmd_usage(cmd, "an exported folder needs --to: nothing is written into it");
    enum dy_code code = name_state(&in);
    if (!code)
        code = dy_cmd_key(cmd, NULL, &in.key);
    if (!code)
        code = verify(&in);
    if (!code)
        code = grow_forest(&in);
    if (!code)
        code = ask(&in);
    if (!code)
        code = keep(&in);
    if (!code)
        announce(&in);
    dy_key_close(&in.key);
    return code ? dy_cmd_failed(cmd) : 0;
}

/* Checkpoints of the log, a checkpoint that was seen elsewhere, the cosignatures of a policy. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "data/file.h"
#include "record/tile_folder.h"
#include "verify/parts.h"

static enum dy_code wrong(struct dy_verify *in, const char *file, const char *where,
                          const char *format, ...) DY_PRINTF(4, 5);
static enum dy_code wrong(struct dy_verify *in, const char *file, const char *where,
                          const char *format, ...)
{
    char text[sizeof in->err->msg];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return dy_fail(in->err, DY_E_CRYPTO, (struct dy_span){.file = file}, where, "%s", text);
}

/* --- one checkpoint --- */

static enum dy_code check_head(struct dy_verify *in, const char *file, const char *where,
                               const struct dy_checkpoint *head)
{
    if (head->size > in->tree.n)
        return wrong(in, file, where,
                     "is signed for %" PRIu64 " entries, but there are %" PRIu64
                     ": some were taken away, beginning with entry %" PRIu64,
                     head->size, in->tree.n, in->tree.n);
    struct dy_hash root = dy_verify_root_at(in, head->size);
    if (!dy_hash_equal(&root, &head->root))
        return wrong(in, file, where,
                     "is signed for another history of the first %" PRIu64
                     " entries: one of them was changed, added or taken away",
                     head->size);
    return DY_OK;
}

/* Form, signature of the log, and that it is of these entries. */
static enum dy_code check_note(struct dy_verify *in, struct dy_arena *mem, const char *file,
                               const char *where, const char *bytes, size_t n, struct dy_note *note,
                               struct dy_checkpoint *head)
{
    struct dy_err inside = {0};
    enum dy_code code = dy_note_parse(mem, file, bytes, n, note, &inside);
    if (!code)
        code = dy_checkpoint_parse(mem, note, file, head, &inside);
    if (!code && strcmp(head->origin, in->log.name) != 0)
        return wrong(in, file, where, "is a checkpoint of %.60s, not of %.60s", head->origin,
                     in->log.name);
    if (!code)
        code = dy_note_verify(note, &in->log, NULL, &inside);
    if (code == DY_E_NOMEM)
        return dy_no_memory(in->err);
    if (code)
        return dy_fail(in->err, code, (struct dy_span){.file = file, .line = inside.at.line}, where,
                       "%s", inside.msg);
    return check_head(in, file, where, head);
}

/* --- the newest, with all cosignatures of its text --- */

/* The lines of `more` that `bytes` does not have, behind it. NULL = no memory. */
static char *merge(struct dy_arena *mem, const char *bytes, size_t n_text, const char *more)
{
    char *out = dy_arena_copy(mem, bytes, strlen(bytes));
    for (const char *line = more + n_text + 1; out && *line;) {
        size_t n = strcspn(line, "\n") + 1;
        if (!memmem(bytes + n_text, strlen(bytes + n_text), line, n))
            out = dy_arena_format(mem, "%s%.*s", out, (int)n, line);
        line += n;
    }
    return out;
}

/* A candidate takes the place of the newest, or goes. */
static enum dy_code keep_newest(struct dy_verify *in, struct dy_newest *of)
{
    struct dy_newest *newest = &in->newest;
    bool same = newest->bytes && of->note.n == newest->note.n &&
                memcmp(of->note.text, newest->note.text, of->note.n) == 0;
    if (newest->bytes && of->head.size < newest->head.size) {
        dy_arena_finish(&of->mem);
        return DY_OK;
    }
    if (same && newest->note.n_signatures + of->note.n_signatures <= DY_NOTE_SIGNATURES) {
        char *merged = merge(&of->mem, newest->bytes, newest->note.n, of->bytes);
        if (!merged)
            return dy_no_memory(in->err);
        of->bytes = merged;
        of->n = strlen(merged);
        enum dy_code code = dy_note_parse(&of->mem, in->url, merged, of->n, &of->note, in->err);
        if (code)
            return code;
    }
    dy_arena_finish(&newest->mem);
    *newest = *of;
    return DY_OK;
}

static enum dy_code check_checkpoint(void *self, uint64_t number, struct dy_bytes bytes,
                                     struct dy_err *err)
{
    struct dy_verify *in = self;
    in->n_checked++;
    struct dy_newest of = {.number = number, .n = bytes.n};
    char where[40];
    (void)err; /* in->err is the same */
    (void)snprintf(where, sizeof where, "checkpoint %" PRIu64, number);
    in->out->bad_checkpoint = number;
    dy_arena_init(&of.mem);
    of.bytes = dy_arena_copy(&of.mem, bytes.of, bytes.n);
    enum dy_code code =
        of.bytes ? check_note(in, &of.mem, in->url, where, of.bytes, of.n, &of.note, &of.head)
                 : dy_no_memory(in->err);
    if (!code)
        code = keep_newest(in, &of);
    if (code)
        dy_arena_finish(&of.mem);
    else
        in->out->bad_checkpoint = DY_VERIFY_NONE;
    return code;
}

/* What a caller may go on with: a witness cosigns it. */
static enum dy_code hand_out(struct dy_verify *in)
{
    in->out->checkpoint = dy_arena_copy(in->mem, in->newest.bytes, in->newest.n);
    in->out->n_checkpoint = in->newest.n;
    in->out->signed_size = in->newest.head.size;
    return in->out->checkpoint ? DY_OK : dy_no_memory(in->err);
}

enum dy_code dy_verify_checkpoints(struct dy_verify *in)
{
    char where[40];
    enum dy_code code = dy_store_read(in->record.store, DY_SHELF_CHECKPOINTS, 0, in->n_checkpoints,
                                      check_checkpoint, in, in->err);
    if (!code && in->n_checked < in->n_checkpoints) {
        (void)snprintf(where, sizeof where, "checkpoint %" PRIu64, in->n_checked);
        return wrong(in, in->url, where, "is missing");
    }
    if (!code && !in->newest.bytes)
        return wrong(in, in->url, NULL, "has no checkpoint: the log has signed for nothing");
    if (!code)
        code = hand_out(in);
    if (!code)
        code = dy_verify_add(in, DY_VERIFIED_CHECKPOINTS, in->n_checkpoints);
    if (!code && in->newest.head.size < in->tree.n)
        code = dy_verify_add(in, DY_VERIFIED_UNSIGNED, in->tree.n - in->newest.head.size);
    return code;
}

enum dy_code dy_verify_tile_checkpoint(struct dy_verify *in)
{
    struct dy_note note;
    struct dy_checkpoint head;
    enum dy_code code = check_note(in, in->mem, in->url, "checkpoint", in->newest.bytes,
                                   in->newest.n, &note, &head);
    if (!code)
        code = hand_out(in);
    return code ? code : dy_verify_add(in, DY_VERIFIED_CHECKPOINTS, 1);
}

/* --- what others have seen --- */

enum dy_code dy_verify_seen(struct dy_verify *in)
{
    struct dy_note note;
    struct dy_checkpoint head;
    char *bytes;
    size_t n;
    const char *path = in->options->seen;
    if (!path)
        return DY_OK;
    enum dy_code code = dy_file_read(in->mem, path, DY_NOTE_BYTES, &bytes, &n, in->err);
    if (!code)
        code = check_note(in, in->mem, path, NULL, bytes, n, &note, &head);
    return code ? code : dy_verify_add(in, DY_VERIFIED_SEEN, 1);
}

/* When the last of them cosigned: an old copy of a record has old cosignatures. */
static char *latest(struct dy_arena *mem, const struct dy_policy *policy,
                    const struct dy_policy_view *view)
{
    uint64_t last = 0;
    char text[40] = "";
    struct tm tm;
    for (size_t i = 0; i < policy->n_members; i++)
        last = view->times[i] > last ? view->times[i] : last;
    time_t seconds = (time_t)last;
    if (last < UINT64_C(253402300800) && gmtime_r(&seconds, &tm)) /* the year 10000 */
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    return dy_arena_copy(mem, text, strlen(text));
}

enum dy_code dy_verify_quorum(struct dy_arena *mem, const char *path, const struct dy_note *note,
                              const struct dy_checkpoint *head, const struct dy_verifier *log,
                              struct dy_verification *out, struct dy_err *err)
{
    struct dy_policy policy;
    struct dy_policy_view view;
    struct dy_err inside = {0};
    char *bytes;
    size_t n;
    enum dy_code code = dy_file_read(mem, path, DY_POLICY_BYTES, &bytes, &n, err);
    if (!code)
        code = dy_policy_parse(mem, path, bytes, n, &policy, err);
    if (code)
        return code;
    code = dy_policy_check(mem, &policy, note, head, policy.n_logs ? NULL : log, &view, &inside);
    if (code)
        return dy_fail(err, code, (struct dy_span){.file = path}, NULL,
                       "the checkpoint of %" PRIu64 " entries: %.120s", head->size, inside.msg);
    if (!view.quorum)
        return dy_fail(err, DY_E_CRYPTO, (struct dy_span){.file = path}, NULL,
                       "asks for more witnesses than the %zu of %zu who have cosigned the "
                       "checkpoint of %" PRIu64 " entries",
                       view.n_cosigned, view.n_witnesses, head->size);
    struct dy_verified *line = dy_vec_push(mem, &out->of, sizeof *line);
    char *when = view.n_cosigned ? latest(mem, &policy, &view) : NULL;
    if (!line || (view.n_cosigned && !when))
        return dy_no_memory(err);
    *line = (struct dy_verified){DY_VERIFIED_COSIGNATURES, view.n_cosigned, when};
    return DY_OK;
}

enum dy_code dy_verify_policy(struct dy_verify *in)
{
    const char *path = in->options->policy;
    return path ? dy_verify_quorum(in->mem, path, &in->newest.note, &in->newest.head, &in->log,
                                   in->out, in->err)
                : DY_OK;
}

/*
 * A witness: its folder. One file a log, named by the hash of the origin, that holds the last
 * checkpoint as it was signed; beside it a file that is locked.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/file.h"
#include "data/replace.h"
#include "record/sha256.h"
#include "record/witness.h"

struct state {
    const char *path, *temporary, *lock_path;
    int lock;
};

static enum dy_code name_files(struct dy_arena *mem, const char *folder, const char *origin,
                               struct state *out, struct dy_err *err)
{
    uint8_t hash[DY_SHA256_BYTES];
    char name[2 * sizeof hash + 1];
    dy_sha256(origin, strlen(origin), "", 0, hash);
    sodium_bin2hex(name, sizeof name, hash, sizeof hash);
    out->path = dy_arena_format(mem, "%s/%s", folder, name);
    out->temporary = dy_arena_format(mem, "%s/%s.new", folder, name);
    out->lock_path = dy_arena_format(mem, "%s/%s.lock", folder, name);
    out->lock = -1;
    return out->path && out->temporary && out->lock_path ? DY_OK : dy_no_memory(err);
}

static enum dy_code lock(struct state *state, const char *folder, struct dy_err *err)
{
    int done = -1;
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        state->lock = open(state->lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (state->lock >= 0)
        while ((done = flock(state->lock, LOCK_EX)) != 0 && errno == EINTR)
            ;
    return done == 0 ? DY_OK
                     : dy_fail(err, DY_E_IO, (struct dy_span){.file = folder}, NULL,
                               "cannot be used as a witness's folder: %s", strerror(errno));
}

static void unlock(const struct state *state)
{
    if (state->lock >= 0)
        close(state->lock);
}

static enum dy_code recall(struct dy_arena *mem, const struct state *state, const char *origin,
                           struct dy_witness_seen *out, struct dy_err *err)
{
    char *bytes = NULL;
    size_t n = 0;
    struct dy_note note;
    struct dy_checkpoint head;
    struct stat about;
    *out = dy_witness_nothing_seen();
    if (lstat(state->path, &about) != 0 && errno == ENOENT)
        return DY_OK;
    enum dy_code code = dy_file_read(mem, state->path, DY_NOTE_BYTES, &bytes, &n, err);
    if (!code)
        code = dy_note_parse(mem, state->path, bytes, n, &note, err);
    if (!code)
        code = dy_checkpoint_parse(mem, &note, state->path, &head, err);
    if (!code && strcmp(head.origin, origin) != 0)
        code = dy_fail(err, DY_E_INPUT, (struct dy_span){.file = state->path}, NULL,
                       "is the state of another log");
    if (!code)
        *out = (struct dy_witness_seen){head.size, head.root};
    return code;
}

enum dy_code dy_witness_last(struct dy_arena *mem, const char *folder, const char *origin,
                             struct dy_witness_seen *out, struct dy_err *err)
{
    struct state state;
    enum dy_code code = name_files(mem, folder, origin, &state, err);
    return code ? code : recall(mem, &state, origin, out, err);
}

/* --- answers --- */

static struct dy_witness_answer answer_of(enum dy_witness_verdict verdict, const char *body)
{
    static const char plain[] = "text/plain; charset=utf-8";
    static const struct {
        unsigned status;
        const char *type, *body;
    } rows[] = {
        [DY_WITNESS_GOOD] = {200, plain, ""},
        [DY_WITNESS_MALFORMED] = {400, plain, "the old size is above the checkpoint's size\n"},
        [DY_WITNESS_UNSIGNED] = {403, plain,
                                 "invalid signature: none by a key of this log holds\n"},
        [DY_WITNESS_UNKNOWN] = {404, plain, "unknown log\n"},
        [DY_WITNESS_CONFLICT] = {409, "text/x.tlog.size", ""},
        [DY_WITNESS_UNPROVEN] = {422, plain, "the consistency proof does not hold\n"},
    };
    return (struct dy_witness_answer){verdict, rows[verdict].status, rows[verdict].type,
                                      body ? body : rows[verdict].body};
}

/* Under the lock: judge by what was seen, remember, and only then sign. */
static enum dy_code cosign(struct dy_arena *mem, const struct dy_witness *self,
                           const struct state *state, const struct dy_witness_request *request,
                           uint64_t now, struct dy_witness_answer *out, struct dy_err *err)
{
    struct dy_witness_seen seen;
    const char *body = NULL;
    enum dy_code code = recall(mem, state, request->head.origin, &seen, err);
    if (code)
        return code;
    enum dy_witness_verdict verdict = dy_witness_judge(request, &seen);
    if (verdict == DY_WITNESS_CONFLICT)
        body = dy_arena_format(mem, "%" PRIu64 "\n", seen.size);
    if (verdict == DY_WITNESS_GOOD)
        code = dy_file_replace(state->path, state->temporary, request->checkpoint,
                               request->n_checkpoint, true, err);
    if (code)
        return code;
    if (verdict == DY_WITNESS_GOOD)
        body = dy_note_sign(mem, request->note.text, request->note.n, self->name,
                            DY_KEY_COSIGNATURE, self->secret, now);
    if ((verdict == DY_WITNESS_GOOD || verdict == DY_WITNESS_CONFLICT) && !body)
        return dy_no_memory(err);
    *out = answer_of(verdict, body);
    return DY_OK;
}

enum dy_code dy_witness_cosign(struct dy_arena *mem, const struct dy_witness *self,
                               const char *folder, const struct dy_witness_request *request,
                               uint64_t now, struct dy_witness_answer *out, struct dy_err *err)
{
    struct state state;
    enum dy_witness_verdict verdict = dy_witness_recognise(self, request);
    *out = (struct dy_witness_answer){0};
    if (verdict != DY_WITNESS_GOOD) {
        *out = answer_of(verdict, NULL);
        return DY_OK;
    }
    enum dy_code code = name_files(mem, folder, request->head.origin, &state, err);
    if (!code)
        code = lock(&state, folder, err);
    if (!code)
        code = cosign(mem, self, &state, request, now, out, err);
    unlock(&state);
    return code;
}

enum dy_code dy_witness_add_checkpoint(struct dy_arena *mem, const struct dy_witness *self,
                                       const char *folder, const char *bytes, size_t n,
                                       uint64_t now, struct dy_witness_answer *out,
                                       struct dy_err *err)
{
    struct dy_witness_request request;
    struct dy_err inside = {0};
    char text[sizeof inside.msg + 200];
    enum dy_code code = dy_witness_request_parse(mem, bytes, n, &request, &inside);
    if (!code)
        return dy_witness_cosign(mem, self, folder, &request, now, out, err);
    if (code != DY_E_INPUT && code != DY_E_LIMIT)
        return dy_fail(err, code, inside.at, NULL, "%s", inside.msg);
    dy_err_format(&inside, text, sizeof text);
    const char *body = dy_arena_format(mem, "%s\n", text);
    *out = answer_of(DY_WITNESS_MALFORMED, body);
    return body ? DY_OK : dy_no_memory(err);
}

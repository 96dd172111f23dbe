/* Receipts: an entry, its way up to a root, and who has signed that. */
#include <string.h>

#include "data/file.h"
#include "record/proof.h"
#include "verify/parts.h"

struct receipt {
    struct dy_arena *mem;
    const struct dy_verify_receipt *in;
    struct dy_verification *out;
    struct dy_err *err;
    struct dy_receipt of;
    struct dy_verifier log;
};

static enum dy_code add(struct receipt *in, enum dy_verified_kind kind)
{
    struct dy_verified *line = dy_vec_push(in->mem, &in->out->of, sizeof *line);
    if (!line)
        return dy_no_memory(in->err);
    *line = (struct dy_verified){kind, 1, NULL};
    return DY_OK;
}

/* The library says what is wrong, here is said with which file. */
static enum dy_code named(struct receipt *in, enum dy_code code, const struct dy_err *inside)
{
    return code ? dy_fail(in->err, code, (struct dy_span){.file = in->in->receipt}, NULL, "%s",
                          inside->msg)
                : DY_OK;
}

static enum dy_code read_receipt(struct receipt *in)
{
    char *bytes;
    size_t n;
    enum dy_code code =
        dy_file_read(in->mem, in->in->receipt, DY_RECEIPT_BYTES, &bytes, &n, in->err);
    return code ? code : dy_receipt_parse(in->mem, in->in->receipt, bytes, n, &in->of, in->err);
}

/* dauys record show N --json prints a newline behind the bytes that are signed. */
static enum dy_code read_leaf(struct receipt *in, struct dy_hash *leaf)
{
    char *bytes;
    size_t n;
    enum dy_code code =
        dy_file_read(in->mem, in->in->entry, DY_ITEM_BYTES + 1, &bytes, &n, in->err);
    if (code)
        return code;
    n -= n > 0 && bytes[n - 1] == '\n';
    *leaf = dy_hash_leaf(bytes, n);
    return DY_OK;
}

static enum dy_code read_log(struct receipt *in)
{
    struct dy_err inside = {0};
    enum dy_code code = dy_verifier_parse(in->mem, in->in->log, &in->log, &inside);
    return code ? dy_fail(in->err, code, (struct dy_span){0}, "--log", "\"%.80s\" %s", in->in->log,
                          inside.msg)
                : DY_OK;
}

static enum dy_code check_signatures(struct receipt *in, const struct dy_hash *leaf)
{
    struct dy_err inside = {0};
    enum dy_code code = DY_OK;
    if (in->in->log) {
        code = read_log(in);
        if (!code)
            code = named(in, dy_receipt_verify(&in->of, leaf, &in->log, &inside), &inside);
    }
    if (!code && in->in->policy)
        code = dy_verify_quorum(in->mem, in->in->policy, &in->of.note, &in->of.head,
                                in->in->log ? &in->log : NULL, in->out, in->err);
    return code ? code : add(in, DY_VERIFIED_CHECKPOINTS);
}

enum dy_code dy_verify_receipt(struct dy_arena *mem, const struct dy_verify_receipt *in,
                               uint64_t *number, struct dy_verification *out, struct dy_err *err)
{
    struct receipt self = {.mem = mem, .in = in, .out = out, .err = err};
    struct dy_hash leaf;
    struct dy_err inside = {0};
    *out = (struct dy_verification){.bad_entry = DY_VERIFY_NONE, .bad_checkpoint = DY_VERIFY_NONE};
    enum dy_code code = read_receipt(&self);
    if (!code)
        code = read_leaf(&self, &leaf);
    if (!code)
        code = named(&self, dy_receipt_includes(&self.of, &leaf, &inside), &inside);
    if (!code)
        code = add(&self, DY_VERIFIED_RECEIPTS);
    if (!code)
        code = check_signatures(&self, &leaf);
    if (code)
        return code;
    *number = self.of.index;
    out->size = out->signed_size = self.of.head.size;
    memcpy(out->root, self.of.head.root.of, sizeof out->root);
    out->log = self.of.head.origin;
    return DY_OK;
}

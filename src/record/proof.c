/* Receipts: writing, reading line by line, verifying. */
#include "record/proof.h"

#include <inttypes.h>
#include <string.h>

#include "record/base64.h"
#include "record/scan.h"

#define FIRST_LINE "c2sp.org/tlog-proof@v1"

char *dy_receipt_format(struct dy_arena *mem, const struct dy_receipt *receipt)
{
    char hashes[DY_RECEIPT_HASHES * (DY_HASH_TEXT + 1) + 1] = "";
    const char *extra =
        receipt->extra ? dy_base64_encode(mem, receipt->extra, receipt->n_extra) : "";
    for (size_t i = 0; i < receipt->path.n && i < DY_RECEIPT_HASHES; i++) {
        dy_hash_format(&receipt->path.of[i], hashes + i * (DY_HASH_TEXT + 1));
        strcat(hashes + i * (DY_HASH_TEXT + 1), "\n");
    }
    return extra ? dy_arena_format(mem, FIRST_LINE "\n%s%s%sindex %" PRIu64 "\n%s\n%.*s",
                                   receipt->extra ? "extra " : "", extra,
                                   receipt->extra ? "\n" : "", receipt->index, hashes,
                                   (int)receipt->n_checkpoint, receipt->checkpoint)
                 : NULL;
}

/* --- reading --- */

static enum dy_code parse_extra(struct dy_arena *mem, struct dy_scan *at, struct dy_receipt *out,
                                struct dy_err *err)
{
    const char *text;
    size_t n;
    if (!dy_scan_word(at, "extra ", &text, &n))
        return DY_OK;
    enum dy_code code = dy_base64_decode(mem, text, n, &out->extra, &out->n_extra);
    if (code == DY_E_NOMEM)
        return dy_no_memory(err);
    if (code || out->n_extra == 0)
        return dy_scan_wrong(at, err, "is no extra data; base64 of a byte or more is needed");
    return dy_scan_next(at, err);
}

static enum dy_code parse_index(struct dy_scan *at, struct dy_receipt *out, struct dy_err *err)
{
    const char *text;
    size_t n;
    if (!dy_scan_word(at, "index ", &text, &n) || !dy_parse_size(text, n, &out->index))
        return dy_scan_wrong(at, err, "is no index; \"index\" and the entry's number are needed");
    return dy_scan_next(at, err);
}

enum dy_code dy_receipt_parse(struct dy_arena *mem, const char *file, const char *bytes, size_t n,
                              struct dy_receipt *out, struct dy_err *err)
{
    struct dy_scan at;
    *out = (struct dy_receipt){0};
    if (n > DY_RECEIPT_BYTES)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = file}, NULL,
                       "has %zu bytes; a receipt has at most %d", n, DY_RECEIPT_BYTES);
    enum dy_code code = dy_scan_begin(&at, file, bytes, n, err);
    if (!code && (at.n != strlen(FIRST_LINE) || memcmp(at.line, FIRST_LINE, at.n) != 0))
        code = dy_scan_wrong(&at, err, "is no receipt; \"" FIRST_LINE "\" is needed");
    if (!code)
        code = dy_scan_next(&at, err);
    if (!code)
        code = parse_extra(mem, &at, out, err);
    if (!code)
        code = parse_index(&at, out, err);
    if (!code)
        code = dy_scan_hashes(&at, DY_RECEIPT_HASHES, &out->path, err);
    if (code)
        return code;
    out->n_checkpoint = (size_t)(at.end - at.next);
    out->checkpoint = dy_arena_copy(mem, at.next, out->n_checkpoint);
    if (!out->checkpoint)
        return dy_no_memory(err);
    return dy_scan_checkpoint(mem, &at, &out->note, &out->head, err);
}

/* --- verifying --- */

static enum dy_code refuse(struct dy_err *err, const char *what)
{
    return dy_fail(err, DY_E_CRYPTO, (struct dy_span){0}, NULL, "%s", what);
}

enum dy_code dy_receipt_includes(const struct dy_receipt *receipt, const struct dy_hash *leaf,
                                 struct dy_err *err)
{
    if (receipt->index >= receipt->head.size)
        return refuse(err, "the receipt's index is not below its checkpoint's size");
    if (!dy_proof_includes(&receipt->path, receipt->head.size, receipt->index, leaf,
                           &receipt->head.root))
        return refuse(err, "the receipt is not of this entry, or one of its hashes was changed");
    return DY_OK;
}

enum dy_code dy_receipt_verify(const struct dy_receipt *receipt, const struct dy_hash *leaf,
                               const struct dy_verifier *log, struct dy_err *err)
{
    if (strcmp(receipt->head.origin, log->name) != 0)
        return dy_fail(err, DY_E_CRYPTO, (struct dy_span){0}, NULL,
                       "is of the log \"%.100s\", not of \"%.100s\"", receipt->head.origin,
                       log->name);
    enum dy_code code = dy_note_verify(&receipt->note, log, NULL, err);
    return code ? code : dy_receipt_includes(receipt, leaf, err);
}

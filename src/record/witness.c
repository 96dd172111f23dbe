/* A witness: requests and verdicts, pure. */
#include "record/witness.h"

#include <string.h>

#include "record/base64.h"
#include "record/scan.h"

/*
 * A checkpoint whose signature lines cannot be read has none that holds: the protocol answers that
 * with 403, not 400.
 */
static bool parse_unsigned(struct dy_arena *mem, const char *bytes, size_t n,
                           struct dy_witness_request *out)
{
    size_t n_text = n;
    while (n_text > 1 && !(bytes[n_text - 1] == '\n' && bytes[n_text - 2] == '\n'))
        n_text--;
    if (n_text < 2)
        return false;
    out->note = (struct dy_note){.text = bytes, .n = n_text - 1};
    return dy_checkpoint_parse(mem, &out->note, NULL, &out->head, NULL) == DY_OK;
}

enum dy_code dy_witness_request_parse(struct dy_arena *mem, const char *bytes, size_t n,
                                      struct dy_witness_request *out, struct dy_err *err)
{
    struct dy_scan at;
    const char *text;
    size_t n_text;
    *out = (struct dy_witness_request){0};
    if (n > DY_WITNESS_REQUEST_BYTES)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL,
                       "has %zu bytes; a request has at most %d", n, DY_WITNESS_REQUEST_BYTES);
    enum dy_code code = dy_scan_begin(&at, "request", bytes, n, err);
    if (!code &&
        (!dy_scan_word(&at, "old ", &text, &n_text) || !dy_parse_size(text, n_text, &out->old)))
        code = dy_scan_wrong(&at, err, "is no old size; \"old\" and a number are needed");
    if (!code)
        code = dy_scan_next(&at, err);
    if (!code)
        code = dy_scan_hashes(&at, DY_WITNESS_HASHES, &out->proof, err);
    if (code)
        return code;
    out->checkpoint = at.next;
    out->n_checkpoint = (size_t)(at.end - at.next);
    struct dy_err inside = {0};
    code = dy_scan_checkpoint(mem, &at, &out->note, &out->head, &inside);
    if (code == DY_E_INPUT && parse_unsigned(mem, out->checkpoint, out->n_checkpoint, out))
        code = DY_OK;
    return code ? dy_fail(err, code, inside.at, NULL, "%s", inside.msg) : DY_OK;
}

enum dy_code dy_witness_request_of(struct dy_arena *mem, const char *file, const char *note,
                                   size_t n, uint64_t old, const struct dy_proof *proof,
                                   struct dy_witness_request *out, struct dy_err *err)
{
    *out = (struct dy_witness_request){
        .old = old, .proof = *proof, .checkpoint = note, .n_checkpoint = n};
    enum dy_code code = dy_note_parse(mem, file, note, n, &out->note, err);
    return code ? code : dy_checkpoint_parse(mem, &out->note, file, &out->head, err);
}

struct dy_witness_seen dy_witness_nothing_seen(void)
{
    return (struct dy_witness_seen){0, dy_tree_root(&(struct dy_tree){0})};
}

enum dy_witness_verdict dy_witness_recognise(const struct dy_witness *self,
                                             const struct dy_witness_request *request)
{
    enum dy_witness_verdict verdict = DY_WITNESS_UNKNOWN;
    for (size_t i = 0; i < self->n_logs; i++) {
        if (strcmp(self->logs[i].name, request->head.origin) != 0)
            continue;
        if (dy_note_verify(&request->note, &self->logs[i], NULL, NULL) == DY_OK)
            return DY_WITNESS_GOOD;
        verdict = DY_WITNESS_UNSIGNED;
    }
    return verdict;
}

enum dy_witness_verdict dy_witness_judge(const struct dy_witness_request *request,
                                         const struct dy_witness_seen *seen)
{
    const struct dy_checkpoint *head = &request->head;
    if (request->old > head->size)
        return DY_WITNESS_MALFORMED;
    if (request->old != seen->size)
        return DY_WITNESS_CONFLICT;
    if (request->old == head->size && !dy_hash_equal(&seen->root, &head->root))
        return DY_WITNESS_CONFLICT;
    if (request->old == 0)
        return request->proof.n == 0 ? DY_WITNESS_GOOD : DY_WITNESS_UNPROVEN;
    return dy_proof_extends(&request->proof, request->old, &seen->root, head->size, &head->root)
               ? DY_WITNESS_GOOD
               : DY_WITNESS_UNPROVEN;
}

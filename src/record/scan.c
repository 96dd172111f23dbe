/* Line by line. */
#include "record/scan.h"

#include <string.h>

#include "record/base64.h"

enum dy_code dy_scan_wrong(const struct dy_scan *at, struct dy_err *err, const char *what)
{
    return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = at->file, .line = at->number}, NULL,
                   "%s", what);
}

enum dy_code dy_scan_begin(struct dy_scan *at, const char *file, const char *bytes, size_t n,
                           struct dy_err *err)
{
    *at = (struct dy_scan){.file = file, .next = bytes, .end = bytes + n};
    return dy_scan_next(at, err);
}

enum dy_code dy_scan_next(struct dy_scan *at, struct dy_err *err)
{
    const char *stop =
        at->next < at->end ? memchr(at->next, '\n', (size_t)(at->end - at->next)) : NULL;
    at->number++;
    if (!stop)
        return dy_scan_wrong(at, err, "is missing, or does not end with a newline");
    at->line = at->next;
    at->n = (size_t)(stop - at->line);
    at->next = stop + 1;
    return DY_OK;
}

bool dy_scan_word(const struct dy_scan *at, const char *word, const char **rest, size_t *n)
{
    size_t n_word = strlen(word);
    if (at->n < n_word || memcmp(at->line, word, n_word) != 0)
        return false;
    *rest = at->line + n_word;
    *n = at->n - n_word;
    return true;
}

enum dy_code dy_scan_hashes(struct dy_scan *at, size_t most, struct dy_proof *out,
                            struct dy_err *err)
{
    for (out->n = 0; at->n > 0; out->n++) {
        if (out->n == most)
            return dy_scan_wrong(at, err, "is one hash too many; an empty line is needed");
        if (!dy_hash_parse(at->line, at->n, &out->of[out->n]))
            return dy_scan_wrong(at, err, "is no hash; 32 bytes in base64 are needed");
        enum dy_code code = dy_scan_next(at, err);
        if (code)
            return code;
    }
    return DY_OK;
}

enum dy_code dy_scan_checkpoint(struct dy_arena *mem, const struct dy_scan *at,
                                struct dy_note *note, struct dy_checkpoint *out, struct dy_err *err)
{
    struct dy_err inside = {0};
    enum dy_code code =
        dy_note_parse(mem, at->file, at->next, (size_t)(at->end - at->next), note, &inside);
    if (!code)
        code = dy_checkpoint_parse(mem, note, at->file, out, &inside);
    if (!code)
        return DY_OK;
    if (inside.at.line > 0)
        inside.at.line += at->number;
    return dy_fail(err, code, inside.at, inside.where, "%s", inside.msg);
}

/*
 * Signed notes: a made-up key signs none of what the fuzzer writes; a checkpoint that is read is
 * written again as the same text.
 */
#include <stdlib.h>
#include <string.h>

#include "record/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[DY_KEY_BYTES] = {1};
    struct dy_verifier nobody = dy_verifier_of("nobody", DY_KEY_ED25519, key);
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_note note;
    struct dy_checkpoint checkpoint;
    struct dy_verifier verifier;
    dy_arena_init(&mem);
    enum dy_code code = dy_note_parse(&mem, "fuzz", (const char *)data, size, &note, &err);
    if (code != err.code)
        abort();
    if (!code && dy_note_verify(&note, &nobody, NULL, &err) == DY_OK)
        abort();
    if (!code && dy_checkpoint_parse(&mem, &note, "fuzz", &checkpoint, &err) == DY_OK) {
        const char *again = dy_checkpoint_format(&mem, &checkpoint);
        if (!again || strlen(again) != note.n || memcmp(again, note.text, note.n) != 0)
            abort();
    }
    char *text = dy_arena_copy(&mem, (const char *)data, size);
    if (text && dy_verifier_parse(&mem, text, &verifier, &err) == DY_OK) {
        const char *again = dy_verifier_format(&mem, &verifier);
        if (!again || strcmp(again, text) != 0)
            abort();
    }
    dy_arena_finish(&mem);
    return 0;
}

/*
 * Receipts: what is read is written again as the same bytes, and no leaf of the fuzzer's stands
 * under a checkpoint that a made-up key has not signed.
 */
#include <stdlib.h>
#include <string.h>

#include "record/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[DY_KEY_BYTES] = {1};
    struct dy_verifier nobody = dy_verifier_of("nobody", DY_KEY_ED25519, key);
    struct dy_hash leaf = dy_hash_leaf("x", 1);
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_receipt receipt;
    dy_arena_init(&mem);
    enum dy_code code = dy_receipt_parse(&mem, "fuzz", (const char *)data, size, &receipt, &err);
    if (code != err.code)
        abort();
    if (!code) {
        const char *again = dy_receipt_format(&mem, &receipt);
        if (!again || strlen(again) != size || memcmp(again, data, size) != 0)
            abort();
        if (dy_receipt_includes(&receipt, &leaf, NULL) == DY_OK && receipt.head.size > 1 &&
            receipt.path.n == 0)
            abort();
        if (dy_receipt_verify(&receipt, &leaf, &nobody, NULL) == DY_OK)
            abort();
    }
    dy_arena_finish(&mem);
    return 0;
}

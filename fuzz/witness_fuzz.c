/*
 * Requests to a witness: nobody's log is recognised, and a head is good only if it is not below
 * what was seen.
 */
#include <stdlib.h>

#include "record/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[DY_KEY_BYTES] = {1};
    struct dy_verifier log = dy_verifier_of("nobody", DY_KEY_ED25519, key);
    struct dy_witness self = {.name = "witness", .n_logs = 1, .logs = &log};
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_witness_request request;
    dy_arena_init(&mem);
    enum dy_code code = dy_witness_request_parse(&mem, (const char *)data, size, &request, &err);
    if (code != err.code)
        abort();
    if (!code) {
        struct dy_witness_seen seen = dy_witness_nothing_seen();
        if (dy_witness_recognise(&self, &request) == DY_WITNESS_GOOD)
            abort();
        if (dy_witness_judge(&request, &seen) == DY_WITNESS_GOOD &&
            (request.old != 0 || request.proof.n != 0))
            abort();
        seen = (struct dy_witness_seen){request.old, request.head.root};
        if (dy_witness_judge(&request, &seen) == DY_WITNESS_GOOD &&
            (request.old > request.head.size ||
             (request.old == request.head.size && request.proof.n > 0)))
            abort();
    }
    dy_arena_finish(&mem);
    return 0;
}

/* Canonical JSON: what is read is written again as the same bytes, whatever else is refused. */
#include <stdlib.h>
#include <string.h>

#include "record/canonical.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    json_t *value = NULL;
    char *again;
    size_t n;
    dy_arena_init(&mem);
    enum dy_code code = dy_canonical_read("fuzz", (const char *)data, size, &value, &err);
    if (code != err.code)
        abort();
    if (!code && (dy_canonical_write(&mem, value, &again, &n, &err) || n != size ||
                  memcmp(again, data, n) != 0))
        abort();
    json_decref(value);
    dy_arena_finish(&mem);
    return 0;
}

/*
 * Canonical JSON: our reader accepts exactly what jansson reads and our writer writes again as the
 * same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "record/canonical.h"

/* Objects may not have empty keys; jansson's may. */
static bool has_empty_key(const json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    json_object_foreach((json_t *)(uintptr_t)value, key,
                        member) if (!*key || has_empty_key(member)) return true;
    json_array_foreach(value, i, member) if (has_empty_key(member)) return true;
    return false;
}

/* 1 = canonical, 0 = not, -1 = cannot be told: keys that jansson cannot hold. */
static int by_writing_again(const char *bytes, size_t n)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    char *again;
    size_t n_again;
    json_error_t error;
    json_t *value = json_loadb(bytes, n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!value)
        return strstr(error.text, "NUL byte in object key") ? -1 : 0;
    dy_arena_init(&mem);
    int same = !has_empty_key(value) && !dy_canonical_write(&mem, value, &again, &n_again, &err) &&
               n_again == n && memcmp(again, bytes, n) == 0;
    dy_arena_finish(&mem);
    json_decref(value);
    return same;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dy_document doc;
    struct dy_err err = {0};
    enum dy_code code = dy_canonical_read(&doc, "fuzz", (const char *)data, size, &err);
    if (code != err.code)
        abort();
    int expected = by_writing_again((const char *)data, size);
    if (expected >= 0 && expected != (code == DY_OK))
        abort();
    return 0;
}

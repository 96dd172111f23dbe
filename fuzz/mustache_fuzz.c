/*
 * Templates: what is read renders or says why not, and a hostile value stays escaped. The bytes are
 * two templates, a zero between them; the second is the partial "part".
 */
#include <stdlib.h>
#include <string.h>

#include "publish/mustache.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char VALUE[] = "{\"a\":[{\"a\":[],\"b\":\"\\u0001\"},{\"b\":2,\"c\":{\"a\":1}}],"
                                "\"b\":\"\\u0001\",\"c\":null,\"d\":{\"e\":true,\"f\":\"\"}}";
    const char *text = (const char *)data, *zero = size ? memchr(text, 0, size) : NULL;
    size_t n = zero ? (size_t)(zero - text) : size;
    const struct dy_template_source sources[] = {
        {"main", text, n}, {"part", zero ? zero + 1 : "", zero ? size - n - 1 : 0}};
    const struct dy_templates *set = NULL;
    struct dy_arena mem;
    struct dy_err err = {0};
    dy_arena_init(&mem);
    if (dy_templates_read(&mem, 2, sources, &set, &err) == DY_OK) {
        struct dy_writer to = {.mem = &mem};
        json_t *value = json_loads(VALUE, 0, NULL);
        const json_t *stack[] = {value};
        const struct dy_template_values values = {1, stack, "en"};
        enum dy_code code = dy_template_render(set, "main", &values, &to, &err);
        if (code && code != DY_E_LIMIT && code != DY_E_NOMEM)
            abort();
        json_decref(value);
    } else if (err.code != DY_E_INPUT && err.code != DY_E_LIMIT) {
        abort();
    }
    dy_arena_finish(&mem);
    return 0;
}

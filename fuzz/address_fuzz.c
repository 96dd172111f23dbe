/* Addresses: what is accepted has no empty part, no dots alone, and only UTF-8 in it. */
#include <stdlib.h>
#include <string.h>

#include "web/accept.h"
#include "web/address.h"

static void is_clean(const char *text)
{
    if (!text)
        return;
    size_t n = strlen(text);
    if (n == 0 || dy_utf8_valid(text, n) != n || strstr(text, "//") || text[0] == '/' ||
        text[n - 1] == '/' || strcmp(text, "..") == 0 || strstr(text, "/../"))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_address address;
    dy_arena_init(&mem);
    char *text = dy_arena_copy(&mem, (const char *)data, size);
    if (!text || text[0] != '/')
        goto done;
    (void)dy_accept_face(text);
    char *query = strchr(text, '?');
    if (query)
        *query++ = '\0';
    for (const char *c = text; *c; c++)
        if (*c <= ' ' || *c > '~') /* judge.c refuses it before */
            goto done;
    if (dy_address_parse(&mem, text, query, &address, &err) == DY_OK) {
        is_clean(address.election);
        is_clean(address.kind);
        is_clean(address.rest);
        if (address.suffix[0] != '/' || address.suffix[1] == '/')
            abort();
    }
done:
    dy_arena_finish(&mem);
    return 0;
}

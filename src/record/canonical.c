/* Writing canonically, from jansson's values. The reader is canonical_read.c. */
#include "record/canonical_order.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writer {
    struct dy_arena *mem;
    struct dy_err *err;
    char *bytes;
    size_t n, capacity;
};

static enum dy_code put(struct writer *out, const char *bytes, size_t n)
{
    if (out->n + n + 1 > out->capacity) {
        size_t capacity = (out->n + n + 1) * 2;
        char *larger = dy_arena_alloc(out->mem, capacity, 1);
        if (!larger)
            return dy_no_memory(out->err);
        if (out->n)
            memcpy(larger, out->bytes, out->n);
        out->bytes = larger;
        out->capacity = capacity;
    }
    memcpy(out->bytes + out->n, bytes, n);
    out->n += n;
    return DY_OK;
}

static enum dy_code put_escaped(struct writer *out, unsigned char c)
{
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* what is written for what */
    char text[7];
    for (size_t i = 0; i + 1 < sizeof shorts; i += 2)
        if ((unsigned char)shorts[i] == c)
            return put(out, (const char[]){'\\', shorts[i + 1]}, 2);
    (void)snprintf(text, sizeof text, "\\u%04x", c);
    return put(out, text, 6);
}

static enum dy_code put_string(struct writer *out, const char *text, size_t n)
{
    enum dy_code code = put(out, "\"", 1);
    for (size_t i = 0, from = 0; i <= n && !code; i++) {
        unsigned char c = i < n ? (unsigned char)text[i] : 0;
        if (i < n && c >= ' ' && c != '"' && c != '\\')
            continue;
        code = put(out, text + from, i - from);
        if (!code && i < n)
            code = put_escaped(out, c);
        from = i + 1;
    }
    return code ? code : put(out, "\"", 1);
}

static int compare_keys(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    return dy_canonical_compare(x, strlen(x), y, strlen(y));
}

static enum dy_code put_value(struct writer *out, const json_t *value, unsigned depth);

static enum dy_code put_object(struct writer *out, const json_t *object, unsigned depth)
{
    size_t n = json_object_size(object), i = 0;
    const char **keys = DY_NEW(out->mem, const char *, n);
    if (!keys)
        return dy_no_memory(out->err);
    for (void *at = json_object_iter((json_t *)(uintptr_t)object); at;
         at = json_object_iter_next((json_t *)(uintptr_t)object, at))
        keys[i++] = json_object_iter_key(at);
    qsort(keys, n, sizeof *keys, compare_keys);
    if (n > 0 && !*keys[0])
        return dy_fail(out->err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "holds an empty key; a name is needed");
    enum dy_code code = put(out, "{", 1);
    for (i = 0; i < n && !code; i++) {
        if (i > 0)
            code = put(out, ",", 1);
        if (!code)
            code = put_string(out, keys[i], strlen(keys[i]));
        if (!code)
            code = put(out, ":", 1);
        if (!code)
            code = put_value(out, json_object_get(object, keys[i]), depth + 1);
    }
    return code ? code : put(out, "}", 1);
}

static enum dy_code put_array(struct writer *out, const json_t *array, unsigned depth)
{
    enum dy_code code = put(out, "[", 1);
    for (size_t i = 0; i < json_array_size(array) && !code; i++) {
        if (i > 0)
            code = put(out, ",", 1);
        if (!code)
            code = put_value(out, json_array_get(array, i), depth + 1);
    }
    return code ? code : put(out, "]", 1);
}

static enum dy_code put_integer(struct writer *out, json_int_t value)
{
    char text[32];
    if (value > (json_int_t)DY_VOTES_MAX || value < -(json_int_t)DY_VOTES_MAX)
        return dy_fail(out->err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "holds the number %" JSON_INTEGER_FORMAT "; at most 2^53 is exact", value);
    int n = snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, value);
    return put(out, text, (size_t)n);
}

static enum dy_code put_value(struct writer *out, const json_t *value, unsigned depth)
{
    if (depth > DY_CANONICAL_DEPTH)
        return dy_fail(out->err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "is more than %d levels deep", DY_CANONICAL_DEPTH);
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return put_object(out, value, depth);
    case JSON_ARRAY:
        return put_array(out, value, depth);
    case JSON_STRING:
        return put_string(out, json_string_value(value), json_string_length(value));
    case JSON_INTEGER:
        return put_integer(out, json_integer_value(value));
    case JSON_REAL:
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        break;
    }
    return dy_fail(out->err, DY_E_INPUT, (struct dy_span){0}, NULL,
                   "holds a fraction, true, false or null; whole numbers and strings are needed");
}

enum dy_code dy_canonical_write(struct dy_arena *mem, const json_t *value, char **out, size_t *n,
                                struct dy_err *err)
{
    struct writer to = {.mem = mem, .err = err};
    enum dy_code code = put_value(&to, value, 1);
    if (code)
        return code;
    to.bytes[to.n] = '\0';
    *out = to.bytes;
    *n = to.n;
    return DY_OK;
}

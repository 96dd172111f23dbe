/* Addresses of the public pages. */
#include "web/address.h"

#include <string.h>

static enum dy_code refuse(struct dy_err *err, const char *why)
{
    return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "%s", why);
}

bool dy_address_is_language(const char *text, size_t n, const char **out)
{
    for (const char *const *lang = dy_languages(); *lang; lang++)
        if (strlen(*lang) == n && memcmp(*lang, text, n) == 0) {
            *out = *lang;
            return true;
        }
    return false;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* No control characters, no encoded slash, UTF-8. */
static enum dy_code decode(struct dy_arena *mem, const char *text, size_t n, const char **out,
                           struct dy_err *err)
{
    char *to = dy_arena_alloc(mem, n + 1, 1);
    size_t k = 0;
    if (!to)
        return dy_no_memory(err);
    for (size_t i = 0; i < n; i++) {
        int c = (unsigned char)text[i];
        if (c == '%') {
            int high = i + 2 < n ? hex(text[i + 1]) : -1;
            int low = i + 2 < n ? hex(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return refuse(err, "a percent sign stands before no two hexadecimal digits");
            c = high * 16 + low;
            i += 2;
            if (c == '/')
                return refuse(err, "a slash is encoded");
        }
        if (c < ' ' || c == 0x7f)
            return refuse(err, "there is a control character");
        to[k++] = (char)c;
    }
    if (dy_utf8_valid(to, k) != k)
        return refuse(err, "it is no UTF-8");
    *out = to;
    return DY_OK;
}

/* --- the path --- */

struct parts {
    size_t n;
    const char *of[32];
};

static enum dy_code take_part(struct dy_arena *mem, const char *text, size_t n, struct parts *out,
                              struct dy_err *err)
{
    const char *part = NULL;
    if (n == 0 || out->n == DY_COUNT_OF(out->of))
        return refuse(err, "a part of the path is empty, or there are too many");
    enum dy_code code = decode(mem, text, n, &part, err);
    if (code)
        return code;
    if (strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
        return refuse(err, "a part of the path is only dots");
    out->of[out->n++] = part;
    return DY_OK;
}

static enum dy_code take_parts(struct dy_arena *mem, const char *text, size_t n, struct parts *out,
                               struct dy_err *err)
{
    enum dy_code code = DY_OK;
    while (n > 0 && !code) {
        const char *slash = memchr(text, '/', n);
        size_t length = slash ? (size_t)(slash - text) : n;
        if (slash && length + 1 == n)
            return refuse(err, "the path ends with a slash");
        code = take_part(mem, text, length, out, err);
        text += slash ? length + 1 : length;
        n -= slash ? length + 1 : length;
    }
    return code;
}

static const char *join(struct dy_arena *mem, const struct parts *parts, size_t from)
{
    const char *out = parts->of[from];
    for (size_t i = from + 1; i < parts->n && out; i++)
        out = dy_arena_format(mem, "%s/%s", out, parts->of[i]);
    return out;
}

static enum dy_code parse_path(struct dy_arena *mem, const char *path, struct dy_address *out,
                               struct dy_err *err)
{
    static const char ending[] = ".json";
    size_t n = strlen(path), n_first = strcspn(path + 1, "/");
    struct parts parts = {0};
    out->lang = "en";
    if (dy_address_is_language(path + 1, n_first, &out->lang)) {
        if (strcmp(out->lang, "en") == 0)
            return refuse(err, "English addresses have no language");
        path += 1 + n_first;
        n -= 1 + n_first;
    }
    if (n > strlen(ending) && strcmp(path + n - strlen(ending), ending) == 0) {
        out->is_json = true;
        n -= strlen(ending);
        if (n == 6 && memcmp(path, "/index", n) == 0)
            n = 1;
    }
    out->suffix = n > 0 ? dy_arena_copy(mem, path, n) : "/";
    enum dy_code code = n > 1 ? take_parts(mem, path + 1, n - 1, &parts, err) : DY_OK;
    if (code)
        return code;
    out->election = parts.n > 0 ? parts.of[0] : NULL;
    out->kind = parts.n > 1 ? parts.of[1] : NULL;
    out->rest = parts.n > 2 ? join(mem, &parts, 2) : NULL;
    return out->suffix && (parts.n < 3 || out->rest) ? DY_OK : dy_no_memory(err);
}

/* --- the query --- */

static enum dy_code take_pair(struct dy_arena *mem, const char *text, size_t n,
                              struct dy_address *out, struct dy_err *err)
{
    const char *equals = memchr(text, '=', n), *name = NULL, *value = NULL;
    if (!equals || equals == text || out->n_keys == DY_ADDRESS_KEYS)
        return refuse(err, "the query is no list of name=value, or it is too long");
    enum dy_code code = decode(mem, text, (size_t)(equals - text), &name, err);
    if (!code)
        code = decode(mem, equals + 1, n - (size_t)(equals + 1 - text), &value, err);
    if (code)
        return code;
    if (dy_address_key(out, name))
        return refuse(err, "a name stands twice in the query");
    out->keys[out->n_keys].name = name;
    out->keys[out->n_keys++].value = value;
    return DY_OK;
}

static enum dy_code parse_query(struct dy_arena *mem, const char *query, struct dy_address *out,
                                struct dy_err *err)
{
    enum dy_code code = DY_OK;
    out->suffix = dy_arena_format(mem, "%s?%s", out->suffix, query);
    if (!out->suffix)
        return dy_no_memory(err);
    for (const char *at = query; !code; at++) {
        size_t n = strcspn(at, "&");
        code = take_pair(mem, at, n, out, err);
        at += n;
        if (!*at)
            break;
    }
    return code;
}

enum dy_code dy_address_parse(struct dy_arena *mem, const char *path, const char *query,
                              struct dy_address *out, struct dy_err *err)
{
    *out = (struct dy_address){0};
    enum dy_code code = parse_path(mem, path, out, err);
    return !code && query ? parse_query(mem, query, out, err) : code;
}

const char *dy_address_key(const struct dy_address *address, const char *name)
{
    for (size_t i = 0; i < address->n_keys; i++)
        if (strcmp(address->keys[i].name, name) == 0)
            return address->keys[i].value;
    return NULL;
}

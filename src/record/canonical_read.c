/*
 * Reading canonical JSON in one pass: no token is accepted that the writer would spell otherwise,
 * so that nothing has to be written again to be compared.
 */
#include <stdlib.h>
#include <string.h>

#include "data/bytes.h"
#include "record/canonical_order.h"

struct reader {
    struct dy_document *doc;
    const char *file, *bytes, *at, *end;
    char *text; /* free end of doc->unescaped */
    struct dy_err *err;
};

static enum dy_code wrong(const struct reader *in, const char *at, const char *what)
{
    return dy_fail(in->err, DY_E_INPUT,
                   (struct dy_span){.file = in->file, .byte = (uint64_t)(at - in->bytes) + 1}, NULL,
                   "%s", what);
}

static bool grow(void **of, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return true;
    size_t more = needed < 64 ? 64 : needed * 2;
    void *larger = realloc(*of, more * size);
    if (!larger)
        return false;
    *of = larger;
    *capacity = more;
    return true;
}

static struct dy_value *add_node(struct reader *in)
{
    struct dy_document *doc = in->doc;
    void *nodes = doc->nodes;
    bool good = grow(&nodes, &doc->capacity, doc->n + 1, sizeof *doc->nodes);
    doc->nodes = nodes;
    return good ? &doc->nodes[doc->n++] : NULL;
}

/* --- strings --- */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* in->at is behind a backslash. The shortest spelling only; -1 for another. */
static int unescape(struct reader *in)
{
    static const char shorts[] = "\"\"\\\\b\bf\fn\nr\rt\t";
    size_t left = (size_t)(in->end - in->at);
    for (size_t i = 0; left && i + 1 < sizeof shorts; i += 2)
        if (shorts[i] == *in->at) {
            in->at++;
            return (unsigned char)shorts[i + 1];
        }
    if (left < 5 || memcmp(in->at, "u00", 3) != 0)
        return -1;
    int high = hex_digit(in->at[3]), low = hex_digit(in->at[4]), c = high * 16 + low;
    if (high < 0 || high > 1 || low < 0 || strchr("\b\t\n\f\r", c ? c : 'x'))
        return -1;
    in->at += 5;
    return c;
}

static enum dy_code read_escaped(struct reader *in, const char *begin, const char **text,
                                 uint32_t *n)
{
    char *out = in->text;
    size_t plain = (size_t)(in->at - begin);
    memcpy(out, begin, plain);
    out += plain;
    while (in->at < in->end && *in->at != '"') {
        const char *from = in->at;
        if ((unsigned char)*in->at < ' ')
            return wrong(in, in->at, "is a control character; it has to be escaped");
        int c = (unsigned char)*in->at++;
        if (c == '\\' && (c = unescape(in)) < 0)
            return wrong(in, from, "is not canonical here: no such escape is needed");
        *out++ = (char)c;
    }
    *text = in->text;
    *n = (uint32_t)(out - in->text);
    in->text = out;
    return DY_OK;
}

/* Eight bytes at a time, as long as they are ASCII and mean themselves. */
static void skip_plain(struct reader *in)
{
    while (in->end - in->at >= 8) {
        uint64_t word = dy_bytes_load(in->at);
        uint64_t below_space = (word - DY_EACH(' ')) & DY_EACH(0x80); /* or a borrow from one */
        if ((word & DY_EACH(0x80)) | below_space | dy_bytes_equal(word, '"') |
            dy_bytes_equal(word, '\\'))
            return;
        in->at += 8;
    }
}

/* in->at is behind the opening quote. */
static enum dy_code read_string(struct reader *in, const char **text, uint32_t *n)
{
    const char *begin = in->at;
    unsigned char high = 0;
    skip_plain(in);
    while (in->at < in->end && *in->at != '"' && *in->at != '\\' && (unsigned char)*in->at >= ' ')
        high |= (unsigned char)*in->at++;
    *text = begin;
    *n = (uint32_t)(in->at - begin);
    enum dy_code code = DY_OK;
    if (in->at < in->end && *in->at != '"') {
        code = read_escaped(in, begin, text, n);
        high = 0x80;
    }
    if (code)
        return code;
    if (in->at == in->end)
        return wrong(in, begin, "is no JSON: this string does not end");
    /* An escaped NUL is a character like others; the bytes themselves have to be UTF-8. */
    for (size_t i = 0; high & 0x80 && i < *n; i++)
        if ((i += dy_utf8_valid(*text + i, *n - i)) < *n && (*text)[i] != '\0')
            return wrong(in, begin, "is no JSON: this string is not UTF-8");
    in->at++;
    return DY_OK;
}

/* --- values --- */

static enum dy_code read_number(struct reader *in, struct dy_value *out)
{
    const char *begin = in->at;
    bool minus = *in->at == '-';
    uint64_t number = 0;
    in->at += minus;
    const char *digits = in->at;
    while (in->at < in->end && *in->at >= '0' && *in->at <= '9' && in->at - digits < 17)
        number = number * 10 + (uint64_t)(*in->at++ - '0');
    if (in->at == digits)
        return wrong(in, begin,
                     "is no value; an object, array, string or whole number is needed (no "
                     "fraction, true, false or null)");
    if (*digits == '0' && (in->at - digits > 1 || minus))
        return wrong(in, begin, "is not canonical here: a number begins with another digit than 0");
    if (in->at < in->end && (*in->at == '.' || *in->at == 'e' || *in->at == 'E'))
        return wrong(in, begin, "is a fraction or has an exponent; a whole number is needed");
    if (number > DY_VOTES_MAX)
        return wrong(in, begin, "is a number above 2^53, which is the most that is exact");
    out->kind = DY_VALUE_NUMBER;
    out->number = minus ? -(int64_t)number : (int64_t)number;
    return DY_OK;
}

static enum dy_code read_value(struct reader *in, size_t node, unsigned depth);

/* A member's key and colon; it has to stand behind the key before it. */
static enum dy_code read_key(struct reader *in, struct dy_value *node, size_t previous)
{
    const char *begin = in->at;
    if (in->at == in->end || *in->at != '"')
        return wrong(in, begin, "is not canonical here: a key in quotes is needed");
    in->at++;
    enum dy_code code = read_string(in, &node->key, &node->n_key);
    if (code)
        return code;
    const struct dy_value *before = previous ? &in->doc->nodes[previous] : NULL;
    if (node->n_key == 0)
        return wrong(in, begin, "is an empty key; a name is needed");
    if (before && dy_canonical_compare(before->key, before->n_key, node->key, node->n_key) >= 0)
        return wrong(in, begin, "is not canonical here: keys are sorted, each once");
    if (in->at == in->end || *in->at != ':')
        return wrong(in, in->at, "is not canonical here: \":\" is needed");
    in->at++;
    return DY_OK;
}

/* What stands between brackets. Nodes may move when more are added, so they go by number. */
static enum dy_code read_inside(struct reader *in, size_t self, char close, unsigned depth)
{
    size_t previous = 0;
    uint32_t n = 0;
    in->at++;
    while (in->at < in->end && *in->at != close) {
        if (n && *in->at++ != ',')
            return wrong(in, in->at - 1, "is not canonical here: \",\" or the end is needed");
        struct dy_value *node = add_node(in);
        if (!node)
            return dy_no_memory(in->err);
        size_t number = in->doc->n - 1;
        *node = (struct dy_value){0};
        enum dy_code code = close == '}' ? read_key(in, node, previous) : DY_OK;
        if (!code)
            code = read_value(in, number, depth + 1);
        if (code)
            return code;
        previous = number;
        n++;
        if (in->at < in->end && *in->at == ',' && in->at + 1 < in->end && in->at[1] == close)
            return wrong(in, in->at, "is not canonical here: nothing follows this comma");
    }
    if (in->at == in->end)
        return wrong(in, in->at, "is no JSON: it ends too early");
    in->at++;
    in->doc->nodes[self].n = n;
    in->doc->nodes[self].next = (uint32_t)(in->doc->n - self);
    return DY_OK;
}

static enum dy_code read_value(struct reader *in, size_t node, unsigned depth)
{
    struct dy_value *out = &in->doc->nodes[node];
    out->next = 1;
    if (in->at == in->end)
        return wrong(in, in->at, "is no JSON: a value is needed");
    if (depth > DY_CANONICAL_DEPTH)
        return wrong(in, in->at, "is more than 32 levels deep");
    switch (*in->at) {
    case '{':
        out->kind = DY_VALUE_OBJECT;
        return read_inside(in, node, '}', depth);
    case '[':
        out->kind = DY_VALUE_ARRAY;
        return read_inside(in, node, ']', depth);
    case '"':
        out->kind = DY_VALUE_STRING;
        in->at++;
        return read_string(in, &out->text, &out->n);
    default:
        return read_number(in, out);
    }
}

enum dy_code dy_canonical_read(struct dy_document *doc, const char *file, const char *bytes,
                               size_t n, struct dy_err *err)
{
    struct reader in = {doc, file, bytes, bytes, bytes + n, NULL, err};
    void *text = doc->unescaped;
    bool good = grow(&text, &doc->text_capacity, n + 1, 1);
    doc->unescaped = text;
    doc->n = 0;
    struct dy_value *root = good ? add_node(&in) : NULL;
    if (!root)
        return dy_no_memory(err);
    *root = (struct dy_value){0};
    in.text = doc->unescaped;
    if (n > UINT32_MAX)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = file}, NULL,
                       "has %zu bytes; at most 4 GiB are read", n);
    if (n == 0 || (*bytes != '{' && *bytes != '['))
        return wrong(&in, bytes, "is no JSON object or array");
    enum dy_code code = read_value(&in, 0, 1);
    if (!code && in.at != in.end)
        code = wrong(&in, in.at, "is not canonical here: nothing may follow");
    return code;
}

void dy_document_finish(struct dy_document *doc)
{
    if (!doc)
        return;
    free(doc->nodes);
    free(doc->unescaped);
    *doc = (struct dy_document){0};
}

/* --- looking things up --- */

const struct dy_value *dy_value_find_n(const struct dy_value *object, const char *key, size_t n)
{
    const struct dy_value *member = dy_value_first(object);
    for (uint32_t i = 0; i < object->n; i++, member = dy_value_next(member))
        if (member->n_key == n && memcmp(member->key, key, n) == 0)
            return member;
    return NULL;
}

bool dy_value_is(const struct dy_value *value, const char *text)
{
    return value->kind == DY_VALUE_STRING && value->n == strlen(text) &&
           memcmp(value->text, text, value->n) == 0;
}

char *dy_value_copy(struct dy_arena *mem, const struct dy_value *value)
{
    return dy_arena_copy(mem, value->text, value->n);
}

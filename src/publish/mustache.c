/* Reading templates: mustache_render.c makes pages of them. */
#include "publish/mustache.h"

#include <string.h>

#include "publish/mustache_parts.h"

struct reader {
    struct dy_arena *mem;
    struct dy_templates *set;
    const struct dy_template_source *source;
    const char *at, *end;
    struct dy_err *err;
    unsigned depth;
    struct {
        const char *name;
        size_t n;
        const char *at;
        struct dy_template_node **tail; /* where to go on behind the section */
    } open[DY_MUSTACHE_NESTING];
    struct dy_template_node **tail;
};

static enum dy_code fail_at(struct reader *in, const char *at, const char *format, size_t n,
                            const char *name)
{
    uint32_t line = 1;
    for (const char *c = in->source->text; c < at; c++)
        line += *c == '\n';
    struct dy_span span = {.file = in->source->name, .line = line};
    return dy_fail(in->err, DY_E_INPUT, span, NULL, "\"%.*s\" %s", n < 60 ? (int)n : 60, name,
                   format);
}

static struct dy_template_node *add(struct reader *in, enum dy_template_kind kind, const char *text,
                                    size_t n)
{
    struct dy_template_node *node = DY_NEW(in->mem, struct dy_template_node, 1);
    if (!node)
        return NULL;
    *node = (struct dy_template_node){.kind = kind, .text = text, .n = n};
    *in->tail = node;
    in->tail = &node->next;
    return node;
}

static enum dy_code add_text(struct reader *in, const char *from, const char *to)
{
    if (from >= to || add(in, DY_TEMPLATE_TEXT, from, (size_t)(to - from)))
        return DY_OK;
    return dy_no_memory(in->err);
}

/* --- one tag --- */

struct tag {
    char sigil;       /* 0 = a plain variable, '{' = not escaped */
    const char *from; /* first brace */
    const char *to;   /* behind the last brace */
    const char *name;
    size_t n;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_name(const char *name, size_t n)
{
    static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    for (size_t i = 0; i < n; i++)
        if (name[i] == '\0' || !strchr(good, name[i]))
            return false;
    return n > 0;
}

static void trim(struct tag *tag)
{
    while (tag->n > 0 && is_blank(*tag->name))
        tag->name++, tag->n--;
    while (tag->n > 0 && is_blank(tag->name[tag->n - 1]))
        tag->n--;
}

static enum dy_code read_tag(struct reader *in, const char *from, struct tag *out)
{
    const char *inside = from + 2;
    *out = (struct tag){.from = from};
    if (inside < in->end && strchr("#^/>!&={", *inside) && *inside)
        out->sigil = *inside++;
    const char *close = out->sigil == '{' ? "}}}" : "}}";
    const char *to = memmem(inside, (size_t)(in->end - inside), close, strlen(close));
    if (!to)
        return fail_at(in, from, "is not closed", (size_t)(inside - from), from);
    out->name = inside;
    out->n = (size_t)(to - inside);
    out->to = to + strlen(close);
    trim(out);
    if (out->sigil == '!')
        return DY_OK;
    if (out->sigil == '&' || out->sigil == '=')
        return fail_at(in, from, "is a tag that these templates do not have", 3, from);
    if (!is_name(out->name, out->n))
        return fail_at(in, from, "is no name", out->n, out->name);
    if (out->sigil == '{' && (out->n < 5 || memcmp(out->name, "svg.", 4) != 0))
        return fail_at(in, from, "is not escaped; only names that begin with svg. may be so",
                       out->n, out->name);
    return DY_OK;
}

/* A tag that prints nothing itself and stands alone on its line takes the line with it. */
static void take_line(const struct reader *in, const char **from, const char **to)
{
    const char *left = *from, *right = *to;
    while (left > in->source->text && (left[-1] == ' ' || left[-1] == '\t'))
        left--;
    while (right < in->end && (*right == ' ' || *right == '\t'))
        right++;
    if (left > in->source->text && left[-1] != '\n')
        return;
    if (right + 1 < in->end && right[0] == '\r' && right[1] == '\n')
        right++;
    if (right < in->end && *right != '\n')
        return;
    *from = left;
    *to = right < in->end ? right + 1 : right;
}

/* --- what a tag does --- */

static enum dy_code open_section(struct reader *in, const struct tag *tag)
{
    struct dy_template_node *node =
        add(in, tag->sigil == '#' ? DY_TEMPLATE_SECTION : DY_TEMPLATE_INVERTED, tag->name, tag->n);
    if (!node)
        return dy_no_memory(in->err);
    if (in->depth == DY_MUSTACHE_NESTING)
        return fail_at(in, tag->from, "is nested too deeply", tag->n, tag->name);
    in->open[in->depth].name = tag->name;
    in->open[in->depth].n = tag->n;
    in->open[in->depth].at = tag->from;
    in->open[in->depth++].tail = in->tail;
    in->tail = &node->first;
    return DY_OK;
}

static enum dy_code close_section(struct reader *in, const struct tag *tag)
{
    if (in->depth == 0)
        return fail_at(in, tag->from, "is closed and was not opened", tag->n, tag->name);
    in->depth--;
    if (in->open[in->depth].n != tag->n || memcmp(in->open[in->depth].name, tag->name, tag->n) != 0)
        return fail_at(in, tag->from, "is closed while another section is open", tag->n, tag->name);
    in->tail = in->open[in->depth].tail;
    return DY_OK;
}

static enum dy_code add_partial(struct reader *in, const struct tag *tag)
{
    struct dy_template_node *node = add(in, DY_TEMPLATE_PARTIAL, tag->name, tag->n);
    if (!node)
        return dy_no_memory(in->err);
    node->partial = dy_template_find(in->set, tag->name, tag->n);
    return node->partial ? DY_OK : fail_at(in, tag->from, "is no template", tag->n, tag->name);
}

static enum dy_code take_tag(struct reader *in, const struct tag *tag)
{
    switch (tag->sigil) {
    case '!':
        return DY_OK;
    case '#':
    case '^':
        return open_section(in, tag);
    case '/':
        return close_section(in, tag);
    case '>':
        return add_partial(in, tag);
    default:
        return add(in, tag->sigil ? DY_TEMPLATE_RAW : DY_TEMPLATE_VARIABLE, tag->name, tag->n)
                   ? DY_OK
                   : dy_no_memory(in->err);
    }
}

static enum dy_code next_tag(struct reader *in, const char *from)
{
    struct tag tag;
    enum dy_code code = read_tag(in, from, &tag);
    if (code)
        return code;
    const char *to = tag.to;
    if (tag.sigil && tag.sigil != '{')
        take_line(in, &from, &to);
    code = add_text(in, in->at, from);
    in->at = to;
    return code ? code : take_tag(in, &tag);
}

static enum dy_code read_template(struct reader *in, struct dy_template *out)
{
    enum dy_code code = DY_OK;
    in->source = out->source;
    in->at = out->source->text;
    in->end = in->at + out->source->n;
    in->tail = &out->first;
    in->depth = 0;
    if (out->source->n > DY_MUSTACHE_BYTES)
        return dy_fail(in->err, DY_E_LIMIT, (struct dy_span){.file = out->source->name}, NULL,
                       "is longer than a template may be");
    while (!code) {
        const char *from = memmem(in->at, (size_t)(in->end - in->at), "{{", 2);
        if (!from)
            break;
        code = next_tag(in, from);
    }
    if (!code && in->depth > 0)
        return fail_at(in, in->open[in->depth - 1].at, "is opened and not closed",
                       in->open[in->depth - 1].n, in->open[in->depth - 1].name);
    return code ? code : add_text(in, in->at, in->end);
}

const struct dy_template *dy_template_find(const struct dy_templates *set, const char *name,
                                           size_t n)
{
    for (size_t i = 0; i < set->n; i++)
        if (strlen(set->of[i].source->name) == n && memcmp(set->of[i].source->name, name, n) == 0)
            return &set->of[i];
    return NULL;
}

enum dy_code dy_templates_read(struct dy_arena *mem, size_t n,
                               const struct dy_template_source *sources,
                               const struct dy_templates **out, struct dy_err *err)
{
    struct dy_templates *set = DY_NEW(mem, struct dy_templates, 1);
    struct reader in = {.mem = mem, .set = set, .err = err};
    if (set)
        set->of = DY_NEW(mem, struct dy_template, n);
    if (!set || !set->of)
        return dy_no_memory(err);
    set->n = n;
    for (size_t i = 0; i < n; i++)
        set->of[i].source = &sources[i];
    for (size_t i = 0; i < n; i++) {
        enum dy_code code = read_template(&in, &set->of[i]);
        if (code)
            return code;
    }
    *out = set;
    return DY_OK;
}

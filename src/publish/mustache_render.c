/* Pages from templates and values. */
#include <inttypes.h>
#include <string.h>

#include "publish/mustache_parts.h"
#include "publish/table.h"

struct rendering {
    const struct dy_template_values *values;
    struct dy_writer *to;
    struct dy_err *err;
    size_t n; /* values of the stack */
    const json_t *stack[DY_MUSTACHE_DEPTH];
    unsigned depth;
    unsigned steps;
};

/* --- looking up --- */

static const json_t *member(const json_t *of, const char *name, size_t n)
{
    static const char has[] = "has_";
    char key[64];
    if (!json_is_object(of) || n >= sizeof key)
        return NULL;
    memcpy(key, name, n);
    key[n] = '\0';
    const json_t *found = json_object_get(of, key);
    if (found || strncmp(key, has, strlen(has)) != 0)
        return found;
    found = json_object_get(of, key + strlen(has));
    return json_is_array(found) ? json_boolean(json_array_size(found) > 0) : NULL;
}

/* The first part of a dotted name is looked for outwards; the others only inside it. */
static const json_t *look_up(const struct rendering *in, const char *name, size_t n)
{
    const char *dot = memchr(name, '.', n);
    size_t head = dot ? (size_t)(dot - name) : n;
    const json_t *found = NULL;
    if (n == 1 && *name == '.')
        return in->n ? in->stack[in->n - 1] : NULL;
    for (size_t i = in->n; i > 0 && !found; i--)
        found = member(in->stack[i - 1], name, head);
    while (found && dot) {
        const char *part = dot + 1;
        dot = memchr(part, '.', n - (size_t)(part - name));
        found = member(found, part, dot ? (size_t)(dot - part) : n - (size_t)(part - name));
    }
    return found;
}

static bool is_true(const json_t *value)
{
    if (!value || json_is_null(value) || json_is_false(value))
        return false;
    if (json_is_array(value))
        return json_array_size(value) > 0;
    return !json_is_string(value) || json_string_length(value) > 0;
}

/* --- printing --- */

static void print_integer(struct rendering *in, json_int_t value)
{
    char text[64];
    if (in->values->lang && value >= 0)
        dy_group_digits(in->values->lang, (uint64_t)value, text, sizeof text);
    else
        (void)snprintf(text, sizeof text, "%" JSON_INTEGER_FORMAT, value);
    dy_write_text(in->to, text);
}

static void print_value(struct rendering *in, const json_t *value)
{
    if (json_is_string(value))
        dy_write_escaped(in->to, json_string_value(value), json_string_length(value));
    else if (json_is_integer(value))
        print_integer(in, json_integer_value(value));
    else if (json_is_true(value))
        dy_write_text(in->to, "true");
}

static enum dy_code render(struct rendering *in, const struct dy_template_node *node);

static enum dy_code inside(struct rendering *in, const struct dy_template_node *node,
                           const json_t *value)
{
    if (in->n == DY_MUSTACHE_DEPTH)
        return dy_fail(in->err, DY_E_LIMIT, (struct dy_span){0}, NULL,
                       "a page's values are nested too deeply");
    in->stack[in->n++] = value;
    enum dy_code code = render(in, node->first);
    in->n--;
    return code;
}

static enum dy_code render_section(struct rendering *in, const struct dy_template_node *node)
{
    const json_t *value = look_up(in, node->text, node->n);
    enum dy_code code = DY_OK;
    if (!is_true(value))
        return DY_OK;
    if (!json_is_array(value))
        return inside(in, node, value);
    for (size_t i = 0; i < json_array_size(value) && !code; i++)
        code = inside(in, node, json_array_get(value, i));
    return code;
}

static enum dy_code render_partial(struct rendering *in, const struct dy_template_node *node)
{
    if (in->depth == DY_MUSTACHE_DEPTH)
        return dy_fail(in->err, DY_E_LIMIT, (struct dy_span){.file = node->partial->source->name},
                       NULL, "the template is in itself too often");
    in->depth++;
    enum dy_code code = render(in, node->partial->first);
    in->depth--;
    return code;
}

static enum dy_code render_node(struct rendering *in, const struct dy_template_node *node)
{
    const json_t *value = NULL;
    switch (node->kind) {
    case DY_TEMPLATE_TEXT:
        dy_write(in->to, node->text, node->n);
        return DY_OK;
    case DY_TEMPLATE_VARIABLE:
        print_value(in, look_up(in, node->text, node->n));
        return DY_OK;
    case DY_TEMPLATE_RAW:
        value = look_up(in, node->text, node->n);
        if (json_is_string(value))
            dy_write(in->to, json_string_value(value), json_string_length(value));
        return DY_OK;
    case DY_TEMPLATE_SECTION:
        return render_section(in, node);
    case DY_TEMPLATE_INVERTED:
        return is_true(look_up(in, node->text, node->n)) ? DY_OK : render(in, node->first);
    case DY_TEMPLATE_PARTIAL:
        return render_partial(in, node);
    }
    return DY_OK;
}

static enum dy_code render(struct rendering *in, const struct dy_template_node *node)
{
    enum dy_code code = DY_OK;
    for (; node && !code && !in->to->failed; node = node->next)
        code = ++in->steps <= DY_MUSTACHE_STEPS
                   ? render_node(in, node)
                   : dy_fail(in->err, DY_E_LIMIT, (struct dy_span){0}, NULL, "a page is too long");
    return code;
}

enum dy_code dy_template_render(const struct dy_templates *templates, const char *name,
                                const struct dy_template_values *values, struct dy_writer *to,
                                struct dy_err *err)
{
    struct rendering in = {.values = values, .to = to, .err = err};
    const struct dy_template *of = dy_template_find(templates, name, strlen(name));
    if (!of || values->n >= DY_MUSTACHE_DEPTH)
        return dy_fail(err, DY_E_BUG, (struct dy_span){0}, NULL, "there is no template %.60s",
                       name);
    for (size_t i = 0; i < values->n; i++)
        in.stack[in.n++] = values->of[i];
    enum dy_code code = render(&in, of->first);
    if (!code && to->failed)
        code = dy_no_memory(err);
    return code;
}

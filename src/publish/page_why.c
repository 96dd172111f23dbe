/* Why a figure is what it is: the derivation, its leaves with their proofs. */
#include <string.h>

#include "publish/page_parts.h"

/* A key that is missing would be looked for outwards by a template. */
static bool fill_keys(json_t *node, const char *const *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!json_object_get(node, keys[i]) && json_object_set_new(node, keys[i], json_null()) != 0)
            return false;
    return true;
}

/* An entry has a page. */
static bool link_entry(const struct dy_page *page, json_t *at)
{
    const json_t *entry = json_object_get(at, "entry");
    if (!json_is_integer(entry) || !page->record)
        return true;
    const char *number =
        dy_arena_format(page->mem, "%" JSON_INTEGER_FORMAT, json_integer_value(entry));
    const char *href = number ? dy_page_href(page, "entry", number) : NULL;
    return href && json_object_set_new(at, "href", json_string(href)) == 0;
}

/* In a node: digits alone are a number for people, all keys are there. */
static bool complete(const struct dy_page *page, json_t *node)
{
    static const char *const keys[] = {"value", "cite", "reading", "at"};
    static const char *const places[] = {"file", "line",      "entry", "leaf",
                                         "root", "inclusion", "href"};
    const char *value = json_string_value(json_object_get(node, "value"));
    dy_votes number;
    json_t *at = json_object_get(node, "at"), *below = json_object_get(node, "because");
    json_t *shown = value ? json_string(value) : json_null();
    if (value && strlen(value) > 3 && dy_parse_votes(value, strlen(value), &number)) {
        json_decref(shown);
        shown = dy_json_count(number);
    }
    if (!shown || json_object_set_new(node, "shown", shown) != 0 ||
        !fill_keys(node, keys, DY_COUNT_OF(keys)) || (at && !link_entry(page, at)) ||
        (at && !fill_keys(at, places, DY_COUNT_OF(places))))
        return false;
    for (size_t i = 0; i < json_array_size(below); i++)
        if (!complete(page, json_array_get(below, i)))
            return false;
    return true;
}

enum dy_code dy_page_why(const struct dy_page *page, const char *path, json_t **out,
                         struct dy_err *err)
{
    const struct dy_why *why = NULL;
    json_t *tree = NULL;
    struct dy_why_source source = dy_state_why_source(page->state);
    enum dy_code code = dy_count_why(page->mem, page->outcome, path, &source, &why, err);
    if (!code)
        code = dy_publish_why_json(why, page->lang, page->proofs, &tree, err);
    if (code)
        return code;
    if (!complete(page, tree)) {
        json_decref(tree);
        return dy_no_memory(err);
    }
    const char *text = dy_why_say(page->mem, page->lang, why);
    json_t *value = dy_page_frame(page, "why", text ? text : "");
    value = dy_json_put(value, "path", json_string(path));
    *out = dy_json_put(value, "why", tree);
    return *out ? DY_OK : dy_no_memory(err);
}

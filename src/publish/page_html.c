/* A page's value as HTML: its template over the value, the words of the language, the pictures. */
#include "publish/embedded.h"
#include "publish/mustache.h"
#include "publish/page_parts.h"

enum dy_code dy_page_templates(struct dy_arena *mem, const struct dy_templates **out,
                               struct dy_err *err)
{
    struct dy_template_source *sources = DY_NEW(mem, struct dy_template_source, dy_n_embedded);
    size_t n = 0;
    if (!sources)
        return dy_no_memory(err);
    for (size_t i = 0; i < dy_n_embedded; i++)
        if (dy_embedded[i].is_template)
            sources[n++] = (struct dy_template_source){dy_embedded[i].name, dy_embedded[i].bytes,
                                                       dy_embedded_size(&dy_embedded[i])};
    return dy_templates_read(mem, n, sources, out, err);
}

/* Each tier's pictures into a copy of the tier, so that its template finds them. */
static json_t *with_pictures(const json_t *value, json_t *pictures)
{
    json_t *all = json_object_get(value, "tiers"), *tiers = json_array();
    json_t *of = json_object_get(pictures, "tiers");
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *tier = json_copy(json_array_get(all, i));
        tier = dy_json_put(tier, "svg", json_incref(json_array_get(of, i)));
        tiers = dy_json_add(tiers, tier);
    }
    json_t *out = json_object_get(value, "tiers")
                      ? json_pack("{s:o s:O}", "tiers", tiers, "svg", pictures)
                      : (json_decref(tiers), json_pack("{s:O}", "svg", pictures));
    json_decref(pictures);
    return out;
}

enum dy_code dy_page_html(struct dy_arena *mem, const struct dy_templates *templates,
                          const json_t *value, const char *const style[2], const char **out,
                          size_t *n, struct dy_err *err)
{
    const char *lang = json_string_value(json_object_get(value, "lang")),
               *kind = json_string_value(json_object_get(value, "page"));
    struct dy_writer to = {.mem = mem};
    json_t *words = json_pack("{s:o s:{s:s s:s}}", "say", dy_page_words(lang), "style", "base",
                              style[0], "own", style[1]);
    json_t *pictures = dy_page_pictures(mem, value);
    json_t *over = pictures ? with_pictures(value, pictures) : NULL;
    const json_t *stack[] = {words, value, over};
    const struct dy_template_values values = {DY_COUNT_OF(stack), stack, lang};
    enum dy_code code =
        words && over ? dy_template_render(templates, kind, &values, &to, err) : dy_no_memory(err);
    json_decref(words);
    json_decref(over);
    *out = to.of;
    *n = to.n;
    return code;
}

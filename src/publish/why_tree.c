/* A derivation as a tree of lines, and as JSON. */
#include <string.h>

#include "base/say.h"
#include "publish/json.h"
#include "publish/names.h"
#include "publish/table.h"

static const char *reading_text(struct dy_arena *mem, const char *lang,
                                const struct dy_law_reading *reading)
{
    struct dy_param params[] = {{"id", reading->id}, {"option", reading->chosen}};
    return dy_say_params(mem, lang, N_("reading {id}: {option}"), DY_COUNT_OF(params), params);
}

/* Plain digits are grouped for people; other values stand as they are. */
static const char *value_text(struct dy_arena *mem, const char *lang, const char *value)
{
    char text[40];
    dy_votes number;
    if (!dy_parse_votes(value, strlen(value), &number))
        return value;
    dy_group_digits(lang, number, text, sizeof text);
    const char *out = dy_arena_copy(mem, text, strlen(text));
    return out ? out : value;
}

/* "claim: value [article; reading; unverified]" */
static const char *sentence(struct dy_arena *mem, const char *lang, const struct dy_why *why)
{
    const char *claim = dy_why_say(mem, lang, why), *more = why->cite ? why->cite : "";
    if (more && why->reading)
        more = dy_arena_format(mem, "%s%s%s", more, *more ? "; " : "",
                               reading_text(mem, lang, why->reading));
    if (more && why->unverified)
        more =
            dy_arena_format(mem, "%s%s%s", more, *more ? "; " : "", dy_say(lang, N_("unverified")));
    if (claim && why->value)
        claim = dy_arena_format(mem, "%s: %s", claim, value_text(mem, lang, why->value));
    if (!claim || !more)
        return "";
    const char *out = *more ? dy_arena_format(mem, "%s [%s]", claim, more) : claim;
    return out ? out : "";
}

static void print_node(const struct dy_print *print, struct dy_arena *mem, const struct dy_why *why,
                       const char *first, const char *rest)
{
    dy_print_wrapped(print, first,
                     dy_arena_format(mem, "%s%s", rest, why->n_because ? "│  " : "   "),
                     sentence(mem, print->lang, why));
    for (size_t i = 0; i < why->n_because; i++) {
        bool last = i + 1 == why->n_because;
        char *head = dy_arena_format(mem, "%s%s", rest, last ? "└─ " : "├─ ");
        char *tail = dy_arena_format(mem, "%s%s", rest, last ? "   " : "│  ");
        if (head && tail)
            print_node(print, mem, why->because[i], head, tail);
    }
}

void dy_publish_why_tree(const struct dy_print *print, const struct dy_why *why)
{
    struct dy_arena mem;
    dy_arena_init(&mem);
    print_node(print, &mem, why, "", "");
    dy_arena_finish(&mem);
}

static json_t *place_json(struct dy_span at)
{
    return json_pack("{s:s s:o}", "file", dy_file_name(at.file), "line", dy_json_count(at.line));
}

static json_t *leaf_json(const struct dy_why *why, const struct dy_entry_proofs *proofs)
{
    if (!why->is_entry)
        return place_json(why->at);
    json_t *proof = proofs ? proofs->of(proofs->self, why->at.line) : json_object();
    return dy_json_put(proof, "entry", dy_json_count(why->at.line));
}

static json_t *node_json(struct dy_arena *mem, const char *lang, const struct dy_why *why,
                         const struct dy_entry_proofs *proofs)
{
    json_t *params = json_object(), *because = json_array();
    for (size_t i = 0; i < why->n_params; i++)
        params = dy_json_put(params, why->params[i].name, json_string(why->params[i].value));
    for (size_t i = 0; i < why->n_because && because; i++)
        because = dy_json_add(because, node_json(mem, lang, why->because[i], proofs));
    json_t *out =
        json_pack("{s:s s:s s:o s:o s:b}", "claim", why->claim, "text", dy_why_say(mem, lang, why),
                  "params", params, "because", because, "unverified", why->unverified);
    if (why->value)
        out = dy_json_put(out, "value", json_string(why->value));
    if (why->cite)
        out = dy_json_put(out, "cite", json_string(why->cite));
    if (why->reading)
        out = dy_json_put(
            out, "reading",
            json_pack("{s:s s:s}", "id", why->reading->id, "chosen", why->reading->chosen));
    return why->at.line ? dy_json_put(out, "at", leaf_json(why, proofs)) : out;
}

enum dy_code dy_publish_why_json(const struct dy_why *why, const char *lang,
                                 const struct dy_entry_proofs *proofs, json_t **out,
                                 struct dy_err *err)
{
    struct dy_arena mem;
    dy_arena_init(&mem);
    *out = node_json(&mem, lang, why, proofs);
    dy_arena_finish(&mem);
    return *out ? DY_OK : dy_no_memory(err);
}

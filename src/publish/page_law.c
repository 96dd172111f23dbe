/* The same votes under another law: the versions there are, and seats side by side. */
#include <string.h>

#include "publish/page_parts.h"

static const char *version_text(const struct dy_page *page, const struct dy_law_version *version)
{
    char from[11], until[11];
    dy_date_format(version->from, from);
    dy_date_format(version->until, until);
    return *until ? DY_PAGE_SAY(page, N_("{act}, in force from {from} to {until}"),
                                {"act", version->act->id}, {"from", from}, {"until", until})
                  : DY_PAGE_SAY(page, N_("{act}, in force since {from}"), {"act", version->act->id},
                                {"from", from});
}

static json_t *version_value(const struct dy_page *page, const struct dy_law_version *version,
                             const struct dy_law_version *chosen)
{
    char from[11];
    dy_date_format(version->from, from);
    const char *base = dy_page_href(page, "law", NULL);
    const char *href =
        base ? dy_arena_format(page->mem, "%s?law=%s@%s", base, version->act->id, from) : NULL;
    json_t *out = dy_page_link(version_text(page, version), href);
    bool is_held = dy_date_compare(version->from, page->outcome->law->from) == 0,
         is_chosen = chosen && dy_date_compare(version->from, chosen->from) == 0;
    out = dy_json_put(out, "held", json_boolean(is_held));
    return dy_json_put(out, "current", json_boolean(is_chosen));
}

static json_t *versions_value(const struct dy_page *page, const struct dy_outcome *other)
{
    const struct dy_law_act *act = page->outcome->law->act;
    json_t *out = json_array();
    for (size_t i = 0; i < act->n_versions; i++)
        out = dy_json_add(out, version_value(page, &act->versions[i], other ? other->law : NULL));
    return out;
}

static const struct dy_outcome_body *body_of(const struct dy_outcome *outcome, const char *id)
{
    for (size_t i = 0; i < outcome->n_body; i++)
        if (strcmp(outcome->body[i].id, id) == 0)
            return &outcome->body[i];
    return NULL;
}

static json_t *row_value(const struct dy_page *page, const char *title, dy_seats held,
                         dy_seats other)
{
    const char *change = held == other  ? "0"
                         : held < other ? dy_arena_format(page->mem, "+%u", other - held)
                                        : dy_arena_format(page->mem, "−%u", held - other);
    return change ? json_pack("{s:s s:o s:o s:s s:b}", "title", title, "held", dy_json_count(held),
                              "other", dy_json_count(other), "change", change, "differs",
                              held != other)
                  : NULL;
}

static json_t *rows_value(const struct dy_page *page, const struct dy_outcome *other)
{
    const struct dy_outcome *held = page->outcome;
    json_t *out = json_array();
    for (size_t i = 0; i < held->n_body; i++) {
        const struct dy_outcome_body *body = &held->body[i], *there = body_of(other, body->id);
        if (body->seats || (there && there->seats))
            out = dy_json_add(out,
                              row_value(page, dy_body_name(held->election, body->list, page->lang),
                                        body->seats, there ? there->seats : 0));
    }
    for (size_t i = 0; i < other->n_body; i++)
        if (other->body[i].seats && !body_of(held, other->body[i].id))
            out = dy_json_add(
                out, row_value(page, dy_body_name(other->election, other->body[i].list, page->lang),
                               0, other->body[i].seats));
    return out;
}

static json_t *other_value(const struct dy_page *page, const struct dy_outcome *other)
{
    struct dy_page at = *page;
    at.outcome = other;
    const char *text = version_text(page, other->law);
    if (!text)
        return NULL;
    return json_pack("{s:s s:s s:s s:s s:s s:o s:o s:o}", "status", dy_status_name(other->status),
                     "status_text", dy_page_status(&at, other->status), "held_status_text",
                     dy_page_status(page, page->outcome->status), "act", other->law->act->id,
                     "text", text, "seats", dy_json_count(other->seats), "held_seats",
                     dy_json_count(page->outcome->seats), "rows", rows_value(page, other));
}

enum dy_code dy_page_law(const struct dy_page *page, const struct dy_outcome *other, json_t **out,
                         struct dy_err *err)
{
    json_t *value =
        dy_page_frame(page, "law", dy_say(page->lang, N_("The same votes under another law")));
    value = dy_json_put(value, "versions", versions_value(page, other));
    *out = dy_json_put(value, "other", other ? other_value(page, other) : json_null());
    return *out ? DY_OK : dy_no_memory(err);
}

/* The elections that are served, and the page for what is not there. */
#include "publish/page_parts.h"

static json_t *served_value(const struct dy_page *page, const struct dy_page_served *served)
{
    struct dy_page at = *page;
    at.name = served->name;
    at.outcome = served->outcome;
    const char *href = dy_page_href(&at, NULL, NULL);
    if (!href)
        return NULL;
    if (!served->outcome)
        return json_pack("{s:s s:n s:n s:n s:b s:s}", "title", served->name, "href", "date",
                         "status_text", "synthetic", 0, "why", served->why);
    const struct dy_election *election = served->outcome->election;
    return json_pack("{s:s s:s s:o s:s s:b s:n}", "title", dy_page_title(&at), "href", href, "date",
                     dy_json_date(election->date), "status_text",
                     dy_page_status(&at, served->outcome->status), "synthetic", election->synthetic,
                     "why");
}

enum dy_code dy_page_index(const struct dy_page *page, size_t n,
                           const struct dy_page_served *served, json_t **out, struct dy_err *err)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < n; i++)
        rows = dy_json_add(rows, served_value(page, &served[i]));
    json_t *value = dy_page_frame(page, "index", dy_say(page->lang, N_("Elections")));
    *out = dy_json_put(value, "elections", rows);
    return *out ? DY_OK : dy_no_memory(err);
}

enum dy_code dy_page_error(const struct dy_page *page, unsigned status, const char *detail,
                           json_t **out, struct dy_err *err)
{
    const char *title = status == 404   ? N_("There is nothing at this address")
                        : status == 405 ? N_("This address can only be read")
                        : status == 406 ? N_("This page is HTML or JSON")
                        : status == 400 ? N_("The address is not understood")
                                        : N_("The server could not do it");
    json_t *value = dy_page_frame(page, "error", dy_say(page->lang, title));
    value = dy_json_put(value, "status", dy_json_count(status));
    *out = dy_json_put(value, "detail", dy_page_text_or_null(detail));
    return *out ? DY_OK : dy_no_memory(err);
}

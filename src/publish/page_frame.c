/* What every page begins with: names, addresses, the law, what a reader must know. */
#include <string.h>

#include "publish/page_parts.h"
#include "publish/table.h"

/* --- addresses --- */

const char *dy_page_root(const struct dy_page *page)
{
    if (strcmp(page->lang, "en") == 0)
        return "";
    return dy_arena_format(page->mem, "/%s", page->lang);
}

/* RFC 3986: all but unreserved characters and slashes are encoded. */
static const char *encode(struct dy_arena *mem, const char *text)
{
    size_t n = strlen(text), k = 0;
    char *out = dy_arena_alloc(mem, 3 * n + 1, 1);
    for (size_t i = 0; out && i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        bool is_plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
                        strchr("-._~/", c);
        if (is_plain)
            out[k++] = (char)c;
        else
            k += (size_t)snprintf(out + k, 4, "%%%02X", c);
    }
    return out;
}

const char *dy_page_href(const struct dy_page *page, const char *kind, const char *rest)
{
    const char *root = dy_page_root(page), *name = encode(page->mem, page->name);
    const char *end = rest ? encode(page->mem, rest) : "";
    if (!root || !name || !end)
        return NULL;
    return dy_arena_format(page->mem, "%s/%s%s%s%s%s", root, name, kind ? "/" : "",
                           kind ? kind : "", rest ? "/" : "", end);
}

json_t *dy_page_link(const char *title, const char *href)
{
    return title && href ? json_pack("{s:s s:s}", "title", title, "href", href) : NULL;
}

/* --- small values --- */

json_t *dy_page_text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

const char *dy_page_grouped(const struct dy_page *page, uint64_t value)
{
    bool failed = false;
    const char *out = dy_grouped(page->mem, page->lang, value, &failed);
    return failed ? NULL : out;
}

json_t *dy_page_percent(uint64_t part, uint64_t whole)
{
    char text[40];
    dy_percent(part, whole, text, sizeof text);
    return json_string(text);
}

const char *dy_page_title(const struct dy_page *page)
{
    const struct dy_election *election = page->outcome->election;
    return dy_names_pick(&election->title, page->lang, election->id);
}

const char *dy_page_status(const struct dy_page *page, enum dy_status status)
{
    static const char *const texts[] = {
        [DY_STATUS_FINAL] = N_("final: every seat follows from the law and the votes"),
        [DY_STATUS_INCOMPLETE] = N_("incomplete: votes are missing"),
        [DY_STATUS_UNDETERMINED] = N_("undetermined: a decision is missing"),
    };
    if (status == DY_STATUS_FINAL && page->outcome->seats == 0)
        return dy_say(page->lang, N_("final: the answer follows from the law and the votes"));
    if (status == DY_STATUS_FINAL && page->outcome->seats_declared > 0)
        return dy_say(page->lang, N_("final: every seat but those declared follows from the law "
                                     "and the votes"));
    return dy_say(page->lang, texts[status]);
}

/* --- parts of the frame --- */

static json_t *languages(const struct dy_page *page)
{
    json_t *out = json_array();
    for (const char *const *lang = dy_languages(); *lang; lang++) {
        /* Each language by its own name: that is how its catalogue translates this word. */
        const char *name = dy_say(*lang, N_("English"));
        bool is_english = strcmp(*lang, "en") == 0;
        const char *href = dy_arena_format(page->mem, "%s%s%s", is_english ? "" : "/",
                                           is_english ? "" : *lang, page->suffix);
        json_t *row = dy_page_link(name, href);
        row = dy_json_put(row, "lang", json_string(*lang));
        row = dy_json_put(row, "current", json_boolean(strcmp(*lang, page->lang) == 0));
        out = dy_json_add(out, row);
    }
    return out;
}

/* The address of the JSON: ".json" behind the path. */
static const char *json_href(const struct dy_page *page)
{
    const char *root = dy_page_root(page), *query = strchr(page->suffix, '?');
    int n = query ? (int)(query - page->suffix) : (int)strlen(page->suffix);
    bool is_index = n <= 1;
    return root ? dy_arena_format(page->mem, "%s%.*s%s.json%s", root, n, page->suffix,
                                  is_index ? "index" : "", query ? query : "")
                : NULL;
}

static json_t *law_value(const struct dy_page *page)
{
    const struct dy_election *election = page->outcome->election;
    const struct dy_law_version *law = page->outcome->law;
    char from[11], until[11];
    dy_date_format(law->from, from);
    dy_date_format(law->until, until);
    const char *text = *until ? DY_PAGE_SAY(page, N_("{act}, in force from {from} to {until}"),
                                            {"act", law->act->id}, {"from", from}, {"until", until})
                              : DY_PAGE_SAY(page, N_("{act}, in force since {from}"),
                                            {"act", law->act->id}, {"from", from});
    return json_pack("{s:s s:s s:o s:o s:b s:b s:s}", "act", law->act->id, "title",
                     dy_names_pick(&law->act->title, page->lang, law->act->id), "from",
                     dy_json_date(law->from), "until", dy_json_date(law->until), "other",
                     election->other_law, "unverified", law->unverified || law->days_unverified,
                     "text", text);
}

static json_t *notes(const struct dy_page *page)
{
    const struct dy_election *election = page->outcome->election;
    json_t *out = json_array();
    for (size_t i = 0; i < election->n_notes; i++)
        out = dy_json_add(out, json_string(dy_names_pick(&election->notes[i], page->lang, "")));
    return out;
}

static json_t *menu(const struct dy_page *page, const char *kind)
{
    static const struct {
        const char *kind, *page, *title;
    } rows[] = {
        {NULL, "results", N_("Results")},
        {"compare", "compare", N_("Compare")},
        {"law", "law", N_("Another law")},
        {"proof", "proof", N_("Proof")},
    };
    json_t *out = json_array();
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        json_t *row =
            dy_page_link(dy_say(page->lang, rows[i].title), dy_page_href(page, rows[i].kind, NULL));
        out = dy_json_add(
            out, dy_json_put(row, "current", json_boolean(strcmp(kind, rows[i].page) == 0)));
    }
    return out;
}

static json_t *election_value(const struct dy_page *page, const char *kind)
{
    const struct dy_election *election = page->outcome->election;
    json_t *out = dy_page_link(dy_page_title(page), dy_page_href(page, NULL, NULL));
    out = dy_json_put(out, "id", json_string(election->id));
    out = dy_json_put(out, "date", dy_json_date(election->date));
    out = dy_json_put(out, "synthetic", json_boolean(election->synthetic));
    out = dy_json_put(out, "source", json_string(page->outcome->source));
    out = dy_json_put(out, "source_text",
                      json_string(dy_source_say(page->lang, page->outcome->source)));
    out = dy_json_put(out, "notes", notes(page));
    out = dy_json_put(out, "law", law_value(page));
    out = dy_json_put(out, "is_record", json_boolean(page->record != NULL));
    return dy_json_put(out, "menu", menu(page, kind));
}

json_t *dy_page_frame(const struct dy_page *page, const char *kind, const char *title)
{
    const char *root = dy_page_root(page);
    json_t *out = root ? json_pack("{s:s s:s s:s s:s s:s s:s}", "format", "dauys-page/1", "page",
                                   kind, "lang", page->lang, "title", title, "home",
                                   *root ? root : "/", "version", DAUYS_VERSION)
                       : NULL;
    out = dy_json_put(out, "languages", languages(page));
    const char *json = json_href(page);
    out = dy_json_put(out, "json", json ? json_string(json) : NULL);
    return dy_json_put(out, "election", page->outcome ? election_value(page, kind) : json_null());
}

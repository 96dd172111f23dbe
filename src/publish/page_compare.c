/* Two sources side by side: figures, seats, places that differ, until when to complain. */
#include <string.h>

#include "publish/compare.h"
#include "publish/page_parts.h"
#include "state/sides.h"

enum { PLACES_MAX = 500 }; /* of a contest; the count of all is said */

/* --- which sources --- */

static bool has_source(const struct dy_election *election, const char *source)
{
    for (size_t i = 0; i < election->n_protocols; i++)
        if (strcmp(election->protocols[i].source, source) == 0)
            return true;
    return false;
}

/* The sources there are, in the order of their files; at most `most`. */
static size_t sources_of(const struct dy_election *election, const char **out, size_t most)
{
    size_t n = 0;
    for (size_t i = 0; i < election->n_protocols; i++) {
        size_t k = 0;
        while (k < n && strcmp(out[k], election->protocols[i].source) != 0)
            k++;
        if (k == n && n < most)
            out[n++] = election->protocols[i].source;
    }
    return n;
}

static json_t *pairs_value(const struct dy_page *page, const char *a, const char *b)
{
    const char *sources[8], *base = dy_page_href(page, "compare", NULL);
    size_t n = sources_of(page->outcome->election, sources, DY_COUNT_OF(sources));
    json_t *out = base ? json_array() : NULL;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            const char *title =
                dy_arena_format(page->mem, "%s – %s", dy_source_say(page->lang, sources[i]),
                                dy_source_say(page->lang, sources[k]));
            const char *href =
                dy_arena_format(page->mem, "%s?a=%s&b=%s", base, sources[i], sources[k]);
            bool current = a && b && strcmp(a, sources[i]) == 0 && strcmp(b, sources[k]) == 0;
            out = dy_json_add(
                out, dy_json_put(dy_page_link(title, href), "current", json_boolean(current)));
        }
    return out;
}

/* --- figures --- */

static const char *slot_name(const struct dy_page *page, const struct dy_contest *contest,
                             uint32_t slot)
{
    const struct dy_law_version *law = page->outcome->election->law;
    if (slot < law->n_fields)
        return dy_names_pick(&law->fields[slot].title, page->lang, law->fields[slot].id);
    if (slot < law->n_fields + contest->n_choices)
        return dy_choice_name(contest, slot - law->n_fields, page->lang);
    return dy_say(page->lang, N_("against all"));
}

static json_t *side_value(const struct dy_compare_figure *of, int side)
{
    return of->is_there[side] ? dy_json_count(of->value[side]) : json_null();
}

static json_t *figures_value(const struct dy_page *page, const struct dy_contest *contest, size_t n,
                             const struct dy_compare_figure *of)
{
    json_t *out = json_array();
    for (size_t i = 0; i < n; i++) {
        bool both = of[i].is_there[DY_SIDE_A] && of[i].is_there[DY_SIDE_B];
        uint64_t a = of[i].value[DY_SIDE_A], b = of[i].value[DY_SIDE_B];
        const char *less = dy_page_grouped(page, a > b ? a - b : b - a);
        const char *change = less ? dy_arena_format(page->mem, "%s%s",
                                                    a == b  ? ""
                                                    : a < b ? "+"
                                                            : "−",
                                                    less)
                                  : NULL;
        out = dy_json_add(
            out, json_pack("{s:s s:o s:o s:o s:b}", "title", slot_name(page, contest, of[i].slot),
                           "a", side_value(&of[i], DY_SIDE_A), "b", side_value(&of[i], DY_SIDE_B),
                           "change", both ? (change ? json_string(change) : NULL) : json_null(),
                           "differs", both && a != b));
    }
    return out;
}

static json_t *place_value(const struct dy_page *page, const struct dy_contest *contest,
                           const struct dy_compare_unit *unit)
{
    static const char *const kinds[] = {
        [DY_COMPARE_EQUAL] = N_("equal"),
        [DY_COMPARE_DIFFERS] = N_("differs"),
        [DY_COMPARE_ONLY_A] = N_("only in the first"),
        [DY_COMPARE_ONLY_B] = N_("only in the second"),
        [DY_COMPARE_PARTIAL] = N_("incomplete in one"),
    };
    const struct dy_election *election = page->outcome->election;
    json_t *out = dy_page_link(dy_unit_name(election, unit->unit, page->lang),
                               dy_page_href(page, "area", election->units.of[unit->unit].id));
    out = dy_json_put(out, "kind", json_string(dy_compare_kind_name(unit->kind)));
    out = dy_json_put(out, "kind_text", json_string(dy_say(page->lang, kinds[unit->kind])));
    return dy_json_put(out, "figures",
                       figures_value(page, contest, unit->n_figures, unit->figures));
}

/* --- a contest --- */

static json_t *ends_in(const struct dy_page *page, const struct dy_contest *contest,
                       const struct dy_outcome_contest *outcome)
{
    const char *names = "";
    if (!outcome)
        return json_null();
    for (size_t i = 0; i < outcome->n_choices && names; i++)
        if (outcome->choices[i].elected || outcome->choices[i].claims)
            names = dy_arena_format(page->mem, "%s%s%s", names, *names ? ", " : "",
                                    dy_choice_name(contest, i, page->lang));
    if (!names)
        return NULL;
    const char *event = dy_event_say(page->lang, outcome->event);
    const char *text =
        *names ? DY_PAGE_SAY(page, N_("{event}: {names}"), {"event", event}, {"names", names})
               : event;
    return text ? json_string(text) : NULL;
}

static json_t *contest_value(const struct dy_page *page, const struct dy_compare_contest *of)
{
    const struct dy_election *election = page->outcome->election;
    const struct dy_contest *contest = &election->contests[of->contest];
    const struct dy_law_tier *tier = &election->law->tiers[contest->tier];
    const char *title =
        dy_arena_format(page->mem, "%s: %s", dy_names_pick(&tier->title, page->lang, tier->id),
                        dy_unit_name(election, contest->area, page->lang));
    const char *label = dy_contest_label(page->mem, election, contest);
    json_t *places = json_array();
    for (size_t i = 0; i < of->n_units && i < PLACES_MAX; i++)
        places = dy_json_add(places, place_value(page, contest, &of->units[i]));
    json_t *out = dy_page_link(title, label ? dy_page_href(page, "contest", label) : NULL);
    out = dy_json_put(out, "places",
                      json_pack("{s:o s:o s:o s:o s:o}", "equal", dy_json_count(of->n_equal),
                                "differ", dy_json_count(of->n_differ), "only_a",
                                dy_json_count(of->n_only[DY_SIDE_A]), "only_b",
                                dy_json_count(of->n_only[DY_SIDE_B]), "partial",
                                dy_json_count(of->n_partial)));
    out = dy_json_put(out, "units", places);
    out = dy_json_put(out, "sums", figures_value(page, contest, of->n_sums, of->sums));
    out = dy_json_put(out, "outcome_a", ends_in(page, contest, of->outcome[DY_SIDE_A]));
    out = dy_json_put(out, "outcome_b", ends_in(page, contest, of->outcome[DY_SIDE_B]));
    return dy_json_put(out, "outcome_differs", json_boolean(of->outcome_differs));
}

/* --- all of it --- */

static json_t *deadlines_value(const struct dy_page *page, const struct dy_compare *compare)
{
    json_t *out = json_array();
    for (size_t i = 0; i < compare->n_deadlines; i++) {
        const struct dy_compare_deadline *of = &compare->deadlines[i];
        static const struct dy_date none = {0};
        json_t *safe = dy_json_date(of->end.is_set ? of->end.safe : none),
               *last = dy_json_date(of->end.is_set ? of->end.last : none);
        out = dy_json_add(out, json_pack("{s:s s:s s:o s:o s:s? s:b}", "id", of->of->id, "title",
                                         dy_names_pick(&of->of->title, page->lang, of->of->id),
                                         "last", last, "safe", safe, "cite", of->of->cite,
                                         "unverified", of->of->unverified || of->end.unverified));
    }
    return out;
}

static json_t *compare_value(const struct dy_page *page, const struct dy_compare *compare)
{
    json_t *contests = json_array(), *body = json_array();
    for (size_t i = 0; i < compare->n_contests; i++)
        contests = dy_json_add(contests, contest_value(page, &compare->contests[i]));
    for (size_t i = 0; i < compare->n_body; i++) {
        const struct dy_compare_body *of = &compare->body[i];
        body = dy_json_add(body, json_pack("{s:s s:o s:o s:b}", "title",
                                           dy_body_name(compare->election, of->list, page->lang),
                                           "a", dy_json_count(of->seats[DY_SIDE_A]), "b",
                                           dy_json_count(of->seats[DY_SIDE_B]), "differs",
                                           of->seats[DY_SIDE_A] != of->seats[DY_SIDE_B]));
    }
    return json_pack("{s:s s:s s:s s:s s:b s:b s:o s:o s:o}", "a", compare->source[DY_SIDE_A], "b",
                     compare->source[DY_SIDE_B], "a_text",
                     dy_source_say(page->lang, compare->source[DY_SIDE_A]), "b_text",
                     dy_source_say(page->lang, compare->source[DY_SIDE_B]), "equal", compare->equal,
                     "outcome_differs", compare->outcome_differs, "contests", contests, "body",
                     body, "deadlines", deadlines_value(page, compare));
}

enum dy_code dy_page_compare(const struct dy_page *page, const char *a, const char *b,
                             const struct dy_calendar *calendar, json_t **out, struct dy_err *err)
{
    const struct dy_election *election = page->outcome->election;
    const struct dy_compare *compare = NULL;
    const char *sources[2] = {NULL, NULL};
    if (!a && !b && sources_of(election, sources, 2) == 2) {
        a = sources[0];
        b = sources[1];
    }
    if ((a && !has_source(election, a)) || (b && !has_source(election, b)))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "there is no such source");
    bool is_pair = a && b && strcmp(a, b) != 0;
    if (is_pair) {
        enum dy_code code = dy_compare_sources(page->mem, election, a, b, calendar, &compare, err);
        if (code)
            return code;
    }
    json_t *value =
        dy_page_frame(page, "compare", dy_say(page->lang, N_("Two sources side by side")));
    value = dy_json_put(value, "pairs", pairs_value(page, a, b));
    *out = dy_json_put(value, "compare", compare ? compare_value(page, compare) : json_null());
    return *out ? DY_OK : dy_no_memory(err);
}

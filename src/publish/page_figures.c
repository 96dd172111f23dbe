/* The figures of a contest. */
#include <string.h>

#include "publish/page_parts.h"
#include "publish/svg.h"

static const struct dy_law_tier *tier_of(const struct dy_page *page,
                                         const struct dy_outcome_contest *contest)
{
    return &page->outcome->law->tiers[contest->contest->tier];
}

static const char *label_of(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    return dy_contest_label(page->mem, page->outcome->election, contest->contest);
}

/* The address of the derivation of a figure of the contest; NULL without memory. */
static const char *why_href(const struct dy_page *page, const struct dy_outcome_contest *contest,
                            const char *figure)
{
    const char *label = label_of(page, contest);
    const char *path = label ? dy_arena_format(page->mem, "%s/%s", label, figure) : NULL;
    return path ? dy_page_href(page, "why", path) : NULL;
}

static json_t *why_of(const struct dy_page *page, const struct dy_outcome_contest *contest,
                      const char *choice, const char *figure)
{
    const char *path = dy_arena_format(page->mem, "%s/%s", choice, figure);
    const char *href = path ? why_href(page, contest, path) : NULL;
    return href ? json_string(href) : NULL;
}

unsigned dy_page_colour(const struct dy_page *page, uint32_t list)
{
    for (size_t i = 0; i < page->outcome->n_body; i++)
        if (page->outcome->body[i].list == list)
            return dy_svg_colour(i);
    return DY_SVG_COLOURS - 1;
}

/* What percentages are of: the law's base or, where it names none, all votes. */
uint64_t dy_page_base_of(const struct dy_outcome_contest *contest)
{
    uint64_t all = contest->against_all;
    for (size_t i = 0; i < contest->n_choices; i++)
        all += contest->choices[i].votes;
    return contest->base ? contest->base : all;
}

size_t *dy_page_by_votes(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    size_t *order = DY_NEW(page->mem, size_t, contest->n_choices);
    for (size_t i = 0; order && i < contest->n_choices; i++) {
        size_t k = i;
        for (; k > 0 && contest->choices[order[k - 1]].votes < contest->choices[i].votes; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    return order;
}

/* --- choices --- */

static const char *mark_of(const struct dy_page *page, const struct dy_outcome_contest *contest,
                           size_t i)
{
    const struct dy_outcome_choice *choice = &contest->choices[i];
    bool lists = tier_of(page, contest)->choices == DY_CHOICES_LISTS;
    bool question = contest->event == DY_EVENT_ADOPTED || contest->event == DY_EVENT_REJECTED;
    if (question)
        return i == 0 ? dy_event_say(page->lang, contest->event) : "";
    if (choice->claims)
        return dy_say(page->lang, N_("claims"));
    if (!lists)
        return choice->elected ? dy_say(page->lang, N_("elected")) : "";
    if (choice->admitted == DY_ADMITTED_OPEN)
        return dy_say(page->lang, N_("open"));
    if (choice->admitted == DY_ADMITTED_NO)
        return dy_say(page->lang, N_("below the bar"));
    return dy_say(page->lang, choice->by_guarantee ? N_("in, by the guarantee") : N_("in"));
}

static unsigned colour_of(const struct dy_page *page, const struct dy_outcome_contest *contest,
                          size_t i)
{
    uint32_t list = contest->contest->choices[i].list;
    bool has_list = list != DY_NOTHING && page->outcome->n_body > 0;
    return has_list ? dy_page_colour(page, list) : dy_svg_colour(i);
}

static json_t *choice_value(const struct dy_page *page, const struct dy_outcome_contest *contest,
                            size_t i)
{
    const struct dy_outcome_choice *choice = &contest->choices[i];
    const char *id = contest->contest->choices[i].id;
    bool is_settled = choice->seats_min == choice->seats_max;
    const char *range = is_settled ? dy_arena_format(page->mem, "%u", choice->seats)
                                   : dy_arena_format(page->mem, "%u (%u–%u)", choice->seats,
                                                     choice->seats_min, choice->seats_max);
    json_t *out = json_pack(
        "{s:s s:s s:o s:o s:o s:o s:o s:s s:b s:b s:b s:b s:s s:o}", "id", id, "title",
        dy_choice_name(contest->contest, i, page->lang), "votes", dy_json_count(choice->votes),
        "percent", dy_page_percent(choice->votes, dy_page_base_of(contest)), "seats",
        dy_json_count(choice->seats), "seats_min", dy_json_count(choice->seats_min), "seats_max",
        dy_json_count(choice->seats_max), "seats_text", range, "settled", is_settled, "admitted",
        choice->admitted == DY_ADMITTED_YES, "elected", choice->elected, "claims", choice->claims,
        "mark", mark_of(page, contest, i), "colour", dy_json_count(colour_of(page, contest, i)));
    out = dy_json_put(out, "why_votes", why_of(page, contest, id, "votes"));
    bool lists = tier_of(page, contest)->choices == DY_CHOICES_LISTS;
    return dy_json_put(out, "why", why_of(page, contest, id, lists ? "seats" : "elected"));
}

json_t *dy_page_choices(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    size_t *order = dy_page_by_votes(page, contest);
    json_t *out = order ? json_array() : NULL;
    for (size_t k = 0; out && k < contest->n_choices; k++) {
        const struct dy_contest *of = contest->contest;
        if (!of->stands || of->stands[order[k]])
            out = dy_json_add(out, choice_value(page, contest, order[k]));
    }
    return out;
}

/* --- named numbers --- */

/* One term of a share; false where the source does not publish it. */
static bool term_value(const struct dy_page *page, const struct dy_outcome_contest *contest,
                       const struct dy_law_term *term, uint64_t *out)
{
    const struct dy_law_version *law = page->outcome->law;
    const struct dy_tally *tally = contest->tally;
    uint32_t field = term->field;
    *out = 0;
    if (term->kind == DY_TERM_VOTES) {
        for (size_t i = 0; i < contest->n_choices; i++)
            *out += contest->choices[i].votes;
        return true;
    }
    if (term->kind == DY_TERM_AGAINST_ALL) {
        *out = contest->against_all;
        return true;
    }
    if (term->kind == DY_TERM_LISTED)
        for (field = 0; field < law->n_fields; field++)
            if (strcmp(law->fields[field].id, "listed") == 0)
                break;
    if (field < law->n_fields && tally->present[field])
        *out = tally->sums[field];
    else if (term->kind == DY_TERM_LISTED)
        *out = tally->listed_covered;
    return *out > 0 || (field < law->n_fields && tally->present[field]);
}

static bool share_sum(const struct dy_page *page, const struct dy_outcome_contest *contest,
                      const struct dy_law_share *share, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < share->n_terms; i++) {
        uint64_t value;
        if (!term_value(page, contest, &share->terms[i], &value) || !dy_add(out, value))
            return false;
    }
    return true;
}

static json_t *share_value(const struct dy_page *page, const struct dy_outcome_contest *contest,
                           const struct dy_law_share *share, uint64_t value, uint64_t listed)
{
    const char *href = why_href(page, contest, share->id);
    json_t *out = href ? json_pack("{s:s s:s s:o s:s s:s?}", "id", share->id, "title",
                                   dy_names_pick(&share->title, page->lang, share->id), "value",
                                   dy_json_count(value), "why", href, "cite", share->cite)
                       : NULL;
    bool is_part = listed && value <= listed;
    return dy_json_put(out, "of_listed", is_part ? dy_page_percent(value, listed) : json_null());
}

json_t *dy_page_shares(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    static const struct dy_law_term LISTED = {.kind = DY_TERM_LISTED};
    const struct dy_law_version *law = page->outcome->law;
    uint64_t listed = 0, value;
    json_t *out = json_array();
    if (contest->tally && !term_value(page, contest, &LISTED, &listed))
        listed = 0;
    for (size_t i = 0; contest->tally && i < law->n_shares; i++)
        if (share_sum(page, contest, &law->shares[i], &value))
            out = dy_json_add(out, share_value(page, contest, &law->shares[i], value, listed));
    return json_pack("{s:o s:o}", "listed", listed ? dy_json_count(listed) : json_null(), "of",
                     out);
}

/* What percentages and the bar are of. */
json_t *dy_page_base(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    const struct dy_law_tier *tier = tier_of(page, contest);
    const struct dy_law_version *law = page->outcome->law;
    uint32_t share = tier->bar.is_set ? tier->bar.of : tier->award.majority.whole;
    const char *cite = tier->bar.is_set ? tier->bar.cite : tier->award.cite;
    bool has_base = (tier->bar.is_set || tier->award.majority.is_set) && contest->base;
    const char *base = dy_page_grouped(page, dy_page_base_of(contest)),
               *needed = dy_page_grouped(page, contest->needed);
    if (!base || !needed)
        return NULL;
    const char *text =
        has_base ? DY_PAGE_SAY(page, N_("% of {base} {title}; needed: {needed} ({cite})"),
                               {"base", base},
                               {"title", dy_names_pick(&law->shares[share].title, page->lang,
                                                       law->shares[share].id)},
                               {"needed", needed}, {"cite", cite ? cite : "-"})
                 : DY_PAGE_SAY(page, N_("% of all {base} votes"), {"base", base});
    const char *bar = DY_PAGE_SAY(page, N_("the bar: {needed} votes"), {"needed", needed});
    bool has_bar = tier->bar.is_set && contest->needed;
    return json_pack("{s:o s:o s:s s:o s:s}", "value", dy_json_count(dy_page_base_of(contest)),
                     "needed", has_base ? dy_json_count(contest->needed) : json_null(), "text",
                     text, "bar", has_bar ? dy_json_count(contest->needed) : json_null(),
                     "bar_text", bar);
}

/* --- what a reader must know --- */

static json_t *stations_value(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    const struct dy_tally *tally = contest->tally;
    if (!tally)
        return json_null();
    const char *missing = dy_page_grouped(page, tally->n_missing),
               *all = dy_page_grouped(page, tally->n_stations),
               *voters = tally->missing_unknown ? dy_say(page->lang, N_("an unknown number of"))
                                                : dy_page_grouped(page, tally->missing_voters);
    if (!missing || !all || !voters)
        return NULL;
    const char *text =
        DY_PAGE_SAY(page, N_("{missing} of {all} stations are missing, with {voters} voters."),
                    {"missing", missing}, {"all", all}, {"voters", voters});
    return json_pack("{s:o s:o s:o s:o s:o}", "protocols", dy_json_count(tally->n_rows), "all",
                     dy_json_count(tally->n_stations), "covered", dy_json_count(tally->n_covered),
                     "missing", dy_json_count(tally->n_missing), "missing_text",
                     tally->n_missing ? json_string(text) : json_null());
}

static json_t *remarks(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    json_t *out = json_array();
    const char *all = "";
    for (size_t i = 0; i < contest->n_choices && all; i++)
        if (contest->choices[i].claims)
            all = dy_arena_format(page->mem, "%s%s%s", all, *all ? ", " : "",
                                  dy_choice_name(contest->contest, i, page->lang));
    if (!all)
        json_decref(out), out = NULL;
    else if (*all) {
        const char *text =
            DY_PAGE_SAY(page, N_("{event}: {names}"),
                        {"event", dy_event_say(page->lang, contest->event)}, {"names", all});
        out = dy_json_add(out, text ? json_string(text) : NULL);
    }
    const struct dy_law_silence *silence = contest->silence;
    if (silence) {
        const char *said = dy_names_pick(&silence->text, page->lang, silence->when);
        const char *text = DY_PAGE_SAY(page, N_("The law is silent ({cite}): {text}"),
                                       {"cite", silence->cite ? silence->cite : "-"},
                                       {"text", silence->cite ? said : dy_say(page->lang, said)});
        out = dy_json_add(out, text ? json_string(text) : NULL);
    }
    return out;
}

/* --- all of it --- */

static json_t *identity(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    const struct dy_election *election = page->outcome->election;
    const struct dy_law_tier *tier = tier_of(page, contest);
    uint32_t area = contest->contest->area;
    const char *label = label_of(page, contest);
    const char *href = label ? dy_page_href(page, "contest", label) : NULL;
    const char *area_href = dy_page_href(page, "area", election->units.of[area].id);
    const char *name = dy_unit_name(election, area, page->lang);
    if (!href || !area_href)
        return NULL;
    return json_pack(
        "{s:s s:s s:s s:s s:s s:s s:s s:s s:s s:s}", "label", label, "href", href, "tier", tier->id,
        "tier_title", dy_names_pick(&tier->title, page->lang, tier->id), "area",
        election->units.of[area].id, "area_title", name, "area_href", area_href, "status",
        dy_status_name(contest->status), "event", dy_event_name(contest->event), "event_text",
        dy_event_say(page->lang, contest->event));
}

json_t *dy_page_contest_value(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    const struct dy_law_tier *tier = tier_of(page, contest);
    const char *status = why_href(page, contest, "status"),
               *against = why_href(page, contest, "against_all/votes");
    uint64_t base = dy_page_base_of(contest);
    json_t *out = identity(page, contest);
    out = dy_json_put(out, "status_text", json_string(dy_page_status(page, contest->status)));
    out = dy_json_put(out, "round", dy_json_count(contest->round));
    out = dy_json_put(out, "is_runoff", json_boolean(contest->round == 2));
    out = dy_json_put(out, "is_lists", json_boolean(tier->choices == DY_CHOICES_LISTS));
    out = dy_json_put(out, "seats", dy_json_count(contest->seats));
    out = dy_json_put(out, "choices", dy_page_choices(page, contest));
    json_t *all =
        against ? json_pack("{s:o s:o s:s}", "votes", dy_json_count(contest->against_all),
                            "percent", dy_page_percent(contest->against_all, base), "why", against)
                : NULL;
    if (!tier->against_all)
        json_decref(all), all = json_null();
    out = dy_json_put(out, "against_all", all);
    out = dy_json_put(out, "base", dy_page_base(page, contest));
    out = dy_json_put(out, "shares", dy_page_shares(page, contest));
    out = dy_json_put(out, "stations", stations_value(page, contest));
    out = dy_json_put(out, "remarks", remarks(page, contest));
    return dy_json_put(out, "why", status ? json_string(status) : NULL);
}

/* Who leads, by how many votes, and whether that can change. */
json_t *dy_page_contest_line(const struct dy_page *page, const struct dy_outcome_contest *contest)
{
    size_t *order = dy_page_by_votes(page, contest);
    json_t *out = order ? identity(page, contest) : NULL;
    bool elected = contest->event == DY_EVENT_ELECTED, has_votes = dy_page_base_of(contest) > 0;
    size_t first = contest->n_choices && order ? order[0] : 0;
    for (size_t i = 0; i < contest->n_choices; i++)
        if (contest->choices[i].elected)
            first = i;
    bool is_named = contest->n_choices > 0 && (elected || has_votes);
    uint64_t votes = is_named ? contest->choices[first].votes : 0;
    uint64_t second = contest->n_choices > 1 && order ? contest->choices[order[1]].votes : 0;
    bool missing = contest->tally && contest->tally->n_missing;
    bool is_open = !elected || (missing && contest->choices[first].seats_min == 0);
    out = dy_json_put(out, "name",
                      is_named ? json_string(dy_choice_name(contest->contest, first, page->lang))
                               : json_null());
    out = dy_json_put(out, "votes", dy_json_count(votes));
    out = dy_json_put(out, "percent", dy_page_percent(votes, dy_page_base_of(contest)));
    out = dy_json_put(out, "ahead", dy_json_count(votes > second ? votes - second : 0));
    out = dy_json_put(out, "open", json_boolean(is_open));
    out = dy_json_put(out, "is_runoff", json_boolean(contest->round == 2));
    unsigned colour = is_named ? colour_of(page, contest, first) : DY_SVG_COLOURS - 1;
    if (is_named && contest->contest->choices[first].list == DY_NOTHING)
        colour = dy_page_colour(page, DY_NOTHING);
    return dy_json_put(out, "colour", dy_json_count(colour));
}

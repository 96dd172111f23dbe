/* The results of an election: the house, its tiers, what is settled and what is open. */
#include <string.h>

#include "publish/page_parts.h"
#include "publish/svg.h"

/* --- the house --- */

static json_t *body_tiers(const struct dy_page *page, const struct dy_outcome_body *body)
{
    json_t *out = json_array();
    for (size_t t = 0; t < page->outcome->law->n_tiers; t++)
        out = dy_json_add(out, json_pack("{s:s s:o}", "tier", page->outcome->law->tiers[t].id,
                                         "seats", dy_json_count(body->by_tier[t])));
    return out;
}

static json_t *body_row(const struct dy_page *page, size_t i)
{
    const struct dy_outcome_body *body = &page->outcome->body[i];
    bool is_settled = body->seats_min == body->seats_max;
    const char *path = dy_arena_format(page->mem, "body/%s/seats", body->id);
    const char *why = path ? dy_page_href(page, "why", path) : NULL;
    const char *range = is_settled ? dy_arena_format(page->mem, "%u", body->seats)
                                   : dy_arena_format(page->mem, "%u (%u–%u)", body->seats,
                                                     body->seats_min, body->seats_max);
    if (!why || !range)
        return NULL;
    return json_pack("{s:s s:s s:o s:o s:o s:s s:b s:o s:s s:o}", "id", body->id, "title",
                     dy_body_name(page->outcome->election, body->list, page->lang), "seats",
                     dy_json_count(body->seats), "seats_min", dy_json_count(body->seats_min),
                     "seats_max", dy_json_count(body->seats_max), "seats_text", range, "settled",
                     is_settled, "tiers", body_tiers(page, body), "why", why, "colour",
                     dy_json_count(dy_svg_colour(i)));
}

/* "18 seats are still open.", or null. */
static json_t *open_text(const struct dy_page *page, dy_seats n_open)
{
    struct dy_param param = {"n", dy_page_grouped(page, n_open)};
    const char *msgid =
        dy_say_n(page->lang, "{n} seat is still open.", "{n} seats are still open.", n_open);
    const char *text = param.value ? dy_say_params(page->mem, page->lang, msgid, 1, &param) : NULL;
    if (n_open == 0)
        return json_null();
    return text ? json_string(text) : NULL;
}

/* The house in one sentence: who has the most seats; null while nobody has any. */
static json_t *lead_of_house(const struct dy_page *page)
{
    const struct dy_outcome *outcome = page->outcome;
    if (outcome->n_body == 0 || outcome->body[0].seats == 0)
        return json_null();
    const struct dy_outcome_body *first = &outcome->body[0];
    const char *seats = dy_page_grouped(page, first->seats),
               *all = dy_page_grouped(page, outcome->seats);
    if (!seats || !all)
        return NULL;
    bool has_majority = first->seats_min > outcome->seats / 2;
    const char *text =
        DY_PAGE_SAY(page,
                    has_majority ? N_("{name} has {seats} of {all} seats, more than half.")
                                 : N_("{name} has the most seats: {seats} of {all}."),
                    {"name", dy_body_name(outcome->election, first->list, page->lang)},
                    {"seats", seats}, {"all", all});
    return text ? json_string(text) : NULL;
}

/* A single contest in one sentence: who is elected, or what it ended in. */
static json_t *lead_of_contest(const struct dy_page *page)
{
    const struct dy_outcome_contest *contest = &page->outcome->contests[0];
    size_t first = 0;
    while (first < contest->n_choices && !contest->choices[first].elected)
        first++;
    const char *event = dy_event_say(page->lang, contest->event);
    if (first == contest->n_choices)
        return json_string(event);
    const char *text = DY_PAGE_SAY(page, N_("{event}: {names}"), {"event", event},
                                   {"names", dy_choice_name(contest->contest, first, page->lang)});
    return text ? json_string(text) : NULL;
}

static json_t *lead_value(const struct dy_page *page)
{
    if (page->outcome->seats > 1)
        return lead_of_house(page);
    return page->outcome->n_contests == 1 ? lead_of_contest(page) : json_null();
}

static json_t *house_value(const struct dy_page *page)
{
    const struct dy_outcome *outcome = page->outcome;
    json_t *rows = json_array();
    if (outcome->seats <= 1) {
        json_decref(rows);
        return json_null();
    }
    for (size_t i = 0; i < outcome->n_body; i++)
        if (outcome->body[i].seats_max > 0)
            rows = dy_json_add(rows, body_row(page, i));
    dy_seats sure = outcome->seats_settled + outcome->seats_declared;
    struct dy_param param[] = {{"seats", dy_page_grouped(page, outcome->seats)},
                               {"awarded", dy_page_grouped(page, outcome->seats_awarded)},
                               {"settled", dy_page_grouped(page, outcome->seats_settled)},
                               {"declared", dy_page_grouped(page, outcome->seats_declared)}};
    const char *msgid =
        outcome->seats_declared
            ? N_("{seats} seats: {awarded} awarded by votes, {settled} of all settled, "
                 "{declared} as declared.")
            : N_("{seats} seats: {awarded} awarded by votes, {settled} of all settled.");
    for (size_t i = 0; i < DY_COUNT_OF(param); i++)
        if (!param[i].value) {
            json_decref(rows);
            return NULL;
        }
    const char *text = dy_say_params(page->mem, page->lang, msgid, DY_COUNT_OF(param), param);
    dy_seats n_open = outcome->seats > sure ? outcome->seats - sure : 0;
    return json_pack(
        "{s:o s:o s:o s:o s:o s:o s:s s:o s:b}", "seats", dy_json_count(outcome->seats), "awarded",
        dy_json_count(outcome->seats_awarded), "settled", dy_json_count(outcome->seats_settled),
        "declared", dy_json_count(outcome->seats_declared), "open", dy_json_count(n_open),
        "open_text", open_text(page, n_open), "text", text, "rows", rows, "has_tiers",
        outcome->law->n_tiers > 1);
}

/* --- tiers --- */

static json_t *declared_value(const struct dy_page *page, uint32_t tier)
{
    const struct dy_election *election = page->outcome->election;
    json_t *out = json_array();
    for (size_t i = 0; i < election->n_declared; i++) {
        const struct dy_declared *of = &election->declared[i];
        json_t *rows = json_array();
        for (size_t k = 0; k < of->n; k++)
            rows = dy_json_add(rows, json_pack("{s:s s:o}", "title",
                                               dy_body_name(election, of->of[k].list, page->lang),
                                               "seats", dy_json_count(of->of[k].seats)));
        json_t *value = json_pack("{s:b s:s s:o}", "unverified", of->unverified, "note",
                                  dy_names_pick(&of->note, page->lang, ""), "rows", rows);
        if (of->tier == tier)
            out = dy_json_add(out, value);
        else
            json_decref(value);
    }
    return out;
}

static json_t *tier_value(const struct dy_page *page, uint32_t tier)
{
    const struct dy_outcome *outcome = page->outcome;
    const struct dy_law_tier *of = &outcome->law->tiers[tier];
    json_t *contests = json_array(), *single = json_null();
    size_t n = 0, first = 0;
    for (size_t i = 0; i < outcome->n_contests; i++)
        if (outcome->contests[i].contest->tier == tier && n++ == 0)
            first = i;
    for (size_t i = first; n > 1 && i < first + n; i++)
        contests = dy_json_add(contests, dy_page_contest_line(page, &outcome->contests[i]));
    if (n == 1) {
        json_decref(single);
        single = dy_page_contest_value(page, &outcome->contests[first]);
    }
    dy_seats seats = dy_tier_seats(outcome->election, tier);
    struct dy_param param = {"n", dy_page_grouped(page, seats)};
    const char *text =
        param.value ? dy_say_params(page->mem, page->lang,
                                    dy_say_n(page->lang, "{n} seat", "{n} seats", seats), 1, &param)
                    : NULL;
    return json_pack("{s:s s:s s:o s:o s:o s:o s:o}", "id", of->id, "title",
                     dy_names_pick(&of->title, page->lang, of->id), "seats", dy_json_count(seats),
                     "seats_text", seats > 1 ? (text ? json_string(text) : NULL) : json_null(),
                     "contest", single, "contests", contests, "declared",
                     declared_value(page, tier));
}

static json_t *findings_value(const struct dy_page *page)
{
    const struct dy_findings *findings = &page->state->findings;
    const struct dy_finding *of = findings->of.items;
    enum { MOST = 20 };
    json_t *rows = json_array();
    for (size_t i = 0; i < findings->of.n && i < MOST; i++) {
        const char *text = dy_finding_say(page->mem, page->lang, page->outcome->election, &of[i]);
        rows = dy_json_add(rows, json_pack("{s:s s:s s:s?}", "code", of[i].code, "text", text,
                                           "cite", of[i].cite));
    }
    return json_pack("{s:o s:o s:o}", "errors", dy_json_count(findings->n_errors), "warnings",
                     dy_json_count(findings->n_warnings), "of", rows);
}

enum dy_code dy_page_results(const struct dy_page *page, json_t **out, struct dy_err *err)
{
    const struct dy_outcome *outcome = page->outcome;
    const char *why = dy_page_href(page, "why", "status");
    json_t *tiers = json_array();
    json_t *value = dy_page_frame(page, "results", dy_page_title(page));
    value = dy_json_put(value, "status", json_string(dy_status_name(outcome->status)));
    value = dy_json_put(value, "status_text", json_string(dy_page_status(page, outcome->status)));
    value = dy_json_put(value, "lead", lead_value(page));
    value = dy_json_put(value, "why", why ? json_string(why) : NULL);
    value = dy_json_put(value, "house", house_value(page));
    for (uint32_t t = 0; t < outcome->law->n_tiers; t++)
        tiers = dy_json_add(tiers, tier_value(page, t));
    value = dy_json_put(value, "tiers", tiers);
    *out = dy_json_put(value, "findings", findings_value(page));
    return *out ? DY_OK : dy_no_memory(err);
}

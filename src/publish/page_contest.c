/* One contest: its figures, its first round, the areas below it. */
#include "publish/page_parts.h"

static json_t *areas_value(const struct dy_page *page, uint32_t area)
{
    const struct dy_election *election = page->outcome->election;
    json_t *out = json_array();
    for (uint32_t i = 0; i < election->units.n; i++)
        if (election->units.of[i].parent == area)
            out = dy_json_add(out,
                              dy_page_link(dy_unit_name(election, i, page->lang),
                                           dy_page_href(page, "area", election->units.of[i].id)));
    return out;
}

enum dy_code dy_page_contest(const struct dy_page *page, const char *label, json_t **out,
                             struct dy_err *err)
{
    const struct dy_outcome *outcome = page->outcome;
    const struct dy_election *election = outcome->election;
    uint32_t found = dy_contest_find(election, label);
    const struct dy_outcome_contest *contest = NULL;
    for (size_t i = 0; i < outcome->n_contests && found != DY_NOTHING; i++)
        if (outcome->contests[i].contest == &election->contests[found])
            contest = &outcome->contests[i];
    if (!contest)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "there is no contest \"%.60s\"",
                       label);
    const struct dy_law_tier *tier = &outcome->law->tiers[contest->contest->tier];
    const char *title =
        dy_arena_format(page->mem, "%s: %s", dy_names_pick(&tier->title, page->lang, tier->id),
                        dy_unit_name(election, contest->contest->area, page->lang));
    json_t *value = title ? dy_page_frame(page, "contest", title) : NULL;
    value = dy_json_put(value, "contest", dy_page_contest_value(page, contest));
    value = dy_json_put(value, "first_round",
                        contest->first ? dy_page_contest_value(page, contest->first) : json_null());
    *out = dy_json_put(value, "areas", areas_value(page, contest->contest->area));
    return *out ? DY_OK : dy_no_memory(err);
}

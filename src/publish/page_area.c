/*
 * An area, from the nation to a polling station: what lies in it, and what was counted there by
 * each source, down to the protocol and its entry in the record.
 */
#include <stdlib.h>
#include <string.h>

#include "publish/page_parts.h"

/* What one table of protocols holds for the area: the sum of the rows in it. */
struct sums {
    const struct dy_page *page;
    const struct dy_protocols *of;
    uint32_t unit;
    const uint8_t *inside; /* [units] */
    uint64_t *values;      /* [n_slots] */
    uint64_t n_rows;
    uint32_t line; /* of the area's own row */
    bool is_above; /* a larger area's row stands for it */
};

static bool is_above(const struct dy_units *units, uint32_t above, uint32_t unit)
{
    while (unit != DY_NOTHING && unit != above)
        unit = units->of[unit].parent;
    return unit == above;
}

static enum dy_code take_row(void *self, const struct dy_row *row, struct dy_err *err)
{
    struct sums *sums = self;
    const struct dy_units *units = &sums->page->outcome->election->units;
    if (!sums->inside[row->unit]) {
        sums->is_above |= is_above(units, row->unit, sums->unit);
        return DY_OK;
    }
    sums->n_rows++;
    if (row->unit == sums->unit)
        sums->line = row->line;
    for (size_t i = 0; i < sums->of->n_slots; i++)
        if (!dy_add(&sums->values[i], row->values[i]))
            return dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL, "a sum is too large");
    return DY_OK;
}

/* [units] 1 for the unit and all below it. */
static uint8_t *mark_inside(const struct dy_page *page, uint32_t unit)
{
    const struct dy_units *units = &page->outcome->election->units;
    uint8_t *inside = DY_NEW(page->mem, uint8_t, units->n);
    for (uint32_t i = 0; inside && i < units->n; i++)
        inside[i] = is_above(units, unit, i);
    return inside;
}

/* --- values --- */

static json_t *fields_value(const struct sums *sums)
{
    const struct dy_law_version *law = sums->page->outcome->election->law;
    json_t *out = json_array();
    for (size_t i = 0; i < law->n_fields; i++)
        if (sums->of->present[i])
            out = dy_json_add(
                out,
                json_pack("{s:s s:s s:o s:s?}", "id", law->fields[i].id, "title",
                          dy_names_pick(&law->fields[i].title, sums->page->lang, law->fields[i].id),
                          "value", dy_json_count(sums->values[i]), "cite", law->fields[i].cite));
    return out;
}

static const struct dy_contest *contest_at(const struct sums *sums)
{
    const struct dy_election *election = sums->page->outcome->election;
    const struct dy_contest *any = NULL;
    for (size_t i = 0; i < election->n_contests; i++) {
        const struct dy_contest *contest = &election->contests[i];
        if (contest->tier != sums->of->tier)
            continue;
        if (is_above(&election->units, contest->area, sums->unit))
            return contest;
        if (is_above(&election->units, sums->unit, contest->area))
            any = contest; /* one of several inside: choices of the tier */
    }
    return any;
}

static json_t *choices_value(const struct sums *sums, const struct dy_contest *contest,
                             uint64_t whole)
{
    size_t n_fields = sums->of->n_slots - sums->of->n_choices - 1;
    json_t *out = json_array();
    for (size_t i = 0; i < sums->of->n_choices; i++) {
        uint64_t votes = sums->values[n_fields + i];
        if (!sums->of->present[n_fields + i] ||
            (contest->stands && !contest->stands[i] && votes == 0))
            continue;
        out = dy_json_add(out, json_pack("{s:s s:s s:o s:o}", "id", contest->choices[i].id, "title",
                                         dy_choice_name(contest, i, sums->page->lang), "votes",
                                         dy_json_count(votes), "percent",
                                         dy_page_percent(votes, whole)));
    }
    return out;
}

/* Where the area's own row stands: a line of a file, or an entry with its proof. */
static json_t *place_value(const struct sums *sums)
{
    const struct dy_page *page = sums->page;
    if (!sums->line)
        return json_null();
    json_t *proof = json_null();
    if (sums->of->rows && page->proofs) {
        json_decref(proof);
        proof = page->proofs->of(page->proofs->self, sums->line);
    }
    const char *entry = dy_arena_format(page->mem, "%u", sums->line);
    const char *href = entry && sums->of->rows ? dy_page_href(page, "entry", entry) : NULL;
    return json_pack("{s:s s:o s:b s:o s:s?}", "file", dy_file_name(sums->of->path), "line",
                     dy_json_count(sums->line), "is_entry", sums->of->rows != NULL, "proof", proof,
                     "href", href);
}

static json_t *table_value(const struct sums *sums, const struct dy_contest *contest)
{
    const struct dy_page *page = sums->page;
    const struct dy_election *election = page->outcome->election;
    const struct dy_law_tier *tier = &election->law->tiers[sums->of->tier];
    size_t last = sums->of->n_slots - 1, n_fields = last - sums->of->n_choices;
    uint64_t whole = 0;
    for (size_t i = n_fields; i <= last; i++)
        whole += sums->values[i];
    const char *label = dy_contest_label(page->mem, election, contest);
    const char *href = label ? dy_page_href(page, "contest", label) : NULL;
    json_t *against = sums->of->present[last]
                          ? json_pack("{s:o s:o}", "votes", dy_json_count(sums->values[last]),
                                      "percent", dy_page_percent(sums->values[last], whole))
                          : json_null();
    if (!href)
        return json_decref(against), NULL;
    return json_pack("{s:s s:s s:s s:s s:o s:b s:o s:o s:o s:o s:o}", "tier", tier->id, "title",
                     dy_names_pick(&tier->title, page->lang, tier->id), "source", sums->of->source,
                     "source_text", dy_source_say(page->lang, sums->of->source), "round",
                     dy_json_count(sums->of->round), "is_runoff", sums->of->round > 1, "protocols",
                     dy_json_count(sums->n_rows), "fields", fields_value(sums), "choices",
                     choices_value(sums, contest, whole), "against_all", against, "at",
                     place_value(sums));
}

static enum dy_code add_table(struct sums *sums, json_t **tables, bool *above, struct dy_err *err)
{
    const struct dy_row_visitor visitor = {.self = sums, .visit = take_row};
    const struct dy_contest *contest = contest_at(sums);
    sums->values = DY_NEW(sums->page->mem, uint64_t, sums->of->n_slots);
    if (!sums->values)
        return dy_no_memory(err);
    enum dy_code code = dy_protocols_scan(sums->page->outcome->election, sums->of, &visitor, err);
    if (code || !contest)
        return code;
    *above |= sums->is_above;
    if (sums->n_rows)
        *tables = dy_json_add(*tables, table_value(sums, contest));
    return *tables ? DY_OK : dy_no_memory(err);
}

static json_t *children_value(const struct dy_page *page, uint32_t unit)
{
    const struct dy_election *election = page->outcome->election;
    const struct dy_units *units = &election->units;
    json_t *out = json_array();
    for (uint32_t i = 0; i < units->n; i++) {
        if (units->of[i].parent != unit)
            continue;
        json_t *row = dy_page_link(dy_unit_name(election, i, page->lang),
                                   dy_page_href(page, "area", units->of[i].id));
        row = dy_json_put(row, "id", json_string(units->of[i].id));
        bool known = units->of[i].voters != DY_VOTERS_UNKNOWN;
        row = dy_json_put(row, "voters", known ? dy_json_count(units->of[i].voters) : json_null());
        out = dy_json_add(out, row);
    }
    return out;
}

static json_t *parents_value(const struct dy_page *page, uint32_t unit)
{
    const struct dy_election *election = page->outcome->election;
    uint32_t chain[64];
    size_t n = 0;
    while ((unit = election->units.of[unit].parent) != DY_NOTHING && n < DY_COUNT_OF(chain))
        chain[n++] = unit;
    json_t *out = json_array();
    while (n-- > 0)
        out = dy_json_add(
            out, dy_page_link(dy_unit_name(election, chain[n], page->lang),
                              dy_page_href(page, "area", election->units.of[chain[n]].id)));
    return out;
}

static json_t *area_value(const struct dy_page *page, uint32_t unit)
{
    const struct dy_election *election = page->outcome->election;
    const struct dy_unit *of = &election->units.of[unit];
    bool known = of->voters != DY_VOTERS_UNKNOWN;
    return json_pack("{s:s s:s s:s s:o s:o s:o}", "id", of->id, "title",
                     dy_unit_name(election, unit, page->lang), "level",
                     election->units.levels[of->level], "voters",
                     known ? dy_json_count(of->voters) : json_null(), "parents",
                     parents_value(page, unit), "children", children_value(page, unit));
}

enum dy_code dy_page_area(const struct dy_page *page, const char *id, json_t **out,
                          struct dy_err *err)
{
    const struct dy_election *election = page->outcome->election;
    uint32_t unit = dy_unit_find(&election->units, id, strlen(id));
    if (unit == DY_NOTHING)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "there is no area \"%.60s\"",
                       id);
    uint8_t *inside = mark_inside(page, unit);
    json_t *tables = json_array();
    bool above = false;
    enum dy_code code = inside && tables ? DY_OK : dy_no_memory(err);
    for (size_t i = 0; i < election->n_protocols && !code; i++) {
        struct sums sums = {
            .page = page, .of = &election->protocols[i], .unit = unit, .inside = inside};
        code = add_table(&sums, &tables, &above, err);
    }
    if (code) {
        json_decref(tables);
        return code;
    }
    json_t *value = dy_page_frame(page, "area", dy_unit_name(election, unit, page->lang));
    value = dy_json_put(value, "area", area_value(page, unit));
    value = dy_json_put(value, "above", json_boolean(above));
    *out = dy_json_put(value, "tables", tables);
    return *out ? DY_OK : dy_no_memory(err);
}

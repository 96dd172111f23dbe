/* A comparison for programs: dauys-compare/1, doc/spec/compare.md. */
#include "publish/json.h"
#include "publish/names.h"
#include "state/sides.h"

/* --- figures --- */

static json_t *count_or_null(bool is_there, uint64_t value)
{
    return is_there ? dy_json_count(value) : json_null();
}

static json_t *figures_json(const struct dy_election *election, uint32_t tier, size_t n,
                            const struct dy_compare_figure *of)
{
    json_t *out = json_array();
    for (size_t i = 0; i < n; i++)
        out = dy_json_add(
            out, json_pack("{s:s s:o s:o}", "column", dy_sides_column(election, tier, of[i].slot),
                           "a", count_or_null(of[i].is_there[DY_SIDE_A], of[i].value[DY_SIDE_A]),
                           "b", count_or_null(of[i].is_there[DY_SIDE_B], of[i].value[DY_SIDE_B])));
    return out;
}

static json_t *counts_json(const uint64_t of[DY_SIDES])
{
    return json_pack("{s:o s:o}", "a", dy_json_count(of[DY_SIDE_A]), "b",
                     dy_json_count(of[DY_SIDE_B]));
}

static json_t *place_json(const struct dy_span *at)
{
    return at->line ? json_pack("{s:s s:o}", "file", dy_file_name(at->file), "line",
                                dy_json_count(at->line))
                    : json_null();
}

static json_t *unit_json(const struct dy_election *election, uint32_t tier,
                         const struct dy_compare_unit *unit)
{
    return json_pack("{s:s s:s s:o s:o s:{s:o s:o} s:o}", "unit", election->units.of[unit->unit].id,
                     "kind", dy_compare_kind_name(unit->kind), "rows", counts_json(unit->n_rows),
                     "missing", counts_json(unit->n_missing), "at", "a",
                     place_json(&unit->at[DY_SIDE_A]), "b", place_json(&unit->at[DY_SIDE_B]),
                     "figures", figures_json(election, tier, unit->n_figures, unit->figures));
}

/* --- outcomes --- */

static json_t *outcome_json(const struct dy_outcome_contest *outcome)
{
    return outcome ? json_pack("{s:s s:s}", "status", dy_status_name(outcome->status), "event",
                               dy_event_name(outcome->event))
                   : json_null();
}

static json_t *change_json(const struct dy_contest *contest, const struct dy_compare_choice *change)
{
    return json_pack("{s:s s:{s:o s:o} s:{s:b s:b} s:{s:b s:b}}", "choice",
                     contest->choices[change->choice].id, "seats", "a",
                     dy_json_count(change->seats[DY_SIDE_A]), "b",
                     dy_json_count(change->seats[DY_SIDE_B]), "elected", "a",
                     change->elected[DY_SIDE_A], "b", change->elected[DY_SIDE_B], "claims", "a",
                     change->claims[DY_SIDE_A], "b", change->claims[DY_SIDE_B]);
}

static json_t *contest_json(struct dy_arena *mem, const struct dy_compare *compare,
                            const struct dy_compare_contest *of)
{
    const struct dy_election *election = compare->election;
    const struct dy_contest *contest = &election->contests[of->contest];
    json_t *units = json_array(), *changes = json_array();
    for (size_t i = 0; i < of->n_units; i++)
        units = dy_json_add(units, unit_json(election, contest->tier, &of->units[i]));
    for (size_t i = 0; i < of->n_changes; i++)
        changes = dy_json_add(changes, change_json(contest, &of->changes[i]));
    return json_pack(
        "{s:s s:s s:s s:o s:o s:{s:o s:o s:o s:o s:o} s:o s:o s:o s:{s:o s:o} s:b s:o}", "contest",
        dy_contest_label(mem, election, contest), "tier", election->law->tiers[contest->tier].id,
        "area", election->units.of[contest->area].id, "round", dy_json_count(of->round), "missing",
        counts_json(of->n_missing), "places", "equal", dy_json_count(of->n_equal), "differ",
        dy_json_count(of->n_differ), "only_a", dy_json_count(of->n_only[DY_SIDE_A]), "only_b",
        dy_json_count(of->n_only[DY_SIDE_B]), "partial", dy_json_count(of->n_partial), "units",
        units, "sums", figures_json(election, contest->tier, of->n_sums, of->sums), "common",
        figures_json(election, contest->tier, of->n_common, of->common), "outcome", "a",
        outcome_json(of->outcome[DY_SIDE_A]), "b", outcome_json(of->outcome[DY_SIDE_B]),
        "outcome_differs", of->outcome_differs, "changes", changes);
}

/* --- deadlines --- */

static json_t *skipped_json(const struct dy_period_end *end)
{
    json_t *out = json_array();
    for (size_t i = 0; i < end->n_skipped; i++) {
        const struct dy_day *day = &end->skipped[i];
        out = dy_json_add(
            out, json_pack("{s:o s:s s:o s:b}", "date", dy_json_date(day->date), "kind",
                           dy_day_kind_name(day->kind), "title",
                           day->entry ? dy_json_names(&day->entry->title, "") : json_null(),
                           "unverified", day->unverified));
    }
    return out;
}

/* Is the last day a working day? null where that is not known. */
static json_t *working_json(const struct dy_period_end *end)
{
    return !end->is_set || end->day.kind == DY_DAY_UNKNOWN
               ? json_null()
               : json_boolean(dy_day_is_working(end->day));
}

static json_t *deadline_json(const struct dy_compare_deadline *deadline)
{
    const struct dy_law_deadline *of = deadline->of;
    const struct dy_period_end *end = &deadline->end;
    static const struct dy_date none = {0};
    json_t *out =
        json_pack("{s:s s:o s:s s:o s:s s:s s:s s:o s:o s:s? s:b}", "id", of->id, "title",
                  dy_json_names(&of->title, of->id), "role", dy_law_role_name(of->role), "n",
                  dy_json_count(of->n), "unit", of->unit, "ends",
                  of->ends == DY_ENDS_NEXT_WORKING_DAY ? "next-working-day" : "as-counted", "from",
                  of->from, "event", dy_json_date(deadline->event), "whom",
                  of->whom ? dy_json_names(&of->whom_title, of->whom) : json_null(), "cite",
                  of->cite, "unverified", of->unverified || end->unverified);
    out = dy_json_put(out, "last", dy_json_date(end->is_set ? end->last : none));
    out = dy_json_put(out, "counted", dy_json_date(end->is_set ? end->counted : none));
    out = dy_json_put(out, "last_is_working", working_json(end));
    out = dy_json_put(out, "safe", dy_json_date(end->safe));
    out = dy_json_put(out, "skipped", skipped_json(end));
    return dy_json_put(out, "unknown_year",
                       count_or_null(end->unknown_year != 0, (uint64_t)end->unknown_year));
}

/* --- all of it --- */

static json_t *law_json(const struct dy_election *election)
{
    const struct dy_law_version *law = election->law;
    return json_pack("{s:s s:o s:o s:b s:b}", "act", law->act->id, "from", dy_json_date(law->from),
                     "until", dy_json_date(law->until), "unverified", law->unverified, "other",
                     election->other_law);
}

static json_t *put_parts(json_t *out, struct dy_arena *mem, const struct dy_compare *compare)
{
    json_t *contests = json_array(), *body = json_array(), *deadlines = json_array(),
           *notes = json_array();
    for (size_t i = 0; i < compare->n_contests; i++)
        contests = dy_json_add(contests, contest_json(mem, compare, &compare->contests[i]));
    for (size_t i = 0; i < compare->n_body; i++)
        body = dy_json_add(body, json_pack("{s:s s:{s:o s:o}}", "id", compare->body[i].id, "seats",
                                           "a", dy_json_count(compare->body[i].seats[DY_SIDE_A]),
                                           "b", dy_json_count(compare->body[i].seats[DY_SIDE_B])));
    for (size_t i = 0; i < compare->n_deadlines; i++)
        deadlines = dy_json_add(deadlines, deadline_json(&compare->deadlines[i]));
    for (size_t i = 0; i < compare->election->n_notes; i++)
        notes = dy_json_add(notes, dy_json_names(&compare->election->notes[i], ""));
    out = dy_json_put(out, "contests", contests);
    out = dy_json_put(out, "body", body);
    out = dy_json_put(out, "deadlines", deadlines);
    return dy_json_put(out, "notes", notes);
}

enum dy_code dy_publish_compare_json(const struct dy_compare *compare, json_t **out,
                                     struct dy_err *err)
{
    const struct dy_election *election = compare->election;
    struct dy_arena mem;
    dy_arena_init(&mem);
    json_t *root = json_pack(
        "{s:s s:s s:o s:o s:b s:o s:{s:s s:s} s:b s:b}", "format", "dauys-compare/1", "election",
        election->id, "title", dy_json_names(&election->title, election->id), "date",
        dy_json_date(election->date), "synthetic", election->synthetic, "law", law_json(election),
        "sources", "a", compare->source[DY_SIDE_A], "b", compare->source[DY_SIDE_B], "equal",
        compare->equal, "outcome_differs", compare->outcome_differs);
    *out = put_parts(root, &mem, compare);
    dy_arena_finish(&mem);
    return *out ? DY_OK : dy_no_memory(err);
}

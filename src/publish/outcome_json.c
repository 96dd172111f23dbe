/* The outcome as one JSON value: doc/spec/outcome.md. Integers and texts only. */
#include <string.h>

#include "publish/announced.h"
#include "publish/json.h"
#include "publish/names.h"

/* --- the law --- */

static json_t *reading_json(const struct dy_law_reading *reading)
{
    json_t *options = json_array();
    for (size_t i = 0; i < reading->n_options; i++)
        options = dy_json_add(
            options, json_pack("{s:s s:o}", "id", reading->options[i].id, "text",
                               dy_json_names(&reading->options[i].text, reading->options[i].id)));
    return json_pack("{s:s s:o s:s s:s s:b s:o}", "id", reading->id, "question",
                     dy_json_names(&reading->question, reading->id), "chosen", reading->chosen,
                     "cite", reading->cite, "overridden", reading->overridden, "options", options);
}

static json_t *law_json(const struct dy_election *election, const struct dy_law_version *law)
{
    json_t *readings = json_array();
    for (size_t i = 0; i < law->n_readings; i++)
        readings = dy_json_add(readings, reading_json(&law->readings[i]));
    return json_pack("{s:s s:o s:o s:s? s:b s:b s:b s:o}", "act", law->act->id, "from",
                     dy_json_date(law->from), "until", dy_json_date(law->until), "source",
                     law->source, "unverified", law->unverified, "days_unverified",
                     law->days_unverified, "other", election->other_law, "readings", readings);
}

/* --- a contest --- */

static json_t *choice_json(const struct dy_election *election,
                           const struct dy_outcome_contest *contest, size_t i)
{
    static const char *const admitted[] = {
        [DY_ADMITTED_NO] = "no", [DY_ADMITTED_YES] = "yes", [DY_ADMITTED_OPEN] = "open"};
    const struct dy_outcome_choice *choice = &contest->choices[i];
    const struct dy_choice *of = &contest->contest->choices[i];
    const char *list = of->list == DY_NOTHING ? NULL : election->lists[of->list].id;
    return json_pack(
        "{s:s s:s? s:o s:o s:o s:o s:o s:o s:s s:b s:b s:b s:b s:b s:b}", "id", of->id, "list",
        list, "title", dy_json_names(&of->title, of->id), "votes", dy_json_count(choice->votes),
        "votes_max", dy_json_count(choice->votes_max), "seats", dy_json_count(choice->seats),
        "seats_min", dy_json_count(choice->seats_min), "seats_max",
        dy_json_count(choice->seats_max), "admitted", admitted[choice->admitted], "by_guarantee",
        choice->by_guarantee, "exempt", choice->exempt, "claims", choice->claims, "elected",
        choice->elected, "tied", choice->tied, "settled", choice->seats_min == choice->seats_max);
}

static json_t *choices_json(const struct dy_election *election,
                            const struct dy_outcome_contest *contest)
{
    json_t *out = json_array();
    for (size_t i = 0; i < contest->n_choices; i++)
        if (!contest->contest->stands || contest->contest->stands[i])
            out = dy_json_add(out, choice_json(election, contest, i));
    return out;
}

/* Sums of the protocol fields that the source publishes. */
static json_t *sums_json(const struct dy_law_version *law, const struct dy_tally *tally)
{
    json_t *out = json_object();
    for (size_t i = 0; tally && i < law->n_fields; i++)
        if (tally->present[i])
            out = dy_json_put(out, law->fields[i].id, dy_json_count(tally->sums[i]));
    return out;
}

static json_t *stations_json(const struct dy_election *election, const struct dy_tally *tally)
{
    json_t *missing = json_array();
    for (size_t i = 0; i < tally->n_missing; i++)
        missing = dy_json_add(missing, json_string(election->units.of[tally->missing[i]].id));
    return json_pack("{s:o s:o s:o s:o s:o s:o}", "protocols", dy_json_count(tally->n_rows), "all",
                     dy_json_count(tally->n_stations), "covered", dy_json_count(tally->n_covered),
                     "missing_voters", dy_json_count(tally->missing_voters), "missing_unknown",
                     dy_json_count(tally->missing_unknown), "missing", missing);
}

static json_t *silence_json(const struct dy_law_silence *silence)
{
    return json_pack("{s:s s:s? s:o}", "when", silence->when, "cite", silence->cite, "text",
                     dy_json_names(&silence->text, silence->when));
}

/* What only some contests have. */
static json_t *put_rest(json_t *out, const struct dy_election *election,
                        const struct dy_outcome_contest *contest)
{
    if (contest->tally)
        out = dy_json_put(out, "stations", stations_json(election, contest->tally));
    if (contest->turnout_whole)
        out = dy_json_put(out, "turnout",
                          json_pack("{s:o s:o}", "part", dy_json_count(contest->turnout_part),
                                    "whole", dy_json_count(contest->turnout_whole)));
    if (contest->regions)
        out = dy_json_put(out, "regions",
                          json_pack("{s:o s:o}", "all", dy_json_count(contest->regions), "adopted",
                                    dy_json_count(contest->regions_adopted)));
    if (contest->silence)
        out = dy_json_put(out, "silence", silence_json(contest->silence));
    if (contest->reading)
        out = dy_json_put(out, "reading", json_string(contest->reading->id));
    return out;
}

static json_t *contest_json(const struct dy_outcome *outcome,
                            const struct dy_outcome_contest *contest)
{
    const struct dy_election *election = outcome->election;
    json_t *out = json_pack(
        "{s:s s:s s:o s:s s:s s:o s:o s:o s:o s:o s:o s:o s:b s:b}", "tier",
        outcome->law->tiers[contest->contest->tier].id, "area",
        election->units.of[contest->contest->area].id, "round", dy_json_count(contest->round),
        "status", dy_status_name(contest->status), "event", dy_event_name(contest->event), "seats",
        dy_json_count(contest->seats), "against_all", dy_json_count(contest->against_all), "base",
        dy_json_count(contest->base), "needed", dy_json_count(contest->needed), "at_stake",
        dy_json_count(contest->at_stake), "sums", sums_json(outcome->law, contest->tally),
        "choices", choices_json(election, contest), "guarantee_used", contest->guarantee_used,
        "tie_settled", contest->tie_settled);
    out = put_rest(out, election, contest);
    if (contest->first)
        out = dy_json_put(out, "first_round", contest_json(outcome, contest->first));
    return out;
}

/* --- the house --- */

static const char *list_id(const struct dy_election *election, uint32_t list)
{
    return list == DY_NOTHING ? "independent" : election->lists[list].id;
}

static json_t *body_row_json(const struct dy_outcome *outcome, const struct dy_outcome_body *body)
{
    static const struct dy_names none = {0};
    json_t *tiers = json_object();
    const struct dy_names *title =
        body->list == DY_NOTHING ? &none : &outcome->election->lists[body->list].title;
    for (size_t t = 0; t < outcome->law->n_tiers; t++)
        tiers = dy_json_put(tiers, outcome->law->tiers[t].id, dy_json_count(body->by_tier[t]));
    return json_pack("{s:s s:o s:o s:o s:o s:b s:o}", "id", body->id, "title",
                     dy_json_names(title, body->id), "seats", dy_json_count(body->seats),
                     "seats_min", dy_json_count(body->seats_min), "seats_max",
                     dy_json_count(body->seats_max), "settled", body->seats_min == body->seats_max,
                     "by_tier", tiers);
}

static json_t *declared_row_json(const struct dy_outcome *outcome,
                                 const struct dy_declared *declared)
{
    json_t *seats = json_object();
    for (size_t i = 0; i < declared->n; i++)
        seats = dy_json_put(seats, list_id(outcome->election, declared->of[i].list),
                            dy_json_count(declared->of[i].seats));
    return json_pack("{s:s s:s? s:b s:o s:o}", "tier", outcome->law->tiers[declared->tier].id,
                     "source", declared->source, "unverified", declared->unverified, "note",
                     dy_json_names(&declared->note, ""), "seats", seats);
}

static json_t *quota_json(const struct dy_outcome *outcome, const struct dy_outcome_quota *quota)
{
    return json_pack("{s:s s:o s:o s:b s:b s:s?}", "list", outcome->election->lists[quota->list].id,
                     "needed", dy_json_count(quota->needed), "found", dy_json_count(quota->found),
                     "known", quota->known, "met", quota->met, "cite", quota->rule->cite);
}

static json_t *announced_json(const struct dy_outcome *outcome)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_announced *of;
    size_t n = 0;
    dy_arena_init(&mem);
    json_t *out = dy_announced_seats(&mem, outcome, &n, &of, &err) ? NULL : json_array();
    for (size_t i = 0; i < n; i++)
        out = dy_json_add(
            out, json_pack("{s:s s:s s:s? s:s s:o s:o}", "statement", of[i].statement->id,
                           "publisher", of[i].statement->publisher, "contest",
                           of[i].of_house ? NULL : of[i].statement->contest, "id", of[i].figure->id,
                           "announced", dy_json_count(of[i].figure->value), "counted",
                           dy_json_count(of[i].counted)));
    dy_arena_finish(&mem);
    return out;
}

static json_t *findings_json(const struct dy_findings *findings)
{
    const struct dy_finding *of = findings->of.items;
    json_t *codes = json_object();
    for (size_t i = 0; i < findings->of.n && codes; i++) {
        uint64_t n = (uint64_t)json_integer_value(json_object_get(codes, of[i].code));
        codes = dy_json_put(codes, of[i].code, dy_json_count(n + 1));
    }
    return json_pack("{s:o s:o s:o}", "errors", dy_json_count(findings->n_errors), "warnings",
                     dy_json_count(findings->n_warnings), "by_code", codes);
}

/* The arrays of an outcome. */
static json_t *put_parts(json_t *out, const struct dy_outcome *outcome)
{
    const struct dy_election *election = outcome->election;
    json_t *contests = json_array(), *body = json_array(), *declared = json_array(),
           *quotas = json_array(), *notes = json_array();
    for (size_t i = 0; i < outcome->n_contests; i++)
        contests = dy_json_add(contests, contest_json(outcome, &outcome->contests[i]));
    for (size_t i = 0; i < outcome->n_body; i++)
        body = dy_json_add(body, body_row_json(outcome, &outcome->body[i]));
    for (size_t i = 0; i < election->n_declared; i++)
        declared = dy_json_add(declared, declared_row_json(outcome, &election->declared[i]));
    for (size_t i = 0; i < outcome->n_quotas; i++)
        quotas = dy_json_add(quotas, quota_json(outcome, &outcome->quotas[i]));
    for (size_t i = 0; i < election->n_notes; i++)
        notes = dy_json_add(notes, dy_json_names(&election->notes[i], ""));
    out = dy_json_put(out, "contests", contests);
    out = dy_json_put(out, "body", body);
    out = dy_json_put(out, "declared", declared);
    out = dy_json_put(out, "quotas", quotas);
    out = dy_json_put(out, "notes", notes);
    return dy_json_put(out, "announced", announced_json(outcome));
}

enum dy_code dy_publish_outcome_json(const struct dy_outcome *outcome,
                                     const struct dy_findings *findings, json_t **out,
                                     struct dy_err *err)
{
    const struct dy_election *election = outcome->election;
    json_t *root =
        json_pack("{s:s s:s s:o s:o s:b s:o s:s s:s s:o s:o s:o s:o}", "format", "dauys-outcome/1",
                  "election", election->id, "title", dy_json_names(&election->title, election->id),
                  "date", dy_json_date(election->date), "synthetic", election->synthetic, "law",
                  law_json(election, outcome->law), "source", outcome->source, "status",
                  dy_status_name(outcome->status), "seats", dy_json_count(outcome->seats),
                  "seats_awarded", dy_json_count(outcome->seats_awarded), "seats_settled",
                  dy_json_count(outcome->seats_settled), "seats_declared",
                  dy_json_count(outcome->seats_declared));
    root = put_parts(root, outcome);
    if (findings)
        root = dy_json_put(root, "findings", findings_json(findings));
    *out = root;
    return root ? DY_OK : dy_no_memory(err);
}

/* The outcome as one JSON value: doc/spec/outcome.md. Integers and texts only. */
#include <string.h>

#include "publish/names.h"

static json_t *names_json(const struct dy_names *names, const char *otherwise)
{
    json_t *out = json_object();
    for (size_t i = 0; i < names->n; i++)
        json_object_set_new(out, names->of[i].lang, json_string(names->of[i].text));
    if (names->n == 0)
        json_object_set_new(out, "en", json_string(otherwise));
    return out;
}

static json_t *date_json(struct dy_date date)
{
    char text[11];
    dy_date_format(date, text);
    return dy_date_is_set(date) ? json_string(text) : json_null();
}

static json_t *law_json(const struct dy_law_version *law)
{
    json_t *readings = json_array();
    for (size_t i = 0; i < law->n_readings; i++)
        json_array_append_new(readings,
                              json_pack("{s:s s:s s:s s:b}", "id", law->readings[i].id, "chosen",
                                        law->readings[i].chosen, "cite", law->readings[i].cite,
                                        "overridden", law->readings[i].overridden));
    return json_pack("{s:s s:o s:o s:s s:b s:o}", "act", law->act->id, "from", date_json(law->from),
                     "until", date_json(law->until), "source", law->source, "unverified",
                     law->unverified, "readings", readings);
}

static json_t *choice_json(const struct dy_outcome_contest *contest, size_t i)
{
    static const char *const admitted[] = {
        [DY_ADMITTED_NO] = "no", [DY_ADMITTED_YES] = "yes", [DY_ADMITTED_OPEN] = "open"};
    const struct dy_outcome_choice *choice = &contest->choices[i];
    const struct dy_choice *of = &contest->contest->choices[i];
    return json_pack("{s:s s:o s:I s:I s:I s:I s:I s:s s:b s:b s:b s:b s:b}", "id", of->id, "title",
                     names_json(&of->title, of->id), "votes", (json_int_t)choice->votes,
                     "votes_max", (json_int_t)choice->votes_max, "seats", (json_int_t)choice->seats,
                     "seats_min", (json_int_t)choice->seats_min, "seats_max",
                     (json_int_t)choice->seats_max, "admitted", admitted[choice->admitted],
                     "by_guarantee", choice->by_guarantee, "exempt", choice->exempt, "claims",
                     choice->claims, "elected", choice->elected, "settled",
                     choice->seats_min == choice->seats_max);
}

/* Sums of the protocol fields that the source publishes. */
static json_t *sums_json(const struct dy_law_version *law, const struct dy_tally *tally)
{
    json_t *out = json_object();
    for (size_t i = 0; tally && i < law->n_fields; i++)
        if (tally->present[i])
            json_object_set_new(out, law->fields[i].id, json_integer((json_int_t)tally->sums[i]));
    return out;
}

static json_t *stations_json(const struct dy_election *election, const struct dy_tally *tally)
{
    json_t *missing = json_array();
    for (size_t i = 0; i < tally->n_missing; i++)
        json_array_append_new(missing, json_string(election->units.of[tally->missing[i]].id));
    return json_pack("{s:I s:I s:I s:I s:I s:o}", "protocols", (json_int_t)tally->n_rows, "all",
                     (json_int_t)tally->n_stations, "covered", (json_int_t)tally->n_covered,
                     "missing_voters", (json_int_t)tally->missing_voters, "missing_unknown",
                     (json_int_t)tally->missing_unknown, "missing", missing);
}

static json_t *contest_json(const struct dy_outcome *outcome,
                            const struct dy_outcome_contest *contest)
{
    const struct dy_election *election = outcome->election;
    json_t *choices = json_array();
    for (size_t i = 0; i < contest->n_choices; i++)
        if (!contest->contest->stands || contest->contest->stands[i])
            json_array_append_new(choices, choice_json(contest, i));
    json_t *out = json_pack(
        "{s:s s:s s:I s:s s:s s:I s:I s:I s:I s:I s:o s:o s:b}", "tier",
        outcome->law->tiers[contest->contest->tier].id, "area",
        election->units.of[contest->contest->area].id, "round", (json_int_t)contest->round,
        "status", dy_status_name(contest->status), "event", dy_event_name(contest->event), "seats",
        (json_int_t)contest->seats, "against_all", (json_int_t)contest->against_all, "base",
        (json_int_t)contest->base, "needed", (json_int_t)contest->needed, "at_stake",
        (json_int_t)contest->at_stake, "sums", sums_json(outcome->law, contest->tally), "choices",
        choices, "guarantee_used", contest->guarantee_used);
    if (contest->tally)
        json_object_set_new(out, "stations", stations_json(election, contest->tally));
    if (contest->silence)
        json_object_set_new(out, "silence",
                            json_pack("{s:s s:s*}", "when", contest->silence->when, "cite",
                                      contest->silence->cite));
    if (contest->reading)
        json_object_set_new(out, "reading", json_string(contest->reading->id));
    if (contest->first)
        json_object_set_new(out, "first_round", contest_json(outcome, contest->first));
    return out;
}

static json_t *body_json(const struct dy_outcome *outcome, const struct dy_outcome_body *body)
{
    static const struct dy_names none = {0};
    json_t *tiers = json_object();
    const struct dy_names *title =
        body->list == DY_NOTHING ? &none : &outcome->election->lists[body->list].title;
    for (size_t t = 0; t < outcome->law->n_tiers; t++)
        json_object_set_new(tiers, outcome->law->tiers[t].id,
                            json_integer((json_int_t)body->by_tier[t]));
    return json_pack("{s:s s:o s:I s:I s:I s:b s:o}", "id", body->id, "title",
                     names_json(title, body->id), "seats", (json_int_t)body->seats, "seats_min",
                     (json_int_t)body->seats_min, "seats_max", (json_int_t)body->seats_max,
                     "settled", body->seats_min == body->seats_max, "by_tier", tiers);
}

static json_t *declared_json(const struct dy_outcome *outcome)
{
    const struct dy_election *election = outcome->election;
    json_t *out = json_array();
    for (size_t i = 0; i < election->n_declared; i++) {
        const struct dy_declared *declared = &election->declared[i];
        json_t *seats = json_object();
        for (size_t k = 0; k < declared->n; k++)
            json_object_set_new(seats,
                                declared->of[k].list == DY_NOTHING
                                    ? "independent"
                                    : election->lists[declared->of[k].list].id,
                                json_integer((json_int_t)declared->of[k].seats));
        json_array_append_new(out, json_pack("{s:s s:s s:b s:o}", "tier",
                                             outcome->law->tiers[declared->tier].id, "source",
                                             declared->source, "unverified", declared->unverified,
                                             "seats", seats));
    }
    return out;
}

static json_t *quotas_json(const struct dy_outcome *outcome)
{
    json_t *out = json_array();
    for (size_t i = 0; i < outcome->n_quotas; i++) {
        const struct dy_outcome_quota *quota = &outcome->quotas[i];
        json_array_append_new(out, json_pack("{s:s s:I s:I s:b s:b s:s}", "list",
                                             outcome->election->lists[quota->list].id, "needed",
                                             (json_int_t)quota->needed, "found",
                                             (json_int_t)quota->found, "known", quota->known, "met",
                                             quota->met, "cite", quota->rule->cite));
    }
    return out;
}

enum dy_code dy_publish_outcome_json(const struct dy_outcome *outcome,
                                     const struct dy_findings *findings, json_t **out,
                                     struct dy_err *err)
{
    const struct dy_election *election = outcome->election;
    json_t *contests = json_array(), *body = json_array(), *notes = json_array();
    for (size_t i = 0; i < outcome->n_contests; i++)
        json_array_append_new(contests, contest_json(outcome, &outcome->contests[i]));
    for (size_t i = 0; i < outcome->n_body; i++)
        json_array_append_new(body, body_json(outcome, &outcome->body[i]));
    for (size_t i = 0; i < election->n_notes; i++)
        json_array_append_new(notes, names_json(&election->notes[i], ""));
    *out = json_pack(
        "{s:s s:s s:o s:o s:b s:o s:s s:s s:I s:I s:I s:I s:o s:o s:o s:o s:o}", "format",
        "dauys-outcome/1", "election", election->id, "title",
        names_json(&election->title, election->id), "date", date_json(election->date), "synthetic",
        election->synthetic, "law", law_json(outcome->law), "source", outcome->source, "status",
        dy_status_name(outcome->status), "seats", (json_int_t)outcome->seats, "seats_awarded",
        (json_int_t)outcome->seats_awarded, "seats_settled", (json_int_t)outcome->seats_settled,
        "seats_declared", (json_int_t)outcome->seats_declared, "contests", contests, "body", body,
        "declared", declared_json(outcome), "quotas", quotas_json(outcome), "notes", notes);
    if (!*out)
        return dy_no_memory(err);
    if (findings)
        json_object_set_new(*out, "findings",
                            json_pack("{s:I s:I}", "errors", (json_int_t)findings->n_errors,
                                      "warnings", (json_int_t)findings->n_warnings));
    return DY_OK;
}

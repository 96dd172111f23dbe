/*
 * NIST SP 1500-100 revision 2 (Election Results Reporting, common data format v2) as JSON.
 *
 * Seats, bars and tie rules have no place in that format: it carries the votes of each contest and
 * area. Against all is a selection of its own kind (a ballot measure's), since it names nobody.
 * GeneratedDate is now, or SOURCE_DATE_EPOCH where the same bytes are wanted again.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/say.h"
#include "publish/names.h"

#define TYPE(name) "ElectionResults." name

static json_t *text_json(const struct dy_names *names, const char *otherwise)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->n; i++)
        json_array_append_new(list,
                              json_pack("{s:s s:s s:s}", "@type", TYPE("LanguageString"), "Content",
                                        names->of[i].text, "Language", names->of[i].lang));
    if (names->n == 0)
        json_array_append_new(list, json_pack("{s:s s:s s:s}", "@type", TYPE("LanguageString"),
                                              "Content", otherwise, "Language", "en"));
    return json_pack("{s:s s:o}", "@type", TYPE("InternationalizedText"), "Text", list);
}

/* An identifier unique in the report: kind and up to three parts. */
static json_t *id_json(const char *kind, const char *a, const char *b, const char *c)
{
    char text[300];
    snprintf(text, sizeof text, "%s%s%s%s%s%s%s", kind, *a ? "-" : "", a, *b ? "-" : "", b,
             *c ? "-" : "", c);
    return json_string(text);
}

struct contest_ids {
    const char *tier, *area;
    char round[4];
};

static json_t *counts_json(const struct contest_ids *ids, uint64_t votes)
{
    json_t *count = json_pack("{s:s s:I s:s}", "@type", TYPE("VoteCounts"), "Count",
                              (json_int_t)votes, "Type", "total");
    json_object_set_new(count, "GpUnitId", id_json("unit", ids->area, "", ""));
    json_t *list = json_array();
    json_array_append_new(list, count);
    return list;
}

static json_t *selection_id(const struct contest_ids *ids, const char *choice)
{
    char place[200];
    snprintf(place, sizeof place, "%s-%s", ids->area, ids->round);
    return id_json("selection", ids->tier, place, choice);
}

static json_t *party_selection(const struct dy_choice *choice)
{
    json_t *ids = json_array();
    json_array_append_new(ids, id_json("party", choice->id, "", ""));
    return json_pack("{s:s s:o}", "@type", TYPE("PartySelection"), "PartyIds", ids);
}

static json_t *candidate_selection(const struct contest_ids *of, const struct dy_choice *choice)
{
    json_t *ids = json_array();
    json_array_append_new(ids, id_json("candidate", of->tier, of->area, choice->id));
    return json_pack("{s:s s:o}", "@type", TYPE("CandidateSelection"), "CandidateIds", ids);
}

static json_t *answer_selection(const struct dy_names *title, const char *id)
{
    return json_pack("{s:s s:o}", "@type", TYPE("BallotMeasureSelection"), "Selection",
                     text_json(title, id));
}

static json_t *selection_json(const struct contest_ids *ids, enum dy_law_choices kind,
                              const struct dy_choice *choice, uint64_t votes)
{
    json_t *out = kind == DY_CHOICES_LISTS        ? party_selection(choice)
                  : kind == DY_CHOICES_CANDIDATES ? candidate_selection(ids, choice)
                                                  : answer_selection(&choice->title, choice->id);
    json_object_set_new(out, "@id", selection_id(ids, choice->id));
    json_object_set_new(out, "VoteCounts", counts_json(ids, votes));
    return out;
}

static json_t *selections_json(const struct contest_ids *ids, const struct dy_law_tier *tier,
                               const struct dy_outcome_contest *contest)
{
    static const struct dy_names none = {0};
    json_t *out = json_array();
    for (size_t i = 0; i < contest->n_choices; i++)
        if (!contest->contest->stands || contest->contest->stands[i])
            json_array_append_new(out,
                                  selection_json(ids, tier->choices, &contest->contest->choices[i],
                                                 contest->choices[i].votes));
    if (tier->against_all) {
        json_t *against = answer_selection(&none, "Against all");
        json_object_set_new(against, "@id", selection_id(ids, "against_all"));
        json_object_set_new(against, "VoteCounts", counts_json(ids, contest->against_all));
        json_array_append_new(out, against);
    }
    return out;
}

static json_t *contest_json(const struct dy_outcome *outcome,
                            const struct dy_outcome_contest *contest)
{
    static const char *const types[] = {
        [DY_CHOICES_LISTS] = TYPE("PartyContest"),
        [DY_CHOICES_CANDIDATES] = TYPE("CandidateContest"),
        [DY_CHOICES_ANSWERS] = TYPE("BallotMeasureContest"),
    };
    const struct dy_law_tier *tier = &outcome->law->tiers[contest->contest->tier];
    struct contest_ids ids = {.tier = tier->id,
                              .area = outcome->election->units.of[contest->contest->area].id};
    snprintf(ids.round, sizeof ids.round, "%u", contest->round % 10);
    json_t *out = json_pack("{s:s s:s s:o}", "@type", types[tier->choices], "Name",
                            dy_names_pick(&tier->title, "en", tier->id), "ContestSelection",
                            selections_json(&ids, tier, contest));
    json_object_set_new(out, "@id", id_json("contest", ids.tier, ids.area, ids.round));
    json_object_set_new(out, "ElectionDistrictId", id_json("unit", ids.area, "", ""));
    if (tier->choices == DY_CHOICES_CANDIDATES)
        json_object_set_new(out, "VotesAllowed", json_integer(1));
    return out;
}

static void add_candidates(const struct dy_outcome *outcome,
                           const struct dy_outcome_contest *contest, json_t *out)
{
    const struct dy_law_tier *tier = &outcome->law->tiers[contest->contest->tier];
    const char *area = outcome->election->units.of[contest->contest->area].id;
    for (size_t i = 0; i < contest->n_choices && tier->choices == DY_CHOICES_CANDIDATES; i++) {
        const struct dy_choice *choice = &contest->contest->choices[i];
        if (contest->contest->stands && !contest->contest->stands[i])
            continue;
        json_t *candidate = json_pack("{s:s s:o}", "@type", TYPE("Candidate"), "BallotName",
                                      text_json(&choice->title, choice->id));
        json_object_set_new(candidate, "@id", id_json("candidate", tier->id, area, choice->id));
        if (choice->list != DY_NOTHING)
            json_object_set_new(
                candidate, "PartyId",
                id_json("party", outcome->election->lists[choice->list].id, "", ""));
        json_array_append_new(out, candidate);
    }
}

static json_t *parties_json(const struct dy_election *election)
{
    json_t *out = json_array();
    for (size_t i = 0; i < election->n_lists; i++) {
        json_t *party = json_pack("{s:s s:o}", "@type", TYPE("Party"), "Name",
                                  text_json(&election->lists[i].title, election->lists[i].id));
        json_object_set_new(party, "@id", id_json("party", election->lists[i].id, "", ""));
        json_array_append_new(out, party);
    }
    return out;
}

/* The areas that have a contest, each once. */
static json_t *units_json(const struct dy_outcome *outcome)
{
    static const struct dy_names none = {0};
    const struct dy_units *units = &outcome->election->units;
    json_t *out = json_array(), *seen = json_object();
    for (size_t i = 0; i < outcome->n_contests; i++) {
        uint32_t area = outcome->contests[i].contest->area;
        const char *id = units->of[area].id;
        if (json_object_get(seen, id))
            continue;
        json_object_set_new(seen, id, json_true());
        json_t *unit = json_pack("{s:s s:s s:s s:o}", "@type", TYPE("ReportingUnit"), "Type",
                                 "other", "OtherType", units->levels[units->of[area].level], "Name",
                                 text_json(units->titles ? &units->titles[area] : &none, id));
        json_object_set_new(unit, "@id", id_json("unit", id, "", ""));
        json_array_append_new(out, unit);
    }
    json_decref(seen);
    return out;
}

static json_t *now_json(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    time_t at = fixed ? (time_t)strtoll(fixed, NULL, 10) : time(NULL);
    struct tm parts;
    char text[32] = "1970-01-01T00:00:00Z";
    if (gmtime_r(&at, &parts))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return json_string(text);
}

static json_t *election_json(const struct dy_outcome *outcome)
{
    const struct dy_election *election = outcome->election;
    json_t *contests = json_array(), *candidates = json_array();
    uint32_t whole = 0;
    char date[11];
    while (whole + 1 < election->units.n && election->units.of[whole].parent != DY_NOTHING)
        whole++;
    if (outcome->n_contests)
        whole = outcome->contests[0].contest->area;
    dy_date_format(election->date, date);
    for (size_t i = 0; i < outcome->n_contests; i++) {
        json_array_append_new(contests, contest_json(outcome, &outcome->contests[i]));
        add_candidates(outcome, &outcome->contests[i], candidates);
    }
    json_t *out = json_pack("{s:s s:o s:o s:o s:s s:s s:s s:o}", "@type", TYPE("Election"),
                            "BallotStyle", json_array(), "Candidate", candidates, "Contest",
                            contests, "EndDate", date, "StartDate", date, "Type", "general", "Name",
                            text_json(&election->title, election->id));
    json_object_set_new(out, "ElectionScopeId",
                        id_json("unit", election->units.of[whole].id, "", ""));
    return out;
}

enum dy_code dy_publish_nist(const struct dy_outcome *outcome, json_t **out, struct dy_err *err)
{
    json_t *elections = json_array();
    json_array_append_new(elections, election_json(outcome));
    *out = json_pack(
        "{s:s s:o s:s s:o s:o s:s s:s s:o s:i s:i s:s s:s}", "@type", TYPE("ElectionReport"),
        "Election", elections, "Format", "summary-contest", "GeneratedDate", now_json(), "GpUnit",
        units_json(outcome), "Issuer", "unofficial recount by Dauys", "IssuerAbbreviation", "dauys",
        "Party", parties_json(outcome->election), "SequenceEnd", 1, "SequenceStart", 1, "Status",
        outcome->status == DY_STATUS_INCOMPLETE ? "unofficial-partial" : "unofficial-complete",
        "VendorApplicationId", "dauys " DAUYS_VERSION);
    return *out ? DY_OK : dy_no_memory(err);
}

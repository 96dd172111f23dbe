/*
 * NIST SP 1500-100 revision 2 (Election Results Reporting, common data format v2) as JSON.
 *
 * The format carries votes, and seats as counts of the type "seats"; bars, rules and what is still
 * open have no place in it, so that seats are only written where nothing is open. Against all is
 * the selection of a ballot measure, since it names nobody. A run-off is a contest beside that of
 * the first round. GeneratedDate is now, or SOURCE_DATE_EPOCH where the same bytes are wanted
 * again.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/say.h"
#include "publish/json.h"
#include "publish/names.h"

#define TYPE(name) "ElectionResults." name

struct report {
    struct dy_arena mem;
    const struct dy_outcome *outcome;
};

static const struct dy_names no_names = {0};

static json_t *text_json(const struct dy_names *names, const char *otherwise)
{
    struct dy_name english = {"en", otherwise};
    const struct dy_names only = {1, &english};
    json_t *list = json_array();
    if (names->n == 0)
        names = &only;
    for (size_t i = 0; i < names->n; i++)
        list =
            dy_json_add(list, json_pack("{s:s s:s s:s}", "@type", TYPE("LanguageString"), "Content",
                                        names->of[i].text, "Language", names->of[i].lang));
    return json_pack("{s:s s:o}", "@type", TYPE("InternationalizedText"), "Text", list);
}

/* --- identifiers, unique in the report: a kind and what tells two of the kind apart --- */

static json_t *id_of_unit(struct report *in, uint32_t unit)
{
    const char *id = in->outcome->election->units.of[unit].id;
    return json_string(dy_arena_format(&in->mem, "unit-%s", id));
}

static json_t *id_of_party(struct report *in, const char *list)
{
    return json_string(dy_arena_format(&in->mem, "party-%s", list));
}

/* "selection-district-01-2-41": tier, area, round, choice. */
static json_t *id_in_contest(struct report *in, const char *kind,
                             const struct dy_outcome_contest *contest, const char *choice)
{
    const struct dy_outcome *outcome = in->outcome;
    return json_string(dy_arena_format(&in->mem, "%s-%s-%s-%u%s%s", kind,
                                       outcome->law->tiers[contest->contest->tier].id,
                                       outcome->election->units.of[contest->contest->area].id,
                                       contest->round, *choice ? "-" : "", choice));
}

/* Candidates are the same in both rounds. */
static json_t *id_of_candidate(struct report *in, const struct dy_outcome_contest *contest,
                               const char *choice)
{
    const struct dy_outcome *outcome = in->outcome;
    return json_string(dy_arena_format(
        &in->mem, "candidate-%s-%s-%s", outcome->law->tiers[contest->contest->tier].id,
        outcome->election->units.of[contest->contest->area].id, choice));
}

/* --- selections --- */

static json_t *count_json(struct report *in, const struct dy_outcome_contest *contest,
                          const char *type, uint64_t value)
{
    return json_pack("{s:s s:o s:s s:o}", "@type", TYPE("VoteCounts"), "Count",
                     dy_json_count(value), "Type", type, "GpUnitId",
                     id_of_unit(in, contest->contest->area));
}

static bool is_settled(const struct dy_outcome_choice *choice)
{
    return choice->seats == choice->seats_min && choice->seats == choice->seats_max;
}

static json_t *counts_json(struct report *in, const struct dy_outcome_contest *contest, size_t i)
{
    const struct dy_outcome_choice *choice = &contest->choices[i];
    json_t *out = dy_json_add(json_array(), count_json(in, contest, "total", choice->votes));
    if (contest->event == DY_EVENT_SEATS && is_settled(choice))
        out = dy_json_add(out, count_json(in, contest, "seats", choice->seats));
    return out;
}

static json_t *list_of_one(json_t *id)
{
    return dy_json_add(json_array(), id);
}

static json_t *selection_json(struct report *in, const struct dy_outcome_contest *contest, size_t i)
{
    const struct dy_choice *choice = &contest->contest->choices[i];
    json_t *out = NULL;
    switch (in->outcome->law->tiers[contest->contest->tier].choices) {
    case DY_CHOICES_LISTS:
        out = json_pack("{s:s s:o}", "@type", TYPE("PartySelection"), "PartyIds",
                        list_of_one(id_of_party(in, choice->id)));
        break;
    case DY_CHOICES_CANDIDATES:
        out = json_pack("{s:s s:o}", "@type", TYPE("CandidateSelection"), "CandidateIds",
                        list_of_one(id_of_candidate(in, contest, choice->id)));
        break;
    case DY_CHOICES_ANSWERS:
        out = json_pack("{s:s s:o}", "@type", TYPE("BallotMeasureSelection"), "Selection",
                        text_json(&choice->title, choice->id));
        break;
    }
    out = dy_json_put(out, "@id", id_in_contest(in, "selection", contest, choice->id));
    return contest->tally ? dy_json_put(out, "VoteCounts", counts_json(in, contest, i)) : out;
}

static json_t *against_json(struct report *in, const struct dy_outcome_contest *contest)
{
    return json_pack("{s:s s:o s:o s:o}", "@type", TYPE("BallotMeasureSelection"), "Selection",
                     text_json(&no_names, "Against all"), "@id",
                     id_in_contest(in, "against-all", contest, ""), "VoteCounts",
                     list_of_one(count_json(in, contest, "total", contest->against_all)));
}

static bool stands(const struct dy_outcome_contest *contest, size_t i)
{
    if (contest->pair)
        return contest->pair[i];
    return !contest->contest->stands || contest->contest->stands[i];
}

static json_t *selections_json(struct report *in, const struct dy_outcome_contest *contest)
{
    json_t *out = json_array();
    for (size_t i = 0; i < contest->n_choices; i++)
        if (stands(contest, i))
            out = dy_json_add(out, selection_json(in, contest, i));
    if (in->outcome->law->tiers[contest->contest->tier].against_all && contest->tally)
        out = dy_json_add(out, against_json(in, contest));
    return out;
}

/* --- contests --- */

static const char *variation_of(const struct dy_law_tier *tier)
{
    static const char *const names[] = {
        [DY_FAMILY_LARGEST_REMAINDER] = "proportional",
        [DY_FAMILY_HIGHEST_AVERAGES] = "proportional",
        [DY_FAMILY_PLURALITY] = "plurality",
        [DY_FAMILY_ABSOLUTE_MAJORITY] = "majority",
        [DY_FAMILY_YES_NO] = "majority",
    };
    return names[tier->award.method->family];
}

static json_t *status_json(const struct dy_tally *tally)
{
    const char *status = !tally ? "unknown" : tally->n_missing ? "in-process" : "completed";
    return list_of_one(json_pack("{s:s s:s s:s}", "@type", TYPE("CountStatus"), "Status", status,
                                 "Type", "total"));
}

static json_t *contest_json(struct report *in, const struct dy_outcome_contest *contest)
{
    static const char *const types[] = {
        [DY_CHOICES_LISTS] = TYPE("PartyContest"),
        [DY_CHOICES_CANDIDATES] = TYPE("CandidateContest"),
        [DY_CHOICES_ANSWERS] = TYPE("BallotMeasureContest"),
    };
    const struct dy_law_tier *tier = &in->outcome->law->tiers[contest->contest->tier];
    const char *name =
        dy_arena_format(&in->mem, "%s%s", dy_names_pick(&tier->title, "en", tier->id),
                        contest->round == 2 ? ", run-off" : "");
    json_t *out = json_pack(
        "{s:s s:o s:s s:o s:s s:o s:o}", "@type", types[tier->choices], "@id",
        id_in_contest(in, "contest", contest, ""), "Name", name, "ElectionDistrictId",
        id_of_unit(in, contest->contest->area), "VoteVariation", variation_of(tier), "CountStatus",
        status_json(contest->tally), "ContestSelection", selections_json(in, contest));
    if (contest->tally) {
        out = dy_json_put(out, "SubUnitsReported", dy_json_count(contest->tally->n_covered));
        out = dy_json_put(out, "TotalSubUnits", dy_json_count(contest->tally->n_stations));
    }
    if (tier->choices == DY_CHOICES_CANDIDATES) {
        out = dy_json_put(out, "VotesAllowed", dy_json_count(1));
        out = dy_json_put(out, "NumberElected", dy_json_count(1));
    }
    return out;
}

static json_t *contests_json(struct report *in)
{
    json_t *out = json_array();
    for (size_t i = 0; i < in->outcome->n_contests; i++) {
        const struct dy_outcome_contest *contest = &in->outcome->contests[i];
        if (contest->first)
            out = dy_json_add(out, contest_json(in, contest->first));
        out = dy_json_add(out, contest_json(in, contest));
    }
    return out;
}

/* --- candidates, parties, areas --- */

static const char *candidate_status(const struct dy_outcome_contest *contest, size_t i)
{
    if (contest->status != DY_STATUS_FINAL || contest->event != DY_EVENT_ELECTED)
        return NULL;
    return contest->choices[i].elected ? "winner" : "defeated";
}

static json_t *candidate_json(struct report *in, const struct dy_outcome_contest *contest, size_t i)
{
    const struct dy_choice *choice = &contest->contest->choices[i];
    const char *status = candidate_status(contest, i);
    json_t *out = json_pack("{s:s s:o s:o}", "@type", TYPE("Candidate"), "@id",
                            id_of_candidate(in, contest, choice->id), "BallotName",
                            text_json(&choice->title, choice->id));
    if (status)
        out = dy_json_put(out, "PostElectionStatus", json_string(status));
    if (choice->list != DY_NOTHING)
        out = dy_json_put(out, "PartyId",
                          id_of_party(in, in->outcome->election->lists[choice->list].id));
    return out;
}

static json_t *candidates_json(struct report *in)
{
    json_t *out = json_array();
    for (size_t c = 0; c < in->outcome->n_contests; c++) {
        const struct dy_outcome_contest *contest = &in->outcome->contests[c];
        const struct dy_law_tier *tier = &in->outcome->law->tiers[contest->contest->tier];
        const uint8_t *of_area = contest->contest->stands;
        for (size_t i = 0; i < contest->n_choices && tier->choices == DY_CHOICES_CANDIDATES; i++)
            if (!of_area || of_area[i])
                out = dy_json_add(out, candidate_json(in, contest, i));
    }
    return out;
}

static json_t *parties_json(struct report *in)
{
    const struct dy_election *election = in->outcome->election;
    json_t *out = json_array();
    for (size_t i = 0; i < election->n_lists; i++)
        out = dy_json_add(out,
                          json_pack("{s:s s:o s:o}", "@type", TYPE("Party"), "@id",
                                    id_of_party(in, election->lists[i].id), "Name",
                                    text_json(&election->lists[i].title, election->lists[i].id)));
    return out;
}

static uint32_t root_of(const struct dy_units *units)
{
    uint32_t root = 0;
    while (units->of[root].parent != DY_NOTHING)
        root = units->of[root].parent;
    return root;
}

static json_t *unit_json(struct report *in, uint32_t unit)
{
    const struct dy_units *units = &in->outcome->election->units;
    const struct dy_unit *of = &units->of[unit];
    json_t *out =
        json_pack("{s:s s:o s:s s:s s:o}", "@type", TYPE("ReportingUnit"), "@id",
                  id_of_unit(in, unit), "Type", "other", "OtherType", units->levels[of->level],
                  "Name", text_json(units->titles ? &units->titles[unit] : &no_names, of->id));
    if (of->voters != DY_VOTERS_UNKNOWN)
        out = dy_json_put(out, "VotersRegistered", dy_json_count(of->voters));
    return out;
}

/* The whole and the areas that have a contest, each once. */
static json_t *units_json(struct report *in)
{
    const struct dy_outcome *outcome = in->outcome;
    const struct dy_units *units = &outcome->election->units;
    uint8_t *wanted = DY_NEW(&in->mem, uint8_t, units->n);
    json_t *out = json_array();
    if (wanted)
        wanted[root_of(units)] = 1;
    for (size_t i = 0; i < outcome->n_contests && wanted; i++)
        wanted[outcome->contests[i].contest->area] = 1;
    for (uint32_t i = 0; i < units->n && wanted; i++)
        if (wanted[i])
            out = dy_json_add(out, unit_json(in, i));
    return wanted ? out : dy_json_add(out, NULL);
}

/* --- the report --- */

static json_t *now_json(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    char *end = NULL;
    errno = 0;
    long long seconds = fixed && *fixed ? strtoll(fixed, &end, 10) : 0;
    bool good = end && *end == '\0' && errno == 0 && seconds >= 0;
    time_t at = good ? (time_t)seconds : time(NULL);
    struct tm parts;
    char text[40] = "";
    if (!gmtime_r(&at, &parts) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts))
        return NULL;
    return json_string(text);
}

static bool is_question(const struct dy_outcome *outcome)
{
    bool all = outcome->n_contests > 0;
    for (size_t i = 0; i < outcome->n_contests; i++)
        all &=
            outcome->law->tiers[outcome->contests[i].contest->tier].choices == DY_CHOICES_ANSWERS;
    return all;
}

static json_t *election_json(struct report *in)
{
    const struct dy_election *election = in->outcome->election;
    bool question = is_question(in->outcome);
    json_t *out =
        json_pack("{s:s s:o s:o s:o s:o s:s s:o s:o}", "@type", TYPE("Election"), "Candidate",
                  candidates_json(in), "Contest", contests_json(in), "StartDate",
                  dy_json_date(election->date), "EndDate", dy_json_date(election->date), "Type",
                  question ? "other" : "general", "Name", text_json(&election->title, election->id),
                  "ElectionScopeId", id_of_unit(in, root_of(&election->units)));
    return question ? dy_json_put(out, "OtherType", json_string("referendum")) : out;
}

/* What a reader must know, one sentence after another. */
static const char *notes_of(struct report *in)
{
    const struct dy_outcome *outcome = in->outcome;
    const struct dy_election *election = outcome->election;
    char *text = dy_arena_format(&in->mem, "Counted from the %s protocols under %s.",
                                 outcome->source, outcome->law->act->id);
    if (text && election->synthetic)
        text = dy_arena_format(&in->mem, "SYNTHETIC: this election is made up. %s", text);
    if (text && election->other_law)
        text =
            dy_arena_format(&in->mem, "%s This is not the law the election was held under.", text);
    if (text && outcome->law->unverified)
        text = dy_arena_format(&in->mem, "%s The law file is unverified.", text);
    for (size_t i = 0; i < election->n_notes && text; i++)
        text =
            dy_arena_format(&in->mem, "%s %s", text, dy_names_pick(&election->notes[i], "en", ""));
    return text;
}

static json_t *report_json(struct report *in)
{
    const struct dy_outcome *outcome = in->outcome;
    return json_pack("{s:s s:o s:s s:o s:o s:s s:s s:b s:s s:o s:i s:i s:s s:s}", "@type",
                     TYPE("ElectionReport"), "Election", list_of_one(election_json(in)), "Format",
                     "summary-contest", "GeneratedDate", now_json(), "GpUnit", units_json(in),
                     "Issuer", "unofficial recount by Dauys", "IssuerAbbreviation", "dauys",
                     "IsTest", outcome->election->synthetic, "Notes", notes_of(in), "Party",
                     parties_json(in), "SequenceEnd", 1, "SequenceStart", 1, "Status",
                     outcome->status == DY_STATUS_INCOMPLETE ? "unofficial-partial"
                                                             : "unofficial-complete",
                     "VendorApplicationId", "dauys " DAUYS_VERSION);
}

enum dy_code dy_publish_nist(const struct dy_outcome *outcome, json_t **out, struct dy_err *err)
{
    struct report in = {.outcome = outcome};
    dy_arena_init(&in.mem);
    *out = report_json(&in);
    dy_arena_finish(&in.mem);
    return *out ? DY_OK : dy_no_memory(err);
}

/*
 * The certificate: what a stranger needs to check an outcome without repeating the search.
 * doc/spec/certificate.md; tools/check-certificate is the stranger.
 *
 * Every seat figure in it follows from the votes and the rules that stand beside it. Bounds of an
 * incomplete count are not part of it: the outcome has them.
 */
#include <string.h>

#include "law/literals.h"
#include "publish/certificate.h"
#include "publish/json.h"

struct writer {
    struct dy_arena mem;
    const struct dy_outcome *outcome;
    struct dy_err *err;
};

static json_t *integer(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *bound_json(struct dy_fraction f, bool strictly)
{
    return json_pack("{s:I s:I s:b}", "num", (json_int_t)f.num, "den", (json_int_t)f.den, "strict",
                     strictly);
}

static json_t *method_json(const struct dy_law_award *award)
{
    static const char *const families[] = {
        [DY_FAMILY_LARGEST_REMAINDER] = "largest-remainder",
        [DY_FAMILY_HIGHEST_AVERAGES] = "highest-averages",
        [DY_FAMILY_PLURALITY] = "plurality",
        [DY_FAMILY_ABSOLUTE_MAJORITY] = "absolute-majority",
        [DY_FAMILY_YES_NO] = "yes-no",
    };
    static const int halves[] = {
        [DY_QUOTA_EXACT] = 0, [DY_QUOTA_HALF_UP] = 1, [DY_QUOTA_FLOOR_PLUS_ONE] = 2};
    const struct dy_method *method = award->method;
    json_t *out = json_pack("{s:s s:s s:I}", "name", method->name, "family",
                            families[method->family], "minimum", (json_int_t)award->minimum);
    if (method->family == DY_FAMILY_LARGEST_REMAINDER) {
        out = dy_json_put(out, "plus", integer(method->quota_plus));
        out = dy_json_put(out, "halves", json_integer(halves[method->quota_rounding]));
    } else if (method->family == DY_FAMILY_HIGHEST_AVERAGES) {
        out = dy_json_put(out, "first", integer(method->divisor_first));
        out = dy_json_put(out, "step", integer(method->divisor_step));
        out = dy_json_put(out, "offset", integer(method->divisor_offset));
        out = dy_json_put(out, "square", integer(method->divisor_geometric));
    }
    return out;
}

/* A share as a sum the checker can move: votes and against all so many times, and a constant. */
static json_t *base_json(const struct writer *in, const struct dy_settle *settle,
                         const struct dy_outcome_contest *contest, uint32_t share)
{
    const struct dy_law_share *of = &in->outcome->law->shares[share];
    uint64_t value = 0, votes = 0, all = 0, against = 0;
    if (!dy_settle_share(settle, contest, share, &value))
        return json_null();
    for (size_t i = 0; i < of->n_terms; i++) {
        votes += of->terms[i].kind == DY_TERM_VOTES;
        against += of->terms[i].kind == DY_TERM_AGAINST_ALL;
    }
    for (size_t i = 0; i < contest->n_choices; i++)
        all += dy_contest_stands(contest, i) ? contest->choices[i].votes : 0;
    return json_pack("{s:s s:I s:I s:I}", "share", of->id, "votes", (json_int_t)votes,
                     "against_all", (json_int_t)against, "other",
                     (json_int_t)(value - votes * all - against * contest->against_all));
}

/* --- the bar: of the votes, the majority, or a single vote --- */

static bool is_lists(const struct dy_law_award *award)
{
    return award->method->family == DY_FAMILY_LARGEST_REMAINDER ||
           award->method->family == DY_FAMILY_HIGHEST_AVERAGES;
}

static bool most_votes_win(const struct dy_law_award *award,
                           const struct dy_outcome_contest *contest)
{
    return award->method->family == DY_FAMILY_PLURALITY || contest->round > 1;
}

/* What the choice has to reach, null where it needs nothing. */
static json_t *choice_bar_json(const struct dy_law_tier *tier,
                               const struct dy_outcome_contest *contest, const struct dy_list *list)
{
    const struct dy_law_award *award = &tier->award;
    if (most_votes_win(award, contest))
        return bound_json((struct dy_fraction){0, 1}, true);
    if (!is_lists(award))
        return bound_json(award->majority.fraction, award->majority.strictly);
    if (!tier->bar.is_set || dy_settle_exempt(&tier->bar, list))
        return json_null();
    return bound_json(dy_settle_bar(&tier->bar, list ? list->members : 1), tier->bar.strictly);
}

static bool run_off_follows(const struct dy_law_award *award,
                            const struct dy_outcome_contest *contest, uint32_t *between)
{
    uint32_t n = 0, from = award->runoff_from > 2 ? award->runoff_from : 2;
    for (size_t i = 0; i < contest->n_choices; i++)
        n += dy_contest_stands(contest, i);
    *between = 2;
    if (award->runoff_between > 0 && n >= from)
        *between = award->runoff_between;
    else if (award->two_candidates.value != DY_NO_MAJORITY_RUNOFF)
        return false;
    return n >= 2;
}

/* What follows when nobody reaches it. */
static const char *if_none(const struct dy_law_tier *tier, const struct dy_outcome_contest *contest)
{
    static const char *const none[] = {[DY_NONE_SILENT] = "law-silent",
                                       [DY_NONE_NOBODY] = "seats",
                                       [DY_NONE_ALL_LISTS] = "all-lists"};
    uint32_t between;
    if (is_lists(&tier->award))
        return none[tier->bar.if_none.value];
    if (most_votes_win(&tier->award, contest))
        return "no-votes";
    if (tier->award.method->family == DY_FAMILY_YES_NO)
        return "rejected";
    if (run_off_follows(&tier->award, contest, &between))
        return "run-off";
    return tier->award.two_candidates.value == DY_NO_MAJORITY_REPEAT_ELECTION ? "repeat-election"
                                                                              : "law-silent";
}

static json_t *bar_json(const struct writer *in, const struct dy_settle *settle,
                        const struct dy_outcome_contest *contest)
{
    const struct dy_law_tier *tier = settle->tier;
    const struct dy_law_award *award = &tier->award;
    json_t *base;
    if (is_lists(award) && !tier->bar.is_set)
        return json_null();
    if (most_votes_win(award, contest))
        base = json_pack("{s:s s:i s:i s:i}", "share", "votes", "votes", 1, "against_all", 0,
                         "other", 0);
    else if (is_lists(award))
        base = base_json(in, settle, contest, tier->bar.of);
    else
        base = award->majority.is_set ? base_json(in, settle, contest, award->majority.whole)
                                      : json_null();
    return json_pack("{s:o s:s}", "base", base, "if_none", if_none(tier, contest));
}

static const char *list_id(const struct writer *in, const struct dy_choice *choice)
{
    return choice->list == DY_NOTHING ? "independent"
                                      : in->outcome->election->lists[choice->list].id;
}

static json_t *choice_json(const struct writer *in, const struct dy_outcome_contest *contest,
                           size_t i)
{
    const struct dy_law_tier *tier = &in->outcome->law->tiers[contest->contest->tier];
    const struct dy_outcome_choice *choice = &contest->choices[i];
    const struct dy_choice *of = &contest->contest->choices[i];
    const struct dy_list *list =
        of->list == DY_NOTHING ? NULL : &in->outcome->election->lists[of->list];
    json_t *out = json_pack("{s:s s:s s:I s:I s:b}", "id", of->id, "list", list_id(in, of), "votes",
                            (json_int_t)choice->votes, "seats", (json_int_t)choice->seats, "claims",
                            choice->claims);
    out = dy_json_put(out, "bar", choice_bar_json(tier, contest, list));
    if (tier->award.agreements && list && list->agreement)
        out = dy_json_put(out, "agreement", json_string(list->agreement));
    return out;
}

static json_t *choices_json(const struct writer *in, const struct dy_outcome_contest *contest)
{
    json_t *out = json_array();
    for (size_t i = 0; i < contest->n_choices; i++)
        if (dy_contest_stands(contest, i))
            out = dy_json_add(out, choice_json(in, contest, i));
    return out;
}

/* --- the closest call --- */

static const char *choice_id(const struct dy_outcome_contest *contest, uint32_t choice)
{
    return choice == DY_NOTHING ? NULL : contest->contest->choices[choice].id;
}

/* A copy of the contest that can be settled on other votes. */
static enum dy_code copy_contest(struct writer *in, const struct dy_outcome_contest *contest,
                                 struct dy_outcome_contest *trial, struct dy_settle *settle)
{
    *trial = *contest;
    trial->choices = DY_NEW(&in->mem, struct dy_outcome_choice, contest->n_choices);
    if (!trial->choices)
        return dy_no_memory(in->err);
    memcpy(trial->choices, contest->choices, contest->n_choices * sizeof *trial->choices);
    return dy_settle_init(&in->mem, in->outcome->election, contest, settle, in->err);
}

/* The contest settled again with so many votes added or moved: its seats are the witness. */
static enum dy_code closest_json(struct writer *in, const struct dy_outcome_contest *contest,
                                 const struct dy_closest *closest, json_t **out)
{
    struct dy_settle settle;
    struct dy_outcome_contest trial;
    *out = json_null();
    if (!closest->is_set)
        return DY_OK;
    enum dy_code code = copy_contest(in, contest, &trial, &settle);
    if (code)
        return code;
    trial.choices[closest->to].votes += closest->votes;
    if (closest->from != DY_NOTHING)
        trial.choices[closest->from].votes -= closest->votes;
    dy_count_settle(&settle, &trial);
    json_t *seats = json_object(), *claims = json_array();
    for (size_t i = 0; i < trial.n_choices; i++) {
        if (!dy_contest_stands(&trial, i))
            continue;
        seats = dy_json_put(seats, trial.contest->choices[i].id, integer(trial.choices[i].seats));
        if (trial.choices[i].claims)
            claims = dy_json_add(claims, json_string(trial.contest->choices[i].id));
    }
    *out =
        json_pack("{s:s s:s* s:I s:s* s:s* s:s s:I s:o s:o}", "to", choice_id(contest, closest->to),
                  "from", choice_id(contest, closest->from), "votes", (json_int_t)closest->votes,
                  "gains", choice_id(contest, closest->gains), "loses",
                  choice_id(contest, closest->loses), "event", dy_event_name(trial.event),
                  "at_stake", (json_int_t)trial.at_stake, "claims", claims, "seats", seats);
    return *out ? DY_OK : dy_no_memory(in->err);
}

/* --- a contest --- */

static json_t *lots_json(const struct dy_settle *settle, const struct dy_contest *contest)
{
    json_t *out = json_array();
    for (size_t i = 0; i < settle->n_lots; i++) {
        json_t *lot = json_object();
        for (size_t k = 0; k < contest->n_choices; k++)
            if (settle->lot_ranks[i * contest->n_choices + k])
                lot = dy_json_put(lot, contest->choices[k].id,
                                  integer(settle->lot_ranks[i * contest->n_choices + k]));
        out = dy_json_add(out, lot);
    }
    return out;
}

/* Place in the order of registration, 0 = unknown; a list registers once, whatever its ballot line
 * says. */
static uint32_t registered(const struct dy_settle *settle, const struct dy_choice *choice)
{
    if (choice->registered || choice->list == DY_NOTHING ||
        settle->tier->choices != DY_CHOICES_LISTS)
        return choice->registered;
    return settle->election->lists[choice->list].registered;
}

static json_t *registration_json(const struct dy_settle *settle, const struct dy_contest *contest)
{
    json_t *order = json_object(), *out = json_array();
    for (size_t i = 0; i < contest->n_choices; i++) {
        uint32_t place = registered(settle, &contest->choices[i]);
        if (place)
            order = dy_json_put(order, contest->choices[i].id, integer(place));
    }
    return dy_json_add(out, order);
}

/* What settles equal claims, and what they end in when nothing does. */
static json_t *ties_json(const struct dy_settle *settle, const struct dy_contest *contest, int rule)
{
    static const enum dy_event open[] = {[DY_TIE_SILENT] = DY_EVENT_SILENT,
                                         [DY_TIE_EARLIER_REGISTRATION] = DY_EVENT_SILENT,
                                         [DY_TIE_LOT] = DY_EVENT_LOT,
                                         [DY_TIE_REPEAT_VOTE] = DY_EVENT_REPEAT_VOTE,
                                         [DY_TIE_REPEAT_ELECTION] = DY_EVENT_REPEAT_ELECTION};
    json_t *orders = rule == DY_TIE_LOT                    ? lots_json(settle, contest)
                     : rule == DY_TIE_EARLIER_REGISTRATION ? registration_json(settle, contest)
                                                           : json_array();
    return json_pack("{s:s s:s s:o}", "rule", dy_law_tie_name(rule), "open",
                     dy_event_name(open[rule]), "orders", orders);
}

/* Of the contest as a whole: two who stand, or more than two who are equal, may have rules of their
 * own. */
static json_t *own_ties_json(const struct dy_settle *settle,
                             const struct dy_outcome_contest *contest)
{
    const struct dy_law_tier *tier = settle->tier;
    size_t standing = 0;
    if (contest->round > 1)
        return ties_json(settle, contest->contest, tier->award.tie_runoff.value);
    for (size_t i = 0; i < contest->n_choices; i++)
        standing += dy_contest_stands(contest, i);
    const struct dy_law_param *two = dy_tie_param(tier, standing, 2),
                              *more = dy_tie_param(tier, standing, 3);
    json_t *out = ties_json(settle, contest->contest, two->value);
    return more == two ? out
                       : dy_json_put(out, "more", ties_json(settle, contest->contest, more->value));
}

static json_t *guarantee_json(const struct dy_settle *settle, const struct dy_contest *contest)
{
    const struct dy_law_guarantee *rule = &settle->tier->guarantee;
    if (!rule->is_set || rule->lists < 2)
        return json_null();
    return json_pack("{s:I s:I s:I s:b s:o}", "num", (json_int_t)rule->factor.num, "den",
                     (json_int_t)rule->factor.den, "minimum", (json_int_t)rule->minimum,
                     "floor_before_factor", rule->floor.value == DY_FLOOR_BEFORE_FACTOR, "ties",
                     ties_json(settle, contest, rule->tie_second.value));
}

/* Votes for the first answer and the majority's base in each area. */
static json_t *regions_json(const struct writer *in, const struct dy_settle *settle)
{
    const struct dy_law_award *award = &settle->tier->award;
    if (!dy_settle_regions(settle))
        return json_null();
    json_t *areas = json_array();
    for (size_t i = 0; i < settle->n_areas; i++) {
        const uint64_t *sums = settle->area_sums + i * settle->area_slots;
        uint64_t base;
        if (!dy_settle_area_share(settle, sums, award->majority.whole, &base)) {
            json_array_clear(areas);
            break;
        }
        areas = dy_json_add(areas, json_pack("{s:I s:I}", "votes",
                                             (json_int_t)sums[in->outcome->law->n_fields], "base",
                                             (json_int_t)base));
    }
    json_t *out = bound_json(award->regions.fraction, award->regions.strictly);
    out = dy_json_put(out, "areas", areas);
    return out;
}

static json_t *turnout_json(const struct writer *in, const struct dy_settle *settle,
                            const struct dy_outcome_contest *contest)
{
    const struct dy_law_bound *turnout = &settle->tier->award.turnout;
    if (!turnout->is_set)
        return json_null();
    json_t *out = bound_json(turnout->fraction, turnout->strictly);
    out = dy_json_put(out, "part", base_json(in, settle, contest, turnout->part));
    return dy_json_put(out, "whole", base_json(in, settle, contest, turnout->whole));
}

static json_t *with_rules(const struct writer *in, const struct dy_settle *settle,
                          const struct dy_outcome_contest *contest, json_t *out)
{
    const struct dy_law_award *award = &settle->tier->award;
    const struct dy_contest *of = contest->contest;
    uint32_t between;
    out = dy_json_put(out, "method", method_json(award));
    out = dy_json_put(out, "bar", bar_json(in, settle, contest));
    out = dy_json_put(out, "ties", own_ties_json(settle, contest));
    out = dy_json_put(out, "turnout", turnout_json(in, settle, contest));
    if (award->method->family == DY_FAMILY_ABSOLUTE_MAJORITY && contest->round == 1 &&
        run_off_follows(award, contest, &between))
        out = dy_json_put(out, "run_off",
                          json_pack("{s:I s:o}", "between", (json_int_t)between, "ties",
                                    ties_json(settle, of, award->tie_second.value)));
    out = dy_json_put(out, "regions", regions_json(in, settle));
    out = dy_json_put(out, "guarantee", guarantee_json(settle, of));
    return out;
}

/* The first round's votes lead elsewhere than to the run-off that was held. */
static bool is_contradicted(const struct dy_outcome_contest *contest)
{
    return contest->silence &&
           strcmp(contest->silence->when, "run-off-contradicts-first-round") == 0;
}

static json_t *numbers_json(const struct writer *in, const struct dy_outcome_contest *contest)
{
    const struct dy_tally *tally = contest->tally;
    const struct dy_outcome *outcome = in->outcome;
    return json_pack("{s:s s:s s:I s:s s:s s:I s:I s:I s:I s:I s:b s:b}", "tier",
                     outcome->law->tiers[contest->contest->tier].id, "area",
                     outcome->election->units.of[contest->contest->area].id, "round",
                     (json_int_t)contest->round, "event", dy_event_name(contest->event), "status",
                     dy_status_name(contest->status), "seats", (json_int_t)contest->seats,
                     "at_stake", (json_int_t)contest->at_stake, "against_all",
                     (json_int_t)contest->against_all, "missing_stations",
                     (json_int_t)(tally ? tally->n_missing : 0), "missing_voters",
                     (json_int_t)(tally ? tally->missing_voters : 0), "contradicted",
                     is_contradicted(contest), "pair_followed", contest->pair_followed);
}

static enum dy_code contest_json(struct writer *in, const struct dy_outcome_contest *contest,
                                 json_t **out)
{
    struct dy_settle settle;
    struct dy_outcome_contest counted; /* on the votes so far, whatever may still come */
    json_t *added = NULL, *moved = NULL, *award = NULL, *first = NULL;
    enum dy_code code = copy_contest(in, contest, &counted, &settle);
    if (code)
        return code;
    if (!is_contradicted(contest))
        dy_count_settle(&settle, &counted);
    code = dy_certificate_award(&in->mem, &settle, &counted, &award, in->err);
    if (!code)
        code = closest_json(in, contest, &contest->added, &added);
    if (!code)
        code = closest_json(in, contest, &contest->moved, &moved);
    if (!code && contest->first)
        code = contest_json(in, contest->first, &first);
    *out = code ? NULL : numbers_json(in, contest);
    if (!*out) {
        json_decref(award);
        json_decref(added);
        json_decref(moved);
        json_decref(first);
        return code ? code : dy_no_memory(in->err);
    }
    *out = dy_json_put(*out, "choices", choices_json(in, &counted));
    *out = dy_json_put(*out, "award", award);
    *out = dy_json_put(*out, "added", added);
    *out = dy_json_put(*out, "moved", moved);
    if (first)
        *out = dy_json_put(*out, "first", first);
    *out = with_rules(in, &settle, contest, *out);
    return *out ? DY_OK : dy_no_memory(in->err);
}

/* --- the house --- */

static json_t *tiers_json(const struct dy_outcome *outcome)
{
    json_t *out = json_array();
    for (uint32_t t = 0; t < outcome->law->n_tiers; t++)
        out = dy_json_add(out, json_pack("{s:s s:I}", "id", outcome->law->tiers[t].id, "seats",
                                         (json_int_t)dy_tier_seats(outcome->election, t)));
    return out;
}

/* Only where the declared seats are counted: a tier with votes is not declared. */
static json_t *declared_json(const struct dy_outcome *outcome)
{
    const struct dy_election *election = outcome->election;
    json_t *out = json_array();
    for (size_t i = 0; i < election->n_declared && outcome->seats_declared; i++) {
        const struct dy_declared *declared = &election->declared[i];
        json_t *seats = json_object();
        for (size_t k = 0; k < declared->n; k++)
            seats = dy_json_put(seats,
                                declared->of[k].list == DY_NOTHING
                                    ? "independent"
                                    : election->lists[declared->of[k].list].id,
                                integer(declared->of[k].seats));
        out = dy_json_add(out, json_pack("{s:s s:s s:b s:o}", "tier",
                                         outcome->law->tiers[declared->tier].id, "source",
                                         declared->source, "unverified", declared->unverified,
                                         "seats", seats));
    }
    return out;
}

static json_t *body_json(const struct dy_outcome *outcome)
{
    json_t *out = json_array();
    for (size_t i = 0; i < outcome->n_body; i++) {
        const struct dy_outcome_body *body = &outcome->body[i];
        json_t *tiers = json_object();
        for (size_t t = 0; t < outcome->law->n_tiers; t++)
            tiers = dy_json_put(tiers, outcome->law->tiers[t].id, integer(body->by_tier[t]));
        out = dy_json_add(out, json_pack("{s:s s:I s:o}", "id", body->id, "seats",
                                         (json_int_t)body->seats, "by_tier", tiers));
    }
    return out;
}

const char dy_certificate_format[] = "dauys-certificate/1";

enum dy_code dy_publish_certificate(const struct dy_outcome *outcome, json_t **out,
                                    struct dy_err *err)
{
    struct writer in = {.outcome = outcome, .err = err};
    char from[11];
    enum dy_code code = DY_OK;
    json_t *contests = json_array();
    dy_arena_init(&in.mem);
    dy_date_format(outcome->law->from, from);
    for (size_t i = 0; i < outcome->n_contests && !code; i++)
        if (outcome->contests[i].tally) {
            json_t *contest = NULL;
            code = contest_json(&in, &outcome->contests[i], &contest);
            if (!code)
                contests = dy_json_add(contests, contest);
        }
    dy_arena_finish(&in.mem);
    if (code) {
        json_decref(contests);
        return code;
    }
    *out = json_pack("{s:s s:s s:{s:s s:s s:s} s:s s:b s:s s:I s:o s:o s:o s:o}", "format",
                     dy_certificate_format, "election", outcome->election->id, "law", "act",
                     outcome->law->act->id, "from", from, "source", outcome->law->source, "source",
                     outcome->source, "synthetic", outcome->election->synthetic, "status",
                     dy_status_name(outcome->status), "seats", (json_int_t)outcome->seats, "tiers",
                     tiers_json(outcome), "contests", contests, "declared", declared_json(outcome),
                     "body", body_json(outcome));
    return *out ? DY_OK : dy_no_memory(err);
}

/*
 * The outcome of an election: each contest in its rounds. The house they make together: body.c.
 */
#include "count/outcome.h"

#include "count/bounds.h"
#include "count/settle.h"
#include "count/silence.h"

#include <string.h>

const char *dy_status_name(enum dy_status status)
{
    static const char *const names[] = {[DY_STATUS_FINAL] = "final",
                                        [DY_STATUS_INCOMPLETE] = "incomplete",
                                        [DY_STATUS_UNDETERMINED] = "undetermined"};
    return names[status];
}

const char *dy_event_name(enum dy_event event)
{
    static const char *const names[] = {
        [DY_EVENT_SEATS] = "seats",
        [DY_EVENT_ELECTED] = "elected",
        [DY_EVENT_ADOPTED] = "adopted",
        [DY_EVENT_REJECTED] = "rejected",
        [DY_EVENT_RUNOFF] = "run-off",
        [DY_EVENT_LOT] = "lot",
        [DY_EVENT_REPEAT_VOTE] = "repeat-vote",
        [DY_EVENT_REPEAT_ELECTION] = "repeat-election",
        [DY_EVENT_NOT_VALID] = "not-valid",
        [DY_EVENT_SILENT] = "law-silent",
        [DY_EVENT_DECLARED] = "declared",
        [DY_EVENT_NO_VOTES] = "no-votes",
    };
    return names[event];
}

/* --- seats of a contest --- */

static size_t contests_of_tier(const struct dy_election *election, uint32_t tier)
{
    size_t n = 0;
    for (size_t i = 0; i < election->n_contests; i++)
        n += election->contests[i].tier == tier;
    return n;
}

/* Lists share the tier's seats in one contest; in a constituency one person is elected. */
static enum dy_code find_seats(const struct dy_election *election, const struct dy_contest *contest,
                               dy_seats *out, struct dy_err *err)
{
    const struct dy_law_tier *tier = &election->law->tiers[contest->tier];
    dy_seats all = dy_tier_seats(election, contest->tier);
    bool whole = election->units.of[contest->area].parent == DY_NOTHING;
    switch (tier->award.method->family) {
    case DY_FAMILY_YES_NO:
        *out = 0;
        return DY_OK;
    case DY_FAMILY_ABSOLUTE_MAJORITY:
        *out = 1;
        return DY_OK;
    case DY_FAMILY_PLURALITY:
        *out = whole && all > 1 ? all : 1;
        return DY_OK;
    case DY_FAMILY_LARGEST_REMAINDER:
    case DY_FAMILY_HIGHEST_AVERAGES:
        break;
    }
    *out = all;
    if (contests_of_tier(election, contest->tier) > 1)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = election->path}, "",
                       "tier \"%s\" awards its %u seats to lists in %zu areas, and nothing says "
                       "how many each area has; one area for lists is right",
                       tier->id, (unsigned)all, contests_of_tier(election, contest->tier));
    return DY_OK;
}

/* --- one round --- */

static enum dy_code init_round(struct dy_arena *mem, const struct dy_contest *contest,
                               const struct dy_tally *tally, dy_seats seats,
                               struct dy_outcome_contest *out, struct dy_err *err)
{
    size_t n = contest->n_choices;
    *out = (struct dy_outcome_contest){
        .contest = contest,
        .round = tally != NULL ? tally->round : 1,
        .tally = tally,
        .seats = seats,
        .n_choices = n,
        .choices = DY_NEW(mem, struct dy_outcome_choice, n),
    };
    if (out->choices == NULL)
        return dy_no_memory(err);
    if (tally == NULL)
        return DY_OK;
    const uint64_t *votes = tally->sums + tally->n_slots - 1 - n;
    for (size_t i = 0; i < n; i++)
        out->choices[i].votes = votes[i];
    out->against_all = tally->sums[tally->n_slots - 1];
    return DY_OK;
}

static enum dy_code settle_round(struct dy_arena *mem, const struct dy_election *election,
                                 struct dy_outcome_contest *out, struct dy_err *err)
{
    struct dy_settle settle;
    enum dy_code code = dy_settle_init(mem, election, out, &settle, err);
    if (code != DY_OK)
        return code;
    dy_count_settle(&settle, out);
    if (out->tally == NULL || out->tally->n_missing == 0)
        return DY_OK;
    out->status = DY_STATUS_INCOMPLETE;
    return dy_count_bounds(mem, election, out, err);
}

/* --- the run-off --- */

static size_t count_voted(const struct dy_outcome_contest *out)
{
    size_t n = 0;
    for (size_t i = 0; i < out->n_choices; i++)
        n += out->choices[i].votes > 0;
    return n;
}

static bool voted_among(const struct dy_outcome_contest *runoff,
                        const struct dy_outcome_contest *first)
{
    for (size_t i = 0; i < runoff->n_choices; i++)
        if (runoff->choices[i].votes > 0 && !first->choices[i].claims)
            return false;
    return first->event == DY_EVENT_RUNOFF;
}

/* May the first round's true result be other than these votes show? */
static bool first_is_open(const struct dy_outcome_contest *first)
{
    return first->status == DY_STATUS_INCOMPLETE || first->event == DY_EVENT_LOT ||
           first->event == DY_EVENT_SILENT || first->event == DY_EVENT_REPEAT_VOTE ||
           first->event == DY_EVENT_NO_VOTES;
}

static uint32_t places(const struct dy_election *election, const struct dy_contest *contest)
{
    uint32_t between = election->law->tiers[contest->tier].award.runoff_between;
    return between > 0 ? between : 2;
}

/* The first round as counted does not lead to the run-off that was counted. */
static void contradict(const struct dy_election *election, struct dy_outcome_contest *out)
{
    out->event = DY_EVENT_SILENT;
    out->silence = dy_silence_find(election->law, "run-off-contradicts-first-round");
    out->status = DY_STATUS_UNDETERMINED;
    out->at_stake = out->seats;
    for (size_t i = 0; i < out->n_choices; i++) {
        struct dy_outcome_choice *choice = &out->choices[i];
        choice->elected = choice->claims = false;
        choice->seats = choice->seats_min = 0;
        choice->seats_max = dy_contest_stands(out, i) ? out->seats : 0;
    }
}

static enum dy_code hold_runoff(struct dy_arena *mem, const struct dy_election *election,
                                const struct dy_tally *tally, struct dy_outcome_contest *out,
                                struct dy_err *err)
{
    struct dy_outcome_contest *first = DY_NEW(mem, struct dy_outcome_contest, 1);
    uint8_t *pair = DY_NEW(mem, uint8_t, out->n_choices);
    struct dy_outcome_contest runoff;
    if (first == NULL || pair == NULL)
        return dy_no_memory(err);
    *first = *out;
    if (init_round(mem, out->contest, tally, out->seats, &runoff, err) != DY_OK)
        return err->code;
    bool follows = voted_among(&runoff, first);
    if (!follows &&
        (!first_is_open(first) || count_voted(&runoff) > places(election, out->contest))) {
        contradict(election, out);
        return DY_OK;
    }
    for (size_t i = 0; i < out->n_choices; i++)
        pair[i] = follows ? first->choices[i].claims : runoff.choices[i].votes > 0;
    *out = runoff;
    out->first = first;
    out->pair = pair;
    out->pair_followed = !follows;
    return settle_round(mem, election, out, err);
}

/* --- a contest --- */

static const struct dy_tally *find_tally(const struct dy_count_input *in, uint32_t contest,
                                         uint32_t round)
{
    for (size_t i = 0; i < in->n_tallies; i++)
        if (in->tallies[i].contest == contest && in->tallies[i].round == round)
            return &in->tallies[i];
    return NULL;
}

bool dy_tier_is_declared(const struct dy_count_input *in, uint32_t tier)
{
    const struct dy_election *election = in->election;
    bool declared = false;
    for (size_t i = 0; i < election->n_declared; i++)
        declared = declared || election->declared[i].tier == tier;
    for (size_t i = 0; i < in->n_tallies && declared; i++)
        declared =
            in->tallies[i].n_rows == 0 || election->contests[in->tallies[i].contest].tier != tier;
    return declared;
}

static void leave_open(struct dy_outcome_contest *out)
{
    out->event = DY_EVENT_NO_VOTES;
    out->status = DY_STATUS_INCOMPLETE;
    out->at_stake = out->seats;
    for (size_t i = 0; i < out->n_choices; i++)
        if (dy_contest_stands(out, i))
            out->choices[i].seats_max = out->seats;
}

static enum dy_code count_contest(struct dy_arena *mem, const struct dy_count_input *in,
                                  uint32_t contest, struct dy_outcome_contest *out,
                                  struct dy_err *err)
{
    const struct dy_election *election = in->election;
    const struct dy_contest *of = &election->contests[contest];
    const struct dy_tally *tally = find_tally(in, contest, 1);
    const struct dy_tally *runoff = find_tally(in, contest, 2);
    bool declared = dy_tier_is_declared(in, of->tier);
    dy_seats seats = 0;
    enum dy_code code = find_seats(election, of, &seats, err);
    if (code == DY_OK)
        code = init_round(mem, of, declared ? NULL : tally, seats, out, err);
    if (code != DY_OK)
        return code;
    if (declared) {
        out->event = DY_EVENT_DECLARED;
        return DY_OK;
    }
    if (tally == NULL)
        leave_open(out);
    else
        code = settle_round(mem, election, out, err);
    return code == DY_OK && runoff != NULL ? hold_runoff(mem, election, runoff, out, err) : code;
}

enum dy_code dy_count(struct dy_arena *mem, const struct dy_election *election, const char *source,
                      size_t n_tallies, const struct dy_tally *tallies,
                      const struct dy_outcome **out, struct dy_err *err)
{
    struct dy_count_input in = {election, n_tallies, tallies};
    struct dy_outcome *outcome = DY_NEW(mem, struct dy_outcome, 1);
    if (outcome == NULL)
        return dy_no_memory(err);
    outcome->election = election;
    outcome->law = election->law;
    outcome->source = source;
    outcome->n_contests = election->n_contests;
    outcome->contests = DY_NEW(mem, struct dy_outcome_contest, election->n_contests);
    if (outcome->contests == NULL)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < election->n_contests; i++) {
        enum dy_code code = count_contest(mem, &in, i, &outcome->contests[i], err);
        if (code != DY_OK)
            return code;
    }
    enum dy_code code = dy_count_body(mem, &in, outcome, err);
    if (code == DY_OK)
        code = dy_count_quotas(mem, outcome, err);
    if (code == DY_OK)
        *out = outcome;
    return code;
}

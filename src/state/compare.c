/* Two sources side by side: places, sums, outcomes. */
#include "dauys/compare.h"

#include <string.h>

#include "count/tally.h"
#include "dauys/state.h"
#include "state/deadlines.h"
#include "state/sides.h"

enum { ROUNDS = 2 };

/* A contest and round while its places pass by. */
struct part {
    bool is_used;
    struct dy_compare_contest to;
    struct dy_vec units;        /* struct dy_compare_unit */
    uint64_t *common[DY_SIDES]; /* [n_slots] over the places that both have in full */
    uint8_t *published;         /* [n_slots] by both, in every such place */
    size_t n_slots;
};

struct compare {
    struct dy_arena *mem;
    const struct dy_election *election;
    struct dy_compare *out;
    struct dy_state *state[DY_SIDES];
    struct dy_tally_plan plan;
    struct part *parts; /* [n_contests][ROUNDS] */
    const struct dy_sides *sides;
};

const char *dy_compare_kind_name(enum dy_compare_kind kind)
{
    static const char *const names[] = {
        [DY_COMPARE_EQUAL] = "equal",     [DY_COMPARE_DIFFERS] = "differs",
        [DY_COMPARE_ONLY_A] = "only-a",   [DY_COMPARE_ONLY_B] = "only-b",
        [DY_COMPARE_PARTIAL] = "partial",
    };
    return names[kind];
}

static struct part *part_of(const struct compare *in, uint32_t contest, uint32_t round)
{
    struct part *part = &in->parts[contest * ROUNDS + round - 1];
    part->is_used = true;
    part->to.contest = contest;
    part->to.round = round;
    return part;
}

/* --- places --- */

static bool differs(const struct dy_sides_place *place)
{
    for (size_t i = 0; i < place->n_slots; i++)
        if (dy_sides_differ(place, i))
            return true;
    return false;
}

static enum dy_compare_kind kind_of(const struct dy_sides_place *place)
{
    if (place->n_rows[DY_SIDE_B] == 0)
        return DY_COMPARE_ONLY_A;
    if (place->n_rows[DY_SIDE_A] == 0)
        return DY_COMPARE_ONLY_B;
    if (place->n_missing[DY_SIDE_A] || place->n_missing[DY_SIDE_B])
        return DY_COMPARE_PARTIAL;
    return differs(place) ? DY_COMPARE_DIFFERS : DY_COMPARE_EQUAL;
}

static enum dy_code add_common(struct compare *in, struct part *part,
                               const struct dy_sides_place *place, struct dy_err *err)
{
    bool fits = true;
    if (!part->published) {
        part->n_slots = place->n_slots;
        part->published = DY_NEW(in->mem, uint8_t, place->n_slots);
        part->common[DY_SIDE_A] = DY_NEW(in->mem, uint64_t, place->n_slots);
        part->common[DY_SIDE_B] = DY_NEW(in->mem, uint64_t, place->n_slots);
        if (!part->published || !part->common[DY_SIDE_A] || !part->common[DY_SIDE_B])
            return dy_no_memory(err);
        memset(part->published, 1, place->n_slots);
    }
    for (size_t i = 0; i < place->n_slots; i++) {
        part->published[i] &= place->present[DY_SIDE_A][i] & place->present[DY_SIDE_B][i];
        for (unsigned side = 0; side < DY_SIDES; side++)
            fits &= dy_add(&part->common[side][i], place->values[side][i]);
    }
    return fits ? DY_OK
                : dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = in->election->path}, NULL,
                          "has figures whose sum is too large");
}

static void count_place(struct dy_compare_contest *to, enum dy_compare_kind kind)
{
    to->n_equal += kind == DY_COMPARE_EQUAL;
    to->n_differ += kind == DY_COMPARE_DIFFERS;
    to->n_partial += kind == DY_COMPARE_PARTIAL;
    to->n_only[DY_SIDE_A] += kind == DY_COMPARE_ONLY_A;
    to->n_only[DY_SIDE_B] += kind == DY_COMPARE_ONLY_B;
}

static enum dy_code list_figures(struct compare *in, const struct dy_sides_place *place,
                                 struct dy_compare_unit *unit, struct dy_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < place->n_slots; i++)
        n += dy_sides_differ(place, i);
    unit->figures = DY_NEW(in->mem, struct dy_compare_figure, n);
    if (!unit->figures)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < place->n_slots; i++)
        if (dy_sides_differ(place, i))
            unit->figures[unit->n_figures++] = (struct dy_compare_figure){
                i, {true, true}, {place->values[DY_SIDE_A][i], place->values[DY_SIDE_B][i]}};
    return DY_OK;
}

static enum dy_code visit_place(void *self, const struct dy_sides_place *place, struct dy_err *err)
{
    struct compare *in = self;
    uint32_t contest = in->plan.contest_of[in->sides->tier][place->unit];
    enum dy_compare_kind kind = kind_of(place);
    if (contest == DY_NOTHING)
        return DY_OK; /* the fold has refused such rows */
    struct part *part = part_of(in, contest, in->sides->round);
    count_place(&part->to, kind);
    bool full = kind == DY_COMPARE_EQUAL || kind == DY_COMPARE_DIFFERS;
    enum dy_code code = full ? add_common(in, part, place, err) : DY_OK;
    if (code || kind == DY_COMPARE_EQUAL)
        return code;
    struct dy_compare_unit *unit = dy_vec_push(in->mem, &part->units, sizeof *unit);
    if (!unit)
        return dy_no_memory(err);
    unit->unit = place->unit;
    unit->kind = kind;
    for (unsigned side = 0; side < DY_SIDES; side++) {
        unit->n_rows[side] = place->n_rows[side];
        unit->at[side] = place->at[side];
        unit->n_missing[side] = kind == DY_COMPARE_PARTIAL ? place->n_missing[side] : 0;
    }
    bool both = full || kind == DY_COMPARE_PARTIAL;
    return both ? list_figures(in, place, unit, err) : DY_OK;
}

static enum dy_code walk(struct compare *in, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    struct dy_sides sides = {.election = in->election,
                             .source = {in->out->source[DY_SIDE_A], in->out->source[DY_SIDE_B]}};
    in->sides = &sides;
    for (sides.tier = 0; sides.tier < in->election->law->n_tiers; sides.tier++)
        for (sides.round = 1; sides.round <= ROUNDS && !code; sides.round++)
            if (dy_sides_has(&sides, DY_SIDE_A) || dy_sides_has(&sides, DY_SIDE_B))
                code = dy_sides_walk(&sides, in, visit_place, err);
    return code;
}

/* --- sums --- */

static const struct dy_tally *find_tally(const struct dy_state *state, uint32_t contest,
                                         uint32_t round)
{
    for (size_t i = 0; i < state->n_tallies; i++)
        if (state->tallies[i].contest == contest && state->tallies[i].round == round)
            return &state->tallies[i];
    return NULL;
}

static enum dy_code list_sums(struct compare *in, struct dy_compare_contest *to, struct dy_err *err)
{
    const struct dy_tally *tally[DY_SIDES];
    size_t n_slots = 0;
    for (unsigned side = 0; side < DY_SIDES; side++) {
        tally[side] = find_tally(in->state[side], to->contest, to->round);
        n_slots = tally[side] ? tally[side]->n_slots : n_slots;
        to->n_missing[side] = tally[side] ? tally[side]->n_missing : 0;
    }
    to->sums = DY_NEW(in->mem, struct dy_compare_figure, n_slots);
    if (!to->sums)
        return dy_no_memory(err);
    for (uint32_t slot = 0; slot < n_slots; slot++) {
        struct dy_compare_figure figure = {.slot = slot};
        for (unsigned side = 0; side < DY_SIDES; side++) {
            figure.is_there[side] =
                tally[side] && tally[side]->n_rows > 0 && tally[side]->present[slot];
            figure.value[side] = figure.is_there[side] ? tally[side]->sums[slot] : 0;
        }
        if (figure.is_there[DY_SIDE_A] || figure.is_there[DY_SIDE_B])
            to->sums[to->n_sums++] = figure;
    }
    return DY_OK;
}

static enum dy_code list_common(struct compare *in, struct part *part, struct dy_err *err)
{
    struct dy_compare_contest *to = &part->to;
    to->common = DY_NEW(in->mem, struct dy_compare_figure, part->n_slots);
    if (!to->common)
        return dy_no_memory(err);
    for (uint32_t slot = 0; slot < part->n_slots; slot++)
        if (part->published[slot])
            to->common[to->n_common++] = (struct dy_compare_figure){
                slot, {true, true}, {part->common[DY_SIDE_A][slot], part->common[DY_SIDE_B][slot]}};
    return DY_OK;
}

/* --- outcomes --- */

static const struct dy_outcome_contest *
find_outcome(const struct dy_outcome *outcome, const struct dy_contest *contest, uint32_t round)
{
    for (size_t i = 0; i < outcome->n_contests; i++) {
        const struct dy_outcome_contest *of = &outcome->contests[i];
        if (of->contest != contest)
            continue;
        return of->round == round ? of : of->first && of->first->round == round ? of->first : NULL;
    }
    return NULL;
}

static enum dy_code list_changes(struct compare *in, struct dy_compare_contest *to,
                                 struct dy_err *err)
{
    const struct dy_outcome_contest *a = to->outcome[DY_SIDE_A], *b = to->outcome[DY_SIDE_B];
    if (!a || !b) {
        to->outcome_differs = a || b;
        return DY_OK;
    }
    to->changes = DY_NEW(in->mem, struct dy_compare_choice, a->n_choices);
    if (!to->changes)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < a->n_choices; i++) {
        const struct dy_outcome_choice *x = &a->choices[i], *y = &b->choices[i];
        if (x->seats == y->seats && x->elected == y->elected && x->claims == y->claims)
            continue;
        to->changes[to->n_changes++] = (struct dy_compare_choice){
            i, {x->seats, y->seats}, {x->elected, y->elected}, {x->claims, y->claims}};
    }
    to->outcome_differs = a->event != b->event || to->n_changes > 0;
    return DY_OK;
}

static struct dy_compare_body *body_row(struct dy_compare *out, const struct dy_outcome_body *of)
{
    for (size_t i = 0; i < out->n_body; i++)
        if (out->body[i].list == of->list)
            return &out->body[i];
    out->body[out->n_body] = (struct dy_compare_body){.list = of->list, .id = of->id};
    return &out->body[out->n_body++];
}

static enum dy_code list_body(struct compare *in, struct dy_err *err)
{
    struct dy_compare *out = in->out;
    size_t n = out->outcome[DY_SIDE_A]->n_body + out->outcome[DY_SIDE_B]->n_body;
    out->body = DY_NEW(in->mem, struct dy_compare_body, n);
    if (!out->body)
        return dy_no_memory(err);
    for (unsigned side = 0; side < DY_SIDES; side++)
        for (size_t i = 0; i < out->outcome[side]->n_body; i++)
            if (out->outcome[side]->body[i].seats > 0)
                body_row(out, &out->outcome[side]->body[i])->seats[side] =
                    out->outcome[side]->body[i].seats;
    return DY_OK;
}

/* --- all of it --- */

static enum dy_code finish_part(struct compare *in, struct part *part, struct dy_err *err)
{
    struct dy_compare_contest *to = &part->to;
    const struct dy_contest *contest = &in->election->contests[to->contest];
    to->units = part->units.items;
    to->n_units = part->units.n;
    for (unsigned side = 0; side < DY_SIDES; side++)
        to->outcome[side] = find_outcome(in->out->outcome[side], contest, to->round);
    enum dy_code code = list_sums(in, to, err);
    if (!code)
        code = list_common(in, part, err);
    return code ? code : list_changes(in, to, err);
}

/* The parts that there are, in order, into the result. */
static enum dy_code finish(struct compare *in, struct dy_err *err)
{
    struct dy_compare *out = in->out;
    size_t n = in->election->n_contests * ROUNDS;
    enum dy_code code = DY_OK;
    out->contests = DY_NEW(in->mem, struct dy_compare_contest, n);
    if (!out->contests)
        return dy_no_memory(err);
    out->equal = true;
    for (size_t i = 0; i < n && !code; i++) {
        if (!in->parts[i].is_used)
            continue;
        code = finish_part(in, &in->parts[i], err);
        struct dy_compare_contest *to = &out->contests[out->n_contests++];
        *to = in->parts[i].to;
        out->outcome_differs |= to->outcome_differs;
        out->equal = out->equal && to->n_units == 0;
    }
    out->equal = out->equal && !out->outcome_differs;
    return code;
}

static enum dy_code count_side(struct compare *in, unsigned side, struct dy_err *err)
{
    struct dy_compare *out = in->out;
    struct dy_state **state = &in->state[side];
    enum dy_code code = dy_state_fold(in->mem, in->election, out->source[side], false, state, err);
    if (!code)
        code = dy_count(in->mem, in->election, out->source[side], (*state)->n_tallies,
                        (*state)->tallies, &out->outcome[side], err);
    for (size_t i = 0; !code && i < (*state)->n_tallies; i++)
        (void)part_of(in, (*state)->tallies[i].contest, (*state)->tallies[i].round);
    return code;
}

enum dy_code dy_compare_sources(struct dy_arena *mem, const struct dy_election *election,
                                const char *a, const char *b, const struct dy_calendar *calendar,
                                const struct dy_compare **out, struct dy_err *err)
{
    struct compare in = {.mem = mem, .election = election};
    in.out = DY_NEW(mem, struct dy_compare, 1);
    in.parts = DY_NEW(mem, struct part, election->n_contests * ROUNDS);
    if (!in.out || !in.parts)
        return dy_no_memory(err);
    *in.out = (struct dy_compare){.election = election, .calendar = calendar, .source = {a, b}};
    enum dy_code code = dy_tally_plan_init(mem, election, &in.plan, err);
    for (unsigned side = 0; side < DY_SIDES && !code; side++)
        code = count_side(&in, side, err);
    if (!code)
        code = walk(&in, err);
    if (!code)
        code = finish(&in, err);
    if (!code)
        code = list_body(&in, err);
    if (!code)
        code = dy_state_deadlines(mem, election, calendar, &in.out->n_deadlines, &in.out->deadlines,
                                  err);
    if (!code)
        *out = in.out;
    return code;
}

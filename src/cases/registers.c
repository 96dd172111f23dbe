/*
 * Registers and thresholds: sums by area, and whether they are enough; who did what already.
 */
#include "cases/replay.h"

#include <string.h>

/* --- sums --- */

static struct dy_area_sum *area_of(struct dy_replay *in, struct dy_register_sum *sum,
                                   const char *area)
{
    struct dy_area_sum *of = sum->areas.items;
    size_t low = 0, high = sum->areas.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(of[middle].area, area);
        if (order == 0)
            return &of[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (!dy_vec_push(in->mem, &sum->areas, sizeof *of))
        return NULL;
    of = sum->areas.items;
    memmove(&of[low + 1], &of[low], (sum->areas.n - 1 - low) * sizeof *of);
    of[low] = (struct dy_area_sum){area, 0};
    return &of[low];
}

/* Sums stop at their ends rather than wrap. */
static void change(uint64_t *sum, uint64_t added, uint64_t removed)
{
    if (!dy_add(sum, added))
        *sum = UINT64_MAX;
    *sum -= removed < *sum ? removed : *sum;
}

static enum dy_code change_sum(struct dy_replay *in, uint32_t part, const char *area,
                               uint64_t added, uint64_t removed)
{
    struct dy_register_sum *sum = &in->registers[part];
    change(&sum->n, added, removed);
    if (!area)
        return DY_OK;
    struct dy_area_sum *of = area_of(in, sum, area);
    if (!of)
        return dy_no_memory(in->err);
    change(&of->n, added, removed);
    return DY_OK;
}

enum dy_code dy_registers_act(struct dy_replay *in, uint32_t act, const struct dy_case_act *said)
{
    enum dy_code code = DY_OK;
    for (uint32_t i = 0; i < in->law->n_registers && !code; i++) {
        const struct dy_procedure_register *of = &in->law->registers[i];
        bool adds = dy_in_list(of->n_adds, of->adds, act);
        bool removes = dy_in_list(of->n_removes, of->removes, act);
        if (!adds && !removes)
            continue;
        const char *area =
            of->area == DY_NO_PART ? NULL : dy_act_said(said, in->law->fields[of->area].id);
        const char *count =
            of->count == DY_NO_PART ? NULL : dy_act_said(said, in->law->fields[of->count].id);
        dy_votes n = 1;
        if (count && !dy_parse_votes(count, strlen(count), &n))
            n = 0;
        code = change_sum(in, i, area, adds ? n : 0, removes ? n : 0);
    }
    return code;
}

enum dy_code dy_registers_tally(struct dy_replay *in, const struct dy_case_tally *tally)
{
    uint32_t part = dy_procedure_register_find(in->law, tally->part);
    return part == DY_NO_PART ? DY_OK
                              : change_sum(in, part, tally->area, tally->added, tally->removed);
}

/* --- thresholds --- */

static bool count_said(const struct dy_replay *in, uint32_t field, uint64_t *out)
{
    const char *value = in->state->values[field];
    return value && dy_parse_votes(value, strlen(value), out);
}

/* The fewest that are a share of `whole`: num/den of it, or more. */
static uint64_t fewest(struct dy_fraction fraction, uint64_t whole, bool more_than)
{
    dy_u128 product = (dy_u128)fraction.num * whole;
    uint64_t least = (uint64_t)(product / fraction.den);
    if (more_than || product % fraction.den != 0)
        least++;
    return least;
}

/* What the row that applies asks for. */
static enum dy_code find_needed(struct dy_replay *in, const struct dy_procedure_threshold *law,
                                struct dy_case_threshold *out)
{
    out->row = DY_NO_PART;
    out->needed = out->base = 0;
    for (uint32_t i = 0; i < law->n_rows; i++) {
        const struct dy_threshold_row *row = &law->rows[i];
        bool holds;
        enum dy_code code = dy_conditions_hold(in, row->n_conditions, row->conditions, &holds);
        if (code)
            return code;
        if (!holds)
            continue;
        out->row = i;
        if (row->is_share && (!count_said(in, row->of, &out->base) || out->base == 0))
            out->is_known = false;
        else
            out->needed = row->is_share ? fewest(row->fraction, out->base, row->more_than)
                                        : row->n + row->more_than;
        return DY_OK;
    }
    out->is_known &= law->n_rows == 0;
    return DY_OK;
}

static enum dy_code count_areas(struct dy_replay *in, const struct dy_threshold_areas *law,
                                const struct dy_register_sum *sum, struct dy_case_threshold *out)
{
    const struct dy_area_sum *of = sum->areas.items;
    if (out->n_areas != sum->areas.n) {
        out->areas = DY_NEW(in->mem, struct dy_case_area, sum->areas.n);
        if (!out->areas)
            return dy_no_memory(in->err);
    }
    out->n_areas = sum->areas.n;
    out->areas_enough = out->areas_needed = out->areas_all = 0;
    for (size_t i = 0; i < out->n_areas; i++) {
        bool enough = law->is_set && of[i].n >= law->each;
        out->areas[i] = (struct dy_case_area){of[i].area, of[i].n, enough};
        out->areas_enough += enough;
    }
    if (!law->is_set)
        return DY_OK;
    if (law->all == DY_NO_PART)
        out->areas_needed = law->n;
    else if (count_said(in, law->all, &out->areas_all) && out->areas_all > 0)
        out->areas_needed = fewest(law->fraction, out->areas_all, false);
    else
        out->is_known = false;
    return DY_OK;
}

enum dy_code dy_thresholds_update(struct dy_replay *in)
{
    enum dy_code code = DY_OK;
    for (uint32_t i = 0; i < in->law->n_thresholds && !code; i++) {
        const struct dy_procedure_threshold *law = &in->law->thresholds[i];
        struct dy_case_threshold *out = &in->state->thresholds[i];
        bool before = out->reached;
        out->threshold = i;
        out->is_known = true;
        out->n = in->registers[law->of].n;
        code = find_needed(in, law, out);
        if (!code)
            code = count_areas(in, &law->areas, &in->registers[law->of], out);
        out->reached =
            out->is_known && out->n >= out->needed && out->areas_enough >= out->areas_needed;
        if (!out->reached)
            out->since = 0;
        else if (!before)
            out->since = in->at;
    }
    return code;
}

/* --- persons --- */

bool dy_act_removes(const struct dy_procedure_version *law, uint32_t act)
{
    for (size_t i = 0; i < law->n_registers; i++)
        if (dy_in_list(law->registers[i].n_removes, law->registers[i].removes, act))
            return true;
    return false;
}

/* Acts of one register are a group, named by the first that adds. */
static uint32_t group_of(const struct dy_procedure_version *law, uint32_t act)
{
    for (size_t i = 0; i < law->n_registers; i++) {
        const struct dy_procedure_register *of = &law->registers[i];
        if (dy_in_list(of->n_adds, of->adds, act) || dy_in_list(of->n_removes, of->removes, act))
            return of->adds[0];
    }
    return act;
}

const char *dy_act_person(const struct dy_procedure_version *law, const struct dy_case_act *said)
{
    for (size_t i = 0; i < said->n_values; i++) {
        uint32_t field = dy_procedure_field_find(law, said->values[i].field);
        if (field != DY_NO_PART && law->fields[field].type == DY_FIELD_PERSON)
            return said->values[i].value;
    }
    return NULL;
}

/* FNV-1a; an attacker who fills the table with commitments of one hash only slows his own case. */
static size_t hash_of(uint32_t group, const char *person)
{
    uint64_t hash = 14695981039346656037U ^ group;
    for (; *person; person++)
        hash = (hash ^ (unsigned char)*person) * 1099511628211U;
    return (size_t)(hash ^ hash >> 32);
}

static struct dy_person_slot *slot_of(const struct dy_persons *in, uint32_t group,
                                      const char *person)
{
    size_t at = hash_of(group, person);
    for (;; at++) {
        struct dy_person_slot *slot = &in->slots[at & (in->capacity - 1)];
        if (!slot->person || (slot->group == group && strcmp(slot->person, person) == 0))
            return slot;
    }
}

static enum dy_code grow(struct dy_replay *in)
{
    struct dy_persons bigger = {.capacity = in->persons.capacity ? in->persons.capacity * 2 : 64};
    bigger.slots = DY_NEW(in->mem, struct dy_person_slot, bigger.capacity);
    if (!bigger.slots)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < in->persons.capacity; i++) {
        const struct dy_person_slot *slot = &in->persons.slots[i];
        if (slot->person)
            *slot_of(&bigger, slot->group, slot->person) = *slot;
    }
    bigger.n = in->persons.n;
    in->persons = bigger;
    return DY_OK;
}

uint32_t dy_person_newest(const struct dy_replay *in, uint32_t act, const char *person)
{
    if (in->persons.capacity == 0)
        return DY_NO_PART;
    const struct dy_person_slot *slot = slot_of(&in->persons, group_of(in->law, act), person);
    return slot->person ? slot->act : DY_NO_PART;
}

enum dy_code dy_person_set(struct dy_replay *in, uint32_t act, const char *person)
{
    enum dy_code code = (in->persons.n + 1) * 2 > in->persons.capacity ? grow(in) : DY_OK;
    if (code)
        return code;
    uint32_t group = group_of(in->law, act);
    struct dy_person_slot *slot = slot_of(&in->persons, group, person);
    in->persons.n += slot->person == NULL;
    *slot = (struct dy_person_slot){person, group, act};
    return DY_OK;
}

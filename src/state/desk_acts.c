/* Acts on protocols: typed, typed again, resolved, accepted, corrected, voided. */
#include "state/desk_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which act is possible at which stage, what comes of it, and what to say when it is not. */
#define AT(stage) (1U << DY_STAGE_##stage)
static const struct {
    unsigned stages;
    bool other_person; /* than the one who typed it first */
    bool numbers;      /* are typed: by those who may enter the source, or a coordinator */
    const char *otherwise;
} acts[DY_N_KINDS] = {
    [DY_KIND_PROTOCOL] = {AT(EMPTY) | AT(VOIDED), false, true,
                          "another cannot be entered; confirm or correct that one"},
    [DY_KIND_PROTOCOL_CONFIRMED] = {AT(ENTERED), true, true,
                                    "only a protocol that was typed once can be typed again"},
    [DY_KIND_PROTOCOL_RESOLVED] = {AT(DIFFERENT), false, true,
                                   "only a protocol whose two entries differ can be resolved"},
    [DY_KIND_PROTOCOL_ACCEPTED] = {AT(ENTERED) | AT(CONFIRMED), false, false,
                                   "only a protocol that is entered or confirmed can be accepted "
                                   "as on the paper"},
    [DY_KIND_PROTOCOL_CORRECTED] = {AT(ENTERED) | AT(DIFFERENT) | AT(CONFIRMED), false, true,
                                    "only a protocol that is there can be corrected"},
    [DY_KIND_PROTOCOL_VOIDED] = {AT(ENTERED) | AT(DIFFERENT) | AT(CONFIRMED), false, false,
                                 "only a protocol that is there can be voided"},
    [DY_KIND_ATTACHMENT] = {AT(ENTERED) | AT(DIFFERENT) | AT(CONFIRMED) | AT(VOIDED) | AT(ANNULLED),
                            false, false, "there is nothing to attach to"},
};

static const char *station_of(const struct dy_desk *desk, const struct dy_desk_row *row)
{
    return desk->election->units.of[row->unit].id;
}

static enum dy_code check_act(const struct dy_desk *desk, const struct dy_desk_row *row,
                              enum dy_stage stage, const struct dy_holder *by,
                              const struct dy_entry *entry, struct dy_err *err)
{
    const struct dy_source_rule *source = &dy_sources[row->board->source];
    unsigned may = source->roles | 1U << DY_ROLE_COORDINATOR;
    char roles[80];
    if (acts[entry->kind].numbers && !(may >> by->role & 1))
        return dy_entry_fail(err, DY_E_CRYPTO, desk->file, entry->number, "/author",
                             "%s has the role %s; the numbers of this %s protocol need the role %s",
                             by->person, dy_role_names[by->role], source->name,
                             dy_roles_format(may, roles, sizeof roles));
    if (!(acts[entry->kind].stages >> stage & 1))
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body",
                             "the protocol of %s is %s: %s", station_of(desk, row),
                             dy_stage_names[stage], acts[entry->kind].otherwise);
    if (acts[entry->kind].other_person && strcmp(row->first, by->person) == 0)
        return dy_entry_fail(err, DY_E_CRYPTO, desk->file, entry->number, "/author",
                             "%s has typed the protocol of %s before; a second person is needed",
                             by->person, station_of(desk, row));
    return DY_OK;
}

/* --- places --- */

/* A row that is voided leaves its place to others, be it a larger area or a part of it. */
static bool stands(const struct dy_desk_row *row)
{
    return row && row->stage != DY_STAGE_EMPTY && row->stage != DY_STAGE_VOIDED;
}

void dy_desk_set_stage(struct dy_desk *desk, struct dy_desk_row *row, enum dy_stage stage)
{
    const struct dy_units *units = &desk->election->units;
    bool stood = stands(row);
    row->stage = stage;
    bool now = stands(row);
    for (uint32_t at = units->of[row->unit].parent; at != DY_NOTHING && stood != now;
         at = units->of[at].parent)
        row->board->below[at] += now ? 1U : UINT32_MAX; /* one more, or one fewer */
}

/* The larger area whose row stands; DY_NOTHING if there is none. */
static uint32_t row_above(const struct dy_desk *desk, const struct dy_desk_board *board,
                          uint32_t unit)
{
    const struct dy_units *units = &desk->election->units;
    uint32_t at = units->of[unit].parent;
    while (at != DY_NOTHING && !stands(board->row_of[at]))
        at = units->of[at].parent;
    return at;
}

bool dy_desk_is_replaced(const struct dy_desk *desk, const struct dy_desk_row *row)
{
    return row->stage == DY_STAGE_VOIDED &&
           (row->board->below[row->unit] || row_above(desk, row->board, row->unit) != DY_NOTHING);
}

static enum dy_code check_place(const struct dy_desk *desk, const struct dy_desk_board *board,
                                uint32_t unit, const struct dy_entry *entry, struct dy_err *err)
{
    const struct dy_units *units = &desk->election->units;
    uint32_t above = row_above(desk, board, unit);
    if (desk->plan.contest_of[board->tier][unit] == DY_NOTHING)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/station",
                             "is \"%s\", which has no contest of the tier %s", units->of[unit].id,
                             desk->election->law->tiers[board->tier].id);
    if (above != DY_NOTHING || board->below[unit])
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/station",
                             "is \"%s\", but %s has a protocol of its own", units->of[unit].id,
                             above != DY_NOTHING ? units->of[above].id : "a part of it");
    return DY_OK;
}

/* --- acts --- */

/* The row of the unit, or a new one that is empty. */
static struct dy_desk_row *add_row(struct dy_desk *desk, struct dy_desk_board *board, uint32_t unit)
{
    struct dy_desk_row *row = board->row_of[unit];
    if (!row && (row = DY_NEW(desk->mem, struct dy_desk_row, 1))) {
        *row = (struct dy_desk_row){.board = board, .unit = unit};
        board->row_of[unit] = row;
    }
    return row;
}

static enum dy_code enter(struct dy_desk *desk, struct dy_desk_board *board, uint32_t unit,
                          const struct dy_holder *by, const struct dy_entry *entry,
                          struct dy_err *err)
{
    uint64_t *values;
    struct dy_desk_row *row = board->row_of[unit];
    enum dy_code code = row ? check_act(desk, row, row->stage, by, entry, err) : DY_OK;
    if (!code)
        code = check_place(desk, board, unit, entry, err);
    if (!code)
        code = dy_desk_values(desk, board, entry, &values, err);
    if (!code)
        code = dy_desk_check_whole(desk, board, unit, entry, err);
    if (code)
        return code;
    struct dy_desk_index *index = dy_vec_push(desk->mem, &desk->rows, sizeof *index);
    row = index ? add_row(desk, board, unit) : NULL;
    if (!row)
        return dy_no_memory(err);
    *index = (struct dy_desk_index){entry->number, row};
    *row = (struct dy_desk_row){.board = board,
                                .shape = board->shape_of_names,
                                .unit = unit,
                                .entry = entry->number,
                                .latest = entry->number,
                                .values = values,
                                .first = by->person};
    dy_desk_set_stage(desk, row, DY_STAGE_ENTERED);
    return DY_OK;
}

static uint32_t tier_of(const struct dy_election *election, const struct dy_value *id)
{
    for (uint32_t i = 0; i < election->law->n_tiers; i++)
        if (dy_value_is(id, election->law->tiers[i].id))
            for (size_t k = 0; k < election->n_contests; k++)
                if (election->contests[k].tier == i)
                    return i;
    return DY_NOTHING;
}

enum dy_code dy_desk_enter(struct dy_desk *desk, const struct dy_holder *by,
                           const struct dy_entry *entry, struct dy_err *err)
{
    const struct dy_value *tier = dy_value_find(entry->body, "tier"),
                          *station = dy_value_find(entry->body, "station"),
                          *source = dy_value_find(entry->body, "source");
    int64_t round = dy_value_find(entry->body, "round")->number;
    uint32_t of = tier_of(desk->election, tier);
    uint32_t unit = dy_unit_find(&desk->election->units, station->text, station->n);
    enum dy_source from = 0;
    while (from + 1 < DY_N_SOURCES && !dy_value_is(source, dy_sources[from].name))
        from++;
    if (of == DY_NOTHING)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/tier",
                             "is \"%.*s\", of which nothing is decided in this election",
                             (int)tier->n, tier->text);
    if (unit == DY_NOTHING)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/station",
                             "is \"%.*s\", which is no station or area of this election",
                             (int)station->n, station->text);
    if (round < 1 || round > 2)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/round",
                             "is %" PRId64 "; 1 or 2 (the run-off) is needed", round);
    enum dy_code code = dy_rights_cover(by, desk->file, desk->election, unit, entry, err);
    if (code)
        return code;
    struct dy_desk_board *board = dy_desk_find_board(desk, of, (uint32_t)round, from);
    if (!board && !(board = dy_desk_add_board(desk, of, (uint32_t)round, from)))
        return dy_no_memory(err);
    return enter(desk, board, unit, by, entry, err);
}

static enum dy_code confirm(struct dy_desk *desk, struct dy_desk_row *row,
                            const struct dy_holder *by, const struct dy_entry *entry,
                            struct dy_err *err)
{
    uint64_t *values = NULL;
    enum dy_code code = dy_desk_values(desk, row->board, entry, &values, err);
    if (code)
        return code;
    if (row->board->shape_of_names != row->shape)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                             "does not count what entry %" PRIu64 " counts; the same fields are "
                             "needed",
                             row->latest);
    bool same = memcmp(values, row->values, row->shape->file.n_slots * sizeof *values) == 0;
    row->stage = same ? DY_STAGE_CONFIRMED : DY_STAGE_DIFFERENT;
    row->again = same ? NULL : values;
    row->second = by->person;
    return DY_OK;
}

/* Who resolves: a coordinator decides, a typist can only take what the other has typed. */
static enum dy_code check_resolver(const struct dy_desk *desk, const struct dy_desk_row *row,
                                   const struct dy_holder *by, const struct dy_entry *entry,
                                   struct dy_err *err)
{
    if (by->role == DY_ROLE_COORDINATOR || strcmp(by->person, row->first) == 0 ||
        strcmp(by->person, row->second) == 0)
        return DY_OK;
    return dy_entry_fail(err, DY_E_CRYPTO, desk->file, entry->number, "/author",
                         "%s has not typed this protocol; one of the two who did, or a "
                         "coordinator, is needed",
                         by->person);
}

/* One number that differs: so that in the end two persons have typed it, or a coordinator chose. */
static enum dy_code resolve_number(const struct dy_desk *desk, const struct dy_desk_row *row,
                                   const struct dy_holder *by, const struct dy_entry *entry,
                                   const struct dy_value *count, uint32_t *slot, struct dy_err *err)
{
    uint64_t value = (uint64_t)count->number;
    *slot = dy_protocols_slot(desk->election, row->board->tier, count->key, count->n_key);
    if (*slot == DY_NOTHING || row->values[*slot] == row->again[*slot])
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                             "holds \"%.*s\", on which the two entries agree", (int)count->n_key,
                             count->key);
    if (value != row->values[*slot] && value != row->again[*slot])
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                             "%.*s is %" PRIu64 ", which neither of the two has typed; correct "
                             "the protocol with a reason",
                             (int)count->n_key, count->key, value);
    bool is_first = strcmp(by->person, row->first) == 0;
    if (by->role != DY_ROLE_COORDINATOR &&
        value != (is_first ? row->again[*slot] : row->values[*slot]))
        return dy_entry_fail(err, DY_E_CRYPTO, desk->file, entry->number, "/body/values",
                             "%.*s is %" PRIu64 ", as %s has typed before; %s has to type that, "
                             "or a coordinator decides",
                             (int)count->n_key, count->key, value, by->person,
                             is_first ? row->second : row->first);
    return DY_OK;
}

static size_t count_differing(const struct dy_desk_row *row, const uint64_t *values,
                              const uint64_t *again)
{
    size_t n = 0;
    for (size_t i = 0; i < row->shape->file.n_slots; i++)
        n += values[i] != again[i];
    return n;
}

/* Only what differs is typed again; both may have slipped, each then types what was his slip. */
static enum dy_code resolve(struct dy_desk *desk, struct dy_desk_row *row,
                            const struct dy_holder *by, const struct dy_entry *entry,
                            struct dy_err *err)
{
    const struct dy_value *counts = dy_value_find(entry->body, "values"),
                          *count = dy_value_first(counts);
    size_t n_slots = row->shape->file.n_slots;
    uint64_t *values = DY_NEW(desk->mem, uint64_t, n_slots),
             *again = DY_NEW(desk->mem, uint64_t, n_slots);
    uint32_t slot = 0;
    enum dy_code code = check_resolver(desk, row, by, entry, err);
    if (!code && (!values || !again))
        code = dy_no_memory(err);
    if (code)
        return code;
    memcpy(values, row->values, n_slots * sizeof *values);
    memcpy(again, row->again, n_slots * sizeof *again);
    for (uint32_t i = 0; i < counts->n && !code; i++, count++) {
        code = resolve_number(desk, row, by, entry, count, &slot, err);
        if (!code)
            values[slot] = again[slot] = (uint64_t)count->number;
    }
    if (!code)
        code = dy_desk_check_sum(desk, row->shape, values, entry, err);
    if (code)
        return code;
    bool is_done = count_differing(row, values, again) == 0;
    /* What was accepted were other numbers. */
    row->accepted = row->accepted && memcmp(values, row->values, n_slots * sizeof *values) == 0;
    row->values = values;
    row->again = is_done ? NULL : again;
    row->latest = entry->number;
    row->stage = is_done ? DY_STAGE_CONFIRMED : DY_STAGE_DIFFERENT;
    return DY_OK;
}

static enum dy_code correct(struct dy_desk *desk, struct dy_desk_row *row,
                            const struct dy_holder *by, const struct dy_entry *entry,
                            struct dy_err *err)
{
    const struct dy_value *counts = dy_value_find(entry->body, "values"),
                          *count = dy_value_first(counts);
    size_t n_slots = row->shape->file.n_slots;
    uint64_t *values = DY_NEW(desk->mem, uint64_t, n_slots);
    if (!values)
        return dy_no_memory(err);
    memcpy(values, row->values, n_slots * sizeof *values);
    for (uint32_t i = 0; i < counts->n; i++, count++) {
        uint32_t slot =
            dy_protocols_slot(desk->election, row->board->tier, count->key, count->n_key);
        if (slot == DY_NOTHING || !row->shape->file.present[slot])
            return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                                 "counts \"%.*s\", which the protocol does not have",
                                 (int)count->n_key, count->key);
        values[slot] = (uint64_t)count->number;
    }
    enum dy_code code = dy_desk_check_sum(desk, row->shape, values, entry, err);
    if (code)
        return code;
    row->values = values;
    row->again = NULL;
    row->latest = entry->number;
    row->first = by->person;
    row->second = NULL;
    row->accepted = false;
    row->stage = DY_STAGE_ENTERED;
    return DY_OK;
}

/* The controls that are named are those that the protocol breaks, each once. */
static enum dy_code check_controls(const struct dy_desk *desk, const struct dy_value *controls,
                                   size_t n, const char *const *errors,
                                   const struct dy_entry *entry, struct dy_err *err)
{
    const struct dy_value *control = dy_value_first(controls);
    size_t k;
    for (uint32_t i = 0; i < controls->n; i++, control++) { /* texts hold nothing */
        for (k = 0; k < n && !dy_value_is(control, errors[k]); k++)
            ;
        if (k == n)
            return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/controls",
                                 "names %.*s, which this protocol does not break", (int)control->n,
                                 control->text);
    }
    for (k = 0; k < n; k++) {
        uint32_t i = 0;
        while (i < controls->n && !dy_value_is(dy_value_first(controls) + i, errors[k]))
            i++;
        if (i == controls->n)
            return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/controls",
                                 "does not name %s, which this protocol breaks too", errors[k]);
    }
    return controls->n == n ? DY_OK
                            : dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number,
                                            "/body/controls", "names a control twice");
}

static enum dy_code accept(struct dy_desk *desk, struct dy_desk_row *row,
                           const struct dy_holder *by, const struct dy_entry *entry,
                           struct dy_err *err)
{
    struct dy_arena mem;
    const char **errors = NULL;
    size_t n = 0;
    (void)by;
    dy_arena_init(&mem);
    enum dy_code code = dy_desk_errors(desk, row, &mem, &n, &errors, err);
    if (!code)
        code = check_controls(desk, dy_value_find(entry->body, "controls"), n, errors, entry, err);
    dy_arena_finish(&mem);
    row->accepted = row->accepted || !code;
    return code;
}

/* Where a decision is named, it has to be one. */
static enum dy_code void_row(struct dy_desk *desk, struct dy_desk_row *row,
                             const struct dy_holder *by, const struct dy_entry *entry,
                             struct dy_err *err)
{
    const struct dy_value *decision = dy_value_find(entry->body, "decision");
    const uint64_t *of = desk->decisions.items;
    size_t i = 0;
    (void)by;
    while (decision && i < desk->decisions.n && of[i] != (uint64_t)decision->number)
        i++;
    if (decision && i == desk->decisions.n)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/decision",
                             "is %" PRId64 ", which is no decision", decision->number);
    dy_desk_set_stage(desk, row, DY_STAGE_VOIDED);
    return DY_OK;
}

/* An attachment changes no number. */
static enum dy_code attach(struct dy_desk *desk, struct dy_desk_row *row,
                           const struct dy_holder *by, const struct dy_entry *entry,
                           struct dy_err *err)
{
    (void)desk, (void)row, (void)by, (void)entry, (void)err;
    return DY_OK;
}

static enum dy_code (*const act_of[DY_N_KINDS])(struct dy_desk *, struct dy_desk_row *,
                                                const struct dy_holder *, const struct dy_entry *,
                                                struct dy_err *) = {
    [DY_KIND_PROTOCOL_CONFIRMED] = confirm, [DY_KIND_PROTOCOL_RESOLVED] = resolve,
    [DY_KIND_PROTOCOL_CORRECTED] = correct, [DY_KIND_PROTOCOL_ACCEPTED] = accept,
    [DY_KIND_PROTOCOL_VOIDED] = void_row,   [DY_KIND_ATTACHMENT] = attach,
};

enum dy_code dy_desk_act(struct dy_desk *desk, const struct dy_holder *by,
                         const struct dy_entry *entry, struct dy_err *err)
{
    uint64_t number = (uint64_t)dy_value_find(entry->body, "protocol")->number;
    struct dy_desk_row *row = dy_desk_find(desk, number);
    if (!row || row->entry != number)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/protocol",
                             row ? "is %" PRIu64 ", which was voided and entered anew"
                                 : "is %" PRIu64 ", which is no protocol",
                             number);
    enum dy_code code = dy_rights_cover(by, desk->file, desk->election, row->unit, entry, err);
    if (!code)
        code = check_act(desk, row, row->stage, by, entry, err);
    return code ? code : act_of[entry->kind](desk, row, by, entry, err);
}

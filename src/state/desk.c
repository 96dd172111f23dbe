/* What becomes of protocols. */
#include "state/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const dy_stage_names[DY_N_STAGES] = {"empty",     "entered", "different",
                                                 "confirmed", "voided",  "annulled"};

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

/* --- boards and shapes --- */

static struct dy_desk_board *find_board(const struct dy_desk *desk, uint32_t tier, uint32_t round,
                                        enum dy_source source)
{
    struct dy_desk_board *const *of = desk->boards.items;
    for (size_t i = 0; i < desk->boards.n; i++)
        if (of[i]->tier == tier && of[i]->round == round && of[i]->source == source)
            return of[i];
    return NULL;
}

static int compare_boards(const void *a, const void *b)
{
    const struct dy_desk_board *x = a, *y = b;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    if (x->round != y->round)
        return x->round < y->round ? -1 : 1;
    return (x->source > y->source) - (x->source < y->source);
}

static int compare_shapes(const void *a, const void *b)
{
    const struct dy_desk_shape *x = a, *y = b;
    return memcmp(x->file.present, y->file.present, x->file.n_slots);
}

/*
 * Boards and shapes are kept in an order of their own, not in that of their entries: those that an
 * entry leaves that is refused change nothing.
 */
static bool insert(struct dy_arena *mem, struct dy_vec *to, void *item,
                   int (*compare)(const void *, const void *))
{
    if (!dy_vec_push(mem, to, sizeof item))
        return false;
    void **of = to->items;
    size_t at = to->n - 1;
    for (; at > 0 && compare(item, of[at - 1]) < 0; at--)
        of[at] = of[at - 1];
    of[at] = item;
    return true;
}

static struct dy_desk_board *add_board(struct dy_desk *desk, uint32_t tier, uint32_t round,
                                       enum dy_source source)
{
    size_t n = desk->election->units.n;
    struct dy_desk_board *out = DY_NEW(desk->mem, struct dy_desk_board, 1);
    if (!out)
        return NULL;
    *out = (struct dy_desk_board){.tier = tier, .round = round, .source = source};
    out->row_of = DY_NEW(desk->mem, struct dy_desk_row *, n);
    out->below = DY_NEW(desk->mem, uint32_t, n);
    return out->row_of && out->below && insert(desk->mem, &desk->boards, out, compare_boards)
               ? out
               : NULL;
}

static size_t slots_of(const struct dy_desk *desk, uint32_t tier)
{
    const struct dy_election *election = desk->election;
    size_t n_choices = 0;
    for (size_t i = 0; i < election->n_contests && !n_choices; i++)
        if (election->contests[i].tier == tier)
            n_choices = election->contests[i].n_choices;
    return election->law->n_fields + n_choices + 1;
}

static struct dy_desk_shape *add_shape(struct dy_desk *desk, struct dy_desk_board *board,
                                       const uint8_t *present, struct dy_err *err)
{
    size_t n_slots = slots_of(desk, board->tier);
    struct dy_desk_shape *out = DY_NEW(desk->mem, struct dy_desk_shape, 1);
    uint8_t *copy = DY_NEW(desk->mem, uint8_t, n_slots);
    if (!out || !copy)
        return NULL;
    memcpy(copy, present, n_slots);
    *out = (struct dy_desk_shape){
        .file = {.tier = board->tier,
                 .round = board->round,
                 .source = dy_sources[board->source].name,
                 .path = desk->file,
                 .n_choices = n_slots - 1 - desk->election->law->n_fields,
                 .n_slots = n_slots,
                 .present = copy},
    };
    if (dy_findings_init(desk->mem, desk->election, &out->findings, err) ||
        dy_row_check_init(desk->mem, desk->election, &out->file, desk->plan.contest_of[board->tier],
                          &out->findings, &out->check, err))
        return NULL;
    return insert(desk->mem, &board->shapes, out, compare_shapes) ? out : NULL;
}

static struct dy_desk_shape *shape_of(struct dy_desk *desk, struct dy_desk_board *board,
                                      const uint8_t *present, struct dy_err *err)
{
    struct dy_desk_shape *const *of = board->shapes.items;
    for (size_t i = 0; i < board->shapes.n; i++)
        if (memcmp(of[i]->file.present, present, of[i]->file.n_slots) == 0)
            return of[i];
    return add_shape(desk, board, present, err);
}

/* --- values --- */

static bool same_names(const struct dy_desk_board *board, const struct dy_value *counts)
{
    const struct dy_value *count = dy_value_first(counts);
    if (counts->n != board->n_names)
        return false;
    for (uint32_t i = 0; i < counts->n; i++, count++) /* numbers hold nothing */
        if (count->n_key != board->names[i].n_key ||
            memcmp(count->key, board->names[i].key, count->n_key) != 0)
            return false;
    return true;
}

static enum dy_code learn_names(struct dy_desk *desk, struct dy_desk_board *board,
                                const struct dy_entry *entry, const struct dy_value *counts,
                                struct dy_err *err)
{
    const struct dy_value *count = dy_value_first(counts);
    size_t n_slots = slots_of(desk, board->tier);
    uint8_t *present = DY_NEW(desk->mem, uint8_t, n_slots);
    struct dy_value *names = DY_NEW(desk->mem, struct dy_value, counts->n);
    uint32_t *slots = DY_NEW(desk->mem, uint32_t, counts->n);
    if (!present || !names || !slots)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < counts->n; i++, count++) {
        slots[i] = dy_protocols_slot(desk->election, board->tier, count->key, count->n_key);
        if (slots[i] == DY_NOTHING ||
            (slots[i] + 1 == n_slots && !desk->election->law->tiers[board->tier].against_all))
            return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                                 "counts \"%.*s\", which is no field of the law's protocol and no "
                                 "choice of this ballot",
                                 (int)count->n_key, count->key);
        present[slots[i]] = 1;
        names[i] = *count;
        if (!(names[i].key = dy_arena_copy(desk->mem, count->key, count->n_key)))
            return dy_no_memory(err);
    }
    const struct dy_desk_shape *shape = shape_of(desk, board, present, err);
    if (!shape)
        return err->code ? err->code : dy_no_memory(err);
    board->names = names;
    board->slots = slots;
    board->n_names = counts->n;
    board->shape_of_names = shape;
    return DY_OK;
}

/* All who stand at the row's unit have to be counted, in the first round. */
static enum dy_code check_whole(const struct dy_desk *desk, const struct dy_desk_board *board,
                                uint32_t unit, const struct dy_entry *entry, struct dy_err *err)
{
    uint32_t of = desk->plan.contest_of[board->tier][unit];
    const struct dy_contest *contest = of == DY_NOTHING ? NULL : &desk->election->contests[of];
    const uint8_t *present = board->shape_of_names->file.present + desk->election->law->n_fields;
    for (size_t i = 0; contest && board->round == 1 && i < contest->n_choices; i++)
        if (!present[i] && (!contest->stands || contest->stands[i]))
            return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                                 "lacks \"%s\", who stands here", contest->choices[i].id);
    return DY_OK;
}

/* What count/ adds up must be as much as it can hold. */
static enum dy_code check_sum(const struct dy_desk *desk, const struct dy_desk_shape *shape,
                              const uint64_t *values, const struct dy_entry *entry,
                              struct dy_err *err)
{
    uint64_t sum = 0; /* at most 2000 columns of at most 2^53: no sum wraps */
    for (size_t i = desk->election->law->n_fields; i < shape->file.n_slots; i++)
        sum += values[i];
    return sum <= DY_VOTES_MAX
               ? DY_OK
               : dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                               "has votes that add up to more than 2^53 = %" PRIu64
                               "; votes are fewer",
                               DY_VOTES_MAX);
}

/* The numbers of an entry by slot; the board then knows their names and shape. */
static enum dy_code take_values(struct dy_desk *desk, struct dy_desk_board *board,
                                const struct dy_entry *entry, uint64_t **out, struct dy_err *err)
{
    const struct dy_value *counts = dy_value_find(entry->body, "values");
    const struct dy_value *count = dy_value_first(counts);
    enum dy_code code =
        same_names(board, counts) ? DY_OK : learn_names(desk, board, entry, counts, err);
    if (code)
        return code;
    *out = DY_NEW(desk->mem, uint64_t, slots_of(desk, board->tier));
    if (!*out)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < counts->n; i++, count++)
        (*out)[board->slots[i]] = (uint64_t)count->number;
    return check_sum(desk, board->shape_of_names, *out, entry, err);
}

/* --- places --- */

/* A row that is voided leaves its place to others, be it a larger area or a part of it. */
static bool stands(const struct dy_desk_row *row)
{
    return row && row->stage != DY_STAGE_EMPTY && row->stage != DY_STAGE_VOIDED;
}

static void set_stage(struct dy_desk *desk, struct dy_desk_row *row, enum dy_stage stage)
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

struct by_entry {
    uint64_t entry;
    struct dy_desk_row *row;
};

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
        code = take_values(desk, board, entry, &values, err);
    if (!code)
        code = check_whole(desk, board, unit, entry, err);
    if (code)
        return code;
    struct by_entry *index = dy_vec_push(desk->mem, &desk->rows, sizeof *index);
    row = index ? add_row(desk, board, unit) : NULL;
    if (!row)
        return dy_no_memory(err);
    *index = (struct by_entry){entry->number, row};
    *row = (struct dy_desk_row){.board = board,
                                .shape = board->shape_of_names,
                                .unit = unit,
                                .entry = entry->number,
                                .latest = entry->number,
                                .values = values,
                                .first = by->person};
    set_stage(desk, row, DY_STAGE_ENTERED);
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

static enum dy_code take_protocol(struct dy_desk *desk, const struct dy_holder *by,
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
    struct dy_desk_board *board = find_board(desk, of, (uint32_t)round, from);
    if (!board && !(board = add_board(desk, of, (uint32_t)round, from)))
        return dy_no_memory(err);
    return enter(desk, board, unit, by, entry, err);
}

static enum dy_code confirm(struct dy_desk *desk, struct dy_desk_row *row,
                            const struct dy_holder *by, const struct dy_entry *entry,
                            struct dy_err *err)
{
    uint64_t *values = NULL;
    enum dy_code code = take_values(desk, row->board, entry, &values, err);
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

/* Only what differs is typed again, and has to be what one of the two has typed. */
static enum dy_code resolve(struct dy_desk *desk, struct dy_desk_row *row,
                            const struct dy_holder *by, const struct dy_entry *entry,
                            struct dy_err *err)
{
    const struct dy_value *counts = dy_value_find(entry->body, "values"),
                          *count = dy_value_first(counts);
    size_t n_slots = row->shape->file.n_slots, n_differ = 0;
    uint64_t *values = DY_NEW(desk->mem, uint64_t, n_slots);
    if (by->role != DY_ROLE_COORDINATOR && strcmp(by->person, row->first) != 0 &&
        strcmp(by->person, row->second) != 0)
        return dy_entry_fail(err, DY_E_CRYPTO, desk->file, entry->number, "/author",
                             "%s has not typed this protocol; one of the two who did, or a "
                             "coordinator, is needed",
                             by->person);
    if (!values)
        return dy_no_memory(err);
    memcpy(values, row->values, n_slots * sizeof *values);
    for (uint32_t i = 0; i < counts->n; i++, count++) {
        uint32_t slot =
            dy_protocols_slot(desk->election, row->board->tier, count->key, count->n_key);
        uint64_t value = (uint64_t)count->number;
        if (slot == DY_NOTHING || row->values[slot] == row->again[slot])
            return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                                 "holds \"%.*s\", on which the two entries agree",
                                 (int)count->n_key, count->key);
        if (value != row->values[slot] && value != row->again[slot])
            return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                                 "%.*s is %" PRIu64 ", which neither of the two has typed; correct "
                                 "the protocol with a reason",
                                 (int)count->n_key, count->key, value);
        values[slot] = value;
    }
    for (size_t i = 0; i < n_slots; i++)
        n_differ += row->values[i] != row->again[i];
    if (n_differ != counts->n)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/values",
                             "holds %" PRIu32 " of the %zu numbers that differ; all are needed",
                             counts->n, n_differ);
    enum dy_code code = check_sum(desk, row->shape, values, entry, err);
    if (code)
        return code;
    /* What was accepted were other numbers. */
    row->accepted = row->accepted && memcmp(values, row->values, n_slots * sizeof *values) == 0;
    row->values = values;
    row->again = NULL;
    row->latest = entry->number;
    row->stage = DY_STAGE_CONFIRMED;
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
    enum dy_code code = check_sum(desk, row->shape, values, entry, err);
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
    set_stage(desk, row, DY_STAGE_VOIDED);
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

static enum dy_code act_on_row(struct dy_desk *desk, const struct dy_holder *by,
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

struct decision {
    bool annuls, repeats;
    uint32_t unit, contest; /* DY_NOTHING: of all */
};

static enum dy_code read_decision(const struct dy_desk *desk, const struct dy_entry *entry,
                                  struct decision *out, struct dy_err *err)
{
    const struct dy_value *what = dy_value_find(entry->body, "decision"),
                          *station = dy_value_find(entry->body, "station"),
                          *contest = dy_value_find(entry->body, "contest");
    char *label = contest ? dy_value_copy(desk->mem, contest) : NULL;
    if (contest && !label)
        return dy_no_memory(err);
    *out = (struct decision){
        .annuls = dy_value_is(what, "station-voided"),
        .repeats = dy_value_is(what, "repeat-vote"),
        .unit =
            station ? dy_unit_find(&desk->election->units, station->text, station->n) : DY_NOTHING,
        .contest = label ? dy_contest_find(desk->election, label) : DY_NOTHING};
    if (contest && out->contest == DY_NOTHING)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/contest",
                             "is \"%.64s\", which is no contest of this election", label);
    if (station ? out->unit == DY_NOTHING : (out->annuls || out->repeats) && !contest)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/station",
                             station ? "is no station of this election"
                                     : "is missing; a station or a contest is needed");
    return DY_OK;
}

static bool is_decided(const struct dy_desk *desk, const struct decision *decision,
                       const struct dy_desk_row *row)
{
    return row && row->board->source == DY_SOURCE_OFFICIAL &&
           (decision->unit == DY_NOTHING || row->unit == decision->unit) &&
           (decision->contest == DY_NOTHING ||
            desk->plan.contest_of[row->board->tier][row->unit] == decision->contest) &&
           !dy_desk_is_replaced(desk, row);
}

/* How many rows it is about. */
static size_t decide(struct dy_desk *desk, const struct decision *decision, bool really)
{
    struct dy_desk_board *const *boards = desk->boards.items;
    size_t n = 0;
    for (size_t i = 0; i < desk->boards.n; i++)
        for (uint32_t at = 0; at < desk->election->units.n; at++) {
            struct dy_desk_row *row = boards[i]->row_of[at];
            if (!is_decided(desk, decision, row))
                continue;
            n++;
            if (really)
                set_stage(desk, row, decision->annuls ? DY_STAGE_ANNULLED : DY_STAGE_VOIDED);
        }
    return n;
}

/*
 * "station-voided" annuls the voting there: its official protocols count nothing and none is
 * missing. "repeat-vote" voids them: others will come.
 */
static enum dy_code take_decision(struct dy_desk *desk, const struct dy_holder *by,
                                  const struct dy_entry *entry, struct dy_err *err)
{
    struct decision decision;
    enum dy_code code = read_decision(desk, entry, &decision, err);
    if (code)
        return code;
    uint32_t about = decision.unit != DY_NOTHING ? decision.unit
                     : decision.contest != DY_NOTHING
                         ? desk->election->contests[decision.contest].area
                         : DY_NOTHING;
    if (about != DY_NOTHING)
        code = dy_rights_cover(by, desk->file, desk->election, about, entry, err);
    if (!code && decision.annuls && decide(desk, &decision, false) == 0)
        code = dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/station",
                             "has no official protocol that could be voided; it is entered first");
    if (code)
        return code;
    uint64_t *kept = dy_vec_push(desk->mem, &desk->decisions, sizeof *kept);
    if (!kept)
        return dy_no_memory(err);
    *kept = entry->number;
    if (decision.annuls || decision.repeats)
        (void)decide(desk, &decision, true);
    return DY_OK;
}

enum dy_code dy_desk_take(struct dy_desk *desk, const struct dy_holder *by,
                          const struct dy_entry *entry, struct dy_err *err)
{
    if (entry->kind == DY_KIND_PROTOCOL)
        return take_protocol(desk, by, entry, err);
    if (entry->kind == DY_KIND_DECISION)
        return take_decision(desk, by, entry, err);
    return act_on_row(desk, by, entry, err);
}

/* --- asking --- */

enum dy_code dy_desk_init(struct dy_arena *mem, const char *file,
                          const struct dy_election *election, struct dy_desk *out,
                          struct dy_err *err)
{
    *out = (struct dy_desk){.mem = mem, .file = file, .election = election};
    return dy_tally_plan_init(mem, election, &out->plan, err);
}

static int compare_entries(const void *a, const void *b)
{
    const struct by_entry *x = a, *y = b;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

struct dy_desk_row *dy_desk_find(const struct dy_desk *desk, uint64_t entry)
{
    const struct by_entry key = {.entry = entry};
    const struct by_entry *found =
        desk->rows.n ? bsearch(&key, desk->rows.items, desk->rows.n, sizeof key, compare_entries)
                     : NULL;
    return found ? found->row : NULL;
}

struct dy_desk_row *dy_desk_row(const struct dy_desk *desk, uint32_t tier, uint32_t round,
                                enum dy_source source, uint32_t unit)
{
    const struct dy_desk_board *board = find_board(desk, tier, round, source);
    return board ? board->row_of[unit] : NULL;
}

enum dy_code dy_desk_errors(const struct dy_desk *desk, const struct dy_desk_row *row,
                            struct dy_arena *mem, size_t *n, const char ***out, struct dy_err *err)
{
    struct dy_row_check check = row->shape->check;
    struct dy_findings findings = {0};
    struct dy_row checked = {row->unit, (uint32_t)row->latest, 0, row->values, false};
    *n = 0;
    if (dy_row_holds(&check, &checked))
        return DY_OK;
    enum dy_code code = dy_findings_init(mem, desk->election, &findings, err);
    check.mem = mem;
    check.findings = &findings;
    if (!code)
        code = dy_row_check(&check, &checked, err);
    const struct dy_finding *of = findings.of.items;
    if (!code && !(*out = DY_NEW(mem, const char *, findings.of.n)))
        code = dy_no_memory(err);
    for (size_t i = 0; i < findings.of.n && !code; i++) {
        size_t k = 0; /* each once, however often it is broken */
        while (k < *n && strcmp((*out)[k], of[i].code) != 0)
            k++;
        if (of[i].level == DY_LEVEL_ERROR && k == *n)
            (*out)[(*n)++] = of[i].code;
    }
    return code;
}

enum dy_code dy_desk_waits(const struct dy_desk *desk, const struct dy_desk_row *row,
                           const char **code, struct dy_err *err)
{
    bool two = dy_sources[row->board->source].two_persons;
    struct dy_arena mem;
    const char **errors;
    size_t n = 0;
    *code = row->stage == DY_STAGE_DIFFERENT        ? "E2"
            : row->stage == DY_STAGE_ENTERED && two ? "E1"
            : row->stage == DY_STAGE_VOIDED         ? "E4"
                                                    : NULL;
    if (*code || !two || row->accepted || row->stage != DY_STAGE_CONFIRMED)
        return DY_OK;
    dy_arena_init(&mem);
    enum dy_code result = dy_desk_errors(desk, row, &mem, &n, &errors, err);
    dy_arena_finish(&mem);
    *code = n ? "E3" : NULL;
    return result;
}

/* --- for those who count --- */

static size_t count_rows(const struct dy_desk *desk, const struct dy_desk_board *board,
                         const struct dy_desk_shape *shape)
{
    size_t n = 0;
    for (size_t i = 0; i < desk->election->units.n; i++)
        n += board->row_of[i] && board->row_of[i]->shape == shape;
    return n;
}

/* Columns of dy_rows that can be written. */
struct columns {
    uint32_t *units, *lines;
    const uint64_t **values;
    uint64_t *nothing; /* the values of an annulled row */
    size_t n;
};

static enum dy_code publish_row(const struct dy_desk *desk, const struct dy_desk_row *row,
                                struct columns *out, struct dy_err *err)
{
    const char *waits = NULL;
    enum dy_code code = dy_desk_waits(desk, row, &waits, err);
    if (code || waits)
        return code;
    out->units[out->n] = row->unit;
    out->lines[out->n] = (uint32_t)row->latest;
    out->values[out->n++] = row->stage == DY_STAGE_ANNULLED ? out->nothing : row->values;
    return DY_OK;
}

static enum dy_code publish_shape(const struct dy_desk *desk, const struct dy_desk_board *board,
                                  const struct dy_desk_shape *shape, size_t n,
                                  struct dy_protocols *out, struct dy_err *err)
{
    struct dy_rows *rows = DY_NEW(desk->mem, struct dy_rows, 1);
    struct columns to = {DY_NEW(desk->mem, uint32_t, n), DY_NEW(desk->mem, uint32_t, n),
                         DY_NEW(desk->mem, const uint64_t *, n),
                         DY_NEW(desk->mem, uint64_t, shape->file.n_slots), 0};
    enum dy_code code = DY_OK;
    if (!rows || !to.units || !to.lines || !to.values || !to.nothing)
        return dy_no_memory(err);
    for (size_t i = 0; i < desk->election->units.n && !code; i++)
        if (board->row_of[i] && board->row_of[i]->shape == shape)
            code = publish_row(desk, board->row_of[i], &to, err);
    *rows = (struct dy_rows){to.n, to.units, to.lines, to.values};
    *out = shape->file;
    out->rows = rows;
    return code;
}

/* Shapes of which there is no row were left by entries that were refused. */
static enum dy_code publish_board(const struct dy_desk *desk, const struct dy_desk_board *board,
                                  struct dy_election *election, struct dy_err *err)
{
    struct dy_desk_shape *const *shapes = board->shapes.items;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < board->shapes.n && !code; i++) {
        size_t n = count_rows(desk, board, shapes[i]);
        if (n)
            code = publish_shape(desk, board, shapes[i], n,
                                 &election->protocols[election->n_protocols++], err);
    }
    return code;
}

enum dy_code dy_desk_publish(const struct dy_desk *desk, struct dy_election *election,
                             struct dy_err *err)
{
    struct dy_desk_board *const *boards = desk->boards.items;
    size_t n = 0;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < desk->boards.n; i++)
        n += boards[i]->shapes.n;
    election->n_protocols = 0;
    election->protocols = DY_NEW(desk->mem, struct dy_protocols, n);
    if (!election->protocols)
        return dy_no_memory(err);
    for (size_t i = 0; i < desk->boards.n && !code; i++)
        code = publish_board(desk, boards[i], election, err);
    return code;
}

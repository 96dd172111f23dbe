/* The numbers of an entry, by slot. */
#include "state/desk_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    size_t n_slots = dy_desk_slots(desk, board->tier);
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
    const struct dy_desk_shape *shape = dy_desk_find_shape(desk, board, present, err);
    if (!shape)
        return err->code ? err->code : dy_no_memory(err);
    board->names = names;
    board->slots = slots;
    board->n_names = counts->n;
    board->shape_of_names = shape;
    return DY_OK;
}

enum dy_code dy_desk_check_whole(const struct dy_desk *desk, const struct dy_desk_board *board,
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

enum dy_code dy_desk_check_sum(const struct dy_desk *desk, const struct dy_desk_shape *shape,
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

enum dy_code dy_desk_values(struct dy_desk *desk, struct dy_desk_board *board,
                            const struct dy_entry *entry, uint64_t **out, struct dy_err *err)
{
    const struct dy_value *counts = dy_value_find(entry->body, "values");
    const struct dy_value *count = dy_value_first(counts);
    enum dy_code code =
        same_names(board, counts) ? DY_OK : learn_names(desk, board, entry, counts, err);
    if (code)
        return code;
    *out = DY_NEW(desk->mem, uint64_t, dy_desk_slots(desk, board->tier));
    if (!*out)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < counts->n; i++, count++)
        (*out)[board->slots[i]] = (uint64_t)count->number;
    return dy_desk_check_sum(desk, board->shape_of_names, *out, entry, err);
}

/* Boards (tier, round, source) and the shapes that their protocols have. */
#include "state/desk_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dy_desk_board *dy_desk_find_board(const struct dy_desk *desk, uint32_t tier, uint32_t round,
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

struct dy_desk_board *dy_desk_add_board(struct dy_desk *desk, uint32_t tier, uint32_t round,
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

size_t dy_desk_slots(const struct dy_desk *desk, uint32_t tier)
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
    size_t n_slots = dy_desk_slots(desk, board->tier);
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

struct dy_desk_shape *dy_desk_find_shape(struct dy_desk *desk, struct dy_desk_board *board,
                                         const uint8_t *present, struct dy_err *err)
{
    struct dy_desk_shape *const *of = board->shapes.items;
    for (size_t i = 0; i < board->shapes.n; i++)
        if (memcmp(of[i]->file.present, present, of[i]->file.n_slots) == 0)
            return of[i];
    return add_shape(desk, board, present, err);
}

/*
 * The rows below a figure, for derivations: the contest's protocols are read again.
 */
#include "dauys/state.h"

#include <string.h>

struct leaves {
    const struct dy_election *election;
    const struct dy_protocols *file;
    struct dy_arena *mem;
    uint32_t unit, slot;
    uint32_t *leaf_of; /* [units] 1 + index into found */
    struct dy_vec found;
};

/* The child of `unit` on the way down to `row`, `unit` itself for its own row, else DY_NOTHING. */
static uint32_t child_towards(const struct dy_units *units, uint32_t unit, uint32_t row)
{
    uint32_t below = row;
    while (row != DY_NOTHING && row != unit) {
        below = row;
        row = units->of[row].parent;
    }
    return row == DY_NOTHING ? DY_NOTHING : below;
}

static enum dy_code add_row(void *self, const struct dy_row *row, struct dy_err *err)
{
    struct leaves *leaves = self;
    uint32_t child = child_towards(&leaves->election->units, leaves->unit, row->unit);
    if (child == DY_NOTHING)
        return DY_OK;
    if (leaves->leaf_of[child] == 0) {
        struct dy_why_leaf *leaf = dy_vec_push(leaves->mem, &leaves->found, sizeof *leaf);
        if (leaf == NULL)
            return dy_no_memory(err);
        leaf->unit = child;
        leaf->at = (struct dy_span){leaves->file->path, row->byte, row->line, 0};
        leaf->is_entry = leaves->file->rows != NULL;
        leaves->leaf_of[child] = (uint32_t)leaves->found.n;
    }
    struct dy_why_leaf *found = leaves->found.items;
    struct dy_why_leaf *leaf = &found[leaves->leaf_of[child] - 1];
    leaf->value += row->values[leaves->slot]; /* part of a sum that the fold has checked */
    leaf->n_rows++;
    return DY_OK;
}

static bool is_of(const struct dy_protocols *file, const struct dy_state *state,
                  const struct dy_outcome_contest *contest)
{
    return file->tier == contest->contest->tier && file->round == contest->round &&
           strcmp(file->source, state->source) == 0;
}

static enum dy_code find_leaves(void *self, const struct dy_outcome_contest *contest, uint32_t unit,
                                uint32_t slot, struct dy_arena *mem, size_t *n,
                                struct dy_why_leaf **out, struct dy_err *err)
{
    const struct dy_state *state = self;
    const struct dy_election *election = state->election;
    struct leaves leaves = {
        .election = election,
        .mem = mem,
        .unit = unit == DY_NOTHING ? contest->contest->area : unit,
        .slot = slot,
        .leaf_of = DY_NEW(mem, uint32_t, election->units.n),
    };
    struct dy_row_visitor visitor = {&leaves, NULL, add_row};
    if (leaves.leaf_of == NULL)
        return dy_no_memory(err);
    for (size_t i = 0; i < election->n_protocols; i++) {
        leaves.file = &election->protocols[i];
        if (!is_of(leaves.file, state, contest))
            continue;
        enum dy_code code = dy_protocols_scan(election, leaves.file, &visitor, err);
        if (code != DY_OK)
            return code;
    }
    *n = leaves.found.n;
    *out = leaves.found.items;
    return DY_OK;
}

struct dy_why_source dy_state_why_source(const struct dy_state *state)
{
    /* The source only reads the state; `self` is not const because other sources may change. */
    return (struct dy_why_source){.self = (void *)(uintptr_t)state, .leaves = find_leaves};
}

/* Tiles in memory. */
#include "record/forest.h"

#include <string.h>

void dy_forest_init(struct dy_forest *forest, struct dy_arena *mem)
{
    *forest = (struct dy_forest){.mem = mem};
}

uint64_t dy_forest_size(const struct dy_forest *forest)
{
    return forest->levels[0].n;
}

const struct dy_hash *dy_forest_leaves(const struct dy_forest *forest)
{
    return forest->levels[0].items;
}

static enum dy_code hashes(void *self, unsigned level, uint64_t first, size_t n,
                           struct dy_hash *out, struct dy_err *err)
{
    const struct dy_forest *forest = self;
    (void)err;
    memcpy(out, (const struct dy_hash *)forest->levels[level].items + first, n * sizeof *out);
    return DY_OK;
}

static struct dy_tile_source source_of(const struct dy_forest *forest)
{
    return (struct dy_tile_source){hashes, (void *)(uintptr_t)forest};
}

enum dy_code dy_forest_append(struct dy_forest *forest, const struct dy_hash *leaf,
                              struct dy_err *err)
{
    struct dy_hash hash = *leaf;
    for (unsigned level = 0; level < DY_TILE_LEVELS; level++) {
        struct dy_vec *to = &forest->levels[level];
        struct dy_hash *room = dy_vec_push(forest->mem, to, sizeof *room);
        if (!room)
            return dy_no_memory(err);
        *room = hash;
        if (to->n % DY_TILE_WIDTH != 0)
            break;
        hash = dy_tile_root((const struct dy_hash *)to->items + to->n - DY_TILE_WIDTH);
    }
    return DY_OK;
}

struct dy_hash dy_forest_root(const struct dy_forest *forest, uint64_t n)
{
    struct dy_tile_source source = source_of(forest);
    struct dy_hash root = dy_tree_root(&(struct dy_tree){0});
    if (n > 0)
        (void)dy_tile_source_range(&source, 0, n, &root, NULL);
    return root;
}

void dy_forest_inclusion(const struct dy_forest *forest, uint64_t n, uint64_t index,
                         struct dy_proof *out)
{
    struct dy_tile_source source = source_of(forest);
    (void)dy_proof_inclusion_from(dy_tile_source_range, &source, n, index, out, NULL);
}

void dy_forest_consistency(const struct dy_forest *forest, uint64_t n, uint64_t old,
                           struct dy_proof *out)
{
    struct dy_tile_source source = source_of(forest);
    (void)dy_proof_consistency_from(dy_tile_source_range, &source, n, old, out, NULL);
}

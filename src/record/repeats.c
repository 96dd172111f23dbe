/* Open addressing over the first bytes of the hashes, at most half full. */
#include "record/repeats.h"

#include <string.h>

enum { FIRST_CAPACITY = 1024 };

/* Where the leaf is, or would be. */
static uint64_t slot_of(const struct dy_repeats *repeats, const struct dy_forest *forest,
                        const struct dy_hash *leaf)
{
    const struct dy_hash *leaves = dy_forest_leaves(forest);
    uint64_t mask = repeats->capacity - 1, at;
    memcpy(&at, leaf->of, sizeof at);
    for (at &= mask; repeats->slots[at]; at = (at + 1) & mask)
        if (dy_hash_equal(&leaves[repeats->slots[at] - 1], leaf))
            break;
    return at;
}

uint64_t dy_repeats_find(const struct dy_repeats *repeats, const struct dy_forest *forest,
                         const struct dy_hash *leaf)
{
    uint32_t found = repeats->n ? repeats->slots[slot_of(repeats, forest, leaf)] : 0;
    return found ? found - 1 : UINT64_MAX;
}

static void put(struct dy_repeats *repeats, const struct dy_forest *forest, uint64_t number)
{
    const struct dy_hash *leaves = dy_forest_leaves(forest);
    repeats->slots[slot_of(repeats, forest, &leaves[number])] = (uint32_t)(number + 1);
}

enum dy_code dy_repeats_add(struct dy_repeats *repeats, const struct dy_forest *forest,
                            struct dy_err *err)
{
    if (repeats->n >= UINT32_MAX - 1)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){0}, NULL,
                       "more than 4294967294 entries do not fit");
    if (2 * (repeats->n + 1) > repeats->capacity) {
        uint64_t capacity = repeats->capacity ? 2 * repeats->capacity : FIRST_CAPACITY;
        uint32_t *slots = DY_NEW(forest->mem, uint32_t, capacity);
        if (!slots)
            return dy_no_memory(err);
        memset(slots, 0, capacity * sizeof *slots);
        repeats->slots = slots;
        repeats->capacity = capacity;
        for (uint64_t i = 0; i < repeats->n; i++)
            put(repeats, forest, i);
    }
    put(repeats, forest, repeats->n++);
    return DY_OK;
}

/* Open addressing; hashes are their own. */
#include "record/hash_set.h"

#include <string.h>

void dy_hash_set_init(struct dy_hash_set *set, struct dy_arena *mem)
{
    *set = (struct dy_hash_set){.mem = mem};
}

static struct dy_hash_key key_of(const struct dy_hash *hash)
{
    struct dy_hash_key key;
    memcpy(&key, hash->of, sizeof key);
    key.of[0] |= 1; /* none is free */
    return key;
}

static size_t place(const struct dy_hash_set *set, struct dy_hash_key key)
{
    size_t at = (size_t)key.of[1] & (set->size - 1);
    while (set->slots[at].of[0] && memcmp(&set->slots[at], &key, sizeof key) != 0)
        at = (at + 1) & (set->size - 1);
    return at;
}

bool dy_hash_set_has(const struct dy_hash_set *set, const struct dy_hash *hash)
{
    return set->n && set->slots[place(set, key_of(hash))].of[0];
}

static bool grow(struct dy_hash_set *set)
{
    struct dy_hash_set larger = {.mem = set->mem, .size = set->size ? set->size * 2 : 1024};
    larger.slots = DY_NEW(set->mem, struct dy_hash_key, larger.size);
    if (!larger.slots)
        return false;
    for (size_t i = 0; i < set->size; i++)
        if (set->slots[i].of[0])
            larger.slots[place(&larger, set->slots[i])] = set->slots[i];
    larger.n = set->n;
    *set = larger;
    return true;
}

bool dy_hash_set_add(struct dy_hash_set *set, const struct dy_hash *hash)
{
    if (set->n * 2 >= set->size && !grow(set))
        return false;
    struct dy_hash_key key = key_of(hash);
    set->slots[place(set, key)] = key;
    set->n++;
    return true;
}

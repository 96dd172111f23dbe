/* Stores: which backend a URL means, and what holds for all of them. */
#include "record/store.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "record/store_ops.h"

static const struct dy_store_ops *const backends[] = {&dy_store_postgres, &dy_store_sqlite};

static const char *const item_names[] = {
    [DY_SHELF_ENTRIES] = "entry",
    [DY_SHELF_CHECKPOINTS] = "checkpoint",
};

/* In errors, which outlive the store. */
static struct dy_span at(const struct dy_store *store)
{
    return (struct dy_span){.file = store->file};
}

static const char *where(const struct dy_store *store)
{
    return store->file ? NULL : store->url;
}

static enum dy_code limit(const struct dy_store *store, struct dy_err *err, const char *what)
{
    return dy_fail(err, DY_E_LIMIT, at(store), where(store), "%s", what);
}

/* --- open and close --- */

/* Behind the first prefix of the backend that the URL begins with; NULL if there is none. */
static const char *behind(const struct dy_store_ops *ops, const char *url)
{
    for (const char *const *prefix = ops->prefixes; *prefix; prefix++)
        if (strncmp(url, *prefix, strlen(*prefix)) == 0)
            return url + strlen(*prefix);
    return NULL;
}

enum dy_code dy_store_open(const char *url, enum dy_store_mode mode, struct dy_store **out,
                           struct dy_err *err)
{
    *out = NULL;
    for (size_t i = 0; i < DY_COUNT_OF(backends); i++) {
        const char *rest = behind(backends[i], url);
        if (rest)
            return backends[i]->open(url, rest, mode, out, err);
    }
    if (strstr(url, "://"))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "no kind of store is named so; a path, sqlite:PATH or "
                       "postgres://HOST/DATABASE is needed");
    return dy_store_sqlite.open(url, url, mode, out, err);
}

void dy_store_close(struct dy_store *store)
{
    if (store)
        store->ops->close(store);
}

const char *dy_store_url(const struct dy_store *store)
{
    return store->url;
}

/* --- the four calls --- */

enum dy_code dy_store_head(struct dy_store *store, enum dy_shelf shelf, uint64_t *n,
                           struct dy_err *err)
{
    return store->ops->head(store, shelf, n, err);
}

enum dy_code dy_store_append(struct dy_store *store, enum dy_shelf shelf, uint64_t expected,
                             size_t n, const struct dy_bytes *items, bool *done, struct dy_err *err)
{
    *done = false;
    if (n > DY_STORE_ITEMS_MAX || expected > DY_STORE_ITEMS_MAX - n)
        return limit(store, err, "more than 2^53 items do not fit");
    for (size_t i = 0; i < n; i++)
        if (items[i].n == 0 || items[i].n > DY_ITEM_BYTES)
            return limit(store, err, "an item has to have 1 to 65,535 bytes");
    if (n > 0)
        return store->ops->append(store, shelf, expected, n, items, done, err);
    uint64_t head;
    enum dy_code code = store->ops->head(store, shelf, &head, err);
    *done = code == DY_OK && head == expected;
    return code;
}

enum dy_code dy_store_read(struct dy_store *store, enum dy_shelf shelf, uint64_t from, uint64_t to,
                           dy_store_visit *visit, void *self, struct dy_err *err)
{
    if (to > DY_STORE_ITEMS_MAX)
        to = DY_STORE_ITEMS_MAX;
    return from < to ? store->ops->read(store, shelf, from, to, visit, self, err) : DY_OK;
}

enum dy_code dy_store_watch(struct dy_store *store, enum dy_shelf shelf, uint64_t n,
                            unsigned milliseconds, uint64_t *head, struct dy_err *err)
{
    return store->ops->watch(store, shelf, n, milliseconds, head, err);
}

/* --- checks --- */

int64_t dy_store_sum(enum dy_shelf shelf, uint64_t number, struct dy_bytes item)
{
    uint8_t key[crypto_shorthash_KEYBYTES] = {0}, sum[crypto_shorthash_BYTES];
    for (size_t i = 0; i < 8; i++)
        key[i] = (uint8_t)(number >> 8 * i);
    key[8] = (uint8_t)shelf;
    crypto_shorthash(sum, (const uint8_t *)item.of, item.n, key);
    uint64_t out = 0;
    for (size_t i = 0; i < sizeof sum; i++)
        out |= (uint64_t)sum[i] << 8 * i;
    return (int64_t)out;
}

enum dy_code dy_store_is_missing(const struct dy_store *store, enum dy_shelf shelf, uint64_t number,
                                 struct dy_err *err)
{
    return dy_fail(err, DY_E_CRYPTO, at(store), where(store),
                   "is damaged: %s %" PRIu64 " is missing", item_names[shelf], number);
}

enum dy_code dy_store_is_whole(const struct dy_store *store, enum dy_shelf shelf, uint64_t number,
                               uint64_t found, struct dy_bytes item, int64_t sum,
                               struct dy_err *err)
{
    if (number != found)
        return dy_store_is_missing(store, shelf, number, err);
    if (sum == dy_store_sum(shelf, number, item))
        return DY_OK;
    return dy_fail(err, DY_E_CRYPTO, at(store), where(store),
                   "is damaged: %s %" PRIu64 " is not as it was written", item_names[shelf],
                   number);
}

static enum dy_code count_it(void *self, uint64_t number, struct dy_bytes item, struct dy_err *err)
{
    (void)number, (void)item, (void)err;
    ++*(uint64_t *)self;
    return DY_OK;
}

enum dy_code dy_store_check_rules(struct dy_store *store, struct dy_err *err)
{
    return store->ops->check(store, err);
}

enum dy_code dy_store_check(struct dy_store *store, struct dy_err *err)
{
    enum dy_code code = dy_store_check_rules(store, err);
    for (enum dy_shelf shelf = 0; code == DY_OK && shelf < DY_N_SHELVES; shelf++) {
        uint64_t head = 0, n = 0;
        code = dy_store_head(store, shelf, &head, err);
        if (code == DY_OK)
            code = dy_store_read(store, shelf, 0, head, count_it, &n, err);
        if (code == DY_OK && n != head)
            code = dy_store_is_missing(store, shelf, n, err);
    }
    return code;
}

/* --- the vault --- */

enum dy_code dy_store_vault_put(struct dy_store *store, const struct dy_hash *by,
                                struct dy_bytes data, struct dy_err *err)
{
    if (data.n == 0 || data.n > DY_VAULT_BYTES)
        return limit(store, err, "what is put into the vault has to have 1 to 65,536 bytes");
    return store->ops->vault_put(store, by, data, err);
}

enum dy_code dy_store_vault_get(struct dy_store *store, struct dy_arena *mem,
                                const struct dy_hash *by, struct dy_bytes *out, struct dy_err *err)
{
    *out = (struct dy_bytes){0};
    return store->ops->vault_get(store, mem, by, out, err);
}

enum dy_code dy_store_vault_erase(struct dy_store *store, const struct dy_hash *by, bool *was_there,
                                  struct dy_err *err)
{
    *was_there = false;
    return store->ops->vault_erase(store, by, was_there, err);
}

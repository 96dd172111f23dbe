/*
 * What a kind of store has to give: one table a backend (sqlite.c, postgres.c). store.c looks at
 * the arguments, so that a backend may count on them.
 */
#ifndef DAUYS_RECORD_STORE_OPS_H
#define DAUYS_RECORD_STORE_OPS_H

#include "record/store.h"

/*
 * A backend's own struct begins with this one. Beside each item lies its checksum: 64 bits that
 * depend on the shelf, the number and the bytes. It finds accidents (a disk that forgets, a row in
 * the wrong place); tampering is found by signatures and the tree.
 */
struct dy_store {
    const struct dy_store_ops *ops;
    const char *url;  /* for messages, without a password */
    const char *file; /* borrowed from whoever opened it: for errors. NULL: url goes into `where` */
};

struct dy_store_ops {
    const char *const *prefixes; /* of URLs; NULL-terminated */
    /* rest: the URL behind the prefix. */
    enum dy_code (*open)(const char *url, const char *rest, enum dy_store_mode mode,
                         struct dy_store **out, struct dy_err *err);
    void (*close)(struct dy_store *store);
    enum dy_code (*head)(struct dy_store *store, enum dy_shelf shelf, uint64_t *n,
                         struct dy_err *err);
    /* n > 0; every item has 1 to DY_ITEM_BYTES bytes; expected + n <= DY_STORE_ITEMS_MAX. */
    enum dy_code (*append)(struct dy_store *store, enum dy_shelf shelf, uint64_t expected, size_t n,
                           const struct dy_bytes *items, bool *done, struct dy_err *err);
    /* from < to <= DY_STORE_ITEMS_MAX. */
    enum dy_code (*read)(struct dy_store *store, enum dy_shelf shelf, uint64_t from, uint64_t to,
                         dy_store_visit *visit, void *self, struct dy_err *err);
    enum dy_code (*watch)(struct dy_store *store, enum dy_shelf shelf, uint64_t n,
                          unsigned milliseconds, uint64_t *head, struct dy_err *err);
    /* Its own rules; that all items are there and whole is looked at by store.c. */
    enum dy_code (*check)(struct dy_store *store, struct dy_err *err);
    enum dy_code (*vault_put)(struct dy_store *store, const struct dy_hash *by,
                              struct dy_bytes data, struct dy_err *err);
    enum dy_code (*vault_get)(struct dy_store *store, struct dy_arena *mem,
                              const struct dy_hash *by, struct dy_bytes *out, struct dy_err *err);
    enum dy_code (*vault_erase)(struct dy_store *store, const struct dy_hash *by, bool *was_there,
                                struct dy_err *err);
};
extern const struct dy_store_ops dy_store_sqlite, dy_store_postgres;

enum { DY_STORE_VERSION = 1 }; /* of the tables, in both backends */

/* As the databases keep it: a signed number of 64 bits. */
int64_t dy_store_sum(enum dy_shelf shelf, uint64_t number, struct dy_bytes item);
/* Was item `number` read as it was written? errors DY_E_CRYPTO. */
DY_NODISCARD enum dy_code dy_store_is_whole(const struct dy_store *store, enum dy_shelf shelf,
                                            uint64_t number, uint64_t found, struct dy_bytes item,
                                            int64_t sum, struct dy_err *err);
/* DY_E_CRYPTO: there is no such item where there should be one. */
enum dy_code dy_store_is_missing(const struct dy_store *store, enum dy_shelf shelf, uint64_t number,
                                 struct dy_err *err);

#endif

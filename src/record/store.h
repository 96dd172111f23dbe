/*
 * Where a record is kept: two shelves of items that only grow, behind four calls (append, read,
 * head, watch), and a vault beside them whose items can be erased.
 *
 * 1. What an append has acknowledged is durable: it survives kill -9 and the loss of power.
 * 2. An append adds all of its items or none, and only if the shelf still ends where the writer
 *    thinks; of two writers at once one is told that the head has moved.
 * 3. No call changes or removes an item of a shelf; the store itself refuses it (triggers, rights).
 * 4. Items come back bit for bit, numbered from 0 without gaps.
 * 5. Erasing from the vault leaves no copy in the store's file, and touches no shelf. (PostgreSQL:
 *    none in its tables; its log and its backups forget when the server's keeper lets them.)
 * 6. A bit that turned somewhere in the file cannot change or hide an item unnoticed: opening,
 *    reading or checking fails. (Who turns bits on purpose is found by signatures and the tree.)
 *
 * A store knows bytes, not entries: what they mean is for entry.h and for src/state. One database
 * holds one record. A store is for one thread at a time; open it again for another thread.
 */
#ifndef DAUYS_RECORD_STORE_H
#define DAUYS_RECORD_STORE_H

#include "dauys/base.h"
#include "record/merkle.h"

enum dy_shelf {
    DY_SHELF_ENTRIES,     /* the leaves of the tree */
    DY_SHELF_CHECKPOINTS, /* signed notes: checkpoints, also again with more cosignatures */
    DY_N_SHELVES
};
enum {
    DY_ITEM_BYTES = 65535,  /* of one item: what fits in an entry bundle */
    DY_VAULT_BYTES = 65536, /* of one item of the vault, with its salt */
};
#define DY_STORE_ITEMS_MAX DY_VOTES_MAX /* of one shelf: 2^53 */
struct dy_bytes {
    const char *of;
    size_t n;
};

enum dy_store_mode {
    DY_STORE_READ,   /* must be there; nothing is written (SQLite: see sqlite.c about -shm) */
    DY_STORE_WRITE,  /* must be there */
    DY_STORE_CREATE, /* must not be there, or be empty */
};
struct dy_store;

/*
 * url: a path or "sqlite:PATH" for SQLite, "postgres://..." or "postgresql://..." (libpq's URI)
 * for PostgreSQL; borrowed, it has to outlive the store and errors about it. errors DY_E_INPUT: no
 * record, a foreign file, a newer version, one there already; DY_E_CRYPTO: damaged, or made with
 * other rules; DY_E_IO: it cannot be opened, is locked, the server is not there. close is
 * NULL-safe; what SQLite's file holds then is the whole record, unless others still have it open.
 */
DY_NODISCARD enum dy_code dy_store_open(const char *url, enum dy_store_mode mode,
                                        struct dy_store **out, struct dy_err *err);
void dy_store_close(struct dy_store *store);
const char *dy_store_url(const struct dy_store *store); /* for messages: without a password */

/* How many items the shelf has. */
DY_NODISCARD enum dy_code dy_store_head(struct dy_store *store, enum dy_shelf shelf, uint64_t *n,
                                        struct dy_err *err);
/*
 * Append all items, numbered from `expected`, if the shelf still has `expected` of them.
 * *done = false: it has another number of items (somebody else was faster), nothing was written.
 * errors DY_E_LIMIT: an item is too large or empty; DY_E_IO: it could not be written (full,
 * read-only): nothing of it is there. Only when disk or server died while it was being written,
 * before they could say so, all or nothing of it may be there: the message says so, ask the head.
 */
DY_NODISCARD enum dy_code dy_store_append(struct dy_store *store, enum dy_shelf shelf,
                                          uint64_t expected, size_t n, const struct dy_bytes *items,
                                          bool *done, struct dy_err *err);
/*
 * What to do with each item; the bytes are valid during the call. An error ends the reading. It
 * must not call the store.
 */
typedef enum dy_code dy_store_visit(void *self, uint64_t number, struct dy_bytes item,
                                    struct dy_err *err);
/*
 * Items from, from + 1, ... below `to` (UINT64_MAX: all there are now), in order. errors
 * DY_E_CRYPTO: one is missing or not as it was written.
 */
DY_NODISCARD enum dy_code dy_store_read(struct dy_store *store, enum dy_shelf shelf, uint64_t from,
                                        uint64_t to, dy_store_visit *visit, void *self,
                                        struct dy_err *err);
/* Wait until the shelf has more than n items, at most so long; *head = how many it has then. */
DY_NODISCARD enum dy_code dy_store_watch(struct dy_store *store, enum dy_shelf shelf, uint64_t n,
                                         unsigned milliseconds, uint64_t *head, struct dy_err *err);

/*
 * Is the store itself whole and its rules those it was made with? (SQLite: integrity check, schema
 * and triggers to the letter; PostgreSQL: tables, triggers, rights.) Reads every item. errors
 * DY_E_CRYPTO with what is not.
 */
DY_NODISCARD enum dy_code dy_store_check(struct dy_store *store, struct dy_err *err);
/* The same without reading the items: for those who read all of them anyway. */
DY_NODISCARD enum dy_code dy_store_check_rules(struct dy_store *store, struct dy_err *err);

/*
 * The vault: personal data by the commitment that stands for them in the log (vault.h). put: the
 * commitment must be new (else DY_E_INPUT). get: *out in mem, {NULL, 0} when it was erased or never
 * there. erase: DY_E_IO "erased, but ..." when a reader still keeps old bytes in use; asked again
 * later it finishes.
 */
DY_NODISCARD enum dy_code dy_store_vault_put(struct dy_store *store, const struct dy_hash *by,
                                             struct dy_bytes data, struct dy_err *err);
DY_NODISCARD enum dy_code dy_store_vault_get(struct dy_store *store, struct dy_arena *mem,
                                             const struct dy_hash *by, struct dy_bytes *out,
                                             struct dy_err *err);
DY_NODISCARD enum dy_code dy_store_vault_erase(struct dy_store *store, const struct dy_hash *by,
                                               bool *was_there, struct dy_err *err);

#endif

/*
 * A small record that holds one of everything, as items in memory that a test may change, and
 * written out again as whoever can write the file would.
 */
#ifndef TEST_VERIFY_SCENE_H
#define TEST_VERIFY_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dauys/verify.h"
#include "record_fixture.h"

enum { SCENE_ITEMS = 64, SCENE_WITNESSES = 3 };
#define SCENE_ATTACHED "a photograph of the protocol of station 1\n"

/* The items of both shelves. */
struct items {
    size_t n[DY_N_SHELVES];
    struct dy_bytes of[DY_N_SHELVES][SCENE_ITEMS];
};
struct scene {
    struct dy_arena mem;
    char folder[64];
    char record[128], policy[128], seen[128], attachments[128];
    struct made_key keys[N_PEOPLE], witnesses[SCENE_WITNESSES], thief;
    struct items good;
    size_t void_entry, correction, confirmed, outcome, attachment; /* numbers of entries */
};
/* Made once: the same bytes in every run, but for the vault's salt. */
void scene_begin(struct scene *scene);
void scene_end(struct scene *scene);

/* Write the items as a new record to that path. */
void scene_write(const struct items *items, const char *path);
void scene_read(struct dy_arena *mem, const char *path, struct items *out);
void scene_write_text(const char *path, const char *text);
/* root of the first n entries */
struct dy_hash scene_root(const struct items *items, size_t n);
/* An entry that somebody signs at that place. */
struct dy_bytes scene_entry(struct scene *scene, const struct items *items, size_t at,
                            const struct made_key *by, const char *kind, const char *body);
/* The same, behind the others. */
void scene_append(struct scene *scene, struct items *items, const struct made_key *by,
                  const char *kind, const char *body);
/* All from that entry on, signed anew by their own authors' keys for the history as it is now. */
void scene_resign(struct scene *scene, struct items *items, size_t from);
/* A checkpoint of the first n entries by that key; witnesses: bits of those who cosign. */
struct dy_bytes scene_checkpoint(struct scene *scene, const struct items *items, size_t n,
                                 const struct made_key *by, unsigned witnesses);
void scene_insert(struct items *items, enum dy_shelf shelf, size_t at, struct dy_bytes item);
void scene_remove(struct items *items, enum dy_shelf shelf, size_t at);
/* The item with one text in place of another of its texts. */
struct dy_bytes scene_replace(struct scene *scene, struct dy_bytes item, const char *from,
                              const char *to);
/* The policy's path, with that quorum line; rest: more lines before it. */
const char *scene_policy(struct scene *scene, const char *groups, const char *quorum);

#endif

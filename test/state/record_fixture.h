/* Made-up keys and records for tests. */
#ifndef TEST_STATE_RECORD_FIXTURE_H
#define TEST_STATE_RECORD_FIXTURE_H

#include "record/keys.h"
#include "state/record.h"

/* A key from a seed: the same in every run. */
struct made_key {
    struct dy_key key;
    uint8_t secret[DY_SECRET_BYTES];
    char hex[2 * DY_KEY_BYTES + 1];
};
void make_key(struct made_key *out, const char *name);

enum { FOUNDER, COORDINATOR, ALICE, BOB, OBSERVER, N_PEOPLE };
struct world {
    struct dy_arena mem;
    struct dy_err err;
    char url[256];
    struct made_key keys[N_PEOPLE];
    struct dy_record *record;
};
/* A record of that election in a new folder, with all people enrolled for the whole of it. */
void world_begin(struct world *world, const char *election);
void world_end(struct world *world);
/* Open again, for reading or writing, and replay. */
void world_reopen(struct world *world, bool write);
/* Append as somebody; the body is JSON text. The number, or -1 with world->err set. */
long say(struct world *world, int who, const char *kind, const char *body);
/* The refusal's sentence, "" if it was taken. Reopens after a refusal. */
const char *refused(struct world *world, int who, const char *kind, const char *body);

#endif

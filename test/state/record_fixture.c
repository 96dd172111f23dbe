#include "record_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sodium.h>

static const char *const people[N_PEOPLE] = {"founder", "coordinator", "alice", "bob", "observer"};
static const char *const roles[N_PEOPLE] = {"administrator", "coordinator", "typist", "typist",
                                            "observer"};
enum { NOON = 1679227200 }; /* 2023-03-19T12:00:00Z */

void make_key(struct made_key *out, const char *name)
{
    struct dy_hash seed = dy_hash_bytes(name, strlen(name));
    assert_true(sodium_init() >= 0);
    out->key = (struct dy_key){.name = name, .secret = out->secret};
    crypto_sign_seed_keypair(out->key.of, out->secret, seed.of);
    dy_hex(out->key.of, DY_KEY_BYTES, out->hex);
}

static struct dy_record_options options_of(bool write)
{
    return (struct dy_record_options){.election = {.law_root = DAUYS_SOURCE_DIR "/law"},
                                      .write = write};
}

static void good(const struct world *world, enum dy_code code)
{
    char text[700];
    dy_err_format(&world->err, text, sizeof text);
    if (code)
        fail_msg("%s", text);
}

void world_reopen(struct world *world, bool write)
{
    struct dy_record_options options = options_of(write);
    dy_record_close(world->record);
    world->record = NULL;
    world->err = (struct dy_err){0};
    good(world, dy_record_open(&world->mem, world->url, &options, &world->record, &world->err));
}

static void enrol(struct world *world, int who)
{
    char body[512];
    const struct dy_election *election = NULL;
    good(world, dy_record_election(world->record, &election, &world->err));
    uint32_t root = 0;
    while (election->units.of[root].parent != DY_NOTHING)
        root++;
    (void)snprintf(body, sizeof body,
                   "{\"key\":\"%s\",\"person\":\"%s\",\"role\":\"%s\",\"area\":\"%s\"}",
                   world->keys[who].hex, people[who], roles[who], election->units.of[root].id);
    assert_true(say(world, FOUNDER, "key-enrolled", body) > 0);
}

void world_begin(struct world *world, const char *election)
{
    char folder[] = "/tmp/dauys-record-XXXXXX", path[256];
    struct dy_record_options options = options_of(true);
    *world = (struct world){0};
    dy_arena_init(&world->mem);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(world->url, sizeof world->url, "%s/a.dauys", folder);
    (void)snprintf(path, sizeof path, DAUYS_SOURCE_DIR "/elections/%s", election);
    for (int i = 0; i < N_PEOPLE; i++)
        make_key(&world->keys[i], people[i]);
    good(world, dy_record_create(&world->mem, world->url, path, &options, &world->keys[FOUNDER].key,
                                 people[FOUNDER], NOON, &world->err));
    world_reopen(world, true);
    for (int i = COORDINATOR; i < N_PEOPLE; i++)
        enrol(world, i);
}

void world_end(struct world *world)
{
    char *slash = strrchr(world->url, '/');
    dy_record_close(world->record);
    dy_arena_finish(&world->mem);
    (void)unlink(world->url);
    *slash = '\0';
    assert_int_equal(rmdir(world->url), 0);
}

long say(struct world *world, int who, const char *kind, const char *body)
{
    json_error_t error;
    uint64_t number;
    json_t *value = json_loads(body, 0, &error);
    if (!value)
        fail_msg("%s: %s", body, error.text);
    world->err = (struct dy_err){0};
    return dy_record_append_one(world->record, &world->keys[who].key, kind, value, NOON, &number,
                                &world->err)
               ? -1
               : (long)number;
}

const char *refused(struct world *world, int who, const char *kind, const char *body)
{
    if (say(world, who, kind, body) >= 0)
        return "";
    char *msg = dy_arena_format(&world->mem, "%s: %s", world->err.where, world->err.msg);
    world_reopen(world, true);
    return msg;
}

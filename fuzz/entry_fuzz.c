/*
 * Bytes as an entry: what is read is what would be written, whatever its signature; no made-up key
 * has signed it; and what a small fold takes of it leaves a record that can still be counted.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "record/entry.h"
#include "state/fold.h"

static const char law[] =
    "act: x/h\ntitle: {en: H}\nversions:\n- in_force: {from: 2000-01-01}\n  source: x\n"
    "  body: {seats: 3, cite: x}\n  shares: {cast: {sum: [votes, against_all], title: {en: c}, "
    "cite: x}}\n  tiers:\n  - {id: list, title: {en: l}, seats: 3, area: nation, ballot: {choices: "
    "lists, against_all: true}, admit: {at_least: 5 %, of: cast, cite: x}, award: {method: hare, "
    "cite: x}, ties: {rule: lot, cite: x}, cite: x}\n  protocol:\n    fields: {issued: {title: "
    "{en: "
    "i}}}\n    controls: [{id: K1, must: cast <= issued, cite: x}]\n";

struct world {
    struct dy_arena mem;
    struct dy_election_options options;
    struct dy_document doc;
    struct dy_fold fold;
    struct dy_key key;
    uint8_t secret[DY_SECRET_BYTES];
    uint64_t n;
};

/* Takes the body. Our own entries are good. */
static void say(struct world *world, enum dy_kind kind, json_t *body)
{
    struct dy_err err = {0};
    struct dy_entry_draft draft = {kind, body};
    struct dy_entry_place place = {world->n, {{0}}, 0};
    struct dy_bytes bytes;
    struct dy_entry entry;
    if (!body || dy_entry_write(&world->mem, &draft, &place, &world->key, &bytes, &err) ||
        dy_entry_read(&world->doc, "own", world->n, bytes, &entry, &err))
        abort();
    if (dy_fold_apply(&world->fold, &entry, &err))
        abort();
    json_decref(body);
    world->n++;
}

static void define(struct world *world)
{
    char hex[2 * DY_HASH_BYTES + 1];
    struct dy_hash hash = dy_hash_bytes(law, sizeof law - 1);
    dy_hex(hash.of, sizeof hash.of, hex);
    say(world, DY_KIND_ELECTION,
        json_pack("{s:s s:s s:{s:s} s:s s:s s:s s:s s:s s:s}", "format", "dauys-record/1",
                  "election", "e", "title", "en", "E", "date", "2020-01-01", "act", "x/h",
                  "law_sha256", hex, "log", "x", "nonce", hex, "person", "f"));
    say(world, DY_KIND_LAW,
        json_pack("{s:s s:s s:i s:i s:s}", "act", "x/h", "sha256", hex, "part", 1, "parts", 1,
                  "text", law));
    say(world, DY_KIND_AREAS,
        json_pack("{s:[{s:s s:s} {s:s s:s s:s s:i} {s:s s:s s:s}]}", "areas", "unit", "n", "level",
                  "nation", "unit", "s1", "level", "station", "parent", "n", "voters", 100, "unit",
                  "s2", "level", "station", "parent", "n"));
    say(world, DY_KIND_LISTS,
        json_pack("{s:[{s:s s:{s:s}} {s:s s:{s:s}}]}", "lists", "id", "a", "title", "en", "A", "id",
                  "b", "title", "en", "B"));
    say(world, DY_KIND_CONTESTS,
        json_pack("{s:[{s:s s:s}]}", "contests", "tier", "list", "choices", "lists"));
}

/* One key for each role, which is the role's number 32 times: the fuzzer can write them. */
static void enrol(struct world *world)
{
    char hex[2 * DY_KEY_BYTES + 1];
    uint8_t key[DY_KEY_BYTES];
    for (unsigned role = 0; role < DY_N_ROLES; role++) {
        char person[2] = {(char)('p' + role), '\0'};
        memset(key, (int)(role * 17), sizeof key);
        dy_hex(key, sizeof key, hex);
        say(world, DY_KIND_KEY_ENROLLED,
            json_pack("{s:s s:s s:s s:s}", "key", hex, "person", person, "role",
                      dy_role_names[role], "area", "n"));
    }
}

/* Two protocols and their acts would be about: 9 is typed, 10 is a copy. */
static void type(struct world *world)
{
    static const char *const sources[] = {"official", "copy"};
    for (size_t i = 0; i < 2; i++) {
        struct dy_key founder = world->key;
        uint8_t typist = 2 * 17;
        memset(world->key.of, typist, sizeof world->key.of);
        say(world, DY_KIND_PROTOCOL,
            json_pack("{s:s s:i s:s s:s s:{s:i s:i s:i s:i}}", "tier", "list", "round", 1, "source",
                      sources[i], "station", "s1", "values", "a", 1, "b", 2, "against_all", 3,
                      "issued", 5));
        world->key = founder;
    }
}

static void take(struct world *world, struct dy_bytes bytes)
{
    struct dy_err err = {0};
    struct dy_entry entry;
    const struct dy_election *election;
    struct dy_findings findings;
    enum dy_code code = dy_entry_read(&world->doc, "fuzz", world->n, bytes, &entry, &err);
    if (code != err.code)
        abort();
    if (code)
        return;
    if (dy_entry_signed(bytes, entry.author) && memcmp(entry.author, world->key.of, 32) != 0)
        abort(); /* keys of one byte each sign nothing */
    code = dy_fold_apply(&world->fold, &entry, &err);
    if (code != err.code)
        abort();
    err = (struct dy_err){0};
    if (dy_fold_election(&world->fold, &election, &err) ||
        dy_findings_init(&world->mem, election, &findings, &err) ||
        dy_fold_waiting(&world->fold, &findings, &err))
        abort();
}

/* An input is one entry behind those of the fold; a second one may follow a newline. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct world *world = calloc(1, sizeof *world);
    struct dy_err err = {0};
    static const uint8_t seed[crypto_sign_SEEDBYTES] = {1};
    const char *bytes = (const char *)data;
    const char *line = size ? memchr(bytes, '\n', size) : NULL;
    if (!world)
        abort();
    dy_arena_init(&world->mem);
    world->key = (struct dy_key){.name = "x", .secret = world->secret};
    crypto_sign_seed_keypair(world->key.of, world->secret, seed);
    if (dy_fold_init(&world->mem, "fuzz", &world->options, &world->fold, &err))
        abort();
    define(world);
    enrol(world);
    type(world);
    size_t first = line ? (size_t)(line - bytes) : size;
    take(world, (struct dy_bytes){bytes, first});
    if (line) {
        world->n = world->fold.n;
        take(world, (struct dy_bytes){line + 1, size - first - 1});
    }
    dy_document_finish(&world->doc);
    dy_arena_finish(&world->mem);
    free(world);
    return 0;
}

#include "scene.h"

#include <sodium.h>

#include "publish/established.h"
#include "record/vault.h"

#define NAMES                                                                                      \
    "\"listed\":%u,\"issued\":%u,\"received\":%u,\"cancelled\":%u,\"applications\":%u,"            \
    "\"in_portable\":%u,\"in_stationary\":%u,\"invalid\":%u,\"candidate-a\":%u,"                   \
    "\"candidate-b\":%u,\"candidate-c\":%u,\"against_all\":%u"
enum { TIME = 1679227200, COSIGNED = 1679230800, N_VALUES = 12 };
static const unsigned stations[][N_VALUES] = {
    {684, 345, 691, 346, 6, 6, 339, 3, 168, 137, 23, 14},
    {507, 297, 513, 216, 5, 4, 293, 2, 117, 151, 19, 8},
    {567, 320, 573, 253, 16, 14, 306, 5, 125, 138, 40, 12},
    {627, 344, 634, 290, 17, 16, 327, 9, 131, 165, 28, 10},
};

static char *values_of(struct scene *scene, size_t station, unsigned more_a)
{
    const unsigned *v = stations[station - 1];
    char *out = dy_arena_format(&scene->mem, "{" NAMES "}", v[0], v[1], v[2], v[3], v[4], v[5],
                                v[6], v[7], v[8] + more_a, v[9], v[10], v[11]);
    assert_non_null(out);
    return out;
}

static size_t must_say(struct world *world, int who, const char *kind, const char *body)
{
    long number = say(world, who, kind, body);
    if (number < 0)
        fail_msg("%s: %s: %s", kind, world->err.where, world->err.msg);
    return (size_t)number;
}

static size_t enter(struct scene *scene, struct world *world, int who, size_t station,
                    const char *source, unsigned more_a)
{
    char *body = dy_arena_format(&scene->mem,
                                 "{\"tier\":\"district\",\"round\":1,\"source\":\"%s\","
                                 "\"station\":\"s%02zu\",\"values\":%s}",
                                 source, station, values_of(scene, station, more_a));
    return must_say(world, who, "protocol", body);
}

static size_t confirm(struct scene *scene, struct world *world, int who, size_t protocol,
                      size_t station, unsigned more_a)
{
    char *body = dy_arena_format(&scene->mem, "{\"protocol\":%zu,\"values\":%s}", protocol,
                                 values_of(scene, station, more_a));
    return must_say(world, who, "protocol-confirmed", body);
}

/* What the coordinator accepts as on the paper: all that the protocol breaks. */
static void accept(struct scene *scene, struct world *world, size_t protocol)
{
    const char **errors;
    size_t n = 0;
    const struct dy_desk *desk = &world->record->fold.desk;
    assert_int_equal(
        dy_desk_errors(desk, dy_desk_find(desk, protocol), &scene->mem, &n, &errors, &world->err),
        DY_OK);
    assert_true(n > 0);
    char *list = dy_arena_format(&scene->mem, "\"%s\"", errors[0]);
    for (size_t i = 1; i < n; i++)
        list = dy_arena_format(&scene->mem, "%s,\"%s\"", list, errors[i]);
    (void)must_say(world, COORDINATOR, "protocol-accepted",
                   dy_arena_format(&scene->mem,
                                   "{\"protocol\":%zu,\"controls\":[%s],\"reason\":\"so it is\"}",
                                   protocol, list));
}

static size_t establish(struct world *world)
{
    struct dy_arena mem;
    struct dy_establishment of;
    const struct dy_election *election = NULL;
    uint64_t number;
    dy_arena_init(&mem);
    assert_int_equal(dy_record_election(world->record, &election, &world->err), DY_OK);
    assert_int_equal(dy_establish(&mem, election, "official", &of, &world->err), DY_OK);
    assert_int_equal(dy_record_append_one(world->record, &world->keys[COORDINATOR].key, "outcome",
                                          dy_establishment_body(&of, "official"), TIME, &number,
                                          &world->err),
                     DY_OK);
    dy_arena_finish(&mem);
    return number;
}

/* A sixth person, of whom the vault knows the name. */
static void enrol_with_name(struct scene *scene, struct world *world)
{
    struct dy_hash commitment;
    struct made_key key;
    char name[2 * DY_HASH_BYTES + 1];
    assert_int_equal(dy_vault_keep(world->record->store, (struct dy_bytes){"Aigul A.", 8},
                                   &commitment, &world->err),
                     DY_OK);
    dy_hex(commitment.of, sizeof commitment.of, name);
    make_key(&key, "aigul");
    (void)must_say(world, FOUNDER, "key-enrolled",
                   dy_arena_format(&scene->mem,
                                   "{\"key\":\"%s\",\"person\":\"p6\",\"role\":\"typist\","
                                   "\"area\":\"s07\",\"name\":\"%s\"}",
                                   key.hex, name));
}

static void tell(struct scene *scene, struct world *world)
{
    struct dy_hash photo = dy_hash_bytes(SCENE_ATTACHED, strlen(SCENE_ATTACHED));
    char hash[2 * DY_HASH_BYTES + 1];
    dy_hex(photo.of, sizeof photo.of, hash);
    enrol_with_name(scene, world);
    size_t first = enter(scene, world, ALICE, 1, "official", 0);
    scene->confirmed = confirm(scene, world, BOB, first, 1, 0);
    size_t broken = enter(scene, world, ALICE, 2, "official", 1);
    (void)confirm(scene, world, BOB, broken, 2, 1);
    accept(scene, world, broken);
    size_t third = enter(scene, world, BOB, 3, "official", 0);
    scene->correction = must_say(
        world, ALICE, "protocol-corrected",
        dy_arena_format(&scene->mem,
                        "{\"protocol\":%zu,\"values\":{\"candidate-a\":126,\"candidate-b\":137},"
                        "\"reason\":\"two numbers were read wrong\"}",
                        third));
    size_t fourth = enter(scene, world, ALICE, 4, "official", 0);
    scene->void_entry = must_say(
        world, COORDINATOR, "protocol-voided",
        dy_arena_format(&scene->mem, "{\"protocol\":%zu,\"reason\":\"typed at the wrong station\"}",
                        fourth));
    (void)enter(scene, world, OBSERVER, 4, "copy", 0);
    scene->attachment =
        must_say(world, ALICE, "attachment",
                 dy_arena_format(
                     &scene->mem,
                     "{\"protocol\":%zu,\"sha256\":\"%s\",\"bytes\":%zu,\"media\":\"image/png\"}",
                     first, hash, strlen(SCENE_ATTACHED)));
    scene->outcome = establish(world);
    (void)must_say(
        world, COORDINATOR, "published",
        dy_arena_format(&scene->mem,
                        "{\"outcome\":%zu,\"date\":\"2023-03-24\",\"where\":\"the wall\"}",
                        scene->outcome));
}

void scene_begin(struct scene *scene)
{
    struct world world;
    static const char *const witnesses[SCENE_WITNESSES] = {"w0.example", "w1.example",
                                                           "w2.example"};
    *scene = (struct scene){.folder = "/tmp/dauys-verify-XXXXXX"};
    dy_arena_init(&scene->mem);
    assert_non_null(mkdtemp(scene->folder));
    (void)snprintf(scene->record, sizeof scene->record, "%s/r.dauys", scene->folder);
    (void)snprintf(scene->policy, sizeof scene->policy, "%s/policy", scene->folder);
    (void)snprintf(scene->seen, sizeof scene->seen, "%s/seen", scene->folder);
    (void)snprintf(scene->attachments, sizeof scene->attachments, "%s/photo", scene->folder);
    for (int i = 0; i < SCENE_WITNESSES; i++)
        make_key(&scene->witnesses[i], witnesses[i]);
    make_key(&scene->thief, "thief");
    world_begin(&world, "made-up-dispute");
    memcpy(scene->keys, world.keys, sizeof scene->keys);
    for (int i = 0; i < N_PEOPLE; i++)
        scene->keys[i].key.secret = scene->keys[i].secret;
    for (int i = 0; i < SCENE_WITNESSES; i++)
        scene->witnesses[i].key.secret = scene->witnesses[i].secret;
    tell(scene, &world);
    assert_int_equal(dy_record_checkpoint(world.record, &world.keys[FOUNDER].key, &world.err),
                     DY_OK);
    scene_read(&scene->mem, world.url, &scene->good);
    size_t n = scene->good.n[DY_SHELF_ENTRIES];
    struct dy_bytes cosigned = scene_checkpoint(scene, &scene->good, n, &scene->keys[FOUNDER], 1);
    bool done = false;
    assert_int_equal(dy_store_append(world.record->store, DY_SHELF_CHECKPOINTS,
                                     scene->good.n[DY_SHELF_CHECKPOINTS], 1, &cosigned, &done,
                                     &world.err),
                     DY_OK);
    dy_record_close(world.record);
    world.record = NULL;
    scene_insert(&scene->good, DY_SHELF_CHECKPOINTS, scene->good.n[DY_SHELF_CHECKPOINTS], cosigned);
    assert_int_equal(rename(world.url, scene->record), 0);
    scene_write_text(scene->seen, cosigned.of);
    scene_write_text(scene->attachments, SCENE_ATTACHED);
    world_end(&world);
}

void scene_end(struct scene *scene)
{
    char *command = dy_arena_format(&scene->mem, "rm -r %s", scene->folder);
    assert_int_equal(system(command), 0);
    dy_arena_finish(&scene->mem);
}

/* --- files --- */

void scene_write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

void scene_write(const struct items *items, const char *path)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    bool done = false;
    (void)unlink(path);
    assert_int_equal(dy_store_open(path, DY_STORE_CREATE, &store, &err), DY_OK);
    for (enum dy_shelf shelf = 0; shelf < DY_N_SHELVES; shelf++)
        if (dy_store_append(store, shelf, 0, items->n[shelf], items->of[shelf], &done, &err) ||
            !done)
            fail_msg("%s", err.msg);
    dy_store_close(store);
}

struct reading {
    struct dy_arena *mem;
    struct items *out;
    enum dy_shelf shelf;
};

static enum dy_code read_item(void *self, uint64_t number, struct dy_bytes bytes,
                              struct dy_err *err)
{
    struct reading *in = self;
    (void)err, (void)number;
    assert_true(in->out->n[in->shelf] < SCENE_ITEMS);
    in->out->of[in->shelf][in->out->n[in->shelf]++] =
        (struct dy_bytes){dy_arena_copy(in->mem, bytes.of, bytes.n), bytes.n};
    return DY_OK;
}

void scene_read(struct dy_arena *mem, const char *path, struct items *out)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    *out = (struct items){0};
    assert_int_equal(dy_store_open(path, DY_STORE_READ, &store, &err), DY_OK);
    for (enum dy_shelf shelf = 0; shelf < DY_N_SHELVES; shelf++) {
        struct reading in = {mem, out, shelf};
        assert_int_equal(dy_store_read(store, shelf, 0, UINT64_MAX, read_item, &in, &err), DY_OK);
    }
    dy_store_close(store);
}

/* --- items --- */

struct dy_hash scene_root(const struct items *items, size_t n)
{
    struct dy_tree tree = {0};
    for (size_t i = 0; i < n; i++) {
        struct dy_hash leaf =
            dy_hash_leaf(items->of[DY_SHELF_ENTRIES][i].of, items->of[DY_SHELF_ENTRIES][i].n);
        dy_tree_append(&tree, &leaf);
    }
    return dy_tree_root(&tree);
}

static struct dy_bytes write_entry(struct scene *scene, const struct items *items, size_t at,
                                   const struct made_key *by, const char *kind, json_t *body)
{
    struct dy_bytes out;
    struct dy_err err = {0};
    struct dy_entry_draft draft = {dy_kind_find(kind, strlen(kind)), body};
    struct dy_entry_place place = {at, scene_root(items, at), TIME};
    assert_non_null(body);
    if (dy_entry_write(&scene->mem, &draft, &place, &by->key, &out, &err))
        fail_msg("%s", err.msg);
    json_decref(body);
    return out;
}

struct dy_bytes scene_entry(struct scene *scene, const struct items *items, size_t at,
                            const struct made_key *by, const char *kind, const char *body)
{
    return write_entry(scene, items, at, by, kind, json_loads(body, 0, NULL));
}

void scene_append(struct scene *scene, struct items *items, const struct made_key *by,
                  const char *kind, const char *body)
{
    size_t at = items->n[DY_SHELF_ENTRIES];
    scene_insert(items, DY_SHELF_ENTRIES, at, scene_entry(scene, items, at, by, kind, body));
}

void scene_resign(struct scene *scene, struct items *items, size_t from)
{
    for (size_t i = from; i < items->n[DY_SHELF_ENTRIES]; i++) {
        struct dy_bytes *item = &items->of[DY_SHELF_ENTRIES][i];
        json_t *entry = json_loadb(item->of, item->n, 0, NULL);
        const char *author = json_string_value(json_object_get(entry, "author"));
        int who = 0;
        while (who < N_PEOPLE && strcmp(scene->keys[who].hex, author) != 0)
            who++;
        assert_true(who < N_PEOPLE);
        *item = write_entry(scene, items, i, &scene->keys[who],
                            json_string_value(json_object_get(entry, "kind")),
                            json_incref(json_object_get(entry, "body")));
        json_decref(entry);
    }
}

struct dy_bytes scene_checkpoint(struct scene *scene, const struct items *items, size_t n,
                                 const struct made_key *by, unsigned witnesses)
{
    struct dy_checkpoint of = {"founder", n, scene_root(items, n), ""};
    struct dy_arena *mem = &scene->mem;
    const char *text = dy_checkpoint_format(mem, &of);
    char *note = dy_arena_format(
        mem, "%s\n%s", text,
        dy_note_sign(mem, text, strlen(text), by->key.name, DY_KEY_ED25519, by->key.secret, 0));
    for (unsigned i = 0; i < SCENE_WITNESSES; i++)
        if (witnesses >> i & 1)
            note = dy_arena_format(mem, "%s%s", note,
                                   dy_note_sign(mem, text, strlen(text),
                                                scene->witnesses[i].key.name, DY_KEY_COSIGNATURE,
                                                scene->witnesses[i].key.secret, COSIGNED + i));
    assert_non_null(note);
    return (struct dy_bytes){note, strlen(note)};
}

void scene_insert(struct items *items, enum dy_shelf shelf, size_t at, struct dy_bytes item)
{
    struct dy_bytes *of = items->of[shelf];
    assert_true(items->n[shelf] < SCENE_ITEMS);
    memmove(of + at + 1, of + at, (items->n[shelf]++ - at) * sizeof *of);
    of[at] = item;
}

void scene_remove(struct items *items, enum dy_shelf shelf, size_t at)
{
    struct dy_bytes *of = items->of[shelf];
    memmove(of + at, of + at + 1, (--items->n[shelf] - at) * sizeof *of);
}

struct dy_bytes scene_replace(struct scene *scene, struct dy_bytes item, const char *from,
                              const char *to)
{
    const char *at = memmem(item.of, item.n, from, strlen(from));
    if (!at)
        fail_msg("no %s in %.*s", from, (int)item.n, item.of);
    size_t before = (size_t)(at - item.of), behind = item.n - before - strlen(from);
    char *out = dy_arena_format(&scene->mem, "%.*s%s%.*s", (int)before, item.of, to, (int)behind,
                                at + strlen(from));
    assert_non_null(out);
    return (struct dy_bytes){out, strlen(out)};
}

const char *scene_policy(struct scene *scene, const char *groups, const char *quorum)
{
    char *text = dy_arena_copy(&scene->mem, "", 0);
    for (int i = 0; i < SCENE_WITNESSES; i++) {
        struct dy_verifier key = dy_verifier_of(scene->witnesses[i].key.name, DY_KEY_COSIGNATURE,
                                                scene->witnesses[i].key.of);
        text = dy_arena_format(&scene->mem, "%switness w%d %s\n", text, i,
                               dy_verifier_format(&scene->mem, &key));
    }
    text = dy_arena_format(&scene->mem, "%s%squorum %s\n", text, groups, quorum);
    assert_non_null(text);
    scene_write_text(scene->policy, text);
    return scene->policy;
}

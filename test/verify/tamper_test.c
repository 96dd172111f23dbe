/*
 * What somebody who can write the file, or has some of the keys, can do to a record, and what
 * verify says to it. Nothing on the disk is changed by looking.
 */
#include "scene.h"

#include <sqlite3.h>

#include "record/store_ops.h"
#include "record/tile_folder.h"

#define ENTRIES DY_SHELF_ENTRIES
#define CHECKPOINTS DY_SHELF_CHECKPOINTS

static struct scene scene;

static char *path_of(const char *name)
{
    char *out = dy_arena_format(&scene.mem, "%s/%s", scene.folder, name);
    assert_non_null(out);
    return out;
}

static struct dy_hash hash_of(const char *path)
{
    static char bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return dy_hash_bytes(bytes, n);
}

/* --- one verification --- */

struct look {
    enum dy_code code;
    struct dy_err err;
    struct dy_verification of;
};

static struct look look_at(struct dy_arena *mem, const char *path, struct dy_verify_options options)
{
    struct look look = {0};
    options.law_root = "/nowhere"; /* a record carries its law */
    options.threads = 1;
    look.code = dy_verify(mem, path, &options, &look.of, &look.err);
    return look;
}

static void must_hold(const char *path, struct dy_verify_options options)
{
    struct dy_arena mem;
    dy_arena_init(&mem);
    struct look look = look_at(&mem, path, options);
    if (look.code)
        fail_msg("%s: %s", look.err.where, look.err.msg);
    dy_arena_finish(&mem);
}

/* It fails so, with that place and words, as exit status 3, and changes nothing. */
static void must_fail(const char *name, const char *path, struct dy_verify_options options,
                      const char *where, const char *says)
{
    struct dy_arena mem;
    struct stat;
    bool is_file = access(dy_arena_format(&scene.mem, "%s/.", path), F_OK) != 0;
    struct dy_hash before = is_file ? hash_of(path) : dy_hash_bytes("", 0);
    dy_arena_init(&mem);
    struct look look = look_at(&mem, path, options);
    if (!look.code)
        fail_msg("%s: not noticed", name);
    if (dy_code_exit(look.code) != 3)
        fail_msg("%s: exit status %d: %s", name, dy_code_exit(look.code), look.err.msg);
    if (strncmp(look.err.where, where, strlen(where)) != 0 || !strstr(look.err.msg, says))
        fail_msg("%s: %s: %s: %s; %s and %s were wanted", name,
                 look.err.at.file ? look.err.at.file : "", look.err.where, look.err.msg, where,
                 says);
    if (getenv("DAUYS_TEST_VERBOSE"))
        print_message("%-28s %s: %s\n", name, look.err.where, look.err.msg);
    struct dy_hash after = is_file ? hash_of(path) : before;
    assert_true(dy_hash_equal(&before, &after));
    assert_int_not_equal(access(dy_arena_format(&scene.mem, "%s-wal", path), F_OK), 0);
    assert_int_not_equal(access(dy_arena_format(&scene.mem, "%s-journal", path), F_OK), 0);
    dy_arena_finish(&mem);
}

static const struct dy_verify_options plain = {0};

/* --- entries and checkpoints, rewritten by whoever owns the file --- */

static void drop_one(struct items *of)
{
    scene_remove(of, ENTRIES, scene.confirmed);
}

static void drop_the_last(struct items *of)
{
    of->n[ENTRIES]--;
}

static void drop_the_last_with_checkpoints(struct items *of)
{
    of->n[ENTRIES]--;
    of->n[CHECKPOINTS] = 1;
}

static void drop_the_first(struct items *of)
{
    scene_remove(of, ENTRIES, 0);
}

static void drop_all(struct items *of)
{
    of->n[ENTRIES] = 0;
}

static void drop_checkpoints(struct items *of)
{
    of->n[CHECKPOINTS] = 0;
}

static void repeat_the_last(struct items *of)
{
    scene_insert(of, ENTRIES, of->n[ENTRIES], of->of[ENTRIES][of->n[ENTRIES] - 1]);
}

/* A protocol that was voided comes back, to the byte, by somebody who has no key at all. */
static void repeat_a_voided(struct items *of)
{
    scene_insert(of, ENTRIES, of->n[ENTRIES], of->of[ENTRIES][scene.void_entry - 1]);
}

static void exchange(struct items *of)
{
    struct dy_bytes kept = of->of[ENTRIES][scene.confirmed];
    of->of[ENTRIES][scene.confirmed] = of->of[ENTRIES][scene.confirmed + 1];
    of->of[ENTRIES][scene.confirmed + 1] = kept;
}

static void cut_an_entry(struct items *of)
{
    of->of[ENTRIES][scene.confirmed].n--;
}

static void lengthen_an_entry(struct items *of)
{
    struct dy_bytes *item = &of->of[ENTRIES][scene.confirmed];
    *item = (struct dy_bytes){dy_arena_format(&scene.mem, "%s ", item->of), item->n + 1};
}

static void no_entry_at_all(struct items *of)
{
    of->of[ENTRIES][scene.confirmed] = (struct dy_bytes){"hello", 5};
}

static void change_a_number(struct items *of)
{
    struct dy_bytes *item = &of->of[ENTRIES][scene.correction];
    *item = scene_replace(&scene, *item, "126", "926");
}

static void change_a_time(struct items *of)
{
    struct dy_bytes *item = &of->of[ENTRIES][scene.correction];
    *item = scene_replace(&scene, *item, "T12:00", "T11:00");
}

/* Alice's own key: her correction becomes another. */
static void resign_one(struct items *of)
{
    change_a_number(of);
    json_t *entry = json_loadb(of->of[ENTRIES][scene.correction].of,
                               of->of[ENTRIES][scene.correction].n, 0, NULL);
    char *body = json_dumps(json_object_get(entry, "body"), JSON_COMPACT);
    of->of[ENTRIES][scene.correction] =
        scene_entry(&scene, of, scene.correction, &scene.keys[ALICE], "protocol-corrected", body);
    free(body);
    json_decref(entry);
}

/* And the log's key: every checkpoint is made anew. */
static void resign_one_and_checkpoints(struct items *of)
{
    resign_one(of);
    of->n[CHECKPOINTS] = 0;
    scene_insert(of, CHECKPOINTS, 0,
                 scene_checkpoint(&scene, of, of->n[ENTRIES], &scene.keys[FOUNDER], 0));
}

static void swap_law_text(struct items *of)
{
    size_t i = 1;
    struct dy_bytes *item = &of->of[ENTRIES][i];
    *item = scene_replace(&scene, *item, "cite", "kite");
}

/* The founder's key signs another law, but not another hash. */
static void swap_law_signed(struct items *of)
{
    swap_law_text(of);
    scene_resign(&scene, of, 1);
}

static void splice_another_record(struct items *of)
{
    struct items other = {0};
    char body[1024];
    (void)snprintf(body, sizeof body, "%.*s", (int)of->of[ENTRIES][0].n, of->of[ENTRIES][0].of);
    other = *of;
    json_t *entry = json_loadb(of->of[ENTRIES][0].of, of->of[ENTRIES][0].n, 0, NULL);
    json_object_set_new(json_object_get(entry, "body"), "nonce",
                        json_string("00000000000000000000000000000000"
                                    "00000000000000000000000000000000"));
    char *text = json_dumps(json_object_get(entry, "body"), JSON_COMPACT);
    other.of[ENTRIES][0] = scene_entry(&scene, &other, 0, &scene.keys[FOUNDER], "election", text);
    scene_resign(&scene, &other, 1);
    for (size_t i = scene.confirmed; i < of->n[ENTRIES]; i++)
        of->of[ENTRIES][i] = other.of[ENTRIES][i];
    free(text);
    json_decref(entry);
}

#define S6                                                                                         \
    "{\"tier\":\"district\",\"round\":1,\"source\":\"official\",\"station\":\"s06\",\"values\":{"  \
    "\"a\":1}}"

static void by_a_stranger(struct items *of)
{
    scene_append(&scene, of, &scene.thief, "protocol", S6);
}

static void without_the_role(struct items *of)
{
    scene_append(&scene, of, &scene.keys[OBSERVER], "protocol", S6);
}

static void confirmed_by_an_observer(struct items *of)
{
    scene_append(
        &scene, of, &scene.keys[OBSERVER], "protocol-corrected",
        dy_arena_format(&scene.mem,
                        "{\"protocol\":%zu,\"values\":{\"candidate-a\":1},\"reason\":\"x\"}",
                        scene.confirmed - 1));
}

static void outside_the_area(struct items *of)
{
    struct made_key key;
    make_key(&key, "aigul"); /* enrolled for station 7 */
    scene_append(&scene, of, &key, "protocol", S6);
}

static void after_revocation(struct items *of)
{
    scene_append(
        &scene, of, &scene.keys[FOUNDER], "key-revoked",
        dy_arena_format(&scene.mem, "{\"key\":\"%s\",\"reason\":\"lost\"}", scene.keys[ALICE].hex));
    scene_append(&scene, of, &scene.keys[ALICE], "protocol", S6);
}

static void enrolled_by_a_typist(struct items *of)
{
    scene_append(&scene, of, &scene.keys[ALICE], "key-enrolled",
                 dy_arena_format(&scene.mem,
                                 "{\"key\":\"%s\",\"person\":\"p9\",\"role\":\"coordinator\","
                                 "\"area\":\"region\"}",
                                 scene.thief.hex));
}

/* Valid in form and right, but it cannot be read as what it is: the record would be spoilt. */
static void a_statement_that_says_nothing(struct items *of)
{
    scene_append(&scene, of, &scene.keys[OBSERVER], "statement", "{\"statement\":{\"x\":1}}");
}

static void another_outcome(struct items *of, const char *key, const char *value)
{
    json_t *entry =
        json_loadb(of->of[ENTRIES][scene.outcome].of, of->of[ENTRIES][scene.outcome].n, 0, NULL);
    json_t *body = json_object_get(entry, "body");
    json_object_set_new(body, key, json_loads(value, JSON_DECODE_ANY, NULL));
    char *text = json_dumps(body, JSON_COMPACT);
    scene_append(&scene, of, &scene.keys[COORDINATOR], "outcome", text);
    free(text);
    json_decref(entry);
}

#define ZEROS "\"0000000000000000000000000000000000000000000000000000000000000000\""

static void an_outcome_that_is_another(struct items *of)
{
    another_outcome(of, "sha256", ZEROS);
}

static void a_certificate_that_is_another(struct items *of)
{
    another_outcome(of, "certificate", ZEROS);
}

static void an_outcome_with_another_status(struct items *of)
{
    another_outcome(of, "status", "\"final-and-beyond-doubt\"");
}

static void an_outcome_with_other_seats(struct items *of)
{
    another_outcome(of, "body", "{\"candidate-b\":1}");
}

static void checkpoint_by_another_key(struct items *of)
{
    struct made_key other = scene.thief;
    other.key.name = "founder";
    other.key.secret = other.secret;
    of->of[CHECKPOINTS][1] = scene_checkpoint(&scene, of, of->n[ENTRIES], &other, 0);
}

static void checkpoint_of_another_log(struct items *of)
{
    of->of[CHECKPOINTS][1] =
        scene_replace(&scene, of->of[CHECKPOINTS][1], "founder\n", "another\n");
}

static void checkpoint_of_other_entries(struct items *of)
{
    struct items other = *of;
    change_a_number(&other);
    of->of[CHECKPOINTS][1] =
        scene_checkpoint(&scene, &other, of->n[ENTRIES], &scene.keys[FOUNDER], 0);
}

static void checkpoint_that_is_none(struct items *of)
{
    of->of[CHECKPOINTS][1] = (struct dy_bytes){"hello", 5};
}

#define AT(number) dy_arena_format(&scene.mem, "entry %zu", (size_t)(number))

static void items_that_are_not_what_was_written(void **state)
{
    size_t last = scene.good.n[ENTRIES] - 1;
    const struct {
        const char *name;
        void (*edit)(struct items *of);
        const char *where, *says;
    } rows[] = {
        {"one dropped", drop_one, AT(scene.confirmed), "is no head before this entry"},
        {"the last dropped", drop_the_last, "checkpoint 1", "beginning with entry"},
        {"the first dropped", drop_the_first, "entry 0", "a record begins with the election"},
        {"all dropped", drop_all, "", "holds no entry"},
        {"checkpoints dropped", drop_checkpoints, "", "has no checkpoint"},
        {"the last repeated", repeat_the_last, AT(last + 1), "again, to the byte"},
        {"a voided one repeated", repeat_a_voided, AT(last + 1), "again, to the byte"},
        {"two exchanged", exchange, AT(scene.confirmed), "is no head"},
        {"one cut", cut_an_entry, AT(scene.confirmed), "does not hold"},
        {"one longer", lengthen_an_entry, AT(scene.confirmed), "does not hold"},
        {"one that is none", no_entry_at_all, AT(scene.confirmed), "byte"},
        {"a number changed", change_a_number, AT(scene.correction), "does not hold"},
        {"a time changed", change_a_time, AT(scene.correction), "does not hold"},
        {"changed and signed again", resign_one, AT(scene.correction + 1), "one of the first"},
        {"and the log's key", resign_one_and_checkpoints, AT(scene.correction + 1),
         "one of the first"},
        {"law text changed", swap_law_text, "entry 1", "does not hold"},
        {"law text changed, signed", swap_law_signed, "entry 1", "is not the SHA-256 of the text"},
        {"another record's entries", splice_another_record, AT(scene.confirmed),
         "made for another history"},
        {"by a stranger", by_a_stranger, AT(last + 1), "was never enrolled"},
        {"without the role", without_the_role, AT(last + 1), "needs the role typist"},
        {"an official one by an observer", confirmed_by_an_observer, AT(last + 1),
         "need the role coordinator or typist"},
        {"outside the area", outside_the_area, AT(last + 1), "lies outside it"},
        {"after revocation", after_revocation, AT(last + 2), "was revoked by entry"},
        {"a typist enrols a thief", enrolled_by_a_typist, AT(last + 1), "needs the role admin"},
        {"a statement of nothing", a_statement_that_says_nothing, AT(last + 1), ""},
        {"another outcome", an_outcome_that_is_another, AT(last + 1), "is not the outcome"},
        {"another certificate", a_certificate_that_is_another, AT(last + 1),
         "is not the certificate"},
        {"another status", an_outcome_with_another_status, AT(last + 1), "is not the status"},
        {"other seats", an_outcome_with_other_seats, AT(last + 1), "seats"},
        {"a checkpoint by another key", checkpoint_by_another_key, "checkpoint 1",
         "is not signed by founder"},
        {"of another log", checkpoint_of_another_log, "checkpoint 1", "not of founder"},
        {"of other entries", checkpoint_of_other_entries, "checkpoint 1", "another history"},
        {"no checkpoint at all", checkpoint_that_is_none, "checkpoint 1", "is no signed note"},
    };
    (void)state;
    const char *path = path_of("edited.dauys");
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct items of = scene.good;
        rows[i].edit(&of);
        scene_write(&of, path);
        must_fail(rows[i].name, path, plain, rows[i].where, rows[i].says);
    }
}

/* The file is as good as before when nothing is done to it. */
static void a_record_that_nobody_touched_holds(void **state)
{
    (void)state;
    must_hold(scene.record, plain);
    scene_write(&scene.good, path_of("same.dauys"));
    must_hold(path_of("same.dauys"), plain);
}

/*
 * What nothing in the record itself can show: whoever has every key can write another history, and
 * whoever has the file can put back an old copy. A checkpoint that somebody kept finds both; a
 * policy finds what its witnesses have not cosigned.
 */
static void other_histories_are_found_by_others(void **state)
{
    (void)state;
    const char *one = scene_policy(&scene, "", "w0"), *path = path_of("other.dauys");
    struct dy_verify_options seen = {.seen = scene.seen}, policy = {.policy = one};
    must_hold(scene.record, seen);
    must_hold(scene.record, policy);

    struct items of = scene.good; /* every key, the log's too */
    change_a_number(&of);
    scene_resign(&scene, &of, scene.correction);
    of.n[ENTRIES] = scene.outcome; /* what was established goes, or is made anew */
    of.n[CHECKPOINTS] = 0;
    scene_insert(&of, CHECKPOINTS, 0,
                 scene_checkpoint(&scene, &of, of.n[ENTRIES], &scene.keys[FOUNDER], 0));
    scene_write(&of, path);
    must_hold(path, plain);
    must_fail("all keys, --seen", path, seen, "", "some were taken away");
    must_fail("all keys, --policy", path, policy, "", "asks for more witnesses");

    of = scene.good; /* the same number of entries */
    struct dy_bytes *last = &of.of[ENTRIES][of.n[ENTRIES] - 1];
    *last = scene_replace(&scene, *last, "the wall", "the hall");
    scene_resign(&scene, &of, of.n[ENTRIES] - 1);
    of.of[CHECKPOINTS][1] = scene_checkpoint(&scene, &of, of.n[ENTRIES], &scene.keys[FOUNDER], 0);
    of.n[CHECKPOINTS] = 2;
    scene_write(&of, path);
    must_hold(path, plain);
    must_fail("the last rewritten, --seen", path, seen, "", "another history of the first");
    must_fail("the last rewritten, --policy", path, policy, "", "asks for more witnesses");

    of = scene.good; /* an earlier copy of the file, whole */
    of.n[ENTRIES] = scene.correction;
    of.n[CHECKPOINTS] = 1;
    scene_write(&of, path);
    must_hold(path, plain);
    must_fail("rolled back, --seen", path, seen, "", "some were taken away");
    must_fail("rolled back, --policy", path, policy, "", "asks for more witnesses");

    of = scene.good; /* another log with the same name */
    struct made_key other = scene.thief;
    other.key.name = "founder";
    other.key.secret = other.secret;
    scene_write_text(path_of("foreign"), scene_checkpoint(&scene, &of, 5, &other, 0).of);
    must_fail("seen of another key", scene.record,
              (struct dy_verify_options){.seen = path_of("foreign")}, "",
              "is not signed by founder");
}

/* Entries that no checkpoint covers yet may be taken away: verify says how many there are. */
static void entries_behind_the_last_checkpoint_are_counted(void **state)
{
    struct dy_arena mem;
    struct items of = scene.good;
    (void)state;
    dy_arena_init(&mem);
    drop_the_last_with_checkpoints(&of);
    scene_write(&of, path_of("behind.dauys"));
    struct look look = look_at(&mem, path_of("behind.dauys"), plain);
    assert_int_equal(look.code, DY_OK);
    const struct dy_verified *line = look.of.of.items;
    while (line->kind != DY_VERIFIED_UNSIGNED)
        line++;
    assert_int_equal(line->n, of.n[ENTRIES] - look.of.signed_size);
    dy_arena_finish(&mem);
}

static void policies_ask_for_k_of_n(void **state)
{
    static const struct {
        const char *name, *groups, *quorum;
        unsigned cosigned;
        const char *fails; /* NULL = it holds */
    } rows[] = {
        {"none", "", "none", 0, NULL},
        {"one", "", "w1", 2, NULL},
        {"not this one", "", "w1", 1, "asks for more witnesses than the 1 of 3"},
        {"2 of 3", "group g 2 w0 w1 w2\n", "g", 5, NULL},
        {"2 of 3, one has", "group g 2 w0 w1 w2\n", "g", 4, "the 1 of 3"},
        {"all", "group g all w0 w1 w2\n", "g", 7, NULL},
        {"all, two have", "group g all w0 w1 w2\n", "g", 6, "the 2 of 3"},
        {"a group in a group", "group g any w0 w1\ngroup h all g w2\n", "h", 6, NULL},
        {"and not", "group g any w0 w1\ngroup h all g w2\n", "h", 3, "the 2 of 3"},
    };
    (void)state;
    const char *path = path_of("policy.dauys");
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct items of = scene.good;
        struct dy_verify_options options = {
            .policy = scene_policy(&scene, rows[i].groups, rows[i].quorum)};
        /* each witness's cosignature came as an item of its own; then the log signed again */
        of.n[CHECKPOINTS] = 1;
        for (unsigned w = 0; w <= SCENE_WITNESSES; w++)
            scene_insert(&of, CHECKPOINTS, of.n[CHECKPOINTS],
                         scene_checkpoint(&scene, &of, of.n[ENTRIES], &scene.keys[FOUNDER],
                                          rows[i].cosigned & 1U << w));
        scene_write(&of, path);
        if (rows[i].fails)
            must_fail(rows[i].name, path, options, "", rows[i].fails);
        else
            must_hold(path, options);
    }
}

/* A cosignature under a witness's name that is of something else spoils its checkpoint. */
static void a_cosignature_has_to_hold(void **state)
{
    (void)state;
    const char *path = path_of("cosigned.dauys");
    struct items of = scene.good;
    struct dy_verify_options options = {.policy = scene_policy(&scene, "", "w0")};
    struct dy_bytes other = scene_checkpoint(&scene, &of, 5, &scene.keys[FOUNDER], 1);
    const char *line = strstr(other.of, "\xe2\x80\x94 w0");
    struct dy_bytes mine = scene_checkpoint(&scene, &of, of.n[ENTRIES], &scene.keys[FOUNDER], 0);
    char *note = dy_arena_format(&scene.mem, "%s%s", mine.of, line);
    of.of[CHECKPOINTS][2] = (struct dy_bytes){note, strlen(note)};
    of.n[CHECKPOINTS] = 3;
    scene_write(&of, path);
    must_hold(path, plain); /* nobody said whose signature that would be */
    must_fail("a cosignature of another", path, options, "",
              "signature of w0.example does not hold");
}

static void attachments_have_to_be_there_unchanged(void **state)
{
    (void)state;
    struct dy_verify_options options = {.attachments = scene.folder};
    must_hold(scene.record, options);
    scene_write_text(scene.attachments, "a photograph of the protocol of station 2\n");
    must_fail("an attachment changed", scene.record, options, AT(scene.attachment),
              "names an attachment of");
    assert_int_equal(unlink(scene.attachments), 0);
    must_fail("an attachment gone", scene.record, options, AT(scene.attachment),
              "names an attachment of");
    scene_write_text(scene.attachments, SCENE_ATTACHED);
}

/* --- the database, by its owner's own SQL --- */

static void do_sql(sqlite3 *db, const char *sql)
{
    char *says = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &says) != SQLITE_OK)
        fail_msg("%s: %s", sql, says);
}

static void copy_record(const char *to)
{
    char *command = dy_arena_format(&scene.mem, "cp %s %s", scene.record, to);
    assert_int_equal(system(command), 0);
}

/* With the triggers away and put back where they were: the schema is as before, to the letter. */
static void edit_by_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    copy_record(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    do_sql(db, "PRAGMA writable_schema = ON; CREATE TEMP TABLE kept AS SELECT rowid AS n, * FROM "
               "sqlite_schema WHERE type = 'trigger'; DELETE FROM sqlite_schema WHERE type = "
               "'trigger'; PRAGMA writable_schema = RESET");
    do_sql(db, sql);
    do_sql(db, "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema(rowid, type, name, "
               "tbl_name, rootpage, sql) SELECT n, type, name, tbl_name, rootpage, sql FROM kept; "
               "PRAGMA writable_schema = RESET");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_database_that_its_owner_has_edited(void **state)
{
    static const struct {
        const char *name, *sql, *says;
    } rows[] = {
        {"an item changed",
         "UPDATE entries SET item = CAST(replace(CAST(item AS TEXT), '126', "
         "'926') AS BLOB) WHERE instr(item, CAST('\"candidate-a\":126' AS BLOB))",
         "is not as it was written"},
        {"an item dropped", "DELETE FROM entries WHERE number = 9", "entry 9 is missing"},
        {"the first dropped", "DELETE FROM entries WHERE number = 0", "entry 0 is missing"},
        {"a sum changed", "UPDATE entries SET sum = sum + 1 WHERE number = 3",
         "entry 3 is not as it was written"},
        {"a checkpoint dropped", "DELETE FROM checkpoints WHERE number = 1",
         "checkpoint 1 is missing"},
        {"two exchanged",
         "UPDATE entries SET number = 1000 + number WHERE number IN (8, 9); "
         "UPDATE entries SET number = 1017 - number WHERE number > 999",
         "entry 8 is not as it was written"},
        {"a trigger dropped", "DELETE FROM kept WHERE name = 'entries_delete'",
         "rules were changed"},
        {"a name in the vault changed", "UPDATE vault SET data = zeroblob(length(data))",
         "is not what the record meant"},
        {"another name for it", "UPDATE vault SET bytes = bytes - 1",
         "is not what the record meant"},
    };
    (void)state;
    const char *path = path_of("sql.dauys");
    edit_by_sql(path, "SELECT 1");
    must_hold(path, plain);
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        edit_by_sql(path, rows[i].sql);
        must_fail(rows[i].name, path, plain, "", rows[i].says);
    }
    edit_by_sql(path, "SELECT 1");
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    do_sql(db, "CREATE VIEW v AS SELECT 1");
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    must_fail("a view added", path, plain, "", "rules were changed");
    edit_by_sql(path, "DELETE FROM vault"); /* erased: the log stays verifiable */
    must_hold(path, plain);
}

/* --- folders --- */

static void export_to(const char *folder, const struct items *of)
{
    struct dy_tile_folder *to = NULL;
    struct dy_err err = {0};
    const struct dy_bytes *note = &of->of[CHECKPOINTS][of->n[CHECKPOINTS] - 1];
    assert_int_equal(dy_tile_folder_open(folder, "founder", &to, &err), DY_OK);
    for (size_t i = 0; i < of->n[ENTRIES]; i++)
        assert_int_equal(
            dy_tile_folder_append(to, of->of[ENTRIES][i].of, of->of[ENTRIES][i].n, &err), DY_OK);
    if (dy_tile_folder_finish(to, note->of, note->n, &err))
        fail_msg("%s: %s", err.where, err.msg);
    dy_tile_folder_close(to);
}

static void an_exported_folder_says_the_same(void **state)
{
    (void)state;
    struct items of = scene.good;
    export_to(path_of("tiles"), &of);
    must_hold(path_of("tiles"), (struct dy_verify_options){
                                    .seen = scene.seen, .policy = scene_policy(&scene, "", "w0")});
    of = scene.good; /* a log of nothing is no record */
    of.n[ENTRIES] = 0;
    of.of[CHECKPOINTS][0] = scene_checkpoint(&scene, &of, 0, &scene.keys[FOUNDER], 0);
    of.n[CHECKPOINTS] = 1;
    export_to(path_of("empty"), &of);
    must_fail("an empty log", path_of("empty"), plain, "", "holds no entry");
    of = scene.good;
    repeat_a_voided(&of);
    of.of[CHECKPOINTS][2] = scene_checkpoint(&scene, &of, of.n[ENTRIES], &scene.keys[FOUNDER], 0);
    export_to(path_of("repeated"), &of);
    must_fail("repeated, in tiles", path_of("repeated"), plain, AT(of.n[ENTRIES] - 1), "again");
}

/* Without memory it says so, and nothing else; the caller's arena is the one that runs out. */
static void no_memory_is_no_verdict(void **state)
{
    enum { STEP = 13 };
    enum dy_code code = DY_E_NOMEM;
    struct dy_verify_options options = {.seen = scene.seen,
                                        .policy = scene_policy(&scene, "", "w0")};
    (void)state;
    for (uint64_t at = 1; code == DY_E_NOMEM; at += at < 40 ? 1 : STEP) {
        struct dy_arena mem;
        dy_arena_init(&mem);
        mem.fail_at = at;
        struct look look = look_at(&mem, scene.record, options);
        code = look.code;
        if (code && code != DY_E_NOMEM)
            fail_msg("allocation %llu: %s: %s", (unsigned long long)at, look.err.where,
                     look.err.msg);
        dy_arena_finish(&mem);
    }
}

static int set_up(void **state)
{
    (void)state;
    scene_begin(&scene);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    scene_end(&scene);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_that_nobody_touched_holds),
        cmocka_unit_test(items_that_are_not_what_was_written),
        cmocka_unit_test(other_histories_are_found_by_others),
        cmocka_unit_test(entries_behind_the_last_checkpoint_are_counted),
        cmocka_unit_test(policies_ask_for_k_of_n),
        cmocka_unit_test(a_cosignature_has_to_hold),
        cmocka_unit_test(attachments_have_to_be_there_unchanged),
        cmocka_unit_test(a_database_that_its_owner_has_edited),
        cmocka_unit_test(an_exported_folder_says_the_same),
        cmocka_unit_test(no_memory_is_no_verdict),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/*
 * An election's folder as the first entries of a record: what its files say, in entries that are
 * small enough.
 */
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "data/file.h"
#include "record/keys.h"
#include "state/record.h"
#include "state/value_yaml.h"

enum {
    PART_BYTES = 20000,  /* of a law's text: at most three times as many when escaped */
    ITEMS_BYTES = 40000, /* of lists, contests, areas in one entry */
    FILE_BYTES = 16 << 20,
    FILE_DEPTH = 12,
};

struct draft {
    enum dy_kind kind;
    json_t *body;
};
struct describe {
    struct dy_arena *mem;
    struct dy_err *err;
    const char *folder;
    const struct dy_election_options *options;
    struct dy_vec *out; /* struct draft */
};

/* Takes the reference; NULL = there was no memory for it. */
static enum dy_code add(struct describe *in, enum dy_kind kind, json_t *body)
{
    struct draft *draft = body ? dy_vec_push(in->mem, in->out, sizeof *draft) : NULL;
    if (!draft) {
        json_decref(body);
        return dy_no_memory(in->err);
    }
    *draft = (struct draft){kind, body};
    return DY_OK;
}

void dy_description_finish(struct dy_description *description)
{
    struct draft *of = description->of.items;
    for (size_t i = 0; i < description->of.n; i++)
        json_decref(of[i].body);
    description->of.n = 0;
}

static enum dy_code make(void *self, size_t i, const char **kind, json_t **body, struct dy_err *err)
{
    struct dy_description *description = self;
    struct draft *of = description->of.items;
    (void)err;
    *kind = dy_kinds[of[i].kind].name;
    *body = json_incref(of[i].body);
    return DY_OK;
}

struct dy_drafts dy_description_drafts(struct dy_description *description)
{
    return (struct dy_drafts){description->of.n, description, make};
}

/* Items in as many entries as needed, in order. Takes the items. */
static enum dy_code add_items(struct describe *in, enum dy_kind kind, const char *key,
                              json_t *items)
{
    json_t *chunk = json_array(), *item;
    size_t i, bytes = 0;
    enum dy_code code = items && chunk ? DY_OK : dy_no_memory(in->err);
    json_array_foreach(items, i, item)
    {
        size_t size = code ? 0 : json_dumpb(item, NULL, 0, JSON_COMPACT);
        if (!code && bytes && bytes + size > ITEMS_BYTES) {
            code = add(in, kind, json_pack("{s:o}", key, chunk));
            chunk = json_array();
            bytes = 0;
        }
        if (!code && json_array_append(chunk, item))
            code = dy_no_memory(in->err);
        bytes += size;
    }
    if (!code && json_array_size(chunk))
        code = add(in, kind, json_pack("{s:O}", key, chunk));
    json_decref(chunk);
    json_decref(items);
    return code;
}

/* The items of a key of election.yaml, if it has it. */
static enum dy_code add_key(struct describe *in, const struct dy_yaml *root, enum dy_kind kind,
                            const char *key)
{
    const struct dy_yaml *node = dy_yaml_find(root, key);
    return node ? add_items(in, kind, key, dy_value_of_yaml(node)) : DY_OK;
}

/* --- the law --- */

/* Where to cut, not inside a character. */
static size_t cut(const char *bytes, size_t n)
{
    if (n <= PART_BYTES)
        return n;
    n = PART_BYTES;
    while (((unsigned char)bytes[n] & 0xc0) == 0x80)
        n--;
    return n;
}

static enum dy_code add_law(struct describe *in, const char *act, const char *bytes, size_t n)
{
    struct dy_hash hash = dy_hash_bytes(bytes, n);
    char hex[2 * DY_HASH_BYTES + 1];
    size_t n_parts = 0, part = 0;
    enum dy_code code = DY_OK;
    dy_hex(hash.of, sizeof hash.of, hex);
    for (size_t at = 0; at < n; at += cut(bytes + at, n - at))
        n_parts++;
    for (size_t at = 0; at < n && !code;) {
        size_t length = cut(bytes + at, n - at);
        code = add(in, DY_KIND_LAW,
                   json_pack("{s:s s:s s:I s:I s:s%}", "act", act, "sha256", hex, "part",
                             (json_int_t)++part, "parts", (json_int_t)n_parts, "text", bytes + at,
                             length));
        at += length;
    }
    return code;
}

/* The working days of the act's country, if they stand beside it. */
static enum dy_code add_calendar(struct describe *in, const struct dy_election *election)
{
    const struct dy_calendar *calendar;
    char *bytes, *name = dy_definition_calendar_name(in->mem, election->act_id);
    size_t n;
    enum dy_code code = dy_law_calendar(in->mem, election->law->act, &calendar, in->err);
    if (code || !calendar)
        return code;
    code = dy_file_read(in->mem, calendar->path, FILE_BYTES, &bytes, &n, in->err);
    if (!code && !name)
        code = dy_no_memory(in->err);
    return code ? code : add_law(in, name, bytes, n);
}

/* --- the head --- */

/* What only a record says, and what election.yaml says at its top. */
static json_t *head_of(const struct dy_yaml *root, const char *law, const struct dy_key *key,
                       const char *person, struct dy_arena *mem)
{
    static const char *const keys[] = {"election", "title",     "date",  "act",          "seats",
                                       "events",   "synthetic", "notes", "question_kind"};
    struct dy_verifier log = dy_verifier_of(key->name, DY_KEY_ED25519, key->of);
    const char *log_text = dy_verifier_format(mem, &log);
    uint8_t random[DY_HASH_BYTES];
    char nonce[2 * DY_HASH_BYTES + 1];
    randombytes_buf(random, sizeof random);
    dy_hex(random, sizeof random, nonce);
    json_t *out = log_text
                      ? json_pack("{s:s s:s s:s s:s s:s}", "format", "dauys-record/1", "law_sha256",
                                  law, "log", log_text, "nonce", nonce, "person", person)
                      : NULL;
    for (size_t i = 0; i < DY_COUNT_OF(keys) && out; i++) {
        const struct dy_yaml *node = dy_yaml_find(root, keys[i]);
        if (node && json_object_set_new(out, keys[i], dy_value_of_yaml(node))) {
            json_decref(out);
            out = NULL;
        }
    }
    return out;
}

/* --- areas --- */

static json_t *area_of(const struct dy_units *units, uint32_t unit)
{
    const struct dy_unit *of = &units->of[unit];
    json_t *out = json_pack("{s:s s:s}", "unit", of->id, "level", units->levels[of->level]);
    bool bad = !out;
    if (!bad && of->parent != DY_NOTHING)
        bad = json_object_set_new(out, "parent", json_string(units->of[of->parent].id));
    if (!bad && of->voters != DY_VOTERS_UNKNOWN)
        bad = json_object_set_new(out, "voters", json_integer((json_int_t)of->voters));
    if (!bad && units->titles && units->titles[unit].n)
        bad = json_object_set_new(out, "title", json_string(units->titles[unit].of[0].text));
    if (bad)
        json_decref(out);
    return bad ? NULL : out;
}

static enum dy_code add_areas(struct describe *in, const struct dy_units *units)
{
    json_t *items = json_array();
    for (uint32_t i = 0; i < units->n && items; i++)
        if (json_array_append_new(items, area_of(units, i))) {
            json_decref(items);
            items = NULL;
        }
    return add_items(in, DY_KIND_AREAS, "areas", items);
}

/* --- what comes after the definition --- */

static enum dy_code add_statements(struct describe *in)
{
    char *path = dy_arena_format(in->mem, "%s/published.yaml", in->folder);
    struct dy_yaml_limits limits = {FILE_BYTES, FILE_DEPTH};
    struct dy_yaml *root = NULL, *list;
    if (!path)
        return dy_no_memory(in->err);
    enum dy_code code = dy_yaml_read(in->mem, path, limits, &root, in->err);
    if (!code)
        code = dy_yaml_require(root, "statements", &list, in->err);
    for (size_t i = 0; !code && i < list->n; i++)
        code = add(in, DY_KIND_STATEMENT,
                   json_pack("{s:o}", "statement", dy_value_of_yaml(list->items[i])));
    return code;
}

static enum dy_code describe(struct describe *in, const struct dy_election *election,
                             const struct dy_yaml *root, const struct dy_key *key,
                             const char *person)
{
    char *bytes, hex[2 * DY_HASH_BYTES + 1];
    size_t n;
    enum dy_code code =
        dy_file_read(in->mem, election->law->act->path, FILE_BYTES, &bytes, &n, in->err);
    if (code)
        return code;
    struct dy_hash hash = dy_hash_bytes(bytes, n);
    dy_hex(hash.of, sizeof hash.of, hex);
    code = add(in, DY_KIND_ELECTION, head_of(root, hex, key, person, in->mem));
    if (!code)
        code = add_law(in, election->act_id, bytes, n);
    if (!code)
        code = add_calendar(in, election);
    if (!code)
        code = add_areas(in, &election->units);
    if (!code)
        code = add_key(in, root, DY_KIND_LISTS, "lists");
    if (!code)
        code = add_key(in, root, DY_KIND_CONTESTS, "contests");
    if (!code)
        code = add_key(in, root, DY_KIND_CONTESTS, "declared");
    return code || election->n_statements == 0 ? code : add_statements(in);
}

enum dy_code dy_describe(struct dy_arena *mem, const char *folder,
                         const struct dy_election_options *options, const struct dy_key *key,
                         const char *person, struct dy_description *out, struct dy_err *err)
{
    struct describe in = {mem, err, folder, options, &out->of};
    struct dy_yaml_limits limits = {FILE_BYTES, FILE_DEPTH};
    const struct dy_election *election;
    struct dy_yaml *root;
    char *path = dy_arena_format(mem, "%s/election.yaml", folder);
    if (!path)
        return dy_no_memory(err);
    enum dy_code code = dy_election_read(mem, folder, options, &election, err);
    if (!code)
        code = dy_yaml_read(mem, path, limits, &root, err);
    if (!code)
        code = describe(&in, election, root, key, person);
    if (code)
        dy_description_finish(out);
    return code;
}

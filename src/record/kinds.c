/* The table of kinds, and holding a body against it. */
#include "record/kinds.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "data/yaml.h"
#include "dauys/date.h"

#define BIT(role) (1U << DY_ROLE_##role)
#define END                                                                                        \
    {                                                                                              \
        NULL, DY_MEMBER_TEXT, false, NULL                                                          \
    }
#define NEED(name, type)                                                                           \
    {                                                                                              \
        name, DY_MEMBER_##type, false, NULL                                                        \
    }
#define MAY(name, type)                                                                            \
    {                                                                                              \
        name, DY_MEMBER_##type, true, NULL                                                         \
    }
#define ONE_OF(name, literals)                                                                     \
    {                                                                                              \
        name, DY_MEMBER_LITERAL, false, literals                                                   \
    }

const char *const dy_role_names[DY_N_ROLES + 1] = {"administrator", "coordinator", "typist",
                                                   "observer", NULL};
const struct dy_source_rule dy_sources[DY_N_SOURCES] = {
    [DY_SOURCE_OFFICIAL] = {"official", BIT(TYPIST), true},
    [DY_SOURCE_COPY] = {"copy", BIT(TYPIST) | BIT(OBSERVER), false},
    [DY_SOURCE_ANNOUNCED] = {"announced", BIT(COORDINATOR) | BIT(TYPIST) | BIT(OBSERVER), false},
};

static const char *const formats[] = {"dauys-record/1", NULL};
static const char *const sources[] = {"official", "copy", "announced", NULL};
static const char *const decisions[] = {"lot", "station-voided", "repeat-vote", "other", NULL};

/* Maps and lists are read by those who read the same in an election's folder. */
static const struct dy_member election[] = {
    ONE_OF("format", formats), NEED("election", ID),     NEED("title", NAMES),
    NEED("date", DATE),        NEED("act", TEXT),        NEED("law_sha256", HASH),
    NEED("log", TEXT),         NEED("nonce", HASH),      NEED("person", ID),
    MAY("seats", COUNT),       MAY("question_kind", ID), MAY("synthetic", TEXT),
    MAY("notes", LIST),        MAY("events", MAP),       END};
static const struct dy_member law[] = {NEED("act", TEXT),   NEED("sha256", HASH),
                                       NEED("part", COUNT), NEED("parts", COUNT),
                                       NEED("text", TEXT),  END};
static const struct dy_member areas[] = {NEED("areas", LIST), END};
static const struct dy_member lists[] = {NEED("lists", LIST), END};
static const struct dy_member contests[] = {MAY("contests", LIST), MAY("declared", LIST), END};
static const struct dy_member key_enrolled[] = {
    NEED("key", HASH), NEED("person", ID), ONE_OF("role", dy_role_names),
    NEED("area", ID),  MAY("name", HASH),  END};
static const struct dy_member key_revoked[] = {NEED("key", HASH), NEED("reason", TEXT), END};
static const struct dy_member protocol[] = {NEED("tier", ID),          NEED("round", COUNT),
                                            ONE_OF("source", sources), NEED("station", ID),
                                            NEED("values", COUNTS),    END};
static const struct dy_member typed_again[] = {NEED("protocol", ENTRY), NEED("values", COUNTS),
                                               END};
static const struct dy_member accepted[] = {NEED("protocol", ENTRY), NEED("controls", IDS),
                                            NEED("reason", TEXT), END};
static const struct dy_member corrected[] = {NEED("protocol", ENTRY), NEED("values", COUNTS),
                                             NEED("reason", TEXT), END};
static const struct dy_member voided[] = {NEED("protocol", ENTRY), NEED("reason", TEXT),
                                          MAY("decision", ENTRY), END};
static const struct dy_member attachment[] = {NEED("protocol", ENTRY), NEED("sha256", HASH),
                                              NEED("bytes", COUNT), NEED("media", TEXT), END};
static const struct dy_member decision[] = {ONE_OF("decision", decisions),
                                            NEED("authority", TEXT),
                                            NEED("date", DATE),
                                            NEED("text", TEXT),
                                            MAY("contest", TEXT),
                                            MAY("station", ID),
                                            MAY("order", IDS),
                                            MAY("document", HASH),
                                            END};
static const struct dy_member statement[] = {NEED("statement", MAP), END};
static const struct dy_member outcome[] = {ONE_OF("source", sources),
                                           NEED("status", ID),
                                           NEED("sha256", HASH),
                                           NEED("certificate", HASH),
                                           NEED("certificate_format", TEXT),
                                           NEED("body", COUNTS),
                                           END};
static const struct dy_member published[] = {NEED("outcome", ENTRY), NEED("date", DATE),
                                             NEED("where", TEXT), END};

#define ADMIN BIT(ADMINISTRATOR)
#define DESK (BIT(TYPIST) | BIT(OBSERVER))
const struct dy_kind_rule dy_kinds[DY_N_KINDS] = {
    [DY_KIND_ELECTION] = {"election", ADMIN, election},
    [DY_KIND_LAW] = {"law", ADMIN, law},
    [DY_KIND_AREAS] = {"areas", ADMIN, areas},
    [DY_KIND_LISTS] = {"lists", ADMIN, lists},
    [DY_KIND_CONTESTS] = {"contests", ADMIN, contests},
    [DY_KIND_KEY_ENROLLED] = {"key-enrolled", ADMIN, key_enrolled},
    [DY_KIND_KEY_REVOKED] = {"key-revoked", ADMIN, key_revoked},
    [DY_KIND_PROTOCOL] = {"protocol", DESK | BIT(COORDINATOR), protocol},
    [DY_KIND_PROTOCOL_CONFIRMED] = {"protocol-confirmed", DESK, typed_again},
    [DY_KIND_PROTOCOL_RESOLVED] = {"protocol-resolved", DESK | BIT(COORDINATOR), typed_again},
    [DY_KIND_PROTOCOL_ACCEPTED] = {"protocol-accepted", BIT(COORDINATOR), accepted},
    [DY_KIND_PROTOCOL_CORRECTED] = {"protocol-corrected", DESK | BIT(COORDINATOR), corrected},
    [DY_KIND_PROTOCOL_VOIDED] = {"protocol-voided", BIT(COORDINATOR), voided},
    [DY_KIND_ATTACHMENT] = {"attachment", DESK | BIT(COORDINATOR), attachment},
    [DY_KIND_DECISION] = {"decision", BIT(COORDINATOR), decision},
    [DY_KIND_STATEMENT] = {"statement", ADMIN | BIT(COORDINATOR) | BIT(OBSERVER), statement},
    [DY_KIND_OUTCOME] = {"outcome", BIT(COORDINATOR), outcome},
    [DY_KIND_PUBLISHED] = {"published", BIT(COORDINATOR), published},
};

enum dy_kind dy_kind_find(const char *name, size_t n)
{
    enum dy_kind kind = 0;
    while (kind < DY_N_KINDS &&
           (strlen(dy_kinds[kind].name) != n || memcmp(dy_kinds[kind].name, name, n) != 0))
        kind++;
    return kind;
}

enum dy_code dy_entry_fail(struct dy_err *err, enum dy_code code, const char *file, uint64_t number,
                           const char *path, const char *format, ...)
{
    char where[sizeof err->where], msg[sizeof err->msg];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(msg, sizeof msg, format, args);
    va_end(args);
    (void)snprintf(where, sizeof where, "/%" PRIu64 "%s", number, path);
    return dy_fail(err, code, (struct dy_span){.file = file}, where, "%s", msg);
}

/* --- values of each type --- */

static bool is_id(const char *text, size_t n)
{
    bool good = n > 0 && n <= 64 && *text != '.' && *text != '_' && *text != '-';
    for (size_t i = 0; i < n && good; i++) {
        unsigned c = (unsigned char)text[i];
        good = ((c | 32) - 'a' < 26U) | (c - '0' < 10U) | (c == '.') | (c == '_') | (c == '-');
    }
    return good;
}

static bool is_string(const struct dy_value *value)
{
    return value->kind == DY_VALUE_STRING && value->n > 0 && !memchr(value->text, 0, value->n);
}

static bool good_text(const struct dy_value *value, const struct dy_member *member, uint64_t number)
{
    (void)member, (void)number;
    return is_string(value);
}

static bool good_id(const struct dy_value *value, const struct dy_member *member, uint64_t number)
{
    (void)member, (void)number;
    return value->kind == DY_VALUE_STRING && is_id(value->text, value->n);
}

static bool good_date(const struct dy_value *value, const struct dy_member *member, uint64_t number)
{
    char text[11] = "";
    struct dy_date date;
    (void)member, (void)number;
    if (value->kind != DY_VALUE_STRING || value->n != 10)
        return false;
    memcpy(text, value->text, 10);
    return dy_date_parse(text, &date);
}

static bool good_hash(const struct dy_value *value, const struct dy_member *member, uint64_t number)
{
    (void)member, (void)number;
    if (value->kind != DY_VALUE_STRING || value->n != 64)
        return false;
    for (size_t i = 0; i < 64; i++) {
        unsigned c = (unsigned char)value->text[i];
        if (c - '0' >= 10U && c - 'a' >= 6U)
            return false;
    }
    return true;
}

static bool good_count(const struct dy_value *value, const struct dy_member *member,
                       uint64_t number)
{
    (void)member, (void)number;
    return value->kind == DY_VALUE_NUMBER && value->number >= 0;
}

static bool good_entry(const struct dy_value *value, const struct dy_member *member,
                       uint64_t number)
{
    return good_count(value, member, number) && (uint64_t)value->number < number;
}

/* All inside are of one type and named by ids. */
static bool all_inside(const struct dy_value *value, enum dy_value_kind kind,
                       bool (*good)(const struct dy_value *, const struct dy_member *, uint64_t))
{
    if (value->kind != kind || value->n == 0)
        return false;
    const struct dy_value *item = dy_value_first(value);
    for (uint32_t i = 0; i < value->n; i++, item = dy_value_next(item))
        if (!good(item, NULL, 0) || (kind == DY_VALUE_OBJECT && !is_id(item->key, item->n_key)))
            return false;
    return true;
}

static bool good_counts(const struct dy_value *value, const struct dy_member *member,
                        uint64_t number)
{
    (void)member, (void)number;
    return all_inside(value, DY_VALUE_OBJECT, good_count);
}

static bool good_names(const struct dy_value *value, const struct dy_member *member,
                       uint64_t number)
{
    (void)member, (void)number;
    return all_inside(value, DY_VALUE_OBJECT, good_text);
}

static bool good_ids(const struct dy_value *value, const struct dy_member *member, uint64_t number)
{
    (void)member, (void)number;
    return all_inside(value, DY_VALUE_ARRAY, good_id);
}

static bool good_literal(const struct dy_value *value, const struct dy_member *member,
                         uint64_t number)
{
    (void)number;
    for (const char *const *literal = member->literals; *literal; literal++)
        if (dy_value_is(value, *literal))
            return true;
    return false;
}

/* Readers of what is inside take texts that end in a NUL: none may stand in them. */
static bool has_no_nul(const struct dy_value *value)
{
    for (uint32_t i = 0; i < value->next; i++) {
        const struct dy_value *at = value + i;
        if ((i > 0 && at->n_key && memchr(at->key, 0, at->n_key)) ||
            (at->kind == DY_VALUE_STRING && at->n && memchr(at->text, 0, at->n)))
            return false;
    }
    return true;
}

static bool good_map(const struct dy_value *value, const struct dy_member *member, uint64_t number)
{
    (void)member, (void)number;
    return value->kind == DY_VALUE_OBJECT && value->n > 0 && has_no_nul(value);
}

static bool good_list(const struct dy_value *value, const struct dy_member *member, uint64_t number)
{
    (void)member, (void)number;
    return value->kind == DY_VALUE_ARRAY && value->n > 0 && has_no_nul(value);
}

static const struct {
    bool (*good)(const struct dy_value *, const struct dy_member *, uint64_t number);
    const char *needed;
} types[] = {
    [DY_MEMBER_TEXT] = {good_text, "a text is needed"},
    [DY_MEMBER_ID] = {good_id, "letters, digits, '.', '_' and '-' are needed, at most 64"},
    [DY_MEMBER_DATE] = {good_date, "a day such as 2023-03-19 is needed"},
    [DY_MEMBER_HASH] = {good_hash, "64 lowercase hexadecimal digits are needed"},
    [DY_MEMBER_COUNT] = {good_count, "a whole number from 0 is needed"},
    [DY_MEMBER_ENTRY] = {good_entry, "the number of an earlier entry is needed"},
    [DY_MEMBER_COUNTS] = {good_counts, "names with whole numbers from 0 are needed"},
    [DY_MEMBER_NAMES] = {good_names, "a text for each language is needed"},
    [DY_MEMBER_IDS] = {good_ids, "a list of identifiers is needed"},
    [DY_MEMBER_LITERAL] = {good_literal, NULL},
    [DY_MEMBER_MAP] = {good_map, "an object is needed"},
    [DY_MEMBER_LIST] = {good_list, "a list is needed"},
};

/* --- a body --- */

static const struct dy_member *find_member(const struct dy_kind_rule *rule,
                                           const struct dy_value *value)
{
    const struct dy_member *member = rule->members;
    while (member->name && (strlen(member->name) != value->n_key ||
                            memcmp(member->name, value->key, value->n_key) != 0))
        member++;
    return member->name ? member : NULL;
}

static enum dy_code unknown(const struct dy_kind_rule *rule, const struct dy_value *value,
                            uint64_t number, const char *file, struct dy_err *err)
{
    const char *names[24] = {0};
    char written[65];
    (void)snprintf(written, sizeof written, "%.*s", (int)value->n_key, value->key);
    for (size_t i = 0; rule->members[i].name && i + 1 < DY_COUNT_OF(names); i++)
        names[i] = rule->members[i].name;
    const char *near = dy_nearest(written, names);
    return dy_entry_fail(err, DY_E_INPUT, file, number, "/body",
                         "holds \"%s\", which the kind %s does not have%s%s%s", written, rule->name,
                         near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static enum dy_code bad_member(const struct dy_member *member, uint64_t number, const char *file,
                               struct dy_err *err)
{
    char path[64], list[160] = "";
    (void)snprintf(path, sizeof path, "/body/%s", member->name);
    for (size_t i = 0, used = 0; member->literals && member->literals[i]; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                 member->literals[i]);
    return member->literals
               ? dy_entry_fail(err, DY_E_INPUT, file, number, path, "is not one of: %s", list)
               : dy_entry_fail(err, DY_E_INPUT, file, number, path, "is something else; %s",
                               types[member->type].needed);
}

enum dy_code dy_kind_check(enum dy_kind kind, const struct dy_value *body, uint64_t number,
                           const char *file, struct dy_err *err)
{
    const struct dy_kind_rule *rule = &dy_kinds[kind];
    const struct dy_value *value = dy_value_first(body);
    uint32_t seen = 0; /* a bit for each member: keys stand once */
    for (uint32_t i = 0; i < body->n; i++, value = dy_value_next(value)) {
        const struct dy_member *member = find_member(rule, value);
        if (!member)
            return unknown(rule, value, number, file, err);
        if (!types[member->type].good(value, member, number))
            return bad_member(member, number, file, err);
        seen |= UINT32_C(1) << (member - rule->members);
    }
    for (const struct dy_member *member = rule->members; member->name; member++)
        if (!member->optional && !(seen >> (member - rule->members) & 1))
            return dy_entry_fail(err, DY_E_INPUT, file, number, "/body",
                                 "lacks \"%s\", which the kind %s needs", member->name, rule->name);
    return DY_OK;
}

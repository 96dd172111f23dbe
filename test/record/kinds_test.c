/*
 * The table of kinds, row by row: each member of each kind left out, of another type, empty, huge,
 * twice, and one too many. What is said names the member and what would be right.
 */
#include "common.h"
#include "record/kinds.h"

enum { NUMBER = 7, WIDTH = 60000 };
struct reader {
    struct dy_arena mem;
    struct dy_document doc;
    struct dy_err err;
};

static int begin(void **state)
{
    struct reader *in = calloc(1, sizeof *in);
    dy_arena_init(&in->mem);
    *state = in;
    return 0;
}

static int end(void **state)
{
    struct reader *in = *state;
    dy_document_finish(&in->doc);
    dy_arena_finish(&in->mem);
    free(in);
    return 0;
}

/* Of each type: one that is right, and the words that say so of a wrong one. */
static const struct {
    const char *good, *needed;
} types[] = {
    [DY_MEMBER_TEXT] = {"\"some text\"", "a text is needed"},
    [DY_MEMBER_ID] = {"\"s-1.a_B\"", "at most 64"},
    [DY_MEMBER_DATE] = {"\"2024-02-29\"", "a day such as"},
    [DY_MEMBER_HASH] = {"\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"",
                        "64 lowercase hexadecimal digits"},
    [DY_MEMBER_COUNT] = {"9007199254740992", "a whole number from 0"},
    [DY_MEMBER_ENTRY] = {"6", "the number of an earlier entry"},
    [DY_MEMBER_COUNTS] = {"{\"a\":0,\"b\":9007199254740992}", "names with whole numbers from 0"},
    [DY_MEMBER_NAMES] = {"{\"en\":\"Name\",\"kk\":\"Ат\"}", "a text for each language"},
    [DY_MEMBER_IDS] = {"[\"K1\",\"K2\"]", "a list of identifiers"},
    [DY_MEMBER_LITERAL] = {NULL, "is not one of: "},
    [DY_MEMBER_MAP] = {"{\"a\":[1,{\"b\":\"c\"}]}", "an object is needed"},
    [DY_MEMBER_LIST] = {"[{\"a\":1}]", "a list is needed"},
};

/* Wrong for every type there is, and for one or the other. */
struct wrong {
    const char *json;
    unsigned good_for; /* bits of types that take it */
};
#define OF(type) (1U << DY_MEMBER_##type)
#define COUNTING (OF(COUNT) | OF(ENTRY))
static const struct wrong wrongs[] = {
    {"-1", 0},
    {"7", OF(COUNT)},
    {"0", COUNTING},
    {"9007199254740992", OF(COUNT)},
    {"\"\"", 0},
    {"{}", 0},
    {"[]", 0},
    {"\"a\\u0000b\"", 0},
    {"\"7\"", OF(TEXT) | OF(ID)},
    {"\".a\"", OF(TEXT)},
    {"\"a b\"", OF(TEXT)},
    {"\"ä\"", OF(TEXT)},
    {"\"2023-02-29\"", OF(TEXT) | OF(ID)},
    {"\"2023-2-28\"", OF(TEXT) | OF(ID)},
    {"\"2023-02-28\"", OF(TEXT) | OF(ID) | OF(DATE)},
    {"\"2023-02-28 \"", OF(TEXT)},
    {"\"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\"", OF(TEXT) | OF(ID)},
    {"\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde\"", OF(TEXT) | OF(ID)},
    {"\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0\"", OF(TEXT)},
    {"{\"a\":1}", OF(COUNTS) | OF(MAP)},
    {"{\"a\":-1}", OF(MAP)},
    {"{\"a b\":1}", OF(MAP)},
    {"{\"a\":\"b\"}", OF(NAMES) | OF(MAP)},
    {"{\"a\":\"\"}", OF(MAP)},
    {"{\"a\":[1]}", OF(MAP)},
    {"{\"a\":\"b\\u0000c\"}", 0},
    {"[{\"a\":\"b\\u0000c\"}]", 0},
    {"[1]", OF(LIST)},
    {"[\"a\"]", OF(IDS) | OF(LIST)},
    {"[\"a b\"]", OF(LIST)},
    {"[\"a\",1]", OF(LIST)},
    {"[[\"a\"]]", OF(LIST)},
};

static json_t *loads(const char *text)
{
    json_error_t error;
    json_t *out = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!out)
        fail_msg("%s: %s", text, error.text);
    return out;
}

static json_t *good_value(const struct dy_member *member)
{
    return member->literals ? json_string(member->literals[0]) : loads(types[member->type].good);
}

static json_t *good_body(enum dy_kind kind)
{
    json_t *out = json_object();
    for (const struct dy_member *member = dy_kinds[kind].members; member->name; member++)
        assert_int_equal(json_object_set_new(out, member->name, good_value(member)), 0);
    return out;
}

/* Takes the body. */
static enum dy_code check(struct reader *in, enum dy_kind kind, json_t *body)
{
    char *bytes;
    size_t n;
    in->err = (struct dy_err){0};
    assert_int_equal(dy_canonical_write(&in->mem, body, &bytes, &n, &in->err), DY_OK);
    json_decref(body);
    assert_int_equal(dy_canonical_read(&in->doc, "file", bytes, n, &in->err), DY_OK);
    return dy_kind_check(kind, in->doc.nodes, NUMBER, "file", &in->err);
}

static void must_refuse(struct reader *in, enum dy_kind kind, json_t *body, const char *where,
                        const char *words)
{
    char *shown = json_dumps(body, JSON_COMPACT);
    enum dy_code code = check(in, kind, body);
    if (code != DY_E_INPUT || strcmp(in->err.where, where) != 0 || !strstr(in->err.msg, words))
        fail_msg("%s %.200s: \"%s: %s\" in place of \"%s: %s\"", dy_kinds[kind].name, shown,
                 in->err.where, in->err.msg, where, words);
    free(shown);
}

static json_t *with(enum dy_kind kind, const char *name, json_t *value)
{
    json_t *body = good_body(kind);
    assert_int_equal(json_object_set_new(body, name, value), 0);
    return body;
}

static void each_kind_takes_what_is_right(void **state)
{
    struct reader *in = *state;
    for (enum dy_kind kind = 0; kind < DY_N_KINDS; kind++) {
        if (check(in, kind, good_body(kind)))
            fail_msg("%s: %s: %s", dy_kinds[kind].name, in->err.where, in->err.msg);
        assert_int_equal(dy_kind_find(dy_kinds[kind].name, strlen(dy_kinds[kind].name)), kind);
        assert_true(dy_kinds[kind].roles > 0 && dy_kinds[kind].roles < 1U << DY_N_ROLES);
    }
    assert_int_equal(dy_kind_find("protocols", 9), DY_N_KINDS);
    assert_int_equal(dy_kind_find("", 0), DY_N_KINDS);
}

static void each_member_may_be_missing_only_where_it_is_optional(void **state)
{
    struct reader *in = *state;
    char words[64];
    for (enum dy_kind kind = 0; kind < DY_N_KINDS; kind++)
        for (const struct dy_member *member = dy_kinds[kind].members; member->name; member++) {
            json_t *body = good_body(kind);
            assert_int_equal(json_object_del(body, member->name), 0);
            (void)snprintf(words, sizeof words, "lacks \"%s\"", member->name);
            if (member->optional)
                assert_int_equal(check(in, kind, body), DY_OK);
            else
                must_refuse(in, kind, body, "/7/body", words);
        }
}

static void a_member_of_another_type_is_refused(void **state)
{
    struct reader *in = *state;
    char where[64];
    for (enum dy_kind kind = 0; kind < DY_N_KINDS; kind++)
        for (const struct dy_member *member = dy_kinds[kind].members; member->name; member++)
            for (size_t i = 0; i < DY_COUNT_OF(wrongs); i++) {
                json_t *body = with(kind, member->name, loads(wrongs[i].json));
                (void)snprintf(where, sizeof where, "/7/body/%s", member->name);
                if (wrongs[i].good_for >> member->type & 1)
                    assert_int_equal(check(in, kind, body), DY_OK);
                else
                    must_refuse(in, kind, body, where, types[member->type].needed);
            }
}

static void what_no_kind_has_is_refused(void **state)
{
    struct reader *in = *state;
    char *huge = calloc(1, WIDTH + 1);
    memset(huge, 'x', WIDTH);
    for (enum dy_kind kind = 0; kind < DY_N_KINDS; kind++) {
        must_refuse(in, kind, with(kind, "zzzzzzzz", json_integer(1)), "/7/body",
                    "holds \"zzzzzzzz\", which the kind");
        must_refuse(in, kind, with(kind, huge, json_integer(1)), "/7/body", "holds \"xxx");
    }
    must_refuse(in, DY_KIND_PROTOCOL, with(DY_KIND_PROTOCOL, "sorce", json_string("copy")),
                "/7/body", "did you mean \"source\"?");
    free(huge);
}

static void a_huge_member_is_taken_or_refused_by_its_type(void **state)
{
    struct reader *in = *state;
    char *huge = calloc(1, WIDTH + 1), where[64];
    memset(huge, 'a', WIDTH);
    for (enum dy_kind kind = 0; kind < DY_N_KINDS; kind++)
        for (const struct dy_member *member = dy_kinds[kind].members; member->name; member++) {
            json_t *body = with(kind, member->name, json_string(huge));
            (void)snprintf(where, sizeof where, "/7/body/%s", member->name);
            if (member->type == DY_MEMBER_TEXT)
                assert_int_equal(check(in, kind, body), DY_OK);
            else
                must_refuse(in, kind, body, where, types[member->type].needed);
        }
    huge[65] = '\0';
    must_refuse(in, DY_KIND_PROTOCOL, with(DY_KIND_PROTOCOL, "station", json_string(huge)),
                "/7/body/station", "at most 64");
    huge[64] = '\0';
    assert_int_equal(
        check(in, DY_KIND_PROTOCOL, with(DY_KIND_PROTOCOL, "station", json_string(huge))), DY_OK);
    free(huge);
}

static void a_name_with_a_nul_inside_is_refused(void **state)
{
    struct reader *in = *state;
    static const char bytes[] = "{\"statement\":{\"a\":{\"b\\u0000\":1}}}";
    in->err = (struct dy_err){0};
    assert_int_equal(dy_canonical_read(&in->doc, "file", bytes, strlen(bytes), &in->err), DY_OK);
    assert_int_equal(dy_kind_check(DY_KIND_STATEMENT, in->doc.nodes, NUMBER, "file", &in->err),
                     DY_E_INPUT);
    assert_string_equal(in->err.where, "/7/body/statement");
}

/* The reader of canonical bytes refuses these before a kind is asked. */
static void a_member_that_stands_twice_is_refused(void **state)
{
    struct reader *in = *state;
    for (enum dy_kind kind = 0; kind < DY_N_KINDS; kind++)
        for (const struct dy_member *member = dy_kinds[kind].members; member->name; member++) {
            json_t *value = good_value(member);
            char *shown = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
            char *twice = dy_arena_format(&in->mem, "{\"%s\":%s,\"%s\":%s}", member->name, shown,
                                          member->name, shown);
            in->err = (struct dy_err){0};
            assert_int_equal(dy_canonical_read(&in->doc, "file", twice, strlen(twice), &in->err),
                             DY_E_INPUT);
            assert_true(in->err.at.byte > 0);
            free(shown);
            json_decref(value);
        }
}

static void a_number_of_which_digits_would_be_lost_is_refused(void **state)
{
    struct reader *in = *state;
    static const char *const bad[] = {"{\"part\":9007199254740993}",
                                      "{\"part\":1.5}",
                                      "{\"part\":1e3}",
                                      "{\"part\":-0}",
                                      "{\"part\":01}",
                                      "{\"part\":true}",
                                      "{\"part\":null}"};
    for (size_t i = 0; i < DY_COUNT_OF(bad); i++) {
        in->err = (struct dy_err){0};
        assert_int_equal(dy_canonical_read(&in->doc, "file", bad[i], strlen(bad[i]), &in->err),
                         DY_E_INPUT);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_kind_takes_what_is_right, begin, end),
        cmocka_unit_test_setup_teardown(each_member_may_be_missing_only_where_it_is_optional, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_member_of_another_type_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(what_no_kind_has_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_huge_member_is_taken_or_refused_by_its_type, begin, end),
        cmocka_unit_test_setup_teardown(a_name_with_a_nul_inside_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_member_that_stands_twice_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_number_of_which_digits_would_be_lost_is_refused, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

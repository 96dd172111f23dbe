/* Canonical JSON: RFC 8785's own order of keys and escapes, and every other spelling refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "record/canonical.h"

static void one_spelling_is_accepted(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *message; /* NULL = accepted */
        uint64_t byte;
    } rows[] = {
        {"{}", NULL, 0},
        {"[]", NULL, 0},
        {"[0,-1,9007199254740992,\"\"]", NULL, 0},
        {"{\"a\":1,\"b\":{\"c\":[]}}", NULL, 0},
        {"[\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\x7f\"]", NULL, 0},
        {"[\"\xd0\xb4\xd0\xb0\xd1\x83\xd1\x8b\xd1\x81\"]", NULL, 0},
        /* RFC 8785, 3.2.3: U+1F600 is spelt by a pair from U+D83D on, before U+FB33 */
        {"{\"\\r\":1,\"1\":2,\"\xc2\x80\":3,\"\xc3\xb6\":4,\"\xe2\x82\xac\":5,\"\xf0\x9f\x98\x80\":"
         "6,"
         "\"\xef\xac\xb3\":7}",
         NULL, 0},
        {"{\"\xef\xac\xb3\":7,\"\xf0\x9f\x98\x80\":6}", "not canonical", 10},
        {"{\"b\":1,\"a\":2}", "not canonical", 8},
        {"{\"a\":1,\"a\":1}", "not canonical", 8},
        {"{\"\":1}", "empty key", 2},
        {"{ }", "not canonical", 2},
        {"{\"a\" :1}", "not canonical", 5},
        {"{\"a\":1,}", "nothing follows", 7},
        {"[1,2]\n", "not canonical", 6},
        {"[1, 2]", "no value", 4},
        {"[1,]", "nothing follows", 3},
        {"[,1]", "no value", 2},
        {"[01]", "not canonical", 2},
        {"[-0]", "not canonical", 2},
        {"[-]", "no value", 2},
        {"[1.0]", "fraction", 2},
        {"[1e2]", "fraction", 2},
        {"[true]", "no value", 2},
        {"[null]", "no value", 2},
        {"[9007199254740993]", "2^53", 2},
        {"[-9007199254740993]", "2^53", 2},
        {"[9223372036854775808]", "2^53", 2},
        {"[100000000000000000000000000]", "2^53", 2},
        {"[\"\\u0041\"]", "not canonical", 3},
        {"[\"\\/\"]", "not canonical", 3},
        {"[\"\\u000a\"]", "not canonical", 3},
        {"[\"\\u000A\"]", "not canonical", 3},
        {"[\"\\u001F\"]", "not canonical", 3},
        {"[\"\\u0020\"]", "not canonical", 3},
        {"[\"\\u00\"]", "not canonical", 3},
        {"[\"\\", "not canonical", 3},
        {"[\"\n\"]", "control", 3},
        {"[\"\xff\"]", "not UTF-8", 3},
        {"[\"\\n\xff\"]", "not UTF-8", 3},
        {"[\"\xed\xa0\x80\"]", "not UTF-8", 3},
        {"[\"a", "does not end", 3},
        {"[1", "too early", 3},
        {"{\"a\"", "not canonical", 5},
        {"{\"a\":", "a value is needed", 6},
        {"[1}", "not canonical", 3},
        {"1", "no JSON", 1},
        {"", "no JSON", 1},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_document doc = {0};
        struct dy_err err = {0};
        enum dy_code code =
            dy_canonical_read(&doc, "entry", rows[i].text, strlen(rows[i].text), &err);
        if (!rows[i].message && code)
            fail_msg("%s: byte %llu: %s", rows[i].text, (unsigned long long)err.at.byte, err.msg);
        if (rows[i].message && (code != DY_E_INPUT || !strstr(err.msg, rows[i].message) ||
                                (rows[i].byte && err.at.byte != rows[i].byte)))
            fail_msg("%s: byte %llu: %s", rows[i].text, (unsigned long long)err.at.byte, err.msg);
        dy_document_finish(&doc);
    }
}

static void values_are_found(void **state)
{
    (void)state;
    static const char text[] = "{\"a\":[1,[2,3],\"x\"],\"b\":-7,\"c\":\"q\\n\\u0000z\"}";
    struct dy_document doc = {0};
    struct dy_err err = {0};
    assert_int_equal(dy_canonical_read(&doc, "entry", text, sizeof text - 1, &err), DY_OK);
    const struct dy_value *a = dy_value_find(doc.nodes, "a"), *item = dy_value_first(a);
    assert_int_equal(a->n, 3);
    assert_int_equal(item->number, 1);
    item = dy_value_next(dy_value_next(item));
    assert_true(dy_value_is(item, "x"));
    assert_int_equal(dy_value_find(doc.nodes, "b")->number, -7);
    const struct dy_value *c = dy_value_find(doc.nodes, "c");
    assert_int_equal(c->n, 4);
    assert_memory_equal(c->text, "q\n\0z", 4);
    assert_null(dy_value_find(doc.nodes, "d"));
    dy_document_finish(&doc);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    for (size_t depth = DY_CANONICAL_DEPTH - 1; depth <= DY_CANONICAL_DEPTH + 1; depth++) {
        char text[3 * DY_CANONICAL_DEPTH];
        struct dy_document doc = {0};
        struct dy_err err = {0};
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        enum dy_code code = dy_canonical_read(&doc, "entry", text, 2 * depth, &err);
        assert_int_equal(code == DY_OK, depth <= DY_CANONICAL_DEPTH);
        dy_document_finish(&doc);
    }
}

static void no_memory_is_an_error(void **state)
{
    (void)state;
    json_t *value = json_pack("{s:[i,i,s],s:s}", "b", 1, 2, "three", "a", "text");
    enum dy_code code = DY_E_NOMEM;
    uint64_t at = 1;
    assert_non_null(value);
    for (; code == DY_E_NOMEM; at++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        char *bytes;
        size_t n;
        dy_arena_init(&mem);
        mem.fail_at = at;
        code = dy_canonical_write(&mem, value, &bytes, &n, &err);
        if (!code)
            assert_string_equal(bytes, "{\"a\":\"text\",\"b\":[1,2,\"three\"]}");
        dy_arena_finish(&mem);
    }
    assert_int_equal(code, DY_OK);
    assert_true(at > 4);
    json_decref(value);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_spelling_is_accepted),
        cmocka_unit_test(values_are_found),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(no_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

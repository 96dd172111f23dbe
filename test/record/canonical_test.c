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
        {"{\"\xef\xac\xb3\":7,\"\xf0\x9f\x98\x80\":6}", "not canonical", 3},
        {"{\"b\":1,\"a\":2}", "not canonical", 3},
        {"{\"a\":1,\"a\":1}", "no JSON", 0},
        {"{ }", "not canonical", 2},
        {"[1,2]\n", "not canonical", 6},
        {"[01]", "no JSON", 0},
        {"[-0]", "not canonical", 2},
        {"[1.0]", "fraction", 0},
        {"[1e2]", "fraction", 0},
        {"[true]", "fraction", 0},
        {"[null]", "fraction", 0},
        {"[9007199254740993]", "2^53", 0},
        {"[9223372036854775808]", "no JSON", 0},
        {"[\"\\u0041\"]", "not canonical", 3},
        {"[\"\\/\"]", "not canonical", 3},
        {"[\"\\u000A\"]", "not canonical", 4},
        {"[\"\\u001F\"]", "not canonical", 8},
        {"[\"\xff\"]", "no JSON", 0},
        {"[1", "no JSON", 0},
        {"1", "no JSON", 0},
        {"", "no JSON", 0},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        json_t *value = NULL;
        struct dy_err err = {0};
        enum dy_code code =
            dy_canonical_read("entry", rows[i].text, strlen(rows[i].text), &value, &err);
        if (!rows[i].message && code)
            fail_msg("%s: byte %llu: %s", rows[i].text, (unsigned long long)err.at.byte, err.msg);
        if (rows[i].message && (code != DY_E_INPUT || !strstr(err.msg, rows[i].message) ||
                                (rows[i].byte && err.at.byte != rows[i].byte)))
            fail_msg("%s: byte %llu: %s", rows[i].text, (unsigned long long)err.at.byte, err.msg);
        json_decref(value);
    }
}

static void depth_is_bounded(void **state)
{
    (void)state;
    for (size_t depth = DY_CANONICAL_DEPTH - 1; depth <= DY_CANONICAL_DEPTH + 1; depth++) {
        char text[3 * DY_CANONICAL_DEPTH];
        json_t *value = NULL;
        struct dy_err err = {0};
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        enum dy_code code = dy_canonical_read("entry", text, 2 * depth, &value, &err);
        assert_int_equal(code == DY_OK, depth <= DY_CANONICAL_DEPTH);
        json_decref(value);
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
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(no_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

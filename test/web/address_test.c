/* Addresses and Accept headers: what is understood, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "web/accept.h"
#include "web/address.h"

static const struct {
    const char *path, *query;
    const char *lang, *suffix, *election, *kind, *rest;
    bool is_json;
} GOOD[] = {
    {"/", NULL, "en", "/", NULL, NULL, NULL, false},
    {"/ru", NULL, "ru", "/", NULL, NULL, NULL, false},
    {"/ru/", NULL, "ru", "/", NULL, NULL, NULL, false},
    {"/index.json", NULL, "en", "/", NULL, NULL, NULL, true},
    {"/kk/index.json", NULL, "kk", "/", NULL, NULL, NULL, true},
    {"/a-2023", NULL, "en", "/a-2023", "a-2023", NULL, NULL, false},
    {"/ru/a.json", NULL, "ru", "/a", "a", NULL, NULL, true},
    {"/a/contest/d/01", NULL, "en", "/a/contest/d/01", "a", "contest", "d/01", false},
    {"/a/area/%D0%B0", NULL, "en", "/a/area/%D0%B0", "a", "area", "а", false},
    {"/a/compare", "a=copy&b=x%26y", "en", "/a/compare?a=copy&b=x%26y", "a", "compare", NULL,
     false},
    {"/rub", NULL, "en", "/rub", "rub", NULL, NULL, false},
};

static void same(const char *is, const char *want, const char *path)
{
    if ((is == NULL) != (want == NULL) || (is && strcmp(is, want) != 0))
        fail_msg("%s: %s and not %s", path, is ? is : "nothing", want ? want : "nothing");
}

static void good_addresses_are_understood(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(GOOD); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_address address;
        dy_arena_init(&mem);
        if (dy_address_parse(&mem, GOOD[i].path, GOOD[i].query, &address, &err))
            fail_msg("%s: %s", GOOD[i].path, err.msg);
        same(address.lang, GOOD[i].lang, GOOD[i].path);
        same(address.suffix, GOOD[i].suffix, GOOD[i].path);
        same(address.election, GOOD[i].election, GOOD[i].path);
        same(address.kind, GOOD[i].kind, GOOD[i].path);
        same(address.rest, GOOD[i].rest, GOOD[i].path);
        assert_int_equal(address.is_json, GOOD[i].is_json);
        dy_arena_finish(&mem);
    }
}

static void bad_addresses_are_refused(void **state)
{
    static const struct {
        const char *path, *query;
    } rows[] = {
        {"//a", NULL},
        {"/a//b", NULL},
        {"/a/", NULL},
        {"/./a", NULL},
        {"/a/..", NULL},
        {"/a/%2e%2e", NULL},
        {"/a%2Fb", NULL},
        {"/a%", NULL},
        {"/a%4", NULL},
        {"/a%zz", NULL},
        {"/a%00", NULL},
        {"/a%ff", NULL},
        {"/a%0d%0a", NULL},
        {"/en", NULL},
        {"/en/a", NULL},
        {"/a", ""},
        {"/a", "x"},
        {"/a", "=x"},
        {"/a", "x=1&x=2"},
        {"/a", "x=1&&y=2"},
        {"/a", "x=1&"},
        {"/a", "x=%00"},
        {"/a", "a=&b=&c=&d=&e="},
    };
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_address address;
        dy_arena_init(&mem);
        if (dy_address_parse(&mem, rows[i].path, rows[i].query, &address, &err) != DY_E_INPUT)
            fail_msg("%s?%s was accepted", rows[i].path, rows[i].query ? rows[i].query : "");
        dy_arena_finish(&mem);
    }
}

static void faces_are_chosen_by_weight(void **state)
{
    static const struct {
        const char *accept;
        enum dy_face want;
    } rows[] = {
        {NULL, DY_FACE_HTML},
        {"*/*", DY_FACE_HTML},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", DY_FACE_HTML},
        {"application/json", DY_FACE_JSON},
        {"application/json, text/html;q=0.9", DY_FACE_JSON},
        {"application/json;q=0.5, text/html", DY_FACE_HTML},
        {"text/*;q=0.3, application/*;q=0.31", DY_FACE_JSON},
        {"application/json;q=0, */*", DY_FACE_HTML},
        {"text/html;q=0, */*;q=0.1", DY_FACE_JSON},
        {"image/png", DY_FACE_NONE},
        {"text/html;q=0", DY_FACE_NONE},
        {"", DY_FACE_NONE},
        {";;;,,,", DY_FACE_NONE},
    };
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++)
        if (dy_accept_face(rows[i].accept) != rows[i].want)
            fail_msg("%s: another face", rows[i].accept ? rows[i].accept : "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_addresses_are_understood),
        cmocka_unit_test(bad_addresses_are_refused),
        cmocka_unit_test(faces_are_chosen_by_weight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

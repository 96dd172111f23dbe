/* Faces of a comparison: whole or not there, whichever allocation fails, in every language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/publish.h"

static const struct dy_compare *compared(struct dy_arena *mem)
{
    const struct dy_compare *out = NULL;
    const struct dy_calendar *calendar = NULL;
    const struct dy_election *election = NULL;
    struct dy_election_options options = {.law_root = "law"};
    struct dy_err err = {0};
    enum dy_code code =
        dy_election_read(mem, "elections/made-up-dispute", &options, &election, &err);
    if (!code)
        code = dy_law_calendar(mem, election->law->act, &calendar, &err);
    if (!code)
        code = dy_compare_sources(mem, election, "copy", "announced", calendar, &out, &err);
    if (code)
        fail_msg("%s:%u: %s", err.at.file, err.at.line, err.msg);
    return out;
}

static char *text_of(struct dy_arena *mem, const struct dy_compare *compare, const char *lang,
                     bool csv, enum dy_code *code)
{
    char *text = NULL;
    size_t n = 0;
    struct dy_err err = {0};
    struct dy_print print = {.to = open_memstream(&text, &n), .lang = lang, .width = 80};
    assert_non_null(print.to);
    *code = csv ? dy_publish_compare_csv(mem, compare, print.to, &err)
                : dy_publish_compare_table(mem, &print, compare, 50, &err);
    assert_int_equal(fclose(print.to), 0);
    assert_int_equal(err.code, *code);
    return text;
}

static void a_page_is_whole_or_not_there(void **state)
{
    (void)state;
    struct dy_arena mem, other;
    dy_arena_init(&mem);
    const struct dy_compare *compare = compared(&mem);
    for (const char *const *lang = dy_languages(); *lang; lang++) {
        enum dy_code code = DY_E_NOMEM;
        uint64_t n = 1;
        for (; code == DY_E_NOMEM; n++) {
            dy_arena_init(&other);
            other.fail_at = n;
            char *got = text_of(&other, compare, *lang, false, &code);
            if (code == DY_E_NOMEM && *got != '\0')
                fail_msg("%s: allocation %llu failed, and there is a page", *lang,
                         (unsigned long long)n);
            free(got);
            dy_arena_finish(&other);
        }
        assert_int_equal(code, DY_OK);
        assert_true(n > 100);
    }
    dy_arena_finish(&mem);
}

static void no_line_is_wider_than_the_page(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    const struct dy_compare *compare = compared(&mem);
    for (const char *const *lang = dy_languages(); *lang; lang++) {
        enum dy_code code;
        char *text = text_of(&mem, compare, *lang, false, &code), *rest = NULL;
        assert_int_equal(code, DY_OK);
        for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
            if (dy_utf8_width(line) > 80)
                fail_msg("%s: %zu columns: %s", *lang, dy_utf8_width(line), line);
        free(text);
    }
    dy_arena_finish(&mem);
}

static void colour_adds_nothing_but_colour(void **state)
{
    (void)state;
    struct dy_arena mem;
    enum dy_code code;
    char *text = NULL;
    size_t n = 0;
    struct dy_err err = {0};
    dy_arena_init(&mem);
    const struct dy_compare *compare = compared(&mem);
    char *plain = text_of(&mem, compare, "en", false, &code);
    struct dy_print print = {
        .to = open_memstream(&text, &n), .lang = "en", .width = 80, .colour = true};
    assert_int_equal(dy_publish_compare_table(&mem, &print, compare, 50, &err), DY_OK);
    assert_int_equal(fclose(print.to), 0);
    for (char *at; (at = strchr(text, '\033'));)
        memmove(at, strchr(at, 'm') + 1, strlen(strchr(at, 'm')));
    assert_string_equal(text, plain);
    free(text);
    free(plain);
    dy_arena_finish(&mem);
}

static uint64_t n_json, json_fails_at;

static void *json_alloc(size_t n)
{
    return ++n_json == json_fails_at ? NULL : malloc(n);
}

static void json_is_whole_or_not_there(void **state)
{
    (void)state;
    struct dy_arena mem;
    json_t *whole = NULL, *got = NULL;
    struct dy_err err = {0};
    dy_arena_init(&mem);
    const struct dy_compare *compare = compared(&mem);
    json_set_alloc_funcs(json_alloc, free);
    json_fails_at = 0;
    assert_int_equal(dy_publish_compare_json(compare, &whole, &err), DY_OK);
    enum dy_code code = DY_E_NOMEM;
    for (json_fails_at = 1; code == DY_E_NOMEM; json_fails_at++) {
        n_json = 0;
        err = (struct dy_err){0};
        code = dy_publish_compare_json(compare, &got, &err);
        if (code == DY_E_NOMEM && got)
            fail_msg("allocation %llu failed, and there is a value",
                     (unsigned long long)json_fails_at);
    }
    assert_int_equal(code, DY_OK);
    assert_true(json_equal(whole, got));
    assert_true(json_fails_at > 200);
    json_decref(whole);
    json_decref(got);
    json_set_alloc_funcs(malloc, free);
    dy_arena_finish(&mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_whole_or_not_there),
        cmocka_unit_test(no_line_is_wider_than_the_page),
        cmocka_unit_test(colour_adds_nothing_but_colour),
        cmocka_unit_test(json_is_whole_or_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* UTF-8 and names in several languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/base.h"

static void utf8_is_checked_to_the_byte(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        size_t n, want;
    } rows[] = {
        {"ASCII", "abc", 3, 3},
        {"Kazakh", "Қазақ", 10, 10},
        {"four bytes", "\xf0\x9f\x97\xb3", 4, 4},
        {"a NUL", "a\0b", 3, 1},
        {"a lone continuation", "a\x80", 2, 1},
        {"an overlong slash", "\xc0\xaf", 2, 0},
        {"an overlong three-byte form", "\xe0\x80\xaf", 3, 0},
        {"a surrogate", "\xed\xa0\x80", 3, 0},
        {"above U+10FFFF", "\xf4\x90\x80\x80", 4, 0},
        {"cut off", "ab\xd2", 3, 2},
        {"an old code page", "\xc0\xec\xe0\xed\xe0\xf2", 6, 0},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++)
        if (dy_utf8_valid(rows[i].text, rows[i].n) != rows[i].want)
            fail_msg("%s: %zu", rows[i].name, dy_utf8_valid(rows[i].text, rows[i].n));
}

static void width_counts_letters_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(dy_utf8_width("Мәжіліс"), 7);
    assert_int_equal(dy_utf8_width("e\xcc\x81t"), 2);
    assert_int_equal(dy_utf8_width(""), 0);
}

static void names_fall_back_to_english_then_to_the_first(void **state)
{
    (void)state;
    struct dy_name both[] = {{"ru", "Выборы"}, {"en", "Election"}}, one[] = {{"ru", "Выборы"}};
    struct dy_names two = {2, both}, single = {1, one}, none = {0, NULL};
    assert_string_equal(dy_names_pick(&two, "ru", "?"), "Выборы");
    assert_string_equal(dy_names_pick(&two, "kk", "?"), "Election");
    assert_string_equal(dy_names_pick(&two, NULL, "?"), "Election");
    assert_string_equal(dy_names_pick(&single, "kk", "?"), "Выборы");
    assert_string_equal(dy_names_pick(&none, "kk", "?"), "?");
}

static void nothing_steers_a_terminal(void **state)
{
    (void)state;
    static const struct {
        const char *text, *plain;
    } rows[] = {
        {"дауыс, voice", "дауыс, voice"},
        {"\x1b[2Ja\tb\n", "?[2Ja?b?"},
        {"a\xff\xd0", "a??"},
        {"\xc2\x9b"
         "31m\xc2\xa0",
         "??31m\xc2\xa0"},
        {"\x7f", "?"},
        {"", ""},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", rows[i].text);
        assert_string_equal(dy_plain(text), rows[i].plain);
    }
    assert_null(dy_plain(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_checked_to_the_byte),
        cmocka_unit_test(width_counts_letters_not_bytes),
        cmocka_unit_test(nothing_steers_a_terminal),
        cmocka_unit_test(names_fall_back_to_english_then_to_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

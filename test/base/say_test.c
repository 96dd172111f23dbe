/* Catalogues and plural rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/catalogues.h"
#include "base/plural.h"
#include "dauys/base.h"

static void unknown_languages_and_messages_stay_english(void **state)
{
    (void)state;
    assert_string_equal(dy_say("xx", "why"), "why");
    assert_string_equal(dy_say(NULL, "why"), "why");
    assert_string_equal(dy_say("ru", "never a message of ours"), "never a message of ours");
    assert_string_equal(dy_say("ru", ""), "");
    assert_string_equal(dy_say_n("xx", "{n} seat", "{n} seats", 1), "{n} seat");
    assert_string_equal(dy_say_n("xx", "{n} seat", "{n} seats", 2), "{n} seats");
}

static void every_catalogue_is_linked_and_translates(void **state)
{
    (void)state;
    const char *const *lang = dy_languages();
    assert_string_equal(lang[0], "en");
    for (size_t i = 0; i < dy_n_catalogues; i++) {
        assert_string_equal(lang[i + 1], dy_catalogues[i].lang);
        assert_string_not_equal(dy_say(dy_catalogues[i].lang, "seats"), "seats");
    }
    assert_null(lang[dy_n_catalogues + 1]);
}

static void plural_rules_follow_the_grammar_of_gettext(void **state)
{
    (void)state;
    static const char russian[] = "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
                                  "(n%100<10 || n%100>=20) ? 1 : 2);\n";
    static const struct {
        const char *rule;
        uint64_t n;
        bool good;
        uint64_t want;
    } rows[] = {
        {russian, 1, true, 0},     {russian, 3, true, 1},  {russian, 5, true, 2},
        {russian, 11, true, 2},    {russian, 21, true, 0}, {russian, 112, true, 2},
        {"(n != 1)", 1, true, 0},  {"n>1;", 2, true, 1},   {"0", 7, true, 0},
        {"1+2*3-4/2", 0, true, 5}, {"!n", 0, true, 1},     {"n<=2&&n>=1", 2, true, 1},
        {"n%0", 1, false, 0},      {"(n", 1, false, 0},    {"n ? 1", 1, false, 0},
        {"m", 1, false, 0},        {"n n", 1, false, 0},   {"", 1, false, 0},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        uint64_t out = 77;
        if (dy_plural_evaluate(rows[i].rule, rows[i].n, &out) != rows[i].good)
            fail_msg("%s for %lu", rows[i].rule, (unsigned long)rows[i].n);
        assert_int_equal(out, rows[i].good ? rows[i].want : 77);
    }
}

static void deeply_nested_rules_are_refused(void **state)
{
    (void)state;
    char rule[4096];
    uint64_t out;
    memset(rule, '(', sizeof rule);
    rule[sizeof rule - 1] = '\0';
    assert_false(dy_plural_evaluate(rule, 1, &out));
    memset(rule, '!', 100);
    rule[100] = 'n';
    rule[101] = '\0';
    assert_true(dy_plural_evaluate(rule, 1, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_languages_and_messages_stay_english),
        cmocka_unit_test(every_catalogue_is_linked_and_translates),
        cmocka_unit_test(plural_rules_follow_the_grammar_of_gettext),
        cmocka_unit_test(deeply_nested_rules_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

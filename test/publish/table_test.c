/*
 * Tables for people and cells of CSV: what a reader sees, letter by letter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "publish/table.h"

struct page {
    struct dy_arena mem;
    struct dy_print print;
    char *text;
    size_t n;
};

static void open_page(struct page *page, const char *lang, unsigned width)
{
    *page = (struct page){.print = {.lang = lang, .width = width}};
    dy_arena_init(&page->mem);
    page->print.to = open_memstream(&page->text, &page->n);
    assert_non_null(page->print.to);
}

static void close_page(struct page *page, const char *want)
{
    assert_int_equal(fclose(page->print.to), 0);
    assert_string_equal(page->text, want);
    free(page->text);
    dy_arena_finish(&page->mem);
}

static void test_digits(void **state)
{
    static const struct {
        const char *name, *lang;
        uint64_t value;
        const char *want;
    } rows[] = {
        {"zero is a digit", "en", 0, "0"},
        {"three digits stay together", "en", 999, "999"},
        {"four are grouped", "en", 1000, "1,000"},
        {"a nation's votes", "en", 3431510, "3,431,510"},
        {"Russian groups by spaces", "ru", 3431510, "3 431 510"},
        {"Kazakh groups by spaces", "kk", 12035578, "12 035 578"},
        {"the largest there is", "en", UINT64_MAX, "18,446,744,073,709,551,615"},
    };
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        char got[40];
        dy_group_digits(rows[i].lang, rows[i].value, got, sizeof got);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, got);
    }
}

static void test_percent(void **state)
{
    static const struct {
        const char *name;
        uint64_t part, whole;
        const char *want;
    } rows[] = {
        {"two decimals", 3431510, 6366441, "53.90"},
        {"a whole percentage is shown as one", 1, 20, "5.00"},
        {"just under the bar does not look like it", 87573, 1751506, "4.9999"},
        {"just over a half does not look like it", 500001, 1000000, "50.0001"},
        {"nothing", 0, 10, "0.00"},
        {"everything", 10, 10, "100.00"},
        {"of nothing", 1, 0, "-"},
        {"a trace keeps two decimals", 1, 10000000, "0.00"},
    };
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct page page;
        struct dy_table table;
        char want[64];
        open_page(&page, "en", 80);
        dy_table_init(&table, &page.mem, &page.print);
        dy_table_column(&table, "%", DY_RIGHT);
        dy_table_percent(&table, rows[i].part, rows[i].whole);
        (void)dy_table_print(&table);
        (void)fflush(page.print.to);
        const char *last = strrchr(page.text, '\n');
        while (last > page.text && last[-1] != '\n')
            last--;
        (void)snprintf(want, sizeof want, "%s\n", rows[i].want);
        if (strcmp(last + strspn(last, " "), want) != 0)
            fail_msg("%s: %s", rows[i].name, last);
        (void)fclose(page.print.to);
        free(page.text);
        dy_arena_finish(&page.mem);
    }
}

static void test_columns(void **state)
{
    struct page page;
    struct dy_table table;
    (void)state;
    open_page(&page, "en", 80);
    dy_table_init(&table, &page.mem, &page.print);
    dy_table_column(&table, "list", DY_LEFT);
    dy_table_column(&table, "votes", DY_RIGHT);
    dy_table_column(&table, "", DY_LEFT);
    dy_table_text(&table, "Әділет");
    dy_table_number(&table, 1234);
    dy_table_text(&table, "in");
    dy_table_text(&table, "b");
    dy_table_number(&table, 5);
    dy_table_text(&table, "");
    assert_true(dy_table_print(&table));
    close_page(&page, "list    votes\n"
                      "─────────────────\n"
                      "Әділет  1,234  in\n"
                      "b           5\n");
}

static void test_ellipsis(void **state)
{
    struct page page;
    struct dy_table table;
    (void)state;
    open_page(&page, "en", 20);
    dy_table_init(&table, &page.mem, &page.print);
    dy_table_column(&table, "list", DY_LEFT);
    dy_table_column(&table, "votes", DY_RIGHT);
    dy_table_text(&table, "Қазақстан Халық партиясы");
    dy_table_number(&table, 432920);
    assert_true(dy_table_print(&table));
    close_page(&page, "list           votes\n"
                      "────────────────────\n"
                      "Қазақстан …  432,920\n");
}

static void test_no_memory(void **state)
{
    struct page page;
    (void)state;
    open_page(&page, "en", 80);
    for (uint64_t n = 1;; n++) {
        struct dy_table table;
        struct dy_arena mem;
        dy_arena_init(&mem);
        mem.fail_at = n;
        dy_table_init(&table, &mem, &page.print);
        dy_table_column(&table, "votes", DY_RIGHT);
        dy_table_number(&table, 1);
        dy_table_number(&table, 2);
        bool printed = dy_table_print(&table);
        (void)fflush(page.print.to);
        dy_arena_finish(&mem);
        if (printed)
            break;
        assert_int_equal(page.n, 0);
        assert_true(n < 100);
    }
    close_page(&page, "votes\n─────\n    1\n    2\n");
}

static void test_wrapping(void **state)
{
    static const struct {
        const char *name, *first, *rest, *text, *want;
    } rows[] = {
        {"what fits stays on its line", "", "", "one two", "one two\n"},
        {"a word goes whole to the next line", "", "", "one two three four five six",
         "one two three four\nfive six\n"},
        {"continued lines are indented", "├─ ", "│  ", "one two three four five six",
         "├─ one two three\n│  four five six\n"},
        {"letters are counted, not bytes", "", "", "бір екі үш төрт бес", "бір екі үш төрт бес\n"},
        {"a word longer than the line stands alone", "", "", "a abcdefghijklmnopqrstuvwxyz b",
         "a\nabcdefghijklmnopqrstuvwxyz\nb\n"},
        {"nothing is a line", "", "", "", "\n"},
    };
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct page page;
        open_page(&page, "en", 20);
        dy_print_wrapped(&page.print, rows[i].first, rows[i].rest, rows[i].text);
        (void)fflush(page.print.to);
        if (strcmp(page.text, rows[i].want) != 0)
            fail_msg("%s:\n%s", rows[i].name, page.text);
        close_page(&page, rows[i].want);
    }
}

static void test_csv(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } rows[] = {
        {"plain text stands as it is", "amanat", "amanat"},
        {"a comma is quoted", "a, b", "\"a, b\""},
        {"quotes are doubled", "say \"no\"", "\"say \"\"no\"\"\""},
        {"a line break is quoted", "a\nb", "\"a\nb\""},
        {"a formula is defused", "=1+1", "\"'=1+1\""},
        {"a minus at the start too", "-5", "\"'-5\""},
        {"a minus inside is text", "a-5", "a-5"},
        {"an empty cell", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct page page;
        open_page(&page, "en", 80);
        dy_csv_write(page.print.to, rows[i].text);
        (void)fflush(page.print.to);
        if (strcmp(page.text, rows[i].want) != 0)
            fail_msg("%s: %s", rows[i].name, page.text);
        close_page(&page, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digits),    cmocka_unit_test(test_percent),
        cmocka_unit_test(test_columns),   cmocka_unit_test(test_ellipsis),
        cmocka_unit_test(test_no_memory), cmocka_unit_test(test_wrapping),
        cmocka_unit_test(test_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

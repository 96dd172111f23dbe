/* Pictures: golden bytes (test/publish/svg/), counts of what is drawn, hostile names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publish/svg.h"

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    while ((text = strstr(text, what))) {
        n++;
        text += strlen(what);
    }
    return n;
}

/* DAUYS_GOLDEN=write writes it instead. */
static void is_golden(const struct dy_writer *to, const char *name)
{
    char path[500], *whole = calloc(1, to->n + 2);
    const char *how = getenv("DAUYS_GOLDEN");
    bool writes = how && strcmp(how, "write") == 0;
    snprintf(path, sizeof path, DAUYS_SOURCE_DIR "/test/publish/svg/%s.svg", name);
    FILE *file = fopen(path, writes ? "w" : "r");
    assert_non_null(file);
    assert_non_null(whole);
    if (writes) {
        assert_int_equal(fwrite(to->of, 1, to->n, file), to->n);
    } else {
        size_t n = fread(whole, 1, to->n + 1, file);
        assert_int_equal(n, to->n);
        assert_memory_equal(whole, to->of, n);
    }
    fclose(file);
    free(whole);
}

static void a_house_is_drawn_seat_by_seat(void **state)
{
    struct dy_arena mem;
    const struct dy_svg_group groups[] = {{"Amber: 40 seats", 40, 40, 0},
                                          {"Birch: 17 (15–19)", 17, 15, 1},
                                          {"Cedar & <Co>: 3 seats", 3, 3, 2},
                                          {"—", 2, 0, 9}};
    (void)state;
    dy_arena_init(&mem);
    struct dy_writer to = {.mem = &mem};
    dy_svg_hemicycle(&to, "62 seats", DY_COUNT_OF(groups), groups);
    assert_int_equal(count(to.of, "<circle"), 62);
    assert_int_equal(count(to.of, "dy-open"), 4);
    assert_non_null(strstr(to.of, "Cedar &amp; &lt;Co&gt;"));
    is_golden(&to, "hemicycle");
    dy_arena_finish(&mem);
}

static void every_size_of_house_has_all_its_seats(void **state)
{
    (void)state;
    for (uint32_t n = 2; n <= DY_SVG_SEATS_MAX; n += n < 300 ? 1 : 97) {
        struct dy_arena mem;
        dy_arena_init(&mem);
        struct dy_writer to = {.mem = &mem};
        const struct dy_svg_group all = {"all", n, n, 0};
        dy_svg_hemicycle(&to, "all", 1, &all);
        assert_false(to.failed);
        assert_int_equal(count(to.of, "<circle"), n);
        assert_int_equal(count(to.of, "\"-"), 0); /* nothing left of or above the picture */
        dy_arena_finish(&mem);
    }
}

static void no_house_is_drawn_that_cannot_be(void **state)
{
    struct dy_arena mem;
    (void)state;
    dy_arena_init(&mem);
    struct dy_writer to = {.mem = &mem};
    const struct dy_svg_group one = {"one", 1, 1, 0}, many = {"many", 1000000, 0, 0};
    dy_svg_hemicycle(&to, "", 1, &one);
    dy_svg_hemicycle(&to, "", 1, &many);
    assert_int_equal(to.n, 0);
    dy_arena_finish(&mem);
}

static void bars_have_the_bar_drawn_in(void **state)
{
    struct dy_arena mem;
    const struct dy_svg_bar bars[] = {{"Amber", "53.90 %", 3431510, 0, true},
                                      {"Birch \"x\"", "4.99 %", 318000, 1, false},
                                      {"Cedar", "0.00 %", 0, 2, false}};
    (void)state;
    dy_arena_init(&mem);
    struct dy_writer to = {.mem = &mem};
    dy_svg_bars(&to, "Lists", DY_COUNT_OF(bars), bars, 318323, "the bar: 318,323 votes");
    assert_int_equal(count(to.of, "<rect"), 3);
    assert_int_equal(count(to.of, "dy-open"), 2);
    assert_int_equal(count(to.of, "\"dy-bar\""), 1);
    is_golden(&to, "bars");
    dy_arena_finish(&mem);
}

static void votes_near_the_end_of_numbers_do_not_wrap(void **state)
{
    struct dy_arena mem;
    const struct dy_svg_bar bar = {"all", "100 %", UINT64_MAX, 0, true};
    (void)state;
    dy_arena_init(&mem);
    struct dy_writer to = {.mem = &mem};
    dy_svg_bars(&to, "", 1, &bar, 0, "");
    assert_non_null(strstr(to.of, "width=\"716\""));
    dy_arena_finish(&mem);
}

static void tiles_are_links_with_names(void **state)
{
    struct dy_arena mem;
    const struct dy_svg_tile tiles[] = {{"01", "Area 1: Amber", "/a/contest/d/01", 0, false},
                                        {"02", "Area 2: Birch", "/a/contest/d/02", 1, true},
                                        {"<3>", "\" onload=\"x", "/a?x=1&y=2", 9, false}};
    (void)state;
    dy_arena_init(&mem);
    struct dy_writer to = {.mem = &mem};
    dy_svg_tiles(&to, "Districts", DY_COUNT_OF(tiles), tiles);
    assert_int_equal(count(to.of, "<a href=\"/a"), 3);
    assert_null(strstr(to.of, "\" onload=\""));
    assert_non_null(strstr(to.of, "/a?x=1&amp;y=2"));
    is_golden(&to, "tiles");
    dy_arena_finish(&mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_house_is_drawn_seat_by_seat),
        cmocka_unit_test(every_size_of_house_has_all_its_seats),
        cmocka_unit_test(no_house_is_drawn_that_cannot_be),
        cmocka_unit_test(bars_have_the_bar_drawn_in),
        cmocka_unit_test(votes_near_the_end_of_numbers_do_not_wrap),
        cmocka_unit_test(tiles_are_links_with_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

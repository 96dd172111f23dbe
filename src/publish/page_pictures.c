/*
 * Pictures of a page, made from nothing but its value: svg.hemicycle of the house, and in each tier
 * svg.bars of its lists or svg.tiles of its areas.
 */
#include <string.h>

#include "publish/page_parts.h"
#include "publish/svg.h"

enum { BARS_MAX = 12 }; /* the table beside has them all */

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static uint64_t number_of(const json_t *object, const char *key)
{
    json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 ? (uint64_t)value : 0;
}

static json_t *written(const struct dy_writer *to)
{
    return to->failed ? NULL : to->n ? json_stringn(to->of, to->n) : json_null();
}

static json_t *hemicycle(struct dy_arena *mem, const json_t *house)
{
    struct dy_writer to = {.mem = mem};
    const json_t *rows = json_object_get(house, "rows");
    size_t n = json_array_size(rows);
    struct dy_svg_group *groups = DY_NEW(mem, struct dy_svg_group, n + 1);
    if (!groups)
        return NULL;
    uint64_t seats = number_of(house, "seats"), given = 0;
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(rows, i);
        uint64_t all = number_of(row, "seats"), sure = number_of(row, "seats_min");
        const char *text =
            dy_arena_format(mem, "%s: %s", text_of(row, "title"), text_of(row, "seats_text"));
        groups[i] = (struct dy_svg_group){text ? text : "", (uint32_t)all,
                                          (uint32_t)(sure < all ? sure : all),
                                          (unsigned)number_of(row, "colour")};
        given += all;
    }
    if (seats > given)
        groups[n++] = (struct dy_svg_group){"—", (uint32_t)(seats - given), 0, DY_SVG_COLOURS - 1};
    dy_svg_hemicycle(&to, text_of(house, "text"), n, groups);
    return written(&to);
}

static json_t *bars(struct dy_arena *mem, const char *title, const json_t *contest)
{
    struct dy_writer to = {.mem = mem};
    const json_t *choices = json_object_get(contest, "choices"),
                 *base = json_object_get(contest, "base");
    size_t n = json_array_size(choices);
    struct dy_svg_bar *rows = DY_NEW(mem, struct dy_svg_bar, n + 1);
    bool lists = json_is_true(json_object_get(contest, "is_lists"));
    if (!rows)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const json_t *choice = json_array_get(choices, i);
        const char *text = dy_arena_format(mem, "%s %%", text_of(choice, "percent"));
        rows[i] =
            (struct dy_svg_bar){text_of(choice, "title"), text ? text : "",
                                number_of(choice, "votes"), (unsigned)number_of(choice, "colour"),
                                !lists || json_is_true(json_object_get(choice, "admitted"))};
    }
    if (n)
        dy_svg_bars(&to, title, n < BARS_MAX ? n : BARS_MAX, rows, number_of(base, "bar"),
                    text_of(base, "bar_text"));
    return written(&to);
}

static json_t *tiles(struct dy_arena *mem, const char *title, const json_t *contests)
{
    struct dy_writer to = {.mem = mem};
    size_t n = json_array_size(contests);
    struct dy_svg_tile *rows = DY_NEW(mem, struct dy_svg_tile, n + 1);
    if (!rows)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        const json_t *contest = json_array_get(contests, i);
        const char *text = dy_arena_format(mem, "%s: %s", text_of(contest, "area_title"),
                                           text_of(contest, "name"));
        rows[i] = (struct dy_svg_tile){
            text_of(contest, "area"), text ? text : "", text_of(contest, "href"),
            (unsigned)number_of(contest, "colour"), json_is_true(json_object_get(contest, "open"))};
    }
    if (n)
        dy_svg_tiles(&to, title, n, rows);
    return written(&to);
}

/* The tiers with a picture each, in the same order. */
static json_t *tiers(struct dy_arena *mem, const json_t *value)
{
    const json_t *all = json_object_get(value, "tiers");
    json_t *out = json_array();
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *tier = json_array_get(all, i);
        const json_t *contest = json_object_get(tier, "contest");
        const char *title = text_of(tier, "title");
        out = dy_json_add(
            out, json_pack("{s:o s:o}", "bars",
                           json_is_object(contest) ? bars(mem, title, contest) : json_null(),
                           "tiles", tiles(mem, title, json_object_get(tier, "contests"))));
    }
    return out;
}

json_t *dy_page_pictures(struct dy_arena *mem, const json_t *value)
{
    const json_t *house = json_object_get(value, "house"),
                 *contest = json_object_get(value, "contest");
    json_t *out = json_object();
    out =
        dy_json_put(out, "hemicycle", json_is_object(house) ? hemicycle(mem, house) : json_null());
    out = dy_json_put(out, "bars",
                      json_is_object(contest) ? bars(mem, text_of(value, "title"), contest)
                                              : json_null());
    return dy_json_put(out, "tiers", tiers(mem, value));
}

/*
 * Pictures as SVG text, our own: no library, no script, no style but classes and attributes, so
 * that a strict Content-Security-Policy lets them be.
 *
 * 1. Integers only: the same values give the same bytes everywhere.
 * 2. Every picture has a title, and every part of it one with its name and number; the page has the
 *    same figures as a table beside it. Colour is never the only signal.
 * 3. All texts are escaped here.
 */
#ifndef DAUYS_PUBLISH_SVG_H
#define DAUYS_PUBLISH_SVG_H

#include "publish/writer.h"

enum {
    DY_SVG_COLOURS = 10,     /* classes dy-c0 to dy-c9 of web/style */
    DY_SVG_SEATS_MAX = 1500, /* a house with more is not drawn */
};
/* The colour of the i-th list: the tenth is grey and stands for all others. */
unsigned dy_svg_colour(size_t i);

/* The seats of a group, from left to right. */
struct dy_svg_group {
    const char *text;      /* "Amanat: 62 seats" */
    uint32_t n, n_settled; /* the others are drawn hollow: they are open */
    unsigned colour;
};
/* title: of the whole. Nothing is written for fewer than two seats or more than DY_SVG_SEATS_MAX.
 */
void dy_svg_hemicycle(struct dy_writer *to, const char *title, size_t n,
                      const struct dy_svg_group *groups);

struct dy_svg_bar {
    const char *name, *text; /* "Amanat", "53.90 %" */
    uint64_t votes;
    unsigned colour;
    bool is_in; /* over the bar: else the bar is hatched by its class */
};
/* needed: where the line is drawn, 0 = nowhere; line: its text. */
void dy_svg_bars(struct dy_writer *to, const char *title, size_t n, const struct dy_svg_bar *bars,
                 uint64_t needed, const char *line);

struct dy_svg_tile {
    const char *name, *text; /* "01", "Area one: Amanat" */
    const char *href;
    unsigned colour;
    bool is_open; /* not decided, or may change: drawn hollow */
};
void dy_svg_tiles(struct dy_writer *to, const char *title, size_t n,
                  const struct dy_svg_tile *tiles);

/* The first element and the title, for the writers above. */
void dy_svg_open(struct dy_writer *to, const char *kind, const char *title, unsigned width,
                 unsigned height);

#endif

/* Areas as equal tiles, each a link, in the order given: a map where every area counts the same. */
#include <string.h>

#include "publish/svg.h"

enum { SIDE = 56, GAP = 4, COLUMNS_MAX = 20 };

/* About twice as wide as high. */
static unsigned columns_for(size_t n)
{
    unsigned columns = 1;
    while (columns < COLUMNS_MAX && (size_t)columns * columns < 2 * n)
        columns++;
    return columns;
}

static void draw_tile(struct dy_writer *to, const struct dy_svg_tile *tile, unsigned x, unsigned y)
{
    dy_write_text(to, "<a href=\"");
    dy_write_escaped(to, tile->href, strlen(tile->href));
    dy_write_format(to, "\" class=\"dy-c%u\"><title>", tile->colour);
    dy_write_escaped(to, tile->text, strlen(tile->text));
    dy_write_format(to,
                    "</title><rect x=\"%u\" y=\"%u\" width=\"%d\" height=\"%d\" rx=\"6\"%s/>"
                    "<text x=\"%u\" y=\"%u\" text-anchor=\"middle\">",
                    x, y, SIDE, SIDE, tile->is_open ? " class=\"dy-open\"" : "", x + SIDE / 2,
                    y + SIDE / 2 + 6);
    dy_write_escaped(to, tile->name, strlen(tile->name));
    dy_write_text(to, "</text></a>\n");
}

void dy_svg_tiles(struct dy_writer *to, const char *title, size_t n,
                  const struct dy_svg_tile *tiles)
{
    unsigned columns = columns_for(n), rows = (unsigned)((n + columns - 1) / columns);
    dy_svg_open(to, "tiles", title, columns * (SIDE + GAP) + GAP, rows * (SIDE + GAP) + GAP);
    for (size_t i = 0; i < n; i++)
        draw_tile(to, &tiles[i], GAP + (unsigned)(i % columns) * (SIDE + GAP),
                  GAP + (unsigned)(i / columns) * (SIDE + GAP));
    dy_write_text(to, "</svg>\n");
}

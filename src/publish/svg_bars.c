/* Lists as horizontal bars, with the bar that they had to reach drawn in. */
#include <string.h>

#include "publish/svg.h"

enum { WIDTH = 720, HEIGHT = 44, TOP = 34, THICK = 16, MARGIN = 2 };

/* Pixels for a number of votes: the longest bar fills the picture. */
static unsigned length_of(uint64_t votes, uint64_t most)
{
    return most ? (unsigned)((dy_u128)votes * (WIDTH - 2 * MARGIN) / most) : 0;
}

static void draw_bar(struct dy_writer *to, const struct dy_svg_bar *bar, unsigned y, uint64_t most)
{
    dy_write_format(to, "<g class=\"dy-c%u\"><title>", bar->colour);
    dy_write_escaped(to, bar->name, strlen(bar->name));
    dy_write_text(to, ": ");
    dy_write_escaped(to, bar->text, strlen(bar->text));
    dy_write_format(to, "</title><text x=\"%d\" y=\"%u\">", MARGIN, y + 16);
    dy_write_escaped(to, bar->name, strlen(bar->name));
    dy_write_format(to, "</text><text x=\"%d\" y=\"%u\" text-anchor=\"end\">", WIDTH - MARGIN,
                    y + 16);
    dy_write_escaped(to, bar->text, strlen(bar->text));
    dy_write_format(to, "</text><rect x=\"%d\" y=\"%u\" width=\"%u\" height=\"%d\"%s/></g>\n",
                    MARGIN, y + 22, length_of(bar->votes, most), THICK,
                    bar->is_in ? "" : " class=\"dy-open\"");
}

/* A line through every bar, not through the names. */
static void draw_line(struct dy_writer *to, size_t n, uint64_t needed, uint64_t most,
                      const char *line)
{
    unsigned x = MARGIN + length_of(needed, most);
    dy_write_format(to, "<text class=\"dy-bar-text\" x=\"%u\" y=\"16\" text-anchor=\"%s\">", x,
                    x < WIDTH / 2 ? "start" : "end");
    dy_write_escaped(to, line, strlen(line));
    dy_write_format(to, "</text><path class=\"dy-bar\" d=\"M%u 20V%d", x, TOP - 6);
    for (size_t i = 0; i < n; i++)
        dy_write_format(to, "M%u %uV%u", x, TOP + (unsigned)i * HEIGHT + 20,
                        TOP + (unsigned)i * HEIGHT + 24 + THICK);
    dy_write_text(to, "\"/>\n");
}

void dy_svg_bars(struct dy_writer *to, const char *title, size_t n, const struct dy_svg_bar *bars,
                 uint64_t needed, const char *line)
{
    uint64_t most = needed;
    for (size_t i = 0; i < n; i++)
        most = bars[i].votes > most ? bars[i].votes : most;
    dy_svg_open(to, "bars", title, WIDTH, TOP + (unsigned)n * HEIGHT);
    for (size_t i = 0; i < n; i++)
        draw_bar(to, &bars[i], TOP + (unsigned)i * HEIGHT, most);
    if (needed)
        draw_line(to, n, needed, most, line);
    dy_write_text(to, "</svg>\n");
}

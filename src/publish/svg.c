/* What pictures share. */
#include "publish/svg.h"

#include <string.h>

unsigned dy_svg_colour(size_t i)
{
    return i < DY_SVG_COLOURS - 1 ? (unsigned)i : DY_SVG_COLOURS - 1;
}

void dy_svg_open(struct dy_writer *to, const char *kind, const char *title, unsigned width,
                 unsigned height)
{
    dy_write_format(to,
                    "<svg class=\"dy-svg dy-%s\" xmlns=\"http://www.w3.org/2000/svg\" "
                    "viewBox=\"0 0 %u %u\" role=\"%s\" aria-label=\"",
                    kind, width, height, strcmp(kind, "tiles") == 0 ? "group" : "img");
    dy_write_escaped(to, title, strlen(title));
    dy_write_text(to, "\"><title>");
    dy_write_escaped(to, title, strlen(title));
    dy_write_text(to, "</title>\n");
}

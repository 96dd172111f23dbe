/*
 * The house as a half circle: rows of seats, filled group by group from left to right, so that a
 * group is a slice of it.
 *
 * Rows are as far apart as seats in a row. The seats are shared over the rows by their length, by
 * largest remainders, and then taken in the order of their angle.
 */
#include <string.h>

#include "publish/svg.h"

enum {
    WIDTH = 1000, /* of the picture */
    MIDDLE = 500,
    BOTTOM = 490,
    INNER = 190,  /* radius of the hole */
    OUTER = 480,  /* and of the whole */
    ROWS = 24,    /* at most */
    HALF = 18000, /* half a circle in hundredths of a degree */
    ONE = 10000,  /* the sine of a right angle */
};

/* The sine of 0 to 90 degrees, in parts of ONE. */
static const int16_t SINES[] = {
    0,    175,  349,  523,  698,  872,  1045, 1219, 1392, 1564, 1736, 1908, 2079, 2250, 2419, 2588,
    2756, 2924, 3090, 3256, 3420, 3584, 3746, 3907, 4067, 4226, 4384, 4540, 4695, 4848, 5000, 5150,
    5299, 5446, 5592, 5736, 5878, 6018, 6157, 6293, 6428, 6561, 6691, 6820, 6947, 7071, 7193, 7314,
    7431, 7547, 7660, 7771, 7880, 7986, 8090, 8192, 8290, 8387, 8480, 8572, 8660, 8746, 8829, 8910,
    8988, 9063, 9135, 9205, 9272, 9336, 9397, 9455, 9511, 9563, 9613, 9659, 9703, 9744, 9781, 9816,
    9848, 9877, 9903, 9925, 9945, 9962, 9976, 9986, 9994, 9998, 10000};

/* angle: 0 .. 9000 */
static int sine(int angle)
{
    int degree = angle / 100, rest = angle % 100;
    if (degree >= 90)
        return ONE;
    return SINES[degree] + (SINES[degree + 1] - SINES[degree]) * rest / 100;
}

struct row {
    unsigned radius, n, next; /* seats, of them taken */
    unsigned rest;            /* remainder of the share */
};
struct plan {
    unsigned n_rows, step;
    struct row rows[ROWS];
};

/* The fewest rows in which so many seats have room. */
static void choose_rows(struct plan *plan, unsigned seats)
{
    unsigned room = 0;
    for (plan->n_rows = 0; room < seats && plan->n_rows < ROWS;) {
        plan->n_rows++;
        plan->step = (OUTER - INNER) / plan->n_rows;
        room = 0;
        for (unsigned i = 0; i < plan->n_rows; i++) {
            plan->rows[i].radius = INNER + plan->step * i + plan->step / 2;
            room += plan->rows[i].radius * 314 / (100 * plan->step) + 1;
        }
    }
}

static void share_seats(struct plan *plan, unsigned seats)
{
    unsigned all = 0, given = 0;
    for (unsigned i = 0; i < plan->n_rows; i++)
        all += plan->rows[i].radius;
    for (unsigned i = 0; i < plan->n_rows; i++) {
        plan->rows[i].n = seats * plan->rows[i].radius / all;
        plan->rows[i].rest = seats * plan->rows[i].radius % all;
        given += plan->rows[i].n;
    }
    for (; given < seats; given++) {
        struct row *best = &plan->rows[0];
        for (unsigned i = 1; i < plan->n_rows; i++)
            if (plan->rows[i].rest >= best->rest)
                best = &plan->rows[i];
        best->n++;
        best->rest = 0;
    }
}

static unsigned angle_of(const struct row *row, unsigned i)
{
    return row->n < 2 ? HALF / 2 : i * HALF / (row->n - 1);
}

/* The next seat from the left, the innermost of those at one angle. */
static struct row *next_seat(struct plan *plan)
{
    struct row *best = NULL;
    for (unsigned i = 0; i < plan->n_rows; i++) {
        struct row *row = &plan->rows[i];
        if (row->next < row->n && (!best || angle_of(row, row->next) < angle_of(best, best->next)))
            best = row;
    }
    return best;
}

static void draw_seat(struct dy_writer *to, struct plan *plan, bool is_settled)
{
    struct row *row = next_seat(plan);
    if (!row)
        return;
    int angle = (int)angle_of(row, row->next++), radius = (int)row->radius;
    bool is_left = angle <= HALF / 2;
    int along = is_left ? angle : HALF - angle; /* from the nearer end */
    int x = radius * sine(HALF / 2 - along) / ONE, y = radius * sine(along) / ONE;
    dy_write_format(to, "<circle cx=\"%d\" cy=\"%d\" r=\"%u\"%s/>",
                    is_left ? MIDDLE - x : MIDDLE + x, BOTTOM - y, plan->step * 2 / 5,
                    is_settled ? "" : " class=\"dy-open\"");
}

void dy_svg_hemicycle(struct dy_writer *to, const char *title, size_t n,
                      const struct dy_svg_group *groups)
{
    struct plan plan = {0};
    uint64_t seats = 0;
    for (size_t i = 0; i < n; i++)
        seats += groups[i].n;
    if (seats < 2 || seats > DY_SVG_SEATS_MAX)
        return;
    choose_rows(&plan, (unsigned)seats);
    share_seats(&plan, (unsigned)seats);
    dy_svg_open(to, "hemicycle", title, WIDTH, BOTTOM + 40);
    for (size_t i = 0; i < n; i++) {
        dy_write_format(to, "<g class=\"dy-c%u\"><title>", groups[i].colour);
        dy_write_escaped(to, groups[i].text, strlen(groups[i].text));
        dy_write_text(to, "</title>");
        for (uint32_t k = 0; k < groups[i].n; k++)
            draw_seat(to, &plan, k < groups[i].n_settled);
        dy_write_text(to, "</g>\n");
    }
    dy_write_format(
        to, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" class=\"dy-total\">%u</text></svg>\n",
        MIDDLE, BOTTOM - 20, (unsigned)seats);
}

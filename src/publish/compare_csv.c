/* A comparison as CSV: a row a figure that differs, a place that one side lacks, a sum. */
#include "publish/names.h"
#include "publish/table.h"
#include "state/sides.h"

struct rows {
    FILE *to;
    const struct dy_election *election;
    const struct dy_compare_contest *contest;
    const char *label;
};

static void head(const struct rows *in, uint32_t unit, const char *kind, const char *column)
{
    const char *unit_id = in->election->units.of[unit].id;
    dy_csv_write(in->to, in->label);
    fprintf(in->to, ",%u,", in->contest->round);
    dy_csv_write(in->to, unit_id);
    fprintf(in->to, ",%s,", kind);
    dy_csv_write(in->to, column);
}

/* Numbers as they are: a minus sign is no formula here. */
static void figure_row(const struct rows *in, uint32_t unit, const char *kind,
                       const struct dy_compare_figure *figure)
{
    const struct dy_contest *contest = &in->election->contests[in->contest->contest];
    bool both = figure->is_there[DY_SIDE_A] && figure->is_there[DY_SIDE_B];
    head(in, unit, kind, dy_sides_column(in->election, contest->tier, figure->slot));
    for (unsigned side = 0; side < DY_SIDES; side++) {
        fputc(',', in->to);
        if (figure->is_there[side])
            fprintf(in->to, "%llu", (unsigned long long)figure->value[side]);
    }
    fputc(',', in->to);
    if (both)
        fprintf(in->to, "%lld",
                (long long)figure->value[DY_SIDE_B] - (long long)figure->value[DY_SIDE_A]);
    fputc('\n', in->to);
}

static void contest_rows(const struct rows *in)
{
    uint32_t area = in->election->contests[in->contest->contest].area;
    for (size_t i = 0; i < in->contest->n_units; i++) {
        const struct dy_compare_unit *unit = &in->contest->units[i];
        const char *kind = dy_compare_kind_name(unit->kind);
        for (size_t k = 0; k < unit->n_figures; k++)
            figure_row(in, unit->unit, kind, &unit->figures[k]);
        if (unit->n_figures == 0) {
            head(in, unit->unit, kind, "");
            fputs(",,,\n", in->to);
        }
    }
    for (size_t i = 0; i < in->contest->n_sums; i++)
        figure_row(in, area, "sum", &in->contest->sums[i]);
}

enum dy_code dy_publish_compare_csv(struct dy_arena *mem, const struct dy_compare *compare,
                                    FILE *to, struct dy_err *err)
{
    struct rows in = {.to = to, .election = compare->election};
    enum dy_code code = DY_OK;
    fputs("contest,round,unit,kind,column,a,b,difference\n", to);
    for (size_t i = 0; i < compare->n_contests && !code; i++) {
        in.contest = &compare->contests[i];
        in.label = dy_contest_label(mem, compare->election,
                                    &compare->election->contests[in.contest->contest]);
        code = in.label ? DY_OK : dy_no_memory(err);
        if (!code)
            contest_rows(&in);
    }
    return code;
}

/* The walk over two sources. Rows are kept until both files are read, then joined by place. */
#include "state/sides.h"

#include <string.h>

struct kept {
    const struct dy_protocols *file;
    uint32_t line;
    uint64_t byte;
    uint64_t values[];
};

struct walk {
    struct dy_arena *mem;
    const struct dy_sides *sides;
    size_t n_slots;
    struct kept **rows[DY_SIDES];  /* [units] */
    struct dy_sides_place *places; /* [units] */
    uint8_t *inner;                /* [units] has children */
    const struct dy_protocols *file;
    unsigned side;
};

static bool is_of(const struct dy_sides *sides, unsigned side, const struct dy_protocols *file)
{
    return file->tier == sides->tier && file->round == sides->round &&
           strcmp(file->source, sides->source[side]) == 0;
}

bool dy_sides_has(const struct dy_sides *sides, unsigned side)
{
    for (size_t i = 0; i < sides->election->n_protocols; i++)
        if (is_of(sides, side, &sides->election->protocols[i]))
            return true;
    return false;
}

const char *dy_sides_column(const struct dy_election *election, uint32_t tier, size_t slot)
{
    size_t n_fields = election->law->n_fields;
    if (slot < n_fields)
        return election->law->fields[slot].id;
    for (size_t i = 0; i < election->n_contests; i++)
        if (election->contests[i].tier == tier && slot - n_fields < election->contests[i].n_choices)
            return election->contests[i].choices[slot - n_fields].id;
    return "against_all";
}

bool dy_sides_differ(const struct dy_sides_place *place, size_t slot)
{
    return place->present[DY_SIDE_A][slot] && place->present[DY_SIDE_B][slot] &&
           place->values[DY_SIDE_A][slot] != place->values[DY_SIDE_B][slot];
}

/* --- reading --- */

static enum dy_code keep_row(void *self, const struct dy_row *row, struct dy_err *err)
{
    struct walk *in = self;
    struct kept *kept =
        dy_arena_alloc(in->mem, 1, sizeof *kept + in->n_slots * sizeof kept->values[0]);
    if (!kept)
        return dy_no_memory(err);
    kept->file = in->file;
    kept->line = row->line;
    kept->byte = row->byte;
    memcpy(kept->values, row->values, in->n_slots * sizeof kept->values[0]);
    in->rows[in->side][row->unit] = kept;
    return DY_OK;
}

static enum dy_code read_sides(struct walk *in, struct dy_err *err)
{
    const struct dy_election *election = in->sides->election;
    struct dy_row_visitor visitor = {in, NULL, keep_row};
    enum dy_code code = DY_OK;
    for (in->side = 0; in->side < DY_SIDES; in->side++) {
        for (size_t i = 0; i < election->n_protocols && !code; i++) {
            in->file = &election->protocols[i];
            if (!is_of(in->sides, in->side, in->file))
                continue;
            in->n_slots = in->file->n_slots; /* the same for all files of a tier */
            code = dy_protocols_scan(election, in->file, &visitor, err);
        }
    }
    return code;
}

/* --- joining --- */

/* The highest unit at or above this one that has a row on either side, DY_NOTHING if none has. */
static uint32_t place_of(const struct walk *in, uint32_t unit, bool covered[DY_SIDES])
{
    uint32_t place = DY_NOTHING;
    covered[DY_SIDE_A] = covered[DY_SIDE_B] = false;
    for (; unit != DY_NOTHING; unit = in->sides->election->units.of[unit].parent) {
        for (unsigned side = 0; side < DY_SIDES; side++)
            covered[side] |= in->rows[side][unit] != NULL;
        if (in->rows[DY_SIDE_A][unit] || in->rows[DY_SIDE_B][unit])
            place = unit;
    }
    return place;
}

static enum dy_code start_sums(struct walk *in, struct dy_sides_place *place, unsigned side,
                               struct dy_err *err)
{
    place->n_slots = in->n_slots;
    place->values[side] = DY_NEW(in->mem, uint64_t, in->n_slots);
    place->present[side] = DY_NEW(in->mem, uint8_t, in->n_slots);
    if (!place->values[side] || !place->present[side])
        return dy_no_memory(err);
    memset(place->present[side], 1, in->n_slots);
    return DY_OK;
}

static enum dy_code join_row(struct walk *in, struct dy_sides_place *place, unsigned side,
                             const struct kept *row, struct dy_err *err)
{
    enum dy_code code = place->n_rows[side] ? DY_OK : start_sums(in, place, side, err);
    bool fits = true;
    if (code)
        return code;
    for (size_t i = 0; i < in->n_slots; i++) {
        fits &= dy_add(&place->values[side][i], row->values[i]);
        place->present[side][i] &= row->file->present[i];
    }
    place->n_rows[side]++;
    place->at[side] = place->n_rows[side] > 1
                          ? (struct dy_span){0}
                          : (struct dy_span){row->file->path, row->byte, row->line, 0};
    if (!fits)
        return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = row->file->path}, NULL,
                       "has figures whose sum is too large");
    return DY_OK;
}

static enum dy_code join(struct walk *in, struct dy_err *err)
{
    const struct dy_units *units = &in->sides->election->units;
    enum dy_code code = DY_OK;
    for (uint32_t unit = 0; unit < units->n && !code; unit++) {
        bool covered[DY_SIDES];
        uint32_t place = place_of(in, unit, covered);
        if (place == DY_NOTHING)
            continue;
        for (unsigned side = 0; side < DY_SIDES && !code; side++) {
            if (in->rows[side][unit])
                code = join_row(in, &in->places[place], side, in->rows[side][unit], err);
            in->places[place].n_missing[side] += !in->inner[unit] && !covered[side];
        }
    }
    return code;
}

static enum dy_code visit_places(struct walk *in, void *self, dy_sides_visit visit,
                                 struct dy_err *err)
{
    enum dy_code code = DY_OK;
    for (uint32_t unit = 0; unit < in->sides->election->units.n && !code; unit++) {
        in->places[unit].unit = unit;
        if (in->places[unit].n_rows[DY_SIDE_A] || in->places[unit].n_rows[DY_SIDE_B])
            code = visit(self, &in->places[unit], err);
    }
    return code;
}

enum dy_code dy_sides_walk(const struct dy_sides *sides, void *self, dy_sides_visit visit,
                           struct dy_err *err)
{
    const struct dy_units *units = &sides->election->units;
    struct dy_arena mem;
    struct walk in = {.mem = &mem, .sides = sides};
    dy_arena_init(&mem);
    in.rows[DY_SIDE_A] = DY_NEW(&mem, struct kept *, units->n);
    in.rows[DY_SIDE_B] = DY_NEW(&mem, struct kept *, units->n);
    in.places = DY_NEW(&mem, struct dy_sides_place, units->n);
    in.inner = DY_NEW(&mem, uint8_t, units->n);
    bool good = in.rows[DY_SIDE_A] && in.rows[DY_SIDE_B] && in.places && in.inner;
    for (uint32_t i = 0; good && i < units->n; i++)
        if (units->of[i].parent != DY_NOTHING)
            in.inner[units->of[i].parent] = 1;
    enum dy_code code = good ? read_sides(&in, err) : dy_no_memory(err);
    if (!code)
        code = join(&in, err);
    if (!code)
        code = visit_places(&in, self, visit, err);
    dy_arena_finish(&mem);
    return code;
}

/*
 * units.csv: from the polling station up to the nation. Nothing has to grow: there is room for as
 * many rows as the file's size allows, of which only what is used becomes memory.
 */
#include <string.h>

#include "data/lines.h"
#include "election/parts.h"

enum { ID_MAX = 64, ROW_MIN = 6 /* bytes: "a,b,,\n" */, UNITS_MAX = 64 * 1000 * 1000 };
enum { TEXT_ROOM = 256 * 1024 };
enum { UNIT, LEVEL, PARENT, VOTERS, TITLE, COLUMNS };
static const char *const column_names[] = {"unit", "level", "parent", "voters", "title", NULL};

struct pending {
    uint32_t unit;
    struct dy_span at;
    const char *parent;
};
struct reader {
    struct dy_arena *mem;
    struct dy_err *err;
    struct dy_csv csv;
    struct dy_units *units;
    size_t room; /* units that have a place */
    char *text;  /* where the next string goes */
    size_t text_left;
    size_t columns[COLUMNS]; /* place of each column, SIZE_MAX if absent */
    size_t n_columns;
    struct dy_vec levels;
    struct dy_vec pending; /* units whose parent stands further down */
    uint32_t last_parent;
};
/* A row, before it is known where it belongs. It goes from thread to thread: no larger than needed.
 */
struct row {
    struct dy_csv_line line;
    dy_votes voters;
    uint64_t hash;
    struct place {
        uint32_t at, n; /* bytes of the line */
    } cells[COLUMNS];
};

/* Ids that count on fall into slots side by side, so that a register in order is quick to enter. */
static inline uint64_t hash_on(uint64_t hash, unsigned byte)
{
    return hash * 11 + byte;
}

static uint64_t hash(const char *id, size_t n)
{
    uint64_t h = 0;
    for (size_t i = 0; i < n; i++)
        h = hash_on(h, (unsigned char)id[i]);
    return h;
}

/* The slot where the id, with that hash, stands or would stand. */
static size_t slot_of(const struct dy_units *units, const char *id, size_t n, uint64_t of)
{
    size_t at = of & (units->index_size - 1);
    while (units->index[at] && !dy_unit_is(&units->of[units->index[at] - 1], id, n))
        at = (at + 1) & (units->index_size - 1);
    return at;
}

uint32_t dy_unit_find(const struct dy_units *units, const char *id, size_t n)
{
    if (units->n == 0 || n == 0)
        return DY_NOTHING;
    uint32_t found = units->index[slot_of(units, id, n, hash(id, n))];
    return found ? found - 1 : DY_NOTHING;
}

uint32_t dy_unit_at_level(const struct dy_units *units, uint32_t unit, uint16_t level)
{
    while (unit != DY_NOTHING && units->of[unit].level != level)
        unit = units->of[unit].parent;
    return unit;
}

uint16_t dy_unit_level_find(const struct dy_units *units, const char *level)
{
    for (size_t i = 0; i < units->n_levels; i++)
        if (strcmp(units->levels[i], level) == 0)
            return (uint16_t)i;
    return UINT16_MAX;
}

static enum dy_code read_header(struct reader *in, bool *got)
{
    struct dy_csv_line line;
    struct dy_csv_cell cells[COLUMNS + 1];
    size_t n = 0;
    enum dy_code code = dy_csv_next(&in->csv, &line, got, in->err);
    if (!code && !*got)
        return dy_fail(in->err, DY_E_INPUT, (struct dy_span){.file = in->csv.file, .line = 1}, NULL,
                       "is empty; a header \"unit,level,parent,voters\" is needed");
    if (!code)
        code = dy_csv_split(&in->csv, &line, cells, COLUMNS + 1, &n, in->err);
    for (size_t i = 0; i < COLUMNS; i++)
        in->columns[i] = SIZE_MAX;
    for (size_t i = 0; i < n && i <= COLUMNS && !code; i++) {
        size_t k = 0;
        while (k < COLUMNS && (strlen(column_names[k]) != cells[i].n ||
                               memcmp(column_names[k], cells[i].text, cells[i].n) != 0))
            k++;
        if (k == COLUMNS || in->columns[k] != SIZE_MAX)
            code = dy_csv_fail(&in->csv, &line, cells[i].column, in->err,
                               "names the column \"%.*s\"%s; the columns are unit, level, parent, "
                               "voters and perhaps title",
                               (int)(cells[i].n < 40 ? cells[i].n : 40), cells[i].text,
                               k == COLUMNS ? "" : " twice");
        else
            in->columns[k] = i;
    }
    for (size_t k = 0; k < TITLE && !code; k++)
        if (in->columns[k] == SIZE_MAX)
            code = dy_csv_fail(&in->csv, &line, 0, in->err, "lacks the column \"%s\"%s",
                               column_names[k],
                               memchr(line.begin, ';', line.n)
                                   ? "; the file looks separated by semicolons, commas are needed"
                                   : "");
    in->n_columns = n;
    return code;
}

/* The cell as a string that stays, side by side with the others; NULL if there is no memory. */
static const char *keep(struct reader *in, const struct dy_csv_cell *cell)
{
    if (cell->n >= in->text_left) {
        in->text_left = cell->n + TEXT_ROOM;
        in->text = dy_arena_alloc(in->mem, in->text_left, 1);
        if (!in->text) {
            in->text_left = 0;
            return NULL;
        }
    }
    char *out = memcpy(in->text, cell->text, cell->n); /* a NUL follows: the room is zeroed */
    in->text += cell->n + 1;
    in->text_left -= cell->n + 1;
    return out;
}

static enum dy_code find_level(struct reader *in, const struct dy_csv_line *line,
                               const struct dy_csv_cell *cell, uint16_t *out)
{
    const char **levels = in->levels.items;
    for (size_t i = 0; i < in->levels.n; i++) {
        if (strncmp(levels[i], cell->text, cell->n) == 0 && levels[i][cell->n] == '\0') {
            *out = (uint16_t)i;
            return DY_OK;
        }
    }
    if (cell->n == 0 || in->levels.n >= 64)
        return dy_csv_fail(&in->csv, line, cell->column, in->err,
                           cell->n ? "names the 65th level; at most 64 are allowed"
                                   : "the level is empty; a word such as station is needed");
    const char **level = dy_vec_push(in->mem, &in->levels, sizeof(const char *));
    if (!level || !(*level = keep(in, cell)))
        return dy_no_memory(in->err);
    *out = (uint16_t)(in->levels.n - 1);
    return DY_OK;
}

/* A parent that was the last one's too is found without looking; one further down is kept. */
static enum dy_code find_parent(struct reader *in, const struct dy_csv_line *line,
                                const struct dy_csv_cell *cell, struct dy_unit *unit)
{
    struct dy_units *units = in->units;
    if (cell->n == 0)
        return DY_OK;
    if (in->last_parent != DY_NOTHING &&
        dy_unit_is(&units->of[in->last_parent], cell->text, cell->n))
        unit->parent = in->last_parent;
    else
        unit->parent = in->last_parent = dy_unit_find(units, cell->text, cell->n);
    if (unit->parent != DY_NOTHING)
        return DY_OK;
    struct pending *later = dy_vec_push(in->mem, &in->pending, sizeof *later);
    const char *parent = keep(in, cell);
    if (!later || !parent)
        return dy_no_memory(in->err);
    *later = (struct pending){
        (uint32_t)(unit - units->of), {in->csv.file, line->byte, line->line, cell->column}, parent};
    return DY_OK;
}

/* Is it an id? Its hash is made on the way. */
static bool read_id(const struct dy_csv_cell *cell, uint64_t *hash)
{
    const char *id = cell->text;
    bool good = cell->n > 0 && cell->n <= ID_MAX && *id != '.' && *id != '_' && *id != '-';
    uint64_t h = 0;
    for (size_t i = 0; i < cell->n && good; i++) {
        unsigned c = (unsigned char)id[i];
        good = ((c | 32) - 'a' < 26U) | (c - '0' < 10U) | (c == '.') | (c == '_') | (c == '-');
        h = hash_on(h, c);
    }
    *hash = h;
    return good;
}

static enum dy_code bad_id(const struct reader *in, const struct dy_csv_line *line,
                           const struct dy_csv_cell *cell, struct dy_err *err)
{
    return dy_csv_fail(&in->csv, line, cell->column, err,
                       "the unit is \"%.*s\"; letters, digits, '.', '_' and '-' are needed, at "
                       "most 64",
                       (int)(cell->n < 40 ? cell->n : 40), cell->text);
}

static enum dy_code parse_row(void *self, unsigned lane, struct dy_csv_line *line, void *item,
                              struct dy_err *err)
{
    const struct reader *in = self;
    struct row *row = item;
    size_t n;
    (void)lane;
    struct dy_csv_cell cells[COLUMNS];
    enum dy_code code = dy_csv_split(&in->csv, line, cells, COLUMNS, &n, err);
    if (!code && n != in->n_columns)
        return dy_csv_fail(&in->csv, line, 0, err, "has %zu cells; the header has %zu", n,
                           in->n_columns);
    if (code)
        return code;
    const struct dy_csv_cell *id = &cells[in->columns[UNIT]], *voters = &cells[in->columns[VOTERS]];
    *row = (struct row){.line = *line, .voters = DY_VOTERS_UNKNOWN};
    if (!read_id(id, &row->hash))
        return bad_id(in, line, id, err);
    for (size_t i = 0; i < COLUMNS; i++)
        if (in->columns[i] != SIZE_MAX) {
            const struct dy_csv_cell *cell = &cells[in->columns[i]];
            row->cells[i] = (struct place){(uint32_t)(cell->text - line->begin), (uint32_t)cell->n};
        }
    return voters->n ? dy_csv_count(&in->csv, line, voters, "voters", &row->voters, err) : DY_OK;
}

static struct dy_csv_cell cell_of(const struct row *row, size_t column)
{
    struct place of = row->cells[column];
    return (struct dy_csv_cell){row->line.begin + of.at, of.n, of.at + 1};
}

static enum dy_code enter(struct reader *in, const struct row *row, const struct dy_csv_cell *id)
{
    struct dy_units *units = in->units;
    struct dy_unit *unit = &units->of[units->n];
    if (units->n == in->room)
        return dy_csv_fail(&in->csv, &row->line, 0, in->err,
                           "is one row too many: at most 64 million are read, and not while the "
                           "file grows");
    size_t slot = slot_of(units, id->text, id->n, row->hash);
    if (units->index[slot])
        return dy_csv_fail(&in->csv, &row->line, id->column, in->err,
                           "the unit \"%.*s\" stands here twice; every unit needs one row",
                           (int)id->n, id->text);
    *unit = (struct dy_unit){keep(in, id), row->voters, DY_NOTHING, 0, (uint16_t)id->n};
    if (!unit->id)
        return dy_no_memory(in->err);
    units->index[slot] = (uint32_t)units->n + 1;
    return DY_OK;
}

static enum dy_code enter_title(struct reader *in, const struct dy_csv_cell *title)
{
    struct dy_name *name = DY_NEW(in->mem, struct dy_name, 1);
    const char *text = keep(in, title);
    if (!name || !text)
        return dy_no_memory(in->err);
    *name = (struct dy_name){.lang = "en", .text = text};
    in->units->titles[in->units->n] = (struct dy_names){1, name};
    return DY_OK;
}

static enum dy_code visit_row(void *self, const void *item, struct dy_err *err)
{
    struct reader *in = self;
    const struct row *row = item;
    struct dy_csv_cell id = cell_of(row, UNIT), level = cell_of(row, LEVEL);
    struct dy_csv_cell parent = cell_of(row, PARENT), title = cell_of(row, TITLE);
    struct dy_unit *unit = &in->units->of[in->units->n];
    (void)err; /* it is in->err */
    enum dy_code code = enter(in, row, &id);
    if (!code)
        code = find_level(in, &row->line, &level, &unit->level);
    if (!code)
        code = find_parent(in, &row->line, &parent, unit);
    if (!code && title.n)
        code = enter_title(in, &title);
    in->units->n += !code;
    return code;
}

static enum dy_code resolve_pending(struct reader *in)
{
    const struct pending *of = in->pending.items;
    for (size_t i = 0; i < in->pending.n; i++) {
        uint32_t parent = dy_unit_find(in->units, of[i].parent, strlen(of[i].parent));
        if (parent == DY_NOTHING)
            return dy_fail(in->err, DY_E_INPUT, of[i].at, NULL,
                           "names the parent \"%.64s\", which has no row of its own", of[i].parent);
        in->units->of[of[i].unit].parent = parent;
    }
    return DY_OK;
}

/* One root, and everybody below it: no circles. Depth is bounded by the number of levels. */
static enum dy_code check_tree(struct reader *in)
{
    struct dy_units *units = in->units;
    struct dy_span at = {.file = in->csv.file};
    uint32_t root = DY_NOTHING;
    for (uint32_t i = 0; i < units->n; i++) {
        uint32_t unit = i;
        size_t depth = 0;
        while (units->of[unit].parent != DY_NOTHING && depth++ <= 64)
            unit = units->of[unit].parent;
        if (depth > 64)
            return dy_fail(in->err, DY_E_INPUT, at, NULL,
                           "\"%.64s\" is its own ancestor, or more than 64 levels deep",
                           units->of[i].id);
        if (root != DY_NOTHING && root != unit)
            return dy_fail(in->err, DY_E_INPUT, at, NULL,
                           "both \"%.64s\" and \"%.64s\" have no parent; one unit is the whole",
                           units->of[root].id, units->of[unit].id);
        root = unit;
    }
    if (units->n == 0)
        return dy_fail(in->err, DY_E_INPUT, at, NULL, "has no units; at least the whole is needed");
    return DY_OK;
}

static enum dy_code make_room(struct reader *in)
{
    struct dy_units *units = in->units;
    size_t n = (in->csv.size + 1) / ROW_MIN;
    in->room = n = n < UNITS_MAX ? n : UNITS_MAX;
    units->index_size = 16;
    while (units->index_size < n * 2)
        units->index_size *= 2;
    units->of = DY_NEW(in->mem, struct dy_unit, n);
    units->index = DY_NEW(in->mem, uint32_t, units->index_size);
    if (!units->of || !units->index)
        return dy_no_memory(in->err);
    if (in->columns[TITLE] != SIZE_MAX && !(units->titles = DY_NEW(in->mem, struct dy_names, n)))
        return dy_no_memory(in->err);
    return DY_OK;
}

static enum dy_code read_opened(struct reader *in, struct dy_units *out)
{
    struct dy_line_work work = {in, sizeof(struct row), parse_row, visit_row};
    bool got = false;
    enum dy_code code = read_header(in, &got);
    if (!code)
        code = make_room(in);
    if (!code)
        code = dy_lines_each(in->mem, &in->csv, &work, in->err);
    dy_csv_close(&in->csv);
    out->levels = in->levels.items;
    out->n_levels = in->levels.n;
    if (!code)
        code = resolve_pending(in);
    return code ? code : check_tree(in);
}

enum dy_code dy_units_read(struct dy_arena *mem, const char *path, struct dy_units *out,
                           struct dy_err *err)
{
    struct reader in = {.mem = mem, .err = err, .units = out, .last_parent = DY_NOTHING};
    enum dy_code code = dy_csv_open(mem, path, &in.csv, err);
    return code ? code : read_opened(&in, out);
}

enum dy_code dy_units_parse(struct dy_arena *mem, const char *name, const char *bytes, size_t n,
                            struct dy_units *out, struct dy_err *err)
{
    struct reader in = {.mem = mem, .err = err, .units = out, .last_parent = DY_NOTHING};
    enum dy_code code = dy_csv_open_bytes(mem, name, bytes, n, &in.csv, err);
    return code ? code : read_opened(&in, out);
}

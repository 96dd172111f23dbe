/*
 * Protocol files: the header against the law and the ballot, then rows for a visitor.
 *
 * A row of plain digits is read in one pass over its bytes; anything else goes through the general
 * splitter, which knows quotes and says what is wrong.
 */
#include <string.h>

#include "data/bytes.h"
#include "data/lines.h"
#include "election/parts.h"

/* --- headers --- */

static const struct dy_contest *contest_of_tier(const struct dy_election *election, uint32_t tier)
{
    for (size_t i = 0; i < election->n_contests; i++)
        if (election->contests[i].tier == tier)
            return &election->contests[i];
    return NULL;
}

static bool is(const char *name, size_t n, const char *text)
{
    return strlen(text) == n && memcmp(text, name, n) == 0;
}

uint32_t dy_protocols_slot(const struct dy_election *election, uint32_t tier, const char *name,
                           size_t n)
{
    const struct dy_law_version *law = election->law;
    const struct dy_contest *contest = contest_of_tier(election, tier);
    for (uint32_t i = 0; i < law->n_fields; i++)
        if (is(name, n, law->fields[i].id))
            return i;
    for (uint32_t i = 0; i < contest->n_choices; i++)
        if (is(name, n, contest->choices[i].id))
            return (uint32_t)law->n_fields + i;
    if (is(name, n, "against_all"))
        return (uint32_t)(law->n_fields + contest->n_choices);
    return DY_NOTHING;
}

/* What a column's name means in a file; DY_NOTHING if it means nothing. */
static uint32_t slot_of(const struct dy_election *election, uint32_t tier,
                        const struct dy_csv_cell *cell)
{
    if (is(cell->text, cell->n, "unit"))
        return DY_SLOT_UNIT;
    if (cell->n >= 4 && memcmp(cell->text, "note", 4) == 0)
        return DY_SLOT_IGNORED;
    return dy_protocols_slot(election, tier, cell->text, cell->n);
}

static enum dy_code unknown_column(struct dy_election_reader *in, const struct dy_csv *csv,
                                   const struct dy_csv_line *line, const struct dy_csv_cell *cell,
                                   const struct dy_contest *contest)
{
    const struct dy_law_version *law = in->election->law;
    size_t n = 0;
    const char **names = DY_NEW(in->mem, const char *, law->n_fields + contest->n_choices + 3);
    char *written = dy_arena_copy(in->mem, cell->text, cell->n);
    if (!names || !written)
        return dy_no_memory(in->err);
    names[n++] = "unit";
    for (size_t i = 0; i < law->n_fields; i++)
        names[n++] = law->fields[i].id;
    for (size_t i = 0; i < contest->n_choices; i++)
        names[n++] = contest->choices[i].id;
    const char *near = dy_nearest(written, names);
    return dy_csv_fail(csv, line, cell->column, in->err,
                       "names an unknown column \"%.64s\"%s%s%s; a field of the law's protocol, a "
                       "choice of this ballot, against_all or note is needed",
                       written, near ? ", did you mean \"" : "", near ? near : "",
                       near ? "\"?" : "");
}

static enum dy_code read_column(struct dy_election_reader *in, const struct dy_csv *csv,
                                const struct dy_csv_line *line, const struct dy_csv_cell *cell,
                                const struct dy_contest *contest, struct dy_protocols *out,
                                uint32_t *slot)
{
    const struct dy_law_tier *tier = &in->election->law->tiers[out->tier];
    *slot = slot_of(in->election, out->tier, cell);
    bool is_against = *slot == in->election->law->n_fields + contest->n_choices;
    if (in->other_law && (*slot == DY_NOTHING || (is_against && !tier->against_all))) {
        *slot = DY_SLOT_IGNORED;
        return dy_election_note(
            in, dy_arena_format(in->mem,
                                "The other law does not know the column \"%.*s\" of %s: it "
                                "is left out.",
                                (int)cell->n, cell->text, out->path));
    }
    if (*slot == DY_NOTHING)
        return unknown_column(in, csv, line, cell, contest);
    if (is_against && !tier->against_all)
        return dy_csv_fail(csv, line, cell->column, in->err,
                           "counts ballots against all, but the law's ballot has no such line");
    if (*slot < out->n_slots && out->present[*slot]++)
        return dy_csv_fail(csv, line, cell->column, in->err, "names the column \"%.*s\" twice",
                           (int)cell->n, cell->text);
    return DY_OK;
}

static enum dy_code check_columns(struct dy_election_reader *in, const struct dy_csv *csv,
                                  const struct dy_csv_line *line, const struct dy_contest *contest,
                                  const struct dy_protocols *file)
{
    size_t n_units = 0, n_fields = in->election->law->n_fields;
    for (size_t i = 0; i < file->n_columns; i++)
        n_units += file->slot_of_column[i] == DY_SLOT_UNIT;
    if (n_units != 1)
        return dy_csv_fail(csv, line, 0, in->err, "%s the column \"unit\"%s",
                           n_units ? "names twice" : "lacks",
                           memchr(line->begin, ';', line->n) && !memchr(line->begin, ',', line->n)
                               ? "; the file looks separated by semicolons, commas are needed"
                               : "");
    for (size_t i = 0; i < contest->n_choices && file->round == 1; i++)
        if (!file->present[n_fields + i])
            return dy_csv_fail(csv, line, 0, in->err, "lacks the column \"%.64s\", who stands",
                               contest->choices[i].id);
    return DY_OK;
}

static enum dy_code read_header(struct dy_election_reader *in, struct dy_csv *csv,
                                const struct dy_contest *contest, struct dy_protocols *out)
{
    struct dy_csv_line line;
    bool got = false;
    struct dy_csv_cell *cells = DY_NEW(in->mem, struct dy_csv_cell, DY_CSV_CELLS);
    enum dy_code code = cells ? dy_csv_next(csv, &line, &got, in->err) : dy_no_memory(in->err);
    if (!code && !got)
        return dy_fail(in->err, DY_E_INPUT, (struct dy_span){.file = csv->file, .line = 1}, NULL,
                       "is empty; a header with \"unit\" and the counted columns is needed");
    if (!code)
        code = dy_csv_split(csv, &line, cells, DY_CSV_CELLS, &out->n_columns, in->err);
    if (code)
        return code;
    if (out->n_columns > DY_CSV_CELLS)
        return dy_csv_fail(csv, &line, 0, in->err, "has %zu columns; at most %d are read",
                           out->n_columns, DY_CSV_CELLS);
    out->n_choices = contest->n_choices;
    out->n_slots = in->election->law->n_fields + contest->n_choices + 1;
    out->present = DY_NEW(in->mem, uint8_t, out->n_slots);
    out->slot_of_column = DY_NEW(in->mem, uint32_t, out->n_columns);
    if (!out->present || !out->slot_of_column)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < out->n_columns && !code; i++)
        code = read_column(in, csv, &line, &cells[i], contest, out, &out->slot_of_column[i]);
    out->data_at = csv->byte;
    return code ? code : check_columns(in, csv, &line, contest, out);
}

static enum dy_code read_file(struct dy_election_reader *in, const struct dy_yaml *map,
                              struct dy_protocols *out)
{
    static const char *const keys[] = {"tier", "source", "file", "round", NULL};
    static const char *const sources[] = {"official", "copy", "announced", NULL};
    struct dy_yaml *node, *round = dy_yaml_find(map, "round");
    const char *tier = "";
    uint64_t number = 1;
    int source = 0;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "source", &node, in->err)))
        code = dy_yaml_literal(node, sources, &source, in->err);
    out->source = sources[source];
    if (!code && round && !(code = dy_yaml_count(round, 2, &number, in->err)) && number == 0)
        code = dy_yaml_fail(round, in->err, "is 0; 1 or 2 (the run-off) is needed");
    out->round = (uint32_t)number;
    if (!code && !(code = dy_yaml_require(map, "file", &node, in->err)))
        code = dy_election_path(in, node, &out->path);
    if (!code && !(code = dy_yaml_require(map, "tier", &node, in->err)))
        code = dy_yaml_text(node, &tier, in->err);
    if (code)
        return code;
    out->tier = dy_election_tier(in->election, tier);
    const struct dy_contest *contest = contest_of_tier(in->election, out->tier);
    if (out->tier != DY_NOTHING && !contest)
        return dy_yaml_fail(node, in->err, "is \"%.64s\", but \"contests\" has none of that tier",
                            tier);
    if (out->tier == DY_NOTHING && !in->other_law)
        return dy_yaml_fail(node, in->err, "is \"%.64s\", but %s has no such tier on that day",
                            tier, in->election->law->act->id);
    if (out->tier == DY_NOTHING)
        return DY_OK;
    struct dy_csv csv;
    if ((code = dy_csv_open(in->mem, out->path, &csv, in->err)))
        return code;
    code = read_header(in, &csv, contest, out);
    dy_csv_close(&csv);
    return code;
}

enum dy_code dy_protocols_read(struct dy_election_reader *in, const struct dy_yaml *list)
{
    struct dy_election *election = in->election;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    election->protocols = DY_NEW(in->mem, struct dy_protocols, list->n);
    if (!election->protocols)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        struct dy_protocols *file = &election->protocols[election->n_protocols];
        *file = (struct dy_protocols){0};
        code = read_file(in, list->items[i], file);
        election->n_protocols += file->tier != DY_NOTHING;
    }
    return code;
}

/* --- rows --- */

struct scan {
    const struct dy_election *election;
    const struct dy_protocols *file;
    struct dy_csv csv;
    uint8_t *seen; /* a bit a unit */
    const struct dy_row_visitor *visitor;
    size_t unit_column;
    bool plain; /* every other column is counted */
    struct {
        _Alignas(DY_LANE_ALIGN) struct dy_csv_cell *cells; /* [n_columns] */
        uint32_t last_unit;
    } lanes[DY_LANES];
};
/* A parsed line. A column that is absent stays 0. */
struct item {
    struct dy_row row;
    uint32_t column; /* of the unit */
    uint64_t values[];
};

/* The ends of a line's cells, one after the other. */
struct ends {
    const char *block, *stop; /* 64 bytes, and the end of the line */
    uint64_t found;           /* ends in the block that are left */
};
static inline const char *next_end(struct ends *in)
{
    while (__builtin_expect(in->found == 0, 0)) {
        in->block += 64;
        if (in->block > in->stop)
            return NULL;
        in->found = dy_bytes_ends(in->block, in->stop, ',');
    }
    const char *end = in->block + __builtin_ctzll(in->found);
    in->found &= in->found - 1;
    return end;
}

/*
 * Plain cells only: at most eight digits, and a unit without quotes. False for anything else, which
 * is not yet an error. What a cell holds is no branch.
 */
__attribute__((noinline)) static bool parse_plain(const struct scan *in,
                                                  const struct dy_csv_line *line, uint64_t *values,
                                                  const char **unit, size_t *n_unit)
{
    const uint32_t *slots = in->file->slot_of_column;
    const char *begin = line->begin, *stop = begin + line->n, *end = NULL;
    struct ends ends = {begin, stop, dy_bytes_ends(begin, stop, ',')};
    struct dy_bytes_odd odd = {0};
    for (size_t i = 0, n_columns = in->file->n_columns; i < n_columns; i++, begin = end + 1) {
        if (!(end = next_end(&ends)))
            return false;
        if (i != in->unit_column) {
            values[slots[i]] = dy_bytes_digits(begin, (size_t)(end - begin), &odd);
        } else {
            *unit = begin;
            *n_unit = (size_t)(end - begin);
        }
    }
    dy_bytes_numbers(values, in->file->n_slots, &odd);
    return end == stop && !dy_bytes_odd(&odd) && *n_unit && **unit != '"';
}

/* What a column counts, in the file's own word. */
static const char *slot_name(const struct scan *in, uint32_t slot)
{
    const struct dy_law_version *law = in->election->law;
    const struct dy_contest *contest = contest_of_tier(in->election, in->file->tier);
    if (slot < law->n_fields)
        return law->fields[slot].id;
    return slot - law->n_fields < contest->n_choices ? contest->choices[slot - law->n_fields].id
                                                     : "against_all";
}

__attribute__((noinline)) static enum dy_code
parse_slowly(const struct scan *in, struct dy_csv_line *line, struct dy_csv_cell *cells,
             uint64_t *values, const char **unit, size_t *n_unit, struct dy_err *err)
{
    size_t n, n_columns = in->file->n_columns;
    enum dy_code code = dy_csv_split(&in->csv, line, cells, n_columns, &n, err);
    if (!code && n != n_columns)
        return dy_csv_fail(&in->csv, line, 0, err, "has %zu cells; the header has %zu", n,
                           n_columns);
    for (size_t i = 0; i < n_columns && !code; i++) {
        uint32_t slot = in->file->slot_of_column[i];
        if (slot == DY_SLOT_UNIT) {
            *unit = cells[i].text;
            *n_unit = cells[i].n;
        } else if (slot != DY_SLOT_IGNORED) {
            code = dy_csv_count(&in->csv, line, &cells[i], slot_name(in, slot), &values[slot], err);
        }
    }
    return code;
}

/* Files are mostly in the register's order: look behind the last unit before asking the index. */
static uint32_t find_unit(const struct scan *in, uint32_t last, const char *id, size_t n)
{
    const struct dy_units *units = &in->election->units;
    uint32_t next = last + 1;
    if (next < units->n && dy_unit_is(&units->of[next], id, n))
        return next;
    return dy_unit_find(units, id, n);
}

static enum dy_code unknown_unit(const struct scan *in, const struct dy_csv_line *line,
                                 uint32_t column, const char *unit, size_t n, struct dy_err *err)
{
    size_t good = dy_utf8_valid(unit, n);
    if (good < n)
        return dy_csv_fail(&in->csv, line, column + (uint32_t)good, err,
                           unit[good] ? "is not UTF-8 here; save the file as UTF-8"
                                      : "holds a NUL byte; a text file is needed");
    return dy_csv_fail(&in->csv, line, column, err,
                       "names the unit \"%.*s\", which units.csv does not have",
                       (int)(n < 64 ? n : 64), unit);
}

static enum dy_code parse_line(void *self, unsigned lane, struct dy_csv_line *line, void *item,
                               struct dy_err *err)
{
    struct scan *in = self;
    struct item *out = item;
    const char *unit = "";
    size_t n_unit = 0;
    enum dy_code code = DY_OK;
    if (!in->plain || !parse_plain(in, line, out->values, &unit, &n_unit))
        code = parse_slowly(in, line, in->lanes[lane].cells, out->values, &unit, &n_unit, err);
    if (code)
        return code;
    uint32_t found = find_unit(in, in->lanes[lane].last_unit, unit, n_unit);
    out->column = (uint32_t)(unit - line->begin) + 1;
    out->row = (struct dy_row){found, line->line, line->byte, out->values, false};
    if (found == DY_NOTHING)
        return unknown_unit(in, line, out->column, unit, n_unit, err);
    in->lanes[lane].last_unit = found;
    const struct dy_row_visitor *to = in->visitor;
    return to->look ? to->look(to->self, lane, &out->row, &out->row.seen, err) : DY_OK;
}

static enum dy_code visit_item(void *self, const void *item, struct dy_err *err)
{
    struct scan *in = self;
    const struct item *of = item;
    uint32_t unit = of->row.unit;
    uint8_t *seen = &in->seen[unit / 8], bit = (uint8_t)(1U << unit % 8);
    if (*seen & bit) {
        struct dy_csv_line line = {.line = of->row.line, .byte = of->row.byte};
        return dy_csv_fail(&in->csv, &line, of->column, err,
                           "is a second row of unit \"%s\"; a file has one row a unit",
                           in->election->units.of[unit].id);
    }
    *seen |= bit;
    return in->visitor->visit(in->visitor->self, &of->row, err);
}

static enum dy_code scan_rows(struct dy_arena *mem, struct scan *in, struct dy_err *err)
{
    size_t n_words = (in->file->n_slots / DY_BYTES_WORDS + 1) * DY_BYTES_WORDS;
    struct dy_line_work work = {
        .self = in,
        .item_size = sizeof(struct item) + n_words * sizeof(uint64_t),
        .parse = parse_line,
        .visit = visit_item,
    };
    struct dy_csv_line header;
    bool got;
    enum dy_code code = dy_csv_next(&in->csv, &header, &got, err);
    return code ? code : dy_lines_each(mem, &in->csv, &work, err);
}

/* Rows in memory: one thread, in order. */
static enum dy_code scan_table(const struct dy_rows *rows, const struct dy_row_visitor *visitor,
                               struct dy_err *err)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < rows->n && !code; i++) {
        struct dy_row row = {rows->units[i], rows->lines[i], 0, rows->values[i], false};
        if (visitor->look)
            code = visitor->look(visitor->self, 0, &row, &row.seen, err);
        if (!code)
            code = visitor->visit(visitor->self, &row, err);
    }
    return code;
}

enum dy_code dy_protocols_scan(const struct dy_election *election,
                               const struct dy_protocols *protocols,
                               const struct dy_row_visitor *visitor, struct dy_err *err)
{
    if (protocols->rows)
        return scan_table(protocols->rows, visitor, err);
    struct scan in = {.election = election, .file = protocols, .visitor = visitor};
    struct dy_arena mem;
    dy_arena_init(&mem);
    in.seen = DY_NEW(&mem, uint8_t, election->units.n / 8 + 1);
    enum dy_code code = in.seen ? DY_OK : dy_no_memory(err);
    for (size_t i = 0; i < DY_LANES && !code; i++) {
        in.lanes[i].last_unit = DY_NOTHING;
        in.lanes[i].cells = DY_NEW(&mem, struct dy_csv_cell, protocols->n_columns);
        code = in.lanes[i].cells ? DY_OK : dy_no_memory(err);
    }
    in.plain = true;
    for (size_t i = 0; i < protocols->n_columns; i++) {
        in.plain = in.plain && protocols->slot_of_column[i] != DY_SLOT_IGNORED;
        if (protocols->slot_of_column[i] == DY_SLOT_UNIT)
            in.unit_column = i;
    }
    if (!code)
        code = protocols->bytes ? dy_csv_open_bytes(&mem, protocols->path, protocols->bytes,
                                                    protocols->n_bytes, &in.csv, err)
                                : dy_csv_open(&mem, protocols->path, &in.csv, err);
    if (!code) {
        code = scan_rows(&mem, &in, err);
        dy_csv_close(&in.csv);
    }
    dy_arena_finish(&mem);
    return code;
}

/*
 * Protocol files: the header against the law and the ballot, then rows for a visitor.
 *
 * A row of plain digits is read in one pass over its bytes; anything else goes through the general
 * splitter, which knows quotes and says what is wrong.
 */
#include <string.h>
#include <sys/stat.h>

#include "election/parts.h"
#include "election/pipeline.h"

/* --- headers --- */

static const struct dy_contest *contest_of_tier(const struct dy_election *election, uint32_t tier)
{
    for (size_t i = 0; i < election->n_contests; i++)
        if (election->contests[i].tier == tier)
            return &election->contests[i];
    return NULL;
}

static bool is(const struct dy_csv_cell *cell, const char *text)
{
    return strlen(text) == cell->n && memcmp(text, cell->text, cell->n) == 0;
}

/* The slot that a column's name means; DY_NOTHING if it means none. */
static uint32_t slot_of(const struct dy_election *election, const struct dy_contest *contest,
                        const struct dy_csv_cell *cell)
{
    const struct dy_law_version *law = election->law;
    if (is(cell, "unit"))
        return DY_SLOT_UNIT;
    if (cell->n >= 4 && memcmp(cell->text, "note", 4) == 0)
        return DY_SLOT_IGNORED;
    for (uint32_t i = 0; i < law->n_fields; i++)
        if (is(cell, law->fields[i].id))
            return i;
    for (uint32_t i = 0; i < contest->n_choices; i++)
        if (is(cell, contest->choices[i].id))
            return (uint32_t)law->n_fields + i;
    if (is(cell, "against_all"))
        return (uint32_t)(law->n_fields + contest->n_choices);
    return DY_NOTHING;
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
    *slot = slot_of(in->election, contest, cell);
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
    struct dy_csv_cell *cells;
    uint64_t *values; /* of the row being read; a column that is absent stays 0 */
    uint8_t *seen;    /* a bit a unit */
    uint32_t last_unit;
    struct dy_err *err;
};

/*
 * Plain cells only: digits, and a unit without quotes. False for anything else, which is not yet an
 * error. The byte behind the line is its end or a NUL, so that no digit loop runs over.
 */
static bool parse_plain(const struct scan *in, const struct dy_csv_line *line, const char **unit,
                        size_t *n_unit)
{
    const char *at = line->begin, *stop = line->begin + line->n;
    size_t n_columns = in->file->n_columns;
    for (size_t i = 0; i < n_columns; i++) {
        uint32_t slot = in->file->slot_of_column[i];
        if (slot >= DY_SLOT_IGNORED) {
            const char *end = at;
            while (end < stop && *end != ',')
                end++;
            if (slot == DY_SLOT_IGNORED || at == end || *at == '"')
                return false;
            *unit = at;
            *n_unit = (size_t)(end - at);
            at = end;
        } else {
            const char *begin = at;
            uint64_t value = 0;
            for (unsigned digit; (digit = (unsigned char)*at - (unsigned)'0') < 10; at++)
                value = value * 10 + digit;
            if (at == begin || at - begin > 15)
                return false;
            in->values[slot] = value;
        }
        if (i + 1 < n_columns ? *at++ != ',' : at != stop)
            return false;
    }
    return true;
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

static enum dy_code parse_slowly(const struct scan *in, struct dy_csv_line *line, const char **unit,
                                 size_t *n_unit)
{
    size_t n, n_columns = in->file->n_columns;
    enum dy_code code = dy_csv_split(&in->csv, line, in->cells, n_columns, &n, in->err);
    if (!code && n != n_columns)
        return dy_csv_fail(&in->csv, line, 0, in->err, "has %zu cells; the header has %zu", n,
                           n_columns);
    for (size_t i = 0; i < n_columns && !code; i++) {
        uint32_t slot = in->file->slot_of_column[i];
        if (slot == DY_SLOT_UNIT) {
            *unit = in->cells[i].text;
            *n_unit = in->cells[i].n;
        } else if (slot != DY_SLOT_IGNORED) {
            code = dy_csv_count(&in->csv, line, &in->cells[i], slot_name(in, slot),
                                &in->values[slot], in->err);
        }
    }
    return code;
}

/* Files are mostly in the register's order: look behind the last unit before asking the index. */
static uint32_t find_unit(const struct scan *in, const char *id, size_t n)
{
    const struct dy_units *units = &in->election->units;
    uint32_t next = in->last_unit + 1;
    if (next < units->n && strncmp(units->of[next].id, id, n) == 0 && units->of[next].id[n] == '\0')
        return next;
    return dy_unit_find(units, id, n);
}

static enum dy_code read_row(struct scan *in, struct dy_csv_line *line, struct dy_row *row)
{
    const char *unit = "";
    size_t n_unit = 0;
    if (!parse_plain(in, line, &unit, &n_unit)) {
        enum dy_code code = parse_slowly(in, line, &unit, &n_unit);
        if (code)
            return code;
    }
    row->unit = find_unit(in, unit, n_unit);
    row->line = line->line;
    row->byte = line->byte;
    uint32_t column = (uint32_t)(unit - line->begin) + 1;
    size_t good = row->unit == DY_NOTHING ? dy_utf8_valid(unit, n_unit) : n_unit;
    if (good < n_unit)
        return dy_csv_fail(&in->csv, line, column + (uint32_t)good, in->err,
                           unit[good] ? "is not UTF-8 here; save the file as UTF-8"
                                      : "holds a NUL byte; a text file is needed");
    if (row->unit == DY_NOTHING)
        return dy_csv_fail(&in->csv, line, column, in->err,
                           "names the unit \"%.*s\", which units.csv does not have",
                           (int)(n_unit < 64 ? n_unit : 64), unit);
    in->last_unit = row->unit;
    uint8_t *seen = &in->seen[row->unit / 8], bit = (uint8_t)(1U << row->unit % 8);
    if (*seen & bit)
        return dy_csv_fail(&in->csv, line, column, in->err,
                           "is a second row of unit \"%s\"; a file has one row a unit",
                           in->election->units.of[row->unit].id);
    *seen |= bit;
    return DY_OK;
}

static enum dy_code next_row(void *self, uint64_t *values, struct dy_row *row, bool *got,
                             struct dy_err *err)
{
    struct scan *in = self;
    struct dy_csv_line line;
    in->values = values;
    in->err = err;
    enum dy_code code = dy_csv_next(&in->csv, &line, got, err);
    return code || !*got ? code : read_row(in, &line, row);
}

/* A second thread pays from about a megabyte on. */
static bool is_large(const struct dy_csv *csv)
{
    struct stat about;
    return csv->fd >= 0 && fstat(csv->fd, &about) == 0 && about.st_size > 1 << 20;
}

static enum dy_code scan_rows(struct dy_arena *mem, struct scan *in, dy_row_visitor visit,
                              void *self, struct dy_err *err)
{
    struct dy_row_reader reader = {in, next_row, in->file->n_slots};
    struct dy_csv_line header;
    bool got;
    enum dy_code code = dy_csv_next(&in->csv, &header, &got, err);
    return code ? code : dy_pipeline_run(mem, &reader, is_large(&in->csv), visit, self, err);
}

enum dy_code dy_protocols_scan(const struct dy_election *election,
                               const struct dy_protocols *protocols, dy_row_visitor visit,
                               void *self, struct dy_err *err)
{
    struct scan in = {.election = election, .file = protocols, .last_unit = DY_NOTHING, .err = err};
    struct dy_arena mem;
    dy_arena_init(&mem);
    in.cells = DY_NEW(&mem, struct dy_csv_cell, protocols->n_columns);
    in.seen = DY_NEW(&mem, uint8_t, election->units.n / 8 + 1);
    enum dy_code code = in.cells && in.seen ? DY_OK : dy_no_memory(err);
    if (!code)
        code = protocols->bytes ? dy_csv_open_bytes(&mem, protocols->path, protocols->bytes,
                                                    protocols->n_bytes, &in.csv, err)
                                : dy_csv_open(&mem, protocols->path, &in.csv, err);
    if (!code) {
        code = scan_rows(&mem, &in, visit, self, err);
        dy_csv_close(&in.csv);
    }
    dy_arena_finish(&mem);
    return code;
}

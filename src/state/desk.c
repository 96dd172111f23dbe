/* Where protocols stand, and which count. */
#include "state/desk_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const dy_stage_names[DY_N_STAGES] = {"empty",     "entered", "different",
                                                 "confirmed", "voided",  "annulled"};

enum dy_code dy_desk_take(struct dy_desk *desk, const struct dy_holder *by,
                          const struct dy_entry *entry, struct dy_err *err)
{
    if (entry->kind == DY_KIND_PROTOCOL)
        return dy_desk_enter(desk, by, entry, err);
    if (entry->kind == DY_KIND_DECISION)
        return dy_desk_decide(desk, by, entry, err);
    return dy_desk_act(desk, by, entry, err);
}

/* --- asking --- */

enum dy_code dy_desk_init(struct dy_arena *mem, const char *file,
                          const struct dy_election *election, struct dy_desk *out,
                          struct dy_err *err)
{
    *out = (struct dy_desk){.mem = mem, .file = file, .election = election};
    return dy_tally_plan_init(mem, election, &out->plan, err);
}

static int compare_entries(const void *a, const void *b)
{
    const struct dy_desk_index *x = a, *y = b;
    return (x->entry > y->entry) - (x->entry < y->entry);
}

struct dy_desk_row *dy_desk_find(const struct dy_desk *desk, uint64_t entry)
{
    const struct dy_desk_index key = {.entry = entry};
    const struct dy_desk_index *found =
        desk->rows.n ? bsearch(&key, desk->rows.items, desk->rows.n, sizeof key, compare_entries)
                     : NULL;
    return found ? found->row : NULL;
}

struct dy_desk_row *dy_desk_row(const struct dy_desk *desk, uint32_t tier, uint32_t round,
                                enum dy_source source, uint32_t unit)
{
    const struct dy_desk_board *board = dy_desk_find_board(desk, tier, round, source);
    return board ? board->row_of[unit] : NULL;
}

enum dy_code dy_desk_errors(const struct dy_desk *desk, const struct dy_desk_row *row,
                            struct dy_arena *mem, size_t *n, const char ***out, struct dy_err *err)
{
    struct dy_row_check check = row->shape->check;
    struct dy_findings findings = {0};
    struct dy_row checked = {row->unit, (uint32_t)row->latest, 0, row->values, false};
    *n = 0;
    if (dy_row_holds(&check, &checked))
        return DY_OK;
    enum dy_code code = dy_findings_init(mem, desk->election, &findings, err);
    check.mem = mem;
    check.findings = &findings;
    if (!code)
        code = dy_row_check(&check, &checked, err);
    const struct dy_finding *of = findings.of.items;
    if (!code && !(*out = DY_NEW(mem, const char *, findings.of.n)))
        code = dy_no_memory(err);
    for (size_t i = 0; i < findings.of.n && !code; i++) {
        size_t k = 0; /* each once, however often it is broken */
        while (k < *n && strcmp((*out)[k], of[i].code) != 0)
            k++;
        if (of[i].level == DY_LEVEL_ERROR && k == *n)
            (*out)[(*n)++] = of[i].code;
    }
    return code;
}

enum dy_code dy_desk_waits(const struct dy_desk *desk, const struct dy_desk_row *row,
                           const char **code, struct dy_err *err)
{
    bool two = dy_sources[row->board->source].two_persons;
    struct dy_arena mem;
    const char **errors;
    size_t n = 0;
    *code = row->stage == DY_STAGE_DIFFERENT        ? "E2"
            : row->stage == DY_STAGE_ENTERED && two ? "E1"
            : row->stage == DY_STAGE_VOIDED         ? "E4"
                                                    : NULL;
    if (*code || !two || row->accepted || row->stage != DY_STAGE_CONFIRMED)
        return DY_OK;
    dy_arena_init(&mem);
    enum dy_code result = dy_desk_errors(desk, row, &mem, &n, &errors, err);
    dy_arena_finish(&mem);
    *code = n ? "E3" : NULL;
    return result;
}

/* --- for those who count --- */

static size_t count_rows(const struct dy_desk *desk, const struct dy_desk_board *board,
                         const struct dy_desk_shape *shape)
{
    size_t n = 0;
    for (size_t i = 0; i < desk->election->units.n; i++)
        n += board->row_of[i] && board->row_of[i]->shape == shape;
    return n;
}

/* Columns of dy_rows that can be written. */
struct columns {
    uint32_t *units, *lines;
    const uint64_t **values;
    uint64_t *nothing; /* the values of an annulled row */
    size_t n;
};

static enum dy_code publish_row(const struct dy_desk *desk, const struct dy_desk_row *row,
                                struct columns *out, struct dy_err *err)
{
    const char *waits = NULL;
    enum dy_code code = dy_desk_waits(desk, row, &waits, err);
    if (code || waits)
        return code;
    out->units[out->n] = row->unit;
    out->lines[out->n] = (uint32_t)row->latest;
    out->values[out->n++] = row->stage == DY_STAGE_ANNULLED ? out->nothing : row->values;
    return DY_OK;
}

static enum dy_code publish_shape(const struct dy_desk *desk, const struct dy_desk_board *board,
                                  const struct dy_desk_shape *shape, size_t n,
                                  struct dy_protocols *out, struct dy_err *err)
{
    struct dy_rows *rows = DY_NEW(desk->mem, struct dy_rows, 1);
    struct columns to = {DY_NEW(desk->mem, uint32_t, n), DY_NEW(desk->mem, uint32_t, n),
                         DY_NEW(desk->mem, const uint64_t *, n),
                         DY_NEW(desk->mem, uint64_t, shape->file.n_slots), 0};
    enum dy_code code = DY_OK;
    if (!rows || !to.units || !to.lines || !to.values || !to.nothing)
        return dy_no_memory(err);
    for (size_t i = 0; i < desk->election->units.n && !code; i++)
        if (board->row_of[i] && board->row_of[i]->shape == shape)
            code = publish_row(desk, board->row_of[i], &to, err);
    *rows = (struct dy_rows){to.n, to.units, to.lines, to.values};
    *out = shape->file;
    out->rows = rows;
    return code;
}

/* Shapes of which there is no row were left by entries that were refused. */
static enum dy_code publish_board(const struct dy_desk *desk, const struct dy_desk_board *board,
                                  struct dy_election *election, struct dy_err *err)
{
    struct dy_desk_shape *const *shapes = board->shapes.items;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < board->shapes.n && !code; i++) {
        size_t n = count_rows(desk, board, shapes[i]);
        if (n)
            code = publish_shape(desk, board, shapes[i], n,
                                 &election->protocols[election->n_protocols++], err);
    }
    return code;
}

enum dy_code dy_desk_publish(const struct dy_desk *desk, struct dy_election *election,
                             struct dy_err *err)
{
    struct dy_desk_board *const *boards = desk->boards.items;
    size_t n = 0;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < desk->boards.n; i++)
        n += boards[i]->shapes.n;
    election->n_protocols = 0;
    election->protocols = DY_NEW(desk->mem, struct dy_protocols, n);
    if (!election->protocols)
        return dy_no_memory(err);
    for (size_t i = 0; i < desk->boards.n && !code; i++)
        code = publish_board(desk, boards[i], election, err);
    return code;
}

/* Applying entries, each to the part of the state that it is about. */
#include "state/fold.h"

#include <inttypes.h>
#include <string.h>

/* Which part takes a kind, and when. */
enum part { PART_DEFINITION, PART_RIGHTS, PART_DESK, PART_OUTCOMES };
static const struct {
    enum part part;
    bool defines; /* only before any other entry */
} parts[DY_N_KINDS] = {
    [DY_KIND_ELECTION] = {PART_DEFINITION, true},
    [DY_KIND_LAW] = {PART_DEFINITION, true},
    [DY_KIND_AREAS] = {PART_DEFINITION, true},
    [DY_KIND_LISTS] = {PART_DEFINITION, true},
    [DY_KIND_CONTESTS] = {PART_DEFINITION, true},
    [DY_KIND_STATEMENT] = {PART_DEFINITION, false},
    [DY_KIND_KEY_ENROLLED] = {PART_RIGHTS, false},
    [DY_KIND_KEY_REVOKED] = {PART_RIGHTS, false},
    [DY_KIND_PROTOCOL] = {PART_DESK, false},
    [DY_KIND_PROTOCOL_CONFIRMED] = {PART_DESK, false},
    [DY_KIND_PROTOCOL_RESOLVED] = {PART_DESK, false},
    [DY_KIND_PROTOCOL_ACCEPTED] = {PART_DESK, false},
    [DY_KIND_PROTOCOL_CORRECTED] = {PART_DESK, false},
    [DY_KIND_PROTOCOL_VOIDED] = {PART_DESK, false},
    [DY_KIND_ATTACHMENT] = {PART_DESK, false},
    [DY_KIND_DECISION] = {PART_DESK, false},
    [DY_KIND_OUTCOME] = {PART_OUTCOMES, false},
    [DY_KIND_PUBLISHED] = {PART_OUTCOMES, false},
};

enum dy_code dy_fold_init(struct dy_arena *mem, const char *file,
                          const struct dy_election_options *options, struct dy_fold *out,
                          struct dy_err *err)
{
    *out = (struct dy_fold){.mem = mem, .file = file, .options = options};
    return dy_definition_init(mem, file, &out->definition, err);
}

/* The record is kept under its own law; another is only looked through. */
enum dy_code dy_fold_close(struct dy_fold *fold, struct dy_err *err)
{
    struct dy_election_options own = {.law_root = fold->options->law_root};
    if (fold->election)
        return DY_OK;
    struct dy_election *election = NULL;
    enum dy_code code = dy_definition_build(&fold->definition, &own, &election, err);
    if (!code)
        code = dy_desk_init(fold->mem, fold->file, election, &fold->desk, err);
    if (!code) {
        fold->election = election;
        fold->definition.units = &election->units;
    }
    return code;
}

static enum dy_code take_outcome(struct dy_fold *fold, const struct dy_entry *entry,
                                 struct dy_err *err)
{
    const uint64_t *of = fold->established.items;
    if (entry->kind == DY_KIND_OUTCOME) {
        uint64_t *out = dy_vec_push(fold->mem, &fold->established, sizeof *out);
        if (!out)
            return dy_no_memory(err);
        *out = entry->number;
        return DY_OK;
    }
    uint64_t about = (uint64_t)dy_value_find(entry->body, "outcome")->number;
    for (size_t i = 0; i < fold->established.n; i++)
        if (of[i] == about)
            return DY_OK;
    return dy_entry_fail(err, DY_E_INPUT, fold->file, entry->number, "/body/outcome",
                         "is %" PRIu64 ", which is no outcome", about);
}

static enum dy_code check_order(const struct dy_fold *fold, const struct dy_entry *entry,
                                struct dy_err *err)
{
    bool first = entry->number == 0, founds = entry->kind == DY_KIND_ELECTION;
    if (first != founds)
        return dy_entry_fail(err, DY_E_INPUT, fold->file, entry->number, "/kind",
                             first ? "is %s; a record begins with the election"
                                   : "is %s; only entry 0 is of that kind",
                             dy_kinds[entry->kind].name);
    if (parts[entry->kind].defines && fold->election)
        return dy_entry_fail(err, DY_E_INPUT, fold->file, entry->number, "/kind",
                             "is %s; law, areas, lists and contests come before any other entry",
                             dy_kinds[entry->kind].name);
    return DY_OK;
}

enum dy_code dy_fold_apply(struct dy_fold *fold, const struct dy_entry *entry, struct dy_err *err)
{
    const struct dy_holder *by = NULL;
    enum part part = parts[entry->kind].part;
    enum dy_code code = check_order(fold, entry, err);
    if (!code && entry->number == 0)
        code = dy_rights_take(fold->mem, &fold->rights, fold->file, NULL, entry, err);
    if (!code)
        code = dy_rights_check(&fold->rights, fold->file, entry, &by, err);
    if (!code && !parts[entry->kind].defines)
        code = dy_fold_close(fold, err);
    if (!code && (part == PART_RIGHTS || part == PART_OUTCOMES))
        code = dy_rights_check_area(&fold->rights, by, fold->file, fold->election, entry, err);
    if (!code && !parts[entry->kind].defines)
        code = dy_definition_check(&fold->definition, fold->election, entry, err);
    if (!code && part == PART_RIGHTS)
        code = dy_rights_take(fold->mem, &fold->rights, fold->file, fold->election, entry, err);
    if (!code && part == PART_DESK)
        code = dy_desk_take(&fold->desk, by, entry, err);
    if (!code && (part == PART_DEFINITION || entry->kind == DY_KIND_DECISION))
        code = dy_definition_take(&fold->definition, entry, err);
    if (!code && part == PART_OUTCOMES)
        code = take_outcome(fold, entry, err);
    if (!code) {
        fold->n++;
        fold->by_kind[entry->kind]++;
    }
    return code;
}

enum dy_code dy_fold_build(struct dy_fold *fold, struct dy_arena *mem,
                           const struct dy_election **out, struct dy_err *err)
{
    struct dy_election *election = NULL;
    enum dy_code code = dy_fold_close(fold, err);
    struct dy_definition definition = fold->definition;
    struct dy_desk desk = fold->desk;
    definition.mem = mem;
    desk.mem = mem;
    if (!code)
        code = dy_definition_build(&definition, fold->options, &election, err);
    if (!code)
        code = dy_desk_publish(&desk, election, err);
    if (!code)
        *out = election;
    return code;
}

enum dy_code dy_fold_election(struct dy_fold *fold, const struct dy_election **out,
                              struct dy_err *err)
{
    return dy_fold_build(fold, fold->mem, out, err);
}

static enum dy_code report(struct dy_fold *fold, const struct dy_desk_row *row, const char *why,
                           struct dy_findings *findings, struct dy_err *err)
{
    struct dy_finding finding = dy_finding_of(why);
    char *entry = dy_arena_format(fold->mem, "%" PRIu64, row->latest);
    struct dy_param params[] = {{"entry", entry}};
    if (!entry)
        return dy_no_memory(err);
    finding.contest = fold->desk.plan.contest_of[row->board->tier][row->unit];
    finding.round = row->board->round;
    finding.unit = row->unit;
    finding.source = dy_sources[row->board->source].name;
    finding.at = (struct dy_span){.file = fold->file, .line = (uint32_t)row->latest};
    finding.params = params;
    finding.n_params = DY_COUNT_OF(params);
    return dy_finding_add(fold->mem, findings, &finding, err);
}

enum dy_code dy_fold_waiting(struct dy_fold *fold, struct dy_findings *findings, struct dy_err *err)
{
    struct dy_desk_board *const *boards = fold->desk.boards.items;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < fold->desk.boards.n; i++)
        for (uint32_t unit = 0; unit < fold->election->units.n && !code; unit++) {
            const struct dy_desk_row *row = boards[i]->row_of[unit];
            const char *why = NULL;
            if (row)
                code = dy_desk_waits(&fold->desk, row, &why, err);
            if (!code && why && !dy_desk_is_replaced(&fold->desk, row))
                code = report(fold, row, why, findings, err);
        }
    return code;
}

/*
 * The fold: the protocols of one source, row by row, through the checks into tallies. No row is
 * kept and none allocates.
 */
#include "dauys/state.h"

#include "count/check.h"
#include "count/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one row passes through. */
struct fold {
    struct dy_tally_sheet *sheet;
    bool with_checks;
    struct dy_row_check check;          /* in the file's order: what is found */
    struct dy_row_check look[DY_LANES]; /* on either thread: is there anything to be found? */
};

static enum dy_code look_at_row(void *self, unsigned lane, const struct dy_row *row, bool *seen,
                                struct dy_err *err)
{
    struct fold *fold = self;
    *seen = !fold->with_checks || dy_row_holds(&fold->look[lane], row);
    return dy_tally_sum(fold->sheet, lane, row, err);
}

static enum dy_code visit_row(void *self, const struct dy_row *row, struct dy_err *err)
{
    struct fold *fold = self;
    enum dy_code code = dy_tally_mark(fold->sheet, row, err);
    return code == DY_OK && !row->seen ? dy_row_check(&fold->check, row, err) : code;
}

static enum dy_code fold_file(struct dy_arena *mem, struct dy_state *state,
                              const struct dy_protocols *file, struct dy_tally_sheet *sheet,
                              bool with_checks, struct dy_err *err)
{
    struct fold fold = {.sheet = sheet, .with_checks = with_checks};
    struct dy_row_check *const checks[] = {&fold.check, &fold.look[0], &fold.look[1]};
    struct dy_row_visitor visitor = {&fold, look_at_row, visit_row};
    enum dy_code code = dy_tally_file(mem, sheet, file, err);
    for (size_t i = 0; i < DY_COUNT_OF(checks) && code == DY_OK && with_checks; i++)
        code = dy_row_check_init(mem, state->election, file, sheet->plan->contest_of[file->tier],
                                 &state->findings, checks[i], err);
    return code == DY_OK ? dy_protocols_scan(state->election, file, &visitor, err) : code;
}

static bool is_of(const struct dy_protocols *file, const struct dy_state *state, uint32_t tier,
                  uint32_t round)
{
    return file->tier == tier && file->round == round && strcmp(file->source, state->source) == 0;
}

static bool has_files(const struct dy_state *state, uint32_t tier, uint32_t round)
{
    for (size_t i = 0; i < state->election->n_protocols; i++)
        if (is_of(&state->election->protocols[i], state, tier, round))
            return true;
    return false;
}

static enum dy_code fold_round(struct dy_arena *mem, struct dy_state *state,
                               const struct dy_tally_plan *plan, uint32_t tier, uint32_t round,
                               bool with_checks, struct dy_vec *tallies, struct dy_err *err)
{
    struct dy_tally_sheet sheet;
    if (!has_files(state, tier, round))
        return DY_OK;
    enum dy_code code = dy_tally_sheet_init(mem, plan, tier, round, state->source, &sheet, err);
    for (size_t i = 0; i < state->election->n_protocols && code == DY_OK; i++) {
        const struct dy_protocols *file = &state->election->protocols[i];
        if (is_of(file, state, tier, round))
            code = fold_file(mem, state, file, &sheet, with_checks, err);
    }
    return code == DY_OK ? dy_tally_finish(mem, &sheet, tallies, err) : code;
}

static int compare_tallies(const void *a, const void *b)
{
    const struct dy_tally *x = a, *y = b;
    if (x->contest != y->contest)
        return x->contest < y->contest ? -1 : 1;
    return (x->round > y->round) - (x->round < y->round);
}

static enum dy_code fold_all(struct dy_arena *mem, struct dy_state *state, bool with_checks,
                             struct dy_err *err)
{
    struct dy_tally_plan plan;
    struct dy_vec tallies = {0};
    enum dy_code code = dy_tally_plan_init(mem, state->election, &plan, err);
    for (uint32_t tier = 0; tier < state->election->law->n_tiers; tier++)
        for (uint32_t round = 1; round <= 2 && code == DY_OK; round++)
            code = fold_round(mem, state, &plan, tier, round, with_checks, &tallies, err);
    state->n_tallies = tallies.n;
    state->tallies = tallies.items;
    if (tallies.n > 1)
        qsort(tallies.items, tallies.n, sizeof(struct dy_tally), compare_tallies);
    return code;
}

/* --- sources --- */

static bool names_before(const struct dy_election *election, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(election->protocols[i].source, election->protocols[j].source) == 0)
            return true;
    return false;
}

/* A source that nobody gave is a slip of the pen; an election without protocols is none. */
static enum dy_code check_source(const struct dy_election *election, const char *source,
                                 struct dy_err *err)
{
    char known[160] = "";
    for (size_t i = 0; i < election->n_protocols; i++) {
        const char *name = election->protocols[i].source;
        size_t used = strlen(known);
        if (strcmp(name, source) == 0)
            return DY_OK;
        if (!names_before(election, i) && used + strlen(name) + 3 < sizeof known)
            (void)snprintf(known + used, sizeof known - used, "%s%s", used > 0 ? ", " : "", name);
    }
    if (election->n_protocols == 0)
        return DY_OK;
    return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = election->path}, "/protocols",
                   "no protocols of source \"%s\"; there are: %s", source, known);
}

enum dy_code dy_state_fold(struct dy_arena *mem, const struct dy_election *election,
                           const char *source, bool with_checks, struct dy_state **out,
                           struct dy_err *err)
{
    enum dy_code code = check_source(election, source, err);
    if (code != DY_OK)
        return code;
    struct dy_state *state = DY_NEW(mem, struct dy_state, 1);
    if (state == NULL)
        return dy_no_memory(err);
    state->election = election;
    state->source = source;
    code = dy_findings_init(mem, election, &state->findings, err);
    if (code == DY_OK)
        code = fold_all(mem, state, with_checks, err);
    if (code == DY_OK)
        *out = state;
    return code;
}

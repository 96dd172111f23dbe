/* One protocol row: the law's control relations, and who stands where. */
#include <string.h>

#include "count/check.h"
#include "law/expr.h"

static enum dy_code init_numbers(struct dy_arena *mem, struct dy_row_check *check,
                                 struct dy_err *err)
{
    const struct dy_law_version *law = check->election->law;
    struct dy_law_numbers *numbers = &check->numbers;
    numbers->of = DY_NEW(mem, int64_t, law->n_fields + DY_LAW_OPERANDS);
    numbers->present = DY_NEW(mem, uint8_t, law->n_fields + DY_LAW_OPERANDS);
    if (!numbers->of || !numbers->present)
        return dy_no_memory(err);
    check->listed_field = DY_NOTHING;
    for (uint32_t i = 0; i < law->n_fields; i++) {
        numbers->present[i] = check->file->present[i];
        if (numbers->present[i] && strcmp(law->fields[i].id, "listed") == 0)
            check->listed_field = i;
    }
    memset(numbers->present + law->n_fields, 1, DY_LAW_OPERANDS);
    numbers->of[law->n_fields + DY_OF_ONE] = 1;
    check->needs_most = dy_expr_uses(law, DY_OF_MAX_VOTES);
    return DY_OK;
}

enum dy_code dy_row_check_init(struct dy_arena *mem, const struct dy_election *election,
                               const struct dy_protocols *file, const uint32_t *contest_of,
                               struct dy_findings *findings, struct dy_row_check *check,
                               struct dy_err *err)
{
    size_t n = election->law->n_controls;
    *check = (struct dy_row_check){.mem = mem,
                                   .election = election,
                                   .file = file,
                                   .contest_of = contest_of,
                                   .findings = findings,
                                   .failed = DY_NEW(mem, uint8_t, n),
                                   .left = DY_NEW(mem, dy_i128, n),
                                   .right = DY_NEW(mem, dy_i128, n)};
    if (!check->failed || !check->left || !check->right)
        return dy_no_memory(err);
    return init_numbers(mem, check, err);
}

static struct dy_span place_of(const struct dy_row_check *check, const struct dy_row *row)
{
    return (struct dy_span){.file = check->file->path, .line = row->line, .byte = row->byte};
}

/* False if the votes add up to more than may be counted with. */
static bool fill_numbers(struct dy_row_check *check, const struct dy_row *row)
{
    size_t n_fields = check->election->law->n_fields, n_choices = check->file->n_choices;
    const uint64_t *each = row->values + n_fields;
    dy_votes voters = check->election->units.of[row->unit].voters;
    int64_t *more = check->numbers.of + n_fields;
    uint64_t votes = 0, most = 0; /* at most 2000 columns of at most 2^53: no sum wraps */
    for (size_t i = 0; i < n_choices; i++)
        votes += each[i];
    for (size_t i = 0; check->needs_most && i < n_choices; i++)
        most = each[i] > most ? each[i] : most;
    for (size_t i = 0; i < n_fields; i++)
        check->numbers.of[i] = (int64_t)row->values[i];
    more[DY_OF_VOTES] = (int64_t)votes;
    more[DY_OF_MAX_VOTES] = (int64_t)most;
    more[DY_OF_AGAINST_ALL] = (int64_t)each[n_choices];
    bool known = check->listed_field != DY_NOTHING || voters != DY_VOTERS_UNKNOWN;
    check->numbers.present[n_fields + DY_OF_LISTED] = known;
    more[DY_OF_LISTED] = check->listed_field != DY_NOTHING
                             ? (int64_t)row->values[check->listed_field]
                             : (int64_t)(known ? voters : 0);
    return votes <= DY_VOTES_MAX;
}

/* Each failing control switches off those that could only repeat it. */
static void switch_off(const struct dy_law_version *law, uint8_t *failed)
{
    enum { FAILED = 1, OFF = 2 };
    for (size_t i = 0; i < law->n_controls; i++)
        for (size_t k = 0; (failed[i] & FAILED) && k < law->controls[i].n_switches_off; k++)
            failed[law->controls[i].switches_off[k]] |= OFF;
    for (size_t i = 0; i < law->n_controls; i++)
        failed[i] = failed[i] == FAILED;
}

static enum dy_code report_controls(struct dy_row_check *check, const struct dy_row *row,
                                    struct dy_err *err)
{
    const struct dy_law_version *law = check->election->law;
    enum dy_code code = DY_OK;
    switch_off(law, check->failed);
    for (size_t i = 0; i < law->n_controls && !code; i++) {
        const struct dy_law_control *control = &law->controls[i];
        if (!check->failed[i])
            continue;
        struct dy_finding finding = {.code = control->id,
                                     .level = control->level,
                                     .message = control->text,
                                     .contest = check->contest_of[row->unit],
                                     .round = check->file->round,
                                     .unit = row->unit,
                                     .source = check->file->source,
                                     .at = place_of(check, row),
                                     .has_numbers = true,
                                     .left = check->left[i],
                                     .right = check->right[i],
                                     .relation = control->text,
                                     .cite = control->cite,
                                     .derived = control->derived};
        code = dy_finding_add(check->mem, check->findings, &finding, err);
    }
    return code;
}

static enum dy_code check_controls(struct dy_row_check *check, const struct dy_row *row,
                                   struct dy_err *err)
{
    const struct dy_law_version *law = check->election->law;
    bool any = false;
    if (!fill_numbers(check, row))
        return dy_fail(err, DY_E_LIMIT, place_of(check, row), "",
                       "the votes of this row add up to more than 2^53 = %llu; votes are fewer",
                       (unsigned long long)DY_VOTES_MAX);
    for (size_t i = 0; i < law->n_controls; i++) {
        enum dy_law_verdict verdict =
            dy_law_evaluate(&law->controls[i], &check->numbers, &check->left[i], &check->right[i]);
        check->failed[i] = verdict == DY_FAILS;
        check->findings->not_checkable[i] += verdict == DY_NOT_CHECKABLE;
        any |= check->failed[i];
    }
    return any ? report_controls(check, row, err) : DY_OK;
}

static enum dy_code report_stranger(struct dy_row_check *check, const struct dy_row *row,
                                    const struct dy_choice *choice, uint64_t votes,
                                    struct dy_err *err)
{
    struct dy_finding finding = dy_finding_of("S1");
    char *count = dy_arena_format(check->mem, "%llu", (unsigned long long)votes);
    if (!count)
        return dy_no_memory(err);
    struct dy_param params[] = {{"left", count}, {"choice", choice->id}};
    finding.contest = check->contest_of[row->unit];
    finding.round = check->file->round;
    finding.unit = row->unit;
    finding.source = check->file->source;
    finding.at = place_of(check, row);
    finding.params = params;
    finding.n_params = DY_COUNT_OF(params);
    return dy_finding_add(check->mem, check->findings, &finding, err);
}

static enum dy_code check_stands(struct dy_row_check *check, const struct dy_row *row,
                                 struct dy_err *err)
{
    uint32_t of = check->contest_of[row->unit];
    const struct dy_contest *contest = of == DY_NOTHING ? NULL : &check->election->contests[of];
    const uint64_t *each = row->values + check->election->law->n_fields;
    enum dy_code code = DY_OK;
    if (!contest || !contest->stands)
        return DY_OK;
    for (size_t i = 0; i < contest->n_choices && !code; i++)
        if (!contest->stands[i] && each[i])
            code = report_stranger(check, row, &contest->choices[i], each[i], err);
    return code;
}

bool dy_row_holds(struct dy_row_check *check, const struct dy_row *row)
{
    const struct dy_law_version *law = check->election->law;
    uint32_t of = check->contest_of[row->unit];
    bool holds = fill_numbers(check, row) &&
                 (of == DY_NOTHING || check->election->contests[of].stands == NULL);
    for (size_t i = 0; i < law->n_controls && holds; i++)
        holds = dy_law_evaluate(&law->controls[i], &check->numbers, NULL, NULL) == DY_HOLDS;
    return holds;
}

enum dy_code dy_row_check(struct dy_row_check *check, const struct dy_row *row, struct dy_err *err)
{
    enum dy_code code = check_controls(check, row, err);
    return code ? code : check_stands(check, row, err);
}

/*
 * All checks of an election: each source's rows, completeness, source against source, and what was
 * published against the outcome of the official protocols.
 */
#include <string.h>

#include "count/check.h"
#include "count/tally.h"
#include "dauys/state.h"

static bool has_source(const struct dy_election *election, const char *source)
{
    for (size_t i = 0; i < election->n_protocols; i++)
        if (strcmp(election->protocols[i].source, source) == 0)
            return true;
    return false;
}

static enum dy_code append(struct dy_arena *mem, struct dy_findings *to,
                           const struct dy_findings *from, size_t n_controls, struct dy_err *err)
{
    const struct dy_finding *of = from->of.items;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < n_controls; i++)
        to->not_checkable[i] += from->not_checkable[i];
    for (size_t i = 0; i < from->of.n && !code; i++)
        code = dy_finding_add(mem, to, &of[i], err);
    return code;
}

/* --- source against source --- */

/* The rows of one file, kept by unit. */
struct kept {
    struct dy_arena *mem;
    const struct dy_election *election;
    const struct dy_protocols *mine, *other;
    uint64_t **rows; /* [units] values of `mine`, NULL = no row */

    struct dy_findings *findings;
};

static enum dy_code keep_row(void *self, const struct dy_row *row, struct dy_err *err)
{
    struct kept *in = self;
    uint64_t *values = DY_NEW(in->mem, uint64_t, in->mine->n_slots);
    if (!values)
        return dy_no_memory(err);
    memcpy(values, row->values, in->mine->n_slots * sizeof *values);
    in->rows[row->unit] = values;
    return DY_OK;
}

static const char *slot_name(const struct kept *in, size_t slot)
{
    size_t n_fields = in->election->law->n_fields;
    if (slot < n_fields)
        return in->election->law->fields[slot].id;
    for (size_t i = 0; i < in->election->n_contests; i++)
        if (in->election->contests[i].tier == in->mine->tier &&
            slot - n_fields < in->mine->n_choices)
            return in->election->contests[i].choices[slot - n_fields].id;
    return "against_all";
}

static enum dy_code report(struct kept *in, const char *code, const struct dy_row *row,
                           uint32_t unit, size_t n_params, struct dy_param *params,
                           struct dy_err *err)
{
    struct dy_finding finding = dy_finding_of(code);
    for (size_t i = 0; i < n_params; i++)
        if (!params[i].value)
            return dy_no_memory(err);
    finding.round = in->mine->round;
    finding.unit = unit;
    finding.source = in->other->source;
    finding.params = params;
    finding.n_params = n_params;
    if (row)
        finding.at = (struct dy_span){in->other->path, row->byte, row->line, 0};
    return dy_finding_add(in->mem, in->findings, &finding, err);
}

static enum dy_code compare_row(void *self, const struct dy_row *row, struct dy_err *err)
{
    struct kept *in = self;
    const uint64_t *mine = in->rows[row->unit];
    enum dy_code code = DY_OK;
    if (!mine) {
        struct dy_param params[] = {{"source", in->mine->source}, {"other", in->other->source}};
        return report(in, "X2", row, row->unit, DY_COUNT_OF(params), params, err);
    }
    for (size_t i = 0; i < in->mine->n_slots && !code; i++) {
        if (!in->mine->present[i] || !in->other->present[i] || mine[i] == row->values[i])
            continue;
        struct dy_param params[] = {
            {"field", slot_name(in, i)},
            {"left", dy_arena_format(in->mem, "%llu", (unsigned long long)mine[i])},
            {"source", in->mine->source},
            {"right", dy_arena_format(in->mem, "%llu", (unsigned long long)row->values[i])},
            {"other", in->other->source}};
        code = report(in, "X1", row, row->unit, DY_COUNT_OF(params), params, err);
    }
    return code;
}

static enum dy_code compare_files(struct dy_arena *mem, const struct dy_election *election,
                                  const struct dy_protocols *mine, const struct dy_protocols *other,
                                  struct dy_findings *findings, struct dy_err *err)
{
    struct kept in = {
        .mem = mem, .election = election, .mine = mine, .other = other, .findings = findings};
    in.rows = DY_NEW(mem, uint64_t *, election->units.n);
    if (!in.rows)
        return dy_no_memory(err);
    struct dy_row_visitor keep = {&in, NULL, keep_row}, compare = {&in, NULL, compare_row};
    enum dy_code code = dy_protocols_scan(election, mine, &keep, err);
    return code ? code : dy_protocols_scan(election, other, &compare, err);
}

static enum dy_code compare_sources(struct dy_arena *mem, const struct dy_election *election,
                                    struct dy_findings *findings, struct dy_err *err)
{
    const struct dy_protocols *of = election->protocols;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < election->n_protocols; i++)
        for (size_t k = i + 1; k < election->n_protocols && !code; k++)
            if (of[i].tier == of[k].tier && of[i].round == of[k].round &&
                strcmp(of[i].source, of[k].source) != 0)
                code = compare_files(mem, election, &of[i], &of[k], findings, err);
    return code;
}

/* --- everything --- */

static enum dy_code check_source(struct dy_arena *mem, const struct dy_election *election,
                                 const char *source, struct dy_findings *out, struct dy_err *err)
{
    struct dy_state *state;
    if (!has_source(election, source))
        return DY_OK;
    enum dy_code code = dy_state_fold(mem, election, source, true, &state, err);
    if (!code)
        code = append(mem, out, &state->findings, election->law->n_controls, err);
    bool official = strcmp(source, "official") == 0;
    if (!code && official)
        code = dy_check_complete(mem, election, state->n_tallies, state->tallies, out, err);
    return code;
}

static enum dy_code check_statements(struct dy_arena *mem, const struct dy_election *election,
                                     struct dy_findings *out, struct dy_err *err)
{
    const struct dy_outcome *outcome = NULL;
    struct dy_state *state;
    /* Who holds nothing but copies compares the announcement with them. */
    const char *source =
        !has_source(election, "official") && has_source(election, "copy") ? "copy" : "official";
    if (election->n_statements == 0)
        return DY_OK;
    enum dy_code code = dy_state_fold(mem, election, source, false, &state, err);
    if (!code)
        code = dy_count(mem, election, source, state->n_tallies, state->tallies, &outcome, err);
    return code ? code : dy_check_published(mem, election, outcome, out, err);
}

enum dy_code dy_state_check(struct dy_arena *mem, const struct dy_election *election,
                            struct dy_findings *out, struct dy_err *err)
{
    static const char *const sources[] = {"official", "copy", "announced"};
    enum dy_code code = dy_findings_init(mem, election, out, err);
    for (size_t i = 0; i < DY_COUNT_OF(sources) && !code; i++)
        code = check_source(mem, election, sources[i], out, err);
    if (!code)
        code = compare_sources(mem, election, out, err);
    return code ? code : check_statements(mem, election, out, err);
}

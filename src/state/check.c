/*
 * All checks of an election: each source's rows, completeness, source against source, and what was
 * published against the outcome of the official protocols.
 */
#include <string.h>

#include "count/check.h"
#include "count/tally.h"
#include "dauys/state.h"
#include "state/sides.h"

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

struct against {
    struct dy_arena *mem;
    const struct dy_sides *sides;
    struct dy_findings *findings;
};

static enum dy_code report(struct against *in, const char *code, const struct dy_sides_place *place,
                           size_t n_params, struct dy_param *params, struct dy_err *err)
{
    struct dy_finding finding = dy_finding_of(code);
    for (size_t i = 0; i < n_params; i++)
        if (!params[i].value)
            return dy_no_memory(err);
    finding.round = in->sides->round;
    finding.unit = place->unit;
    finding.source = in->sides->source[DY_SIDE_B];
    finding.params = params;
    finding.n_params = n_params;
    finding.at = place->at[DY_SIDE_B];
    return dy_finding_add(in->mem, in->findings, &finding, err);
}

/* What the second source has otherwise, or has alone. Nothing is said of what it lacks. */
static enum dy_code check_place(void *self, const struct dy_sides_place *place, struct dy_err *err)
{
    struct against *in = self;
    const char *mine = in->sides->source[DY_SIDE_A], *other = in->sides->source[DY_SIDE_B];
    enum dy_code code = DY_OK;
    if (place->n_rows[DY_SIDE_B] == 0 || place->n_missing[DY_SIDE_B] > 0)
        return DY_OK;
    if (place->n_rows[DY_SIDE_A] == 0 || place->n_missing[DY_SIDE_A] > 0) {
        struct dy_param params[] = {{"source", mine}, {"other", other}};
        return report(in, "X2", place, DY_COUNT_OF(params), params, err);
    }
    for (size_t i = 0; i < place->n_slots && !code; i++) {
        if (!dy_sides_differ(place, i))
            continue;
        struct dy_param params[] = {
            {"field", dy_sides_column(in->sides->election, in->sides->tier, i)},
            {"left",
             dy_arena_format(in->mem, "%llu", (unsigned long long)place->values[DY_SIDE_A][i])},
            {"source", mine},
            {"right",
             dy_arena_format(in->mem, "%llu", (unsigned long long)place->values[DY_SIDE_B][i])},
            {"other", other}};
        code = report(in, "X1", place, DY_COUNT_OF(params), params, err);
    }
    return code;
}

static enum dy_code compare_pair(struct dy_arena *mem, const struct dy_sides *sides,
                                 struct dy_findings *findings, struct dy_err *err)
{
    struct against in = {mem, sides, findings};
    bool both = dy_sides_has(sides, DY_SIDE_A) && dy_sides_has(sides, DY_SIDE_B);
    return both ? dy_sides_walk(sides, &in, check_place, err) : DY_OK;
}

static const char *const all_sources[] = {"official", "copy", "announced"};

/* Every two sources of a tier and round. */
static enum dy_code compare_sources(struct dy_arena *mem, const struct dy_election *election,
                                    struct dy_findings *findings, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    struct dy_sides sides = {.election = election};
    for (sides.tier = 0; sides.tier < election->law->n_tiers; sides.tier++)
        for (sides.round = 1; sides.round <= 2; sides.round++)
            for (size_t i = 0; i < DY_COUNT_OF(all_sources); i++)
                for (size_t k = i + 1; k < DY_COUNT_OF(all_sources) && !code; k++) {
                    sides.source[DY_SIDE_A] = all_sources[i];
                    sides.source[DY_SIDE_B] = all_sources[k];
                    code = compare_pair(mem, &sides, findings, err);
                }
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
    enum dy_code code = dy_findings_init(mem, election, out, err);
    for (size_t i = 0; i < DY_COUNT_OF(all_sources) && !code; i++)
        code = check_source(mem, election, all_sources[i], out, err);
    if (!code)
        code = compare_sources(mem, election, out, err);
    return code ? code : check_statements(mem, election, out, err);
}

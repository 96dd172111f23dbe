/* Which stations sent no protocol. */
#include <string.h>

#include "count/check.h"

static enum dy_code report(struct dy_arena *mem, const struct dy_election *election,
                           const struct dy_tally *tally, uint32_t unit,
                           struct dy_findings *findings, struct dy_err *err)
{
    dy_votes voters = election->units.of[unit].voters;
    bool known = voters != DY_VOTERS_UNKNOWN;
    struct dy_finding finding = dy_finding_of(known ? "M1" : "M2");
    char *count = dy_arena_format(mem, "%llu", (unsigned long long)(known ? voters : 0));
    if (!count)
        return dy_no_memory(err);
    struct dy_param params[] = {{"voters", count}};
    finding.contest = tally->contest;
    finding.round = tally->round;
    finding.unit = unit;
    finding.source = tally->source;
    finding.params = params;
    finding.n_params = known;
    return dy_finding_add(mem, findings, &finding, err);
}

enum dy_code dy_check_complete(struct dy_arena *mem, const struct dy_election *election,
                               size_t n_tallies, const struct dy_tally *tallies,
                               struct dy_findings *findings, struct dy_err *err)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < n_tallies; i++)
        for (size_t k = 0; k < tallies[i].n_missing && !code; k++)
            code = report(mem, election, &tallies[i], tallies[i].missing[k], findings, err);
    return code;
}

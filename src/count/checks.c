/* The checks that come with the program, and how findings are collected. */
#include <string.h>

#include "base/say.h"
#include "count/check.h"

const struct dy_check dy_checks[] = {
    {"M1", DY_LEVEL_ERROR, N_("no protocol: {voters} voters on the list")},
    {"M2", DY_LEVEL_WARNING, N_("no protocol, and the number of voters is not known")},
    {"S1", DY_LEVEL_ERROR, N_("{left} votes for {choice}, who does not stand here")},
    {"E1", DY_LEVEL_WARNING, N_("typed once; a second person is waited for (entry {entry})")},
    {"E2", DY_LEVEL_ERROR, N_("typed twice, and not the same (entry {entry})")},
    {"E3", DY_LEVEL_ERROR, N_("breaks a control and is not accepted as on the paper (entry {entry})")},
    {"E4", DY_LEVEL_WARNING, N_("voided; no other protocol was entered (entry {entry})")},
    {"X1", DY_LEVEL_ERROR, N_("{field}: {left} by {source}, {right} by {other}")},
    {"X2", DY_LEVEL_ERROR, N_("a protocol by {other}, none by {source}")},
    {"P1", DY_LEVEL_ERROR, N_("the parts add up to {left}, printed as {right} ({total})")},
    {"P2", DY_LEVEL_ERROR,
     N_("{choice}: printed {left} %, but {votes} of {base} ({of}) are {right} %")},
    {"P3", DY_LEVEL_ERROR,
     N_("{choice}: {left} seats printed ({place}), {right} by votes and law")},
    {"P4", DY_LEVEL_ERROR, N_("{choice}: {left} here, {right} in {other}")},
    {"P5", DY_LEVEL_ERROR,
     N_("turnout falls: {left} % at {at}, but {right} % already at {before}")},
    {"P6", DY_LEVEL_ERROR, N_("printed {left} %, but {part} of {whole} are {right} % ({names})")},
    {"P7", DY_LEVEL_WARNING,
     N_("percentages of the register version \"{left}\"; {other} uses \"{right}\"")},
    {"P8", DY_LEVEL_ERROR, N_("the seats add up to {left}, the house has {right}")},
    {"P9", DY_LEVEL_ERROR, N_("{choice}: {left} votes printed, {right} in the protocols")},
    {"PA", DY_LEVEL_WARNING, N_("{left} % without numerator and denominator; it fits {names}")},
    {"PB", DY_LEVEL_WARNING, N_("{left} % without numerator and denominator; it fits none here")},
};
const size_t dy_n_checks = DY_COUNT_OF(dy_checks);

struct dy_finding dy_finding_of(const char *code)
{
    struct dy_finding out = {.contest = DY_NOTHING, .unit = DY_NOTHING, .round = 1};
    for (size_t i = 0; i < dy_n_checks; i++) {
        if (strcmp(dy_checks[i].code, code) != 0)
            continue;
        out.code = dy_checks[i].code;
        out.level = dy_checks[i].level;
        out.message = dy_checks[i].message;
    }
    return out;
}

enum dy_code dy_findings_init(struct dy_arena *mem, const struct dy_election *election,
                              struct dy_findings *findings, struct dy_err *err)
{
    *findings = (struct dy_findings){0};
    findings->not_checkable = DY_NEW(mem, uint64_t, election->law->n_controls);
    return findings->not_checkable ? DY_OK : dy_no_memory(err);
}

enum dy_code dy_finding_add(struct dy_arena *mem, struct dy_findings *findings,
                            const struct dy_finding *finding, struct dy_err *err)
{
    struct dy_finding *kept = dy_vec_push(mem, &findings->of, sizeof *kept);
    if (!kept)
        return dy_no_memory(err);
    *kept = *finding;
    kept->params = DY_NEW(mem, struct dy_param, finding->n_params);
    if (!kept->params)
        return dy_no_memory(err);
    if (finding->n_params)
        memcpy(kept->params, finding->params, finding->n_params * sizeof *kept->params);
    *(finding->level == DY_LEVEL_ERROR ? &findings->n_errors : &findings->n_warnings) += 1;
    return DY_OK;
}

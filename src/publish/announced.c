/* Officially announced seats against those counted. */
#include "publish/announced.h"

#include <string.h>

static bool find_in_body(const struct dy_outcome *outcome, const char *id, struct dy_announced *out)
{
    for (size_t i = 0; i < outcome->n_body; i++) {
        if (strcmp(outcome->body[i].id, id) != 0)
            continue;
        out->list = outcome->body[i].list;
        out->counted = outcome->body[i].seats;
        return true;
    }
    return false;
}

static bool find_in_contest(const struct dy_outcome *outcome, const char *label, const char *id,
                            struct dy_announced *out)
{
    uint32_t index = label ? dy_contest_find(outcome->election, label) : DY_NOTHING;
    for (size_t c = 0; c < outcome->n_contests && index != DY_NOTHING; c++) {
        const struct dy_outcome_contest *contest = &outcome->contests[c];
        if (contest->contest != &outcome->election->contests[index] || !contest->tally)
            continue;
        for (size_t i = 0; i < contest->n_choices; i++) {
            if (strcmp(contest->contest->choices[i].id, id) != 0)
                continue;
            out->list = contest->contest->choices[i].list;
            out->counted = contest->choices[i].seats;
            return true;
        }
    }
    return false;
}

static enum dy_code add_figures(struct dy_arena *mem, const struct dy_outcome *outcome,
                                const struct dy_statement *statement, struct dy_vec *found,
                                struct dy_err *err)
{
    for (size_t i = 0; i < statement->n_figures; i++) {
        const struct dy_published_figure *figure = &statement->figures[i];
        struct dy_announced one = {.statement = statement, .figure = figure};
        one.of_house = strcmp(figure->kind, "body") == 0;
        bool of_contest = strcmp(figure->kind, "seats") == 0;
        if (!(one.of_house && find_in_body(outcome, figure->id, &one)) &&
            !(of_contest && find_in_contest(outcome, statement->contest, figure->id, &one)))
            continue;
        struct dy_announced *added = dy_vec_push(mem, found, sizeof *added);
        if (!added)
            return dy_no_memory(err);
        *added = one;
    }
    return DY_OK;
}

enum dy_code dy_announced_seats(struct dy_arena *mem, const struct dy_outcome *outcome, size_t *n,
                                struct dy_announced **out, struct dy_err *err)
{
    const struct dy_election *election = outcome->election;
    struct dy_vec found = {0};
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < election->n_statements && !election->other_law && !code; i++)
        if (strcmp(election->statements[i].status, "official") == 0)
            code = add_figures(mem, outcome, &election->statements[i], &found, err);
    *n = found.n;
    *out = found.items;
    return code;
}

/*
 * Long CSV after the conventions of OpenElections: one row a choice and area, lower-case columns.
 */
#include <string.h>

#include "publish/names.h"
#include "publish/table.h"

static void row(FILE *to, size_t n, const char *const *texts, uint64_t votes, dy_seats seats)
{
    for (size_t i = 0; i < n; i++) {
        dy_csv_write(to, texts[i]);
        fputc(',', to);
    }
    fprintf(to, "%llu,%u\n", (unsigned long long)votes, seats);
}

enum dy_code dy_publish_csv(const struct dy_outcome *outcome, FILE *to, struct dy_err *err)
{
    const struct dy_election *election = outcome->election;
    (void)err;
    fputs("election,area,office,round,party,candidate,winner,votes,seats\n", to);
    for (size_t c = 0; c < outcome->n_contests; c++) {
        const struct dy_outcome_contest *contest = &outcome->contests[c];
        const struct dy_law_tier *tier = &outcome->law->tiers[contest->contest->tier];
        const char *area = election->units.of[contest->contest->area].id;
        const char *round = contest->round == 2 ? "2" : "1";
        for (size_t i = 0; i < contest->n_choices && contest->tally; i++) {
            const struct dy_choice *choice = &contest->contest->choices[i];
            const char *party = choice->list == DY_NOTHING ? "" : election->lists[choice->list].id;
            if (contest->contest->stands && !contest->contest->stands[i])
                continue;
            const char *texts[] = {
                election->id,
                area,
                tier->id,
                round,
                party,
                dy_choice_name(contest->contest, i, "en"),
                contest->choices[i].seats > 0 || contest->choices[i].elected ? "true" : "false"};
            row(to, DY_COUNT_OF(texts), texts, contest->choices[i].votes,
                contest->choices[i].seats);
        }
        const char *against[] = {election->id, area, tier->id, round, "", "Against all", "false"};
        if (tier->against_all && contest->tally)
            row(to, DY_COUNT_OF(against), against, contest->against_all, 0);
    }
    return DY_OK;
}

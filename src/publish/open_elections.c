/*
 * Long CSV after the conventions of OpenElections: one row a choice and area, lower-case columns.
 */
#include <string.h>

#include "publish/names.h"
#include "publish/table.h"

struct rows {
    FILE *to;
    const struct dy_outcome *outcome;
};

static void row(struct rows *in, const struct dy_outcome_contest *contest, const char *party,
                const char *candidate, const struct dy_outcome_choice *choice)
{
    const struct dy_outcome *outcome = in->outcome;
    bool winner = choice->seats > 0 || choice->elected;
    const char *texts[] = {outcome->election->id,
                           outcome->election->units.of[contest->contest->area].id,
                           outcome->law->tiers[contest->contest->tier].id,
                           contest->round == 2 ? "2" : "1",
                           party,
                           candidate,
                           winner ? "true" : "false"};
    for (size_t i = 0; i < DY_COUNT_OF(texts); i++) {
        dy_csv_write(in->to, texts[i]);
        fputc(',', in->to);
    }
    fprintf(in->to, "%llu,%u\n", (unsigned long long)choice->votes, choice->seats);
}

static bool stands(const struct dy_outcome_contest *contest, size_t i)
{
    if (contest->pair)
        return contest->pair[i];
    return !contest->contest->stands || contest->contest->stands[i];
}

static void contest_rows(struct rows *in, const struct dy_outcome_contest *contest)
{
    const struct dy_election *election = in->outcome->election;
    for (size_t i = 0; i < contest->n_choices && contest->tally; i++) {
        const struct dy_choice *choice = &contest->contest->choices[i];
        if (stands(contest, i))
            row(in, contest, choice->list == DY_NOTHING ? "" : election->lists[choice->list].id,
                dy_choice_name(contest->contest, i, "en"), &contest->choices[i]);
    }
    struct dy_outcome_choice against = {.votes = contest->against_all};
    if (in->outcome->law->tiers[contest->contest->tier].against_all && contest->tally)
        row(in, contest, "", "Against all", &against);
}

enum dy_code dy_publish_csv(const struct dy_outcome *outcome, FILE *to, struct dy_err *err)
{
    struct rows in = {to, outcome};
    (void)err;
    fputs("election,area,office,round,party,candidate,winner,votes,seats\n", to);
    for (size_t i = 0; i < outcome->n_contests; i++) {
        if (outcome->contests[i].first)
            contest_rows(&in, outcome->contests[i].first);
        contest_rows(&in, &outcome->contests[i]);
    }
    return DY_OK;
}

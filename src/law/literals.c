/* The vocabulary of law files. */
#include "law/literals.h"

#include <string.h>

#define WORDS(name, ...) const char *const name[] = {__VA_ARGS__, NULL}

WORDS(dy_words_none, "silent", "nobody", "all-lists");
WORDS(dy_words_floor, "after", "before");
WORDS(dy_words_tie, "silent", "earlier-registration", "lot", "repeat-vote", "repeat-election");
WORDS(dy_words_no_majority, "silent", "run-off", "repeat-election");
WORDS(dy_words_rounding, "up", "half-up", "down");
WORDS(dy_words_choices, "lists", "candidates", "answers");
WORDS(dy_words_level, "error", "warning");
WORDS(dy_words_quota_of, "seats_won", "list");
WORDS(dy_words_unit, "hours", "days", "working_days", "months");
WORDS(dy_words_ends, "as-counted", "next-working-day");
WORDS(dy_words_role, "step", "complaint", "answer");
WORDS(dy_words_silence, "no-list-reaches-bar", "tie-second-list", "two-candidates-no-majority",
      "tie-for-second-place", "tie-in-run-off", "tie-for-seat", "quota-over-allocates",
      "run-off-without-winner", "repeat-vote-tie", "other");

const struct dy_param_row dy_param_rows[] = {
    {offsetof(struct dy_law_tier, bar.if_none), dy_words_none},
    {offsetof(struct dy_law_tier, guarantee.floor), dy_words_floor},
    {offsetof(struct dy_law_tier, guarantee.tie_second), dy_words_tie},
    {offsetof(struct dy_law_tier, award.two_candidates), dy_words_no_majority},
    {offsetof(struct dy_law_tier, award.tie_second), dy_words_tie},
    {offsetof(struct dy_law_tier, award.tie_runoff), dy_words_tie},
    {offsetof(struct dy_law_tier, ties), dy_words_tie},
    {offsetof(struct dy_law_tier, ties_two), dy_words_tie},
    {offsetof(struct dy_law_tier, ties_more), dy_words_tie},
};
const size_t dy_n_param_rows = DY_COUNT_OF(dy_param_rows);

struct dy_law_param *dy_param_at(struct dy_law_tier *tier, size_t row)
{
    return (struct dy_law_param *)(void *)((char *)tier + dy_param_rows[row].offset);
}

int dy_word_find(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

const char *dy_fraction_text(struct dy_arena *mem, struct dy_fraction f)
{
    if (f.den == 100)
        return dy_arena_format(mem, "%llu %%", (unsigned long long)f.num);
    return dy_arena_format(mem, "%llu/%llu", (unsigned long long)f.num, (unsigned long long)f.den);
}

const char *dy_law_tie_name(int value)
{
    return value >= 0 && (size_t)value + 1 < DY_COUNT_OF(dy_words_tie) ? dy_words_tie[value] : "?";
}

const char *dy_law_role_name(enum dy_law_role role)
{
    return dy_words_role[role];
}

struct dy_period dy_law_deadline_period(const struct dy_law_deadline *deadline)
{
    static const enum dy_period_unit units[] = {DY_PERIOD_HOURS, DY_PERIOD_DAYS,
                                                DY_PERIOD_WORKING_DAYS, DY_PERIOD_MONTHS};
    int word = dy_word_find(dy_words_unit, deadline->unit);
    return (struct dy_period){deadline->n, units[word < 0 ? 0 : word], deadline->ends};
}

/*
 * Words of law files for the enumerations of dauys/law.h, in their order; and where a rule's value
 * may be left to a reading.
 */
#ifndef DAUYS_LAW_LITERALS_H
#define DAUYS_LAW_LITERALS_H

#include "dauys/law.h"

extern const char *const dy_words_none[];        /* enum dy_law_none */
extern const char *const dy_words_floor[];       /* enum dy_law_factor_floor */
extern const char *const dy_words_tie[];         /* enum dy_law_tie */
extern const char *const dy_words_no_majority[]; /* enum dy_law_no_majority */
extern const char *const dy_words_rounding[];    /* enum dy_law_rounding */
extern const char *const dy_words_choices[];     /* enum dy_law_choices */
extern const char *const dy_words_level[];       /* enum dy_law_level */
extern const char *const dy_words_quota_of[];    /* enum dy_law_quota_of */
extern const char *const dy_words_unit[];        /* units of deadlines */
extern const char *const dy_words_ends[];        /* enum dy_period_ends */
extern const char *const dy_words_role[];        /* enum dy_law_role */
extern const char *const dy_words_silence[];     /* when a silence is met */

/* Every value of a tier that a reading may decide: its place in struct dy_law_tier. */
struct dy_param_row {
    size_t offset;
    const char *const *words;
};
extern const struct dy_param_row dy_param_rows[];
extern const size_t dy_n_param_rows;
struct dy_law_param *dy_param_at(struct dy_law_tier *tier, size_t row);

/* "5 %", else "7/10". */
const char *dy_fraction_text(struct dy_arena *mem, struct dy_fraction f);

/* Index of a word, -1 if it is none of them. */
int dy_word_find(const char *const *words, const char *word);

#endif

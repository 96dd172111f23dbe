/*
 * Where the law gives no answer: its own list of gaps, and the few that come with the program.
 */
#ifndef DAUYS_COUNT_SILENCE_H
#define DAUYS_COUNT_SILENCE_H

#include "dauys/law.h"

/* The law's own entry for `when`, or NULL. */
const struct dy_law_silence *dy_silence_own(const struct dy_law_version *law, const char *when);
/* The law's entry for `when`, else the program's own (no cite; its text is a msgid), else NULL. */
const struct dy_law_silence *dy_silence_find(const struct dy_law_version *law, const char *when);

#endif

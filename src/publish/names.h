/*
 * Names that every face uses: of files, areas, choices, parties.
 */
#ifndef DAUYS_PUBLISH_NAMES_H
#define DAUYS_PUBLISH_NAMES_H

#include "dauys/publish.h"

/* The last part of a path: outputs do not depend on where the folder stands. NULL gives "". */
const char *dy_file_name(const char *path);
const char *dy_unit_name(const struct dy_election *election, uint32_t unit, const char *lang);
const char *dy_choice_name(const struct dy_contest *contest, size_t choice, const char *lang);
/* Title of a list, or the word for independents. */
const char *dy_body_name(const struct dy_election *election, uint32_t list, const char *lang);
/* The words for a source ("copy"), and for what a contest ends in. */
const char *dy_source_say(const char *lang, const char *source);
const char *dy_event_say(const char *lang, enum dy_event event);
/* The message of a finding, in mem; NULL without memory. */
const char *dy_finding_say(struct dy_arena *mem, const char *lang,
                           const struct dy_election *election, const struct dy_finding *finding);

#endif

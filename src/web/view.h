/*
 * A served election as it is now: opened, folded, counted, and all of it again when its files or
 * its record have changed.
 *
 * 1. A view is the truth of one moment: its tag changes exactly when the record's head does or, for
 *    a folder, when a file's size or time does.
 * 2. What cannot be read is said, not hidden behind what could be read before.
 */
#ifndef DAUYS_WEB_VIEW_H
#define DAUYS_WEB_VIEW_H

#include "publish/page.h"

/* What to serve, as the command was told. */
struct dy_web_election {
    const char *name; /* in addresses */
    const char *path; /* folder, file or URL of a record */
    bool is_record;
    struct dy_election_options options; /* law_root, readings; law_id is NULL */
};

struct dy_view {
    struct dy_arena mem;
    struct dy_record *record; /* NULL = a folder */
    const struct dy_state *state;
    const struct dy_outcome *outcome; /* NULL: it could not be read */
    const struct dy_calendar *calendar;
    struct dy_entry_proofs proofs;
    struct dy_page_record about; /* of a record */
    char tag[65];
    char why[512]; /* why it could not be read */
};
/* law_id, law_day: another law, NULL = the election's. Fills out even after an error. */
DY_NODISCARD enum dy_code dy_view_open(const struct dy_web_election *of, const char *law_id,
                                       struct dy_date law_day, struct dy_view *out,
                                       struct dy_err *err);
void dy_view_close(struct dy_view *view); /* NULL-safe; may be closed twice */
/* Entry `number` of a record, in mem. errors DY_E_INPUT: there is none. */
DY_NODISCARD enum dy_code dy_view_entry(const struct dy_view *view, struct dy_arena *mem,
                                        uint64_t number, struct dy_bytes *out, struct dy_err *err);
/* Is it still what is there? */
bool dy_view_is_fresh(const struct dy_web_election *of, struct dy_view *view);

#endif

/*
 * The parts of settling a contest, between admit.c, award.c, ties.c and settle.c.
 */
#ifndef DAUYS_COUNT_SETTLE_PARTS_H
#define DAUYS_COUNT_SETTLE_PARTS_H

#include "count/settle.h"

/* ties.c */

/* A rule for equal claims, and the gap's name where it is silent. */
struct dy_tie_rule {
    const struct dy_law_param *param; /* enum dy_law_tie */
    const char *when;                 /* of the silence: "tie-for-seat" */
};
/*
 * Try to rank the choices marked in settle->claims by the rule: registration or a lot drawn. True:
 * settle->order[choice] ranks all of the marked, smaller first, all different.
 */
bool dy_tie_rank(struct dy_settle *settle, const struct dy_outcome_contest *contest,
                 struct dy_tie_rule rule);
/* Nothing settles it: the event that the rule leads to, with the claims marked in settle->claims.
 */
void dy_tie_open(const struct dy_settle *settle, struct dy_outcome_contest *contest,
                 struct dy_tie_rule rule, dy_seats at_stake);
/* The marked were tied and the rule settled it: note it for the derivation. */
void dy_tie_note(const struct dy_settle *settle, struct dy_outcome_contest *contest,
                 struct dy_tie_rule rule);
/*
 * The k choices with the most votes among those with settle->seats[choice] != 0; leaves 1 in
 * settle->seats for those who are certain, 0 for the others. True: all k are certain (or there are
 * no more than k). False: a tie, already turned into an event by dy_tie_open.
 */
bool dy_tie_pick(struct dy_settle *settle, struct dy_outcome_contest *contest, dy_seats k,
                 struct dy_tie_rule rule);
/* The gap `when` was met: event and silence; `param` (may be NULL) names the reading. */
void dy_settle_silent(const struct dy_settle *settle, struct dy_outcome_contest *contest,
                      const char *when, const struct dy_law_param *param);

/* admit.c: who passes the bar; fills settle->map. Returns false when the contest ends here. */
bool dy_admit(struct dy_settle *settle, struct dy_outcome_contest *contest, size_t *n_admitted);

/* Seats of the second list of a guarantee: max(v2/q * factor, minimum), floored where the law (or a
 * reading) says; never more than there are. Grows with `second`, falls with `first`. */
dy_seats dy_guarantee_seats(const struct dy_law_guarantee *rule, dy_votes first, dy_votes second,
                            dy_seats seats);

/* settle.c: the most seats that one choice can hold: all for a list, one for a person. */
dy_seats dy_settle_most(const struct dy_law_tier *tier, dy_seats seats);

/* award.c: one function for each family. */
void dy_award_lists(struct dy_settle *settle, struct dy_outcome_contest *contest);
void dy_award_plurality(struct dy_settle *settle, struct dy_outcome_contest *contest);
void dy_award_majority(struct dy_settle *settle, struct dy_outcome_contest *contest);
void dy_award_runoff(struct dy_settle *settle, struct dy_outcome_contest *contest);
void dy_award_question(struct dy_settle *settle, struct dy_outcome_contest *contest);

#endif

/*
 * One contest on given votes: admit -> award -> settle. Pure and without allocation, so that
 * bounds.c and closest.c can ask "what if" a million times.
 *
 *   struct dy_settle settle;
 *   dy_settle_init(mem, election, contest, &settle, err)     once for each contest
 *   settle.fields[...] = ...; contest->choices[i].votes += k; contest->against_all = ...
 *   dy_count_settle(&settle, contest)                        as often as wanted
 */
#ifndef DAUYS_COUNT_SETTLE_H
#define DAUYS_COUNT_SETTLE_H

#include "dauys/count.h"

/*
 * What the votes do not say, and room to work in. To try other votes: copy the outcome contest and
 * its choices, make a dy_settle of your own, change votes, against_all and the numbers here.
 */
struct dy_settle {
    const struct dy_election *election;
    const struct dy_law_tier *tier;
    uint64_t *fields;          /* [law->n_fields] sums of the protocol fields */
    uint8_t *field_present;    /* [law->n_fields] */
    uint64_t listed;           /* voters on the lists of the covered stations, by units.csv */
    uint32_t listed_field;     /* the protocol field that says it instead; DY_NOTHING = none */
    size_t n_lots;             /* lots drawn for this contest */
    const uint32_t *lot_ranks; /* [n_lots * n_choices] place in each from 1, 0 = not named */
    /* Sums by area for a rule on regions; n_areas = 0 when not available. */
    size_t n_areas;
    const uint64_t *area_sums; /* [n_areas * area_slots] as dy_tally */
    size_t area_slots;
    const dy_votes
        *quota_of;  /* [n_choices] votes that quotas are taken from; NULL = the choices' */
    uint64_t frame; /* what was decided on the way: see closest.c */
    /* Scratch, [n_choices] each. */
    uint32_t *map; /* admitted choices, in order */
    dy_votes *votes;
    dy_votes *quota_votes;
    dy_seats *seats;
    uint32_t *order;
    uint32_t *rank;
    uint32_t *group;
    uint8_t *claims;
};

/*
 * Make room and take fields, listed and areas from contest->tally (zero when it has none).
 * errors   DY_E_LIMIT a sum or the number of lists is larger than dy_seats_award takes
 */
DY_NODISCARD enum dy_code dy_settle_init(struct dy_arena *mem, const struct dy_election *election,
                                         const struct dy_outcome_contest *contest,
                                         struct dy_settle *settle, struct dy_err *err);

/*
 * Settle one round of one contest.
 *
 * reads    contest->contest, round, first (round 2: the settled round 1), seats, n_choices,
 *          choices[].votes (each <= 2^53, all together < 2^63), against_all
 * fills    status (final or undetermined; missing stations are the caller's), event, base, needed,
 *          turnout_*, guarantee_used, at_stake, silence, reading, and of each choice admitted,
 *          by_guarantee, exempt, claims, elected, seats (those that are certain), and
 *          seats_min, seats_max, votes_max as if no station were missing
 * keeps    the choices' votes, tally, added, moved
 */
void dy_count_settle(struct dy_settle *settle, struct dy_outcome_contest *contest);

/* Does this choice stand in this contest and round? In a run-off: is it one of the pair? */
bool dy_contest_stands(const struct dy_outcome_contest *contest, size_t choice);

/*
 * A share of the law (law->shares[share]) over the contest's votes and the numbers here; false if
 * the source does not publish one of its terms.
 */
bool dy_settle_share(const struct dy_settle *settle, const struct dy_outcome_contest *contest,
                     uint32_t share, uint64_t *out);
/* The same over the sums of one area, [area_slots]. */
bool dy_settle_area_share(const struct dy_settle *settle, const uint64_t *sums, uint32_t share,
                          uint64_t *out);
/* Does a rule on regions apply to this election's question? */
bool dy_settle_regions(const struct dy_settle *settle);
/* The fewest votes that pass `fraction` of `base`: >= or, strictly, >. */
uint64_t dy_settle_needed(uint64_t base, struct dy_fraction fraction, bool strictly);
/* The fraction of the bar that a list with so many members must reach. */
struct dy_fraction dy_settle_bar(const struct dy_law_bar *bar, uint32_t members);
/* Is the list (NULL = none) of a kind that needs no bar? */
bool dy_settle_exempt(const struct dy_law_bar *bar, const struct dy_list *list);

/* The tier's rule for a seat: among the only two who stand, and among more than two, perhaps
 * another. */
const struct dy_law_param *dy_tie_param(const struct dy_law_tier *tier, size_t n_standing,
                                        size_t n_equal);

#endif

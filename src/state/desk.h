/*
 * The desk: protocols as they are entered, typed again by a second person, resolved, accepted,
 * corrected, voided. One row for each station, tier, round and source; its stages are a table.
 *
 * 1. An official protocol counts when two different persons have typed the same numbers and no
 *    error of the law's controls is left that nobody has accepted "as on the paper".
 * 2. A copy or an announced protocol counts as soon as it is entered, unless a second person has
 *    typed other numbers.
 * 3. A correction never overwrites: who had typed what stays in the record, and of an official
 *    protocol the corrected numbers wait for a second person again.
 * 4. A station of which a larger area has a row, or the other way round, is refused; a voided row
 *    leaves its place.
 * 5. Numbers are typed, confirmed, resolved and corrected by those who may enter that source, or by
 *    a coordinator: an observer changes no official protocol.
 */
#ifndef DAUYS_STATE_DESK_H
#define DAUYS_STATE_DESK_H

#include "count/check.h"
#include "count/tally.h"
#include "state/rights.h"

enum dy_stage {
    DY_STAGE_EMPTY,
    DY_STAGE_ENTERED,   /* typed once */
    DY_STAGE_DIFFERENT, /* typed twice, not the same */
    DY_STAGE_CONFIRMED, /* typed twice, or resolved */
    DY_STAGE_VOIDED,    /* by a coordinator: another protocol may be entered */
    DY_STAGE_ANNULLED,  /* the station's voting, by a decision: covered, and counts nothing */
    DY_N_STAGES
};
extern const char *const dy_stage_names[DY_N_STAGES];

/* The columns that protocols have: a table of rows for those who count. */
struct dy_desk_shape {
    struct dy_protocols file; /* its rows are made when asked for */
    struct dy_row_check check;
    struct dy_findings findings; /* scratch of check */
};
struct dy_desk_board; /* tier, round, source */
struct dy_desk_row {
    struct dy_desk_board *board;
    const struct dy_desk_shape *shape;
    uint32_t unit;
    enum dy_stage stage;
    uint64_t entry;             /* that the row began with */
    uint64_t latest;            /* that the values come from */
    uint64_t *values;           /* [n_slots] */
    uint64_t *again;            /* [n_slots] the second person's, where they differ; else NULL */
    const char *first, *second; /* persons; second NULL */
    bool accepted;              /* errors of controls, as on the paper */
};
struct dy_desk_board {
    uint32_t tier, round;
    enum dy_source source;
    struct dy_vec shapes;        /* struct dy_desk_shape * */
    struct dy_desk_row **row_of; /* [units] */
    uint32_t *below;             /* [units] rows below the unit that are not voided */
    /* names of the last protocol, in their order, and their slots: the next has the same */
    struct dy_value *names;
    uint32_t *slots;
    size_t n_names;
    const struct dy_desk_shape *shape_of_names;
};
struct dy_desk {
    struct dy_arena *mem;
    const char *file;
    const struct dy_election *election;
    struct dy_tally_plan plan;
    struct dy_vec boards;    /* struct dy_desk_board * */
    struct dy_vec rows;      /* struct dy_desk_row *, by entry */
    struct dy_vec decisions; /* uint64_t: their entries */
};
DY_NODISCARD enum dy_code dy_desk_init(struct dy_arena *mem, const char *file,
                                       const struct dy_election *election, struct dy_desk *out,
                                       struct dy_err *err);
/* Take an entry of one of the kinds protocol..., attachment, decision; all or nothing. */
DY_NODISCARD enum dy_code dy_desk_take(struct dy_desk *desk, const struct dy_holder *by,
                                       const struct dy_entry *entry, struct dy_err *err);
/* The row that an entry of the kind protocol began; NULL if none. */
struct dy_desk_row *dy_desk_find(const struct dy_desk *desk, uint64_t entry);
struct dy_desk_row *dy_desk_row(const struct dy_desk *desk, uint32_t tier, uint32_t round,
                                enum dy_source source, uint32_t unit);
/* Is it voided, and a larger area or a part of it has a row in its place? */
bool dy_desk_is_replaced(const struct dy_desk *desk, const struct dy_desk_row *row);
/* The errors of the law's controls that the row breaks; *n of their ids, each once, in mem. */
DY_NODISCARD enum dy_code dy_desk_errors(const struct dy_desk *desk, const struct dy_desk_row *row,
                                         struct dy_arena *mem, size_t *n, const char ***out,
                                         struct dy_err *err);
/* Why a row does not count: a code of dy_checks[], NULL if it counts. */
DY_NODISCARD enum dy_code dy_desk_waits(const struct dy_desk *desk, const struct dy_desk_row *row,
                                        const char **code, struct dy_err *err);
/* Put the rows that count into the election, as protocols of their tier, round and source. */
DY_NODISCARD enum dy_code dy_desk_publish(const struct dy_desk *desk, struct dy_election *election,
                                          struct dy_err *err);

#endif

/* The desk's inside: its parts call each other through this. */
#ifndef DAUYS_STATE_DESK_PARTS_H
#define DAUYS_STATE_DESK_PARTS_H

#include "state/desk.h"

/* An item of desk->rows. */
struct dy_desk_index {
    uint64_t entry;
    struct dy_desk_row *row;
};

/* NULL if there is none yet. */
struct dy_desk_board *dy_desk_find_board(const struct dy_desk *desk, uint32_t tier, uint32_t round,
                                         enum dy_source source);
/* NULL = no memory. */
struct dy_desk_board *dy_desk_add_board(struct dy_desk *desk, uint32_t tier, uint32_t round,
                                        enum dy_source source);
/* How many numbers a protocol of the tier has at most. */
size_t dy_desk_slots(const struct dy_desk *desk, uint32_t tier);
/* The shape with these columns, made if need be. NULL: err says why. */
struct dy_desk_shape *dy_desk_find_shape(struct dy_desk *desk, struct dy_desk_board *board,
                                         const uint8_t *present, struct dy_err *err);
/* The numbers of an entry by slot; the board then knows their names and shape. */
DY_NODISCARD enum dy_code dy_desk_values(struct dy_desk *desk, struct dy_desk_board *board,
                                         const struct dy_entry *entry, uint64_t **out,
                                         struct dy_err *err);
/* All who stand at the row's unit have to be counted, in the first round. */
DY_NODISCARD enum dy_code dy_desk_check_whole(const struct dy_desk *desk,
                                              const struct dy_desk_board *board, uint32_t unit,
                                              const struct dy_entry *entry, struct dy_err *err);
/* What count/ adds up must be as much as it can hold. */
DY_NODISCARD enum dy_code dy_desk_check_sum(const struct dy_desk *desk,
                                            const struct dy_desk_shape *shape,
                                            const uint64_t *values, const struct dy_entry *entry,
                                            struct dy_err *err);
void dy_desk_set_stage(struct dy_desk *desk, struct dy_desk_row *row, enum dy_stage stage);
DY_NODISCARD enum dy_code dy_desk_enter(struct dy_desk *desk, const struct dy_holder *by,
                                        const struct dy_entry *entry, struct dy_err *err);
DY_NODISCARD enum dy_code dy_desk_act(struct dy_desk *desk, const struct dy_holder *by,
                                      const struct dy_entry *entry, struct dy_err *err);
/*
 * "station-voided" annuls the voting there: its official protocols count nothing and none is
 * missing. "repeat-vote" voids them: others will come.
 */
DY_NODISCARD enum dy_code dy_desk_decide(struct dy_desk *desk, const struct dy_holder *by,
                                         const struct dy_entry *entry, struct dy_err *err);

#endif

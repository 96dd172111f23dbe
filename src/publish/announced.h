/*
 * Seats that were officially announced, beside the seats counted here.
 */
#ifndef DAUYS_PUBLISH_ANNOUNCED_H
#define DAUYS_PUBLISH_ANNOUNCED_H

#include "dauys/publish.h"

struct dy_announced {
    const struct dy_statement *statement;
    const struct dy_published_figure *figure; /* figure->value seats were announced */
    uint32_t list;                            /* whose they are; DY_NOTHING = independents */
    bool of_house;                            /* all its seats, not those of one contest */
    dy_seats counted;
};

/*
 * Every such figure of the statements with the status "official", in mem. None under a law that is
 * not the election's own: there, other seats are the point.
 */
DY_NODISCARD enum dy_code dy_announced_seats(struct dy_arena *mem, const struct dy_outcome *outcome,
                                             size_t *n, struct dy_announced **out,
                                             struct dy_err *err);

#endif

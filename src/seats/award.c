/* The one door to the list methods: bounds, room for claims, the family's function. */
#include <assert.h>
#include <string.h>

#include "seats/award.h"

void dy_frame_mix(uint64_t *frame, uint64_t decision)
{
    if (!frame)
        return;
    *frame = (*frame ^ decision) * 0x9e3779b97f4a7c15U;
    *frame ^= *frame >> 29;
}

void dy_frame_award(const struct dy_seats_input *in, const dy_seats *out, const uint8_t *claims)
{
    for (size_t i = 0; in->frame && i < in->n; i++)
        dy_frame_mix(in->frame, (uint64_t)out[i] << 1 | claims[i]);
}

enum dy_code dy_seats_check(const struct dy_seats_input *in, struct dy_err *err)
{
    uint64_t sum = 0;
    struct dy_span nowhere = {0};
    if (in->n > DY_SEATS_LISTS_MAX)
        return dy_fail(err, DY_E_LIMIT, nowhere, NULL, "%zu lists; at most %d can share seats",
                       in->n, DY_SEATS_LISTS_MAX);
    if (in->seats > DY_SEATS_MAX)
        return dy_fail(err, DY_E_LIMIT, nowhere, NULL, "%u seats; at most %d can be awarded",
                       in->seats, DY_SEATS_MAX);
    for (size_t i = 0; i < in->n; i++)
        if (in->votes[i] > DY_VOTES_MAX || !dy_add(&sum, in->votes[i]) || sum >> 63)
            return dy_fail(err, DY_E_LIMIT, nowhere, NULL,
                           "list %zu has %llu votes; a list may have 2^53, all together 2^63",
                           i + 1, (unsigned long long)in->votes[i]);
    return DY_OK;
}

enum dy_seats_status dy_seats_award(const struct dy_seats_input *in, dy_seats *out,
                                    struct dy_seats_tie *tie, uint8_t *claims)
{
    uint8_t own[DY_SEATS_LISTS_MAX];
    assert(in->n <= DY_SEATS_LISTS_MAX && in->seats <= DY_SEATS_MAX);
    if (!claims)
        claims = own;
    *tie = (struct dy_seats_tie){0, 0};
    for (size_t i = 0; i < in->n; i++) {
        out[i] = 0;
        claims[i] = 0;
    }
    if ((uint64_t)in->minimum * in->n > in->seats)
        return DY_SEATS_TOO_FEW;
    if (in->n == 0)
        return in->seats ? DY_SEATS_NO_VOTES : DY_SEATS_DONE;
    return in->method->family == DY_FAMILY_LARGEST_REMAINDER
               ? dy_award_remainders(in, out, tie, claims)
               : dy_award_averages(in, out, tie, claims);
}

/* The arithmetic behind one list's seats. */
#include "seats/award.h"

static void explain_remainder(const struct dy_seats_input *in, const dy_seats *out, size_t list,
                              struct dy_seats_reason *reason)
{
    uint64_t all = 0;
    for (size_t i = 0; i < in->n; i++)
        all += in->votes[i];
    struct dy_quota quota = dy_quota_of(in->method, all, in->seats);
    reason->quota_num = quota.divisor;
    reason->quota_den = quota.multiplier;
    if (quota.divisor == 0)
        return;
    dy_u128 product = (dy_u128)in->votes[list] * quota.multiplier;
    reason->whole = (uint64_t)(product / quota.divisor);
    reason->remainder_num = product % quota.divisor;
    reason->remainder_den = quota.divisor;
    reason->by_remainder = out[list] > reason->whole;
}

static void explain_average(const struct dy_seats_input *in, const dy_seats *out, size_t list,
                            struct dy_seats_reason *reason)
{
    dy_u128 votes = in->votes[list];
    if (in->method->divisor_geometric)
        votes *= votes;
    if (out[list] > in->minimum) {
        reason->last_num = votes;
        reason->last_den = dy_divisor(in->method, out[list] - 1);
    }
    reason->next_num = votes;
    reason->next_den = dy_divisor(in->method, out[list]);
}

void dy_seats_explain(const struct dy_seats_input *in, const dy_seats *out, size_t list,
                      struct dy_seats_reason *reason)
{
    *reason = (struct dy_seats_reason){0};
    if (in->method->family == DY_FAMILY_LARGEST_REMAINDER)
        explain_remainder(in, out, list, reason);
    else
        explain_average(in, out, list, reason);
}

/*
 * Certificates are written here and read by tools/check-certificate: what can be fuzzed in C is the
 * arithmetic that they certify. The input is a method, seats, a bar and votes; the award has to
 * satisfy the conditions that the checker asks for.
 */
#include <stdlib.h>
#include <string.h>

#include "dauys/seats.h"
#include "seats/award.h"

enum { LISTS = 24 };

static void check_averages(const struct dy_seats_input *in, const dy_seats *out)
{
    for (size_t i = 0; i < in->n; i++)
        for (size_t k = 0; k < in->n; k++)
            if (out[i] > in->minimum &&
                dy_quotient_compare(in->method, in->votes[i], dy_divisor(in->method, out[i] - 1),
                                    in->votes[k], dy_divisor(in->method, out[k])) < 0)
                abort();
}

/* Seat t of a list is worth its votes less t - 1 quotas: none held is worth less than one not won.
 */
static void check_remainders(const struct dy_seats_input *in, const dy_seats *out)
{
    uint64_t all = 0;
    for (size_t i = 0; i < in->n; i++)
        all += in->votes[i];
    struct dy_quota quota = dy_quota_of(in->method, all, in->seats);
    for (size_t i = 0; i < in->n; i++)
        for (size_t k = 0; k < in->n && out[i] > 0; k++) {
            dy_i128 held =
                (dy_i128)in->votes[i] * quota.multiplier - (dy_i128)(out[i] - 1) * quota.divisor;
            dy_i128 wanted =
                (dy_i128)in->votes[k] * quota.multiplier - (dy_i128)out[k] * quota.divisor;
            if (held < wanted)
                abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dy_votes votes[LISTS] = {0};
    dy_seats out[LISTS];
    uint8_t claims[LISTS];
    struct dy_seats_tie tie;
    if (size < 12)
        return 0;
    struct dy_seats_input in = {.method = &dy_methods[data[0] % 13],
                                .votes = votes,
                                .seats = (dy_seats)(data[1] | data[2] << 8),
                                .minimum = data[3] % 4};
    for (data += 4, size -= 4; in.n < LISTS && size >= 8; in.n++, data += 8, size -= 8) {
        memcpy(&votes[in.n], data, 8);
        votes[in.n] &= DY_VOTES_MAX - 1;
        votes[in.n] >>= data[7] % 53;
    }
    enum dy_seats_status status = dy_seats_award(&in, out, &tie, claims);
    uint64_t sum = tie.at_stake;
    for (size_t i = 0; i < in.n; i++)
        sum += out[i];
    if ((status == DY_SEATS_DONE || status == DY_SEATS_TIE) && sum != in.seats)
        abort();
    if (status == DY_SEATS_DONE && in.method->family == DY_FAMILY_HIGHEST_AVERAGES)
        check_averages(&in, out);
    if (status == DY_SEATS_DONE && in.method->family == DY_FAMILY_LARGEST_REMAINDER &&
        in.minimum == 0)
        check_remainders(&in, out);
    return 0;
}

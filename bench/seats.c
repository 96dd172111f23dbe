/*
 * Seats alone, one core, no derivation, no allocation: millions of allocations a second.
 * Votes differ from one allocation to the next, so that nothing can be kept.
 */
#include <stdio.h>
#include <time.h>

#include "dauys/seats.h"

enum { ROWS = 4096, LISTS = 12, TIMES = 3000000 };

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void measure(const char *method, size_t lists, dy_seats seats, unsigned demanded)
{
    static dy_votes votes[ROWS][LISTS];
    uint64_t random = 88172645463325252u, sum = 0;
    struct timespec from, to;
    for (size_t i = 0; i < ROWS; i++)
        for (size_t k = 0; k < lists; k++)
            votes[i][k] = 100000 + next_random(&random) % 3000000;
    struct dy_seats_input in = {.method = dy_method_find(method), .n = lists, .seats = seats};
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (size_t i = 0; i < TIMES; i++) {
        dy_seats out[LISTS];
        struct dy_seats_tie tie;
        in.votes = votes[i % ROWS];
        dy_seats_award(&in, out, &tie, NULL);
        sum += out[0];
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    uint64_t took = (uint64_t)(to.tv_sec - from.tv_sec) * 1000000000u + (uint64_t)to.tv_nsec -
                    (uint64_t)from.tv_nsec;
    uint64_t rate = (uint64_t)TIMES * 1000000u / took; /* thousands a second */
    printf("%-7s %2zu lists %3u seats: %3llu.%02llu million a second, %4llu ns each (demanded: %u "
           "million; checksum %llu)\n",
           method, lists, seats, (unsigned long long)(rate / 1000),
           (unsigned long long)(rate % 1000 / 10), (unsigned long long)(took / TIMES), demanded,
           (unsigned long long)sum);
}

int main(void)
{
    measure("hare", 8, 69, 5);
    measure("dhondt", 6, 98, 3);
    measure("dhondt", 12, 630, 1);
    return 0;
}

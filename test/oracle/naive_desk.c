#include "naive_desk.h"

#include <string.h>

static void overlay(int *on, const int *values)
{
    for (int i = 0; i < NAIVE_VALUES; i++)
        if (values[i] >= 0)
            on[i] = values[i];
}

bool naive_counts(const struct naive_act *acts, size_t n, int row, bool (*breaks)(const int *),
                  int out[NAIVE_VALUES])
{
    bool there = false, official = false, twice = false, same = false, accepted = false;
    bool gone = false, zeros = false;
    int again[NAIVE_VALUES] = {0}, station = -1, accepted_for[NAIVE_VALUES] = {0};
    for (size_t i = 0; i < n; i++) {
        const struct naive_act *act = &acts[i];
        bool decided = act->row < 0 && there && official && act->station == station;
        if (there && act->row > row && act->kind == NAIVE_TYPED && act->station == station &&
            act->official == official)
            return false; /* entered anew */
        if (act->row != row && !decided)
            continue;
        switch (act->kind) {
        case NAIVE_TYPED:
            there = true;
            official = act->official;
            station = act->station;
            memcpy(out, act->values, sizeof again);
            break;
        case NAIVE_TYPED_AGAIN:
            twice = true;
            memcpy(again, act->values, sizeof again);
            same = memcmp(out, again, sizeof again) == 0;
            break;
        case NAIVE_RESOLVED:
            overlay(out, act->values);
            overlay(again, act->values);
            same = memcmp(out, again, sizeof again) == 0;
            break;
        case NAIVE_CORRECTED:
            overlay(out, act->values);
            twice = accepted = false;
            break;
        case NAIVE_ACCEPTED:
            accepted = true;
            memcpy(accepted_for, out, sizeof again);
            break;
        case NAIVE_VOIDED:
        case NAIVE_REPEATED:
            gone = true;
            zeros = false;
            break;
        case NAIVE_ANNULLED:
            gone = false;
            zeros = true;
            break;
        }
    }
    if (!there || gone)
        return false;
    if (zeros) {
        memset(out, 0, sizeof again);
        return true;
    }
    if (twice && !same)
        return false;
    bool as_accepted = accepted && memcmp(out, accepted_for, sizeof again) == 0;
    return !official || (twice && (!breaks(out) || as_accepted));
}

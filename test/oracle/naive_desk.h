/*
 * Which protocols count, told once more: slowly, from the whole list of acts each time, sharing no
 * code with src/state. Only acts that were taken are in the list.
 */
#ifndef TEST_ORACLE_NAIVE_DESK_H
#define TEST_ORACLE_NAIVE_DESK_H

#include <stdbool.h>
#include <stddef.h>

enum { NAIVE_VALUES = 5 };
enum naive_kind {
    NAIVE_TYPED,
    NAIVE_TYPED_AGAIN,
    NAIVE_RESOLVED,
    NAIVE_CORRECTED,
    NAIVE_ACCEPTED,
    NAIVE_VOIDED,
    NAIVE_ANNULLED, /* official protocols of the station */
    NAIVE_REPEATED,
};
struct naive_act {
    enum naive_kind kind;
    int row; /* of the protocol that it is about: numbered as they were typed; -1: see station */
    int station; /* for a decision */
    bool official;
    int values[NAIVE_VALUES]; /* -1: not said */
};
/* Does the protocol count now; if so, with which numbers. breaks: does a row break a control? */
bool naive_counts(const struct naive_act *acts, size_t n, int row, bool (*breaks)(const int *),
                  int out[NAIVE_VALUES]);

#endif

/*
 * A record played through in memory: no store, no file but the election's folder. What is refused
 * is held against the promise that it changes nothing.
 */
#ifndef TEST_STATE_PLAY_H
#define TEST_STATE_PLAY_H

#include "record_fixture.h"

/* A house of five: three by lists in the nation, two in districts d1 (c, d) and d2 (d, e). */
extern const char play_law[], play_election[], play_units[];

struct play {
    struct dy_arena mem;
    struct dy_err err;
    struct dy_election_options options;
    struct dy_document doc;
    struct dy_fold fold;
    struct dy_forest forest;
    struct dy_vec entries; /* struct dy_bytes */
    struct made_key founder;
    char folder[64]; /* to be removed; "" = none */
    char election[160];
    char law_root[128];
};
/* The first entries, from a folder of elections/; NULL: the made-up house. */
void play_begin(struct play *play, const char *election);
void play_end(struct play *play);
/* The same in two steps: nothing is said yet; the first entries as a list of {kind, body}. */
void play_open(struct play *play, const char *election);
json_t *play_describe(struct play *play);
/* Say them all; the error of the first that is refused is in play->err. */
enum dy_code play_definition(struct play *play, const json_t *entries);
/* A folder of the made-up house, with another file in place of one of its own; removed at the end.
 */
void play_folder(struct play *play, const char *name, const char *text);

/* Sign and apply; the body is JSON as printf writes it. The number, -1: refused, play->err set. */
long play_say(struct play *play, const struct made_key *by, const char *kind, const char *body, ...)
    DY_PRINTF(4, 5);
long play_value(struct play *play, const struct made_key *by, const char *kind, json_t *body);
/* The same with the bytes of an entry. */
enum dy_code play_take(struct play *play, struct dy_bytes bytes);
/* All entries again, in another play without a past. */
void play_again(const struct play *play, struct play *out);
void play_finish_again(struct play *out);
/* The outcome of a source, as JSON. */
char *play_outcome(struct dy_arena *mem, const struct dy_election *election, const char *source);
/* Everything that can be asked of it, as one text in its arena. */
const char *play_state(struct play *play);

/* Must be taken; must be refused with these words, in the place and the sentence. */
long must(struct play *play, long number, const char *file, int line);
void must_not(struct play *play, long number, const char *words, const char *file, int line);
#define taken(play, ...) must((play), play_say((play), __VA_ARGS__), __FILE__, __LINE__)
#define refused_with(play, words, ...)                                                             \
    must_not((play), play_say((play), __VA_ARGS__), (words), __FILE__, __LINE__)
long play_enrol(struct play *play, const struct made_key *key, const char *person, const char *role,
                const char *area);

#endif

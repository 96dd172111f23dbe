/*
 * Who may write what, where: the matrix of kinds and roles cell by cell, areas, keys enrolled and
 * revoked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "play.h"

static int begin(void **state)
{
    struct play *play = calloc(1, sizeof *play);
    play_begin(play, NULL);
    *state = play;
    return 0;
}

static int end(void **state)
{
    play_end(*state);
    free(*state);
    return 0;
}

/* a administrator, c coordinator, t typist, o observer: written down by hand, from the law's sense
 * of who does what. */
static const struct {
    enum dy_kind kind;
    const char *source, *roles;
} matrix[] = {
    {DY_KIND_ELECTION, NULL, "a"},
    {DY_KIND_LAW, NULL, "a"},
    {DY_KIND_AREAS, NULL, "a"},
    {DY_KIND_LISTS, NULL, "a"},
    {DY_KIND_CONTESTS, NULL, "a"},
    {DY_KIND_KEY_ENROLLED, NULL, "a"},
    {DY_KIND_KEY_REVOKED, NULL, "a"},
    {DY_KIND_PROTOCOL, "official", "t"},
    {DY_KIND_PROTOCOL, "copy", "to"},
    {DY_KIND_PROTOCOL, "announced", "cto"},
    {DY_KIND_PROTOCOL_CONFIRMED, NULL, "to"},
    {DY_KIND_PROTOCOL_RESOLVED, NULL, "cto"},
    {DY_KIND_PROTOCOL_ACCEPTED, NULL, "c"},
    {DY_KIND_PROTOCOL_CORRECTED, NULL, "cto"},
    {DY_KIND_PROTOCOL_VOIDED, NULL, "c"},
    {DY_KIND_ATTACHMENT, NULL, "cto"},
    {DY_KIND_DECISION, NULL, "c"},
    {DY_KIND_STATEMENT, NULL, "aco"},
    {DY_KIND_OUTCOME, NULL, "c"},
    {DY_KIND_PUBLISHED, NULL, "c"},
};
static const char letters[] = "acto";

static void each_role_may_write_its_kinds_and_no_other(void **state)
{
    struct play *play = *state;
    bool seen[DY_N_KINDS] = {0};
    struct made_key keys[DY_N_ROLES];
    for (size_t role = 0; role < DY_N_ROLES; role++) {
        make_key(&keys[role], dy_role_names[role]);
        must(play, play_enrol(play, &keys[role], "p", dy_role_names[role], "n"), "", (int)role);
    }
    for (size_t i = 0; i < DY_COUNT_OF(matrix); i++)
        for (size_t role = 0; role < DY_N_ROLES; role++) {
            struct dy_document doc = {0};
            struct dy_entry entry = {.number = 99, .kind = matrix[i].kind};
            struct dy_err err = {0};
            const struct dy_holder *by = NULL;
            char *body = matrix[i].source
                             ? dy_arena_format(&play->mem, "{\"source\":\"%s\"}", matrix[i].source)
                             : dy_arena_format(&play->mem, "{}");
            assert_int_equal(dy_canonical_read(&doc, "x", body, strlen(body), &err), DY_OK);
            entry.body = doc.nodes;
            memcpy(entry.author, keys[role].key.of, DY_KEY_BYTES);
            enum dy_code code = dy_rights_check(&play->fold.rights, "x", &entry, &by, &err);
            bool may = strchr(matrix[i].roles, letters[role]) != NULL;
            if (code != (may ? DY_OK : DY_E_CRYPTO) || (!may && !strstr(err.msg, "needs the role")))
                fail_msg("%s %s by %s: %d %s", dy_kinds[matrix[i].kind].name,
                         matrix[i].source ? matrix[i].source : "", dy_role_names[role], (int)code,
                         err.msg);
            seen[matrix[i].kind] = true;
            dy_document_finish(&doc);
        }
    for (size_t kind = 0; kind < DY_N_KINDS; kind++)
        assert_true(seen[kind]);
}

#define PROTOCOL(station)                                                                          \
    "{\"tier\":\"list\",\"round\":1,\"source\":\"official\",\"station\":\"" station                \
    "\",\"values\":{\"a\":1,\"b\":2,\"against_all\":3}}"
#define VOID "{\"protocol\":%ld,\"reason\":\"x\"}"
#define DECISION(station)                                                                          \
    "{\"decision\":\"repeat-vote\",\"authority\":\"court\",\"date\":\"2020-01-02\",\"text\":"      \
    "\"x\","                                                                                       \
    "\"station\":\"" station "\"}"
#define OUTCOME                                                                                    \
    "{\"source\":\"official\",\"status\":\"open\",\"sha256\":\"" HEX32                             \
    "\",\"certificate\":\"" HEX32 "\",\"certificate_format\":\"x\",\"body\":{\"a\":1}}"
#define HEX32 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void nobody_writes_beyond_the_own_area(void **state)
{
    struct play *play = *state;
    struct made_key typist, coordinator, station, whole;
    make_key(&typist, "typist");
    make_key(&coordinator, "coordinator");
    make_key(&station, "station");
    make_key(&whole, "whole");
    must(play, play_enrol(play, &typist, "typist", "typist", "d1"), "", 0);
    must(play, play_enrol(play, &coordinator, "coordinator", "coordinator", "d1"), "", 0);
    must(play, play_enrol(play, &station, "station", "typist", "s2"), "", 0);
    must(play, play_enrol(play, &whole, "whole", "typist", "n"), "", 0);
    taken(play, &typist, "protocol", PROTOCOL("s1"));
    refused_with(play, "typist may write for the area d1, and s3 lies outside it", &typist,
                 "protocol", PROTOCOL("s3"));
    refused_with(play, "n lies outside it", &typist, "protocol", PROTOCOL("n"));
    refused_with(play, "s1 lies outside it", &station, "protocol", PROTOCOL("s1"));
    taken(play, &station, "protocol", PROTOCOL("s2"));
    long other = taken(play, &whole, "protocol", PROTOCOL("s3"));
    refused_with(play, "s3 lies outside it", &coordinator, "protocol-voided", VOID, other);
    refused_with(play, "s3 lies outside it", &coordinator, "decision", DECISION("s3"));
    taken(play, &coordinator, "decision", DECISION("s1"));
    refused_with(play, "s3 lies outside it", &typist, "protocol-confirmed",
                 "{\"protocol\":%ld,\"values\":{\"a\":1,\"b\":2,\"against_all\":3}}", other);
}

static void nobody_establishes_the_whole_from_a_part(void **state)
{
    struct play *play = *state;
    struct made_key part, whole;
    make_key(&part, "part");
    make_key(&whole, "whole");
    must(play, play_enrol(play, &part, "part", "coordinator", "d1"), "", 0);
    must(play, play_enrol(play, &whole, "whole", "coordinator", "n"), "", 0);
    refused_with(play, "part may write for the area d1, and n lies outside it", &part, "outcome",
                 OUTCOME);
    long outcome = taken(play, &whole, "outcome", OUTCOME);
    refused_with(play, "n lies outside it", &part, "published",
                 "{\"outcome\":%ld,\"date\":\"2020-01-09\",\"where\":\"x\"}", outcome);
    refused_with(play, "which is no outcome", &whole, "published",
                 "{\"outcome\":%ld,\"date\":\"2020-01-09\",\"where\":\"x\"}", outcome - 1);
    taken(play, &whole, "published", "{\"outcome\":%ld,\"date\":\"2020-01-09\",\"where\":\"x\"}",
          outcome);
}

#define ENROL(hex, role, area)                                                                     \
    "{\"key\":\"%s\",\"person\":\"x\",\"role\":\"" role "\",\"area\":\"" area "\"}", hex
#define REVOKE(hex) "{\"key\":\"%s\",\"reason\":\"x\"}", hex

static void nobody_gives_or_takes_a_right_beyond_the_own_area(void **state)
{
    struct play *play = *state;
    struct made_key admin, one, two;
    make_key(&admin, "admin");
    make_key(&one, "one");
    make_key(&two, "two");
    must(play, play_enrol(play, &admin, "admin", "administrator", "d1"), "", 0);
    must(play, play_enrol(play, &two, "two", "typist", "s3"), "", 0);
    refused_with(play, "d2 lies outside it", &admin, "key-enrolled",
                 ENROL(one.hex, "typist", "d2"));
    refused_with(play, "n lies outside it", &admin, "key-enrolled",
                 ENROL(one.hex, "administrator", "n"));
    refused_with(play, "s3 lies outside it", &admin, "key-revoked", REVOKE(two.hex));
    refused_with(play, "n lies outside it", &admin, "key-revoked", REVOKE(play->founder.hex));
    taken(play, &admin, "key-enrolled", ENROL(one.hex, "typist", "s1"));
    taken(play, &admin, "key-revoked", REVOKE(one.hex));
}

static void a_revoked_key_writes_nothing_and_what_it_wrote_stays(void **state)
{
    struct play *play = *state;
    struct made_key key, second;
    make_key(&key, "key");
    make_key(&second, "second");
    long enrolled = must(play, play_enrol(play, &key, "p", "typist", "n"), "", 0);
    must(play, play_enrol(play, &second, "q", "typist", "n"), "", 0);
    long protocol = taken(play, &key, "protocol", PROTOCOL("s1"));
    long revoked = taken(play, &play->founder, "key-revoked", REVOKE(key.hex));
    char words[60];
    (void)snprintf(words, sizeof words, "was revoked by entry %ld", revoked);
    refused_with(play, words, &key, "protocol", PROTOCOL("s2"));
    taken(play, &second, "protocol-confirmed",
          "{\"protocol\":%ld,\"values\":{\"a\":1,\"b\":2,\"against_all\":3}}", protocol);
    refused_with(play, "is revoked already", &play->founder, "key-revoked", REVOKE(key.hex));
    (void)snprintf(words, sizeof words, "was enrolled by entry %ld", enrolled);
    refused_with(play, words, &play->founder, "key-enrolled", ENROL(key.hex, "typist", "n"));
}

static void a_key_is_enrolled_once_and_has_to_be(void **state)
{
    struct play *play = *state;
    struct made_key key, stranger;
    make_key(&key, "key");
    make_key(&stranger, "stranger");
    const char *before = play_state(play);
    refused_with(play, "is \"moon\", which is no area", &play->founder, "key-enrolled",
                 ENROL(key.hex, "typist", "moon"));
    refused_with(play, "was never enrolled", &stranger, "protocol", PROTOCOL("s1"));
    refused_with(play, "was never enrolled", &play->founder, "key-revoked", REVOKE(key.hex));
    refused_with(play, "was enrolled by entry 0", &play->founder, "key-enrolled",
                 ENROL(play->founder.hex, "typist", "n"));
    assert_string_equal(play_state(play), before);
    must(play, play_enrol(play, &key, "p", "typist", "n"), "", 0);
    refused_with(play, "a key is enrolled once", &play->founder, "key-enrolled",
                 ENROL(key.hex, "coordinator", "n"));
}

static void the_founder_administers_and_counts_nothing(void **state)
{
    struct play *play = *state;
    refused_with(play, "has the role administrator", &play->founder, "protocol", PROTOCOL("s1"));
    refused_with(play, "has the role administrator", &play->founder, "outcome", OUTCOME);
    struct made_key other;
    make_key(&other, "other");
    must(play, play_enrol(play, &other, "other", "administrator", "n"), "", 0);
    taken(play, &other, "key-revoked", REVOKE(play->founder.hex));
    refused_with(play, "was revoked", &play->founder, "key-enrolled",
                 ENROL(other.hex, "typist", "n"));
}

static void many_keys_are_found_again(void **state)
{
    struct play *play = *state;
    enum { MANY = 200 };
    struct made_key *keys = calloc(MANY, sizeof *keys);
    char name[16];
    for (int i = 0; i < MANY; i++) {
        (void)snprintf(name, sizeof name, "p%d", i);
        make_key(&keys[i], name);
        must(play, play_enrol(play, &keys[i], name, "typist", "n"), name, i);
    }
    for (int i = 0; i < MANY; i++) {
        struct dy_holder *holder = dy_rights_find(&play->fold.rights, keys[i].key.of);
        (void)snprintf(name, sizeof name, "p%d", i);
        assert_string_equal(holder->person, name);
    }
    free(keys);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)
    static const struct CMUnitTest tests[] = {
        CASE(each_role_may_write_its_kinds_and_no_other),
        CASE(nobody_writes_beyond_the_own_area),
        CASE(nobody_establishes_the_whole_from_a_part),
        CASE(nobody_gives_or_takes_a_right_beyond_the_own_area),
        CASE(a_revoked_key_writes_nothing_and_what_it_wrote_stays),
        CASE(a_key_is_enrolled_once_and_has_to_be),
        CASE(the_founder_administers_and_counts_nothing),
        CASE(many_keys_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A record against the folder it was made from, and the desk's rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dauys/state.h"
#include "record_fixture.h"

#define NATION                                                                                     \
    "\"tier\":\"list\",\"round\":1,\"source\":\"official\",\"station\":\"kz-astana\",\"values\":"
#define VALUES                                                                                     \
    "{\"amanat\":227307,\"aqjol\":56045,\"qhp\":18174,\"baytaq\":18154,\"respublica\":5401,"       \
    "\"auyl\":2197,\"against_all\":3269}"

static dy_seats seats_of(struct world *world, const char *list)
{
    const struct dy_election *election = NULL;
    const struct dy_outcome *outcome = NULL;
    struct dy_state *state = NULL;
    assert_int_equal(dy_record_election(world->record, &election, &world->err), DY_OK);
    assert_int_equal(dy_state_fold(&world->mem, election, "official", true, &state, &world->err),
                     DY_OK);
    assert_int_equal(dy_count(&world->mem, election, "official", state->n_tallies, state->tallies,
                              &outcome, &world->err),
                     DY_OK);
    for (size_t i = 0; i < outcome->n_body; i++)
        if (strcmp(outcome->body[i].id, list) == 0)
            return outcome->body[i].seats;
    return 0;
}

static void two_persons_make_it_count(void **state)
{
    struct world world;
    char text[512];
    (void)state;
    world_begin(&world, "kz-maslikhat-astana-2023");
    long protocol = say(&world, ALICE, "protocol", "{" NATION VALUES "}");
    assert_true(protocol > 0);
    assert_int_equal(seats_of(&world, "amanat"), 0); /* waits for a second person */
    (void)snprintf(text, sizeof text, "{\"protocol\":%ld,\"values\":" VALUES "}", protocol);
    assert_non_null(strstr(refused(&world, ALICE, "protocol-confirmed", text), "second person"));
    assert_true(say(&world, BOB, "protocol-confirmed", text) > 0);
    assert_int_equal(seats_of(&world, "amanat"), 12);
    world_reopen(&world, false);
    assert_int_equal(seats_of(&world, "amanat"), 12);
    assert_int_equal(seats_of(&world, "aqjol"), 3);
    world_end(&world);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_persons_make_it_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

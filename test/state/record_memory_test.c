/*
 * Each allocation failure in turn: making a record, opening it, asking it, appending to it. Every
 * one ends in "out of memory", and the record is as it was, or has what was acknowledged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "play.h"

enum { NOON = 1679227200, MOST = 20000 };
struct job {
    struct play play; /* the folder */
    struct made_key key, second;
    char shelf[60], url[160];
    struct dy_record_options options;
};

static int begin(void **state)
{
    static struct job job;
    job = (struct job){.options.write = true};
    play_folder(&job.play, NULL, NULL);
    /* Thousands of openings: where there is one, in memory. */
    (void)snprintf(job.shelf, sizeof job.shelf, "%s/dauys-memory-XXXXXX",
                   access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(job.shelf));
    (void)snprintf(job.url, sizeof job.url, "%s/a.dauys", job.shelf);
    job.options.election.law_root = job.play.law_root;
    make_key(&job.key, "founder");
    make_key(&job.second, "alice");
    *state = &job;
    return 0;
}

static int end(void **state)
{
    struct job *job = *state;
    play_end(&job->play);
    assert_int_equal(unlink(job->url), 0);
    assert_int_equal(rmdir(job->shelf), 0);
    return 0;
}

static enum dy_code create(struct job *job, struct dy_arena *mem, struct dy_err *err)
{
    return dy_record_create(mem, job->url, job->play.folder, &job->options, &job->key.key,
                            "founder", NOON, err);
}

static enum dy_code say_one(struct dy_record *record, const struct made_key *key, const char *kind,
                            json_t *body, struct dy_err *err)
{
    uint64_t number;
    return dy_record_append_one(record, &key->key, kind, body, NOON, &number, err);
}

/* Open, ask and append a protocol that breaks a control. */
static enum dy_code use(struct job *job, struct dy_arena *mem, struct dy_err *err)
{
    struct dy_record *record = NULL;
    const struct dy_election *election;
    const struct dy_outcome *outcome;
    struct dy_findings findings;
    struct dy_state *of;
    enum dy_code code = dy_record_open(mem, job->url, &job->options, &record, err);
    if (code)
        return code;
    code = dy_record_election(record, &election, err);
    if (!code)
        code = dy_findings_init(mem, election, &findings, err);
    if (!code)
        code = dy_record_waiting(record, &findings, err);
    if (!code)
        code = dy_state_fold(mem, election, "official", true, &of, err);
    if (!code)
        code = dy_count(mem, election, "official", of->n_tallies, of->tallies, &outcome, err);
    if (!code)
        code = say_one(record, &job->second, "protocol",
                       json_pack("{s:s s:i s:s s:s s:{s:i s:i s:i s:i s:i}}", "tier", "list",
                                 "round", 1, "source", "official", "station", "s2", "values", "a",
                                 7, "b", 8, "against_all", 9, "invalid", 60, "issued", 1),
                       err);
    dy_record_close(record);
    return code;
}

static uint64_t size_of(struct job *job)
{
    struct dy_store *store = NULL;
    struct dy_err err = {0};
    uint64_t n = 0;
    if (access(job->url, F_OK) != 0)
        return 0;
    assert_int_equal(dy_store_open(job->url, DY_STORE_READ, &store, &err), DY_OK);
    assert_int_equal(dy_store_head(store, DY_SHELF_ENTRIES, &n, &err), DY_OK);
    dy_store_close(store);
    return n;
}

/* How many allocations it took; before: entries as long as it does not succeed. */
static uint64_t fail_each(struct job *job, uint64_t before,
                          enum dy_code (*run)(struct job *, struct dy_arena *, struct dy_err *))
{
    uint64_t n = 1;
    for (enum dy_code code = DY_E_NOMEM; code; n++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        dy_arena_init(&mem);
        mem.fail_at = n;
        code = run(job, &mem, &err);
        dy_arena_finish(&mem);
        if (code != err.code || (code && code != DY_E_NOMEM))
            fail_msg("allocation %lu: code %d: %s", (unsigned long)n, (int)code, err.msg);
        if (code && size_of(job) != before)
            fail_msg("allocation %lu: %lu entries", (unsigned long)n, (unsigned long)size_of(job));
        assert_true(n < MOST);
    }
    return n;
}

static void enrol(struct job *job)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_record *record = NULL;
    dy_arena_init(&mem);
    assert_int_equal(dy_record_open(&mem, job->url, &job->options, &record, &err), DY_OK);
    assert_int_equal(say_one(record, &job->key, "key-enrolled",
                             json_pack("{s:s s:s s:s s:s}", "key", job->second.hex, "person",
                                       "alice", "role", "typist", "area", "n"),
                             &err),
                     DY_OK);
    assert_int_equal(
        say_one(record, &job->second, "protocol",
                json_pack("{s:s s:i s:s s:s s:{s:i s:i s:i s:i s:i}}", "tier", "list", "round", 1,
                          "source", "official", "station", "s1", "values", "a", 7, "b", 8,
                          "against_all", 9, "invalid", 60, "issued", 1),
                &err),
        DY_OK);
    dy_record_close(record);
    dy_arena_finish(&mem);
}

static enum dy_code make(struct job *job, struct dy_arena *mem, struct dy_err *err)
{
    enum dy_code code = create(job, mem, err);
    if (code && size_of(job) > 0) { /* the checkpoint came too late: all else is there */
        assert_int_equal(code, DY_E_NOMEM);
        assert_int_equal(unlink(job->url), 0);
    }
    return code;
}

static void no_memory_leaves_the_record_as_it_was(void **state)
{
    struct job *job = *state;
    assert_true(fail_each(job, 0, make) > 100);
    uint64_t n = size_of(job);
    assert_true(n > 3);
    enrol(job);
    assert_true(fail_each(job, n + 2, use) > 300);
    assert_int_equal(size_of(job), n + 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_memory_leaves_the_record_as_it_was, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

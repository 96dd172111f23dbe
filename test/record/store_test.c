/*
 * Stores: the same rows over SQLite and over PostgreSQL (a server of its own: test/postgres/run
 * names it in DAUYS_TEST_POSTGRES), then what only the one or the other has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "record/store.h"
#include "record/vault.h"

/* --- a shelf --- */

static void a_new_record_is_empty(void **state)
{
    struct fixture *f = *state;
    for (enum dy_shelf shelf = 0; shelf < DY_N_SHELVES; shelf++)
        assert_int_equal(head_of(f->store, shelf), 0);
    struct dy_err err = {0};
    assert_ok(dy_store_check(f->store, &err), &err);
}

static void what_was_appended_comes_back_bit_for_bit(void **state)
{
    struct fixture *f = *state;
    static char largest[DY_ITEM_BYTES];
    for (size_t i = 0; i < sizeof largest; i++)
        largest[i] = (char)(i * 31 + i / 251);
    const struct dy_bytes items[] = {
        {"a", 1}, {"", 1}, {"\0\xff\0", 3}, {largest, sizeof largest}, {"'); DROP TABLE", 14}};
    for (enum dy_shelf shelf = 0; shelf < DY_N_SHELVES; shelf++) {
        must_append(f->store, shelf, 0, DY_COUNT_OF(items), items);
        must_append(f->store, shelf, DY_COUNT_OF(items), 1, items);
        assert_int_equal(head_of(f->store, shelf), DY_COUNT_OF(items) + 1);
        for (int again = 0; again < 2; again++) {
            must_read(f->store, shelf, 0, UINT64_MAX, items, DY_COUNT_OF(items));
            must_read(f->store, shelf, 2, 4, items + 2, 2);
            must_read(f->store, shelf, 4, 4, items, 0);
            must_read(f->store, shelf, 5, 3, items, 0);
            must_read(f->store, shelf, 99, UINT64_MAX, items, 0);
            fixture_reopen(f, DY_STORE_READ);
        }
        fixture_reopen(f, DY_STORE_WRITE);
    }
    struct dy_err err = {0};
    assert_ok(dy_store_check(f->store, &err), &err);
}

static void who_is_late_is_told_and_writes_nothing(void **state)
{
    struct fixture *f = *state;
    const struct dy_bytes items[] = {{"one", 3}, {"two", 3}};
    must_append(f->store, DY_SHELF_ENTRIES, 0, 2, items);
    static const uint64_t elsewhere[] = {0, 1, 3, 99, DY_STORE_ITEMS_MAX - 2};
    for (size_t i = 0; i < DY_COUNT_OF(elsewhere); i++) {
        bool done = true;
        struct dy_err err = {0};
        assert_ok(dy_store_append(f->store, DY_SHELF_ENTRIES, elsewhere[i], 2, items, &done, &err),
                  &err);
        assert_false(done);
        assert_int_equal(head_of(f->store, DY_SHELF_ENTRIES), 2);
    }
    bool done = false;
    struct dy_err err = {0};
    assert_ok(dy_store_append(f->store, DY_SHELF_ENTRIES, 2, 0, NULL, &done, &err), &err);
    assert_true(done);
    assert_ok(dy_store_append(f->store, DY_SHELF_ENTRIES, 1, 0, NULL, &done, &err), &err);
    assert_false(done);
    must_append(f->store, DY_SHELF_ENTRIES, 2, 2, items);
}

static void one_bad_item_and_nothing_is_written(void **state)
{
    struct fixture *f = *state;
    static char large[DY_ITEM_BYTES + 1];
    const struct dy_bytes rows[] = {{"", 0}, {large, sizeof large}};
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        const struct dy_bytes items[] = {{"good", 4}, rows[i], {"good", 4}};
        bool done = true;
        struct dy_err err = {0};
        assert_int_equal(dy_store_append(f->store, DY_SHELF_ENTRIES, 0, 3, items, &done, &err),
                         DY_E_LIMIT);
        assert_false(done);
        assert_string_equal(err.msg, "an item has to have 1 to 65,535 bytes");
    }
    const struct dy_bytes item = {"good", 4};
    bool done = true;
    struct dy_err err = {0};
    assert_int_equal(
        dy_store_append(f->store, DY_SHELF_ENTRIES, DY_STORE_ITEMS_MAX, 1, &item, &done, &err),
        DY_E_LIMIT);
    assert_int_equal(head_of(f->store, DY_SHELF_ENTRIES), 0);
}

static void a_large_batch_is_one(void **state)
{
    struct fixture *f = *state;
    enum { N = 3000 };
    static char texts[N][40];
    static struct dy_bytes items[N];
    for (size_t i = 0; i < N; i++)
        items[i] = (struct dy_bytes){
            texts[i], (size_t)snprintf(texts[i], sizeof texts[i], "entry number %zu", i)};
    must_append(f->store, DY_SHELF_ENTRIES, 0, N, items);
    must_read(f->store, DY_SHELF_ENTRIES, 0, UINT64_MAX, items, N);
    must_read(f->store, DY_SHELF_ENTRIES, 1500, 2900, items + 1500, 1400);
    struct dy_err err = {0};
    assert_ok(dy_store_check(f->store, &err), &err);
}

static enum dy_code stop_at_two(void *self, uint64_t number, struct dy_bytes item,
                                struct dy_err *err)
{
    (void)item;
    ++*(int *)self;
    return number == 2 ? dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "enough") : DY_OK;
}

static void an_error_of_the_visitor_ends_the_reading(void **state)
{
    struct fixture *f = *state;
    const struct dy_bytes items[] = {{"0", 1}, {"1", 1}, {"2", 1}, {"3", 1}};
    must_append(f->store, DY_SHELF_ENTRIES, 0, 4, items);
    int visits = 0;
    struct dy_err err = {0};
    assert_int_equal(
        dy_store_read(f->store, DY_SHELF_ENTRIES, 0, UINT64_MAX, stop_at_two, &visits, &err),
        DY_E_INPUT);
    assert_string_equal(err.msg, "enough");
    assert_int_equal(visits, 3);
    must_append(f->store, DY_SHELF_ENTRIES, 4, 1, items);
}

/* --- two at once --- */

static void watching_sees_what_another_appends(void **state)
{
    struct fixture *f = *state;
    struct dy_store *other = fixture_another(f, DY_STORE_READ);
    const struct dy_bytes item = {"x", 1};
    uint64_t head = 99;
    struct dy_err err = {0};
    assert_ok(dy_store_watch(other, DY_SHELF_ENTRIES, 0, 0, &head, &err), &err);
    assert_int_equal(head, 0);
    assert_ok(dy_store_watch(other, DY_SHELF_ENTRIES, 0, 30, &head, &err), &err);
    assert_int_equal(head, 0);
    for (uint64_t i = 0; i < 3; i++) {
        must_append(f->store, DY_SHELF_ENTRIES, i, 1, &item);
        assert_ok(dy_store_watch(other, DY_SHELF_ENTRIES, i, 60000, &head, &err), &err);
        assert_int_equal(head, i + 1);
    }
    must_append(f->store, DY_SHELF_CHECKPOINTS, 0, 1, &item);
    assert_ok(dy_store_watch(other, DY_SHELF_ENTRIES, 3, 30, &head, &err), &err);
    assert_int_equal(head, 3);
    assert_ok(dy_store_watch(other, DY_SHELF_CHECKPOINTS, 0, 60000, &head, &err), &err);
    assert_int_equal(head, 1);
    dy_store_close(other);
}

static void who_reads_cannot_write(void **state)
{
    struct fixture *f = *state;
    const struct dy_bytes item = {"x", 1};
    const struct dy_hash by = {{1}};
    fixture_reopen(f, DY_STORE_READ);
    bool done = true;
    struct dy_err errs[3] = {{0}};
    assert_int_equal(dy_store_append(f->store, DY_SHELF_ENTRIES, 0, 1, &item, &done, &errs[0]),
                     DY_E_IO);
    assert_int_equal(dy_store_vault_put(f->store, &by, item, &errs[1]), DY_E_IO);
    assert_int_equal(dy_store_vault_erase(f->store, &by, &done, &errs[2]), DY_E_IO);
    for (size_t i = 0; i < 3; i++)
        assert_non_null(strstr(errs[i].msg, "read-only"));
    assert_int_equal(head_of(f->store, DY_SHELF_ENTRIES), 0);
}

static void a_record_is_made_once(void **state)
{
    struct fixture *f = *state;
    const struct dy_bytes item = {"x", 1};
    must_append(f->store, DY_SHELF_ENTRIES, 0, 1, &item);
    for (int open = 1; open >= 0; open--) {
        struct dy_store *again = NULL;
        struct dy_err err = {0};
        assert_int_equal(dy_store_open(f->url, DY_STORE_CREATE, &again, &err), DY_E_INPUT);
        assert_null(again);
        assert_non_null(strstr(err.msg, "there already"));
        fixture_close(f);
    }
    fixture_reopen(f, DY_STORE_WRITE);
    assert_int_equal(head_of(f->store, DY_SHELF_ENTRIES), 1);
}

/* --- the vault --- */

static void the_vault_gives_back_what_it_keeps_until_it_is_erased(void **state)
{
    struct fixture *f = *state;
    static char large[DY_VAULT_BYTES - DY_SALT_BYTES];
    memset(large, 'x', sizeof large);
    static const size_t sizes[] = {0, 1, 4000, 4019, 4020, 4021, 8111, 8112, 8113, sizeof large};
    struct dy_hash by[DY_COUNT_OF(sizes)];
    struct dy_arena mem;
    struct dy_err err = {0};
    dy_arena_init(&mem);
    for (size_t i = 0; i < DY_COUNT_OF(sizes); i++)
        assert_ok(dy_vault_keep(f->store, (struct dy_bytes){large, sizes[i]}, &by[i], &err), &err);
    fixture_reopen(f, DY_STORE_WRITE);
    for (size_t i = 0; i < DY_COUNT_OF(sizes); i++) {
        struct dy_bytes out = {0};
        bool was_there = false;
        assert_ok(dy_vault_open(f->store, &mem, &by[i], &out, &err), &err);
        assert_non_null(out.of);
        assert_int_equal(out.n, sizes[i]);
        assert_memory_equal(out.of, large, sizes[i]);
        for (int again = 0; again < 2; again++) {
            assert_ok(dy_store_vault_erase(f->store, &by[i], &was_there, &err), &err);
            assert_int_equal(was_there, !again);
            assert_ok(dy_vault_open(f->store, &mem, &by[i], &out, &err), &err);
            assert_null(out.of);
        }
    }
    dy_arena_finish(&mem);
    assert_ok(dy_store_check(f->store, &err), &err);
}

static void the_vault_refuses_what_it_has_and_what_is_too_large(void **state)
{
    struct fixture *f = *state;
    static char large[DY_VAULT_BYTES + 1];
    const struct dy_hash by = {{7}};
    struct dy_hash commitment;
    struct dy_err err = {0}, again = {0}, empty = {0}, too_large = {0}, kept = {0};
    assert_ok(dy_store_vault_put(f->store, &by, (struct dy_bytes){"x", 1}, &err), &err);
    assert_int_equal(dy_store_vault_put(f->store, &by, (struct dy_bytes){"y", 1}, &again),
                     DY_E_INPUT);
    assert_int_equal(dy_store_vault_put(f->store, &by, (struct dy_bytes){"", 0}, &empty),
                     DY_E_LIMIT);
    assert_int_equal(
        dy_store_vault_put(f->store, &by, (struct dy_bytes){large, sizeof large}, &too_large),
        DY_E_LIMIT);
    assert_int_equal(dy_vault_keep(f->store,
                                   (struct dy_bytes){large, DY_VAULT_BYTES - DY_SALT_BYTES + 1},
                                   &commitment, &kept),
                     DY_E_LIMIT);
}

static void what_is_not_what_was_meant_is_found(void **state)
{
    struct fixture *f = *state;
    const struct dy_hash by[] = {{{7}}, {{8}}};
    struct dy_arena mem;
    struct dy_bytes out;
    struct dy_err err = {0};
    dy_arena_init(&mem);
    assert_ok(dy_store_vault_put(f->store, &by[0], (struct dy_bytes){"x", 1}, &err), &err);
    assert_ok(dy_store_vault_put(f->store, &by[1],
                                 (struct dy_bytes){"0123456789012345678901234567890123456789", 40},
                                 &err),
              &err);
    for (size_t i = 0; i < 2; i++) {
        struct dy_err found = {0};
        assert_int_equal(dy_vault_open(f->store, &mem, &by[i], &out, &found), DY_E_CRYPTO);
        assert_null(out.of);
    }
    dy_arena_finish(&mem);
}

static void each_allocation_may_fail(void **state)
{
    struct fixture *f = *state;
    struct dy_hash by;
    struct dy_err err = {0};
    assert_ok(dy_vault_keep(f->store, (struct dy_bytes){"data", 4}, &by, &err), &err);
    enum dy_code code = DY_E_NOMEM;
    for (uint64_t n = 1; code != DY_OK; n++) {
        struct dy_arena mem;
        struct dy_bytes out;
        struct dy_err failed = {0};
        dy_arena_init(&mem);
        mem.fail_at = n;
        code = dy_vault_open(f->store, &mem, &by, &out, &failed);
        if (code != DY_OK) {
            assert_int_equal(code, DY_E_NOMEM);
            assert_null(out.of);
        } else {
            assert_memory_equal(out.of, "data", 4);
            assert_true(n > 1);
        }
        dy_arena_finish(&mem);
    }
}

/* The commitment of known bytes: `printf 'dauys-commitment/1\n...' | sha256sum`. */
static void a_commitment_is_the_hash_of_salt_and_data(void **state)
{
    (void)state;
    uint8_t salt[DY_SALT_BYTES];
    for (size_t i = 0; i < sizeof salt; i++)
        salt[i] = (uint8_t)('a' + i % 26);
    struct dy_hash is = dy_vault_commitment(salt, (struct dy_bytes){"data", 4});
    static const uint8_t want[] = {0x3b, 0x53, 0xd3, 0xbb, 0xe5, 0x12, 0x41, 0xfb, 0x42, 0x71, 0x12,
                                   0x1d, 0x00, 0x86, 0xa5, 0x9a, 0xf5, 0x09, 0xd4, 0xa9, 0x8b, 0xad,
                                   0x1a, 0x25, 0xa2, 0xc5, 0x6b, 0xc7, 0x89, 0x7f, 0xeb, 0xc3};
    assert_memory_equal(is.of, want, sizeof want);
}

/* --- what no store takes --- */

static void urls_that_are_no_store(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        enum dy_store_mode mode;
        enum dy_code code;
        const char *says;
    } rows[] = {
        {"mysql://localhost/x", DY_STORE_READ, DY_E_INPUT, "no kind of store"},
        {"/nowhere/at/all.dauys", DY_STORE_READ, DY_E_IO, "No such file"},
        {"sqlite:/nowhere/at/all.dauys", DY_STORE_WRITE, DY_E_IO, "No such file"},
        {"/nowhere/at/all.dauys", DY_STORE_CREATE, DY_E_IO, "No such file"},
        {"/", DY_STORE_READ, DY_E_INPUT, "is no file"},
        {"/dev/null", DY_STORE_CREATE, DY_E_INPUT, "is no file"},
        {"", DY_STORE_READ, DY_E_INPUT, "is no file"},
        {"postgres://127.0.0.1:1/x", DY_STORE_READ, DY_E_IO, "refused"},
        {"postgres://127.0.0.1:1/x", DY_STORE_CREATE, DY_E_IO, "refused"},
        {"postgres:///x?host=/nowhere", DY_STORE_WRITE, DY_E_IO, "No such file"},
        {"postgres://127.0.0.1:1/x?nonsense=1", DY_STORE_READ, DY_E_INPUT, "nonsense"},
        {"postgres://u:p@h:notaport/x", DY_STORE_READ, DY_E_IO, "notaport"},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_store *store = NULL;
        struct dy_err err = {0};
        enum dy_code code = dy_store_open(rows[i].url, rows[i].mode, &store, &err);
        if (code != rows[i].code || !strstr(err.msg, rows[i].says))
            fail_msg("%s: %d, %s", rows[i].url, code, err.msg);
        assert_null(store);
    }
    dy_store_close(NULL);
}

#define OVER(setup, test) cmocka_unit_test_setup_teardown(test, setup, fixture_finish)
#define ROWS(setup)                                                                                \
    OVER(setup, a_new_record_is_empty), OVER(setup, what_was_appended_comes_back_bit_for_bit),     \
        OVER(setup, who_is_late_is_told_and_writes_nothing),                                       \
        OVER(setup, one_bad_item_and_nothing_is_written), OVER(setup, a_large_batch_is_one),       \
        OVER(setup, an_error_of_the_visitor_ends_the_reading),                                     \
        OVER(setup, watching_sees_what_another_appends), OVER(setup, who_reads_cannot_write),      \
        OVER(setup, a_record_is_made_once),                                                        \
        OVER(setup, the_vault_gives_back_what_it_keeps_until_it_is_erased),                        \
        OVER(setup, the_vault_refuses_what_it_has_and_what_is_too_large),                          \
        OVER(setup, what_is_not_what_was_meant_is_found), OVER(setup, each_allocation_may_fail)

int main(void)
{
    const struct CMUnitTest sqlite[] = {
        ROWS(fixture_sqlite),
        cmocka_unit_test(a_commitment_is_the_hash_of_salt_and_data),
        cmocka_unit_test(urls_that_are_no_store),
    };
    const struct CMUnitTest postgres[] = {ROWS(fixture_postgres)};
    int failed = cmocka_run_group_tests_name("over SQLite", sqlite, NULL, NULL);
    if (fixture_has_postgres())
        return failed + cmocka_run_group_tests_name("over PostgreSQL", postgres, NULL, NULL);
    return failed > 0 ? failed : 77; /* CTest: skipped */
}

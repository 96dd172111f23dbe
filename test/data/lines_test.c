/*
 * Lines worked on by two threads: order, numbers, the first error and empty lines are those of a
 * plain reading, wherever the batches are cut. Files are large enough for the second thread.
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

#include "data/file.h"
#include "data/lines.h"

enum { LINES = 150000, BAD = 7 };

struct item {
    uint32_t line;
    uint64_t byte, number;
};
struct sum {
    uint32_t next; /* line expected */
    uint64_t byte, total;
};

static enum dy_code parse(void *self, unsigned lane, struct dy_csv_line *line, void *item,
                          struct dy_err *err)
{
    struct item *out = item;
    (void)self;
    assert_true(lane < DY_LANES);
    *out = (struct item){line->line, line->byte, strtoull(line->begin, NULL, 10)};
    if (out->number != BAD)
        return DY_OK;
    return dy_fail(err, DY_E_INPUT, (struct dy_span){.line = line->line}, NULL, "is bad");
}

static enum dy_code visit(void *self, const void *item, struct dy_err *err)
{
    struct sum *sum = self;
    const struct item *of = item;
    (void)err;
    assert_int_equal(of->line, sum->next);
    assert_true(of->byte > sum->byte);
    *sum = (struct sum){sum->next + 1, of->byte, sum->total + of->number};
    return DY_OK;
}

/* A file of LINES numbers from 10 on; `bad` and `empty` are lines to spoil, 0 = none. */
static char *make_file(uint32_t bad, uint32_t empty, size_t n_trailing, bool last_end)
{
    static char path[] = "/tmp/dauys-lines-XXXXXX";
    memcpy(path + strlen(path) - 6, "XXXXXX", 6);
    FILE *file = fdopen(mkstemp(path), "w");
    assert_non_null(file);
    for (uint32_t i = 1; i <= LINES; i++) {
        if (i == empty)
            fputc('\n', file);
        fprintf(file, "%u,padding%s", i == bad ? BAD : i + 9, i < LINES || last_end ? "\r\n" : "");
    }
    for (size_t i = 0; i < n_trailing; i++)
        fputc('\n', file);
    assert_int_equal(fclose(file), 0);
    return path;
}

/* From the file, or from its bytes in memory. */
static enum dy_code run(const char *path, bool in_memory, struct sum *sum, struct dy_err *err)
{
    struct dy_line_work work = {sum, sizeof(struct item), parse, visit};
    struct dy_arena mem;
    struct dy_csv csv;
    *sum = (struct sum){.next = 1};
    dy_arena_init(&mem);
    char *bytes = NULL;
    size_t n = 0;
    enum dy_code code = in_memory ? dy_file_read(&mem, path, 1 << 24, &bytes, &n, err) : DY_OK;
    assert_int_equal(code, DY_OK);
    code = in_memory ? dy_csv_open_bytes(&mem, path, bytes, n, &csv, err)
                     : dy_csv_open(&mem, path, &csv, err);
    assert_int_equal(code, DY_OK);
    code = dy_lines_each(&mem, &csv, &work, err);
    dy_csv_close(&csv);
    dy_arena_finish(&mem);
    return code;
}

static void every_line_comes_once_and_in_order(void **state)
{
    (void)state;
    for (unsigned how = 0; how < 8; how++) {
        struct sum sum;
        struct dy_err err = {0};
        char *path = make_file(0, 0, how & 1 ? 70000 : 0, how & 2);
        if ((how & 1) && !(how & 2)) { /* its first empty line ends the last row */
            unlink(path);
            continue;
        }
        enum dy_code code = run(path, how & 4, &sum, &err);
        unlink(path);
        if (code)
            fail_msg("%u: line %u: %s", how, err.at.line, err.msg);
        assert_int_equal(sum.next, LINES + 1);
        assert_true(sum.total == (uint64_t)LINES * (LINES + 1) / 2 + UINT64_C(9) * LINES);
    }
}

static void the_first_error_is_reported(void **state)
{
    (void)state;
    static const uint32_t lines[] = {1,    2,    511,  512,  513,       514,  1023,
                                     1024, 1025, 2049, 9999, LINES - 1, LINES};
    for (size_t i = 0; i < 2 * DY_COUNT_OF(lines); i++) {
        struct sum sum;
        struct dy_err err = {0};
        uint32_t at = lines[i / 2];
        char *path = make_file(at, at < 9999 ? 10000 : 0, 0, true);
        assert_int_equal(run(path, i % 2, &sum, &err), DY_E_INPUT);
        assert_int_equal(err.at.line, at);
        assert_int_equal(sum.next, at);
        unlink(path);
    }
}

static void an_empty_line_between_rows_is_an_error(void **state)
{
    (void)state;
    static const uint32_t lines[] = {2, 511, 512, 513, 514, 1024, 1025, 2048, 2049, 77777, LINES};
    for (size_t i = 0; i < 2 * DY_COUNT_OF(lines); i++) {
        struct sum sum;
        struct dy_err err = {0};
        char *path = make_file(0, lines[i / 2], 0, true);
        assert_int_equal(run(path, i % 2, &sum, &err), DY_E_INPUT);
        assert_int_equal(err.at.line, lines[i / 2]);
        assert_non_null(strstr(err.msg, "empty line between rows"));
        unlink(path);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_comes_once_and_in_order),
        cmocka_unit_test(the_first_error_is_reported),
        cmocka_unit_test(an_empty_line_between_rows_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

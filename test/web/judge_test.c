/* Requests that two readers could understand in two ways, and those that they could not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "web/judge.h"

enum { MOST = 6 };

static struct dy_web_header header(const char *line)
{
    const char *colon = strchr(line, ':');
    return (struct dy_web_header){line, colon + 1, (size_t)(colon - line), strlen(colon + 1)};
}

static void heads_are_judged(void **state)
{
    (void)state;
    static const struct {
        const char *name, *version, *target;
        const char *headers[MOST];
        unsigned status;
        uint64_t length;
    } rows[] = {
        {"plain", "HTTP/1.1", "/", {"Host:x"}, 0, 0},
        {"a length", "HTTP/1.1", "/", {"Host:x", "content-length:12"}, 0, 12},
        {"leading zeros", "HTTP/1.1", "/", {"Host:x", "Content-Length:012"}, 0, 12},
        {"chunked", "HTTP/1.1", "/", {"Host:x", "Transfer-Encoding:Chunked"}, 0, UINT64_MAX},
        {"HTTP/1.0 without Host", "HTTP/1.0", "/a?b", {NULL}, 0, 0},
        {"HTTP/1.1 without Host", "HTTP/1.1", "/", {NULL}, 400, 0},
        {"an empty Host", "HTTP/1.1", "/", {"Host:"}, 400, 0},
        {"two Host", "HTTP/1.1", "/", {"Host:x", "host:x"}, 400, 0},
        {"two Host in HTTP/1.0", "HTTP/1.0", "/", {"Host:x", "host:x"}, 400, 0},
        {"two lengths",
         "HTTP/1.1",
         "/",
         {"Host:x", "Content-Length:1", "Content-length:1"},
         400,
         0},
        {"both",
         "HTTP/1.1",
         "/",
         {"Host:x", "Content-Length:1", "Transfer-Encoding:chunked"},
         400,
         0},
        {"a sign", "HTTP/1.1", "/", {"Host:x", "Content-Length:+5"}, 400, 0},
        {"minus", "HTTP/1.1", "/", {"Host:x", "Content-Length:-5"}, 400, 0},
        {"a list", "HTTP/1.1", "/", {"Host:x", "Content-Length:5, 5"}, 400, 0},
        {"no digits", "HTTP/1.1", "/", {"Host:x", "Content-Length:"}, 400, 0},
        {"too long a number",
         "HTTP/1.1",
         "/",
         {"Host:x", "Content-Length:18446744073709551616"},
         400,
         0},
        {"another coding", "HTTP/1.1", "/", {"Host:x", "Transfer-Encoding:xchunked"}, 501, 0},
        {"two codings", "HTTP/1.1", "/", {"Host:x", "Transfer-Encoding:gzip, chunked"}, 501, 0},
        {"coded twice",
         "HTTP/1.1",
         "/",
         {"Host:x", "Transfer-Encoding:chunked", "Transfer-Encoding:chunked"},
         400,
         0},
        {"an old coding", "HTTP/1.0", "/", {"Host:x", "Transfer-Encoding:chunked"}, 400, 0},
        {"space before colon", "HTTP/1.1", "/", {"Host:x", "Content-Length :5"}, 400, 0},
        {"a folded line's begin", "HTTP/1.1", "/", {"Host:x", " X:5"}, 400, 0},
        {"no name", "HTTP/1.1", "/", {"Host:x", ":5"}, 400, 0},
        {"a line break", "HTTP/1.1", "/", {"Host:x", "X:a\r\nY"}, 400, 0},
        {"a tab", "HTTP/1.1", "/", {"Host:x", "X:a\tb"}, 0, 0},
        {"bytes above 127 in a value", "HTTP/1.1", "/", {"Host:x", "X:\xd2\x9b"}, 0, 0},
        {"bytes above 127 in a name", "HTTP/1.1", "/", {"Host:x", "\xd2\x9b:a"}, 400, 0},
        {"HTTP/2", "HTTP/2.0", "/", {"Host:x"}, 505, 0},
        {"HTTP/0.9", "", "/", {"Host:x"}, 505, 0},
        {"a URL", "HTTP/1.1", "http://x/", {"Host:x"}, 400, 0},
        {"a star", "HTTP/1.1", "*", {"Host:x"}, 400, 0},
        {"nothing", "HTTP/1.1", "", {"Host:x"}, 400, 0},
        {"a byte to be encoded", "HTTP/1.1", "/\xd2\x9b", {"Host:x"}, 400, 0},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_web_header headers[MOST];
        uint64_t length = 1;
        size_t n = 0;
        for (; n < MOST && rows[i].headers[n]; n++)
            headers[n] = header(rows[i].headers[n]);
        struct dy_web_head head = {rows[i].version, rows[i].target, n, headers};
        struct dy_web_refusal refusal = dy_web_judge(&head, &length);
        if (refusal.status != rows[i].status || (!refusal.status && length != rows[i].length))
            fail_msg("%s: %u %s", rows[i].name, refusal.status, refusal.why ? refusal.why : "");
        assert_int_equal(refusal.why != NULL, refusal.status != 0);
    }
}

static void a_nul_and_too_many_headers_are_refused(void **state)
{
    (void)state;
    static struct dy_web_header many[DY_WEB_HEADERS + 1];
    uint64_t length;
    for (size_t i = 0; i < DY_COUNT_OF(many); i++)
        many[i] = header(i == 0 ? "Host:x" : "X:y");
    struct dy_web_head head = {"HTTP/1.1", "/", DY_WEB_HEADERS, many};
    assert_int_equal(dy_web_judge(&head, &length).status, 0);
    head.n++;
    assert_int_equal(dy_web_judge(&head, &length).status, 431);
    many[1] = (struct dy_web_header){"X", "a\0b", 1, 3};
    head.n = 2;
    assert_int_equal(dy_web_judge(&head, &length).status, 400);
    many[1] = (struct dy_web_header){"X\0Y", "a", 3, 1};
    assert_int_equal(dy_web_judge(&head, &length).status, 400);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_judged),
        cmocka_unit_test(a_nul_and_too_many_headers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

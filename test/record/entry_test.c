/*
 * Entries: what is written is read again; what is not exactly as it would be written, or not what
 * was signed, is refused.
 */
#include "common.h"
#include "record/entry.h"

enum { NUMBER = 3, NOON = 1679227200 }; /* 2023-03-19T12:00:00Z */
struct maker {
    struct dy_arena mem;
    struct dy_document doc;
    struct dy_err err;
    struct dy_key key;
    uint8_t secret[DY_SECRET_BYTES];
    struct dy_entry entry;
};

static int begin(void **state)
{
    struct maker *in = calloc(1, sizeof *in);
    dy_arena_init(&in->mem);
    in->key = (struct dy_key){.name = "made-up.example", .secret = in->secret};
    test_key(1, in->key.of, in->secret);
    *state = in;
    return 0;
}

static int end(void **state)
{
    struct maker *in = *state;
    dy_document_finish(&in->doc);
    dy_arena_finish(&in->mem);
    free(in);
    return 0;
}

static enum dy_code write_text(struct maker *in, const char *text, int64_t time,
                               struct dy_bytes *out)
{
    json_t *body = json_pack("{s:s s:s}", "key",
                             "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                             "reason", text);
    struct dy_entry_draft draft = {DY_KIND_KEY_REVOKED, body};
    struct dy_entry_place place = {NUMBER, dy_hash_bytes("head", 4), time};
    in->err = (struct dy_err){0};
    enum dy_code code = dy_entry_write(&in->mem, &draft, &place, &in->key, out, &in->err);
    json_decref(body);
    return code;
}

static struct dy_bytes good_entry(struct maker *in)
{
    struct dy_bytes out;
    assert_int_equal(write_text(in, "lost, \"вчера\"\n", NOON, &out), DY_OK);
    return out;
}

static enum dy_code read_bytes(struct maker *in, struct dy_bytes bytes, uint64_t number)
{
    in->err = (struct dy_err){0};
    return dy_entry_read(&in->doc, "file", number, bytes, &in->entry, &in->err);
}

static void what_is_written_is_read_again(void **state)
{
    struct maker *in = *state;
    struct dy_bytes bytes = good_entry(in);
    struct dy_hash head = dy_hash_bytes("head", 4);
    uint8_t author[DY_KEY_BYTES];
    assert_int_equal(read_bytes(in, bytes, NUMBER), DY_OK);
    assert_int_equal(in->entry.number, NUMBER);
    assert_int_equal(in->entry.kind, DY_KIND_KEY_REVOKED);
    assert_int_equal(in->entry.seen_size, NUMBER);
    assert_true(dy_hash_equal(&in->entry.seen_root, &head));
    assert_string_equal(in->entry.time, "2023-03-19T12:00:00Z");
    assert_memory_equal(in->entry.author, in->key.of, DY_KEY_BYTES);
    assert_true(dy_value_is(dy_value_find(in->entry.body, "reason"), "lost, \"вчера\"\n"));
    assert_true(dy_entry_author(bytes, author));
    assert_memory_equal(author, in->key.of, DY_KEY_BYTES);
    assert_true(dy_entry_signed(bytes, author));
}

/* --- members --- */

#define HEX32 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define AUTHOR "\"author\":\"" HEX32 "\""
#define BODY "\"body\":{\"key\":\"" HEX32 "\",\"reason\":\"x\"}"
#define KIND "\"kind\":\"key-revoked\""
#define SEEN "\"seen\":{\"root\":\"" HEX32 "\",\"size\":3}"
#define SIGNATURE "\"signature\":\"" HEX32 HEX32 "\""
#define TIME "\"time\":\"2023-03-19T12:00:00Z\""

static const struct {
    const char *name, *bytes, *where, *words; /* words NULL: is taken */
} forms[] = {
    {"all six", "{" AUTHOR "," BODY "," KIND "," SEEN "," SIGNATURE "," TIME "}", "", NULL},
    {"no author", "{" BODY "," KIND "," SEEN "," SIGNATURE "," TIME "}", "/3", "lacks \"author\""},
    {"no body", "{" AUTHOR "," KIND "," SEEN "," SIGNATURE "," TIME "}", "/3", "lacks \"body\""},
    {"no kind", "{" AUTHOR "," BODY "," SEEN "," SIGNATURE "," TIME "}", "/3", "lacks \"kind\""},
    {"no seen", "{" AUTHOR "," BODY "," KIND "," SIGNATURE "," TIME "}", "/3", "lacks \"seen\""},
    {"no signature", "{" AUTHOR "," BODY "," KIND "," SEEN "," TIME "}", "/3",
     "lacks \"signature\""},
    {"no time", "{" AUTHOR "," BODY "," KIND "," SEEN "," SIGNATURE "}", "/3", "lacks \"time\""},
    {"nothing", "{}", "/3", "lacks \"author\""},
    {"one more at the end",
     "{" AUTHOR "," BODY "," KIND "," SEEN "," SIGNATURE "," TIME ",\"z\":1}", "/3", "has \"z\""},
    {"one more at the beginning",
     "{\"a\":1," AUTHOR "," BODY "," KIND "," SEEN "," SIGNATURE "," TIME "}", "/3", "has \"a\""},
    {"one more in the middle",
     "{" AUTHOR "," BODY "," KIND ",\"previous\":1," SEEN "," SIGNATURE "," TIME "}", "/3",
     "has \"previous\""},
    {"out of order", "{" BODY "," AUTHOR "," KIND "," SEEN "," SIGNATURE "," TIME "}", "/3",
     "byte "},
    {"twice", "{" AUTHOR "," BODY "," BODY "," KIND "," SEEN "," SIGNATURE "," TIME "}", "/3",
     "byte "},
    {"white space", "{ " AUTHOR "," BODY "," KIND "," SEEN "," SIGNATURE "," TIME "}", "/3",
     "byte 2 "},
    {"something behind it", "{" AUTHOR "," BODY "," KIND "," SEEN "," SIGNATURE "," TIME "}\n",
     "/3", "byte "},
    {"a list", "[1]", "/3", "is no object"},
    {"a text", "\"x\"", "/3", "byte 1 is no JSON object"},
    {"no bytes at all", "", "/3", "byte "},
    {"an author of 63 digits",
     "{\"author\":\"123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"," BODY
     "," KIND "," SEEN "," SIGNATURE "," TIME "}",
     "/3/author", "64 lowercase hexadecimal digits"},
    {"an author in capitals",
     "{\"author\":\"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\"," BODY
     "," KIND "," SEEN "," SIGNATURE "," TIME "}",
     "/3/author", "64 lowercase hexadecimal digits"},
    {"an author that is a number",
     "{\"author\":1," BODY "," KIND "," SEEN "," SIGNATURE "," TIME "}", "/3/author", "is no key"},
    {"a body that is a list", "{" AUTHOR ",\"body\":[]," KIND "," SEEN "," SIGNATURE "," TIME "}",
     "/3/body", "is no object"},
    {"a body that is a text", "{" AUTHOR ",\"body\":\"\"," KIND "," SEEN "," SIGNATURE "," TIME "}",
     "/3/body", "is no object"},
    {"an empty body", "{" AUTHOR ",\"body\":{}," KIND "," SEEN "," SIGNATURE "," TIME "}",
     "/3/body", "lacks \"key\""},
    {"a kind of a later version",
     "{" AUTHOR "," BODY ",\"kind\":\"key-lost\"," SEEN "," SIGNATURE "," TIME "}", "/3/kind",
     "no kind of entry that this version knows"},
    {"a kind that is a number", "{" AUTHOR "," BODY ",\"kind\":6," SEEN "," SIGNATURE "," TIME "}",
     "/3/kind", "no kind of entry"},
    {"a kind that only begins so",
     "{" AUTHOR "," BODY ",\"kind\":\"key\"," SEEN "," SIGNATURE "," TIME "}", "/3/kind",
     "no kind of entry"},
    {"seen beyond its number",
     "{" AUTHOR "," BODY "," KIND ",\"seen\":{\"root\":\"" HEX32 "\",\"size\":4}," SIGNATURE
     "," TIME "}",
     "/3/seen", "no head before this entry"},
    {"seen nothing at all",
     "{" AUTHOR "," BODY "," KIND ",\"seen\":{\"root\":\"" HEX32 "\",\"size\":0}," SIGNATURE
     "," TIME "}",
     "", NULL},
    {"seen less than nothing",
     "{" AUTHOR "," BODY "," KIND ",\"seen\":{\"root\":\"" HEX32 "\",\"size\":-1}," SIGNATURE
     "," TIME "}",
     "/3/seen", "root and size"},
    {"seen without a root",
     "{" AUTHOR "," BODY "," KIND ",\"seen\":{\"size\":3}," SIGNATURE "," TIME "}", "/3/seen",
     "root and size"},
    {"seen with more",
     "{" AUTHOR "," BODY "," KIND ",\"seen\":{\"root\":\"" HEX32 "\",\"size\":3,\"x\":1}," SIGNATURE
     "," TIME "}",
     "/3/seen", "root and size"},
    {"seen that is a number", "{" AUTHOR "," BODY "," KIND ",\"seen\":3," SIGNATURE "," TIME "}",
     "/3/seen", "root and size"},
    {"a signature of 64 digits",
     "{" AUTHOR "," BODY "," KIND "," SEEN ",\"signature\":\"" HEX32 "\"," TIME "}", "/3/signature",
     "128 lowercase hexadecimal digits"},
    {"a time that is a number",
     "{" AUTHOR "," BODY "," KIND "," SEEN "," SIGNATURE ",\"time\":1679227200}", "/3/time",
     "2023-03-19T21:05:00Z"},
};

static void each_member_has_its_place_and_form(void **state)
{
    struct maker *in = *state;
    for (size_t i = 0; i < DY_COUNT_OF(forms); i++) {
        struct dy_bytes bytes = {forms[i].bytes, strlen(forms[i].bytes)};
        enum dy_code code = read_bytes(in, bytes, NUMBER);
        bool right = forms[i].words
                         ? code == DY_E_INPUT && strcmp(in->err.where, forms[i].where) == 0 &&
                               strstr(in->err.msg, forms[i].words)
                         : code == DY_OK;
        if (!right)
            fail_msg("%s: %d \"%s: %s\"", forms[i].name, (int)code, in->err.where, in->err.msg);
    }
}

static void a_time_that_does_not_exist_is_refused(void **state)
{
    struct maker *in = *state;
    static const struct {
        const char *time;
        bool good;
    } times[] = {
        {"2024-02-29T23:59:59Z", true},
        {"2023-02-29T12:00:00Z", false},
        {"2023-04-31T12:00:00Z", false},
        {"2023-13-01T12:00:00Z", false},
        {"2023-00-01T12:00:00Z", false},
        {"2023-03-00T12:00:00Z", false},
        {"2023-03-19T24:00:00Z", false},
        {"2023-03-19T12:60:00Z", false},
        {"2016-12-31T23:59:60Z", false},
        {"2023-03-19T12:00:00z", false},
        {"2023-03-19t12:00:00Z", false},
        {"2023-03-19 12:00:00Z", false},
        {"2023-03-19T12:00:00", false},
        {"2023-03-19T12:00:00+00:00", false},
        {"2023-03-19T12.00.00Z", false},
        {"2023-03-19T1a:00:00Z", false},
        {"2023-03-19T-1:00:00Z", false},
        {"2023-03-19T12:00:0\xd9Z", false},
        {"", false},
    };
    for (size_t i = 0; i < DY_COUNT_OF(times); i++) {
        char *text = dy_arena_format(
            &in->mem, "{" AUTHOR "," BODY "," KIND "," SEEN "," SIGNATURE ",\"time\":\"%s\"}",
            times[i].time);
        enum dy_code code = read_bytes(in, (struct dy_bytes){text, strlen(text)}, NUMBER);
        if ((code == DY_OK) != times[i].good)
            fail_msg("%s: %d", times[i].time, (int)code);
    }
}

/* --- sizes --- */

static void an_entry_has_at_most_65535_bytes(void **state)
{
    struct maker *in = *state;
    struct dy_bytes bytes;
    size_t rest = DY_ITEM_BYTES - good_entry(in).n + strlen("lost, \\\"вчера\\\"\\n");
    char *text = calloc(1, rest + 2);
    memset(text, 'x', rest);
    assert_int_equal(write_text(in, text, NOON, &bytes), DY_OK);
    assert_int_equal(bytes.n, 65535);
    assert_int_equal(read_bytes(in, bytes, NUMBER), DY_OK);
    assert_true(dy_entry_signed(bytes, in->key.of));
    text[rest] = 'x';
    assert_int_equal(write_text(in, text, NOON, &bytes), DY_E_LIMIT);
    assert_non_null(strstr(in->err.msg, "65536 bytes; at most 65535"));
    char *longer = calloc(1, 65537);
    memset(longer, ' ', 65536);
    assert_int_equal(read_bytes(in, (struct dy_bytes){longer, 65536}, NUMBER), DY_E_LIMIT);
    assert_non_null(strstr(in->err.msg, "65536 bytes"));
    assert_false(dy_entry_signed((struct dy_bytes){longer, 65536}, in->key.of));
    free(longer);
    free(text);
}

static void a_time_outside_of_four_digits_is_not_written(void **state)
{
    struct maker *in = *state;
    struct dy_bytes bytes;
    assert_int_equal(write_text(in, "x", INT64_C(253402300799), &bytes), DY_OK);
    assert_int_equal(read_bytes(in, bytes, NUMBER), DY_OK);
    assert_string_equal(in->entry.time, "9999-12-31T23:59:59Z");
    assert_int_equal(write_text(in, "x", INT64_C(253402300800), &bytes), DY_E_INPUT);
    assert_int_equal(write_text(in, "x", -1, &bytes), DY_E_INPUT);
    assert_int_equal(write_text(in, "x", INT64_MAX, &bytes), DY_E_INPUT);
    assert_int_equal(write_text(in, "x", 0, &bytes), DY_OK);
}

/* --- signatures --- */

/* Whoever could change a byte unseen could change a vote. */
static void no_byte_can_be_changed(void **state)
{
    struct maker *in = *state;
    struct dy_bytes bytes = good_entry(in);
    char *copy = dy_arena_copy(&in->mem, bytes.of, bytes.n);
    size_t by_read = 0, by_signature = 0;
    for (size_t i = 0; i < bytes.n; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            copy[i] = (char)(bytes.of[i] ^ 1 << bit);
            if (read_bytes(in, (struct dy_bytes){copy, bytes.n}, NUMBER))
                by_read++;
            else if (!dy_entry_signed((struct dy_bytes){copy, bytes.n}, in->entry.author))
                by_signature++;
            else
                fail_msg("byte %zu, bit %u can be changed", i, bit);
            copy[i] = bytes.of[i];
        }
    assert_true(by_read > bytes.n && by_signature > 2 * bytes.n);
}

static void a_signature_over_something_else_does_not_hold(void **state)
{
    struct maker *in = *state;
    struct dy_bytes bytes = good_entry(in), other;
    uint8_t someone[DY_KEY_BYTES], secret[DY_SECRET_BYTES];
    size_t at = bytes.n - 2 * 64 - sizeof "\",\"time\":\"2023-03-19T12:00:00Z\"}" + 1;
    test_key(2, someone, secret);
    assert_false(dy_entry_signed(bytes, someone));
    assert_int_equal(write_text(in, "lost, \"вчора\"\n", NOON, &other), DY_OK);
    assert_int_equal(other.n, bytes.n);
    char *mixed = dy_arena_copy(&in->mem, bytes.of, bytes.n);
    memcpy(mixed + at, other.of + at, 128);
    assert_int_equal(read_bytes(in, (struct dy_bytes){mixed, bytes.n}, NUMBER), DY_OK);
    assert_false(dy_entry_signed((struct dy_bytes){mixed, bytes.n}, in->key.of));
}

/* Also of bytes that are no entry it must say something, and not read beside them. */
static void bytes_that_are_no_entry_are_not_signed(void **state)
{
    struct maker *in = *state;
    struct dy_bytes bytes = good_entry(in);
    uint8_t author[DY_KEY_BYTES];
    for (size_t n = 0; n < bytes.n; n++) {
        char *exact = malloc(n ? n : 1); /* so that the sanitizer sees its end */
        memcpy(exact, bytes.of, n);
        assert_false(dy_entry_signed((struct dy_bytes){exact, n}, in->key.of));
        assert_int_equal(dy_entry_author((struct dy_bytes){exact, n}, author), n > 11 + 64);
        assert_int_equal(read_bytes(in, (struct dy_bytes){exact, n}, NUMBER), DY_E_INPUT);
        free(exact);
    }
}

static void hex_is_lowercase_and_whole(void **state)
{
    uint8_t out[4];
    char text[9];
    (void)state;
    assert_true(dy_unhex("00ff10a9", 8, out));
    dy_hex(out, 4, text);
    assert_string_equal(text, "00ff10a9");
    assert_false(dy_unhex("00FF", 4, out));
    assert_false(dy_unhex("0g", 2, out));
    assert_false(dy_unhex("g0", 2, out));
    assert_false(dy_unhex("012", 3, out));
    assert_true(dy_unhex("", 0, out));
}

static void a_body_that_cannot_be_written_is_refused(void **state)
{
    struct maker *in = *state;
    static const char *const bad[] = {"{\"a\":true}", "{\"a\":1.5}", "{\"a\":null}",
                                      "{\"a\":9007199254740993}", "{\"a\":{\"\":1}}"};
    struct dy_entry_place place = {0, dy_hash_bytes("head", 4), NOON};
    for (size_t i = 0; i < DY_COUNT_OF(bad); i++) {
        struct dy_bytes bytes;
        json_t *body = json_loads(bad[i], 0, NULL);
        struct dy_entry_draft draft = {DY_KIND_STATEMENT, body};
        in->err = (struct dy_err){0};
        assert_int_equal(dy_entry_write(&in->mem, &draft, &place, &in->key, &bytes, &in->err),
                         DY_E_INPUT);
        json_decref(body);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read_again, begin, end),
        cmocka_unit_test_setup_teardown(each_member_has_its_place_and_form, begin, end),
        cmocka_unit_test_setup_teardown(a_time_that_does_not_exist_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(an_entry_has_at_most_65535_bytes, begin, end),
        cmocka_unit_test_setup_teardown(a_time_outside_of_four_digits_is_not_written, begin, end),
        cmocka_unit_test_setup_teardown(no_byte_can_be_changed, begin, end),
        cmocka_unit_test_setup_teardown(a_signature_over_something_else_does_not_hold, begin, end),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_entry_are_not_signed, begin, end),
        cmocka_unit_test(hex_is_lowercase_and_whole),
        cmocka_unit_test_setup_teardown(a_body_that_cannot_be_written_is_refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Policies: groups in groups, quorums met and not, and every line that is refused. */
#include "common.h"

#include "record/policy.h"

#define LOG "made-up.example/log"

enum { WITNESSES = 6 };

static char *vkey(struct dy_arena *mem, const char *name, enum dy_key_kind kind, uint8_t n)
{
    struct dy_verifier key = test_verifier(name, kind, n);
    char *text = dy_verifier_format(mem, &key);
    assert_non_null(text);
    return text;
}

static char *witness_name(struct dy_arena *mem, unsigned i)
{
    char *name = dy_arena_format(mem, "w%u.example", i);
    assert_non_null(name);
    return name;
}

/* The log, its six witnesses X1 .. X3 and Y1 .. Y3, then what is given. */
static char *policy_with(struct dy_arena *mem, const char *rest)
{
    char *text = dy_arena_format(mem, "# a policy\n\nlog %s https://made-up.example/\n",
                                 vkey(mem, LOG, DY_KEY_ED25519, 1));
    for (unsigned i = 0; i < WITNESSES; i++)
        text =
            dy_arena_format(mem, "%s \twitness  %c%u\t%s \n", text, i < 3 ? 'X' : 'Y', i % 3 + 1,
                            vkey(mem, witness_name(mem, i), DY_KEY_COSIGNATURE, (uint8_t)(10 + i)));
    text = dy_arena_format(mem, "%s%s", text, rest);
    assert_non_null(text);
    return text;
}

/* A checkpoint of the log with the cosignatures whose bits are set. */
static char *note_with(struct dy_arena *mem, unsigned cosigned)
{
    char *note = test_checkpoint(mem, LOG, 3, dy_hash_leaf("x", 1), 1);
    size_t n_text = (size_t)(strstr(note, "\n\n") - note) + 1;
    char *text = dy_arena_copy(mem, note, n_text);
    assert_non_null(text);
    for (unsigned i = 0; i < WITNESSES; i++)
        if (cosigned >> i & 1)
            note = dy_arena_format(mem, "%s%s", note,
                                   test_sign(mem, text, witness_name(mem, i), DY_KEY_COSIGNATURE,
                                             (uint8_t)(10 + i), 1700000000 + i));
    assert_non_null(note);
    return note;
}

static enum dy_code look(struct dy_arena *mem, const char *policy_text, const char *note_text,
                         const struct dy_verifier *log, struct dy_policy_view *view,
                         struct dy_err *err)
{
    struct dy_policy policy;
    struct dy_note note;
    struct dy_checkpoint head;
    if (dy_policy_parse(mem, "policy", policy_text, strlen(policy_text), &policy, err) ||
        dy_note_parse(mem, "note", note_text, strlen(note_text), &note, err) ||
        dy_checkpoint_parse(mem, &note, "note", &head, err))
        fail_msg("line %u: %s", err->at.line, err->msg);
    return dy_policy_check(mem, &policy, &note, &head, log, view, err);
}

/* The specification's example, for each of the 64 sets of witnesses. */
static void two_of_x_and_any_of_y(void **state)
{
    (void)state;
    for (unsigned set = 0; set < 1U << WITNESSES; set++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_policy_view view;
        dy_arena_init(&mem);
        const char *policy =
            policy_with(&mem, "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n"
                              "group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n");
        if (look(&mem, policy, note_with(&mem, set), NULL, &view, &err))
            fail_msg("%s", err.msg);
        assert_int_equal(view.quorum, __builtin_popcount(set & 7) >= 2 && set >> 3);
        assert_int_equal(view.n_cosigned, __builtin_popcount(set));
        assert_int_equal(view.n_witnesses, WITNESSES);
        assert_string_equal(view.log->name, LOG);
        for (unsigned i = 0; i < WITNESSES; i++)
            assert_int_equal(view.times[i], set >> i & 1 ? 1700000000 + i : 0);
        dy_arena_finish(&mem);
    }
}

static void quorums_of_one_and_of_none(void **state)
{
    (void)state;
    static const struct {
        const char *rest;
        unsigned set;
        bool quorum;
    } rows[] = {
        {"quorum none\n", 0, true},
        {"quorum X2\n", 2, true},
        {"quorum X2\n", 5, false},
        {"group all all X1 X2\nquorum all\n", 3, true},
        {"group any 2 X1 X2 Y1\nquorum any\n", 2, false},
        {"group any 2 X1 X2 Y1\nquorum any\n", 9, true},
        {"group 3 any X1\nquorum 3\n", 1, true},
        {"group \xe2\x84\xaa any X1\ngroup K any X2\nquorum K\n", 1, false},
        {"group g any X1\nquorum X1\n", 1, true},
        {"\t# quorum X1\n  \nquorum none\n# end\n", 0, true},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        struct dy_policy_view view;
        dy_arena_init(&mem);
        if (look(&mem, policy_with(&mem, rows[i].rest), note_with(&mem, rows[i].set), NULL, &view,
                 &err))
            fail_msg("%s", err.msg);
        if (view.quorum != rows[i].quorum)
            fail_msg("row %zu", i);
        dy_arena_finish(&mem);
    }
}

static void a_log_may_be_known_otherwise(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_policy_view view;
    struct dy_verifier log = test_verifier(LOG, DY_KEY_ED25519, 1),
                       other = test_verifier(LOG, DY_KEY_ED25519, 2),
                       named = test_verifier("other.example", DY_KEY_ED25519, 1);
    dy_arena_init(&mem);
    char *note = note_with(&mem, 0);
    assert_int_equal(look(&mem, "quorum none\n", note, &log, &view, &err), DY_OK);
    assert_true(view.quorum);
    assert_int_equal(look(&mem, "quorum none\n", note, &other, &view, &err), DY_E_CRYPTO);
    err = (struct dy_err){0};
    assert_int_equal(look(&mem, "quorum none\n", note, NULL, &view, &err), DY_E_CRYPTO);
    assert_non_null(strstr(err.msg, "names no log"));
    err = (struct dy_err){0};
    assert_int_equal(look(&mem, "quorum none\n", note, &named, &view, &err), DY_E_CRYPTO);
    assert_non_null(strstr(err.msg, "is not signed by a log that is trusted"));
    dy_arena_finish(&mem);
}

/* A known log signs under another's origin; a known witness's signature was changed. */
static void what_is_signed_wrongly_is_refused(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_policy_view view;
    dy_arena_init(&mem);
    struct dy_checkpoint head = {.origin = "victim.example", .size = 1};
    char *text = dy_checkpoint_format(&mem, &head);
    char *note =
        dy_arena_format(&mem, "%s\n%s", text, test_sign(&mem, text, LOG, DY_KEY_ED25519, 1, 0));
    assert_int_equal(look(&mem, policy_with(&mem, "quorum none\n"), note, NULL, &view, &err),
                     DY_E_CRYPTO);
    note = note_with(&mem, 1);
    char *last = note + strlen(note) - 6;
    *last = *last == 'A' ? 'B' : 'A';
    err = (struct dy_err){0};
    assert_int_equal(look(&mem, policy_with(&mem, "quorum none\n"), note, NULL, &view, &err),
                     DY_E_CRYPTO);
    assert_non_null(strstr(err.msg, "does not hold"));
    /* a witness that nobody knows does no harm */
    char *other =
        dy_arena_format(&mem, "%s\xe2\x80\x94 x.example AAAAAAAAAAAAAAAA\n", note_with(&mem, 1));
    err = (struct dy_err){0};
    assert_int_equal(look(&mem, policy_with(&mem, "quorum X1\n"), other, NULL, &view, &err), DY_OK);
    assert_true(view.quorum);
    dy_arena_finish(&mem);
}

static void lines_that_are_wrong_are_said(void **state)
{
    (void)state;
    struct dy_arena mem;
    dy_arena_init(&mem);
    const char *log = vkey(&mem, LOG, DY_KEY_ED25519, 1);
    const char *renamed = vkey(&mem, "renamed.example", DY_KEY_ED25519, 1);
    const char *cosigner = vkey(&mem, "w", DY_KEY_COSIGNATURE, 10);
    const char *newer = vkey(&mem, "new", DY_KEY_COSIGNATURE, 30);
    /* behind nine lines: the log is line 3, X1 .. Y3 are lines 4 to 9 */
    const struct {
        const char *rest, *message;
        uint32_t line;
    } rows[] = {
        {"", "has no quorum line", 0},
        {"quorum X1", "does not end with a newline", 10},
        {"quorum X1\r\n", "control character (0x0d)", 10},
        {"quorum none\n\x01\n", "control character (0x01)", 11},
        {"quorum X1\nquorum X1\n", "is a second quorum", 11},
        {"quorum\n", "is no quorum", 10},
        {"quorum X1 X2\n", "is no quorum", 10},
        {"quorum X4\n", "\"X4\", which no line before it defines", 10},
        {"quorum x1\n", "\"x1\", which no line before it defines", 10},
        {"quorum g\ngroup g any X1\n", "\"g\", which no line", 10},
        {"group g any g\nquorum g\n", "\"g\", which no line", 10},
        {"group g any none\n", "\"none\", which no line", 10},
        {"group none any X1\n", "a word of its own", 10},
        {"group X1 any X2\n", "defines \"X1\" again; line 4 does", 10},
        {"group g any\n", "is no group", 10},
        {"group g 0 X1\n", "needs 0 of its 1 members", 10},
        {"group g 3 X1 X2\n", "needs 3 of its 2 members", 10},
        {"group g 01 X1 X2\n", "all, any or a number", 10},
        {"group g +1 X1 X2\n", "all, any or a number", 10},
        {"group g most X1 X2\n", "all, any or a number", 10},
        {"group g any X1 X1\n", "is a member already", 10},
        {"group g any X1\ngroup h any X1\n", "is a member already", 11},
        {"vote X1\n", "begins with \"vote\"", 10},
        {dy_arena_format(&mem, "log %s\n", log), "of the log in line 3 again", 10},
        {dy_arena_format(&mem, "log %s\n", renamed), "of the log in line 3 again", 10},
        {dy_arena_format(&mem, "log %s a b\n", log), "is no log", 10},
        {"log\n", "is no log", 10},
        {"log nonsense\n", "the key is no verifier key", 10},
        {dy_arena_format(&mem, "witness w %s\n", cosigner), "of the witness in line 4 again", 10},
        {dy_arena_format(&mem, "witness w %s\n", renamed), "the key is no witness's", 10},
        {dy_arena_format(&mem, "witness X1 %s\n", newer), "defines \"X1\" again", 10},
        {dy_arena_format(&mem, "witness none %s\n", newer), "a word of its own", 10},
        {"witness w\n", "is no witness", 10},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct dy_arena trial;
        struct dy_err err = {0};
        struct dy_policy policy;
        dy_arena_init(&trial);
        assert_non_null(rows[i].rest);
        const char *text = policy_with(&trial, rows[i].rest);
        assert_int_equal(dy_policy_parse(&trial, "policy", text, strlen(text), &policy, &err),
                         DY_E_INPUT);
        if (!strstr(err.msg, rows[i].message) || err.at.line != rows[i].line)
            fail_msg("%zu: line %u: %s", i, err.at.line, err.msg);
        dy_arena_finish(&trial);
    }
    dy_arena_finish(&mem);
}

/* As many as are promised, and one more. */
static void limits_are_kept(void **state)
{
    (void)state;
    struct dy_arena mem;
    struct dy_err err = {0};
    struct dy_policy policy;
    dy_arena_init(&mem);
    const char *first = policy_with(&mem, "");
    size_t n = strlen(first), capacity = n + DY_POLICY_MEMBERS * 32;
    char *text = dy_arena_alloc(&mem, capacity, 1);
    assert_non_null(text);
    memcpy(text, first, n);
    for (unsigned i = 0; i < DY_POLICY_MEMBERS - WITNESSES + 1; i++) {
        char before[16] = "X1";
        if (i > 0)
            (void)snprintf(before, sizeof before, "g%u", i - 1);
        n += (size_t)snprintf(text + n, capacity - n, "group g%u any %s\n", i, before);
    }
    assert_int_equal(dy_policy_parse(&mem, "policy", text, n, &policy, &err), DY_E_INPUT);
    assert_non_null(strstr(err.msg, "one name too many"));
    assert_int_equal(err.at.line, 9 + DY_POLICY_MEMBERS - WITNESSES + 1);
    err = (struct dy_err){0};
    assert_int_equal(dy_policy_parse(&mem, "policy", text, DY_POLICY_BYTES + 1, &policy, &err),
                     DY_E_LIMIT);
    dy_arena_finish(&mem);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_of_x_and_any_of_y),
        cmocka_unit_test(quorums_of_one_and_of_none),
        cmocka_unit_test(a_log_may_be_known_otherwise),
        cmocka_unit_test(what_is_signed_wrongly_is_refused),
        cmocka_unit_test(lines_that_are_wrong_are_said),
        cmocka_unit_test(limits_are_kept),
    };
    if (sodium_init() < 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

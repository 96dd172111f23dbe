/* The walking skeleton: one procedure from the paper to the answer, each day counted by hand. */
#include "cases_help.h"

static const char filed[] = "2023-03-17T10:00 applicant@a file text=water addressee=akimat\n"
                            "2023-03-20T10:00 body@akimat register\n";

static void fifteen_working_days_pass_over_the_holidays(void **state)
{
    (void)state;
    struct trial in;
    trial_begin(&in, "kz/appeal", "2023-03-20");
    acts(&in, filed);
    on(&in, "2023-03-20T12:00");
    assert_string_equal(step_of(&in), "registered");
    /* 24 March is the first after 21-23; 24, 27-31 March 6; 3-7 April 11; 10-13 April 15 */
    assert_string_equal(last_day(&in, "decision"), "2023-04-13");
    assert_int_equal(clock_of(&in, "decision")->state, DY_CLOCK_RUNS);
    const char *text = why(&in, "deadline");
    assert_non_null(strstr(text, "Last day of the term “answer to the appeal”: 2023-04-13"));
    assert_non_null(strstr(text, "2023-03-21: Nauryz"));
    assert_non_null(
        strstr(text, "The term in working days, counted from the day after 2023-03-20: 15"));
    assert_non_null(strstr(text, "Who has to act: the body addressed: akimat"));
    trial_end(&in);
}

static void the_last_second_is_in_time_and_the_next_is_late(void **state)
{
    (void)state;
    static const struct {
        const char *name, *act;
        enum dy_clock_state want;
        uint32_t days;
    } rows[] = {
        {"the last second", "2023-04-13T23:59:59 body@akimat refuse", DY_CLOCK_IN_TIME, 0},
        {"the next second", "2023-04-14T00:00:00 body@akimat refuse", DY_CLOCK_LATE, 1},
        {"a week later", "2023-04-20T12:00:00 body@akimat grant", DY_CLOCK_LATE, 7},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct trial in;
        trial_begin(&in, "kz/appeal", "2023-03-20");
        acts(&in, filed);
        acts(&in, rows[i].act);
        on(&in, "2023-06-01");
        assert_true(in.state->is_end);
        if (clock_of(&in, "decision")->state != rows[i].want)
            fail_msg("%s: %s", rows[i].name, dy_clock_state_name(clock_of(&in, "decision")->state));
        assert_int_equal(clock_of(&in, "decision")->days_over, rows[i].days);
        trial_end(&in);
    }
}

static void without_an_answer_it_is_overdue_and_waits(void **state)
{
    (void)state;
    struct trial in;
    trial_begin(&in, "kz/appeal", "2023-03-20");
    acts(&in, filed);
    on(&in, "2023-04-13T23:59:59");
    assert_int_equal(clock_of(&in, "decision")->state, DY_CLOCK_RUNS);
    on(&in, "2023-04-18T09:00");
    assert_string_equal(step_of(&in), "registered");
    assert_int_equal(clock_of(&in, "decision")->state, DY_CLOCK_OVERDUE);
    assert_int_equal(clock_of(&in, "decision")->days_over, 5);
    assert_int_equal(in.state->next, 0);
    assert_non_null(strstr(why(&in, "deadline"), "The law names no consequence of silence here"));
    trial_end(&in);
}

static void it_is_extended_once_and_the_notice_has_a_clock(void **state)
{
    (void)state;
    struct trial in;
    trial_begin(&in, "kz/appeal", "2023-03-20");
    acts(&in, filed);
    acts(&in, "2023-04-10T10:00 body@akimat extend grounds=experts");
    on(&in, "2023-04-11");
    /* two months from 20 March: 20 May is a Saturday, so Monday the 22nd */
    assert_string_equal(last_day(&in, "decision"), "2023-05-22");
    assert_string_equal(last_day(&in, "notice"), "2023-04-13");
    assert_int_equal(clock_of(&in, "decision")->n_extended, 1);
    assert_non_null(
        strstr(why(&in, "deadline/decision"), "before that the last day was 2023-04-13"));
    assert_non_null(strstr(why(&in, "deadline/decision"), "It would end on 2023-05-20, a day off"));
    acts(&in, "2023-04-12T10:00 body@akimat notify\n"
              "2023-05-02T10:00 body@akimat extend grounds=more");
    on(&in, "2023-05-03");
    assert_string_equal(refusal(&in), "clock");
    assert_int_equal(clock_of(&in, "notice")->state, DY_CLOCK_IN_TIME);
    assert_string_equal(last_day(&in, "decision"), "2023-05-22");
    trial_end(&in);
}

static void an_extension_may_name_its_day_within_the_law(void **state)
{
    (void)state;
    static const struct {
        const char *day, *refused, *last;
    } rows[] = {
        {"2023-05-05", "", "2023-05-05"},
        {"2023-05-22", "", "2023-05-22"},
        {"2023-05-23", "clock", "2023-04-13"}, /* later than two months */
        {"2023-04-13", "clock", "2023-04-13"}, /* no later than before */
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct trial in;
        char line[120];
        trial_begin(&in, "kz/appeal", "2023-03-20");
        acts(&in, filed);
        (void)snprintf(line, sizeof line, "2023-04-10T10:00 body extend grounds=x new_day=%s",
                       rows[i].day);
        acts(&in, line);
        on(&in, "2023-04-11");
        assert_string_equal(refusal(&in), rows[i].refused);
        assert_string_equal(last_day(&in, "decision"), rows[i].last);
        trial_end(&in);
    }
}

static void acts_that_may_not_be_done_are_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *act, *refusal, *said;
    } rows[] = {
        {"2023-03-21T10:00 body@akimat bless", "unknown-act", "“bless” is no act"},
        {"2023-03-21T10:00 applicant@a file text=x addressee=y", "opened", "open already"},
        {"2023-03-19T10:00 body@akimat grant", "order", "before the act"},
        {"2023-03-21T10:00 applicant@a grant", "role", "the body addressed"},
        {"2023-03-21T10:00 body@court grant", "who", "held by akimat"},
        {"2023-03-21T10:00 applicant@b withdraw", "who", "held by a"},
        {"2023-03-21T10:00 body@akimat register", "step", "registered"},
        {"2023-03-21T10:00 body@akimat extend", "field", "why more time"},
        {"2023-03-21T10:00 body@akimat grant answer=yes", "field", "64 hexadecimal digits"},
        {"2023-03-21T10:00 body@akimat grant text=yes", "field", "has no place"},
        {"2023-03-21T10:00 body@akimat extend grounds=a grounds=b", "field", "twice"},
        {"2023-03-21T10:00 body@akimat notify", "condition", "has to be done first"},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct trial in;
        trial_begin(&in, "kz/appeal", "2023-03-20");
        acts(&in, filed);
        acts(&in, rows[i].act);
        on(&in, "2023-03-22");
        assert_string_equal(refusal(&in), rows[i].refusal);
        const char *said =
            dy_why_say(&in.mem, "en", in.state->refused[in.state->n_refused - 1].answer.why);
        if (!strstr(said, rows[i].said))
            fail_msg("%s: %s", rows[i].act, said);
        assert_string_equal(step_of(&in), "registered");
        assert_non_null(strstr(why(&in, "acts"), "Not accepted"));
        trial_end(&in);
    }
}

static void sent_on_it_is_with_another_office_and_counts_anew(void **state)
{
    (void)state;
    struct trial in;
    trial_begin(&in, "kz/appeal", "2023-03-20");
    acts(&in, filed);
    acts(&in, "2023-03-24T10:00 body@akimat forward forwarded_to=ministry\n"
              "2023-03-27T10:00 body@ministry register\n"
              "2023-03-28T10:00 body@akimat grant");
    on(&in, "2023-03-29");
    assert_string_equal(refusal(&in), "who");
    assert_int_equal(in.state->n_clocks, 2);
    assert_int_equal(in.state->clocks[0].state, DY_CLOCK_IN_TIME);
    assert_string_equal(last_day(&in, "decision"), "2023-04-17");
    trial_end(&in);
}

static void a_refusal_can_be_appealed_for_three_months(void **state)
{
    (void)state;
    struct trial in;
    trial_begin(&in, "kz/appeal", "2023-03-20");
    acts(&in, filed);
    acts(&in, "2023-03-31T10:00 body@akimat refuse");
    on(&in, "2023-06-30T23:59:59");
    assert_true(in.state->appeal_open);
    assert_non_null(strstr(why(&in, "appeal"), "2023-06-30"));
    on(&in, "2023-07-01");
    assert_false(in.state->appeal_open);
    assert_non_null(strstr(why(&in, "outcome"), "How the case ended: refused"));
    trial_end(&in);
}

static void asked_beforehand_the_answer_is_the_same(void **state)
{
    (void)state;
    struct trial in;
    struct dy_case_answer answer;
    trial_begin(&in, "kz/appeal", "2023-03-20");
    acts(&in, filed);
    on(&in, "2023-03-21");
    struct dy_case_act act = {.act = "refuse", .role = "body", .who = "akimat"};
    act.at = at(&in, "2023-04-01");
    must(dy_case_may(&in.mem, in.state, &act, &answer, &in.err), &in.err);
    assert_int_equal(answer.refusal, DY_MAY);
    act.who = "ministry";
    must(dy_case_may(&in.mem, in.state, &act, &answer, &in.err), &in.err);
    assert_int_equal(answer.refusal, DY_REFUSED_WHO);
    act.at = at(&in, "2023-03-20");
    must(dy_case_may(&in.mem, in.state, &act, &answer, &in.err), &in.err);
    assert_int_equal(answer.refusal, DY_REFUSED_ORDER);
    assert_non_null(strstr(why(&in, "act/grant"), "may be done now"));
    assert_non_null(strstr(why(&in, "act/register"), "not possible in this step"));
    const struct dy_why *of;
    assert_int_equal(dy_case_why(&in.mem, in.state, "weather", &of, &in.err), DY_E_INPUT);
    trial_end(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fifteen_working_days_pass_over_the_holidays),
        cmocka_unit_test(the_last_second_is_in_time_and_the_next_is_late),
        cmocka_unit_test(without_an_answer_it_is_overdue_and_waits),
        cmocka_unit_test(it_is_extended_once_and_the_notice_has_a_clock),
        cmocka_unit_test(an_extension_may_name_its_day_within_the_law),
        cmocka_unit_test(acts_that_may_not_be_done_are_refused_with_the_reason),
        cmocka_unit_test(sent_on_it_is_with_another_office_and_counts_anew),
        cmocka_unit_test(a_refusal_can_be_appealed_for_three_months),
        cmocka_unit_test(asked_beforehand_the_answer_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

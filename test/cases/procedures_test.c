/*
 * Each procedure of ours: its last days counted by hand, what silence does, thresholds at the edge.
 * Calendar, 2024: 8 March, 21-23 and 25 March, 1, 7-9 May are off, 4 May is worked.
 */
#include "cases_help.h"

#define A "00000000000000000000000000000000000000000000000000000000000000aa"
#define B "00000000000000000000000000000000000000000000000000000000000000bb"
#define C "00000000000000000000000000000000000000000000000000000000000000cc"

/* One row: acts, the moment asked about, and what is then so. NULL = not asked. */
struct row {
    const char *name, *procedure, *law_on, *acts, *on; /* on: a day alone is its noon */
    const char *step, *refusal;
    const char *clock, *last, *state;
};

static const char complained[] = "2023-03-20T10:00 applicant@a file text=x against=akimat "
                                 "learned=2022-12-20\n"
                                 "2023-03-27T10:00 body@akimat forward forwarded_to=ministry\n";

static const struct row rows[] = {
    /* complaint */
    {"a complaint on the last day of three months", "kz/complaint", "2023-03-20", complained,
     "2023-03-28", "forwarded", "", "decision", "2023-04-24", "runs"},
    {"a complaint a day too late", "kz/complaint", "2023-03-20",
     "2023-03-21T00:00:00 applicant@a file text=x against=akimat learned=2022-12-20", "2023-03-21",
     "", "condition", NULL, NULL, NULL},
    {"six months where the remedy is not stated", "kz/complaint", "2023-03-20",
     "2023-03-21T00:00:00 applicant@a file_remedy_not_stated text=x against=akimat "
     "learned=2022-12-20",
     "2023-03-21", "filed", "", "forwarding", "2023-03-28", "runs"},
    {"sent on in three working days", "kz/complaint", "2023-03-20", complained, "2023-03-28",
     "forwarded", "", "forwarding", "2023-03-28", "in-time"},
    {"the last second of twenty working days", "kz/complaint", "2023-03-20", complained,
     "2023-04-24T23:59:59", "forwarded", "", "decision", "2023-04-24", "runs"},
    {"silence is a refusal", "kz/complaint", "2023-03-20", complained, "2023-04-25T00:00:00",
     "refused_by_silence", "", "decision", "2023-04-24", "silent"},
    {"granting comes too late after the silence", "kz/complaint", "2023-03-20",
     "2023-03-20T10:00 applicant@a file text=x against=akimat learned=2022-12-20\n"
     "2023-03-27T10:00 body@akimat forward forwarded_to=ministry\n"
     "2023-04-25T00:00:00 higher@ministry grant",
     "2023-05-01", "refused_by_silence", "step", "decision", "2023-04-24", "silent"},
    {"granting at the last second is in time", "kz/complaint", "2023-03-20",
     "2023-03-20T10:00 applicant@a file text=x against=akimat learned=2022-12-20\n"
     "2023-03-27T10:00 body@akimat forward forwarded_to=ministry\n"
     "2023-04-24T23:59:59 higher@ministry grant",
     "2023-05-01", "granted", "", "decision", "2023-04-24", "in-time"},
    {"not sent on: overdue, and nothing follows", "kz/complaint", "2023-03-20",
     "2023-03-20T10:00 applicant@a file text=x against=akimat learned=2022-12-20", "2023-05-01",
     "filed", "", "forwarding", "2023-03-28", "overdue"},

    /* election complaint */
    {"a citizen's application: five days", "kz/election-complaint", "2023-03-19",
     "2023-03-19T21:00 applicant@a apply text=x addressee=tec kind=commission "
     "election_day=2023-03-19",
     "2023-03-20", "filed", "", "decision", "2023-03-24", "runs"},
    {"a higher commission: three days", "kz/election-complaint", "2023-03-19",
     "2023-03-29T10:00 applicant@a complain text=x addressee=cec kind=higher_commission "
     "act_day=2023-03-19 election_day=2023-03-19",
     "2023-03-30", "filed", "", "decision", "2023-04-01", "runs"},
    {"a court after the vote: five days", "kz/election-complaint", "2023-03-19",
     "2023-03-20T10:00 applicant@a complain text=x addressee=court kind=court act_day=2023-03-19 "
     "election_day=2023-03-19",
     "2023-03-20", "filed", "", "decision", "2023-03-25", "runs"},
    {"a court four days before the vote: at once", "kz/election-complaint", "2023-03-19",
     "2023-03-15T10:00 applicant@a complain text=x addressee=court kind=court act_day=2023-03-14 "
     "election_day=2023-03-19",
     "2023-03-15", "filed", "", "decision", "2023-03-15", "runs"},
    {"a court five days before the vote: five days", "kz/election-complaint", "2023-03-19",
     "2023-03-14T10:00 applicant@a complain text=x addressee=court kind=court act_day=2023-03-14 "
     "election_day=2023-03-19",
     "2023-03-14", "filed", "", "decision", "2023-03-19", "runs"},
    {"a prosecutor on the day: at once", "kz/election-complaint", "2023-03-19",
     "2023-03-19T19:00 applicant@a complain text=x addressee=p kind=prosecutor act_day=2023-03-19 "
     "election_day=2023-03-19",
     "2023-03-19T23:59", "filed", "", "decision", "2023-03-19", "runs"},
    {"after ten days nothing is taken", "kz/election-complaint", "2023-03-19",
     "2023-03-30T00:00 applicant@a complain text=x addressee=cec kind=higher_commission "
     "act_day=2023-03-19 election_day=2023-03-19",
     "2023-03-30", "", "condition", NULL, NULL, NULL},

    /* assembly */
    {"a notice: three working days over the holidays", "kz/assembly", "2024-03-18",
     "2024-03-20T10:00 organiser@a notify form=rally addressee=akimat aim=x place=sq "
     "day=2024-04-10 participants=200",
     "2024-03-21", "notified", "", "answer_to_notice", "2024-03-28", "runs"},
    {"silence: held as notified", "kz/assembly", "2024-03-18",
     "2024-03-20T10:00 organiser@a notify form=rally addressee=akimat aim=x place=sq "
     "day=2024-04-10 participants=200",
     "2024-03-29T00:00:00", "held_as_notified", "", "answer_to_notice", "2024-03-28", "silent"},
    {"a refusal at the last second counts", "kz/assembly", "2024-03-18",
     "2024-03-20T10:00 organiser@a notify form=rally addressee=akimat aim=x place=sq "
     "day=2024-04-10 participants=200\n"
     "2024-03-28T23:59:59 authority@akimat refuse grounds=x",
     "2024-04-01", "refused", "", "answer_to_notice", "2024-03-28", "in-time"},
    {"a march needs approval", "kz/assembly", "2024-03-18",
     "2024-03-20T10:00 organiser@a notify form=march addressee=akimat aim=x place=sq "
     "day=2024-04-10 participants=200",
     "2024-03-21", "", "condition", NULL, NULL, NULL},
    {"an application ten working days ahead", "kz/assembly", "2024-04-01",
     "2024-04-01T10:00 organiser@a apply form=march addressee=akimat aim=x place=sq day=2024-04-15 "
     "participants=200",
     "2024-04-02", "applied", "", "answer_to_application", "2024-04-10", "runs"},
    {"an application nine working days ahead", "kz/assembly", "2024-04-02",
     "2024-04-02T10:00 organiser@a apply form=march addressee=akimat aim=x place=sq day=2024-04-15 "
     "participants=200",
     "2024-04-02", "", "condition", NULL, NULL, NULL},
    {"silence about an application: the law does not say", "kz/assembly", "2024-04-01",
     "2024-04-01T10:00 organiser@a apply form=march addressee=akimat aim=x place=sq day=2024-04-15 "
     "participants=200",
     "2024-04-11", "applied", "", "answer_to_application", "2024-04-10", "overdue"},

    /* Constitutional Court */
    {"a citizen has a year from the judgment", "kz/constitutional-application", "2024-02-29",
     "2024-02-28T23:59:59 citizen@a apply_after_judgment text=x legal_act=y basis=applied "
     "judgment_day=2023-02-28",
     "2024-02-29", "filed", "", "acceptance", "2024-03-06", "runs"},
    {"and not a day more", "kz/constitutional-application", "2024-02-29",
     "2024-02-29T00:00:00 citizen@a apply_after_judgment text=x legal_act=y basis=applied "
     "judgment_day=2023-02-28",
     "2024-02-29", "", "condition", NULL, NULL, NULL},
    {"three months for citizens", "kz/constitutional-application", "2024-02-29",
     "2024-02-28T10:00 citizen@a apply_directly text=x legal_act=y basis=direct\n"
     "2024-02-29T10:00 court accept",
     "2024-03-01", "accepted", "", "decision", "2024-05-29", "runs"},
    {"one month for offices, to a leap day", "kz/constitutional-application", "2024-02-29",
     "2024-01-30T10:00 official@ombudsman apply_by_office text=x legal_act=y\n"
     "2024-01-31T10:00 court accept",
     "2024-02-01", "accepted", "", "decision", "2024-02-29", "runs"},
    {"extended to the day the court names", "kz/constitutional-application", "2024-02-29",
     "2024-01-30T10:00 official@ombudsman apply_by_office text=x legal_act=y\n"
     "2024-01-31T10:00 court accept\n"
     "2024-02-20T10:00 court extend new_day=2024-04-15",
     "2024-03-01", "accepted", "", "decision", "2024-04-15", "runs"},

    /* recall */
    {"not in the first year", "kz/recall-initiative", "2024-03-19",
     "2024-03-19T10:00 initiator@a apply office=maslikhat deputy=x district=3 commission=tec "
     "term_began=2023-03-19 term_ends=2028-03-19 voters=10000",
     "2024-03-20", "", "condition", NULL, NULL, NULL},
    {"the day after the first year", "kz/recall-initiative", "2024-03-20",
     "2024-03-20T10:00 initiator@a apply office=maslikhat deputy=x district=3 commission=tec "
     "term_began=2023-03-19 term_ends=2028-03-19 voters=10000",
     "2024-03-20", "applied", "", "registration", "2024-03-23", "runs"},
    {"not in the last year", "kz/recall-initiative", "2024-03-20",
     "2024-03-20T10:00 initiator@a apply office=maslikhat deputy=x district=3 commission=tec "
     "term_began=2021-03-19 term_ends=2025-03-19 voters=10000",
     "2024-03-20", "", "condition", NULL, NULL, NULL},
    {"thirty days without enough: it falls", "kz/recall-initiative", "2024-03-20",
     "2024-04-01T10:00 initiator@a apply office=maslikhat deputy=x district=3 commission=tec "
     "term_began=2023-03-19 term_ends=2028-03-19 voters=10000\n"
     "2024-04-02T10:00 commission@tec register",
     "2024-05-03T00:00:00", "too_few", "", "collecting", "2024-05-02", "silent"},

    /* akims */
    {"a self-nominated candidate collects", "kz/akim-nomination", "2024-03-18",
     "2024-04-01T10:00 candidate@a nominate_self commission=tec district=d voters=200\n"
     "2024-04-02T10:00 voter@v sign person=" A "\n"
     "2024-04-02T11:00 voter@v sign person=" B "\n"
     "2024-04-03T10:00 candidate@a hand_in",
     "2024-04-04", "checking", "", "check", "2024-04-06", "runs"},
    {"one signature short", "kz/akim-nomination", "2024-03-18",
     "2024-04-01T10:00 candidate@a nominate_self commission=tec district=d voters=201\n"
     "2024-04-02T10:00 voter@v sign person=" A "\n"
     "2024-04-02T11:00 voter@v sign person=" B "\n"
     "2024-04-03T10:00 candidate@a hand_in",
     "2024-04-04", "collecting", "condition", NULL, NULL, NULL},
    {"nobody signs twice", "kz/akim-nomination", "2024-03-18",
     "2024-04-01T10:00 candidate@a nominate_self commission=tec district=d voters=200\n"
     "2024-04-02T10:00 voter@v sign person=" A "\n"
     "2024-04-02T11:00 voter@v sign person=" A,
     "2024-04-04", "collecting", "person", NULL, NULL, NULL},
    {"the higher akim only where fewer than two are", "kz/akim-nomination", "2024-03-18",
     "2024-04-01T10:00 higher_akim@h nominate_by_akim person=" A
     " commission=tec district=d nominated=2",
     "2024-04-04", "", "condition", NULL, NULL, NULL},
    {"fewer than two: three days more", "kz/akim-candidates", "2024-03-18",
     "2024-04-01T10:00 commission@tec open district=d nominate_until=2024-04-10 "
     "register_until=2024-04-20\n"
     "2024-04-02T10:00 commission@tec nominate person=" A,
     "2024-04-11T00:00:00", "nomination_extended", "", "nomination_extended", "2024-04-14", "runs"},
    {"two are enough", "kz/akim-candidates", "2024-03-18",
     "2024-04-01T10:00 commission@tec open district=d nominate_until=2024-04-10 "
     "register_until=2024-04-20\n"
     "2024-04-02T10:00 commission@tec nominate person=" A "\n"
     "2024-04-02T10:00 commission@tec nominate person=" B,
     "2024-04-11T00:00:00", "nominating", "", "nomination", "2024-04-10", "overdue"},
    {"fifteen days more to register", "kz/akim-candidates", "2024-03-18",
     "2024-04-01T10:00 commission@tec open district=d nominate_until=2024-04-10 "
     "register_until=2024-04-20\n"
     "2024-04-02T10:00 commission@tec nominate person=" A "\n"
     "2024-04-02T10:00 commission@tec nominate person=" B "\n"
     "2024-04-10T10:00 commission@tec close_nomination\n"
     "2024-04-15T10:00 commission@tec extend",
     "2024-04-16", "registering", "", "registration", "2024-05-05", "runs"},

    /* candidates and lists */
    {"one term as President is all", "kz/candidate-registration", "2023-03-20",
     "2023-03-20T10:00 nominator@p nominate_president office=president person=" A
     " commission=cec terms_served=1",
     "2023-03-21", "", "condition", NULL, NULL, NULL},
    {"thirty of a hundred are enough", "kz/list-registration", "2023-03-20",
     "2023-03-20T10:00 party@p file name=x persons=3\n"
     "2023-03-20T11:00 party@p count_in person=" A " group=women\n"
     "2023-03-21T10:00 commission@cec register",
     "2023-03-22", "registered", "", NULL, NULL, NULL},
    {"one of four is not", "kz/list-registration", "2023-03-20",
     "2023-03-20T10:00 party@p file name=x persons=4\n"
     "2023-03-20T11:00 party@p count_in person=" A " group=women\n"
     "2023-03-21T10:00 commission@cec register",
     "2023-03-22", "filed", "condition", NULL, NULL, NULL},

    /* ombudsman, referendum */
    {"the ombudsman sends on", "kz/ombudsman", "2023-03-20",
     "2023-03-20T10:00 applicant@a file text=x\n"
     "2023-03-21T10:00 ombudsman forward forwarded_to=ministry",
     "2023-03-22", "forwarded", "", NULL, NULL, NULL},
    {"a group needs three of each region", "kz/referendum-initiative", "2023-03-20",
     "2023-03-20T10:00 group@g begin question=x subject=ordinary regions=1\n"
     "2023-03-20T10:00 citizen@c join_group region=01 person=" A "\n"
     "2023-03-20T10:00 citizen@c join_group region=01 person=" B "\n"
     "2023-03-21T10:00 group@g apply",
     "2023-03-22", "forming", "condition", NULL, NULL, NULL},
    {"and has them", "kz/referendum-initiative", "2023-03-20",
     "2023-03-20T10:00 group@g begin question=x subject=ordinary regions=1\n"
     "2023-03-20T10:00 citizen@c join_group region=01 person=" A "\n"
     "2023-03-20T10:00 citizen@c join_group region=01 person=" B "\n"
     "2023-03-20T10:00 citizen@c join_group region=01 person=" C "\n"
     "2023-03-21T10:00 group@g apply",
     "2023-03-22", "filed", "", NULL, NULL, NULL},
};

static void check_row(const struct row *row)
{
    struct trial in;
    trial_begin(&in, row->procedure, row->law_on);
    acts(&in, row->acts);
    char moment[32];
    (void)snprintf(moment, sizeof moment, "%s%s", row->on, strchr(row->on, 'T') ? "" : "T12:00");
    on(&in, moment);
    if (strcmp(step_of(&in), row->step) != 0 || strcmp(refusal(&in), row->refusal) != 0)
        fail_msg("%s: step %s, refusal \"%s\"", row->name, step_of(&in), refusal(&in));
    const struct dy_case_clock *clock = row->clock ? clock_of(&in, row->clock) : NULL;
    if (clock && clock->clock == DY_NO_PART)
        fail_msg("%s: no clock %s", row->name, row->clock);
    if (clock && (strcmp(last_day(&in, row->clock), row->last) != 0 ||
                  strcmp(dy_clock_state_name(clock->state), row->state) != 0))
        fail_msg("%s: last day %s, %s", row->name, last_day(&in, row->clock),
                 dy_clock_state_name(clock->state));
    trial_end(&in);
}

static void every_procedure_counts_as_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++)
        check_row(&rows[i]);
}

/* --- petitions --- */

static void open_petition(struct trial *in, const char *level, const char *population)
{
    char line[200];
    struct dy_case_tally *tally;
    trial_begin(in, "kz/petition", "2024-09-02");
    (void)snprintf(line, sizeof line,
                   "2024-09-02T10:00 initiator@i file text=x addressee=body level=%s "
                   "subject=ordinary%s%s",
                   level, *population ? " population=" : "", population);
    acts(in, line);
    acts(in, "2024-09-03T10:00 moderator@m pass text_sha256=" A "\n"
             "2024-09-10T10:00 moderator@m post");
    tally = DY_NEW(&in->mem, struct dy_case_tally, 2);
    assert_non_null(tally);
    tally[0] = (struct dy_case_tally){at(in, "2024-09-09"), "first_citizens", NULL, 50, 0};
    in->of.tallies = tally;
    in->of.n_tallies = 1;
}

static void thresholds_are_exact_at_the_edge(void **state)
{
    (void)state;
    static const struct {
        const char *level, *population;
        uint64_t needed;
    } levels[] = {
        {"government", "", 50000},
        {"region_assembly", "1000001", 20001}, /* 20,000.02 */
        {"region_executive", "1000000", 10000},
        {"region_executive", "1000001", 10001},
        {"district_assembly", "50001", 5000},
        {"district_assembly", "50000", 5000}, /* 10 % */
        {"district_assembly", "49991", 5000}, /* 4,999.1 */
        {"district_executive", "50001", 2500},
        {"district_executive", "50000", 2500},
        {"district_executive", "30", 2}, /* 1.5 */
        {"region_assembly", "9007199254740992", 180143985094820},
    };
    for (size_t i = 0; i < DY_COUNT_OF(levels); i++) {
        struct trial in;
        open_petition(&in, levels[i].level, levels[i].population);
        struct dy_case_tally tallies[2] = {
            in.of.tallies[0], {at(&in, "2024-10-01"), "signatures", "71", levels[i].needed - 1, 0}};
        in.of.tallies = tallies;
        in.of.n_tallies = 2;
        acts(&in, "2024-10-02T10:00 moderator@m close");
        on(&in, "2024-10-03");
        const struct dy_case_threshold *support = &in.state->thresholds[1];
        assert_int_equal(support->needed, levels[i].needed);
        assert_false(support->reached);
        assert_string_equal(refusal(&in), "condition");
        tallies[1].added++;
        on(&in, "2024-10-03");
        assert_true(in.state->thresholds[1].reached);
        assert_int_equal(in.state->thresholds[1].since, at(&in, "2024-10-01"));
        assert_string_equal(step_of(&in), "reached");
        assert_string_equal(last_day(&in, "sending"), "2024-10-07");
        tallies[1].removed = 1; /* struck out at the same time */
        on(&in, "2024-10-03");
        assert_false(in.state->thresholds[1].reached);
        trial_end(&in);
    }
}

static void a_figure_that_is_missing_is_said(void **state)
{
    (void)state;
    struct trial in;
    open_petition(&in, "region_assembly", "");
    on(&in, "2024-10-03");
    assert_string_equal(step_of(&in), "open");
    assert_false(in.state->thresholds[1].is_known);
    assert_non_null(strstr(why(&in, "threshold/support"), "was not given"));
    /* half a year later nothing says that the number was missed: it waits */
    on(&in, "2025-03-11");
    assert_string_equal(step_of(&in), "open");
    assert_int_equal(clock_of(&in, "signing")->state, DY_CLOCK_OVERDUE);
    acts(&in, "2025-03-11T10:00 moderator@m set_population population=1000");
    on(&in, "2025-03-12");
    assert_int_equal(in.state->thresholds[1].needed, 20);
    trial_end(&in);
}

static void six_months_without_enough_return_the_petition(void **state)
{
    (void)state;
    struct trial in;
    open_petition(&in, "government", "");
    acts(&in, "2024-09-11T10:00 signer@s sign person=" A " area=71\n"
              "2024-09-11T10:00 signer@s sign person=" A " area=71\n"
              "2024-09-12T10:00 signer@s sign person=" B " area=75\n"
              "2024-09-13T10:00 moderator@m strike_out person=" A " area=71 ground=robot\n"
              "2024-09-14T10:00 moderator@m strike_out person=" C " area=71 ground=x\n"
              "2024-09-15T10:00 moderator@m put_back person=" A " area=71 ground=human");
    on(&in, "2024-09-13T12:00");
    assert_int_equal(in.state->thresholds[1].n, 1);
    assert_int_equal(in.state->n_refused, 1);
    assert_int_equal(in.state->refused[0].answer.refusal, DY_REFUSED_PERSON);
    on(&in, "2025-03-10T23:59:59");
    assert_string_equal(step_of(&in), "open");
    assert_int_equal(in.state->thresholds[1].n, 2);
    assert_int_equal(in.state->n_refused, 2); /* who is not in it cannot be struck out */
    assert_int_equal(in.state->thresholds[1].n_areas, 2);
    assert_string_equal(last_day(&in, "signing"), "2025-03-10");
    on(&in, "2025-03-11");
    assert_string_equal(step_of(&in), "returned");
    assert_true(in.state->by_silence);
    assert_non_null(strstr(why(&in, "outcome"), "ran out; this leads to returned"));
    trial_end(&in);
}

static void a_petition_goes_all_its_way(void **state)
{
    (void)state;
    struct trial in;
    open_petition(&in, "government", "");
    struct dy_case_tally tallies[2] = {in.of.tallies[0],
                                       {at(&in, "2024-11-01"), "signatures", "71", 50000, 0}};
    in.of.tallies = tallies;
    in.of.n_tallies = 2;
    acts(&in, "2024-11-04T10:00 moderator@m close\n"
              "2024-11-05T10:00 moderator@m send\n"
              "2024-12-30T10:00 authority@body grant decision=" A);
    on(&in, "2024-12-30T11:00");
    assert_string_equal(step_of(&in), "granted");
    assert_int_equal(clock_of(&in, "sending")->state, DY_CLOCK_IN_TIME);
    assert_int_equal(clock_of(&in, "decision")->state, DY_CLOCK_IN_TIME);
    assert_string_equal(last_day(&in, "publication"), "2024-12-31");
    assert_int_equal(in.state->next, in.state->n_clocks - 1);
    acts(&in, "2024-12-31T10:00 authority@body publish");
    on(&in, "2025-02-01");
    assert_int_equal(clock_of(&in, "publication")->state, DY_CLOCK_IN_TIME);
    assert_int_equal(in.state->next, DY_NO_PART);
    trial_end(&in);
}

/* --- the party, by the law of a day --- */

static void the_same_file_under_another_law(void **state)
{
    (void)state;
    static const struct {
        const char *law;
        bool reached;
        uint64_t needed;
    } laws[] = {{"2023-06-01", true, 5000}, {"2021-06-01", false, 20000}};
    for (size_t i = 0; i < DY_COUNT_OF(laws); i++) {
        struct trial in;
        trial_begin(&in, "kz/party-registration", laws[i].law);
        acts(&in, "2023-06-01T10:00 initiator@i initiate name=x regions=2\n"
                  "2023-06-20T10:00 initiator@i hold_congress");
        struct dy_case_tally tallies[] = {
            {at(&in, "2023-06-02"), "initiators", NULL, 1000, 0},
            {at(&in, "2023-07-01"), "members", "71", 4400, 0},
            {at(&in, "2023-07-02"), "members", "75", 600, 0},
        };
        in.of.tallies = tallies;
        in.of.n_tallies = DY_COUNT_OF(tallies);
        on(&in, "2023-07-03");
        const struct dy_case_threshold *members = &in.state->thresholds[1];
        assert_int_equal(members->n, 5000);
        assert_int_equal(members->needed, laws[i].needed);
        assert_int_equal(members->areas_needed, 2);
        assert_int_equal(members->areas_enough, 2);
        assert_int_equal(members->reached, laws[i].reached);
        assert_non_null(strstr(why(&in, "threshold/members"), "In 75: 600"));
        trial_end(&in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_procedure_counts_as_by_hand),
        cmocka_unit_test(thresholds_are_exact_at_the_edge),
        cmocka_unit_test(a_figure_that_is_missing_is_said),
        cmocka_unit_test(six_months_without_enough_return_the_petition),
        cmocka_unit_test(a_petition_goes_all_its_way),
        cmocka_unit_test(the_same_file_under_another_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

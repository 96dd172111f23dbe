/*
 * The engine itself, over procedures of ours and one made up: suspension, hours, days declared
 * afterwards, zones, and at every procedure random acts on random days.
 */
#include "cases_help.h"

static const char made_up[] =
    "procedure: xx/plea\n"
    "title: {en: Plea}\n"
    "versions:\n"
    "- in_force: {from: 2020-01-01}\n"
    "  source: made up\n"
    "  roles:\n"
    "    citizen: {title: {en: citizen}}\n"
    "    office: {title: {en: office}}\n"
    "  fields:\n"
    "    text: {title: {en: text}, type: text}\n"
    "  steps:\n"
    "    filed: {title: {en: filed}}\n"
    "    heard: {title: {en: heard}}\n"
    "    done: {title: {en: done}, end: true, result: granted, cite: a}\n"
    "    lapsed: {title: {en: lapsed}, end: true, result: lapsed, appeal: none, cite: a}\n"
    "  acts:\n"
    "    file: {title: {en: file}, by: [citizen], opens: true, to: filed, may: [text], cite: a}\n"
    "    pause: {title: {en: pause}, by: [office], from: [filed], cite: a}\n"
    "    go_on: {title: {en: go on}, by: [office], from: [filed], cite: a}\n"
    "    hear: {title: {en: hear}, by: [office], from: [filed], to: heard, cite: a}\n"
    "    finish: {title: {en: finish}, by: [office], from: [filed, heard], to: done, cite: a}\n"
    "  clocks:\n"
    "    working: {title: {en: working}, from: [file], until: [finish], who: office, working_days: "
    "5, suspend: {by: pause, resume: go_on}, silence: {to: lapsed, cite: a}, cite: a}\n"
    "    months: {title: {en: months}, from: [file], until: [finish], who: office, months: 1, "
    "ends: "
    "next-working-day, suspend: {by: pause, resume: go_on}, cite: a}\n"
    "    hours: {title: {en: hours}, from: [file], until: [hear, finish], who: office, hours: 12, "
    "suspend: {by: pause, resume: go_on}, cite: a}\n"
    "    hearing: {title: {en: hearing}, from_step: heard, until: [finish], who: office, days: 3, "
    "silence: {to: lapsed, cite: a}, cite: a}\n";

static const char holidays[] =
    "calendar: xx\n"
    "weekend: [saturday, sunday]\n"
    "zones:\n"
    "- {id: main, title: {en: main}, offsets: [{utc: \"+06:00\"}, {from: 2024-03-01, utc: "
    "\"+05:00\"}]}\n"
    "years:\n"
    "- year: 2024\n"
    "  source: made up\n"
    "  days:\n"
    "  - {date: 2024-02-07, kind: holiday, title: {en: mourning}, declared: 2024-02-06}\n"
    "  - {date: 2024-02-15, kind: holiday, title: {en: late news}, declared: 2024-02-20}\n";

static void made_up_begin(struct trial *in)
{
    struct dy_calendar_known *known;
    memset(in, 0, sizeof *in);
    dy_arena_init(&in->mem);
    must(dy_procedure_parse(&in->mem, "plea.yaml", made_up, strlen(made_up), &in->procedure,
                            &in->err),
         &in->err);
    must(dy_law_calendar_parse(&in->mem, "holidays.yaml", holidays, strlen(holidays), &in->calendar,
                               &in->err),
         &in->err);
    must(dy_calendar_versions(&in->mem, in->calendar, &in->of.n_calendars, &known, &in->err),
         &in->err);
    in->of.calendars = known;
    in->of.zone = dy_calendar_zone(in->calendar, NULL);
    in->of.id = "1";
    in->of.law = &in->procedure->versions[0];
}

/* --- suspension --- */

static void what_was_left_goes_on_after_a_suspension(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    /* Monday 8 January: five working days are the 15th; paused on Wednesday the 10th: 3 are left */
    acts(&in, "2024-01-08T10:00 citizen file\n"
              "2024-01-10T12:00 office pause\n");
    on(&in, "2024-01-30");
    assert_string_equal(step_of(&in), "filed");
    assert_int_equal(clock_of(&in, "working")->state, DY_CLOCK_SUSPENDED);
    assert_int_equal(clock_of(&in, "working")->suspended_days, 3);
    assert_int_equal(clock_of(&in, "hours")->state, DY_CLOCK_OVERDUE); /* too late to be paused */
    acts(&in, "2024-01-30T10:00 office go_on"); /* Tuesday: 31 January, 1 and 2 February */
    on(&in, "2024-01-31");
    assert_string_equal(last_day(&in, "working"), "2024-02-02");
    assert_string_equal(last_day(&in, "months"), "2024-02-28"); /* 29 days after the 30th */
    assert_int_equal(clock_of(&in, "working")->state, DY_CLOCK_RUNS);
    assert_non_null(strstr(why(&in, "deadline/working"), "Went on from"));
    on(&in, "2024-02-02T23:59:59");
    assert_string_equal(step_of(&in), "filed");
    on(&in, "2024-02-03T00:00:00");
    assert_string_equal(step_of(&in), "lapsed");
    trial_end(&in);
}

static void suspension_has_its_order(void **state)
{
    (void)state;
    static const struct {
        const char *acts, *refusal;
    } rows[] = {
        {"2024-01-09T10:00 office go_on", "clock"},
        {"2024-01-09T10:00 office pause\n2024-01-09T11:00 office pause", "clock"},
        {"2024-01-09T10:00 office pause\n2024-01-09T11:00 office go_on", ""},
    };
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++) {
        struct trial in;
        made_up_begin(&in);
        acts(&in, "2024-01-08T10:00 citizen file");
        acts(&in, rows[i].acts);
        on(&in, "2024-01-10");
        assert_string_equal(refusal(&in), rows[i].refusal);
        trial_end(&in);
    }
}

/* --- hours --- */

static void hours_are_counted_to_the_second(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    acts(&in, "2024-01-08T20:00 citizen file");
    on(&in, "2024-01-09T08:00:00");
    assert_int_equal(clock_of(&in, "hours")->state, DY_CLOCK_RUNS);
    assert_int_equal(clock_of(&in, "hours")->last, at(&in, "2024-01-09T08:00:00"));
    on(&in, "2024-01-09T08:00:01");
    assert_int_equal(clock_of(&in, "hours")->state, DY_CLOCK_OVERDUE);
    assert_non_null(strstr(why(&in, "deadline/hours"), "2024-01-09 08:00:00 +06:00"));
    trial_end(&in);
}

static void hours_run_on_when_the_clocks_are_put_back(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    acts(&in, "2024-02-29T20:00 citizen file"); /* 12 hours later the clocks show 7, not 8 */
    on(&in, "2024-03-01");
    assert_int_equal(clock_of(&in, "hours")->last, at(&in, "2024-03-01T07:00:00+05:00"));
    trial_end(&in);
}

static void the_last_day_has_the_hour_that_comes_twice(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    acts(&in, "2024-02-22T10:00 citizen file"); /* five working days: 29 February */
    on(&in, "2024-02-29T23:59:59+06:00");
    assert_string_equal(last_day(&in, "working"), "2024-02-29");
    assert_string_equal(step_of(&in), "filed");
    on(&in, "2024-02-29T23:59:59+05:00");
    assert_string_equal(step_of(&in), "filed");
    on(&in, "2024-03-01T00:00:00+05:00");
    assert_string_equal(step_of(&in), "lapsed");
    trial_end(&in);
}

/* --- a day declared afterwards --- */

static void a_day_declared_later_moves_what_is_ahead(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    acts(&in, "2024-02-01T10:00 citizen file"); /* the 2nd, 5th to 8th */
    on(&in, "2024-02-05");
    assert_string_equal(last_day(&in, "working"), "2024-02-08");
    assert_false(clock_of(&in, "working")->moved);
    on(&in, "2024-02-06");
    assert_string_equal(last_day(&in, "working"), "2024-02-09"); /* without the 7th */
    assert_true(clock_of(&in, "working")->moved);
    assert_int_equal(
        dy_date_compare(clock_of(&in, "working")->first.last, (struct dy_date){2024, 2, 8}), 0);
    assert_non_null(strstr(why(&in, "deadline/working"),
                           "With the calendar known when the term began it was 2024-02-08"));
    on(&in, "2024-02-09T23:59:59");
    assert_string_equal(step_of(&in), "filed");
    on(&in, "2024-02-10");
    assert_string_equal(step_of(&in), "lapsed");
    trial_end(&in);
}

static void a_day_declared_after_the_end_changes_nothing(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    acts(&in,
         "2024-02-09T10:00 citizen file"); /* 12 to 16 February; the 15th was off, said the 20th */
    on(&in, "2024-02-17");
    assert_string_equal(step_of(&in), "lapsed");
    on(&in, "2024-02-25");
    assert_string_equal(step_of(&in), "lapsed");
    assert_int_equal(in.state->since, at(&in, "2024-02-17"));
    assert_string_equal(last_day(&in, "working"), "2024-02-16");
    trial_end(&in);
}

static void a_year_that_is_not_known_is_not_guessed(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    acts(&in, "2024-12-30T10:00 citizen file");
    on(&in, "2025-03-01");
    assert_string_equal(step_of(&in), "filed");
    assert_int_equal(clock_of(&in, "working")->state, DY_CLOCK_UNKNOWN);
    assert_non_null(strstr(why(&in, "deadline/working"), "ends in 2025 or later"));
    trial_end(&in);
}

static void reaching_a_step_starts_its_clock(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    acts(&in, "2024-01-08T10:00 citizen file\n"
              "2024-01-08T11:00 office hear");
    on(&in, "2024-01-12");
    assert_string_equal(step_of(&in), "lapsed"); /* three days run out before five working days */
    assert_int_equal(clock_of(&in, "hearing")->state, DY_CLOCK_SILENT);
    assert_int_equal(clock_of(&in, "working")->state, DY_CLOCK_LEFT);
    trial_end(&in);
}

static void nothing_is_known_before_the_opening(void **state)
{
    (void)state;
    struct trial in;
    made_up_begin(&in);
    on(&in, "2024-01-08");
    assert_false(in.state->is_open);
    assert_int_equal(in.state->options[0].answer.refusal, DY_MAY);
    assert_int_equal(in.state->options[1].answer.refusal, DY_REFUSED_NOT_OPENED);
    assert_non_null(strstr(why(&in, "step"), "No act has opened the case"));
    acts(&in, "2024-01-09T10:00 citizen file");
    on(&in, "2024-01-08"); /* the future is not known */
    assert_false(in.state->is_open);
    trial_end(&in);
}

static void no_memory_is_an_error_at_every_allocation(void **state)
{
    (void)state;
    struct trial in;
    trial_begin(&in, "kz/appeal", "2023-03-20");
    acts(&in, "2023-03-20T10:00 applicant@a file text=x addressee=akimat\n"
              "2023-03-20T11:00 body@akimat register\n"
              "2023-03-20T12:00 body@other register\n"
              "2023-04-10T10:00 body@akimat extend grounds=x new_day=2023-05-01");
    dy_moment now = at(&in, "2023-04-11");
    for (uint64_t n = 1;; n++) {
        struct dy_arena mem;
        struct dy_err err = {0};
        const struct dy_case_state *of;
        const struct dy_why *tree;
        struct dy_calendar_known *known;
        size_t n_known;
        dy_arena_init(&mem);
        mem.fail_at = n;
        enum dy_code code = dy_calendar_versions(&mem, in.calendar, &n_known, &known, &err);
        if (!code)
            code = dy_case_replay(&mem, &in.of, now, &of, &err);
        if (!code)
            code = dy_case_why(&mem, of, "deadline/decision", &tree, &err);
        if (!code)
            code = dy_case_why(&mem, of, "acts", &tree, &err);
        dy_arena_finish(&mem);
        if (!code)
            break;
        assert_int_equal(code, DY_E_NOMEM);
        assert_int_equal(err.code, DY_E_NOMEM);
    }
    trial_end(&in);
}

/* --- random acts on random days --- */

static uint64_t seed;

static uint32_t dice(uint32_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)((seed >> 11) % n);
}

static const char *random_value(struct trial *in, const struct dy_procedure_field *field,
                                dy_moment now)
{
    switch (field->type) {
    case DY_FIELD_DATE: {
        struct dy_date day = dy_date_from_days((int32_t)(now / 86400) + (int32_t)dice(1600) - 800);
        char text[11];
        dy_date_format(day, text);
        return dy_arena_copy(&in->mem, text, 10);
    }
    case DY_FIELD_COUNT:
        return dy_arena_format(&in->mem, "%u", dice(4));
    case DY_FIELD_PERSON:
    case DY_FIELD_DOCUMENT:
        return dy_arena_format(&in->mem, "%064x", dice(5));
    case DY_FIELD_CHOICE:
        return field->options[dice((uint32_t)field->n_options)].id;
    case DY_FIELD_MOMENT:
        return "2024-02-29T12:00:00Z";
    case DY_FIELD_PLACE:
    case DY_FIELD_OFFICE:
    case DY_FIELD_TEXT:
    case DY_N_FIELD_TYPES:
        break;
    }
    return dice(2) ? "a" : "b";
}

/* Mostly one that may be done. */
static const struct dy_procedure_act *pick_act(const struct trial *in,
                                               const struct dy_case_state *before)
{
    const struct dy_procedure_version *law = in->of.law;
    uint32_t first = dice((uint32_t)law->n_acts);
    for (uint32_t i = 0; dice(4) && i < law->n_acts; i++) {
        uint32_t act = (first + i) % (uint32_t)law->n_acts;
        if (before->options[act].answer.refusal == DY_MAY)
            return &law->acts[act];
    }
    return &law->acts[first];
}

/* A while later; now and then just at the end of a term, or the second after. */
static dy_moment pick_moment(const struct dy_case_state *before)
{
    dy_moment last = before->next == DY_NO_PART ? 0 : before->clocks[before->next].last;
    if (last > before->now && dice(3) == 0)
        return last + dice(2);
    return before->now + (dice(3) ? dice(200000) : dice(6000000));
}

static struct dy_case_act random_act(struct trial *in, const struct dy_case_state *before,
                                     dy_moment now)
{
    const struct dy_procedure_version *law = in->of.law;
    const struct dy_procedure_act *act = pick_act(in, before);
    struct dy_case_value *values = DY_NEW(&in->mem, struct dy_case_value, 20);
    struct dy_case_act out = {.act = act->id, .at = now, .values = values};
    out.role =
        dice(12) ? law->roles[act->roles[dice((uint32_t)act->n_roles)]].id : law->roles[0].id;
    out.who = dice(4) ? NULL : dice(2) ? "a" : "b";
    for (size_t i = 0; i < act->n_needs; i++)
        if (dice(20))
            values[out.n_values++] = (struct dy_case_value){
                law->fields[act->needs[i]].id, random_value(in, &law->fields[act->needs[i]], now)};
    for (size_t i = 0; i < act->n_may; i++)
        if (dice(2))
            values[out.n_values++] = (struct dy_case_value){
                law->fields[act->may[i]].id, random_value(in, &law->fields[act->may[i]], now)};
    if (act->needs_reason && dice(10)) {
        const struct dy_procedure_step *to = &law->steps[act->to];
        values[out.n_values++] =
            (struct dy_case_value){"reason", to->reasons[dice((uint32_t)to->n_reasons)].id};
    }
    return out;
}

static void same_state(const struct dy_case_state *a, const struct dy_case_state *b)
{
    assert_int_equal(a->step, b->step);
    assert_int_equal(a->since, b->since);
    assert_int_equal(a->n_moves, b->n_moves);
    assert_int_equal(a->n_accepted, b->n_accepted);
    assert_int_equal(a->n_clocks, b->n_clocks);
    for (size_t i = 0; i < a->n_clocks; i++) {
        assert_int_equal(a->clocks[i].state, b->clocks[i].state);
        assert_int_equal(a->clocks[i].last, b->clocks[i].last);
        assert_int_equal(a->clocks[i].stopped, b->clocks[i].stopped);
    }
    for (size_t i = 0; i < a->n_thresholds; i++)
        assert_int_equal(a->thresholds[i].n, b->thresholds[i].n);
}

/* In every step that is not an end somebody has a right to act, or a silence is on its way. */
static bool has_a_right(const struct dy_case_state *state)
{
    const struct dy_procedure_version *law = state->of->law;
    for (size_t i = 0; i < law->n_acts; i++)
        for (size_t k = 0; k < law->acts[i].n_from; k++)
            if (law->acts[i].from[k] == state->step)
                return true;
    return state->next != DY_NO_PART;
}

static void check_clocks(const struct dy_case_state *state)
{
    for (size_t i = 0; i < state->n_clocks; i++) {
        const struct dy_case_clock *clock = &state->clocks[i];
        const struct dy_procedure_clock *law = &state->of->law->clocks[clock->clock];
        bool hours = law->terms[clock->term].term.unit == DY_PERIOD_HOURS;
        assert_true(hours || clock->end.is_set || clock->end.unknown_year != 0);
        if (clock->state == DY_CLOCK_RUNS)
            assert_true(state->now <= clock->last);
        if (clock->state == DY_CLOCK_OVERDUE)
            assert_true(state->now > clock->last && clock->stopped == 0);
        if (clock->state == DY_CLOCK_IN_TIME)
            assert_true(clock->stopped <= clock->last || !clock->last);
        if (clock->state == DY_CLOCK_LATE)
            assert_true(clock->stopped > clock->last);
        if (clock->state == DY_CLOCK_SILENT)
            assert_true(law->has_silence && clock->stopped > clock->last);
        assert_true(clock->n_extended <= law->extension.times);
    }
}

static void check_state(struct trial *in, const struct dy_case_state *state)
{
    assert_int_equal(state->n_accepted + state->n_refused, in->of.n_acts); /* nothing is lost */
    assert_int_equal(state->n_moves > 0, state->is_open);
    for (size_t i = 0; i < state->n_refused; i++) {
        assert_int_not_equal(state->refused[i].answer.refusal, DY_MAY);
        assert_non_null(dy_why_say(&in->mem, "kk", state->refused[i].answer.why));
    }
    if (!state->is_open)
        return;
    assert_true(state->is_end || has_a_right(state));
    assert_int_equal(state->moves[state->n_moves - 1].to, state->step);
    check_clocks(state);
}

static void ask_everything(struct trial *in, const struct dy_case_state *state)
{
    static const char *const paths[] = {"step", "deadline", "outcome", "appeal", "acts"};
    const struct dy_procedure_version *law = state->of->law;
    const struct dy_why *of;
    char path[100];
    for (size_t i = 0; i < DY_COUNT_OF(paths); i++)
        must(dy_case_why(&in->mem, state, paths[i], &of, &in->err), &in->err);
    for (size_t i = 0; i < law->n_clocks; i++) {
        (void)snprintf(path, sizeof path, "deadline/%s", law->clocks[i].id);
        must(dy_case_why(&in->mem, state, path, &of, &in->err), &in->err);
    }
    for (size_t i = 0; i < law->n_thresholds; i++) {
        (void)snprintf(path, sizeof path, "threshold/%s", law->thresholds[i].id);
        must(dy_case_why(&in->mem, state, path, &of, &in->err), &in->err);
    }
    for (size_t i = 0; i < law->n_acts; i++) {
        (void)snprintf(path, sizeof path, "act/%s", law->acts[i].id);
        must(dy_case_why(&in->mem, state, path, &of, &in->err), &in->err);
    }
}

enum { RANDOM_ACTS = 40, RANDOM_CASES = 24 };

enum { RANDOM_TALLIES = 12 };

/* Crowds that no list of acts would bring together. */
static void random_tallies(struct trial *in, dy_moment from)
{
    static const char *const areas[] = {"a", "b", "c"};
    struct dy_case_tally *all = DY_NEW(&in->mem, struct dy_case_tally, RANDOM_TALLIES);
    assert_non_null(all);
    for (size_t i = 0; in->of.law->n_registers && i < RANDOM_TALLIES; i++)
        all[in->of.n_tallies++] = (struct dy_case_tally){
            from + (dy_moment)i * 500000 + dice(500000),
            in->of.law->registers[dice((uint32_t)in->of.law->n_registers)].id,
            areas[dice(DY_COUNT_OF(areas))], dice(2) ? dice(60000) : dice(100), dice(30)};
    in->of.tallies = all;
}

/* Steps that random cases of one procedure came to. */
static uint64_t visited;

static void random_case(const char *id, const char *day)
{
    struct trial in;
    trial_begin(&in, id, day);
    struct dy_case_act *all = DY_NEW(&in.mem, struct dy_case_act, RANDOM_ACTS);
    dy_moment now = at(&in, "2023-01-10") + dice(20000000);
    random_tallies(&in, now);
    for (size_t i = 0; i < RANDOM_ACTS; i++) {
        const struct dy_case_state *before, *after, *again;
        struct dy_case_answer answer;
        in.of.acts = all;
        in.of.n_acts = i;
        must(dy_case_replay(&in.mem, &in.of, now, &before, &in.err), &in.err);
        now = pick_moment(before);
        all[i] = random_act(&in, before, now);
        must(dy_case_replay(&in.mem, &in.of, now, &before, &in.err), &in.err);
        must(dy_case_may(&in.mem, before, &all[i], &answer, &in.err), &in.err);
        in.of.n_acts = i + 1;
        must(dy_case_replay(&in.mem, &in.of, now, &after, &in.err), &in.err);
        must(dy_case_replay(&in.mem, &in.of, now, &again, &in.err), &in.err);
        same_state(after, again);
        check_state(&in, after);
        /* what was said beforehand is what happened */
        assert_int_equal(answer.refusal == DY_MAY, after->n_accepted == before->n_accepted + 1);
        if (answer.refusal != DY_MAY)
            assert_int_equal(after->step, before->step);
        if (after->is_open)
            visited |= (uint64_t)1 << after->step;
        if (i % 13 == 0)
            ask_everything(&in, after);
    }
    trial_end(&in);
}

static void random_acts_on_random_days_lose_nothing(void **state)
{
    (void)state;
    static const char *const days[] = {"2024-05-01", "2026-08-01"};
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_procedure *const *all;
    size_t n;
    const char *given = getenv("DAUYS_SEED");
    uint64_t first = given ? strtoull(given, NULL, 10) : 20231;
    print_message("seed %llu (DAUYS_SEED)\n", (unsigned long long)first);
    dy_arena_init(&mem);
    must(dy_procedure_list(&mem, "law", &n, &all, &err), &err);
    for (size_t i = 0; i < n; i++) {
        const struct dy_procedure_version *law = &all[i]->versions[all[i]->n_versions - 1];
        visited = 0;
        for (size_t k = 0; k < RANDOM_CASES; k++) {
            seed = first + i * 1000 + k;
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            random_case(all[i]->id, days[k % DY_COUNT_OF(days)]);
        }
        size_t steps = (size_t)__builtin_popcountll(visited);
        print_message("%s: %zu of %zu steps\n", all[i]->id, steps, law->n_steps);
        assert_true(steps >= 2); /* the dice do get somewhere */
    }
    dy_arena_finish(&mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_left_goes_on_after_a_suspension),
        cmocka_unit_test(suspension_has_its_order),
        cmocka_unit_test(hours_are_counted_to_the_second),
        cmocka_unit_test(hours_run_on_when_the_clocks_are_put_back),
        cmocka_unit_test(the_last_day_has_the_hour_that_comes_twice),
        cmocka_unit_test(a_day_declared_later_moves_what_is_ahead),
        cmocka_unit_test(a_day_declared_after_the_end_changes_nothing),
        cmocka_unit_test(a_year_that_is_not_known_is_not_guessed),
        cmocka_unit_test(reaching_a_step_starts_its_clock),
        cmocka_unit_test(nothing_is_known_before_the_opening),
        cmocka_unit_test(no_memory_is_an_error_at_every_allocation),
        cmocka_unit_test(random_acts_on_random_days_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* An outcome for people: each tier, then the whole house, then what a reader must know. */
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "publish/announced.h"
#include "publish/names.h"
#include "publish/table.h"

struct page {
    const struct dy_print *print;
    const struct dy_outcome *outcome;
    struct dy_arena *mem;
    bool failed; /* no memory: the page is thrown away */
};

static const char *say(struct page *in, const char *msgid)
{
    return dy_say(in->print->lang, msgid);
}

static const char *grouped(struct page *in, uint64_t value)
{
    return dy_grouped(in->mem, in->print->lang, value, &in->failed);
}

#define SAY(in, msgid, ...)                                                                        \
    dy_say_params((in)->mem, (in)->print->lang, (msgid),                                           \
                  sizeof((struct dy_param[]){__VA_ARGS__}) / sizeof(struct dy_param),              \
                  (struct dy_param[]){__VA_ARGS__})

static void line(struct page *in, const char *text)
{
    if (text)
        dy_print_wrapped(in->print, "", "", text);
    in->failed |= !text;
}

static const char *status_text(struct page *in, enum dy_status status)
{
    static const char *const texts[] = {
        [DY_STATUS_FINAL] = N_("final: every seat follows from the law and the votes"),
        [DY_STATUS_INCOMPLETE] = N_("incomplete: votes are missing"),
        [DY_STATUS_UNDETERMINED] = N_("undetermined: a decision is missing"),
    };
    bool declared = in->outcome->seats_declared > 0;
    if (status == DY_STATUS_FINAL && in->outcome->seats == 0)
        return say(in, N_("final: the answer follows from the law and the votes"));
    return status == DY_STATUS_FINAL && declared
               ? say(in, N_("final: every seat but those declared follows from the law and the "
                            "votes"))
               : say(in, texts[status]);
}

/* "6", or "5 to 7" while missing votes may change it. */
static const char *range(struct page *in, dy_seats seats, dy_seats least, dy_seats most)
{
    if (least == most)
        return dy_arena_format(in->mem, "%u", seats);
    return dy_arena_format(in->mem, "%u (%u–%u)", seats, least, most);
}

static const char *mark_of(struct page *in, const struct dy_outcome_choice *choice)
{
    if (choice->claims)
        return say(in, N_("claims"));
    if (choice->admitted == DY_ADMITTED_OPEN)
        return say(in, N_("open"));
    if (choice->admitted == DY_ADMITTED_NO)
        return say(in, N_("below the bar"));
    return choice->by_guarantee ? say(in, N_("in, by the guarantee")) : say(in, N_("in"));
}

static const struct dy_law_tier *tier_of(const struct page *in,
                                         const struct dy_outcome_contest *contest)
{
    return &in->outcome->law->tiers[contest->contest->tier];
}

static void print_silence(struct page *in, const struct dy_outcome_contest *contest)
{
    const struct dy_law_silence *silence = contest->silence;
    if (!silence)
        return;
    const char *text = dy_names_pick(&silence->text, in->print->lang, silence->when);
    line(in, SAY(in, N_("The law is silent ({cite}): {text}"),
                 {"cite", silence->cite ? silence->cite : "-"},
                 {"text", silence->cite ? text : say(in, text)}));
    if (!contest->reading)
        return;
    for (size_t i = 0; i < contest->reading->n_options; i++) {
        const struct dy_law_option *option = &contest->reading->options[i];
        const char *choice =
            dy_arena_format(in->mem, "--reading %s=%s: %s", contest->reading->id, option->id,
                            dy_names_pick(&option->text, in->print->lang, option->id));
        in->failed |= !choice;
        dy_print_wrapped(in->print, "  ", "    ", choice ? choice : "");
    }
}

static void print_claimants(struct page *in, const struct dy_outcome_contest *contest)
{
    const char *all = "";
    for (size_t i = 0; i < contest->n_choices && all; i++)
        if (contest->choices[i].claims)
            all = dy_arena_format(in->mem, "%s%s%s", all, *all ? ", " : "",
                                  dy_choice_name(contest->contest, i, in->print->lang));
    in->failed |= !all;
    if (all && *all)
        line(in, SAY(in, N_("{event}: {names}"),
                     {"event", dy_event_say(in->print->lang, contest->event)}, {"names", all}));
}

/* What percentages are of: the law's base or, where it names none, all votes. */
static uint64_t base_of(const struct dy_outcome_contest *contest)
{
    uint64_t all = contest->against_all;
    for (size_t i = 0; i < contest->n_choices; i++)
        all += contest->choices[i].votes;
    return contest->base ? contest->base : all;
}

static void print_base(struct page *in, const struct dy_outcome_contest *contest)
{
    const struct dy_law_tier *tier = tier_of(in, contest);
    const struct dy_law_version *law = in->outcome->law;
    uint32_t share = tier->bar.is_set ? tier->bar.of : tier->award.majority.whole;
    const char *cite = tier->bar.is_set ? tier->bar.cite : tier->award.cite;
    bool has_base = tier->bar.is_set || tier->award.majority.is_set;
    if (!has_base || contest->base == 0) { /* 0: not published, or not asked for */
        line(in, SAY(in, N_("% of all {base} votes"), {"base", grouped(in, base_of(contest))}));
        return;
    }
    line(in, SAY(in, N_("% of {base} {title}; needed: {needed} ({cite})"),
                 {"base", grouped(in, contest->base)},
                 {"title",
                  dy_names_pick(&law->shares[share].title, in->print->lang, law->shares[share].id)},
                 {"needed", grouped(in, contest->needed)}, {"cite", cite}));
}

static void print_missing(struct page *in, const struct dy_outcome_contest *contest)
{
    const struct dy_tally *tally = contest->tally;
    if (!tally || tally->n_missing == 0)
        return;
    line(in,
         SAY(in, N_("{missing} of {all} stations are missing, with {voters} voters."),
             {"missing", grouped(in, tally->n_missing)}, {"all", grouped(in, tally->n_stations)},
             {"voters", tally->missing_unknown ? say(in, N_("an unknown number of"))
                                               : grouped(in, tally->missing_voters)}));
    for (size_t i = 0; i < contest->n_choices; i++) {
        const struct dy_outcome_choice *choice = &contest->choices[i];
        if (choice->admitted != DY_ADMITTED_OPEN || contest->needed == 0)
            continue;
        bool below = choice->votes < contest->needed;
        line(in,
             below
                 ? SAY(in, N_("{name} is {votes} votes below the bar on these votes: open."),
                       {"name", dy_choice_name(contest->contest, i, in->print->lang)},
                       {"votes", grouped(in, contest->needed - choice->votes)})
                 : SAY(in, N_("{name} is above the bar on these votes, but may fall below: open."),
                       {"name", dy_choice_name(contest->contest, i, in->print->lang)}));
    }
}

/* Choices by votes, the most first. */
static size_t *by_votes(struct page *in, const struct dy_outcome_contest *contest)
{
    size_t *order = DY_NEW(in->mem, size_t, contest->n_choices);
    in->failed |= !order;
    for (size_t i = 0; order && i < contest->n_choices; i++) {
        size_t k = i;
        for (; k > 0 && contest->choices[order[k - 1]].votes < contest->choices[i].votes; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    return order;
}

static const char *single_mark(struct page *in, const struct dy_outcome_contest *contest, size_t i)
{
    bool question = contest->event == DY_EVENT_ADOPTED || contest->event == DY_EVENT_REJECTED;
    if (question)
        return i == 0 ? dy_event_say(in->print->lang, contest->event) : "";
    if (contest->choices[i].elected)
        return say(in, N_("elected"));
    return contest->choices[i].claims ? say(in, N_("claims")) : "";
}

static void print_contest(struct page *in, const struct dy_outcome_contest *contest)
{
    const struct dy_law_tier *tier = tier_of(in, contest);
    bool lists = tier->choices == DY_CHOICES_LISTS;
    size_t *order = by_votes(in, contest);
    uint64_t whole = base_of(contest);
    struct dy_table table;
    dy_table_init(&table, in->mem, in->print);
    dy_table_column(&table, lists ? N_("list") : N_("choice"), DY_LEFT);
    dy_table_column(&table, N_("votes"), DY_RIGHT);
    dy_table_column(&table, "%", DY_RIGHT);
    if (lists)
        dy_table_column(&table, N_("seats"), DY_RIGHT);
    dy_table_column(&table, "", DY_LEFT);
    for (size_t k = 0; order && k < contest->n_choices; k++) {
        const struct dy_outcome_choice *choice = &contest->choices[order[k]];
        if (choice->votes == 0 && choice->admitted == DY_ADMITTED_NO && contest->n_choices > 30)
            continue;
        dy_table_text(&table, dy_choice_name(contest->contest, order[k], in->print->lang));
        dy_table_number(&table, choice->votes);
        dy_table_percent(&table, choice->votes, whole);
        if (lists)
            dy_table_text(&table, range(in, choice->seats, choice->seats_min, choice->seats_max));
        dy_table_text(&table, lists ? mark_of(in, choice) : single_mark(in, contest, order[k]));
    }
    if (tier->against_all) {
        dy_table_text(&table, say(in, N_("against all")));
        dy_table_number(&table, contest->against_all);
        dy_table_percent(&table, contest->against_all, whole);
        if (lists)
            dy_table_text(&table, "");
        dy_table_text(&table, say(in, N_("elects nobody")));
    }
    in->failed |= !dy_table_print(&table);
    print_base(in, contest);
    print_missing(in, contest);
    print_claimants(in, contest);
    print_silence(in, contest);
}

/* --- many contests of one tier: a line each --- */

static void summary_row(struct page *in, struct dy_table *table,
                        const struct dy_outcome_contest *contest)
{
    uint64_t all = base_of(contest);
    size_t *order = by_votes(in, contest);
    if (!order || contest->n_choices == 0)
        return;
    const struct dy_outcome_choice *first = &contest->choices[order[0]];
    uint64_t second = contest->n_choices > 1 ? contest->choices[order[1]].votes : 0;
    bool elected = contest->event == DY_EVENT_ELECTED;
    const char *how = !elected              ? dy_event_say(in->print->lang, contest->event)
                      : contest->round == 2 ? say(in, N_("run-off"))
                                            : "";
    dy_table_text(table, in->outcome->election->units.of[contest->contest->area].id);
    dy_table_text(
        table, elected || all ? dy_choice_name(contest->contest, order[0], in->print->lang) : "");
    dy_table_number(table, first->votes);
    dy_table_percent(table, first->votes, all);
    dy_table_number(table, first->votes - second);
    dy_table_text(table,
                  contest->tally && contest->tally->n_missing
                      ? dy_arena_format(in->mem, "%s%s%s", how, *how ? "; " : "",
                                        elected && first->seats_min == 0 ? say(in, N_("open"))
                                                                         : say(in, N_("settled")))
                      : how);
}

static void print_bases(struct page *in, const struct dy_law_tier *tier)
{
    const struct dy_law_version *law = in->outcome->law;
    if (!tier->award.majority.is_set) {
        line(in, say(in, N_("% of all votes of the area")));
        return;
    }
    const struct dy_law_share *share = &law->shares[tier->award.majority.whole];
    line(in, SAY(in, N_("% of {title}, in each area"),
                 {"title", dy_names_pick(&share->title, in->print->lang, share->id)}));
}

static void print_summary(struct page *in, size_t first, size_t n)
{
    struct dy_table table;
    dy_table_init(&table, in->mem, in->print);
    dy_table_column(&table, N_("area"), DY_LEFT);
    dy_table_column(&table, N_("leads or is elected"), DY_LEFT);
    dy_table_column(&table, N_("votes"), DY_RIGHT);
    dy_table_column(&table, "%", DY_RIGHT);
    dy_table_column(&table, N_("ahead by"), DY_RIGHT);
    dy_table_column(&table, "", DY_LEFT);
    for (size_t i = first; i < first + n; i++)
        summary_row(in, &table, &in->outcome->contests[i]);
    in->failed |= !dy_table_print(&table);
    print_bases(in, tier_of(in, &in->outcome->contests[first]));
}

/* --- the house and what surrounds it --- */

static void print_declared(struct page *in, uint32_t tier)
{
    const struct dy_election *election = in->outcome->election;
    for (size_t i = 0; i < election->n_declared; i++) {
        const struct dy_declared *declared = &election->declared[i];
        if (declared->tier != tier)
            continue;
        fprintf(in->print->to, "%s%s\n", say(in, N_("Votes are not published; seats as declared")),
                declared->unverified ? say(in, N_(" (unverified):")) : ":");
        for (size_t k = 0; k < declared->n; k++)
            fprintf(in->print->to, "  %4u  %s\n", declared->of[k].seats,
                    dy_body_name(election, declared->of[k].list, in->print->lang));
        line(in, dy_names_pick(&declared->note, in->print->lang, ""));
    }
}

static bool has_declared(const struct dy_election *election, uint32_t tier)
{
    for (size_t i = 0; i < election->n_declared; i++)
        if (election->declared[i].tier == tier)
            return true;
    return false;
}

static void print_tier(struct page *in, uint32_t tier)
{
    const struct dy_outcome *outcome = in->outcome;
    const struct dy_law_tier *of = &outcome->law->tiers[tier];
    size_t first = 0, n = 0;
    while (first < outcome->n_contests && outcome->contests[first].contest->tier != tier)
        first++;
    while (first + n < outcome->n_contests && outcome->contests[first + n].contest->tier == tier)
        n++;
    fprintf(in->print->to, "\n%s", dy_names_pick(&of->title, in->print->lang, of->id));
    dy_seats seats = dy_tier_seats(outcome->election, tier);
    struct dy_param param = {"n", grouped(in, seats)};
    const char *text = dy_say_n(in->print->lang, "{n} seat", "{n} seats", seats);
    if (seats > 1)
        fprintf(in->print->to, ": %s", dy_say_params(in->mem, in->print->lang, text, 1, &param));
    fputs("\n\n", in->print->to);
    print_declared(in, tier);
    if (n == 0 && !has_declared(outcome->election, tier))
        line(in, dy_event_say(in->print->lang, DY_EVENT_NO_VOTES));
    if (n == 1)
        print_contest(in, &outcome->contests[first]);
    else if (n > 1)
        print_summary(in, first, n);
}

static void print_house(struct page *in)
{
    const struct dy_outcome *outcome = in->outcome;
    size_t n_tiers = outcome->law->n_tiers;
    struct dy_table table;
    if (outcome->seats <= 1)
        return;
    dy_table_init(&table, in->mem, in->print);
    dy_table_column(&table, N_("the whole house"), DY_LEFT);
    for (size_t t = 0; n_tiers > 1 && t < n_tiers && t < 6; t++)
        dy_table_column(&table, outcome->law->tiers[t].id, DY_RIGHT);
    dy_table_column(&table, N_("seats"), DY_RIGHT);
    dy_table_column(&table, "", DY_LEFT);
    for (size_t i = 0; i < outcome->n_body; i++) {
        const struct dy_outcome_body *body = &outcome->body[i];
        if (body->seats == 0 && body->seats_max == 0)
            continue;
        dy_table_text(&table, dy_body_name(outcome->election, body->list, in->print->lang));
        for (size_t t = 0; n_tiers > 1 && t < n_tiers && t < 6; t++)
            dy_table_number(&table, body->by_tier[t]);
        dy_table_text(&table, range(in, body->seats, body->seats_min, body->seats_max));
        dy_table_text(&table, body->seats_min == body->seats_max ? "" : say(in, N_("open")));
    }
    fputc('\n', in->print->to);
    in->failed |= !dy_table_print(&table);
    line(in, SAY(in,
                 N_("{seats} seats: {awarded} awarded by votes, {settled} of all settled, "
                    "{declared} as declared."),
                 {"seats", grouped(in, outcome->seats)},
                 {"awarded", grouped(in, outcome->seats_awarded)},
                 {"settled", grouped(in, outcome->seats_settled)},
                 {"declared", grouped(in, outcome->seats_declared)}));
}

static void print_quotas(struct page *in)
{
    const struct dy_outcome *outcome = in->outcome;
    for (size_t i = 0; i < outcome->n_quotas; i++) {
        const struct dy_outcome_quota *quota = &outcome->quotas[i];
        const char *name = dy_body_name(outcome->election, quota->list, in->print->lang);
        const char *needed = grouped(in, quota->needed), *found = grouped(in, quota->found);
        if (!quota->known)
            continue;
        line(in,
             SAY(in, N_("Quota of groups, {name}: {found} of at least {needed} ({cite}): {met}"),
                 {"name", name}, {"found", found}, {"needed", needed}, {"cite", quota->rule->cite},
                 {"met", quota->met ? say(in, N_("met")) : say(in, N_("not met"))}));
    }
    bool unknown = false;
    for (size_t i = 0; i < outcome->n_quotas; i++)
        unknown |= !outcome->quotas[i].known && outcome->quotas[i].needed > 0;
    if (unknown)
        line(in,
             say(in, N_("The quotas of groups cannot be checked: the candidates are not given.")));
}

/* Officially announced seats against ours. */
static void print_announced(struct page *in)
{
    struct dy_announced *of = NULL;
    struct dy_err err = {0};
    size_t n = 0, differs = 0;
    in->failed |= dy_announced_seats(in->mem, in->outcome, &n, &of, &err) != DY_OK;
    for (size_t i = 0; i < n; i++) {
        const struct dy_published_figure *figure = of[i].figure;
        if (of[i].counted == figure->value)
            continue;
        differs++;
        const char *place =
            of[i].of_house ? say(in, N_("the whole house")) : of[i].statement->contest;
        line(in,
             SAY(in,
                 N_("Announced otherwise ({place}): {name} {announced}, here {counted} "
                    "({source})"),
                 {"place", place},
                 {"name", dy_body_name(in->outcome->election, of[i].list, in->print->lang)},
                 {"announced", grouped(in, figure->value)}, {"counted", grouped(in, of[i].counted)},
                 {"source", of[i].statement->publisher}));
    }
    if (n && !differs)
        line(in, say(in, N_("As officially announced, every seat.")));
}

static void print_head(struct page *in)
{
    const struct dy_outcome *outcome = in->outcome;
    const struct dy_election *election = outcome->election;
    char from[11], until[11];
    dy_date_format(outcome->law->from, from);
    dy_date_format(outcome->law->until, until);
    const char *bold = in->print->colour ? "\033[1m" : "", *plain = *bold ? "\033[0m" : "";
    fprintf(in->print->to, "%s%s%s\n", bold,
            dy_names_pick(&election->title, in->print->lang, election->id), plain);
    if (election->synthetic)
        line(in, say(in, N_("SYNTHETIC: this election is made up.")));
    line(in,
         SAY(in, N_("Law: {act}, in force from {from} to {until}{unverified}. Source: {source}."),
             {"act", outcome->law->act->id}, {"from", from},
             {"until", *until ? until : say(in, N_("now"))},
             {"unverified", outcome->law->unverified        ? say(in, N_(" (unverified)"))
                            : outcome->law->days_unverified ? say(in, N_(" (days unverified)"))
                                                            : ""},
             {"source", dy_source_say(in->print->lang, in->outcome->source)}));
    if (election->other_law)
        line(in, say(in, N_("This is not the law that the election was held under.")));
    line(in, SAY(in, N_("Status: {status}"), {"status", status_text(in, outcome->status)}));
}

static void print_readings(struct page *in)
{
    const struct dy_law_version *law = in->outcome->law;
    for (size_t i = 0; i < law->n_readings; i++)
        if (law->readings[i].overridden)
            line(in,
                 SAY(in, N_("Reading {id} chosen: {option}. {question}"),
                     {"id", law->readings[i].id}, {"option", law->readings[i].chosen},
                     {"question", dy_names_pick(&law->readings[i].question, in->print->lang, "")}));
}

static void print_page(struct page *in, const struct dy_findings *findings)
{
    const struct dy_election *election = in->outcome->election;
    print_head(in);
    print_readings(in);
    for (uint32_t tier = 0; tier < in->outcome->law->n_tiers; tier++)
        print_tier(in, tier);
    print_house(in);
    fputc('\n', in->print->to);
    print_announced(in);
    print_quotas(in);
    for (size_t i = 0; i < election->n_notes; i++)
        dy_print_wrapped(in->print, "* ", "  ",
                         dy_names_pick(&election->notes[i], in->print->lang, ""));
    if (findings && findings->of.n)
        line(in, SAY(in, N_("{n} findings in the protocols: dauys check {election}"),
                     {"n", grouped(in, findings->of.n)}, {"election", election->path}));
}

enum dy_code dy_publish_outcome_table(struct dy_arena *mem, const struct dy_print *print,
                                      const struct dy_outcome *outcome,
                                      const struct dy_findings *findings, struct dy_err *err)
{
    char *text = NULL;
    size_t n = 0;
    struct dy_print whole = *print;
    struct page in = {.print = &whole, .outcome = outcome, .mem = mem};
    whole.to = open_memstream(&text, &n);
    if (!whole.to)
        return dy_no_memory(err);
    print_page(&in, findings);
    in.failed |= ferror(whole.to) != 0;
    in.failed |= fclose(whole.to) != 0;
    if (!in.failed)
        fwrite(text, 1, n, print->to);
    free(text);
    return in.failed ? dy_no_memory(err) : DY_OK;
}

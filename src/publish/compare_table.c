/* A comparison for people: contest by contest what differs, what each source elects, and then? */
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "publish/compare.h"
#include "publish/names.h"
#include "state/sides.h"

#define SAY DY_COMPARE_SAY

static const char *say(const struct dy_compare_page *in, const char *msgid)
{
    return dy_say(in->print->lang, msgid);
}

static const char *grouped(struct dy_compare_page *in, uint64_t value)
{
    return dy_grouped(in->mem, in->print->lang, value, &in->failed);
}

void dy_compare_line(struct dy_compare_page *in, const char *margin, const char *text)
{
    if (text)
        dy_print_wrapped(in->print, margin, margin, text);
    in->failed |= !text;
}

static const char *source(const struct dy_compare_page *in, unsigned side)
{
    return dy_source_say(in->print->lang, in->compare->source[side]);
}

static const struct dy_contest *contest_of(const struct dy_compare_page *in,
                                           const struct dy_compare_contest *of)
{
    return &in->compare->election->contests[of->contest];
}

/* --- figures --- */

static const char *slot_text(const struct dy_compare_page *in, const struct dy_contest *contest,
                             uint32_t slot)
{
    const struct dy_law_version *law = in->compare->election->law;
    if (slot < law->n_fields)
        return dy_names_pick(&law->fields[slot].title, in->print->lang, law->fields[slot].id);
    return slot - law->n_fields < contest->n_choices
               ? dy_choice_name(contest, slot - law->n_fields, in->print->lang)
               : say(in, N_("against all"));
}

static void figure_cells(struct dy_compare_page *in, struct dy_table *table,
                         const struct dy_contest *contest, const struct dy_compare_figure *figure)
{
    uint64_t a = figure->value[DY_SIDE_A], b = figure->value[DY_SIDE_B];
    dy_table_text(table, slot_text(in, contest, figure->slot));
    for (unsigned side = 0; side < DY_SIDES; side++) {
        if (figure->is_there[side])
            dy_table_number(table, figure->value[side]);
        else
            dy_table_text(table, say(in, N_("not given")));
    }
    bool both = figure->is_there[DY_SIDE_A] && figure->is_there[DY_SIDE_B];
    dy_table_text(table, !both || a == b ? ""
                                         : dy_arena_format(in->mem, "%s%s", b > a ? "+" : "-",
                                                           grouped(in, b > a ? b - a : a - b)));
}

static void source_columns(struct dy_compare_page *in, struct dy_table *table)
{
    for (unsigned side = 0; side < DY_SIDES; side++)
        dy_table_column(table, in->compare->source[side], DY_RIGHT);
    dy_table_column(table, N_("difference"), DY_RIGHT);
}

static void print_figures(struct dy_compare_page *in, const struct dy_compare_contest *of)
{
    struct dy_table table;
    size_t n = 0;
    dy_table_init(&table, in->mem, in->print);
    dy_table_column(&table, N_("place"), DY_LEFT);
    dy_table_column(&table, N_("what"), DY_LEFT);
    source_columns(in, &table);
    for (size_t i = 0; i < of->n_units; i++) {
        const struct dy_compare_unit *unit = &of->units[i];
        for (size_t k = 0; k < unit->n_figures; k++) {
            if (n++ >= in->most)
                continue;
            dy_table_text(&table, in->compare->election->units.of[unit->unit].id);
            figure_cells(in, &table, contest_of(in, of), &unit->figures[k]);
        }
    }
    if (n == 0)
        return;
    fputc('\n', in->print->to);
    in->failed |= !dy_table_print(&table);
    if (n > in->most)
        dy_compare_line(in, "", SAY(in, N_("and {n} more"), {"n", grouped(in, n - in->most)}));
}

static void print_sums(struct dy_compare_page *in, const char *title, size_t n,
                       const struct dy_compare_figure *of, const struct dy_contest *contest)
{
    struct dy_table table;
    dy_table_init(&table, in->mem, in->print);
    dy_table_column(&table, title, DY_LEFT);
    source_columns(in, &table);
    for (size_t i = 0; i < n; i++)
        figure_cells(in, &table, contest, &of[i]);
    fputc('\n', in->print->to);
    in->failed |= !dy_table_print(&table);
}

/* --- what is missing --- */

/* Places of one kind in a line, at most as many as the page lists. */
static const char *list_places(struct dy_compare_page *in, const struct dy_compare_contest *of,
                               enum dy_compare_kind kind)
{
    const char *out = "";
    size_t n = 0;
    for (size_t i = 0; i < of->n_units && out; i++) {
        if (of->units[i].kind != kind || n++ >= in->most)
            continue;
        out = dy_arena_format(in->mem, "%s%s%s", out, *out ? ", " : "",
                              in->compare->election->units.of[of->units[i].unit].id);
    }
    return out && n > in->most ? dy_arena_format(in->mem, "%s, …", out) : out;
}

static void print_missing(struct dy_compare_page *in, const struct dy_compare_contest *of)
{
    for (unsigned side = 0; side < DY_SIDES; side++) {
        const char *places =
            list_places(in, of, side == DY_SIDE_A ? DY_COMPARE_ONLY_A : DY_COMPARE_ONLY_B);
        in->failed |= !places;
        if (places && *places)
            dy_compare_line(in, "",
                            SAY(in, N_("In {source} alone: {places}"), {"source", source(in, side)},
                                {"places", places}));
    }
    for (size_t i = 0; i < of->n_units; i++) {
        const struct dy_compare_unit *unit = &of->units[i];
        if (unit->kind == DY_COMPARE_PARTIAL)
            dy_compare_line(
                in, "",
                SAY(in,
                    N_("{place}: stations are missing ({a} in {first}, {b} in {second}), so that "
                       "its figures are not of the same ballots"),
                    {"place", in->compare->election->units.of[unit->unit].id},
                    {"a", grouped(in, unit->n_missing[DY_SIDE_A])},
                    {"first", source(in, DY_SIDE_A)},
                    {"b", grouped(in, unit->n_missing[DY_SIDE_B])},
                    {"second", source(in, DY_SIDE_B)}));
    }
}

/* --- outcomes --- */

/* Votes of choice `i` above the next one's. */
static uint64_t ahead_by(const struct dy_outcome_contest *outcome, size_t i)
{
    uint64_t next = 0, own = outcome->choices[i].votes;
    for (size_t k = 0; k < outcome->n_choices; k++)
        if (k != i && outcome->choices[k].votes > next)
            next = outcome->choices[k].votes;
    return own > next ? own - next : 0;
}

/* "Candidate A, 67 votes ahead", or the event where nobody alone is elected. */
static const char *outcome_text(struct dy_compare_page *in, const struct dy_compare_contest *of,
                                unsigned side)
{
    const struct dy_outcome_contest *outcome = of->outcome[side];
    const char *lang = in->print->lang;
    for (size_t i = 0; outcome && i < outcome->n_choices; i++) {
        if (!outcome->choices[i].elected)
            continue;
        uint64_t ahead = ahead_by(outcome, i);
        const char *text =
            dy_say_n(lang, "{name}, {n} vote ahead", "{name}, {n} votes ahead", ahead);
        return SAY(in, text, {"name", dy_choice_name(outcome->contest, i, lang)},
                   {"n", grouped(in, ahead)});
    }
    return outcome ? dy_event_say(lang, outcome->event) : say(in, N_("not given"));
}

/* What each source ends in, where no seats of lists change. */
static void print_outcomes(struct dy_compare_page *in, const struct dy_compare_contest *of)
{
    for (unsigned side = 0; side < DY_SIDES; side++) {
        const char *text = outcome_text(in, of, side);
        in->failed |= !text;
        if (text)
            dy_compare_line(in, "  ",
                            SAY(in, N_("by {source}: {outcome}"), {"source", source(in, side)},
                                {"outcome", text}));
    }
}

static void print_seats(struct dy_compare_page *in, const struct dy_compare_contest *of)
{
    struct dy_table table;
    dy_table_init(&table, in->mem, in->print);
    dy_table_column(&table, N_("seats"), DY_LEFT);
    source_columns(in, &table);
    for (size_t i = 0; i < of->n_changes; i++) {
        const struct dy_compare_choice *change = &of->changes[i];
        dy_seats a = change->seats[DY_SIDE_A], b = change->seats[DY_SIDE_B];
        dy_table_text(&table, dy_choice_name(contest_of(in, of), change->choice, in->print->lang));
        dy_table_number(&table, a);
        dy_table_number(&table, b);
        dy_table_text(&table, a == b ? "" : dy_arena_format(in->mem, "%+lld", (long long)b - a));
    }
    fputc('\n', in->print->to);
    in->failed |= !dy_table_print(&table);
}

static void print_outcome(struct dy_compare_page *in, const struct dy_compare_contest *of)
{
    const struct dy_election *election = in->compare->election;
    bool lists = election->law->tiers[contest_of(in, of)->tier].choices == DY_CHOICES_LISTS;
    fputc('\n', in->print->to);
    if (!of->outcome_differs) {
        dy_compare_line(in, "", say(in, N_("Both sources end in the same: no seat would change.")));
        return;
    }
    if (lists && of->n_changes > 0) {
        dy_compare_line(in, "", say(in, N_("SEATS WOULD CHANGE:")));
        print_seats(in, of);
        return;
    }
    dy_compare_line(in, "", say(in, N_("THE OUTCOME WOULD CHANGE:")));
    print_outcomes(in, of);
}

/* A count that is not final is said to be so: what it ends in may yet change. */
static void print_status(struct dy_compare_page *in, const struct dy_compare_contest *of)
{
    static const char *const texts[] = {
        [DY_STATUS_FINAL] = NULL,
        [DY_STATUS_INCOMPLETE] = N_("incomplete: votes are missing"),
        [DY_STATUS_UNDETERMINED] = N_("undetermined: a decision is missing"),
    };
    for (unsigned side = 0; side < DY_SIDES; side++) {
        const struct dy_outcome_contest *outcome = of->outcome[side];
        if (of->n_missing[side] > 0)
            dy_compare_line(in, "",
                            SAY(in, N_("Stations without a protocol in {source}: {n}"),
                                {"source", source(in, side)},
                                {"n", grouped(in, of->n_missing[side])}));
        if (outcome && texts[outcome->status])
            dy_compare_line(in, "",
                            SAY(in, N_("by {source}: {outcome}"), {"source", source(in, side)},
                                {"outcome", say(in, texts[outcome->status])}));
    }
}

/* --- contests --- */

static void print_counts(struct dy_compare_page *in, const struct dy_compare_contest *of)
{
    dy_compare_line(
        in, "",
        SAY(in,
            N_("Places: {equal} the same, {differ} differ, {a} in {first} alone, {b} in {second} "
               "alone, {partial} with stations missing"),
            {"equal", grouped(in, of->n_equal)}, {"differ", grouped(in, of->n_differ)},
            {"a", grouped(in, of->n_only[DY_SIDE_A])}, {"first", source(in, DY_SIDE_A)},
            {"b", grouped(in, of->n_only[DY_SIDE_B])}, {"second", source(in, DY_SIDE_B)},
            {"partial", grouped(in, of->n_partial)}));
}

static void print_contest(struct dy_compare_page *in, const struct dy_compare_contest *of)
{
    const struct dy_contest *contest = contest_of(in, of);
    const struct dy_law_tier *tier = &in->compare->election->law->tiers[contest->tier];
    const char *bold = in->print->colour ? "\033[1m" : "", *plain = *bold ? "\033[0m" : "";
    fprintf(in->print->to, "\n%s%s, %s%s%s\n", bold,
            dy_names_pick(&tier->title, in->print->lang, tier->id),
            dy_unit_name(in->compare->election, contest->area, in->print->lang),
            of->round == 2 ? say(in, N_(", run-off")) : "", plain);
    print_counts(in, of);
    print_figures(in, of);
    print_missing(in, of);
    print_sums(in, N_("all protocols"), of->n_sums, of->sums, contest);
    bool missing = of->n_only[DY_SIDE_A] || of->n_only[DY_SIDE_B] || of->n_partial;
    if (missing && of->n_common > 0)
        print_sums(in, N_("where both have them"), of->n_common, of->common, contest);
    print_outcome(in, of);
    print_status(in, of);
}

static void print_contests(struct dy_compare_page *in)
{
    size_t n_equal = 0;
    for (size_t i = 0; i < in->compare->n_contests; i++) {
        const struct dy_compare_contest *of = &in->compare->contests[i];
        if (of->n_units || of->outcome_differs)
            print_contest(in, of);
        else
            n_equal++;
    }
    if (n_equal > 0) {
        fputc('\n', in->print->to);
        dy_compare_line(in, "",
                        SAY(in, N_("Contests without any difference: {n} of {all}"),
                            {"n", grouped(in, n_equal)},
                            {"all", grouped(in, in->compare->n_contests)}));
    }
}

static void print_body(struct dy_compare_page *in)
{
    struct dy_table table;
    const struct dy_compare *compare = in->compare;
    bool changes = false;
    dy_table_init(&table, in->mem, in->print);
    dy_table_column(&table, N_("the whole house"), DY_LEFT);
    source_columns(in, &table);
    for (size_t i = 0; i < compare->n_body; i++) {
        dy_seats a = compare->body[i].seats[DY_SIDE_A], b = compare->body[i].seats[DY_SIDE_B];
        changes |= a != b;
        dy_table_text(&table,
                      dy_body_name(compare->election, compare->body[i].list, in->print->lang));
        dy_table_number(&table, a);
        dy_table_number(&table, b);
        dy_table_text(&table, a == b ? "" : dy_arena_format(in->mem, "%+lld", (long long)b - a));
    }
    if (!changes)
        return;
    fputc('\n', in->print->to);
    in->failed |= !dy_table_print(&table);
}

/* --- the page --- */

static void print_head(struct dy_compare_page *in)
{
    const struct dy_election *election = in->compare->election;
    const char *bold = in->print->colour ? "\033[1m" : "", *plain = *bold ? "\033[0m" : "";
    fprintf(in->print->to, "%s%s%s\n", bold,
            dy_names_pick(&election->title, in->print->lang, election->id), plain);
    if (election->synthetic)
        dy_compare_line(in, "", say(in, N_("SYNTHETIC: this election is made up.")));
    if (election->other_law)
        dy_compare_line(in, "",
                        say(in, N_("This is not the law that the election was held under.")));
    dy_compare_line(
        in, "",
        SAY(in, N_("Compared: {first} with {second}. Law: {act}{unverified}."),
            {"first", source(in, DY_SIDE_A)}, {"second", source(in, DY_SIDE_B)},
            {"act", election->law->act->id},
            {"unverified", election->law->unverified ? say(in, N_(" (unverified)")) : ""}));
    dy_compare_line(in, "",
                    in->compare->equal
                        ? say(in, N_("No difference."))
                        : say(in, N_("The sources differ. Which of them is right, a comparison "
                                     "cannot say.")));
}

static void print_page(struct dy_compare_page *in)
{
    const struct dy_election *election = in->compare->election;
    print_head(in);
    print_contests(in);
    print_body(in);
    if (!in->compare->equal)
        dy_compare_print_deadlines(in);
    if (election->n_notes > 0)
        fputc('\n', in->print->to);
    for (size_t i = 0; i < election->n_notes; i++)
        dy_print_wrapped(in->print, "* ", "  ",
                         dy_names_pick(&election->notes[i], in->print->lang, ""));
}

enum dy_code dy_publish_compare_table(struct dy_arena *mem, const struct dy_print *print,
                                      const struct dy_compare *compare, size_t most,
                                      struct dy_err *err)
{
    char *text = NULL;
    size_t n = 0;
    struct dy_print whole = *print;
    struct dy_compare_page in = {.print = &whole, .compare = compare, .mem = mem, .most = most};
    whole.to = open_memstream(&text, &n);
    if (!whole.to)
        return dy_no_memory(err);
    print_page(&in);
    in.failed |= ferror(whole.to) != 0;
    in.failed |= fclose(whole.to) != 0;
    if (!in.failed)
        fwrite(text, 1, n, print->to);
    free(text);
    return in.failed ? dy_no_memory(err) : DY_OK;
}

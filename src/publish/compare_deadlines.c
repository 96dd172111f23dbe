/* Until when, with whom, by which article; and what a reader must know of that day. */
#include <string.h>

#include "base/say.h"
#include "publish/compare.h"
#include "publish/names.h"

#define SAY DY_COMPARE_SAY

static const char *say(const struct dy_compare_page *in, const char *msgid)
{
    return dy_say(in->print->lang, msgid);
}

static const char *iso(struct dy_compare_page *in, struct dy_date date)
{
    char text[11];
    dy_date_format(date, text);
    const char *out = dy_arena_copy(in->mem, text, strlen(text));
    in->failed |= !out;
    return out ? out : "";
}

static const char *digits(struct dy_compare_page *in, unsigned value)
{
    const char *out = dy_arena_format(in->mem, "%u", value);
    in->failed |= !out;
    return out ? out : "";
}

/* Events that acts speak of, in words; others by their own name. */
static const char *event_text(const struct dy_compare_page *in, const char *id)
{
    static const struct {
        const char *id, *text;
    } events[] = {
        {"act", N_("the act complained of")},   {"complaint", N_("the complaint")},
        {"application", N_("the application")}, {"results", N_("the results")},
        {"election-day", N_("election day")},   {"publication", N_("the publication")},
        {"decision", N_("the decision")},       {"registration", N_("the registration")},
    };
    for (size_t i = 0; i < DY_COUNT_OF(events); i++)
        if (strcmp(events[i].id, id) == 0)
            return say(in, events[i].text);
    return id;
}

static const char *term_text(struct dy_compare_page *in, const struct dy_law_deadline *of)
{
    const char *lang = in->print->lang, *text = NULL;
    switch (dy_law_deadline_period(of).unit) {
    case DY_PERIOD_HOURS:
        text = dy_say_n(lang, "{n} hour", "{n} hours", of->n);
        break;
    case DY_PERIOD_DAYS:
        text = dy_say_n(lang, "{n} day", "{n} days", of->n);
        break;
    case DY_PERIOD_WORKING_DAYS:
        text = dy_say_n(lang, "{n} working day", "{n} working days", of->n);
        break;
    case DY_PERIOD_MONTHS:
        text = dy_say_n(lang, "{n} month", "{n} months", of->n);
        break;
    }
    const char *out = SAY(in, text, {"n", digits(in, of->n)});
    in->failed |= !out;
    return out ? out : "";
}

/* "10 days from the act complained of (2023-03-22): until 2023-04-01" */
static const char *until_text(struct dy_compare_page *in,
                              const struct dy_compare_deadline *deadline)
{
    const struct dy_law_deadline *of = deadline->of;
    const struct dy_period_end *end = &deadline->end;
    const char *term = term_text(in, of), *event = event_text(in, of->from);
    const char *mark = of->unverified || end->unverified ? say(in, N_(" (unverified)")) : "";
    if (!dy_date_is_set(deadline->event))
        return SAY(in, N_("{term} from {event}, whose date is not known{unverified}"),
                   {"term", term}, {"event", event}, {"unverified", mark});
    if (end->unknown_year)
        return SAY(in,
                   N_("{term} from {event} ({from}): the calendar does not have the working days "
                      "of {year}"),
                   {"term", term}, {"event", event}, {"from", iso(in, deadline->event)},
                   {"year", digits(in, (unsigned)end->unknown_year)});
    if (!end->is_set)
        return SAY(in, N_("{term} from {event} ({from}){unverified}"), {"term", term},
                   {"event", event}, {"from", iso(in, deadline->event)}, {"unverified", mark});
    return SAY(in, N_("{term} from {event} ({from}): until {last}{unverified}"), {"term", term},
               {"event", event}, {"from", iso(in, deadline->event)}, {"last", iso(in, end->last)},
               {"unverified", mark});
}

/* Days passed over that have a name; Saturdays and Sundays go without saying. */
static const char *skipped_text(struct dy_compare_page *in, const struct dy_period_end *end)
{
    const char *out = "";
    for (size_t i = 0; i < end->n_skipped && out; i++) {
        const struct dy_calendar_day *entry = end->skipped[i].entry;
        if (entry)
            out = dy_arena_format(in->mem, "%s%s%s %s", out, *out ? ", " : "", iso(in, entry->date),
                                  dy_names_pick(&entry->title, in->print->lang, ""));
    }
    in->failed |= !out;
    return out ? out : "";
}

static void print_day(struct dy_compare_page *in, const struct dy_period_end *end)
{
    const char *skipped = skipped_text(in, end);
    bool moved = dy_date_compare(end->counted, end->last) != 0;
    if (!end->is_set)
        return;
    if (moved)
        dy_compare_line(in, "    ",
                        SAY(in, N_("Moved from {day}, which is no working day."),
                            {"day", iso(in, end->counted)}));
    if (*skipped)
        dy_compare_line(in, "    ", SAY(in, N_("Not working days: {days}"), {"days", skipped}));
    if (end->day.kind == DY_DAY_UNKNOWN || dy_day_is_working(end->day))
        return;
    dy_compare_line(in, "    ",
                    SAY(in,
                        N_("{last} is no working day, and nothing here says that the term moves: "
                           "the safe day is {safe}."),
                        {"last", iso(in, end->last)},
                        {"safe", dy_date_is_set(end->safe) ? iso(in, end->safe) : "-"}));
}

static void print_deadline(struct dy_compare_page *in, const struct dy_compare_deadline *deadline)
{
    const struct dy_law_deadline *of = deadline->of;
    const char *lang = in->print->lang;
    dy_compare_line(
        in, "  ",
        dy_arena_format(in->mem, "%s [%s]", dy_names_pick(&of->title, lang, of->id), of->cite));
    if (of->whom)
        dy_compare_line(
            in, "    ",
            SAY(in, of->role == DY_ROLE_COMPLAINT ? N_("With whom: {whom}") : N_("By whom: {whom}"),
                {"whom", dy_names_pick(&of->whom_title, lang, of->whom)}));
    dy_compare_line(in, "    ", until_text(in, deadline));
    print_day(in, &deadline->end);
}

static void print_role(struct dy_compare_page *in, enum dy_law_role role, const char *title)
{
    const struct dy_compare *compare = in->compare;
    bool any = false;
    for (size_t i = 0; i < compare->n_deadlines; i++) {
        if (compare->deadlines[i].of->role != role)
            continue;
        if (!any)
            fprintf(in->print->to, "\n%s\n", say(in, title));
        any = true;
        print_deadline(in, &compare->deadlines[i]);
    }
    if (!any && role == DY_ROLE_COMPLAINT) {
        fputc('\n', in->print->to);
        dy_compare_line(in, "", say(in, N_("The law file names no term for a complaint.")));
    }
}

void dy_compare_print_deadlines(struct dy_compare_page *in)
{
    print_role(in, DY_ROLE_COMPLAINT, N_("Until when one can complain"));
    print_role(in, DY_ROLE_ANSWER, N_("Until when an answer is due"));
}

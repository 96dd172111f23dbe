/* dauys law show: one version of a law in words. */
#include <string.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "law/literals.h"
#include "publish/json.h"
#include "publish/table.h"

static const char *lang_of(const struct dy_cmd *cmd)
{
    return cmd->print.lang;
}

static const char *pick(const struct dy_cmd *cmd, const struct dy_names *names, const char *id)
{
    return dy_names_pick(names, lang_of(cmd), id);
}

static void rule(struct dy_cmd *cmd, const char *name, const char *text, const char *cite)
{
    char *head = dy_arena_format(cmd->mem, "  %s: ", dy_say(lang_of(cmd), name));
    char *line = dy_arena_format(cmd->mem, "%s%s%s%s", text ? text : "", cite ? " [" : "",
                                 cite ? cite : "", cite ? "]" : "");
    if (head && line)
        dy_print_wrapped(&cmd->print, head, "      ", line);
}

/* What the words of law files mean, in the order of their enumerations in dauys/law.h. */
#define PHRASES(name, ...) static const char *const name[] = {__VA_ARGS__}
PHRASES(phrases_none, N_("the law does not say"), N_("nobody enters"), N_("all lists enter"));
PHRASES(phrases_floor, N_("multiply first, then take the whole part"),
        N_("take the whole part first, then multiply"));
PHRASES(phrases_tie, N_("the law does not say"), N_("the list registered earlier comes first"),
        N_("a lot"), N_("a repeat vote"), N_("repeat elections"));
PHRASES(phrases_no_majority, N_("the law does not say"), N_("a run-off"), N_("repeat elections"));
PHRASES(phrases_rounding, N_("rounded up"), N_("rounded to the nearest"), N_("rounded down"));
PHRASES(phrases_choices, N_("lists"), N_("candidates"), N_("answers"));
PHRASES(phrases_quota_of, N_("of the seats won"), N_("of the list"));

static const char *param_text(struct dy_cmd *cmd, const struct dy_law_param *param,
                              const char *const *phrases)
{
    const char *word = dy_say(lang_of(cmd), phrases[param->value]);
    return param->reading ? dy_arena_format(cmd->mem, "%s (%s %s)", word,
                                            dy_say(lang_of(cmd), N_("reading")), param->reading->id)
                          : word;
}

static const char *bound_text(struct dy_cmd *cmd, const struct dy_law_version *version,
                              const struct dy_law_bound *bound, bool with_part)
{
    return dy_arena_format(
        cmd->mem, "%s%s%s %s %s",
        with_part ? pick(cmd, &version->shares[bound->part].title, "") : "", with_part ? " " : "",
        bound->strictly ? ">" : ">=", dy_fraction_text(cmd->mem, bound->fraction),
        pick(cmd, &version->shares[bound->whole].title, ""));
}

static const char *number(struct dy_cmd *cmd, uint32_t n)
{
    return dy_arena_format(cmd->mem, "%u", n);
}

static const char *guarantee_text(struct dy_cmd *cmd, const struct dy_law_guarantee *guarantee)
{
    struct dy_param params[] = {{"lists", number(cmd, guarantee->lists)},
                                {"factor", dy_fraction_text(cmd->mem, guarantee->factor)},
                                {"minimum", number(cmd, guarantee->minimum)},
                                {"floor", param_text(cmd, &guarantee->floor, phrases_floor)}};
    return dy_say_params(
        cmd->mem, lang_of(cmd),
        N_("at least {lists} lists; the second has {factor} of its quotas ({floor}) "
           "and at least {minimum}"),
        DY_COUNT_OF(params), params);
}

static void show_bar(struct dy_cmd *cmd, const struct dy_law_version *version,
                     const struct dy_law_tier *tier)
{
    const struct dy_law_bar *bar = &tier->bar;
    for (size_t i = 0; bar->is_set && i < bar->n_rows; i++)
        rule(cmd, N_("bar"),
             dy_arena_format(
                 cmd->mem, "%s %s %s%s",
                 bar->strictly ? ">" : ">=", dy_fraction_text(cmd->mem, bar->rows[i].fraction),
                 pick(cmd, &version->shares[bar->of].title, ""),
                 bar->n_rows > 1 ? dy_arena_format(cmd->mem, " (%u+)", bar->rows[i].members_from)
                                 : ""),
             bar->cite);
    if (bar->is_set)
        rule(cmd, N_("when no list reaches it"), param_text(cmd, &bar->if_none, phrases_none),
             bar->cite);
    const struct dy_law_guarantee *guarantee = &tier->guarantee;
    if (guarantee->is_set)
        rule(cmd, N_("guarantee"), guarantee_text(cmd, guarantee), guarantee->cite);
}

static void show_award(struct dy_cmd *cmd, const struct dy_law_version *version,
                       const struct dy_law_tier *tier)
{
    const struct dy_law_award *award = &tier->award;
    rule(cmd, N_("award"), dy_say(lang_of(cmd), award->method->title), award->cite);
    if (award->majority.is_set)
        rule(cmd, N_("majority"), bound_text(cmd, version, &award->majority, false),
             award->majority.cite);
    if (award->runoff_between)
        rule(cmd, N_("run-off"),
             dy_arena_format(
                 cmd->mem, "%u%s", award->runoff_between,
                 award->runoff_from ? dy_arena_format(cmd->mem, " (%u+)", award->runoff_from) : ""),
             award->runoff_cite);
    if (award->runoff_from)
        rule(cmd, N_("two candidates without a majority"),
             param_text(cmd, &award->two_candidates, phrases_no_majority), award->runoff_cite);
    if (award->turnout.is_set)
        rule(cmd, N_("turnout minimum"), bound_text(cmd, version, &award->turnout, true),
             award->turnout.cite);
    if (award->regions.is_set)
        rule(cmd, N_("regions"),
             dy_arena_format(cmd->mem, "%s %s %s", award->regions.strictly ? ">" : ">=",
                             dy_fraction_text(cmd->mem, award->regions.fraction),
                             award->regions_when ? award->regions_when : ""),
             award->regions.cite);
    if (tier->ties_cite)
        rule(cmd, N_("equal claims"), param_text(cmd, &tier->ties, phrases_tie), tier->ties_cite);
    if (tier->has_ties_two)
        rule(cmd, N_("equal claims of the only two"), param_text(cmd, &tier->ties_two, phrases_tie),
             tier->ties_cite);
    if (tier->has_ties_more)
        rule(cmd, N_("equal claims of more than two"),
             param_text(cmd, &tier->ties_more, phrases_tie), tier->ties_cite);
}

static void show_tier(struct dy_cmd *cmd, const struct dy_law_version *version,
                      const struct dy_law_tier *tier)
{
    const char *seats =
        tier->seats.kind == DY_LAW_SEATS_FIXED ? dy_arena_format(cmd->mem, "%u", tier->seats.n)
        : tier->seats.kind == DY_LAW_SEATS_GIVEN
            ? dy_say(lang_of(cmd), N_("as many as the election gives"))
            : dy_arena_format(cmd->mem, "%s (%s)", dy_fraction_text(cmd->mem, tier->seats.part),
                              tier->seats.round_up ? "up" : "down");
    fprintf(cmd->print.to, "\n%s (%s)\n", pick(cmd, &tier->title, tier->id), tier->id);
    rule(cmd, N_("seats"), seats, tier->seats.cite);
    rule(cmd, N_("area"), tier->area, NULL);
    rule(cmd, N_("ballot"),
         dy_arena_format(cmd->mem, "%s%s", dy_say(lang_of(cmd), phrases_choices[tier->choices]),
                         tier->against_all ? dy_say(lang_of(cmd), N_(", against all")) : ""),
         NULL);
    show_bar(cmd, version, tier);
    show_award(cmd, version, tier);
    for (size_t i = 0; i < tier->n_quotas; i++) {
        const struct dy_law_quota *quota = &tier->quotas[i];
        const char *groups = "";
        for (size_t k = 0; k < quota->n_groups && groups; k++)
            groups = dy_arena_format(cmd->mem, "%s %s", groups, quota->groups[k]);
        rule(cmd, N_("quota of groups"),
             dy_arena_format(
                 cmd->mem, ">= %s %s:%s; %s", dy_fraction_text(cmd->mem, quota->at_least),
                 dy_say(lang_of(cmd), phrases_quota_of[quota->of]), groups ? groups : "",
                 param_text(cmd, &quota->rounding, phrases_rounding)),
             quota->cite);
    }
}

/* "votes + against_all": what a share is the sum of. */
static const char *terms_text(struct dy_cmd *cmd, const struct dy_law_version *version,
                              const struct dy_law_share *share)
{
    static const char *const words[] = {[DY_TERM_VOTES] = "votes",
                                        [DY_TERM_AGAINST_ALL] = "against_all",
                                        [DY_TERM_FIELD] = "",
                                        [DY_TERM_LISTED] = "listed"};
    const char *out = "";
    for (size_t i = 0; i < share->n_terms && out; i++) {
        struct dy_law_term term = share->terms[i];
        const char *word =
            term.kind == DY_TERM_FIELD ? version->fields[term.field].id : words[term.kind];
        out = dy_arena_format(cmd->mem, "%s%s%s", out, *out ? " + " : "", word);
    }
    return out;
}

static void show_shares(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    if (version->n_shares)
        fprintf(cmd->print.to, "\n%s\n", dy_say(lang_of(cmd), N_("Shares")));
    for (size_t i = 0; i < version->n_shares; i++) {
        const struct dy_law_share *share = &version->shares[i];
        const char *terms = terms_text(cmd, version, share);
        rule(cmd, share->id,
             dy_arena_format(cmd->mem, "%s: %s", pick(cmd, &share->title, ""), terms ? terms : ""),
             share->cite);
    }
}

static void show_protocol(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    fprintf(cmd->print.to, "\n%s\n", dy_say(lang_of(cmd), N_("Protocol")));
    for (size_t i = 0; i < version->n_fields; i++)
        rule(cmd, version->fields[i].id, pick(cmd, &version->fields[i].title, ""),
             version->fields[i].cite);
    for (size_t i = 0; i < version->n_controls; i++) {
        const struct dy_law_control *control = &version->controls[i];
        rule(cmd, control->id,
             dy_arena_format(cmd->mem, "%s – %s%s", control->text, pick(cmd, &control->title, ""),
                             control->unverified ? dy_say(lang_of(cmd), N_(" (unverified)")) : ""),
             control->cite);
    }
}

static void show_readings(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    if (version->n_readings)
        fprintf(cmd->print.to, "\n%s\n", dy_say(lang_of(cmd), N_("Readings")));
    for (size_t i = 0; i < version->n_readings; i++) {
        const struct dy_law_reading *reading = &version->readings[i];
        rule(cmd, reading->id, pick(cmd, &reading->question, ""), reading->cite);
        for (size_t k = 0; k < reading->n_options; k++)
            dy_print_wrapped(&cmd->print,
                             strcmp(reading->options[k].id, reading->chosen) ? "    - " : "    * ",
                             "      ",
                             dy_arena_format(cmd->mem, "%s: %s", reading->options[k].id,
                                             pick(cmd, &reading->options[k].text, "")));
        if (strcmp(reading->chosen, "silent") == 0)
            fprintf(cmd->print.to, "    * %s\n", dy_say(lang_of(cmd), N_("none is chosen")));
    }
    if (version->n_silences)
        fprintf(cmd->print.to, "\n%s\n", dy_say(lang_of(cmd), N_("The law does not say")));
    for (size_t i = 0; i < version->n_silences; i++)
        rule(cmd, version->silences[i].when, pick(cmd, &version->silences[i].text, ""),
             version->silences[i].cite);
}

/* "3 days", "at once". */
static const char *term_text(struct dy_cmd *cmd, const struct dy_law_deadline *deadline)
{
    const char *lang = lang_of(cmd);
    struct dy_param n = {"n", number(cmd, deadline->n)};
    const char *text =
        strcmp(deadline->unit, "hours") == 0  ? dy_say_n(lang, "{n} hour", "{n} hours", deadline->n)
        : strcmp(deadline->unit, "days") == 0 ? dy_say_n(lang, "{n} day", "{n} days", deadline->n)
        : strcmp(deadline->unit, "months") == 0
            ? dy_say_n(lang, "{n} month", "{n} months", deadline->n)
            : dy_say_n(lang, "{n} working day", "{n} working days", deadline->n);
    return deadline->n ? dy_say_params(cmd->mem, lang, text, 1, &n) : dy_say(lang, N_("at once"));
}

/* The events that deadlines run from; a law file may name others. */
static const char *event_text(struct dy_cmd *cmd, const char *event)
{
    static const struct {
        const char *id, *text;
    } events[] = {
        {"act", N_("from the act")},
        {"application", N_("from the application")},
        {"check", N_("from the check")},
        {"complaint", N_("from the complaint")},
        {"decision", N_("from the decision")},
        {"election-day", N_("from election day")},
        {"polls-close", N_("from the close of the polls")},
        {"publication", N_("from publication")},
        {"registration", N_("from registration")},
        {"results", N_("from the results")},
        {"signatures", N_("from the signatures")},
        {"station-count", N_("from the count at the station")},
    };
    for (size_t i = 0; i < DY_COUNT_OF(events); i++)
        if (strcmp(events[i].id, event) == 0)
            return dy_say(lang_of(cmd), events[i].text);
    return event;
}

static void show_deadlines(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    if (version->n_deadlines)
        fprintf(cmd->print.to, "\n%s\n", dy_say(lang_of(cmd), N_("Deadlines")));
    for (size_t i = 0; i < version->n_deadlines; i++) {
        const struct dy_law_deadline *deadline = &version->deadlines[i];
        rule(cmd, deadline->id,
             dy_arena_format(cmd->mem, "%s: %s %s%s%s%s%s", pick(cmd, &deadline->title, ""),
                             term_text(cmd, deadline), event_text(cmd, deadline->from),
                             deadline->ends == DY_ENDS_NEXT_WORKING_DAY
                                 ? dy_say(lang_of(cmd), N_(", moved to the next working day"))
                                 : "",
                             deadline->whom ? "; " : "",
                             pick(cmd, &deadline->whom_title, deadline->whom ? deadline->whom : ""),
                             deadline->unverified ? dy_say(lang_of(cmd), N_(" (unverified)")) : ""),
             deadline->cite);
    }
}

static json_t *show_json(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    json_t *tiers = json_array(), *readings = json_array(), *controls = json_array();
    json_t *silent = json_array(), *deadlines = json_array();
    for (size_t i = 0; i < version->n_tiers; i++) {
        const struct dy_law_tier *tier = &version->tiers[i];
        tiers = dy_json_add(tiers, json_pack("{s:s s:s s:s s:b s:s s:s}", "id", tier->id, "title",
                                             pick(cmd, &tier->title, ""), "area", tier->area,
                                             "against_all", tier->against_all, "method",
                                             tier->award.method->name, "cite", tier->award.cite));
    }
    for (size_t i = 0; i < version->n_readings; i++)
        readings = dy_json_add(
            readings, json_pack("{s:s s:s s:s s:s}", "id", version->readings[i].id, "chosen",
                                version->readings[i].chosen, "cite", version->readings[i].cite,
                                "question", pick(cmd, &version->readings[i].question, "")));
    for (size_t i = 0; i < version->n_controls; i++)
        controls = dy_json_add(controls, json_pack("{s:s s:s s:s}", "id", version->controls[i].id,
                                                   "must", version->controls[i].text, "cite",
                                                   version->controls[i].cite));
    for (size_t i = 0; i < version->n_silences; i++)
        silent = dy_json_add(
            silent, json_pack("{s:s s:s s:s* s:s*}", "when", version->silences[i].when, "text",
                              pick(cmd, &version->silences[i].text, ""), "cite",
                              version->silences[i].cite, "reading", version->silences[i].reading));
    for (size_t i = 0; i < version->n_deadlines; i++) {
        const struct dy_law_deadline *of = &version->deadlines[i];
        deadlines =
            dy_json_add(deadlines, json_pack("{s:s s:s s:i s:s s:s s:s* s:s s:b}", "id", of->id,
                                             "title", pick(cmd, &of->title, ""), "n", (int)of->n,
                                             "unit", of->unit, "from", of->from, "whom", of->whom,
                                             "cite", of->cite, "unverified", of->unverified));
    }
    return json_pack("{s:s s:s s:s s:b s:I s:o s:o s:o s:o s:o}", "act", version->act->id, "from",
                     dy_cmd_law_date(cmd, version->from), "source", version->source, "unverified",
                     version->unverified, "seats", (json_int_t)version->body.n, "tiers", tiers,
                     "readings", readings, "controls", controls, "silent", silent, "deadlines",
                     deadlines);
}

int dy_cmd_law_show(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    if (cmd->options[DY_OPT_JSON])
        return dy_cmd_json(cmd, show_json(cmd, version));
    dy_print_wrapped(&cmd->print, "", "",
                     dy_arena_format(cmd->mem, "%s (%s)", pick(cmd, &version->act->title, ""),
                                     version->act->id));
    fprintf(cmd->print.to, "%s – %s%s\n", dy_cmd_law_date(cmd, version->from),
            dy_cmd_law_date(cmd, version->until), dy_cmd_law_mark(cmd, version));
    dy_print_wrapped(&cmd->print, "", "", version->source);
    dy_print_wrapped(&cmd->print, "", "", pick(cmd, &version->note, ""));
    for (size_t i = 0; i < version->n_tiers; i++)
        show_tier(cmd, version, &version->tiers[i]);
    show_shares(cmd, version);
    show_protocol(cmd, version);
    show_readings(cmd, version);
    show_deadlines(cmd, version);
    return 0;
}

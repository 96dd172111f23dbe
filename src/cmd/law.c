/* dauys law: list, show, check, diff. */
#include <string.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "law/diff.h"
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

static const char *date_text(struct dy_cmd *cmd, struct dy_date date)
{
    char text[11];
    dy_date_format(date, text);
    return *text ? dy_arena_copy(cmd->mem, text, strlen(text)) : dy_say(lang_of(cmd), N_("now"));
}

/* --- list --- */

static json_t *versions_json(struct dy_cmd *cmd, const struct dy_law_act *act)
{
    json_t *out = json_array();
    for (size_t i = 0; i < act->n_versions; i++) {
        const struct dy_law_version *version = &act->versions[i];
        out = dy_json_add(
            out, json_pack("{s:s s:s* s:s s:b}", "from", date_text(cmd, version->from), "until",
                           dy_date_is_set(version->until) ? date_text(cmd, version->until) : NULL,
                           "source", version->source, "unverified", version->unverified));
    }
    return out;
}

static int list(struct dy_cmd *cmd)
{
    const struct dy_law_act *const *acts;
    size_t n;
    if (cmd->n_args != 1)
        return dy_cmd_usage(cmd, "usage: dauys law list");
    if (dy_law_list(cmd->mem, dy_cmd_law_dir(cmd, NULL), &n, &acts, &cmd->err))
        return dy_cmd_failed(cmd);
    json_t *all = json_array();
    for (size_t i = 0; i < n; i++) {
        all = dy_json_add(all, json_pack("{s:s s:s s:o}", "act", acts[i]->id, "title",
                                         pick(cmd, &acts[i]->title, ""), "versions",
                                         versions_json(cmd, acts[i])));
        if (cmd->options[DY_OPT_JSON])
            continue;
        dy_print_wrapped(
            &cmd->print, "", "    ",
            dy_arena_format(cmd->mem, "%s: %s", acts[i]->id, pick(cmd, &acts[i]->title, "")));
        for (size_t k = 0; k < acts[i]->n_versions; k++) {
            const struct dy_law_version *version = &acts[i]->versions[k];
            fprintf(cmd->print.to, "    %s – %s%s\n", date_text(cmd, version->from),
                    date_text(cmd, version->until),
                    version->unverified ? dy_say(lang_of(cmd), N_(" (unverified)")) : "");
        }
    }
    if (cmd->options[DY_OPT_JSON])
        return dy_cmd_json(cmd, all);
    json_decref(all);
    return 0;
}

/* --- show --- */

static const char *share_text(struct dy_cmd *cmd, struct dy_fraction f)
{
    if (f.den == 100)
        return dy_arena_format(cmd->mem, "%llu %%", (unsigned long long)f.num);
    return dy_arena_format(cmd->mem, "%llu/%llu", (unsigned long long)f.num,
                           (unsigned long long)f.den);
}

static void rule(struct dy_cmd *cmd, const char *name, const char *text, const char *cite)
{
    char *head = dy_arena_format(cmd->mem, "  %s: ", dy_say(lang_of(cmd), name));
    char *line = dy_arena_format(cmd->mem, "%s%s%s%s", text ? text : "", cite ? " [" : "",
                                 cite ? cite : "", cite ? "]" : "");
    if (head && line)
        dy_print_wrapped(&cmd->print, head, "      ", line);
}

static const char *param_text(struct dy_cmd *cmd, const struct dy_law_param *param,
                              const char *const *words)
{
    const char *word = words[param->value];
    return param->reading ? dy_arena_format(cmd->mem, "%s (%s %s)", word,
                                            dy_say(lang_of(cmd), N_("reading")), param->reading->id)
                          : word;
}

static const char *bound_text(struct dy_cmd *cmd, const struct dy_law_version *version,
                              const struct dy_law_bound *bound, bool with_part)
{
    return dy_arena_format(cmd->mem, "%s%s%s %s %s",
                           with_part ? pick(cmd, &version->shares[bound->part].title, "") : "",
                           with_part ? " " : "",
                           bound->strictly ? ">" : ">=", share_text(cmd, bound->fraction),
                           pick(cmd, &version->shares[bound->whole].title, ""));
}

static void show_bar(struct dy_cmd *cmd, const struct dy_law_version *version,
                     const struct dy_law_tier *tier)
{
    const struct dy_law_bar *bar = &tier->bar;
    for (size_t i = 0; bar->is_set && i < bar->n_rows; i++)
        rule(cmd, N_("bar"),
             dy_arena_format(cmd->mem, "%s %s %s%s",
                             bar->strictly ? ">" : ">=", share_text(cmd, bar->rows[i].fraction),
                             pick(cmd, &version->shares[bar->of].title, ""),
                             bar->n_rows > 1
                                 ? dy_arena_format(cmd->mem, " (%u+)", bar->rows[i].members_from)
                                 : ""),
             bar->cite);
    if (bar->is_set)
        rule(cmd, N_("when no list reaches it"), param_text(cmd, &bar->if_none, dy_words_none),
             bar->cite);
    const struct dy_law_guarantee *guarantee = &tier->guarantee;
    if (guarantee->is_set)
        rule(cmd, N_("guarantee"),
             dy_arena_format(cmd->mem, "%u; x %s; >= %u; %s", guarantee->lists,
                             share_text(cmd, guarantee->factor), guarantee->minimum,
                             param_text(cmd, &guarantee->floor, dy_words_floor)),
             guarantee->cite);
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
             param_text(cmd, &award->two_candidates, dy_words_no_majority), award->runoff_cite);
    if (award->turnout.is_set)
        rule(cmd, N_("turnout minimum"), bound_text(cmd, version, &award->turnout, true),
             award->turnout.cite);
    if (award->regions.is_set)
        rule(cmd, N_("regions"),
             dy_arena_format(cmd->mem, "%s %s %s", award->regions.strictly ? ">" : ">=",
                             share_text(cmd, award->regions.fraction),
                             award->regions_when ? award->regions_when : ""),
             award->regions.cite);
    if (tier->ties_cite)
        rule(cmd, N_("equal claims"), param_text(cmd, &tier->ties, dy_words_tie), tier->ties_cite);
}

static void show_tier(struct dy_cmd *cmd, const struct dy_law_version *version,
                      const struct dy_law_tier *tier)
{
    const char *seats =
        tier->seats.kind == DY_LAW_SEATS_FIXED ? dy_arena_format(cmd->mem, "%u", tier->seats.n)
        : tier->seats.kind == DY_LAW_SEATS_GIVEN
            ? dy_say(lang_of(cmd), N_("as many as the election gives"))
            : dy_arena_format(cmd->mem, "%s (%s)", share_text(cmd, tier->seats.part),
                              tier->seats.round_up ? "up" : "down");
    fprintf(cmd->print.to, "\n%s (%s)\n", pick(cmd, &tier->title, tier->id), tier->id);
    rule(cmd, N_("seats"), seats, tier->seats.cite);
    rule(cmd, N_("area"), tier->area, NULL);
    rule(cmd, N_("ballot"),
         dy_arena_format(cmd->mem, "%s%s", dy_words_choices[tier->choices],
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
             dy_arena_format(cmd->mem, ">= %s %s:%s; %s", share_text(cmd, quota->at_least),
                             dy_words_quota_of[quota->of], groups ? groups : "",
                             param_text(cmd, &quota->rounding, dy_words_rounding)),
             quota->cite);
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

static void show_deadlines(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    if (version->n_deadlines)
        fprintf(cmd->print.to, "\n%s\n", dy_say(lang_of(cmd), N_("Deadlines")));
    for (size_t i = 0; i < version->n_deadlines; i++) {
        const struct dy_law_deadline *deadline = &version->deadlines[i];
        rule(
            cmd, deadline->id,
            dy_arena_format(cmd->mem, "%s: %u %s, %s%s%s", pick(cmd, &deadline->title, ""),
                            deadline->n, deadline->unit, deadline->from, deadline->whom ? "; " : "",
                            pick(cmd, &deadline->whom_title, deadline->whom ? deadline->whom : "")),
            deadline->cite);
    }
}

static json_t *show_json(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    json_t *tiers = json_array(), *readings = json_array(), *controls = json_array();
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
    return json_pack("{s:s s:s s:s s:b s:I s:o s:o s:o}", "act", version->act->id, "from",
                     date_text(cmd, version->from), "source", version->source, "unverified",
                     version->unverified, "seats", (json_int_t)version->body.n, "tiers", tiers,
                     "readings", readings, "controls", controls);
}

/* The version asked for by --on; without it the newest. */
static enum dy_code version_on(struct dy_cmd *cmd, const char *id, const char *day,
                               const struct dy_law_version **out)
{
    const struct dy_law_act *act;
    struct dy_date date;
    enum dy_code code = dy_law_find(cmd->mem, dy_cmd_law_dir(cmd, NULL), id, &act, &cmd->err);
    if (code)
        return code;
    if (!day) {
        *out = &act->versions[act->n_versions - 1];
        return DY_OK;
    }
    if (!dy_date_parse(day, &date))
        return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "\"%.40s\" is no day; one such as 2023-03-19 is needed", day);
    return dy_law_on(act, date, out, &cmd->err);
}

static int show(struct dy_cmd *cmd)
{
    const struct dy_law_version *version;
    if (cmd->n_args != 2)
        return dy_cmd_usage(cmd, "usage: dauys law show ACT [--on DATE]");
    if (version_on(cmd, cmd->args[1], cmd->options[DY_OPT_ON], &version))
        return dy_cmd_failed(cmd);
    if (cmd->options[DY_OPT_JSON])
        return dy_cmd_json(cmd, show_json(cmd, version));
    fprintf(cmd->print.to, "%s (%s)\n", pick(cmd, &version->act->title, ""), version->act->id);
    fprintf(cmd->print.to, "%s – %s%s\n", date_text(cmd, version->from),
            date_text(cmd, version->until),
            version->unverified ? dy_say(lang_of(cmd), N_(" (unverified)")) : "");
    dy_print_wrapped(&cmd->print, "", "", version->source);
    dy_print_wrapped(&cmd->print, "", "", pick(cmd, &version->note, ""));
    for (size_t i = 0; i < version->n_tiers; i++)
        show_tier(cmd, version, &version->tiers[i]);
    show_protocol(cmd, version);
    show_readings(cmd, version);
    show_deadlines(cmd, version);
    return 0;
}

/* --- check --- */

/* An act, or the calendar that stands beside the acts of its country. */
static enum dy_code check_file(struct dy_cmd *cmd, struct dy_arena *mem, const char *path)
{
    const struct dy_calendar *calendar;
    const struct dy_law_act *act;
    const char *slash = strrchr(path, '/');
    if (strcmp(slash ? slash + 1 : path, DY_LAW_CALENDAR_FILE) == 0)
        return dy_law_calendar_read(mem, path, &calendar, &cmd->err);
    return dy_law_read(mem, path, &act, &cmd->err);
}

static int check(struct dy_cmd *cmd)
{
    int worst = 0;
    if (cmd->n_args < 2)
        return dy_cmd_usage(cmd, "usage: dauys law check FILE...");
    for (size_t i = 1; i < cmd->n_args; i++) {
        struct dy_arena mem;
        dy_arena_init(&mem);
        cmd->err = (struct dy_err){0};
        if (check_file(cmd, &mem, cmd->args[i]))
            worst = dy_cmd_failed(cmd);
        else
            fprintf(cmd->print.to, "%s: %s\n", cmd->args[i], dy_say(lang_of(cmd), N_("ok")));
        dy_arena_finish(&mem);
    }
    return worst;
}

/* --- diff --- */

static const char *change_text(struct dy_cmd *cmd, const struct dy_law_change *change)
{
    const char *lang = lang_of(cmd);
    struct dy_param params[] = {{"subject", *change->subject ? dy_say(lang, change->subject) : ""},
                                {"before", *change->before ? dy_say(lang, change->before) : ""},
                                {"after", *change->after ? dy_say(lang, change->after) : ""}};
    const char *text = dy_say_params(cmd->mem, lang, change->message, DY_COUNT_OF(params), params);
    return change->cite && text ? dy_arena_format(cmd->mem, "%s [%s]", text, change->cite) : text;
}

static int diff(struct dy_cmd *cmd)
{
    const struct dy_law_version *before, *after;
    const struct dy_law_change *changes;
    size_t n;
    if (cmd->n_args != 3 || !cmd->options[DY_OPT_BETWEEN])
        return dy_cmd_usage(cmd, "usage: dauys law diff ACT --between DATE DATE");
    enum dy_code code = version_on(cmd, cmd->args[1], cmd->options[DY_OPT_BETWEEN], &before);
    if (!code)
        code = version_on(cmd, cmd->args[1], cmd->args[2], &after);
    if (!code) /* each reads the act anew: the same version is the same first day */
        code = dy_law_diff(cmd->mem, before,
                           dy_date_compare(before->from, after->from) ? after : before, &n,
                           &changes, &cmd->err);
    if (code)
        return dy_cmd_failed(cmd);
    json_t *all = json_array();
    for (size_t i = 0; i < n; i++) {
        all = dy_json_add(all,
                          json_pack("{s:s s:s s:s s:s* s:s*}", "subject", changes[i].subject,
                                    "before", changes[i].before, "after", changes[i].after, "text",
                                    change_text(cmd, &changes[i]), "cite", changes[i].cite));
        if (!cmd->options[DY_OPT_JSON])
            dy_print_wrapped(&cmd->print, "* ", "  ", change_text(cmd, &changes[i]));
    }
    if (cmd->options[DY_OPT_JSON])
        return dy_cmd_json(cmd, all);
    json_decref(all);
    if (n == 0)
        fprintf(cmd->print.to, "%s\n", dy_say(lang_of(cmd), N_("nothing changed")));
    return 0;
}

int dy_cmd_law(struct dy_cmd *cmd)
{
    static const struct {
        const char *name;
        int (*run)(struct dy_cmd *);
    } verbs[] = {{"list", list}, {"show", show}, {"check", check}, {"diff", diff}};
    for (size_t i = 0; i < DY_COUNT_OF(verbs); i++)
        if (strcmp(cmd->args[0], verbs[i].name) == 0)
            return verbs[i].run(cmd);
    return dy_cmd_usage(cmd, "dauys law has no \"%.40s\"; list, show, check and diff there are",
                        cmd->args[0]);
}

/* dauys law: list, show, check, diff. */
#include <string.h>

#include "base/say.h"
#include "cmd/cmd.h"
#include "data/file.h"
#include "law/procedure_text.h"
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

const char *dy_cmd_law_date(struct dy_cmd *cmd, struct dy_date date)
{
    char text[11];
    dy_date_format(date, text);
    return *text ? dy_arena_copy(cmd->mem, text, strlen(text)) : dy_say(lang_of(cmd), N_("now"));
}

const char *dy_cmd_law_mark(struct dy_cmd *cmd, const struct dy_law_version *version)
{
    return version->unverified        ? dy_say(lang_of(cmd), N_(" (unverified)"))
           : version->days_unverified ? dy_say(lang_of(cmd), N_(" (days unverified)"))
                                      : "";
}

const char *dy_cmd_procedure_mark(struct dy_cmd *cmd, const struct dy_procedure_version *version)
{
    struct dy_law_version marked = {.unverified = version->unverified,
                                    .days_unverified = version->days_unverified};
    return dy_cmd_law_mark(cmd, &marked);
}

/* Is that file a procedure? Anything wrong about it is for the reader of acts to say. */
static bool is_procedure(struct dy_arena *mem, const char *path)
{
    struct dy_err err = {0};
    char *bytes;
    size_t n;
    return !dy_file_read(mem, path, dy_law_limits_default.bytes, &bytes, &n, &err) &&
           dy_procedure_is_one(bytes, n);
}

static bool names_procedure(struct dy_cmd *cmd, const char *id)
{
    char *path = dy_arena_format(cmd->mem, "%s/%s.yaml", dy_cmd_law_dir(cmd, NULL), id);
    return path && is_procedure(cmd->mem, path);
}

/* --- list --- */

/* With --on, only what is in force on that day. */
static bool in_force(struct dy_date from, struct dy_date until, const struct dy_date *day)
{
    return !day || (dy_date_compare(from, *day) <= 0 &&
                    (!dy_date_is_set(until) || dy_date_compare(*day, until) <= 0));
}

static bool is_asked_for(const struct dy_law_version *version, const struct dy_date *day)
{
    return in_force(version->from, version->until, day);
}

static json_t *versions_json(struct dy_cmd *cmd, const struct dy_law_act *act,
                             const struct dy_date *day)
{
    json_t *out = json_array();
    for (size_t i = 0; i < act->n_versions; i++) {
        const struct dy_law_version *version = &act->versions[i];
        if (!is_asked_for(version, day))
            continue;
        out = dy_json_add(
            out,
            json_pack("{s:s s:s* s:s s:b}", "from", dy_cmd_law_date(cmd, version->from), "until",
                      dy_date_is_set(version->until) ? dy_cmd_law_date(cmd, version->until) : NULL,
                      "source", version->source, "unverified", version->unverified));
    }
    return out;
}

static void print_act(struct dy_cmd *cmd, const struct dy_law_act *act, const struct dy_date *day)
{
    dy_print_wrapped(&cmd->print, "", "    ",
                     dy_arena_format(cmd->mem, "%s: %s", act->id, pick(cmd, &act->title, "")));
    for (size_t i = 0; i < act->n_versions; i++)
        if (is_asked_for(&act->versions[i], day))
            fprintf(cmd->print.to, "    %s – %s%s\n", dy_cmd_law_date(cmd, act->versions[i].from),
                    dy_cmd_law_date(cmd, act->versions[i].until),
                    dy_cmd_law_mark(cmd, &act->versions[i]));
}

static json_t *procedure_json(struct dy_cmd *cmd, const struct dy_procedure *procedure,
                              const struct dy_date *day)
{
    json_t *out = json_array();
    for (size_t i = 0; i < procedure->n_versions; i++) {
        const struct dy_procedure_version *version = &procedure->versions[i];
        if (!in_force(version->from, version->until, day))
            continue;
        out = dy_json_add(
            out,
            json_pack("{s:s s:s* s:s s:b}", "from", dy_cmd_law_date(cmd, version->from), "until",
                      dy_date_is_set(version->until) ? dy_cmd_law_date(cmd, version->until) : NULL,
                      "source", version->source, "unverified", version->unverified));
    }
    return out;
}

static void print_procedure(struct dy_cmd *cmd, const struct dy_procedure *procedure,
                            const struct dy_date *day)
{
    dy_print_wrapped(
        &cmd->print, "", "    ",
        dy_arena_format(cmd->mem, "%s: %s", procedure->id, pick(cmd, &procedure->title, "")));
    for (size_t i = 0; i < procedure->n_versions; i++) {
        const struct dy_procedure_version *version = &procedure->versions[i];
        if (in_force(version->from, version->until, day))
            fprintf(cmd->print.to, "    %s – %s%s\n", dy_cmd_law_date(cmd, version->from),
                    dy_cmd_law_date(cmd, version->until), dy_cmd_procedure_mark(cmd, version));
    }
}

/* Procedures stand behind the acts. */
static enum dy_code list_procedures(struct dy_cmd *cmd, const struct dy_date *day, json_t **all)
{
    const struct dy_procedure *const *of;
    bool said = false;
    size_t n;
    enum dy_code code = dy_procedure_list(cmd->mem, dy_cmd_law_dir(cmd, NULL), &n, &of, &cmd->err);
    for (size_t i = 0; i < n && !code; i++) {
        json_t *versions = procedure_json(cmd, of[i], day);
        if (json_array_size(versions) == 0) {
            json_decref(versions);
            continue;
        }
        if (!cmd->options[DY_OPT_JSON] && !said)
            fprintf(cmd->print.to, "\n%s\n", dy_say(lang_of(cmd), N_("Procedures")));
        said = true;
        if (!cmd->options[DY_OPT_JSON])
            print_procedure(cmd, of[i], day);
        *all = dy_json_add(*all, json_pack("{s:s s:s s:o}", "procedure", of[i]->id, "title",
                                           pick(cmd, &of[i]->title, ""), "versions", versions));
    }
    return code;
}

static int list(struct dy_cmd *cmd)
{
    const struct dy_law_act *const *acts;
    const char *on = cmd->options[DY_OPT_ON];
    struct dy_date day;
    size_t n;
    if (cmd->n_args != 1)
        return dy_cmd_usage(cmd, "usage: dauys law list [--on DATE]");
    if (on && !dy_date_parse(on, &day))
        return dy_cmd_usage(cmd, "--on is \"%.40s\"; a day such as 2023-03-19 is needed", on);
    if (dy_law_list(cmd->mem, dy_cmd_law_dir(cmd, NULL), &n, &acts, &cmd->err))
        return dy_cmd_failed(cmd);
    json_t *all = json_array();
    for (size_t i = 0; i < n; i++) {
        json_t *versions = versions_json(cmd, acts[i], on ? &day : NULL);
        bool any = json_array_size(versions) > 0;
        if (any && !cmd->options[DY_OPT_JSON])
            print_act(cmd, acts[i], on ? &day : NULL);
        if (any)
            all = dy_json_add(all, json_pack("{s:s s:s s:o}", "act", acts[i]->id, "title",
                                             pick(cmd, &acts[i]->title, ""), "versions", versions));
        else
            json_decref(versions);
    }
    if (list_procedures(cmd, on ? &day : NULL, &all)) {
        json_decref(all);
        return dy_cmd_failed(cmd);
    }
    if (cmd->options[DY_OPT_JSON])
        return dy_cmd_json(cmd, all);
    json_decref(all);
    return 0;
}

/* --- show --- */

static enum dy_code parse_day(struct dy_cmd *cmd, const char *day, struct dy_date *out)
{
    if (dy_date_parse(day, out))
        return DY_OK;
    return dy_fail(&cmd->err, DY_E_USAGE, (struct dy_span){0}, NULL,
                   "\"%.40s\" is no day; one such as 2023-03-19 is needed", day);
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
    code = parse_day(cmd, day, &date);
    return code ? code : dy_law_on(act, date, out, &cmd->err);
}

static enum dy_code procedure_on(struct dy_cmd *cmd, const char *id, const char *day,
                                 const struct dy_procedure_version **out)
{
    const struct dy_procedure *of;
    struct dy_date date;
    enum dy_code code = dy_procedure_find(cmd->mem, dy_cmd_law_dir(cmd, NULL), id, &of, &cmd->err);
    if (code)
        return code;
    if (!day) {
        *out = &of->versions[of->n_versions - 1];
        return DY_OK;
    }
    code = parse_day(cmd, day, &date);
    return code ? code : dy_procedure_on(of, date, out, &cmd->err);
}

static int show(struct dy_cmd *cmd)
{
    const struct dy_law_version *version;
    const struct dy_procedure_version *procedure;
    if (cmd->n_args != 2)
        return dy_cmd_usage(cmd, "usage: dauys law show ACT [--on DATE]");
    if (names_procedure(cmd, cmd->args[1]))
        return procedure_on(cmd, cmd->args[1], cmd->options[DY_OPT_ON], &procedure)
                   ? dy_cmd_failed(cmd)
                   : dy_cmd_procedure_show(cmd, procedure);
    if (version_on(cmd, cmd->args[1], cmd->options[DY_OPT_ON], &version))
        return dy_cmd_failed(cmd);
    return dy_cmd_law_show(cmd, version);
}

/* --- check --- */

static enum dy_code check_procedure(struct dy_cmd *cmd, struct dy_arena *mem, const char *path)
{
    const struct dy_procedure *procedure;
    const struct dy_procedure_remark *remarks;
    size_t n = 0;
    enum dy_code code = dy_procedure_read(mem, path, &procedure, &cmd->err);
    if (!code)
        code = dy_procedure_remarks(mem, procedure, &n, &remarks, &cmd->err);
    for (size_t i = 0; i < n && !code; i++) {
        struct dy_param id = {"id", remarks[i].id};
        fprintf(cmd->print.to, "%s: %s: %s\n", path, dy_cmd_law_date(cmd, remarks[i].version->from),
                dy_say_params(mem, lang_of(cmd), remarks[i].message, 1, &id));
    }
    return code;
}

/* An act, a procedure, or the calendar that stands beside the acts of its country. */
static enum dy_code check_file(struct dy_cmd *cmd, struct dy_arena *mem, const char *path)
{
    const struct dy_calendar *calendar;
    const struct dy_law_act *act;
    const char *slash = strrchr(path, '/');
    if (strcmp(slash ? slash + 1 : path, DY_LAW_CALENDAR_FILE) == 0)
        return dy_law_calendar_read(mem, path, &calendar, &cmd->err);
    if (is_procedure(mem, path))
        return check_procedure(cmd, mem, path);
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
    if (change->names && text)
        text = dy_arena_format(cmd->mem, "%s: %s", text, pick(cmd, change->names, ""));
    return change->cite && text ? dy_arena_format(cmd->mem, "%s [%s]", text, change->cite) : text;
}

static enum dy_code changes_of_act(struct dy_cmd *cmd, const char *act, const char *until,
                                   size_t *n, const struct dy_law_change **out)
{
    const struct dy_law_version *before, *after;
    enum dy_code code = version_on(cmd, act, cmd->options[DY_OPT_BETWEEN], &before);
    if (!code)
        code = version_on(cmd, act, until, &after);
    if (code) /* each reads the act anew: the same version is the same first day */
        return code;
    return dy_law_diff(cmd->mem, before,
                       dy_date_compare(before->from, after->from) ? after : before, n, out,
                       &cmd->err);
}

static enum dy_code changes_of_procedure(struct dy_cmd *cmd, const char *id, const char *until,
                                         size_t *n, const struct dy_law_change **out)
{
    const struct dy_procedure_version *before, *after;
    enum dy_code code = procedure_on(cmd, id, cmd->options[DY_OPT_BETWEEN], &before);
    if (!code)
        code = procedure_on(cmd, id, until, &after);
    if (code)
        return code;
    return dy_procedure_diff(cmd->mem, before,
                             dy_date_compare(before->from, after->from) ? after : before, n, out,
                             &cmd->err);
}

static int diff(struct dy_cmd *cmd)
{
    const struct dy_law_change *changes;
    size_t n;
    if (cmd->n_args != 3 || !cmd->options[DY_OPT_BETWEEN])
        return dy_cmd_usage(cmd, "usage: dauys law diff ACT --between DATE DATE");
    /* "--between DATE DATE" may stand before the act: its second day is an argument like the act */
    struct dy_date date;
    bool day_first = dy_date_parse(cmd->args[1], &date);
    const char *act = cmd->args[day_first ? 2 : 1], *until = cmd->args[day_first ? 1 : 2];
    enum dy_code code = names_procedure(cmd, act)
                            ? changes_of_procedure(cmd, act, until, &n, &changes)
                            : changes_of_act(cmd, act, until, &n, &changes);
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

/* dauys law show for procedures: who opens a case, steps, acts, thresholds, deadlines, gaps. */
#include <string.h>

#include "base/say.h"
#include "cmd/cmd.h"
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

static void rule(struct dy_cmd *cmd, const char *id, const char *text, const char *cite,
                 bool unverified)
{
    char *head = dy_arena_format(cmd->mem, "  %s: ", id);
    char *line = dy_arena_format(cmd->mem, "%s%s%s%s%s", text ? text : "", cite ? " [" : "",
                                 cite ? cite : "", cite ? "]" : "",
                                 unverified ? dy_say(lang_of(cmd), N_(" (unverified)")) : "");
    if (head && line)
        dy_print_wrapped(&cmd->print, head, "      ", line);
}

static void heading(struct dy_cmd *cmd, size_t n, const char *text)
{
    if (n)
        fprintf(cmd->print.to, "\n%s\n", dy_say(lang_of(cmd), text));
}

static const char *with(struct dy_cmd *cmd, const char *text, const char *name, const char *more)
{
    const char *out =
        *more ? dy_arena_format(cmd->mem, "%s; %s: %s", text, dy_say(lang_of(cmd), name), more)
              : text;
    return out ? out : "";
}

/* --- parts --- */

static const char *roles_text(struct dy_cmd *cmd, const struct dy_procedure_version *law,
                              const struct dy_procedure_act *act)
{
    const char *out = "";
    for (size_t i = 0; i < act->n_roles && out; i++)
        out = dy_arena_format(cmd->mem, "%s%s%s", out, i ? ", " : "",
                              pick(cmd, &law->roles[act->roles[i]].title, ""));
    return out ? out : "";
}

static void show_act(struct dy_cmd *cmd, const struct dy_procedure_version *law,
                     const struct dy_procedure_act *act)
{
    const char *text = pick(cmd, &act->title, act->id);
    text = with(cmd, text, N_("by"), roles_text(cmd, law, act));
    text = with(cmd, text, N_("from"),
                dy_procedure_ids_text(cmd->mem, law, DY_TEXT_STEPS, act->n_from, act->from));
    text = with(cmd, text, N_("to"), act->to == DY_NO_PART ? "" : law->steps[act->to].id);
    text = with(cmd, text, N_("needs"),
                dy_procedure_ids_text(cmd->mem, law, DY_TEXT_FIELDS, act->n_needs, act->needs));
    text = with(cmd, text, N_("may say"),
                dy_procedure_ids_text(cmd->mem, law, DY_TEXT_FIELDS, act->n_may, act->may));
    text = with(cmd, text, N_("only if"),
                dy_procedure_conditions_text(cmd->mem, law, act->n_conditions, act->conditions));
    rule(cmd, act->id, text, act->cite, act->unverified);
}

static const char *appeal_text(struct dy_cmd *cmd, const struct dy_procedure_appeal *appeal)
{
    if (appeal->kind == DY_APPEAL_SILENT)
        return dy_say(lang_of(cmd), N_("the law does not say"));
    if (appeal->kind != DY_APPEAL_OPEN)
        return "";
    const char *text = pick(cmd, &appeal->whom, "");
    if (appeal->has_term)
        text = dy_arena_format(cmd->mem, "%s, %s", text,
                               dy_procedure_period_text(cmd->mem, appeal->term));
    return text ? text : "";
}

static void show_step(struct dy_cmd *cmd, const struct dy_procedure_step *step)
{
    const char *text = pick(cmd, &step->title, step->id), *reasons = "";
    for (size_t i = 0; i < step->n_reasons && reasons; i++)
        reasons = dy_arena_format(cmd->mem, "%s%s%s", reasons, i ? ", " : "",
                                  pick(cmd, &step->reasons[i].title, ""));
    text = with(cmd, text, N_("an end"), step->end ? dy_result_name(step->result) : "");
    text = with(cmd, text, N_("reasons"), reasons ? reasons : "");
    text = with(cmd, text, N_("appeal"), appeal_text(cmd, &step->appeal));
    rule(cmd, step->id, text, step->cite, step->unverified || step->appeal.unverified);
}

static void show_threshold(struct dy_cmd *cmd, const struct dy_procedure_version *law,
                           const struct dy_procedure_threshold *of)
{
    rule(cmd, of->id, pick(cmd, &of->title, ""), of->cite, of->unverified);
    for (size_t i = 0; i < of->n_rows; i++)
        rule(cmd, "  -", dy_procedure_row_text(cmd->mem, law, &of->rows[i]), of->rows[i].cite,
             of->rows[i].unverified);
    if (of->areas.is_set)
        rule(cmd, "  -", dy_procedure_areas_text(cmd->mem, law, &of->areas), of->areas.cite,
             of->areas.unverified);
}

static void show_clock(struct dy_cmd *cmd, const struct dy_procedure_version *law,
                       const struct dy_procedure_clock *of)
{
    const char *text = pick(cmd, &of->title, of->id);
    text = with(cmd, text, N_("who"), pick(cmd, &law->roles[of->role].title, ""));
    text = with(cmd, text, N_("from"),
                of->start_step != DY_NO_PART
                    ? law->steps[of->start_step].id
                    : dy_procedure_ids_text(cmd->mem, law, DY_TEXT_ACTS, of->n_starts, of->starts));
    text = with(cmd, text, N_("until"),
                dy_procedure_ids_text(cmd->mem, law, DY_TEXT_ACTS, of->n_stops, of->stops));
    rule(cmd, of->id, text, of->cite, of->unverified);
    for (size_t i = 0; i < of->n_terms; i++)
        rule(cmd, "  -", dy_procedure_term_text(cmd->mem, law, &of->terms[i]), of->terms[i].cite,
             of->terms[i].unverified);
    if (of->extension.act != DY_NO_PART)
        rule(cmd, dy_say(lang_of(cmd), N_("  extended")),
             dy_arena_format(
                 cmd->mem, "%s, %u x %s", law->acts[of->extension.act].id, of->extension.times,
                 of->extension.has_term ? dy_procedure_period_text(cmd->mem, of->extension.term)
                                        : law->fields[of->extension.until].id),
             of->extension.cite, of->extension.unverified);
    if (of->has_silence)
        rule(cmd, dy_say(lang_of(cmd), N_("  silence means")),
             pick(cmd, &law->steps[of->silence].title, ""), of->silence_cite,
             of->silence_unverified);
}

static void show_fields(struct dy_cmd *cmd, const struct dy_procedure_version *law)
{
    heading(cmd, law->n_fields, N_("What acts say"));
    for (size_t i = 0; i < law->n_fields; i++) {
        const struct dy_procedure_field *of = &law->fields[i];
        rule(cmd, of->id,
             dy_arena_format(cmd->mem, "%s (%s, %s)", pick(cmd, &of->title, ""),
                             dy_field_type_name(of->type),
                             dy_say(lang_of(cmd), of->is_public ? N_("public") : N_("private"))),
             of->cite, false);
    }
}

/* --- JSON --- */

static json_t *steps_json(struct dy_cmd *cmd, const struct dy_procedure_version *law)
{
    json_t *out = json_array();
    for (size_t i = 0; i < law->n_steps; i++) {
        const struct dy_procedure_step *of = &law->steps[i];
        out = dy_json_add(out, json_pack("{s:s s:s s:b s:s s:s s:s* s:b}", "id", of->id, "title",
                                         pick(cmd, &of->title, ""), "end", of->end, "result",
                                         dy_result_name(of->result), "appeal",
                                         appeal_text(cmd, &of->appeal), "cite", of->cite,
                                         "unverified", of->unverified));
    }
    return out;
}

static json_t *acts_json(struct dy_cmd *cmd, const struct dy_procedure_version *law)
{
    json_t *out = json_array();
    for (size_t i = 0; i < law->n_acts; i++) {
        const struct dy_procedure_act *of = &law->acts[i];
        out = dy_json_add(
            out,
            json_pack(
                "{s:s s:s s:s s:b s:s s:s* s:s s:s s:s s:s s:b}", "id", of->id, "title",
                pick(cmd, &of->title, ""), "by",
                dy_procedure_ids_text(cmd->mem, law, DY_TEXT_ROLES, of->n_roles, of->roles),
                "opens", of->opens, "from",
                dy_procedure_ids_text(cmd->mem, law, DY_TEXT_STEPS, of->n_from, of->from), "to",
                of->to == DY_NO_PART ? NULL : law->steps[of->to].id, "needs",
                dy_procedure_ids_text(cmd->mem, law, DY_TEXT_FIELDS, of->n_needs, of->needs), "may",
                dy_procedure_ids_text(cmd->mem, law, DY_TEXT_FIELDS, of->n_may, of->may), "if",
                dy_procedure_conditions_text(cmd->mem, law, of->n_conditions, of->conditions),
                "cite", of->cite, "unverified", of->unverified));
    }
    return out;
}

static json_t *clocks_json(struct dy_cmd *cmd, const struct dy_procedure_version *law)
{
    json_t *out = json_array();
    for (size_t i = 0; i < law->n_clocks; i++) {
        const struct dy_procedure_clock *of = &law->clocks[i];
        json_t *terms = json_array();
        for (size_t k = 0; k < of->n_terms; k++)
            terms = dy_json_add(
                terms, json_pack("{s:s s:s s:b}", "term",
                                 dy_procedure_term_text(cmd->mem, law, &of->terms[k]), "cite",
                                 of->terms[k].cite, "unverified", of->terms[k].unverified));
        out = dy_json_add(out, json_pack("{s:s s:s s:s s:o s:s* s:s s:b}", "id", of->id, "title",
                                         pick(cmd, &of->title, ""), "who", law->roles[of->role].id,
                                         "terms", terms, "silence",
                                         of->has_silence ? law->steps[of->silence].id : NULL,
                                         "cite", of->cite, "unverified", of->unverified));
    }
    return out;
}

static json_t *thresholds_json(struct dy_cmd *cmd, const struct dy_procedure_version *law)
{
    json_t *out = json_array();
    for (size_t i = 0; i < law->n_thresholds; i++) {
        const struct dy_procedure_threshold *of = &law->thresholds[i];
        json_t *rows = json_array();
        for (size_t k = 0; k < of->n_rows; k++)
            rows = dy_json_add(rows,
                               json_pack("{s:s s:s s:b}", "needed",
                                         dy_procedure_row_text(cmd->mem, law, &of->rows[k]), "cite",
                                         of->rows[k].cite, "unverified", of->rows[k].unverified));
        out = dy_json_add(out, json_pack("{s:s s:s s:o s:s s:s s:b}", "id", of->id, "title",
                                         pick(cmd, &of->title, ""), "rows", rows, "areas",
                                         dy_procedure_areas_text(cmd->mem, law, &of->areas), "cite",
                                         of->cite, "unverified", of->unverified));
    }
    return out;
}

static json_t *fields_json(struct dy_cmd *cmd, const struct dy_procedure_version *law)
{
    json_t *out = json_array();
    for (size_t i = 0; i < law->n_fields; i++) {
        const struct dy_procedure_field *of = &law->fields[i];
        out = dy_json_add(out, json_pack("{s:s s:s s:s s:b}", "id", of->id, "title",
                                         pick(cmd, &of->title, ""), "type",
                                         dy_field_type_name(of->type), "public", of->is_public));
    }
    return out;
}

static json_t *show_json(struct dy_cmd *cmd, const struct dy_procedure_version *law)
{
    json_t *silent = json_array();
    for (size_t i = 0; i < law->n_silences; i++)
        silent = dy_json_add(silent,
                             json_pack("{s:s s:s*}", "text", pick(cmd, &law->silences[i].text, ""),
                                       "cite", law->silences[i].cite));
    return json_pack("{s:s s:s s:s s:s s:b s:o s:o s:o s:o s:o s:o}", "procedure",
                     law->procedure->id, "title", pick(cmd, &law->procedure->title, ""), "from",
                     dy_cmd_law_date(cmd, law->from), "source", law->source, "unverified",
                     law->unverified, "steps", steps_json(cmd, law), "acts", acts_json(cmd, law),
                     "fields", fields_json(cmd, law), "thresholds", thresholds_json(cmd, law),
                     "clocks", clocks_json(cmd, law), "silent", silent);
}

int dy_cmd_procedure_show(struct dy_cmd *cmd, const struct dy_procedure_version *law)
{
    if (cmd->options[DY_OPT_JSON])
        return dy_cmd_json(cmd, show_json(cmd, law));
    dy_print_wrapped(&cmd->print, "", "",
                     dy_arena_format(cmd->mem, "%s (%s)", pick(cmd, &law->procedure->title, ""),
                                     law->procedure->id));
    fprintf(cmd->print.to, "%s – %s%s\n", dy_cmd_law_date(cmd, law->from),
            dy_cmd_law_date(cmd, law->until), dy_cmd_procedure_mark(cmd, law));
    dy_print_wrapped(&cmd->print, "", "", law->source);
    if (law->note.n)
        dy_print_wrapped(&cmd->print, "", "", pick(cmd, &law->note, ""));
    heading(cmd, law->n_steps, N_("Steps"));
    for (size_t i = 0; i < law->n_steps; i++)
        show_step(cmd, &law->steps[i]);
    heading(cmd, law->n_acts, N_("Acts"));
    for (size_t i = 0; i < law->n_acts; i++)
        show_act(cmd, law, &law->acts[i]);
    heading(cmd, law->n_thresholds, N_("Thresholds"));
    for (size_t i = 0; i < law->n_thresholds; i++)
        show_threshold(cmd, law, &law->thresholds[i]);
    heading(cmd, law->n_clocks, N_("Deadlines"));
    for (size_t i = 0; i < law->n_clocks; i++)
        show_clock(cmd, law, &law->clocks[i]);
    show_fields(cmd, law);
    heading(cmd, law->n_silences, N_("The law does not say"));
    for (size_t i = 0; i < law->n_silences; i++)
        rule(cmd, "-", pick(cmd, &law->silences[i].text, ""), law->silences[i].cite, false);
    return 0;
}

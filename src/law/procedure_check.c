/*
 * Does a procedure hold together? Every step can be reached, from every step there is a way to an
 * end, every part is used. A clock's silence may lead on from wherever the case has got to.
 */
#include <string.h>

#include "base/say.h"
#include "law/procedure_read.h"

struct graph {
    const struct dy_procedure_version *law;
    bool *reached; /* [n_steps] from an opening */
    bool *ends;    /* [n_steps] a way to an end */
    bool *done;    /* [n_acts] may happen */
};

static bool any_step(const struct dy_procedure_act *act, const bool *steps)
{
    for (size_t i = 0; i < act->n_from; i++)
        if (steps[act->from[i]])
            return true;
    return false;
}

/* May the clock ever run? */
static bool may_run(const struct graph *in, const struct dy_procedure_clock *clock)
{
    bool runs = clock->start_step != DY_NO_PART && in->reached[clock->start_step];
    for (size_t i = 0; i < clock->n_starts; i++)
        runs |= in->done[clock->starts[i]];
    return runs;
}

static bool mark(bool *what)
{
    bool changed = !*what;
    *what = true;
    return changed;
}

static bool spread_reached(const struct graph *in)
{
    const struct dy_procedure_version *law = in->law;
    bool changed = false;
    for (size_t i = 0; i < law->n_acts; i++) {
        const struct dy_procedure_act *act = &law->acts[i];
        if (!act->opens && !any_step(act, in->reached))
            continue;
        changed |= mark(&in->done[i]);
        if (act->to != DY_NO_PART)
            changed |= mark(&in->reached[act->to]);
    }
    for (size_t i = 0; i < law->n_clocks; i++)
        if (law->clocks[i].has_silence && may_run(in, &law->clocks[i]))
            changed |= mark(&in->reached[law->clocks[i].silence]);
    return changed;
}

/* A silence leads on from the steps in which its clock may have been started, or runs on. */
static bool silence_from(const struct graph *in, const struct dy_procedure_clock *clock, size_t s)
{
    const struct dy_procedure_version *law = in->law;
    if (clock->start_step == s)
        return true;
    for (size_t i = 0; i < clock->n_starts; i++) {
        const struct dy_procedure_act *act = &law->acts[clock->starts[i]];
        if (act->to == s)
            return true;
        for (size_t k = 0; act->to == DY_NO_PART && k < act->n_from; k++)
            if (act->from[k] == s)
                return true;
    }
    return false;
}

static bool spread_ends(const struct graph *in)
{
    const struct dy_procedure_version *law = in->law;
    bool changed = false;
    for (size_t i = 0; i < law->n_acts; i++) {
        const struct dy_procedure_act *act = &law->acts[i];
        if (act->to == DY_NO_PART || !in->ends[act->to])
            continue;
        for (size_t k = 0; k < act->n_from; k++)
            changed |= mark(&in->ends[act->from[k]]);
    }
    for (size_t i = 0; i < law->n_clocks; i++)
        for (size_t s = 0; s < law->n_steps; s++)
            if (law->clocks[i].has_silence && in->ends[law->clocks[i].silence] &&
                silence_from(in, &law->clocks[i], s))
                changed |= mark(&in->ends[s]);
    return changed;
}

static const struct dy_yaml *entry_of(const struct dy_yaml *map, enum dy_part part, size_t i)
{
    return dy_yaml_find(map, dy_part_key(part))->entries[i].value;
}

static enum dy_code check_steps(struct dy_procedure_reader *in, const struct dy_yaml *map,
                                const struct graph *graph)
{
    for (size_t i = 0; i < in->version->n_steps; i++) {
        if (!graph->reached[i])
            return dy_yaml_fail(entry_of(map, DY_PART_STEP, i), in->law.err,
                                "is a step that no act and no silence leads to");
        if (!graph->ends[i])
            return dy_yaml_fail(entry_of(map, DY_PART_STEP, i), in->law.err,
                                "is a step without an end: no way leads on from it to a step with "
                                "\"end: true\"");
    }
    return DY_OK;
}

static bool has(size_t n, const uint32_t *list, uint32_t id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == id)
            return true;
    return false;
}

/* Roles act or answer for a clock; fields are said by an act. */
static bool is_used(const struct dy_procedure_version *law, enum dy_part part, uint32_t id)
{
    bool used = false;
    for (size_t i = 0; i < law->n_acts; i++) {
        const struct dy_procedure_act *act = &law->acts[i];
        used |= part == DY_PART_ROLE
                    ? has(act->n_roles, act->roles, id)
                    : has(act->n_needs, act->needs, id) || has(act->n_may, act->may, id);
    }
    for (size_t i = 0; part == DY_PART_ROLE && i < law->n_clocks; i++)
        used |= law->clocks[i].role == id;
    return used;
}

static enum dy_code check_used(struct dy_procedure_reader *in, const struct dy_yaml *map)
{
    for (uint32_t i = 0; i < in->version->n_roles; i++)
        if (!is_used(in->version, DY_PART_ROLE, i))
            return dy_yaml_fail(entry_of(map, DY_PART_ROLE, i), in->law.err,
                                "is a role that does nothing; an act \"by\" it or a clock whose "
                                "\"who\" it is is needed");
    for (uint32_t i = 0; i < in->version->n_fields; i++)
        if (!is_used(in->version, DY_PART_FIELD, i))
            return dy_yaml_fail(entry_of(map, DY_PART_FIELD, i), in->law.err,
                                "is a field that no act says (\"needs\", \"may\")");
    return DY_OK;
}

/* What a clock is counted from, and the new last day of an extension, its acts have to say. */
static enum dy_code check_clocks(struct dy_procedure_reader *in, const struct dy_yaml *map)
{
    const struct dy_procedure_version *law = in->version;
    for (size_t i = 0; i < law->n_clocks; i++) {
        const struct dy_procedure_clock *clock = &law->clocks[i];
        const struct dy_clock_extension *more = &clock->extension;
        if (more->act != DY_NO_PART && more->until != DY_NO_PART &&
            !has(law->acts[more->act].n_needs, law->acts[more->act].needs, more->until) &&
            !has(law->acts[more->act].n_may, law->acts[more->act].may, more->until))
            return dy_yaml_fail(entry_of(map, DY_PART_CLOCK, i), in->law.err,
                                "is extended until \"%s\", which act \"%s\" does not say",
                                law->fields[more->until].id, law->acts[more->act].id);
        for (size_t k = 0; k < clock->n_stops; k++)
            if (has(clock->n_starts, clock->starts, clock->stops[k]))
                return dy_yaml_fail(entry_of(map, DY_PART_CLOCK, i), in->law.err,
                                    "is started and stopped by the same act \"%s\"",
                                    law->acts[clock->stops[k]].id);
    }
    return DY_OK;
}

enum dy_code dy_procedure_check(struct dy_procedure_reader *in, const struct dy_yaml *map)
{
    const struct dy_procedure_version *law = in->version;
    struct graph graph = {.law = law,
                          .reached = DY_NEW(in->law.mem, bool, law->n_steps),
                          .ends = DY_NEW(in->law.mem, bool, law->n_steps),
                          .done = DY_NEW(in->law.mem, bool, law->n_acts)};
    if (!graph.reached || !graph.ends || !graph.done)
        return dy_no_memory(in->law.err);
    bool opens = false;
    for (size_t i = 0; i < law->n_acts; i++)
        opens |= law->acts[i].opens;
    if (!opens)
        return dy_yaml_fail(dy_yaml_find(map, "acts"), in->law.err,
                            "have none that opens a case (\"opens: true\")");
    while (spread_reached(&graph))
        ;
    for (size_t i = 0; i < law->n_steps; i++)
        graph.ends[i] = law->steps[i].end;
    while (spread_ends(&graph))
        ;
    enum dy_code code = check_steps(in, map, &graph);
    if (!code)
        code = check_used(in, map);
    return code ? code : check_clocks(in, map);
}

/* --- remarks --- */

struct remarks {
    struct dy_arena *mem;
    struct dy_vec of;
    struct dy_err *err;
};

static enum dy_code remark(struct remarks *in, const struct dy_procedure_version *version,
                           const char *message, const char *id)
{
    struct dy_procedure_remark *out = dy_vec_push(in->mem, &in->of, sizeof *out);
    if (!out)
        return dy_no_memory(in->err);
    *out = (struct dy_procedure_remark){version, message, id};
    return DY_OK;
}

static bool asks_for(size_t n, const struct dy_procedure_condition *conditions, uint32_t id)
{
    for (size_t i = 0; i < n; i++)
        if (conditions[i].kind == DY_IF_THRESHOLD && conditions[i].part == id)
            return true;
    return false;
}

static bool threshold_used(const struct dy_procedure_version *law, uint32_t id)
{
    bool used = false;
    for (size_t i = 0; i < law->n_acts; i++)
        used |= asks_for(law->acts[i].n_conditions, law->acts[i].conditions, id);
    for (size_t i = 0; i < law->n_clocks; i++) {
        const struct dy_procedure_clock *clock = &law->clocks[i];
        used |= asks_for(clock->n_silence_if, clock->silence_if, id);
        for (size_t k = 0; k < clock->n_terms; k++)
            used |= asks_for(clock->terms[k].n_conditions, clock->terms[k].conditions, id);
    }
    return used;
}

static enum dy_code remark_version(struct remarks *in, const struct dy_procedure_version *version)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < version->n_steps && !code; i++) {
        const struct dy_procedure_step *step = &version->steps[i];
        bool against = step->result == DY_RESULT_REFUSED || step->result == DY_RESULT_LAPSED;
        if (step->end && against && step->appeal.kind == DY_APPEAL_UNSAID)
            code = remark(in, version,
                          N_("Step {id} ends a case against the applicant, and nothing is said "
                             "about an appeal"),
                          step->id);
    }
    for (uint32_t i = 0; i < version->n_thresholds && !code; i++)
        if (!threshold_used(version, i))
            code = remark(in, version, N_("Nothing depends on threshold {id}"),
                          version->thresholds[i].id);
    return code;
}

enum dy_code dy_procedure_remarks(struct dy_arena *mem, const struct dy_procedure *procedure,
                                  size_t *n, const struct dy_procedure_remark **out,
                                  struct dy_err *err)
{
    struct remarks in = {.mem = mem, .err = err};
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < procedure->n_versions && !code; i++)
        code = remark_version(&in, &procedure->versions[i]);
    *n = in.of.n;
    *out = in.of.items;
    return code;
}

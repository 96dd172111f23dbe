/*
 * What changed between two versions of a procedure: two parts are the same when their texts are.
 */
#include <string.h>

#include "base/say.h"
#include "law/procedure_text.h"

struct differ {
    struct dy_arena *mem;
    const struct dy_procedure_version *before, *after;
    struct dy_vec changes;
    struct dy_err *err;
};

static enum dy_code add(struct differ *in, struct dy_law_change change)
{
    struct dy_law_change *out = dy_vec_push(in->mem, &in->changes, sizeof *out);
    if (!out)
        return dy_no_memory(in->err);
    *out = change;
    return DY_OK;
}

/* --- texts of parts --- */

typedef const char *(*part_text)(struct dy_arena *, const struct dy_procedure_version *, uint32_t);

static const char *join(struct dy_arena *mem, const char *before, const char *more)
{
    const char *out = dy_arena_format(mem, "%s%s%s", before, *before && *more ? "; " : "", more);
    return out ? out : "";
}

static const char *threshold_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                                  uint32_t i)
{
    const struct dy_procedure_threshold *of = &law->thresholds[i];
    const char *out = "";
    for (size_t k = 0; k < of->n_rows; k++)
        out = join(mem, out, dy_procedure_row_text(mem, law, &of->rows[k]));
    return join(mem, out, dy_procedure_areas_text(mem, law, &of->areas));
}

static const char *clock_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                              uint32_t i)
{
    const struct dy_procedure_clock *of = &law->clocks[i];
    const char *out = "";
    for (size_t k = 0; k < of->n_terms; k++)
        out = join(mem, out, dy_procedure_term_text(mem, law, &of->terms[k]));
    if (of->extension.act != DY_NO_PART)
        out = join(mem, out,
                   dy_arena_format(mem, "extended %u x %s", of->extension.times,
                                   of->extension.has_term
                                       ? dy_procedure_period_text(mem, of->extension.term)
                                       : "?"));
    return of->has_silence
               ? join(mem, out, dy_arena_format(mem, "silence: %s", law->steps[of->silence].id))
               : out;
}

static const char *act_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                            uint32_t i)
{
    const struct dy_procedure_act *of = &law->acts[i];
    const char *out = dy_procedure_ids_text(mem, law, DY_TEXT_ROLES, of->n_roles, of->roles);
    out = join(mem, out, dy_procedure_ids_text(mem, law, DY_TEXT_STEPS, of->n_from, of->from));
    if (of->to != DY_NO_PART)
        out = join(mem, out, dy_arena_format(mem, "-> %s", law->steps[of->to].id));
    out = join(mem, out, dy_procedure_ids_text(mem, law, DY_TEXT_FIELDS, of->n_needs, of->needs));
    return join(mem, out, dy_procedure_conditions_text(mem, law, of->n_conditions, of->conditions));
}

static const char *step_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                             uint32_t i)
{
    const struct dy_procedure_step *of = &law->steps[i];
    const char *out = dy_result_name(of->result);
    for (size_t k = 0; k < of->n_reasons; k++)
        out = join(mem, out, of->reasons[k].id);
    return of->appeal.has_term ? join(mem, out, dy_procedure_period_text(mem, of->appeal.term))
                               : out;
}

static const char *field_text(struct dy_arena *mem, const struct dy_procedure_version *law,
                              uint32_t i)
{
    const struct dy_procedure_field *of = &law->fields[i];
    const char *out = dy_field_type_name(of->type);
    for (size_t k = 0; k < of->n_options; k++)
        out = join(mem, out, of->options[k].id);
    return out;
}

/* --- parts side by side --- */

struct kind {
    const char *name;
    size_t n, list, size, title, cite; /* offsets in the version and in the part */
    part_text text;
};
#define KIND(name, list, type, text)                                                               \
    {                                                                                              \
        name, offsetof(struct dy_procedure_version, n_##list),                                     \
            offsetof(struct dy_procedure_version, list), sizeof(struct type),                      \
            offsetof(struct type, title), offsetof(struct type, cite), text                        \
    }
static const struct kind kinds[] = {
    KIND(N_("step"), steps, dy_procedure_step, step_text),
    KIND(N_("act"), acts, dy_procedure_act, act_text),
    KIND(N_("field"), fields, dy_procedure_field, field_text),
    KIND(N_("threshold"), thresholds, dy_procedure_threshold, threshold_text),
    KIND(N_("deadline"), clocks, dy_procedure_clock, clock_text),
};

struct items {
    size_t n;
    const char *of;
};

static struct items items_of(const struct dy_procedure_version *version, const struct kind *kind)
{
    struct items out;
    memcpy(&out.n, (const char *)version + kind->n, sizeof out.n);
    memcpy(&out.of, (const char *)version + kind->list, sizeof out.of);
    return out;
}

static const char *text_at(const char *item, size_t offset)
{
    const char *out;
    memcpy(&out, item + offset, sizeof out);
    return out;
}

static uint32_t find(struct items items, const struct kind *kind, const char *id)
{
    for (uint32_t i = 0; i < items.n; i++)
        if (strcmp(text_at(items.of + i * kind->size, 0), id) == 0)
            return i;
    return DY_NO_PART;
}

static enum dy_code compare_item(struct differ *in, const struct kind *kind, uint32_t i)
{
    struct items before = items_of(in->before, kind), after = items_of(in->after, kind);
    const char *item = after.of + i * kind->size, *id = text_at(item, 0);
    uint32_t was = find(before, kind, id);
    const char *cite = text_at(item, kind->cite);
    if (was == DY_NO_PART)
        return add(in, (struct dy_law_change){N_("new: {subject} {after}"), kind->name, "", id,
                                              (const void *)(item + kind->title), cite});
    const char *then = kind->text(in->mem, in->before, was);
    const char *now = kind->text(in->mem, in->after, i);
    if (strcmp(then, now) == 0)
        return DY_OK;
    return add(in, (struct dy_law_change){N_("{subject}: {before} -> {after}"), id, then, now, NULL,
                                          cite});
}

static enum dy_code compare_kind(struct differ *in, const struct kind *kind)
{
    struct items before = items_of(in->before, kind), after = items_of(in->after, kind);
    enum dy_code code = DY_OK;
    for (uint32_t i = 0; i < after.n && !code; i++)
        code = compare_item(in, kind, i);
    for (uint32_t i = 0; i < before.n && !code; i++) {
        const char *item = before.of + i * kind->size, *id = text_at(item, 0);
        if (find(after, kind, id) == DY_NO_PART)
            code = add(in, (struct dy_law_change){N_("gone: {subject} {before}"), kind->name, id,
                                                  "", (const void *)(item + kind->title),
                                                  text_at(item, kind->cite)});
    }
    return code;
}

enum dy_code dy_procedure_diff(struct dy_arena *mem, const struct dy_procedure_version *before,
                               const struct dy_procedure_version *after, size_t *n,
                               const struct dy_law_change **out, struct dy_err *err)
{
    struct differ in = {.mem = mem, .before = before, .after = after, .err = err};
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(kinds) && before != after && !code; i++)
        code = compare_kind(&in, &kinds[i]);
    *n = in.changes.n;
    *out = in.changes.items;
    return code;
}

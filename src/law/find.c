/* Finding acts in the law folder, and versions by day or reading. */
#include <stdlib.h>
#include <string.h>

#include "data/file.h"
#include "dauys/law.h"
#include "law/folder.h"
#include "law/literals.h"

enum dy_code dy_law_read(struct dy_arena *mem, const char *path, const struct dy_law_act **out,
                         struct dy_err *err)
{
    char *bytes;
    size_t n;
    enum dy_code code = dy_file_read(mem, path, dy_law_limits_default.bytes, &bytes, &n, err);
    return code ? code : dy_law_parse(mem, path, bytes, n, out, err);
}

enum dy_code dy_law_find(struct dy_arena *mem, const char *root, const char *id,
                         const struct dy_law_act **out, struct dy_err *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-/";
    const struct dy_law_act *act = NULL;
    if (!*id || *id == '/' || !strchr(id, '/') || id[strspn(id, letters)] || strstr(id, "//"))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "\"%.60s\" is no act; \"country/act\" is needed", id);
    char *path = dy_arena_format(mem, "%s/%s.yaml", root, id);
    if (!path)
        return dy_no_memory(err);
    enum dy_code code = dy_law_read(mem, path, &act, err);
    if (!code && strcmp(act->id, id) != 0)
        code = dy_fail(err, DY_E_INPUT, (struct dy_span){.file = path}, "/act",
                       "is \"%s\"; in this place it has to be \"%s\"", act->id, id);
    if (!code)
        *out = act;
    return code;
}

static int by_id(const void *a, const void *b)
{
    const struct dy_law_act *const *left = a, *const *right = b;
    return strcmp((*left)->id, (*right)->id);
}

struct acts {
    struct dy_arena *mem;
    const char *root;
    struct dy_vec of; /* const struct dy_law_act * */
};

static enum dy_code add_act(void *self, const char *id, bool is_procedure, struct dy_err *err)
{
    struct acts *in = self;
    if (is_procedure)
        return DY_OK;
    const struct dy_law_act **act = dy_vec_push(in->mem, &in->of, sizeof(struct dy_law_act *));
    return act ? dy_law_find(in->mem, in->root, id, act, err) : dy_no_memory(err);
}

enum dy_code dy_law_list(struct dy_arena *mem, const char *root, size_t *n,
                         const struct dy_law_act *const **out, struct dy_err *err)
{
    struct acts all = {mem, root, {0}};
    enum dy_code code = dy_law_walk(mem, root, add_act, &all, err);
    if (!code && all.of.n)
        qsort(all.of.items, all.of.n, sizeof(struct dy_law_act *), by_id);
    *n = all.of.n;
    *out = all.of.items;
    return code;
}

enum dy_code dy_law_on(const struct dy_law_act *act, struct dy_date day,
                       const struct dy_law_version **out, struct dy_err *err)
{
    char text[11], from[11], until[11];
    for (size_t i = 0; i < act->n_versions; i++) {
        const struct dy_law_version *version = &act->versions[i];
        if (dy_date_compare(version->from, day) <= 0 &&
            (!dy_date_is_set(version->until) || dy_date_compare(day, version->until) <= 0)) {
            *out = version;
            return DY_OK;
        }
    }
    dy_date_format(day, text);
    dy_date_format(act->versions[0].from, from);
    dy_date_format(act->versions[act->n_versions - 1].until, until);
    return dy_fail(err, DY_E_INPUT, (struct dy_span){.file = act->path}, NULL,
                   "%s has no version in force on %s; there are %zu, from %s to %s", act->id, text,
                   act->n_versions, from, *until ? until : "now");
}

/* Point every parameter at the copy's readings, with the value that is chosen there. */
static void rebind(struct dy_law_param *param, const char *const *words,
                   const struct dy_law_version *from, const struct dy_law_version *to)
{
    if (!param->reading)
        return;
    param->reading = &to->readings[param->reading - from->readings];
    param->value = dy_word_find(words, param->reading->chosen);
}

static enum dy_code copy_tiers(struct dy_arena *mem, const struct dy_law_version *from,
                               struct dy_law_version *to, struct dy_err *err)
{
    to->tiers = DY_NEW(mem, struct dy_law_tier, from->n_tiers);
    if (!to->tiers)
        return dy_no_memory(err);
    memcpy(to->tiers, from->tiers, from->n_tiers * sizeof *to->tiers);
    for (size_t i = 0; i < to->n_tiers; i++) {
        struct dy_law_tier *tier = &to->tiers[i];
        struct dy_law_quota *quotas = DY_NEW(mem, struct dy_law_quota, tier->n_quotas);
        if (!quotas)
            return dy_no_memory(err);
        if (tier->n_quotas)
            memcpy(quotas, tier->quotas, tier->n_quotas * sizeof *quotas);
        tier->quotas = quotas;
        for (size_t k = 0; k < dy_n_param_rows; k++)
            rebind(dy_param_at(tier, k), dy_param_rows[k].words, from, to);
        for (size_t k = 0; k < tier->n_quotas; k++)
            rebind(&quotas[k].rounding, dy_words_rounding, from, to);
    }
    return DY_OK;
}

enum dy_code dy_law_choose(struct dy_arena *mem, const struct dy_law_version *version,
                           const char *id, const char *option, const struct dy_law_version **out,
                           struct dy_err *err)
{
    struct dy_law_version *copy = DY_NEW(mem, struct dy_law_version, 1);
    struct dy_law_reading *readings = DY_NEW(mem, struct dy_law_reading, version->n_readings);
    struct dy_span at = {.file = version->act->path};
    size_t found = 0;
    if (!copy || !readings)
        return dy_no_memory(err);
    while (found < version->n_readings && strcmp(version->readings[found].id, id) != 0)
        found++;
    if (found == version->n_readings)
        return dy_fail(err, DY_E_INPUT, at, NULL,
                       "has no reading \"%.20s\" here (dauys law show lists them)", id);
    memcpy(readings, version->readings, version->n_readings * sizeof *readings);
    *copy = *version;
    copy->readings = readings;
    readings[found].chosen = NULL;
    readings[found].overridden = true;
    for (size_t i = 0; i < readings[found].n_options; i++)
        if (strcmp(readings[found].options[i].id, option) == 0)
            readings[found].chosen = readings[found].options[i].id;
    if (!readings[found].chosen)
        return dy_fail(err, DY_E_INPUT, at, NULL,
                       "reading %s has no option \"%.40s\"; \"%s\" is one", id, option,
                       readings[found].options[0].id);
    enum dy_code code = copy_tiers(mem, version, copy, err);
    if (!code)
        *out = copy;
    return code;
}

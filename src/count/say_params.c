/*
 * Messages with named values: "{left}" is replaced by the param of that name.
 */
#include "dauys/count.h"

#include <string.h>

/* The param that stands at `text` as "{name}", and how long that is; NULL if none does. */
static const struct dy_param *param_at(const char *text, size_t n_params,
                                       const struct dy_param *params, size_t *length)
{
    const char *end = text[0] == '{' ? strchr(text, '}') : NULL;
    if (end == NULL)
        return NULL;
    size_t n = (size_t)(end - text) - 1;
    for (size_t i = 0; i < n_params; i++) {
        if (strlen(params[i].name) != n || memcmp(params[i].name, text + 1, n) != 0)
            continue;
        *length = n + 2;
        return &params[i];
    }
    return NULL;
}

/* Write the message to `out`, or only measure it when out is NULL. */
static size_t fill(char *out, const char *text, size_t n_params, const struct dy_param *params)
{
    size_t n = 0, length = 0;
    while (*text != '\0') {
        const struct dy_param *param = param_at(text, n_params, params, &length);
        const char *piece = param != NULL ? param->value : text;
        size_t size = param != NULL ? strlen(piece) : 1;
        if (out != NULL)
            memcpy(out + n, piece, size);
        n += size;
        text += param != NULL ? length : 1;
    }
    return n;
}

const char *dy_say_params(struct dy_arena *mem, const char *lang, const char *msgid,
                          size_t n_params, const struct dy_param *params)
{
    const char *text = dy_say(lang, msgid);
    char *out = DY_NEW(mem, char, fill(NULL, text, n_params, params) + 1);
    if (out != NULL)
        fill(out, text, n_params, params); /* the arena's zero ends it */
    return out;
}

/* Params whose values are messages themselves. */
static bool is_message(const char *name)
{
    static const char *const names[] = {"method", "kind", "question"};
    for (size_t i = 0; i < DY_COUNT_OF(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static const char *say_value(const char *lang, const struct dy_why *why, size_t i)
{
    const struct dy_param *param = &why->params[i];
    const struct dy_names *titles = why->titles != NULL ? why->titles[i] : NULL;
    if (titles != NULL && titles->n > 0)
        return dy_names_pick(titles, lang, param->value);
    return is_message(param->name) ? dy_say(lang, param->value) : param->value;
}

const char *dy_why_say(struct dy_arena *mem, const char *lang, const struct dy_why *why)
{
    struct dy_param *params = DY_NEW(mem, struct dy_param, why->n_params);
    if (params == NULL)
        return NULL;
    for (size_t i = 0; i < why->n_params; i++)
        params[i] = (struct dy_param){why->params[i].name, say_value(lang, why, i)};
    return dy_say_params(mem, lang, why->claim, why->n_params, params);
}

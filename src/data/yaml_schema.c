/* Reading a YAML tree by a schema: what is asked for, and what would have been right. */
#include <stdio.h>
#include <string.h>

#include "data/yaml.h"

enum dy_code dy_yaml_fail(const struct dy_yaml *at, struct dy_err *err, const char *format, ...)
{
    char text[sizeof err->msg];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return dy_fail(err, DY_E_INPUT, at->at, at->path, "%s", text);
}

struct dy_yaml *dy_yaml_find(const struct dy_yaml *map, const char *key)
{
    for (size_t i = 0; map->kind == DY_YAML_MAP && i < map->n; i++)
        if (strcmp(map->entries[i].key, key) == 0)
            return map->entries[i].value;
    return NULL;
}

enum dy_code dy_yaml_expect(const struct dy_yaml *node, enum dy_yaml_kind kind, struct dy_err *err)
{
    static const char *const names[] = {
        [DY_YAML_SCALAR] = "a single value",
        [DY_YAML_LIST] = "a list",
        [DY_YAML_MAP] = "a map of keys",
    };
    if (node->kind == kind)
        return DY_OK;
    return dy_yaml_fail(node, err, "is %s; %s is needed", names[node->kind], names[kind]);
}

enum dy_code dy_yaml_require(const struct dy_yaml *map, const char *key, struct dy_yaml **out,
                             struct dy_err *err)
{
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, err);
    if (code)
        return code;
    struct dy_yaml *found = dy_yaml_find(map, key);
    if (!found)
        return dy_yaml_fail(map, err, "lacks the key \"%s\"", key);
    *out = found;
    return DY_OK;
}

/* Levenshtein's distance, up to 31 bytes a word; more is far. */
static size_t distance(const char *a, const char *b)
{
    size_t row[32], n = strlen(b);
    if (strlen(a) > 31 || n > 31)
        return SIZE_MAX;
    for (size_t k = 0; k <= n; k++)
        row[k] = k;
    for (size_t i = 0; a[i]; i++) {
        size_t before = row[0];
        row[0] = i + 1;
        for (size_t k = 0; k < n; k++) {
            size_t change = before + (a[i] != b[k]);
            before = row[k + 1];
            size_t shift = (row[k] < row[k + 1] ? row[k] : row[k + 1]) + 1;
            row[k + 1] = change < shift ? change : shift;
        }
    }
    return row[n];
}

const char *dy_nearest(const char *written, const char *const *literals)
{
    const char *best = NULL;
    size_t least = strlen(written) / 2 + 1;
    for (size_t i = 0; literals[i]; i++) {
        size_t far = distance(written, literals[i]);
        if (far < least) {
            least = far;
            best = literals[i];
        }
    }
    return best;
}

/* "a, b, c" of the literals there are, as much as fits. */
static void join(const char *const *literals, char *out, size_t size)
{
    size_t n = 0;
    *out = '\0';
    for (size_t i = 0; literals[i] && n < size; i++)
        n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : "", literals[i]);
}

enum dy_code dy_yaml_keys(const struct dy_yaml *map, const char *const *keys, struct dy_err *err)
{
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, err);
    for (size_t i = 0; i < map->n && !code; i++) {
        const char *key = map->entries[i].key;
        bool known = false;
        for (size_t k = 0; keys[k] && !known; k++)
            known = strcmp(key, keys[k]) == 0;
        if (known)
            continue;
        const char *near = dy_nearest(key, keys);
        char all[200];
        join(keys, all, sizeof all);
        code = dy_fail(err, DY_E_INPUT, map->entries[i].at, map->path,
                       "has an unknown key \"%.40s\"%s%s%s; known here: %s", key,
                       near ? ", did you mean \"" : "", near ? near : "", near ? "\"?" : "", all);
    }
    return code;
}

enum dy_code dy_yaml_text(const struct dy_yaml *node, const char **out, struct dy_err *err)
{
    enum dy_code code = dy_yaml_expect(node, DY_YAML_SCALAR, err);
    if (code)
        return code;
    if (*node->text == '\0')
        return dy_yaml_fail(node, err, "is empty; a text is needed");
    *out = node->text;
    return DY_OK;
}

enum dy_code dy_yaml_count(const struct dy_yaml *node, uint64_t max, uint64_t *out,
                           struct dy_err *err)
{
    uint64_t value;
    enum dy_code code = dy_yaml_expect(node, DY_YAML_SCALAR, err);
    if (code)
        return code;
    if (!dy_parse_votes(node->text, strlen(node->text), &value) || value > max)
        return dy_yaml_fail(node, err, "is \"%.40s\"; a whole number from 0 to %llu is needed",
                            node->text, (unsigned long long)max);
    *out = value;
    return DY_OK;
}

enum dy_code dy_yaml_share(const struct dy_yaml *node, struct dy_fraction *out, struct dy_err *err)
{
    enum dy_code code = dy_yaml_expect(node, DY_YAML_SCALAR, err);
    struct dy_fraction value;
    if (code)
        return code;
    bool unit = strpbrk(node->text, "%/.") != NULL;
    if (!dy_parse_fraction(node->text, &value) || !unit || value.num > value.den)
        return dy_yaml_fail(node, err,
                            "is \"%.40s\"; a share such as \"5 %%\", \"0.05\" or \"1/20\" is "
                            "needed, at most the whole",
                            node->text);
    *out = value;
    return DY_OK;
}

enum dy_code dy_yaml_date(const struct dy_yaml *node, struct dy_date *out, struct dy_err *err)
{
    enum dy_code code = dy_yaml_expect(node, DY_YAML_SCALAR, err);
    if (code)
        return code;
    if (!dy_date_parse(node->text, out))
        return dy_yaml_fail(node, err, "is \"%.40s\"; a day such as 2023-03-19 is needed",
                            node->text);
    return DY_OK;
}

enum dy_code dy_yaml_literal(const struct dy_yaml *node, const char *const *literals, int *out,
                             struct dy_err *err)
{
    enum dy_code code = dy_yaml_expect(node, DY_YAML_SCALAR, err);
    if (code)
        return code;
    for (int i = 0; literals[i]; i++) {
        if (strcmp(node->text, literals[i]) == 0) {
            *out = i;
            return DY_OK;
        }
    }
    char all[200];
    join(literals, all, sizeof all);
    return dy_yaml_fail(node, err, "is \"%.40s\"; one of these is needed: %s", node->text, all);
}

enum dy_code dy_yaml_bool(const struct dy_yaml *node, bool *out, struct dy_err *err)
{
    static const char *const literals[] = {"false", "true", NULL};
    int value;
    enum dy_code code = dy_yaml_literal(node, literals, &value, err);
    if (!code)
        *out = value == 1;
    return code;
}

enum dy_code dy_yaml_id(const struct dy_yaml *node, const char **out, struct dy_err *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    static const char others[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    const char *text = "";
    enum dy_code code = dy_yaml_text(node, &text, err);
    if (code)
        return code;
    if (!strchr(letters, text[0]) || text[strspn(text, others)] || strlen(text) > 64)
        return dy_yaml_fail(node, err,
                            "is \"%.64s\"; an identifier is needed: letters, digits, '.', '_' "
                            "and '-', at most 64",
                            text);
    *out = text;
    return DY_OK;
}

enum dy_code dy_yaml_names(struct dy_arena *mem, const struct dy_yaml *node, struct dy_names *out,
                           struct dy_err *err)
{
    enum dy_code code = dy_yaml_keys(node, dy_languages(), err);
    if (code)
        return code;
    if (node->n == 0)
        return dy_yaml_fail(node, err, "is empty; a text in at least one language is needed");
    struct dy_name *of = DY_NEW(mem, struct dy_name, node->n);
    if (!of)
        return dy_no_memory(err);
    for (size_t i = 0; i < node->n && !code; i++) {
        of[i].lang = node->entries[i].key;
        code = dy_yaml_text(node->entries[i].value, &of[i].text, err);
    }
    if (!code)
        *out = (struct dy_names){node->n, of};
    return code;
}

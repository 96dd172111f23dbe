/* published.yaml: what was announced, by whom, figure by figure. */
#include <string.h>

#include "election/parts.h"

#define KEYS(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

enum { PUBLISHED_BYTES = 16 << 20, PUBLISHED_DEPTH = 8 };

/* "53.90": digits 5390, 2 decimals. */
static enum dy_code read_percent(struct dy_election_reader *in, const struct dy_yaml *node,
                                 struct dy_published_figure *out)
{
    char digits[16] = "";
    size_t n = 0;
    bool point = false;
    enum dy_code code = dy_yaml_expect(node, DY_YAML_SCALAR, in->err);
    if (code)
        return code;
    for (const char *at = node->text; *at; at++) {
        if (*at == '.' && !point && n > 0) {
            point = true;
            continue;
        }
        if (*at < '0' || *at > '9' || n == sizeof digits - 1 || out->decimals == 6)
            return dy_yaml_fail(node, in->err, "is \"%.40s\"; a percentage such as 53.90 is needed",
                                node->text);
        digits[n++] = *at;
        out->decimals += point;
    }
    out->is_percent = true;
    if (!dy_parse_votes(digits, n, &out->value) || (point && out->decimals == 0))
        return dy_yaml_fail(node, in->err, "is \"%.40s\"; a percentage such as 53.90 is needed",
                            node->text);
    return DY_OK;
}

/* A map of figures: {a: 3431510, ...} */
static enum dy_code read_figures(struct dy_election_reader *in, const struct dy_yaml *map,
                                 const char *kind, bool percent, const char *of,
                                 struct dy_vec *figures)
{
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->err);
    for (size_t i = 0; i < map->n && !code; i++) {
        struct dy_published_figure *figure = dy_vec_push(in->mem, figures, sizeof *figure);
        if (!figure)
            return dy_no_memory(in->err);
        *figure = (struct dy_published_figure){
            .id = map->entries[i].key, .kind = kind, .of = of, .at = map->entries[i].at};
        code = percent
                   ? read_percent(in, map->entries[i].value, figure)
                   : dy_yaml_count(map->entries[i].value, DY_VOTES_MAX, &figure->value, in->err);
    }
    return code;
}

/* shares: [{percent: 54.19, part: issued, of: listed}] */
static enum dy_code read_shares(struct dy_election_reader *in, const struct dy_yaml *list,
                                struct dy_vec *figures)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        const struct dy_yaml *map = list->items[i];
        struct dy_yaml *node, *part = dy_yaml_find(map, "part"), *of = dy_yaml_find(map, "of");
        struct dy_published_figure *figure = dy_vec_push(in->mem, figures, sizeof *figure);
        if (!figure)
            return dy_no_memory(in->err);
        *figure = (struct dy_published_figure){.id = "share", .kind = "share", .at = map->at};
        code = dy_yaml_keys(map, KEYS("percent", "part", "of"), in->err);
        if (!code && !(code = dy_yaml_require(map, "percent", &node, in->err)))
            code = read_percent(in, node, figure);
        if (!code && part)
            code = dy_yaml_id(part, &figure->part, in->err);
        if (!code && of)
            code = dy_yaml_id(of, &figure->of, in->err);
    }
    return code;
}

/* "2023-03-27" or "2023-03-19T18:10": compared as texts, so that no other spelling may stand here.
 */
static enum dy_code check_time(struct dy_election_reader *in, const struct dy_yaml *map,
                               const char *text)
{
    char day[11] = "";
    struct dy_date date;
    size_t n = strlen(text);
    memcpy(day, text, n < 10 ? n : 10);
    bool right = dy_date_parse(day, &date) && (n == 10 || n == 16);
    if (right && n == 16) {
        const char *at = text + 11;
        right = text[10] == 'T' && at[2] == ':' && strspn(at, "0123456789") == 2 &&
                strspn(at + 3, "0123456789") == 2 && strncmp(at, "24", 2) < 0 && at[3] < '6';
    }
    return right ? DY_OK
                 : dy_yaml_fail(dy_yaml_find(map, "date"), in->err,
                                "is \"%.40s\"; a day such as 2023-03-19 or a minute such as "
                                "2023-03-19T18:10 is needed",
                                text);
}

static enum dy_code read_texts(struct dy_election_reader *in, const struct dy_yaml *map,
                               struct dy_statement *out)
{
    const struct {
        const char *key;
        bool needed;
        const char **out;
    } rows[] = {{"id", true, &out->id},
                {"publisher", true, &out->publisher},
                {"source", true, &out->source},
                {"date", true, &out->date},
                {"contest", false, &out->contest},
                {"series", false, &out->series},
                {"register", false, &out->reg}};
    static const char *const statuses[] = {"official", "preliminary", "media", "computed", NULL};
    struct dy_yaml *node;
    int status = 0;
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(rows) && !code; i++) {
        node = dy_yaml_find(map, rows[i].key);
        if (!node && rows[i].needed)
            code = dy_yaml_require(map, rows[i].key, &node, in->err);
        else if (node)
            code = dy_yaml_text(node, rows[i].out, in->err);
    }
    if (!code)
        code = check_time(in, map, out->date);
    if (!code)
        code = dy_election_need_contest(in, map, out->contest);
    if (!code && !(code = dy_yaml_require(map, "status", &node, in->err)))
        code = dy_yaml_literal(node, statuses, &status, in->err);
    out->status = statuses[status];
    return code;
}

/* expect: [P1, P2]: kept as one text, codes between spaces. */
static enum dy_code read_expect(struct dy_election_reader *in, const struct dy_yaml *list,
                                struct dy_statement *out)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    const char *all = "";
    for (size_t i = 0; i < list->n && !code; i++) {
        const char *id = "";
        if ((code = dy_yaml_id(list->items[i], &id, in->err)))
            break;
        all = dy_arena_format(in->mem, "%s%s%s", all, *all ? " " : "", id);
        if (!all)
            return dy_no_memory(in->err);
    }
    out->expect = all;
    return code;
}

static enum dy_code read_statement(struct dy_election_reader *in, const struct dy_yaml *map,
                                   struct dy_statement *out)
{
    static const struct {
        const char *key, *kind;
        bool percent;
    } groups[] = {{"votes", "votes", false},  {"percent", "percent", true},
                  {"totals", "total", false}, {"seats", "seats", false},
                  {"body", "body", false},    {"turnout", "turnout", true}};
    struct dy_vec figures = {0};
    struct dy_yaml *node, *of = dy_yaml_find(map, "percent_of"), *found;
    const char *base = NULL;
    enum dy_code code =
        dy_yaml_keys(map,
                     KEYS("id", "publisher", "source", "date", "status", "contest", "series",
                          "register", "votes", "percent", "percent_of", "totals", "shares", "seats",
                          "body", "turnout", "expect", "note"),
                     in->err);
    if (!code)
        code = read_texts(in, map, out);
    if (!code && of)
        code = dy_yaml_id(of, &base, in->err);
    if (!code && !of && (node = dy_yaml_find(map, "percent")))
        code = dy_yaml_fail(node, in->err,
                            "lacks percent_of beside it; the share of the law that the "
                            "percentages are of is needed");
    for (size_t i = 0; i < DY_COUNT_OF(groups) && !code; i++)
        if ((node = dy_yaml_find(map, groups[i].key)))
            code = read_figures(in, node, groups[i].kind, groups[i].percent,
                                strcmp(groups[i].kind, "percent") == 0 ? base : NULL, &figures);
    if (!code && (found = dy_yaml_find(map, "shares")))
        code = read_shares(in, found, &figures);
    if (!code && (found = dy_yaml_find(map, "expect")))
        code = read_expect(in, found, out);
    out->figures = figures.items;
    out->n_figures = figures.n;
    return code;
}

/* Identifiers, not labels: a choice, field or unit that there is not is an error, not a new row. */
static bool is_choice(const struct dy_election *election, const char *id)
{
    if (strcmp(id, "against_all") == 0)
        return true;
    for (size_t i = 0; i < election->n_contests; i++)
        for (size_t k = 0; k < election->contests[i].n_choices; k++)
            if (strcmp(election->contests[i].choices[k].id, id) == 0)
                return true;
    return false;
}

static bool is_share(const struct dy_law_version *law, const char *id)
{
    for (size_t i = 0; i < law->n_shares; i++)
        if (strcmp(law->shares[i].id, id) == 0)
            return true;
    return false;
}

static bool is_known(const struct dy_election *election, const struct dy_published_figure *figure)
{
    const struct dy_law_version *law = election->law;
    if (strcmp(figure->kind, "turnout") == 0)
        return dy_unit_find(&election->units, figure->id, strlen(figure->id)) != DY_NOTHING;
    if (strcmp(figure->kind, "body") == 0)
        return strcmp(figure->id, "independent") == 0 ||
               dy_election_list(election, figure->id) != DY_NOTHING;
    if (strcmp(figure->kind, "share") == 0)
        return true;
    if (strcmp(figure->kind, "total") != 0)
        return is_choice(election, figure->id);
    if (is_share(law, figure->id))
        return true;
    for (size_t i = 0; i < law->n_fields; i++)
        if (strcmp(law->fields[i].id, figure->id) == 0)
            return true;
    return strcmp(figure->id, "listed") == 0;
}

static enum dy_code check_ids(struct dy_election_reader *in, const struct dy_statement *statement)
{
    for (size_t i = 0; i < statement->n_figures && !in->other_law; i++) {
        const struct dy_published_figure *figure = &statement->figures[i];
        if (!is_known(in->election, figure))
            return dy_fail(in->err, DY_E_INPUT, figure->at, statement->id,
                           "names \"%.64s\" under %s, which this election does not have; use its "
                           "identifiers",
                           figure->id, figure->kind);
        const char *names[] = {figure->part, figure->of};
        for (size_t k = 0; k < DY_COUNT_OF(names); k++)
            if (names[k] && !is_share(in->election->law, names[k]))
                return dy_fail(in->err, DY_E_INPUT, figure->at, statement->id,
                               "names the share \"%.64s\", which the law does not have; dauys law "
                               "show lists its shares",
                               names[k]);
    }
    return DY_OK;
}

enum dy_code dy_published_read(struct dy_election_reader *in, const char *path)
{
    struct dy_yaml_limits limits = {PUBLISHED_BYTES, PUBLISHED_DEPTH};
    struct dy_yaml *root;
    enum dy_code code = dy_yaml_read(in->mem, path, limits, &root, in->err);
    return code ? code : dy_published_take(in, root);
}

enum dy_code dy_published_take(struct dy_election_reader *in, const struct dy_yaml *root)
{
    struct dy_election *election = in->election;
    struct dy_yaml *list = NULL;
    enum dy_code code = dy_yaml_keys(root, KEYS("statements"), in->err);
    if (!code && !(code = dy_yaml_require(root, "statements", &list, in->err)))
        code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    election->statements = DY_NEW(in->mem, struct dy_statement, list->n);
    if (!election->statements)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_statement(in, list->items[i], &election->statements[i]);
        for (size_t k = 0; k < i && !code; k++)
            if (strcmp(election->statements[k].id, election->statements[i].id) == 0)
                code =
                    dy_yaml_fail(list->items[i], in->err, "has the id \"%s\" of another statement",
                                 election->statements[i].id);
        if (!code)
            code = check_ids(in, &election->statements[i]);
        election->n_statements = i + 1;
    }
    return code;
}

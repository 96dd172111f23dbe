/* Tiers: seats, bar, guarantee, award, ties, quotas. */
#include <string.h>

#include "law/literals.h"
#include "law/read.h"

#define KEYS(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* `at_least: 5 %` or `more_than: 1/2`, one of them. */
static enum dy_code read_fraction(struct dy_law_reader *in, const struct dy_yaml *map,
                                  struct dy_fraction *fraction, bool *strictly)
{
    struct dy_yaml *least = dy_yaml_find(map, "at_least"), *more = dy_yaml_find(map, "more_than");
    if (!least == !more)
        return dy_yaml_fail(map, in->err, "needs either \"at_least\" or \"more_than\"");
    *strictly = more != NULL;
    return dy_yaml_share(more ? more : least, fraction, in->err);
}

/* by_members: {1: 5 %, 2: 7 %} */
static enum dy_code read_bar_table(struct dy_law_reader *in, const struct dy_yaml *table,
                                   struct dy_law_bar *bar)
{
    enum dy_code code = dy_yaml_expect(table, DY_YAML_MAP, in->err);
    bar->rows = DY_NEW(in->mem, struct dy_law_bar_row, table->n);
    if (!bar->rows)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < table->n && !code; i++) {
        uint64_t members;
        const char *key = table->entries[i].key;
        if (!dy_parse_votes(key, strlen(key), &members) || members < 1 || members > 1000)
            return dy_yaml_fail(table, in->err,
                                "has the key \"%.20s\"; a number of parties is needed", key);
        if (members <= (i ? bar->rows[i - 1].members_from : 0) || (i == 0 && members != 1))
            return dy_yaml_fail(table, in->err, "has to begin with 1 and go up");
        bar->rows[i].members_from = (uint32_t)members;
        code = dy_yaml_share(table->entries[i].value, &bar->rows[i].fraction, in->err);
    }
    bar->n_rows = table->n;
    if (!code && table->n == 0)
        code = dy_yaml_fail(table, in->err, "is empty; at least \"1: 5 %%\" is needed");
    return code;
}

static enum dy_code read_bar_rows(struct dy_law_reader *in, const struct dy_yaml *map,
                                  struct dy_law_bar *bar)
{
    struct dy_yaml *table = dy_yaml_find(map, "by_members");
    if (table)
        return read_bar_table(in, table, bar);
    bar->rows = DY_NEW(in->mem, struct dy_law_bar_row, 1);
    if (!bar->rows)
        return dy_no_memory(in->err);
    bar->n_rows = 1;
    bar->rows[0].members_from = 1;
    return read_fraction(in, map, &bar->rows[0].fraction, &bar->strictly);
}

static enum dy_code read_words(struct dy_law_reader *in, const struct dy_yaml *list, size_t *n,
                               const char ***out)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    *out = DY_NEW(in->mem, const char *, list->n);
    if (!*out)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++)
        code = dy_yaml_id(list->items[i], &(*out)[i], in->err);
    *n = list->n;
    return code;
}

static enum dy_code read_bar(struct dy_law_reader *in, const struct dy_yaml *map,
                             struct dy_law_bar *bar)
{
    enum dy_code code = dy_yaml_keys(
        map, KEYS("at_least", "more_than", "by_members", "of", "exempt", "if_none", "cite"),
        in->err);
    struct dy_yaml *exempt = dy_yaml_find(map, "exempt");
    bar->is_set = true;
    if (!code)
        code = read_bar_rows(in, map, bar);
    if (!code)
        code = dy_law_read_share_id(in, map, "of", &bar->of);
    if (!code && exempt)
        code = read_words(in, exempt, &bar->n_exempt, &bar->exempt);
    if (!code)
        code = dy_law_read_param(in, map, "if_none", dy_words_none, DY_NONE_SILENT, &bar->if_none);
    if (!code)
        code = dy_law_read_text(in, map, "cite", true, &bar->cite);
    return code;
}

static enum dy_code read_guarantee(struct dy_law_reader *in, const struct dy_yaml *map,
                                   struct dy_law_guarantee *out)
{
    uint64_t lists = 2, minimum = 0;
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_keys(
        map, KEYS("lists", "factor", "minimum", "floor", "tie_second", "cite"), in->err);
    out->is_set = true;
    if (!code && !(code = dy_yaml_require(map, "lists", &node, in->err)))
        code = dy_yaml_count(node, 2, &lists, in->err);
    if (!code && lists != 2)
        code = dy_yaml_fail(map, in->err, "guarantees %d lists; the engine knows the rule for 2",
                            (int)lists);
    if (!code && !(code = dy_yaml_require(map, "factor", &node, in->err)))
        code = dy_yaml_share(node, &out->factor, in->err);
    if (!code && !(code = dy_yaml_require(map, "minimum", &node, in->err)))
        code = dy_yaml_count(node, DY_SEATS_MAX, &minimum, in->err);
    out->lists = (uint32_t)lists;
    out->minimum = (dy_seats)minimum;
    if (!code)
        code =
            dy_law_read_param(in, map, "floor", dy_words_floor, DY_FLOOR_AFTER_FACTOR, &out->floor);
    if (!code)
        code =
            dy_law_read_param(in, map, "tie_second", dy_words_tie, DY_TIE_SILENT, &out->tie_second);
    return code ? code : dy_law_read_text(in, map, "cite", true, &out->cite);
}

/* Majority, turnout: a fraction of a named share, of a part where one is asked for. */
static enum dy_code read_bound(struct dy_law_reader *in, const struct dy_yaml *map, bool with_part,
                               struct dy_law_bound *out)
{
    enum dy_code code = read_fraction(in, map, &out->fraction, &out->strictly);
    out->is_set = true;
    if (!code)
        code = dy_law_read_share_id(in, map, "of", &out->whole);
    if (!code && with_part)
        code = dy_law_read_share_id(in, map, "part", &out->part);
    if (!code)
        code = dy_law_read_text(in, map, "cite", true, &out->cite);
    return code ? code : dy_law_read_flag(in, map, "unverified", &out->unverified);
}

static enum dy_code read_runoff(struct dy_law_reader *in, const struct dy_yaml *map,
                                struct dy_law_award *out)
{
    uint64_t between = 2, from = 0;
    struct dy_yaml *node, *least = dy_yaml_find(map, "from");
    enum dy_code code =
        dy_yaml_keys(map, KEYS("between", "from", "tie_second", "tie", "cite"), in->err);
    if (!code && !(code = dy_yaml_require(map, "between", &node, in->err)))
        code = dy_yaml_count(node, 2, &between, in->err);
    if (!code && between != 2)
        code = dy_yaml_fail(node, in->err, "is %d; a run-off is between 2", (int)between);
    if (!code && least)
        code = dy_yaml_count(least, 1000, &from, in->err);
    out->runoff_between = (uint32_t)between;
    out->runoff_from = (uint32_t)from;
    if (!code)
        code =
            dy_law_read_param(in, map, "tie_second", dy_words_tie, DY_TIE_SILENT, &out->tie_second);
    if (!code)
        code = dy_law_read_param(in, map, "tie", dy_words_tie, DY_TIE_SILENT, &out->tie_runoff);
    return code ? code : dy_law_read_text(in, map, "cite", true, &out->runoff_cite);
}

static enum dy_code read_regions(struct dy_law_reader *in, const struct dy_yaml *map,
                                 struct dy_law_award *out)
{
    enum dy_code code =
        dy_yaml_keys(map, KEYS("level", "at_least", "more_than", "when", "cite"), in->err);
    out->regions.is_set = true;
    if (!code)
        code = read_fraction(in, map, &out->regions.fraction, &out->regions.strictly);
    if (!code)
        code = dy_law_read_text(in, map, "level", true, &out->regions_level);
    if (!code)
        code = dy_law_read_text(in, map, "when", false, &out->regions_when);
    return code ? code : dy_law_read_text(in, map, "cite", true, &out->regions.cite);
}

static enum dy_code read_turnout(struct dy_law_reader *in, const struct dy_yaml *map,
                                 struct dy_law_award *out)
{
    enum dy_code code = dy_yaml_keys(
        map, KEYS("part", "at_least", "more_than", "of", "cite", "unverified"), in->err);
    return code ? code : read_bound(in, map, true, &out->turnout);
}

static enum dy_code read_method(struct dy_law_reader *in, const struct dy_yaml *map,
                                enum dy_law_choices choices, struct dy_law_award *out)
{
    struct dy_yaml *node;
    enum dy_code code = dy_yaml_require(map, "method", &node, in->err);
    if (!code)
        code = dy_yaml_expect(node, DY_YAML_SCALAR, in->err);
    if (code)
        return code;
    out->method = dy_method_find(node->text);
    if (!out->method) {
        const char *names[64] = {0};
        for (size_t i = 0; i < dy_n_methods && i + 1 < DY_COUNT_OF(names); i++)
            names[i] = dy_methods[i].name;
        int ignored;
        return dy_yaml_literal(node, names, &ignored, in->err);
    }
    static const enum dy_law_choices fits[] = {
        [DY_FAMILY_LARGEST_REMAINDER] = DY_CHOICES_LISTS,
        [DY_FAMILY_HIGHEST_AVERAGES] = DY_CHOICES_LISTS,
        [DY_FAMILY_PLURALITY] = DY_CHOICES_CANDIDATES,
        [DY_FAMILY_ABSOLUTE_MAJORITY] = DY_CHOICES_CANDIDATES,
        [DY_FAMILY_YES_NO] = DY_CHOICES_ANSWERS,
    };
    if (fits[out->method->family] != choices)
        return dy_yaml_fail(node, in->err, "is \"%s\", a method for %s, but the ballot has %s",
                            node->text, dy_words_choices[fits[out->method->family]],
                            dy_words_choices[choices]);
    return DY_OK;
}

static enum dy_code read_majority(struct dy_law_reader *in, const struct dy_yaml *map,
                                  struct dy_law_award *out)
{
    struct dy_yaml *runoff = dy_yaml_find(map, "runoff"), *turnout = dy_yaml_find(map, "turnout"),
                   *regions = dy_yaml_find(map, "regions");
    enum dy_code code = read_bound(in, map, false, &out->majority);
    if (!code && runoff)
        code = read_runoff(in, runoff, out);
    if (!code && turnout)
        code = read_turnout(in, turnout, out);
    if (!code && regions)
        code = read_regions(in, regions, out);
    return code;
}

static enum dy_code read_award(struct dy_law_reader *in, const struct dy_yaml *map,
                               enum dy_law_choices choices, struct dy_law_award *out)
{
    static const char *const keys[][12] = {
        [DY_FAMILY_LARGEST_REMAINDER] = {"method", "minimum", "agreements", "cite"},
        [DY_FAMILY_HIGHEST_AVERAGES] = {"method", "minimum", "agreements", "cite"},
        [DY_FAMILY_PLURALITY] = {"method", "cite"},
        [DY_FAMILY_ABSOLUTE_MAJORITY] = {"method", "at_least", "more_than", "of", "runoff",
                                         "two_candidates", "cite", "unverified"},
        [DY_FAMILY_YES_NO] = {"method", "at_least", "more_than", "of", "turnout", "regions", "cite",
                              "unverified"},
    };
    uint64_t minimum = 0;
    struct dy_yaml *node = NULL;
    enum dy_code code = dy_yaml_expect(map, DY_YAML_MAP, in->err);
    if (!code)
        code = read_method(in, map, choices, out);
    if (!code)
        code = dy_yaml_keys(map, keys[out->method->family], in->err);
    if (!code && (node = dy_yaml_find(map, "minimum")))
        code = dy_yaml_count(node, DY_SEATS_MAX, &minimum, in->err);
    out->minimum = (dy_seats)minimum;
    if (!code)
        code = dy_law_read_flag(in, map, "agreements", &out->agreements);
    if (!code)
        code = dy_law_read_param(in, map, "two_candidates", dy_words_no_majority,
                                 DY_NO_MAJORITY_SILENT, &out->two_candidates);
    if (!code)
        code = dy_law_read_text(in, map, "cite", true, &out->cite);
    bool needs_majority = !code && (out->method->family == DY_FAMILY_ABSOLUTE_MAJORITY ||
                                    out->method->family == DY_FAMILY_YES_NO);
    return needs_majority ? read_majority(in, map, out) : code;
}

static enum dy_code read_quota(struct dy_law_reader *in, const struct dy_yaml *map,
                               struct dy_law_quota *out)
{
    struct dy_yaml *node = NULL;
    int of = 0;
    enum dy_code code =
        dy_yaml_keys(map, KEYS("groups", "at_least", "of", "rounding", "cite"), in->err);
    if (!code && !(code = dy_yaml_require(map, "groups", &node, in->err)))
        code = read_words(in, node, &out->n_groups, &out->groups);
    if (!code && !(code = dy_yaml_require(map, "at_least", &node, in->err)))
        code = dy_yaml_share(node, &out->at_least, in->err);
    if (!code && !(code = dy_yaml_require(map, "of", &node, in->err)))
        code = dy_yaml_literal(node, dy_words_quota_of, &of, in->err);
    out->of = (enum dy_law_quota_of)of;
    if (!code)
        code =
            dy_law_read_param(in, map, "rounding", dy_words_rounding, DY_ROUND_UP, &out->rounding);
    return code ? code : dy_law_read_text(in, map, "cite", true, &out->cite);
}

static enum dy_code read_quotas(struct dy_law_reader *in, const struct dy_yaml *list,
                                struct dy_law_tier *tier)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    tier->quotas = DY_NEW(in->mem, struct dy_law_quota, list->n);
    if (!tier->quotas)
        return dy_no_memory(in->err);
    tier->n_quotas = list->n;
    for (size_t i = 0; i < list->n && !code; i++)
        code = read_quota(in, list->items[i], &tier->quotas[i]);
    return code;
}

/* 69 | given | {part: 1/2, rounding: down} */
static enum dy_code read_seats(struct dy_law_reader *in, const struct dy_yaml *node,
                               struct dy_law_seats *out)
{
    static const char *const words[] = {"down", "up", NULL};
    struct dy_yaml *part, *rounding;
    uint64_t n = 0;
    int word = 0;
    enum dy_code code;
    if (node->kind == DY_YAML_SCALAR && strcmp(node->text, "given") == 0) {
        out->kind = DY_LAW_SEATS_GIVEN;
        return DY_OK;
    }
    if (node->kind == DY_YAML_SCALAR) {
        code = dy_yaml_count(node, DY_SEATS_MAX, &n, in->err);
        *out = (struct dy_law_seats){.kind = DY_LAW_SEATS_FIXED, .n = (dy_seats)n};
        return code;
    }
    out->kind = DY_LAW_SEATS_PART;
    code = dy_yaml_keys(node, KEYS("part", "rounding"), in->err);
    if (!code && !(code = dy_yaml_require(node, "part", &part, in->err)))
        code = dy_yaml_share(part, &out->part, in->err);
    if (!code && !(code = dy_yaml_require(node, "rounding", &rounding, in->err)))
        code = dy_yaml_literal(rounding, words, &word, in->err);
    out->round_up = word == 1;
    return code;
}

static enum dy_code read_ballot(struct dy_law_reader *in, const struct dy_yaml *map,
                                struct dy_law_tier *tier)
{
    struct dy_yaml *node;
    int choices = 0;
    enum dy_code code = dy_yaml_keys(map, KEYS("choices", "against_all"), in->err);
    if (!code && !(code = dy_yaml_require(map, "choices", &node, in->err)))
        code = dy_yaml_literal(node, dy_words_choices, &choices, in->err);
    tier->choices = (enum dy_law_choices)choices;
    if (!code && !(code = dy_yaml_require(map, "against_all", &node, in->err)))
        code = dy_yaml_bool(node, &tier->against_all, in->err);
    return code;
}

static enum dy_code read_ties(struct dy_law_reader *in, const struct dy_yaml *map,
                              struct dy_law_tier *tier)
{
    struct dy_yaml *rule;
    enum dy_code code = dy_yaml_keys(map, KEYS("rule", "two", "more", "cite"), in->err);
    tier->has_ties_two = dy_yaml_find(map, "two") != NULL;
    tier->has_ties_more = dy_yaml_find(map, "more") != NULL;
    if (!code && (tier->has_ties_two || tier->has_ties_more) &&
        tier->choices != DY_CHOICES_CANDIDATES)
        code = dy_yaml_fail(map, in->err, "has \"two\" or \"more\"; they are for candidates only");
    if (!code)
        code = dy_yaml_require(map, "rule", &rule, in->err);
    if (!code)
        code = dy_law_read_param(in, map, "rule", dy_words_tie, DY_TIE_SILENT, &tier->ties);
    if (!code)
        code = dy_law_read_param(in, map, "two", dy_words_tie, DY_TIE_SILENT, &tier->ties_two);
    if (!code)
        code = dy_law_read_param(in, map, "more", dy_words_tie, DY_TIE_SILENT, &tier->ties_more);
    return code ? code : dy_law_read_text(in, map, "cite", true, &tier->ties_cite);
}

static enum dy_code read_tier(struct dy_law_reader *in, const struct dy_yaml *map,
                              struct dy_law_tier *tier)
{
    struct dy_yaml *node, *found;
    enum dy_code code = dy_yaml_keys(map,
                                     KEYS("id", "title", "seats", "area", "ballot", "admit",
                                          "guarantee", "award", "ties", "quotas", "cite"),
                                     in->err);
    if (!code && !(code = dy_yaml_require(map, "id", &node, in->err)))
        code = dy_yaml_id(node, &tier->id, in->err);
    if (!code)
        code = dy_law_read_names(in, map, "title", true, &tier->title);
    if (!code && !(code = dy_yaml_require(map, "seats", &node, in->err)))
        code = read_seats(in, node, &tier->seats);
    if (!code)
        code = dy_law_read_text(in, map, "cite", false, &tier->seats.cite);
    if (!code)
        code = dy_law_read_text(in, map, "area", true, &tier->area);
    if (!code && !(code = dy_yaml_require(map, "ballot", &node, in->err)))
        code = read_ballot(in, node, tier);
    if (!code && (found = dy_yaml_find(map, "admit")))
        code = read_bar(in, found, &tier->bar);
    if (!code && (found = dy_yaml_find(map, "guarantee")))
        code = read_guarantee(in, found, &tier->guarantee);
    if (!code && !(code = dy_yaml_require(map, "award", &node, in->err)))
        code = read_award(in, node, tier->choices, &tier->award);
    if (!code && (found = dy_yaml_find(map, "ties")))
        code = read_ties(in, found, tier);
    if (!code && (found = dy_yaml_find(map, "quotas")))
        code = read_quotas(in, found, tier);
    if (!code && tier->guarantee.is_set && !tier->bar.is_set)
        code = dy_yaml_fail(map, in->err, "has a guarantee but no bar (\"admit\")");
    return code;
}

enum dy_code dy_law_read_tiers(struct dy_law_reader *in, const struct dy_yaml *list)
{
    struct dy_law_version *version = in->version;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (!code && list->n == 0)
        return dy_yaml_fail(list, in->err, "is empty; at least one tier is needed");
    version->tiers = DY_NEW(in->mem, struct dy_law_tier, list->n);
    if (!version->tiers)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_tier(in, list->items[i], &version->tiers[i]);
        for (size_t k = 0; k < i && !code; k++)
            if (strcmp(version->tiers[k].id, version->tiers[i].id) == 0)
                code = dy_yaml_fail(list->items[i], in->err, "has the id \"%s\" of another tier",
                                    version->tiers[i].id);
        version->n_tiers = i + 1;
    }
    return code;
}

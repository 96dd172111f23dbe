/* Who stands: lists with their candidates, contests with their choices. */
#include <string.h>

#include "election/parts.h"

#define KEYS(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* A rank from 1, or `unknown` where it was not published. */
static enum dy_code read_rank(struct dy_election_reader *in, const struct dy_yaml *map,
                              const char *key, uint32_t *out)
{
    struct dy_yaml *node = dy_yaml_find(map, key);
    uint64_t rank = 0;
    if (!node || (node->kind == DY_YAML_SCALAR && strcmp(node->text, "unknown") == 0))
        return DY_OK;
    enum dy_code code = dy_yaml_count(node, 1000000, &rank, in->err);
    if (!code && rank == 0)
        code = dy_yaml_fail(node, in->err, "is 0; ranks count from 1, or are \"unknown\"");
    *out = (uint32_t)rank;
    return code;
}

static enum dy_code read_candidate(struct dy_election_reader *in, const struct dy_yaml *map,
                                   struct dy_candidate *out)
{
    struct dy_yaml *node, *groups = dy_yaml_find(map, "groups");
    enum dy_code code = dy_yaml_keys(map, KEYS("id", "name", "groups"), in->err);
    if (!code && !(code = dy_yaml_require(map, "id", &node, in->err)))
        code = dy_yaml_id(node, &out->id, in->err);
    if (!code && !(code = dy_yaml_require(map, "name", &node, in->err)))
        code = dy_yaml_names(in->mem, node, &out->name, in->err);
    if (code || !groups)
        return code;
    if ((code = dy_yaml_expect(groups, DY_YAML_LIST, in->err)))
        return code;
    out->groups = DY_NEW(in->mem, const char *, groups->n);
    if (!out->groups)
        return dy_no_memory(in->err);
    out->n_groups = groups->n;
    for (size_t i = 0; i < groups->n && !code; i++)
        code = dy_yaml_id(groups->items[i], &out->groups[i], in->err);
    return code;
}

static enum dy_code read_candidates(struct dy_election_reader *in, const struct dy_yaml *list,
                                    struct dy_list *out)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    out->candidates = DY_NEW(in->mem, struct dy_candidate, list->n);
    if (!out->candidates)
        return dy_no_memory(in->err);
    out->n_candidates = list->n;
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_candidate(in, list->items[i], &out->candidates[i]);
        for (size_t k = 0; k < i && !code; k++)
            if (strcmp(out->candidates[k].id, out->candidates[i].id) == 0)
                code =
                    dy_yaml_fail(list->items[i], in->err, "has the id \"%s\" of another candidate",
                                 out->candidates[i].id);
    }
    return code;
}

static enum dy_code read_list(struct dy_election_reader *in, const struct dy_yaml *map,
                              struct dy_list *out)
{
    struct dy_yaml *node, *found;
    uint64_t members = 1;
    enum dy_code code = dy_yaml_keys(
        map,
        KEYS("id", "title", "registered", "ballot", "kind", "members", "agreement", "candidates"),
        in->err);
    out->kind = "party";
    if (!code && !(code = dy_yaml_require(map, "id", &node, in->err)))
        code = dy_yaml_id(node, &out->id, in->err);
    if (!code && !(code = dy_yaml_require(map, "title", &node, in->err)))
        code = dy_yaml_names(in->mem, node, &out->title, in->err);
    if (!code)
        code = read_rank(in, map, "registered", &out->registered);
    if (!code && (found = dy_yaml_find(map, "kind")))
        code = dy_yaml_id(found, &out->kind, in->err);
    if (!code && (found = dy_yaml_find(map, "agreement")))
        code = dy_yaml_id(found, &out->agreement, in->err);
    if (!code && (found = dy_yaml_find(map, "members")))
        code = dy_yaml_count(found, 1000, &members, in->err);
    if (!code && members == 0)
        code = dy_yaml_fail(map, in->err, "has 0 members; a list has at least one party behind it");
    out->members = (uint32_t)members;
    if (!code && (found = dy_yaml_find(map, "candidates")))
        code = read_candidates(in, found, out);
    return code;
}

enum dy_code dy_lists_read(struct dy_election_reader *in, const struct dy_yaml *list)
{
    struct dy_election *election = in->election;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    election->lists = DY_NEW(in->mem, struct dy_list, list->n);
    if (!election->lists)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_list(in, list->items[i], &election->lists[i]);
        if (!code && dy_election_list(election, election->lists[i].id) != DY_NOTHING)
            code = dy_yaml_fail(list->items[i], in->err, "has the id \"%s\" of another list",
                                election->lists[i].id);
        for (size_t k = 0; k < i && !code; k++)
            if (election->lists[i].registered &&
                election->lists[k].registered == election->lists[i].registered)
                code = dy_yaml_fail(list->items[i], in->err,
                                    "was registered at place %u, like \"%s\"; places differ",
                                    election->lists[i].registered, election->lists[k].id);
        election->n_lists = i + 1;
    }
    return code;
}

uint32_t dy_election_list(const struct dy_election *election, const char *id)
{
    for (uint32_t i = 0; i < election->n_lists; i++)
        if (strcmp(election->lists[i].id, id) == 0)
            return i;
    return DY_NOTHING;
}

/* --- contests --- */

static enum dy_code choices_of_lists(struct dy_election_reader *in, const struct dy_yaml *ballots,
                                     struct dy_contest *out)
{
    const struct dy_election *election = in->election;
    enum dy_code code = DY_OK;
    out->n_choices = election->n_lists;
    out->choices = DY_NEW(in->mem, struct dy_choice, election->n_lists);
    if (!out->choices)
        return dy_no_memory(in->err);
    for (uint32_t i = 0; i < election->n_lists && !code; i++) {
        const struct dy_list *list = &election->lists[i];
        out->choices[i] = (struct dy_choice){
            .id = list->id, .title = list->title, .list = i, .registered = list->registered};
        code = read_rank(in, ballots->items[i], "ballot", &out->choices[i].ballot);
    }
    return code;
}

static enum dy_code read_choice(struct dy_election_reader *in, const struct dy_yaml *map,
                                struct dy_choice *out)
{
    struct dy_yaml *node, *list = dy_yaml_find(map, "list");
    const char *id = "";
    enum dy_code code =
        dy_yaml_keys(map, KEYS("id", "title", "list", "registered", "ballot"), in->err);
    out->list = DY_NOTHING;
    if (!code && !(code = dy_yaml_require(map, "id", &node, in->err)))
        code = dy_yaml_id(node, &out->id, in->err);
    if (!code && !(code = dy_yaml_require(map, "title", &node, in->err)))
        code = dy_yaml_names(in->mem, node, &out->title, in->err);
    if (!code)
        code = read_rank(in, map, "registered", &out->registered);
    if (!code)
        code = read_rank(in, map, "ballot", &out->ballot);
    if (!code && list && !(code = dy_yaml_text(list, &id, in->err))) {
        out->list = dy_election_list(in->election, id);
        if (out->list == DY_NOTHING)
            code = dy_yaml_fail(list, in->err, "names a list \"%.64s\" that \"lists\" lacks", id);
    }
    return code;
}

static uint32_t choice_find(const struct dy_contest *contest, const char *id)
{
    for (uint32_t i = 0; i < contest->n_choices; i++)
        if (strcmp(contest->choices[i].id, id) == 0)
            return i;
    return DY_NOTHING;
}

static enum dy_code read_choices(struct dy_election_reader *in, const struct dy_yaml *list,
                                 struct dy_contest *out)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    out->choices = DY_NEW(in->mem, struct dy_choice, list->n);
    if (!out->choices)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_choice(in, list->items[i], &out->choices[i]);
        if (!code && choice_find(out, out->choices[i].id) != DY_NOTHING)
            code = dy_yaml_fail(list->items[i], in->err, "has the id \"%s\" of another choice",
                                out->choices[i].id);
        out->n_choices = i + 1;
    }
    return code;
}

/* Columns are named by fields, choices and a few words: no two may share a name. */
static enum dy_code check_names(struct dy_election_reader *in, const struct dy_yaml *at,
                                const struct dy_contest *contest)
{
    static const char *const taken[] = {"unit", "against_all", "independent"};
    const struct dy_law_version *law = in->election->law;
    for (size_t i = 0; i < contest->n_choices; i++) {
        const char *id = contest->choices[i].id;
        bool clash = false;
        for (size_t k = 0; k < DY_COUNT_OF(taken); k++)
            clash |= strcmp(id, taken[k]) == 0;
        for (size_t k = 0; k < law->n_fields; k++)
            clash |= strcmp(id, law->fields[k].id) == 0;
        if (clash)
            return dy_yaml_fail(at, in->err,
                                "has a choice \"%.64s\", which is also the name of another column",
                                id);
    }
    return DY_OK;
}

static enum dy_code read_stands(struct dy_election_reader *in, const struct dy_yaml *map,
                                struct dy_contest *contest)
{
    const char *area = in->election->units.of[contest->area].id;
    struct dy_yaml *list = map ? dy_yaml_find(map, area) : NULL;
    if (!list)
        return DY_OK;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    contest->stands = DY_NEW(in->mem, uint8_t, contest->n_choices);
    if (!contest->stands)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        const char *id = "";
        if ((code = dy_yaml_text(list->items[i], &id, in->err)))
            break;
        uint32_t choice = choice_find(contest, id);
        if (choice == DY_NOTHING)
            code = dy_yaml_fail(list->items[i], in->err,
                                "names a choice \"%.64s\" that there is not", id);
        else
            contest->stands[choice] = 1;
    }
    return code;
}

static enum dy_code add_contest(struct dy_election_reader *in, const struct dy_contest *like,
                                uint32_t area, const struct dy_yaml *stands)
{
    struct dy_contest *contest = dy_vec_push(in->mem, &in->contests, sizeof *contest);
    if (!contest)
        return dy_no_memory(in->err);
    *contest = *like;
    contest->area = area;
    return read_stands(in, stands, contest);
}

static enum dy_code add_areas(struct dy_election_reader *in, const struct dy_yaml *map,
                              const struct dy_contest *like, uint16_t level)
{
    const struct dy_units *units = &in->election->units;
    struct dy_yaml *areas = dy_yaml_find(map, "areas"), *stands = dy_yaml_find(map, "stands");
    enum dy_code code = stands ? dy_yaml_expect(stands, DY_YAML_MAP, in->err) : DY_OK;
    for (uint32_t i = 0; !areas && i < units->n && !code; i++)
        if (units->of[i].level == level)
            code = add_contest(in, like, i, stands);
    if (code || !areas)
        return code;
    code = dy_yaml_expect(areas, DY_YAML_LIST, in->err);
    for (size_t i = 0; i < areas->n && !code; i++) {
        const char *id = "";
        if ((code = dy_yaml_text(areas->items[i], &id, in->err)))
            break;
        uint32_t unit = dy_unit_find(units, id, strlen(id));
        if (unit == DY_NOTHING || units->of[unit].level != level)
            return dy_yaml_fail(areas->items[i], in->err,
                                "is \"%.64s\"; a unit of level \"%s\" is "
                                "needed",
                                id, units->levels[level]);
        code = add_contest(in, like, unit, stands);
    }
    return code;
}

static enum dy_code read_contest(struct dy_election_reader *in, const struct dy_yaml *map,
                                 const struct dy_yaml *lists)
{
    struct dy_contest like = {0};
    struct dy_yaml *node, *choices = NULL;
    const char *id = "";
    enum dy_code code = dy_yaml_keys(map, KEYS("tier", "areas", "choices", "stands"), in->err);
    if (!code && !(code = dy_yaml_require(map, "tier", &node, in->err)))
        code = dy_yaml_text(node, &id, in->err);
    if (!code)
        code = dy_yaml_require(map, "choices", &choices, in->err);
    if (code)
        return code;
    like.tier = dy_election_tier(in->election, id);
    if (like.tier == DY_NOTHING && in->other_law)
        return dy_election_note(
            in, dy_arena_format(in->mem,
                                "The other law has no tier \"%s\": its votes are left out.", id));
    if (like.tier == DY_NOTHING)
        return dy_yaml_fail(node, in->err, "is \"%.64s\", but %s has no such tier on that day", id,
                            in->election->law->act->id);
    bool of_lists = choices->kind == DY_YAML_SCALAR && strcmp(choices->text, "lists") == 0;
    code = of_lists ? choices_of_lists(in, lists, &like) : read_choices(in, choices, &like);
    if (!code)
        code = check_names(in, map, &like);
    const struct dy_law_tier *tier = &in->election->law->tiers[like.tier];
    uint16_t level = dy_unit_level_find(&in->election->units, tier->area);
    if (!code && like.n_choices == 0)
        return dy_yaml_fail(choices, in->err, "is empty; nobody stands");
    if (!code && like.n_choices > DY_SEATS_LISTS_MAX)
        return dy_yaml_fail(choices, in->err, "has %zu choices; at most %d are counted",
                            like.n_choices, DY_SEATS_LISTS_MAX);
    if (!code && level == UINT16_MAX)
        return dy_yaml_fail(map, in->err,
                            "is decided by areas of level \"%s\", but units.csv has no such level",
                            tier->area);
    return code ? code : add_areas(in, map, &like, level);
}

enum dy_code dy_contests_read(struct dy_election_reader *in, const struct dy_yaml *root)
{
    static struct dy_yaml none = {.kind = DY_YAML_LIST};
    struct dy_yaml *list, *lists = dy_yaml_find(root, "lists");
    enum dy_code code = dy_yaml_require(root, "contests", &list, in->err);
    if (!code)
        code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    uint32_t before = 0;
    for (size_t i = 0; !code && i < list->n; i++) {
        size_t first = in->contests.n;
        code = read_contest(in, list->items[i], lists ? lists : &none);
        const struct dy_contest *of = in->contests.items;
        if (code || in->contests.n == first)
            continue;
        if (first > 0 && of[first].tier <= before)
            code = dy_yaml_fail(list->items[i], in->err,
                                "comes out of the order of the law's tiers, "
                                "or twice");
        before = of[first].tier;
    }
    in->election->contests = in->contests.items;
    in->election->n_contests = in->contests.n;
    return code;
}

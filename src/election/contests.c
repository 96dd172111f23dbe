/* Contests by name: "list", "district/01". */
#include <string.h>

#include "election/parts.h"

static bool stands_alone(const struct dy_election *election, const struct dy_contest *contest)
{
    return election->units.of[contest->area].parent == DY_NOTHING;
}

const char *dy_contest_label(struct dy_arena *mem, const struct dy_election *election,
                             const struct dy_contest *contest)
{
    const char *tier = election->law->tiers[contest->tier].id;
    if (stands_alone(election, contest))
        return dy_arena_copy(mem, tier, strlen(tier));
    return dy_arena_format(mem, "%s/%s", tier, election->units.of[contest->area].id);
}

static uint32_t only_contest(const struct dy_election *election, uint32_t tier)
{
    uint32_t found = DY_NOTHING;
    for (uint32_t i = 0; i < election->n_contests; i++) {
        if (election->contests[i].tier != tier)
            continue;
        if (found != DY_NOTHING)
            return DY_NOTHING;
        found = i;
    }
    return found;
}

static uint32_t contest_in(const struct dy_election *election, uint32_t tier, const char *area)
{
    for (uint32_t i = 0; i < election->n_contests; i++) {
        const struct dy_contest *contest = &election->contests[i];
        if (contest->tier == tier && strcmp(election->units.of[contest->area].id, area) == 0)
            return i;
    }
    return DY_NOTHING;
}

uint32_t dy_contest_find(const struct dy_election *election, const char *label)
{
    const char *slash = strchr(label, '/');
    size_t n = slash != NULL ? (size_t)(slash - label) : strlen(label);
    for (uint32_t tier = 0; tier < election->law->n_tiers; tier++) {
        const char *id = election->law->tiers[tier].id;
        if (strlen(id) != n || memcmp(id, label, n) != 0)
            continue;
        return slash != NULL ? contest_in(election, tier, slash + 1) : only_contest(election, tier);
    }
    return DY_NOTHING;
}

enum dy_code dy_election_need_contest(struct dy_election_reader *in, const struct dy_yaml *map,
                                      const char *label)
{
    const struct dy_election *election = in->election;
    if (!label || in->other_law || dy_contest_find(election, label) != DY_NOTHING)
        return DY_OK;
    const char *one =
        election->n_contests ? dy_contest_label(in->mem, election, &election->contests[0]) : "none";
    return dy_yaml_fail(dy_yaml_find(map, "contest"), in->err,
                        "is \"%.60s\", and there is no such contest; \"%s\" is one", label,
                        one ? one : "");
}

#include "count/tally.h"

#include <string.h>

#define ROWS_BETWEEN_CHECKS 512

/* --- the plan --- */

/* Does the rule on regions apply to this election? */
static const char *regions_level(const struct dy_election *election, uint32_t tier)
{
    const struct dy_law_award *award = &election->law->tiers[tier].award;
    if (!award->regions.is_set)
        return NULL;
    if (award->regions_when != NULL && (election->question_kind == NULL ||
                                        strcmp(award->regions_when, election->question_kind) != 0))
        return NULL;
    return award->regions_level;
}

static uint32_t *unit_array(struct dy_arena *mem, const struct dy_units *units)
{
    uint32_t *array = DY_NEW(mem, uint32_t, units->n);
    if (array != NULL)
        memset(array, 0xff, units->n * sizeof *array); /* DY_NOTHING */
    return array;
}

/* The nearest of the marks at or above the unit; the tree is shallow. */
static uint32_t mark_above(const struct dy_units *units, const uint32_t *mark, uint32_t unit)
{
    while (unit != DY_NOTHING && mark[unit] == DY_NOTHING)
        unit = units->of[unit].parent;
    return unit == DY_NOTHING ? DY_NOTHING : mark[unit];
}

/* Marked with the contests' own areas, then filled in place: what is filled is as good as a mark.
 */
static enum dy_code plan_contests(struct dy_arena *mem, const struct dy_election *election,
                                  uint32_t tier, uint32_t **out, struct dy_err *err)
{
    const struct dy_units *units = &election->units;
    uint32_t *contest_of = unit_array(mem, units);
    if (contest_of == NULL)
        return dy_no_memory(err);
    for (uint32_t i = 0; i < election->n_contests; i++)
        if (election->contests[i].tier == tier)
            contest_of[election->contests[i].area] = i;
    for (uint32_t unit = 0; unit < units->n; unit++)
        contest_of[unit] = mark_above(units, contest_of, unit);
    *out = contest_of;
    return DY_OK;
}

static enum dy_code plan_areas(struct dy_arena *mem, const struct dy_election *election,
                               uint32_t tier, uint32_t **out, struct dy_err *err)
{
    const char *name = regions_level(election, tier);
    if (name == NULL)
        return DY_OK;
    const struct dy_units *units = &election->units;
    uint16_t level = dy_unit_level_find(units, name);
    *out = DY_NEW(mem, uint32_t, units->n);
    if (*out == NULL)
        return dy_no_memory(err);
    for (uint32_t unit = 0; unit < units->n; unit++)
        (*out)[unit] = level == UINT16_MAX ? DY_NOTHING : dy_unit_at_level(units, unit, level);
    return DY_OK;
}

/* So that sums of voters cannot wrap later. */
static enum dy_code check_voters(const struct dy_election *election, struct dy_err *err)
{
    uint64_t sum = 0;
    for (size_t unit = 0; unit < election->units.n; unit++) {
        dy_votes voters = election->units.of[unit].voters;
        if (voters != DY_VOTERS_UNKNOWN && !dy_add(&sum, voters))
            return dy_fail(err, DY_E_LIMIT, (struct dy_span){.file = election->path}, "",
                           "the voters of all units together exceed 2^64");
    }
    return DY_OK;
}

enum dy_code dy_tally_plan_init(struct dy_arena *mem, const struct dy_election *election,
                                struct dy_tally_plan *plan, struct dy_err *err)
{
    const struct dy_units *units = &election->units;
    size_t n_tiers = election->law->n_tiers;
    *plan = (struct dy_tally_plan){
        .election = election,
        .has_children = DY_NEW(mem, uint8_t, units->n),
        .contest_of = DY_NEW(mem, uint32_t *, n_tiers),
        .area_of = DY_NEW(mem, uint32_t *, n_tiers),
    };
    if (plan->has_children == NULL || plan->contest_of == NULL || plan->area_of == NULL)
        return dy_no_memory(err);
    if (check_voters(election, err) != DY_OK)
        return err->code;
    for (uint32_t unit = 0; unit < units->n; unit++)
        if (units->of[unit].parent != DY_NOTHING)
            plan->has_children[units->of[unit].parent] = 1;
    for (uint32_t tier = 0; tier < n_tiers; tier++) {
        enum dy_code code = plan_contests(mem, election, tier, &plan->contest_of[tier], err);
        if (code == DY_OK)
            code = plan_areas(mem, election, tier, &plan->area_of[tier], err);
        if (code != DY_OK)
            return code;
    }
    return DY_OK;
}

/* --- a sheet --- */

static void find_contests(struct dy_tally_sheet *sheet)
{
    const struct dy_election *election = sheet->plan->election;
    for (uint32_t i = 0; i < election->n_contests; i++) {
        if (election->contests[i].tier != sheet->tier)
            continue;
        if (sheet->n_contests == 0)
            sheet->first_contest = i;
        sheet->n_contests = i - sheet->first_contest + 1;
    }
}

enum dy_code dy_tally_sheet_init(struct dy_arena *mem, const struct dy_tally_plan *plan,
                                 uint32_t tier, uint32_t round, const char *source,
                                 struct dy_tally_sheet *sheet, struct dy_err *err)
{
    *sheet = (struct dy_tally_sheet){
        .plan = plan, .tier = tier, .round = round, .source = source, .areas_known = true};
    find_contests(sheet);
    const struct dy_election *election = plan->election;
    size_t n_units = election->units.n, n_contests = sheet->n_contests;
    if (n_contests > 0)
        sheet->n_slots =
            election->law->n_fields + election->contests[sheet->first_contest].n_choices + 1;
    sheet->present = DY_NEW(mem, uint8_t, n_contests * sheet->n_slots);
    sheet->n_rows = DY_NEW(mem, uint64_t, n_contests);
    sheet->line_of = DY_NEW(mem, uint32_t, n_units);
    sheet->file_of = DY_NEW(mem, uint16_t, n_units);
    for (size_t i = 0; i < DY_LANES; i++) {
        struct dy_tally_lane *lane = &sheet->lanes[i];
        /* room at the end, so that no two lanes' sums share a cache line */
        lane->sums = DY_NEW(mem, uint64_t, n_contests * sheet->n_slots + DY_LANE_ALIGN / 8);
        lane->n_rows = DY_NEW(mem, uint64_t, n_contests + DY_LANE_ALIGN / 8);
        if (lane->sums == NULL || lane->n_rows == NULL)
            return dy_no_memory(err);
    }
    if (sheet->present == NULL || sheet->n_rows == NULL || sheet->line_of == NULL ||
        sheet->file_of == NULL)
        return dy_no_memory(err);
    memset(sheet->present, 1, n_contests * sheet->n_slots);
    if (plan->area_of[tier] == NULL)
        return DY_OK;
    sheet->area_sums = DY_NEW(mem, uint64_t, n_units * sheet->n_slots);
    return sheet->area_sums != NULL ? DY_OK : dy_no_memory(err);
}

enum dy_code dy_tally_file(struct dy_arena *mem, struct dy_tally_sheet *sheet,
                           const struct dy_protocols *file, struct dy_err *err)
{
    struct dy_span at = {.file = file->path};
    if (sheet->n_contests == 0)
        return dy_fail(err, DY_E_INPUT, at, "", "the tier has no contests in election.yaml");
    if (file->n_slots != sheet->n_slots)
        return dy_fail(err, DY_E_BUG, at, "", "%zu slots where the contest has %zu", file->n_slots,
                       sheet->n_slots);
    if (sheet->files.n == UINT16_MAX)
        return dy_fail(err, DY_E_LIMIT, at, "", "more than %d protocol files of one tier",
                       UINT16_MAX);
    const struct dy_protocols **slot = dy_vec_push(mem, &sheet->files, sizeof *slot);
    if (slot == NULL)
        return dy_no_memory(err);
    *slot = sheet->file = file;
    return DY_OK;
}

static struct dy_span span_of(const struct dy_tally_sheet *sheet, const struct dy_row *row)
{
    return (struct dy_span){.file = sheet->file->path, .byte = row->byte, .line = row->line};
}

static const char *file_of(const struct dy_tally_sheet *sheet, uint32_t unit)
{
    const struct dy_protocols *const *files = sheet->files.items;
    return files[sheet->file_of[unit]]->path;
}

static enum dy_code no_contest(const struct dy_tally_sheet *sheet, const struct dy_row *row,
                               struct dy_err *err)
{
    const struct dy_election *election = sheet->plan->election;
    const struct dy_unit *unit = &election->units.of[row->unit];
    const struct dy_law_tier *tier = &election->law->tiers[sheet->tier];
    return dy_fail(err, DY_E_INPUT, span_of(sheet, row), "",
                   "unit \"%s\" (%s) lies in no area of tier \"%s\": its rows stand for a \"%s\" "
                   "that votes there, or for units below one",
                   unit->id, election->units.levels[unit->level], tier->id, tier->area);
}

static enum dy_code twice(const struct dy_tally_sheet *sheet, const struct dy_row *row,
                          struct dy_err *err)
{
    return dy_fail(err, DY_E_INPUT, span_of(sheet, row), "",
                   "unit \"%s\" has a row already: %s:%u; one protocol for each unit is right",
                   sheet->plan->election->units.of[row->unit].id, file_of(sheet, row->unit),
                   (unsigned)sheet->line_of[row->unit]);
}

static enum dy_code check_sums(const struct dy_tally_sheet *sheet, const uint64_t *sums,
                               struct dy_span at, struct dy_err *err)
{
    for (size_t i = 0; i < sheet->n_slots; i++)
        if (sums[i] > DY_VOTES_MAX)
            return dy_fail(err, DY_E_LIMIT, at, "",
                           "a column adds up to more than 2^53 = %llu; votes are fewer",
                           (unsigned long long)DY_VOTES_MAX);
    return DY_OK;
}

static void add_area(struct dy_tally_sheet *sheet, const struct dy_row *row)
{
    uint32_t area = sheet->plan->area_of[sheet->tier][row->unit];
    if (area == DY_NOTHING) {
        sheet->areas_known = false;
        return;
    }
    uint64_t *sums = sheet->area_sums + area * sheet->n_slots;
    for (size_t i = 0; i < sheet->n_slots; i++)
        sums[i] += row->values[i]; /* no more than the contest's own sums, which are checked */
}

enum dy_code dy_tally_sum(struct dy_tally_sheet *sheet, unsigned lane, const struct dy_row *row,
                          struct dy_err *err)
{
    uint32_t contest = sheet->plan->contest_of[sheet->tier][row->unit];
    if (contest == DY_NOTHING)
        return DY_OK; /* marking it will say so */
    uint32_t i = contest - sheet->first_contest;
    size_t n_slots = sheet->n_slots;
    uint64_t *restrict sums = sheet->lanes[lane].sums + i * n_slots;
    const uint64_t *restrict values = row->values;
    for (size_t slot = 0; slot < n_slots; slot++)
        sums[slot] += values[slot];
    if (++sheet->lanes[lane].n_rows[i] % ROWS_BETWEEN_CHECKS == 0)
        return check_sums(sheet, sums, span_of(sheet, row), err);
    return DY_OK;
}

enum dy_code dy_tally_mark(struct dy_tally_sheet *sheet, const struct dy_row *row,
                           struct dy_err *err)
{
    uint32_t contest = sheet->plan->contest_of[sheet->tier][row->unit];
    if (contest == DY_NOTHING)
        return no_contest(sheet, row, err);
    if (sheet->line_of[row->unit] != 0)
        return twice(sheet, row, err);
    sheet->line_of[row->unit] = row->line;
    sheet->has_inner |= sheet->plan->has_children[row->unit];
    sheet->file_of[row->unit] = (uint16_t)(sheet->files.n - 1);
    uint8_t *present = sheet->present + (contest - sheet->first_contest) * sheet->n_slots;
    if (sheet->area_sums != NULL)
        add_area(sheet, row);
    if (memcmp(present, sheet->file->present, sheet->n_slots) != 0)
        for (size_t slot = 0; slot < sheet->n_slots; slot++)
            present[slot] &= sheet->file->present[slot];
    sheet->n_rows[contest - sheet->first_contest]++;
    return DY_OK;
}

/* Each lane's sums are at most 2^53 + 512 * 2^53: adding two does not wrap. */
static void join_lanes(struct dy_tally_sheet *sheet)
{
    for (size_t lane = 1; lane < DY_LANES; lane++)
        for (size_t i = 0; i < sheet->n_contests * sheet->n_slots; i++)
            sheet->lanes[0].sums[i] += sheet->lanes[lane].sums[i];
}

/* --- coverage --- */

/* The nearest unit at or above this one that has a row. */
static uint32_t row_above(const struct dy_tally_sheet *sheet, uint32_t unit)
{
    const struct dy_units *units = &sheet->plan->election->units;
    while (unit != DY_NOTHING && sheet->line_of[unit] == 0)
        unit = units->of[unit].parent;
    return unit;
}

static enum dy_code check_overlap(const struct dy_tally_sheet *sheet, struct dy_err *err)
{
    const struct dy_units *units = &sheet->plan->election->units;
    for (uint32_t unit = 0; unit < units->n && sheet->has_inner; unit++) {
        if (sheet->line_of[unit] == 0 || units->of[unit].parent == DY_NOTHING)
            continue;
        uint32_t above = row_above(sheet, units->of[unit].parent);
        if (above == DY_NOTHING)
            continue;
        struct dy_span at = {.file = file_of(sheet, unit), .line = sheet->line_of[unit]};
        return dy_fail(err, DY_E_INPUT, at, "",
                       "unit \"%s\" is counted twice: in this row and in that of \"%s\" above it "
                       "(%s:%u); give one of them",
                       units->of[unit].id, units->of[above].id, file_of(sheet, above),
                       (unsigned)sheet->line_of[above]);
    }
    return DY_OK;
}

static void cover_station(const struct dy_tally_sheet *sheet, uint32_t station,
                          struct dy_tally *tally)
{
    const struct dy_unit *units = sheet->plan->election->units.of;
    uint32_t row = row_above(sheet, station);
    dy_votes voters = units[station].voters;
    tally->n_stations++;
    if (row == DY_NOTHING) {
        tally->n_missing++;
        if (voters == DY_VOTERS_UNKNOWN)
            tally->missing_unknown++;
        else
            tally->missing_voters += voters;
        return;
    }
    tally->n_covered++;
    if (voters != DY_VOTERS_UNKNOWN && units[row].voters == DY_VOTERS_UNKNOWN)
        tally->listed_covered += voters;
}

/* Voters on the list: those of the row's own unit, or where they are unknown its stations'. */
static void cover_all(const struct dy_tally_sheet *sheet, struct dy_tally *tallies)
{
    const struct dy_tally_plan *plan = sheet->plan;
    const struct dy_units *units = &plan->election->units;
    for (uint32_t unit = 0; unit < units->n; unit++) {
        uint32_t contest = plan->contest_of[sheet->tier][unit];
        if (contest == DY_NOTHING)
            continue;
        struct dy_tally *tally = &tallies[contest - sheet->first_contest];
        if (sheet->line_of[unit] != 0 && units->of[unit].voters != DY_VOTERS_UNKNOWN)
            tally->listed_covered += units->of[unit].voters;
        if (!plan->has_children[unit])
            cover_station(sheet, unit, tally);
    }
}

static enum dy_code list_missing(struct dy_arena *mem, const struct dy_tally_sheet *sheet,
                                 struct dy_tally *tallies, struct dy_err *err)
{
    const struct dy_tally_plan *plan = sheet->plan;
    size_t left = 0;
    for (uint32_t i = 0; i < sheet->n_contests; i++) {
        left += tallies[i].n_missing;
        tallies[i].missing = DY_NEW(mem, uint32_t, tallies[i].n_missing);
        if (tallies[i].missing == NULL)
            return dy_no_memory(err);
        tallies[i].n_missing = 0;
    }
    for (uint32_t unit = 0; unit < plan->election->units.n && left > 0; unit++) {
        uint32_t contest = plan->contest_of[sheet->tier][unit];
        if (contest == DY_NOTHING || plan->has_children[unit] ||
            row_above(sheet, unit) != DY_NOTHING)
            continue;
        struct dy_tally *tally = &tallies[contest - sheet->first_contest];
        tally->missing[tally->n_missing++] = unit;
        left--;
    }
    return DY_OK;
}

/* --- finish --- */

static bool is_area(const struct dy_tally_sheet *sheet, uint32_t unit, uint32_t contest)
{
    return sheet->plan->area_of[sheet->tier][unit] == unit &&
           sheet->plan->contest_of[sheet->tier][unit] == contest;
}

static enum dy_code copy_areas(struct dy_arena *mem, const struct dy_tally_sheet *sheet,
                               struct dy_tally *tally, struct dy_err *err)
{
    if (sheet->area_sums == NULL || !sheet->areas_known)
        return DY_OK;
    const struct dy_tally_plan *plan = sheet->plan;
    size_t n_units = plan->election->units.n, n_slots = sheet->n_slots, n_areas = 0;
    for (uint32_t unit = 0; unit < n_units; unit++)
        n_areas += is_area(sheet, unit, tally->contest);
    tally->areas = DY_NEW(mem, uint32_t, n_areas);
    tally->area_sums = DY_NEW(mem, uint64_t, n_areas * n_slots);
    if (tally->areas == NULL || tally->area_sums == NULL)
        return dy_no_memory(err);
    for (uint32_t unit = 0; unit < n_units; unit++) {
        if (!is_area(sheet, unit, tally->contest))
            continue;
        memcpy(tally->area_sums + tally->n_areas * n_slots, sheet->area_sums + unit * n_slots,
               n_slots * sizeof(uint64_t));
        tally->areas[tally->n_areas++] = unit;
    }
    return DY_OK;
}

static struct dy_tally tally_of(const struct dy_tally_sheet *sheet, uint32_t i)
{
    return (struct dy_tally){
        .contest = sheet->first_contest + i,
        .round = sheet->round,
        .source = sheet->source,
        .n_rows = sheet->n_rows[i],
        .n_slots = sheet->n_slots,
        .sums = sheet->lanes[0].sums + i * sheet->n_slots,
        .present = sheet->present + i * sheet->n_slots,
    };
}

static enum dy_code keep(struct dy_arena *mem, const struct dy_tally_sheet *sheet,
                         struct dy_tally *tally, struct dy_vec *tallies, struct dy_err *err)
{
    if (tally->n_rows == 0 && tally->round > 1)
        return DY_OK;
    enum dy_code code = check_sums(sheet, tally->sums, (struct dy_span){0}, err);
    if (code == DY_OK)
        code = copy_areas(mem, sheet, tally, err);
    if (code != DY_OK)
        return code;
    struct dy_tally *out = dy_vec_push(mem, tallies, sizeof *out);
    if (out == NULL)
        return dy_no_memory(err);
    *out = *tally;
    return DY_OK;
}

enum dy_code dy_tally_finish(struct dy_arena *mem, struct dy_tally_sheet *sheet,
                             struct dy_vec *tallies, struct dy_err *err)
{
    struct dy_tally *all = DY_NEW(mem, struct dy_tally, sheet->n_contests);
    if (all == NULL)
        return dy_no_memory(err);
    join_lanes(sheet);
    for (uint32_t i = 0; i < sheet->n_contests; i++)
        all[i] = tally_of(sheet, i);
    enum dy_code code = check_overlap(sheet, err);
    if (code != DY_OK)
        return code;
    cover_all(sheet, all);
    code = list_missing(mem, sheet, all, err);
    for (uint32_t i = 0; i < sheet->n_contests && code == DY_OK; i++)
        code = keep(mem, sheet, &all[i], tallies, err);
    return code;
}

/* The calendar of a country: which days are not what their weekday says. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "data/file.h"
#include "data/yaml.h"
#include "dauys/law.h"

enum { CALENDAR_BYTES = 1 << 20, CALENDAR_DEPTH = 8 };

struct reader {
    struct dy_arena *mem;
    struct dy_err *err;
    struct dy_calendar *calendar;
};

static enum dy_code read_text(struct reader *in, const struct dy_yaml *map, const char *key,
                              bool needed, const char **out)
{
    struct dy_yaml *node = dy_yaml_find(map, key);
    if (!node && !needed)
        return DY_OK;
    enum dy_code code = dy_yaml_require(map, key, &node, in->err);
    return code ? code : dy_yaml_text(node, out, in->err);
}

static enum dy_code read_flag(struct reader *in, const struct dy_yaml *map, const char *key,
                              bool *out)
{
    struct dy_yaml *node = dy_yaml_find(map, key);
    return node ? dy_yaml_bool(node, out, in->err) : DY_OK;
}

static enum dy_code read_weekend(struct reader *in, const struct dy_yaml *list)
{
    static const char *const words[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday",    NULL};
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        int word = 0;
        code = dy_yaml_literal(list->items[i], words, &word, in->err);
        if (!code && in->calendar->weekend >> word & 1)
            code = dy_yaml_fail(list->items[i], in->err, "names a day twice");
        in->calendar->weekend |= (uint8_t)(1U << word);
    }
    if (!code && list->n > 6)
        code = dy_yaml_fail(list, in->err, "leaves no working day");
    return code;
}

/* A day whose kind its weekday has already, or one of another year, is a slip of the pen. */
static enum dy_code check_day(struct reader *in, const struct dy_yaml *node,
                              const struct dy_calendar_year *year,
                              const struct dy_calendar_day *day)
{
    bool weekend = in->calendar->weekend >> dy_date_weekday(day->date) & 1;
    if (day->date.year != year->year)
        return dy_yaml_fail(dy_yaml_find(node, "date"), in->err, "is not a day of %d",
                            (int)year->year);
    if (year->n > 0 && dy_date_compare(day[-1].date, day->date) >= 0)
        return dy_yaml_fail(dy_yaml_find(node, "date"), in->err,
                            "does not follow the day before it; days go up, none twice");
    if (day->kind == DY_DAY_OFF && weekend)
        return dy_yaml_fail(node, in->err, "is a day off in place of another, but on the weekend");
    if (day->kind == DY_DAY_WORKED && !weekend)
        return dy_yaml_fail(node, in->err,
                            "is worked in place of another day, but not on the weekend");
    return DY_OK;
}

static enum dy_code read_day(struct reader *in, const struct dy_yaml *map,
                             const struct dy_calendar_year *year, struct dy_calendar_day *out)
{
    static const char *const keys[] = {"date",       "kind",     "title", "source",
                                       "unverified", "declared", NULL};
    static const char *const kinds[] = {"holiday", "day-off", "worked", NULL};
    static const enum dy_day_kind values[] = {DY_DAY_HOLIDAY, DY_DAY_OFF, DY_DAY_WORKED};
    struct dy_yaml *node;
    int kind = 0;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "date", &node, in->err)))
        code = dy_yaml_date(node, &out->date, in->err);
    if (!code && !(code = dy_yaml_require(map, "kind", &node, in->err)))
        code = dy_yaml_literal(node, kinds, &kind, in->err);
    out->kind = values[kind];
    if (!code && !(code = dy_yaml_require(map, "title", &node, in->err)))
        code = dy_yaml_names(in->mem, node, &out->title, in->err);
    if (!code)
        code = read_text(in, map, "source", false, &out->source);
    if (!code)
        code = read_flag(in, map, "unverified", &out->unverified);
    if (!code && (node = dy_yaml_find(map, "declared")))
        code = dy_yaml_date(node, &out->declared, in->err);
    return code ? code : check_day(in, map, year, out);
}

static enum dy_code read_days(struct reader *in, const struct dy_yaml *list,
                              struct dy_calendar_year *year)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    year->days = DY_NEW(in->mem, struct dy_calendar_day, list->n);
    if (!year->days)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_day(in, list->items[i], year, &year->days[i]);
        year->n = i + 1;
    }
    return code;
}

static enum dy_code read_year(struct reader *in, const struct dy_yaml *map,
                              struct dy_calendar_year *out)
{
    static const char *const keys[] = {"year", "source", "unverified", "days", NULL};
    struct dy_yaml *node;
    uint64_t year = 0;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "year", &node, in->err)))
        code = dy_yaml_count(node, 9999, &year, in->err);
    if (!code && (year < 1 || (in->calendar->n_years > 0 && out[-1].year >= (int16_t)year)))
        code = dy_yaml_fail(node, in->err, "is %d; years go up from 1, none twice", (int)year);
    out->year = (int16_t)year;
    if (!code)
        code = read_text(in, map, "source", true, &out->source);
    if (!code)
        code = read_flag(in, map, "unverified", &out->unverified);
    if (!code && !(code = dy_yaml_require(map, "days", &node, in->err)))
        code = read_days(in, node, out);
    return code;
}

static enum dy_code read_years(struct reader *in, const struct dy_yaml *list)
{
    struct dy_calendar *calendar = in->calendar;
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    calendar->years = DY_NEW(in->mem, struct dy_calendar_year, list->n);
    if (!calendar->years)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_year(in, list->items[i], &calendar->years[i]);
        calendar->n_years = i + 1;
    }
    return code;
}

/* --- zones --- */

/* "+05:30" */
static enum dy_code read_utc(struct reader *in, const struct dy_yaml *node, int16_t *out)
{
    const char *text = "";
    enum dy_code code = dy_yaml_text(node, &text, in->err);
    if (code)
        return code;
    bool good = strlen(text) == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
    for (size_t i = 1; i < 6 && good; i++)
        good = i == 3 || (text[i] >= '0' && text[i] <= '9');
    int minutes = good ? (text[4] - '0') * 10 + text[5] - '0' : 60;
    int hours = good ? (text[1] - '0') * 10 + text[2] - '0' : 0;
    if (minutes > 59 || hours > 23)
        return dy_yaml_fail(node, in->err, "is \"%.20s\"; an offset such as \"+05:00\" is needed",
                            text);
    *out = (int16_t)((hours * 60 + minutes) * (text[0] == '-' ? -1 : 1));
    return DY_OK;
}

static enum dy_code read_offset(struct reader *in, const struct dy_yaml *map, size_t i,
                                struct dy_zone_offset *out)
{
    static const char *const keys[] = {"from", "utc", "source", "unverified", NULL};
    struct dy_yaml *node, *from = dy_yaml_find(map, "from");
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && from)
        code = dy_yaml_date(from, &out->from, in->err);
    if (!code && (i > 0) != (from != NULL))
        code = dy_yaml_fail(map, in->err, "needs \"from\" where it follows another, and not else");
    if (!code && i > 0 && dy_date_compare(out[-1].from, out->from) >= 0)
        code = dy_yaml_fail(from, in->err, "does not follow the one before it; days go up");
    if (!code && !(code = dy_yaml_require(map, "utc", &node, in->err)))
        code = read_utc(in, node, &out->minutes);
    if (!code)
        code = read_text(in, map, "source", false, &out->source);
    return code ? code : read_flag(in, map, "unverified", &out->unverified);
}

static enum dy_code read_zone(struct reader *in, const struct dy_yaml *map, struct dy_zone *out)
{
    static const char *const keys[] = {"id", "title", "offsets", NULL};
    struct dy_yaml *node, *list = NULL;
    enum dy_code code = dy_yaml_keys(map, keys, in->err);
    if (!code && !(code = dy_yaml_require(map, "id", &node, in->err)))
        code = dy_yaml_id(node, &out->id, in->err);
    if (!code && dy_calendar_zone(in->calendar, out->id))
        code = dy_yaml_fail(node, in->err, "is the id of another zone too");
    if (!code && !(code = dy_yaml_require(map, "title", &node, in->err)))
        code = dy_yaml_names(in->mem, node, &out->title, in->err);
    if (!code && !(code = dy_yaml_require(map, "offsets", &list, in->err)))
        code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (!code && list->n == 0)
        code = dy_yaml_fail(list, in->err, "is empty; a zone has an offset");
    if (code)
        return code;
    out->offsets = DY_NEW(in->mem, struct dy_zone_offset, list->n);
    if (!out->offsets)
        return dy_no_memory(in->err);
    out->n_offsets = list->n;
    for (size_t i = 0; i < list->n && !code; i++)
        code = read_offset(in, list->items[i], i, &out->offsets[i]);
    return code;
}

static enum dy_code read_zones(struct reader *in, const struct dy_yaml *list)
{
    enum dy_code code = dy_yaml_expect(list, DY_YAML_LIST, in->err);
    if (code)
        return code;
    in->calendar->zones = DY_NEW(in->mem, struct dy_zone, list->n);
    if (!in->calendar->zones)
        return dy_no_memory(in->err);
    for (size_t i = 0; i < list->n && !code; i++) {
        code = read_zone(in, list->items[i], &in->calendar->zones[i]);
        in->calendar->n_zones = i + 1;
    }
    return code;
}

enum dy_code dy_law_calendar_parse(struct dy_arena *mem, const char *path, const char *bytes,
                                   size_t n, const struct dy_calendar **out, struct dy_err *err)
{
    static const char *const keys[] = {"calendar", "weekend", "zones", "years", NULL};
    struct dy_yaml_limits limits = {CALENDAR_BYTES, CALENDAR_DEPTH};
    struct dy_calendar *calendar = DY_NEW(mem, struct dy_calendar, 1);
    struct reader in = {mem, err, calendar};
    struct dy_yaml *root, *node;
    if (!calendar)
        return dy_no_memory(err);
    calendar->path = path;
    enum dy_code code = dy_yaml_parse(mem, path, bytes, n, limits, &root, err);
    if (!code)
        code = dy_yaml_keys(root, keys, err);
    if (!code && !(code = dy_yaml_require(root, "calendar", &node, err)))
        code = dy_yaml_id(node, &calendar->id, err);
    if (!code && !(code = dy_yaml_require(root, "weekend", &node, err)))
        code = read_weekend(&in, node);
    if (!code && (node = dy_yaml_find(root, "zones")))
        code = read_zones(&in, node);
    if (!code && !(code = dy_yaml_require(root, "years", &node, err)))
        code = read_years(&in, node);
    if (!code)
        *out = calendar;
    return code;
}

enum dy_code dy_law_calendar_read(struct dy_arena *mem, const char *path,
                                  const struct dy_calendar **out, struct dy_err *err)
{
    char *bytes;
    size_t n;
    enum dy_code code = dy_file_read(mem, path, CALENDAR_BYTES, &bytes, &n, err);
    return code ? code : dy_law_calendar_parse(mem, path, bytes, n, out, err);
}

enum dy_code dy_law_calendar(struct dy_arena *mem, const struct dy_law_act *act,
                             const struct dy_calendar **out, struct dy_err *err)
{
    const char *slash = strrchr(act->path, '/');
    int folder = slash ? (int)(slash - act->path) + 1 : 0;
    char *path = dy_arena_format(mem, "%.*s%s", folder, act->path, DY_LAW_CALENDAR_FILE);
    if (!path)
        return dy_no_memory(err);
    *out = NULL;
    bool absent = access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
    return absent ? DY_OK : dy_law_calendar_read(mem, path, out, err);
}

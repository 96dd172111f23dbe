/*
 * "Why?": which figure a path asks for.
 */
#include "count/why.h"

#include <string.h>

/* --- the path --- */

#define PARTS_MAX 6

struct path {
    const char *text;
    size_t n;
    const char *parts[PARTS_MAX];
};

static bool split(struct dy_arena *mem, const char *text, struct path *path)
{
    char *copy = dy_arena_copy(mem, text, strlen(text));
    *path = (struct path){.text = text};
    while (copy != NULL && path->n < PARTS_MAX) {
        path->parts[path->n++] = copy;
        copy = strchr(copy, '/');
        if (copy != NULL)
            *copy++ = '\0';
    }
    return path->n > 0;
}

static bool part_is(const struct path *path, size_t i, const char *text)
{
    return i < path->n && strcmp(path->parts[i], text) == 0;
}

static bool ends_at(const struct path *path, size_t i)
{
    return path->n == i + 1;
}

/* --- unknown paths --- */

static const char *some_choice(const struct dy_outcome *outcome)
{
    for (size_t i = 0; i < outcome->n_contests; i++)
        if (outcome->contests[i].n_choices > 0)
            return outcome->contests[i].contest->choices[0].id;
    return "CHOICE";
}

static void fail_path(struct dy_why_job *job, const char *text)
{
    const char *label = "CONTEST";
    if (job->outcome->n_contests > 0)
        label = dy_contest_label(job->mem, job->election, job->outcome->contests[0].contest);
    job->code =
        dy_fail(job->err, DY_E_INPUT, (struct dy_span){.file = job->election->path}, text,
                "there is no such figure; there are %s/%s/seats, votes, share, admitted, "
                "elected; %s/against_all/votes, base, needed, turnout, status, or a field "
                "or share of the law; body/LIST/seats; status",
                label != NULL ? label : "", some_choice(job->outcome), label != NULL ? label : "");
}

/* --- figures of a choice --- */

struct figure {
    const char *name;
    struct dy_why *(*why)(struct dy_why_job *job, struct dy_why *parent,
                          struct dy_why_contest *contest, uint32_t choice);
};

static struct dy_why *percent_of(struct dy_why_job *job, struct dy_why *parent,
                                 struct dy_why_contest *contest, uint32_t choice)
{
    return dy_why_percent_of(job, parent, contest, choice);
}

static const struct figure figures[] = {
    {"seats", dy_why_seats},
    {"elected", dy_why_elected},
    {"admitted", dy_why_admitted},
    {"share", percent_of},
};

/* The unit named at part i, or all when the path ends before it; false if there is no such unit. */
static bool find_unit(const struct dy_why_job *job, const struct path *path, size_t i,
                      uint32_t *unit)
{
    *unit = DY_NOTHING;
    if (path->n <= i)
        return true;
    *unit = dy_unit_find(&job->election->units, path->parts[i], strlen(path->parts[i]));
    return *unit != DY_NOTHING && ends_at(path, i);
}

static struct dy_why *ask_choice(struct dy_why_job *job, const struct path *path, size_t i,
                                 struct dy_why_contest *contest, uint32_t choice)
{
    uint32_t unit;
    if (part_is(path, i, "votes") && find_unit(job, path, i + 1, &unit))
        return dy_why_votes(job, NULL, contest->outcome, choice, unit);
    for (size_t j = 0; j < DY_COUNT_OF(figures); j++)
        if (part_is(path, i, figures[j].name) && ends_at(path, i))
            return figures[j].why(job, NULL, contest, choice);
    return NULL;
}

/* --- figures of a contest --- */

static struct dy_why *ask_against_all(struct dy_why_job *job, const struct path *path, size_t i,
                                      struct dy_why_contest *contest)
{
    uint32_t unit;
    if (part_is(path, i, "votes") && find_unit(job, path, i + 1, &unit))
        return dy_why_against_all(job, NULL, contest->outcome, unit);
    if (part_is(path, i, "share") && ends_at(path, i))
        return dy_why_percent_of(job, NULL, contest, DY_NOTHING);
    return NULL;
}

static bool is_event(const struct path *path, size_t i)
{
    static const char *const names[] = {"status", "event", "elected", "run-off"};
    for (size_t j = 0; j < DY_COUNT_OF(names); j++)
        if (part_is(path, i, names[j]) && ends_at(path, i))
            return true;
    return false;
}

static struct dy_why *ask_number(struct dy_why_job *job, const struct path *path, size_t i,
                                 struct dy_why_contest *contest)
{
    uint32_t unit;
    for (uint32_t j = 0; j < job->law->n_fields; j++)
        if (part_is(path, i, job->law->fields[j].id) && find_unit(job, path, i + 1, &unit))
            return dy_why_field(job, NULL, contest->outcome, j, unit);
    for (uint32_t j = 0; j < job->law->n_shares; j++)
        if (part_is(path, i, job->law->shares[j].id) && ends_at(path, i))
            return dy_why_share(job, NULL, contest, j);
    return NULL;
}

static struct dy_why *ask_whole(struct dy_why_job *job, const struct path *path, size_t i,
                                struct dy_why_contest *contest)
{
    uint32_t base = dy_why_base(contest);
    if (part_is(path, i, "against_all"))
        return ask_against_all(job, path, i + 1, contest);
    if (is_event(path, i))
        return dy_why_status(job, NULL, contest->outcome);
    if (part_is(path, i, "turnout") && ends_at(path, i) && contest->tier->award.turnout.is_set)
        return dy_why_turnout(job, NULL, contest);
    if (part_is(path, i, "needed") && ends_at(path, i) && base != DY_NOTHING)
        return dy_why_needed(job, NULL, contest);
    if (part_is(path, i, "base") && ends_at(path, i) && base != DY_NOTHING)
        return dy_why_share(job, NULL, contest, base);
    return ask_number(job, path, i, contest);
}

/* --- which contest --- */

/* "tier/area" before "tier": the parts that name the contest; 0 if none does. */
static size_t find_contest(struct dy_why_job *job, const struct path *path, uint32_t *contest)
{
    if (path->n > 1) {
        const char *label = dy_arena_format(job->mem, "%s/%s", path->parts[0], path->parts[1]);
        *contest = label != NULL ? dy_contest_find(job->election, label) : DY_NOTHING;
        if (*contest != DY_NOTHING)
            return 2;
    }
    *contest = dy_contest_find(job->election, path->parts[0]);
    return *contest != DY_NOTHING ? 1 : 0;
}

static struct dy_why *ask_contest(struct dy_why_job *job, const struct path *path)
{
    uint32_t index;
    size_t i = find_contest(job, path, &index);
    if (i == 0)
        return NULL;
    const struct dy_outcome_contest *outcome = &job->outcome->contests[index];
    if (part_is(path, i, "round-1")) {
        outcome = outcome->first != NULL ? outcome->first : outcome;
        i++;
    }
    struct dy_why_contest contest;
    if (!dy_why_open(job, outcome, &contest))
        return NULL;
    if (path->n == i)
        return dy_why_status(job, NULL, outcome);
    for (uint32_t choice = 0; choice < outcome->n_choices; choice++) {
        if (!part_is(path, i, outcome->contest->choices[choice].id))
            continue;
        struct dy_why *why = ask_choice(job, path, i + 1, &contest, choice);
        if (why != NULL)
            return why;
    }
    return ask_whole(job, path, i, &contest);
}

static struct dy_why *ask_body(struct dy_why_job *job, const struct path *path)
{
    if (!part_is(path, 0, "body") || !part_is(path, 2, "seats") || !ends_at(path, 2))
        return NULL;
    for (size_t i = 0; i < job->outcome->n_body; i++)
        if (part_is(path, 1, job->outcome->body[i].id))
            return dy_why_body(job, &job->outcome->body[i]);
    return NULL;
}

enum dy_code dy_count_why(struct dy_arena *mem, const struct dy_outcome *outcome, const char *text,
                          const struct dy_why_source *source, const struct dy_why **out,
                          struct dy_err *err)
{
    struct dy_why_job job = {.mem = mem,
                             .outcome = outcome,
                             .election = outcome->election,
                             .law = outcome->law,
                             .source = source,
                             .err = err};
    struct path path;
    if (!split(mem, text, &path))
        return dy_no_memory(err);
    struct dy_why *why = NULL;
    if (part_is(&path, 0, "status") && ends_at(&path, 0))
        why = dy_why_whole_status(&job);
    else
        why = part_is(&path, 0, "body") ? ask_body(&job, &path) : ask_contest(&job, &path);
    if (why == NULL && job.code == DY_OK)
        fail_path(&job, text);
    if (job.code == DY_OK)
        *out = why;
    return job.code;
}

/*
 * Figures that are sums over protocols, down to the protocols themselves.
 */
#include "count/why.h"

#include <stdlib.h>

#define LEAVES_SHOWN 10

/* --- leaves --- */

/* The largest first; equal ones in the order of the file. */
static int compare_leaves(const void *a, const void *b)
{
    const struct dy_why_leaf *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? 1 : -1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static void add_leaf(struct dy_why_job *job, struct dy_why *parent, const struct dy_why_leaf *leaf)
{
    bool one = leaf->n_rows == 1;
    enum dy_claim claim = !one             ? DY_CLAIM_PLACE
                          : leaf->is_entry ? DY_CLAIM_ENTRY
                                           : DY_CLAIM_PROTOCOL;
    struct dy_why *why = dy_why_add(job, parent, claim, dy_why_digits(job, leaf->value));
    dy_why_unit(job, why, "place", leaf->unit);
    if (!one) {
        dy_why_number(job, why, "rows", leaf->n_rows);
        return;
    }
    dy_why_text(job, why, "file", leaf->at.file);
    dy_why_number(job, why, "line", leaf->at.line);
    why->at = leaf->at;
    why->is_entry = leaf->is_entry;
}

static uint64_t sum_of(const struct dy_why_leaf *leaves, size_t from, size_t n)
{
    uint64_t sum = 0;
    for (size_t i = from; i < n; i++)
        sum += leaves[i].value;
    return sum;
}

/* Show the rows below `unit`; where only a part was asked for, their sum is the figure. */
static void add_leaves(struct dy_why_job *job, struct dy_why *parent,
                       const struct dy_outcome_contest *contest, uint32_t unit, size_t slot)
{
    struct dy_why_leaf *leaves = NULL;
    size_t n = 0;
    if (unit != DY_NOTHING)
        parent->value = NULL;
    if (job->source == NULL || contest->tally == NULL || job->code != DY_OK)
        return;
    job->code = job->source->leaves(job->source->self, contest, unit, (uint32_t)slot, job->mem, &n,
                                    &leaves, job->err);
    if (job->code != DY_OK)
        return;
    if (n > 1)
        qsort(leaves, n, sizeof *leaves, compare_leaves);
    size_t shown = n <= LEAVES_SHOWN + 1 ? n : LEAVES_SHOWN;
    for (size_t i = 0; i < shown; i++)
        add_leaf(job, parent, &leaves[i]);
    if (shown < n) {
        struct dy_why *more = dy_why_add(job, parent, DY_CLAIM_PLACES_MORE,
                                         dy_why_digits(job, sum_of(leaves, shown, n)));
        dy_why_number(job, more, "n", n - shown);
    }
    if (n == 0) {
        struct dy_why *none = dy_why_add(job, parent, DY_CLAIM_NO_ROWS, NULL);
        dy_why_unit(job, none, "place", unit == DY_NOTHING ? contest->contest->area : unit);
    } else if (unit != DY_NOTHING) {
        parent->value = dy_why_digits(job, sum_of(leaves, 0, n));
    }
}

/* --- votes and fields --- */

struct dy_why *dy_why_votes(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_outcome_contest *contest, size_t choice, uint32_t unit)
{
    bool counted = contest->tally != NULL;
    struct dy_why *why =
        dy_why_add(job, parent, contest->round > 1 ? DY_CLAIM_VOTES_RUNOFF : DY_CLAIM_VOTES,
                   counted ? dy_why_digits(job, contest->choices[choice].votes) : NULL);
    dy_why_choice(job, why, "list", contest->contest, choice);
    if (counted)
        add_leaves(job, why, contest, unit, job->law->n_fields + choice);
    else
        (void)dy_why_event(job, why, contest);
    return why;
}

struct dy_why *dy_why_against_all(struct dy_why_job *job, struct dy_why *parent,
                                  const struct dy_outcome_contest *contest, uint32_t unit)
{
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_AGAINST_ALL, dy_why_digits(job, contest->against_all));
    add_leaves(job, why, contest, unit, job->law->n_fields + contest->n_choices);
    return why;
}

struct dy_why *dy_why_field(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_outcome_contest *contest, uint32_t field, uint32_t unit)
{
    const struct dy_law_field *of = &job->law->fields[field];
    bool published = contest->tally != NULL && contest->tally->present[field];
    struct dy_why *why =
        dy_why_add(job, parent, published ? DY_CLAIM_FIELD : DY_CLAIM_NOT_PUBLISHED,
                   published ? dy_why_digits(job, contest->tally->sums[field]) : NULL);
    dy_why_title(job, why, "field", &of->title, of->id);
    dy_why_cite(job, why, of->cite, false);
    if (published)
        add_leaves(job, why, contest, unit, field);
    return why;
}

/* --- shares --- */

static uint64_t all_votes(const struct dy_outcome_contest *contest)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < contest->n_choices; i++)
        sum += contest->choices[i].votes;
    return sum;
}

/* A choice of the contest and its votes, for showing the largest first. */
struct standing {
    uint32_t choice;
    dy_votes votes;
};

static int compare_standing(const void *a, const void *b)
{
    const struct standing *x = a, *y = b;
    if (x->votes != y->votes)
        return x->votes < y->votes ? 1 : -1;
    return (x->choice > y->choice) - (x->choice < y->choice);
}

/* Who stands or has votes all the same, the most votes first. */
static size_t rank_choices(const struct dy_outcome_contest *contest, struct standing *out)
{
    size_t n = 0;
    for (uint32_t i = 0; i < contest->n_choices; i++)
        if (dy_contest_stands(contest, i) || contest->choices[i].votes > 0)
            out[n++] = (struct standing){i, contest->choices[i].votes};
    if (n > 1)
        qsort(out, n, sizeof *out, compare_standing);
    return n;
}

static void add_all_votes(struct dy_why_job *job, struct dy_why *parent,
                          const struct dy_outcome_contest *contest)
{
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_ALL_VOTES, dy_why_digits(job, all_votes(contest)));
    struct standing *standing = DY_NEW(job->mem, struct standing, contest->n_choices);
    if (standing == NULL) {
        job->code = dy_no_memory(job->err);
        return;
    }
    size_t n = rank_choices(contest, standing);
    size_t shown = n <= LEAVES_SHOWN + 1 ? n : LEAVES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        struct dy_why *each =
            dy_why_add(job, why, DY_CLAIM_VOTES, dy_why_digits(job, standing[i].votes));
        dy_why_choice(job, each, "list", contest->contest, standing[i].choice);
    }
    if (shown == n)
        return;
    uint64_t rest = 0;
    for (size_t i = shown; i < n; i++)
        rest += standing[i].votes;
    struct dy_why *more = dy_why_add(job, why, DY_CLAIM_CHOICES_MORE, dy_why_digits(job, rest));
    dy_why_number(job, more, "n", n - shown);
}

static void add_listed(struct dy_why_job *job, struct dy_why *parent,
                       const struct dy_why_contest *contest)
{
    uint32_t field = contest->settle.listed_field;
    if (field != DY_NOTHING && contest->settle.field_present[field])
        (void)dy_why_field(job, parent, contest->outcome, field, DY_NOTHING);
    else
        (void)dy_why_add(job, parent, DY_CLAIM_LISTED, dy_why_digits(job, contest->settle.listed));
}

static void add_term(struct dy_why_job *job, struct dy_why *parent,
                     const struct dy_why_contest *contest, const struct dy_law_term *term)
{
    const struct dy_outcome_contest *now = &contest->now;
    switch (term->kind) {
    case DY_TERM_VOTES:
        add_all_votes(job, parent, now);
        return;
    case DY_TERM_AGAINST_ALL:
        (void)dy_why_add(job, parent, DY_CLAIM_AGAINST_ALL, dy_why_digits(job, now->against_all));
        return;
    case DY_TERM_FIELD:
        (void)dy_why_field(job, parent, contest->outcome, term->field, DY_NOTHING);
        return;
    case DY_TERM_LISTED:
        add_listed(job, parent, contest);
        return;
    }
}

static const char *term_id(const struct dy_why_job *job, const struct dy_law_term *term)
{
    switch (term->kind) {
    case DY_TERM_VOTES:
        return "votes";
    case DY_TERM_AGAINST_ALL:
        return "against_all";
    case DY_TERM_FIELD:
        return job->law->fields[term->field].id;
    case DY_TERM_LISTED:
        return "listed";
    }
    return "";
}

static const char *term_ids(const struct dy_why_job *job, const struct dy_law_share *share)
{
    const char *text = "";
    for (size_t i = 0; i < share->n_terms && text != NULL; i++)
        text = dy_arena_format(job->mem, "%s%s%s", text, i > 0 ? " + " : "",
                               term_id(job, &share->terms[i]));
    return text;
}

struct dy_why *dy_why_share(struct dy_why_job *job, struct dy_why *parent,
                            const struct dy_why_contest *contest, uint32_t share)
{
    const struct dy_law_share *of = &job->law->shares[share];
    uint64_t sum = 0;
    bool known = dy_settle_share(&contest->settle, &contest->now, share, &sum);
    struct dy_why *why =
        dy_why_add(job, parent, DY_CLAIM_SHARE, known ? dy_why_digits(job, sum) : NULL);
    dy_why_title(job, why, "share", &of->title, of->id);
    dy_why_text(job, why, "terms", term_ids(job, of));
    dy_why_cite(job, why, of->cite, false);
    for (size_t i = 0; i < of->n_terms; i++)
        add_term(job, why, contest, &of->terms[i]);
    return why;
}

/* --- percent --- */

uint32_t dy_why_base(const struct dy_why_contest *contest)
{
    if (contest->tier->bar.is_set)
        return contest->tier->bar.of;
    return contest->tier->award.majority.is_set ? contest->tier->award.majority.whole : DY_NOTHING;
}

static uint64_t base_of(const struct dy_why_contest *contest, uint32_t share)
{
    uint64_t base = 0;
    if (share == DY_NOTHING)
        return all_votes(&contest->now) + contest->now.against_all;
    return dy_settle_share(&contest->settle, &contest->now, share, &base) ? base : 0;
}

/* Two decimals, four where a hundredth of a percent would hide on which side of the line it is. */
static const char *percent(struct dy_why_job *job, const struct dy_why_contest *contest,
                           uint64_t votes, uint64_t base)
{
    uint64_t needed = contest->now.needed;
    uint64_t apart = votes > needed ? votes - needed : needed - votes;
    bool close = needed > 0 && dy_share_compare(apart, base, (struct dy_fraction){1, 10000}) < 0;
    return dy_why_percent(job, votes, base, close ? 4 : 2);
}

struct dy_why *dy_why_percent_of(struct dy_why_job *job, struct dy_why *parent,
                                 const struct dy_why_contest *contest, uint32_t choice)
{
    const struct dy_outcome_contest *now = &contest->now;
    uint32_t share = dy_why_base(contest);
    uint64_t votes = choice == DY_NOTHING ? now->against_all : now->choices[choice].votes;
    struct dy_why *why = dy_why_add(job, parent, DY_CLAIM_PERCENT,
                                    percent(job, contest, votes, base_of(contest, share)));
    if (share != DY_NOTHING)
        dy_why_title(job, why, "share", &job->law->shares[share].title, job->law->shares[share].id);
    else
        dy_why_text(job, why, "share", "votes + against_all");
    if (choice == DY_NOTHING)
        dy_why_text(job, why, "list", "against_all");
    else
        dy_why_choice(job, why, "list", now->contest, choice);
    if (choice == DY_NOTHING)
        (void)dy_why_against_all(job, why, contest->outcome, DY_NOTHING);
    else
        (void)dy_why_votes(job, why, contest->outcome, choice, DY_NOTHING);
    if (share != DY_NOTHING && parent == NULL) /* below a bar the base stands beside it already */
        (void)dy_why_share(job, why, contest, share);
    return why;
}

/*
 * What changed between two versions of the law, in words with articles. A table of comparers: each
 * looks at one rule of one tier, or of the whole version.
 */
#include "law/diff.h"

#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "law/literals.h"

struct differ {
    struct dy_arena *mem;
    const struct dy_law_version *before, *after;
    struct dy_vec changes;
    struct dy_err *err;
};

static enum dy_code add(struct differ *in, const char *message, const char *subject,
                        const char *before, const char *after, const char *cite)
{
    struct dy_law_change *change = dy_vec_push(in->mem, &in->changes, sizeof *change);
    if (!change || !before || !after)
        return dy_no_memory(in->err);
    *change = (struct dy_law_change){message, subject, before, after, NULL, cite};
    return DY_OK;
}

/* What is new or gone, in the law's own words. */
static enum dy_code add_named(struct differ *in, const char *message, const char *kind,
                              const char *id, const struct dy_names *names, const char *cite)
{
    enum dy_code code = add(in, message, kind, id, id, cite);
    if (!code)
        ((struct dy_law_change *)in->changes.items)[in->changes.n - 1].names = names;
    return code;
}

/* --- rules as texts: two rules are the same when their texts are --- */

static const char *seats_text(struct dy_arena *mem, const struct dy_law_seats *seats)
{
    if (seats->kind == DY_LAW_SEATS_GIVEN)
        return N_("as many as the election gives");
    if (seats->kind == DY_LAW_SEATS_PART)
        return dy_arena_format(mem, "%s%s", dy_fraction_text(mem, seats->part),
                               seats->round_up ? " (up)" : " (down)");
    return dy_arena_format(mem, "%u", seats->n);
}

static const char *bar_text(struct dy_arena *mem, const struct dy_law_version *version,
                            const struct dy_law_tier *tier)
{
    const char *out = "";
    if (!tier->bar.is_set)
        return N_("none");
    for (size_t i = 0; i < tier->bar.n_rows && out; i++)
        out = dy_arena_format(mem, "%s%s%s", out, *out ? ", " : "",
                              dy_fraction_text(mem, tier->bar.rows[i].fraction));
    return out ? dy_arena_format(mem, "%s %s (%s)", tier->bar.strictly ? ">" : ">=", out,
                                 version->shares[tier->bar.of].id)
               : NULL;
}

static const char *award_text(struct dy_arena *mem, const struct dy_law_version *version,
                              const struct dy_law_tier *tier)
{
    const struct dy_law_award *award = &tier->award;
    if (!award->majority.is_set)
        return award->method->name;
    return dy_arena_format(
        mem, "%s, %s %s (%s)%s", award->method->name,
        award->majority.strictly ? ">" : ">=", dy_fraction_text(mem, award->majority.fraction),
        version->shares[award->majority.whole].id, award->runoff_between ? ", run-off" : "");
}

static const char *turnout_text(struct dy_arena *mem, const struct dy_law_version *version,
                                const struct dy_law_tier *tier)
{
    const struct dy_law_bound *turnout = &tier->award.turnout;
    if (!turnout->is_set)
        return N_("none");
    return dy_arena_format(mem, "%s %s (%s / %s)",
                           turnout->strictly ? ">" : ">=", dy_fraction_text(mem, turnout->fraction),
                           version->shares[turnout->part].id, version->shares[turnout->whole].id);
}

static const char *guarantee_text(struct dy_arena *mem, const struct dy_law_version *version,
                                  const struct dy_law_tier *tier)
{
    const struct dy_law_guarantee *guarantee = &tier->guarantee;
    (void)version;
    if (!guarantee->is_set)
        return N_("none");
    return dy_arena_format(mem, "%u lists, x %s, at least %u", guarantee->lists,
                           dy_fraction_text(mem, guarantee->factor), guarantee->minimum);
}

static const char *ties_text(struct dy_arena *mem, const struct dy_law_version *version,
                             const struct dy_law_tier *tier)
{
    (void)version;
    const char *text = dy_law_tie_name(tier->ties.value);
    if (tier->has_ties_two)
        text = dy_arena_format(mem, "%s, of two %s", text, dy_law_tie_name(tier->ties_two.value));
    if (tier->has_ties_more && text)
        text = dy_arena_format(mem, "%s, of more than two %s", text,
                               dy_law_tie_name(tier->ties_more.value));
    return text;
}

static const char *against_text(struct dy_arena *mem, const struct dy_law_version *version,
                                const struct dy_law_tier *tier)
{
    (void)mem;
    (void)version;
    return tier->against_all ? N_("on the ballot") : N_("not on the ballot");
}

static const char *quota_text(struct dy_arena *mem, const struct dy_law_version *version,
                              const struct dy_law_tier *tier)
{
    const char *out = "";
    (void)version;
    for (size_t i = 0; i < tier->n_quotas && out; i++) {
        const struct dy_law_quota *quota = &tier->quotas[i];
        out = dy_arena_format(mem, "%s%s%s %s:", out, *out ? "; " : "",
                              dy_fraction_text(mem, quota->at_least), dy_words_quota_of[quota->of]);
        for (size_t k = 0; k < quota->n_groups && out; k++)
            out = dy_arena_format(mem, "%s %s", out, quota->groups[k]);
    }
    return out && !*out ? N_("none") : out;
}

static const char *tier_seats_text(struct dy_arena *mem, const struct dy_law_version *version,
                                   const struct dy_law_tier *tier)
{
    (void)version;
    return seats_text(mem, &tier->seats);
}

typedef const char *(*rule_text)(struct dy_arena *, const struct dy_law_version *,
                                 const struct dy_law_tier *);
static const struct rule {
    const char *message;
    rule_text text;
    size_t cite; /* of the article in struct dy_law_tier */
} rules[] = {
    {N_("{subject}: seats {before} -> {after}"), tier_seats_text,
     offsetof(struct dy_law_tier, seats.cite)},
    {N_("{subject}: bar {before} -> {after}"), bar_text, offsetof(struct dy_law_tier, bar.cite)},
    {N_("{subject}: against all {before} -> {after}"), against_text,
     offsetof(struct dy_law_tier, award.cite)},
    {N_("{subject}: guarantee {before} -> {after}"), guarantee_text,
     offsetof(struct dy_law_tier, guarantee.cite)},
    {N_("{subject}: award {before} -> {after}"), award_text,
     offsetof(struct dy_law_tier, award.cite)},
    {N_("{subject}: turnout minimum {before} -> {after}"), turnout_text,
     offsetof(struct dy_law_tier, award.turnout.cite)},
    {N_("{subject}: equal claims {before} -> {after}"), ties_text,
     offsetof(struct dy_law_tier, ties_cite)},
    {N_("{subject}: quota of groups {before} -> {after}"), quota_text,
     offsetof(struct dy_law_tier, quotas)},
};

/* The article of a rule: after the change, else before it. */
static const char *cite_of(const struct rule *rule, const struct dy_law_tier *tier)
{
    const char *cite = NULL;
    if (rule->text == quota_text)
        return tier->n_quotas ? tier->quotas[0].cite : NULL;
    memcpy(&cite, (const char *)tier + rule->cite, sizeof cite);
    return cite;
}

static enum dy_code compare_rule(struct differ *in, const struct rule *rule,
                                 const struct dy_law_tier *before, const struct dy_law_tier *after)
{
    const char *was = rule->text(in->mem, in->before, before);
    const char *is = rule->text(in->mem, in->after, after);
    if (was && is && strcmp(was, is) == 0)
        return DY_OK;
    const char *cite = cite_of(rule, after);
    return add(in, rule->message, after->id, was, is, cite ? cite : cite_of(rule, before));
}

static const char *seats_cite(const struct dy_law_tier *tier)
{
    return tier->seats.cite ? tier->seats.cite : tier->award.cite;
}

static const struct dy_law_tier *tier_find(const struct dy_law_version *version, const char *id)
{
    for (size_t i = 0; i < version->n_tiers; i++)
        if (strcmp(version->tiers[i].id, id) == 0)
            return &version->tiers[i];
    return NULL;
}

static enum dy_code compare_tiers(struct differ *in)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < in->after->n_tiers && !code; i++) {
        const struct dy_law_tier *after = &in->after->tiers[i];
        const struct dy_law_tier *before = tier_find(in->before, after->id);
        if (!before)
            code = add(in, N_("new: {subject}, {after} seats"), after->id, "",
                       seats_text(in->mem, &after->seats), seats_cite(after));
        for (size_t k = 0; before && k < DY_COUNT_OF(rules) && !code; k++)
            code = compare_rule(in, &rules[k], before, after);
    }
    for (size_t i = 0; i < in->before->n_tiers && !code; i++)
        if (!tier_find(in->after, in->before->tiers[i].id))
            code = add(in, N_("gone: {subject}, {before} seats"), in->before->tiers[i].id,
                       seats_text(in->mem, &in->before->tiers[i].seats), "",
                       seats_cite(&in->before->tiers[i]));
    return code;
}

/* The parts of a version that have an id, and where what they say stands in each. */
struct part {
    const char *kind;
    size_t n, list; /* in struct dy_law_version: how many, and the array */
    size_t size, id, names, cite;
};
#define PART(kind, list, type, id, names)                                                          \
    {                                                                                              \
        kind, offsetof(struct dy_law_version, n_##list), offsetof(struct dy_law_version, list),    \
            sizeof(struct type), offsetof(struct type, id), offsetof(struct type, names),          \
            offsetof(struct type, cite)                                                            \
    }
static const struct part parts[] = {
    PART(N_("share"), shares, dy_law_share, id, title),
    PART(N_("protocol field"), fields, dy_law_field, id, title),
    PART(N_("control"), controls, dy_law_control, id, title),
    PART(N_("reading"), readings, dy_law_reading, id, question),
    PART(N_("deadline"), deadlines, dy_law_deadline, id, title),
};

static const char *text_at(const char *item, size_t offset)
{
    const char *out;
    memcpy(&out, item + offset, sizeof out);
    return out;
}

static const char *items_of(const struct dy_law_version *version, const struct part *part,
                            size_t *n)
{
    memcpy(n, (const char *)version + part->n, sizeof *n);
    return text_at((const char *)version, part->list);
}

/* What `of` has and `other` lacks. */
static enum dy_code report_lacking(struct differ *in, const struct part *part,
                                   const struct dy_law_version *of,
                                   const struct dy_law_version *other, bool gone)
{
    size_t n, n_there;
    const char *here = items_of(of, part, &n), *there = items_of(other, part, &n_there);
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < n && !code; i++) {
        const char *item = here + i * part->size, *id = text_at(item, part->id);
        bool found = false;
        for (size_t k = 0; k < n_there && !found; k++)
            found = strcmp(id, text_at(there + k * part->size, part->id)) == 0;
        if (found)
            continue;
        code = add_named(in, gone ? N_("gone: {subject} {before}") : N_("new: {subject} {after}"),
                         part->kind, id, (const void *)(item + part->names),
                         text_at(item, part->cite));
    }
    return code;
}

static enum dy_code compare_parts(struct differ *in)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(parts) && !code; i++) {
        code = report_lacking(in, &parts[i], in->after, in->before, false);
        if (!code)
            code = report_lacking(in, &parts[i], in->before, in->after, true);
    }
    return code;
}

/* Gaps have no id: their words are. */
static enum dy_code report_gaps(struct differ *in, const struct dy_law_version *of,
                                const struct dy_law_version *other, bool gone)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < of->n_silences && !code; i++) {
        const struct dy_law_silence *gap = &of->silences[i];
        bool found = false;
        for (size_t k = 0; k < other->n_silences && !found; k++)
            found = strcmp(dy_names_pick(&gap->text, "en", ""),
                           dy_names_pick(&other->silences[k].text, "en", "")) == 0;
        if (found)
            continue;
        code =
            add_named(in, gone ? N_("gone: what the law did not say") : N_("the law does not say"),
                      "", "", &gap->text, gap->cite);
    }
    return code;
}

static enum dy_code compare_silences(struct differ *in)
{
    enum dy_code code = report_gaps(in, in->after, in->before, false);
    return code ? code : report_gaps(in, in->before, in->after, true);
}

static enum dy_code report_note(struct differ *in, const struct dy_law_version *of,
                                const char *message)
{
    return of->note.n ? add_named(in, message, "", "", &of->note, NULL) : DY_OK;
}

/* What rules cannot hold stands in the notes. */
static enum dy_code compare_notes(struct differ *in)
{
    if (strcmp(dy_names_pick(&in->before->note, "en", ""),
               dy_names_pick(&in->after->note, "en", "")) == 0)
        return DY_OK;
    enum dy_code code = report_note(in, in->before, N_("note before"));
    return code ? code : report_note(in, in->after, N_("note after"));
}

static const char *term_text(struct dy_arena *mem, const struct dy_law_deadline *deadline)
{
    return dy_arena_format(mem, "%u %s%s", deadline->n, deadline->unit,
                           deadline->ends == DY_ENDS_NEXT_WORKING_DAY ? ", next-working-day" : "");
}

static enum dy_code compare_deadlines(struct differ *in)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < in->after->n_deadlines && !code; i++) {
        const struct dy_law_deadline *after = &in->after->deadlines[i];
        for (size_t k = 0; k < in->before->n_deadlines && !code; k++) {
            const struct dy_law_deadline *before = &in->before->deadlines[k];
            if (strcmp(before->id, after->id) != 0 ||
                (before->n == after->n && strcmp(before->unit, after->unit) == 0 &&
                 before->ends == after->ends))
                continue;
            code = add(in, N_("deadline {subject}: {before} -> {after}"), after->id,
                       term_text(in->mem, before), term_text(in->mem, after), after->cite);
        }
    }
    return code;
}

static enum dy_code compare_bodies(struct differ *in)
{
    const struct dy_law_version *before = in->before, *after = in->after;
    const char *was = seats_text(in->mem, &before->body), *is = seats_text(in->mem, &after->body);
    const char *term_was = before->term ? before->term : "-",
               *term_is = after->term ? after->term : "-";
    enum dy_code code = DY_OK;
    if (!was || !is || strcmp(was, is) != 0)
        code = add(in, N_("the body: seats {before} -> {after}"), "", was, is, after->body.cite);
    if (!code && strcmp(term_was, term_is) != 0)
        code = add(in, N_("the body: term {before} -> {after}"), "", term_was, term_is,
                   after->body.cite);
    return code;
}

enum dy_code dy_law_diff(struct dy_arena *mem, const struct dy_law_version *before,
                         const struct dy_law_version *after, size_t *n,
                         const struct dy_law_change **out, struct dy_err *err)
{
    struct differ in = {.mem = mem, .before = before, .after = after, .err = err};
    static enum dy_code (*const steps[])(struct differ *) = {compare_bodies,   compare_tiers,
                                                             compare_parts,    compare_deadlines,
                                                             compare_silences, compare_notes};
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(steps) && before != after && !code; i++)
        code = steps[i](&in);
    *n = in.changes.n;
    *out = in.changes.items;
    return code;
}

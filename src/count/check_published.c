/*
 * Published figures against themselves, each other, and the outcome of the official protocols.
 * A statement's own numbers come first: a printed total is what its percentages claim to be of.
 */
#include <stdio.h>
#include <string.h>

#include "count/check.h"
#include "count/settle.h"

struct reader {
    struct dy_arena *mem;
    const struct dy_election *election;
    const struct dy_outcome *official;
    struct dy_findings *findings;
    const struct dy_statement *statement;
    uint32_t contest;                         /* DY_NOTHING when not about one contest */
    const struct dy_outcome_contest *counted; /* the contest's outcome, or NULL */
    struct dy_settle settle;                  /* its shares, when counted is set */
};

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static char *number(struct reader *in, uint64_t value)
{
    return dy_arena_format(in->mem, "%llu", (unsigned long long)value);
}

/* A percentage as it was printed: 5390 with two decimals is "53.90". */
static char *printed(struct reader *in, const struct dy_published_figure *figure)
{
    uint64_t power = 1;
    for (unsigned i = 0; i < figure->decimals; i++)
        power *= 10;
    if (figure->decimals == 0)
        return number(in, figure->value);
    return dy_arena_format(in->mem, "%llu.%0*llu", (unsigned long long)(figure->value / power),
                           (int)figure->decimals, (unsigned long long)(figure->value % power));
}

static char *percent(struct reader *in, uint64_t part, uint64_t whole, unsigned decimals)
{
    char text[48];
    dy_format_percent(part, whole, decimals, text, sizeof text);
    return dy_arena_copy(in->mem, text, strlen(text));
}

/* Rounded half up or cut off at the printed decimals: both are in use, neither is an error. */
static bool percent_fits(const struct dy_published_figure *figure, uint64_t part, uint64_t whole)
{
    dy_u128 power = 100;
    for (unsigned i = 0; i < figure->decimals; i++)
        power *= 10;
    if (whole == 0)
        return false;
    dy_u128 cut = (dy_u128)part * power / whole;
    dy_u128 rounded = ((dy_u128)part * power * 2 + whole) / ((dy_u128)whole * 2);
    return figure->value == cut || figure->value == rounded;
}

static enum dy_code report(struct reader *in, const char *code,
                           const struct dy_published_figure *figure, size_t n_params,
                           struct dy_param *params, struct dy_err *err)
{
    struct dy_finding finding = dy_finding_of(code);
    for (size_t i = 0; i < n_params; i++)
        if (!params[i].value)
            return dy_no_memory(err);
    finding.contest = in->contest;
    finding.source = in->statement->id;
    finding.at = figure->at;
    finding.n_params = n_params;
    finding.params = params;
    if (figure->kind && strcmp(figure->kind, "turnout") == 0)
        finding.unit = dy_unit_find(&in->election->units, figure->id, strlen(figure->id));
    return dy_finding_add(in->mem, in->findings, &finding, err);
}
#define REPORT(in, code, figure, err, ...)                                                         \
    report((in), (code), (figure),                                                                 \
           sizeof((struct dy_param[]){__VA_ARGS__}) / sizeof(struct dy_param),                     \
           (struct dy_param[]){__VA_ARGS__}, (err))

/* --- numbers of the statement --- */

static bool printed_count(const struct dy_statement *statement, const char *kind, const char *id,
                          uint64_t *out)
{
    for (size_t i = 0; i < statement->n_figures; i++) {
        const struct dy_published_figure *figure = &statement->figures[i];
        if (!figure->is_percent && same(figure->kind, kind) && same(figure->id, id)) {
            *out = figure->value;
            return true;
        }
    }
    return false;
}

static bool printed_votes(const struct reader *in, uint64_t *out)
{
    if (in->contest == DY_NOTHING)
        return false;
    const struct dy_contest *contest = &in->election->contests[in->contest];
    *out = 0;
    for (size_t i = 0; i < contest->n_choices; i++) {
        uint64_t votes;
        if (contest->stands && !contest->stands[i])
            continue;
        if (!printed_count(in->statement, "votes", contest->choices[i].id, &votes) ||
            !dy_add(out, votes))
            return false;
    }
    return true;
}

static bool printed_term(const struct reader *in, struct dy_law_term term, uint64_t *out)
{
    const struct dy_law_version *law = in->election->law;
    switch (term.kind) {
    case DY_TERM_VOTES:
        return printed_votes(in, out);
    case DY_TERM_AGAINST_ALL:
        return printed_count(in->statement, "votes", "against_all", out);
    case DY_TERM_FIELD:
        return printed_count(in->statement, "total", law->fields[term.field].id, out);
    case DY_TERM_LISTED:
        return printed_count(in->statement, "total", "listed", out);
    }
    return false;
}

/* The share added up from the statement's own parts. */
static bool share_of_parts(const struct reader *in, uint32_t share, uint64_t *out)
{
    const struct dy_law_share *of = &in->election->law->shares[share];
    *out = 0;
    for (size_t i = 0; i < of->n_terms; i++) {
        uint64_t term;
        if (!printed_term(in, of->terms[i], &term) || !dy_add(out, term))
            return false;
    }
    return true;
}

/* As printed in total, else from its parts, else as counted from the protocols. */
static bool share_value(const struct reader *in, uint32_t share, uint64_t *out)
{
    if (printed_count(in->statement, "total", in->election->law->shares[share].id, out))
        return true;
    if (share_of_parts(in, share, out))
        return true;
    return in->counted && dy_settle_share(&in->settle, in->counted, share, out);
}

static uint32_t share_find(const struct dy_law_version *law, const char *id)
{
    for (uint32_t i = 0; id && i < law->n_shares; i++)
        if (strcmp(law->shares[i].id, id) == 0)
            return i;
    return DY_NOTHING;
}

/* --- the checks --- */

static enum dy_code check_total(struct reader *in, const struct dy_published_figure *figure,
                                struct dy_err *err)
{
    uint32_t share = share_find(in->election->law, figure->id);
    uint64_t parts;
    const struct dy_law_share *of = share == DY_NOTHING ? NULL : &in->election->law->shares[share];
    if (!of || !share_of_parts(in, share, &parts) || parts == figure->value)
        return DY_OK;
    return REPORT(in, "P1", figure, err, {"left", number(in, parts)},
                  {"right", number(in, figure->value)}, {"total", figure->id});
}

static uint32_t choice_find(const struct dy_contest *contest, const char *id)
{
    for (uint32_t i = 0; i < contest->n_choices; i++)
        if (same(contest->choices[i].id, id))
            return i;
    return DY_NOTHING;
}

/* Votes in the official protocols; false if there are none for that line. */
static bool counted_votes(const struct reader *in, const char *id, uint64_t *out)
{
    if (!in->counted || !in->counted->tally)
        return false;
    uint32_t choice = choice_find(in->counted->contest, id);
    if (choice != DY_NOTHING)
        *out = in->counted->choices[choice].votes;
    else if (same(id, "against_all"))
        *out = in->counted->against_all;
    return choice != DY_NOTHING || same(id, "against_all");
}

static enum dy_code check_votes(struct reader *in, const struct dy_published_figure *figure,
                                struct dy_err *err)
{
    uint64_t counted;
    if (!counted_votes(in, figure->id, &counted) || counted == figure->value)
        return DY_OK;
    if (in->counted->tally->n_missing > 0 && figure->value > counted)
        return DY_OK; /* the missing stations may hold the rest */
    return REPORT(in, "P9", figure, err, {"choice", figure->id},
                  {"left", number(in, figure->value)}, {"right", number(in, counted)});
}

static enum dy_code check_percent(struct reader *in, const struct dy_published_figure *figure,
                                  struct dy_err *err)
{
    uint64_t votes, base;
    uint32_t of = share_find(in->election->law, figure->of);
    if (of == DY_NOTHING || !share_value(in, of, &base))
        return DY_OK;
    if (!printed_count(in->statement, "votes", figure->id, &votes) &&
        !counted_votes(in, figure->id, &votes))
        return DY_OK;
    if (percent_fits(figure, votes, base))
        return DY_OK;
    return REPORT(in, "P2", figure, err, {"choice", figure->id}, {"left", printed(in, figure)},
                  {"votes", number(in, votes)}, {"base", number(in, base)}, {"of", figure->of},
                  {"right", percent(in, votes, base, figure->decimals)});
}

static enum dy_code check_seats(struct reader *in, const struct dy_published_figure *figure,
                                struct dy_err *err)
{
    if (!in->counted || in->counted->event != DY_EVENT_SEATS)
        return DY_OK;
    uint32_t choice = choice_find(in->counted->contest, figure->id);
    if (choice == DY_NOTHING || in->counted->choices[choice].seats == figure->value)
        return DY_OK;
    return REPORT(in, "P3", figure, err, {"choice", figure->id},
                  {"left", number(in, figure->value)},
                  {"right", number(in, in->counted->choices[choice].seats)},
                  {"place", in->statement->contest});
}

static enum dy_code check_body(struct reader *in, const struct dy_published_figure *figure,
                               struct dy_err *err)
{
    for (size_t i = 0; in->official && i < in->official->n_body; i++) {
        const struct dy_outcome_body *body = &in->official->body[i];
        if (same(body->id, figure->id) && body->seats != figure->value)
            return REPORT(in, "P3", figure, err, {"choice", figure->id},
                          {"left", number(in, figure->value)}, {"right", number(in, body->seats)},
                          {"place", "body"});
    }
    return DY_OK;
}

/* "took_part / listed" for every pair of named shares that gives the printed percentage. */
static char *fitting_names(struct reader *in, const struct dy_published_figure *figure)
{
    const struct dy_law_version *law = in->election->law;
    char *out = dy_arena_copy(in->mem, "", 0);
    for (uint32_t part = 0; out && part < law->n_shares; part++) {
        for (uint32_t of = 0; out && of < law->n_shares; of++) {
            uint64_t left, right;
            if (part == of || !share_value(in, part, &left) || !share_value(in, of, &right) ||
                left >= right || !percent_fits(figure, left, right))
                continue;
            out = dy_arena_format(in->mem, "%s%s%s / %s", out, *out ? ", " : "",
                                  law->shares[part].id, law->shares[of].id);
        }
    }
    return out;
}

static enum dy_code check_unnamed(struct reader *in, const struct dy_published_figure *figure,
                                  struct dy_err *err)
{
    char *names = fitting_names(in, figure);
    if (!names)
        return dy_no_memory(err);
    if (*names == '\0')
        return REPORT(in, "PB", figure, err, {"left", printed(in, figure)});
    return REPORT(in, "PA", figure, err, {"left", printed(in, figure)}, {"names", names});
}

static enum dy_code check_share(struct reader *in, const struct dy_published_figure *figure,
                                struct dy_err *err)
{
    const struct dy_law_version *law = in->election->law;
    uint32_t part = share_find(law, figure->part), of = share_find(law, figure->of);
    uint64_t left, right;
    if (part == DY_NOTHING || of == DY_NOTHING)
        return check_unnamed(in, figure, err);
    if (!share_value(in, part, &left) || !share_value(in, of, &right) ||
        percent_fits(figure, left, right))
        return DY_OK;
    return REPORT(in, "P6", figure, err, {"left", printed(in, figure)}, {"part", number(in, left)},
                  {"whole", number(in, right)},
                  {"right", percent(in, left, right, figure->decimals)},
                  {"names", dy_arena_format(in->mem, "%s / %s", figure->part, figure->of)});
}

/* The same figure in another statement of the series, printed to the same number of decimals. */
static const struct dy_published_figure *same_figure(const struct dy_statement *other,
                                                     const struct dy_published_figure *figure)
{
    for (size_t i = 0; i < other->n_figures; i++) {
        const struct dy_published_figure *there = &other->figures[i];
        if (same(there->kind, figure->kind) && same(there->id, figure->id) &&
            there->is_percent == figure->is_percent && there->decimals == figure->decimals)
            return there;
    }
    return NULL;
}

static enum dy_code compare(struct reader *in, const struct dy_published_figure *figure,
                            const struct dy_statement *other, struct dy_err *err)
{
    const struct dy_published_figure *there = same_figure(other, figure);
    bool turnout = same(figure->kind, "turnout");
    if (!there || there->value == figure->value || !in->statement->date || !other->date)
        return DY_OK;
    int order = strcmp(other->date, in->statement->date);
    if (turnout && order != 0) {
        if (order > 0 || there->value < figure->value)
            return DY_OK;
        return REPORT(in, "P5", figure, err, {"left", printed(in, figure)},
                      {"at", in->statement->date}, {"right", printed(in, there)},
                      {"before", other->date});
    }
    if (other > in->statement)
        return DY_OK; /* once, at the later of the two */
    return REPORT(in, "P4", figure, err, {"choice", figure->id},
                  {"left", figure->is_percent ? printed(in, figure) : number(in, figure->value)},
                  {"right", there->is_percent ? printed(in, there) : number(in, there->value)},
                  {"other", other->id});
}

static enum dy_code check_series(struct reader *in, const struct dy_published_figure *figure,
                                 struct dy_err *err)
{
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < in->election->n_statements && !code; i++) {
        const struct dy_statement *other = &in->election->statements[i];
        if (other != in->statement && same(other->series, in->statement->series))
            code = compare(in, figure, other, err);
    }
    return code;
}

/* --- a whole statement --- */

static enum dy_code check_register(struct reader *in, struct dy_err *err)
{
    const struct dy_statement *here = in->statement;
    for (size_t i = 0; i < in->election->n_statements; i++) {
        const struct dy_statement *other = &in->election->statements[i];
        if (other < here && same(other->series, here->series) && other->reg && here->reg &&
            !same(other->reg, here->reg) && here->n_figures)
            return REPORT(in, "P7", &here->figures[0], err, {"left", here->reg},
                          {"right", other->reg}, {"other", other->id});
    }
    return DY_OK;
}

/* Does the statement name everybody who has seats by our count? Else a sum would mean nothing. */
static bool names_whole_body(const struct reader *in)
{
    uint64_t printed_seats;
    for (size_t i = 0; i < in->official->n_body; i++)
        if (in->official->body[i].seats > 0 &&
            !printed_count(in->statement, "body", in->official->body[i].id, &printed_seats))
            return false;
    return true;
}

static enum dy_code check_body_sum(struct reader *in, struct dy_err *err)
{
    const struct dy_published_figure *first = NULL;
    uint64_t sum = 0;
    for (size_t i = 0; i < in->statement->n_figures; i++) {
        const struct dy_published_figure *figure = &in->statement->figures[i];
        if (!same(figure->kind, "body"))
            continue;
        first = first ? first : figure;
        if (!dy_add(&sum, figure->value))
            sum = UINT64_MAX;
    }
    uint64_t seats = dy_body_seats(in->election);
    if (!first || !in->official || sum == seats || (sum < seats && !names_whole_body(in)))
        return DY_OK;
    return REPORT(in, "P8", first, err, {"left", number(in, sum)}, {"right", number(in, seats)});
}

static enum dy_code check_figure(struct reader *in, const struct dy_published_figure *figure,
                                 struct dy_err *err)
{
    static const struct {
        const char *kind;
        enum dy_code (*check)(struct reader *, const struct dy_published_figure *, struct dy_err *);
    } rows[] = {
        {"total", check_total}, {"votes", check_votes}, {"percent", check_percent},
        {"seats", check_seats}, {"body", check_body},   {"share", check_share},
    };
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < DY_COUNT_OF(rows) && !code; i++)
        if (same(figure->kind, rows[i].kind))
            code = rows[i].check(in, figure, err);
    return code ? code : check_series(in, figure, err);
}

static enum dy_code begin(struct reader *in, const struct dy_statement *statement,
                          struct dy_err *err)
{
    in->statement = statement;
    in->contest =
        statement->contest ? dy_contest_find(in->election, statement->contest) : DY_NOTHING;
    in->counted = NULL;
    if (in->contest == DY_NOTHING || !in->official)
        return DY_OK;
    in->counted = &in->official->contests[in->contest];
    return dy_settle_init(in->mem, in->election, in->counted, &in->settle, err);
}

enum dy_code dy_check_published(struct dy_arena *mem, const struct dy_election *election,
                                const struct dy_outcome *official, struct dy_findings *findings,
                                struct dy_err *err)
{
    struct reader in = {
        .mem = mem, .election = election, .official = official, .findings = findings};
    enum dy_code code = DY_OK;
    for (size_t i = 0; i < election->n_statements && !code; i++) {
        const struct dy_statement *statement = &election->statements[i];
        code = begin(&in, statement, err);
        for (size_t k = 0; k < statement->n_figures && !code; k++)
            code = check_figure(&in, &statement->figures[k], err);
        if (!code)
            code = check_register(&in, err);
        if (!code)
            code = check_body_sum(&in, err);
    }
    return code;
}

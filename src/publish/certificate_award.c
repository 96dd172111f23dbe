/*
 * The arithmetic of an award for the certificate: quota, whole parts and the order of remainders;
 * or the interval of divisors, between the dearest seat not won and the cheapest won.
 */
#include <stdlib.h>
#include <string.h>

#include "publish/certificate.h"
#include "publish/json.h"
#include "seats/award.h"

struct row {
    uint32_t choice;
    dy_votes votes;
    dy_seats seats;
    uint64_t whole, rest;
};
struct award {
    const struct dy_settle *settle;
    const struct dy_outcome_contest *contest;
    const struct dy_method *method;
    size_t n;
    struct row *rows; /* [n] the admitted */
    uint64_t votes;   /* of them */
};

static const char *agreement_of(const struct award *in, size_t k)
{
    uint32_t list = in->contest->contest->choices[in->rows[k].choice].list;
    return list == DY_NOTHING ? NULL : in->settle->election->lists[list].agreement;
}

/* Joined lists share seats twice over: one line of arithmetic does not say it. */
static bool any_joined(const struct award *in)
{
    for (size_t i = 0; in->settle->tier->award.agreements && i < in->n; i++)
        for (size_t k = 0; k < i; k++) {
            const char *a = agreement_of(in, i), *b = agreement_of(in, k);
            if (a && b && strcmp(a, b) == 0)
                return true;
        }
    return false;
}

static void find_admitted(struct award *in)
{
    for (uint32_t i = 0; i < in->contest->n_choices; i++) {
        const struct dy_outcome_choice *choice = &in->contest->choices[i];
        if (choice->admitted != DY_ADMITTED_YES)
            continue;
        in->rows[in->n++] =
            (struct row){.choice = i, .votes = choice->votes, .seats = choice->seats};
        in->votes += choice->votes;
    }
}

static const char *id_of(const struct award *in, const struct row *row)
{
    return in->contest->contest->choices[row->choice].id;
}

/* --- largest remainders --- */

static int by_rest(const void *a, const void *b)
{
    const struct row *left = a, *right = b;
    if (left->rest != right->rest)
        return left->rest < right->rest ? 1 : -1;
    return left->choice < right->choice ? -1 : 1;
}

static json_t *remainders_json(struct award *in)
{
    struct dy_quota quota = dy_quota_of(in->method, in->votes, in->contest->seats);
    json_t *lists = json_array();
    for (size_t i = 0; i < in->n; i++) {
        dy_u128 product = (dy_u128)in->rows[i].votes * quota.multiplier;
        in->rows[i].whole = (uint64_t)(product / quota.divisor);
        in->rows[i].rest = (uint64_t)(product % quota.divisor);
    }
    qsort(in->rows, in->n, sizeof *in->rows, by_rest);
    for (size_t i = 0; i < in->n; i++)
        lists = dy_json_add(lists, json_pack("{s:s s:I s:I}", "id", id_of(in, &in->rows[i]),
                                             "whole", (json_int_t)in->rows[i].whole, "remainder",
                                             (json_int_t)in->rows[i].rest));
    return json_pack("{s:{s:I s:I} s:o}", "quota", "num", (json_int_t)quota.divisor, "den",
                     (json_int_t)quota.multiplier, "lists", lists);
}

/* --- highest averages --- */

struct quotient {
    const struct row *row; /* NULL = there is none */
    uint64_t divisor;
};

static json_t *whose_json(const struct award *in, struct quotient of)
{
    return of.row ? json_string(id_of(in, of.row)) : json_null();
}

static int compare(const struct award *in, struct quotient a, struct quotient b)
{
    return dy_quotient_compare(in->method, a.row->votes, a.divisor, b.row->votes, b.divisor);
}

static json_t *averages_json(const struct award *in)
{
    struct quotient last = {0}, next = {0};
    for (size_t i = 0; i < in->n; i++) {
        const struct row *row = &in->rows[i];
        struct quotient wanted = {row, dy_divisor(in->method, row->seats)};
        if (!next.row || compare(in, wanted, next) > 0)
            next = wanted;
        if (row->seats <= in->settle->tier->award.minimum)
            continue;
        struct quotient held = {row, dy_divisor(in->method, row->seats - 1)};
        if (!last.row || compare(in, held, last) < 0)
            last = held;
    }
    return json_pack("{s:o s:o}", "last", whose_json(in, last), "next", whose_json(in, next));
}

enum dy_code dy_certificate_award(struct dy_arena *mem, const struct dy_settle *settle,
                                  const struct dy_outcome_contest *contest, json_t **out,
                                  struct dy_err *err)
{
    const struct dy_law_award *rule = &settle->tier->award;
    struct award in = {.settle = settle, .contest = contest, .method = rule->method};
    bool remainders = rule->method->family == DY_FAMILY_LARGEST_REMAINDER;
    in.rows = DY_NEW(mem, struct row, contest->n_choices);
    if (!in.rows)
        return dy_no_memory(err);
    find_admitted(&in);
    bool plain = contest->event == DY_EVENT_SEATS && !contest->guarantee_used && in.votes > 0 &&
                 !any_joined(&in) && !(remainders && rule->minimum > 0);
    *out = !plain ? json_null() : remainders ? remainders_json(&in) : averages_json(&in);
    return *out ? DY_OK : dy_no_memory(err);
}

/*
 * The sentences of derivations of cases, msgids for the catalogues, and the nodes they stand in.
 * {params} keep their names in every language; the figure itself stands beside the sentence.
 */
#include "cases/claims.h"

#include "base/say.h"

#include <inttypes.h>
#include <string.h>

#define PARAMS_MAX 6

static const char *const texts[DY_N_CASE_CLAIMS] = {
    [DY_CASE_STEP] = N_("Where the case is: {step}"),
    [DY_CASE_MOVED_BY_ACT] = N_("{when}: {act} leads to {step}"),
    [DY_CASE_MOVED_BY_SILENCE] = N_("{when}: the term “{clock}” ran out; this leads to {step}"),
    [DY_CASE_REASON] = N_("The reason given: {reason}"),
    [DY_CASE_ACT] = N_("{when}: {act}, by {role}"),
    [DY_CASE_ACT_ENTRY] = N_("{when}: {act}, by {role}; entry {line} of the record"),
    [DY_CASE_ACTS] = N_("Acts that were accepted"),
    [DY_CASE_REFUSED] = N_("Not accepted: {act}, {when}"),
    [DY_CASE_NOT_OPEN] = N_("No act has opened the case"),
    [DY_CASE_LAW] = N_("The procedure: {procedure}, in force from {from}"),

    [DY_CASE_DEADLINE] = N_("Last day of the term “{clock}”"),
    [DY_CASE_DEADLINE_HOURS] = N_("Last second of the term “{clock}”"),
    [DY_CASE_DEADLINE_UNKNOWN] =
        N_("The term “{clock}” ends in {year} or later, whose days are not known yet"),
    [DY_CASE_DEADLINE_NONE] = N_("No term runs"),
    [DY_CASE_RUNS] = N_("The term is running"),
    [DY_CASE_OVERDUE] = N_("The term is over and nothing was done; days since"),
    [DY_CASE_SUSPENDED] = N_("The term is suspended; what was left of it"),
    [DY_CASE_IN_TIME] = N_("Done within the term, {when}"),
    [DY_CASE_LATE] = N_("Done after the term, {when}; days late"),
    [DY_CASE_SILENT] = N_("The term ran out in silence, {when}"),
    [DY_CASE_LEFT] = N_("The term fell away, {when}"),
    [DY_CASE_TERM_DAYS] = N_("The term in days, counted from the day after {from}"),
    [DY_CASE_TERM_WORKING] = N_("The term in working days, counted from the day after {from}"),
    [DY_CASE_TERM_MONTHS] = N_("The term in months, counted from {from}"),
    [DY_CASE_TERM_HOURS] = N_("The term in hours, counted from {from}"),
    [DY_CASE_TERM_AT_ONCE] = N_("At once: on the same day, {from}"),
    [DY_CASE_SKIPPED] = N_("Days off on the way that do not count"),
    [DY_CASE_SKIPPED_NAMED] = N_("{day}: {title}"),
    [DY_CASE_MOVED_ON] = N_("It would end on {day}, a day off, and moves to the next working day"),
    [DY_CASE_DECLARED] = N_(
        "With the calendar known when the term began it was {day}; days declared since moved it"),
    [DY_CASE_EXTENDED] = N_("Extended on {when}; before that the last day was {day}"),
    [DY_CASE_EXTENSION_LEFT] = N_("It may be extended {times} more times, by {act}"),
    [DY_CASE_PAUSED] = N_("Suspended on {when}"),
    [DY_CASE_RESUMED] = N_("Went on from {when} with what was left of it"),
    [DY_CASE_SILENCE_MEANS] = N_("If nothing is done by then: {step}"),
    [DY_CASE_NO_SILENCE] = N_("The law names no consequence of silence here: the case waits"),
    [DY_CASE_OWED_BY] = N_("Who has to act: {role}"),

    [DY_CASE_REACHED] = N_("{threshold}: reached"),
    [DY_CASE_NOT_REACHED] = N_("{threshold}: not reached"),
    [DY_CASE_FIGURE_MISSING] = N_("{threshold}: a figure that it depends on was not given"),
    [DY_CASE_COUNTED] = N_("Counted in “{register}”"),
    [DY_CASE_NEEDED] = N_("Fewest that are enough: a fixed number"),
    [DY_CASE_NEEDED_SHARE] = N_("Fewest that are enough: {relation} {share} of {whole} ({field})"),
    [DY_CASE_AREAS] = N_("Areas with at least {each}, of {needed} needed"),
    [DY_CASE_AREA] = N_("In {area}"),
    [DY_CASE_AREAS_MORE] = N_("In {n} more areas"),

    [DY_CASE_OUTCOME] = N_("How the case ended: {step}"),
    [DY_CASE_NO_OUTCOME] = N_("The case has not ended"),
    [DY_CASE_APPEAL_UNTIL] = N_("Last day to appeal to {whom}"),
    [DY_CASE_APPEAL_OVER] = N_("The term to appeal to {whom} is over; its last day was"),
    [DY_CASE_APPEAL_OPEN] = N_("An appeal to {whom} is open; no term is known"),
    [DY_CASE_APPEAL_NONE] = N_("There is no appeal from this step"),
    [DY_CASE_APPEAL_SILENT] = N_("What is known of the law does not say where an appeal goes"),

    [DY_CASE_MAY] = N_("{act} may be done now, by {role}"),
    [DY_CASE_MAY_NOT] = N_("{act} may not be done now"),
    [DY_CASE_UNKNOWN_ACT] = N_("“{act}” is no act of this procedure"),
    [DY_CASE_FIRST_OPENS] = N_("The first act has to open the case; {act} does not"),
    [DY_CASE_OPEN_ALREADY] = N_("The case is open already"),
    [DY_CASE_OUT_OF_ORDER] = N_("It is dated {when}, before the act that precedes it"),
    [DY_CASE_WRONG_ROLE] = N_("{act} is for others to do ({role}), not for “{given}”"),
    [DY_CASE_WRONG_WHO] = N_("The role “{role}” is held by {who}, not by {given}"),
    [DY_CASE_WRONG_STEP] = N_("It is not possible in this step: {step}"),
    [DY_CASE_FIELD_MISSING] = N_("It has to say: {field}"),
    [DY_CASE_FIELD_UNKNOWN] = N_("It says “{given}”, which has no place in this act"),
    [DY_CASE_FIELD_TWICE] = N_("It says “{given}” twice"),
    [DY_CASE_FIELD_WRONG] = N_("{field} is “{given}”; needed: {kind}"),
    [DY_CASE_REASON_WRONG] = N_("“{given}” is none of the reasons for this step: {step}"),
    [DY_CASE_DONE_ONCE] = N_("It was done already, and can be done only once"),
    [DY_CASE_PERSON_ONCE] = N_("This person did it already"),
    [DY_CASE_PERSON_NOT_IN] = N_("This person is not in the register"),
    [DY_CASE_NO_CLOCK] =
        N_("There is no running term that it could extend, suspend or resume in this way"),
    [DY_CASE_IF_FIELD] = N_("{field} does not allow it: {given}"),
    [DY_CASE_IF_NUMBER] = N_("{field} does not allow it: {given}, but the bound is {relation} {n}"),
    [DY_CASE_IF_THRESHOLD] = N_("The threshold is not reached: {threshold}"),
    [DY_CASE_IF_NOT_THRESHOLD] =
        N_("Only possible where the threshold is known not to be reached: {threshold}"),
    [DY_CASE_IF_CLOCK] = N_("Only possible while the term runs: {clock}"),
    [DY_CASE_IF_NOT_CLOCK] = N_("Not possible while the term runs: {clock}"),
    [DY_CASE_IF_WITHIN] = N_("Too late: the term from {field} ({given}) is over"),
    [DY_CASE_IF_NOT_WITHIN] = N_("Too early: the term from {field} ({given}) is not over"),
    [DY_CASE_IF_AHEAD] = N_("Too late: it has to be done some time before {field} ({given})"),
    [DY_CASE_IF_NOT_AHEAD] = N_("Too early: {field} ({given}) is still far ahead"),
    [DY_CASE_AHEAD_DAYS] = N_("Days before {from}"),
    [DY_CASE_AHEAD_WORKING] = N_("Working days before {from}"),
    [DY_CASE_AHEAD_MONTHS] = N_("Months before {from}"),
    [DY_CASE_LAST_DAY] = N_("The last day of it"),
    [DY_CASE_IF_DONE] = N_("This has to be done first: {act}"),
    [DY_CASE_IF_NOT_DONE] = N_("Not possible after this was done: {act}"),
};

const char *dy_case_claim_text(enum dy_case_claim claim)
{
    return texts[claim];
}

static struct dy_why *out_of_memory(struct dy_claims *in)
{
    if (in->code == DY_OK)
        in->code = dy_no_memory(in->err);
    return &in->spare;
}

/* Room for one more child: the array doubles when n is a power of two. */
static bool grow(struct dy_claims *in, struct dy_why *parent)
{
    size_t n = parent->n_because;
    if (n != 0 && (n & (n - 1)) != 0)
        return true;
    struct dy_why **because = DY_NEW(in->mem, struct dy_why *, n == 0 ? 1 : 2 * n);
    if (!because)
        return false;
    if (n > 0)
        memcpy(because, parent->because, n * sizeof(struct dy_why *));
    parent->because = because;
    return true;
}

struct dy_why *dy_claim_add(struct dy_claims *in, struct dy_why *parent, enum dy_case_claim claim,
                            const char *value)
{
    struct dy_why *why = DY_NEW(in->mem, struct dy_why, 1);
    if (!why)
        return out_of_memory(in);
    why->claim = texts[claim];
    why->value = value;
    why->params = DY_NEW(in->mem, struct dy_param, PARAMS_MAX);
    why->titles = DY_NEW(in->mem, const struct dy_names *, PARAMS_MAX);
    if (!why->params || !why->titles)
        return out_of_memory(in);
    if (!parent || parent == &in->spare)
        return why;
    if (!grow(in, parent))
        return out_of_memory(in);
    parent->because[parent->n_because++] = why;
    return why;
}

void dy_claim_title(struct dy_claims *in, struct dy_why *why, const char *name,
                    const struct dy_names *title, const char *otherwise)
{
    if (why == &in->spare || why->n_params == PARAMS_MAX)
        return;
    const char *value = title && title->n > 0 ? dy_names_pick(title, "en", otherwise) : otherwise;
    if (!value)
        (void)out_of_memory(in);
    why->titles[why->n_params] = title;
    why->params[why->n_params++] = (struct dy_param){name, value ? value : ""};
}

void dy_claim_say(struct dy_claims *in, struct dy_why *why, const char *name, const char *value)
{
    dy_claim_title(in, why, name, NULL, value);
}

void dy_claim_number(struct dy_claims *in, struct dy_why *why, const char *name, uint64_t value)
{
    dy_claim_say(in, why, name, dy_claim_digits(in, value));
}

void dy_claim_date(struct dy_claims *in, struct dy_why *why, const char *name, struct dy_date value)
{
    dy_claim_say(in, why, name, dy_claim_day(in, value));
}

void dy_claim_cite(struct dy_claims *in, struct dy_why *why, const char *cite, bool unverified)
{
    why->cite = cite;
    why->unverified = unverified || in->of->law->unverified;
}

static const char *kept(struct dy_claims *in, const char *text)
{
    if (!text)
        (void)out_of_memory(in);
    return text;
}

const char *dy_claim_digits(struct dy_claims *in, uint64_t value)
{
    return kept(in, dy_arena_format(in->mem, "%" PRIu64, value));
}

const char *dy_claim_day(struct dy_claims *in, struct dy_date value)
{
    char text[11];
    dy_date_format(value, text);
    return kept(in, dy_arena_copy(in->mem, text, strlen(text)));
}

const char *dy_claim_moment(struct dy_claims *in, dy_moment at)
{
    char text[DY_MOMENT_TEXT];
    dy_moment_format(in->of->zone, at, text);
    return kept(in, dy_arena_copy(in->mem, text, strlen(text)));
}

struct dy_why *dy_claim_term(struct dy_claims *in, struct dy_why *parent, struct dy_period term)
{
    static const enum dy_case_claim claims[] = {DY_CASE_TERM_HOURS, DY_CASE_TERM_DAYS,
                                                DY_CASE_TERM_WORKING, DY_CASE_TERM_MONTHS};
    return dy_claim_add(in, parent, term.n ? claims[term.unit] : DY_CASE_TERM_AT_ONCE,
                        term.n ? dy_claim_digits(in, term.n) : NULL);
}

#include "count/why.h"

#include "base/say.h"

#include <string.h>

#define PARAMS_MAX 8

static struct dy_why *out_of_memory(struct dy_why_job *job)
{
    if (job->code == DY_OK)
        job->code = dy_no_memory(job->err);
    return &job->spare;
}

/* Room for one more child: the array doubles when n is a power of two. */
static bool grow(struct dy_why_job *job, struct dy_why *parent)
{
    size_t n = parent->n_because;
    if (n != 0 && (n & (n - 1)) != 0)
        return true;
    struct dy_why **because = DY_NEW(job->mem, struct dy_why *, n == 0 ? 1 : 2 * n);
    if (because == NULL)
        return false;
    if (n > 0)
        memcpy(because, parent->because, n * sizeof(struct dy_why *));
    parent->because = because;
    return true;
}

struct dy_why *dy_why_add(struct dy_why_job *job, struct dy_why *parent, enum dy_claim claim,
                          const char *value)
{
    struct dy_why *why = DY_NEW(job->mem, struct dy_why, 1);
    if (why == NULL)
        return out_of_memory(job);
    why->claim = dy_claim_text(claim);
    why->value = value;
    why->params = DY_NEW(job->mem, struct dy_param, PARAMS_MAX);
    why->titles = DY_NEW(job->mem, const struct dy_names *, PARAMS_MAX);
    if (why->params == NULL || why->titles == NULL)
        return out_of_memory(job);
    if (parent == NULL || parent == &job->spare)
        return why;
    if (!grow(job, parent))
        return out_of_memory(job);
    parent->because[parent->n_because++] = why;
    return why;
}

void dy_why_title(struct dy_why_job *job, struct dy_why *why, const char *name,
                  const struct dy_names *titles, const char *otherwise)
{
    if (why == &job->spare || why->n_params == PARAMS_MAX)
        return;
    const char *value = otherwise;
    if (titles != NULL && titles->n > 0)
        value = dy_names_pick(titles, "en", otherwise);
    if (value == NULL)
        (void)out_of_memory(job);
    why->titles[why->n_params] = titles;
    why->params[why->n_params++] = (struct dy_param){name, value != NULL ? value : ""};
}

void dy_why_text(struct dy_why_job *job, struct dy_why *why, const char *name, const char *value)
{
    dy_why_title(job, why, name, NULL, value);
}

void dy_why_number(struct dy_why_job *job, struct dy_why *why, const char *name, dy_u128 value)
{
    dy_why_text(job, why, name, dy_why_digits(job, value));
}

void dy_why_cite(struct dy_why_job *job, struct dy_why *why, const char *cite, bool unverified)
{
    why->cite = cite;
    why->unverified = unverified || job->law->unverified;
}

/* --- names --- */

static const struct dy_names *choice_titles(const struct dy_why_job *job,
                                            const struct dy_contest *contest, size_t choice)
{
    const struct dy_choice *of = &contest->choices[choice];
    if (of->title.n > 0)
        return &of->title;
    return of->list != DY_NOTHING ? &job->election->lists[of->list].title : NULL;
}

void dy_why_choice(struct dy_why_job *job, struct dy_why *why, const char *name,
                   const struct dy_contest *contest, size_t choice)
{
    dy_why_title(job, why, name, choice_titles(job, contest, choice), contest->choices[choice].id);
}

static const char *title_of(const struct dy_why_job *job, const struct dy_contest *contest,
                            size_t choice, const char *lang)
{
    const struct dy_names *titles = choice_titles(job, contest, choice);
    const char *id = contest->choices[choice].id;
    return titles != NULL ? dy_names_pick(titles, lang, id) : id;
}

static const char *join(struct dy_why_job *job, const struct dy_contest *contest,
                        const uint8_t *which, const char *lang)
{
    const char *text = "";
    for (size_t i = 0; i < contest->n_choices && text != NULL; i++)
        if (which[i])
            text = dy_arena_format(job->mem, "%s%s%s", text, text[0] != '\0' ? ", " : "",
                                   title_of(job, contest, i, lang));
    return text;
}

void dy_why_choices(struct dy_why_job *job, struct dy_why *why, const char *name,
                    const struct dy_contest *contest, const uint8_t *which)
{
    const char *const *languages = dy_languages();
    size_t n = 0;
    while (languages[n] != NULL)
        n++;
    struct dy_names *names = DY_NEW(job->mem, struct dy_names, 1);
    struct dy_name *of = DY_NEW(job->mem, struct dy_name, n);
    if (names == NULL || of == NULL) {
        (void)out_of_memory(job);
        return;
    }
    *names = (struct dy_names){n, of};
    for (size_t i = 0; i < n; i++) {
        of[i] = (struct dy_name){languages[i], join(job, contest, which, languages[i])};
        if (of[i].text == NULL)
            of[i].text = (out_of_memory(job), "");
    }
    dy_why_title(job, why, name, names, "");
}

static const struct dy_names *unit_titles(const struct dy_units *units, uint32_t unit)
{
    return units->titles != NULL ? &units->titles[unit] : NULL;
}

void dy_why_unit(struct dy_why_job *job, struct dy_why *why, const char *name, uint32_t unit)
{
    const struct dy_units *units = &job->election->units;
    dy_why_title(job, why, name, unit_titles(units, unit), units->of[unit].id);
}

/* The name people use in paths: it can be asked for again. */
void dy_why_contest_name(struct dy_why_job *job, struct dy_why *why, const char *name,
                         const struct dy_contest *contest)
{
    dy_why_text(job, why, name, dy_contest_label(job->mem, job->election, contest));
}

/* --- numbers --- */

const char *dy_why_digits(struct dy_why_job *job, dy_u128 value)
{
    char digits[40];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value > 0);
    const char *text = dy_arena_copy(job->mem, digits + i, sizeof digits - i);
    return text != NULL ? text : (out_of_memory(job), "");
}

const char *dy_why_about(struct dy_why_job *job, dy_u128 num, dy_u128 den)
{
    if (den == 0)
        return "-";
    dy_u128 rest = num % den;
    while (rest > (dy_u128)-1 / 100) { /* cut both alike: two decimals do not need all digits */
        rest >>= 1;
        den >>= 1;
    }
    unsigned cents = (unsigned)(rest * 100 / den);
    const char *text = dy_arena_format(job->mem, "%s.%02u", dy_why_digits(job, num / den), cents);
    return text != NULL ? text : (out_of_memory(job), "");
}

const char *dy_why_percent(struct dy_why_job *job, uint64_t part, uint64_t whole, unsigned decimals)
{
    char text[32];
    dy_format_percent(part, whole, decimals, text, sizeof text);
    const char *copy = dy_arena_format(job->mem, "%s %%", text);
    return copy != NULL ? copy : (out_of_memory(job), "");
}

/* Percent where it has at most two decimals, else the fraction itself. */
const char *dy_why_fraction(struct dy_why_job *job, struct dy_fraction fraction)
{
    dy_u128 hundredths = (dy_u128)fraction.num * 10000;
    unsigned long long all = (unsigned long long)(hundredths / fraction.den);
    unsigned long long whole = all / 100, rest = all % 100;
    const char *text;
    if (hundredths % fraction.den != 0)
        text = dy_arena_format(job->mem, "%llu/%llu", (unsigned long long)fraction.num,
                               (unsigned long long)fraction.den);
    else if (rest == 0)
        text = dy_arena_format(job->mem, "%llu %%", whole);
    else
        text = dy_arena_format(job->mem, "%llu.%02llu %%", whole, rest);
    return text != NULL ? text : (out_of_memory(job), "");
}

/* --- gaps and readings --- */

static const struct dy_names *chosen_text(const struct dy_law_reading *reading)
{
    for (size_t i = 0; i < reading->n_options; i++)
        if (strcmp(reading->options[i].id, reading->chosen) == 0)
            return &reading->options[i].text;
    return NULL;
}

void dy_why_reading(struct dy_why_job *job, struct dy_why *parent,
                    const struct dy_law_reading *reading)
{
    if (reading == NULL)
        return;
    struct dy_why *why = dy_why_add(job, parent, DY_CLAIM_READING, NULL);
    const char *chosen = reading->chosen != NULL ? reading->chosen : "silent";
    dy_why_text(job, why, "id", reading->id);
    dy_why_title(job, why, "question", &reading->question, reading->id);
    dy_why_title(job, why, "option", reading->chosen != NULL ? chosen_text(reading) : NULL, chosen);
    dy_why_cite(job, why, reading->cite, reading->unverified);
    why->reading = parent->reading = reading;
    for (size_t i = 0; i < reading->n_options; i++) {
        if (strcmp(reading->options[i].id, chosen) == 0)
            continue;
        struct dy_why *other = dy_why_add(job, why, DY_CLAIM_READING_OPTION, NULL);
        dy_why_text(job, other, "id", reading->id);
        dy_why_text(job, other, "option", reading->options[i].id);
        dy_why_title(job, other, "text", &reading->options[i].text, reading->options[i].id);
    }
}

void dy_why_silence(struct dy_why_job *job, struct dy_why *parent,
                    const struct dy_law_silence *silence)
{
    if (silence == NULL)
        return;
    struct dy_why *why = dy_why_add(job, parent, DY_CLAIM_SILENCE, NULL);
    bool own = silence->cite != NULL; /* the program's own texts are messages */
    dy_why_title(job, why, "question", own ? &silence->text : NULL,
                 dy_names_pick(&silence->text, "en", silence->when));
    dy_why_cite(job, why, silence->cite, false);
}

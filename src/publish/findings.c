/* Findings as a table, JSON and CSV. */
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "publish/json.h"
#include "publish/names.h"
#include "publish/table.h"

/* --- one finding in words --- */

static void digits_of(dy_i128 value, char *out, size_t size)
{
    char digits[48];
    bool negative = value < 0;
    dy_u128 rest = negative ? (dy_u128) - (value + 1) + 1 : (dy_u128)value;
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    snprintf(out, size, "%s%s", negative ? "-" : "", digits + at);
}

/* The law's title of a control in the reader's language, else the relation itself. */
static const char *title_of(const struct dy_election *election, const struct dy_finding *finding,
                            const char *lang)
{
    const struct dy_law_version *law = election->law;
    for (size_t i = 0; finding->relation && i < law->n_controls; i++)
        if (strcmp(law->controls[i].id, finding->code) == 0)
            return dy_names_pick(&law->controls[i].title, lang, finding->relation);
    return NULL;
}

const char *dy_finding_say(struct dy_arena *mem, const char *lang,
                           const struct dy_election *election, const struct dy_finding *finding)
{
    const char *title = title_of(election, finding, lang);
    char left[48], right[48];
    if (!title)
        return dy_say_params(mem, lang, finding->message, finding->n_params, finding->params);
    digits_of(finding->left, left, sizeof left);
    digits_of(finding->right, right, sizeof right);
    return dy_arena_format(mem, "%s: %s; %s / %s (%s%s)", title, finding->relation, left, right,
                           finding->cite ? finding->cite : "", "");
}

static const char *place_of(struct dy_arena *mem, const struct dy_election *election,
                            const struct dy_finding *finding)
{
    const char *unit = finding->unit == DY_NOTHING ? "" : election->units.of[finding->unit].id;
    const char *source = finding->source ? finding->source : "";
    if (*unit && finding->at.line && finding->relation)
        return dy_arena_format(mem, "%s (%s:%u)", unit, dy_file_name(finding->at.file),
                               finding->at.line);
    return *unit ? unit : source;
}

/* --- sums --- */

struct sum {
    const char *name;
    uint64_t n;
};

static int by_count(const void *a, const void *b)
{
    const struct sum *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return strcmp(x->name, y->name);
}

static enum dy_code add_to(struct dy_arena *mem, struct dy_vec *sums, const char *name)
{
    struct sum *of = sums->items;
    for (size_t i = 0; i < sums->n; i++) {
        if (strcmp(of[i].name, name) == 0) {
            of[i].n++;
            return DY_OK;
        }
    }
    struct sum *added = dy_vec_push(mem, sums, sizeof *added);
    if (!added)
        return DY_E_NOMEM;
    *added = (struct sum){name, 1};
    return DY_OK;
}

/* The area of a finding: the unit below the whole that holds it. */
static const char *area_of(const struct dy_election *election, const struct dy_finding *finding)
{
    const struct dy_unit *of = election->units.of;
    uint32_t unit = finding->unit;
    if (unit == DY_NOTHING)
        return NULL;
    while (of[unit].parent != DY_NOTHING && of[of[unit].parent].parent != DY_NOTHING)
        unit = of[unit].parent;
    return of[unit].id;
}

static void print_more(struct dy_arena *mem, const struct dy_print *print, size_t n, size_t most)
{
    struct dy_param rest = {"n", n > most ? dy_arena_format(mem, "%zu", n - most) : NULL};
    if (n > most)
        fprintf(print->to, "%s\n", dy_say_params(mem, print->lang, N_("and {n} more"), 1, &rest));
}

static void print_sums(struct dy_arena *mem, const struct dy_print *print, const char *title,
                       struct dy_vec *sums, size_t most)
{
    struct dy_table table;
    struct sum *of = sums->items;
    if (sums->n == 0)
        return;
    qsort(of, sums->n, sizeof *of, by_count);
    dy_table_init(&table, mem, print);
    dy_table_column(&table, title, DY_LEFT);
    dy_table_column(&table, N_("findings"), DY_RIGHT);
    for (size_t i = 0; i < sums->n && i < most; i++) {
        dy_table_text(&table, of[i].name);
        dy_table_number(&table, of[i].n);
    }
    fputc('\n', print->to);
    dy_table_print(&table);
    print_more(mem, print, sums->n, most);
}

static void print_not_checkable(struct dy_arena *mem, const struct dy_print *print,
                                const struct dy_election *election,
                                const struct dy_findings *findings)
{
    for (size_t i = 0; i < election->law->n_controls && findings->not_checkable; i++) {
        const struct dy_law_control *control = &election->law->controls[i];
        if (!findings->not_checkable[i])
            continue;
        struct dy_param params[] = {
            {"code", control->id},
            {"n", dy_arena_format(mem, "%llu", (unsigned long long)findings->not_checkable[i])},
            {"relation", control->text}};
        dy_print_wrapped(print, "", "    ",
                         dy_say_params(mem, print->lang,
                                       dy_say_n(print->lang,
                                                "{code} could not be checked in {n} protocol: the "
                                                "source does not publish all of {relation}",
                                                "{code} could not be checked in {n} protocols: the "
                                                "source does not publish all of {relation}",
                                                findings->not_checkable[i]),
                                       DY_COUNT_OF(params), params));
    }
}

static void print_findings(struct dy_arena *mem, const struct dy_print *print,
                           const struct dy_election *election, const struct dy_findings *findings,
                           size_t most)
{
    const struct dy_finding *of = findings->of.items;
    for (size_t i = 0; i < findings->of.n && i < most; i++) {
        const char *place = place_of(mem, election, &of[i]);
        const char *text = dy_finding_say(mem, print->lang, election, &of[i]);
        char *head = dy_arena_format(
            mem, "%-3s %-7s ", of[i].code,
            dy_say(print->lang, of[i].level == DY_LEVEL_ERROR ? N_("error") : N_("warning")));
        char *line = dy_arena_format(mem, "%s%s%s", place, *place ? ": " : "", text ? text : "");
        if (head && line)
            dy_print_wrapped(print, head, "            ", line);
    }
    print_more(mem, print, findings->of.n, most);
}

void dy_publish_findings_table(const struct dy_print *print, const struct dy_election *election,
                               const struct dy_findings *findings, size_t most)
{
    struct dy_arena mem;
    struct dy_vec codes = {0}, areas = {0};
    const struct dy_finding *of = findings->of.items;
    dy_arena_init(&mem);
    const char *title = dy_names_pick(&election->title, print->lang, election->id);
    const char *head = dy_arena_format(&mem, "%s (%s)", title, election->id);
    dy_print_wrapped(print, "", "", head ? head : title);
    if (findings->of.n)
        fputc('\n', print->to);
    print_findings(&mem, print, election, findings, most);
    for (size_t i = 0; i < findings->of.n; i++) {
        const char *area = area_of(election, &of[i]);
        (void)add_to(&mem, &codes, of[i].code);
        if (area)
            (void)add_to(&mem, &areas, area);
    }
    print_sums(&mem, print, N_("code"), &codes, 100);
    print_sums(&mem, print, N_("area"), &areas, 15);
    fputc('\n', print->to);
    print_not_checkable(&mem, print, election, findings);
    const char *lang = print->lang;
    struct dy_param errors = {
        "n", dy_arena_format(&mem, "%llu", (unsigned long long)findings->n_errors)};
    struct dy_param warnings = {
        "n", dy_arena_format(&mem, "%llu", (unsigned long long)findings->n_warnings)};
    const char *some = dy_say_n(lang, "{n} error", "{n} errors", findings->n_errors);
    const char *more = dy_say_n(lang, "{n} warning", "{n} warnings", findings->n_warnings);
    fprintf(print->to, "%s, %s\n", dy_say_params(&mem, lang, some, 1, &errors),
            dy_say_params(&mem, lang, more, 1, &warnings));
    dy_arena_finish(&mem);
}

/* --- for programs --- */

static json_t *params_json(const struct dy_finding *finding)
{
    char left[48], right[48];
    json_t *out = json_object();
    for (size_t i = 0; i < finding->n_params; i++)
        out = dy_json_put(out, finding->params[i].name, json_string(finding->params[i].value));
    if (!finding->has_numbers)
        return out;
    digits_of(finding->left, left, sizeof left);
    digits_of(finding->right, right, sizeof right);
    out = dy_json_put(out, "left", json_string(left));
    out = dy_json_put(out, "right", json_string(right));
    return finding->relation ? dy_json_put(out, "relation", json_string(finding->relation)) : out;
}

static json_t *finding_json(struct dy_arena *mem, const struct dy_election *election,
                            const struct dy_finding *finding)
{
    json_t *out =
        json_pack("{s:s s:s s:s s:o}", "code", finding->code, "level",
                  finding->level == DY_LEVEL_ERROR ? "error" : "warning", "message",
                  dy_finding_say(mem, "en", election, finding), "params", params_json(finding));
    if (finding->cite)
        out = dy_json_put(out, "cite", json_string(finding->cite));
    if (finding->source)
        out = dy_json_put(out, "source", json_string(finding->source));
    if (finding->unit != DY_NOTHING)
        out = dy_json_put(out, "unit", json_string(election->units.of[finding->unit].id));
    if (finding->contest != DY_NOTHING)
        out = dy_json_put(
            out, "contest",
            json_string(dy_contest_label(mem, election, &election->contests[finding->contest])));
    if (finding->at.line) {
        out = dy_json_put(out, "file", json_string(dy_file_name(finding->at.file)));
        out = dy_json_put(out, "line", dy_json_count(finding->at.line));
    }
    return out;
}

/* Controls that could not be evaluated, and in how many protocols. */
static json_t *not_checkable_json(const struct dy_election *election,
                                  const struct dy_findings *findings)
{
    json_t *out = json_object();
    for (size_t i = 0; i < election->law->n_controls && findings->not_checkable; i++)
        if (findings->not_checkable[i])
            out = dy_json_put(out, election->law->controls[i].id,
                              dy_json_count(findings->not_checkable[i]));
    return out;
}

enum dy_code dy_publish_findings_json(const struct dy_election *election,
                                      const struct dy_findings *findings, json_t **out,
                                      struct dy_err *err)
{
    const struct dy_finding *of = findings->of.items;
    struct dy_arena mem;
    json_t *list = json_array();
    dy_arena_init(&mem);
    for (size_t i = 0; i < findings->of.n && list; i++)
        list = dy_json_add(list, finding_json(&mem, election, &of[i]));
    dy_arena_finish(&mem);
    *out = json_pack("{s:s s:o s:o s:o s:o}", "election", election->id, "errors",
                     dy_json_count(findings->n_errors), "warnings",
                     dy_json_count(findings->n_warnings), "not_checkable",
                     not_checkable_json(election, findings), "findings", list);
    return *out ? DY_OK : dy_no_memory(err);
}

void dy_publish_findings_csv(FILE *to, const char *lang, const struct dy_election *election,
                             const struct dy_findings *findings)
{
    const struct dy_finding *of = findings->of.items;
    struct dy_arena mem;
    dy_arena_init(&mem);
    fputs("code,level,unit,source,file,line,message,cite\n", to);
    for (size_t i = 0; i < findings->of.n; i++) {
        const char *cells[] = {of[i].code,
                               of[i].level == DY_LEVEL_ERROR ? "error" : "warning",
                               of[i].unit == DY_NOTHING ? "" : election->units.of[of[i].unit].id,
                               of[i].source,
                               dy_file_name(of[i].at.file),
                               of[i].at.line ? dy_arena_format(&mem, "%u", of[i].at.line) : "",
                               dy_finding_say(&mem, lang, election, &of[i]),
                               of[i].cite};
        for (size_t k = 0; k < DY_COUNT_OF(cells); k++) {
            if (k)
                fputc(',', to);
            dy_csv_write(to, cells[k] ? cells[k] : "");
        }
        fputc('\n', to);
    }
    dy_arena_finish(&mem);
}

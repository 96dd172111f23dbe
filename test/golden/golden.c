/*
 * The golden bench: real elections with their official seats, held against the methods.
 *
 *   golden DIR      one line a file (ok, differs: ..., unsupported: kind/method), then
 *                   "N passed, N failed, N skipped"; exit 1 when any failed
 *
 * A kind is a row of kinds[]; a kind that is not there is a skip, never a pass. Format: README.md.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "dauys/seats.h"

enum verdict { OK, DIFFERS, UNSUPPORTED };
enum { LISTS = 512 };

struct golden {
    json_t *root;
    const char *kind;
    const struct dy_method *method;
    size_t n;
    const char *names[LISTS];
    dy_votes votes[LISTS];
    dy_seats want[LISTS], got[LISTS];
    json_t *of[LISTS]; /* the party's own object */
    char why[300];
};

static enum verdict differs(struct golden *in, const char *format, ...)
    __attribute__((__format__(__printf__, 2, 3)));
static enum verdict differs(struct golden *in, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(in->why, sizeof in->why, format, args);
    va_end(args);
    return DIFFERS;
}

static const char *text_of(json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static bool count_of(json_t *object, const char *key, uint64_t *out)
{
    json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return *out <= DY_VOTES_MAX;
}

/* --- methods: the format's words for our rows --- */

static const struct dy_method *find_method(json_t *method)
{
    static const struct {
        const char *word, *ours;
    } rows[] = {
        {"sainte_lague", "sainte-lague"},
        {"msl_1.4", "sainte-lague-1.4"},
        {"msl_1.2", "sainte-lague-1.2"},
        {"huntington_hill", "huntington-hill"},
        {"hagenbach_bischoff", "hagenbach-bischoff"},
        {"imperiali_divisor", "imperiali"},
    };
    const char *family = text_of(method, "family");
    bool remainder = strcmp(family, "largest-remainder") == 0;
    const char *word = text_of(method, remainder ? "quota" : "name");
    if (remainder && strcmp(word, "imperiali") == 0)
        word = "imperiali-quota";
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++)
        if (strcmp(word, rows[i].word) == 0)
            word = rows[i].ours;
    const struct dy_method *found = dy_method_find(word);
    enum dy_family wanted = remainder ? DY_FAMILY_LARGEST_REMAINDER : DY_FAMILY_HIGHEST_AVERAGES;
    bool fits = remainder || strcmp(family, "highest-averages") == 0;
    return found && fits && found->family == wanted ? found : NULL;
}

/* --- votes --- */

static enum verdict read_parties(struct golden *in, const char *key, bool with_seats)
{
    json_t *list = json_object_get(in->root, key);
    if (!json_is_array(list) || json_array_size(list) == 0 || json_array_size(list) > LISTS)
        return differs(in, "\"%s\" is no list of 1 to %d", key, LISTS);
    in->n = json_array_size(list);
    for (size_t i = 0; i < in->n; i++) {
        json_t *party = json_array_get(list, i);
        uint64_t seats = 0;
        in->of[i] = party;
        in->names[i] = text_of(party, "name");
        if (!*in->names[i] || !count_of(party, "votes", &in->votes[i]))
            return differs(in, "%s %zu has no name or no whole number of votes", key, i);
        if (with_seats && (!count_of(party, "seats", &seats) || seats > DY_SEATS_MAX))
            return differs(in, "%s has no seats to compare with", in->names[i]);
        in->want[i] = (dy_seats)seats;
    }
    return OK;
}

/* The base of a threshold: as FORMAT says, in this order. */
static bool find_base(struct golden *in, json_t *threshold, uint64_t *out)
{
    static const char *const lumped[] = {"against_all", "other_votes_lumped"};
    const char *of = text_of(threshold, "of");
    uint64_t more;
    if (count_of(threshold, "valid", out))
        return true;
    if (count_of(in->root, "valid", out)) {
        if (strstr(of, "invalid") && (!count_of(in->root, "invalid", &more) || !dy_add(out, more)))
            return false;
        return true;
    }
    if (count_of(in->root, "total_votes", out))
        return true;
    *out = 0;
    for (size_t i = 0; i < in->n; i++)
        if (!dy_add(out, in->votes[i]))
            return false;
    for (size_t i = 0; i < DY_COUNT_OF(lumped); i++)
        if (count_of(in->root, lumped[i], &more) && !dy_add(out, more))
            return false;
    return true;
}

/* The fraction that applies to one party: plain, by coalition size, or by kind. */
static bool find_fraction(json_t *threshold, json_t *party, struct dy_fraction *out)
{
    json_t *by_size = json_object_get(threshold, "by_coalition_members");
    json_t *by_kind = json_object_get(threshold, "by_kind");
    const char *text = text_of(threshold, "fraction");
    if (by_size) {
        uint64_t members = 1;
        char key[24], most[24];
        (void)count_of(party, "coalition_members", &members);
        snprintf(key, sizeof key, "%llu", (unsigned long long)members);
        text = text_of(by_size, key);
        for (uint64_t from = members; !*text && from > 0; from--) {
            snprintf(most, sizeof most, "%llu+", (unsigned long long)from);
            text = text_of(by_size, most);
        }
    } else if (by_kind) {
        const char *kind = text_of(party, "kind");
        text = text_of(by_kind, *kind ? kind : "party");
    }
    return dy_parse_fraction(text, out) && out->num <= out->den;
}

static bool is_exempt(json_t *threshold, const char *name)
{
    json_t *list = json_object_get(threshold, "exempt"), *value;
    size_t i;
    json_array_foreach(list, i, value) if (json_is_string(value) &&
                                           strcmp(json_string_value(value), name) == 0) return true;
    return false;
}

/* Alternatives such as "3 constituency seats": the number in front, if that is what they say. */
static bool by_alternative(json_t *threshold, json_t *party)
{
    const char *text = text_of(threshold, "alternative");
    uint64_t seats, needed = strtoull(text, NULL, 10);
    bool of_seats = strstr(text, "constituency seat") || strstr(text, "electorate seat");
    return needed > 0 && of_seats && count_of(party, "constituency_seats", &seats) &&
           seats >= needed;
}

static enum verdict admit(struct golden *in, uint8_t *inside)
{
    json_t *threshold = json_object_get(in->root, "threshold");
    const char *compare = text_of(threshold, "compare");
    uint64_t base;
    memset(inside, 1, in->n);
    if (!threshold || json_is_null(threshold))
        return OK;
    bool strictly = strcmp(compare, ">") == 0;
    if ((!strictly && strcmp(compare, ">=") != 0) || !find_base(in, threshold, &base))
        return UNSUPPORTED;
    for (size_t i = 0; i < in->n; i++) {
        struct dy_fraction fraction;
        if (!find_fraction(threshold, in->of[i], &fraction))
            return UNSUPPORTED;
        int order = dy_share_compare(in->votes[i], base, fraction);
        inside[i] = (strictly ? order > 0 : order >= 0) || is_exempt(threshold, in->names[i]) ||
                    by_alternative(threshold, in->of[i]);
    }
    return OK;
}

/* --- list methods --- */

static size_t index_of(const struct golden *in, const char *name)
{
    size_t i = 0;
    while (i < in->n && strcmp(in->names[i], name) != 0)
        i++;
    return i;
}

/* Group numbers: joined lists share one. An agreement counts only among lists above the bar. */
static enum verdict read_agreements(struct golden *in, const uint8_t *inside, uint32_t *group)
{
    json_t *list = json_object_get(in->root, "agreements"), *joined, *name;
    size_t i, k;
    for (uint32_t p = 0; p < in->n; p++)
        group[p] = p;
    json_array_foreach(list, i, joined)
    {
        size_t first = in->n;
        json_array_foreach(joined, k, name)
        {
            size_t at = index_of(in, json_string_value(name) ? json_string_value(name) : "");
            if (at == in->n)
                return differs(in, "agreement %zu names a party that there is not", i);
            if (inside[at] && first == in->n)
                first = at;
            if (inside[at])
                group[at] = (uint32_t)first;
        }
    }
    return OK;
}

static enum verdict compare_seats(struct golden *in)
{
    char *at = in->why, *end = in->why + sizeof in->why;
    for (size_t i = 0; i < in->n && at < end; i++)
        if (in->got[i] != in->want[i])
            at += snprintf(at, (size_t)(end - at), "%s%.40s %u, official %u", *in->why ? "; " : "",
                           in->names[i], in->got[i], in->want[i]);
    return at == in->why ? OK : DIFFERS;
}

static enum verdict award(struct golden *in, const uint8_t *inside, const uint32_t *group)
{
    dy_votes votes[LISTS];
    dy_seats won[LISTS];
    uint32_t map[LISTS], joined[LISTS], row_of[LISTS];
    struct dy_seats_tie tie;
    struct dy_err err = {0};
    uint64_t seats = 0, minimum = 0;
    size_t n = 0;
    if (!count_of(in->root, "seats", &seats) || seats > DY_SEATS_MAX)
        return differs(in, "\"seats\" is no whole number");
    (void)count_of(json_object_get(in->root, "method"), "minimum", &minimum);
    for (uint32_t i = 0; i < in->n; i++) {
        if (!inside[i])
            continue;
        row_of[i] = (uint32_t)n;
        map[n] = i;
        votes[n] = in->votes[i];
        joined[n++] = row_of[group[i]];
    }
    struct dy_seats_input input = {in->method,        n,    votes, (dy_seats)seats,
                                   (dy_seats)minimum, NULL, NULL,  NULL};
    if (minimum > DY_SEATS_MAX || dy_seats_check(&input, &err))
        return differs(in, "%s", *err.msg ? err.msg : "the minimum is too large");
    enum dy_seats_status status = dy_seats_award_grouped(&input, joined, won, &tie, NULL);
    for (size_t k = 0; k < n; k++)
        in->got[map[k]] = won[k];
    if (status == DY_SEATS_TIE)
        return differs(in, "%u seats are tied among %u; the file does not say who drew the lot",
                       tie.at_stake, tie.n_claimants);
    return status == DY_SEATS_DONE ? compare_seats(in)
                                   : differs(in, "no allocation: status %d", (int)status);
}

static enum verdict run_lists(struct golden *in)
{
    uint8_t inside[LISTS];
    uint32_t group[LISTS];
    in->method = find_method(json_object_get(in->root, "method"));
    if (!in->method)
        return UNSUPPORTED;
    enum verdict verdict = read_parties(in, "parties", true);
    if (verdict == OK)
        verdict = admit(in, inside);
    if (verdict == OK)
        verdict = read_agreements(in, inside, group);
    return verdict == OK ? award(in, inside, group) : verdict;
}

/* --- one winner --- */

static enum verdict expect_name(struct golden *in, const char *key, const char *got)
{
    json_t *expected = json_object_get(in->root, "expected");
    const char *want = text_of(expected, key);
    if (strcmp(want, got ? got : "") == 0)
        return OK;
    return differs(in, "%s: %.60s, official %.60s", key, got ? got : "nobody",
                   *want ? want : "nobody");
}

static void leaders(const struct golden *in, size_t *first, size_t *second)
{
    *first = *second = in->n;
    for (size_t i = 0; i < in->n; i++) {
        if (*first == in->n || in->votes[i] > in->votes[*first]) {
            *second = *first;
            *first = i;
        } else if (*second == in->n || in->votes[i] > in->votes[*second]) {
            *second = i;
        }
    }
}

static enum verdict run_plurality(struct golden *in)
{
    size_t first, second;
    enum verdict verdict = read_parties(in, "candidates", false);
    if (verdict != OK)
        return verdict;
    leaders(in, &first, &second);
    bool tied = second < in->n && in->votes[first] == in->votes[second];
    return expect_name(in, "elected", tied ? NULL : in->names[first]);
}

/* ">1/2" or ">=2/5", then words about the base, which are FORMAT's. */
static bool read_majority(struct golden *in, struct dy_fraction *out, bool *strictly)
{
    const char *text = text_of(json_object_get(in->root, "method"), "threshold");
    char number[16];
    if (*text != '>')
        return false;
    text++;
    *strictly = *text != '=';
    text += *text == '=';
    snprintf(number, sizeof number, "%.*s", (int)strspn(text, "0123456789/"), text);
    return dy_parse_fraction(number, out) && out->num <= out->den;
}

static enum verdict check_runoff(struct golden *in, size_t first, size_t second)
{
    json_t *pair = json_object_get(json_object_get(in->root, "expected"), "runoff"), *name;
    size_t i, met = 0;
    if (second == in->n)
        return differs(in, "a run-off with one candidate");
    json_array_foreach(pair, i, name)
    {
        const char *text = json_string_value(name) ? json_string_value(name) : "";
        met += strcmp(text, in->names[first]) == 0 || strcmp(text, in->names[second]) == 0;
    }
    if (json_array_size(pair) == 2 && met == 2)
        return OK;
    return differs(in, "run-off between %.60s and %.60s, official otherwise", in->names[first],
                   in->names[second]);
}

static enum verdict run_two_round(struct golden *in)
{
    struct dy_fraction fraction;
    bool strictly;
    uint64_t base;
    size_t first, second;
    enum verdict verdict = read_parties(in, "candidates", false);
    if (verdict != OK)
        return verdict;
    if (!read_majority(in, &fraction, &strictly) || !find_base(in, NULL, &base))
        return UNSUPPORTED;
    leaders(in, &first, &second);
    int order = dy_share_compare(in->votes[first], base, fraction);
    if (strictly ? order > 0 : order >= 0) {
        json_t *pair = json_object_get(json_object_get(in->root, "expected"), "runoff");
        if (json_is_array(pair))
            return differs(in, "%.60s is elected outright, official: a run-off", in->names[first]);
        return expect_name(in, "elected", in->names[first]);
    }
    return check_runoff(in, first, second);
}

static const struct {
    const char *kind;
    enum verdict (*run)(struct golden *);
} kinds[] = {
    {"list-pr", run_lists},       {"list-pr-agreements", run_lists}, {"apportionment", run_lists},
    {"two-round", run_two_round}, {"plurality", run_plurality},
};

/* --- files --- */

static enum verdict run_file(struct golden *in, const char *path)
{
    json_error_t error;
    in->root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!in->root)
        return differs(in, "line %d: %s", error.line, error.text);
    in->kind = text_of(in->root, "kind");
    if (strcmp(text_of(in->root, "schema"), "golden-election/1") != 0)
        return differs(in, "is no golden-election/1 file");
    for (size_t i = 0; i < DY_COUNT_OF(kinds); i++)
        if (strcmp(in->kind, kinds[i].kind) == 0)
            return kinds[i].run(in);
    return UNSUPPORTED;
}

static void print_unsupported(const struct golden *in)
{
    json_t *method = json_object_get(in->root, "method");
    const char *name = text_of(method, "name"), *quota = text_of(method, "quota");
    printf("unsupported: %s/%s\n", in->kind,
           *name    ? name
           : *quota ? quota
                    : text_of(method, "family"));
}

static int is_json(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return n > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 5, ".json") == 0;
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    unsigned counts[3] = {0};
    int n = argc == 2 ? scandir(argv[1], &entries, is_json, alphasort) : -1;
    if (n < 0) {
        fprintf(stderr, "usage: golden DIR (a folder of golden-election/1 files)\n");
        return argc == 2 ? 3 : 2;
    }
    for (int i = 0; i < n; i++) {
        static struct golden golden;
        char path[4096];
        memset(&golden, 0, sizeof golden);
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
        enum verdict verdict = run_file(&golden, path);
        counts[verdict]++;
        printf("%s: ", entries[i]->d_name);
        if (verdict == OK)
            puts("ok");
        else if (verdict == DIFFERS)
            printf("differs: %s\n", golden.why);
        else
            print_unsupported(&golden);
        json_decref(golden.root);
        free(entries[i]);
    }
    free(entries);
    printf("%u passed, %u failed, %u skipped\n", counts[OK], counts[DIFFERS], counts[UNSUPPORTED]);
    return counts[DIFFERS] > 0;
}

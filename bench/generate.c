/*
 * A synthetic election of any size: a folder that `dauys count` reads, under a law of its own. Made
 * up from a seed by integers alone; all controls hold; the totals by choice are exactly those
 * given.
 *
 *   generate --stations N --choices K [--seed S] [--totals T1,T2,...] DIR
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHOICES_MAX = 1000, REGION = 1000 /* stations a region */ };

struct plan {
    uint64_t stations, choices, seed;
    uint64_t totals[CHOICES_MAX];
    const char *folder;
};

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static FILE *open_file(const struct plan *plan, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", plan->folder, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
        exit(4);
    }
    return file;
}

static void write_law(const struct plan *plan)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/law", plan->folder);
    mkdir(folder, 0755);
    snprintf(folder, sizeof folder, "%s/law/synthetic", plan->folder);
    mkdir(folder, 0755);
    FILE *to = open_file(plan, "law/synthetic/assembly.yaml");
    fputs("act: synthetic/assembly\n"
          "title: {en: A synthetic assembly}\n"
          "versions:\n"
          "- in_force: {from: 2000-01-01}\n"
          "  source: made up\n"
          "  body: {seats: 100, cite: made up}\n"
          "  shares:\n"
          "    took_part: {sum: [votes], title: {en: all votes}, cite: made up}\n"
          "  tiers:\n"
          "  - id: list\n"
          "    title: {en: lists}\n"
          "    seats: 100\n"
          "    area: nation\n"
          "    ballot: {choices: lists, against_all: false}\n"
          "    admit: {at_least: 5 %, of: took_part, if_none: all-lists, cite: made up}\n"
          "    award: {method: hare, cite: made up}\n"
          "    ties: {rule: earlier-registration, cite: made up}\n"
          "  protocol:\n"
          "    fields:\n"
          "      issued: {title: {en: ballots issued}}\n"
          "      invalid: {title: {en: invalid ballots}}\n"
          "    controls:\n"
          "    - {id: K1, must: sum(votes) + invalid <= issued, cite: made up}\n"
          "    - {id: K2, must: issued <= listed, cite: made up}\n"
          "    - {id: K3, must: sum(votes) <= listed, cite: made up}\n"
          "    - {id: W1, must: invalid * 100 <= issued * 10, when: issued > 0, level: warning, "
          "cite: made up}\n",
          to);
    fclose(to);
}

static void write_election(const struct plan *plan)
{
    const char *slash = strrchr(plan->folder, '/');
    FILE *to = open_file(plan, "election.yaml");
    fprintf(to,
            "election: %s\ntitle: {en: A synthetic election}\ndate: 2020-01-01\n"
            "act: synthetic/assembly\nsynthetic: true\n"
            "notes: [{en: Every figure here is made up by bench/generate.c.}]\n"
            "units: units-synthetic.csv\nlists:\n",
            slash ? slash + 1 : plan->folder);
    for (uint64_t i = 1; i <= plan->choices; i++)
        fprintf(to, "- {id: s%llu, title: {en: Synthetic list %llu}, registered: %llu}\n",
                (unsigned long long)i, (unsigned long long)i, (unsigned long long)i);
    fputs("contests: [{tier: list, choices: lists}]\n"
          "protocols: [{tier: list, source: official, file: protocols-synthetic.csv}]\n",
          to);
    fclose(to);
}

/* What one station gets of a total: equal parts with a ripple that cancels between neighbours. */
static uint64_t part_of(uint64_t total, uint64_t stations, uint64_t station, uint64_t ripple)
{
    uint64_t part = total / stations + (station < total % stations);
    uint64_t swing = total / stations ? ripple % (total / stations + 1) : 0;
    bool paired = (station | 1) < stations;
    return !paired ? part : station & 1 ? part - swing : part + swing;
}

static void write_stations(const struct plan *plan)
{
    FILE *units = open_file(plan, "units-synthetic.csv"),
         *to = open_file(plan, "protocols-synthetic.csv");
    uint64_t pair = plan->seed;
    fputs("unit,level,parent,voters\nall,nation,,\n", units);
    for (uint64_t region = 0; region * REGION < plan->stations; region++)
        fprintf(units, "r%llu,region,all,\n", (unsigned long long)region);
    fputs("unit,issued,invalid", to);
    for (uint64_t k = 1; k <= plan->choices; k++)
        fprintf(to, ",s%llu", (unsigned long long)k);
    fputc('\n', to);
    for (uint64_t s = 0; s < plan->stations; s++) {
        uint64_t votes[CHOICES_MAX], sum = 0;
        if ((s & 1) == 0)
            next_random(&pair);
        uint64_t ripple = pair;
        for (uint64_t k = 0; k < plan->choices; k++) {
            votes[k] = part_of(plan->totals[k], plan->stations, s, next_random(&ripple));
            sum += votes[k];
        }
        uint64_t invalid = sum / 50, issued = sum + invalid + s % 3,
                 listed = issued + sum / 2 + s % 7;
        fprintf(units, "u%07llu,station,r%llu,%llu\n", (unsigned long long)s,
                (unsigned long long)(s / REGION), (unsigned long long)listed);
        fprintf(to, "u%07llu,%llu,%llu", (unsigned long long)s, (unsigned long long)issued,
                (unsigned long long)invalid);
        for (uint64_t k = 0; k < plan->choices; k++)
            fprintf(to, ",%llu", (unsigned long long)votes[k]);
        fputc('\n', to);
    }
    fclose(units);
    fclose(to);
}

static uint64_t number(const char *text, uint64_t least, uint64_t most)
{
    char *end;
    errno = 0;
    uint64_t value = strtoull(text, &end, 10);
    if (errno || end == text || *end || value < least || value > most) {
        fprintf(stderr, "generate: \"%s\" is no number from %llu to %llu\n", text,
                (unsigned long long)least, (unsigned long long)most);
        exit(2);
    }
    return value;
}

static void read_totals(struct plan *plan, char *text)
{
    uint64_t k = 0;
    for (char *part = strtok(text, ","); part && k < CHOICES_MAX; part = strtok(NULL, ","))
        plan->totals[k++] = number(part, 0, (uint64_t)1 << 50);
    if (k != plan->choices) {
        fprintf(stderr, "generate: --totals needs one number for each choice\n");
        exit(2);
    }
}

int main(int argc, char **argv)
{
    struct plan plan = {.stations = 1000, .choices = 20, .seed = 20230319};
    char *totals = NULL;
    for (int i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (more && strcmp(argv[i], "--stations") == 0)
            plan.stations = number(argv[++i], 1, 10000000);
        else if (more && strcmp(argv[i], "--choices") == 0)
            plan.choices = number(argv[++i], 1, CHOICES_MAX);
        else if (more && strcmp(argv[i], "--seed") == 0)
            plan.seed = number(argv[++i], 1, UINT64_MAX);
        else if (more && strcmp(argv[i], "--totals") == 0)
            totals = argv[++i];
        else
            plan.folder = argv[i];
    }
    if (!plan.folder) {
        fprintf(stderr,
                "usage: generate --stations N --choices K [--seed S] [--totals T1,...] DIR\n");
        return 2;
    }
    uint64_t random = plan.seed;
    for (uint64_t k = 0; k < plan.choices; k++)
        plan.totals[k] = plan.stations * (20 + next_random(&random) % 150);
    if (totals)
        read_totals(&plan, totals);
    mkdir(plan.folder, 0755);
    write_law(&plan);
    write_election(&plan);
    write_stations(&plan);
    return 0;
}

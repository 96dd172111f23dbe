/*
 * Election folders: the input is election.yaml, units.csv, protocols.csv and published.yaml with a
 * line of "====" between them, counted under one law. Read, folded, checked, counted: whatever the
 * files say, the seats of a contest never exceed what there is to award.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dauys/count.h"
#include "dauys/state.h"

static char folder[] = "/tmp/dauys-fuzz-XXXXXX";
static bool is_set_up;

static void write_file(const char *name, const void *bytes, size_t n)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file || fwrite(bytes, 1, n, file) != n || fclose(file))
        abort();
}

static void clean(void)
{
    static const char *const names[] = {
        "election.yaml",     "units.csv", "protocols.csv", "published.yaml",
        "law/fuzz/act.yaml", "law/fuzz",  "law",           ""};
    for (size_t i = 0; i < DY_COUNT_OF(names); i++) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)remove(path);
    }
}

static void set_up(void)
{
    static const char law[] =
        "act: fuzz/act\ntitle: {en: Fuzz}\nversions:\n- in_force: {from: 2000-01-01}\n  source: "
        "made up\n"
        "  body: {seats: 7, cite: x}\n"
        "  shares:\n    cast: {sum: [votes, against_all], title: {en: cast}, cite: x}\n"
        "  tiers:\n  - {id: list, title: {en: l}, seats: 5, area: nation, ballot: {choices: lists, "
        "against_all: true}, admit: {at_least: 5 %, of: cast, cite: x}, guarantee: {lists: 2, "
        "factor: "
        "0.7, minimum: 1, cite: x}, award: {method: hare, agreements: true, cite: x}, ties: {rule: "
        "earlier-registration, cite: x}}\n"
        "  - {id: single, title: {en: s}, seats: 2, area: district, ballot: {choices: candidates, "
        "against_all: true}, award: {method: absolute-majority, more_than: 1/2, of: cast, cite: x, "
        "runoff: {between: 2, cite: x}}, ties: {rule: lot, cite: x}}\n"
        "  protocol:\n    fields:\n      issued: {title: {en: i}}\n    controls:\n    - {id: K1, "
        "must: "
        "sum(votes) + against_all <= issued, cite: x}\n";
    char path[200];
    if (!mkdtemp(folder))
        abort();
    is_set_up = true;
    snprintf(path, sizeof path, "%s/law", folder);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/law/fuzz", folder);
    mkdir(path, 0755);
    write_file("law/fuzz/act.yaml", law, sizeof law - 1);
    atexit(clean);
}

static void count(struct dy_arena *mem, const struct dy_election *election, struct dy_err *err)
{
    struct dy_state *state;
    const struct dy_outcome *outcome;
    struct dy_findings findings;
    if (dy_state_check(mem, election, &findings, err))
        return;
    if (dy_state_fold(mem, election, "official", true, &state, err) ||
        dy_count(mem, election, "official", state->n_tallies, state->tallies, &outcome, err))
        return;
    for (size_t i = 0; i < outcome->n_contests; i++) {
        struct dy_outcome_contest *contest = &outcome->contests[i];
        uint64_t seats = contest->at_stake;
        for (size_t k = 0; k < contest->n_choices; k++) {
            seats += contest->choices[k].seats;
            if (contest->choices[k].seats_min > contest->choices[k].seats_max)
                abort();
        }
        if (seats > contest->seats)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"election.yaml", "units.csv", "protocols.csv",
                                        "published.yaml"};
    static const char cut[] = "====\n";
    char law[220];
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_election *election;
    if (!is_set_up) /* the folder's own name may hold an X */
        set_up();
    for (size_t i = 0; i < DY_COUNT_OF(names); i++) {
        const uint8_t *end = memmem(data, size, cut, sizeof cut - 1);
        size_t n = end ? (size_t)(end - data) : size;
        write_file(names[i], data, n);
        size_t skip = end ? n + sizeof cut - 1 : n;
        data += skip;
        size -= skip;
    }
    snprintf(law, sizeof law, "%s/law", folder);
    struct dy_election_options options = {.law_root = law};
    dy_arena_init(&mem);
    enum dy_code code = dy_election_read(&mem, folder, &options, &election, &err);
    if (code != err.code)
        abort();
    if (!code)
        count(&mem, election, &err);
    dy_arena_finish(&mem);
    return 0;
}

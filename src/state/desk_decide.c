/* Decisions about the voting of stations. */
#include "state/desk_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct decision {
    bool annuls, repeats;
    uint32_t unit, contest; /* DY_NOTHING: of all */
};

static enum dy_code read_decision(const struct dy_desk *desk, const struct dy_entry *entry,
                                  struct decision *out, struct dy_err *err)
{
    const struct dy_value *what = dy_value_find(entry->body, "decision"),
                          *station = dy_value_find(entry->body, "station"),
                          *contest = dy_value_find(entry->body, "contest");
    char *label = contest ? dy_value_copy(desk->mem, contest) : NULL;
    if (contest && !label)
        return dy_no_memory(err);
    *out = (struct decision){
        .annuls = dy_value_is(what, "station-voided"),
        .repeats = dy_value_is(what, "repeat-vote"),
        .unit =
            station ? dy_unit_find(&desk->election->units, station->text, station->n) : DY_NOTHING,
        .contest = label ? dy_contest_find(desk->election, label) : DY_NOTHING};
    if (contest && out->contest == DY_NOTHING)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/contest",
                             "is \"%.64s\", which is no contest of this election", label);
    if (station ? out->unit == DY_NOTHING : (out->annuls || out->repeats) && !contest)
        return dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/station",
                             station ? "is no station of this election"
                                     : "is missing; a station or a contest is needed");
    return DY_OK;
}

static bool is_decided(const struct dy_desk *desk, const struct decision *decision,
                       const struct dy_desk_row *row)
{
    return row && row->board->source == DY_SOURCE_OFFICIAL &&
           (decision->unit == DY_NOTHING || row->unit == decision->unit) &&
           (decision->contest == DY_NOTHING ||
            desk->plan.contest_of[row->board->tier][row->unit] == decision->contest) &&
           !dy_desk_is_replaced(desk, row);
}

/* How many rows it is about. */
static size_t decide(struct dy_desk *desk, const struct decision *decision, bool really)
{
    struct dy_desk_board *const *boards = desk->boards.items;
    size_t n = 0;
    for (size_t i = 0; i < desk->boards.n; i++)
        for (uint32_t at = 0; at < desk->election->units.n; at++) {
            struct dy_desk_row *row = boards[i]->row_of[at];
            if (!is_decided(desk, decision, row))
                continue;
            n++;
            if (really)
                dy_desk_set_stage(desk, row,
                                  decision->annuls ? DY_STAGE_ANNULLED : DY_STAGE_VOIDED);
        }
    return n;
}

enum dy_code dy_desk_decide(struct dy_desk *desk, const struct dy_holder *by,
                            const struct dy_entry *entry, struct dy_err *err)
{
    struct decision decision;
    enum dy_code code = read_decision(desk, entry, &decision, err);
    if (code)
        return code;
    uint32_t about = decision.unit != DY_NOTHING ? decision.unit
                     : decision.contest != DY_NOTHING
                         ? desk->election->contests[decision.contest].area
                         : DY_NOTHING;
    if (about != DY_NOTHING)
        code = dy_rights_cover(by, desk->file, desk->election, about, entry, err);
    if (!code && decision.annuls && decide(desk, &decision, false) == 0)
        code = dy_entry_fail(err, DY_E_INPUT, desk->file, entry->number, "/body/station",
                             "has no official protocol that could be voided; it is entered first");
    if (code)
        return code;
    uint64_t *kept = dy_vec_push(desk->mem, &desk->decisions, sizeof *kept);
    if (!kept)
        return dy_no_memory(err);
    *kept = entry->number;
    if (decision.annuls || decision.repeats)
        (void)decide(desk, &decision, true);
    return DY_OK;
}

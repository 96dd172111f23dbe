/*
 * The sentences of derivations, msgids for the catalogues. {params} keep their names in every
 * language; the figure itself stands beside the sentence.
 */
#include "count/claims.h"

#include "base/say.h"

static const char *const texts[DY_N_CLAIMS] = {
    [DY_CLAIM_BODY_SEATS] = N_("Seats of {list} in the whole house"),
    [DY_CLAIM_BODY_TIER] = N_("Seats of {list}: {tier}"),
    [DY_CLAIM_BODY_DECLARED] =
        N_("Seats of {list} as announced, because the votes are not published: {source}"),
    [DY_CLAIM_BODY_RANGE] = N_("Still open: {list} ends with {min} to {max} seats"),
    [DY_CLAIM_STATUS] = N_("Status of the election"),
    [DY_CLAIM_CONTEST_STATUS] = N_("Status of {contest}"),
    [DY_CLAIM_MISSING] = N_("Stations without a protocol, out of {all} in {contest}"),
    [DY_CLAIM_TIER_UNKNOWN] = N_("Neither votes nor an announcement for the seats of {tier}"),
    [DY_CLAIM_CONTESTS_MORE] = N_("More contests of this kind"),

    [DY_CLAIM_EVENT_SEATS] = N_("The seats of {contest} are awarded"),
    [DY_CLAIM_EVENT_ELECTED] = N_("Elected in {contest}: {choices}"),
    [DY_CLAIM_EVENT_ADOPTED] = N_("The question of {contest} is adopted"),
    [DY_CLAIM_EVENT_REJECTED] = N_("The question of {contest} is not adopted"),
    [DY_CLAIM_EVENT_RUNOFF] = N_("A run-off in {contest} between {choices}"),
    [DY_CLAIM_EVENT_LOT] = N_("A lot in {contest} has to decide between {choices}"),
    [DY_CLAIM_EVENT_REPEAT_VOTE] = N_("A repeat vote in {contest} among {choices}"),
    [DY_CLAIM_EVENT_REPEAT_ELECTION] = N_("{contest} is held again with new nominations"),
    [DY_CLAIM_EVENT_NOT_VALID] = N_("{contest} is not valid: too few took part"),
    [DY_CLAIM_EVENT_SILENT] = N_("The law gives no answer for {contest}"),
    [DY_CLAIM_EVENT_DECLARED] =
        N_("The votes of {contest} are not published; the seats are as announced"),
    [DY_CLAIM_EVENT_NO_VOTES] = N_("No votes are counted in {contest}"),
    [DY_CLAIM_SILENCE] = N_("The law does not say: {question}"),
    [DY_CLAIM_READING] = N_("Reading {id}: {question} – chosen: {option}"),
    [DY_CLAIM_READING_OPTION] = N_("Another reading is possible, {id}={option}: {text}"),

    [DY_CLAIM_SEATS] = N_("Seats of {list}"),
    [DY_CLAIM_SEATS_RANGE] =
        N_("Whatever the missing stations hold, {list} gets {min} to {max} seats"),
    [DY_CLAIM_SEATS_AT_STAKE] = N_("Seats that {list} shares a claim to with others"),
    [DY_CLAIM_METHOD] = N_("Seats to award by {method}"),
    [DY_CLAIM_MINIMUM] = N_("Seats that each list gets first"),
    [DY_CLAIM_QUOTA] = N_("Votes for one seat (the quota): {num}/{den}"),
    [DY_CLAIM_WHOLE] = N_("Whole quotas in the votes of {list}: {votes} divided by the quota"),
    [DY_CLAIM_REMAINDER] =
        N_("From the seats left over ({left}): the remainder of {list} is {num}/{den} of a seat, "
           "number {place} in size"),
    [DY_CLAIM_AVERAGE_LAST] = N_("Quotient of the last seat of {list}: {num} divided by {den}"),
    [DY_CLAIM_AVERAGE_NEXT] = N_("Quotient of one more seat for {list}: {num} divided by {den}"),
    [DY_CLAIM_AVERAGE_OTHER] =
        N_("Smallest quotient that got a seat, of {list}: {num} divided by {den}"),
    [DY_CLAIM_JOINED] = N_("Seats of the joined lists {lists} together"),
    [DY_CLAIM_WITHIN_JOINED] = N_("Seats of {list} among the joined lists"),
    [DY_CLAIM_TIE_REGISTRATION] =
        N_("Equal claims of {choices}: the one registered earlier goes first"),
    [DY_CLAIM_TIE_LOT] = N_("Equal claims of {choices}: the lot drawn decides"),
    [DY_CLAIM_GUARANTEE_FIRST] =
        N_("{list} alone reached the bar: it gets all seats that the second list does not"),
    [DY_CLAIM_GUARANTEE_SECOND] =
        N_("{list} is let in as the second list: its seats, at least {minimum}"),
    [DY_CLAIM_GUARANTEE_SHARE] =
        N_("{second} votes out of {first} and {second}, times {seats} seats, times {factor}"),
    [DY_CLAIM_GROUP_QUOTA] =
        N_("Of the first {of} candidates of {list}, persons of the quota's groups; needed: "
           "{needed}"),
    [DY_CLAIM_GROUP_QUOTA_UNKNOWN] =
        N_("Persons of the quota's groups that {list} needs; its candidates are not given"),

    [DY_CLAIM_BAR_REACHED] = N_("{list} reaches the bar of {bar}"),
    [DY_CLAIM_BAR_MISSED] = N_("{list} does not reach the bar of {bar}"),
    [DY_CLAIM_BAR_OPEN] = N_("The missing stations decide whether {list} reaches the bar of {bar}"),
    [DY_CLAIM_NO_BAR] = N_("The law sets no bar: {list} takes part"),
    [DY_CLAIM_EXEMPT] = N_("{list} needs no bar: {kind}"),
    [DY_CLAIM_GUARANTEED] =
        N_("Only one list reached the bar, so {list} takes part with the next most votes"),
    [DY_CLAIM_ALL_ADMITTED] = N_("No list reached the bar, so all take part"),
    [DY_CLAIM_STANDS] = N_("{list} stands here"),
    [DY_CLAIM_STANDS_NOT] = N_("{list} does not stand here"),
    [DY_CLAIM_NEEDED] = N_("Fewest votes that are enough"),

    [DY_CLAIM_ELECTED] = N_("{list} is elected"),
    [DY_CLAIM_NOT_ELECTED] = N_("{list} is not elected"),
    [DY_CLAIM_MAJORITY_REACHED] = N_("{list} has the majority"),
    [DY_CLAIM_MAJORITY_MISSED] = N_("{list} does not have the majority"),
    [DY_CLAIM_MOST_VOTES] = N_("Most votes: {list}"),
    [DY_CLAIM_OTHER_VOTES] = N_("The next: {list}"),
    [DY_CLAIM_RUNOFF_HELD] = N_("Nobody had the majority in the first round"),
    [DY_CLAIM_RUNOFF_FOLLOWED] =
        N_("The run-off was held between {choices}; the first round's protocols here do not show "
           "it"),
    [DY_CLAIM_TURNOUT] = N_("Needed for the vote to be valid: {fraction} of {whole}"),
    [DY_CLAIM_REGIONS] = N_("Regions where the question has the majority, out of {all}"),

    [DY_CLAIM_VOTES] = N_("Votes for {list}"),
    [DY_CLAIM_VOTES_RUNOFF] = N_("Votes for {list} in the run-off"),
    [DY_CLAIM_AGAINST_ALL] = N_("Votes against all"),
    [DY_CLAIM_ALL_VOTES] = N_("Votes for all choices together"),
    [DY_CLAIM_CHOICES_MORE] = N_("Votes for {n} more choices"),
    [DY_CLAIM_FIELD] = N_("Sum over the protocols: {field}"),
    [DY_CLAIM_LISTED] = N_("Voters on the lists of the stations counted"),
    [DY_CLAIM_SHARE] = N_("{share}: the sum of {terms}"),
    [DY_CLAIM_PERCENT] = N_("Percent of {share} for {list}"),
    [DY_CLAIM_NOT_PUBLISHED] = N_("The protocols do not publish this number: {field}"),
    [DY_CLAIM_PLACE] = N_("In {place}, protocols: {rows}"),
    [DY_CLAIM_PROTOCOL] = N_("In {place}: protocol {file}, line {line}"),
    [DY_CLAIM_ENTRY] = N_("In {place}: protocol, entry {line} of the record"),
    [DY_CLAIM_PLACES_MORE] = N_("In {n} more places"),
    [DY_CLAIM_NO_ROWS] = N_("No protocol of {place} by itself"),
};

const char *dy_claim_text(enum dy_claim claim)
{
    return texts[claim];
}

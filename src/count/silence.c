#include "count/silence.h"

#include "base/say.h"

#include <string.h>

#define TEXT(name, english) static struct dy_name name[] = {{"en", english}}

TEXT(no_list, N_("No list reaches the bar, and the law does not say what follows."));
TEXT(tie_second_list,
     N_("Two lists have equal claims to enter beside the only one that reached the "
        "bar, and the law does not say which of them enters."));
TEXT(two_candidates, N_("Nobody has the majority, and the law provides for no run-off here."));
TEXT(tie_second_place,
     N_("Equal votes for a place in the run-off, and the law does not say who takes part."));
TEXT(tie_in_runoff, N_("Equal votes in the run-off, and the law does not say who is elected."));
TEXT(tie_for_seat, N_("Equal claims to a seat, and the law does not say who takes it."));
TEXT(over_allocates, N_("The quota gives out more seats than there are, and the law does not say "
                        "who goes without."));
TEXT(minimum, N_("The seats are too few for the minimum that the law gives each list."));
TEXT(order_unknown, N_("Equal claims go by the order of registration, and that order is not known "
                       "for all of the claimants."));
TEXT(base_unknown, N_("A number on which the rule rests is not published."));
TEXT(regions_unknown, N_("The rule on regions cannot be checked: the votes are not published by "
                         "region."));
TEXT(contradiction, N_("A run-off was counted that does not follow from the first round's votes."));

static const struct dy_law_silence built_in[] = {
    {.when = "no-list-reaches-bar", .text = {1, no_list}},
    {.when = "tie-second-list", .text = {1, tie_second_list}},
    {.when = "two-candidates-no-majority", .text = {1, two_candidates}},
    {.when = "tie-for-second-place", .text = {1, tie_second_place}},
    {.when = "tie-in-run-off", .text = {1, tie_in_runoff}},
    {.when = "tie-for-seat", .text = {1, tie_for_seat}},
    {.when = "quota-over-allocates", .text = {1, over_allocates}},
    {.when = "minimum-exceeds-seats", .text = {1, minimum}},
    {.when = "registration-order-unknown", .text = {1, order_unknown}},
    {.when = "base-not-published", .text = {1, base_unknown}},
    {.when = "regions-not-published", .text = {1, regions_unknown}},
    {.when = "run-off-contradicts-first-round", .text = {1, contradiction}},
};

static const struct dy_law_silence *find_in(size_t n, const struct dy_law_silence *silences,
                                            const char *when)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(silences[i].when, when) == 0)
            return &silences[i];
    return NULL;
}

const struct dy_law_silence *dy_silence_own(const struct dy_law_version *law, const char *when)
{
    return find_in(law->n_silences, law->silences, when);
}

const struct dy_law_silence *dy_silence_find(const struct dy_law_version *law, const char *when)
{
    const struct dy_law_silence *own = dy_silence_own(law, when);
    return own != NULL ? own : find_in(DY_COUNT_OF(built_in), built_in, when);
}

/* Names that every face uses. */
#include "publish/names.h"

#include <string.h>

#include "base/say.h"

const char *dy_file_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "";
}

const char *dy_unit_name(const struct dy_election *election, uint32_t unit, const char *lang)
{
    const struct dy_units *units = &election->units;
    return units->titles ? dy_names_pick(&units->titles[unit], lang, units->of[unit].id)
                         : units->of[unit].id;
}

const char *dy_choice_name(const struct dy_contest *contest, size_t choice, const char *lang)
{
    return dy_names_pick(&contest->choices[choice].title, lang, contest->choices[choice].id);
}

const char *dy_body_name(const struct dy_election *election, uint32_t list, const char *lang)
{
    if (list == DY_NOTHING)
        return dy_say(lang, N_("self-nominated"));
    return dy_names_pick(&election->lists[list].title, lang, election->lists[list].id);
}

const char *dy_source_say(const char *lang, const char *source)
{
    static const char *const texts[] = {N_("official"), N_("copy"), N_("announced")};
    for (size_t i = 0; i < DY_COUNT_OF(texts); i++)
        if (strcmp(texts[i], source) == 0)
            return dy_say(lang, texts[i]);
    return source;
}

const char *dy_event_say(const char *lang, enum dy_event event)
{
    static const char *const texts[] = {
        [DY_EVENT_SEATS] = N_("seats awarded"),
        [DY_EVENT_ELECTED] = N_("elected"),
        [DY_EVENT_ADOPTED] = N_("adopted"),
        [DY_EVENT_REJECTED] = N_("rejected"),
        [DY_EVENT_RUNOFF] = N_("a run-off is needed"),
        [DY_EVENT_LOT] = N_("a lot is needed"),
        [DY_EVENT_REPEAT_VOTE] = N_("a repeat vote is needed"),
        [DY_EVENT_REPEAT_ELECTION] = N_("a repeat election is needed"),
        [DY_EVENT_NOT_VALID] = N_("not valid: turnout is too low"),
        [DY_EVENT_SILENT] = N_("the law does not say"),
        [DY_EVENT_DECLARED] = N_("as declared"),
        [DY_EVENT_NO_VOTES] = N_("no votes counted"),
    };
    return dy_say(lang, texts[event]);
}

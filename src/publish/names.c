/* Names that every face uses. */
#include "publish/names.h"

#include <string.h>

#include "base/say.h"

const char *dy_file_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "";
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

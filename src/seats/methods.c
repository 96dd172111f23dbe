/*
 * The methods, one row each. quota: Q = votes/(seats + plus), rounded as said. divisors: first,
 * then step * k + offset for k = 1, 2, ...
 */
#include <string.h>

#include "base/say.h"
#include "dauys/seats.h"

#define REMAINDER(name, title, plus, rounding, source)                                             \
    {                                                                                              \
        name, title, DY_FAMILY_LARGEST_REMAINDER, plus, rounding, 0, 0, 0, false, source           \
    }
#define AVERAGES(name, title, first, step, offset, source)                                         \
    {                                                                                              \
        name, title, DY_FAMILY_HIGHEST_AVERAGES, 0, DY_QUOTA_EXACT, first, step, offset, false,    \
            source                                                                                 \
    }
#define SINGLE(name, title, family, source)                                                        \
    {                                                                                              \
        name, title, family, 0, DY_QUOTA_EXACT, 0, 0, 0, false, source                             \
    }

const struct dy_method dy_methods[] = {
    REMAINDER("hare", N_("largest remainders, Hare quota"), 0, DY_QUOTA_EXACT,
              "Pukelsheim 2017, ch. 5"),
    REMAINDER("droop", N_("largest remainders, Droop quota"), 1, DY_QUOTA_FLOOR_PLUS_ONE,
              "Pukelsheim 2017, ch. 5"),
    REMAINDER("hagenbach-bischoff", N_("largest remainders, Hagenbach-Bischoff quota"), 1,
              DY_QUOTA_EXACT, "Pukelsheim 2017, ch. 5"),
    REMAINDER("hagenbach-bischoff-rounded",
              N_("largest remainders, Hagenbach-Bischoff quota rounded to a whole"), 1,
              DY_QUOTA_HALF_UP, "Pukelsheim 2017, ch. 5"),
    REMAINDER("imperiali-quota", N_("largest remainders, Imperiali quota"), 2, DY_QUOTA_EXACT,
              "Pukelsheim 2017, ch. 5"),
    AVERAGES("dhondt", N_("highest averages, D'Hondt"), 1, 1, 1, "Pukelsheim 2017, ch. 4"),
    AVERAGES("sainte-lague", N_("highest averages, Sainte-Laguë"), 1, 2, 1,
             "Pukelsheim 2017, ch. 4"),
    AVERAGES("sainte-lague-1.4", N_("highest averages, modified Sainte-Laguë (1.4)"), 7, 10, 5,
             "Pukelsheim 2017, ch. 4"),
    AVERAGES("sainte-lague-1.2", N_("highest averages, modified Sainte-Laguë (1.2)"), 6, 10, 5,
             "Pukelsheim 2017, ch. 4"),
    AVERAGES("danish", N_("highest averages, Danish"), 1, 3, 1, "Pukelsheim 2017, ch. 4"),
    AVERAGES("imperiali", N_("highest averages, Imperiali"), 2, 1, 2, "Pukelsheim 2017, ch. 4"),
    AVERAGES("adams", N_("highest averages, Adams"), 0, 1, 0, "Pukelsheim 2017, ch. 4"),
    {"huntington-hill", N_("highest averages, Huntington-Hill"), DY_FAMILY_HIGHEST_AVERAGES, 0,
     DY_QUOTA_EXACT, 0, 1, 0, true, "Huntington 1928; Balinski and Young 1982"},
    SINGLE("plurality", N_("most votes"), DY_FAMILY_PLURALITY, "first past the post"),
    SINGLE("absolute-majority", N_("absolute majority, else a run-off"),
           DY_FAMILY_ABSOLUTE_MAJORITY, "two-round system"),
    SINGLE("yes-no", N_("approval of one question"), DY_FAMILY_YES_NO, "referendum"),
};
const size_t dy_n_methods = DY_COUNT_OF(dy_methods);

const struct dy_method *dy_method_find(const char *name)
{
    for (size_t i = 0; i < dy_n_methods; i++)
        if (strcmp(dy_methods[i].name, name) == 0)
            return &dy_methods[i];
    return NULL;
}

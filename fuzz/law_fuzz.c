/* Law files: what is accepted has versions in order, and every version can be asked. */
#include <stdlib.h>

#include "dauys/law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dy_arena mem;
    struct dy_err err = {0};
    const struct dy_law_act *act;
    dy_arena_init(&mem);
    enum dy_code code = dy_law_parse(&mem, "fuzz.yaml", (const char *)data, size, &act, &err);
    if (code != err.code)
        abort();
    for (size_t i = 0; !code && i < act->n_versions; i++) {
        const struct dy_law_version *version;
        if (dy_law_on(act, act->versions[i].from, &version, &err) || version != &act->versions[i])
            abort();
        for (size_t k = 0; k < version->n_readings; k++)
            for (size_t o = 0; o < version->readings[k].n_options; o++) {
                const struct dy_law_version *chosen;
                if (dy_law_choose(&mem, version, version->readings[k].id,
                                  version->readings[k].options[o].id, &chosen, &err))
                    abort();
            }
    }
    dy_arena_finish(&mem);
    return 0;
}

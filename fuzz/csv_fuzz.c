/* CSV from memory: every line split, every cell read as a count. */
#include <stdlib.h>

#include "data/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dy_csv_cell cells[64];
    struct dy_arena mem;
    struct dy_csv csv;
    struct dy_csv_line line;
    struct dy_err err = {0};
    bool got = true;
    dy_arena_init(&mem);
    enum dy_code code = dy_csv_open_bytes(&mem, "fuzz.csv", (const char *)data, size, &csv, &err);
    while (!code && !(code = dy_csv_next(&csv, &line, &got, &err)) && got) {
        size_t n = 0;
        code = dy_csv_split(&csv, &line, cells, DY_COUNT_OF(cells), &n, &err);
        for (size_t i = 0; !code && i < n && i < DY_COUNT_OF(cells); i++) {
            struct dy_err ignored = {0};
            uint64_t value;
            if (dy_csv_count(&csv, &line, &cells[i], "cell", &value, &ignored) == DY_OK &&
                value > DY_VOTES_MAX)
                abort();
        }
    }
    if (code && err.code != code)
        abort();
    dy_arena_finish(&mem);
    return 0;
}

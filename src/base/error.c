/* Errors with a place, and what the program's exit code makes of them. */
#include <stdio.h>

#include "dauys/base.h"

enum dy_code dy_fail(struct dy_err *err, enum dy_code code, struct dy_span at, const char *where,
                     const char *format, ...)
{
    if (!err || err->code != DY_OK)
        return code;
    va_list args;
    err->code = code;
    err->at = at;
    snprintf(err->where, sizeof err->where, "%s", where ? where : "");
    va_start(args, format);
    vsnprintf(err->msg, sizeof err->msg, format, args);
    va_end(args);
    return code;
}

enum dy_code dy_no_memory(struct dy_err *err)
{
    return dy_fail(err, DY_E_NOMEM, (struct dy_span){0}, NULL, "out of memory");
}

void dy_err_format(const struct dy_err *err, char *out, size_t size)
{
    char place[32] = "";
    const char *file = err->at.file ? err->at.file : "";
    if (err->at.line && err->at.column)
        snprintf(place, sizeof place, ":%u:%u", err->at.line, err->at.column);
    else if (err->at.line)
        snprintf(place, sizeof place, ":%u", err->at.line);
    snprintf(out, size, "%s%s%s%s%s%s", file, place, *file ? ": " : "", err->where,
             *err->where ? ": " : "", err->msg);
    (void)dy_plain(out);
}

int dy_code_exit(enum dy_code code)
{
    static const int exits[] = {
        [DY_OK] = 0,      [DY_E_USAGE] = 2, [DY_E_INPUT] = 3,  [DY_E_LIMIT] = 3,
        [DY_E_NOMEM] = 4, [DY_E_IO] = 4,    [DY_E_CRYPTO] = 3, [DY_E_BUG] = 4,
    };
    return (size_t)code < DY_COUNT_OF(exits) ? exits[code] : 4;
}

/* libmicrohttpd12, opened when it is needed. */
#include "web/microhttpd.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_open;

/* The names as texts, and the table, stand before the macros take the names over. */
static const char *const names[] = {DY_MHD_FUNCTIONS(DY_LIBRARY_NAME)};
struct dy_mhd dy_mhd;
_Static_assert(sizeof dy_mhd == sizeof names, "a pointer for each name");

enum dy_code dy_mhd_open(struct dy_err *err)
{
    enum dy_code code = DY_OK;
    (void)pthread_mutex_lock(&lock);
    if (!is_open)
        code = dy_library_open("libmicrohttpd.so.12", "libmicrohttpd12", DY_COUNT_OF(names), names,
                               &dy_mhd, err);
    is_open = is_open || !code;
    (void)pthread_mutex_unlock(&lock);
    return code;
}

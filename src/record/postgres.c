/* A record in a PostgreSQL database. */
#include "record/store_ops.h"

static enum dy_code postgres_open(const char *url, const char *rest, enum dy_store_mode mode,
                                  struct dy_store **out, struct dy_err *err)
{
    (void)url, (void)rest, (void)mode, (void)out;
    return dy_fail(err, DY_E_BUG, (struct dy_span){0}, NULL, "PostgreSQL is not here yet");
}

static const char *const prefixes[] = {"postgres://", "postgresql://", NULL};

const struct dy_store_ops dy_store_postgres = {.prefixes = prefixes, .open = postgres_open};

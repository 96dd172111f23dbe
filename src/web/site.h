/*
 * The public pages: elections by name, each page as HTML or JSON from one value, with a tag of what
 * it was made from. One thread.
 */
#ifndef DAUYS_WEB_SITE_H
#define DAUYS_WEB_SITE_H

#include "web/server.h"
#include "web/view.h"

struct dy_site;
/*
 * Open all of them. elections: borrowed. errors DY_E_USAGE: two have one name, or a name that
 * addresses cannot have; and what opening an election says.
 */
DY_NODISCARD enum dy_code dy_site_open(size_t n, const struct dy_web_election *elections,
                                       struct dy_site **out, struct dy_err *err);
void dy_site_close(struct dy_site *site); /* NULL-safe */
/* What the server has to do for it. */
void dy_site_configure(struct dy_site *site, struct dy_web_config *config);

#endif

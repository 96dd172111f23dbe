/* The site's life: opening elections, and again when they have changed. */
#include <stdlib.h>
#include <string.h>

#include "web/address.h"
#include "web/site_parts.h"

static enum dy_code check_name(const struct dy_site *site, size_t i, struct dy_err *err)
{
    const char *name = site->of[i].of->name, *lang;
    size_t n = strlen(name);
    static const char ending[] = ".json";
    bool has_ending = n >= strlen(ending) && strcmp(name + n - strlen(ending), ending) == 0;
    if (n == 0 || has_ending || strchr(name, '/') || name[0] == '.' ||
        strcmp(name, "static") == 0 || dy_address_is_language(name, n, &lang))
        return dy_fail(err, DY_E_USAGE, (struct dy_span){.file = site->of[i].of->path}, NULL,
                       "its name cannot stand in an address: \"%.60s\"", name);
    for (size_t k = 0; k < i; k++)
        if (strcmp(site->of[k].of->name, name) == 0)
            return dy_fail(err, DY_E_USAGE, (struct dy_span){.file = site->of[i].of->path}, NULL,
                           "another election is called \"%.60s\" too", name);
    return DY_OK;
}

static void forget_laws(struct dy_site_election *election)
{
    for (size_t i = 0; i < DY_SITE_LAWS; i++) {
        if (election->laws[i].key)
            dy_view_close(&election->laws[i].view);
        free(election->laws[i].key);
        election->laws[i].key = NULL;
    }
}

struct dy_site_election *dy_site_find(struct dy_site *site, const char *name)
{
    for (size_t i = 0; i < site->n; i++)
        if (strcmp(site->of[i].of->name, name) == 0)
            return &site->of[i];
    return NULL;
}

enum dy_code dy_site_refresh(struct dy_site_election *election, struct dy_err *err)
{
    if (dy_view_is_fresh(election->of, &election->view))
        return DY_OK;
    forget_laws(election);
    dy_view_close(&election->view);
    return dy_view_open(election->of, NULL, (struct dy_date){0}, &election->view, err);
}

/* "country/act": nothing that could lead out of the law folder. */
static bool is_act(const char *text, size_t n)
{
    return n > 0 && n < 100 && text[0] != '/' && text[n - 1] != '/' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_/") == n;
}

enum dy_code dy_site_under(struct dy_site_election *election, const char *law,
                           const struct dy_view **out, struct dy_err *err)
{
    const char *at = strchr(law, '@');
    struct dy_date day;
    for (size_t i = 0; i < DY_SITE_LAWS; i++)
        if (election->laws[i].key && strcmp(election->laws[i].key, law) == 0) {
            *out = &election->laws[i].view;
            return DY_OK;
        }
    if (!at || !is_act(law, (size_t)(at - law)) || !dy_date_parse(at + 1, &day))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL,
                       "a law is ACT@DATE such as country/act@2021-01-10");
    struct dy_site_law *to = &election->laws[election->next_law++ % DY_SITE_LAWS];
    if (to->key)
        dy_view_close(&to->view);
    free(to->key);
    to->key = strdup(law);
    char *id = strndup(law, (size_t)(at - law));
    enum dy_code code =
        to->key && id ? dy_view_open(election->of, id, day, &to->view, err) : dy_no_memory(err);
    if (code && to->key && id)
        dy_view_close(&to->view);
    if (code) {
        free(to->key);
        to->key = NULL;
    }
    free(id);
    *out = &to->view;
    return code;
}

enum dy_code dy_site_open(size_t n, const struct dy_web_election *elections, struct dy_site **out,
                          struct dy_err *err)
{
    struct dy_site *site = calloc(1, sizeof *site);
    if (!site)
        return dy_no_memory(err);
    dy_arena_init(&site->mem);
    site->of = DY_NEW(&site->mem, struct dy_site_election, n);
    enum dy_code code = site->of ? DY_OK : dy_no_memory(err);
    for (size_t i = 0; i < n && !code; i++) {
        site->of[i].of = &elections[i];
        code = check_name(site, i, err);
        if (code)
            break;
        site->n = i + 1;
        code = dy_view_open(&elections[i], NULL, (struct dy_date){0}, &site->of[i].view, err);
    }
    if (!code)
        code = dy_page_templates(&site->mem, &site->templates, err);
    if (!code)
        code = dy_site_style(site, err);
    if (code)
        dy_site_close(site);
    else
        *out = site;
    return code;
}

void dy_site_close(struct dy_site *site)
{
    if (!site)
        return;
    for (size_t i = 0; i < site->n; i++) {
        forget_laws(&site->of[i]);
        dy_view_close(&site->of[i].view);
    }
    dy_arena_finish(&site->mem);
    free(site);
}

void dy_site_configure(struct dy_site *site, struct dy_web_config *config)
{
    static const struct dy_web_route routes[] = {
        {"GET", "/static/*", dy_site_static, 0},
        {"GET", "/*", dy_site_page, 0},
    };
    config->routes = routes;
    config->n_routes = DY_COUNT_OF(routes);
    config->self = site;
    config->refused = dy_site_refused;
}

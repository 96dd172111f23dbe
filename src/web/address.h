/*
 * Addresses of the public pages: [/LANG]/ELECTION[/KIND[/REST]][.json][?QUERY], and nothing that
 * could be read in two ways: no empty part, no "." or "..", no encoded slash, strict percent
 * encoding of UTF-8, each key of the query once.
 */
#ifndef DAUYS_WEB_ADDRESS_H
#define DAUYS_WEB_ADDRESS_H

#include "dauys/base.h"

enum { DY_ADDRESS_KEYS = 4 };
struct dy_address {
    const char *lang;     /* "en" where none is said */
    const char *suffix;   /* as sent, without the language and ".json", with the query */
    const char *election; /* decoded; NULL = the list of elections */
    const char *kind;     /* "contest"; NULL = the results */
    const char *rest;     /* decoded, with slashes; NULL = none */
    bool is_json;         /* the address says so */
    size_t n_keys;
    struct {
        const char *name, *value; /* decoded */
    } keys[DY_ADDRESS_KEYS];
};
/* path, query (NULL = none): printable ASCII. errors DY_E_INPUT: no such address; DY_E_NOMEM. */
DY_NODISCARD enum dy_code dy_address_parse(struct dy_arena *mem, const char *path,
                                           const char *query, struct dy_address *out,
                                           struct dy_err *err);
const char *dy_address_key(const struct dy_address *address, const char *name); /* NULL */
/* Is the text the name of a language that pages have? */
bool dy_address_is_language(const char *text, size_t n, const char **out);

#endif

/*
 * Pages: each is one JSON value in one language, the API's answer as it is and the page's data.
 * doc/spec/pages.md.
 *
 * 1. Pure: from an election, its state and outcome to a value; no file, no clock, no HTTP.
 * 2. Every key of an object of a kind is always there, null when it has no value: templates look
 *    outwards for what is missing.
 * 3. Texts are in the page's language; numbers are integers, percentages texts of exact digits.
 * 4. Addresses begin with a slash and have no origin.
 */
#ifndef DAUYS_PUBLISH_PAGE_H
#define DAUYS_PUBLISH_PAGE_H

#include "dauys/publish.h"
#include "dauys/state.h"
#include "record/store.h"

/* What a record can show of itself; NULL for a folder. */
struct dy_page_record {
    uint64_t size;
    const char *root;       /* of the tree, hexadecimal */
    const char *key;        /* the log's verifier key */
    const char *checkpoint; /* the last one, whole; NULL = none */
    uint64_t n_checkpoints;
    const char *file; /* its name, without folders */
};
struct dy_page {
    struct dy_arena *mem;
    const char *lang;
    const char *suffix; /* the address behind the language, with its query: "/a/contest/list" */
    const char *name;   /* the election's, in addresses: "a" */
    const struct dy_state *state;
    const struct dy_outcome *outcome;
    const struct dy_entry_proofs *proofs; /* NULL = a folder */
    const struct dy_page_record *record;  /* NULL = a folder */
};

/* One served election, for the list of them. */
struct dy_page_served {
    const char *name;
    const struct dy_outcome *outcome; /* NULL: it cannot be read, `why` says why */
    const char *why;
};

/*
 * The pages. *out is the caller's. errors DY_E_INPUT: there is no such contest, area, figure or
 * source (a 404); DY_E_NOMEM; DY_E_LIMIT.
 */
DY_NODISCARD enum dy_code dy_page_index(const struct dy_page *page, size_t n,
                                        const struct dy_page_served *served, json_t **out,
                                        struct dy_err *err);
DY_NODISCARD enum dy_code dy_page_results(const struct dy_page *page, json_t **out,
                                          struct dy_err *err);
/* label: "list", "district/01" */
DY_NODISCARD enum dy_code dy_page_contest(const struct dy_page *page, const char *label,
                                          json_t **out, struct dy_err *err);
DY_NODISCARD enum dy_code dy_page_area(const struct dy_page *page, const char *unit, json_t **out,
                                       struct dy_err *err);
/* path: as of dy_count_why */
DY_NODISCARD enum dy_code dy_page_why(const struct dy_page *page, const char *path, json_t **out,
                                      struct dy_err *err);
/* a, b: sources, NULL = the first two there are. calendar: NULL = not known */
DY_NODISCARD enum dy_code dy_page_compare(const struct dy_page *page, const char *a, const char *b,
                                          const struct dy_calendar *calendar, json_t **out,
                                          struct dy_err *err);
/* other: the outcome of the same votes under another law, NULL = none was asked for */
DY_NODISCARD enum dy_code dy_page_law(const struct dy_page *page, const struct dy_outcome *other,
                                      json_t **out, struct dy_err *err);
/* Of a record alone. bytes: of entry `number`. */
DY_NODISCARD enum dy_code dy_page_entry(const struct dy_page *page, uint64_t number,
                                        struct dy_bytes bytes, json_t **out, struct dy_err *err);
DY_NODISCARD enum dy_code dy_page_proof(const struct dy_page *page, json_t **out,
                                        struct dy_err *err);
/* For 404, 405, 406, 500. page: mem, lang and suffix alone. */
DY_NODISCARD enum dy_code dy_page_error(const struct dy_page *page, unsigned status,
                                        const char *detail, json_t **out, struct dy_err *err);

/*
 * The page as HTML, from the embedded template that value["page"] names. style: addresses of the
 * style sheets, [2].
 */
struct dy_templates;
DY_NODISCARD enum dy_code dy_page_templates(struct dy_arena *mem, const struct dy_templates **out,
                                            struct dy_err *err);
DY_NODISCARD enum dy_code dy_page_html(struct dy_arena *mem, const struct dy_templates *templates,
                                       const json_t *value, const char *const style[2],
                                       const char **out, size_t *n, struct dy_err *err);

#endif

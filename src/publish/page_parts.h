/* What the pages share. All return new values, NULL without memory (json.h). */
#ifndef DAUYS_PUBLISH_PAGE_PARTS_H
#define DAUYS_PUBLISH_PAGE_PARTS_H

#include "base/say.h"
#include "publish/json.h"
#include "publish/names.h"
#include "publish/page.h"

/* The message in the page's language, {params} put in; NULL without memory. */
#define DY_PAGE_SAY(page, msgid, ...)                                                              \
    dy_say_params((page)->mem, (page)->lang, (msgid),                                              \
                  sizeof((struct dy_param[]){__VA_ARGS__}) / sizeof(struct dy_param),              \
                  (struct dy_param[]){__VA_ARGS__})

/* page_frame.c: what every page begins with. */
json_t *dy_page_frame(const struct dy_page *page, const char *kind, const char *title) DY_NODISCARD;
/* "", or "/ru" */
const char *dy_page_root(const struct dy_page *page);
/* "/ru/NAME/kind/rest", rest percent-encoded but for its slashes; kind and rest may be NULL. */
const char *dy_page_href(const struct dy_page *page, const char *kind, const char *rest);
json_t *dy_page_link(const char *title, const char *href) DY_NODISCARD;
/* A text, or null; a missing text that had no memory is NULL: use for what may be absent. */
json_t *dy_page_text_or_null(const char *text) DY_NODISCARD;
const char *dy_page_grouped(const struct dy_page *page, uint64_t value); /* NULL = no memory */
/* "53.90" as text */
json_t *dy_page_percent(uint64_t part, uint64_t whole) DY_NODISCARD;
const char *dy_page_title(const struct dy_page *page); /* the election's */
const char *dy_page_status(const struct dy_page *page, enum dy_status status);

/* page_figures.c: a contest's figures, for the page of the contest and of the whole. */
json_t *dy_page_choices(const struct dy_page *page,
                        const struct dy_outcome_contest *contest) DY_NODISCARD;
/* Choices by votes, the most first; NULL without memory. */
size_t *dy_page_by_votes(const struct dy_page *page, const struct dy_outcome_contest *contest);
/* The law's named numbers with what they are a share of. */
json_t *dy_page_shares(const struct dy_page *page,
                       const struct dy_outcome_contest *contest) DY_NODISCARD;
json_t *dy_page_base(const struct dy_page *page,
                     const struct dy_outcome_contest *contest) DY_NODISCARD;
uint64_t dy_page_base_of(const struct dy_outcome_contest *contest);
/* All of a contest. */
json_t *dy_page_contest_value(const struct dy_page *page,
                              const struct dy_outcome_contest *contest) DY_NODISCARD;
/* A line of a table of contests. */
json_t *dy_page_contest_line(const struct dy_page *page,
                             const struct dy_outcome_contest *contest) DY_NODISCARD;
/* The place among the lists of the house: which colour it has. */
unsigned dy_page_colour(const struct dy_page *page, uint32_t list);

/* page_words.c: the fixed words of the templates, in a language. */
json_t *dy_page_words(const char *lang) DY_NODISCARD;

/* page_pictures.c: pictures made from a page's value, as texts by name. */
json_t *dy_page_pictures(struct dy_arena *mem, const json_t *value) DY_NODISCARD;

#endif

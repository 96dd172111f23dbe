/*
 * Building JSON where any allocation may fail: a value that failed is NULL, and whatever it is put
 * into becomes NULL with it, so that a writer looks once, at its end. (jansson alone would leave
 * the value out and go on.)
 */
#ifndef DAUYS_PUBLISH_JSON_H
#define DAUYS_PUBLISH_JSON_H

#include "dauys/publish.h"

/* The container with the value in it, which it owns; NULL, and both are gone, if either is NULL or
 * there is no memory. */
json_t *dy_json_put(json_t *object, const char *key, json_t *value) DY_NODISCARD;
json_t *dy_json_add(json_t *array, json_t *value) DY_NODISCARD;

/* A count; a date as text, null when it is not set; a name in every language it is given in, in
 * English `otherwise` when it is given in none. */
json_t *dy_json_count(uint64_t value) DY_NODISCARD;
json_t *dy_json_date(struct dy_date date) DY_NODISCARD;
json_t *dy_json_names(const struct dy_names *names, const char *otherwise) DY_NODISCARD;

#endif

/* Values that spread their failure. */
#include "publish/json.h"

json_t *dy_json_put(json_t *object, const char *key, json_t *value)
{
    if (object && value && json_object_set(object, key, value) == 0) {
        json_decref(value);
        return object;
    }
    json_decref(value);
    json_decref(object);
    return NULL;
}

json_t *dy_json_add(json_t *array, json_t *value)
{
    if (array && value && json_array_append(array, value) == 0) {
        json_decref(value);
        return array;
    }
    json_decref(value);
    json_decref(array);
    return NULL;
}

json_t *dy_json_count(uint64_t value)
{
    return json_integer((json_int_t)value);
}

json_t *dy_json_date(struct dy_date date)
{
    char text[11];
    dy_date_format(date, text);
    return dy_date_is_set(date) ? json_string(text) : json_null();
}

json_t *dy_json_names(const struct dy_names *names, const char *otherwise)
{
    json_t *out = json_object();
    for (size_t i = 0; i < names->n; i++)
        out = dy_json_put(out, names->of[i].lang, json_string(names->of[i].text));
    return names->n ? out : dy_json_put(out, "en", json_string(otherwise));
}

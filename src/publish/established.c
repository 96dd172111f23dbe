/* From the rows that count to what is signed about them. */
#include "publish/established.h"

#include <stdlib.h>
#include <string.h>

#include "dauys/state.h"
#include "record/entry.h"

static enum dy_code hash_json(json_t *value, struct dy_hash *out, struct dy_err *err)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(value);
    if (!text)
        return dy_no_memory(err);
    *out = dy_hash_bytes(text, strlen(text));
    free(text);
    return DY_OK;
}

enum dy_code dy_establish(struct dy_arena *mem, const struct dy_election *election,
                          const char *source, struct dy_establishment *out, struct dy_err *err)
{
    struct dy_state *state = NULL;
    json_t *json = NULL, *certificate = NULL;
    enum dy_code code = dy_state_fold(mem, election, source, false, &state, err);
    if (!code)
        code =
            dy_count(mem, election, source, state->n_tallies, state->tallies, &out->outcome, err);
    for (size_t i = 0; !code && i < out->outcome->n_contests; i++)
        code = dy_count_closest(mem, out->outcome, &out->outcome->contests[i], err);
    if (!code)
        code = dy_publish_outcome_json(out->outcome, NULL, &json, err);
    if (!code)
        code = hash_json(json, &out->json, err);
    if (!code)
        code = dy_publish_certificate(out->outcome, &certificate, err);
    return code ? code : hash_json(certificate, &out->certificate, err);
}

/* Where nobody is seated yet, a body without seats: it may not be empty. */
json_t *dy_establishment_body(const struct dy_establishment *of, const char *source)
{
    char json[2 * DY_HASH_BYTES + 1], certificate[2 * DY_HASH_BYTES + 1];
    json_t *seats = json_object();
    dy_hex(of->json.of, sizeof of->json.of, json);
    dy_hex(of->certificate.of, sizeof of->certificate.of, certificate);
    for (size_t i = 0; i < of->outcome->n_body && seats; i++)
        if (json_object_set_new(seats, of->outcome->body[i].id,
                                json_integer(of->outcome->body[i].seats))) {
            json_decref(seats);
            seats = NULL;
        }
    if (seats && json_object_size(seats) == 0) {
        json_decref(seats);
        seats = json_pack("{s:i}", "seats", 0);
    }
    return seats ? json_pack("{s:s s:s s:s s:s s:o}", "source", source, "status",
                             dy_status_name(of->outcome->status), "sha256", json, "certificate",
                             certificate, "body", seats)
                 : NULL;
}

/* From the rows that count to what is signed about them. */
#include "publish/established.h"

#include <stdlib.h>
#include <string.h>

#include "dauys/state.h"
#include "publish/certificate.h"
#include "publish/json.h"
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

/* --- the result --- */

static json_t *contest_result(struct dy_arena *mem, const struct dy_outcome *outcome,
                              const struct dy_outcome_contest *contest)
{
    json_t *votes = json_object(), *seats = json_object();
    const char *label = dy_contest_label(mem, outcome->election, contest->contest);
    for (size_t i = 0; i < contest->n_choices; i++) {
        const char *id = contest->contest->choices[i].id;
        votes = dy_json_put(votes, id, dy_json_count(contest->choices[i].votes));
        seats = dy_json_put(seats, id, dy_json_count(contest->choices[i].seats));
    }
    return json_pack("{s:s s:I s:s s:I s:I s:o s:o}", "contest", label, "round",
                     (json_int_t)contest->round, "event", dy_event_name(contest->event), "seats",
                     (json_int_t)contest->seats, "against_all", (json_int_t)contest->against_all,
                     "votes", votes, "won", seats);
}

static json_t *result_of(struct dy_arena *mem, const struct dy_outcome *outcome)
{
    json_t *contests = json_array(), *body = json_object();
    for (size_t i = 0; i < outcome->n_contests; i++)
        contests = dy_json_add(contests, contest_result(mem, outcome, &outcome->contests[i]));
    for (size_t i = 0; i < outcome->n_body; i++)
        body = dy_json_put(body, outcome->body[i].id, dy_json_count(outcome->body[i].seats));
    return json_pack("{s:s s:s s:s s:s s:o s:o}", "format", "dauys-result/1", "election",
                     outcome->election->id, "source", outcome->source, "status",
                     dy_status_name(outcome->status), "contests", contests, "body", body);
}

static enum dy_code hash_result(struct dy_arena *mem, const struct dy_outcome *outcome,
                                struct dy_hash *out, struct dy_err *err)
{
    json_t *value = result_of(mem, outcome);
    char *bytes = NULL;
    size_t n = 0;
    enum dy_code code = value ? dy_canonical_write(mem, value, &bytes, &n, err) : dy_no_memory(err);
    json_decref(value);
    if (!code)
        *out = dy_hash_bytes(bytes, n);
    return code;
}

/* --- both --- */

enum dy_code dy_establish(struct dy_arena *mem, const struct dy_election *election,
                          const char *source, struct dy_establishment *out, struct dy_err *err)
{
    struct dy_state *state = NULL;
    json_t *certificate = NULL;
    enum dy_code code = dy_state_fold(mem, election, source, false, &state, err);
    if (!code)
        code =
            dy_count(mem, election, source, state->n_tallies, state->tallies, &out->outcome, err);
    for (size_t i = 0; !code && i < out->outcome->n_contests; i++)
        code = dy_count_closest(mem, out->outcome, &out->outcome->contests[i], err);
    if (!code)
        code = hash_result(mem, out->outcome, &out->result, err);
    if (!code)
        code = dy_publish_certificate(out->outcome, &certificate, err);
    return code ? code : hash_json(certificate, &out->certificate, err);
}

/* Where nobody is seated yet, a body without seats: it may not be empty. */
json_t *dy_establishment_body(const struct dy_establishment *of, const char *source)
{
    char result[2 * DY_HASH_BYTES + 1], certificate[2 * DY_HASH_BYTES + 1];
    json_t *seats = json_object();
    dy_hex(of->result.of, sizeof of->result.of, result);
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
    return seats
               ? json_pack("{s:s s:s s:s s:s s:s s:o}", "source", source, "status",
                           dy_status_name(of->outcome->status), "sha256", result, "certificate",
                           certificate, "certificate_format", dy_certificate_format, "body", seats)
               : NULL;
}

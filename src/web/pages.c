/* A request for a page: its address, its tag, its value, its face. */
#include <stdlib.h>
#include <string.h>

#include "record/entry.h"
#include "record/sha256.h"
#include "web/accept.h"
#include "web/address.h"
#include "web/site_parts.h"

struct asking {
    struct dy_site *site;
    struct dy_arena *mem;
    const struct dy_web_request *request;
    struct dy_web_response *out;
    struct dy_address address;
    enum dy_face face;
    struct dy_site_election *election; /* NULL = the list of them */
    const struct dy_view *other;       /* under another law */
    struct dy_page page;
};

/* --- the kinds of pages --- */

static enum dy_code results(struct asking *in, json_t **out, struct dy_err *err)
{
    return dy_page_results(&in->page, out, err);
}

static enum dy_code contest(struct asking *in, json_t **out, struct dy_err *err)
{
    return dy_page_contest(&in->page, in->address.rest, out, err);
}

static enum dy_code area(struct asking *in, json_t **out, struct dy_err *err)
{
    return dy_page_area(&in->page, in->address.rest, out, err);
}

static enum dy_code why(struct asking *in, json_t **out, struct dy_err *err)
{
    return dy_page_why(&in->page, in->address.rest, out, err);
}

static enum dy_code compare(struct asking *in, json_t **out, struct dy_err *err)
{
    return dy_page_compare(&in->page, dy_address_key(&in->address, "a"),
                           dy_address_key(&in->address, "b"), in->election->view.calendar, out,
                           err);
}

static enum dy_code law(struct asking *in, json_t **out, struct dy_err *err)
{
    return dy_page_law(&in->page, in->other ? in->other->outcome : NULL, out, err);
}

static enum dy_code entry(struct asking *in, json_t **out, struct dy_err *err)
{
    const struct dy_view *view = &in->election->view;
    const char *text = in->address.rest;
    struct dy_bytes bytes;
    dy_votes number = 0;
    size_t n = strlen(text);
    if (!dy_parse_votes(text, n, &number) || (n > 1 && text[0] == '0'))
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "an entry has a number");
    enum dy_code code = dy_view_entry(view, in->mem, number, &bytes, err);
    return code ? code : dy_page_entry(&in->page, number, bytes, out, err);
}

static enum dy_code proof(struct asking *in, json_t **out, struct dy_err *err)
{
    return dy_page_proof(&in->page, out, err);
}

static const struct kind {
    const char *name; /* "" = the results */
    bool has_rest;
    const char *keys[3]; /* that the query may have */
    enum dy_code (*make)(struct asking *in, json_t **out, struct dy_err *err);
} KINDS[] = {
    {"", false, {NULL}, results},
    {"contest", true, {NULL}, contest},
    {"area", true, {NULL}, area},
    {"why", true, {NULL}, why},
    {"compare", false, {"a", "b"}, compare},
    {"law", false, {"law"}, law},
    {"entry", true, {NULL}, entry},
    {"proof", false, {NULL}, proof},
};

static bool has_key(const struct kind *kind, const char *name)
{
    for (size_t i = 0; kind->keys[i]; i++)
        if (strcmp(kind->keys[i], name) == 0)
            return true;
    return false;
}

/* The kind that the address asks for, NULL if there is none. */
static const struct kind *kind_of(const struct dy_address *address)
{
    for (size_t i = 0; i < DY_COUNT_OF(KINDS); i++) {
        const struct kind *kind = &KINDS[i];
        if (strcmp(kind->name, address->kind ? address->kind : "") != 0 ||
            kind->has_rest != (address->rest != NULL))
            continue;
        for (size_t k = 0; k < address->n_keys; k++)
            if (!has_key(kind, address->keys[k].name))
                return NULL;
        return kind;
    }
    return NULL;
}

/* --- answering --- */

static enum dy_code answer_json(struct asking *in, json_t *value, struct dy_err *err)
{
    char *text = json_dumps(value, JSON_INDENT(1) | JSON_SORT_KEYS);
    size_t n = text ? strlen(text) : 0;
    char *body = text ? dy_arena_copy(in->mem, text, n + 1) : NULL;
    free(text);
    if (!body)
        return dy_no_memory(err);
    body[n] = '\n';
    in->out->type = "application/json";
    in->out->body = body;
    in->out->n_body = n + 1;
    return DY_OK;
}

static enum dy_code answer(struct asking *in, json_t *value, struct dy_err *err)
{
    enum dy_code code;
    in->out->vary = "Accept";
    if (in->face == DY_FACE_JSON) {
        code = answer_json(in, value, err);
    } else {
        in->out->type = "text/html; charset=utf-8";
        code = dy_page_html(in->mem, in->site->templates, value, in->site->style, &in->out->body,
                            &in->out->n_body, err);
    }
    json_decref(value);
    return code;
}

/* The page that says why there is none. Its other languages are those of the start. */
static enum dy_code answer_error(struct asking *in, unsigned status, const char *detail,
                                 struct dy_err *err)
{
    json_t *value = NULL;
    struct dy_page page = {
        .mem = in->mem, .lang = in->address.lang ? in->address.lang : "en", .suffix = "/"};
    enum dy_code code = dy_page_error(&page, status, detail, &value, err);
    *in->out = (struct dy_web_response){.status = status};
    if (in->face == DY_FACE_NONE)
        in->face = DY_FACE_HTML;
    return code ? code : answer(in, value, err);
}

/* What the request itself has wrong is told; what we have is logged too, as an error. */
static enum dy_code answer_failure(struct asking *in, const struct dy_err *failure,
                                   struct dy_err *err)
{
    bool is_ours = failure->code != DY_E_INPUT;
    if (is_ours) {
        *err = *failure;
        return failure->code;
    }
    return answer_error(in, 404, failure->msg, err);
}

static enum dy_code make_tag(struct asking *in, struct dy_err *err)
{
    uint8_t hash[DY_SHA256_BYTES];
    char hex[2 * DY_SHA256_BYTES + 1];
    const char *face = in->face == DY_FACE_JSON ? "json" : "html";
    dy_sha256(in->site->build, strlen(in->site->build), face, strlen(face), hash);
    for (size_t i = 0; i < in->site->n; i++)
        if (!in->election || in->election == &in->site->of[i])
            dy_sha256(hash, sizeof hash, in->site->of[i].view.tag, strlen(in->site->of[i].view.tag),
                      hash);
    dy_hex(hash, sizeof hash, hex);
    in->out->etag = dy_arena_format(in->mem, "\"%.32s\"", hex);
    in->out->cache = "no-cache";
    return in->out->etag ? DY_OK : dy_no_memory(err);
}

/* --- the list of elections --- */

static enum dy_code index_page(struct asking *in, struct dy_err *err)
{
    json_t *value = NULL;
    struct dy_site *site = in->site;
    struct dy_page_served *served = DY_NEW(in->mem, struct dy_page_served, site->n);
    if (!served)
        return dy_no_memory(err);
    for (size_t i = 0; i < site->n; i++)
        served[i] = (struct dy_page_served){site->of[i].of->name, site->of[i].view.outcome,
                                            site->of[i].view.why};
    enum dy_code code = dy_page_index(&in->page, site->n, served, &value, err);
    return code ? code : answer(in, value, err);
}

static void refresh_all(struct dy_site *site)
{
    for (size_t i = 0; i < site->n; i++) {
        struct dy_err err = {0};
        if (dy_site_refresh(&site->of[i], &err))
            continue; /* the page says why */
    }
}

/* --- a page --- */

static enum dy_code election_page(struct asking *in, const struct kind *kind, struct dy_err *err)
{
    struct dy_err failure = {0};
    json_t *value = NULL;
    const struct dy_view *view = &in->election->view;
    const char *law_asked = dy_address_key(&in->address, "law");
    enum dy_code code =
        law_asked ? dy_site_under(in->election, law_asked, &in->other, &failure) : DY_OK;
    in->page.name = in->election->of->name;
    in->page.state = view->state;
    in->page.outcome = view->outcome;
    in->page.proofs = view->record ? &view->proofs : NULL;
    in->page.record = view->record ? &view->about : NULL;
    if (!code)
        code = kind->make(in, &value, &failure);
    return code ? answer_failure(in, &failure, err) : answer(in, value, err);
}

static bool is_known(const char *if_none_match, const char *etag)
{
    return if_none_match &&
           (strcmp(if_none_match, "*") == 0 || strstr(if_none_match, etag) != NULL);
}

static enum dy_code find(struct asking *in, const struct kind **kind, struct dy_err *err)
{
    *kind = kind_of(&in->address);
    if (!in->address.election) {
        refresh_all(in->site);
        if (in->address.n_keys)
            return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "no query is known here");
        return DY_OK;
    }
    in->election = dy_site_find(in->site, in->address.election);
    if (!in->election || !*kind)
        return dy_fail(err, DY_E_INPUT, (struct dy_span){0}, NULL, "there is no such page");
    return DY_OK;
}

enum dy_code dy_site_page(void *self, struct dy_arena *mem, const struct dy_web_request *request,
                          struct dy_web_response *out, struct dy_err *err)
{
    struct asking in = {.site = self, .mem = mem, .request = request, .out = out};
    const struct kind *kind = NULL;
    struct dy_err failure = {0};
    in.face = dy_accept_face(request->accept);
    if (dy_address_parse(mem, request->path, request->query, &in.address, &failure))
        return answer_failure(&in, &failure, err);
    if (in.address.is_json)
        in.face = DY_FACE_JSON;
    if (in.face == DY_FACE_NONE)
        return answer_error(&in, 406, NULL, err);
    if (find(&in, &kind, &failure))
        return answer_failure(&in, &failure, err);
    if (in.election && dy_site_refresh(in.election, err))
        return answer_error(&in, 500, in.election->view.why, err);
    enum dy_code code = make_tag(&in, err);
    if (code)
        return code;
    if (is_known(request->if_none_match, out->etag)) {
        out->status = 304;
        out->vary = "Accept";
        return DY_OK;
    }
    in.page = (struct dy_page){.mem = mem, .lang = in.address.lang, .suffix = in.address.suffix};
    return in.election ? election_page(&in, kind, err) : index_page(&in, err);
}

enum dy_code dy_site_refused(void *self, struct dy_arena *mem, const struct dy_web_request *request,
                             const char *detail, struct dy_web_response *out, struct dy_err *err)
{
    struct asking in = {.site = self, .mem = mem, .request = request, .out = out};
    struct dy_err ignored = {0};
    in.face = dy_accept_face(request->accept);
    if (!dy_address_parse(mem, request->path, NULL, &in.address, &ignored) && in.address.is_json)
        in.face = DY_FACE_JSON;
    return answer_error(&in, out->status, detail, err);
}

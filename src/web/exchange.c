/*
 * One request: its head is judged, its body gathered, its route asked, its answer sent.
 *
 * An ambiguous request is answered at once, which makes libmicrohttpd close the connection: nobody
 * knows where it ends. All others are answered at the end of their body, or the connection could
 * not be used again.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "web/judge.h"
#include "web/parts.h"

/* What is read of a body beyond its limit, to be able to say that it is too long. */
enum { BEYOND = 4 };

struct dy_web_exchange {
    struct dy_arena mem;
    char *target; /* as it was sent */
    char *query;
    uint64_t began_ms;
    bool has_begun;
    bool is_clear; /* nothing about it can be understood in two ways */
    struct dy_web_refusal refusal;
    const char *allow; /* the method that the path has, for 405 */
    const struct dy_web_route *route;
    char *body;
    size_t n_body, capacity;
    uint64_t n_seen; /* of the body, with what was not kept */
};

struct dy_web_exchange *dy_web_exchange_open(const char *target)
{
    struct dy_web_exchange *self = calloc(1, sizeof *self);
    if (!self)
        return NULL;
    dy_arena_init(&self->mem);
    self->began_ms = dy_web_now_ms();
    self->target = dy_arena_copy(&self->mem, target, strlen(target));
    if (self->target)
        return self;
    dy_web_exchange_close(self);
    return NULL;
}

void dy_web_exchange_close(struct dy_web_exchange *self)
{
    dy_arena_finish(&self->mem);
    free(self->body);
    free(self);
}

/* --- headers --- */

struct gathering {
    size_t n;
    struct dy_web_header headers[DY_WEB_HEADERS];
};

static enum MHD_Result gather_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                     size_t n_name, const char *value, size_t n_value)
{
    struct gathering *to = cls;
    (void)kind;
    if (to->n < DY_WEB_HEADERS)
        to->headers[to->n] =
            (struct dy_web_header){name, value ? value : "", n_name, value ? n_value : 0};
    to->n++;
    return MHD_YES;
}

/* The first header of that name; the text ends where libmicrohttpd ended it. */
static const char *header_of(const struct gathering *in, const char *name)
{
    for (size_t i = 0; i < in->n && i < DY_WEB_HEADERS; i++)
        if (in->headers[i].n_name == strlen(name) &&
            strncasecmp(in->headers[i].name, name, in->headers[i].n_name) == 0)
            return in->headers[i].value;
    return NULL;
}

static void read_headers(struct MHD_Connection *connection, struct dy_web_request *out)
{
    struct gathering all = {0};
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, gather_header, &all);
    out->accept = header_of(&all, "Accept");
    out->accept_encoding = header_of(&all, "Accept-Encoding");
    out->if_none_match = header_of(&all, "If-None-Match");
}

/* --- answering --- */

static void log_line(const struct dy_web_server *server, const struct dy_web_exchange *self,
                     const char *method, unsigned status, const char *message)
{
    if (!server->config.log)
        return;
    json_t *line =
        json_pack("{sI ss ss% si sI ss*}", "time", (json_int_t)time(NULL), "method", method, "path",
                  self->target, strnlen(self->target, 256), "status", (int)status, "ms",
                  (json_int_t)(dy_web_now_ms() - self->began_ms), "message", message);
    char *text = line ? json_dumps(line, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
    if (text)
        fprintf(server->config.log, "%s\n", text);
    fflush(server->config.log);
    free(text);
    json_decref(line);
}

/*
 * Nothing comes from elsewhere, nothing runs, nobody frames a page of ours, and no address of ours
 * is told to others.
 */
static const char POLICY[] = "default-src 'none'; style-src 'self'; img-src 'self'; "
                             "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static bool add_headers(struct MHD_Response *to, const struct dy_web_response *response,
                        const struct dy_web_exchange *self, bool is_last)
{
    const struct {
        const char *name, *value;
    } rows[] = {{"Content-Type", response->type},
                {"Cache-Control", response->cache ? response->cache : "no-store"},
                {"X-Content-Type-Options", "nosniff"},
                {"Content-Security-Policy", POLICY},
                {"Referrer-Policy", "no-referrer"},
                {"ETag", response->etag},
                {"Vary", response->vary},
                {"Content-Encoding", response->encoding},
                {"Allow", response->status == 405 ? self->allow : NULL},
                {"Connection", is_last ? "close" : NULL}};
    for (size_t i = 0; i < DY_COUNT_OF(rows); i++)
        if (rows[i].value && MHD_add_response_header(to, rows[i].name, rows[i].value) != MHD_YES)
            return false;
    return true;
}

static enum MHD_Result send_response(struct MHD_Connection *connection,
                                     const struct dy_web_response *response,
                                     const struct dy_web_exchange *self, bool is_last)
{
    struct MHD_Response *out = MHD_create_response_from_buffer(
        response->n_body, (void *)(uintptr_t)response->body, MHD_RESPMEM_MUST_COPY);
    if (!out)
        return MHD_NO;
    enum MHD_Result sent = MHD_NO;
    if (add_headers(out, response, self, is_last))
        sent = MHD_queue_response(connection, response->status, out);
    MHD_destroy_response(out);
    return sent;
}

static enum MHD_Result refuse(const struct dy_web_server *server, struct dy_web_exchange *self,
                              struct MHD_Connection *connection, const char *method, bool is_last)
{
    const char *body = dy_arena_format(&self->mem, "%s\n", self->refusal.why);
    struct dy_web_response response = {.status = self->refusal.status,
                                       .type = "text/plain; charset=utf-8",
                                       .body = body ? body : "",
                                       .n_body = body ? strlen(body) : 0};
    struct dy_err err = {0};
    struct dy_web_request request = {.method = method, .path = self->target, .query = self->query};
    read_headers(connection, &request);
    if (server->config.refused && self->is_clear)
        (void)server->config.refused(server->config.self, &self->mem, &request, self->refusal.why,
                                     &response, &err);
    response.status = self->refusal.status;
    log_line(server, self, method, response.status, self->refusal.why);
    return send_response(connection, &response, self, is_last);
}

static enum MHD_Result answer(const struct dy_web_server *server, struct dy_web_exchange *self,
                              struct MHD_Connection *connection, const char *method)
{
    struct dy_err err = {0};
    struct dy_web_request request = {.method = method,
                                     .path = self->target,
                                     .query = self->query,
                                     .body = self->body ? self->body : "",
                                     .n_body = self->n_body};
    read_headers(connection, &request);
    struct dy_web_response response = {.status = 200, .type = "text/plain; charset=utf-8"};
    if (self->route->handle(server->config.self, &self->mem, &request, &response, &err)) {
        char text[700];
        dy_err_format(&err, text, sizeof text);
        log_line(server, self, method, 500, text);
        response = (struct dy_web_response){.status = 500,
                                            .type = "text/plain; charset=utf-8",
                                            .body = "the server could not do it\n"};
        response.n_body = strlen(response.body);
    } else {
        log_line(server, self, method, response.status, NULL);
    }
    return send_response(connection, &response, self, false);
}

/* --- the head --- */

static bool matches(const struct dy_web_route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

static bool is_at(const struct dy_web_route *route, const char *path)
{
    size_t n = strlen(route->path);
    if (n > 0 && route->path[n - 1] == '*')
        return strncmp(route->path, path, n - 1) == 0;
    return strcmp(route->path, path) == 0;
}

static void find_route(const struct dy_web_server *server, struct dy_web_exchange *self,
                       const char *method)
{
    self->query = strchr(self->target, '?');
    if (self->query)
        *self->query++ = '\0';
    self->refusal = (struct dy_web_refusal){404, "there is nothing at this address"};
    for (size_t i = 0; i < server->config.n_routes; i++) {
        const struct dy_web_route *route = &server->config.routes[i];
        if (!is_at(route, self->target))
            continue;
        self->refusal = (struct dy_web_refusal){405, "this address has another method"};
        self->allow = route->method;
        if (matches(route, method)) {
            self->refusal = (struct dy_web_refusal){0, NULL};
            self->route = route;
            return;
        }
    }
}

static uint64_t most_of(const struct dy_web_exchange *self)
{
    return self->route ? self->route->body_max : 0;
}

static const struct dy_web_refusal TOO_LONG = {413, "the body of the request is too long"};

static enum MHD_Result begin(const struct dy_web_server *server, struct dy_web_exchange *self,
                             struct MHD_Connection *connection, const char *method,
                             const char *version)
{
    struct gathering all = {0};
    uint64_t length = 0;
    self->has_begun = true;
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, gather_header, &all);
    struct dy_web_head head = {version, self->target, all.n, all.headers};
    self->refusal = dy_web_judge(&head, &length);
    if (self->refusal.status)
        return refuse(server, self, connection, method, true);
    self->is_clear = true;
    find_route(server, self, method);
    if (length != UINT64_MAX && length > most_of(self)) {
        if (!self->refusal.status)
            self->refusal = TOO_LONG;
        return refuse(server, self, connection, method, true);
    }
    return MHD_YES;
}

/* --- the body --- */

static enum MHD_Result take(struct dy_web_exchange *self, const char *data, size_t n)
{
    uint64_t most = most_of(self);
    self->n_seen += n;
    if (self->n_seen > most && !self->refusal.status)
        self->refusal = TOO_LONG;
    if (self->refusal.status) /* read on for a while, so that the client hears the answer */
        return self->n_seen > BEYOND * most + DY_WEB_CONNECTION_BYTES ? MHD_NO : MHD_YES;
    if (self->n_body + n > self->capacity) {
        size_t capacity = 2 * (self->n_body + n);
        char *larger = realloc(self->body, capacity);
        if (!larger)
            return MHD_NO;
        self->body = larger;
        self->capacity = capacity;
    }
    memcpy(self->body + self->n_body, data, n);
    self->n_body += n;
    return MHD_YES;
}

enum MHD_Result dy_web_exchange_step(void *cls, struct MHD_Connection *connection, const char *url,
                                     const char *method, const char *version, const char *data,
                                     size_t *n_data, void **state)
{
    const struct dy_web_server *server = cls;
    struct dy_web_exchange *self = *state;
    (void)url;
    if (!self)
        return MHD_NO;
    if (!self->has_begun)
        return begin(server, self, connection, method, version);
    if (*n_data > 0) {
        size_t n = *n_data;
        *n_data = 0;
        return take(self, data, n);
    }
    return self->refusal.status ? refuse(server, self, connection, method, false)
                                : answer(server, self, connection, method);
}

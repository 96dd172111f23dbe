/*
 * A small HTTP server: a table of routes over libmicrohttpd.
 *
 * 1. What can be understood in two ways is refused before anything looks at it (judge.h): a proxy
 * in front and this server never disagree about where a request ends.
 * 2. Everything has a limit: bytes of headers and body, connections, and the time that a request
 * may take from its first byte to its answer, however slowly it drips.
 * 3. Paths are compared as they were sent; nothing is decoded on the way to a route.
 * 4. A handler is called once, when the whole body is there, on the server's one thread. It works
 * in an arena that ends with the request.
 *
 * TLS and the outside world are for a proxy in front.
 */
#ifndef DAUYS_WEB_SERVER_H
#define DAUYS_WEB_SERVER_H

#include <stdio.h>

#include "dauys/base.h"

struct dy_web_request {
    const char *method;
    const char *path;  /* as it was sent, up to a question mark */
    const char *query; /* behind it; NULL = there is none */
    const char *body;
    size_t n_body;
    const char *accept, *accept_encoding, *if_none_match; /* headers; NULL = not there */
};
struct dy_web_response {
    unsigned status;
    const char *type;            /* of the body: "text/plain; charset=utf-8" */
    const char *cache;           /* Cache-Control; NULL = "no-store" */
    const char *etag;            /* with its quotes; NULL = none */
    const char *vary, *encoding; /* Vary, Content-Encoding; NULL = none */
    const char *body;
    size_t n_body;
};
/* Fill out; what it points at lives in mem or longer. An error is logged and answered with 500. */
typedef enum dy_code dy_web_handler(void *self, struct dy_arena *mem,
                                    const struct dy_web_request *request,
                                    struct dy_web_response *out, struct dy_err *err);
struct dy_web_route {
    const char *method; /* "GET" answers HEAD too */
    const char *path;   /* all of it; at the end "*" stands for anything, also for nothing */
    dy_web_handler *handle;
    size_t body_max; /* bytes */
};

/* Make a page of a refusal that is not ambiguous (404, 405, ...): out->status stands. */
typedef enum dy_code dy_web_refused(void *self, struct dy_arena *mem,
                                    const struct dy_web_request *request, const char *why,
                                    struct dy_web_response *out, struct dy_err *err);

struct dy_web_config {
    const char *listen; /* "127.0.0.1:8080", "[::1]:8080", or "8080" for the former; port 0 = any */
    size_t n_routes;
    const struct dy_web_route *routes;
    void *self;              /* for the handlers */
    dy_web_refused *refused; /* NULL = plain text */
    unsigned connections;    /* at most, 0 = 64 */
    unsigned seconds;        /* for a whole request, 0 = 20 */
    FILE *log;               /* one line of JSON for each request; NULL = none */
};
struct dy_web_server;
/* It answers when this returns. errors DY_E_USAGE: listen; DY_E_IO: the address is taken, ... */
DY_NODISCARD enum dy_code dy_web_open(const struct dy_web_config *config,
                                      struct dy_web_server **out, struct dy_err *err);
/* "127.0.0.1:8080", with the port that was chosen; lives as long as the server. */
const char *dy_web_address(const struct dy_web_server *server);
/* Keep the time limits until stop_fd can be read (a signalfd, a pipe). */
DY_NODISCARD enum dy_code dy_web_serve(struct dy_web_server *server, int stop_fd,
                                       struct dy_err *err);
/* Take no new connection, let requests under way end, at most some seconds, and stop. NULL-safe. */
void dy_web_close(struct dy_web_server *server);

#endif

/* What the server's life (server.c) and one request's (exchange.c) share. */
#ifndef DAUYS_WEB_PARTS_H
#define DAUYS_WEB_PARTS_H

#include "web/microhttpd.h"
#include <pthread.h>

#include "web/server.h"

/* For one connection, what libmicrohttpd keeps: the first line, the headers, a piece of the body.
 */
enum { DY_WEB_CONNECTION_BYTES = 32 * 1024 };

struct dy_web_slot {
    bool used;
    int fd;
    uint64_t since; /* when the connection, or its last request, came to this point */
};
struct dy_web_server {
    struct dy_web_config config;
    int listener;
    char address[80];
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock; /* over the rest */
    unsigned n_slots;
    struct dy_web_slot *slots;
    unsigned n_active; /* requests that have begun and not ended */
};

struct dy_web_exchange;
struct dy_web_exchange *dy_web_exchange_open(const char *target); /* NULL = no memory */
void dy_web_exchange_close(struct dy_web_exchange *exchange);
/* libmicrohttpd's handler: called with the head, with each piece of the body, and at its end. */
enum MHD_Result dy_web_exchange_step(void *cls, struct MHD_Connection *connection, const char *url,
                                     const char *method, const char *version, const char *data,
                                     size_t *n_data, void **state);
uint64_t dy_web_now_ms(void);

#endif

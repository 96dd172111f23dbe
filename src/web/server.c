/* The server's life: listening, the limits of time, stopping. */
#include "web/server.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "web/parts.h"

enum { CONNECTIONS = 64, SECONDS = 20, STOP_SECONDS = 5, TICK_MS = 250, BACKLOG = 128 };

uint64_t dy_web_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* --- listening --- */

static enum dy_code split_address(const char *listen, char host[64], char port[8],
                                  struct dy_err *err)
{
    const char *colon = strrchr(listen, ':'), *digits = colon ? colon + 1 : listen;
    const char *from = listen;
    size_t n = colon ? (size_t)(colon - listen) : 0, n_port = strlen(digits);
    if (n > 2 && from[0] == '[' && from[n - 1] == ']')
        from++, n -= 2;
    else if (n > 0 && memchr(from, ':', n))
        n = 64;
    if (n_port == 0 || n_port > 5 || strspn(digits, "0123456789") != n_port ||
        strtoul(digits, NULL, 10) > 65535 || n > 63 || (colon && n == 0))
        return dy_fail(err, DY_E_USAGE, (struct dy_span){0}, NULL,
                       "cannot listen on \"%.60s\"; ADDRESS:PORT such as 127.0.0.1:8080 is needed",
                       listen);
    (void)snprintf(host, 64, "%.*s", colon ? (int)n : 9, colon ? from : "127.0.0.1");
    (void)snprintf(port, 8, "%s", digits);
    return DY_OK;
}

static enum dy_code listen_failed(const char *listen, const char *why, struct dy_err *err)
{
    return dy_fail(err, DY_E_IO, (struct dy_span){0}, NULL, "cannot listen on %.60s: %s", listen,
                   why);
}

static int open_socket(const struct addrinfo *at)
{
    int one = 1;
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int number = errno;
    close(fd);
    errno = number;
    return -1;
}

/* The address as it is now: with the port that the system chose. */
static bool name_address(struct dy_web_server *server)
{
    struct sockaddr_storage at;
    socklen_t n = sizeof at;
    char host[64], port[8];
    if (getsockname(server->listener, (struct sockaddr *)&at, &n) != 0 ||
        getnameinfo((struct sockaddr *)&at, n, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return false;
    (void)snprintf(server->address, sizeof server->address,
                   at.ss_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host, port);
    return true;
}

static enum dy_code start_listening(struct dy_web_server *server, const char *listen,
                                    struct dy_err *err)
{
    char host[64], port[8];
    struct addrinfo *found = NULL, hints = {.ai_family = AF_UNSPEC,
                                            .ai_socktype = SOCK_STREAM,
                                            .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    enum dy_code code = split_address(listen, host, port, err);
    if (code)
        return code;
    int number = getaddrinfo(host, port, &hints, &found);
    if (number != 0)
        return listen_failed(listen, gai_strerror(number), err);
    server->listener = open_socket(found);
    freeaddrinfo(found);
    if (server->listener < 0 || !name_address(server))
        return listen_failed(listen, strerror(errno), err);
    return DY_OK;
}

/* --- connections --- */

/* Called on the daemon's thread; between STARTED and CLOSED the descriptor stays open. */
static void notice_connection(void *cls, struct MHD_Connection *connection, void **context,
                              enum MHD_ConnectionNotificationCode what)
{
    struct dy_web_server *server = cls;
    pthread_mutex_lock(&server->lock);
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        for (unsigned i = 0; info && i < server->n_slots && !*context; i++)
            if (!server->slots[i].used) {
                server->slots[i] = (struct dy_web_slot){true, info->connect_fd, dy_web_now_ms()};
                *context = &server->slots[i];
            }
    } else if (*context) {
        ((struct dy_web_slot *)*context)->used = false;
        *context = NULL;
    }
    pthread_mutex_unlock(&server->lock);
}

/* A request is done: the time of the next one begins. */
static void notice_end(void *cls, struct MHD_Connection *connection, void **state,
                       enum MHD_RequestTerminationCode how)
{
    struct dy_web_server *server = cls;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct dy_web_slot *slot = info ? info->socket_context : NULL;
    (void)how;
    if (*state)
        dy_web_exchange_close(*state);
    *state = NULL;
    pthread_mutex_lock(&server->lock);
    if (slot)
        slot->since = dy_web_now_ms();
    server->n_active--;
    pthread_mutex_unlock(&server->lock);
}

static void *notice_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct dy_web_server *server = cls;
    (void)connection;
    pthread_mutex_lock(&server->lock);
    server->n_active++;
    pthread_mutex_unlock(&server->lock);
    return dy_web_exchange_open(target);
}

/* End those that have taken too long for one request, or have been silent so long. */
static void end_slow(struct dy_web_server *server)
{
    uint64_t now = dy_web_now_ms();
    pthread_mutex_lock(&server->lock);
    for (unsigned i = 0; i < server->n_slots; i++)
        if (server->slots[i].used &&
            now - server->slots[i].since > (uint64_t)server->config.seconds * 1000)
            (void)shutdown(server->slots[i].fd, SHUT_RDWR);
    pthread_mutex_unlock(&server->lock);
}

/* --- opening and closing --- */

static enum dy_code start_daemon(struct dy_web_server *server, struct dy_err *err)
{
    enum dy_code code = dy_mhd_open(err);
    if (code)
        return code;
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC, 0, NULL,
        NULL, dy_web_exchange_step, server, MHD_OPTION_LISTEN_SOCKET, server->listener,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_LIMIT, server->config.connections,
        MHD_OPTION_CONNECTION_TIMEOUT, server->config.seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)DY_WEB_CONNECTION_BYTES, MHD_OPTION_NOTIFY_CONNECTION, notice_connection, server,
        MHD_OPTION_NOTIFY_COMPLETED, notice_end, server, MHD_OPTION_URI_LOG_CALLBACK, notice_target,
        server, MHD_OPTION_END);
    return server->daemon ? DY_OK : listen_failed(server->address, "no server could be made", err);
}

enum dy_code dy_web_open(const struct dy_web_config *config, struct dy_web_server **out,
                         struct dy_err *err)
{
    struct dy_web_server *server = calloc(1, sizeof *server);
    if (!server)
        return dy_no_memory(err);
    server->config = *config;
    server->listener = -1;
    if (!server->config.connections)
        server->config.connections = CONNECTIONS;
    if (!server->config.seconds)
        server->config.seconds = SECONDS;
    server->n_slots = server->config.connections;
    server->slots = calloc(server->n_slots, sizeof *server->slots);
    pthread_mutex_init(&server->lock, NULL);
    enum dy_code code =
        server->slots ? start_listening(server, config->listen, err) : dy_no_memory(err);
    if (!code)
        code = start_daemon(server, err);
    if (code)
        dy_web_close(server);
    else
        *out = server;
    return code;
}

const char *dy_web_address(const struct dy_web_server *server)
{
    return server->address;
}

enum dy_code dy_web_serve(struct dy_web_server *server, int stop_fd, struct dy_err *err)
{
    struct pollfd stop = {.fd = stop_fd, .events = POLLIN};
    for (;;) {
        int n = poll(&stop, 1, TICK_MS);
        if (n < 0 && errno != EINTR)
            return dy_fail(err, DY_E_IO, (struct dy_span){0}, NULL, "cannot wait: %s",
                           strerror(errno));
        if (n > 0)
            return DY_OK;
        end_slow(server);
    }
}

/* Requests that have begun may end. */
static void drain(struct dy_web_server *server)
{
    uint64_t until = dy_web_now_ms() + STOP_SECONDS * 1000;
    bool busy = true;
    while (busy && dy_web_now_ms() < until) {
        pthread_mutex_lock(&server->lock);
        busy = server->n_active > 0;
        pthread_mutex_unlock(&server->lock);
        if (busy)
            (void)poll(NULL, 0, TICK_MS / 10);
    }
}

void dy_web_close(struct dy_web_server *server)
{
    if (!server)
        return;
    if (server->daemon) {
        (void)MHD_quiesce_daemon(server->daemon);
        drain(server);
        MHD_stop_daemon(server->daemon);
    }
    if (server->listener >= 0)
        close(server->listener);
    pthread_mutex_destroy(&server->lock);
    free(server->slots);
    free(server);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd.c - the only file that knows libmicrohttpd.
 *
 * Rule: a body that is too large is read to its end, and forgotten at once, where the client did not ask
 * before (Expect): an answer while it still sends would be lost with the connection.
 * Rule: a connection is closed when a request on it takes longer than request_ms to arrive, or its answer to
 * leave. The library's own time-out counts from the last byte, so a client that sends or reads one now and
 * then would hold a connection for ever; connections are kept in a list here, and the socket of one that is
 * too slow is shut.
 */
#include "core/lib/httpd.h"

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MEMORY_EACH = 32 << 10 /* of the library, a connection: the head of a request must fit */ };

struct httpd {
        struct MHD_Daemon *daemon;
        httpd_handle *handle;
        void *context;
        size_t body_most, bodies_most, bodies; /* bytes of bodies in memory */
        micros request;
        struct connection *first;
        bool again; /* an answer was given to a request that was asleep: run once more */
        char *certificate, *key;
};

/* Also when it sends nothing: from its acceptance to its end. */
struct connection {
        struct httpd *httpd;
        struct connection *next, **link;
        int fd;
        micros began; /* the request or answer on its way, or the wait for one; NO_TIME: neither */
        struct httpd_request *asleep; /* waits for httpd_answer() */
        uint8_t address[16];
};

struct httpd_request {
        struct httpd *httpd;
        struct connection *connection;
        struct MHD_Connection *mhd;
        const char *method;
        char *path;
        struct bytes body;
        int refused;
        bool handled;
        int status;
        struct MHD_Response *response;
};

static void copy_address(const struct sockaddr *from, uint8_t out[static 16])
{
        memset(out, 0, 16);
        if (from->sa_family == AF_INET6) {
                memcpy(out, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, 16);
        } else if (from->sa_family == AF_INET) {
                memset(out + 10, 0xff, 2);
                memcpy(out + 12, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
        }
}

/* ---- connections ---- */

static void on_connection(void *context, struct MHD_Connection *mhd, void **slot,
                          enum MHD_ConnectionNotificationCode code)
{
        struct httpd *h = context;
        struct connection *c = *slot;
        if (code == MHD_CONNECTION_NOTIFY_STARTED) {
                c = need_alloc(sizeof(*c));
                *c = (struct connection){
                        .httpd = h, .next = h->first, .link = &h->first, .began = steady_now()};
                c->fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
                copy_address(MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
                             c->address);
                if (h->first)
                        h->first->link = &c->next;
                h->first = c;
                *slot = c;
        } else if (c) {
                *c->link = c->next;
                if (c->next)
                        c->next->link = c->link;
                free(c);
                *slot = NULL;
        }
}

/* Reports when the next one is too slow; NO_TIME: none is arriving. */
static micros shut_slow_ones(struct httpd *h, micros now)
{
        micros next = NO_TIME;
        for (struct connection *c = h->first; c; c = c->next) {
                if (c->began == NO_TIME)
                        continue;
                const micros until = c->began + h->request;
                if (until <= now) {
                        shutdown(c->fd, SHUT_RDWR);
                        c->began = NO_TIME;
                } else if (next == NO_TIME || until < next) {
                        next = until;
                }
        }
        return next;
}

/* ---- requests ---- */

static struct httpd_request *begin(struct httpd *h, struct MHD_Connection *mhd, const char *path,
                                   const char *method)
{
        struct httpd_request *r = need_alloc(sizeof(*r));
        const char *length = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Content-Length");
        *r = (struct httpd_request){.httpd = h, .mhd = mhd, .method = method, .path = need_strdup(path)};
        r->connection = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
        if (length && strtoull(length, NULL, 10) > h->body_most)
                r->refused = MHD_HTTP_CONTENT_TOO_LARGE;
        return r;
}

static void drop_body(struct httpd_request *r)
{
        r->httpd->bodies -= r->body.len;
        bytes_free(&r->body);
}

static void take_body(struct httpd_request *r, const char *data, size_t n)
{
        struct httpd *h = r->httpd;
        if (r->refused == 0 && n > h->body_most - r->body.len)
                r->refused = MHD_HTTP_CONTENT_TOO_LARGE;
        else if (r->refused == 0 && n > h->bodies_most - h->bodies)
                r->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
        if (r->refused != 0) {
                drop_body(r);
                return;
        }
        bytes_add(&r->body, data, n);
        h->bodies += n;
}

static void handle(struct httpd_request *r)
{
        r->handled = true;
        r->connection->began = NO_TIME;
        r->httpd->handle(r->httpd->context, r, r->refused);
        if (r->response)
                return;
        r->connection->asleep = r;
        MHD_suspend_connection(r->mhd);
}

static enum MHD_Result queue(struct httpd_request *r)
{
        const enum MHD_Result result = MHD_queue_response(r->mhd, (unsigned)r->status, r->response);
        MHD_destroy_response(r->response);
        r->response = NULL;
        return result;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd, const char *path,
                                  const char *method, const char *version, const char *data, size_t *n,
                                  void **slot)
{
        struct httpd_request *r = *slot;
        (void)version;
        if (!r) {
                r = *slot = begin(context, mhd, path, method);
                if (r->refused == 0 || !MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Expect"))
                        return MHD_YES;
                handle(r); /* before the body, which the client has not begun to send */
        }
        if (r->response)
                return queue(r);
        if (*n > 0) {
                take_body(r, data, *n);
                *n = 0;
                return MHD_YES;
        }
        if (!r->handled)
                handle(r);
        return r->response ? queue(r) : MHD_YES;
}

static void on_completed(void *context, struct MHD_Connection *mhd, void **slot,
                         enum MHD_RequestTerminationCode code)
{
        struct httpd_request *r = *slot;
        (void)context;
        (void)mhd;
        (void)code;
        if (!r)
                return;
        drop_body(r);
        if (r->response)
                MHD_destroy_response(r->response);
        r->connection->began = steady_now(); /* of the next request on this connection */
        free(r->path);
        free(r);
        *slot = NULL;
}

void httpd_answer(struct httpd_request *r, int status, int retry_s, struct text body)
{
        char seconds[16];
        r->status = status;
        r->response = MHD_create_response_from_buffer(body.len, (void *)body.at, MHD_RESPMEM_MUST_COPY);
        if (!r->response)
                out_of_memory(body.len);
        MHD_add_response_header(r->response, "Content-Type", "application/json; charset=utf-8");
        if (retry_s > 0) {
                snprintf(seconds, sizeof(seconds), "%d", retry_s);
                MHD_add_response_header(r->response, "Retry-After", seconds);
        }
        drop_body(r);
        r->connection->began = steady_now();
        if (!r->connection->asleep)
                return;
        r->connection->asleep = NULL;
        r->httpd->again = true;
        MHD_resume_connection(r->mhd);
}

const char *httpd_method(const struct httpd_request *r)
{
        return r->method;
}

const char *httpd_path(const struct httpd_request *r)
{
        return r->path;
}

const char *httpd_query(const struct httpd_request *r, const char *name)
{
        return MHD_lookup_connection_value(r->mhd, MHD_GET_ARGUMENT_KIND, name);
}

const char *httpd_header(const struct httpd_request *r, const char *name)
{
        return MHD_lookup_connection_value(r->mhd, MHD_HEADER_KIND, name);
}

struct text httpd_body(const struct httpd_request *r)
{
        return (struct text){(const char *)r->body.at, r->body.len};
}

void httpd_address(const struct httpd_request *r, uint8_t out[static 16])
{
        memcpy(out, r->connection->address, 16);
}

/* ---- server ---- */

static enum fault read_pem(const char *path, char **out, struct err *e)
{
        static const size_t most = 1 << 20;
        const int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        *out = NULL;
        if (!path)
                return OK;
        if (fd < 0)
                return fail_errno(e, USAGE, "%s", path);
        *out = need_alloc(most);
        const ssize_t n = read(fd, *out, most - 1);
        const int wrong = errno;
        close(fd);
        errno = wrong;
        return n < 0 ? fail_errno(e, USAGE, "%s", path) : OK;
}

static int listen_at(const struct httpd_options *o, struct err *e)
{
        uint8_t bytes[16];
        struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)o->port)};
        struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o->port)};
        const bool is_six = inet_pton(AF_INET6, o->host, bytes) == 1;
        memcpy(&six.sin6_addr, bytes, 16);
        (void)inet_pton(AF_INET, o->host, &four.sin_addr);
        const struct sockaddr *at = is_six ? (const void *)&six : (const void *)&four;
        const int yes = 1, fd = socket(at->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
            bind(fd, at, is_six ? sizeof(six) : sizeof(four)) == 0 && listen(fd, SOMAXCONN) == 0)
                return fd;
        (void)fail_errno(e, FATAL, "cannot listen at %s, port %d", o->host, o->port);
        if (fd >= 0)
                close(fd);
        return -1;
}

static struct MHD_Daemon *start(struct httpd *h, const struct httpd_options *o, int fd)
{
        const struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, h->certificate},
                                             {MHD_OPTION_HTTPS_MEM_KEY, 0, h->key},
                                             {MHD_OPTION_END, 0, NULL}};
        const struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
        const unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (h->certificate ? MHD_USE_TLS : 0U);
        return MHD_start_daemon(
                flags, 0, NULL, NULL, on_request, h, MHD_OPTION_LISTEN_SOCKET, fd,
                MHD_OPTION_CONNECTION_LIMIT, o->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                o->connections_each, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_EACH,
                MHD_OPTION_NOTIFY_CONNECTION, on_connection, h, MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
                MHD_OPTION_ARRAY, h->certificate ? tls : none, MHD_OPTION_END);
}

enum fault httpd_open(struct httpd **out, const struct httpd_options *o, httpd_handle *handle_one,
                      void *context, struct err *e)
{
        struct httpd *h = *out = need_alloc(sizeof(*h));
        *h = (struct httpd){.handle = handle_one,
                            .context = context,
                            .body_most = o->body_most,
                            .bodies_most = o->bodies_most,
                            .request = o->request_ms * 1000};
        if (read_pem(o->certificate, &h->certificate, e) != OK || read_pem(o->key, &h->key, e) != OK)
                return e->kind;
        const int fd = listen_at(o, e);
        if (fd < 0)
                return e->kind;
        h->daemon = start(h, o, fd);
        if (h->daemon)
                return OK;
        close(fd);
        return fail(e, FATAL, "libmicrohttpd does not start: are certificate and key of one pair?");
}

void httpd_close(struct httpd *h)
{
        if (!h)
                return;
        if (h->daemon) {
                /* The library does not stop while a request is asleep. */
                for (struct connection *c = h->first; c; c = c->next)
                        if (c->asleep)
                                httpd_answer(c->asleep, MHD_HTTP_SERVICE_UNAVAILABLE, 1, TEXT("{}"));
                httpd_run(h);
                MHD_stop_daemon(h->daemon);
        }
        free(h->certificate);
        free(h->key);
        free(h);
}

int httpd_port(const struct httpd *h)
{
        struct sockaddr_storage at = {0};
        socklen_t len = sizeof(at);
        getsockname(MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_LISTEN_FD)->listen_fd, (void *)&at, &len);
        return ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&at)->sin6_port
                                              : ((struct sockaddr_in *)(void *)&at)->sin_port);
}

int httpd_fd(const struct httpd *h)
{
        return MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int httpd_wait_ms(struct httpd *h)
{
        MHD_UNSIGNED_LONG_LONG library = 0;
        const micros now = steady_now(), next = shut_slow_ones(h, now);
        if (h->again)
                return 0;
        int64_t ms = next == NO_TIME ? INT_MAX : (next - now) / 1000 + 1;
        if (MHD_get_timeout(h->daemon, &library) == MHD_YES && library < (uint64_t)ms)
                ms = (int64_t)library;
        return ms >= INT_MAX ? -1 : (int)ms;
}

void httpd_run(struct httpd *h)
{
        do {
                h->again = false;
                MHD_run(h->daemon);
        } while (h->again);
}

const char *httpd_library_version(void)
{
        return MHD_get_version();
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd.c - see httpd.h.
 *
 * Rule: a body that is too large is read to its end, and forgotten at once, where the client did not ask
 * before (Expect): an answer while it still sends would be lost with the connection.
 * Rule: the library's own time-out counts from the last byte, so a client that sends or reads one now and
 * then would hold a connection for ever. So places and their times are kept by httpd_room.h, and the socket
 * of one that is too slow is shut.
 * Rule: the library's limit of one address is not used, since it closes what comes beyond it unread, also
 * while idle connections of that address are being shut. Beyond the limit of all it accepts no more.
 */
#include "core/lib/httpd.h"

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/httpd_request.h"
#include "core/lib/httpd_socket.h"
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

enum { MEMORY_EACH = 32 << 10 /* of the library, a connection: the head of a request must fit */ };

/* ---- connections ---- */

static struct connection *connection_of(struct MHD_Connection *mhd)
{
        return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void on_connection(void *context, struct MHD_Connection *mhd, void **slot,
                          enum MHD_ConnectionNotificationCode code)
{
        struct httpd *h = context;
        struct connection *c = *slot;
        if (code == MHD_CONNECTION_NOTIFY_STARTED) {
                c = *slot = need_alloc(sizeof(*c));
                c->place.fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
                httpd_socket_address(
                        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
                        c->place.address);
                httpd_room_enter(&h->room, &c->place, steady_now());
        } else if (c) {
                /* The library listens again when it runs, and was not woken for that. */
                h->again = h->again || h->room.places >= h->room.places_most;
                httpd_room_leave(&h->room, &c->place);
                free(c->peer);
                free(c);
                *slot = NULL;
        }
}

/* The first line of a request is here. The result is the slot of its request. */
static void *on_first_line(void *context, const char *uri, struct MHD_Connection *mhd)
{
        (void)context;
        (void)uri;
        httpd_place_turn(&connection_of(mhd)->place, HTTPD_ARRIVING, steady_now());
        return NULL;
}

/* ---- requests ---- */

/* A proxy in front may have read another body. */
static bool is_ambiguous(const struct httpd_request *r)
{
        const char *coding = httpd_header(r, "Transfer-Encoding");
        return httpd_header_count(r, "Content-Length") > (coding ? 0 : 1) ||
               (coding && strcasecmp(coding, "chunked") != 0);
}

static struct httpd_request *begin(struct httpd *h, struct MHD_Connection *mhd, const char *path,
                                   const char *method)
{
        struct httpd_request *r = need_alloc(sizeof(*r));
        const char *length = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "Content-Length");
        *r = (struct httpd_request){.httpd = h,
                                    .connection = connection_of(mhd),
                                    .mhd = mhd,
                                    .method = method,
                                    .path = need_strdup(path)};
        r->admission = (struct httpd_admission){.known = !h->admit, .body_most = h->room.body_most};
        if (h->admit)
                h->admit(h->context, r, &r->admission);
        r->connection->place.known = r->admission.known;
        r->connection->place.owner = r->admission.owner;
        if (is_ambiguous(r))
                r->refused = MHD_HTTP_BAD_REQUEST;
        else if (!r->admission.unread && length && strtoull(length, NULL, 10) > r->admission.body_most)
                r->refused = MHD_HTTP_CONTENT_TOO_LARGE;
        return r;
}

static void take_body(struct httpd_request *r, const char *data, size_t n)
{
        if (r->admission.unread)
                return;
        if (r->refused == 0 && n > r->admission.body_most - r->body.len)
                r->refused = MHD_HTTP_CONTENT_TOO_LARGE;
        else if (r->refused == 0 && !httpd_room_take(&r->httpd->room, &r->connection->place, n))
                r->refused = MHD_HTTP_SERVICE_UNAVAILABLE;
        if (r->refused != 0)
                httpd_drop_body(r);
        else
                bytes_add(&r->body, data, n);
}

static void handle(struct httpd_request *r)
{
        r->handled = true;
        httpd_place_turn(&r->connection->place, HTTPD_WAITING, steady_now());
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

/* It is refused before its body, which the client has not begun to send, or of which nobody knows the end. */
static bool is_decided(const struct httpd_request *r)
{
        return r->refused == MHD_HTTP_BAD_REQUEST ||
               ((r->refused != 0 || r->admission.unread) && httpd_header(r, "Expect"));
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd, const char *path,
                                  const char *method, const char *version, const char *data, size_t *n,
                                  void **slot)
{
        struct httpd_request *r = *slot;
        (void)version;
        if (!r) {
                r = *slot = begin(context, mhd, path, method);
                if (!is_decided(r))
                        return MHD_YES;
                handle(r);
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
        (void)code;
        httpd_stream_end(connection_of(mhd));
        httpd_place_turn(&connection_of(mhd)->place, HTTPD_IDLE, steady_now());
        if (!r)
                return;
        httpd_drop_body(r);
        if (r->response)
                MHD_destroy_response(r->response);
        free(r->path);
        free(r);
        *slot = NULL;
}

/* ---- server ---- */

/* The library's own lines are not logged, since one may quote a request. */
static void on_error(void *context, const char *format, va_list values)
{
        static const char answered[] = "Error processing request (HTTP response code is";
        (void)values;
        ((struct httpd *)context)->unreadable += strncmp(format, answered, sizeof(answered) - 1) == 0;
}

static struct MHD_Daemon *start(struct httpd *h, const struct httpd_options *o, int fd)
{
        const struct MHD_OptionItem tls[] = {
                {MHD_OPTION_HTTPS_MEM_CERT, 0, h->certificate},
                {MHD_OPTION_HTTPS_MEM_KEY, 0, h->key},
                {h->authority ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0, h->authority},
                {MHD_OPTION_END, 0, NULL}};
        const struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
        const unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                               (h->certificate ? MHD_USE_TLS : 0U);
        return MHD_start_daemon(flags, 0, NULL, NULL, on_request, h, MHD_OPTION_EXTERNAL_LOGGER, on_error, h,
                                MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, on_first_line,
                                NULL, MHD_OPTION_CONNECTION_LIMIT, o->connections,
                                MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_EACH,
                                MHD_OPTION_NOTIFY_CONNECTION, on_connection, h, MHD_OPTION_NOTIFY_COMPLETED,
                                on_completed, h, MHD_OPTION_ARRAY, h->certificate ? tls : none,
                                MHD_OPTION_END);
}

enum fault httpd_open(struct httpd **out, const struct httpd_options *o, httpd_handle *handle_one,
                      void *context, struct err *e)
{
        struct httpd *h = *out = need_alloc(sizeof(*h));
        *h = (struct httpd){.handle = handle_one,
                            .admit = o->admit,
                            .context = context,
                            .room = {.places_most = o->connections,
                                     .places_each = o->connections_each,
                                     .bytes_most = o->bodies_most,
                                     .body_most = o->body_most,
                                     .patience = o->request_ms * 1000}};
        if (httpd_read_pem(o->certificate, &h->certificate, e) != OK ||
            httpd_read_pem(o->key, &h->key, e) != OK ||
            httpd_read_authority(o->authority, &h->authority, e) != OK)
                return e->kind;
        const int fd = httpd_listen(o, e);
        if (fd < 0)
                return e->kind;
        h->socket = o->socket;
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
                for (struct httpd_place *p = h->room.first; p; p = p->next) {
                        const struct connection *c = (const void *)p;
                        if (c->asleep)
                                httpd_answer(c->asleep, MHD_HTTP_SERVICE_UNAVAILABLE, 1, TEXT("{}"));
                        if (c->stream)
                                httpd_stream_close(c->stream);
                }
                httpd_run(h);
                MHD_stop_daemon(h->daemon);
        }
        if (h->socket)
                unlink(h->socket);
        free(h->certificate);
        free(h->key);
        free(h->authority);
        free(h);
}

int httpd_port(const struct httpd *h)
{
        return httpd_socket_port(MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_LISTEN_FD)->listen_fd);
}

int httpd_fd(const struct httpd *h)
{
        return MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int httpd_wait_ms(struct httpd *h)
{
        MHD_UNSIGNED_LONG_LONG library = 0;
        const micros now = steady_now(), next = httpd_room_look(&h->room, now);
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

uint64_t httpd_unreadable(const struct httpd *h)
{
        return h->unreadable;
}

const char *httpd_library_version(void)
{
        return MHD_get_version();
}

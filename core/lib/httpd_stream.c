/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd_stream.c - an answer that goes on.
 *
 * Rule: a connection sleeps while its client has all that was sent, so that it costs no turn of the loop.
 * Rule: what a client does not take must show. So the system keeps little for it, and ends a connection
 * whose window stays shut; what is left waits here, up to a bound.
 */
#include "core/base/moment.h"
#include "core/lib/httpd_request.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>

enum {
        BLOCK = 16 << 10,       /* the library asks for so much at a time */
        SYSTEM_KEEPS = 64 << 10 /* bytes that the system takes for a client that takes none */
};

struct httpd_stream {
        struct httpd_request *request;
        struct bytes waiting;
        size_t taken, most;
        bool asleep, ended;
        httpd_stream_over *over;
        void *context;
};

static ssize_t on_room(void *context, uint64_t position, char *out, size_t room)
{
        struct httpd_stream *s = context;
        struct httpd_place *place = &s->request->connection->place;
        const size_t left = s->waiting.len - s->taken;
        (void)position;
        if (left == 0 && s->ended)
                return MHD_CONTENT_READER_END_OF_STREAM;
        if (left == 0) {
                s->asleep = true;
                httpd_place_turn(place, HTTPD_STREAMING, steady_now());
                MHD_suspend_connection(s->request->mhd);
                return 0;
        }
        const size_t n = left < room ? left : room;
        memcpy(out, s->waiting.at + s->taken, n);
        s->taken += n;
        if (n == left) {
                bytes_clear(&s->waiting);
                s->taken = 0;
        }
        httpd_place_turn(place, HTTPD_LEAVING, steady_now());
        return (ssize_t)n;
}

static void limit_system(const struct httpd_request *r)
{
        const int fd = r->connection->place.fd, bytes = SYSTEM_KEEPS;
        const unsigned ms = (unsigned)(r->httpd->room.patience / 1000);
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
        (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms)); /* of a unix socket: none */
}

struct httpd_stream *httpd_stream_open(struct httpd_request *r, const struct httpd_reply *head, size_t most,
                                       httpd_stream_over *over, void *context)
{
        struct httpd_stream *s = need_alloc(sizeof(*s));
        *s = (struct httpd_stream){.request = r, .most = most, .over = over, .context = context};
        r->response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, on_room, s, NULL);
        if (!r->response)
                out_of_memory(BLOCK);
        r->connection->stream = s;
        limit_system(r);
        httpd_hand_over(r, head);
        return s;
}

/* From outside of the library, which goes on by its next turn. */
static void wake(struct httpd_stream *s)
{
        if (!s->asleep)
                return;
        s->asleep = false;
        s->request->httpd->again = true;
        httpd_place_turn(&s->request->connection->place, HTTPD_LEAVING, steady_now());
        MHD_resume_connection(s->request->mhd);
}

void httpd_stream_send(struct httpd_stream *s, struct text bytes)
{
        struct httpd_place *place = &s->request->connection->place;
        if (s->ended || place->state == HTTPD_SHUT)
                return;
        if (bytes.len > s->most - (s->waiting.len - s->taken)) {
                httpd_place_shut(place);
        } else {
                if (s->taken > s->most) { /* never more than twice the bound */
                        memmove(s->waiting.at, s->waiting.at + s->taken, s->waiting.len - s->taken);
                        s->waiting.len -= s->taken;
                        s->taken = 0;
                }
                bytes_add(&s->waiting, bytes.at, bytes.len);
        }
        wake(s);
}

bool httpd_stream_is_behind(const struct httpd_stream *s)
{
        return s->waiting.len > s->taken;
}

void httpd_stream_close(struct httpd_stream *s)
{
        s->ended = true;
        wake(s);
}

void httpd_stream_end(struct connection *c)
{
        struct httpd_stream *s = c->stream;
        if (!s)
                return;
        c->stream = NULL;
        s->over(s->context, s);
        bytes_free(&s->waiting);
        free(s);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd_request.h - server, connections and requests, for httpd*.c alone: libmicrohttpd is known nowhere
 * else.
 */
#ifndef HENTRA_LIB_HTTPD_REQUEST_H
#define HENTRA_LIB_HTTPD_REQUEST_H

#include "core/base/bytes.h"
#include "core/lib/httpd.h"
#include "core/lib/httpd_room.h"
#include <microhttpd.h>

struct httpd {
        struct MHD_Daemon *daemon;
        httpd_handle *handle;
        httpd_admit *admit;
        void *context;
        struct httpd_room room;
        uint64_t unreadable;
        const char *socket; /* its path, borrowed; NULL: none */
        bool again;         /* an answer was given to a request that was asleep: run once more */
        char *certificate, *key, *authority;
};

struct connection {
        struct httpd_place place;     /* first, so that a place is its connection */
        struct httpd_request *asleep; /* waits for httpd_answer() */
        struct httpd_stream *stream;  /* NULL: its answer is none */
        struct tls_peer *peer;        /* NULL: not read yet */
};

struct httpd_request {
        struct httpd *httpd;
        struct connection *connection;
        struct MHD_Connection *mhd;
        const char *method;
        char *path;
        struct httpd_admission admission;
        struct bytes body;
        int refused, status;
        bool handled;
        struct MHD_Response *response;
};

void httpd_drop_body(struct httpd_request *r); /* and gives its room back */
/* Gives r->response with its head to the library, at once or when the request wakes. */
void httpd_hand_over(struct httpd_request *r, const struct httpd_reply *head);
void httpd_stream_end(struct connection *c); /* the connection has no stream any more; none is fine */

#endif

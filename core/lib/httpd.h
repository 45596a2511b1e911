/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd.h - a server of HTTP/1.1 in the caller's own loop, over libmicrohttpd. No threads.
 *
 *     while (...) {
 *             poll(httpd_fd(), httpd_wait_ms());
 *             httpd_run();               calls `handle` for each request that has arrived whole
 *     }
 *
 * A request waits until it is answered, in `handle` or later: by httpd_answer() in JSON, or by
 * httpd_reply().
 *
 * What costs a stranger nothing and us something is bounded: a body by `body_most` (413), all bodies
 * together by `bodies_most` and the shares of httpd_room.h (503), the time from the first line of a request
 * to its last byte, of an answer, and of a connection without a request by `request_ms` (the connection is
 * closed), the number of connections, in all and of one address. Idle ones make room; where none is, one
 * more of that address is closed, and one beyond all is not accepted yet.
 *
 * Limit: the library answers by itself, in HTML, what it cannot read as a request of HTTP: a wrong first
 * line or header, one beyond 32 KiB, no Host, a wrong length or chunk, another version. It has no hook for
 * that; these connections end with their answer, and httpd_unreadable() counts them.
 */
#ifndef HENTRA_LIB_HTTPD_H
#define HENTRA_LIB_HTTPD_H

#include "core/base/err.h"
#include "core/base/text.h"
#include "core/lib/tls_peer.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct httpd;
struct httpd_request;

/* Decided for a request whose head is here, and whose body is not. */
struct httpd_admission {
        bool known;       /* its caller is none of the strangers */
        bool unread;      /* its body is forgotten as it comes: it will be refused */
        void *owner;      /* who has the share of its body; NULL: its address */
        size_t body_most; /* at most that of the options */
};
typedef void httpd_admit(void *context, struct httpd_request *r, struct httpd_admission *a);

struct httpd_options {
        const char *socket; /* path of a unix socket instead of host and port; NULL: none. Its mode is 0660 */
        const char *host;   /* an address of IPv4 or IPv6, no name */
        int port;           /* 0: any that is free, see httpd_port() */
        size_t body_most, bodies_most;
        int64_t request_ms;
        unsigned connections, connections_each; /* of one address; 0: no limit of its own */
        const char *certificate, *key;          /* PEM, for TLS; NULL: none */
        const char *authority;                  /* PEM: certificates of callers are asked for; NULL: not */
        httpd_admit *admit;                     /* NULL: all are known, with the body of these options */
};

/* Called by httpd_run() for a request that has arrived whole, and for one that is refused by its size (413),
 * by the room that is left (503), or because its length can be read in two ways (400): `refused` is then the
 * status, and the body is empty. */
typedef void httpd_handle(void *context, struct httpd_request *r, int refused);

/* USAGE: a file of the options cannot be read, or has no certificate of an authority. For callers that open
 * other things first. */
MUST enum fault httpd_check_files(const struct httpd_options *options, struct err *e);

/* FATAL: the address cannot be listened at (also where another program listens at the socket), or the
 * certificate not be used. Options are borrowed for the call, but for `socket`. */
MUST enum fault httpd_open(struct httpd **h, const struct httpd_options *options, httpd_handle *handle,
                           void *context, struct err *e);
/* Requests that still wait are answered with 503 and an empty object. NULL is fine. */
void httpd_close(struct httpd *h);

int httpd_port(const struct httpd *h);
int httpd_fd(const struct httpd *h);
int httpd_wait_ms(struct httpd *h); /* -1: until the descriptor is readable */
void httpd_run(struct httpd *h);

/* The parts of a request; texts live until it is answered. */
const char *httpd_method(const struct httpd_request *r);
const char *httpd_path(const struct httpd_request *r);
const char *httpd_query(const struct httpd_request *r, const char *name); /* NULL: none */
/* Calls visit() for each part of the query, decoded; a value may be NULL (no '='). Texts are borrowed. */
void httpd_each_query(const struct httpd_request *r,
                      void (*visit)(void *context, const char *name, const char *value), void *context);
const char *httpd_header(const struct httpd_request *r, const char *name); /* NULL: none */
/* Counts it: of two that are there, two programs may read one or the other. */
int httpd_header_count(const struct httpd_request *r, const char *name);
struct text httpd_body(const struct httpd_request *r);
/* The address of the caller: 16 bytes, of IPv4 as ::ffff:a.b.c.d, of a unix socket all zero. */
void httpd_address(const struct httpd_request *r, uint8_t out[static 16]);
/* The certificate of the caller, which may be a wrong one (tls_peer_is_valid()); NULL: none was asked for. */
const struct tls_peer *httpd_peer(struct httpd_request *r);
const struct httpd_admission *httpd_admission(const struct httpd_request *r);

/* Answers once; the request is gone. `retry_s`: Retry-After, 0: none. The body is copied. */
void httpd_answer(struct httpd_request *r, int status, int retry_s, struct text body);

/* An answer of any type. All texts are copied, but a `lasting` body, which outlives the server. */
struct httpd_reply {
        int status;
        const char *type; /* Content-Type; NULL: none, as 204 and 304 want it */
        const struct httpd_field {
                const char *name, *value;
        } * field; /* further lines of the head */
        size_t fields;
        struct text body;
        bool lasting;
};
void httpd_reply(struct httpd_request *r, const struct httpd_reply *reply);

/* An answer that goes on, as server-sent events do: what is sent waits until its client takes it. A client
 * that leaves more than `most` bytes waiting, or takes none of them for request_ms, is dropped. A stream
 * without anything to send costs nothing, and whether its client is still there shows when something is
 * sent.
 *
 * `over` is called once, in httpd_run() or httpd_close(), when the stream has ended, for whatever reason:
 * after it the stream is gone. None of these calls calls it by itself. */
struct httpd_stream;
typedef void httpd_stream_over(void *context, struct httpd_stream *s);
/* In place of httpd_reply(); the head alone is taken of it. */
struct httpd_stream *httpd_stream_open(struct httpd_request *r, const struct httpd_reply *head, size_t most,
                                       httpd_stream_over *over, void *context);
void httpd_stream_send(struct httpd_stream *s, struct text bytes); /* copied */
/* Its client has not taken all that was sent; also for `over`: it was cut off for that. */
bool httpd_stream_is_behind(const struct httpd_stream *s);
/* Ends it once its client has what was sent. */
void httpd_stream_close(struct httpd_stream *s);

/* Requests so far that the library answered by itself. */
uint64_t httpd_unreadable(const struct httpd *h);

/* libmicrohttpd's version, for --version. */
const char *httpd_library_version(void);

/* Reads "127.0.0.1:8090" or "[::1]:8090". False: it is none. */
enum { HTTPD_HOST_MOST = 64 };
bool httpd_read_address(const char *text, char host[static HTTPD_HOST_MOST], int *port);
/* The 16 bytes of an address as httpd_address() has them. False: it is none. */
bool httpd_parse_address(const char *text, uint8_t out[static 16]);
bool httpd_is_loopback(const uint8_t address[static 16]);
/* The same address of IPv4, or the same 64 bits of IPv6: more of those cost nobody anything. */
bool httpd_same_network(const uint8_t a[static 16], const uint8_t b[static 16]);
void httpd_write_address(const uint8_t address[static 16], char out[static HTTPD_HOST_MOST]);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * httpd.h - a server of HTTP/1.1 in the caller's own loop, over libmicrohttpd. No threads.
 *
 *     while (...) {
 *             poll(httpd_fd(), httpd_wait_ms());
 *             httpd_run();               calls `handle` for each request that has arrived whole
 *     }
 *
 * A request waits until httpd_answer() is called for it, in `handle` or later. All answers are JSON.
 *
 * What costs a stranger nothing and us something is bounded: a body by `body_most` (413), all bodies together
 * by `bodies_most` (503), the time from the first byte of a request to its last, and of an answer, by
 * `request_ms` (the connection is closed), the number of connections, in all and of one address.
 */
#ifndef HENTRA_LIB_HTTPD_H
#define HENTRA_LIB_HTTPD_H

#include "core/base/err.h"
#include "core/base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct httpd;
struct httpd_request;

struct httpd_options {
        const char *host; /* an address of IPv4 or IPv6, no name */
        int port;         /* 0: any that is free, see httpd_port() */
        size_t body_most, bodies_most;
        int64_t request_ms;
        unsigned connections, connections_each; /* of one address; 0: no limit of its own */
        const char *certificate, *key;          /* PEM, for TLS; NULL: none */
};

/* Called by httpd_run() for a request that has arrived whole, and for one that is refused by its size:
 * `refused` is then the status, and the body is empty. */
typedef void httpd_handle(void *context, struct httpd_request *r, int refused);

/* FATAL: the address cannot be listened at, or the certificate not be used. Options are borrowed for the
 * call. */
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
const char *httpd_query(const struct httpd_request *r, const char *name);  /* NULL: none */
const char *httpd_header(const struct httpd_request *r, const char *name); /* NULL: none */
struct text httpd_body(const struct httpd_request *r);
/* The address of the caller: 16 bytes, of IPv4 as ::ffff:a.b.c.d. */
void httpd_address(const struct httpd_request *r, uint8_t out[static 16]);

/* Answers once; the request is gone. `retry_s`: Retry-After, 0: none. The body is copied. */
void httpd_answer(struct httpd_request *r, int status, int retry_s, struct text body);

/* libmicrohttpd's version, for --version. */
const char *httpd_library_version(void);

/* Reads "127.0.0.1:8090" or "[::1]:8090". False: it is none. */
enum { HTTPD_HOST_MOST = 64 };
bool httpd_read_address(const char *text, char host[static HTTPD_HOST_MOST], int *port);
/* The 16 bytes of an address as httpd_address() has them. False: it is none. */
bool httpd_parse_address(const char *text, uint8_t out[static 16]);
bool httpd_is_loopback(const uint8_t address[static 16]);

#endif

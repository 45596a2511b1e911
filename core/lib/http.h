/* SPDX-License-Identifier: Apache-2.0
 *
 * http.h - HTTP POST for an event loop, over libcurl: many requests under way, none waited for.
 *
 * http and https alone; certificates are checked against those that the machine trusts; redirects are not followed. What
 * an answer holds beside its status is dropped, and an answer that grows beyond a bound is cut off. Connections are kept
 * for the next request. A proxy is taken from the environment, as libcurl does (https_proxy, no_proxy).
 *
 * No URL is ever logged or put into an error here: it may hold a token.
 */
#ifndef HENTRA_LIB_HTTP_H
#define HENTRA_LIB_HTTP_H

#include "core/base/err.h"
#include <poll.h>
#include <stddef.h>
#include <stdint.h>

struct http;

enum { HTTP_ERROR_MOST = 256, HTTP_HEADERS_MOST = 8 };

struct http_answer {
        uint64_t number;       /* of the request */
        int status;            /* 0: there was no whole answer, and `error` says why */
        int64_t retry_after_s; /* what the answer asks for (Retry-After); 0: nothing */
        const char *error; /* one line, at most HTTP_ERROR_MOST bytes; "" with a status. Dies with the call */
};

/* `answered` is called from http_wait() alone, once for each request that http_post() took, unless http_drop() came
 * first. It may post. */
MUST enum fault http_open(struct http **h, void (*answered)(void *context, const struct http_answer *a),
                          void *context, struct err *e);
void http_close(struct http *h); /* NULL is fine; what is under way is dropped */

struct http_post {
        const char *url;
        const char *const *headers; /* "Name: value", at most HTTP_HEADERS_MOST, NULL at the end */
        const void *body;
        size_t len;
        uint64_t number;
        int timeout_ms; /* for all of it, the name's resolution too */
};
/* Everything is copied. A URL that is none is told by the answer. */
void http_post(struct http *h, const struct http_post *p);

/* Forgets all that is under way, without a word to the caller. Waits for nothing. */
void http_drop(struct http *h);

/* As poll(2) on the descriptors, of which none is negative, and beside it all requests go on. Returns after ms at the
 * latest, or sooner when anything happened; `revents` say what, as poll(2) does. FATAL: descriptors cannot be polled. */
MUST enum fault http_wait(struct http *h, struct pollfd *fds, size_t n, int ms, struct err *e);

/* libcurl's version, for --version. */
const char *http_library_version(void);

#endif

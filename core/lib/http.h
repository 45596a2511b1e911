/* SPDX-License-Identifier: Apache-2.0
 *
 * http.h - an HTTP client for an event loop, over libcurl: many requests in flight, none waited for; or
 * one, and waited for.
 *
 * The caller's loop polls http_fd() for reading, at most http_timeout_ms() long, and then calls
 * http_work(), which never waits. http_ask() does all of this for one request.
 *
 * http and https, and letters by SMTP; certificates are checked against those that the machine trusts;
 * redirects are not followed. An answer that grows beyond its bound is cut off. Connections are kept for the
 * next request. A proxy is taken from the environment, as libcurl does (https_proxy, no_proxy).
 *
 * No URL is ever logged or put into an error here: it may hold a token.
 */
#ifndef HENTRA_LIB_HTTP_H
#define HENTRA_LIB_HTTP_H

#include "core/base/bytes.h"
#include "core/base/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http;

enum { HTTP_ERROR_MOST = 256 };

struct http_answer {
        uint64_t number;       /* of the request */
        int status;            /* 0: there was no whole answer, and `error` says why */
        int64_t retry_after_s; /* time that the answer asks for (Retry-After); 0: none */
        const void *body;      /* as much of it as the request keeps */
        size_t len;
        bool cut;          /* the body was longer than `keep`; false when `keep` is 0 */
        const char *error; /* one line, at most HTTP_ERROR_MOST bytes; "" with a status */
};

/* `user_agent`: the header's value, borrowed. `answered` is called from http_work() and http_ask() alone,
 * once for each request that http_send() took, unless http_drop() came first; the answer dies with the
 * call. The callback may call http_send(). NULL: the client is used by http_ask() only. */
MUST enum fault http_open(struct http **h, const char *user_agent,
                          void (*answered)(void *context, const struct http_answer *a), void *context,
                          struct err *e);
void http_close(struct http *h); /* NULL is fine; requests in flight are dropped */

/* Files in PEM; NULL: none. */
struct http_tls {
        const char *ca; /* who may certify the server; NULL: whom the machine trusts */
        const char *certificate, *key, *key_password; /* what we show the server */
};

struct http_request {
        const char *url;
        const char *user, *password; /* Basic authentication; `user` NULL: none */
        const struct http_tls *tls;  /* NULL: nothing of its own */
        const char *const *headers;  /* "Name: value", NULL at the end; or NULL: none of the caller's */
        const void *body;            /* NULL: a GET; else a POST of `len` bytes */
        size_t len;
        size_t keep;     /* bytes of the answer's body at most; 0: it is dropped */
        uint64_t number; /* comes back with the answer */
        int timeout_ms;  /* for all of it, the name's resolution too */
};
/* Copies everything. The request begins with the next http_work(). When `url` is not a URL, the answer says
 * so. */
void http_send(struct http *h, const struct http_request *q);

/* ---- letters, in the same loop ---- */

enum http_letter_tls { LETTER_TLS_REQUIRED, LETTER_TLS_TRIED, LETTER_TLS_NONE }; /* STARTTLS, of smtp:// */
struct http_letter {
        const char *server;          /* smtp://HOST:PORT or smtps://HOST:PORT; no proxy is asked for it */
        const char *user, *password; /* `user` NULL: no login */
        const char *ca;              /* PEM: who may certify the server; NULL: whom the machine trusts */
        enum http_letter_tls tls;
        const char *from, *to;      /* addresses without brackets */
        const char *const *headers; /* as of a request; with From, To, Subject and Date */
        const char *plain, *html;   /* UTF-8: two forms of the same; lines end in \n */
        size_t keep;                /* bytes of the server's last reply at most; 0: it is dropped */
        uint64_t number;            /* of the answer, whose status is 250: the server has taken it; or 0 */
        int timeout_ms;
};
/* As http_send() and http_ask(), by SMTP: one letter to one recipient. */
void http_send_letter(struct http *h, const struct http_letter *l);
MUST enum fault http_ask_letter(struct http *h, const struct http_letter *l, struct http_answer *out,
                                struct bytes *body, struct err *e);

/* Forgets all requests in flight: answered() is not called for them. Waits for nothing. Not to be called
 * from answered() while http_ask() waits. */
void http_drop(struct http *h);

/* Becomes readable when a request can go on; the same descriptor as long as the client is open. */
int http_fd(const struct http *h);
/* Time after which http_work() is to be called even if it does not become readable, as poll(2) takes it: 0:
 * now, -1: never. */
int http_timeout_ms(const struct http *h);
/* Goes on with all requests that can go on, and hands out answers. FATAL: libcurl cannot go on. */
MUST enum fault http_work(struct http *h, struct err *e);

/* Sends one request and waits for its answer; others go on meanwhile. *body gets what is kept, in place of
 * what it held; out->body is borrowed from it. RETRY: no whole answer, or a stop was asked
 * (core/base/stop.h); USAGE: `url` is not a URL. */
MUST enum fault http_ask(struct http *h, const struct http_request *q, struct http_answer *out,
                         struct bytes *body, struct err *e);

/* USAGE: `url` is no URL of http or https with a host; the error does not hold it. *secret: others should not
 * see it, since it has a login, a query, or a long word in its path, as tokens are. */
MUST enum fault http_url_check(const char *url, bool *secret, struct err *e);

/* libcurl's version, for --version. */
const char *http_library_version(void);

#endif

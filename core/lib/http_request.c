/* SPDX-License-Identifier: Apache-2.0
 *
 * http_request.c - a request as libcurl takes it, with what every one has, and with what one by HTTP has.
 */
#include "core/lib/http_client.h"

#include <string.h>

enum {
        DROPPED_MOST = 64 << 10, /* bytes of headers and body beside what is kept */
        CONNECT_MS = 5000        /* a request that waits longer for its connection has no receiver */
};

/* Bytes of headers or body have come; 0 ends the request. */
static size_t count_received(struct request *r, size_t n)
{
        r->received += n;
        r->too_long = r->received > r->keep + DROPPED_MOST;
        return r->too_long ? 0 : n;
}

/* A server of letters replies in what libcurl takes for headers. The last reply but the farewell is kept. */
static void take_reply(struct request *r, const char *bytes, size_t n)
{
        if (n < 3 || !memcmp(bytes, "221", 3))
                return;
        const int status = (bytes[0] - '0') * 100 + (bytes[1] - '0') * 10 + bytes[2] - '0';
        r->refusal = status >= 400 && status <= 599 ? status : 0;
        bytes_clear(&r->body);
        bytes_add(&r->body, bytes, n < r->keep ? n : r->keep);
}

static size_t on_header(char *bytes, size_t size, size_t n, void *request)
{
        struct request *r = request;
        if (r->letter)
                take_reply(r, bytes, size * n);
        return count_received(r, size * n);
}

static size_t on_body(char *bytes, size_t size, size_t n, void *request)
{
        struct request *r = request;
        const size_t room = r->keep - r->body.len;
        bytes_add(&r->body, bytes, size * n < room ? size * n : room);
        r->body_len += size * n;
        return count_received(r, size * n);
}

static void set_transport(CURL *easy, int timeout_ms)
{
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
        curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                         (long)(timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS));
}

/* A file that cannot be read is a fault of the connection. */
static void set_identity(CURL *easy, const struct http_request *q)
{
        if (q->user) {
                curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
                curl_easy_setopt(easy, CURLOPT_USERNAME, q->user);
                curl_easy_setopt(easy, CURLOPT_PASSWORD, q->password ? q->password : "");
        }
        if (!q->tls)
                return;
        if (q->tls->ca)
                curl_easy_setopt(easy, CURLOPT_CAINFO, q->tls->ca);
        if (q->tls->certificate)
                curl_easy_setopt(easy, CURLOPT_SSLCERT, q->tls->certificate);
        if (q->tls->key)
                curl_easy_setopt(easy, CURLOPT_SSLKEY, q->tls->key);
        if (q->tls->key_password)
                curl_easy_setopt(easy, CURLOPT_KEYPASSWD, q->tls->key_password);
}

void request_add_header(struct request *r, const char *line)
{
        struct curl_slist *longer = curl_slist_append(r->headers, line);
        if (!longer)
                out_of_memory(0);
        r->headers = longer;
}

static void set_content(struct request *r, const struct http_request *q)
{
        for (size_t i = 0; q->headers && q->headers[i]; i++)
                request_add_header(r, q->headers[i]);
        request_add_header(r, "Expect:"); /* libcurl would ask first whether a long body is welcome */
        curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->headers);
        if (!q->body)
                return; /* a GET is what libcurl makes by itself */
        curl_easy_setopt(r->easy, CURLOPT_POST, 1L);
        curl_easy_setopt(r->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->len);
        if (curl_easy_setopt(r->easy, CURLOPT_COPYPOSTFIELDS, q->body) != CURLE_OK)
                out_of_memory(q->len);
}

struct request *request_new(size_t keep, uint64_t number, int timeout_ms)
{
        struct request *r = need_alloc(sizeof(*r));
        *r = (struct request){.easy = curl_easy_init(), .keep = keep, .number = number};
        if (!r->easy)
                out_of_memory(0);
        set_transport(r->easy, timeout_ms);
        curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(r->easy, CURLOPT_WRITEDATA, r);
        curl_easy_setopt(r->easy, CURLOPT_HEADERFUNCTION, on_header);
        curl_easy_setopt(r->easy, CURLOPT_HEADERDATA, r);
        curl_easy_setopt(r->easy, CURLOPT_ERRORBUFFER, r->error);
        curl_easy_setopt(r->easy, CURLOPT_PRIVATE, r);
        return r;
}

struct request *request_of_http(const struct http *h, const struct http_request *q)
{
        struct request *r = request_new(q->keep, q->number, q->timeout_ms);
        curl_easy_setopt(r->easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(r->easy, CURLOPT_FOLLOWLOCATION, 0L);
        /* A connection for each request in flight: one that breaks takes no others with it. */
        curl_easy_setopt(r->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(r->easy, CURLOPT_USERAGENT, h->user_agent);
        curl_easy_setopt(r->easy, CURLOPT_URL, q->url);
        set_identity(r->easy, q);
        set_content(r, q);
        return r;
}

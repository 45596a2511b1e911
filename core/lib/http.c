/* SPDX-License-Identifier: Apache-2.0
 *
 * http.c - the only file that knows libcurl.
 *
 * Rule: nothing here waits but http_wait(), and that not longer than it was told.
 * So: names are resolved by libcurl's own thread, and a request that is over while its name is still being resolved leaves
 * that thread behind (CURLOPT_QUICK_EXIT): by itself libcurl would wait for it, half a minute when no name server answers.
 */
#include "core/lib/http.h"

#include "core/base/bytes.h"
#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
        ANSWER_MOST = 64 << 10, /* bytes of headers and body */
        CONNECT_MS = 5000,      /* a request that waits longer for its connection has no receiver */
        CONNECTIONS_KEPT = 64,
        WAIT_FDS_MOST = 8,
};

struct request {
        CURL *easy;
        struct curl_slist *headers;
        size_t received;
        bool too_long;
        uint64_t number;
        char error[CURL_ERROR_SIZE];
        struct request *next; /* of all that are under way */
};

struct http {
        CURLM *multi;
        void (*answered)(void *context, const struct http_answer *a);
        void *context;
        struct request *under_way;
        bool any_answered; /* since somebody looked */
};

enum fault http_open(struct http **out, void (*answered)(void *context, const struct http_answer *a),
                     void *context, struct err *e)
{
        *out = NULL;
        /* Safe to repeat, and never undone: other libraries of the process may use it too. */
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
                return fail(e, FATAL, "libcurl cannot be used");
        if (!(curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS))
                return fail(e, FATAL,
                            "this libcurl resolves names while all else waits: use one with AsynchDNS");
        struct http *h = need_alloc(sizeof(*h));
        *h = (struct http){.multi = curl_multi_init(), .answered = answered, .context = context};
        if (!h->multi)
                out_of_memory(0);
        curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
        *out = h;
        return OK;
}

static void request_free(struct http *h, struct request *r)
{
        curl_multi_remove_handle(h->multi, r->easy);
        curl_easy_cleanup(r->easy);
        curl_slist_free_all(r->headers);
        free(r);
}

void http_drop(struct http *h)
{
        while (h->under_way) {
                struct request *r = h->under_way;
                h->under_way = r->next;
                request_free(h, r);
        }
}

void http_close(struct http *h)
{
        if (!h)
                return;
        http_drop(h);
        curl_multi_cleanup(h->multi);
        free(h);
}

/* What was received of headers and body: counted and dropped. */
static size_t on_received(char *bytes, size_t size, size_t n, void *request)
{
        struct request *r = request;
        (void)bytes;
        r->received += size * n;
        r->too_long = r->received > ANSWER_MOST;
        return r->too_long ? 0 : size * n; /* 0 ends the request */
}

static void set_transport(CURL *easy, int timeout_ms)
{
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
        /* A connection for each request under way: one that breaks takes no others with it. */
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
        curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
        curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                         (long)(timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS));
}

static void add_header(struct request *r, const char *line)
{
        struct curl_slist *longer = curl_slist_append(r->headers, line);
        if (!longer)
                out_of_memory(0);
        r->headers = longer;
}

void http_post(struct http *h, const struct http_post *p)
{
        struct request *r = need_alloc(sizeof(*r));
        *r = (struct request){.easy = curl_easy_init(), .number = p->number};
        if (!r->easy)
                out_of_memory(0);
        for (size_t i = 0; p->headers[i]; i++)
                add_header(r, p->headers[i]);
        add_header(r, "Expect:"); /* libcurl would ask first whether a long body is welcome */
        set_transport(r->easy, p->timeout_ms);
        curl_easy_setopt(r->easy, CURLOPT_URL, p->url);
        curl_easy_setopt(r->easy, CURLOPT_USERAGENT, "hentra/" HENTRA_VERSION);
        curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->headers);
        curl_easy_setopt(r->easy, CURLOPT_POST, 1L);
        curl_easy_setopt(r->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)p->len);
        if (curl_easy_setopt(r->easy, CURLOPT_COPYPOSTFIELDS, p->body) != CURLE_OK)
                out_of_memory(p->len);
        curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, on_received);
        curl_easy_setopt(r->easy, CURLOPT_WRITEDATA, r);
        curl_easy_setopt(r->easy, CURLOPT_HEADERFUNCTION, on_received);
        curl_easy_setopt(r->easy, CURLOPT_HEADERDATA, r);
        curl_easy_setopt(r->easy, CURLOPT_ERRORBUFFER, r->error);
        curl_easy_setopt(r->easy, CURLOPT_PRIVATE, r);
        if (curl_multi_add_handle(h->multi, r->easy) != CURLM_OK)
                out_of_memory(0);
        r->next = h->under_way;
        h->under_way = r;
}

static void take_out(struct http *h, const struct request *r)
{
        struct request **at = &h->under_way;
        while (*at != r)
                at = &(*at)->next;
        *at = r->next;
}

static void answer(struct http *h, CURL *easy, CURLcode code)
{
        struct request *r = NULL;
        long status = 0;
        curl_off_t after = 0;
        char error[HTTP_ERROR_MOST];
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&r);
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &after);
        /* An answer that was cut off had given its status long before. */
        const bool whole = code == CURLE_OK || (r->too_long && status);
        snprintf(error, sizeof(error), "%s", whole ? "" : *r->error ? r->error : curl_easy_strerror(code));
        const struct http_answer a = {.number = r->number,
                                      .status = whole ? (int)status : 0,
                                      .retry_after_s = whole ? (int64_t)after : 0,
                                      .error = error};
        take_out(h, r);
        request_free(h, r);
        h->any_answered = true;
        h->answered(h->context, &a);
}

/* Goes on with what can go on. */
static enum fault perform(struct http *h, struct err *e)
{
        int running, left;
        const CURLMcode code = curl_multi_perform(h->multi, &running);
        if (code == CURLM_OUT_OF_MEMORY)
                out_of_memory(0);
        if (code != CURLM_OK)
                return fail(e, FATAL, "libcurl: %s", curl_multi_strerror(code));
        for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left));) {
                if (m->msg == CURLMSG_DONE)
                        answer(h, m->easy_handle, m->data.result);
        }
        return OK;
}

enum fault http_wait(struct http *h, struct pollfd *fds, size_t n, int ms, struct err *e)
{
        struct curl_waitfd extra[WAIT_FDS_MOST];
        if (n > WAIT_FDS_MOST)
                return fail(e, FATAL, "%zu descriptors to poll, %d are possible", n, WAIT_FDS_MOST);
        for (size_t i = 0; i < n; i++)
                extra[i] = (struct curl_waitfd){.fd = fds[i].fd, .events = CURL_WAIT_POLLIN};
        /* What was posted since the last time begins now, and says what to wait for. */
        h->any_answered = false;
        if (perform(h, e) != OK)
                return e->kind;
        const CURLMcode code = curl_multi_poll(h->multi, extra, (unsigned)n, h->any_answered ? 0 : ms, NULL);
        if (code == CURLM_OUT_OF_MEMORY)
                out_of_memory(0);
        if (code != CURLM_OK)
                return fail(e, FATAL, "libcurl: %s", curl_multi_strerror(code));
        for (size_t i = 0; i < n; i++)
                fds[i].revents = extra[i].revents & CURL_WAIT_POLLIN ? POLLIN : 0;
        return perform(h, e);
}

const char *http_library_version(void)
{
        return curl_version_info(CURLVERSION_NOW)->version;
}

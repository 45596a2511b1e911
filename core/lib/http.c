/* SPDX-License-Identifier: Apache-2.0
 *
 * http.c - the only file that knows libcurl.
 *
 * libcurl names its sockets and its next time-out (CURLMOPT_SOCKETFUNCTION, CURLMOPT_TIMERFUNCTION). All
 * sockets are in one epoll set, whose descriptor is the one that callers poll.
 *
 * Rule: nothing here waits but http_ask(), and that not longer than it was told.
 * So: names are resolved by libcurl's own thread, and a request that is over while its name is still being
 * resolved leaves that thread behind (CURLOPT_QUICK_EXIT): by itself libcurl would wait for it, half a
 * minute when no name server answers.
 */
#include "core/lib/http_client.h"

#include "core/base/beside.h"
#include "core/base/moment.h"
#include "core/base/stop.h"
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
        CONNECTIONS_KEPT = 64,
        EVENTS = 32,    /* handled in a call; the others stay readable */
        TIMER_TURNS = 8 /* in a call: libcurl often wants to be called again at once */
};

/* ---- descriptors and time, as libcurl asks for them ---- */

/* Sockets are closed and their numbers used again without a word, so the set may have a socket that libcurl
 * takes for new, or not have one that it takes for known. */
static void watch_socket(int epoll, curl_socket_t fd, uint32_t events)
{
        struct epoll_event event = {.events = events, .data.fd = fd};
        if (epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event) == 0)
                return;
        if (errno != ENOENT || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
                out_of_memory(0); /* of the kernel: the descriptor is libcurl's own, and open */
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *http, void *unused)
{
        const struct http *h = http;
        (void)easy;
        (void)unused;
        if (what == CURL_POLL_REMOVE)
                (void)!epoll_ctl(h->epoll, EPOLL_CTL_DEL, fd, NULL); /* closed already: it has left the set */
        else
                watch_socket(h->epoll, fd,
                             (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U));
        return 0;
}

static int on_timer(CURLM *multi, long ms, void *http)
{
        struct http *h = http;
        (void)multi;
        h->timer_at = ms < 0 ? END_OF_TIME : steady_now() + ms * 1000LL;
        return 0;
}

int http_fd(const struct http *h)
{
        return h->epoll;
}

int http_timeout_ms(const struct http *h)
{
        if (h->timer_at == END_OF_TIME)
                return -1;
        const micros left = h->timer_at - steady_now();
        if (left <= 0)
                return 0;
        return left < INT_MAX ? (int)((left + 999) / 1000) : INT_MAX / 1000;
}

/* ---- life ---- */

enum fault http_open(struct http **out, const char *user_agent,
                     void (*answered)(void *context, const struct http_answer *a), void *context,
                     struct err *e)
{
        *out = NULL;
        /* Safe to repeat, and never undone: other libraries of the process may use it too. */
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
                return fail(e, FATAL, "libcurl cannot be used");
        if (!(curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_ASYNCHDNS))
                return fail(e, FATAL,
                            "this libcurl resolves names while all else waits: use one with AsynchDNS");
        const int epoll = epoll_create1(EPOLL_CLOEXEC);
        if (epoll < 0)
                return fail_errno(e, FATAL, "epoll_create1");
        struct http *h = need_alloc(sizeof(*h));
        *h = (struct http){.multi = curl_multi_init(),
                           .epoll = epoll,
                           .timer_at = END_OF_TIME,
                           .user_agent = user_agent,
                           .answered = answered,
                           .context = context};
        if (!h->multi)
                out_of_memory(0);
        curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
        curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
        curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
        curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, on_timer);
        curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
        *out = h;
        return OK;
}

static void request_free(struct http *h, struct request *r)
{
        struct request **at = &h->in_flight;
        while (*at != r)
                at = &(*at)->next;
        *at = r->next;
        curl_multi_remove_handle(h->multi, r->easy);
        curl_easy_cleanup(r->easy);
        curl_slist_free_all(r->headers);
        curl_slist_free_all(r->recipients);
        curl_mime_free(r->mime);
        bytes_free(&r->body);
        free(r);
}

void http_drop(struct http *h)
{
        while (h->in_flight)
                request_free(h, h->in_flight);
}

void http_close(struct http *h)
{
        if (!h)
                return;
        http_drop(h);
        curl_multi_cleanup(h->multi);
        close(h->epoll);
        free(h);
}

/* ---- requests ---- */

static void begin(struct http *h, struct request *r)
{
        r->next = h->in_flight;
        h->in_flight = r;
        if (curl_multi_add_handle(h->multi, r->easy) != CURLM_OK)
                out_of_memory(0);
}

void http_send(struct http *h, const struct http_request *q)
{
        begin(h, request_of_http(h, q));
}

void http_send_letter(struct http *h, const struct http_letter *l)
{
        begin(h, request_of_letter(l));
}

/* ---- answers ---- */

static void hand_out(struct http *h, CURL *easy, CURLcode code)
{
        struct request *r = NULL;
        long status = 0;
        curl_off_t after = 0;
        char error[HTTP_ERROR_MOST];
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&r);
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &after);
        /* An answer that was cut off had given its status long before. That of a letter is told by the code:
         * the last status is that of another line of the dialogue. */
        const bool whole = code == CURLE_OK || (r->too_long && status && !r->letter);
        if (r->letter)
                status = 250;
        const char *why = whole ? "" : *r->error ? r->error : curl_easy_strerror(code);
        if (!whole && r->refusal)
                snprintf(error, sizeof(error), "SMTP status %d (%.200s)", r->refusal, why);
        else
                snprintf(error, sizeof(error), "%s", why);
        struct bytes body = r->body;
        r->body = (struct bytes){0};
        const struct http_answer a = {.number = r->number,
                                      .status = whole ? (int)status : 0,
                                      .retry_after_s = whole ? (int64_t)after : 0,
                                      .body = body.at,
                                      .len = body.len,
                                      .cut = r->keep > 0 && r->body_len > r->keep,
                                      .error = error};
        struct asked *asked = r->asked;
        request_free(h, r);
        if (!asked) {
                h->answered(h->context, &a);
                bytes_free(&body);
                return;
        }
        *asked->answer = a;
        asked->answered = true;
        asked->bad_url = code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
        memcpy(asked->error, error, sizeof(error));
        asked->body = body;
}

static enum fault check(CURLMcode code, struct err *e)
{
        if (code == CURLM_OUT_OF_MEMORY)
                out_of_memory(0);
        return code == CURLM_OK ? OK : fail(e, FATAL, "libcurl: %s", curl_multi_strerror(code));
}

enum fault http_work(struct http *h, struct err *e)
{
        struct epoll_event event[EVENTS];
        int running, left;
        const int n = epoll_wait(h->epoll, event, EVENTS, 0);
        for (int i = 0; i < n; i++) {
                const int ready = (event[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                                  (event[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                                  (event[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
                if (check(curl_multi_socket_action(h->multi, event[i].data.fd, ready, &running), e) != OK)
                        return e->kind;
        }
        for (int turn = 0; turn < TIMER_TURNS && steady_now() >= h->timer_at; turn++) {
                h->timer_at = END_OF_TIME; /* libcurl sets it again, also where it was called too early */
                if (check(curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running), e) != OK)
                        return e->kind;
        }
        for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left));) {
                if (m->msg == CURLMSG_DONE)
                        hand_out(h, m->easy_handle, m->data.result);
        }
        return OK;
}

/* ---- one, and waited for ---- */

static enum fault ask(struct http *h, struct request *r, struct http_answer *out, struct bytes *body,
                      struct err *e)
{
        struct asked asked = {.answer = out};
        r->asked = &asked;
        begin(h, r);
        while (!asked.answered) {
                struct pollfd fds[] = {
                        {stop_fd(), POLLIN, 0}, {h->epoll, POLLIN, 0}, {beside_fd(), POLLIN, 0}};
                enum fault fault = OK;
                if (stop_asked())
                        fault = fail(e, RETRY, "a stop was asked while an answer was waited for");
                else if (poll(fds, 3, http_timeout_ms(h)) < 0 && errno != EINTR)
                        fault = fail_errno(e, FATAL, "poll");
                else
                        fault = http_work(h, e);
                beside_run();
                if (fault == OK)
                        continue;
                if (!asked.answered)
                        request_free(h, r);
                bytes_free(&asked.body);
                return fault;
        }
        bytes_free(body);
        *body = asked.body;
        out->error = "";
        if (out->status)
                return OK;
        return fail(e, asked.bad_url ? USAGE : RETRY, "%s", asked.error);
}

enum fault http_ask(struct http *h, const struct http_request *q, struct http_answer *out, struct bytes *body,
                    struct err *e)
{
        return ask(h, request_of_http(h, q), out, body, e);
}

enum fault http_ask_letter(struct http *h, const struct http_letter *l, struct http_answer *out,
                           struct bytes *body, struct err *e)
{
        return ask(h, request_of_letter(l), out, body, e);
}

const char *http_library_version(void)
{
        return curl_version_info(CURLVERSION_NOW)->version;
}

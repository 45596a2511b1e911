/* SPDX-License-Identifier: Apache-2.0
 *
 * http_client.h - libcurl, and what the parts of the client share; for core/lib/http*.c alone.
 *
 * A request is made (http_request.c, http_mail.c), then begun; from then on the loop has it (http.c).
 */
#ifndef HENTRA_LIB_HTTP_CLIENT_H
#define HENTRA_LIB_HTTP_CLIENT_H

#include "core/base/moment.h"
#include "core/lib/http.h"
#include <curl/curl.h>

/* Result of a request that is waited for. */
struct asked {
        bool answered, bad_url;
        struct http_answer *answer;
        struct bytes body; /* that of the answer */
        char error[HTTP_ERROR_MOST];
};

struct request {
        CURL *easy;
        struct curl_slist *headers, *recipients;
        curl_mime *mime; /* of a letter */
        bool letter;
        int refusal; /* of a letter: status of the last reply, if it refuses something; else 0 */
        struct bytes body;
        size_t keep;
        size_t received, body_len;
        bool too_long;
        uint64_t number;
        struct asked *asked; /* NULL: the answer goes to `answered` */
        char error[CURL_ERROR_SIZE];
        struct request *next; /* of all in flight */
};

struct http {
        CURLM *multi;
        int epoll;
        micros timer_at; /* steady: when libcurl wants to be called; END_OF_TIME: never */
        const char *user_agent;
        void (*answered)(void *context, const struct http_answer *a);
        void *context;
        struct request *in_flight;
};

/* With what every request has: certificates are checked, and it ends in time. */
struct request *request_new(size_t keep, uint64_t number, int timeout_ms);
struct request *request_of_http(const struct http *h, const struct http_request *q);
struct request *request_of_letter(const struct http_letter *l);

/* Adds a line to the head. */
void request_add_header(struct request *r, const char *line);

#endif

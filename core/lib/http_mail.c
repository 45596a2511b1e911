/* SPDX-License-Identifier: Apache-2.0
 *
 * http_mail.c - a letter as libcurl takes it: text and HTML of one message, each in quoted-printable.
 *
 * Rule: nothing here makes a line of its own from what the caller hands in but for the recipient's.
 * So: a line break in an address is libcurl's to refuse, and its sender's never to hand in.
 * Rule: lines of a text end in CRLF before they are encoded. libcurl 7.88.1 makes =0A of a bare LF, which to
 * RFC 2045 (6.7) is a character of the line and not its end: a letter would be one line.
 */
#include "core/lib/http_client.h"

#include "core/base/bytes.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ADDRESS_MOST = 256 };

static char *with_crlf(const char *text)
{
        char *lines = need_alloc(2 * strlen(text) + 1), *to = lines;
        for (; *text; text++) {
                if (*text == '\n')
                        *to++ = '\r';
                *to++ = *text;
        }
        *to = '\0';
        return lines;
}

static void add_part(curl_mime *mime, const char *text, const char *type)
{
        char *lines = with_crlf(text);
        curl_mimepart *part = curl_mime_addpart(mime);
        if (!part || curl_mime_data(part, lines, CURL_ZERO_TERMINATED) != CURLE_OK ||
            curl_mime_type(part, type) != CURLE_OK || curl_mime_encoder(part, "quoted-printable") != CURLE_OK)
                out_of_memory(0);
        free(lines);
}

/* The last form is the best one that the sender has (RFC 2046, 5.1.4). */
static void set_content(struct request *r, const struct http_letter *l)
{
        r->mime = curl_mime_init(r->easy);
        if (!r->mime)
                out_of_memory(0);
        add_part(r->mime, l->plain, "text/plain; charset=utf-8");
        add_part(r->mime, l->html, "text/html; charset=utf-8");
        for (size_t i = 0; l->headers[i]; i++)
                request_add_header(r, l->headers[i]);
        request_add_header(r, "Content-Type: multipart/alternative");
        curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->headers);
        curl_easy_setopt(r->easy, CURLOPT_MIMEPOST, r->mime);
}

static void set_envelope(struct request *r, const struct http_letter *l)
{
        char address[ADDRESS_MOST + 2];
        snprintf(address, sizeof(address), "<%s>", l->to);
        r->recipients = curl_slist_append(NULL, address);
        if (!r->recipients)
                out_of_memory(0);
        curl_easy_setopt(r->easy, CURLOPT_MAIL_RCPT, r->recipients);
        snprintf(address, sizeof(address), "<%s>", l->from);
        curl_easy_setopt(r->easy, CURLOPT_MAIL_FROM, address);
}

struct request *request_of_letter(const struct http_letter *l)
{
        static const long use[] = {[LETTER_TLS_REQUIRED] = CURLUSESSL_ALL,
                                   [LETTER_TLS_TRIED] = CURLUSESSL_TRY,
                                   [LETTER_TLS_NONE] = CURLUSESSL_NONE};
        struct request *r = request_new(l->keep, l->number, l->timeout_ms);
        r->letter = true;
        curl_easy_setopt(r->easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(r->easy, CURLOPT_PROXY, "");
        curl_easy_setopt(r->easy, CURLOPT_USE_SSL, use[l->tls]);
        curl_easy_setopt(r->easy, CURLOPT_URL, l->server);
        if (l->user) {
                curl_easy_setopt(r->easy, CURLOPT_USERNAME, l->user);
                curl_easy_setopt(r->easy, CURLOPT_PASSWORD, l->password ? l->password : "");
        }
        if (l->ca)
                curl_easy_setopt(r->easy, CURLOPT_CAINFO, l->ca);
        set_content(r, l);
        set_envelope(r, l);
        return r;
}

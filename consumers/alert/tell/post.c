/* SPDX-License-Identifier: Apache-2.0
 *
 * post.c - see post.h.
 */
#include "consumers/alert/tell/post.h"

#include "core/lib/log.h"

enum fault poster_open(struct poster *p, const struct conf *conf, struct err *e)
{
        const char *secret = conf_text(conf, "alert.webhook_secret");
        *p = (struct poster){.secret = secret && *secret ? secret : NULL,
                             .timeout_ms = (int)conf_ms(conf, "alert.webhook_timeout")};
        return mail_read_conf(&p->mail, conf, e);
}

static void send_request(struct poster *p, struct http *http, const struct delivery *d, uint64_t number)
{
        struct webhook_headers headers;
        if (!p->secret && !p->unsigned_logged)
                log_warn("alert.unsigned", KT("missing", "alert.webhook_secret"));
        p->unsigned_logged = true;
        webhook_headers(&headers, d->id, moment_now() / MICROS_PER_SECOND, p->secret, d->body);
        const struct http_request q = {.url = d->url.at,
                                       .headers = headers.list,
                                       .body = d->body,
                                       .len = text_of(d->body).len,
                                       .number = number,
                                       .timeout_ms = p->timeout_ms};
        http_send(http, &q);
}

bool poster_send(struct poster *p, struct http *http, const struct delivery *d, uint64_t number)
{
        struct letter_head head;
        if (!d->mail) {
                send_request(p, http, d, number);
                return true;
        }
        if (!p->mail.server)
                return false;
        const char *to = mailbox_of(d->url.at);
        letter_head_make(&head, &d->letter, p->mail.from, to, d->id, d->webhook_id,
                         moment_now() / MICROS_PER_SECOND);
        struct http_letter letter = mail_letter(&p->mail, &d->letter, &head, to);
        letter.number = number;
        http_send_letter(http, &letter);
        letter_head_free(&head);
        return true;
}

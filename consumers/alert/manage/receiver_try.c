/* SPDX-License-Identifier: Apache-2.0
 *
 * receiver_try.c - see receiver_try.h.
 */
#include "consumers/alert/manage/receiver_try.h"

#include "consumers/alert/tell/mail.h"
#include "consumers/alert/tell/webhook_body.h"
#include "core/lib/http.h"
#include "core/lib/json.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ANSWER_KEPT = 2000 };

static char *test_body(const char *name, const char *id, micros now)
{
        char at[32], vi[160], en[160];
        struct json *j = json_new(), *texts = json_new();
        json_put_text(j, "type", TEXT("test"));
        json_put_text(j, "id", text_of(id));
        json_put_text(j, "at", text_of(moment_format(now, at)));
        json_put_text(j, "webhook", text_of(name));
        snprintf(vi, sizeof(vi), "Thử gửi tới %s: không có cảnh báo nào.", name);
        snprintf(en, sizeof(en), "A test of %s: there is no alert.", name);
        json_put_text(texts, "vi", text_of(vi));
        json_put_text(texts, "en", text_of(en));
        json_put_object(j, "text", texts);
        char *line = json_line(j);
        json_free(j);
        return line;
}

/* Bytes of a stranger, for a terminal: what is not plain text becomes a dot. */
static void print_answer(const struct http_answer *a, FILE *out)
{
        char line[ANSWER_KEPT];
        for (size_t i = 0; i < a->len; i++) {
                const char c = ((const char *)a->body)[i];
                line[i] = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
        }
        const bool plain = text_check_shown((struct text){line, a->len}) == NULL;
        for (size_t i = 0; i < a->len; i++)
                putc(plain || (line[i] >= ' ' && line[i] < 0x7f) ? line[i] : '.', out);
        if (a->len)
                fprintf(out, "%s\n", a->cut ? " …" : "");
}

static enum fault post(struct http *h, const struct receiver *v, const struct conf *conf, const char *name,
                       FILE *out, struct err *e)
{
        const micros now = moment_now();
        const char *secret = conf_text(conf, "alert.webhook_secret");
        struct webhook_headers headers;
        struct http_answer answer;
        struct bytes kept = {0};
        char id[MESSAGE_ID_MOST];
        snprintf(id, sizeof(id), "test.%" PRId64, now);
        char *body = test_body(name, id, now);
        webhook_headers(&headers, id, now / MICROS_PER_SECOND, secret && *secret ? secret : NULL, body);
        const struct http_request q = {.url = v->url,
                                       .headers = headers.list,
                                       .body = body,
                                       .len = text_of(body).len,
                                       .keep = ANSWER_KEPT,
                                       .timeout_ms = (int)conf_ms(conf, "alert.webhook_timeout")};
        enum fault fault = http_ask(h, &q, &answer, &kept, e);
        if (fault == OK) {
                fprintf(out, "HTTP status %d after %.1f s%s\n", answer.status,
                        (double)(moment_now() - now) / MICROS_PER_SECOND,
                        secret && *secret ? "" : "; the message was not signed (alert.webhook_secret)");
                print_answer(&answer, out);
                if (answer.status < 200 || answer.status > 299)
                        fault = fail(e, RETRY, "%s does not take it: HTTP status %d", name, answer.status);
        }
        bytes_free(&kept);
        free(body);
        return fault;
}

static enum fault send_letter(struct http *h, const struct receiver *v, const struct conf *conf,
                              const char *name, FILE *out, struct err *e)
{
        const micros now = moment_now();
        struct mail mail;
        struct letter letter;
        struct letter_head head;
        struct http_answer answer;
        struct bytes kept = {0};
        char id[MESSAGE_ID_MOST];
        if (mail_read_conf(&mail, conf, e) != OK)
                return e->kind;
        if (!mail.server)
                return fail(e, USAGE, "alert.mail.server is not set: it names the server of letters");
        snprintf(id, sizeof(id), "test.%" PRId64, now);
        letter_of_test(&letter, name);
        letter_head_make(&head, &letter, mail.from, mailbox_of(v->url), id, v->webhook_id,
                         now / MICROS_PER_SECOND);
        struct http_letter l = mail_letter(&mail, &letter, &head, mailbox_of(v->url));
        l.keep = ANSWER_KEPT;
        const enum fault fault = http_ask_letter(h, &l, &answer, &kept, e);
        if (fault == OK)
                fprintf(out, "the server took it after %.1f s\n",
                        (double)(moment_now() - now) / MICROS_PER_SECOND);
        else if (kept.len)
                fputs("the server's last reply: ", out);
        answer.body = kept.at;
        answer.len = kept.len;
        print_answer(&answer, out);
        bytes_free(&kept);
        letter_free(&letter);
        letter_head_free(&head);
        return fault;
}

enum fault receiver_try(const struct receiver *v, const struct conf *conf, const char *name, FILE *out,
                        struct err *e)
{
        struct http *h;
        if (http_open(&h, "hentra/" HENTRA_VERSION, NULL, NULL, e) != OK)
                return e->kind;
        const enum fault fault =
                v->mail ? send_letter(h, v, conf, name, out, e) : post(h, v, conf, name, out, e);
        http_close(h);
        return fault;
}

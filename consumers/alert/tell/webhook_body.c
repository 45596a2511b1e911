/* SPDX-License-Identifier: Apache-2.0
 *
 * webhook_body.c - see webhook_body.h.
 */
#include "consumers/alert/tell/webhook_body.h"

#include "consumers/alert/window.h"
#include "core/base/bytes.h"
#include "core/base/event.h"
#include "core/lib/crypto.h"
#include "core/lib/json.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

char *alert_message_id(int64_t alert_id, int32_t transition, char out[static MESSAGE_ID_MOST])
{
        snprintf(out, MESSAGE_ID_MOST, "%" PRId64 ".%" PRId32, alert_id, transition);
        return out;
}

char *digest_message_id(const struct digest *d, char out[static MESSAGE_ID_MOST])
{
        char date[16];
        const int n =
                snprintf(out, MESSAGE_ID_MOST, "digest.%s.%" PRId64, day_format(d->day, date), d->number);
        if (d->parts > 1)
                snprintf(out + n, MESSAGE_ID_MOST - (size_t)n, ".%" PRId32 "of%" PRId32, d->part, d->parts);
        return out;
}

/* ---- JSON ---- */

static void put_instant(struct json *j, const char *key, micros t)
{
        char text[32];
        if (moment_legal(t))
                json_put_text(j, key, text_of(moment_format(t, text)));
        else
                json_put_null(j, key);
}

static void put_code(struct json *j, const char *key, struct text code)
{
        if (code.len)
                json_put_text(j, key, code);
        else
                json_put_null(j, key);
}

static void put_texts(struct json *j, const char *vi, const char *en)
{
        struct json *texts = json_new();
        json_put_text(texts, "vi", text_of(vi));
        json_put_text(texts, "en", text_of(en));
        json_put_object(j, "text", texts);
}

/* Members that an alert by itself and an alert within a digest have in common. */
static void put_alert(struct json *j, const struct alert_message *m)
{
        json_put_text(j, "rule", m->rule);
        json_put_text(j, "kind", text_of(alert_kind_names[m->kind]));
        json_put_int(j, "step", m->step);
        put_instant(j, "due_at", m->due_at);
        json_put_text(j, "dossier_id", m->dossier_id);
        json_put_text(j, "case_kind", text_of(case_kind_names[m->case_kind]));
        put_code(j, "agency", m->agency);
        put_code(j, "procedure", m->procedure);
        json_put_bool(j, "stale", m->stale);
}

static void put_chance(struct json *j, const struct alert_message *m)
{
        if (m->kind != LIKELY_LATE)
                return;
        json_put_int(j, "chance_percent", m->chance_percent);
        json_put_int(j, "alike", m->alike);
}

static char *line_of(struct json *j)
{
        char *line = json_line(j);
        json_free(j);
        return line;
}

static void put_source(struct json *j, const struct alert_message *m)
{
        json_put_text(j, "rule", m->rule);
        json_put_text(j, "kind", text_of(alert_kind_names[m->kind]));
        json_put_text(j, "source", m->source);
        put_instant(j, "silent_since", m->due_at);
        json_put_int(j, "usual_minutes", m->usual_minutes);
}

char *alert_body(const struct alert_message *m, const struct zone *zone, const struct calendar *calendar)
{
        char id[MESSAGE_ID_MOST], vi[ALERT_TEXT_MOST], en[ALERT_TEXT_MOST];
        const bool raised = alert_state_of(m) == ALERT_RAISED;
        struct json *j = json_new();
        json_put_text(j, "type", m->source.len ? TEXT("source") : TEXT("alert"));
        json_put_text(j, "id", text_of(alert_message_id(m->alert_id, m->transition, id)));
        json_put_int(j, "alert_id", m->alert_id);
        json_put_int(j, "transition", m->transition);
        json_put_text(j, "state", raised ? TEXT("RAISED") : TEXT("CLEARED"));
        if (raised)
                json_put_null(j, "reason");
        else
                json_put_text(j, "reason", text_of(alert_reason_names[m->reason]));
        put_instant(j, "at", m->at);
        put_instant(j, "fires_at", m->fires_at);
        if (m->source.len) {
                put_source(j, m);
        } else {
                put_alert(j, m);
                put_code(j, "recipient", m->recipient);
                put_chance(j, m);
        }
        put_texts(j, alert_text_vi(m, zone, calendar, vi), alert_text_en(m, zone, calendar, en));
        return line_of(j);
}

/* ---- digest ---- */

const int digest_kinds[DIGEST_KINDS] = {DUE_SOON, OVERDUE, ESCALATION, LIKELY_LATE};

static void put_counts(struct json *j, const struct digest *d)
{
        struct json *counts = json_new();
        for (int k = 0; k < DIGEST_KINDS; k++)
                json_put_int(counts, alert_kind_names[digest_kinds[k]], d->count[k]);
        json_put_object(j, "counts", counts);
}

static void put_open_alerts(struct json *j, const struct digest *d)
{
        json_add_object(j, "alerts", NULL);
        for (size_t i = 0; i < d->n; i++) {
                struct json *item = json_new();
                json_put_int(item, "alert_id", d->alert[i].alert_id);
                json_put_int(item, "transition", d->alert[i].transition);
                put_instant(item, "raised_at", d->alert[i].at);
                put_alert(item, &d->alert[i]);
                json_add_object(j, "alerts", item);
        }
}

static int64_t all_of(const struct digest *d)
{
        int64_t all = 0;
        for (int k = 0; k < DIGEST_KINDS; k++)
                all += d->count[k];
        return all;
}

/* "" of a digest that was not cut. */
static const char *part_text(const struct digest *d, const char *format, char out[static 64])
{
        *out = 0;
        if (d->parts > 1)
                snprintf(out, 64, format, d->part, d->parts);
        return out;
}

char *digest_text_vi(const struct digest *d, char out[static ALERT_TEXT_MOST])
{
        char part[64];
        int year, month, day;
        civil_of_day(d->day, &year, &month, &day);
        snprintf(out, ALERT_TEXT_MOST,
                 "%.*s, ngày %02d/%02d/%04d: %" PRId64 " cảnh báo (sắp đến hạn %" PRId64 ", quá hạn %" PRId64
                 ", báo cáo lên %" PRId64 ", có nguy cơ trễ hạn %" PRId64 ").%s",
                 (int)d->agency.len, d->agency.at, day, month, year, all_of(d), d->count[0], d->count[1],
                 d->count[2], d->count[3], part_text(d, " Phần %" PRId32 "/%" PRId32 ".", part));
        return out;
}

char *digest_text_en(const struct digest *d, char out[static ALERT_TEXT_MOST])
{
        char part[64], date[16];
        snprintf(out, ALERT_TEXT_MOST,
                 "%.*s, %s: %" PRId64 " alert(s) stand (due soon %" PRId64 ", overdue %" PRId64
                 ", escalation %" PRId64 ", likely late %" PRId64 ").%s",
                 (int)d->agency.len, d->agency.at, day_format(d->day, date), all_of(d), d->count[0],
                 d->count[1], d->count[2], d->count[3],
                 part_text(d, " Part %" PRId32 " of %" PRId32 ".", part));
        return out;
}

static void put_digest_texts(struct json *j, const struct digest *d)
{
        char vi[ALERT_TEXT_MOST], en[ALERT_TEXT_MOST];
        put_texts(j, digest_text_vi(d, vi), digest_text_en(d, en));
}

char *digest_body(const struct digest *d)
{
        char id[MESSAGE_ID_MOST], date[16];
        struct json *j = json_new();
        json_put_text(j, "type", TEXT("digest"));
        json_put_text(j, "id", text_of(digest_message_id(d, id)));
        json_put_text(j, "day", text_of(day_format(d->day, date)));
        put_code(j, "agency", d->agency);
        json_put_int(j, "part", d->part);
        json_put_int(j, "parts", d->parts);
        put_instant(j, "at", d->at);
        put_counts(j, d);
        json_put_int(j, "left_out", d->left_out);
        put_open_alerts(j, d);
        put_digest_texts(j, d);
        return line_of(j);
}

/* ---- headers ---- */

static void sign(char out[static HEADER_LINE_MOST], int64_t unix_s, const char *secret, const char *body)
{
        char stamp[32], text[65];
        uint8_t digest[32];
        struct bytes message = {0};
        const size_t n = (size_t)snprintf(stamp, sizeof(stamp), "%" PRId64 ".", unix_s);
        bytes_add(&message, stamp, n);
        bytes_add(&message, body, text_of(body).len);
        hmac_sha256(text_of(secret), (struct text){(const char *)message.at, message.len}, digest);
        bytes_free(&message);
        snprintf(out, HEADER_LINE_MOST, "X-Hentra-Signature: sha256=%s",
                 hex_format(digest, sizeof(digest), text));
}

void webhook_headers(struct webhook_headers *out, const char *id, int64_t unix_s, const char *secret,
                     const char *body)
{
        size_t n = 0;
        snprintf(out->delivery, sizeof(out->delivery), "X-Hentra-Delivery: %s", id);
        snprintf(out->timestamp, sizeof(out->timestamp), "X-Hentra-Timestamp: %" PRId64, unix_s);
        out->list[n++] = "Content-Type: application/json";
        out->list[n++] = out->delivery;
        out->list[n++] = out->timestamp;
        if (secret) {
                sign(out->signature, unix_s, secret, body);
                out->list[n++] = out->signature;
        }
        out->list[n] = NULL;
}

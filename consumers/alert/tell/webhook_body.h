/* SPDX-License-Identifier: Apache-2.0
 *
 * webhook_body.h - the message to a webhook, as JSON (docs/alerts.md), and the headers that prove its
 * sender. Pure.
 */
#ifndef HENTRA_TELL_WEBHOOK_BODY_H
#define HENTRA_TELL_WEBHOOK_BODY_H

#include "consumers/alert/tell/alert_text.h"
#include "core/base/calendar.h"
#include "core/wire/alert_codec.h"

/* The id of a message: the same for every attempt, and for every webhook. */
enum { MESSAGE_ID_MOST = 72 };
char *alert_message_id(int64_t alert_id, int32_t transition, char out[static MESSAGE_ID_MOST]);

/* One line, on the heap; the caller frees. `m` without its texts. */
char *alert_body(const struct alert_message *m, const struct zone *zone, const struct calendar *calendar);

enum { DIGEST_KINDS = 4 };
extern const int digest_kinds[DIGEST_KINDS]; /* as in alert_rule.kind */
struct digest {
        int32_t day;
        int64_t number; /* of a digest that an older hentra queued: of its agency */
        struct text agency;
        int32_t part, parts;                   /* 1, 1: all of it */
        micros at;                             /* instant at which its alerts were open */
        int64_t count[DIGEST_KINDS], left_out; /* of all parts; in the order of digest_kinds */
        /* Open alerts, borrowed: their transition, when it was raised, rule, kind, step, due date, dossier,
         * kind of case, agency, procedure, stale. */
        const struct alert_message *alert;
        size_t n;
};
char *digest_message_id(const struct digest *d, char out[static MESSAGE_ID_MOST]);
char *digest_body(const struct digest *d);
/* Its sentence in two languages; returns out. */
char *digest_text_vi(const struct digest *d, char out[static ALERT_TEXT_MOST]);
char *digest_text_en(const struct digest *d, char out[static ALERT_TEXT_MOST]);

/* "X-Hentra-Delivery: …", "X-Hentra-Timestamp: …" and, with a secret, "X-Hentra-Signature: sha256=…": the
 * HMAC-SHA-256 of "<timestamp>.<body>" in hexadecimal. `list` borrows from the rest, and ends with NULL. */
enum { HEADER_LINE_MOST = 128 };
struct webhook_headers {
        char delivery[HEADER_LINE_MOST], timestamp[HEADER_LINE_MOST], signature[HEADER_LINE_MOST];
        const char *list[5];
};
/* `unix_s`: when the attempt is made; `secret` NULL: not signed. */
void webhook_headers(struct webhook_headers *out, const char *id, int64_t unix_s, const char *secret,
                     const char *body);

#endif

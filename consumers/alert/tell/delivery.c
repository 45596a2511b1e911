/* SPDX-License-Identifier: Apache-2.0
 *
 * delivery.c - see delivery.h.
 */
#include "consumers/alert/tell/delivery.h"

#include "consumers/alert/tell/digest.h"
#include "consumers/alert/tell/mail.h"
#include "consumers/alert/tell/message_row.h"
#include "generated/embedded.h"
#include <stdlib.h>

void delivery_of_row(const struct pg_result *r, int row, struct delivery *d)
{
        *d = (struct delivery){
                .delivery_id = pg_get_int(r, row, COL_alert_delivery_take_delivery_id),
                .webhook_id = (int32_t)pg_get_int(r, row, COL_alert_delivery_take_webhook_id),
                .attempts = (int)pg_get_int(r, row, COL_alert_delivery_take_attempts),
                .wait_ms = pg_get_int(r, row, COL_alert_delivery_take_wait_ms),
                .name = pg_get_text(r, row, COL_alert_delivery_take_webhook),
                .url = pg_get_text(r, row, COL_alert_delivery_take_url),
                .digest = !pg_is_null(r, row, COL_alert_delivery_take_digest_day),
        };
        d->mail = mailbox_of(d->url.at) != NULL;
}

static enum fault make_digest(struct delivery *d, struct pg *pg, const struct pg_result *r, int row,
                              const struct zone *zone, micros now, struct err *e)
{
        struct digest digest = {.day = pg_get_date(r, row, COL_alert_delivery_take_digest_day),
                                .number =
                                        pg_is_null(r, row, COL_alert_delivery_take_digest_number)
                                                ? pg_get_int(r, row, COL_alert_delivery_take_digest_agency_id)
                                                : pg_get_int(r, row, COL_alert_delivery_take_digest_number),
                                .agency = pg_get_text(r, row, COL_alert_delivery_take_digest_agency),
                                .part = (int32_t)pg_get_int(r, row, COL_alert_delivery_take_part),
                                .parts = (int32_t)pg_get_int(r, row, COL_alert_delivery_take_parts),
                                .at = now};
        digest_message_id(&digest, d->id);
        return digest_read(pg, d->delivery_id, zone, &digest, &d->body, d->mail ? &d->letter : NULL,
                           &d->alert, &d->alerts, e);
}

enum fault delivery_make_message(struct delivery *d, struct pg *pg, const struct pg_result *r, int row,
                                 const struct zone *zone, const struct calendar *calendar, micros now,
                                 struct err *e)
{
        struct alert_message m;
        if (d->digest)
                return make_digest(d, pg, r, row, zone, now, e);
        m = MESSAGE_OF_ROW(alert_delivery_take, r, row, calendar);
        alert_message_id(m.alert_id, m.transition, d->id);
        if (d->mail)
                letter_of_alert(&d->letter, &m, zone, calendar);
        else
                d->body = alert_body(&m, zone, calendar);
        return OK;
}

void delivery_free(struct delivery *d)
{
        free(d->body);
        letter_free(&d->letter);
        free(d->alert);
        d->body = NULL;
        d->alert = NULL;
        d->alerts = 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * delivery.c - see delivery.h.
 */
#include "consumers/alert/tell/delivery.h"

#include "consumers/alert/tell/digest.h"
#include "consumers/alert/tell/message_row.h"
#include <stdlib.h>

enum {
        COLUMN_DELIVERY,
        COLUMN_WEBHOOK,
        COLUMN_ATTEMPTS,
        COLUMN_WAIT_MS,
        COLUMN_NAME,
        COLUMN_URL,
        COLUMN_DAY,
        COLUMN_AGENCY,
        COLUMN_AGENCY_CODE,
        COLUMN_NUMBER,
        COLUMN_PART,
        COLUMN_PARTS,
        COLUMN_MESSAGE
};

void delivery_of_row(const struct pg_result *r, int row, struct delivery *d)
{
        *d = (struct delivery){
                .delivery_id = pg_get_int(r, row, COLUMN_DELIVERY),
                .webhook_id = (int32_t)pg_get_int(r, row, COLUMN_WEBHOOK),
                .attempts = (int)pg_get_int(r, row, COLUMN_ATTEMPTS),
                .wait_ms = pg_get_int(r, row, COLUMN_WAIT_MS),
                .name = pg_get_text(r, row, COLUMN_NAME),
                .url = pg_get_text(r, row, COLUMN_URL),
                .digest = !pg_is_null(r, row, COLUMN_DAY),
        };
}

static enum fault say_digest(struct delivery *d, struct pg *pg, const struct pg_result *r, int row,
                             micros now, struct err *e)
{
        struct digest digest = {
                .day = pg_get_date(r, row, COLUMN_DAY),
                .number =
                        pg_get_int(r, row, pg_is_null(r, row, COLUMN_NUMBER) ? COLUMN_AGENCY : COLUMN_NUMBER),
                .agency = pg_get_text(r, row, COLUMN_AGENCY_CODE),
                .part = (int32_t)pg_get_int(r, row, COLUMN_PART),
                .parts = (int32_t)pg_get_int(r, row, COLUMN_PARTS),
                .at = now};
        digest_message_id(&digest, d->id);
        return digest_read(pg, d->delivery_id, &digest, &d->body, &d->alert, &d->alerts, e);
}

enum fault delivery_say(struct delivery *d, struct pg *pg, const struct pg_result *r, int row,
                        const struct zone *zone, const struct calendar *calendar, micros now, struct err *e)
{
        struct alert_message m;
        if (d->digest)
                return say_digest(d, pg, r, row, now, e);
        message_of_row(r, row, COLUMN_MESSAGE, calendar, &m);
        alert_message_id(m.alert_id, m.transition, d->id);
        d->body = alert_body(&m, zone, calendar);
        return OK;
}

void delivery_free(struct delivery *d)
{
        free(d->body);
        free(d->alert);
        d->body = NULL;
        d->alert = NULL;
        d->alerts = 0;
}

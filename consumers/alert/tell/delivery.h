/* SPDX-License-Identifier: Apache-2.0
 *
 * delivery.h - a delivery as the queue gives it out: its receiver, its time, and its message.
 */
#ifndef HENTRA_TELL_DELIVERY_H
#define HENTRA_TELL_DELIVERY_H

#include "consumers/alert/tell/letter.h"
#include "consumers/alert/tell/webhook_body.h"
#include "core/lib/pg.h"

struct delivery {
        int64_t delivery_id;
        int32_t webhook_id;
        int attempts;    /* so far */
        int64_t wait_ms; /* until its time has come */
        struct text name, url;
        bool digest;
        bool mail; /* url is mailto:… */
        /* Once its message is made: */
        char id[MESSAGE_ID_MOST];
        char *body;           /* to a webhook */
        struct letter letter; /* to a mailbox */
        int64_t *alert;       /* of a digest: those in the body, in order */
        size_t alerts;
};

/* From a row of query alert_delivery_take, which has to outlive it. It has no message yet. */
void delivery_of_row(const struct pg_result *r, int row, struct delivery *d);

/* Makes the message, which the caller frees. `now`: by the alerter's clock. RETRY: the warehouse is away. */
MUST enum fault delivery_make_message(struct delivery *d, struct pg *pg, const struct pg_result *r, int row,
                                      const struct zone *zone, const struct calendar *calendar, micros now,
                                      struct err *e);
void delivery_free(struct delivery *d); /* the message; twice is fine */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * deliver.h - posts deliveries to the webhooks and records the result, at least once.
 *
 * Transitions are queued by the transaction that makes them (a trigger, sql/views/61_alert_webhook.sql),
 * digests here. The result is recorded once the receiver has answered; a delivery without a result is sent
 * again. One alerter delivers at a time (a lock of its connection). Attempts and pauses go by the wall
 * clock and the steady clock, digests by the alerter's.
 *
 * Never waits for a receiver: at most 4 requests are in flight for a webhook and 32 in all, and a webhook
 * that fails gets one at a time (attempt.h). So: no receiver delays another, nor an alert.
 */
#ifndef HENTRA_TELL_DELIVER_H
#define HENTRA_TELL_DELIVER_H

#include "core/base/calendar.h"
#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include "core/program/clock.h"

struct deliverer;
/* `conf` and `clock` are borrowed. */
MUST enum fault deliverer_open(struct deliverer **d, const struct conf *conf, const struct clock *clock,
                               struct err *e);
void deliverer_close(struct deliverer *d); /* NULL is fine; deliveries in flight are sent again */

/* The connection was lost, and with it the lock. Requests in flight are dropped, and sent again. */
void deliverer_forget(struct deliverer *d);
/* Something was queued, or the calendar was changed: the next deliverer_work() looks into the queue.
 * `changed`: a webhook was changed or deliveries that were given up are retried (payload `changed` of the
 * channel hentra_alert_webhook), so that receivers that failed are tried again at once. */
void deliverer_wake(struct deliverer *d, bool changed);

/* Goes on without waiting: queues digests that are due, records answers, posts deliveries that wait.
 * *again_ms: call it again after so long even if nothing happens. RETRY: the warehouse is away. */
MUST enum fault deliverer_work(struct deliverer *d, struct pg *pg, const struct zone *zone,
                               const struct calendar *calendar, int *again_ms, struct err *e);
/* Instant at which the next digest is due, by the alerter's clock; END_OF_TIME: never, as far as is known. */
micros deliverer_next_digest(const struct deliverer *d);

/* Becomes readable when deliverer_work() can go on. The same as long as the deliverer is open. */
int deliverer_fd(const struct deliverer *d);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * digest.h - the daily digests: when they are due, queueing them, and their content.
 *
 * A digest is due on every working day at its minute of the local day, by the alerter's clock. One that was
 * missed is queued later on the same day, and not for a day that is over. It is queued once for a webhook,
 * a day and an agency, by however many alerters, and contains the alerts that are open when it is sent. One
 * that is too large for its receiver is cut in halves until they fit; a part keeps its alerts, and contains
 * those of them that are open when it is sent.
 */
#ifndef HENTRA_TELL_DIGEST_H
#define HENTRA_TELL_DIGEST_H

#include "consumers/alert/tell/letter.h"
#include "consumers/alert/tell/webhook_body.h"
#include "core/base/calendar.h"
#include "core/lib/pg.h"

/* The next instant at which a digest of `minute` is due, when `last_day` was the last that it was queued
 * for (INT32_MIN: none); before `now` when it should have been already. END_OF_TIME: beyond the calendar.
 * Pure. */
micros digest_next(const struct calendar *c, const struct zone *zone, int32_t last_day, int minute,
                   micros now);

/* The instant of the earliest of all enabled digests; END_OF_TIME: there is none. */
MUST enum fault digest_earliest(struct pg *pg, const struct calendar *c, const struct zone *zone, micros now,
                                micros *next, struct err *e);

/* Queues the digests that are due, in a transaction of its own that is durable. */
MUST enum fault digest_queue(struct pg *pg, const struct calendar *c, const struct zone *zone, micros now,
                             struct err *e);

/* Reads counts and alerts of a digest, or of a part of one, and gives its body, or where `letter` is not
 * NULL its letter, and the numbers of the alerts in it; the caller frees. A digest that was not cut has at
 * most DIGEST_ALERTS_MOST, the oldest due dates; the rest is counted. */
enum { DIGEST_ALERTS_MOST = 500 };
MUST enum fault digest_read(struct pg *pg, int64_t delivery_id, const struct zone *zone, struct digest *d,
                            char **body, struct letter *letter, int64_t **alert, size_t *alerts,
                            struct err *e);

/* Its receiver finds it too large: from now on it waits as two, the first with the first half of these
 * alerts, of which there are two at least. */
MUST enum fault digest_cut(struct pg *pg, int64_t delivery_id, const int64_t *alert, size_t alerts,
                           struct err *e);

#endif

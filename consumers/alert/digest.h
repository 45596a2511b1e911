/* SPDX-License-Identifier: Apache-2.0
 *
 * digest.h - the daily digests: when they are due, queueing them, and what is in one.
 *
 * A digest is due on every working day at its minute of the local day, by the alerter's clock. One that was missed is
 * queued later on the same day, and not for a day that is over. It is queued once for a webhook, a day and an agency, by
 * however many alerters; what it says is what stands when it is sent.
 */
#ifndef HENTRA_ALERT_DIGEST_H
#define HENTRA_ALERT_DIGEST_H

#include "core/base/calendar.h"
#include "core/lib/pg.h"

/* The next instant at which a digest of `minute` is due, when `last_day` was the last that it was queued for (INT32_MIN:
 * none); before `now` when it should have been already. END_OF_TIME: beyond the calendar. Pure. */
micros digest_next(const struct calendar *c, const struct zone *zone, int32_t last_day, int minute,
                   micros now);

/* The earliest of all enabled digests. */
MUST enum fault digest_when(struct pg *pg, const struct calendar *c, const struct zone *zone, micros now,
                            micros *next, struct err *e);

/* Queues what is due. */
MUST enum fault digest_queue(struct pg *pg, const struct calendar *c, const struct zone *zone, micros now,
                             struct err *e);

/* The body of the digest of a day for an agency, on the heap; the caller frees. At most DIGEST_ALERTS_MOST alerts, the oldest
 * due dates; the rest is counted. */
enum { DIGEST_ALERTS_MOST = 500 };
MUST enum fault digest_read(struct pg *pg, int32_t day, int32_t agency_id, struct text agency, micros now,
                            char **body, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_failed.h - deliveries that were given up, shown and sent again; and webhooks that are behind.
 */
#ifndef HENTRA_SHOW_ALERT_FAILED_H
#define HENTRA_SHOW_ALERT_FAILED_H

#include "consumers/alert/show/alert_list.h"
#include <stddef.h>

/* Prints deliveries that were given up, the oldest first, and as text also the webhooks that are behind;
 * with `waiting` those alone. A webhook is behind while a delivery waits for it that failed, or since more
 * than five minutes; what waits for the end of a snooze (`now`: by the alerter's clock) does not count. */
MUST enum fault alert_failed(struct pg *pg, const struct zone *zone, micros now, bool waiting,
                             enum list_format format, struct err *e);

/* Queues deliveries that were given up again, with as many attempts as new ones. `words`: the numbers of n
 * of them, or n 0: all. USAGE: a word is no number; FATAL: one of the numbers is not that of a delivery
 * that was given up, and none is queued. */
MUST enum fault alert_retry(struct pg *pg, const char *const *words, size_t n, bool dry_run, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * alert_failed.h - deliveries to webhooks that were given up, shown and sent after all; and webhooks that take nothing.
 */
#ifndef HENTRA_SHOW_ALERT_FAILED_H
#define HENTRA_SHOW_ALERT_FAILED_H

#include "consumers/alert/show/alert_list.h"
#include <stddef.h>

/* On standard output: what was given up, the oldest first; as text also the webhooks that are behind, which is all with
 * `waiting`: of them a delivery waits that failed, or since more than five minutes. */
MUST enum fault alert_failed(struct pg *pg, const struct zone *zone, bool waiting, enum list_format format,
                             struct err *e);

/* They wait again, with as many attempts as new ones. `words`: the numbers of n of them, or n 0: all. USAGE: a word is no
 * number; FATAL: one of the numbers is not that of a dead delivery, and none of them waits again. */
MUST enum fault alert_retry(struct pg *pg, const char *const *words, size_t n, bool dry_run, struct err *e);

#endif

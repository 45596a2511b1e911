/* SPDX-License-Identifier: Apache-2.0
 *
 * attempt.h - what follows from an attempt to deliver to a webhook: done, again later, or given up. Pure.
 *
 *   2xx                                  delivered
 *   408, 425, 429, 5xx, no answer        again, until it was tried often enough
 *   anything else (redirects, other 4xx) given up at once: the receiver does not want it
 */
#ifndef HENTRA_ALERT_ATTEMPT_H
#define HENTRA_ALERT_ATTEMPT_H

#include "core/base/moment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum delivery_state { DELIVERY_WAITING, DELIVERY_DONE, DELIVERY_DEAD }; /* stored in alert_delivery.state */

enum { BACKOFF_FIRST_MS = 1000, BACKOFF_MOST_MS = 3600000 };

/* Whether the same may work later. `status` 0: no answer. */
bool attempt_passing(int status);
/* `tried`: how often, this time included. */
enum delivery_state attempt_verdict(int status, int tried, int most);

/* How long to wait after the attempt number `tried`, which failed: a second, doubled with each, an hour at most, and of
 * that between a half and the whole, by the number of the delivery: what failed together does not come back together.
 * Longer, up to an hour, when the receiver asks for it. */
int64_t attempt_backoff_ms(int64_t delivery_id, int tried, int64_t retry_after_s);

/* ---- receivers whose last attempt failed ---- */

/* One that fails gets one attempt at a time, and after each a pause that grows as it goes on failing: so it takes up one
 * of the places for requests and little of anybody's time, and its other deliveries are not tried to death meanwhile. */
struct suspect {
        int32_t webhook_id;
        int failures; /* in a row */
        micros until; /* steady: left alone until then */
};
struct suspects { /* zero is none */
        struct suspect *of;
        size_t n;
};
enum { SUSPECT_PAUSE_MOST_MS = 60000 };
/* `now`: of the steady clock. */
void suspects_fail(struct suspects *s, int32_t webhook_id, int64_t retry_after_s, micros now);
void suspects_clear(struct suspects *s, int32_t webhook_id);
void suspects_free(struct suspects *s); /* twice is fine */

#endif

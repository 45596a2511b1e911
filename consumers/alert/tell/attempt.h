/* SPDX-License-Identifier: Apache-2.0
 *
 * attempt.h - what follows from an attempt to deliver to a webhook: done, again later, or given up. Pure.
 *
 *   2xx             delivered
 *   413             too large, and will be next time: given up at once, or cut (a digest)
 *   anything else   again, until it was tried often enough
 *
 * What a receiver answers while it is rolled out does not tell what it means: no route yet (404), a login in front of it
 * (401, 403, redirects), a page instead of it (405), the old one that does not know a field (400). To try such a message in vain
 * a dozen times costs little; to give up at once has lost every alert of that minute.
 */
#ifndef HENTRA_TELL_ATTEMPT_H
#define HENTRA_TELL_ATTEMPT_H

#include "core/base/moment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum delivery_state { DELIVERY_WAITING, DELIVERY_DONE, DELIVERY_DEAD }; /* stored in alert_delivery.state */

/* Whether the receiver takes no message so large; another one it may take. */
bool attempt_too_large(int status);
/* `status` 0: no answer. `tried`: how often, this time included. */
enum delivery_state attempt_verdict(int status, int tried, int most);

/* How long to wait after the attempt number `tried`, which failed: a second, doubled with each, an hour at most, and of
 * that between a half and the whole, by the number of the delivery: what failed together does not come back together.
 * Longer, up to an hour, when the receiver asks for it. */
int64_t attempt_pause_ms(int64_t delivery_id, int tried, int64_t retry_after_s);

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

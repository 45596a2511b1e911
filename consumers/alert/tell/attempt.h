/* SPDX-License-Identifier: Apache-2.0
 *
 * attempt.h - an attempt to deliver to a webhook: what follows from its answer. Pure.
 *
 *   2xx             delivered
 *   413             too large, and will be next time: given up at once, or cut (a digest)
 *   anything else   again, until it was tried often enough
 *
 * While a receiver is rolled out its answers do not mean what they say: no route yet (404), a login in
 * front of it (401, 403, redirects), a page instead of it (405), the old one that does not know a field
 * (400). To try such a message a dozen times in vain costs little; to give it up at once would lose every
 * alert of that minute.
 */
#ifndef HENTRA_TELL_ATTEMPT_H
#define HENTRA_TELL_ATTEMPT_H

#include "core/base/moment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum delivery_state {
        DELIVERY_WAITING,
        DELIVERY_DONE,
        DELIVERY_GIVEN_UP
}; /* stored in alert_delivery.state */

/* True: the receiver refuses a message of this size, but may take another one. */
bool attempt_too_large(int status);
/* `status` 0: no answer. `tried`: attempts so far, this one included. */
enum delivery_state attempt_verdict(int status, int tried, int most);

/* Pause after the attempt number `tried`, which failed. It begins with a second, doubles with each failure
 * and ends at an hour. The result is between half of it and all of it, drawn from the number of the delivery:
 * deliveries that failed together do not come back together. A receiver may ask for more, up to an hour. */
int64_t attempt_pause_ms(int64_t delivery_id, int tried, int64_t retry_after_s);

/* ---- receivers whose last attempt failed ---- */

/* A webhook that fails gets one attempt at a time, and after each a pause that grows as it goes on failing:
 * so it takes one slot and little time, and its other deliveries do not use up their attempts meanwhile. */
struct suspect { /* a webhook whose last attempt failed */
        int32_t webhook_id;
        int failures; /* in a row */
        micros until; /* steady: no attempt before */
};
struct suspects { /* zero is none */
        struct suspect *of;
        size_t n;
};
enum { SUSPECT_PAUSE_MOST_MS = 60000 };
/* `now`: of the steady clock. */
void suspects_fail(struct suspects *s, int32_t webhook_id, int64_t retry_after_s, micros now);
/* Lists the webhooks: all of them, and those that are in their pause; each list has room for s->n. Returns
 * how many are in their pause. *until becomes the instant at which the first pause ends, unless it is
 * earlier. */
size_t suspects_list(const struct suspects *s, micros now, int32_t *all, int32_t *pausing, micros *until);
void suspects_clear(struct suspects *s, int32_t webhook_id);
void suspects_free(struct suspects *s); /* twice is fine */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * attempt.c - see attempt.h.
 */
#include "consumers/alert/tell/attempt.h"

#include "core/base/bytes.h"
#include "core/base/retry.h"
#include "core/lib/hash.h"
#include <stdlib.h>

bool attempt_too_large(int status)
{
        return status == 413;
}

enum delivery_state attempt_verdict(int status, int tried, int most)
{
        if (status >= 200 && status < 300)
                return DELIVERY_DONE;
        return attempt_too_large(status) || tried >= most ? DELIVERY_GIVEN_UP : DELIVERY_WAITING;
}

/* A receiver that is restarted is back in seconds, one that is repaired in hours; nobody wants to wait
 * longer than an hour once it is back. */
static const struct retry_policy delivery_policy = {.first_ms = 1000, .most_ms = 3600000};
/* A receiver as a whole: a minute, since an attempt finds out for all its deliveries that it is back. */
static const struct retry_policy suspect_policy = {.first_ms = 1000, .most_ms = SUSPECT_PAUSE_MOST_MS};

/* Pause that the receiver asks for, as far as it gets it. */
static int64_t asked_ms(int64_t retry_after_s)
{
        if (retry_after_s <= 0)
                return 0;
        return retry_after_s < delivery_policy.most_ms / 1000 ? retry_after_s * 1000
                                                              : delivery_policy.most_ms;
}

int64_t attempt_pause_ms(int64_t delivery_id, int tried, int64_t retry_after_s)
{
        const int64_t drawn[] = {delivery_id, tried};
        const int64_t ms = retry_spread_ms(&delivery_policy, tried, hash_bytes(drawn, sizeof(drawn)));
        const int64_t asked = asked_ms(retry_after_s);
        return ms > asked ? ms : asked;
}

/* ---- suspects ---- */

static struct suspect *find(const struct suspects *s, int32_t webhook_id)
{
        for (size_t i = 0; i < s->n; i++) {
                if (s->of[i].webhook_id == webhook_id)
                        return &s->of[i];
        }
        return NULL;
}

void suspects_fail(struct suspects *s, int32_t webhook_id, int64_t retry_after_s, micros now)
{
        struct suspect *it = find(s, webhook_id);
        if (!it) {
                s->of = need_realloc(s->of, (s->n + 1) * sizeof(*s->of));
                it = &s->of[s->n++];
                *it = (struct suspect){.webhook_id = webhook_id};
        }
        const int64_t asked = asked_ms(retry_after_s);
        it->failures += now >= it->until; /* else it was in flight when the one before failed */
        const int64_t ms = retry_pause_ms(&suspect_policy, it->failures);
        const micros until = now + (ms > asked ? ms : asked) * 1000;
        if (until > it->until)
                it->until = until;
}

size_t suspects_list(const struct suspects *s, micros now, int32_t *all, int32_t *pausing, micros *until)
{
        size_t n = 0;
        for (size_t i = 0; i < s->n; i++) {
                all[i] = s->of[i].webhook_id;
                if (s->of[i].until <= now)
                        continue;
                pausing[n++] = s->of[i].webhook_id;
                if (s->of[i].until < *until)
                        *until = s->of[i].until;
        }
        return n;
}

void suspects_clear(struct suspects *s, int32_t webhook_id)
{
        struct suspect *it = find(s, webhook_id);
        if (it)
                *it = s->of[--s->n];
}

void suspects_free(struct suspects *s)
{
        free(s->of);
        *s = (struct suspects){0};
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * strangers.c - see strangers.h.
 */
#include "producers/gateway/strangers.h"

#include "core/lib/hash.h"
#include <string.h>

static struct allowance *place_of(struct strangers *s, const uint8_t from[static 16])
{
        static const uint8_t mapped[12] = {[10] = 0xff, 0xff};
        const size_t len = memcmp(from, mapped, sizeof(mapped)) == 0 ? 16 : 8;
        return &s->of[hash_bytes(from, len) % STRANGERS];
}

bool stranger_may_call(struct strangers *s, const uint8_t from[static 16], int64_t rate, micros now)
{
        return allowance_is_left(place_of(s, from), rate, now);
}

void stranger_refused(struct strangers *s, const uint8_t from[static 16], size_t body, size_t values)
{
        const size_t tree = values / STRANGER_VALUES;
        place_of(s, from)->left -= 1 + (double)body / STRANGER_BODY +
                                   (double)(tree < STRANGER_VALUES_MOST ? tree : STRANGER_VALUES_MOST);
}

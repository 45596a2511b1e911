/* SPDX-License-Identifier: Apache-2.0
 *
 * attempts.c - see attempts.h.
 */
#include "consumers/dashboard/attempts.h"

#include "core/lib/hash.h"
#include <string.h>

static struct attempt_place *place_of_address(struct attempts *a, const uint8_t from[static 16])
{
        static const uint8_t mapped[12] = {[10] = 0xff, 0xff}, none[16];
        /* Behind a unix socket all have the same one. */
        if (!memcmp(from, none, sizeof(none)))
                return NULL;
        const size_t len = memcmp(from, mapped, sizeof(mapped)) == 0 ? 16 : 8;
        return &a->address[hash_bytes(from, len) % ATTEMPTS_PLACES];
}

static struct attempt_place *place_of_role(struct attempts *a, const char *role)
{
        return &a->role[hash_bytes(role, strlen(role)) % ATTEMPTS_PLACES];
}

/* Seconds until one is left. */
static double wait_of(struct attempt_place *p, int most, micros now)
{
        if (!p)
                return 0;
        p->used -= (double)(now - p->at) / (double)(ATTEMPT_SECONDS * MICROS_PER_SECOND);
        p->at = now;
        if (p->used < 0)
                p->used = 0;
        return p->used <= most - 1 ? 0 : (p->used - (most - 1)) * ATTEMPT_SECONDS;
}

static void add(struct attempt_place *p, double n)
{
        if (p)
                p->used += n;
}

int attempt_begin(struct attempts *a, const uint8_t address[static 16], const char *role, micros now)
{
        struct attempt_place *from = place_of_address(a, address), *as = place_of_role(a, role);
        const double first = wait_of(from, ATTEMPTS_OF_ADDRESS, now),
                     second = wait_of(as, ATTEMPTS_OF_ROLE, now);
        const double wait = first > second ? first : second;
        if (wait > 0)
                return (int)wait + 1;
        add(from, 1);
        add(as, 1);
        return 0;
}

void attempt_was_right(struct attempts *a, const uint8_t address[static 16], const char *role)
{
        add(place_of_address(a, address), -1);
        add(place_of_role(a, role), -1);
}

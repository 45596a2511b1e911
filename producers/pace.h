/* SPDX-License-Identifier: Apache-2.0
 *
 * pace.h - how many bytes may leave in a second. Pure.
 */
#ifndef HENTRA_PRODUCERS_PACE_H
#define HENTRA_PRODUCERS_PACE_H

#include "core/base/moment.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room grows with the time, up to a tenth of a second's. A message may leave when there is any, so the last
 * one may go beyond it, and the next ones wait for that. */
struct pace {
        double rate; /* bytes in a second; 0: no limit */
        double room;
        micros reckoned; /* steady */
};

static inline void pace_open(struct pace *p, int64_t rate)
{
        *p = (struct pace){.rate = (double)rate};
}

/* `in_flight`: bytes that have not arrived. On a line that is slower than the limit they would only wait in
 * memory, and go on a faster one all at once, so they are two seconds' at most. */
static inline bool pace_allows(struct pace *p, size_t in_flight, micros now)
{
        if (p->rate <= 0)
                return true;
        const double most = p->rate / 10;
        p->room +=
                p->reckoned == 0 ? most : (double)(now - p->reckoned) * p->rate / (double)MICROS_PER_SECOND;
        p->room = p->room < most ? p->room : most;
        p->reckoned = now;
        return p->room > 0 && (double)in_flight < 2 * p->rate;
}

static inline void pace_take(struct pace *p, size_t bytes)
{
        p->room -= p->rate > 0 ? (double)bytes : 0;
}

#endif

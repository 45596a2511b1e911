/* SPDX-License-Identifier: Apache-2.0
 *
 * clock.h - what time it is for deadlines, and waking up at one.
 *
 * The wall clock, or a simulated one (keys clock.*), by which several programs live through a month in minutes: at the real
 * instant clock.since it is clock.origin, and from then on clock.speed simulated seconds pass in a second.
 */
#ifndef HENTRA_PROGRAM_CLOCK_H
#define HENTRA_PROGRAM_CLOCK_H

#include "core/base/err.h"
#include "core/base/moment.h"
#include "core/lib/conf.h"
#include <stdbool.h>

struct clock { /* a value: copy it at will, but for the descriptor that clock_open() makes */
        bool simulated;
        micros origin, since;
        double speed;
        int fd;       /* -1: not opened */
        bool was_set; /* seen while arming, not told yet */
};

/* Reads clock.* (times without an offset are those of setup.zone). USAGE: one of them is no time, or some are missing. */
MUST enum fault clock_read_conf(struct clock *c, const struct conf *conf, struct err *e);
micros clock_now(const struct clock *c);
/* How long until it is `t`, in real microseconds; 0: it is already. */
micros clock_until(const struct clock *c, micros t);
/* How much of its time passes in so many real microseconds. */
micros clock_span(const struct clock *c, micros real);

/* Waking up: a descriptor that becomes readable at the instant it was armed with (END_OF_TIME: never), and when somebody sets
 * the machine's clock, forward or back. */
MUST enum fault clock_open(struct clock *c, struct err *e);
void clock_close(struct clock *c);
MUST enum fault clock_arm(struct clock *c, micros t, struct err *e);
/* Takes what made it readable. True: the clock was set since it was asked last, asleep or awake. */
bool clock_was_set(struct clock *c);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * clock.h - the time for deadlines, and waking up at one.
 *
 * It is the wall clock, or a simulated one (keys clock.*), by which several programs live through a month
 * in minutes: at the real instant clock.since it shows clock.origin, and from then on clock.speed
 * simulated seconds pass in a second.
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
        bool was_set; /* noticed while arming, not reported yet */
};

/* Reads clock.* (times without an offset are those of setup.zone). USAGE: one of them is not a time, or some
 * are missing. */
MUST enum fault clock_read_conf(struct clock *c, const struct conf *conf, struct err *e);
micros clock_now(const struct clock *c);
/* Real microseconds until the clock shows `t`; 0: it is later already. */
micros clock_until(const struct clock *c, micros t);
/* Microseconds of this clock that pass in so many real ones. */
micros clock_span(const struct clock *c, micros real);

/* Opens a descriptor that becomes readable at the instant it was armed with (END_OF_TIME: never), and when
 * somebody sets the clock of the machine, forward or back. */
MUST enum fault clock_open(struct clock *c, struct err *e);
void clock_close(struct clock *c);
MUST enum fault clock_arm(struct clock *c, micros t, struct err *e);
/* Resets the descriptor. True: the clock was set since the last call, whether we slept or not. */
bool clock_was_set(struct clock *c);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * line.h - whether Kafka can be reached, as far as a pump knows; logged once each way.
 */
#ifndef HENTRA_PRODUCERS_LINE_H
#define HENTRA_PRODUCERS_LINE_H

#include "core/base/moment.h"
#include <stdbool.h>
#include <stdint.h>

struct line {
        const char *source; /* for the log */
        bool away;
        micros heard; /* steady: the last sign of it, or that nothing was in flight */
};

void line_is_away(struct line *l, uint64_t in_flight, const char *reason);
/* A sign of it. True: it was away. */
bool line_heard(struct line *l);
/* Without a sign for some seconds, while something is in flight, it is away. */
void line_watch(struct line *l, uint64_t in_flight);
bool line_is_quiet(const struct line *l); /* no sign for a second */

#endif

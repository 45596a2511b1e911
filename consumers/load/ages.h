/* SPDX-License-Identifier: Apache-2.0
 *
 * ages.h - when the messages of a batch came, to tell at its commit how long each took; in little memory.
 *
 * Kept are runs of messages with one time. When there are too many, each two neighbours become one, of the
 * earlier time, and from then on a run has at least as many messages: so an age may be too great by the time
 * in which a thirtieth of the batch came, and is never too small.
 */
#ifndef HENTRA_LOAD_AGES_H
#define HENTRA_LOAD_AGES_H

#include "core/program/metrics.h"
#include <stddef.h>
#include <stdint.h>

enum { AGES_MOST = 64 };
struct ages { /* zero is empty and ready */
        struct {
                int64_t ms; /* since 1970 */
                uint64_t n;
        } run[AGES_MOST];
        size_t n;
        uint64_t least; /* messages of a run */
};

void ages_add(struct ages *a, int64_t ms);
void ages_clear(struct ages *a);
/* Adds the age of each, in seconds. */
void ages_observe(const struct ages *a, int64_t now_ms, struct metric_histogram *h);

#endif

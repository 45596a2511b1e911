/* SPDX-License-Identifier: Apache-2.0
 *
 * batch.h - how many messages a batch may have, where a topic refuses batches that are too large. Pure.
 *
 * Kafka checks what a topic takes by the batch, and the answer names no message. So: batches become smaller
 * until they are taken, or have one message, which is then refused for itself. Such a one made the batches
 * around it too large, so those behind it are as large again as before.
 */
#ifndef HENTRA_PRODUCERS_BATCH_H
#define HENTRA_PRODUCERS_BATCH_H

#include <stdbool.h>

enum { BATCH_USUAL = 10000, BATCH_STEP = 10 };

struct batch {
        int most;     /* 0: as many as usual */
        bool refused; /* a batch of this size was */
        bool alone;   /* a message was refused for itself */
};

static inline void batch_becomes_smaller(struct batch *b)
{
        const int most = (b->most > 0 ? b->most : BATCH_USUAL) / BATCH_STEP;
        *b = (struct batch){.most = most > 1 ? most : 1};
}

/* As soon as nothing is in flight any more. */
static inline bool batch_may_grow(const struct batch *b)
{
        return b->most == 1 && b->alone;
}

#endif

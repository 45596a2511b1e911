/* SPDX-License-Identifier: Apache-2.0
 *
 * reader.h - a member of a group of its own that reads numbered messages of a world's topic.
 */
#ifndef HENTRA_TESTS_SUPPORT_READER_H
#define HENTRA_TESTS_SUPPORT_READER_H

#include "tests/support/world.h"

#include "core/lib/kafka.h"

enum { READER_PARTITIONS = 4, READER_CHUNK = 256 };

struct reader { /* what it was told */
        struct kafka_consumer *c;
        int32_t mine[READER_PARTITIONS];
        size_t n;
        int assigned, revoked;
        int64_t start[READER_PARTITIONS]; /* where to begin; -1: not at all */
};

/* Messages from … to - 1 of a partition: message i is "i", and padding up to len. */
void reader_fill(const struct world *w, int32_t partition, int from, int to, size_t len);

void reader_open(const struct world *w, struct reader *r);
/* From the beginning; returns once it has its partitions. */
void reader_open_assigned(const struct world *w, struct reader *r);
void reader_serve(struct reader *r);
/* Takes messages of a partition until `until` was taken, the first of which must be `from`, without a gap. */
void reader_take(struct reader *r, int32_t partition, int64_t from, int64_t until,
                 struct kafka_progress *stand);

#endif

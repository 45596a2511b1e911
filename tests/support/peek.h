/* SPDX-License-Identifier: Apache-2.0
 *
 * peek.h - one look at a log, by a client that is closed after it.
 */
#ifndef HENTRA_TESTS_SUPPORT_PEEK_H
#define HENTRA_TESTS_SUPPORT_PEEK_H

#include "core/lib/kafka.h"

static inline enum fault peek(const struct conf *conf, const char *topic, int32_t partition, int64_t offset,
                              int wait_ms, struct kafka_message *out, bool *found, struct err *e)
{
        struct kafka_peeker *p = kafka_peeker_new(conf);
        const enum fault fault = kafka_peek(p, topic, partition, offset, wait_ms, out, found, e);
        kafka_peeker_close(p);
        return fault;
}

static inline enum fault peek_bounds(const struct conf *conf, const char *topic, int32_t partition,
                                     int64_t *first, int64_t *next, int wait_ms, struct err *e)
{
        struct kafka_peeker *p = kafka_peeker_new(conf);
        const enum fault fault = kafka_peek_bounds(p, topic, partition, first, next, wait_ms, e);
        kafka_peeker_close(p);
        return fault;
}

#endif

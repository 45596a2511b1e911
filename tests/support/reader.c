/* SPDX-License-Identifier: Apache-2.0
 *
 * reader.c - see reader.h.
 */
#include "tests/support/reader.h"

#include "tests/support/feed.h"
#include <stdio.h>
#include <stdlib.h>

void reader_fill(const struct world *w, int32_t partition, int from, int to, size_t len)
{
        static char value[1024];
        struct feed f;
        feed_open(&f, w);
        for (int i = from; i < to; i++) {
                const size_t n = (size_t)snprintf(value, sizeof(value), "%d", i) + 1;
                feed_bytes(&f, partition, TEXT("key"), value, n > len ? n : len);
        }
        feed_close(&f);
}

static void on_assigned(void *context, const int32_t *partitions, size_t n)
{
        struct reader *r = context;
        struct err e;
        r->assigned++;
        r->n = n;
        for (size_t i = 0; i < n; i++) {
                r->mine[i] = partitions[i];
                if (r->start[partitions[i]] >= 0)
                        DONE(kafka_start_fetch(r->c, partitions[i], r->start[partitions[i]], &e));
        }
}

static void on_revoked(void *context, const int32_t *partitions, size_t n, bool lost)
{
        struct reader *r = context;
        (void)partitions;
        assert_int_equal(n, r->n);
        assert_false(lost);
        r->revoked++;
        r->n = 0;
}

void reader_serve(struct reader *r)
{
        struct err e;
        DONE(kafka_wait(r->c, -1, 20, &e));
}

void reader_open(const struct world *w, struct reader *r)
{
        struct err e;
        const struct kafka_rebalance rebalance = {on_assigned, on_revoked, r};
        DONE(kafka_consumer_open(&r->c, w->conf, w->topic, w->topic, &rebalance, &e));
}

void reader_open_assigned(const struct world *w, struct reader *r)
{
        *r = (struct reader){0};
        reader_open(w, r);
        EVENTUALLY((reader_serve(r), r->assigned > 0));
}

void reader_take(struct reader *r, int32_t partition, int64_t from, int64_t until,
                 struct kafka_progress *stand)
{
        struct kafka_message m[READER_CHUNK];
        struct err e;
        const micros patience = moment_now() + PATIENCE_S * MICROS_PER_SECOND;
        while (from <= until) {
                size_t n;
                const size_t most =
                        until - from + 1 < READER_CHUNK ? (size_t)(until - from + 1) : READER_CHUNK;
                DONE(kafka_wait(r->c, partition, 100, &e));
                DONE(kafka_take(r->c, partition, m, most, &n, stand, &e));
                for (size_t i = 0; i < n; i++, from++) {
                        assert_int_equal(m[i].partition, partition);
                        assert_int_equal(m[i].offset, from);
                        assert_int_equal(atoi((const char *)m[i].value), from);
                }
                if (n)
                        assert_int_equal(stand->next, from);
                kafka_release(m, n);
                if (moment_now() > patience)
                        fail_msg("offset %lld of partition %d does not come", (long long)from, partition);
        }
}

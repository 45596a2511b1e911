/* SPDX-License-Identifier: Apache-2.0
 *
 * dump.c - a topic as it is: every partition from its first offset to its end.
 */
#include "core/lib/kafka.h"
#include "core/wire/codec.h"
#include "tests/support/topic/topic.h"
#include <inttypes.h>
#include <unistd.h>

enum { PARTITIONS_MOST = 1024, CHUNK = 1024 };

struct dump {
        struct kafka_consumer *kafka;
        struct codec *codec;
        int n; /* partitions assigned; -1: not yet */
        int32_t partition[PARTITIONS_MOST];
        int64_t next[PARTITIONS_MOST]; /* the end, as it was at the start */
        bool done[PARTITIONS_MOST];
        uint64_t events, unreadable;
        enum fault fault;
        struct err e;
};

static void on_assigned(void *context, const int32_t *partitions, size_t n)
{
        struct dump *d = context;
        d->n = 0;
        for (size_t i = 0; i < n && i < PARTITIONS_MOST; i++, d->n++) {
                int64_t first;
                d->partition[i] = partitions[i];
                d->done[i] = false;
                d->fault = kafka_bounds(d->kafka, partitions[i], &first, &d->next[i], 10000, &d->e);
                if (d->fault == OK)
                        d->fault = kafka_start_fetch(d->kafka, partitions[i], first, &d->e);
                if (d->fault != OK)
                        return;
        }
}

static void on_revoked(void *context, const int32_t *partitions, size_t n, bool lost)
{
        (void)context, (void)partitions, (void)n, (void)lost;
}

static void write_all(struct dump *d, const struct kafka_message *m, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                struct event v;
                struct err e;
                if (codec_decode(d->codec, m[i].value, m[i].value_len, &v, &e) == OK) {
                        line_write(stdout, m[i].partition, m[i].offset, &v);
                        d->events++;
                } else {
                        d->unreadable++;
                }
        }
}

static enum fault drain(struct dump *d, int i, struct err *e)
{
        static struct kafka_message m[CHUNK];
        size_t taken;
        do {
                struct kafka_progress stand;
                if (kafka_take(d->kafka, d->partition[i], m, CHUNK, &taken, &stand, e) != OK)
                        return e->kind;
                write_all(d, m, taken);
                kafka_release(m, taken);
                if (stand.next >= d->next[i])
                        d->done[i] = true;
        } while (taken > 0 && !d->done[i]);
        return OK;
}

static bool finished(const struct dump *d)
{
        for (int i = 0; i < d->n; i++) {
                if (!d->done[i])
                        return false;
        }
        return d->n >= 0;
}

static enum fault dump(struct dump *d, struct err *e)
{
        while (!finished(d)) {
                if (kafka_wait(d->kafka, -1, 100, e) != OK)
                        return e->kind;
                if (d->fault != OK) {
                        *e = d->e;
                        return d->fault;
                }
                for (int i = 0; i < d->n; i++) {
                        if (!d->done[i] && drain(d, i, e) != OK)
                                return e->kind;
                }
        }
        return fflush(stdout) == 0 ? OK : fail_errno(e, FATAL, "writing");
}

enum fault topic_dump(const struct conf *conf, const char *topic, struct err *e)
{
        static struct dump d = {.n = -1};
        const struct kafka_rebalance rebalance = {on_assigned, on_revoked, &d};
        char group[64];
        snprintf(group, sizeof(group), "topic-dump-%d", getpid());
        enum fault fault = codec_open(&d.codec, e);
        if (fault == OK)
                fault = kafka_consumer_open(&d.kafka, conf, group, topic, &rebalance, e);
        if (fault == OK)
                fault = dump(&d, e);
        kafka_consumer_close(d.kafka);
        codec_close(d.codec);
        fprintf(stderr, "events %" PRIu64 " unreadable %" PRIu64 "\n", d.events, d.unreadable);
        return fault;
}

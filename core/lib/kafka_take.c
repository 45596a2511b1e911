/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_take.c - messages of one partition out of its queue.
 *
 * Rule: every message is compared with the offset that is expected, so what a seek left behind in a queue
 * never reaches the caller.
 */
#include "core/base/bytes.h"
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"
#include <stdlib.h>

/* One call. */
struct taking {
        struct kafka_consumer *c;
        struct kafka_assigned *a;
        struct kafka_progress *progress;
        enum fault fault;
        struct err *e;
        struct kafka_copies *copies; /* these two: by kafka_take_copies() */
        size_t most;
};

/* Looks at one entry of the queue. True: it is a message that the caller expects. */
static bool is_awaited(struct taking *t, const rd_kafka_message_t *m)
{
        struct kafka_assigned *a = t->a;
        if (!m->err && m->offset >= a->expected) {
                a->expected = m->offset + 1;
                a->eof = false;
                return true;
        }
        if (m->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
                a->eof = true;
                if (m->offset > a->expected)
                        a->expected = m->offset;
        } else if (m->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                   m->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE) {
                t->progress->out_of_range = true;
                t->fault = fail(t->e, FATAL, "position %lld lies outside the log", (long long)a->expected);
        } else if (m->err) {
                t->fault = kafka_fail_for(t->e, t->c->rk, m->err, "READ", t->c->topic,
                                          rd_kafka_message_errstr(m));
        }
        return false;
}

static struct kafka_message message_of(const rd_kafka_message_t *m)
{
        return (struct kafka_message){.partition = m->partition,
                                      .offset = m->offset,
                                      .timestamp_ms = rd_kafka_message_timestamp(m, NULL),
                                      .key = m->key,
                                      .key_len = m->key_len,
                                      .value = m->payload,
                                      .value_len = m->len};
}

/* The end of the log by the last answer. */
static int64_t end_heard(const struct kafka_consumer *c, const struct kafka_assigned *a)
{
        int64_t low, high;
        return rd_kafka_get_watermark_offsets(c->rk, c->topic, a->partition, &low, &high) ==
                                       RD_KAFKA_RESP_ERR_NO_ERROR &&
                               high >= 0
                       ? high
                       : -1;
}

/* Wakes the broker before the queue is empty, so that the next messages arrive in time. */
static void wake_early(struct kafka_consumer *c, struct kafka_assigned *a)
{
        const size_t queued = rd_kafka_queue_length(a->queue);
        if (queued >= KAFKA_ENOUGH_QUEUED) {
                a->was_full = true;
        } else if (a->was_full && a->broker >= 0) {
                a->was_full = false;
                kafka_wake(&c->waker, a->broker);
        }
}

/* False: there is nothing to take, and no progress to report. */
static bool begin(struct taking *t, int32_t partition)
{
        *t->progress = (struct kafka_progress){.next = -1, .end = -1};
        t->a = kafka_assigned(t->c, partition);
        return t->a && t->a->expected >= 0 && kafka_assignment_complete(t->c);
}

static void end(struct taking *t)
{
        struct kafka_assigned *a = t->a;
        struct kafka_progress *progress = t->progress;
        if (a->broker >= 0)
                t->c->broker = a->broker;
        progress->next = a->expected;
        /* Without a message it may be of an earlier assignment. */
        progress->end = a->eof || a->broker >= 0 ? end_heard(t->c, a) : -1;
        /* The broker reports the end itself only with the next, empty answer. */
        progress->at_end = a->eof || (progress->end >= 0 && a->expected >= progress->end);
        wake_early(t->c, a);
}

enum fault kafka_take(struct kafka_consumer *c, int32_t partition, struct kafka_message *out, size_t n,
                      size_t *taken, struct kafka_progress *progress, struct err *e)
{
        enum { CHUNK = 1024 };
        rd_kafka_message_t *m[CHUNK];
        struct taking t = {.c = c, .progress = progress, .e = e};
        *taken = 0;
        if (!begin(&t, partition))
                return OK;
        const ssize_t got = rd_kafka_consume_batch_queue(t.a->queue, 0, m, n < CHUNK ? n : CHUNK);
        for (ssize_t i = 0; i < got; i++) {
                if (!is_awaited(&t, m[i])) {
                        rd_kafka_message_destroy(m[i]);
                        continue;
                }
                t.a->broker = rd_kafka_message_broker_id(m[i]);
                out[*taken] = message_of(m[i]);
                out[(*taken)++].handle = m[i];
        }
        end(&t);
        return t.fault;
}

void kafka_release(struct kafka_message *messages, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (messages[i].handle)
                        rd_kafka_message_destroy(messages[i].handle);
                free(messages[i].copy);
                messages[i] = (struct kafka_message){0};
        }
}

/* ---- copies ---- */

/* Leaves the pointers for place(), since the bytes may move meanwhile. */
static void copy(struct kafka_copies *copies, const rd_kafka_message_t *m)
{
        if (copies->n == copies->capacity) {
                copies->capacity = copies->capacity ? copies->capacity * 2 : 64;
                copies->of = need_realloc(copies->of, copies->capacity * sizeof(*copies->of));
        }
        struct kafka_message *to = &copies->of[copies->n++];
        *to = message_of(m);
        bytes_add(&copies->bytes, to->key, to->key_len);
        bytes_add(&copies->bytes, to->value, to->value_len);
        const size_t before = copies->bytes.len;
        kafka_headers_pack(&(struct kafka_message){.handle = (void *)m}, &copies->bytes);
        to->headers.len = copies->bytes.len - before;
}

static void place(struct kafka_copies *copies)
{
        /* An empty value is one, also where nothing was copied at all. */
        const uint8_t *at = copies->bytes.at ? copies->bytes.at : (const uint8_t *)"";
        for (size_t i = 0; i < copies->n; i++) {
                struct kafka_message *m = &copies->of[i];
                m->key = m->key ? at : NULL;
                at += m->key_len;
                m->value = m->value ? at : NULL;
                at += m->value_len;
                m->headers.at = (const char *)at;
                at += m->headers.len;
        }
}

static void take_one(rd_kafka_message_t *m, void *taking)
{
        struct taking *t = taking;
        if (is_awaited(t, m)) {
                copy(t->copies, m);
                if (t->copies->n == 1)
                        t->a->broker = rd_kafka_message_broker_id(m);
        }
        if (t->copies->n >= t->most || t->fault != OK)
                rd_kafka_yield(t->c->rk); /* the rest stays in the queue */
}

/* By callback librdkafka locks its queue once, and frees each message as long as it is warm. */
enum fault kafka_take_copies(struct kafka_consumer *c, int32_t partition, struct kafka_copies *copies,
                             size_t n, struct kafka_progress *progress, struct err *e)
{
        struct taking t = {.c = c, .progress = progress, .e = e, .copies = copies, .most = n};
        copies->n = 0;
        bytes_clear(&copies->bytes);
        if (!begin(&t, partition))
                return OK;
        rd_kafka_consume_callback_queue(t.a->queue, 0, take_one, &t);
        place(copies);
        end(&t);
        return t.fault;
}

void kafka_copies_free(struct kafka_copies *copies)
{
        free(copies->of);
        bytes_free(&copies->bytes);
        *copies = (struct kafka_copies){0};
}

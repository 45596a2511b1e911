/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_producer.c - sending, and the report of each delivery.
 *
 * Rule: the number given with a message comes back in `delivered` exactly once, whatever happens, so the
 * caller's count of records in flight never drifts.
 *
 * Batched messages wait in the outbox and are handed over one partition after another: librdkafka takes its
 * locks and wakes its thread once for all of them, which halves the cost of a message.
 */
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"
#include "core/lib/log.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUTBOX_MESSAGES = 1024, OUTBOX_BYTES = 256 << 10 };

struct outbox_entry {
        int32_t partition;
        size_t at; /* the key's first byte in `bytes`; the value follows it */
        size_t key_len, len;
        uint64_t number;
};

struct outbox {
        struct outbox_entry *entry; /* as they came */
        size_t n;
        struct bytes bytes;
        rd_kafka_message_t *message; /* the same by partition, each in order, once handing over has begun */
        size_t *place;               /* a partition's next place in `message` */
        size_t taken;                /* librdkafka has these */
        bool producing;              /* nothing may be added before all are taken */
};

struct kafka_producer {
        rd_kafka_t *rk;
        rd_kafka_topic_t *topic;
        int partitions;
        void (*delivered)(void *context, uint64_t number, enum fault fault);
        void *context;
        rd_kafka_queue_t *reports; /* wakes by `wake`; NULL: nobody asked for it */
        int wake[2];
        bool splits;  /* a message that was refused with its batch comes back as RETRY */
        bool failing; /* the last delivery failed: logged once, not for each of the thousands behind it */
        struct outbox outbox;
};

/* clang-format off */
#define DEFAULTS(timeout)                                                              \
        {{"linger.ms", "5"},                                                           \
         {"batch.num.messages", "10000"},                                              \
         {"batch.size", "1000000"},                                                    \
         {"queue.buffering.max.messages", "200000"},                                   \
         {"queue.buffering.max.kbytes", "131072"},                                     \
         {"compression.codec", "zstd"},                                                \
         {"message.timeout.ms", timeout},                                              \
         {"partitioner", "murmur2_random"}, /* for kafka_producer_topic_later() */     \
         {0}}
/* clang-format on */
static const struct kafka_setting defaults[] = DEFAULTS("300000"), patient[] = DEFAULTS("0");

/* Reports the delivery, or the loss, of a message; `refusal` is the fault of one that was too large. */
static void report(struct kafka_producer *p, const rd_kafka_message_t *m, enum fault refusal)
{
        struct err e;
        if (m->err && !p->failing) {
                const char *topic = rd_kafka_topic_name(p->topic);
                (void)kafka_fail_for(&e, p->rk, m->err, "WRITE", topic, topic);
                log_error("kafka.delivery_failed", KT("reason", e.text));
        }
        p->failing = m->err != 0;
        p->delivered(p->context, (uint64_t)(uintptr_t)m->_private,
                     !m->err                         ? OK
                     : kafka_fault(m->err) == POISON ? refusal
                                                     : FATAL);
}

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
        struct kafka_producer *p = opaque;
        (void)rk;
        report(p, m, p->splits ? RETRY : POISON);
}

static enum fault open_producer(struct kafka_producer **out, const struct conf *conf, bool is_patient,
                                int batch_most, bool splits,
                                void (*delivered)(void *context, uint64_t number, enum fault fault),
                                void *context, struct err *e)
{
        char most[16];
        const struct kafka_setting fixed[] = {{"enable.idempotence", "true"},
                                              {"allow.auto.create.topics", "false"},
                                              {batch_most > 0 ? "batch.num.messages" : NULL, most},
                                              {0}};
        rd_kafka_conf_t *c;
        *out = NULL;
        snprintf(most, sizeof(most), "%d", batch_most);
        if (kafka_client_conf(&c, conf, is_patient ? patient : defaults, fixed, e) != OK)
                return e->kind;
        struct kafka_producer *p = need_alloc(sizeof(*p));
        *p = (struct kafka_producer){
                .delivered = delivered, .context = context, .wake = {-1, -1}, .splits = splits};
        rd_kafka_conf_set_dr_msg_cb(c, on_delivery);
        rd_kafka_conf_set_opaque(c, p);
        if (kafka_client_open(&p->rk, RD_KAFKA_PRODUCER, c, e) != OK) {
                free(p);
                return e->kind;
        }
        *out = p;
        return OK;
}

enum fault kafka_producer_open(struct kafka_producer **out, const struct conf *conf,
                               void (*delivered)(void *context, uint64_t number, enum fault fault),
                               void *context, struct err *e)
{
        return open_producer(out, conf, false, 0, false, delivered, context, e);
}

enum fault kafka_producer_open_for(struct kafka_producer **out, const struct conf *conf,
                                   const struct kafka_sending *how,
                                   void (*delivered)(void *context, uint64_t number, enum fault fault),
                                   void *context, struct err *e)
{
        return open_producer(out, conf, how->patient, how->batch_most, how->batch_most != 1, delivered,
                             context, e);
}

void kafka_producer_close(struct kafka_producer *p)
{
        if (!p)
                return;
        if (p->topic)
                rd_kafka_topic_destroy(p->topic);
        if (p->reports) {
                rd_kafka_queue_io_event_enable(p->reports, -1, NULL, 0);
                rd_kafka_queue_destroy(p->reports);
        }
        rd_kafka_purge(p->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_destroy(p->rk);
        if (p->wake[0] >= 0) {
                close(p->wake[0]);
                close(p->wake[1]);
        }
        free(p->outbox.entry);
        free(p->outbox.message);
        free(p->outbox.place);
        bytes_free(&p->outbox.bytes);
        free(p);
}

enum fault kafka_producer_topic(struct kafka_producer *p, const char *topic, int wait_s, struct err *e)
{
        if (kafka_client_partitions(p->rk, topic, "WRITE", wait_s, &p->partitions, e) != OK)
                return e->kind;
        if (p->partitions < 1)
                return fail(e, FATAL, "Kafka has no topic '%s': `hentra setup` creates it", topic);
        p->topic = rd_kafka_topic_new(p->rk, topic, NULL);
        if (!p->topic)
                return kafka_fail(e, rd_kafka_last_error(), topic);
        p->outbox.entry = need_alloc(OUTBOX_MESSAGES * sizeof(*p->outbox.entry));
        p->outbox.message = need_alloc(OUTBOX_MESSAGES * sizeof(*p->outbox.message));
        p->outbox.place = need_alloc((size_t)p->partitions * sizeof(*p->outbox.place));
        return OK;
}

enum fault kafka_producer_topic_later(struct kafka_producer *p, const char *topic, struct err *e)
{
        p->topic = rd_kafka_topic_new(p->rk, topic, NULL);
        return p->topic ? OK : kafka_fail(e, rd_kafka_last_error(), topic);
}

/* ---- messages ---- */

static int32_t partition_of(const struct kafka_producer *p, struct text partition_key)
{
        if (p->partitions == 0)
                return RD_KAFKA_PARTITION_UA;
        return rd_kafka_msg_partitioner_murmur2(p->topic, partition_key.at, partition_key.len, p->partitions,
                                                NULL, NULL);
}

/* Makes a message of each entry, sorted by partition (a counting sort: the order within a partition remains).
 * */
static void address(struct outbox *o, size_t partitions)
{
        size_t from = 0;
        memset(o->place, 0, partitions * sizeof(*o->place));
        for (size_t i = 0; i < o->n; i++)
                o->place[o->entry[i].partition]++;
        for (size_t i = 0; i < partitions; i++) {
                const size_t many = o->place[i];
                o->place[i] = from;
                from += many;
        }
        for (size_t i = 0; i < o->n; i++) {
                const struct outbox_entry *x = &o->entry[i];
                o->message[o->place[x->partition]++] =
                        (rd_kafka_message_t){.partition = x->partition,
                                             .key = o->bytes.at + x->at,
                                             .key_len = x->key_len,
                                             .payload = o->bytes.at + x->at + x->key_len,
                                             .len = x->len,
                                             ._private = (void *)(uintptr_t)x->number};
        }
}

/* Returns the number of messages that are done. Those behind the first that found no room found none either;
 * messages refused for another reason are reported here, since librdkafka does not report them. */
static size_t sort_out(struct kafka_producer *p, const rd_kafka_message_t *m, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (m[i].err && kafka_fault(m[i].err) == RETRY)
                        return i;
                if (m[i].err)
                        report(p, &m[i], POISON);
        }
        return n;
}

/* Returns true when librdkafka has taken all of the outbox. */
static bool produce_held(struct kafka_producer *p)
{
        struct outbox *o = &p->outbox;
        if (o->n > 0 && !o->producing) {
                address(o, (size_t)p->partitions);
                o->producing = true;
        }
        while (o->taken < o->n) {
                rd_kafka_message_t *m = &o->message[o->taken];
                size_t many = 1;
                while (o->taken + many < o->n && m[many].partition == m->partition)
                        many++;
                const int good =
                        rd_kafka_produce_batch(p->topic, m->partition, RD_KAFKA_MSG_F_COPY, m, (int)many);
                const size_t done = (size_t)good == many ? many : sort_out(p, m, many);
                o->taken += done;
                if (done < many)
                        return false;
        }
        o->n = o->taken = 0;
        o->producing = false;
        bytes_clear(&o->bytes);
        return true;
}

static enum fault no_room(struct kafka_producer *p, struct err *e)
{
        return kafka_fail(e, RD_KAFKA_RESP_ERR__QUEUE_FULL, rd_kafka_topic_name(p->topic));
}

enum fault kafka_send_batched(struct kafka_producer *p, struct text key, struct text partition_key,
                              const void *value, size_t len, uint64_t number, struct err *e)
{
        struct outbox *o = &p->outbox;
        const bool full = o->n == OUTBOX_MESSAGES || o->bytes.len >= OUTBOX_BYTES;
        if ((full || o->producing) && !produce_held(p))
                return no_room(p, e);
        o->entry[o->n++] =
                (struct outbox_entry){partition_of(p, partition_key), o->bytes.len, key.len, len, number};
        bytes_add(&o->bytes, key.at, key.len);
        bytes_add(&o->bytes, value, len);
        return OK;
}

enum fault kafka_send(struct kafka_producer *p, struct text key, struct text partition_key, const void *value,
                      size_t len, const struct kafka_header *headers, size_t header_n, uint64_t number,
                      struct err *e)
{
        if (!produce_held(p))
                return no_room(p, e);
        rd_kafka_headers_t *h = header_n ? rd_kafka_headers_new(header_n) : NULL;
        for (size_t i = 0; i < header_n; i++)
                rd_kafka_header_add(h, headers[i].name, -1, headers[i].value, (ssize_t)headers[i].len);
        const rd_kafka_resp_err_t err = rd_kafka_producev(
                p->rk, RD_KAFKA_V_RKT(p->topic), RD_KAFKA_V_PARTITION(partition_of(p, partition_key)),
                RD_KAFKA_V_KEY(key.at, key.len), RD_KAFKA_V_VALUE((void *)value, len),
                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(h),
                RD_KAFKA_V_OPAQUE((void *)(uintptr_t)number), RD_KAFKA_V_END);
        if (!err)
                return OK;
        if (h)
                rd_kafka_headers_destroy(h);
        return kafka_fail_for(e, p->rk, err, "WRITE", rd_kafka_topic_name(p->topic),
                              rd_kafka_topic_name(p->topic));
}

int kafka_producer_fd(struct kafka_producer *p)
{
        if (!p->reports && pipe2(p->wake, O_NONBLOCK | O_CLOEXEC) == 0) {
                p->reports = rd_kafka_queue_get_main(p->rk);
                rd_kafka_queue_io_event_enable(p->reports, p->wake[1], "r", 1);
        }
        return p->wake[0];
}

int kafka_serve(struct kafka_producer *p, int ms)
{
        char drop[64];
        while (p->wake[0] >= 0 && read(p->wake[0], drop, sizeof(drop)) > 0) {
        }
        produce_held(p);
        return rd_kafka_poll(p->rk, ms);
}

enum fault kafka_flush(struct kafka_producer *p, int ms, struct err *e)
{
        const micros until = steady_now() + ms * INT64_C(1000);
        int left = ms;
        bool all;
        while (!(all = produce_held(p)) && left > 0) {
                rd_kafka_poll(p->rk, left);
                left = until > steady_now() ? (int)((until - steady_now()) / 1000) : 0;
        }
        if (!rd_kafka_flush(p->rk, left) && all)
                return OK;
        return fail(e, RETRY, "Kafka: %zu messages are not confirmed yet",
                    (size_t)rd_kafka_outq_len(p->rk) + p->outbox.n - p->outbox.taken);
}

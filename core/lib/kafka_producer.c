/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_producer.c - sending, and hearing what became of it.
 *
 * Rule: the number given with a message comes back in `delivered` exactly once, whatever happens, so the
 * caller's count of records in flight never drifts.
 */
#include "core/base/bytes.h"
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"
#include "core/lib/log.h"
#include <stdlib.h>

struct kafka_producer {
        rd_kafka_t *rk;
        rd_kafka_topic_t *topic;
        int partitions;
        void (*delivered)(void *context, uint64_t number, enum fault fault);
        void *context;
        bool failing; /* the last delivery failed: said once, not for each of the thousands behind it */
};

static const struct kafka_setting defaults[] = {
        {"linger.ms", "5"},
        {"batch.num.messages", "10000"},
        {"batch.size", "1000000"},
        {"queue.buffering.max.messages", "200000"},
        {"queue.buffering.max.kbytes", "131072"},
        {"compression.codec", "lz4"},
        {"message.timeout.ms", "300000"},
        {0},
};
static const struct kafka_setting fixed[] = {
        {"enable.idempotence", "true"},
        {"allow.auto.create.topics", "false"},
        {0},
};

static void on_delivery(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
        (void)rk;
        struct kafka_producer *p = opaque;
        if (m->err && !p->failing)
                log_error("kafka.delivery_failed", KT("error", rd_kafka_err2str(m->err)));
        p->failing = m->err != 0;
        p->delivered(p->context, (uint64_t)(uintptr_t)m->_private,
                     !m->err                         ? OK
                     : kafka_fault(m->err) == POISON ? POISON
                                                     : FATAL);
}

enum fault kafka_producer_open(struct kafka_producer **out, const struct conf *conf,
                               void (*delivered)(void *context, uint64_t number, enum fault fault),
                               void *context, struct err *e)
{
        rd_kafka_conf_t *c;
        *out = NULL;
        if (kafka_client_conf(&c, conf, defaults, fixed, e) != OK)
                return e->kind;
        struct kafka_producer *p = need_alloc(sizeof(*p));
        *p = (struct kafka_producer){.delivered = delivered, .context = context};
        rd_kafka_conf_set_dr_msg_cb(c, on_delivery);
        rd_kafka_conf_set_opaque(c, p);
        if (kafka_client_open(&p->rk, RD_KAFKA_PRODUCER, c, e) != OK) {
                free(p);
                return e->kind;
        }
        *out = p;
        return OK;
}

void kafka_producer_close(struct kafka_producer *p)
{
        if (!p)
                return;
        if (p->topic)
                rd_kafka_topic_destroy(p->topic);
        rd_kafka_purge(p->rk, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_destroy(p->rk);
        free(p);
}

enum fault kafka_producer_topic(struct kafka_producer *p, const char *topic, int wait_s, struct err *e)
{
        if (kafka_client_partitions(p->rk, topic, wait_s, &p->partitions, e) != OK)
                return e->kind;
        if (p->partitions < 1)
                return fail(e, FATAL, "Kafka has no topic '%s': `hentra setup` creates it", topic);
        p->topic = rd_kafka_topic_new(p->rk, topic, NULL);
        return p->topic ? OK : kafka_fail(e, rd_kafka_last_error(), topic);
}

enum fault kafka_send(struct kafka_producer *p, struct text key, struct text place, const void *value,
                      size_t len, const struct kafka_header *headers, size_t header_n, uint64_t number,
                      struct err *e)
{
        const int32_t partition =
                rd_kafka_msg_partitioner_murmur2(p->topic, place.at, place.len, p->partitions, NULL, NULL);
        rd_kafka_headers_t *h = header_n ? rd_kafka_headers_new(header_n) : NULL;
        for (size_t i = 0; i < header_n; i++)
                rd_kafka_header_add(h, headers[i].name, -1, headers[i].value, (ssize_t)headers[i].len);
        const rd_kafka_resp_err_t err =
                rd_kafka_producev(p->rk, RD_KAFKA_V_RKT(p->topic), RD_KAFKA_V_PARTITION(partition),
                                  RD_KAFKA_V_KEY(key.at, key.len), RD_KAFKA_V_VALUE((void *)value, len),
                                  RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(h),
                                  RD_KAFKA_V_OPAQUE((void *)(uintptr_t)number), RD_KAFKA_V_END);
        if (!err)
                return OK;
        if (h)
                rd_kafka_headers_destroy(h);
        return kafka_fail(e, err, rd_kafka_topic_name(p->topic));
}

int kafka_serve(struct kafka_producer *p, int ms)
{
        return rd_kafka_poll(p->rk, ms);
}

enum fault kafka_flush(struct kafka_producer *p, int ms, struct err *e)
{
        const rd_kafka_resp_err_t err = rd_kafka_flush(p->rk, ms);
        return err ? fail(e, RETRY, "Kafka: %d messages are not confirmed yet", rd_kafka_outq_len(p->rk))
                   : OK;
}

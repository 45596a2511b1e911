/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_peek.c - messages at known offsets, one after the other, read outside the group by one client.
 */
#include "core/base/beside.h"
#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"
#include <stdlib.h>
#include <string.h>

static const struct kafka_setting fixed[] = {
        {"enable.auto.commit", "false"},
        {"enable.partition.eof", "true"},
        {"auto.offset.reset", "error"},
        {"allow.auto.create.topics", "false"},
        {"queued.max.messages.kbytes", "1024"},
        {"fetch.wait.max.ms", "5"}, /* the next request waits for it */
        {0},
};

/* The message outlives its client, so it is copied: key first, value behind it. */
static void copy_message(struct kafka_message *out, const rd_kafka_message_t *m)
{
        uint8_t *p = need_alloc(m->key_len + m->len + 1);
        memcpy(p, m->key ? m->key : "", m->key_len);
        memcpy(p + m->key_len, m->payload ? m->payload : "", m->len);
        *out = (struct kafka_message){
                .partition = m->partition,
                .offset = m->offset,
                .timestamp_ms = rd_kafka_message_timestamp(m, NULL),
                .key = m->key ? p : NULL,
                .key_len = m->key_len,
                .value = m->payload ? p + m->key_len : NULL,
                .value_len = m->len,
                .copy = p,
        };
}

static enum fault wait_for_message(rd_kafka_t *rk, const char *topic, int32_t partition, int64_t offset,
                                   int wait_ms, struct kafka_message *out, bool *found, struct err *e)
{
        const micros deadline = steady_now() + (micros)wait_ms * 1000;
        while (steady_now() < deadline) {
                rd_kafka_message_t *m = rd_kafka_consumer_poll(rk, 100);
                beside_run();
                if (!m)
                        continue;
                const rd_kafka_resp_err_t err = m->err;
                const bool of_another = m->rkt && m->partition != partition; /* asked for before */
                if (of_another) {
                        rd_kafka_message_destroy(m);
                        continue;
                }
                if (!err && m->offset == offset) {
                        *found = true;
                        copy_message(out, m);
                }
                const bool over = !err || err == RD_KAFKA_RESP_ERR__PARTITION_EOF ||
                                  err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                                  err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE;
                const enum fault fault =
                        over || kafka_fault_of(err, rd_kafka_message_errstr(m)) != FATAL
                                ? OK
                                : kafka_fail_for(e, rk, err, "READ", topic, rd_kafka_message_errstr(m));
                rd_kafka_message_destroy(m);
                if (over || fault != OK)
                        return fault;
        }
        return fail(e, RETRY, "Kafka: no answer within %d ms when reading the message at offset %lld",
                    wait_ms, (long long)offset);
}

struct kafka_peeker {
        const struct conf *conf;
        rd_kafka_t *rk; /* NULL: no request yet */
};

struct kafka_peeker *kafka_peeker_new(const struct conf *conf)
{
        struct kafka_peeker *p = need_alloc(sizeof(*p));
        *p = (struct kafka_peeker){.conf = conf};
        return p;
}

void kafka_peeker_close(struct kafka_peeker *p)
{
        if (p && p->rk) {
                kafka_close_begin();
                rd_kafka_consumer_close(p->rk);
                rd_kafka_destroy(p->rk);
                kafka_close_end();
        }
        free(p);
}

static enum fault open_client(struct kafka_peeker *p, struct err *e)
{
        rd_kafka_conf_t *rc;
        if (p->rk)
                return OK;
        if (kafka_client_conf(&rc, p->conf, NULL, fixed, e) != OK)
                return e->kind;
        /* The client never joins the group, but must have one and asks where it is: the loader has that right
         * anyway. */
        rd_kafka_conf_set(rc, "group.id", conf_text(p->conf, "load.group"), NULL, 0);
        if (kafka_client_open(&p->rk, RD_KAFKA_CONSUMER, rc, e) != OK) {
                p->rk = NULL;
                return e->kind;
        }
        rd_kafka_poll_set_consumer(p->rk);
        return OK;
}

enum fault kafka_peek(struct kafka_peeker *p, const char *topic, int32_t partition, int64_t offset,
                      int wait_ms, struct kafka_message *out, bool *found, struct err *e)
{
        *found = false;
        *out = (struct kafka_message){0};
        if (open_client(p, e) != OK)
                return e->kind;
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(list, topic, partition)->offset = offset;
        const rd_kafka_resp_err_t err = rd_kafka_assign(p->rk, list);
        rd_kafka_topic_partition_list_destroy(list);
        return err ? kafka_fail(e, err, "reading one message")
                   : wait_for_message(p->rk, topic, partition, offset, wait_ms, out, found, e);
}

enum fault kafka_peek_bounds(struct kafka_peeker *p, const char *topic, int32_t partition, int64_t *first,
                             int64_t *next, int wait_ms, struct err *e)
{
        return open_client(p, e) != OK
                       ? e->kind
                       : kafka_client_bounds(p->rk, topic, partition, first, next, wait_ms, e);
}

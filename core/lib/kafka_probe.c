/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_probe.c - single messages, by librdkafka's consumer without a group: it needs no right on any
 * group.
 *
 * Rule: the client knows a partition only while a request is open, so that nothing of a deleted topic is
 * left behind in it.
 */
#include "core/lib/kafka_probe.h"

#include "core/base/bytes.h"
#include "core/lib/kafka_client.h"
#include <stdlib.h>

enum { EVERY_MS = 10000 };

struct kafka_probe {
        rd_kafka_t *rk;
        char *name;
        rd_kafka_queue_t *answers; /* with topic: of the open request; NULL: none is open */
        rd_kafka_topic_t *topic;
        int32_t partition;
        int64_t offset;
};

static const struct kafka_setting defaults[] = {
        {"topic.metadata.refresh.interval.ms", "10000"},
        {0},
};
static const struct kafka_setting fixed[] = {
        {"enable.auto.commit", "false"},
        {"enable.partition.eof", "true"},
        {"auto.offset.reset", "error"},
        {"allow.auto.create.topics", "false"},
        {"isolation.level", "read_committed"},
        {"fetch.message.max.bytes", "1024"}, /* a broker gives one batch at least */
        {"queued.min.messages", "1"},
        {0},
};

enum fault kafka_probe_open(struct kafka_probe **out, const struct conf *conf, const char *topic,
                            struct err *e)
{
        rd_kafka_conf_t *rc;
        rd_kafka_t *rk;
        *out = NULL;
        if (kafka_client_conf(&rc, conf, defaults, fixed, e) != OK ||
            kafka_client_open(&rk, RD_KAFKA_CONSUMER, rc, e) != OK)
                return e->kind;
        struct kafka_probe *l = need_alloc(sizeof(*l));
        *l = (struct kafka_probe){.rk = rk, .name = need_strdup(topic)};
        *out = l;
        return OK;
}

void kafka_probe_close(struct kafka_probe *l)
{
        if (!l)
                return;
        kafka_close_begin();
        kafka_probe_drop(l);
        rd_kafka_destroy(l->rk);
        kafka_close_end();
        free(l->name);
        free(l);
}

int kafka_probe_every_ms(const struct conf *conf)
{
        rd_kafka_conf_t *rc;
        struct err ignored; /* opening says it */
        char text[32] = "";
        size_t size = sizeof(text);
        if (kafka_client_conf(&rc, conf, defaults, NULL, &ignored) != OK)
                return EVERY_MS;
        rd_kafka_conf_get(rc, "topic.metadata.refresh.interval.ms", text, &size);
        rd_kafka_conf_destroy(rc);
        const int ms = atoi(text);
        return ms > 0 ? ms : EVERY_MS;
}

void kafka_probe_drop(struct kafka_probe *l)
{
        if (!l->topic)
                return;
        rd_kafka_consume_stop(l->topic, l->partition);
        rd_kafka_queue_destroy(l->answers);
        rd_kafka_topic_destroy(l->topic);
        l->answers = NULL;
        l->topic = NULL;
}

void kafka_probe_ask(struct kafka_probe *l, int32_t partition, int64_t offset)
{
        kafka_probe_drop(l);
        l->topic = rd_kafka_topic_new(l->rk, l->name, NULL);
        if (!l->topic)
                return;
        l->partition = partition;
        l->offset = offset;
        l->answers = rd_kafka_queue_new(l->rk);
        rd_kafka_consume_start_queue(l->topic, partition, offset, l->answers);
}

static enum kafka_seen sort(const struct kafka_probe *l, const rd_kafka_message_t *m)
{
        switch (m->err) {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
                return m->offset == l->offset ? KAFKA_SEEN_MESSAGE : KAFKA_SEEN_NONE;
        case RD_KAFKA_RESP_ERR__PARTITION_EOF:
                return m->offset > l->offset ? KAFKA_SEEN_NONE : KAFKA_SEEN_OUTSIDE;
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
                return KAFKA_SEEN_OUTSIDE;
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
        case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
        case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
                return KAFKA_SEEN_NO_TOPIC;
        default:
                return KAFKA_SEEN_FAULT;
        }
}

enum kafka_seen kafka_probe_answer(struct kafka_probe *l, struct kafka_message *m)
{
        enum kafka_seen seen = KAFKA_SEEN_NOT_YET;
        *m = (struct kafka_message){0};
        if (!l->topic)
                return KAFKA_SEEN_FAULT;
        rd_kafka_poll(l->rk, 0);
        rd_kafka_message_t *got = rd_kafka_consume_queue(l->answers, 0);
        if (!got)
                return KAFKA_SEEN_NOT_YET;
        seen = sort(l, got);
        if (seen == KAFKA_SEEN_MESSAGE)
                *m = (struct kafka_message){.partition = got->partition,
                                            .offset = got->offset,
                                            .timestamp_ms = rd_kafka_message_timestamp(got, NULL),
                                            .key = got->key,
                                            .key_len = got->key_len,
                                            .value = got->payload,
                                            .value_len = got->len,
                                            .handle = got};
        else
                rd_kafka_message_destroy(got);
        kafka_probe_drop(l);
        return seen;
}

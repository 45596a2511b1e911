/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_topic.c - creating topics and counting their partitions, by librdkafka's Admin API.
 */
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"

enum fault kafka_client_admin(rd_kafka_t **rk, const struct conf *conf, struct err *e)
{
        rd_kafka_conf_t *c;
        static const struct kafka_setting fixed[] = {{"allow.auto.create.topics", "false"}, {0}};
        if (kafka_client_conf(&c, conf, NULL, fixed, e) != OK)
                return e->kind;
        return kafka_client_open(rk, RD_KAFKA_PRODUCER, c, e);
}

static enum fault created_topic(rd_kafka_t *rk, rd_kafka_event_t *event, const char *topic, bool *created,
                                struct err *e)
{
        size_t n = 0;
        if (rd_kafka_event_error(event))
                return kafka_fail(e, rd_kafka_event_error(event), topic);
        const rd_kafka_topic_result_t **r =
                rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &n);
        const rd_kafka_resp_err_t err =
                n == 1 ? rd_kafka_topic_result_error(r[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
        if (err == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
                return OK;
        if (kafka_refuses(err))
                return kafka_fail_for(e, rk, err, "CREATE", topic, topic);
        if (err)
                return fail(e, kafka_fault(err), "cannot create topic '%s': %s", topic,
                            rd_kafka_topic_result_error_string(r[0])
                                    ? rd_kafka_topic_result_error_string(r[0])
                                    : rd_kafka_err2str(err));
        *created = true;
        return OK;
}

static enum fault create_topic(rd_kafka_t *rk, const char *topic, int partitions, int replication,
                               const char *const *settings, bool *created, struct err *e)
{
        char text[256];
        rd_kafka_NewTopic_t *t = rd_kafka_NewTopic_new(topic, partitions, replication, text, sizeof(text));
        if (!t)
                return fail(e, USAGE, "topic '%s': %s", topic, text);
        for (; settings && *settings; settings += 2)
                (void)!rd_kafka_NewTopic_set_config(t, settings[0], settings[1]);
        rd_kafka_queue_t *q = rd_kafka_queue_new(rk);
        rd_kafka_CreateTopics(rk, &t, 1, NULL, q);
        rd_kafka_event_t *event = rd_kafka_queue_poll(q, 30000);
        enum fault fault = event ? created_topic(rk, event, topic, created, e)
                                 : fail(e, RETRY, "no answer when creating topic '%s'", topic);
        if (event)
                rd_kafka_event_destroy(event);
        rd_kafka_queue_destroy(q);
        rd_kafka_NewTopic_destroy(t);
        return fault;
}

enum fault kafka_topic_ensure_with(const struct conf *conf, const char *topic, int partitions,
                                   int replication, const char *const *settings, int wait_s, bool *created,
                                   struct err *e)
{
        rd_kafka_t *rk = NULL;
        int now;
        *created = false;
        if (kafka_client_admin(&rk, conf, e) != OK)
                return e->kind;
        enum fault fault = kafka_client_partitions(rk, topic, "DESCRIBE", wait_s, &now, e);
        if (fault == OK && now < 0)
                fault = create_topic(rk, topic, partitions, replication, settings, created, e);
        rd_kafka_destroy(rk);
        return fault;
}

enum fault kafka_topic_ensure(const struct conf *conf, const char *topic, int partitions, int replication,
                              int wait_s, bool *created, struct err *e)
{
        return kafka_topic_ensure_with(conf, topic, partitions, replication, NULL, wait_s, created, e);
}

enum fault kafka_topic_partitions(const struct conf *conf, const char *topic, int wait_s, int *partitions,
                                  struct err *e)
{
        rd_kafka_t *rk = NULL;
        if (kafka_client_admin(&rk, conf, e) != OK)
                return e->kind;
        enum fault fault = kafka_client_partitions(rk, topic, "READ", wait_s, partitions, e);
        rd_kafka_destroy(rk);
        if (fault == OK && *partitions < 1)
                return fail(e, FATAL, "Kafka has no topic '%s': `hentra setup` creates it", topic);
        return fault;
}

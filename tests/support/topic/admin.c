/* SPDX-License-Identifier: Apache-2.0
 *
 * admin.c - a topic that grows, vanishes or loses its beginning, by librdkafka's admin requests: things that happen to
 * a topic behind hentra's back, so hentra itself has no function for them.
 */
#include "tests/support/topic/topic.h"
#include <librdkafka/rdkafka.h>
#include <string.h>

enum { WAIT_MS = 30000 };

static enum fault set_key(void *context, const char *key, const char *value, struct err *e)
{
        char why[200];
        if (rd_kafka_conf_set(context, key, value, why, sizeof(why)) == RD_KAFKA_CONF_OK)
                return OK;
        return fail(e, USAGE, "%s", why);
}

enum fault topic_client(rd_kafka_t **rk, const struct conf *conf, struct err *e)
{
        char why[200];
        rd_kafka_conf_t *rc = rd_kafka_conf_new();
        if (conf_each(conf, "kafka.", set_key, rc, e) == OK) {
                *rk = rd_kafka_new(RD_KAFKA_PRODUCER, rc, why, sizeof(why));
                return *rk ? OK : fail(e, FATAL, "%s", why);
        }
        rd_kafka_conf_destroy(rc);
        return e->kind;
}

static enum fault of_resource(const rd_kafka_AlterConfigs_result_t *result, struct err *e)
{
        size_t n;
        const rd_kafka_ConfigResource_t **one = rd_kafka_AlterConfigs_result_resources(result, &n);
        const char *why = n == 1 ? rd_kafka_ConfigResource_error_string(one[0]) : "no answer";
        return why ? fail(e, FATAL, "%s", why) : OK;
}

/* Waits for the one answer; a fault of the request or of its one topic becomes *e. */
static enum fault answer(rd_kafka_queue_t *queue, struct err *e)
{
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, WAIT_MS);
        enum fault fault = OK;
        size_t n = 0;
        const rd_kafka_topic_result_t **results = NULL;
        if (!event)
                return fail(e, RETRY, "no answer from the broker");
        if (rd_kafka_event_error(event))
                fault = fail(e, FATAL, "%s", rd_kafka_event_error_string(event));
        else if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_CREATEPARTITIONS_RESULT)
                results = rd_kafka_CreatePartitions_result_topics(
                        rd_kafka_event_CreatePartitions_result(event), &n);
        else if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DELETETOPICS_RESULT)
                results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &n);
        else if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_ALTERCONFIGS_RESULT)
                fault = of_resource(rd_kafka_event_AlterConfigs_result(event), e);
        if (n > 0 && rd_kafka_topic_result_error(results[0]))
                fault = fail(e, FATAL, "%s", rd_kafka_topic_result_error_string(results[0]));
        rd_kafka_event_destroy(event);
        return fault;
}

enum fault topic_grow(const struct conf *conf, const char *topic, int partitions, struct err *e)
{
        char why[200];
        rd_kafka_t *rk;
        if (topic_client(&rk, conf, e) != OK)
                return e->kind;
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        rd_kafka_NewPartitions_t *wanted =
                rd_kafka_NewPartitions_new(topic, (size_t)partitions, why, sizeof(why));
        rd_kafka_CreatePartitions(rk, &wanted, 1, NULL, queue);
        const enum fault fault = answer(queue, e);
        rd_kafka_NewPartitions_destroy(wanted);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
        return fault;
}

enum fault topic_limit(const struct conf *conf, const char *topic, int bytes, struct err *e)
{
        char value[16];
        rd_kafka_t *rk;
        if (topic_client(&rk, conf, e) != OK)
                return e->kind;
        snprintf(value, sizeof(value), "%d", bytes);
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        rd_kafka_ConfigResource_t *wanted = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
        rd_kafka_ConfigResource_set_config(wanted, "max.message.bytes", value);
        rd_kafka_AlterConfigs(rk, &wanted, 1, NULL, queue);
        const enum fault fault = answer(queue, e);
        rd_kafka_ConfigResource_destroy(wanted);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
        return fault;
}

/* How many partitions the topic has; -1: there is no such topic. */
static int partitions_of(rd_kafka_t *rk, const char *topic)
{
        const struct rd_kafka_metadata *all;
        int n = -1;
        if (rd_kafka_metadata(rk, 1, NULL, &all, WAIT_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
                return -1;
        for (int i = 0; i < all->topic_cnt; i++) {
                if (strcmp(all->topics[i].topic, topic) == 0 && !all->topics[i].err)
                        n = all->topics[i].partition_cnt;
        }
        rd_kafka_metadata_destroy(all);
        return n;
}

enum fault topic_delete(const struct conf *conf, const char *topic, struct err *e)
{
        rd_kafka_t *rk;
        if (topic_client(&rk, conf, e) != OK)
                return e->kind;
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        rd_kafka_DeleteTopic_t *gone = rd_kafka_DeleteTopic_new(topic);
        rd_kafka_DeleteTopics(rk, &gone, 1, NULL, queue);
        enum fault fault = answer(queue, e);
        for (int i = 0; fault == OK && partitions_of(rk, topic) >= 0; i++) {
                if (i > 100)
                        fault = fail(e, FATAL, "the topic does not vanish");
                rd_kafka_poll(rk, 100);
        }
        rd_kafka_DeleteTopic_destroy(gone);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
        return fault;
}

static enum fault bounds(rd_kafka_t *rk, const char *topic, int32_t partition, int64_t *first, int64_t *next,
                         struct err *e)
{
        const rd_kafka_resp_err_t err =
                rd_kafka_query_watermark_offsets(rk, topic, partition, first, next, WAIT_MS);
        return err ? fail(e, FATAL, "%s[%d]: %s", topic, partition, rd_kafka_err2str(err)) : OK;
}

enum fault topic_bounds(const struct conf *conf, const char *topic, struct err *e)
{
        rd_kafka_t *rk;
        if (topic_client(&rk, conf, e) != OK)
                return e->kind;
        enum fault fault = OK;
        const int n = partitions_of(rk, topic);
        if (n < 0)
                fault = fail(e, FATAL, "no topic '%s'", topic);
        for (int32_t i = 0; i < n && fault == OK; i++) {
                int64_t first, next;
                fault = bounds(rk, topic, i, &first, &next, e);
                if (fault == OK)
                        printf("%d %lld %lld\n", i, (long long)first, (long long)next);
        }
        rd_kafka_destroy(rk);
        return fault;
}

enum fault topic_expire(const struct conf *conf, const char *topic, struct err *e)
{
        rd_kafka_t *rk;
        if (topic_client(&rk, conf, e) != OK)
                return e->kind;
        enum fault fault = OK;
        const int n = partitions_of(rk, topic);
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(n > 0 ? n : 1);
        for (int32_t i = 0; i < n && fault == OK; i++) {
                int64_t first, next;
                fault = bounds(rk, topic, i, &first, &next, e);
                rd_kafka_topic_partition_list_add(list, topic, i)->offset = next;
        }
        if (fault == OK) {
                rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
                rd_kafka_DeleteRecords_t *gone = rd_kafka_DeleteRecords_new(list);
                rd_kafka_DeleteRecords(rk, &gone, 1, NULL, queue);
                fault = answer(queue, e);
                rd_kafka_DeleteRecords_destroy(gone);
                rd_kafka_queue_destroy(queue);
        }
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_destroy(rk);
        return fault;
}

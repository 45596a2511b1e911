/* SPDX-License-Identifier: Apache-2.0
 *
 * kafka_retention.c - the retention of a topic, and the offsets where its partitions begin now.
 */
#include "core/base/bytes.h"
#include "core/lib/kafka.h"
#include "core/lib/kafka_client.h"
#include <stdlib.h>
#include <string.h>

static void read_settings(const rd_kafka_ConfigResource_t *topic, struct kafka_retention *k)
{
        size_t n = 0;
        const rd_kafka_ConfigEntry_t **entry = rd_kafka_ConfigResource_configs(topic, &n);
        const char *policy = "";
        for (size_t i = 0; i < n; i++) {
                const char *name = rd_kafka_ConfigEntry_name(entry[i]);
                const char *value = rd_kafka_ConfigEntry_value(entry[i]);
                if (!value)
                        continue;
                if (!strcmp(name, "retention.ms"))
                        k->ms = strtoll(value, NULL, 10);
                else if (!strcmp(name, "retention.bytes"))
                        k->bytes = strtoll(value, NULL, 10);
                else if (!strcmp(name, "cleanup.policy"))
                        policy = value;
        }
        k->known = *policy != 0;
        k->compacted = strstr(policy, "compact") != NULL;
        if (!strstr(policy, "delete")) /* the limits do not apply */
                k->ms = k->bytes = -1;
}

static void read_answer(rd_kafka_event_t *event, struct kafka_retention *k)
{
        size_t n = 0;
        if (rd_kafka_event_error(event))
                return;
        const rd_kafka_ConfigResource_t **topic =
                rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &n);
        if (n == 1 && !rd_kafka_ConfigResource_error(topic[0]))
                read_settings(topic[0], k);
}

static void ask_settings(rd_kafka_t *rk, const char *topic, int wait_ms, struct kafka_retention *k)
{
        rd_kafka_queue_t *answers = rd_kafka_queue_new(rk);
        rd_kafka_ConfigResource_t *resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
        rd_kafka_DescribeConfigs(rk, &resource, 1, NULL, answers);
        rd_kafka_event_t *event = rd_kafka_queue_poll(answers, wait_ms);
        if (event) {
                read_answer(event, k);
                rd_kafka_event_destroy(event);
        }
        rd_kafka_ConfigResource_destroy(resource);
        rd_kafka_queue_destroy(answers);
}

static enum fault ask_firsts(rd_kafka_t *rk, const char *topic, int wait_ms, struct kafka_retention *k,
                             struct err *e)
{
        int64_t next;
        k->first = need_alloc((size_t)k->partitions * sizeof(*k->first));
        for (int i = 0; i < k->partitions; i++)
                k->first[i] = -1;
        for (int i = 0; i < k->partitions; i++) {
                if (kafka_client_bounds(rk, topic, i, &k->first[i], &next, wait_ms, e) != OK)
                        return e->kind;
        }
        return OK;
}

enum fault kafka_topic_retention(const struct conf *conf, const char *topic, int wait_ms,
                                 struct kafka_retention *k, struct err *e)
{
        rd_kafka_t *rk;
        *k = (struct kafka_retention){.ms = -1, .bytes = -1};
        if (kafka_client_admin(&rk, conf, e) != OK)
                return e->kind;
        enum fault fault = kafka_client_partitions(rk, topic, "DESCRIBE", wait_ms / 1000, &k->partitions, e);
        if (fault == OK && k->partitions < 1)
                fault = fail(e, FATAL, "Kafka has no topic '%s': `hentra setup` creates it", topic);
        if (fault == OK) {
                ask_settings(rk, topic, wait_ms, k);
                fault = ask_firsts(rk, topic, wait_ms, k, e);
        }
        rd_kafka_destroy(rk);
        return fault;
}

void kafka_retention_free(struct kafka_retention *k)
{
        free(k->first);
        *k = (struct kafka_retention){0};
}

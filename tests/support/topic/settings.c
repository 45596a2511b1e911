/* SPDX-License-Identifier: Apache-2.0
 *
 * settings.c - what a topic was told itself, beside what its broker is told of all.
 */
#include "tests/support/topic/topic.h"
#include <librdkafka/rdkafka.h>
#include <string.h>

enum { WAIT_MS = 30000 };

static enum fault write_own(FILE *out, rd_kafka_event_t *event, struct err *e)
{
        size_t n = 0;
        if (rd_kafka_event_error(event))
                return fail(e, FATAL, "%s", rd_kafka_event_error_string(event));
        const rd_kafka_ConfigResource_t **topic =
                rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &n);
        if (n != 1 || rd_kafka_ConfigResource_error(topic[0]))
                return fail(e, FATAL, "%s",
                            n == 1 ? rd_kafka_ConfigResource_error_string(topic[0]) : "no topic");
        const rd_kafka_ConfigEntry_t **entry = rd_kafka_ConfigResource_configs(topic[0], &n);
        for (size_t i = 0; i < n; i++) {
                if (rd_kafka_ConfigEntry_source(entry[i]) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
                        fprintf(out, "%s=%s\n", rd_kafka_ConfigEntry_name(entry[i]),
                                rd_kafka_ConfigEntry_value(entry[i]));
        }
        return OK;
}

enum fault topic_settings(FILE *out, const struct conf *conf, const char *topic, struct err *e)
{
        rd_kafka_t *rk;
        if (topic_client(&rk, conf, e) != OK)
                return e->kind;
        rd_kafka_queue_t *queue = rd_kafka_queue_new(rk);
        rd_kafka_ConfigResource_t *resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic);
        rd_kafka_DescribeConfigs(rk, &resource, 1, NULL, queue);
        rd_kafka_event_t *event = rd_kafka_queue_poll(queue, WAIT_MS);
        const enum fault fault =
                event ? write_own(out, event, e) : fail(e, RETRY, "no answer from the broker");
        if (event)
                rd_kafka_event_destroy(event);
        rd_kafka_ConfigResource_destroy(resource);
        rd_kafka_queue_destroy(queue);
        rd_kafka_destroy(rk);
        return fault;
}

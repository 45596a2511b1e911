/* SPDX-License-Identifier: Apache-2.0
 *
 * mock.h - brokers within the client itself (kafka.test.mock.num.brokers) have the topics of a configuration that names none:
 * those of librdkafka from 2.4 on make no topic by being asked for it. For one file of a test program: every client that is
 * opened passes here, and is `newest`.
 */
#ifndef HENTRA_TESTS_SUPPORT_MOCK_H
#define HENTRA_TESTS_SUPPORT_MOCK_H

#include <dlfcn.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

static rd_kafka_t *newest;
static void (*mock_opened)(rd_kafka_mock_cluster_t *brokers); /* NULL: nothing more happens to new ones */

rd_kafka_t *rd_kafka_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, char *text, size_t size)
{
        rd_kafka_t *(*real)(rd_kafka_type_t, rd_kafka_conf_t *, char *, size_t);
        *(void **)&real = dlsym(RTLD_NEXT, "rd_kafka_new");
        newest = real(type, conf, text, size);
        rd_kafka_mock_cluster_t *brokers = newest ? rd_kafka_handle_mock_cluster(newest) : NULL;
        if (brokers) {
                (void)!rd_kafka_mock_topic_create(brokers, "dossier-status", 1, 1);
                (void)!rd_kafka_mock_topic_create(brokers, "dossier-alert", 1, 1);
                if (mock_opened)
                        mock_opened(brokers);
        }
        return newest;
}

#endif

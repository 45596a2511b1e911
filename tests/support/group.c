/* SPDX-License-Identifier: Apache-2.0
 *
 * group.c - see group.h.
 */
#include "tests/support/group.h"

#include <librdkafka/rdkafka.h>
#include <stdlib.h>

int64_t group_position(const struct world *w, int32_t partition)
{
        char why[200];
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_conf_set(conf, "bootstrap.servers", getenv("HENTRA_TEST_KAFKA"), why, sizeof(why));
        rd_kafka_conf_set(conf, "group.id", w->topic, why, sizeof(why));
        rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof(why));
        assert_non_null(rk);
        rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(list, w->topic, partition);
        assert_int_equal(rd_kafka_committed(rk, list, 20000), RD_KAFKA_RESP_ERR_NO_ERROR);
        const int64_t position = list->elems[0].offset;
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_destroy(rk);
        return position;
}

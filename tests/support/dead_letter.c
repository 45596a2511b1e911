/* SPDX-License-Identifier: Apache-2.0
 *
 * dead_letter.c - see dead_letter.h.
 */
#include "tests/support/dead_letter.h"

#include <stdlib.h>
#include <string.h>

rd_kafka_t *dead_letters_open(const struct world *w)
{
        char why[200];
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_conf_set(conf, "bootstrap.servers", getenv("HENTRA_TEST_KAFKA"), why, sizeof why);
        rd_kafka_conf_set(conf, "group.id", "dead-letters", why, sizeof why);
        rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
        assert_non_null(rk);
        rd_kafka_topic_partition_list_t *all = rd_kafka_topic_partition_list_new(1);
        rd_kafka_topic_partition_list_add(all, w->dead_letter, 0)->offset = 0;
        assert_int_equal(rd_kafka_assign(rk, all), RD_KAFKA_RESP_ERR_NO_ERROR);
        rd_kafka_topic_partition_list_destroy(all);
        return rk;
}

rd_kafka_message_t *dead_letter_next(rd_kafka_t *rk)
{
        rd_kafka_message_t *m = NULL;
        EVENTUALLY((m = rd_kafka_consumer_poll(rk, 100)) && !m->err);
        return m;
}

void assert_header(const rd_kafka_message_t *m, const char *name, const char *value)
{
        rd_kafka_headers_t *headers;
        const void *at;
        size_t len;
        assert_int_equal(rd_kafka_message_headers(m, &headers), RD_KAFKA_RESP_ERR_NO_ERROR);
        assert_int_equal(rd_kafka_header_get_last(headers, name, &at, &len), RD_KAFKA_RESP_ERR_NO_ERROR);
        if (len != strlen(value) || memcmp(at, value, len) != 0)
                fail_msg("%s: \"%.*s\" instead of \"%s\"", name, (int)len, (const char *)at, value);
}

void assert_dead_letter(const struct world *w, rd_kafka_t *rk, const char *offset, const char *reason,
                        const char *key, const void *value, size_t len)
{
        rd_kafka_message_t *m = dead_letter_next(rk);
        assert_header(m, "__connect.errors.topic", w->topic);
        assert_header(m, "__connect.errors.partition", "0");
        assert_header(m, "__connect.errors.offset", offset);
        assert_header(m, "__connect.errors.exception.message", reason);
        assert_int_equal(m->key != NULL, key != NULL);
        if (key)
                assert_memory_equal(m->key, key, strlen(key));
        assert_int_equal(m->payload != NULL, value != NULL);
        assert_int_equal(m->len, len);
        if (len)
                assert_memory_equal(m->payload, value, len);
        rd_kafka_message_destroy(m);
}

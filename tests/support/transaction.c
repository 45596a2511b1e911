/* SPDX-License-Identifier: Apache-2.0
 *
 * transaction.c - see transaction.h.
 */
#include "tests/support/transaction.h"

#include <stdio.h>
#include <stdlib.h>

enum { WAIT_MS = 20000 };

rd_kafka_t *transaction_begin(const struct world *w)
{
        char why[200];
        rd_kafka_conf_t *conf = rd_kafka_conf_new();
        rd_kafka_conf_set(conf, "bootstrap.servers", getenv("HENTRA_TEST_KAFKA"), why, sizeof(why));
        rd_kafka_conf_set(conf, "transactional.id", w->topic, why, sizeof(why));
        rd_kafka_t *rk = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof(why));
        assert_non_null(rk);
        assert_null(rd_kafka_init_transactions(rk, WAIT_MS));
        assert_null(rd_kafka_begin_transaction(rk));
        return rk;
}

void transaction_put(rd_kafka_t *rk, const struct world *w, const void *value, size_t len)
{
        assert_int_equal(rd_kafka_producev(rk, RD_KAFKA_V_TOPIC(w->topic), RD_KAFKA_V_PARTITION(0),
                                           RD_KAFKA_V_VALUE((void *)value, len),
                                           RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END),
                         RD_KAFKA_RESP_ERR_NO_ERROR);
        assert_int_equal(rd_kafka_flush(rk, WAIT_MS), RD_KAFKA_RESP_ERR_NO_ERROR);
}

void transaction_end(rd_kafka_t *rk, bool commit)
{
        assert_null(commit ? rd_kafka_commit_transaction(rk, WAIT_MS)
                           : rd_kafka_abort_transaction(rk, WAIT_MS));
        rd_kafka_destroy(rk);
}

void transaction_run(const struct world *w, int from, int to, bool commit)
{
        rd_kafka_t *rk = transaction_begin(w);
        for (int i = from; i < to; i++) {
                char value[16];
                const size_t len = (size_t)snprintf(value, sizeof(value), "%d", i) + 1;
                transaction_put(rk, w, value, len);
        }
        transaction_end(rk, commit);
}

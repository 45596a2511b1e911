/* SPDX-License-Identifier: Apache-2.0
 *
 * transaction.h - a producer with transactions, which alone leaves offsets without a message in a log, and
 * messages that nobody may read yet.
 */
#ifndef HENTRA_TESTS_SUPPORT_TRANSACTION_H
#define HENTRA_TESTS_SUPPORT_TRANSACTION_H

#include "tests/support/world.h"

#include <librdkafka/rdkafka.h>

/* An open transaction; what is put into it (partition 0) is in the log when transaction_put() returns. */
rd_kafka_t *transaction_begin(const struct world *w);
void transaction_put(rd_kafka_t *rk, const struct world *w, const void *value, size_t len);
/* The marker that ends it: its messages are taken back unless `commit`. */
void transaction_end(rd_kafka_t *rk, bool commit);

/* All of it, with messages from … to - 1 (each says its number). */
void transaction_run(const struct world *w, int from, int to, bool commit);

#endif

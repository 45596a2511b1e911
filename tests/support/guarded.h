/* SPDX-License-Identifier: Apache-2.0
 *
 * guarded.h - the broker's listener where a login has no right but those that it was given ($HENTRA_TEST_KAFKA_GUARDED).
 */
#ifndef HENTRA_TESTS_SUPPORT_GUARDED_H
#define HENTRA_TESTS_SUPPORT_GUARDED_H

#include "tests/support/world.h"

#include <librdkafka/rdkafka.h>

/* The same database and topics, by the login `guarded`; `password` NULL: the right one. */
void guarded_open(struct world *guarded, const struct world *w, const char *password);
void guarded_close(struct world *guarded);

/* The login may do this from now on, as `kafka-acls --add --allow-principal User:guarded --operation READ --topic NAME`. */
void guarded_allow(rd_kafka_ResourceType_t type, const char *name, rd_kafka_AclOperation_t operation);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * retention.h - what Kafka throws away of the log cannot be read again. Said by `hentra setup` and by every loader as it starts.
 */
#ifndef HENTRA_WAREHOUSE_RETENTION_H
#define HENTRA_WAREHOUSE_RETENTION_H

#include "core/lib/conf.h"
#include "core/lib/pg.h"

/* Warns of a topic whose messages expire or are compacted, and of a log whose beginning was gone before the warehouse had read
 * it. Where Kafka or the warehouse gives no answer nothing is said: who asks has other business with both. */
void retention_warn(const struct conf *conf, struct pg *pg, const char *topic);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * retention.h - a warning that Kafka throws away parts of the log, which cannot be read again. `hentra
 * setup` prints it, and every loader as it starts.
 */
#ifndef HENTRA_WAREHOUSE_RETENTION_H
#define HENTRA_WAREHOUSE_RETENTION_H

#include "core/lib/conf.h"
#include "core/lib/pg.h"

/* Warns of a topic whose messages expire or are compacted, and of a log whose beginning was gone before the
 * warehouse had read it. If Kafka or the warehouse does not answer, there is no warning: the caller has
 * other business with both. */
void retention_warn(const struct conf *conf, struct pg *pg, const char *topic);

#endif

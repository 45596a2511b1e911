/* SPDX-License-Identifier: Apache-2.0
 *
 * retention.h - a warning that Kafka throws away parts of the log, which cannot be read again. `hentra
 * setup` prints it, and every loader as it starts.
 */
#ifndef HENTRA_WAREHOUSE_RETENTION_H
#define HENTRA_WAREHOUSE_RETENTION_H

#include "core/lib/conf.h"
#include "core/lib/pg.h"
#include <stdbool.h>

/* Warns of a topic whose messages expire or are compacted, and of a log whose beginning was gone before the
 * warehouse had read it. If Kafka or the warehouse does not answer, there is no warning: the caller has
 * other business with both. */
void retention_warn(const struct conf *conf, struct pg *pg, const char *topic);

/* Warns of a topic of alerts or of dead letters that keeps a message for a shorter time than the oldest
 * one has waited that it has not had, or that is compacted: a reader that is as late finds less than was
 * sent. What waits is in the warehouse, and is not lost. `always`: also where nothing has waited for an
 * hour; a loader that starts need not ask then. */
void retention_warn_copies(const struct conf *conf, struct pg *pg, bool always);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * table_show.h - the dry run of a table: prints what would be sent.
 */
#ifndef HENTRA_OUTBOX_TABLE_SHOW_H
#define HENTRA_OUTBOX_TABLE_SHOW_H

#include "producers/outbox/table.h"

/* Reads the whole table, or `sample` rows of it (0: all), from an open one without a state. FATAL, with their
 * number: some rows would be rejected. */
MUST enum fault table_show(struct table *t, uint64_t sample, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * table_source.h - a table of a source's database, as a source for the pump.
 */
#ifndef HENTRA_OUTBOX_TABLE_SOURCE_H
#define HENTRA_OUTBOX_TABLE_SOURCE_H

#include "producers/outbox/table.h"
#include "producers/source.h"

extern const struct source table_source; /* `self` is the struct table */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * table_place.h - how far a table was read, as a small file in the folder of --state.
 *
 * To lose it is harmless: the table is read from the beginning.
 */
#ifndef HENTRA_OUTBOX_TABLE_PLACE_H
#define HENTRA_OUTBOX_TABLE_PLACE_H

#include "core/base/err.h"
#include "producers/outbox/table_window.h"

struct table_place {
        uint64_t table;   /* hash of the database's name, the table, its change column and its key */
        uint64_t mapping; /* hash of the mapping by which it was read */
        int32_t day;      /* the local day of the last look; 0: there was none */
        char floor[TABLE_VALUE_MOST];              /* it is read from this value on; "": from the beginning */
        struct table_mark marks[TABLE_MARKS_KEPT]; /* by which the floor may rise; a value "": none */
};

/* *place zero: there is none. FATAL: it cannot be read, or is of another version; *e asks to delete it. */
MUST enum fault table_place_read(const char *folder, struct table_place *place, struct err *e);
/* On the disk when it returns OK. */
MUST enum fault table_place_write(const char *folder, const struct table_place *place, struct err *e);

#endif

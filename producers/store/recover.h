/* SPDX-License-Identifier: Apache-2.0
 *
 * recover.h - where a store ends, after a process or a machine that ended anywhere.
 */
#ifndef HENTRA_STORE_RECOVER_H
#define HENTRA_STORE_RECOVER_H

#include "core/base/err.h"
#include "producers/store/cursor.h"
#include "producers/store/folder.h"

/* Finds the last record of the segments, and cuts off what lies behind it in its file: room that was not
 * used, or records that were being written and never acknowledged, which are copied to `damaged` and logged.
 * Segments without a record are deleted, and leave the list.
 *
 * Where the disk cannot read a place behind it, nothing is cut or deleted, since acknowledged records may lie
 * there: the store ends behind the last such place, which is logged and counted, and numbers are left free
 * for as many records as have room there. `known`: a place that the cursor names.
 *
 * *first and *end are the places of the first record and behind the last one, the same where there is none.
 * RETRY: a file cannot be read or written. */
MUST enum fault store_recover(int folder, struct store_place known, struct store_segment *list, size_t *n,
                              struct store_place *first, struct store_place *end, struct err *e);

#endif

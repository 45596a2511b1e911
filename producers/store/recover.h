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
 * So is a place there that the disk cannot read.
 * Segments without a record are deleted, and leave the list. *first and *end are the places of the first
 * record and behind the last one, the same where there is none. RETRY: a file cannot be read or written. */
MUST enum fault store_recover(int folder, struct store_segment *list, size_t *n, struct store_place *first,
                              struct store_place *end, struct err *e);

#endif

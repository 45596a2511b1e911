/* SPDX-License-Identifier: Apache-2.0
 *
 * kept_mapping.h - mappings as they were when files were read by them, beside the journal.
 *
 * To take back what a file said under a former mapping, the file is read by that mapping once more. The
 * office has only the corrected one by then, so each is kept under its hash: mapping-HASH.ini.
 */
#ifndef HENTRA_SPOOL_KEPT_MAPPING_H
#define HENTRA_SPOOL_KEPT_MAPPING_H

#include "core/base/err.h"
#include "producers/format/mapping.h"

/* Keeps the mapping in the directory `state`; returns when it is on the disk. One that is there stays. */
MUST enum fault kept_mapping_write(int state, const struct mapping *m, struct err *e);

/* Opens the mapping with this hash of the directory at `state`; mapping_close() it. POISON: it was not kept,
 * or this version does not read it as it was. */
MUST enum fault kept_mapping_open(struct mapping **m, const char *state, uint64_t hash, struct err *e);

#endif

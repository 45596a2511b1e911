/* SPDX-License-Identifier: Apache-2.0
 *
 * known.h - the dossiers of a batch that the warehouse knows already.
 */
#ifndef HENTRA_LOAD_KNOWN_H
#define HENTRA_LOAD_KNOWN_H

#include "consumers/load/batch.h"
#include "consumers/load/known_memory.h"
#include "core/lib/pg.h"

/* Reads the histories of a sorted batch's dossiers into it; history_len stays 0 for those that are not there.
 * With `memory`, those that it does not have are taken for absent, unasked; NULL: all are asked for.
 * `scratch`: two buffers for parameters. FATAL: a damaged row (names it). */
MUST enum fault known_read(struct pg *pg, struct batch_dossiers *b, const struct known_memory *memory,
                           struct bytes scratch[2], struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * sources.h - what is kept of sources (hentra.source_day), against the histories of the dossiers.
 *
 * Every dossier was counted once, for the source that told of it first; and no dossier holds what a source
 * stated later than its days know. How many events there were, and when they were heard, only the topic has.
 */
#ifndef HENTRA_VERIFY_SOURCES_H
#define HENTRA_VERIFY_SOURCES_H

#include "consumers/warehouse/source_day.h"

/* *differing: sources that are behind, and dossiers that were counted for none, or for more than one. `d` is
 * of the histories of so many dossiers. */
MUST enum fault sources_compare(const struct source_days *d, int64_t dossiers, struct pg *pg,
                                int64_t *differing, struct err *e);

#endif

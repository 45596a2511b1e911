/* SPDX-License-Identifier: Apache-2.0
 *
 * convert.h - the dossiers of a warehouse whose histories are words, copied into hentra.dossier_compact,
 * whose histories are bytes. Between migration 0013, which makes that table and keeps everybody from
 * changing the old one, and 0014, which puts it in the old one's place.
 */
#ifndef HENTRA_SETUP_CONVERT_H
#define HENTRA_SETUP_CONVERT_H

#include "core/base/err.h"
#include "core/lib/pg.h"

/* Some ten thousand dossiers a transaction, in order of their ids, from where the run before has come to; its
 * progress goes to standard error. FATAL: a damaged history (names it). After RETRY or a kill what was
 * committed stays, and it is run again. */
MUST enum fault convert_dossiers(struct pg *pg, struct err *e);

/* Before either migration: how many dossiers there are to convert. USAGE: loaders read partitions of this
 * warehouse now. Nothing is changed; without dossiers, and in a dry run, nothing is refused. */
MUST enum fault convert_prepare(struct pg *pg, bool dry_run, int64_t *dossiers, struct err *e);

/* About how long that takes. */
int64_t convert_seconds(int64_t dossiers);

#endif

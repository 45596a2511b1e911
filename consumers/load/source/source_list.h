/* SPDX-License-Identifier: Apache-2.0
 *
 * source_list.h - `hentra source list`: the view source_health, for people and for programs.
 */
#ifndef HENTRA_SOURCE_SOURCE_LIST_H
#define HENTRA_SOURCE_SOURCE_LIST_H

#include "core/lib/pg.h"

enum source_format { SOURCE_TEXT, SOURCE_CSV, SOURCE_JSON };

/* On standard output; times of the text are local to the zone. */
MUST enum fault source_list(struct pg *pg, const struct zone *zone, enum source_format format, struct err *e);

#endif

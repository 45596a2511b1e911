/* SPDX-License-Identifier: Apache-2.0
 *
 * sources.h - what an older hentra did not keep of sources, derived from the histories of the dossiers.
 */
#ifndef HENTRA_SETUP_SOURCES_H
#define HENTRA_SETUP_SOURCES_H

#include "core/base/err.h"
#include "core/lib/pg.h"

/* Fills hentra.source_day if dossiers are not counted there; loaders wait meanwhile. A warehouse whose facts
 * are of rules that were replaced is left to `hentra verify --repair`, which it needs anyway. */
MUST enum fault sources_fill(struct pg *pg, struct err *e);

#endif

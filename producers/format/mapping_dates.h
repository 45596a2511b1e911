/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_dates.h - the sections [dates] and [dates NAME] of a mapping: for all columns, and for the one of a
 * field or of a status of [case]. A key that the second does not have is the first's.
 */
#ifndef HENTRA_FORMAT_MAPPING_DATES_H
#define HENTRA_FORMAT_MAPPING_DATES_H

#include "core/lib/ini.h"
#include "producers/format/mapping.h"

/* A pair of such a section. USAGE: it does not fit. */
MUST enum fault mapping_dates_pair(struct mapping *m, const struct ini_pair *pair, struct err *e);

/* After the last pair: sections of columns take over what they lack. USAGE: formats or the zone are missing,
 * or the column. `path` is for errors. */
MUST enum fault mapping_dates_complete(struct mapping *m, const char *path, struct err *e);

#endif

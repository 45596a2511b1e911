/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_made.h - the section [made] of a mapping: columns that the export does not have, made of those that
 * it has.
 *
 *   name = COLUMN + 'text' + COLUMN | COLUMN
 */
#ifndef HENTRA_FORMAT_MAPPING_MADE_H
#define HENTRA_FORMAT_MAPPING_MADE_H

#include "core/lib/ini.h"
#include "producers/format/mapping.h"

/* A pair of that section. USAGE: it does not fit. */
MUST enum fault mapping_made_pair(struct mapping *m, const struct ini_pair *pair, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping_portal.h - a mapping of the portal's documents and steps (format = portal), whose fields the
 * portal's interface names: it has no columns. For mapping_*.c.
 */
#ifndef HENTRA_FORMAT_MAPPING_PORTAL_H
#define HENTRA_FORMAT_MAPPING_PORTAL_H

#include "core/lib/ini.h"
#include "producers/format/mapping.h"

/* A pair of [units]: `name as DonViXuLy has it = code of the agency`. */
MUST enum fault mapping_unit_pair(struct mapping *m, const struct ini_pair *pair, struct err *e);

/* Checks that the mapping has what documents and steps need, and no more. */
MUST enum fault mapping_portal_complete(const struct mapping *m, const char *path, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue.h - names, levels and fields of agencies and procedures, imported from a CSV file.
 *
 * The first row names the columns, in any order; an unknown column is refused. Dates are 2022-01-31; an
 * empty valid_from means from the beginning, an empty valid_to (exclusive) until further notice. A file
 * contains all versions of its members; members that it does not name are left alone.
 *   agencies    code, name, level (PROVINCE|DISTRICT|COMMUNE), [parent, province, successor,
 *               vertical (yes|no), valid_from, valid_to]
 *   procedures  code, name, [field, field_name, service (INFORMATION|PARTIAL|FULL|UNKNOWN),
 *               statutory_minutes, valid_from, valid_to]
 */
#ifndef HENTRA_SETUP_CATALOGUE_H
#define HENTRA_SETUP_CATALOGUE_H

#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stdbool.h>

enum catalogue { CATALOGUE_AGENCIES, CATALOGUE_PROCEDURES };

/* All of the file or nothing; with dry_run nothing. *changed counts rows of the warehouse that were added,
 * corrected or deleted. Logs a warning when two codes of procedures, in the file or in the warehouse,
 * differ in zeros at their end only. USAGE: names the file, its line and the allowed values. */
MUST enum fault catalogue_import(struct pg *pg, enum catalogue which, const char *path, bool dry_run,
                                 int64_t *rows, int64_t *changed, struct err *e);

#endif

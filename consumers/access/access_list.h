/* SPDX-License-Identifier: Apache-2.0
 *
 * access_list.h - what was granted to whom.
 */
#ifndef HENTRA_ACCESS_LIST_H
#define HENTRA_ACCESS_LIST_H

#include "core/base/moment.h"
#include "core/lib/pg.h"

enum access_format { ACCESS_TEXT, ACCESS_CSV, ACCESS_JSON };

/* `role`: NULL for all. Printed to standard output; times in the zone. A login that only views is shown what
 * was granted to itself. */
MUST enum fault access_list(struct pg *pg, const char *role, const struct zone *zone,
                            enum access_format format, struct err *e);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * agency.h - the agency that a calendar is for.
 */
#ifndef HENTRA_CALENDAR_AGENCY_H
#define HENTRA_CALENDAR_AGENCY_H

#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stdint.h>

/* USAGE: no event and no catalogue has named this code yet. */
MUST enum fault calendar_find_agency(struct pg *pg, const char *code, int32_t *agency_id, struct err *e);

#endif

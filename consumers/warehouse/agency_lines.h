/* SPDX-License-Identifier: Apache-2.0
 *
 * agency_lines.h - from each agency of the catalogue up, by day: the agency itself, the one above it, and so
 * on. One that is dissolved is stood for by its successor, or by the agency above where it was split.
 */
#ifndef HENTRA_WAREHOUSE_AGENCY_LINES_H
#define HENTRA_WAREHOUSE_AGENCY_LINES_H

#include "core/base/err.h"
#include "core/lib/pg.h"
#include <stddef.h>
#include <stdint.h>

enum { AGENCY_LINE_MOST = 32 };

struct agency_version { /* [from, behind), without end INT32_MIN and INT32_MAX; 0: no parent, no successor */
        int32_t agency, from, behind, parent, successor;
};
struct agency_lines {
        struct agency_version *version; /* by agency and day */
        size_t n;
        int32_t *day; /* on which any version begins or ends, ascending; the first is INT32_MIN */
        size_t days;
};
MUST enum fault agency_lines_read(struct agency_lines *l, struct pg *pg, struct err *e);
void agency_lines_free(struct agency_lines *l);

/* The line of an agency on a day, nearest first; returns its length. One that goes round ends there. */
size_t agency_line(const struct agency_lines *l, int32_t agency, int32_t day, int32_t line[AGENCY_LINE_MOST]);

#endif

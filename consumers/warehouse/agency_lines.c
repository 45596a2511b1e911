/* SPDX-License-Identifier: Apache-2.0
 *
 * agency_lines.c - see agency_lines.h.
 */
#include "consumers/warehouse/agency_lines.h"

#include "core/base/bytes.h"
#include "generated/embedded.h"
#include <stdlib.h>

static int by_number(const void *a, const void *b)
{
        const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
        return (x > y) - (x < y);
}

static int32_t day_or(const struct pg_result *r, int row, int column, int32_t otherwise)
{
        return pg_is_null(r, row, column) ? otherwise : pg_get_date(r, row, column);
}

static void list_days(struct agency_lines *l)
{
        int32_t *day = need_alloc((2 * l->n + 1) * sizeof(*day));
        size_t n = 0;
        day[n++] = INT32_MIN;
        for (size_t i = 0; i < l->n; i++) {
                day[n++] = l->version[i].from;
                day[n++] = l->version[i].behind;
        }
        qsort(day, n, sizeof(*day), by_number);
        l->day = day;
        for (size_t i = 0; i < n; i++) {
                if (day[i] != INT32_MAX && (l->days == 0 || day[i] != day[l->days - 1]))
                        day[l->days++] = day[i];
        }
}

enum fault agency_lines_read(struct agency_lines *l, struct pg *pg, struct err *e)
{
        struct pg_result *r;
        *l = (struct agency_lines){0};
        if (pg_run(pg, SQL_agency_lines, NULL, 0, &r, e) != OK)
                return e->kind;
        l->n = (size_t)pg_rows(r);
        l->version = need_alloc(l->n * sizeof(*l->version));
        for (int i = 0; i < pg_rows(r); i++)
                l->version[i] =
                        (struct agency_version){(int32_t)pg_get_int(r, i, COL_agency_lines_agency_id),
                                                day_or(r, i, COL_agency_lines_valid_from, INT32_MIN),
                                                day_or(r, i, COL_agency_lines_valid_to, INT32_MAX),
                                                (int32_t)pg_get_int(r, i, COL_agency_lines_parent_id),
                                                (int32_t)pg_get_int(r, i, COL_agency_lines_successor_id)};
        pg_free(r);
        list_days(l);
        return OK;
}

void agency_lines_free(struct agency_lines *l)
{
        free(l->version);
        free(l->day);
        *l = (struct agency_lines){0};
}

/* The version of a day; before the first one the first, else the last one before it. NULL: none at all. */
static const struct agency_version *version_of(const struct agency_lines *l, int32_t agency, int32_t day)
{
        const struct agency_version *found = NULL;
        size_t low = 0, high = l->n;
        while (low < high) {
                const size_t middle = low + (high - low) / 2;
                if (l->version[middle].agency < agency)
                        low = middle + 1;
                else
                        high = middle;
        }
        for (; low < l->n && l->version[low].agency == agency; low++) {
                if (!found || l->version[low].from <= day)
                        found = &l->version[low];
        }
        return found;
}

size_t agency_line(const struct agency_lines *l, int32_t agency, int32_t day, int32_t line[AGENCY_LINE_MOST])
{
        size_t n = 0;
        for (int steps = 0; agency != 0 && n < AGENCY_LINE_MOST && steps < 2 * AGENCY_LINE_MOST; steps++) {
                const struct agency_version *v = version_of(l, agency, day);
                const int32_t instead = !v || v->behind > day ? 0 : v->successor ? v->successor : v->parent;
                if (instead != 0) {
                        agency = instead;
                        continue;
                }
                for (size_t i = 0; i < n; i++) {
                        if (line[i] == agency)
                                return n;
                }
                line[n++] = agency;
                agency = v ? v->parent : 0;
        }
        return n;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * sweep.c - see sweep.h.
 */
#include "consumers/alert/sweep.h"

#include "consumers/alert/window_columns.h"
#include "generated/embedded.h"
#include <string.h>

enum { PORTION = 500 /* dossiers */, TAKEN_MOST = 128 /* dossiers for one look */ };

void sweep_begin(struct sweep *s)
{
        sweep_stop(s);
        s->under_way = true;
        s->behind = MOMENT_FIRST;
        s->named = 0;
}

void sweep_stop(struct sweep *s)
{
        bytes_clear(&s->found);
        s->taken = 0;
        s->under_way = false;
}

void sweep_free(struct sweep *s)
{
        bytes_free(&s->found);
        *s = (struct sweep){0};
}

static void add_found(struct sweep *s, const struct pg_result *r, int row)
{
        if (pg_is_null(r, row, COL_alert_amiss_dossier_id))
                return;
        const struct text id = pg_get_text(r, row, COL_alert_amiss_dossier_id);
        bytes_add(&s->found, id.at, id.len);
        bytes_add(&s->found, "\n", 1);
        s->named++;
}

enum fault sweep_portion(struct sweep *s, const struct look_inputs *in, micros as_of, bool raises,
                         struct err *e)
{
        struct window_columns ws;
        struct pg_result *r;
        window_columns_open(&ws, in->calendar, in->rules, as_of, as_of);
        const struct pg_param params[] = {pg_instant(s->behind),
                                          pg_instant(clock_now(in->clock)),
                                          pg_int8(PORTION),
                                          pg_bool(raises),
                                          window_column(&ws, WINDOW_RULE_ID),
                                          window_column(&ws, WINDOW_STEP),
                                          window_column(&ws, WINDOW_ABOVE),
                                          window_column(&ws, WINDOW_UNTIL),
                                          window_column(&ws, WINDOW_CALENDAR)};
        const enum fault fault = pg_run_prepared(in->pg, SQL_alert_amiss, params, 9, &r, e);
        window_columns_close(&ws);
        if (fault != OK)
                return fault;
        for (int row = 0; row < pg_rows(r); row++)
                add_found(s, r, row);
        s->behind = pg_get_instant(r, 0, COL_alert_amiss_until);
        s->under_way = s->behind != NO_TIME;
        pg_free(r);
        return OK;
}

struct text sweep_next(struct sweep *s)
{
        const char *const begin = (const char *)s->found.at + s->taken, *const end =
                                                                                (const char *)s->found.at +
                                                                                s->found.len;
        const char *to = begin;
        for (int i = 0; i < TAKEN_MOST && to < end; i++)
                to = (const char *)memchr(to, '\n', (size_t)(end - to)) + 1;
        if (to == begin)
                return TEXT("");
        s->taken += (size_t)(to - begin);
        return (struct text){begin, (size_t)(to - begin) - 1};
}

bool sweep_has_next(const struct sweep *s)
{
        return s->taken < s->found.len;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * window_columns.h - the windows (window.h) of every step of every rule at an instant, by the general
 * calendar and by each other one that agencies go by, column by column, as the queries of looks take them.
 */
#ifndef HENTRA_ALERT_WINDOW_COLUMNS_H
#define HENTRA_ALERT_WINDOW_COLUMNS_H

#include "consumers/alert/alert_rules.h"
#include "core/base/bytes.h"
#include "core/base/calendar.h"
#include "core/lib/pg.h"
#include <stddef.h>
#include <stdint.h>

/* REACHED: up to which due date earlier looks have seen those that came into the window; above and until
 * as in struct alert_window. Microseconds, within MOMENT_FIRST and MOMENT_LIMIT. */
enum window_column {
        WINDOW_RULE_ID,
        WINDOW_STEP,
        WINDOW_UP,
        WINDOW_ABOVE,
        WINDOW_UNTIL,
        WINDOW_REACHED,
        WINDOW_CALENDAR, /* id of the calendar of the agencies for whose dossiers it is; 0: all others */
        WINDOW_COLUMNS
};

struct window_columns {
        size_t n;       /* steps of rules, once for each calendar, the general one first */
        int64_t *value; /* of column c, row i: [c * n + i] */
        struct bytes array[WINDOW_COLUMNS];
};

/* The windows at `as_of`; earlier looks have seen the due dates that had come into them by `reached`;
 * NO_TIME: they have seen none. */
void window_columns_open(struct window_columns *w, const struct calendar *calendar,
                         const struct alert_rules *rules, micros as_of, micros reached);
void window_columns_close(struct window_columns *w);

/* A column as bigint[]; valid until it is asked for again, or closed. */
struct pg_param window_column(struct window_columns *w, enum window_column c);

#endif

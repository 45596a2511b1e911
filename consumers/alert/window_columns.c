/* SPDX-License-Identifier: Apache-2.0
 *
 * window_columns.c - see window_columns.h.
 */
#include "consumers/alert/window_columns.h"

#include <stdlib.h>

/* No due date lies beyond these bounds. */
static micros bounded(micros t)
{
        return t < MOMENT_FIRST ? MOMENT_FIRST : t > MOMENT_LIMIT ? MOMENT_LIMIT : t;
}

/* The windows by one calendar, from `row` on. */
static void add_calendar(struct window_columns *w, const struct calendar *calendar, int64_t id,
                         const struct alert_rules *rules, micros as_of, micros reached, size_t row)
{
        for (size_t r = 0; r < rules->n; r++) {
                const struct alert_rule *rule = &rules->of[r];
                for (int i = 0; i < rule->steps; i++, row++) {
                        struct alert_window window;
                        alert_step_window(calendar, rule, i, as_of, &window);
                        const int64_t values[WINDOW_COLUMNS] = {
                                window.rule_id,
                                window.step,
                                window.up,
                                bounded(window.above),
                                bounded(window.until),
                                reached == NO_TIME
                                        ? MOMENT_FIRST
                                        : bounded(alert_step_reaches(calendar, rule->offset[i], reached)),
                                id};
                        for (size_t c = 0; c < WINDOW_COLUMNS; c++)
                                w->value[c * w->n + row] = values[c];
                }
        }
}

void window_columns_open(struct window_columns *w, const struct calendar *calendar,
                         const struct alert_rules *rules, micros as_of, micros reached)
{
        size_t others;
        const struct calendar_other *other = calendar_others(calendar, &others);
        const size_t steps = alert_rules_steps(rules);
        *w = (struct window_columns){.n = steps * (1 + others)};
        w->value = need_alloc(WINDOW_COLUMNS * w->n * sizeof(*w->value));
        add_calendar(w, calendar, 0, rules, as_of, reached, 0);
        for (size_t i = 0; i < others; i++)
                add_calendar(w, other[i].calendar, other[i].id, rules, as_of, reached, steps * (1 + i));
}

void window_columns_close(struct window_columns *w)
{
        free(w->value);
        for (size_t c = 0; c < WINDOW_COLUMNS; c++)
                bytes_free(&w->array[c]);
}

struct pg_param window_column(struct window_columns *w, enum window_column c)
{
        return pg_int8_array(&w->array[c], w->value + (size_t)c * w->n, w->n);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * window.c - the instants of a step, there (due date to firing) and back.
 *
 * Rule: alert_step_reaches() is the inverse of alert_step_fires(), microsecond for microsecond:
 * due_at <= alert_step_reaches(now) exactly when alert_step_fires(due_at) <= now (a property test).
 */
#include "consumers/alert/window.h"

micros alert_step_fires(const struct calendar *c, int32_t offset, micros due_at)
{
        const micros duration = offset * MICROS_PER_MINUTE;
        if (offset == 0)
                return due_at + 1;
        return offset < 0 ? calendar_latest(c, due_at, duration) : calendar_earliest(c, due_at, duration);
}

micros alert_step_reaches(const struct calendar *c, int32_t offset, micros now)
{
        const micros duration = offset * MICROS_PER_MINUTE;
        if (offset == 0)
                return now - 1;
        /* Before the due date: less than that is left at any later instant. */
        return offset < 0 ? calendar_latest(c, now + 1, -duration - 1) : calendar_latest(c, now, -duration);
}

void alert_step_window(const struct calendar *c, const struct alert_rule *r, int i, micros now,
                       struct alert_window *out)
{
        *out = (struct alert_window){.rule_id = r->rule_id,
                                     .step = (int16_t)(i + 1),
                                     .up = (int16_t)(r->kind == ESCALATION ? i + 1 : 0),
                                     .above = alert_step_reaches(c, r->offset[i], r->start_mark),
                                     .until = alert_step_reaches(c, r->offset[i], now)};
        micros passed = NO_TIME; /* due dates up to this are the next step's, or overdue */
        if (i + 1 < r->steps)
                passed = alert_step_reaches(c, r->offset[i + 1], now);
        else if (r->kind == DUE_SOON)
                passed = alert_step_reaches(c, 0, now);
        if (passed > out->above)
                out->above = passed;
}

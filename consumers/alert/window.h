/* SPDX-License-Identifier: Apache-2.0
 *
 * window.h - the due dates to which a rule applies at an instant: the specification of the rules, in code.
 *
 * A rule has steps, each so many working minutes before (below 0) or after the due date; 0 is the due date
 * itself. A step fires
 *   below 0  at the last instant that leaves so much working time until the due date (an opening hour, not
 *            the close of the day before),
 *   0        one microsecond after the due date: the first instant at which a dossier is overdue
 *            (by the index of decision 766/QĐ-TTg, docs/rules.md),
 *   above 0  when so much working time has passed since.
 *
 * From then on an alert of the step is open for every dossier that runs (received, neither ended nor paused
 * nor stopped) and has this due date, until the next step of the same rule fires, or, for steps before the
 * due date, until that has passed. So a dossier never has open alerts of two steps of a rule, and after an
 * outage only the latest is raised. A step that fired at or before the rule's start mark never counts:
 * nothing is raised about the past.
 *
 * So at an instant a step applies to the due dates of one interval: its window. Pure.
 */
#ifndef HENTRA_ALERT_WINDOW_H
#define HENTRA_ALERT_WINDOW_H

#include "core/base/calendar.h"
#include "core/base/moment.h"
#include <stddef.h>
#include <stdint.h>

/* Stored in alert_rule.kind. SOURCE_SILENT has no steps and no window: silence.h; nor has LIKELY_LATE:
 * likely_look.h. */
enum alert_rule_kind { DUE_SOON = 1, OVERDUE, ESCALATION, SOURCE_SILENT, LIKELY_LATE };
enum { ALERT_RULE_STEPS_MOST = 16 };

struct alert_rule {
        int32_t rule_id;
        enum alert_rule_kind kind;
        int steps; /* number of offsets */
        /* Working minutes, ascending. DUE_SOON: all below 0; OVERDUE: 0; ESCALATION: all above 0. */
        int32_t offset[ALERT_RULE_STEPS_MOST];
        micros start_mark; /* a step that fired at or before it never counts */
};

/* Instant at which a step fires for a due date; END_OF_TIME or NO_TIME: beyond the calendar. */
micros alert_step_fires(const struct calendar *c, int32_t offset, micros due_at);
/* The latest due date for which the step has fired by `now`. */
micros alert_step_reaches(const struct calendar *c, int32_t offset, micros now);

struct alert_window {
        int32_t rule_id;
        int16_t step;        /* from 1 */
        int16_t up;          /* levels above the handling agency that get the alert; 0: the agency itself */
        micros above, until; /* due dates in (above, until] */
};
/* The window of step `i` (from 0) at an instant. Empty: until <= above. */
void alert_step_window(const struct calendar *c, const struct alert_rule *r, int i, micros now,
                       struct alert_window *out);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * due.c - the due date: since when a dossier is overdue, and the class of a resolution.
 *
 * Rule: by day (form 06) whole local days are compared, by instant (index 766) microseconds are; a
 * resolution and an open dossier are compared in the same way.
 * So: all facts that are kept come from here. What is late at this very moment is not kept, and is compared
 * again: by sql/views/30_dossier.sql when somebody asks, by consumers/alert/window.c when an alert is due.
 */
#include "consumers/dossier/timeline.h"

micros overdue_from_day(const struct timeline *t, const struct zone *zone)
{
        return t->due_at == NO_TIME ? END_OF_TIME : zone_day_start(zone, zone_day(zone, t->due_at) + 1);
}

micros overdue_from_instant(const struct timeline *t)
{
        return t->due_at == NO_TIME ? END_OF_TIME : t->due_at + 1;
}

static bool resolved(const struct timeline *t)
{
        return t->ended_by == RESOLVED || t->ended_by == RETURNED;
}

enum day_class class_by_day(const struct timeline *t, const struct zone *zone)
{
        int32_t end_day, due_day;

        if (!resolved(t))
                return CLASS_NONE;
        if (t->due_at == NO_TIME)
                return CLASS_NO_DUE;
        end_day = zone_day(zone, t->ended_at);
        due_day = zone_day(zone, t->due_at);
        if (end_day == due_day)
                return CLASS_ON_TIME;
        return end_day < due_day ? CLASS_EARLY : CLASS_LATE;
}

enum instant_class class_by_instant(const struct timeline *t)
{
        if (!resolved(t))
                return INSTANT_NONE;
        if (t->due_at == NO_TIME)
                return INSTANT_NO_DUE;
        return t->ended_at >= overdue_from_instant(t) ? INSTANT_LATE : INSTANT_IN_TIME;
}

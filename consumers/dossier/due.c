/* SPDX-License-Identifier: Apache-2.0
 *
 * due.c - the due date: since when a dossier is overdue, and the class of a resolution.
 *
 * Rule: by day (form 06) whole local days are compared, by instant (index 766) microseconds are; a
 * resolution and an open dossier are compared in the same way.
 * So: all facts that are kept come from here. What is late at this very moment is not kept, and is compared
 * again: by sql/views/30_dossier.sql when somebody asks, by consumers/alert/window.c when an alert is due.
 */
#include "consumers/dossier/life.h"

micros overdue_from_day(const struct timeline *t, const struct zone *zone)
{
        return t->due_at == NO_TIME ? END_OF_TIME : zone_day_start(zone, zone_day(zone, t->due_at) + 1);
}

micros overdue_from_instant(const struct timeline *t)
{
        return t->due_at == NO_TIME ? END_OF_TIME : t->due_at + 1;
}

bool is_late(micros due_at, micros at, bool day_only, const struct zone *zone)
{
        return day_only ? zone_day(zone, at) > zone_day(zone, due_at) : at > due_at;
}

static bool resolved(enum status by)
{
        return by == RESOLVED || by == RETURNED;
}

static enum day_class by_day(const struct timeline *t, enum status by, micros at, const struct zone *zone)
{
        int32_t end_day, due_day;

        if (!resolved(by))
                return CLASS_NONE;
        if (t->due_at == NO_TIME)
                return CLASS_NO_DUE;
        end_day = zone_day(zone, at);
        due_day = zone_day(zone, t->due_at);
        if (end_day == due_day)
                return CLASS_ON_TIME;
        return end_day < due_day ? CLASS_EARLY : CLASS_LATE;
}

static enum instant_class by_instant(const struct timeline *t, enum status by, micros at, bool day_only,
                                     const struct zone *zone)
{
        if (!resolved(by))
                return INSTANT_NONE;
        if (t->due_at == NO_TIME)
                return INSTANT_NO_DUE;
        return is_late(t->due_at, at, day_only, zone) ? INSTANT_LATE : INSTANT_IN_TIME;
}

enum day_class class_by_day(const struct timeline *t, const struct zone *zone)
{
        return by_day(t, t->ended_by, t->ended_at, zone);
}

enum instant_class class_by_instant(const struct timeline *t, const struct zone *zone)
{
        return by_instant(t, t->ended_by, t->ended_at, t->ended_day, zone);
}

enum day_class step_class_by_day(const struct timeline *t, const struct step *end, const struct zone *zone)
{
        return by_day(t, end->ended_by, end->ended_at, zone);
}

enum instant_class step_class_by_instant(const struct timeline *t, const struct step *end,
                                         const struct zone *zone)
{
        return by_instant(t, end->ended_by, end->ended_at, end->ended_day, zone);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * dates.c - see dates.h.
 */
#include "producers/format/dates.h"
#include <string.h>

static bool has_part(const char *format, char part)
{
        for (const char *f = format; *f; f++) {
                if (*f == '%' && *++f == part)
                        return true;
                if (!*f)
                        return false;
        }
        return false;
}

bool date_format_has_offset(const char *format)
{
        return has_part(format, 'z');
}

const char *date_format_check(const char *format)
{
        for (const char *f = format; *f; f++) {
                if (*f == '%' && (!f[1] || !strchr("YmdHMSfz%", *++f)))
                        return "the parts are %Y %m %d %H %M %S %f %z and %%";
        }
        if (!has_part(format, 'Y') || !has_part(format, 'm') || !has_part(format, 'd'))
                return "a format needs %Y, %m and %d";
        return NULL;
}

/* The wall clock's reading as if it were UTC. */
static micros as_utc(const struct civil *c)
{
        return day_of_civil(c->year, c->month, c->day) * MICROS_PER_DAY +
               ((c->hour * 60LL + c->minute) * 60 + c->second) * MICROS_PER_SECOND + c->micro;
}

/* The offset in force a day after `t`: changes of the clocks are never that close together. */
static micros offset_afterwards(const struct zone *z, micros t)
{
        struct civil later;
        zone_civil(z, t + MICROS_PER_DAY, &later);
        return as_utc(&later) - (t + MICROS_PER_DAY);
}

static const char *local_instant(const struct dates *d, const struct civil *local, micros *t,
                                 struct date_tally *tally)
{
        switch (zone_instant(d->zone, local, t)) {
        case LOCAL_GAP:
                if (d->gap_reject)
                        return "is a local time that the change to summer time left out";
                tally->gaps++;
                break;
        case LOCAL_OVERLAP:
                if (d->overlap_second)
                        *t = as_utc(local) - offset_afterwards(d->zone, *t);
                tally->overlaps++;
                break;
        case LOCAL_ONCE:
                break;
        }
        return NULL;
}

const char date_outside[] = "is outside the years 1900 to 2199";
const char date_early[] = "is before load.earliest of the configuration";

const char *date_read(const struct dates *d, struct text text, enum date_day day, micros *t, bool *day_only,
                      struct date_tally *tally)
{
        struct civil civil;
        bool has_offset = false;
        int offset_seconds = 0;
        const char *wrong = "", *format = NULL;
        for (int i = 0; i < d->formats && wrong; i++) {
                format = d->format[i];
                wrong = civil_parse(text, format, &civil, &has_offset, &offset_seconds);
        }
        if (wrong)
                return "is no date in any of the mapping's formats";
        if (civil.year < 1900 || civil.year > 2199)
                return date_outside;
        *day_only = !has_part(format, 'H');
        const bool to_the_end =
                *day_only && (day == DATE_DAY_END || (day == DATE_DAY_DUE && !d->due_day_starts));
        if (has_offset)
                *t = as_utc(&civil) - offset_seconds * MICROS_PER_SECOND +
                     (to_the_end ? MICROS_PER_DAY - 1 : 0);
        else if (to_the_end)
                *t = zone_day_start(d->zone, day_of_civil(civil.year, civil.month, civil.day) + 1) - 1;
        else
                wrong = local_instant(d, &civil, t, tally);
        if (wrong)
                return wrong;
        return !moment_legal(*t) ? date_outside : *t < d->earliest ? date_early : NULL;
}

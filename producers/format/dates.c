/* SPDX-License-Identifier: Apache-2.0
 *
 * dates.c - see dates.h.
 */
#include "producers/format/dates.h"
#include <stdlib.h>
#include <string.h>

/* The letter of the next part, 0: there is none. *f moves behind it; *brief: it has no leading zero, as "%-d"
 * has none. */
static char next_part(const char **f, bool *brief)
{
        while (**f && **f != '%')
                ++*f;
        if (!**f)
                return 0;
        *brief = (*f)[1] == '-';
        *f += *brief ? 2 : 1;
        return **f ? *(*f)++ : 0;
}

/* The number of ways in which the format has one of these parts. */
static int count_ways(const char *format, const char *letters)
{
        unsigned ways = 0;
        bool brief;
        for (char part; (part = next_part(&format, &brief));) {
                const char *at = strchr(letters, part);
                if (at)
                        ways |= 1U << (2 * (at - letters) + brief);
        }
        return __builtin_popcount(ways);
}

bool date_format_has_offset(const char *format)
{
        return count_ways(format, "z") > 0;
}

/* True when nothing tells where a number without leading zeros ends. */
static bool runs_on(const char *format)
{
        bool brief;
        while (next_part(&format, &brief)) {
                const bool number = format[0] == '%' && format[1] && strchr("YmdHMSI-", format[1]);
                if (brief && (number || (format[0] >= '0' && format[0] <= '9')))
                        return true;
        }
        return false;
}

const char *date_format_check(const char *format)
{
        for (const char *f = format; *f; f++) {
                if (*f != '%')
                        continue;
                const bool brief = f[1] == '-';
                f += brief ? 2 : 1;
                if (!*f || !strchr(brief ? "mdHI" : "YmdHMSfzbBIp%", *f))
                        return "the parts are %Y %m %d %H %M %S %f %z %b %B %I %p %-m %-d %-H %-I and %%";
        }
        if (!count_ways(format, "Y") || !count_ways(format, "mbB") || !count_ways(format, "d"))
                return "a format needs %Y, %m and %d";
        if (count_ways(format, "mbB") > 1 || count_ways(format, "d") > 1 || count_ways(format, "HI") > 1)
                return "a format has month, day and hour in one way each";
        if (count_ways(format, "I") != count_ways(format, "p"))
                return "%I and %p need each other";
        if (runs_on(format))
                return "behind %-m, %-d, %-H or %-I must be something that is no digit";
        return NULL;
}

void dates_add_format(struct dates *d, char *format)
{
        d->of_days[d->formats] = count_ways(format, "HI") == 0;
        d->format[d->formats++] = format;
}

void dates_inherit(struct dates *d, const struct dates *from)
{
        const struct dates own = *d;
        *d = *from;
        d->given = own.given;
        if (own.given & DATE_KEY_FORMATS) {
                memcpy(d->format, own.format, sizeof(d->format));
                memcpy(d->of_days, own.of_days, sizeof(d->of_days));
                d->formats = own.formats;
        }
        if (own.given & DATE_KEY_ZONE)
                d->zone = own.zone;
        if (own.given & DATE_KEY_GAP)
                d->gap_reject = own.gap_reject;
        if (own.given & DATE_KEY_OVERLAP)
                d->overlap_second = own.overlap_second;
        if (own.given & DATE_KEY_DUE_DAY)
                d->due_day_starts = own.due_day_starts;
        if (own.given & DATE_KEY_MIDNIGHT)
                d->midnight_day = own.midnight_day;
}

void dates_close(struct dates *d)
{
        for (int i = 0; i < d->formats && (d->given & DATE_KEY_FORMATS); i++)
                free(d->format[i]);
        if (d->given & DATE_KEY_ZONE)
                zone_close(d->zone);
        *d = (struct dates){0};
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

/* The instant of a text with an offset, or the end of its day. A text with the day alone has its own day;
 * midnight is that of the zone. */
static micros with_offset(const struct dates *d, const struct civil *c, int offset_seconds, bool to_the_end,
                          bool day_alone)
{
        const micros t = as_utc(c) - offset_seconds * MICROS_PER_SECOND;
        if (!to_the_end)
                return t;
        return d->zone && !day_alone ? zone_day_start(d->zone, zone_day(d->zone, t) + 1) - 1
                                     : t + MICROS_PER_DAY - 1;
}

static bool is_midnight(const struct dates *d, const struct civil *c, bool has_offset, int offset_seconds)
{
        if (!has_offset || !d->zone)
                return c->hour + c->minute + c->second + c->micro == 0;
        const micros t = as_utc(c) - offset_seconds * MICROS_PER_SECOND;
        return moment_legal(t) && zone_day_start(d->zone, zone_day(d->zone, t)) == t;
}

const char date_outside[] = "is outside the years 1900 to 2199";
const char date_early[] = "is before load.earliest of the configuration";

const char *date_read(const struct dates *d, struct text text, enum date_day day, micros *t, bool *day_only,
                      struct date_tally *tally)
{
        struct civil civil;
        bool has_offset = false;
        int offset_seconds = 0;
        const char *wrong = "";
        bool day_alone = false;
        for (int i = 0; i < d->formats && wrong; i++) {
                wrong = civil_parse(text, d->format[i], &civil, &has_offset, &offset_seconds);
                day_alone = d->of_days[i];
        }
        if (wrong)
                return "is no date in any of the mapping's formats";
        if (civil.year < 1900 || civil.year > 2199)
                return date_outside;
        *day_only = day_alone || (d->midnight_day && is_midnight(d, &civil, has_offset, offset_seconds));
        const bool to_the_end =
                *day_only && (day == DATE_DAY_END || (day == DATE_DAY_DUE && !d->due_day_starts));
        if (has_offset)
                *t = with_offset(d, &civil, offset_seconds, to_the_end, day_alone);
        else if (to_the_end)
                *t = zone_day_start(d->zone, day_of_civil(civil.year, civil.month, civil.day) + 1) - 1;
        else
                wrong = local_instant(d, &civil, t, tally);
        if (wrong)
                return wrong;
        return !moment_legal(*t) ? date_outside : *t < d->earliest ? date_early : NULL;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * moment.c - instants: their legal range, the clock, and their text.
 */
#include "core/base/moment.h"

#include <stdio.h>
#include <time.h>

bool moment_legal(micros t)
{
        return t >= MOMENT_FIRST && t < MOMENT_LIMIT;
}

static micros read_clock(clockid_t id)
{
        struct timespec now;
        clock_gettime(id, &now);
        return now.tv_sec * MICROS_PER_SECOND + now.tv_nsec / 1000;
}

micros moment_now(void)
{
        return read_clock(CLOCK_REALTIME);
}

micros steady_now(void)
{
        return read_clock(CLOCK_MONOTONIC);
}

/* The instant of a civil time at an offset east of Greenwich. */
static micros instant_at(const struct civil *c, int offset_seconds)
{
        int64_t day = day_of_civil(c->year, c->month, c->day);
        int64_t second = c->hour * 3600 + c->minute * 60 + c->second - offset_seconds;
        return day * MICROS_PER_DAY + second * MICROS_PER_SECOND + c->micro;
}

/* Finds the form in which `text` is written. */
static bool parse_any(struct text text, struct civil *c, bool *has_offset, int *offset_seconds)
{
        static const char *const forms[] = {
                "%Y-%m-%d %H:%M",   "%Y-%m-%d %H:%M:%S%f",   "%Y-%m-%dT%H:%M",   "%Y-%m-%dT%H:%M:%S%f",
                "%Y-%m-%d %H:%M%z", "%Y-%m-%d %H:%M:%S%f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%f%z",
        };
        for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
                if (!civil_parse(text, forms[i], c, has_offset, offset_seconds))
                        return true;
        return false;
}

enum fault moment_parse(const struct zone *z, struct text text, micros *t, bool *date_only, struct err *e)
{
        struct civil c;
        bool has_offset;
        int offset_seconds;
        *date_only = civil_parse(text, "%Y-%m-%d", &c, &has_offset, &offset_seconds) == NULL;
        if (!*date_only && !parse_any(text, &c, &has_offset, &offset_seconds))
                return fail(e, USAGE,
                            "\"%.*s\" is no date: allowed are 2022-01-31, 2022-01-31 17:00 and "
                            "2022-01-31T17:00:00.5+07:00",
                            (int)(text.len < 64 ? text.len : 64), text.len > 0 ? text.at : "");
        if (*date_only)
                *t = zone_day_start(z, day_of_civil(c.year, c.month, c.day));
        else if (has_offset)
                *t = instant_at(&c, offset_seconds);
        else
                (void)zone_instant(z, &c,
                                   t); /* in a gap or overlap the earlier offset is as good as the other */
        if (!moment_legal(*t))
                return fail(e, USAGE, "%.*s is outside the years 1900 to 2199", (int)text.len, text.at);
        return OK;
}

char *moment_format(micros t, char out[static 32])
{
        int year, month, day;
        int64_t days = floor_div(t, MICROS_PER_DAY);
        int64_t rest = floor_rest(t, MICROS_PER_DAY);
        int second = (int)(rest / MICROS_PER_SECOND), micro = (int)(rest % MICROS_PER_SECOND);
        civil_of_day((int32_t)days, &year, &month, &day);
        int n = snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, second / 3600,
                         second / 60 % 60, second % 60);
        if (micro != 0)
                n += snprintf(out + n, 32 - n, ".%06d", micro);
        snprintf(out + n, 32 - n, "Z");
        return out;
}

char *zone_format(const struct zone *z, micros t, char out[static 32])
{
        struct civil c;
        zone_civil(z, t, &c);
        snprintf(out, 32, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
                 c.second);
        return out;
}

char *day_format(int32_t day, char out[static 16])
{
        int year, month, day_of_month;
        civil_of_day(day, &year, &month, &day_of_month);
        snprintf(out, 16, "%04d-%02d-%02d", year, month, day_of_month);
        return out;
}

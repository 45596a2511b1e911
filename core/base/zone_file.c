/* SPDX-License-Identifier: Apache-2.0
 *
 * zone_file.c - TZif, the file format of the tz database (RFC 8536).
 *
 * libc knows one zone at a time, that of TZ, which cannot be changed beside the threads of a library: so the
 * file is read here.
 *
 *      header | block with times of 32 bits | header | the same with 64 bits | \n rule for all later years \n
 */
#include "core/base/zone_file.h"

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include <string.h>

#define SECONDS_PER_DAY 86400LL

enum { HEADER = 44, TYPE = 6, COUNT_MOST = 1 << 16 };

struct block {
        const uint8_t *times, *kinds, *types;
        uint32_t times_n, types_n;
        size_t size, width; /* of all of it; of a time */
};

static bool read_block(const uint8_t *at, size_t len, size_t width, struct block *b)
{
        uint32_t count
                [6]; /* UT indicators, standard indicators, leap seconds, times, types, letters of names */
        if (len < HEADER || memcmp(at, "TZif", 4) != 0)
                return false;
        for (int i = 0; i < 6; i++) {
                count[i] = read_be32(at + 20 + 4 * i);
                if (count[i] > COUNT_MOST)
                        return false;
        }
        b->width = width;
        b->times_n = count[3];
        b->types_n = count[4];
        b->times = at + HEADER;
        b->kinds = b->times + count[3] * width;
        b->types = b->kinds + count[3];
        b->size = HEADER + count[3] * (width + 1) + count[4] * (size_t)TYPE + count[5] +
                  count[2] * (width + 4) + count[1] + count[0];
        return b->size <= len && count[4] > 0 && count[2] == 0;
}

static int64_t time_of(const struct block *b, uint32_t i)
{
        const uint8_t *at = b->times + i * b->width;
        return b->width == 8 ? (int64_t)read_be64(at) : (int32_t)read_be32(at);
}

/* ---- the rule for all later years: "CET-1CEST,M3.5.0,M10.5.0/3" ---- */

struct day_rule {
        char kind; /* 'M': weekday of a week of a month; 'n': day of the year; 'J': without February 29th */
        int month, week, day;
        int second; /* local, of that day; may lie outside it */
};
struct year_rule {
        int32_t standard, summer;
        struct day_rule begin, end;
};

static bool take(const char **p, char c)
{
        if (**p != c)
                return false;
        ++*p;
        return true;
}

static bool take_number(const char **p, int most, int *n)
{
        const char *begin = *p;
        for (*n = 0; **p >= '0' && **p <= '9' && *n <= most; ++*p)
                *n = *n * 10 + (**p - '0');
        return *p > begin && *n <= most;
}

static bool take_name(const char **p)
{
        const bool quoted = take(p, '<');
        const char *begin = *p;
        while (quoted ? **p && **p != '>' : (**p >= 'A' && **p <= 'Z') || (**p >= 'a' && **p <= 'z'))
                ++*p;
        return *p > begin && (!quoted || take(p, '>'));
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(const char **p, int *second)
{
        const bool minus = take(p, '-');
        int part[3] = {0};
        if (!minus)
                take(p, '+');
        if (!take_number(p, 167, &part[0]) || (take(p, ':') && !take_number(p, 59, &part[1])) ||
            (part[1] >= 0 && take(p, ':') && !take_number(p, 59, &part[2])))
                return false;
        *second = (part[0] * 3600 + part[1] * 60 + part[2]) * (minus ? -1 : 1);
        return true;
}

static bool take_day(const char **p, struct day_rule *d)
{
        *d = (struct day_rule){.kind = 'n', .second = 2 * 3600};
        bool good;
        if (take(p, 'M')) {
                d->kind = 'M';
                good = take_number(p, 12, &d->month) && d->month >= 1 && take(p, '.') &&
                       take_number(p, 5, &d->week) && d->week >= 1 && take(p, '.') &&
                       take_number(p, 6, &d->day);
        } else {
                if (take(p, 'J'))
                        d->kind = 'J';
                good = take_number(p, 365, &d->day) && (d->kind == 'n' || d->day >= 1);
        }
        return good && (!take(p, '/') || take_time(p, &d->second));
}

/* *changes false: one offset for ever, that of the last change. */
static bool read_rule(const char *p, struct year_rule *r, bool *changes)
{
        int west;
        *changes = false;
        if (!take_name(&p) || !take_time(&p, &west))
                return false;
        r->standard = -west;
        r->summer = r->standard + 3600;
        if (!*p)
                return true;
        *changes = true;
        if (!take_name(&p))
                return false;
        if (*p != ',') {
                if (!take_time(&p, &west))
                        return false;
                r->summer = -west;
        }
        return take(&p, ',') && take_day(&p, &r->begin) && take(&p, ',') && take_day(&p, &r->end) && !*p;
}

static int64_t second_in(const struct day_rule *d, int year, int32_t offset)
{
        int32_t day = day_of_civil(year, 1, 1) + d->day;
        if (d->kind == 'J') {
                day -= d->day < 60 || day_of_civil(year, 3, 1) - day_of_civil(year, 2, 1) == 28;
        } else if (d->kind == 'M') {
                const int32_t first = day_of_civil(year, d->month, 1);
                const int32_t next =
                        d->month < 12 ? day_of_civil(year, d->month + 1, 1) : day_of_civil(year + 1, 1, 1);
                const int weekday = (int)floor_rest(first + 4, 7); /* 1970-01-01 was a Thursday */
                day = first + (int32_t)floor_rest(d->day - weekday, 7) + 7 * (d->week - 1);
                day -= day >= next ? 7 : 0;
        }
        return day * SECONDS_PER_DAY + d->second - offset;
}

static bool follow_rule(const char *text, int64_t after, int last_year,
                        void (*add)(void *context, int64_t from, int32_t offset), void *context)
{
        struct year_rule r;
        bool changes;
        int year = 1900, month, day;
        if (!*text)
                return true;
        if (!read_rule(text, &r, &changes))
                return false;
        if (after > day_of_civil(year, 1, 1) * SECONDS_PER_DAY)
                civil_of_day((int32_t)floor_div(after, SECONDS_PER_DAY), &year, &month, &day);
        for (; changes && year <= last_year; year++) {
                const int64_t begin = second_in(&r.begin, year, r.standard),
                              end = second_in(&r.end, year, r.summer);
                const bool south = end < begin;
                if ((south ? end : begin) > after)
                        add(context, south ? end : begin, south ? r.standard : r.summer);
                if ((south ? begin : end) > after)
                        add(context, south ? begin : end, south ? r.summer : r.standard);
        }
        return true;
}

bool zone_file_changes(const uint8_t *at, size_t len, int last_year,
                       void (*add)(void *context, int64_t from, int32_t offset), void *context)
{
        enum { RULE_MOST = 128 };
        struct block b;
        char rule[RULE_MOST] = "";
        if (!read_block(at, len, 4, &b))
                return false;
        if (at[4] >= '2') {
                const size_t before = b.size;
                if (!read_block(at + before, len - before, 8, &b))
                        return false;
                const char *text = (const char *)at + before + b.size, *end = (const char *)at + len;
                const char *stop = end - text > 1 ? memchr(text + 1, '\n', (size_t)(end - text) - 1) : NULL;
                if (!stop || *text != '\n' || stop - text > RULE_MOST)
                        return false;
                memcpy(rule, text + 1, (size_t)(stop - text) - 1);
        }
        add(context, INT64_MIN, (int32_t)read_be32(b.types));
        int64_t last = INT64_MIN;
        for (uint32_t i = 0; i < b.times_n; i++) {
                const int64_t from = time_of(&b, i);
                if (b.kinds[i] >= b.types_n || from < last)
                        return false;
                add(context, from, (int32_t)read_be32(b.types + (size_t)TYPE * b.kinds[i]));
                last = from;
        }
        return follow_rule(rule, last, last_year, add, context);
}

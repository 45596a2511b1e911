/* SPDX-License-Identifier: Apache-2.0
 *
 * file_time.c - see file_time.h.
 *
 * Each part has a fixed number of digits, so the piece between two stars has a known length and is found by
 * it. The pieces are then read like a date.
 */
#include "producers/format/file_time.h"
#include "core/base/bytes.h"
#include "core/lib/nfc.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- patterns ---- */

static bool has_part(const char *pattern, char part)
{
        for (const char *p = pattern; (p = strchr(p, '%')) && p[1]; p += 2) {
                if (p[1] == part)
                        return true;
        }
        return false;
}

const char *file_time_check(const char *pattern)
{
        for (const char *p = pattern; *p; p++) {
                if (*p == '/')
                        return "it is a file's name, without directories";
                if (*p == '%' && (!p[1] || !strchr("YmdHMS%", *++p)))
                        return "the parts are %Y %m %d %H %M %S and %%, and * for anything";
        }
        if (!has_part(pattern, 'Y') || !has_part(pattern, 'm'))
                return "it needs %Y and %m, and %d where it names a day";
        if (has_part(pattern, 'H') && !has_part(pattern, 'd'))
                return "it needs %d beside %H";
        return NULL;
}

/* ---- pieces of names ---- */

/* The number of digits of a part; 0: it is a character. */
static size_t digits_of(char part)
{
        return part == 'Y' ? 4 : part == '%' ? 0 : 2;
}

static size_t width(struct text piece)
{
        size_t n = 0;
        for (size_t i = 0; i < piece.len; i++) {
                const size_t digits = piece.at[i] == '%' ? digits_of(piece.at[++i]) : 0;
                n += digits ? digits : 1;
        }
        return n;
}

/* True when `at`, of width() bytes, matches the piece. */
static bool fits(const char *at, struct text piece)
{
        for (size_t i = 0; i < piece.len; i++) {
                size_t digits = piece.at[i] == '%' ? digits_of(piece.at[++i]) : 0;
                if (digits == 0 && *at++ != piece.at[i])
                        return false;
                for (; digits > 0; digits--) {
                        if (!isdigit((unsigned char)*at++))
                                return false;
                }
        }
        return true;
}

/* Finds the piece: the first one from *at on; `here` (no star before it): only at *at; `last` (no star
 * behind it): only at the end. *at moves behind it. */
static bool find(const char **at, const char *end, struct text piece, bool here, bool last)
{
        const size_t len = width(piece);
        if ((size_t)(end - *at) < len)
                return false;
        const char *const most = end - len;
        for (const char *p = last && !here ? most : *at; p <= most; p++) {
                if (fits(p, piece)) {
                        *at = p + len;
                        return !last || *at == end;
                }
                if (here)
                        return false;
        }
        return false;
}

/* The pieces of the name, and the pattern without its stars: a date and its format. */
static bool take_apart(const char *name, const char *pattern, struct bytes *date, struct bytes *format)
{
        const char *at = name, *const end = name + strlen(name);
        for (bool here = true;; here = false) {
                const char *star = strchr(pattern, '*');
                const struct text piece = {pattern, star ? (size_t)(star - pattern) : strlen(pattern)};
                if (!find(&at, end, piece, here, !star))
                        return false;
                bytes_add(date, at - width(piece), width(piece));
                bytes_add(format, piece.at, piece.len);
                if (!star)
                        return true;
                pattern = star + 1;
        }
}

/* ---- instants ---- */

/* Begin and end of the time in the name. */
static void instants(const struct zone *zone, const char *pattern, const struct civil *c, micros *begin,
                     micros *end)
{
        if (has_part(pattern, 'H')) {
                /* A clock that was set back or forward costs an hour at most. */
                (void)zone_instant(zone, c, end);
                *begin = *end;
                return;
        }
        const bool day = has_part(pattern, 'd');
        const int year = c->month == 12 ? c->year + 1 : c->year, month = c->month % 12 + 1;
        const int32_t first = day_of_civil(c->year, c->month, day ? c->day : 1);
        *begin = zone_day_start(zone, first);
        *end = zone_day_start(zone, day ? first + 1 : day_of_civil(year, month, 1)) - 1;
}

static enum fault by_name(const struct mapping *m, const char *name, micros *begin, micros *t, struct err *e)
{
        struct bytes date = {0}, format = {0};
        struct civil civil;
        bool has_offset;
        int offset;
        char *composed = nfc_strdup(name);
        bool found = take_apart(composed, m->stated_at, &date, &format);
        bytes_add(&format, "", 1);
        if (found)
                found = !civil_parse((struct text){(const char *)date.at, date.len}, (const char *)format.at,
                                     &civil, &has_offset, &offset);
        bytes_free(&date);
        bytes_free(&format);
        free(composed);
        if (!found)
                return fail(e, POISON,
                            "the file's name does not fit stated_at = %s of the mapping: rename it and put "
                            "it in again",
                            m->stated_at);
        *begin = *t = NO_TIME;
        if (civil.year >= 1900 && civil.year <= 2199)
                instants(m->dates.zone, m->stated_at, &civil, begin, t);
        if (moment_legal(*t))
                return OK;
        return fail(
                e, POISON,
                "the file's name says a time outside the years 1900 to 2199: rename it and put it in again");
}

enum fault file_time(const struct mapping *mapping, const char *name, micros modified, micros now, micros *t,
                     bool *ahead, struct err *e)
{
        micros begin = modified;
        *t = modified;
        if (mapping->stated_at && by_name(mapping, name, &begin, t, e) != OK)
                return e->kind;
        if (!moment_legal(*t))
                return fail(e, POISON,
                            "the file was modified outside the years 1900 to 2199, so nobody knows when it "
                            "was said: set its time (touch) and put it in again");
        *ahead = begin > now + MICROS_PER_DAY;
        *t = *t > now ? now : *t;
        return OK;
}

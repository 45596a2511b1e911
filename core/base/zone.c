/* SPDX-License-Identifier: Apache-2.0
 *
 * zone.c - local days and times of one zone of the tz database.
 *
 * Rule: zone_open() reads every change of the offset between 1900 and 2200. Everything after that is a
 * search in a sorted table.
 * So: nothing here depends on TZ or on any global state, also beside other threads, and a day costs
 * nanoseconds.
 *
 *      from[0] = -infinity   from[1]        from[2]        …
 *      |---- offset[0] ------|- offset[1] --|- offset[2] ---------> infinity
 */
#include "core/base/moment.h"

#include "core/base/bytes.h"
#include "core/base/zone_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_PER_DAY 86400LL

struct zone {
        char *name;
        size_t n;
        size_t capacity;
        int64_t *from;   /* UTC seconds at which the offset begins to hold */
        int32_t *offset; /* seconds east of Greenwich */
};

/* ---- reading ---- */

/* Within the moments that are legal; before the first of them its offset holds for ever. */
static void zone_add(void *zone, int64_t from, int32_t offset)
{
        struct zone *z = zone;
        if (from >= MOMENT_LIMIT / MICROS_PER_SECOND)
                return;
        if (from <= MOMENT_FIRST / MICROS_PER_SECOND) {
                from = INT64_MIN;
                z->n = 0;
        }
        while (z->n > 0 && z->from[z->n - 1] >= from)
                z->n--;
        if (z->n > 0 && z->offset[z->n - 1] == offset)
                return;
        if (z->n == z->capacity) {
                z->capacity = z->capacity * 2 + 16;
                z->from = need_realloc(z->from, z->capacity * sizeof(*z->from));
                z->offset = need_realloc(z->offset, z->capacity * sizeof(*z->offset));
        }
        z->from[z->n] = from;
        z->offset[z->n] = offset;
        z->n++;
}

static bool read_file(struct zone *z, const char *path)
{
        enum { BYTES_MOST = 1 << 16 };
        FILE *f = fopen(path, "rbe");
        if (!f)
                return false;
        uint8_t *bytes = need_alloc(BYTES_MOST);
        const size_t len = fread(bytes, 1, BYTES_MOST, f);
        fclose(f);
        const bool good = zone_file_changes(bytes, len, 2200, zone_add, z);
        free(bytes);
        return good;
}

enum fault zone_open(struct zone **out, const char *iana_name, struct err *e)
{
        char path[256];
        *out = NULL;
        struct zone *z = need_alloc(sizeof(*z));
        z->name = need_strdup(iana_name);
        int n = snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", iana_name);
        /* Names below right/ count leap seconds, which no other clock here counts. */
        if (n < (int)sizeof(path) && iana_name[0] != '/' && !strstr(iana_name, "..") &&
            strncmp(iana_name, "right/", 6) != 0 && read_file(z, path)) {
                *out = z;
                return OK;
        }
        zone_close(z);
        return fail(e, USAGE,
                    "\"%s\" is no zone of the tz database; allowed is a name such as Asia/Ho_Chi_Minh "
                    "(see /usr/share/zoneinfo)",
                    iana_name);
}

void zone_close(struct zone *z)
{
        if (!z)
                return;
        free(z->name);
        free(z->from);
        free(z->offset);
        free(z);
}

const char *zone_name(const struct zone *z)
{
        return z->name;
}

/* ---- asking ---- */

/* The interval that holds this UTC second: the last one that begins at or before it. */
static size_t interval_at(const struct zone *z, int64_t second)
{
        size_t low = 0, n = z->n;
        if (z->from[n - 1] <= second) /* most zones have kept their offset for long */
                return n - 1;
        while (n > 1) {
                size_t half = n / 2;
                low += z->from[low + half] <= second ? half : 0;
                n -= half;
        }
        return low;
}

/* The first second behind interval i. */
static int64_t interval_end(const struct zone *z, size_t i)
{
        return i + 1 < z->n ? z->from[i + 1] : INT64_MAX;
}

static int64_t local_second(const struct zone *z, micros t)
{
        int64_t second = floor_div(t, MICROS_PER_SECOND);
        return second + z->offset[interval_at(z, second)];
}

int32_t zone_day(const struct zone *z, micros t)
{
        return (int32_t)floor_div(local_second(z, t), SECONDS_PER_DAY);
}

/* Days so far away that their instant does not fit are taken for the ends of time. */
static micros micros_of(int64_t second)
{
        micros t;
        if (__builtin_mul_overflow(second, MICROS_PER_SECOND, &t))
                return second < 0 ? INT64_MIN : INT64_MAX;
        return t;
}

/* Clocks that go forward over midnight make the day begin late; where they go back over midnight it begins
 * twice, and a day may be left out entirely (Apia, 2011-12-30): so this is the first instant at which the
 * local clock shows that midnight or anything later. No offset reaches a day, so the search may start a day
 * before. */
micros zone_day_start(const struct zone *z, int32_t day)
{
        int64_t midnight = day * SECONDS_PER_DAY;
        for (size_t i = interval_at(z, midnight - SECONDS_PER_DAY);; i++) {
                int64_t second = midnight - z->offset[i];
                if (second < z->from[i])
                        second = z->from[i];
                if (second < interval_end(z, i))
                        return micros_of(second);
        }
}

void zone_civil(const struct zone *z, micros t, struct civil *out)
{
        int64_t local = local_second(z, t);
        int32_t day = (int32_t)floor_div(local, SECONDS_PER_DAY);
        int of_day = (int)floor_rest(local, SECONDS_PER_DAY);
        civil_of_day(day, &out->year, &out->month, &out->day);
        out->hour = of_day / 3600;
        out->minute = of_day / 60 % 60;
        out->second = of_day % 60;
        out->micro = (int)floor_rest(t, MICROS_PER_SECOND);
}

enum local_time zone_instant(const struct zone *z, const struct civil *local, micros *t)
{
        int64_t shown = day_of_civil(local->year, local->month, local->day) * SECONDS_PER_DAY +
                        local->hour * 3600 + local->minute * 60 + local->second;
        size_t i = interval_at(z, shown - SECONDS_PER_DAY);
        /* The first interval that still has this time, or a later one, before it. */
        while (shown - z->offset[i] >= interval_end(z, i))
                i++;
        if (shown - z->offset[i] < z->from[i]) {
                *t = micros_of(shown - z->offset[i - 1]) + local->micro;
                return LOCAL_GAP;
        }
        *t = micros_of(shown - z->offset[i]) + local->micro;
        for (size_t later = i + 1; later < z->n && z->from[later] <= shown + SECONDS_PER_DAY; later++)
                if (shown - z->offset[later] >= z->from[later] &&
                    shown - z->offset[later] < interval_end(z, later))
                        return LOCAL_OVERLAP;
        return LOCAL_ONCE;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * dates.c - a format and a text to be read by it, in zones whose clocks change and in one whose do not.
 *
 * An instant that was read is written as RFC 3339 and read again as the same; the local time that it stands
 * for is the one that was written, or the clocks left it out.
 */
#include "producers/format/dates.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

const struct fuzz_bound fuzz_bound = {1 << 12, 8};

static const char *const names[] = {"Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Apia",
                                    "Australia/Lord_Howe"};
enum { ZONES = sizeof(names) / sizeof(names[0]) };
static struct zone *zones[ZONES];

void fuzz_open(void)
{
        struct err e;
        for (int i = 0; i < ZONES; i++)
                HOLDS(zone_open(&zones[i], names[i], &e) == OK);
}

static void written_and_read_again(const struct zone *zone, micros t)
{
        char text[32];
        micros again;
        bool date_only;
        struct err e;
        if (!moment_legal(t))
                return;
        HOLDS(moment_parse(zone, text_of(moment_format(t, text)), &again, &date_only, &e) == OK);
        HOLDS(again == t && !date_only);
        int32_t day = zone_day(zone, t);
        HOLDS(zone_day_start(zone, day) <= t && t < zone_day_start(zone, day + 1));
}

static void as_command_line(const struct zone *zone, struct text text)
{
        micros t;
        bool date_only;
        struct err e;
        enum fault fault = fuzz_said(moment_parse(zone, text, &t, &date_only, &e), &e);
        HOLDS(fault == OK ? moment_legal(t) : fault == USAGE);
        if (fault == OK)
                written_and_read_again(zone, t);
}

static void local_time_is_kept(const struct zone *zone, struct text text, const char *format)
{
        struct civil read, shown;
        bool has_offset;
        int offset;
        micros t;
        if (civil_parse(text, format, &read, &has_offset, &offset))
                return;
        HOLDS(civil_legal(&read) && (has_offset || offset == 0));
        if (zone_instant(zone, &read, &t) == LOCAL_GAP || read.year < 1900 || read.year > 2199)
                return;
        zone_civil(zone, t, &shown);
        HOLDS(read.year == shown.year && read.month == shown.month && read.day == shown.day &&
              read.hour == shown.hour && read.minute == shown.minute && read.second == shown.second &&
              read.micro == shown.micro);
}

void fuzz_one(const uint8_t *data, size_t size)
{
        if (size < 1)
                return;
        const uint8_t choice = *data++;
        size--;
        struct zone *zone = zones[choice % ZONES];
        char *format = fuzz_string(&data, &size);
        struct text text = {(const char *)data, size};
        struct date_tally tally = {0};
        bool day_only;
        micros t = 0;
        as_command_line(zone, text);
        if (!date_format_check(format)) {
                struct dates d = {.earliest = MOMENT_FIRST,
                                  .zone = zone,
                                  .gap_reject = choice & 16,
                                  .overlap_second = choice & 32,
                                  .due_day_starts = choice & 64,
                                  .midnight_day = choice & 8};
                dates_add_format(&d, format);
                if (!date_read(&d, text, choice & 128 ? DATE_DAY_DUE : DATE_DAY_START, &t, &day_only, &tally))
                        written_and_read_again(zone, t);
                local_time_is_kept(zone, text, format);
        }
        free(format);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_dates.c - dates as systems write them: spreadsheets, sentinels, midnights that mean a day, and a column
 * that writes them in another way than the rest.
 */
#include "producers/format/dates.h"
#include "tests/support/sheet.h"

#define COLUMNS "[columns]\ndossier_id = id\ndue_at = due\n[constants]\nsource = s\nagency = a\n"
#define CASE    "[case]\nRECEIVED = in\nRESOLVED = out\n"

/* An instant of January 2024 by the clock of UTC. */
static micros january(int day, int hour, int minute)
{
        const int64_t minutes = (day_of_civil(2024, 1, day) * 24LL + hour) * 60 + minute;
        return minutes * 60 * MICROS_PER_SECOND;
}

static void expect_occurrence(const struct row_events *out, uint32_t i, enum status status, micros at,
                              bool day)
{
        assert_true(i < out->event[0].occurrence_n);
        const struct event_occurrence *o = &out->event[0].occurrence[i];
        assert_int_equal(o->status, status);
        assert_int_equal(o->occurred_at, at);
        assert_int_equal(o->occurred_day, day);
}

/* One column with dates from a spreadsheet, from a form, from a program and typed by hand. A number of days
 * since 1900 is none of them, and "for ever" and "never" are absent. */
static void one_column_many_ways(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   "[file]\nrow = case\nabsent = 9999-12-31 00:00:00 | 0001-01-01 00:00:00\n"
                   "[dates]\nformats = %Y-%m-%d %H:%M:%S | %-m/%-d/%Y %-H:%M | %m/%d/%Y %I:%M %p | "
                   "%-d-%b-%Y %H:%M\nzone = UTC\n" COLUMNS CASE,
                   file_of("id,in,out,due\n1,1/9/2024 8:05,1/12/2024 17:00,\n"
                           "2,01/09/2024 01:55 pm,01/12/2024 12:10 AM,\n"
                           "3,9-JAN-2024 14:55,9999-12-31 00:00:00,\n"
                           "4,0001-01-01 00:00:00,2024-01-12 10:00:00,\n"
                           "5,45300.37,,\n6,01/9/2024 8:05,,\n7,9-Jen-2024 14:55,,\n"
                           "8,01/09/2024 13:55 pm,,\n"));
        expect_row(&s, &out);
        expect_occurrence(&out, 0, RECEIVED, january(9, 8, 5), false);
        expect_occurrence(&out, 1, RESOLVED, january(12, 17, 0), false);
        expect_row(&s, &out);
        expect_occurrence(&out, 0, RECEIVED, january(9, 13, 55), false);
        expect_occurrence(&out, 1, RESOLVED, january(12, 0, 10), false);
        expect_row(&s, &out);
        assert_int_equal(out.event[0].occurrence_n, 1);
        expect_occurrence(&out, 0, RECEIVED, january(9, 14, 55), false);
        expect_row(&s, &out);
        assert_int_equal(out.event[0].occurrence_n, 1);
        expect_occurrence(&out, 0, RESOLVED, january(12, 10, 0), false);
        for (int i = 5; i <= 8; i++)
                expect_reject(&s, "in", "is no date in any of the mapping's formats");
        close_sheet(&s);
}

#define MIDNIGHTS                                                                              \
        "id,in,out,due\n1,2024-01-09 08:00:00.0,2024-01-12 10:00:00.0,2024-01-12 00:00:00.0\n" \
        "2,2024-01-09 00:00:00.0,2024-01-12 00:00:00.0,2024-01-12 00:00:00.001\n"

static void read_midnights(const char *sections, struct row_events *first, struct row_events *second)
{
        struct sheet s;
        char mapping[512];
        snprintf(mapping, sizeof(mapping),
                 "[file]\nrow = case\n[dates]\nformats = %%Y-%%m-%%d %%H:%%M:%%S%%f\n%s" COLUMNS CASE,
                 sections);
        open_sheet(&s, mapping, file_of(MIDNIGHTS));
        expect_row(&s, first);
        expect_row(&s, second);
        close_sheet(&s);
}

/* A database that has no column without a time writes days as their midnight. */
static void midnight_means_the_day(void **state)
{
        (void)state;
        struct row_events first = {0}, second = {0};
        const micros end_of_12 = january(13, 0, 0) - 1;
        read_midnights("zone = UTC\n", &first, &second);
        assert_int_equal(first.event[0].due_at, january(12, 0, 0));
        read_midnights("zone = UTC\n[dates due_at]\nmidnight = day\n", &first, &second);
        assert_int_equal(first.event[0].due_at, end_of_12);
        expect_occurrence(&first, 1, RESOLVED, january(12, 10, 0), false);
        assert_int_equal(second.event[0].due_at, january(12, 0, 0) + 1000);
        expect_occurrence(&second, 0, RECEIVED, january(9, 0, 0), false); /* another column */
        expect_occurrence(&second, 1, RESOLVED, january(12, 0, 0), false);
        read_midnights("zone = UTC\nmidnight = day\n[dates due_at]\ndue_day = start\n", &first, &second);
        assert_int_equal(first.event[0].due_at, january(12, 0, 0));
        expect_occurrence(&second, 0, RECEIVED, january(9, 0, 0), true);
        expect_occurrence(&second, 1, RESOLVED, end_of_12, true);
        read_midnights("zone = UTC\nmidnight = day\n[dates RESOLVED]\nmidnight = instant\n", &first, &second);
        assert_int_equal(first.event[0].due_at, end_of_12);
        expect_occurrence(&second, 1, RESOLVED, january(12, 0, 0), false);
}

/* A day is one of the zone, whatever offset the text is written with. */
static void midnight_with_an_offset(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   "[file]\nrow = case\n[dates]\nformats = %Y-%m-%dT%H:%M%z\nzone = Asia/Ho_Chi_Minh\n"
                   "midnight = day\n" COLUMNS CASE,
                   file_of("id,in,out,due\n1,2024-01-08T17:00Z,2024-01-12T00:00Z,2024-01-11T17:00Z\n"));
        expect_row(&s, &out);
        expect_occurrence(&out, 0, RECEIVED, january(8, 17, 0), true);
        expect_occurrence(&out, 1, RESOLVED, january(12, 0, 0), false);
        assert_int_equal(out.event[0].due_at, january(12, 17, 0) - 1);
        close_sheet(&s);
        open_sheet(&s,
                   "[file]\nrow = case\n[dates]\nformats = %Y-%m-%dT%H:%M%z\nmidnight = day\n" COLUMNS CASE,
                   file_of("id,in,out,due\n1,2024-01-09T00:00+07:00,,2024-01-11T00:00Z\n"));
        expect_row(&s, &out);
        expect_occurrence(&out, 0, RECEIVED, january(8, 17, 0), true);
        assert_int_equal(out.event[0].due_at, january(12, 0, 0) - 1);
        close_sheet(&s);
}

/* What a column's own section leaves out is as in [dates], wherever that stands. */
static void a_column_of_its_own(void **state)
{
        (void)state;
        struct sheet s;
        struct row_events out = {0};
        open_sheet(&s,
                   "[dates RECEIVED]\nformats = %d %B %Y, %H:%M\nzone = Asia/Ho_Chi_Minh\n"
                   "[dates due_at]\nformats = %-d/%-m/%Y\n"
                   "[file]\nrow = case\n[dates]\nformats = %Y%m%d %H%M\nzone = UTC\n" COLUMNS CASE,
                   file_of("id,in,out,due\n1,\"09 january 2024, 08:00\",20240112 1000,31/1/2024\n"
                           "2,20240109 0800,20240112 1000,\n3,\"09 January 2024, 08:00\",,20240131 0000\n"));
        expect_row(&s, &out);
        expect_occurrence(&out, 0, RECEIVED, january(9, 1, 0), false);
        expect_occurrence(&out, 1, RESOLVED, january(12, 10, 0), false);
        assert_int_equal(out.event[0].due_at, january(32, 0, 0) - 1);
        expect_reject(&s, "in", "is no date");
        expect_reject(&s, "due", "is no date");
        close_sheet(&s);
}

static void formats_that_nobody_could_read(void **state)
{
        (void)state;
        static const struct {
                const char *format, *says;
        } samples[] = {
                {"%Y-%m-%d %H:%M:%S%f%z", NULL},
                {"%-d/%-m/%Y %-I:%M %p", NULL},
                {"%d %b %Y", NULL},
                {"%Y%-m", "needs %Y, %m and %d"},
                {"%Y-%b-%-e", "the parts are %Y %m %d"},
                {"%Y-%b-%-", "the parts are %Y %m %d"},
                {"%d-%b-%m-%Y", "in one way each"},
                {"%-d %d %m %Y", "in one way each"},
                {"%d.%m.%Y %H %I %p", "in one way each"},
                {"%d.%m.%Y %I:%M", "need each other"},
                {"%d.%m.%Y %H:%M %p", "need each other"},
                {"%-d%m%Y", "something that is no digit"},
                {"%-d%-m/%Y", "something that is no digit"},
                {"%-d0/%m/%Y", "something that is no digit"},
                {"%Y-%m-%-d%-H", "something that is no digit"},
        };
        for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
                const char *wrong = date_format_check(samples[i].format);
                if (!wrong != !samples[i].says || (wrong && !strstr(wrong, samples[i].says)))
                        fail_msg("%s: %s", samples[i].format, wrong ? wrong : "is taken");
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(one_column_many_ways),           cmocka_unit_test(midnight_means_the_day),
                cmocka_unit_test(midnight_with_an_offset),        cmocka_unit_test(a_column_of_its_own),
                cmocka_unit_test(formats_that_nobody_could_read),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_zone_file.c - files of the tz database that are made here: the rule for later years in each of its
 * forms, and what is no such file. What a real one says is compared with libc by test_zone.c.
 */
#include "tests/support/unit.h"

#include "core/base/bytes.h"
#include "core/base/moment.h"
#include "core/base/zone_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_header(struct bytes *b, uint32_t times, uint32_t types)
{
        const uint32_t counts[6] = {0, 0, 0, times, types, 4};
        bytes_add(b, "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
        for (int i = 0; i < 6; i++)
                bytes_be32(b, counts[i]);
}

/* One change, in 1970, to an hour east; then the rule. */
static struct bytes file_with(const char *rule)
{
        struct bytes b = {0};
        add_header(&b, 0, 1);
        bytes_add(&b, "\0\0\0\0\0\0UTC\0", 10);
        add_header(&b, 1, 2);
        bytes_be32(&b, 0);
        bytes_be32(&b, 0);
        bytes_add(&b, "\1\0\0\3\x84\0\0\0\0\x0e\x10\0\0CET\0", 17);
        bytes_add(&b, "\n", 1);
        bytes_add(&b, rule, strlen(rule));
        bytes_add(&b, "\n", 1);
        return b;
}

static char told[4096];

static void tell(void *context, int64_t from, int32_t offset)
{
        int year, month, day;
        (void)context;
        const size_t n = strlen(told);
        if (from == INT64_MIN) {
                snprintf(told, sizeof(told), "%d", offset);
                return;
        }
        civil_of_day((int32_t)floor_div(from, 86400), &year, &month, &day);
        snprintf(told + n, sizeof(told) - n, " %d-%02d-%02d/%02d:%02d=%d", year, month, day,
                 (int)floor_rest(from, 86400) / 3600, (int)floor_rest(from, 3600) / 60, offset);
}

static bool says(const char *rule, int last_year)
{
        struct bytes b = file_with(rule);
        *told = 0;
        const bool good = zone_file_changes(b.at, b.len, last_year, tell, NULL);
        bytes_free(&b);
        return good;
}

static void rules(void **state)
{
        (void)state;
        static const char *const table[][2] = {
                {"CET-1", ""},
                {"", ""},
                {"<+01>-1", ""},
                /* last Sundays: March 29th and October 25th 1970 */
                {"CET-1CEST,M3.5.0,M10.5.0/3", " 1970-03-29/01:00=7200 1970-10-25/01:00=3600"},
                /* south: summer begins late in the year */
                {"X-1Y,M10.1.0,M3.3.0/3", " 1970-03-15/01:00=3600 1970-10-04/01:00=7200"},
                /* half an hour more, days of the year with and without February 29th, hours before and after
                 * the day */
                {"X-1Y-1:30,J60/-1,59/25:30:00", " 1970-02-28/22:00=5400 1970-03-02/00:00=3600"},
                {"XXX3EDT4,M2.2.1,M11.1.3/1", " 1970-02-09/05:00=-14400 1970-11-04/05:00=-10800"},
        };
        for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
                char expected[200];
                snprintf(expected, sizeof(expected), "900 1970-01-01/00:00=3600%s", table[i][1]);
                assert_true(says(table[i][0], 1970));
                assert_string_equal(told, expected);
        }
        /* 1972 is a leap year: J60 is March 1st, day 59 February 29th. */
        assert_true(says("X-1Y,J60,59/0", 1972));
        assert_non_null(strstr(told, "1972-03-01/01:00=7200"));
        assert_non_null(strstr(told, "1972-02-28/22:00=3600"));
}

static void no_rules(void **state)
{
        (void)state;
        static const char *const wrong[] = {
                "CET",
                "-1",
                "CET-1CEST",
                "CET-1CEST,M3.5.0",
                "CET-1CEST,M13.5.0,M10.5.0",
                "CET-1CEST,M3.0.0,M10.5.0",
                "CET-1CEST,M3.5.7,M10.5.0",
                "CET-1CEST,J0,J1",
                "CET-1CEST,366,J1",
                "CET-1CEST,M3.5.0,M10.5.0 ",
                "<CET-1",
                "CET-999",
                "CET-1CEST,M3.5.0/999,M10.5.0",
                "<>-1",
        };
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
                if (says(wrong[i], 1971))
                        fail_msg("%s", wrong[i]);
}

/* Each beginning of a file, in memory of just that length (the sanitizers look on), and each byte changed. */
static void damaged(void **state)
{
        (void)state;
        struct bytes b = file_with("CET-1CEST,M3.5.0,M10.5.0/3");
        for (size_t len = 0; len < b.len; len++) {
                uint8_t *part = need_alloc(len + 1);
                memcpy(part, b.at, len);
                uint8_t *exact = realloc(part, len ? len : 1);
                assert_false(zone_file_changes(exact, len, 1970, tell, NULL));
                free(exact);
        }
        for (size_t i = 0; i < b.len; i++) {
                b.at[i] ^= 0xff;
                (void)zone_file_changes(b.at, b.len, 1970, tell, NULL);
                b.at[i] ^= 0xff;
        }
        assert_true(zone_file_changes(b.at, b.len, 1970, tell, NULL));
        bytes_free(&b);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(rules),
                cmocka_unit_test(no_rules),
                cmocka_unit_test(damaged),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

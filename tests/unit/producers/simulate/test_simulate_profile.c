/* SPDX-License-Identifier: Apache-2.0
 *
 * test_simulate_profile.c - the built-in profile, smaller ones, and what is refused.
 */
#include "tests/support/unit.h"

#include "core/base/bytes.h"
#include "generated/embedded.h"
#include "producers/simulate/profile_text.h"
#include "producers/simulate/worktime.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct profile profile; /* too big for a stack */

static const char tien_giang[] = "tien-giang-2022", ba_ria_vung_tau[] = "ba-ria-vung-tau-2022";

static void read_built_in(const char *name)
{
        struct err e = {0};
        if (profile_read(&profile, name, &e) != OK)
                fail_msg("%s", e.text);
}

static const char *text_of_built_in(const char *name)
{
        const struct embedded_file *f = embedded_profiles;
        while (f->name && strcmp(f->name, name) != 0)
                f++;
        assert_non_null(f->name);
        return f->text;
}

/* The profile of Tiền Giang with the first `old` replaced. */
static enum fault read_changed(const char *old, const char *new, struct err *e)
{
        const char *text = text_of_built_in(tien_giang), *at = strstr(text, old);
        struct bytes b = {0};
        assert_non_null(at);
        bytes_add(&b, text, (size_t)(at - text));
        bytes_add(&b, new, strlen(new));
        bytes_add(&b, at + strlen(old), strlen(at + strlen(old)));
        *e = (struct err){0};
        enum fault fault = profile_read_text(&profile, "p.ini", (struct text){(const char *)b.at, b.len}, e);
        bytes_free(&b);
        return fault;
}

static void assert_refused(const char *old, const char *new, const char *said)
{
        struct err e;
        if (read_changed(old, new, &e) != USAGE)
                fail_msg("'%s' was not refused", new);
        if (!strstr(e.text, said) || strchr(e.text, '\n'))
                fail_msg("'%s' does not say '%s'", e.text, said);
}

static void test_published_totals(void **state)
{
        (void)state;
        read_built_in(tien_giang);
        assert_int_equal(profile.received, 838838);
        assert_int_equal(profile.resolved_early + profile.resolved_on_time, 824750);
        assert_int_equal(profile.resolved_late, 2693);
        assert_int_equal(profile.open_in_time + profile.open_paused + profile.open_overdue, 11395);
        assert_int_equal(profile.online, 277176);
        assert_int_equal(profile.procedures, 1733);
        assert_int_equal(profile.procedures_used, 883);
        assert_int_equal(profile.from, day_of_civil(2022, 1, 1));
        assert_int_equal(profile.to, day_of_civil(2023, 1, 1));
}

static void test_kinds_of_case(void **state)
{
        struct err e;
        (void)state;
        read_built_in(tien_giang);
        assert_int_equal(profile.kind, DOSSIER);
        assert_int_equal(read_changed("[profile]\n", "[profile]\nkind = PETITION\n", &e), OK);
        assert_int_equal(profile.kind, PETITION);
        assert_refused("[profile]\n", "[profile]\nkind = LETTER\n",
                       "profile.kind must be DOSSIER, PETITION or TASK");
}

static void test_published_levels(void **state)
{
        (void)state;
        static const int64_t received[] = {0, 47566, 236389, 362307}, online[] = {0, 2591, 47318, 109347};
        read_built_in(ba_ria_vung_tau);
        for (int l = PROVINCE; l < LEVEL_COUNT; l++) {
                assert_int_equal(profile.level[l].received, received[l]);
                assert_int_equal(profile.level[l].online, online[l]);
        }
        assert_int_equal(profile.received, 646262);
        assert_int_equal(profile.online, 159256); /* 186174 is printed */
        assert_int_equal(profile.from, day_of_civil(2022, 1, 1));
        assert_int_equal(profile.to, day_of_civil(2022, 11, 1));
        /* The shares of the nine months, 616338 and 27114 of 664837, to the nearest dossier. */
        assert_int_equal(profile.resolved_early + profile.resolved_on_time,
                         (profile.received * 616338 + 664837 / 2) / 664837);
        assert_int_equal(profile.resolved_late, (profile.received * 27114 + 664837 / 2) / 664837);
}

static void assert_sums(void)
{
        int64_t of[OUTCOME_COUNT], sum = 0, received = 0, online = 0;
        profile_outcomes(&profile, of);
        for (int i = 0; i < OUTCOME_COUNT; i++) {
                assert_true(of[i] >= 0);
                sum += of[i];
        }
        for (int l = PROVINCE; l < LEVEL_COUNT; l++) {
                assert_in_range(profile.level[l].online, 0, profile.level[l].received);
                received += profile.level[l].received;
                online += profile.level[l].online;
        }
        assert_int_equal(sum, profile.received);
        assert_int_equal(received, profile.received);
        assert_int_equal(online, profile.online);
}

static void test_smaller_ones_sum(void **state)
{
        (void)state;
        for (const struct embedded_file *f = embedded_profiles; f->name; f++) {
                for (int64_t n = 1; n < 2000000; n = n * 3 / 2 + 1) {
                        read_built_in(f->name);
                        profile_scale(&profile, n);
                        assert_int_equal(profile.received, n);
                        assert_sums();
                }
        }
        read_built_in(tien_giang);
        profile_scale(&profile, 838838);
        assert_int_equal(profile.resolved_after_hour, 12371);
        assert_int_equal(profile.level[DISTRICT].online, 88581);
        profile_scale(&profile, 83884);
        assert_int_equal(profile.online, 27718);
        assert_int_equal(profile.resolved_late, 269);
}

static void test_a_month(void **state)
{
        (void)state;
        struct err e = {0};
        read_built_in(tien_giang);
        assert_int_equal(profile_month(&profile, 2022, 3, &e), OK);
        assert_int_equal(profile.from, day_of_civil(2022, 3, 1));
        assert_int_equal(profile.to, day_of_civil(2022, 4, 1));
        assert_int_equal(profile.received, 77483); /* 838838 x 23 / 249 working days */
        assert_sums();
        read_built_in(tien_giang);
        assert_int_equal(profile_month(&profile, 2022, 12, &e), OK);
        assert_int_equal(profile.to, day_of_civil(2023, 1, 1));
        assert_int_equal(profile_month(&profile, 2022, 11, &e), USAGE);
        assert_non_null(strstr(e.text, "2022-12-01 to 2022-12-31"));
}

static void test_working_days(void **state)
{
        (void)state;
        struct err e = {0};
        read_built_in(tien_giang);
        assert_false(profile_works_on(&profile, day_of_civil(2022, 1, 1))); /* a Saturday */
        assert_false(profile_works_on(&profile, day_of_civil(2022, 1, 3))); /* off */
        assert_true(profile_works_on(&profile, day_of_civil(2022, 1, 4)));
        assert_false(profile_works_on(&profile, day_of_civil(2022, 9, 4))); /* a Sunday */
        assert_false(profile_works_on(&profile, day_of_civil(1969, 12, 28)));
        assert_true(profile_works_on(&profile, day_of_civil(1969, 12, 29)));
        assert_int_equal(read_changed("off = 2022-01-03", "make_up = 2022-01-01", &e), OK);
        assert_true(profile_works_on(&profile, day_of_civil(2022, 1, 1)));
        assert_true(profile_works_on(&profile, day_of_civil(2022, 1, 3)));
}

static micros local(struct zone *zone, const char *text)
{
        micros t;
        bool date_only;
        struct err e;
        assert_int_equal(moment_parse(zone, text_of(text), &t, &date_only, &e), OK);
        return t;
}

static void test_working_seconds(void **state)
{
        (void)state;
        struct worktime w;
        struct zone *zone;
        struct err e;
        read_built_in(tien_giang);
        assert_int_equal(zone_open(&zone, profile.zone, &e), OK);
        assert_int_equal(worktime_open(&w, &profile, zone, &e), OK);
        assert_int_equal(w.day_seconds, 28800);
        assert_int_equal(w.days, 249);
        assert_int_equal(worktime_begins(&w, 0), local(zone, "2022-01-04 07:00:00"));
        assert_int_equal(worktime_begins(&w, 16199), local(zone, "2022-01-04 11:29:59"));
        assert_int_equal(worktime_begins(&w, 16200), local(zone, "2022-01-04 13:30:00"));
        assert_int_equal(worktime_ends(&w, 16200), local(zone, "2022-01-04 11:30:00"));
        assert_int_equal(worktime_begins(&w, 28800), local(zone, "2022-01-05 07:00:00"));
        assert_int_equal(worktime_ends(&w, 28800), local(zone, "2022-01-04 17:00:00"));
        assert_int_equal(worktime_begins(&w, 4 * 28800), local(zone, "2022-01-10 07:00:00"));
        assert_int_equal(worktime_ends(&w, 249 * 28800), local(zone, "2022-12-30 17:00:00"));
        assert_int_equal(worktime_begins(&w, 249 * 28800), local(zone, "2023-01-03 07:00:00"));
        worktime_close(&w);
        zone_close(zone);
}

/* Begins and ends are those of the calendar. On the day on which the clocks change at night, office hours
 * are those of the clock on the wall. */
static void test_working_seconds_are_the_calendars(void **state)
{
        (void)state;
        struct worktime w;
        struct zone *zone;
        struct err e = {0};
        assert_int_equal(read_changed("zone = Asia/Ho_Chi_Minh", "zone = America/New_York", &e), OK);
        profile.make_up[profile.make_ups++] = day_of_civil(2022, 3, 13); /* a Sunday, without 02:30 */
        profile.make_up[profile.make_ups++] = day_of_civil(2022, 3, 13); /* again: no matter */
        profile.off[profile.offs++] = day_of_civil(2022, 3, 20);         /* a Sunday: no matter */
        assert_int_equal(zone_open(&zone, "America/New_York", &e), OK);
        assert_int_equal(worktime_open(&w, &profile, zone, &e), OK);
        const micros start = zone_day_start(zone, profile.from);
        for (int64_t x = 1; x < w.known * w.day_seconds; x += 97) {
                const micros worked = x * MICROS_PER_SECOND;
                assert_int_equal(worktime_begins(&w, x), calendar_latest(w.calendar, start, worked));
                assert_int_equal(worktime_ends(&w, x), calendar_earliest(w.calendar, start, worked));
        }
        for (int k = 0; k < w.known; k++) {
                assert_true(profile_works_on(&profile, w.day[k]));
                assert_int_equal(zone_day(zone, worktime_begins(&w, k * w.day_seconds)), w.day[k]);
                if (w.day[k] == day_of_civil(2022, 3, 13))
                        assert_int_equal(worktime_begins(&w, k * w.day_seconds),
                                         local(zone, "2022-03-13 07:00:00"));
        }
        worktime_close(&w);
        zone_close(zone);
}

static void test_percent(void **state)
{
        (void)state;
        uint32_t ppm = 1;
        assert_true(profile_percent("0", &ppm) && ppm == 0);
        assert_true(profile_percent("5", &ppm) && ppm == 50000);
        assert_true(profile_percent("100", &ppm) && ppm == 1000000);
        assert_true(profile_percent("0.25", &ppm) && ppm == 2500);
        assert_true(profile_percent("33.3333", &ppm) && ppm == 333333);
        static const char *const bad[] = {"",
                                          "-1",
                                          "101",
                                          "100.0001",
                                          "1.",
                                          ".5",
                                          "1.23456",
                                          "1e2",
                                          "5%",
                                          "1,5",
                                          "1.2.3",
                                          " 5",
                                          "99999999999999999999"};
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                if (profile_percent(bad[i], &ppm))
                        fail_msg("'%s' was taken for a percentage", bad[i]);
        }
}

static void test_what_is_refused(void **state)
{
        (void)state;
        struct err e = {0};
        assert_int_equal(profile_read(&profile, "nowhere", &e), USAGE);
        assert_non_null(strstr(e.text, tien_giang));
        assert_non_null(strstr(e.text, ba_ria_vung_tau));
        assert_int_equal(profile_read(&profile, "./nowhere.ini", &e), USAGE);
        assert_non_null(strstr(e.text, "nowhere.ini"));
        assert_refused("received = 838838", "received = 838839",
                       "sum to 838838, but totals.received is 838839");
        assert_refused("resolved_late = 2693", "resolved_late = 2694", "sum to 838839");
        assert_refused("online = 277176", "online = 1", "totals.online is 1");
        assert_refused("procedures_used = 883", "procedures_used = 884", "totals.procedures_used is 884");
        assert_refused("received = 838838", "received = many", "a whole number");
        assert_refused("received = 838838", "recieved = 838838", "unknown key totals.recieved");
        assert_refused("resolved_late = 2693\n", "", "totals.resolved_late is missing");
        assert_refused("resolved_late = 2693", "resolved_late = 2693\nresolved_late = 1", "given twice");
        assert_refused("from = 2022-01-01", "from = 2022-02-30", "a day, YYYY-MM-DD");
        assert_refused("to = 2023-01-01", "to = 2022-01-10", "at least 10 working days");
        assert_refused("from = 2022-01-01", "from = 1989-12-31", "at most 5 years");
        assert_refused("from = 2022-01-01\nto = 2023-01-01", "from = 1989-01-01\nto = 1990-01-01",
                       "between 1990-01-01 and");
        assert_refused("open = 13:30-17:00", "open = 11:00-17:00", "each after the one before");
        assert_refused("supplement = 3", "supplement = 300", "a percentage");
        assert_refused("terms = 1:8 3:14", "terms = 0:8 3:14", "1 to 60 working days");
        assert_refused("01 = 1  | 22 ", "01 = 1  | ", "procedures used | field prefix");
        assert_refused("31 = 17 | 17", "31 = 17 | 100", "communes (0 to 99)");
        assert_refused("31 = 17 | 17", "31 = 1000001 | 17", "share (to 1000000)");
        assert_refused("01 = 1  | 22", "01 = 1000001 | 22", "share (to 1000000)");
        assert_refused("terms = 1:8 3:14", "terms = 1:1000001 3:14", "shares of 1 to 1000000");
        assert_refused("procedures = 1733", "procedures = 20001", "at most 20000");
        assert_refused("off = 2022-01-03", "off = someday", "days YYYY-MM-DD");
        assert_int_equal(read_changed("supplement = 3", "supplement = 3.5", &e), OK);
}

static void test_districts_without_communes(void **state)
{
        (void)state;
        char districts[2048];
        struct err e;
        const char *from = strstr(text_of_built_in(tien_giang), "\n31 = "), *to = strstr(from, "\n\n");
        assert_in_range(to - from, 1, sizeof(districts) - 1);
        snprintf(districts, sizeof(districts), "%.*s", (int)(to - from), from);
        assert_refused(districts, "\n31 = 1 | 0 | Côn Đảo\n32 = 1 | 0 | Phú Quốc",
                       "at least one district must have communes");
        assert_int_equal(read_changed("31 = 17 | 17 |", "31 = 17 | 0 |", &e), OK);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_published_totals),
                cmocka_unit_test(test_kinds_of_case),
                cmocka_unit_test(test_published_levels),
                cmocka_unit_test(test_smaller_ones_sum),
                cmocka_unit_test(test_a_month),
                cmocka_unit_test(test_working_days),
                cmocka_unit_test(test_working_seconds),
                cmocka_unit_test(test_working_seconds_are_the_calendars),
                cmocka_unit_test(test_percent),
                cmocka_unit_test(test_what_is_refused),
                cmocka_unit_test(test_districts_without_communes),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_calendar.c - working time: the days of each year, the edges of a day, changes of the clocks, and a model that asks the
 * wall clock minute by minute.
 */
#include "tests/support/days_off.h"
#include "tests/support/unit.h"

#include "core/base/bytes.h"
#include "producers/rng.h"

static const char usual[] = "07:00-11:30,13:30-17:00";
enum { HOURS_4 = 4 * 60, DAY_8 = 8 * 60 };

/* ---- a calendar and what it was made of ---- */

enum days { WEEKDAYS, WITH_DAYS_OFF, WITH_SUNDAYS };
enum { EXCEPTIONS_MOST = 2048 };
struct world {
        struct zone *zone;
        struct office_hours hours;
        struct calendar_exception exception[EXCEPTIONS_MOST];
        size_t n;
        struct calendar *calendar;
};

/* Clocks change on Sundays, so there each of them is a make-up day. */
static void add_sundays(struct world *w, int from_year, int to_year)
{
        int32_t day = day_of_civil(from_year, 1, 1);
        while (floor_rest(day + 4, 7) != 0)
                day++;
        for (; day < day_of_civil(to_year + 1, 1, 1); day += 7)
                w->exception[w->n++] = (struct calendar_exception){day, true};
}

static void world_open(struct world *w, const char *zone, const char *hours, enum days days)
{
        struct err e;
        *w = (struct world){0};
        if (days != WEEKDAYS)
                w->n = days_off(w->exception);
        if (days == WITH_SUNDAYS)
                add_sundays(w, 2007, 2026);
        if (zone_open(&w->zone, zone, &e) != OK || office_hours_parse(text_of(hours), &w->hours, &e) != OK ||
            calendar_open(&w->calendar, w->zone, &w->hours, w->exception, w->n, &e) != OK)
                fail_msg("%s", e.text);
}

static void world_close(struct world *w)
{
        calendar_close(w->calendar);
        zone_close(w->zone);
}

/* "2022-01-31 17:00", local time of the world's zone, or with Z. */
static micros at(const struct world *w, const char *text)
{
        struct err e;
        micros t;
        bool date_only;
        if (moment_parse(w->zone, text_of(text), &t, &date_only, &e) != OK)
                fail_msg("%s", e.text);
        return t;
}

static void assert_instant(const char *what, micros expected, micros found)
{
        char a[32], b[32];
        if (expected != found)
                fail_msg("%s: %s instead of %s", what, moment_format(found, b), moment_format(expected, a));
}

/* ---- days ---- */

static void test_days_of_each_year(void **state)
{
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WITH_DAYS_OFF);
        for (size_t i = 0; i < w.n; i++)
                assert_int_equal(calendar_works_on(w.calendar, w.exception[i].day), w.exception[i].working);
        for (int i = 0; i < DAYS_OFF_YEARS; i++) {
                const int year = days_off_years[i].year;
                const int32_t first = day_of_civil(year, 1, 1), end = day_of_civil(year + 1, 1, 1);
                int working = 0;
                for (int32_t day = first; day < end; day++)
                        working += calendar_works_on(w.calendar, day);
                if (working != days_off_years[i].working_days)
                        fail_msg("%d has %d working days instead of %d", year, working,
                                 days_off_years[i].working_days);
                assert_int_equal(calendar_between(w.calendar, zone_day_start(w.zone, first),
                                                  zone_day_start(w.zone, end)) /
                                         MICROS_PER_MINUTE,
                                 working * DAY_8);
        }
        world_close(&w);
}

static void test_weekdays_and_the_years_known(void **state)
{
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WEEKDAYS);
        assert_true(calendar_works_on(w.calendar, day_of_civil(2022, 1, 3))); /* a Monday */
        assert_true(calendar_works_on(w.calendar, day_of_civil(2022, 1, 7)));
        assert_false(calendar_works_on(w.calendar, day_of_civil(2022, 1, 8)));
        assert_false(calendar_works_on(w.calendar, day_of_civil(2022, 1, 9)));
        assert_true(calendar_works_on(w.calendar, day_of_civil(1990, 1, 1)));
        assert_false(calendar_works_on(w.calendar, day_of_civil(1989, 12, 29)));
        assert_true(calendar_works_on(w.calendar, day_of_civil(2109, 12, 31)));
        assert_false(calendar_works_on(w.calendar, day_of_civil(2110, 1, 1)));
        assert_false(calendar_works_on(w.calendar, INT32_MIN));
        assert_false(calendar_works_on(w.calendar, INT32_MAX));
        assert_int_equal(calendar_day_length(w.calendar), DAY_8 * MICROS_PER_MINUTE);
        world_close(&w);
}

static void test_exceptions_refused(void **state)
{
        const struct calendar_exception twice[] = {{day_of_civil(2022, 1, 3), false},
                                                   {day_of_civil(2022, 1, 4), false},
                                                   {day_of_civil(2022, 1, 3), true}};
        const struct calendar_exception outside[][1] = {{{day_of_civil(1989, 12, 31), false}},
                                                        {{day_of_civil(2110, 1, 1), true}},
                                                        {{INT32_MIN, true}},
                                                        {{INT32_MAX, true}}};
        struct world w;
        struct calendar *c;
        struct err e;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WEEKDAYS);
        assert_int_equal(calendar_open(&c, w.zone, &w.hours, twice, 3, &e), USAGE);
        assert_null(c);
        assert_non_null(strstr(e.text, "2022-01-03"));
        assert_int_equal(calendar_open(&c, w.zone, &w.hours, twice, 2, &e), OK);
        calendar_close(c);
        for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
                assert_int_equal(calendar_open(&c, w.zone, &w.hours, outside[i], 1, &e), USAGE);
        calendar_close(NULL);
        world_close(&w);
}

/* ---- office hours ---- */

static void test_office_hours(void **state)
{
        static const char *const right[] = {"07:00-11:30,13:30-17:00", "00:00-24:00", "08:00-17:00",
                                            "23:59-24:00",
                                            "00:00-01:00,02:00-03:00,04:00-05:00,06:00-07:00,08:00-09:00,10:"
                                            "00-11:00,12:00-13:00,14:00-15:"
                                            "00"};
        static const char *const wrong[] = {"",
                                            ",",
                                            "07:00",
                                            "07:00-",
                                            "7:00-11:30",
                                            "07:00-11:30,",
                                            "07:00-11:30,,13:30-17:00",
                                            "07:00-11:30 ,13:30-17:00",
                                            "07:00-11:30;13:30-17:00",
                                            "07:00/11:30",
                                            "11:30-07:00",
                                            "07:00-07:00",
                                            "07:00-11:60",
                                            "07:00-24:01",
                                            "07:00-25:00",
                                            "24:00-24:00",
                                            "13:30-17:00,07:00-11:30",
                                            "07:00-11:30,11:30-17:00",
                                            "07:00-12:00,11:30-17:00",
                                            "-7:00-11:30",
                                            "07.00-11.30",
                                            "00:00-00:01,00:02-00:03,00:04-00:05,00:06-00:07,00:08-00:09,"
                                            "00:10-00:11,00:12-00:13,00:14-00:15,00:16-00:17"};
        struct office_hours h;
        struct err e;
        char again[128];
        (void)state;
        for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
                if (office_hours_parse(text_of(right[i]), &h, &e) != OK)
                        fail_msg("%s", e.text);
                assert_string_equal(office_hours_format(&h, again), right[i]);
        }
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                if (office_hours_parse(text_of(wrong[i]), &h, &e) != USAGE)
                        fail_msg("'%s' was taken for office hours", wrong[i]);
                assert_non_null(strstr(e.text, "07:00-11:30,13:30-17:00"));
        }
        assert_int_equal(office_hours_parse((struct text){0}, &h, &e), USAGE);
        assert_int_equal(office_hours_parse(TEXT(usual), &h, &e), OK);
        assert_int_equal(h.n, 2);
        assert_int_equal(h.span[1].opens, 13 * 60 + 30);
        assert_int_equal(h.span[1].closes, 17 * 60);
}

/* ---- the edges of a day ---- */

static void test_minutes_between(void **state)
{
        static const struct {
                const char *from, *to;
                int minutes;
        } expected[] = {
                {"2022-01-04 07:00", "2022-01-04 17:00", DAY_8},
                {"2022-01-04 00:00", "2022-01-05 00:00", DAY_8},
                {"2022-01-04 06:59", "2022-01-04 07:01", 1},
                {"2022-01-04 11:29", "2022-01-04 13:31", 2},
                {"2022-01-04 11:30", "2022-01-04 13:30", 0},
                {"2022-01-04 16:59", "2022-01-05 07:01", 2},
                {"2022-01-04 17:00", "2022-01-05 07:00", 0},
                {"2022-01-07 16:00", "2022-01-10 08:00", 120},    /* over a weekend */
                {"2022-01-28 17:00", "2022-02-07 07:00", 0},      /* Tet: 31/1 to 4/2 */
                {"2022-01-28 17:00", "2022-02-08 07:00", DAY_8},  /* the first day after it */
                {"2019-04-26 17:00", "2019-05-02 07:00", 0},      /* 29/4 to 1/5 */
                {"2019-05-03 17:00", "2019-05-06 07:00", DAY_8},  /* the make-up Saturday for 29/4 */
                {"2025-04-25 17:00", "2025-04-28 07:00", DAY_8},  /* 26/4 */
                {"2021-12-31 16:00", "2022-01-04 08:00", 120},    /* a year's end, with 3/1 off */
                {"2024-12-31 16:30", "2025-01-02 07:15", 45},     /* 1/1 */
                {"2022-01-05 08:00", "2022-01-04 08:00", -DAY_8}, /* backwards */
                {"2022-01-04 09:00", "2022-01-04 09:00", 0},      /* nowhere */
                {"1980-01-01 00:00", "1990-01-02 00:00", DAY_8},  /* before the first year there is none */
                {"2109-12-31 16:00", "2150-01-01 00:00", 60},     /* nor behind the last */
        };
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WITH_DAYS_OFF);
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
                const micros a = at(&w, expected[i].from), b = at(&w, expected[i].to);
                const micros found = calendar_between(w.calendar, a, b);
                if (found != expected[i].minutes * MICROS_PER_MINUTE)
                        fail_msg("%s to %s: %lld us", expected[i].from, expected[i].to, (long long)found);
                assert_int_equal(calendar_between(w.calendar, b, a), -found);
        }
        /* To the microsecond. */
        const micros close = at(&w, "2022-01-04 17:00");
        assert_int_equal(calendar_between(w.calendar, close - 1, close), 1);
        assert_int_equal(calendar_between(w.calendar, close, close + 1), 0);
        assert_int_equal(calendar_between(w.calendar, close - 2, close + 1), 2);
        const micros opens = at(&w, "2022-01-05 07:00");
        assert_int_equal(calendar_between(w.calendar, opens - 1, opens), 0);
        assert_int_equal(calendar_between(w.calendar, opens - 1, opens + 1), 1);
        world_close(&w);
}

static void test_where_a_duration_ends(void **state)
{
        static const struct {
                const char *from;
                int minutes;
                const char *earliest, *latest;
        } expected[] = {
                {"2022-01-04 08:00", DAY_8, "2022-01-05 08:00", "2022-01-05 08:00"},
                {"2022-01-04 07:00", DAY_8, "2022-01-04 17:00", "2022-01-05 07:00"},
                {"2022-01-04 17:00", DAY_8, "2022-01-05 17:00", "2022-01-06 07:00"},
                {"2022-01-04 20:00", DAY_8, "2022-01-05 17:00", "2022-01-06 07:00"},
                {"2022-01-04 07:00", 270, "2022-01-04 11:30", "2022-01-04 13:30"},
                {"2022-01-07 17:30", 1, "2022-01-10 07:01", "2022-01-10 07:01"},
                {"2022-01-28 16:00", 5 * DAY_8, "2022-02-11 16:00", "2022-02-11 16:00"}, /* over Tet */
                {"2019-05-03 16:00", DAY_8, "2019-05-04 16:00", "2019-05-04 16:00"}, /* into a make-up day */
                {"2022-01-10 11:00", -HOURS_4, "2022-01-07 17:00", "2022-01-10 07:00"},
                {"2022-01-10 11:00", -HOURS_4 - 1, "2022-01-07 16:59", "2022-01-07 16:59"},
                {"2022-01-09 12:00", 0, "2022-01-07 17:00", "2022-01-10 07:00"},
                {"2022-01-10 12:00", 0, "2022-01-10 11:30", "2022-01-10 13:30"},
                {"2022-01-10 09:00", 0, "2022-01-10 09:00", "2022-01-10 09:00"},
        };
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WITH_DAYS_OFF);
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
                const micros t = at(&w, expected[i].from);
                const micros duration = expected[i].minutes * MICROS_PER_MINUTE;
                assert_instant(expected[i].from, at(&w, expected[i].earliest),
                               calendar_earliest(w.calendar, t, duration));
                assert_instant(expected[i].from, at(&w, expected[i].latest),
                               calendar_latest(w.calendar, t, duration));
        }
        world_close(&w);
}

static void test_the_ends_of_the_calendar(void **state)
{
        struct world w;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", usual, WITH_DAYS_OFF);
        const micros first = at(&w, "1990-01-01 07:00"), last = at(&w, "2109-12-31 17:00");
        const micros all = calendar_between(w.calendar, NO_TIME, END_OF_TIME);
        assert_int_equal(all, calendar_between(w.calendar, first, last));
        assert_int_equal(calendar_earliest(w.calendar, first, all), last);
        assert_int_equal(calendar_latest(w.calendar, last, -all), first);
        assert_true(calendar_earliest(w.calendar, first, all + 1) == END_OF_TIME);
        assert_true(calendar_latest(w.calendar, first, all) == END_OF_TIME);
        assert_true(calendar_earliest(w.calendar, first, 0) == NO_TIME);
        assert_true(calendar_latest(w.calendar, first, -1) == NO_TIME);
        assert_int_equal(calendar_latest(w.calendar, NO_TIME, 0), first);
        assert_int_equal(calendar_earliest(w.calendar, END_OF_TIME, 0), last);
        assert_true(calendar_earliest(w.calendar, last, INT64_MAX) == END_OF_TIME);
        assert_true(calendar_latest(w.calendar, first + 1, INT64_MAX) == END_OF_TIME);
        assert_true(calendar_earliest(w.calendar, last, INT64_MIN) == NO_TIME);
        assert_true(calendar_latest(w.calendar, last, INT64_MIN) == NO_TIME);
        world_close(&w);
}

/* ---- clocks that change ---- */

static void test_clocks_change(void **state)
{
        static const struct {
                const char *zone, *hours, *from, *to;
                int minutes;
        } expected[] = {
                /* Forward from 2:00 to 3:00 on Sunday 2022-03-27; back from 3:00 to 2:00 on 2022-10-30. */
                {"Europe/Amsterdam", "00:00-06:00", "2022-03-27 00:00", "2022-03-28 00:00", 5 * 60},
                {"Europe/Amsterdam", "02:00-03:00", "2022-03-27 00:00", "2022-03-28 00:00", 0},
                {"Europe/Amsterdam", "01:30-02:30", "2022-03-27 00:00", "2022-03-28 00:00", 30},
                {"Europe/Amsterdam", "02:30-03:30", "2022-03-27 00:00", "2022-03-28 00:00", 30},
                {"Europe/Amsterdam", "00:00-06:00", "2022-10-30 00:00", "2022-10-31 00:00", 7 * 60},
                {"Europe/Amsterdam", "02:00-03:00", "2022-10-30 00:00", "2022-10-31 00:00", 2 * 60},
                {"Europe/Amsterdam", "01:30-02:30", "2022-10-30 00:00", "2022-10-31 00:00", 90},
                {"Europe/Amsterdam", "02:15-02:45", "2022-10-30 00:00", "2022-10-31 00:00", 60},
                {"Europe/Amsterdam", "00:00-24:00", "2022-10-30 00:00", "2022-10-31 00:00", 25 * 60},
                {"Europe/Amsterdam", "00:00-24:00", "2022-03-27 00:00", "2022-03-28 00:00", 23 * 60},
                {"Europe/Amsterdam", "09:00-17:00", "2022-03-27 00:00", "2022-03-28 00:00", 8 * 60},
                /* Forward at 2:00 on 2022-03-13; back at 2:00 to 1:00 on 2022-11-06. */
                {"America/New_York", "00:00-08:00", "2022-03-13 00:00", "2022-03-14 00:00", 7 * 60},
                {"America/New_York", "00:00-08:00", "2022-11-06 00:00", "2022-11-07 00:00", 9 * 60},
                {"America/New_York", "00:00-08:00", "2022-11-06T05:30:00Z", "2022-11-06T06:30:00Z", 60},
        };
        (void)state;
        for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
                const struct calendar_exception sundays[] = {{day_of_civil(2022, 3, 13), true},
                                                             {day_of_civil(2022, 3, 27), true},
                                                             {day_of_civil(2022, 10, 30), true},
                                                             {day_of_civil(2022, 11, 6), true}};
                struct world w;
                struct calendar *c;
                struct err e;
                world_open(&w, expected[i].zone, expected[i].hours, WEEKDAYS);
                assert_int_equal(calendar_open(&c, w.zone, &w.hours, sundays, 4, &e), OK);
                const micros found = calendar_between(c, at(&w, expected[i].from), at(&w, expected[i].to));
                if (found != expected[i].minutes * MICROS_PER_MINUTE)
                        fail_msg("%s %s from %s: %lld us", expected[i].zone, expected[i].hours,
                                 expected[i].from, (long long)found);
                calendar_close(c);
                world_close(&w);
        }
}

/* ---- the model: the wall clock, asked minute by minute ---- */

struct model {
        int32_t first;
        micros begin; /* of the minutes, on a whole one */
        size_t n;
        bool *works;
        int64_t *before; /* working minutes */
};

static bool is_working_day(const struct world *w, const struct civil *c)
{
        static const int of_month[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}; /* Sakamoto's rule */
        const int32_t day = day_of_civil(c->year, c->month, c->day);
        const int y = c->year - (c->month < 3);
        const int weekday = (y + y / 4 - y / 100 + y / 400 + of_month[c->month - 1] + c->day) % 7;
        for (size_t i = 0; i < w->n; i++) {
                if (w->exception[i].day == day)
                        return w->exception[i].working;
        }
        return weekday != 0 && weekday != 6;
}

static bool shows_office_hours(const struct world *w, const struct civil *c)
{
        const int minute = c->hour * 60 + c->minute;
        for (int i = 0; i < w->hours.n; i++) {
                if (minute >= w->hours.span[i].opens && minute < w->hours.span[i].closes)
                        return true;
        }
        return false;
}

static void model_open(struct model *m, const struct world *w, int from_year, int to_year)
{
        struct civil c, before = {0};
        bool working = false;
        *m = (struct model){.begin = day_of_civil(from_year, 1, 1) * MICROS_PER_DAY};
        m->n = (size_t)((day_of_civil(to_year + 1, 1, 1) * MICROS_PER_DAY - m->begin) / MICROS_PER_MINUTE);
        m->works = need_alloc(m->n * sizeof(*m->works));
        m->before = need_alloc((m->n + 1) * sizeof(*m->before));
        for (size_t i = 0; i < m->n; i++) {
                zone_civil(w->zone, m->begin + (micros)i * MICROS_PER_MINUTE, &c);
                if (c.day != before.day || c.month != before.month)
                        working = is_working_day(w, &c);
                before = c;
                m->works[i] = working && shows_office_hours(w, &c);
                m->before[i + 1] = m->before[i] + m->works[i];
        }
}

static void model_close(struct model *m)
{
        free(m->works);
        free(m->before);
}

static micros model_worked(const struct model *m, micros t)
{
        const size_t i = (size_t)((t - m->begin) / MICROS_PER_MINUTE);
        return m->before[i] * MICROS_PER_MINUTE + (m->works[i] ? (t - m->begin) % MICROS_PER_MINUTE : 0);
}

/* Any instant, often one on a whole minute, a half hour, or next to it: where the edges are. */
static micros some_instant(const struct model *m, struct rng *r)
{
        const micros t = m->begin + rng_below(r, (int64_t)m->n * MICROS_PER_MINUTE - 1);
        const micros grid = rng_below(r, 2) ? 30 * MICROS_PER_MINUTE : MICROS_PER_MINUTE;
        const micros snapped = t - floor_rest(t, grid) + rng_between(r, -1, 1);
        return rng_below(r, 3) || snapped < m->begin ? t : snapped;
}

static void compare(const struct world *w, const struct model *m, int rounds)
{
        struct rng r = rng_of(20221214, (uint64_t)w->hours.span[0].opens);
        for (int i = 0; i < rounds; i++) {
                const micros a = some_instant(m, &r), b = some_instant(m, &r);
                const micros expected = model_worked(m, b) - model_worked(m, a);
                const micros found = calendar_between(w->calendar, a, b);
                char text_a[32], text_b[32];
                if (found != expected)
                        fail_msg("%s %s to %s: %lld us instead of %lld", zone_name(w->zone),
                                 moment_format(a, text_a), moment_format(b, text_b), (long long)found,
                                 (long long)expected);
        }
}

static const struct {
        const char *zone, *hours;
        int from_year, to_year;
} modelled[] = {
        {"Asia/Ho_Chi_Minh", "07:00-11:30,13:30-17:00", 2019, 2026},
        {"Asia/Ho_Chi_Minh", "00:00-24:00", 2019, 2020},
        {"Europe/Amsterdam", "00:30-02:30,02:45-05:00,08:00-24:00", 2019, 2026},
        {"America/New_York", "01:30-12:00,13:00-17:00", 2019, 2026},
        {"America/St_Johns", "00:00-00:30,09:00-17:00,23:00-24:00", 2007, 2011},
        {"America/Sao_Paulo", "00:00-08:00", 2016, 2019},
        {"Australia/Lord_Howe", "01:15-02:15,10:00-18:00", 2019, 2021},
        {"Pacific/Apia", "00:00-24:00", 2011, 2012},
};
enum { MODELLED = sizeof(modelled) / sizeof(modelled[0]) };

static void test_agrees_with_the_wall_clock(void **state)
{
        (void)state;
        for (size_t i = 0; i < MODELLED; i++) {
                struct world w;
                struct model m;
                world_open(&w, modelled[i].zone, modelled[i].hours, WITH_SUNDAYS);
                model_open(&m, &w, modelled[i].from_year, modelled[i].to_year);
                compare(&w, &m, 200000);
                model_close(&m);
                world_close(&w);
        }
}

/* What calendar.h promises of a duration's end. */
static void assert_inverse(const struct world *w, micros t, micros duration)
{
        const struct calendar *c = w->calendar;
        const micros first = calendar_earliest(c, t, duration), last = calendar_latest(c, t, duration);
        char text[32];
        if (calendar_between(c, t, first) != duration || calendar_between(c, t, first - 1) >= duration)
                fail_msg("%s %lld: not the earliest", moment_format(t, text), (long long)duration);
        if (calendar_between(c, t, last) != duration || calendar_between(c, t, last + 1) <= duration)
                fail_msg("%s %lld: not the latest", moment_format(t, text), (long long)duration);
}

static void test_durations_and_their_ends_are_inverse(void **state)
{
        (void)state;
        for (size_t i = 0; i < MODELLED; i++) {
                struct world w;
                struct model m = {0};
                struct rng r = rng_of(7, i);
                world_open(&w, modelled[i].zone, modelled[i].hours, WITH_SUNDAYS);
                m.begin = day_of_civil(2000, 1, 1) * MICROS_PER_DAY;
                m.n = (size_t)30 * 365 * 24 * 60;
                for (int n = 0; n < 50000; n++) {
                        const micros t = some_instant(&m, &r), u = some_instant(&m, &r);
                        const micros day = calendar_day_length(w.calendar);
                        const micros worked = calendar_between(w.calendar, t, u);
                        assert_inverse(&w, t, worked);
                        assert_inverse(&w, t, rng_between(&r, -60 * 24, 60 * 24) * MICROS_PER_MINUTE);
                        assert_inverse(&w, t, rng_between(&r, -60, 60) * day);
                        assert_inverse(&w, t, rng_between(&r, -60 * day, 60 * day));
                        const micros first = calendar_earliest(w.calendar, t, worked),
                                     last = calendar_latest(w.calendar, t, worked);
                        assert_true(first <= u && u <= last);
                        if (calendar_between(w.calendar, u - 1, u) > 0)
                                assert_int_equal(first, u);
                        if (calendar_between(w.calendar, u, u + 1) > 0)
                                assert_int_equal(last, u);
                }
                world_close(&w);
        }
}

static void test_spans_are_the_whole(void **state)
{
        struct world w;
        micros total = 0;
        size_t n;
        (void)state;
        world_open(&w, "Europe/Amsterdam", "00:00-06:00,09:00-24:00", WITH_SUNDAYS);
        const struct calendar_span *span = calendar_spans(w.calendar, &n);
        for (size_t i = 0; i < n; i++) {
                assert_true(span[i].opens < span[i].closes);
                assert_true(i == 0 || span[i - 1].closes <= span[i].opens);
                assert_int_equal(span[i].before, total);
                total += span[i].closes - span[i].opens;
        }
        assert_int_equal(total, calendar_between(w.calendar, NO_TIME, END_OF_TIME));
        world_close(&w);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_days_of_each_year),
                cmocka_unit_test(test_weekdays_and_the_years_known),
                cmocka_unit_test(test_exceptions_refused),
                cmocka_unit_test(test_office_hours),
                cmocka_unit_test(test_minutes_between),
                cmocka_unit_test(test_where_a_duration_ends),
                cmocka_unit_test(test_the_ends_of_the_calendar),
                cmocka_unit_test(test_clocks_change),
                cmocka_unit_test(test_agrees_with_the_wall_clock),
                cmocka_unit_test(test_durations_and_their_ends_are_inverse),
                cmocka_unit_test(test_spans_are_the_whole),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_calendar_compose.c - calendars laid over each other: none gives the general one, span for span; cuts;
 * and who goes by which.
 */
#include "consumers/warehouse/calendar_compose.h"
#include "core/base/bytes.h"
#include "tests/support/calendar_world.h"
#include <stdlib.h>

static int by_day(const void *a, const void *b)
{
        const int32_t x = ((const struct calendar_day_named *)a)->exception.day,
                      y = ((const struct calendar_day_named *)b)->exception.day;
        return (x > y) - (x < y);
}

static struct calendar_table general_of(const struct world *w, struct calendar_day_named *day)
{
        for (size_t i = 0; i < w->n; i++)
                day[i] = (struct calendar_day_named){.exception = w->exception[i]};
        qsort(day, w->n, sizeof(*day), by_day);
        return (struct calendar_table){.version = 1, .hours = w->hours, .day = day, .n = w->n};
}

static struct office_hours hours(const char *text)
{
        struct office_hours h;
        struct err e;
        assert_int_equal(office_hours_parse(text_of(text), &h, &e), OK);
        return h;
}

static micros at(const struct world *w, const char *local)
{
        struct err e;
        bool date_only;
        micros t;
        assert_int_equal(moment_parse(w->zone, text_of(local), &t, &date_only, &e), OK);
        return t;
}

/* In zones with and without summer time. */
static void test_without_layers_it_is_the_general_one(void **state)
{
        static const char *const zones[] = {"Asia/Ho_Chi_Minh", "Europe/Amsterdam"};
        (void)state;
        for (int z = 0; z < 2; z++) {
                static struct calendar_day_named day[EXCEPTIONS_MOST];
                struct world w;
                struct calendar *c;
                size_t n, m;
                world_open(&w, zones[z], "07:00-11:30,13:30-17:00", z ? WITH_SUNDAYS : WITH_DAYS_OFF);
                const struct calendar_table general = general_of(&w, day);
                calendar_compose(&c, w.zone, &general, NULL, 0);
                const struct calendar_span *a = calendar_spans(w.calendar, &n), *b = calendar_spans(c, &m);
                assert_int_equal(n, m);
                assert_memory_equal(a, b, n * sizeof(*a));
                assert_int_equal(calendar_day_length(c), calendar_day_length(w.calendar));
                calendar_close(c);
                world_close(&w);
        }
}

static void test_cuts(void **state)
{
        struct calendar_week weeks[] = {
                {.behind = INT32_MAX, .weekdays = 31, .cut = 17 * 60, .cut_short = NO_CUT},
                {.behind = INT32_MAX, .weekdays = 31, .cut = NO_CUT, .cut_short = 15 * 60},
                {.behind = INT32_MAX,
                 .weekdays = 32,
                 .hours = hours("07:30-11:30"),
                 .cut = NO_CUT,
                 .cut_short = NO_CUT}};
        struct calendar_table own = {.version = 1, .week = &weeks[1], .weeks = 2},
                              above = {.version = 1, .week = weeks, .weeks = 1};
        const struct calendar_stretch line = {INT32_MIN, 2, {&own, &above}};
        static struct calendar_day_named day[EXCEPTIONS_MOST];
        struct world w;
        struct calendar *c;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", "07:00-11:30,13:30-18:00", WITH_DAYS_OFF);
        const struct calendar_table general = general_of(&w, day);
        calendar_compose(&c, w.zone, &general, &line, 1);
        /* Friday, 4 March 2022; the Saturday is worked by its own hours, the cut of 17:00 is that of the one above. */
        const micros cut = at(&w, "2022-03-04 17:00"), saturday = at(&w, "2022-03-05 07:30");
        assert_int_equal(calendar_term_begins(c, w.zone, cut, false), cut);
        assert_int_equal(calendar_term_begins(c, w.zone, cut + 1, false), saturday);
        const micros cut_short = at(&w, "2022-03-04 15:00");
        assert_int_equal(calendar_term_begins(c, w.zone, cut_short, true), cut_short);
        assert_int_equal(calendar_term_begins(c, w.zone, cut_short + 1, true), saturday);
        assert_int_equal(calendar_term_begins(c, w.zone, cut_short + 1, false), cut_short + 1);
        /* No cut on a Saturday, none in the general calendar. */
        assert_int_equal(calendar_term_begins(c, w.zone, saturday + 1, true), saturday + 1);
        assert_int_equal(calendar_term_begins(w.calendar, w.zone, cut + 1, true), cut + 1);
        assert_int_equal(calendar_cut(w.calendar, w.zone, zone_day(w.zone, cut), true), END_OF_TIME);
        calendar_close(c);
        world_close(&w);
}

static void test_who_goes_by_which(void **state)
{
        struct world w, saturdays;
        (void)state;
        world_open(&w, "Asia/Ho_Chi_Minh", "07:00-11:30,13:30-17:00", WITH_DAYS_OFF);
        world_open(&saturdays, "Asia/Ho_Chi_Minh", "07:00-11:30", WITH_DAYS_OFF);
        struct calendar_other *others = need_alloc(sizeof(*others));
        struct calendar_user *users = need_alloc(2 * sizeof(*users));
        size_t n;
        *others = (struct calendar_other){7, saturdays.calendar};
        users[0] = (struct calendar_user){3, 0};
        users[1] = (struct calendar_user){9, 0};
        assert_ptr_equal(calendar_for(w.calendar, 3), w.calendar);
        calendar_adopt(w.calendar, others, 1, users, 2);
        assert_ptr_equal(calendar_for(w.calendar, 3), saturdays.calendar);
        assert_ptr_equal(calendar_for(w.calendar, 9), saturdays.calendar);
        for (uint32_t agency = 0; agency < 12; agency++)
                assert_true((agency == 3 || agency == 9) == (calendar_for(w.calendar, agency) != w.calendar));
        assert_ptr_equal(calendar_for(w.calendar, UINT32_MAX), w.calendar);
        assert_int_equal(calendar_others(w.calendar, &n)->id, 7);
        assert_int_equal(n, 1);
        saturdays.calendar = NULL; /* taken over */
        world_close(&saturdays);
        world_close(&w);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_without_layers_it_is_the_general_one),
                cmocka_unit_test(test_cuts),
                cmocka_unit_test(test_who_goes_by_which),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * march.h - the calendar of an office in Viet Nam, for tests of alerts, which happen in March 2022: the 7th
 * is a Monday, the 11th a holiday.
 */
#ifndef HENTRA_TESTS_SUPPORT_MARCH_H
#define HENTRA_TESTS_SUPPORT_MARCH_H

#include "tests/support/unit.h"

#include "core/base/calendar.h"

static struct zone *zone;
static struct calendar *calendar;

/* For a group of tests. */
static inline int march_open(void **state)
{
        struct office_hours hours;
        struct err e;
        const struct calendar_exception holiday[] = {{day_of_civil(2022, 3, 11), false}};
        (void)state;
        assert_int_equal(zone_open(&zone, "Asia/Ho_Chi_Minh", &e), OK);
        assert_int_equal(office_hours_parse(TEXT("07:00-11:30,13:30-17:00"), &hours, &e), OK);
        assert_int_equal(calendar_open(&calendar, zone, &hours, holiday, 1, &e), OK);
        return 0;
}

static inline int march_close(void **state)
{
        (void)state;
        calendar_close(calendar);
        zone_close(zone);
        return 0;
}

static inline micros march(int day, int hour, int minute)
{
        const struct civil c = {2022, 3, day, hour, minute, 0, 0};
        micros t;
        assert_int_equal(zone_instant(zone, &c, &t), LOCAL_ONCE);
        return t;
}

#endif

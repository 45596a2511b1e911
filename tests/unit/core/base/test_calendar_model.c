/* SPDX-License-Identifier: Apache-2.0
 *
 * test_calendar_model.c - working time against a model that asks the wall clock minute by minute, and
 * durations against their ends.
 */
#include "tests/support/calendar_world.h"

#include "core/base/bytes.h"
#include "producers/simulate/rng.h"

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

/* The promises of calendar.h about the end of a duration. */
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
                cmocka_unit_test(test_agrees_with_the_wall_clock),
                cmocka_unit_test(test_durations_and_their_ends_are_inverse),
                cmocka_unit_test(test_spans_are_the_whole),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

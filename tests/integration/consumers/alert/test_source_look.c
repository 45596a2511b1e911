/* SPDX-License-Identifier: Apache-2.0
 *
 * test_source_look.c - sources that fall silent and are heard again, at instants that the test chooses.
 */
#include "tests/support/looking.h"

#include "consumers/alert/silence.h"
#include "consumers/alert/source_look.h"

/* The office of the warehouse is open from 07:00 to 11:30 and from 13:30 to 17:00, on weekdays. */
static int64_t raised, cleared;

static void look_at(struct alerter *a, const char *now, bool raises)
{
        struct err e;
        const struct source_look in = {
                .pg = a->pg, .calendar = a->calendar, .zone = zone, .now = at(now), .raises = raises};
        DONE(source_look_run(&in, &raised, &cleared, &e));
}

#define assert_look(now, expected_raised, expected_cleared)  \
        do {                                                 \
                look_at(&one, now, true);                    \
                assert_int_equal(raised, expected_raised);   \
                assert_int_equal(cleared, expected_cleared); \
        } while (0)

static void source(const char *code)
{
        char sql[200];
        snprintf(sql, sizeof(sql), "insert into hentra.source (code) values ('%s')", code);
        sql_run(one.pg, sql);
}

/* A row of a day, as a loader of this shard leaves it; heard last at this minute of it. */
static void heard_in(int source_id, int shard, const char *day, const char *slots, int last)
{
        char sql[900];
        snprintf(
                sql, sizeof(sql),
                "insert into hentra.source_day as d (source_id, day, shard, events, dossiers, lag_ms, flags, "
                "first_heard_at, last_heard_at, last_observed_at, last_stated_at, slots) "
                "select %d, '%s', %d, 1, 0, 0, 0, t, t, t, t, B'%s' "
                "from (select timestamp '%s' at time zone 'Asia/Ho_Chi_Minh' + %d * interval '1 minute' as "
                "t) x "
                "on conflict (source_id, day, shard) do update set slots = d.slots | excluded.slots, "
                "last_heard_at = greatest(d.last_heard_at, excluded.last_heard_at)",
                source_id, day, shard, slots, day, last);
        sql_run(one.pg, sql);
}

/* Every so many minutes of a span. */
static void heard(int source_id, int shard, const char *day, int from, int to, int every)
{
        char slots[145];
        memset(slots, '0', 144);
        slots[144] = 0;
        int last = from;
        for (int minute = from; minute <= to; minute += every)
                slots[(last = minute) / 10] = '1';
        heard_in(source_id, shard, day, slots, last);
}

/* Two weeks of every half an hour, in two shards; last on Friday, March 18th, at 16:30. */
static void two_weeks(int source_id)
{
        static const char *const days[] = {"2022-03-07", "2022-03-08", "2022-03-09", "2022-03-10",
                                           "2022-03-11", "2022-03-14", "2022-03-15", "2022-03-16",
                                           "2022-03-17", "2022-03-18"};
        for (int i = 0; i < 10; i++) {
                heard(source_id, 1, days[i], 420, 990, 60);
                heard(source_id, 2, days[i], 450, 990, 60);
        }
}

static void a_source_falls_silent_and_is_heard_again(void **state)
{
        (void)state;
        source("live");
        two_weeks(1);
        assert_sql(one.pg, "30", "select usual_minutes from hentra.source_health");
        /* 30 minutes are usual, so 90 are too long: the last of Friday and the first hour of Monday are not. */
        assert_look("2022-03-18 17:00", 0, 0);
        assert_look("2022-03-20 12:00", 0, 0);
        assert_look("2022-03-21 07:59:59", 0, 0);
        assert_look("2022-03-21 08:00", 1, 0);
        assert_look("2022-03-21 08:01", 0, 0);
        assert_sql(one.pg, "live|SOURCE_SILENT|2022-03-18 09:30:00+00|30|t",
                   "select source, kind, due_at at time zone 'UTC' || '+00', usual_minutes, dossier_id is "
                   "null from hentra.alert_open");
        assert_sql(one.pg, "2022-03-18 09:30:00+00",
                   "select silent_since at time zone 'UTC' || '+00' from hentra.source_health");
        heard(1, 2, "2022-03-21", 485, 485, 10);
        assert_look("2022-03-21 08:06", 0, 1);
        assert_sql(one.pg, "HEARD", "select reason from hentra.alert_history where transition = 2");
        /* The next silence is another alert. */
        assert_look("2022-03-21 09:35", 1, 0);
        assert_sql(one.pg, "2", "select count(*) from hentra.alert");
}

static void history_never_alerts(void **state)
{
        (void)state;
        source("past");
        two_weeks(1);
        sql_run(one.pg, "update hentra.alert_rule set start_mark = '2022-03-21 08:00+07' where kind = 4");
        assert_look("2022-03-21 09:00", 0, 0);
        assert_look("2023-03-21 09:00", 0, 0);
        sql_run(one.pg, "update hentra.alert_rule set start_mark = '2022-03-21 07:59+07' where kind = 4");
        assert_look("2022-03-21 09:00", 1, 0);
}

static void rules_and_loaders_are_respected(void **state)
{
        (void)state;
        source("live");
        two_weeks(1);
        look_at(&one, "2022-03-21 09:00", false); /* loaders are behind: perhaps it is they */
        assert_int_equal(raised, 0);
        sql_run(one.pg, "update hentra.alert_rule set factor = 10 where kind = 4");
        assert_look("2022-03-21 11:29", 0, 0);
        sql_run(one.pg, "update hentra.alert_rule set factor = 3, offsets = '{600}' where kind = 4");
        assert_look("2022-03-21 17:00", 0, 0);
        sql_run(one.pg, "update hentra.alert_rule set offsets = '{60}' where kind = 4");
        assert_look("2022-03-21 09:00", 1, 0);
        sql_run(one.pg, "update hentra.alert_rule set enabled = false where kind = 4");
        assert_look("2022-03-21 09:01", 0, 1);
        assert_sql(one.pg, "NOT_COVERED", "select reason from hentra.alert_history where transition = 2");
        assert_look("2022-03-21 09:02", 0, 0);
}

static void a_paused_source_raises_nothing(void **state)
{
        (void)state;
        source("live");
        two_weeks(1);
        sql_run(one.pg, "insert into hentra.source_pause (source_id, reason, until) values (1, 'mended', "
                        "'2022-03-21 10:00+07')");
        assert_look("2022-03-21 09:00", 0, 0);
        /* Its time is over, and silence begins anew: nobody has listened until now. */
        assert_look("2022-03-21 10:00", 0, 0);
        assert_look("2022-03-21 11:29", 0, 0);
        assert_look("2022-03-21 13:31", 1, 0);
        assert_sql(one.pg, "2022-03-21 03:00:00+00",
                   "select due_at at time zone 'UTC' || '+00' from hentra.alert_open");
        sql_run(one.pg, "update hentra.source_pause set until = null");
        assert_look("2022-03-21 13:32", 0, 1);
        assert_sql(one.pg, "PAUSED", "select reason from hentra.alert_history where transition = 2");
        sql_run(one.pg,
                "update hentra.source_pause set resumed_at = '2022-03-21 14:00+07', resumed_by = 'x'");
        assert_look("2022-03-21 15:29", 0, 0);
        assert_look("2022-03-21 15:31", 1, 0);
        heard(1, 1, "2022-03-21", 935, 935, 10);
        assert_look("2022-03-21 15:40", 0, 1);
}

static void two_alerters_raise_one(void **state)
{
        struct alerter other;
        (void)state;
        source("live");
        source("young");
        two_weeks(1);
        heard(2, 1, "2022-03-17", 420, 990, 30);
        alerter_open(&other, "2022-03-21 09:00");
        look_at(&other, "2022-03-21 09:00", true);
        assert_int_equal(raised, 1);
        assert_look("2022-03-21 09:00", 0, 0);
        alerter_close(&other);
}

/* Looks at deadlines and sweeps leave alerts of sources alone. */
static void dossiers_do_not_matter(void **state)
{
        (void)state;
        source("live");
        two_weeks(1);
        put("A", "2022-03-21 08:30");
        assert_look("2022-03-21 09:00", 1, 0);
        look_at_ids(&one, "2022-03-21 09:00", "", true);
        assert_int_equal(one.last.cleared, 0);
        assert_sql(one.pg, "OVERDUE SOURCE_SILENT", "select kind from hentra.alert_open order by kind");
}

static uint64_t seed = 4;
static uint64_t draw(uint64_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (seed >> 16) % below;
}

/* Days of a source, by chance; instants at which it was heard, ascending. Returns how many. */
static size_t heard_by_chance(int s, const struct zone *local_zone, int32_t from, int days, micros *instants)
{
        size_t n = 0;
        for (int32_t local = from; local < from + days; local++) {
                char day[16];
                if (draw(4) == 0)
                        continue;
                day_format(local, day);
                /* Each slot in one of two shards, or in both. */
                char slots[2][145];
                memset(slots, '0', sizeof(slots));
                slots[0][144] = slots[1][144] = 0;
                for (int k = (int)draw(20); k >= 0; k--)
                        slots[draw(2)][draw(144)] = '1';
                heard_in(s, 1, day, slots[0], 0);
                heard_in(s, 2, day, slots[1], 0);
                for (int i = 0; i < 144; i++) {
                        if (slots[0][i] == '1' || slots[1][i] == '1')
                                instants[n++] =
                                        zone_day_start(local_zone, local) + i * 600 * MICROS_PER_SECOND;
                }
        }
        return n;
}

/* The function of the view against the rule, also where a day has 23 hours (Tehran on Tuesday, March 22nd,
 * Damascus on Friday, March 25th): slots are elapsed time. A few days only, so that this day decides. */
static void the_view_knows_what_is_usual(void **state)
{
        static const char *const names[] = {"Asia/Ho_Chi_Minh", "Asia/Tehran", "Asia/Damascus"};
        static micros instants[31 * 144];
        (void)state;
        for (int s = 1; s <= 18; s++) {
                char code[16], sql[200];
                struct zone *local_zone;
                struct err e;
                DONE(zone_open(&local_zone, names[s % 3], &e));
                snprintf(sql, sizeof(sql), "update hentra.warehouse set zone = '%s'", names[s % 3]);
                sql_run(one.pg, sql);
                snprintf(code, sizeof(code), "S%d", s);
                source(code);
                const size_t n = heard_by_chance(s, local_zone, day_of_civil(2022, 3, s % 3 ? 18 : 1),
                                                 s % 3 ? 8 : 30, instants);
                snprintf(sql, sizeof(sql), "select coalesce(hentra.source_usual_minutes(%d), -1)", s);
                assert_int_equal(sql_number(one.pg, sql),
                                 silence_usual(one.calendar, local_zone, instants, n));
                zone_close(local_zone);
        }
        sql_run(one.pg, "update hentra.warehouse set zone = 'Asia/Ho_Chi_Minh'");
}

/* Each test begins without sources and without alerts, with the rule as it comes. */
static int fresh(void **state)
{
        (void)state;
        sql_run(one.pg, "truncate hentra.source_day, hentra.source_pause, hentra.source, "
                        "hentra.alert_transition, hentra.alert_ack, "
                        "hentra.alert_delivery, hentra.alert, hentra.dossier restart identity");
        sql_run(one.pg, "update hentra.alert_rule set enabled = true, factor = 3, offsets = '{60}', "
                        "start_mark = '2022-03-07 07:00+07' where kind = 4");
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(a_source_falls_silent_and_is_heard_again, fresh),
                cmocka_unit_test_setup(history_never_alerts, fresh),
                cmocka_unit_test_setup(rules_and_loaders_are_respected, fresh),
                cmocka_unit_test_setup(a_paused_source_raises_nothing, fresh),
                cmocka_unit_test_setup(two_alerters_raise_one, fresh),
                cmocka_unit_test_setup(dossiers_do_not_matter, fresh),
                cmocka_unit_test_setup(the_view_knows_what_is_usual, fresh),
        };
        return world_lacks(SERVER_PG) ? SKIPPED : cmocka_run_group_tests(tests, looking_begin, looking_end);
}

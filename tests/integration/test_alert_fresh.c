/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alert_fresh.c - deadlines wait for loaders that are behind, away or held up, and so does what a loader is just catching up with.
 */
#include "tests/support/looking.h"

#include "consumers/load/position.h"

/* A partition that is behind, or that nobody reads: deadlines wait for the patience, then the alert says so. */
static void deadlines_wait_for_the_loaders(void **state)
{
        struct look_at nothing = {0};
        struct err e;
        char sql[200];
        struct watch w = {.pg = one.pg,
                          .calendar = one.calendar,
                          .rules = &one.rules,
                          .clock = &one.clock,
                          .topic = world.topic,
                          .patience = 60 * MICROS_PER_SECOND};
        (void)state;
        put("S", "2022-03-09 17:00");
        snprintf(sql, sizeof(sql),
                 "insert into hentra.position (topic, partition, next_offset, epoch, rule_version) values "
                 "('%s', 0, 0, 1, 1)",
                 world.topic);
        sql_run(one.pg, sql);
        look_now("2022-03-09 16:59");
        assert_true(one.last.stale);
        struct pg *loader = world_connect(&world, "loader");
        struct position p = {.position_id = 1, .epoch = 1};
        DONE(position_hold(loader, &p, false, &e));
        look_now("2022-03-09 17:00");
        assert_false(one.last.stale);
        DONE(position_let_go(loader, &e));
        one.clock = (struct clock){.simulated = true,
                                   .origin = at("2022-03-09 17:00:59"),
                                   .speed = 1,
                                   .since = moment_now(),
                                   .fd = -1};
        DONE(look(&w, &nothing, &one.last, &e));
        assert_true(one.last.stale);
        assert_history("S", "DUE_SOON.2 1");
        assert_int_equal(one.last.next, at("2022-03-09 17:01:00") + 1);
        one.clock.origin = at("2022-03-09 17:01:01");
        DONE(look(&w, &nothing, &one.last, &e));
        assert_sql(one.pg, "t",
                   "select stale from hentra.alert_open where dossier_id = 'S' and kind = 'OVERDUE'");
        DONE(position_hold(loader, &p, false, &e));
        DONE(look(&w, &nothing, &one.last, &e));
        assert_false(one.last.stale);
        /* Taken again, with something in the log that nobody has read yet. */
        DONE(position_hold(loader, &p, true, &e));
        DONE(look(&w, &nothing, &one.last, &e));
        assert_true(one.last.stale);
        DONE(position_hold(loader, &p, false, &e));
        DONE(look(&w, &nothing, &one.last, &e));
        assert_false(one.last.stale);
        pg_close(loader);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(deadlines_wait_for_the_loaders),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_look_fresh.c - deadlines wait for loaders that are behind, away or held up, and so does what a
 * loader is just catching up with.
 */
#include "tests/support/looking.h"

#include "consumers/warehouse/position.h"
#include <pthread.h>

static struct look_inputs watching(micros patience)
{
        return (struct look_inputs){.pg = one.pg,
                                    .calendar = one.calendar,
                                    .rules = &one.rules,
                                    .clock = &one.clock,
                                    .topic = world.topic,
                                    .patience = patience};
}

/* The topic's only partition, and the connection of a loader that reads it. */
static struct pg *reading(struct position *p, bool behind)
{
        struct err e;
        char sql[200];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.position (topic, partition, next_offset, epoch, rule_version) values "
                 "('%s', 0, 0, 1, 3)",
                 world.topic);
        sql_run(one.pg, sql);
        struct pg *loader = world_connect(&world, "loader");
        DONE(position_hold(loader, p, behind, &e));
        return loader;
}

/* A partition that is behind, or has no reader: deadlines wait for the patience, then alerts are stale. */
static void deadlines_wait_for_the_loaders(void **state)
{
        struct err e;
        struct position p = {.position_id = 1, .epoch = 1};
        (void)state;
        const struct look_inputs w = watching(60 * MICROS_PER_SECOND);
        put("S", "2022-03-09 17:00");
        struct pg *loader = reading(&p, false);
        DONE(position_unlock_all(loader, &e));
        look_now("2022-03-09 16:59");
        assert_true(one.last.stale);
        DONE(position_hold(loader, &p, false, &e));
        look_now("2022-03-09 17:00");
        assert_false(one.last.stale);
        DONE(position_unlock_all(loader, &e));
        one.clock = (struct clock){.simulated = true,
                                   .origin = at("2022-03-09 17:00:59"),
                                   .speed = 1,
                                   .since = moment_now(),
                                   .fd = -1};
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_true(one.last.stale);
        assert_history("S", "DUE_SOON.2 1");
        assert_int_equal(one.last.next, at("2022-03-09 17:01:00") + 1);
        one.clock.origin = at("2022-03-09 17:01:01");
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_sql(one.pg, "t",
                   "select stale from hentra.alert_open where dossier_id = 'S' and kind = 'OVERDUE'");
        DONE(position_hold(loader, &p, false, &e));
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_false(one.last.stale);
        /* Taken again, with something in the log that nobody has read yet. */
        DONE(position_hold(loader, &p, true, &e));
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_true(one.last.stale);
        DONE(position_hold(loader, &p, false, &e));
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_false(one.last.stale);
        pg_close(loader);
}

/* The topic has fewer partitions than it had. */
static void nobody_waits_for_a_partition_that_is_gone(void **state)
{
        struct err e;
        struct position p = {.position_id = 1, .epoch = 1};
        int64_t retired;
        (void)state;
        const struct look_inputs w = watching(60 * MICROS_PER_SECOND);
        struct pg *loader = reading(&p, false);
        sql_run(one.pg, "insert into hentra.position (topic, partition, next_offset, epoch, rule_version, "
                        "behind_since) select topic, 1, 5, 1, 3, now() from hentra.position");
        look_now("2022-03-09 16:00");
        assert_true(one.last.stale);
        DONE(position_retire(one.pg, world.conf, world.topic, 1, &retired, &e));
        assert_int_equal(retired, 1);
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_false(one.last.stale);
        DONE(position_retire(one.pg, world.conf, world.topic, 1, &retired, &e));
        assert_int_equal(retired, 0);
        /* Partitions that were added since they were counted are read by now. */
        DONE(position_retire(one.pg, world.conf, world.topic, 0, &retired, &e));
        assert_int_equal(retired, 0);
        pg_close(loader);
}

/* A dossier that a loader is just catching up with may have ended long ago, which is still to be read. */
static void what_is_caught_up_with_waits(void **state)
{
        const struct text changed = TEXT("ENDED\nOPEN");
        struct err e;
        struct position p = {.position_id = 1, .epoch = 1};
        (void)state;
        const struct look_inputs w = watching(60 * MICROS_PER_SECOND);
        struct pg *loader = reading(&p, false);
        look_now("2022-03-10 09:00");
        DONE(position_hold(loader, &p, true, &e));
        put("ENDED", "2022-03-09 17:00");
        put("OPEN", "2022-03-09 17:00");
        DONE(look_run(&w, changed, &one.last, &e));
        assert_true(one.last.stale);
        look_at_everything(&one, &w);
        assert_int_equal(one.last.raised, 0);
        assert_in_range(one.last.waits, 1, 60 * MICROS_PER_SECOND);
        change("ENDED", "ended_at = '2022-03-09 16:00+07', ended_by = 9");
        DONE(position_hold(loader, &p, false, &e));
        DONE(look_run(&w, changed, &one.last, &e));
        assert_int_equal(one.last.waits, 0);
        assert_history("ENDED", "");
        assert_history("OPEN", "OVERDUE.1 1");
        /* Longer than the patience it does not wait, and says so. */
        put("LATE", "2022-03-09 17:00");
        sql_run(one.pg, "update hentra.position set behind_since = now() - interval '61 s'");
        look_at_everything(&one, &w);
        assert_history("LATE", "OVERDUE.1 1");
        assert_sql(one.pg, "t", "select stale from hentra.alert_open where dossier_id = 'LATE'");
        pg_close(loader);
}

/* A national warehouse is loaded from the topic of each province. */
static void deadlines_wait_for_the_loaders_of_every_topic(void **state)
{
        struct err e;
        struct position p = {.position_id = 1, .epoch = 1}, other = {.position_id = 2, .epoch = 1};
        (void)state;
        const struct look_inputs w = watching(60 * MICROS_PER_SECOND);
        struct pg *loader = reading(&p, false), *another = world_connect(&world, "another");
        look_now("2022-03-09 16:00");
        assert_false(one.last.stale);
        sql_run(one.pg,
                "insert into hentra.position (topic, partition, next_offset, epoch, rule_version) values "
                "('of another province', 0, 0, 1, 3)");
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_true(one.last.stale);
        DONE(position_hold(another, &other, true, &e));
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_true(one.last.stale);
        assert_in_range(one.last.waits, 1, 60 * MICROS_PER_SECOND);
        DONE(position_hold(another, &other, false, &e));
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_false(one.last.stale);
        /* It may rest for long, as long as somebody reads. */
        sql_run(one.pg, "update hentra.position set updated_at = now() - interval '8 days'");
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_false(one.last.stale);
        sql_run(one.pg,
                "update hentra.position set behind_since = now() - interval '1 day' where position_id = 2");
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_true(one.last.stale);
        /* One that was given up. */
        DONE(position_unlock_all(another, &e));
        sql_run(one.pg, "update hentra.position set updated_at = now() - interval '8 days'");
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_false(one.last.stale);
        pg_close(another);
        pg_close(loader);
}

static void *move_position(void *loader)
{
        struct err e;
        return pg_script(loader, "update hentra.position set updated_at = now()", &e) == OK ? loader : NULL;
}

/* `hentra verify --repair` stops the loaders for a while. */
static void a_loader_that_is_held_up_is_waited_for(void **state)
{
        struct err e;
        struct position p = {.position_id = 1, .epoch = 1};
        pthread_t thread;
        void *moved;
        (void)state;
        const struct look_inputs w = watching(0);
        struct pg *loader = reading(&p, false), *repair = world_connect(&world, "repair");
        sql_run(repair, "begin; lock table hentra.position in exclusive mode");
        look_now("2022-03-09 16:00");
        assert_false(one.last.stale);
        assert_int_equal(pthread_create(&thread, NULL, move_position, loader), 0);
        EVENTUALLY(look_run(&w, TEXT(""), &one.last, &e) == OK && one.last.stale);
        sql_run(repair, "commit");
        pthread_join(thread, &moved);
        assert_non_null(moved);
        DONE(look_run(&w, TEXT(""), &one.last, &e));
        assert_false(one.last.stale);
        pg_close(repair);
        pg_close(loader);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(deadlines_wait_for_the_loaders),
                EACH(nobody_waits_for_a_partition_that_is_gone),
                EACH(what_is_caught_up_with_waits),
                EACH(deadlines_wait_for_the_loaders_of_every_topic),
                EACH(a_loader_that_is_held_up_is_waited_for),
        };
        if (world_lacks(SERVER_PG))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_prune.c - what is over and old goes, and nothing else: what is open, young, waits for somebody, or is kept by its key stays, each
 * with its reason. A run that is killed or stopped is gone on with, and every row is counted once.
 */
#include "tests/support/child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct pg *pg;

static int open_world(void **state)
{
        (void)state;
        children_end();
        world_open(&world, "prune", NULL);
        world_setup(&world, RULE_FORM06);
        pg = world_connect(&world, "test");
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        pg_close(pg);
        world_close(&world);
        return 0;
}

/* An alert with this id: raised ten days before it was cleared, so many days ago; 0: it is open. `marks`: of its last transition. */
static void alert(int id, int cleared_days, const char *marks)
{
        char sql[1000];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, transition, "
                 "recipient_id)"
                 " values (%d, 'D-%d', 2, 1, '2022-03-01', %d, 0)",
                 id, id, cleared_days ? 2 : 1);
        sql_run(pg, sql);
        snprintf(sql, sizeof(sql),
                 "insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, "
                 "recipient_id,"
                 " procedure_id, case_kind, stale, published_at)"
                 " select %d, n, now() - make_interval(days => %d - n * 10), (n - 1)::smallint, 0, 0, 0, 0, "
                 "false,"
                 " now() from generate_series(1, %d) n",
                 id, cleared_days + 20, cleared_days ? 2 : 1);
        sql_run(pg, sql);
        if (!marks)
                return;
        snprintf(sql, sizeof(sql),
                 "update hentra.alert_transition set published_at = null, %s where alert_id = %d and "
                 "transition = 2",
                 marks, id);
        sql_run(pg, sql);
}

/* A delivery of an alert's transition; days since its last attempt. */
static void delivery(int id, int alert_id, int transition, int state, int days)
{
        char sql[600];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.alert_delivery (delivery_id, webhook_id, alert_id, transition, state, "
                 "created_at,"
                 " next_attempt_at, delivered_at) overriding system value values (%d, 1, %d, %d, %d, now() - "
                 "interval '1000 days',"
                 " now() - interval '%d days', case when %d = 1 then now() - interval '%d days' end)",
                 id, alert_id, transition, state, days, state, days);
        sql_run(pg, sql);
}

/* A message that was set aside: days since it was relayed, and sent again; -1: it was not. */
static void set_aside(int offset, int cause, int relayed, int replayed)
{
        char sql[500];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.quarantine (topic, partition, kafka_offset, checksum, reason, cause, "
                 "value,"
                 " quarantined_at, relayed_at, replayed_at) values ('t', 0, %d, 1, 'x', %d, 'bytes', now() - "
                 "interval '300 days',"
                 " case when %d >= 0 then now() - interval '%d days' end, case when %d >= 0 then now() - "
                 "interval '%d days' end)",
                 offset, cause, relayed, relayed, replayed, replayed);
        sql_run(pg, sql);
}

static void fill(void)
{
        alert(1, 500, NULL);
        alert(2, 401, NULL);
        alert(3, 399, NULL);
        alert(4, 0, NULL);
        alert(5, 500, "refused_at = null");
        alert(6, 500, "refused_at = now()");
        alert(7, 500, NULL);
        alert(8, 500, NULL);
        alert(9, 500, NULL);
        sql_run(pg, "insert into hentra.alert_webhook (name, url) values ('w', 'http://127.0.0.1:1/')");
        delivery(1, 7, 1, 1, 100); /* goes, and alert 7 with it */
        delivery(2, 7, 2, 2, 100); /* was given up: goes */
        delivery(3, 8, 1, 1, 80);  /* young, so alert 8 stays */
        delivery(4, 9, 1, 0, 100); /* waits, so alert 9 stays */
        delivery(5, 4, 1, 1, 100); /* told of the open one */
        set_aside(1, 1, 200, 100);
        set_aside(2, 4, -1, 100); /* of a paused source: has no copy, and came back */
        set_aside(3, 1, 200, 80);
        set_aside(4, 1, 200, -1);
        set_aside(5, 1, -1, 100);
        set_aside(6, 4, -1, -1);
}

#define ALERTS     "select string_agg(alert_id::text, ' ' order by alert_id) from hentra.alert"
#define DELIVERIES "select string_agg(delivery_id::text, ' ' order by delivery_id) from hentra.alert_delivery"
#define QUARANTINE "select string_agg(kafka_offset::text, ' ' order by kafka_offset) from hentra.quarantine"

static void says_what_stays(struct child *c)
{
        static const char *const reasons[] = {
                "1  they are open",
                "1  the topic of alerts has not had all of them",
                "1  the topic of alerts refused them (hentra alert failed)",
                "2  deliveries of them are kept",
                "1  they wait for their receiver",
                "1  they told of alerts that are open",
                "1  they wait for `hentra source resume`",
                "1  they were not sent again (hentra quarantine replay)",
                "1  the dead-letter topic has not had them",
        };
        for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
                assert_says(child_out(c), reasons[i]);
}

static void what_is_over_and_old_goes(void **state)
{
        (void)state;
        struct child c;
        fill();
        assert_exit(0, &c, &world, "prune");
        assert_says(child_out(&c), "would go");
        assert_says(child_out(&c), "of these alerts: 6 raisings and clearings");
        assert_says(child_out(&c), "nothing was deleted: `hentra prune --yes` does it");
        says_what_stays(&c);
        char *foretold = strdup(strstr(child_out(&c), "\n") + 1);
        *strstr(foretold, "nothing was deleted") = 0;
        child_close(&c);
        assert_sql(pg, "1 2 3 4 5 6 7 8 9", ALERTS);
        assert_sql(pg, "1 2 3 4 5", DELIVERIES);
        assert_sql(pg, "1 2 3 4 5 6", QUARANTINE);
        assert_sql(pg, "0", "select count(*) from hentra.prune_run");

        assert_exit(0, &c, &world, "prune", "--yes");
        says_what_stays(&c);
        /* But for its first line: what was said beforehand. */
        if (strcmp(strstr(child_out(&c), "\n") + 1, foretold) != 0)
                fail_msg("foretold:\n%s\nwas:\n%s", foretold, child_out(&c));
        free(foretold);
        child_close(&c);
        assert_sql(pg, "3 4 5 6 8 9", ALERTS);
        assert_sql(pg, "3 4 5 6 8 9",
                   "select string_agg(distinct alert_id::text, ' ' order by alert_id::text) from "
                   "hentra.alert_transition");
        assert_sql(pg, "11", "select count(*) from hentra.alert_transition");
        assert_sql(pg, "3 4 5", DELIVERIES);
        assert_sql(pg, "3 4 5 6", QUARANTINE);
        assert_sql(pg, "3|6|2|2|t|t",
                   "select alerts, transitions, deliveries, quarantine, bytes > 0, ended_at >= moved_at and "
                   "run_by = session_user"
                   " from hentra.prune_run");

        assert_exit(0, &c, &world, "prune", "--yes");
        child_close(&c);
        assert_sql(pg, "3 4 5 6 8 9", ALERTS);
        assert_sql(pg, "0|0", "select alerts, bytes from hentra.prune_run where run_id = 2");
}

static void keys_keep(void **state)
{
        (void)state;
        struct child c;
        fill();
        assert_exit(0, &c, &world, "prune", "--yes", "--set", "prune.deliveries=0", "--set",
                    "prune.quarantine=0");
        assert_says(child_out(&c), "all are kept: prune.deliveries is 0");
        assert_says(child_out(&c), "3  deliveries of them are kept");
        child_close(&c);
        assert_sql(pg, "3 4 5 6 7 8 9", ALERTS);
        assert_sql(pg, "1 2 3 4 5", DELIVERIES);
        assert_sql(pg, "1 2 3 4 5 6", QUARANTINE);
        assert_sql(pg, "t|t",
                   "select deliveries_before is null, quarantine_before is null from hentra.prune_run");
        assert_exit(0, &c, &world, "prune", "--yes", "--set", "prune.deliveries=1", "--set",
                    "prune.alerts=1");
        child_close(&c);
        assert_sql(pg, "4 5 6 9", ALERTS);
        assert_exit(2, &c, &world, "prune", "now");
        child_close(&c);
        assert_exit(2, &c, &world, "prune", "--set", "prune.alerts=-1");
        child_close(&c);
}

/* By the clock of the alerter, which is ten years ahead here. */
static void alerts_are_as_old_as_the_alerter_says(void **state)
{
        (void)state;
        struct child c;
        alert(1, 1, NULL);
        set_aside(1, 1, 1, 1);
        assert_exit(0, &c, &world, "prune", "--yes", "--set", "clock.origin=2036-01-01", "--set",
                    "clock.since=2026-01-01");
        child_close(&c);
        assert_sql(pg, "0", "select count(*) from hentra.alert");
        assert_sql(pg, "1", "select count(*) from hentra.quarantine");
}

enum { MANY = 60000 };

static void many(void)
{
        char sql[900];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, transition, "
                 "recipient_id)"
                 " select n, 'D-' || n, 2, 1, '2022-03-01', case when n %% 10 = 0 then 1 else 2 end, 0"
                 " from generate_series(1, %d) n;"
                 "insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, "
                 "recipient_id,"
                 " procedure_id, case_kind, stale, published_at)"
                 " select alert_id, n, '2022-03-01', (n - 1)::smallint, 0, 0, 0, 0, false, '2022-03-01'"
                 " from hentra.alert cross join generate_series(1, 2) n where n <= transition;"
                 "analyze hentra.alert; analyze hentra.alert_transition",
                 MANY);
        sql_run(pg, sql);
}

static void a_run_that_ends_early_is_gone_on_with(void **state)
{
        (void)state;
        struct child c;
        int runs = 0;
        many();
        /* Killed once its first portion is counted; the last one is left to end. */
        while (sql_number(pg, "select count(*) from hentra.alert where transition = 2") > MANY / 3) {
                char moved[100];
                child_start(&c, &world, "prune", "--yes", NULL);
                snprintf(moved, sizeof(moved),
                         "select count(*) from hentra.prune_run where run_id > %d and alerts > 0", runs);
                EVENTUALLY(sql_number(pg, moved) > 0);
                child_signal(&c, runs++ ? SIGTERM : SIGKILL);
                const int code = child_wait(&c);
                assert_true(code == 0 || code == 1 || code == 128 + SIGKILL);
                if (code == 1)
                        assert_says(child_err(&c), "it was stopped: run it again");
                child_close(&c);
                /* What is counted is what is gone, and raisings go with their alerts. */
                assert_sql(pg, "t|t",
                           "select (select sum(alerts) from hentra.prune_run) + (select count(*) from "
                           "hentra.alert) = 60000,"
                           " (select sum(transition) from hentra.alert) = (select count(*) from "
                           "hentra.alert_transition)");
        }
        assert_true(runs > 0);
        assert_exit(0, &c, &world, "prune", "--yes");
        child_close(&c);
        assert_sql(pg, "6000|1|6000|54000|108000",
                   "select (select count(*) from hentra.alert), (select max(transition) from hentra.alert),"
                   " (select count(*) from hentra.alert_transition), sum(alerts), sum(transitions) from "
                   "hentra.prune_run");
}

static void one_at_a_time(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "select pg_advisory_lock(1886549349, 1)");
        assert_exit(1, &c, &world, "prune", "--yes", "--wait", "1");
        assert_says(child_err(&c), "another `hentra prune` is under way");
        child_close(&c);
        assert_exit(0, &c, &world, "prune");
        child_close(&c);
}

static void for_owners_alone(void **state)
{
        (void)state;
        struct err e;
        fill();
        sql_run(pg, "set role hentra_alerter");
        assert_int_equal(pg_script(pg, "delete from hentra.alert where transition = 2", &e), FATAL);
        assert_int_equal(pg_script(pg, "insert into hentra.prune_run default values", &e), FATAL);
        sql_run(pg, "reset role");
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, open_world, close_world)
int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(what_is_over_and_old_goes),
                EACH(keys_keep),
                EACH(alerts_are_as_old_as_the_alerter_says),
                EACH(a_run_that_ends_early_is_gone_on_with),
                EACH(one_at_a_time),
                EACH(for_owners_alone),
        };
        if (world_lacks(SERVER_PG | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

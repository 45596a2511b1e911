/* SPDX-License-Identifier: Apache-2.0
 *
 * test_alerter.c - `hentra alert` as a process, a simulated minute a second, with the rights of
 * hentra_alerter: from a deadline to the receiver of a webhook, beside receivers that hang and fail, over a
 * lost connection, and at the minute of a digest.
 */
#include "tests/support/child.h"
#include "tests/support/receiver.h"

#include "consumers/warehouse/position.h"
#include "core/base/calendar.h"
#include "core/lib/kafka.h"
#include "core/program/clock.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct receiver receiver;
static struct clock simulated;
static struct pg *sql;

static int begin(void **state)
{
        char more[400], since[32];
        struct err e;
        bool created;
        (void)state;
        snprintf(more, sizeof(more),
                 "alert.webhook_secret=k\nalert.webhook_timeout=60s\nclock.origin=2022-03-09 "
                 "08:00\nclock.since=%s\n"
                 "clock.speed=60\n",
                 moment_format(moment_now(), since));
        world_open(&world, "alert_daemon", more);
        world_setup(&world, RULE_FORM06);
        DONE(clock_read_conf(&simulated, world.conf, &e));
        DONE(kafka_topic_ensure(world.conf, conf_text(world.conf, "topic.alert"), 1, 1, 10, &created, &e));
        FILE *conf = fopen(world.file, "a");
        assert_non_null(conf);
        fputs("warehouse.options=-c role=hentra_alerter\n", conf);
        fclose(conf);
        receiver_start(&receiver, "k");
        sql = world_connect(&world, "test");
        sql_run(sql, "insert into hentra.agency (code) values ('H.1')");
        return 0;
}

static int end(void **state)
{
        (void)state;
        children_end();
        pg_close(sql);
        receiver_stop(&receiver);
        world_close(&world);
        return 0;
}

static void webhook(const char *path, const char *rest)
{
        char text[300];
        snprintf(text, sizeof(text),
                 "insert into hentra.alert_webhook (name, url, kind, digest_minute) values ('%s', "
                 "'http://127.0.0.1:%d%s', %s)",
                 path, receiver.port, path, rest);
        sql_run(sql, text);
}

/* A dossier that is overdue in half a second, as a loader leaves it and tells of it; returns the real
 * instant. */
static micros put(const char *id)
{
        char text[900], due[32];
        const micros now = moment_now(), due_at = clock_now(&simulated) + 30 * MICROS_PER_SECOND;
        moment_format(due_at, due);
        snprintf(
                text, sizeof(text),
                "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                "service, agency_id, procedure_id, first_observed_at, last_at, submitted_at, received_at, "
                "due_at, first_due_at, ended_at, ended_by, returned_at, paused_at, day_class, instant_class) "
                "values ('%s', '{}', 0, 2, 0, 1, 0, 1, 0, '2022-03-01 08:00+07', "
                "'2022-03-01 08:00+07', null, '2022-03-01 08:00+07', '%s', '%s', null, null, null, null, 0, "
                "0); "
                "with told as (insert into hentra.notice (dossiers) values ('%s') returning notice_id) "
                "select pg_notify('hentra_notice', notice_id::text) from told",
                id, due, due, id);
        sql_run(sql, text);
        return now + 500000;
}

static void stop(struct child *c)
{
        child_signal(c, SIGTERM);
        assert_int_equal(child_wait(c), 0);
        assert_says(child_err(c), "alert.stopped");
        assert_says(child_err(c), "name=hentra_alert_looks_total");
        assert_null(strstr(child_err(c), "http://"));
        child_close(c);
}

static void deadlines_reach_the_receiver(void **state)
{
        struct child c;
        struct received r;
        (void)state;
        sql_run(sql, "update hentra.alert_rule set enabled = name = 'overdue'");
        child_start(&c, &world, "alert", "--set", "log.level=debug", NULL);
        EVENTUALLY(strstr(child_err(&c), "alert.started"));
        webhook("/ok/daemon", "1, null");
        webhook("/hang", "1, null");
        webhook("/close", "1, null");
        for (int i = 0; i < 5; i++) {
                char id[16];
                snprintf(id, sizeof(id), "D%d", i);
                const micros late = put(id);
                EVENTUALLY(receiver_count(&receiver, "/ok/daemon", NULL) == i + 1);
                receiver_count(&receiver, "/ok/daemon", &r);
                assert_string_equal(received_text(&r, "dossier_id"), id);
                assert_string_equal(received_signed(&r), "yes");
                print_message("# %s: %lld ms behind its deadline\n", id, (long long)(r.at - late) / 1000);
                assert_true(r.at >= late);
                received_close(&r);
        }
        EVENTUALLY(receiver_count(&receiver, "/hang", NULL) == 4);
        /* The connection is lost, with four requests under way. */
        sql_run(sql, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = "
                     "'hentra alert' and "
                     "datname = current_database()");
        put("AGAIN");
        EVENTUALLY(receiver_count(&receiver, "/ok/daemon", NULL) >= 6);
        EVENTUALLY(
                sql_number(sql,
                           "select count(*) from pg_locks where locktype = 'advisory' and classid = "
                           "1751477878 and "
                           "database = (select oid from pg_database where datname = current_database())") ==
                1);
        stop(&c);
}

/* At a minute that is still to come, also where the machine is busy, with nothing else to wake the alerter. */
static void a_digest_comes_by_the_clock(void **state)
{
        struct child c;
        struct received r;
        char rest[64];
        (void)state;
        sql_run(sql, "delete from hentra.alert_webhook");
        child_start(&c, &world, "alert", "--set", "log.level=debug", NULL);
        EVENTUALLY(strstr(child_err(&c), "alert.started"));
        const int64_t minute = floor_div(clock_now(&simulated), MICROS_PER_MINUTE) + 7 * 60;
        snprintf(rest, sizeof(rest), "2, %d", (int)floor_rest(minute + 5, 24 * 60));
        webhook("/ok/daily", rest);
        assert_int_equal(receiver_count(&receiver, "/ok/daily", NULL), 0);
        EVENTUALLY(receiver_count(&receiver, "/ok/daily", NULL) == 1);
        receiver_count(&receiver, "/ok/daily", &r);
        char *id = sql_text(sql, "select 'digest.2022-03-09.' || digest_number from hentra.alert_delivery");
        assert_string_equal(received_text(&r, "id"), id);
        free(id);
        assert_int_equal(json_items(json_member(r.body, "alerts")), 6);
        received_close(&r);
        EVENTUALLY(sql_number(sql, "select count(*) from hentra.alert_delivery where state = 1") == 1);
        stop(&c);
}

/* Dossiers that waited for a loader that is catching up are looked at when the patience is over, not only
 * once a minute. */
static void a_catch_up_that_outlasts_the_patience(void **state)
{
        struct position p = {.position_id = 1, .epoch = 1};
        struct child c;
        struct err e;
        char text[400];
        (void)state;
        snprintf(text, sizeof(text),
                 "insert into hentra.position (topic, partition, next_offset, epoch, rule_version) values "
                 "('%s', 0, 0, 1, 5); update hentra.alert_rule set start_mark = '2022-03-01 00:00+07'; "
                 "update hentra.alert_progress set looked_at = null",
                 world.topic);
        sql_run(sql, text);
        child_start(&c, &world, "alert", "--set", "alert.patience=2s", "--set", "log.level=debug", NULL);
        EVENTUALLY(strstr(child_err(&c), "alert.started"));
        /* Its first look, at everything, is over. */
        EVENTUALLY(sql_number(sql, "select count(looked_at) from hentra.alert_progress") == 1);
        DONE(position_hold(sql, &p, true, &e));
        const micros begin = moment_now();
        sql_run(sql,
                "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                "service, agency_id, procedure_id, first_observed_at, last_at, submitted_at, received_at, "
                "due_at, first_due_at, ended_at, ended_by, returned_at, paused_at, day_class, instant_class) "
                "select 'BEHIND', history, marks, status, case_kind, "
                "channel, service, "
                "agency_id, procedure_id, first_observed_at, last_at, submitted_at, received_at, "
                "'2022-03-08 17:00+07', '2022-03-08 17:00+07', null, null, null, null, 0, 0 from "
                "hentra.dossier where dossier_id = 'D0'; "
                "with told as (insert into hentra.notice (dossiers) values ('BEHIND') returning notice_id) "
                "select pg_notify('hentra_notice', notice_id::text) from told");
        EVENTUALLY(
                sql_number(sql,
                           "select count(*) from hentra.alert_open where dossier_id = 'BEHIND' and stale") ==
                1);
        assert_true(moment_now() - begin > MICROS_PER_SECOND);
        stop(&c);
        DONE(position_unlock_all(sql, &e));
}

/* A loader ended between its commit and its notice: the next notice does not join on to the one before. */
static void a_lost_notice_is_made_up_for(void **state)
{
        struct child c;
        (void)state;
        child_start(&c, &world, "alert", "--set", "log.level=debug", NULL);
        EVENTUALLY(strstr(child_err(&c), "alert.swept"));
        sql_run(sql, "update hentra.position set next_offset = 10; with told as (insert into "
                     "hentra.notice (moves) select string_agg(position_id || ' 0 10', chr(10)) from "
                     "hentra.position returning notice_id) select pg_notify('hentra_notice', "
                     "notice_id::text) from told");
        sql_run(sql, "insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, "
                     "service, agency_id, procedure_id, first_observed_at, received_at, due_at, day_class, "
                     "instant_class) select 'LOST', history, marks, status, case_kind, channel, service, "
                     "agency_id, "
                     "procedure_id, first_observed_at, received_at, '2022-03-08 17:00+07', 0, 0 "
                     "from hentra.dossier where dossier_id = 'D0'; "
                     "update hentra.position set next_offset = 20, behind_since = null");
        assert_int_equal(sql_number(sql, "select count(*) from hentra.alert_open where dossier_id = 'LOST'"),
                         0);
        sql_run(sql, "update hentra.position set next_offset = 30; with told as (insert into "
                     "hentra.notice (moves) select string_agg(position_id || ' 20 30', chr(10)) from "
                     "hentra.position returning notice_id) select pg_notify('hentra_notice', "
                     "notice_id::text) from told");
        EVENTUALLY(sql_number(sql, "select count(*) from hentra.alert_open where dossier_id = 'LOST'") > 0);
        stop(&c);
}

/* An import that forgets the year by the alerter's clock is told of as soon as it is read. */
static void a_year_without_days_off_is_said(void **state)
{
        struct child c;
        (void)state;
        child_start(&c, &world, "alert", "--set", "log.level=debug", NULL);
        EVENTUALLY(strstr(child_err(&c), "alert.started"));
        assert_null(strstr(child_err(&c), "alert.calendar_gap"));
        sql_run(sql, "insert into hentra.calendar_version (version, hours) values (2, '07:00-17:00'); select "
                     "pg_notify('hentra_calendar', '2')");
        EVENTUALLY(strstr(child_err(&c), "alert.calendar_gap"));
        assert_says(child_err(&c), "year=2022");
        stop(&c);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(deadlines_reach_the_receiver),
                                           cmocka_unit_test(a_digest_comes_by_the_clock),
                                           cmocka_unit_test(a_catch_up_that_outlasts_the_patience),
                                           cmocka_unit_test(a_lost_notice_is_made_up_for),
                                           cmocka_unit_test(a_year_without_days_off_is_said)};
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, begin, end);
}

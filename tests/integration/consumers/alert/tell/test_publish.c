/* SPDX-License-Identifier: Apache-2.0
 *
 * test_publish.c - from transitions in the warehouse to messages of the topic: all of them, in order, by
 * one publisher at a time; and what loaders tell the alerters.
 */
#include "tests/support/capture.h"
#include "tests/support/mock.h"
#include "tests/support/peek.h"
#include "tests/support/world.h"

#include "consumers/alert/alert_counters.h"
#include "consumers/alert/show/alert_failed.h"
#include "consumers/alert/tell/publish.h"
#include "consumers/load/notice.h"
#include "consumers/warehouse/calendars.h"
#include "core/lib/kafka.h"
#include "core/program/keys.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct pg *pg;
static struct zone *zone;
static struct calendar *calendar;
static char topic[80];

static int begin(void **state)
{
        struct err e;
        int32_t version;
        bool created;
        int64_t first, next;
        (void)state;
        world_open(&world, "alert_publish", NULL);
        world_setup(&world, RULE_FORM06);
        snprintf(topic, sizeof(topic), "%s", conf_text(world.conf, "topic.alert"));
        DONE(kafka_topic_ensure(world.conf, topic, 1, 1, 10, &created, &e));
        EVENTUALLY(peek_bounds(world.conf, topic, 0, &first, &next, 10000, &e) == OK);
        pg = world_connect(&world, "publish");
        DONE(zone_open(&zone, "Asia/Ho_Chi_Minh", &e));
        DONE(calendar_read(&calendar, pg, zone, &version, &e));
        sql_run(pg, "insert into hentra.agency (code) values ('H.1')");
        return 0;
}

static int end(void **state)
{
        (void)state;
        calendar_close(calendar);
        zone_close(zone);
        pg_close(pg);
        world_close(&world);
        return 0;
}

/* Alerts 1 to n, each raised and cleared. */
static void make_alerts(int n)
{
        char sql[700];
        snprintf(sql, sizeof(sql),
                 "insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, transition) select "
                 "i, "
                 "'D' || i, 2, 1, "
                 "'2022-03-09 17:00+07', 2 from generate_series(1, %d) i; "
                 "insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, "
                 "recipient_id, procedure_id, "
                 "case_kind, stale) select alert_id, t, '2022-03-09 17:00+07', t - 1, 1, 1, 0, 0, false from "
                 "hentra.alert, "
                 "generate_series(1, 2) t",
                 n);
        sql_run(pg, sql);
}

static bool published(struct publisher *p, struct pg *by)
{
        struct err e;
        int again_ms;
        DONE(publisher_work(p, by, zone, calendar, &again_ms, &e));
        return sql_number(pg, "select count(*) from hentra.alert_transition where published_at is null") == 0;
}

static int64_t messages(void)
{
        struct err e;
        int64_t first, next;
        DONE(peek_bounds(world.conf, topic, 0, &first, &next, 10000, &e));
        return next - first;
}

static void everything_is_published_once_and_in_order(void **state)
{
        struct publisher *p;
        struct err e;
        bool found;
        (void)state;
        const int64_t before = alert_counted(COUNT_PUBLISHED);
        make_alerts(1200); /* more than a batch */
        DONE(publisher_open(&p, world.conf, &e));
        EVENTUALLY(published(p, pg));
        assert_int_equal(alert_counted(COUNT_PUBLISHED), before + 2400);
        assert_int_equal(messages(), 2400);
        /* Keyed by the dossier; the raising before the clearing. */
        for (int64_t offset = 0; offset < 4; offset++) {
                struct kafka_message m;
                char id[16];
                DONE(peek(world.conf, topic, 0, offset, 10000, &m, &found, &e));
                assert_true(found);
                snprintf(id, sizeof(id), "D%d", 1 + (int)offset / 2);
                assert_int_equal(m.key_len, strlen(id));
                assert_memory_equal(m.key, id, m.key_len);
                /* Behind the head: alert_id and transition as zigzag numbers below 64, then the state. */
                assert_int_equal(m.value[10], 2 * (1 + offset / 2));
                assert_int_equal(m.value[11], 2 * (1 + offset % 2));
                assert_int_equal(m.value[12], 2 * (1 + offset % 2));
                kafka_release(&m, 1);
        }
        assert_true(published(p, pg));
        assert_int_equal(messages(), 2400);
        publisher_close(p);
}

static void one_publishes_until_it_is_gone(void **state)
{
        struct publisher *first, *second;
        struct pg *other = world_connect(&world, "other");
        struct pg_notification heard;
        struct err e;
        int again_ms;
        bool any = false;
        (void)state;
        DONE(pg_listen(other, "hentra_alert_waiting", &e));
        DONE(publisher_open(&first, world.conf, &e));
        DONE(publisher_open(&second, world.conf, &e));
        DONE(publisher_work(first, other, zone, calendar, &again_ms, &e));
        DONE(publisher_work(second, pg, zone, calendar, &again_ms, &e)); /* nothing waits: nobody is told */
        make_alerts(3);
        DONE(publisher_work(second, pg, zone, calendar, &again_ms, &e));
        assert_int_equal(messages(), 0);
        assert_true(again_ms > 0); /* the first one may die */
        /* It is told, but not by every look of the second one. */
        DONE(publisher_work(second, pg, zone, calendar, &again_ms, &e));
        EVENTUALLY(pg_next_notification(other, &heard, &any, &e) == OK && any);
        assert_string_equal(heard.channel, "hentra_alert_waiting");
        DONE(pg_next_notification(other, &heard, &any, &e));
        assert_false(any);
        pg_close(other);
        EVENTUALLY(published(second, pg));
        assert_int_equal(messages(), 6);
        publisher_close(first);
        publisher_close(second);
}

/* Transitions that were sent, but not recorded as published, since the connection broke, are sent again. */
static void what_is_not_recorded_is_sent_again(void **state)
{
        struct publisher *p;
        struct pg *other = world_connect(&world, "other");
        struct err e;
        int again_ms;
        (void)state;
        make_alerts(2);
        sql_run(pg, "create function refuse() returns trigger language plpgsql as $$ begin if "
                    "current_setting('application_name') = "
                    "'other' then raise 'no' using errcode = '53300'; end if; return new; end $$; "
                    "create trigger refuse before update on hentra.alert_transition for each row execute "
                    "function refuse()");
        DONE(publisher_open(&p, world.conf, &e));
        EVENTUALLY(publisher_work(p, other, zone, calendar, &again_ms, &e) == RETRY);
        assert_int_equal(messages(), 4);
        publisher_forget(p);
        pg_close(other);
        EVENTUALLY(published(p, pg));
        assert_int_equal(messages(), 8);
        publisher_close(p);
}

/* A publisher whose messages do not arrive lets another one try. */
static void a_publisher_without_luck_gives_up_its_turn(void **state)
{
        static const char *const away[] = {"kafka.test.mock.num.brokers=1", "kafka.test.mock.broker.rtt=250",
                                           "kafka.message.timeout.ms=100", NULL};
        struct pg *other = world_connect(&world, "other");
        struct publisher *unlucky, *second;
        struct conf *conf;
        struct err e;
        int again_ms;
        (void)state;
        const int64_t before = alert_counted(COUNT_PUBLISHED);
        make_alerts(2);
        DONE(conf_open(&conf, &settings, "/dev/null", away, &e));
        DONE(publisher_open(&unlucky, conf, &e));
        DONE(publisher_open(&second, world.conf, &e));
        EVENTUALLY(publisher_work(unlucky, other, zone, calendar, &again_ms, &e) == OK && again_ms == 1000);
        assert_int_equal(alert_counted(COUNT_PUBLISHED), before);
        EVENTUALLY(published(second, pg));
        assert_int_equal(alert_counted(COUNT_PUBLISHED), before + 4);
        publisher_close(unlucky);
        publisher_close(second);
        conf_close(conf);
        pg_close(other);
}

/* An idempotent client that lost count with its broker refuses everything for ever. */
static void a_client_that_gave_up_is_replaced(void **state)
{
        struct publisher *p;
        struct err e;
        (void)state;
        DONE(publisher_open(&p, world.conf, &e));
        rd_kafka_t *const client = newest;
        make_alerts(1);
        EVENTUALLY(published(p, pg));
        assert_int_equal(rd_kafka_test_fatal_error(client, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
                                                   "as a broker may answer"),
                         0);
        sql_run(pg, "update hentra.alert_transition set published_at = null");
        EVENTUALLY(published(p, pg));
        publisher_close(p);
}

/* A broker refuses the whole of a batch that is too large. */
static void a_topic_that_takes_less_than_a_batch(void **state)
{
        static const char *const limit[] = {"max.message.bytes", "1500", NULL};
        char small[96], named[120];
        const char *const set[] = {named, NULL};
        int64_t first, end;
        struct publisher *p;
        struct conf *conf;
        struct err e;
        bool created;
        (void)state;
        snprintf(small, sizeof(small), "%s-small", topic);
        snprintf(named, sizeof(named), "topic.alert=%s", small);
        DONE(kafka_topic_ensure_with(world.conf, small, 1, 1, limit, 10, &created, &e));
        DONE(conf_open(&conf, &settings, world.file, set, &e));
        make_alerts(100);
        DONE(publisher_open(&p, conf, &e));
        EVENTUALLY(published(p, pg));
        DONE(peek_bounds(world.conf, small, 0, &first, &end, 10000, &e));
        assert_int_equal(end - first, 200);
        publisher_close(p);
        conf_close(conf);
}

/* One that is too large by itself is set aside, and the others arrive; `hentra alert retry` sends it again. */
static void a_message_that_is_too_large_alone(void **state)
{
        static const char *const limit[] = {"max.message.bytes", "500", NULL};
        char small[96], named[120];
        const char *const set[] = {named, NULL};
        const int64_t before = alert_counted(COUNT_REFUSED);
        int64_t first, end;
        int again_ms = 0;
        struct publisher *p;
        struct conf *conf;
        struct err e;
        bool created;
        (void)state;
        snprintf(small, sizeof(small), "%s-smaller", topic);
        snprintf(named, sizeof(named), "topic.alert=%s", small);
        DONE(kafka_topic_ensure_with(world.conf, small, 1, 1, limit, 10, &created, &e));
        DONE(conf_open(&conf, &settings, world.file, set, &e));
        make_alerts(5);
        sql_run(pg,
                "insert into hentra.agency (code) select left(string_agg(md5(n::text || k), ''), 200) from "
                "generate_series(1, 7) n, generate_series(1, 2) k group by k;"
                "update hentra.alert_transition set agency_id = 2, recipient_id = 3 where alert_id = 3 and "
                "transition = 1");
        DONE(publisher_open(&p, conf, &e));
        EVENTUALLY(publisher_work(p, pg, zone, calendar, &again_ms, &e) == OK &&
                   sql_number(pg, "select count(*) from hentra.alert_transition where published_at is null "
                                  "and refused_at is null") == 0);
        assert_sql(pg, "3|1",
                   "select alert_id, transition from hentra.alert_history where refused_at is not null");
        assert_int_equal(alert_counted(COUNT_REFUSED), before + 1);
        DONE(peek_bounds(world.conf, small, 0, &first, &end, 10000, &e));
        assert_int_equal(end - first, 9);
        struct capture c = capture_begin(STDOUT_FILENO);
        DONE(alert_failed(pg, zone, 1646820000LL * MICROS_PER_SECOND, false, LIST_TEXT, &e));
        DONE(alert_retry(pg, NULL, 0, false, &e));
        char *said = capture_end(&c);
        assert_non_null(strstr(said, "3.1 "));
        assert_non_null(strstr(said, "queued 1 message for the topic again"));
        free(said);
        EVENTUALLY(publisher_work(p, pg, zone, calendar, &again_ms, &e) == OK &&
                   alert_counted(COUNT_REFUSED) == before + 2);
        publisher_close(p);
        conf_close(conf);
}

/* The notice that is heard of next. Whoever listens hears its number alone. */
#define assert_told(dossiers, moves)                                                                    \
        do {                                                                                            \
                char ask_[300];                                                                         \
                EVENTUALLY(pg_next_notification(listener, &heard, &any, &e) == OK && any);              \
                assert_string_equal(heard.channel, "hentra_notice");                                    \
                assert_int_equal(strspn(heard.payload, "0123456789"), strlen(heard.payload));           \
                snprintf(ask_, sizeof(ask_),                                                            \
                         "select count(*) from hentra.notice where notice_id = %s and dossiers is not " \
                         "distinct from %s and moves is not distinct from %s",                          \
                         heard.payload, dossiers, moves);                                               \
                assert_int_equal(sql_number(pg, ask_), 1);                                              \
        } while (0)

static void loaders_tell_what_changed(void **state)
{
        struct notices n = {0};
        struct pg_notification heard;
        struct pg *listener = world_connect(&world, "listener");
        struct err e;
        bool any = false;
        char id[32];
        (void)state;
        DONE(pg_listen(listener, "hentra_notice", &e));
        assert_int_equal(notices_wait_ms(&n), -1);
        DONE(notices_send(&n, pg, true, &e));
        notices_add(&n, TEXT("A"));
        notices_add(&n, TEXT("B"));
        notices_committed(&n);
        notices_add(&n, TEXT("C"));
        notices_committed(&n);
        assert_int_equal(notices_wait_ms(&n), 0);
        DONE(notices_send(&n, pg, false, &e));
        assert_told("E'A\\nB\\nC'", "null");
        /* Not at once again, but the last change always. */
        notices_add(&n, TEXT("D"));
        notices_committed(&n);
        DONE(notices_send(&n, pg, false, &e));
        assert_true(notices_wait_ms(&n) > 0);
        EVENTUALLY(notices_send(&n, pg, false, &e) == OK && notices_wait_ms(&n) == -1);
        assert_told("'D'", "null");
        /* With what it was written; or alone. */
        notices_add(&n, TEXT("E"));
        notices_committed(&n);
        notices_moved(&n, 3, 10, 20, false);
        notices_moved(&n, 4, 0, 7, false);
        EVENTUALLY(notices_send(&n, pg, false, &e) == OK && notices_wait_ms(&n) == -1);
        assert_told("'E'", "E'3 10 20\\n4 0 7\\n'");
        notices_moved(&n, 3, 20, 21, false);
        DONE(notices_send(&n, pg, true, &e));
        assert_told("null", "E'3 20 21\\n'");
        /* Too many to be named. */
        for (int i = 0; i < 2000; i++) {
                snprintf(id, sizeof(id), "dossier-%d", i);
                notices_add(&n, text_of(id));
        }
        notices_committed(&n);
        DONE(notices_send(&n, pg, true, &e));
        assert_told("''", "null");
        DONE(pg_next_notification(listener, &heard, &any, &e));
        assert_false(any);
        /* Old ones go, those that alerters may still have to read stay. */
        sql_run(pg, "update hentra.notice set told_at = told_at - interval '2 minutes' where dossiers = 'D'");
        n.forget_after = 0;
        notices_moved(&n, 3, 21, 22, false);
        DONE(notices_send(&n, pg, true, &e));
        assert_int_equal(sql_number(pg, "select count(*) from hentra.notice where dossiers = 'D'"), 0);
        assert_true(sql_number(pg, "select count(*) from hentra.notice") >= 5);
        notices_free(&n);
        pg_close(listener);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, begin, end)
int main(void)
{
        const struct CMUnitTest tests[] = {
                EACH(everything_is_published_once_and_in_order),
                EACH(one_publishes_until_it_is_gone),
                EACH(what_is_not_recorded_is_sent_again),
                EACH(a_publisher_without_luck_gives_up_its_turn),
                EACH(a_client_that_gave_up_is_replaced),
                EACH(a_topic_that_takes_less_than_a_batch),
                EACH(a_message_that_is_too_large_alone),
                EACH(loaders_tell_what_changed),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

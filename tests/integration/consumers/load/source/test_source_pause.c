/* SPDX-License-Identifier: Apache-2.0
 *
 * test_source_pause.c - a source is paused while two loaders run, and resumed: each of its messages is either
 * loaded or set aside, and in the end all are loaded.
 */
#include "tests/support/loading.h"
#include "tests/support/peek.h"

#include "consumers/load/quarantine/resend.h"
#include "core/lib/kafka.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTITIONS = 2 };

static int open_world(void **state)
{
        (void)state;
        loading_begin("source_pause",
                      "load.lock_timeout=200ms\nload.poison_most=4\nkafka.session.timeout.ms=6000\n",
                      PARTITIONS);
        return 0;
}

/* Dossiers NAME-FROM to the one before TO of a source, over all partitions. */
static void feed_source(const char *source, int from, int to)
{
        struct feed f;
        feed_open(&f, &world);
        for (int i = from; i < to; i++) {
                char id[64];
                snprintf(id, sizeof(id), "%s-%d", source, i);
                struct event v = event_on(i % 20, id, RECEIVED);
                v.source = text_of(source);
                v.payment = PAYMENT_NONE;
                v.channel = (enum channel)(1 + i % 2);
                feed_event(&f, i % PARTITIONS, &v);
        }
        feed_close(&f);
}

static void command(int code, const char *verb, const char *name, const char *option, const char *value,
                    const char *says)
{
        struct child c;
        child_start(&c, &world, "source", verb, name, option, value, NULL);
        const int found = child_wait(&c);
        if (found != code)
                fail_msg("exit code %d: %s", found, child_err(&c));
        assert_says(code ? child_err(&c) : child_out(&c), says);
        child_close(&c);
}

static void load(void)
{
        struct child c;
        load_to_end(&c, 0, NULL);
        child_close(&c);
}

/* Not for the facts alone: what was counted for sources is proved, too. */
static void verify(void)
{
        struct child c;
        assert_exit(0, &c, &world, "verify", "--no-kafka");
        child_close(&c);
}

static void quarantine_says(const char *verb, const char *option, const char *says, int lines)
{
        struct child c;
        assert_exit(0, &c, &world, "quarantine", verb, option);
        assert_says(child_out(&c), says);
        int n = 0;
        for (const char *at = child_out(&c); (at = strchr(at, '\n')); at++)
                n++;
        assert_int_equal(n, lines);
        child_close(&c);
}

static void a_pause_is_seen_and_ended(void **state)
{
        struct child c;
        (void)state;
        feed_source("mad", 0, 20);
        feed_source("calm", 0, 20);
        load();
        command(2, "pause", "madd", "--reason", "nonsense", "did you mean mad?");
        command(2, "pause", "mad", NULL, NULL, "a reason is missing");
        command(2, "pause", "mad", "--until", "2022-01-01", "a reason is missing");
        command(0, "pause", "mad", "--reason", "sends nonsense", "paused mad");
        command(2, "pause", "mad", "--reason", "again", "resume it first");
        /* More in a row than may be unreadable. */
        feed_source("mad", 20, 60);
        feed_source("calm", 20, 30);
        /* They are no trouble of anybody: no warning says so, and nothing is sent to the dead-letter topic. */
        load_to_end(&c, 0, NULL);
        if (strstr(child_err(&c), "load.quarantined"))
                fail_msg("%s", child_err(&c));
        child_close(&c);
        assert_sql(pg, "30|0|30|f 20|40|20|t",
                   "select events, set_aside, dossiers, paused from hentra.source_health order by source");
        assert_sql(pg, "source paused|4|40",
                   "select reason, cause, count(*) from hentra.quarantine where relayed_at is null group by "
                   "1, 2");
        assert_exit(0, &c, &world, "quarantine", "replay");
        assert_says(child_out(&c), "sent 0 messages");
        child_close(&c);
        verify();
        quarantine_says("list", NULL, "mad: 40 messages that were set aside while it was paused", 2);
        quarantine_says("list", "--paused", "source paused", 41);
        command(0, "list", "--format", "csv", NULL, "\"mad\",");
        command(0, "resume", "mad", NULL, NULL, "resumed mad; 40 messages");
        load();
        assert_sql(pg, "30|0|30|f 60|0|60|f",
                   "select events, set_aside, dossiers, paused from hentra.source_health order by source");
        assert_sql(pg, "90", "select count(*) from hentra.dossier");
        assert_sql(pg, "t|t|t",
                   "select paused_by = session_user, resumed_by = session_user, resumed_at > paused_at from "
                   "hentra.source_pause");
        command(0, "resume", "mad", NULL, NULL, "not paused: mad; 0 messages");
        verify();
}

/* While two loaders run: no message of the source is merged once the pause is there, none is lost. */
static void two_loaders_notice_at_once(void **state)
{
        struct child c[2];
        (void)state;
        feed_source("mad", 0, 2);
        for (int i = 0; i < 2; i++)
                child_start(&c[i], &world, "load", NULL);
        EVENTUALLY(sql_number(pg, "select count(*) from hentra.dossier") == 2);
        EVENTUALLY(strstr(child_err(&c[0]), "load.assigned partitions=1") &&
                   strstr(child_err(&c[1]), "load.assigned partitions=1"));
        command(0, "pause", "mad", "--reason", "mended", "paused");
        for (int round = 1; round <= 3; round++) {
                feed_source("mad", 100 * round, 100 * round + 50);
                feed_source("calm", 100 * round, 100 * round + 50);
                EVENTUALLY(
                        sql_number(pg, "select count(*) from hentra.dossier where dossier_id like 'calm%'") ==
                        50 * round);
                /* Behind round 2 it is resumed, so what comes in round 3 is loaded. */
                const int aside = round < 3 ? 50 * round : 100, loaded = round < 3 ? 2 : 152;
                EVENTUALLY(sql_number(pg, "select count(*) from hentra.quarantine where cause = 4") == aside);
                EVENTUALLY(
                        sql_number(pg, "select count(*) from hentra.dossier where dossier_id like 'mad%'") ==
                        loaded);
                if (round == 2)
                        command(0, "resume", "mad", NULL, NULL, "resumed mad; 100 messages");
        }
        for (int i = 0; i < 2; i++) {
                child_signal(&c[i], SIGTERM);
                assert_int_equal(child_wait(&c[i]), 0);
                child_close(&c[i]);
        }
        verify();
}

/* Somebody pauses it again while it is resumed: what is sent would only be set aside again. */
static void a_pause_stops_the_sending(void **state)
{
        struct err e;
        int64_t sent = 0;
        (void)state;
        feed_source("mad", 0, 2);
        load();
        command(0, "pause", "mad", "--reason", "sends nonsense", "paused mad");
        feed_source("mad", 2, 12);
        load();
        const int32_t id = (int32_t)sql_number(pg, "select source_id from hentra.source");
        assert_int_equal(resend_paused(pg, world.conf, id, 10, &sent, &e), FATAL);
        assert_says(e.text, "is paused again");
        assert_int_equal(sent, 0);
        assert_sql(pg, "10", "select count(*) from hentra.quarantine where replayed_at is null");
        command(0, "resume", "mad", NULL, NULL, "resumed mad; 10 messages");
        /* More than a portion. */
        command(0, "pause", "mad", "--reason", "sends nonsense", "paused mad");
        feed_source("mad", 12, 512);
        load();
        command(0, "resume", "mad", NULL, NULL, "resumed mad; 510 messages");
        load();
        assert_sql(pg, "512", "select count(*) from hentra.dossier");
        verify();
}

/* The clock of the server was set back since: what was set aside lies ahead of it. */
static void what_lies_ahead_of_the_clock_is_sent(void **state)
{
        (void)state;
        feed_source("mad", 0, 2);
        load();
        command(0, "pause", "mad", "--reason", "sends nonsense", "paused mad");
        feed_source("mad", 2, 12);
        load();
        sql_run(pg, "update hentra.quarantine set quarantined_at = quarantined_at + interval '2 hours'");
        command(0, "resume", "mad", NULL, NULL, "resumed mad; 10 messages");
        load();
        assert_sql(pg, "12", "select count(*) from hentra.dossier");
        verify();
}

/* Whoever stops it is told what is left, and goes on by the same command. */
static void a_stop_says_what_is_left(void **state)
{
        enum { MESSAGES = 3000 };
        struct child c;
        char left[100];
        (void)state;
        feed_source("mad", 0, 2);
        load();
        command(0, "pause", "mad", "--reason", "sends nonsense", "paused mad");
        feed_source("mad", 2, 2 + MESSAGES);
        load();
        /* It waits for the first portion to be marked when it is stopped. */
        sql_run(pg, "begin; select from hentra.quarantine for update");
        child_start(&c, &world, "source", "resume", "mad", NULL);
        EVENTUALLY(sql_number(pg,
                              "select count(*) from pg_locks where not granted and pid in (select pid from "
                              "pg_stat_activity where datname = current_database())") == 1);
        child_signal(&c, SIGTERM);
        sql_run(pg, "commit");
        assert_int_equal(child_wait(&c), 1);
        assert_says(child_out(&c), "resumed mad; ");
        snprintf(left, sizeof(left), "%lld messages of mad are left, and stay set aside: ",
                 (long long)sql_number(pg,
                                       "select count(*) from hentra.quarantine where replayed_at is null"));
        assert_says(child_err(&c), left);
        assert_says(child_err(&c), "hentra source resume mad");
        child_close(&c);
        assert_true(sql_number(pg, "select count(*) from hentra.quarantine where replayed_at is null") > 0);
        command(0, "resume", "mad", NULL, NULL, "not paused: mad; ");
        assert_sql(pg, "0", "select count(*) from hentra.quarantine where replayed_at is null");
        load();
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 2 + MESSAGES);
}

/* A broker refuses the whole of a batch that is too large; and one message that is too large alone leaves the others
 * alone. The topic that takes so little is another one, so that the messages get where they are set aside. */
static void a_topic_that_takes_less_than_a_batch(void **state)
{
        static const char *const limit[] = {"max.message.bytes", "1000", NULL};
        char small[96];
        int64_t first, end;
        bool created;
        struct err e;
        (void)state;
        snprintf(small, sizeof(small), "%s-small", world.topic);
        DONE(kafka_topic_ensure_with(world.conf, small, 1, 1, limit, 10, &created, &e));
        feed_source("mad", 0, 2);
        load();
        command(0, "pause", "mad", "--reason", "sends nonsense", "paused mad");
        feed_source("mad", 2, 407);
        load();
        sql_run(pg,
                "update hentra.quarantine set value = (select string_agg(sha256(i::text::bytea), ''::bytea) "
                "from generate_series(1, 120) i) where partition = 1 and kafka_offset = 50");
        setenv("HENTRA_TOPIC_STATUS", small, 1);
        command(1, "resume", "mad", NULL, NULL, "1 messages of mad are larger than the topic takes");
        command(1, "resume", "mad", NULL, NULL, "1 messages of mad are larger than the topic takes");
        unsetenv("HENTRA_TOPIC_STATUS");
        assert_sql(pg, "1", "select count(*) from hentra.quarantine where replayed_at is null");
        DONE(peek_bounds(world.conf, small, 0, &first, &end, 10000, &e));
        assert_int_equal(end - first, 404);
}

/* Loaders that are far behind hold their positions for seconds. */
static void a_pause_waits_for_its_turn(void **state)
{
        struct child c;
        (void)state;
        feed_source("mad", 0, 2);
        load();
        sql_run(pg, "begin; select position_id from hentra.position for update");
        child_start(&c, &world, "source", "pause", "mad", "--reason", "nonsense", "--wait", "60", NULL);
        EVENTUALLY(strstr(child_err(&c), "source.waits"));
        sql_run(pg, "rollback");
        if (child_wait(&c) != 0)
                fail_msg("%s", child_err(&c));
        child_close(&c);
        assert_sql(pg, "t", "select paused from hentra.source_health");
        /* It is asked for at least once. */
        sql_run(pg, "begin; select position_id from hentra.position for update");
        command(1, "resume", "mad", "--wait", "0", "lock timeout");
        sql_run(pg, "rollback");
}

/* A source whose flags never change is marked once there are enough dossiers, and one that is rejected has a
 * source, too. */
static void flags_that_say_nothing_are_named(void **state)
{
        struct feed f;
        (void)state;
        feed_source("dull", 0, 999);
        load();
        assert_sql(pg, "t", "select constant_flags is null from hentra.source_health");
        feed_source("dull", 999, 1000);
        feed_open(&f, &world);
        struct event early = event_on(0, "early", RECEIVED);
        early.source = TEXT("stranger");
        early.occurred_at = 0;
        feed_event(&f, 0, &early);
        feed_close(&f);
        load();
        assert_sql(pg, "dull|{payment=NONE}|1000|0 stranger|(null)|0|1",
                   "select source, coalesce(constant_flags::text, '(null)'), dossiers, rejected from "
                   "hentra.source_health order by 1");
        command(0, "list", NULL, NULL, NULL, "payment=NONE");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_pause_is_seen_and_ended, open_world, connected_end),
                cmocka_unit_test_setup_teardown(two_loaders_notice_at_once, open_world, connected_end),
                cmocka_unit_test_setup_teardown(a_pause_stops_the_sending, open_world, connected_end),
                cmocka_unit_test_setup_teardown(what_lies_ahead_of_the_clock_is_sent, open_world,
                                                connected_end),
                cmocka_unit_test_setup_teardown(a_stop_says_what_is_left, open_world, connected_end),
                cmocka_unit_test_setup_teardown(a_topic_that_takes_less_than_a_batch, open_world,
                                                connected_end),
                cmocka_unit_test_setup_teardown(a_pause_waits_for_its_turn, open_world, connected_end),
                cmocka_unit_test_setup_teardown(flags_that_say_nothing_are_named, open_world, connected_end),
        };
        return world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM) ? SKIPPED
                                                               : cmocka_run_group_tests(tests, NULL, NULL);
}

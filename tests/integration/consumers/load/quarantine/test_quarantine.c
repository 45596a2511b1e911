/* SPDX-License-Identifier: Apache-2.0
 *
 * test_quarantine.c - what cannot be read is set aside with its bytes, told of, and can be sent again; the stream goes
 * on, unless so much is unreadable that the fault must be our own.
 */
#include "tests/support/dead_letter.h"
#include "tests/support/gate.h"
#include "tests/support/loading.h"
#include "tests/support/peek.h"
#include "tests/support/worker.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        loading_begin("quarantine",
                      "load.poison_most=4\nload.lock_timeout=300ms\nkafka.session.timeout.ms=6000\n", 1);
        return 0;
}

static void put_bytes(const char *key, const void *value, size_t len)
{
        struct feed f;
        feed_open(&f, &world);
        feed_bytes(&f, 0, text_of(key), value, len);
        feed_close(&f);
}

static void put_event(const char *id, enum status status)
{
        struct feed f;
        const struct event v = event_on(3, id, status);
        feed_open(&f, &world);
        feed_event(&f, 0, &v);
        feed_close(&f);
}

static void put_without_key(const char *id)
{
        struct feed f;
        uint8_t bytes[CODEC_EVENT_MOST];
        const struct event v = event_on(3, id, RECEIVED);
        feed_open(&f, &world);
        feed_bytes(&f, 0, (struct text){0}, bytes, feed_encode(&f, &v, bytes));
        feed_close(&f);
}

static void load_well(void)
{
        struct child c;
        load_to_end(&c, 0, NULL);
        child_close(&c);
}

static void the_stream_goes_on(void **state)
{
        (void)state;
        struct child c;
        put_event("A", RECEIVED);
        put_bytes("some key", "\x01\x02\x03", 3);
        put_bytes(NULL, NULL, 0);
        put_bytes("k", "", 0);
        put_event("B", RECEIVED);
        put_bytes("k", "\xc3\x01garbage that claims to be an event", 36);
        load_to_end(&c, 0, NULL);
        assert_says(child_err(&c), "unreadable=4 refused=0 partition=0 offset=1 reason=");
        assert_says(child_err(&c), "load.relayed");
        assert_null(strstr(child_err(&c), "garbage")); /* contents are never logged */
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 2);
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 6);
        assert_sql(
                pg, "1|t|t|f 2|t|t|f 3|t|t|f 5|t|t|f",
                "select kafka_offset, relayed_at is not null, message_timestamp > now() - interval '1 hour',"
                " replayed_at is not null from hentra.quarantine order by 1");
        assert_sql(pg, "1|736f6d65206b6579|010203 2|| 3|6b|",
                   "select kafka_offset, encode(key, 'hex'), encode(value, 'hex') from hentra.quarantine"
                   " where kafka_offset < 5 order by 1");
        assert_sql(pg, "2|t|t 3|f|f",
                   "select kafka_offset, key is null, value is null from hentra.quarantine where "
                   "kafka_offset in (2, 3) order by 1");

        char *reason = sql_text(
                pg, "select replace(reason, ' ', '_') from hentra.quarantine where kafka_offset = 5");
        assert_non_null(strstr(reason, "schema"));
        free(reason);
        rd_kafka_t *rk = dead_letters_open(&world);
        rd_kafka_message_t *first = dead_letter_next(rk);
        assert_header(first, "__connect.errors.offset", "1");
        assert_int_equal(first->len, 3);
        assert_memory_equal(first->payload, "\x01\x02\x03", 3);
        assert_memory_equal(first->key, "some key", 8);
        rd_kafka_message_destroy(first);
        assert_dead_letter(&world, rk, "2", "no value (a tombstone)", NULL, NULL, 0);
        rd_kafka_message_destroy(dead_letter_next(rk));
        rd_kafka_message_destroy(dead_letter_next(rk));
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);

        /* Read again from the start: nothing is kept or relayed twice. */
        child_start(&c, &world, "load", "--until-end", "--from-start", NULL);
        assert_int_equal(child_wait(&c), 0);
        assert_null(strstr(child_err(&c), "load.relayed"));
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 4);
}

/* The dead-letter topic is not there: what is set aside stays safe, and is relayed once it is. */
static void relayed_when_it_can_be(void **state)
{
        (void)state;
        struct child c;
        char missing[100], there[100];
        snprintf(missing, sizeof missing, "topic.dead_letter=%s-later", world.topic);
        snprintf(there, sizeof there, "topic.dead_letter=%s", world.dead_letter);
        put_bytes("k", "x", 1);
        put_event("A", RECEIVED);
        assert_exit(0, &c, &world, "load", "--until-end", "--set", missing);
        assert_says(child_err(&c), "load.relay_failed");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine where relayed_at is null"),
                         1);
        assert_exit(0, &c, &world, "load", "--until-end", "--set", there);
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine where relayed_at is null"),
                         0);
}

static void too_many_unreadable(void **state)
{
        (void)state;
        struct child c;
        put_event("A", RECEIVED);
        for (int i = 0; i < 4; i++)
                put_bytes("k", "x", 1);
        put_event("B", RECEIVED);
        load_well(); /* four in a row are allowed */
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 6);
        for (int i = 0; i < 5; i++)
                put_bytes("k", "x", 1);
        put_event("C", RECEIVED);
        load_to_end(&c, 1, NULL);
        assert_says(child_err(&c), "load.poison_most");
        assert_says(child_err(&c), "[0]@10");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 6);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 4);
        assert_exit(0, &c, &world, "load", "--until-end", "--set", "load.poison_most=5");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 9);
}

/* A batch that ends in a fault is dropped whole: nothing of it may be taken for read. */
static void a_fault_in_the_middle_of_a_batch(void **state)
{
        (void)state;
        struct child c;
        struct feed f;
        feed_open(&f, &world);
        for (int i = 0; i < 1500; i++) {
                char id[16];
                snprintf(id, sizeof id, "H58-%d", i);
                const struct event v = event_on(i % 100, id, RECEIVED);
                feed_event(&f, 0, &v);
        }
        for (int i = 0; i < 6; i++)
                feed_bytes(&f, 0, TEXT("k"), "x", 1);
        feed_close(&f);
        load_to_end(&c, 1, NULL);
        assert_says(child_err(&c), "load.poison_most");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 0);
        assert_exit(0, &c, &world, "load", "--until-end", "--set", "load.poison_most=6");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 1506);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 1500);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 6);
        assert_exit(0, &c, &world, "verify");
        child_close(&c);
}

/* The same unreadable messages, read again after a fault of the database, are not more of them. */
static void read_again_is_not_more(void **state)
{
        (void)state;
        struct child c;
        gate_install(pg, "hentra load");
        gate_close(pg, 3);
        for (int i = 0; i < 3; i++)
                put_bytes("k", "x", 1);
        child_start(&c, &world, "load", "--until-end", NULL);
        for (int attempt = 1; attempt <= 3; attempt++) {
                EVENTUALLY(gate_waits(pg, attempt));
                sql_run(pg, "select pg_terminate_backend(pid, 5000) from pg_stat_activity where "
                            "application_name = 'hentra load' and datname = current_database()");
                gate_open(pg, attempt);
        }
        const int code = child_wait(&c);
        if (code)
                fail_msg("%s", child_err(&c));
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 3);
}

/* What the database refuses, and nobody else: found by halves, judged alone. */
static void refused_by_the_database(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "alter table hentra.dossier add constraint no_x check (dossier_id not like 'X%')");
        for (int i = 0; i < 40; i++) {
                char id[16];
                snprintf(id, sizeof id, "%s%d", i == 13 || i == 14 || i == 30 ? "X" : "A", i);
                put_event(id, RECEIVED);
        }
        load_to_end(&c, 0, NULL);
        assert_says(child_err(&c), "unreadable=0 refused=1 partition=0 offset=13 reason=");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 37);
        assert_sql(pg, "13|t|X13 14|t|X14 30|t|X30",
                   "select kafka_offset, reason like '%no_x%23514%', convert_from(key, 'UTF8') from "
                   "hentra.quarantine order by 1");
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 40);
        assert_int_equal(warehouse_differs(&world), 0);

        child_start(&c, &world, "quarantine", "list", NULL);
        assert_int_equal(child_wait(&c), 0);
        assert_says(child_out(&c), "[0]@13 ");
        assert_says(child_out(&c), "set-aside");
        assert_says(child_out(&c), "no_x");
        assert_says(child_out(&c), "3 messages in quarantine");
        child_close(&c);
        child_start(&c, &world, "quarantine", "list", "0", "30", "--format", "json", NULL);
        assert_int_equal(child_wait(&c), 0);
        assert_says(child_out(&c), "\"offset\":30");
        assert_says(child_out(&c), "\"replayed_at\":null");
        assert_null(strstr(child_out(&c), "\"offset\":13"));
        child_close(&c);
        child_start(&c, &world, "quarantine", "show", "0", "14", NULL);
        assert_int_equal(child_wait(&c), 0);
        assert_says(child_out(&c), "58 31 34");
        assert_says(child_out(&c), "c3 01");
        child_close(&c);
        child_start(&c, &world, "quarantine", "show", "0", "15", NULL);
        assert_int_equal(child_wait(&c), 1);
        assert_says(child_err(&c), "partition 0 offset 15 is not in the quarantine");
        child_close(&c);
        child_start(&c, &world, "quarantine", "drop", NULL);
        assert_int_equal(child_wait(&c), 2);
        assert_says(child_err(&c), "allowed are list, show, replay");
        child_close(&c);
}

static void sent_again(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg, "alter table hentra.dossier add constraint no_x check (dossier_id not like 'X%')");
        put_event("X1", RECEIVED);
        put_event("A", RECEIVED);
        put_without_key("X2");
        put_bytes("k", "never an event", 14);
        load_well();
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 3);
        sql_run(pg, "alter table hentra.dossier drop constraint no_x");

        assert_exit(0, &c, &world, "quarantine", "replay", "--dry-run");
        assert_says(child_out(&c), "would send 2 messages");
        assert_says(child_out(&c), "1 are still unreadable");
        child_close(&c);
        load_well();
        assert_int_equal(sql_number(pg, "select count(*) from hentra.dossier"), 1);

        assert_exit(0, &c, &world, "quarantine", "replay");
        assert_says(child_out(&c), "sent 2 messages");
        child_close(&c);
        struct kafka_message m;
        struct err e;
        bool found;
        DONE(peek(world.conf, world.topic, 0, 5, 10000, &m, &found, &e));
        assert_true(found);
        assert_null(m.key); /* as it came */
        kafka_release(&m, 1);
        load_well();
        assert_sql(pg, "A X1 X2", "select dossier_id from hentra.dossier order by 1");
        assert_int_equal(warehouse_differs(&world), 0);
        assert_sql(pg, "0|t 2|t 3|f",
                   "select kafka_offset, replayed_at is not null from hentra.quarantine order by 1");

        /* Once more: only what was not replayed yet, unless it is asked for by name. */
        assert_exit(0, &c, &world, "quarantine", "replay");
        assert_says(child_out(&c), "sent 0 messages");
        child_close(&c);
        assert_exit(0, &c, &world, "quarantine", "replay", "0", "0");
        assert_says(child_out(&c), "sent 1 messages");
        child_close(&c);
        load_well();
        assert_int_equal(sql_number(pg, "select sum(received)::bigint from hentra.flow_day"), 3);
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 7);
}

/* A database that refuses everything has a fault of its own. */
static void everything_refused(void **state)
{
        (void)state;
        struct child c;
        sql_run(pg,
                "alter table hentra.dossier add constraint nothing check (dossier_id like 'A%') not valid");
        put_event("A", RECEIVED);
        for (int i = 0; i < 10; i++) {
                char id[16];
                snprintf(id, sizeof id, "X%d", i);
                put_event(id, RECEIVED);
        }
        load_to_end(&c, 1, NULL);
        assert_says(child_err(&c), "the database refused more than 4 messages in a row");
        child_close(&c);
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 5);
        assert_int_equal(sql_number(pg, "select count(*) from hentra.quarantine"), 4);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(the_stream_goes_on, open_world, connected_end),
                cmocka_unit_test_setup_teardown(relayed_when_it_can_be, open_world, connected_end),
                cmocka_unit_test_setup_teardown(too_many_unreadable, open_world, connected_end),
                cmocka_unit_test_setup_teardown(a_fault_in_the_middle_of_a_batch, open_world, connected_end),
                cmocka_unit_test_setup_teardown(read_again_is_not_more, open_world, connected_end),
                cmocka_unit_test_setup_teardown(refused_by_the_database, open_world, connected_end),
                cmocka_unit_test_setup_teardown(sent_again, open_world, connected_end),
                cmocka_unit_test_setup_teardown(everything_refused, open_world, connected_end),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

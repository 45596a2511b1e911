/* SPDX-License-Identifier: Apache-2.0
 *
 * test_quarantine_kept.c - a message that is set aside keeps its headers, wherever it goes; one without a value is set aside,
 * and is no sign of a fault of our own.
 */
#include "tests/support/dead_letter.h"
#include "tests/support/loading.h"

#include "core/lib/kafka.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int open_world(void **state)
{
        (void)state;
        loading_begin("quarantine_kept", "load.poison_most=4\nkafka.session.timeout.ms=6000\n", 1);
        return 0;
}

static void load(int code, const char *says)
{
        struct child c;
        assert_exit(code, &c, &world, "load", "--until-end");
        if (says)
                assert_says(child_err(&c), says);
        child_close(&c);
}

static void assert_header_at(const rd_kafka_message_t *m, size_t i, const char *name, const void *value,
                             size_t len)
{
        rd_kafka_headers_t *headers;
        const char *name_found;
        const void *found;
        size_t found_len;
        assert_int_equal(rd_kafka_message_headers(m, &headers), RD_KAFKA_RESP_ERR_NO_ERROR);
        assert_int_equal(rd_kafka_header_get_all(headers, i, &name_found, &found, &found_len),
                         RD_KAFKA_RESP_ERR_NO_ERROR);
        assert_string_equal(name_found, name);
        assert_int_equal(found_len, len);
        assert_int_equal(found == NULL, value == NULL);
        if (len)
                assert_memory_equal(found, value, len);
}

static size_t headers_of(const rd_kafka_message_t *m)
{
        rd_kafka_headers_t *headers;
        assert_int_equal(rd_kafka_message_headers(m, &headers), RD_KAFKA_RESP_ERR_NO_ERROR);
        return rd_kafka_header_cnt(headers);
}

/* Every kind of header: text, bytes, an empty value, none at all, a name that comes twice. */
static const struct kafka_header some[] = {
        {"origin", "portal", 6}, {"trace", "\0\1\2", 3}, {"empty", "", 0},
        {"none", NULL, 0},       {"origin", "again", 5},
};
enum { SOME = sizeof(some) / sizeof(some[0]) };

static void assert_some(const rd_kafka_message_t *m)
{
        for (size_t i = 0; i < SOME; i++)
                assert_header_at(m, i, some[i].name, some[i].value, some[i].len);
}

static void put_some(void)
{
        struct feed f;
        uint8_t bytes[CODEC_EVENT_MOST];
        const struct event refused = event_on(3, "X1", RECEIVED), fine = event_on(3, "A1", RECEIVED);
        feed_open(&f, &world);
        feed_message(&f, 0, TEXT("k"), "unreadable", 10, some, SOME);
        feed_message(&f, 0, TEXT("X1"), bytes, feed_encode(&f, &refused, bytes), some, SOME);
        feed_bytes(&f, 0, TEXT("k"), "no headers", 10);
        feed_message(&f, 0, TEXT("A1"), bytes, feed_encode(&f, &fine, bytes), some, SOME);
        feed_close(&f);
}

static void headers_are_kept(void **state)
{
        (void)state;
        struct child c;
        struct world status = world;
        sql_run(pg, "alter table hentra.dossier add constraint no_x check (dossier_id not like 'X%')");
        put_some();
        load(0, "load.relayed");
        assert_sql(pg, "0|t 1|t 2|f",
                   "select kafka_offset, headers is not null from hentra.quarantine order by 1");
        rd_kafka_t *rk = dead_letters_open(&world);
        for (int i = 0; i < 3; i++) {
                char offset[8];
                snprintf(offset, sizeof offset, "%d", i);
                rd_kafka_message_t *m = dead_letter_next(rk);
                assert_int_equal(headers_of(m), i < 2 ? SOME + 4 : 4);
                if (i < 2)
                        assert_some(m);
                assert_header(m, "__connect.errors.offset", offset);
                rd_kafka_message_destroy(m);
        }
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);

        assert_exit(0, &c, &world, "quarantine", "show", "0", "0");
        assert_says(child_out(&c), "header trace, 3 bytes:");
        assert_says(child_out(&c), "00 01 02");
        assert_says(child_out(&c), "header none, no value");
        child_close(&c);
        assert_exit(0, &c, &world, "quarantine", "list", "0", "0", "--format", "json");
        assert_says(child_out(&c), "\"headers\":5");
        child_close(&c);

        sql_run(pg, "alter table hentra.dossier drop constraint no_x");
        assert_exit(0, &c, &world, "quarantine", "replay");
        assert_says(child_out(&c), "sent 1 messages");
        child_close(&c);
        strcpy(status.dead_letter, world.topic);
        rk = dead_letters_open(&status);
        for (int i = 0; i < 5; i++) {
                rd_kafka_message_t *m = dead_letter_next(rk);
                if (i == 4) {
                        assert_int_equal(headers_of(m), SOME);
                        assert_some(m);
                }
                rd_kafka_message_destroy(m);
        }
        rd_kafka_consumer_close(rk);
        rd_kafka_destroy(rk);
}

static void put(int n, const void *value, size_t len)
{
        struct feed f;
        feed_open(&f, &world);
        for (int i = 0; i < n; i++)
                feed_bytes(&f, 0, TEXT("k"), value, len);
        feed_close(&f);
}

static void put_event(const char *id)
{
        struct feed f;
        const struct event v = event_on(3, id, RECEIVED);
        feed_open(&f, &world);
        feed_event(&f, 0, &v);
        feed_close(&f);
}

/* Compacted topics and change capture are full of them. */
static void no_values_in_a_row(void **state)
{
        (void)state;
        put(150, NULL, 0);
        put_event("A");
        load(0, NULL);
        assert_sql(pg, "150|150",
                   "select count(*), count(*) filter (where value is null) from hentra.quarantine");
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 151);
        /* Nor do they hide what is one. */
        put(3, "x", 1);
        put(10, NULL, 0);
        put(2, "x", 1);
        load(1, "load.poison_most");
        assert_int_equal(sql_number(pg, "select next_offset from hentra.position"), 151);
}

/* Three that the loader rejects by a rule; they can be read. */
static void set_three_aside(void)
{
        struct feed f;
        struct child c;
        static const char *const ids[] = {"E1", "E2", "E3"};
        feed_open(&f, &world);
        for (int i = 0; i < 3; i++) {
                struct event early = event_on(0, ids[i], RECEIVED);
                early.occurred_at = i;
                feed_event(&f, 0, &early);
        }
        feed_close(&f);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_sql(pg, "3", "select count(*) from hentra.quarantine where replayed_at is null");
}

static void one_that_is_too_large_leaves_the_others_alone(void **state)
{
        static const char *const limit[] = {"max.message.bytes", "1000", NULL};
        char small[96];
        struct child c;
        struct err e;
        bool created;
        (void)state;
        set_three_aside();
        snprintf(small, sizeof(small), "%s-small", world.topic);
        DONE(kafka_topic_ensure_with(world.conf, small, 1, 1, limit, 10, &created, &e));
        sql_run(pg,
                "update hentra.quarantine set key = (select string_agg(sha256(i::text::bytea), ''::bytea) "
                "from generate_series(1, 60) i) where kafka_offset = 0");
        setenv("HENTRA_TOPIC_STATUS", small, 1);
        for (int i = 0; i < 2; i++) {
                assert_exit(1, &c, &world, "quarantine", "replay");
                assert_says(child_out(&c), i == 0 ? "sent 2 messages" : "sent 0 messages");
                assert_says(child_err(&c), "1 messages are larger than the topic takes");
                child_close(&c);
        }
        unsetenv("HENTRA_TOPIC_STATUS");
        assert_sql(pg, "0", "select kafka_offset from hentra.quarantine where replayed_at is null");
}

static void a_stop_says_what_is_left(void **state)
{
        struct child c;
        (void)state;
        set_three_aside();
        sql_run(pg, "begin; select from hentra.quarantine for update");
        child_start(&c, &world, "quarantine", "replay", NULL);
        EVENTUALLY(sql_number(pg,
                              "select count(*) from pg_locks where not granted and pid in (select pid from "
                              "pg_stat_activity where datname = current_database())") == 1);
        child_signal(&c, SIGTERM);
        sql_run(pg, "commit");
        assert_int_equal(child_wait(&c), 1);
        assert_says(child_out(&c), "sent 1 messages");
        assert_says(child_err(&c), "2 messages were not looked at");
        child_close(&c);
        assert_sql(pg, "2", "select count(*) from hentra.quarantine where replayed_at is null");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(headers_are_kept, open_world, connected_end),
                cmocka_unit_test_setup_teardown(no_values_in_a_row, open_world, connected_end),
                cmocka_unit_test_setup_teardown(one_that_is_too_large_leaves_the_others_alone, open_world,
                                                connected_end),
                cmocka_unit_test_setup_teardown(a_stop_says_what_is_left, open_world, connected_end),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pump_registry.c - a producer with a real registry: each message is framed by the id of a schema
 * that is there, and the warehouse has the same facts as without one.
 */
#include "tests/support/asking.h"
#include "tests/support/loading.h"
#include "tests/support/peek.h"
#include "tests/support/registered.h"
#include "tests/support/worker.h"

#include "core/wire/frame.h"
#include "core/wire/subject.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTITIONS = 2 };

static int end(void **state)
{
        unsetenv("HENTRA_SCHEMA_REGISTRY_URL");
        (void)state;
        return 0;
}

static void simulate_and_load(void)
{
        struct child c;
        assert_exit(0, &c, &world, "simulate", "--profile", "tien-giang-2022", "--dossiers", "300",
                    "--taken-back", "20");
        child_close(&c);
        load_to_end(&c, 0, NULL);
        child_close(&c);
        assert_int_equal(sql_number(pg, "select count(*)::bigint from hentra.quarantine"), 0);
        assert_int_equal(sql_number(pg, "select count(*)::bigint from hentra.dossier"), 300);
}

/* The frame of the first message of a partition. */
static struct frame first_frame(int32_t partition)
{
        struct kafka_message m;
        bool found;
        struct err e;
        DONE(peek(world.conf, world.topic, partition, 0, KAFKA_ANSWER_MS, &m, &found, &e));
        assert_true(found);
        const struct frame frame = frame_read(m.value, m.value_len);
        kafka_release(&m, 1);
        return frame;
}

static int32_t registered_id(void)
{
        char subject[SUBJECT_MOST];
        struct registry_client client;
        struct registered own = {0};
        struct err e;
        subject_of_topic(world.topic, subject);
        DONE(registry_client_open(&client, world.conf, NULL, NULL, &e));
        DONE(subject_find(&client, subject, codec_newest(), &own, &e));
        const int32_t id = own.id;
        registered_free(&own);
        registry_client_close(&client);
        return id;
}

static void test_the_facts_are_those_without_a_registry(void **state)
{
        char lines[200];
        (void)state;
        loading_begin("pump_plain", NULL, PARTITIONS);
        simulate_and_load();
        assert_int_equal(first_frame(0).kind, FRAME_SINGLE);
        char *expected = warehouse_facts(&world);
        connected_end(NULL);

        snprintf(lines, sizeof(lines), "schema.registry.url=%s\n", registered_url());
        loading_begin("pump_registry", lines, PARTITIONS);
        simulate_and_load();
        for (int32_t partition = 0; partition < PARTITIONS; partition++) {
                const struct frame frame = first_frame(partition);
                assert_int_equal(frame.kind, FRAME_REGISTERED);
                assert_int_equal(frame.id, registered_id());
        }
        char *facts = warehouse_facts(&world);
        assert_string_equal(facts, expected);
        free(facts);
        free(expected);
}

/* It stores what has another frame. */
static void test_the_gateway_frames_its_messages_too(void **state)
{
        char lines[200];
        struct child c;
        const char *at;
        int64_t first, next;
        struct err e;
        (void)state;
        snprintf(lines, sizeof(lines), "schema.registry.url=%s\ngateway.listen=127.0.0.1:0\n",
                 registered_url());
        loading_begin("gateway_registry", lines, 1);
        child_start(&c, &world, "gateway", NULL);
        EVENTUALLY((at = strstr(child_err(&c), "port=")) != NULL && strchr(at, '\n'));
        struct asked a = ask(atoi(strstr(child_err(&c), "port=") + 5), "/td/create", "",
                             "[{\"MaHoSo\":\"r-1\",\"TrangThaiHoSo\":2}]");
        assert_int_equal(a.status, 200);
        asked_end(&a);
        EVENTUALLY(peek_bounds(world.conf, world.topic, 0, &first, &next, KAFKA_ANSWER_MS, &e) == OK &&
                   next == 1);
        child_signal(&c, SIGTERM);
        assert_int_equal(child_wait(&c), 0);
        child_close(&c);
        assert_int_equal(first_frame(0).kind, FRAME_REGISTERED);
        assert_int_equal(first_frame(0).id, registered_id());
}

/* Nothing is sent by a producer that cannot name its schema. */
static void test_a_registry_that_is_away_or_refuses_ends_the_producer(void **state)
{
        char nowhere[64], subject[SUBJECT_MOST];
        struct child c;
        int64_t first, next;
        struct err e;
        (void)state;
        snprintf(nowhere, sizeof(nowhere), "http://127.0.0.1:%d/apis", registered_free_port());
        loading_begin("pump_away", NULL, 1);
        setenv("HENTRA_SCHEMA_REGISTRY_URL", nowhere, 1);
        assert_exit(1, &c, &world, "simulate", "--profile", "tien-giang-2022", "--dossiers", "10", "--wait",
                    "1");
        assert_says(child_err(&c), "registry.away");
        child_close(&c);

        setenv("HENTRA_SCHEMA_REGISTRY_URL", registered_url(), 1);
        subject_of_topic(world.topic, subject);
        registered_add(
                subject,
                TEXT("{\"type\":\"record\",\"name\":\"DossierStatus\",\"fields\":[{\"name\":\"status\","
                     "\"type\":\"int\"}]}"));
        assert_exit(1, &c, &world, "simulate", "--profile", "tien-giang-2022", "--dossiers", "10");
        assert_says(child_err(&c), subject);
        child_close(&c);
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, KAFKA_ANSWER_MS, &e));
        assert_int_equal(next, 0);

        setenv("HENTRA_SCHEMA_REGISTRY_URL", "http://user:geheim@127.0.0.1:1", 1);
        assert_exit(2, &c, &world, "simulate", "--profile", "tien-giang-2022", "--dossiers", "10");
        assert_null(strstr(child_err(&c), "geheim"));
        child_close(&c);
        unsetenv("HENTRA_SCHEMA_REGISTRY_URL");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(test_the_facts_are_those_without_a_registry, connected_end),
                cmocka_unit_test_teardown(test_the_gateway_frames_its_messages_too, connected_end),
                cmocka_unit_test_teardown(test_a_registry_that_is_away_or_refuses_ends_the_producer,
                                          connected_end),
        };
        if (world_lacks(SERVER_PG | SERVER_KAFKA | PROGRAM) || registered_lacks())
                return SKIPPED;
        return cmocka_run_group_tests(tests, NULL, end);
}

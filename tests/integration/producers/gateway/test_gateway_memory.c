/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_memory.c - the gateway with a memory: what says nothing new is answered and not sent, a look-up knows, and
 * creating may be refused; over a stop, over a kill, and over the loss of the store.
 */
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include "tests/support/topic_end.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct world world;
static struct child gateway;
static int port;
static char folder[] = "/tmp/hentra-memory-XXXXXX";

static int open_world(void **state)
{
        char more[256];
        (void)state;
        assert_non_null(mkdtemp(folder));
        snprintf(more, sizeof(more), "gateway.listen=127.0.0.1:0\ngateway.memory=%s/m\n", folder);
        world_open(&world, "gateway_memory", more);
        world_topic(&world, 1);
        return 0;
}

static int close_world(void **state)
{
        char command[128];
        (void)state;
        children_end();
        world_close(&world);
        snprintf(command, sizeof(command), "rm -r %s", folder);
        return system(command);
}

static void start(const char *known)
{
        const char *at;
        child_start(&gateway, &world, "gateway", "--set", known, NULL);
        EVENTUALLY((at = strstr(child_err(&gateway), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&gateway), "port=") + 5);
}

static void stop(int number, int code)
{
        child_signal(&gateway, number);
        assert_int_equal(child_wait(&gateway), code);
        child_close(&gateway);
}

/* The answer to this call holds the text. */
static void says(const char *path, const char *body, const char *text)
{
        struct asked a = ask(port, path, "", body);
        if (!strstr(a.body, text))
                fail_msg("%s: %s", path, a.body);
        asked_end(&a);
}

#define ONE   "[{\"MaHoSo\":\"H15.9\",\"TrangThaiHoSo\":2,\"NgayTiepNhan\":\"20261008081500\"}]"
#define LATER "[{\"MaHoSo\":\"H15.9\",\"TrangThaiHoSo\":4,\"NgayTiepNhan\":\"20261008081500\"}]"

static void a_repetition_is_not_sent(void **state)
{
        (void)state;
        start("gateway.known=replace");
        says("/hg/TraCuuHoSo", ONE, "\"error_code\":\"9\"");
        says("/td/create", ONE, "\"error_code\":\"0\"");
        says("/hg/TraCuuHoSo", ONE, "\"error_code\":\"0\"");
        says("/td/create", ONE, "thành công");
        topic_expect_end(&world, 1);
        says("/td/update", LATER, "thành công");
        says("/td/update", ONE, "thành công"); /* back again is news */
        topic_expect_end(&world, 3);
        stop(SIGTERM, 0);
        for (int run = 0; run < 3; run++) { /* also over a run that has nothing to store */
                start("gateway.known=replace");
                if (run != 1)
                        says("/td/update", ONE, "thành công");
                topic_expect_end(&world, 3);
                assert_null(strstr(child_err(&gateway), "gateway.memory_begun_anew"));
                stop(SIGTERM, 0);
        }
}

static void creating_is_refused(void **state)
{
        (void)state;
        const int64_t from = topic_end(&world);
        start("gateway.known=refuse");
        says("/td/create", LATER, "\"error_code\":\"3\"");
        says("/td/create", LATER, "đã tồn tại");
        says("/hg/DongBoHoSoMC?isUpdating=False", LATER, "\"error_code\":\"3\"");
        topic_expect_end(&world, from);
        says("/td/update", LATER, "\"error_code\":\"0\"");
        topic_expect_end(&world, from + 1);
        stop(SIGTERM, 0);
}

/* What it was told last may not be on the disk: it is sent once more, and nothing is kept from the topic. */
static void after_a_kill(void **state)
{
        (void)state;
        const int64_t from = topic_end(&world);
        start("gateway.known=replace");
        says("/td/update", ONE, "thành công");
        topic_expect_end(&world, from + 1);
        stop(SIGKILL, 128 + SIGKILL);
        start("gateway.known=replace");
        assert_says(child_err(&gateway), "gateway.memory_begun_anew");
        says("/td/update", LATER, "thành công");
        topic_expect_end(&world, from + 2);
        stop(SIGTERM, 0);
}

/* With it goes what Kafka has not confirmed, which the memory knows all the same. */
static void another_store(void **state)
{
        char command[128];
        (void)state;
        const int64_t from = topic_end(&world);
        start("gateway.known=replace");
        says("/td/update", ONE, "thành công");
        topic_expect_end(&world, from + 1);
        stop(SIGTERM, 0);
        snprintf(command, sizeof(command), "rm -r %s-store", world.file);
        assert_int_equal(system(command), 0);
        start("gateway.known=replace");
        assert_says(child_err(&gateway), "gateway.memory_begun_anew");
        says("/td/update", ONE, "thành công");
        topic_expect_end(&world, from + 2);
        says("/td/update", ONE, "thành công");
        topic_expect_end(&world, from + 2);
        stop(SIGTERM, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_repetition_is_not_sent),
                cmocka_unit_test(creating_is_refused),
                cmocka_unit_test(after_a_kill),
                cmocka_unit_test(another_store),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_away.c - clients do not notice that Kafka is away, and what clients that behave badly cost the
 * others. The line to Kafka goes through a proxy that cuts it (tests/support/door.py).
 */
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include "tests/support/kafka_door.h"
#include "tests/support/topic_end.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BODY_MOST = 65536, CONNECTIONS = 8, REQUEST_MS = 1000 * TEST_PATIENCE };

static struct world world;
static struct child gateway;
static int port;
static int64_t stored; /* what was answered with success, one message each; not yet in the topic */

static int port_of(struct child *c)
{
        const char *at;
        EVENTUALLY((at = strstr(child_err(c), "port=")) != NULL && strchr(at, '\n'));
        return atoi(strstr(child_err(c), "port=") + 5);
}

static void start(void)
{
        use_door(true);
        child_start(&gateway, &world, "gateway", NULL);
        use_door(false);
        port = port_of(&gateway);
}

static int open_world(void **state)
{
        char more[640];
        (void)state;
        snprintf(more, sizeof(more),
                 "kafka.reconnect.backoff.max.ms=100\nkafka.socket.connection.setup.timeout.ms=1000\n"
                 "gateway.listen=127.0.0.1:0\ngateway.body=64k\n"
                 "gateway.request_timeout=%dms\ngateway.connections=%d\n",
                 REQUEST_MS, CONNECTIONS);
        world_open(&world, "gateway_away", more);
        world_topic(&world, 1);
        open_door();
        start();
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        child_signal(&gateway, SIGTERM);
        const int code = child_wait(&gateway);
        child_close(&gateway);
        children_end();
        close_door();
        world_close(&world);
        return code;
}

static int post(const char *id)
{
        char body[128];
        snprintf(body, sizeof(body), "[{\"MaHoSo\":\"%s\",\"TrangThaiHoSo\":2}]", id);
        struct asked a = ask(port, "/td/create", "", body);
        const int status = a.status;
        assert_int_equal(status == 200, strstr(a.body, "thành công") != NULL);
        assert_int_equal(status == 503, strstr(a.head, "\r\nRetry-After: 30\r\n") != NULL);
        assert_int_equal(status == 503, strstr(a.body, "\"error_code\":\"7\"") != NULL);
        asked_end(&a);
        stored += status == 200;
        return status;
}

/* They are stored, and in the topic when it is back. */
static void kafka_goes_and_comes_back(void **state)
{
        (void)state;
        assert_int_equal(post("a-1"), 200);
        topic_expect_end(&world, stored);
        tell_door("cut\n");
        for (int i = 0; i < 20; i++)
                assert_int_equal(post("a-2"), 200);
        EVENTUALLY(strstr(child_err(&gateway), "pump.line_away") != NULL);
        assert_int_equal(post("a-3"), 200);
        assert_int_equal(topic_end(&world), 1);
        tell_door("pass\n");
        topic_expect_end(&world, stored);
        EVENTUALLY(strstr(child_err(&gateway), "pump.line_back") != NULL);
}

static void a_large_body(void **state)
{
        (void)state;
        char *large = malloc(2 * BODY_MOST + 1);
        memset(large, ' ', 2 * BODY_MOST);
        large[2 * BODY_MOST] = '\0';
        struct asked a = ask(port, "/td/create", "", large);
        assert_int_equal(a.status, 413);
        assert_non_null(strstr(a.body, "\"error_code\":\"4\""));
        asked_end(&a);
        /* Without a length, which is found out on the way. */
        const int fd = ask_connect(port);
        char chunk[32];
        snprintf(chunk, sizeof(chunk), "%x\r\n", 2 * BODY_MOST);
        ask_send(fd, "POST /td/create HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: "
                     "chunked\r\n\r\n");
        ask_send(fd, chunk);
        ask_send(fd, large);
        ask_send(fd, "\r\n0\r\n\r\n");
        a = ask_read(fd);
        assert_int_equal(a.status, 413);
        asked_end(&a);
        free(large);
        assert_int_equal(post("a-5"), 200);
}

static void a_deep_body(void **state)
{
        (void)state;
        char deep[4096];
        memset(deep, '[', sizeof(deep) - 1);
        deep[sizeof(deep) - 1] = '\0';
        struct asked a = ask(port, "/td/create", "", deep);
        assert_int_equal(a.status, 413);
        asked_end(&a);
}

/* A byte more to each; returns how many are still open. */
static int drip(const int *slow, int n)
{
        int open = 0;
        for (int i = 0; i < n; i++) {
                char byte;
                ask_send(slow[i], " ");
                open += recv(slow[i], &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN;
        }
        return open;
}

/* They have all connections but a quarter, and send a byte now and then. */
static void slow_clients(void **state)
{
        (void)state;
        int slow[CONNECTIONS];
        const int n = CONNECTIONS * 3 / 4 - 1;
        for (int i = 0; i < n; i++) {
                slow[i] = ask_connect(port);
                ask_send(slow[i], "POST /td/create HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n[");
        }
        assert_int_equal(post("a-6"), 200);
        const micros began = steady_now();
        UNTIL(drip(slow, n) == 0, usleep(50000));
        assert_true(steady_now() - began < REQUEST_MS * 5000);
        for (int i = 0; i < n; i++)
                close(slow[i]);
        assert_int_equal(post("a-7"), 200);
}

/* A stop does not wait for Kafka for long, and the next run sends what this one could not. */
static void a_stop_while_kafka_is_away(void **state)
{
        (void)state;
        const int64_t before = stored;
        topic_expect_end(&world, before); /* nothing of the tests above is still on its way */
        tell_door("stall\n");
        assert_int_equal(post("a-8"), 200);
        child_signal(&gateway, SIGTERM);
        assert_int_equal(child_wait(&gateway), 0);
        child_close(&gateway);
        start();
        assert_int_equal(post("a-9"), 200); /* also one that begins without it */
        assert_int_equal(topic_end(&world), before);
        tell_door("pass\n");
        EVENTUALLY(topic_end(&world) >=
                   before + 2); /* what the line held back may come beside what is sent anew */
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(kafka_goes_and_comes_back),
                cmocka_unit_test(a_large_body),
                cmocka_unit_test(a_deep_body),
                cmocka_unit_test(slow_clients),
                cmocka_unit_test(a_stop_while_kafka_is_away),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

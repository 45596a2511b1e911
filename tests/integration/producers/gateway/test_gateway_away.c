/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_away.c - what clients are answered while Kafka is away, and what clients that behave badly cost
 * the others. The line to Kafka goes through a proxy that cuts it (tests/support/door.py).
 */
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include "tests/support/peek.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum {
        BODY_MOST = 65536,
        CONNECTIONS = 8,
        CONFIRM_MS = 1000 * TEST_PATIENCE,
        REQUEST_MS = 1000 * TEST_PATIENCE
};

static struct world world;
static struct child gateway;
static int port, control, listens; /* of the gateway, of the door, of Kafka behind it */
static pid_t door;
static char door_file[] = "/tmp/hentra-door-XXXXXX";

/* ---- the line ---- */

static bool door_is_open(int *at)
{
        FILE *in = fopen(door_file, "r");
        assert_non_null(in);
        const bool is_open = fscanf(in, "%d %d", at, &control) == 2;
        fclose(in);
        return is_open;
}

/* Returns the port that Kafka is behind. */
static int open_door(void)
{
        char behind[16], before[16];
        if (sscanf(getenv("HENTRA_TEST_KAFKA_PROXY"), "%15s %15s", behind, before) != 2)
                fail_msg("strange HENTRA_TEST_KAFKA_PROXY");
        close(mkstemp(door_file));
        door = fork();
        if (door == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                execl("/usr/bin/python3", "python3", SOURCE_DIR "/tests/support/door.py", behind, before,
                      door_file, "1", (char *)NULL);
                _exit(127);
        }
        EVENTUALLY(door_is_open(&listens));
        return listens;
}

static void tell_door(const char *command)
{
        char answer[256];
        const int fd = ask_connect(control);
        ask_send(fd, command);
        assert_true(read(fd, answer, sizeof(answer)) > 0);
        close(fd);
}

static int port_of(struct child *c)
{
        const char *at;
        EVENTUALLY((at = strstr(child_err(c), "port=")) != NULL && strchr(at, '\n'));
        return atoi(strstr(child_err(c), "port=") + 5);
}

static int open_world(void **state)
{
        char more[640];
        (void)state;
        snprintf(more, sizeof(more),
                 "kafka.reconnect.backoff.max.ms=100\nkafka.socket.connection.setup.timeout.ms=1000\n"
                 "gateway.listen=127.0.0.1:0\ngateway.confirm_timeout=%dms\ngateway.body=64k\n"
                 "gateway.request_timeout=%dms\ngateway.connections=%d\n",
                 CONFIRM_MS, REQUEST_MS, CONNECTIONS);
        world_open(&world, "gateway_away", more);
        world_topic(&world, 1);
        char address[64];
        snprintf(address, sizeof(address), "127.0.0.1:%d", open_door());
        setenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS", address, 1);
        child_start(&gateway, &world, "gateway", NULL);
        unsetenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS");
        port = port_of(&gateway);
        return 0;
}

static int close_world(void **state)
{
        (void)state;
        child_signal(&gateway, SIGTERM);
        const int code = child_wait(&gateway);
        child_close(&gateway);
        children_end();
        kill(door, SIGKILL);
        waitpid(door, NULL, 0);
        unlink(door_file);
        world_close(&world);
        return code;
}

static int64_t end_of_topic(void)
{
        int64_t first, next;
        struct err e;
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e));
        return next;
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
        return status;
}

static void kafka_goes_and_comes_back(void **state)
{
        (void)state;
        EVENTUALLY(post("a-1") == 200); /* a new client of Kafka first asks for its number */
        const int64_t before = end_of_topic();
        tell_door("cut\n");
        assert_int_equal(post("a-2"), 503);
        /* It knows now, and does not let the next one wait. */
        const micros began = steady_now();
        assert_int_equal(post("a-3"), 503);
        assert_true(steady_now() - began < CONFIRM_MS * 800);
        assert_int_equal(end_of_topic(), before);
        tell_door("pass\n");
        EVENTUALLY(post("a-2") == 200);
        assert_true(end_of_topic() > before);
        assert_non_null(strstr(child_err(&gateway), "gateway.kafka_is_away"));
        assert_non_null(strstr(child_err(&gateway), "gateway.kafka_is_back"));
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

/* A call that the gateway at this port has read, and has not answered. */
static int ask_unanswered(int at)
{
        const char *body = "[{\"MaHoSo\":\"a-8\",\"TrangThaiHoSo\":2}]";
        char head[256];
        const int fd = ask_connect(at);
        snprintf(head, sizeof(head),
                 "POST /td/create HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n",
                 strlen(body));
        ask_send(fd, head);
        ask_send(fd, body);
        struct asked later = ask(at, "/", "", ""); /* so the one before it has been read */
        assert_int_equal(later.status, 404);
        asked_end(&later);
        return fd;
}

static void expect_later(int fd)
{
        struct asked a = ask_read(fd);
        assert_int_equal(a.status, 503);
        assert_non_null(strstr(a.body, "\"error_code\":\"7\""));
        assert_non_null(strstr(a.head, "\r\nRetry-After: 30\r\n"));
        asked_end(&a);
}

/* A stop answers what is under way first: the line is stalled, so nothing is confirmed. The one gateway
 * gives up Kafka within the time of a stop, the other one does not. */
static void a_stop_answers_first(void **state)
{
        (void)state;
        struct child patient;
        char address[64];
        snprintf(address, sizeof(address), "127.0.0.1:%d", listens);
        setenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS", address, 1);
        child_start(&patient, &world, "gateway", "--set", "gateway.confirm_timeout=60s", NULL);
        unsetenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS");
        const int other = port_of(&patient);
        tell_door("stall\n");
        const int one = ask_unanswered(port), two = ask_unanswered(other);
        child_signal(&gateway, SIGTERM);
        child_signal(&patient, SIGTERM);
        expect_later(one);
        expect_later(two);
        tell_door("pass\n");
        assert_int_equal(child_wait(&patient), 0);
        child_close(&patient);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(kafka_goes_and_comes_back),
                cmocka_unit_test(a_large_body),
                cmocka_unit_test(a_deep_body),
                cmocka_unit_test(slow_clients),
                cmocka_unit_test(a_stop_answers_first),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

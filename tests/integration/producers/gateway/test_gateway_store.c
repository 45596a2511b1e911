/* SPDX-License-Identifier: Apache-2.0
 *
 * test_gateway_store.c - what was answered with success is in the topic, in the order of each dossier: over
 * kills, over a store that was full, and after a client of Kafka that gave up; and, with a memory, what the
 * store lost or Kafka refused is there when it was sent again. And which comes first after a time without
 * Kafka. The line to Kafka goes through a proxy that cuts it (tests/support/door.py).
 */
#include "core/wire/codec.h"
#include "tests/support/asking.h"
#include "tests/support/child.h"
#include "tests/support/kafka_door.h"
#include "tests/support/topic/topic.h"
#include "tests/support/topic_end.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { DOSSIERS = 7, POSTS_MOST = 1 << 16 };

static struct world world;
static struct child gateway;
static struct codec *codec;
static int port;

/* ---- the gateway ---- */

static void start(const char *one, const char *other)
{
        const char *at;
        use_door(true);
        child_start(&gateway, &world, "gateway", "--set", one, "--set", other, NULL);
        use_door(false);
        EVENTUALLY((at = strstr(child_err(&gateway), "port=")) != NULL && strchr(at, '\n'));
        port = atoi(strstr(child_err(&gateway), "port=") + 5);
}

static void stop(int number, int code)
{
        child_signal(&gateway, number);
        assert_int_equal(child_wait(&gateway), code);
        child_close(&gateway);
}

static int open_world(void **state)
{
        struct err e;
        (void)state;
        world_open(&world, "gateway_store",
                   "kafka.reconnect.backoff.max.ms=100\nkafka.socket.connection.setup.timeout.ms=1000\n"
                   "gateway.listen=127.0.0.1:0\n");
        DONE(codec_open(&codec, &e));
        open_door();
        return 0;
}

static int close_world(void **state)
{
        char command[128];
        (void)state;
        children_end();
        close_door();
        codec_close(codec);
        snprintf(command, sizeof(command), "rm -rf %s-memory", world.file);
        world_close(&world);
        return system(command);
}

/* A topic and a store of its own. */
static int begin(void **state)
{
        char command[256];
        (void)state;
        static int tests;
        snprintf(world.topic, sizeof(world.topic), "gateway-store-%d-%d", getpid(), ++tests);
        snprintf(command, sizeof(command), "%s", world.topic);
        setenv("HENTRA_TOPIC_STATUS", command, 1);
        snprintf(command, sizeof(command), "rm -rf %s-store %s-memory", world.file, world.file);
        assert_int_equal(system(command), 0);
        world_topic(&world, 1);
        tell_door("pass\n");
        return 0;
}

/* ---- documents ---- */

/* Document `n`, of a dossier that follows from it: its channel says n once more. */
static int post(int n)
{
        char body[200];
        snprintf(body, sizeof(body), "[{\"MaHoSo\":\"d-%d\",\"TrangThaiHoSo\":2,\"MaTTHC\":\"%d\"}]",
                 n % DOSSIERS, n);
        struct asked a = ask(port, "/td/create", "", body);
        const int status = a.status;
        asked_end(&a);
        return status;
}

/* The documents in the topic, in order. */
static int in_topic[POSTS_MOST], in_topic_n;

static void read_topic(void)
{
        int64_t first, next;
        struct err e;
        DONE(peek_bounds(world.conf, world.topic, 0, &first, &next, 10000, &e));
        struct kafka_peeker *p = kafka_peeker_new(world.conf);
        in_topic_n = 0;
        for (int64_t offset = first; offset < next; offset++) {
                struct kafka_message m;
                struct event v;
                bool found;
                DONE(kafka_peek(p, world.topic, 0, offset, 10000, &m, &found, &e));
                if (!found)
                        continue;
                DONE(codec_decode(codec, m.value, m.value_len, &v, &e));
                char text[PROCEDURE_MOST + 1];
                snprintf(text, sizeof(text), "%.*s", (int)v.procedure.len, v.procedure.at);
                in_topic[in_topic_n++] = atoi(text);
                kafka_release(&m, 1);
        }
        kafka_peeker_close(p);
}

static bool is_in_topic(int n)
{
        for (int i = 0; i < in_topic_n; i++)
                if (in_topic[i] == n)
                        return true;
        return false;
}

/* Each dossier's documents come in the order in which they were sent; those that were sent twice again. */
static void expect_order(void)
{
        int last[DOSSIERS], highest[DOSSIERS];
        for (int d = 0; d < DOSSIERS; d++)
                last[d] = highest[d] = -1;
        for (int i = 0; i < in_topic_n; i++) {
                const int n = in_topic[i], d = n % DOSSIERS;
                /* A step back is a repetition: all between it and the highest one is there again, too. */
                if (n > highest[d] && highest[d] >= 0)
                        assert_true(last[d] == highest[d]);
                highest[d] = n > highest[d] ? n : highest[d];
                last[d] = n;
        }
}

/* ---- tests ---- */

/* It is started again. */
static void kill_forwarder(void)
{
        assert_int_equal(kill(child_of(&gateway), SIGKILL), 0);
        EVENTUALLY(strstr(child_err(&gateway), "forward.ended") != NULL);
}

/* Calls that hang in the air when it is killed are answered with success, or not at all. */
static void kills(void **state)
{
        static bool stored[POSTS_MOST];
        int n = 0;
        (void)state;
        for (int run = 0; run < 5; run++) {
                start("log.level=info", "log.format=plain");
                if (run == 2)
                        tell_door("cut\n");
                if (run == 4)
                        tell_door("pass\n");
                for (int i = 0; i < 40; i++, n++) {
                        stored[n] = post(n) == 200;
                        assert_true(stored[n]);
                }
                if (run == 1)
                        kill_forwarder();
                char body[200];
                snprintf(body, sizeof(body), "[{\"MaHoSo\":\"d-%d\",\"TrangThaiHoSo\":2,\"MaTTHC\":\"%d\"}]",
                         n % DOSSIERS, n);
                const int fd = ask_connect(port);
                char head[512];
                snprintf(head, sizeof(head),
                         "POST /td/create HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                         "%zu\r\n\r\n%s",
                         strlen(body), body);
                ask_send(fd, head);
                stop(SIGKILL, 128 + SIGKILL);
                struct asked a = ask_read(fd);
                assert_true(a.status == 200 || a.status == 0);
                stored[n++] = a.status == 200;
                asked_end(&a);
        }
        start("log.level=info", "log.format=plain");
        assert_int_equal(post(n), 200);
        EVENTUALLY(topic_end(&world) >= n - 4); /* five calls may have been too late */
        UNTIL((read_topic(), is_in_topic(n)), usleep(100000));
        for (int i = 0; i < n; i++)
                if (stored[i] && !is_in_topic(i))
                        fail_msg("%d of %d is missing", i, n);
        expect_order();
        stop(SIGTERM, 0);
}

/* It refuses, keeps what it has, and takes again. */
static void a_full_store(void **state)
{
        char large[32 << 10] = "[";
        int n = 0, status;
        (void)state;
        start("store.most=1M", "log.format=plain");
        assert_int_equal(post(n++), 200);
        EVENTUALLY(topic_end(&world) == 1);
        tell_door("cut\n");
        for (int i = 0; i < 100; i++)
                snprintf(large + strlen(large), sizeof(large) - strlen(large),
                         "%s{\"MaHoSo\":\"large-%d\",\"TrangThaiHoSo\":2,\"MaTTHC\":\"77777\"}", i ? "," : "",
                         i);
        strcat(large, "]");
        int calls = 0;
        for (status = 200; status == 200; calls += status == 200) {
                struct asked a = ask(port, "/td/create", "", large);
                status = a.status;
                if (status == 503)
                        assert_non_null(strstr(a.body, "\"error_code\":\"7\""));
                asked_end(&a);
        }
        assert_int_equal(status, 503);
        assert_true(calls > 10);
        assert_int_equal(post(n), 503);
        assert_says(child_err(&gateway), "store.full");
        stop(SIGKILL, 128 + SIGKILL);
        start("store.most=1M", "log.format=plain"); /* what it had is there, and nothing of what it refused */
        tell_door("pass\n");
        UNTIL(post(n) == 200, usleep(100000));
        topic_expect_end(&world, 2 + 100 * calls);
        stop(SIGTERM, 0);
}

/* Its messages time out, so the order could be lost: another client sends all of them again. */
static void a_client_that_gives_up(void **state)
{
        int n = 0;
        (void)state;
        start("kafka.message.timeout.ms=1000", "log.format=plain");
        assert_int_equal(post(n++), 200);
        EVENTUALLY(topic_end(&world) == 1);
        tell_door("cut\n");
        while (n < 20)
                assert_int_equal(post(n++), 200);
        EVENTUALLY(strstr(child_err(&gateway), "pump.begins_anew") != NULL);
        tell_door("pass\n");
        while (n < 30)
                assert_int_equal(post(n++), 200);
        EVENTUALLY(topic_end(&world) >= 30);
        read_topic();
        for (int i = 0; i < n; i++)
                assert_true(is_in_topic(i));
        expect_order();
        stop(SIGTERM, 0);
}

/* The backlog takes seconds by the rate; what comes in meanwhile does not wait for it. */
static void live_before_the_backlog(void **state)
{
        int n = 0;
        (void)state;
        tell_door("cut\n");
        start("forward.order=live", "forward.rate=30");
        while (n < 400)
                assert_int_equal(post(n++), 200);
        tell_door("pass\n");
        EVENTUALLY(topic_end(&world) > 0);
        const micros began = steady_now();
        assert_int_equal(post(n), 200);
        EVENTUALLY(topic_end(&world) == n + 1);
        const double seconds = (double)(steady_now() - began) / (double)MICROS_PER_SECOND;
        /* These documents have more than 100 bytes; a tenth of a second's may leave at once. */
        if (seconds < 400 * 100 / 30000.0 - 0.5)
                fail_msg("%.1f s", seconds);
        read_topic();
        int live = 0;
        while (in_topic[live] != n)
                live++;
        assert_true(live < 300);
        for (int i = 0; i < n; i++)
                assert_true(is_in_topic(i));
        stop(SIGTERM, 0);
}

/* One byte of the first stored document that has these bytes. */
static void spoil(const char *bytes)
{
        char command[512];
        snprintf(command, sizeof(command),
                 "python3 -c 'import glob\n"
                 "for name in glob.glob(\"%s-store/*\"):\n"
                 "    data = open(name, \"rb\").read() if name.endswith(\".segment\") else b\"\"\n"
                 "    at = data.find(b\"%s\")\n"
                 "    if at >= 0:\n"
                 "        open(name, \"r+b\").write(data[:at] + b\"#\" + data[at + 1:])\n"
                 "        raise SystemExit\n"
                 "raise SystemExit(1)'",
                 world.file, bytes);
        assert_int_equal(system(command), 0);
}

/* A bad disk lost a document that the memory knows: whoever sends it again is heard. */
static void what_was_lost_is_sent_again(void **state)
{
        char memory[128];
        (void)state;
        snprintf(memory, sizeof(memory), "gateway.memory=%s-memory", world.file);
        tell_door("cut\n");
        start(memory, "log.format=plain");
        for (int n = 10; n < 10 + DOSSIERS; n++)
                assert_int_equal(post(n), 200);
        stop(SIGTERM, 0);
        spoil("d-5"); /* of 12 */
        start(memory, "log.format=plain");
        assert_int_equal(post(12), 200); /* it is not known yet that it was lost */
        assert_null(strstr(child_err(&gateway), "gateway.memory_begun_anew"));
        tell_door("pass\n");
        EVENTUALLY(strstr(child_err(&gateway), "gateway.memory_begun_anew") != NULL);
        read_topic();
        assert_false(is_in_topic(12));
        assert_int_equal(post(12), 200);
        UNTIL((read_topic(), is_in_topic(12)), usleep(100000));
        assert_int_equal(post(12), 200); /* and now it is known */
        assert_int_equal(post(17), 200);
        UNTIL((read_topic(), is_in_topic(17)), usleep(100000));
        int times = 0;
        for (int i = 0; i < in_topic_n; i++)
                times += in_topic[i] == 12;
        assert_int_equal(times, 1);
        stop(SIGTERM, 0);
}

/* It is too long for the topic, until somebody sees to that. */
static void what_kafka_refused_is_sent_again(void **state)
{
        char memory[128];
        struct err e;
        (void)state;
        snprintf(memory, sizeof(memory), "gateway.memory=%s-memory", world.file);
        start(memory, "log.format=plain");
        assert_int_equal(post(3), 200);
        UNTIL((read_topic(), is_in_topic(3)), usleep(100000));
        DONE(topic_limit(world.conf, world.topic, 20, &e));
        assert_int_equal(post(1), 200);
        EVENTUALLY(strstr(child_err(&gateway), "store.refused") != NULL);
        DONE(topic_limit(world.conf, world.topic, 1 << 20, &e));
        UNTIL((assert_int_equal(post(1), 200), read_topic(), is_in_topic(1)), usleep(100000));
        assert_int_equal(post(1), 200);
        assert_int_equal(post(2), 200);
        assert_int_equal(post(3), 200); /* it is known still */
        UNTIL((read_topic(), is_in_topic(2)), usleep(100000));
        int times[4] = {0};
        for (int i = 0; i < in_topic_n; i++)
                times[in_topic[i]]++;
        assert_int_equal(times[3], 1);
        assert_int_equal(times[1], 1);
        assert_null(strstr(child_err(&gateway), "gateway.memory_begun_anew"));
        stop(SIGTERM, 0);
}

/* It ends while it still has news to read, and is heard after that. */
static void a_last_word_is_heard(void **state)
{
        char memory[128];
        (void)state;
        snprintf(memory, sizeof(memory), "gateway.memory=%s-memory", world.file);
        tell_door("cut\n");
        start(memory, "log.format=plain");
        for (int n = 0; n < 3; n++)
                assert_int_equal(post(n), 200);
        child_signal(&gateway, SIGSTOP);
        const pid_t forwarder = child_of(&gateway);
        assert_int_equal(kill(forwarder, SIGTERM), 0);
        EVENTUALLY(process_has_ended(forwarder));
        child_signal(&gateway, SIGCONT);
        EVENTUALLY(strstr(child_err(&gateway), "forward.ended") != NULL);
        assert_null(strstr(child_err(&gateway), "gateway.memory_begun_anew"));
        stop(SIGTERM, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(kills, begin),
                cmocka_unit_test_setup(a_full_store, begin),
                cmocka_unit_test_setup(a_client_that_gives_up, begin),
                cmocka_unit_test_setup(live_before_the_backlog, begin),
                cmocka_unit_test_setup(what_was_lost_is_sent_again, begin),
                cmocka_unit_test_setup(what_kafka_refused_is_sent_again, begin),
                cmocka_unit_test_setup(a_last_word_is_heard, begin),
        };
        if (world_lacks(SERVER_KAFKA | PROGRAM))
                return SKIPPED;
        return cmocka_run_group_tests(tests, open_world, close_world);
}

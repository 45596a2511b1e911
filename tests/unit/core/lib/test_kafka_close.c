/* SPDX-License-Identifier: Apache-2.0
 *
 * test_kafka_close.c - librdkafka may never come back from closing a consumer whose topic was made anew: the process
 * ends all the same. The library's fault itself is not called for: here its last function is ours, and hangs when it is
 * told to.
 */
#include "tests/support/unit.h"

#include "core/lib/conf.h"
#include "core/lib/kafka.h"
#include "core/program/keys.h"
#include <dlfcn.h>
#include <librdkafka/rdkafka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAID_MOST = 8192 };
static bool hangs;

/* In place of the library's. */
void rd_kafka_destroy(rd_kafka_t *rk)
{
        void (*real)(rd_kafka_t *);
        *(void **)&real = dlsym(RTLD_NEXT, "rd_kafka_destroy");
        while (hangs)
                pause();
        real(rk);
}

/* In place of the C library's: a quarter of a minute is not waited for. */
unsigned alarm(unsigned seconds)
{
        const struct itimerspec soon = {.it_value.tv_nsec = seconds && hangs ? 100000000 : 0};
        static timer_t timer;
        if (!timer && timer_create(CLOCK_MONOTONIC, NULL, &timer) != 0)
                abort();
        timer_settime(timer, 0, &soon, NULL);
        return 0;
}

static void assigned(void *context, const int32_t *partitions, size_t n)
{
        (void)context, (void)partitions, (void)n;
}

static void revoked(void *context, const int32_t *partitions, size_t n, bool lost)
{
        (void)context, (void)partitions, (void)n, (void)lost;
}

/* Opens a consumer that no broker answers, and closes it in a process of its own; its exit code, and what it said. */
static int close_one(bool slow, char said[static SAID_MOST])
{
        int ends[2], status;
        assert_int_equal(pipe(ends), 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
                const struct kafka_rebalance rebalance = {assigned, revoked, NULL};
                struct kafka_consumer *c;
                struct conf *conf;
                struct err e;
                dup2(ends[1], STDERR_FILENO);
                setenv("HENTRA_CONFIG", "/dev/null", 1);
                setenv("HENTRA_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", 1);
                hangs = slow;
                if (conf_open(&conf, &settings, NULL, NULL, &e) != OK ||
                    kafka_consumer_open(&c, conf, "group", "topic", &rebalance, &e) != OK)
                        _exit(99);
                kafka_consumer_close(c);
                conf_close(conf);
                _exit(0);
        }
        close(ends[1]);
        size_t n = 0;
        for (ssize_t got; n < SAID_MOST - 1 && (got = read(ends[0], said + n, SAID_MOST - 1 - n)) > 0;)
                n += (size_t)got;
        said[n] = 0;
        close(ends[0]);
        assert_int_equal(waitpid(child, &status, 0), child);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void a_close_that_hangs(void **state)
{
        (void)state;
        char said[SAID_MOST];
        assert_int_equal(close_one(true, said), 1);
        if (!strstr(said, "did not end") || !strstr(said, "what is committed stands"))
                fail_msg("said: %s", said);
}

static void a_close_as_it_should_be(void **state)
{
        (void)state;
        char said[SAID_MOST];
        assert_int_equal(close_one(false, said), 0);
        assert_null(strstr(said, "did not end"));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_close_that_hangs),
                cmocka_unit_test(a_close_as_it_should_be),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

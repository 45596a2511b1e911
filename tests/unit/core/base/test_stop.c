/* SPDX-License-Identifier: Apache-2.0
 *
 * test_stop.c - a signal asks for the end, and every wait sees it. Each case runs in a process of its own,
 * since a stop that was asked for stays asked for.
 */
#include "tests/support/unit.h"

#include "core/base/moment.h"
#include "core/base/stop.h"
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEED(fact)                              \
        do {                                    \
                if (!(fact))                    \
                        _exit(__LINE__ & 0x7f); \
        } while (0)

static void in_child(void (*scenario)(void))
{
        int status;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
                scenario();
                _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                fail_msg("the scenario failed, status %d (low bits of the line)", status >> 8);
}

static bool readable(int fd)
{
        struct pollfd p = {.fd = fd, .events = POLLIN};
        return poll(&p, 1, 0) == 1;
}

static void signal_is_seen(void)
{
        stop_install();
        NEED(stop_asked() == 0 && !readable(stop_fd()));
        NEED(stop_wait(1) == 0);
        NEED(raise(SIGTERM) == 0);
        NEED(stop_asked() == SIGTERM && readable(stop_fd()));
        NEED(stop_wait(1000000) == SIGTERM); /* returns at once */
        NEED(raise(SIGINT) == 0);
        NEED(stop_asked() == SIGINT && readable(stop_fd()));
}

static void many_signals_do_not_block(void)
{
        stop_install();
        stop_install();                 /* twice is fine */
        for (int i = 0; i < 70000; i++) /* more than a pipe holds */
                NEED(raise(SIGTERM) == 0);
        NEED(readable(stop_fd()));
}

static void broken_pipe_is_ignored(void)
{
        int ends[2];
        stop_install();
        NEED(pipe(ends) == 0 && close(ends[0]) == 0);
        NEED(write(ends[1], "", 1) == -1);
        NEED(stop_asked() == 0);
}

static atomic_int disturbed;

static void disturb(int number)
{
        (void)number;
        disturbed++;
}

static void *disturb_then_stop(void *main_thread)
{
        for (int i = 0; i < 20; i++) {
                pthread_kill(*(pthread_t *)main_thread, SIGUSR1);
                while (disturbed <= i)
                        sched_yield();
        }
        kill(getpid(), SIGTERM);
        return NULL;
}

static void a_wait_ends_with_the_stop_and_not_before(void)
{
        pthread_t self = pthread_self(), other;
        stop_install();
        NEED(signal(SIGUSR1, disturb) != SIG_ERR);
        NEED(pthread_create(&other, NULL, disturb_then_stop, &self) == 0);
        micros before = moment_now();
        NEED(stop_wait(60000) == SIGTERM);
        NEED(moment_now() - before < 50 * MICROS_PER_SECOND);
        NEED(pthread_join(other, NULL) == 0);
}

static void test_signal_is_seen(void **state)
{
        (void)state;
        in_child(signal_is_seen);
}

static void test_many_signals_do_not_block(void **state)
{
        (void)state;
        in_child(many_signals_do_not_block);
}

static void test_broken_pipe_is_ignored(void **state)
{
        (void)state;
        in_child(broken_pipe_is_ignored);
}

static void test_a_wait_ends_with_the_stop_and_not_before(void **state)
{
        (void)state;
        in_child(a_wait_ends_with_the_stop_and_not_before);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_signal_is_seen),
                cmocka_unit_test(test_many_signals_do_not_block),
                cmocka_unit_test(test_broken_pipe_is_ignored),
                cmocka_unit_test(test_a_wait_ends_with_the_stop_and_not_before),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

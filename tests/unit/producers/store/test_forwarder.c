/* SPDX-License-Identifier: Apache-2.0
 *
 * test_forwarder.c - what is logged of a store whose forwarder cannot be started, and of what waits in it; and
 * a forwarder that ends without a word. The function that makes a process is the one of this file.
 */
#include "producers/store/forwarder.h"
#include "tests/support/capture.h"
#include "tests/support/store_dir.h"
#include <poll.h>

static bool forks = true, ends_at_once;

pid_t fork(void)
{
        if (forks) {
                const pid_t pid = (pid_t)syscall(SYS_fork);
                if (pid == 0 && ends_at_once)
                        _exit(EXIT_FAILURE);
                return pid;
        }
        errno = EAGAIN;
        return -1;
}

static size_t times(const char *text, const char *part)
{
        size_t n = 0;
        for (const char *at = text; (at = strstr(at, part)); at++)
                n++;
        return n;
}

/* Turns with one record that was stored so long ago; gives the log. */
static char *log_of(struct store_dir *d, int seconds, int turns)
{
        struct err e;
        store_dir_open(d, 1 << 20, false);
        assert_int_equal(store_append(d->store, "x", 1, moment_now() - seconds * MICROS_PER_SECOND, &e), OK);
        assert_int_equal(store_sync(d->store, &e), OK);
        struct capture c = capture_begin(STDERR_FILENO);
        forks = false;
        struct forwarder *f = forwarder_open(NULL, d->folder, d->store);
        for (int i = 0; i < turns; i++)
                forwarder_turn(f);
        forwarder_close(f);
        forks = true;
        return capture_end(&c);
}

static void no_process(void **state)
{
        char *text = log_of(*state, 0, 3);
        assert_int_equal(times(text, "forward.not_started"), 1); /* the next try is later */
        assert_non_null(strstr(text, "retry_in_ms="));
        assert_non_null(strstr(text, strerror(EAGAIN)));
        assert_int_equal(times(text, "store.waits"), 0);
        free(text);
}

static void what_waits_is_said(void **state)
{
        char *text = log_of(*state, 90, 3);
        assert_int_equal(times(text, "store.waits"), 1); /* once a minute */
        assert_non_null(strstr(text, "records=1"));
        assert_non_null(strstr(text, "oldest_s=9"));
        free(text);
}

static void count(void *context, const char *reason)
{
        (void)reason;
        ++*(int *)context;
}

/* As one does that gets no memory: nobody knows what it had passed over. */
static void one_that_ends_without_a_word(void **state)
{
        struct store_dir *d = *state;
        int losses = 0;
        store_dir_open(d, 1 << 20, false);
        ends_at_once = true;
        struct forwarder *f = forwarder_open(NULL, d->folder, d->store);
        forwarder_on_loss(f, count, NULL, &losses);
        struct capture c = capture_begin(STDERR_FILENO);
        forwarder_turn(f);
        const micros until = steady_now() + 30 * MICROS_PER_SECOND;
        while (losses == 0 && steady_now() < until) {
                struct pollfd one = {.fd = forwarder_fd(f), .events = POLLIN};
                poll(&one, 1, 1000);
                forwarder_turn(f);
        }
        ends_at_once = false;
        forks = false;
        forwarder_close(f);
        forks = true;
        free(capture_end(&c));
        assert_true(losses > 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, store_dir_set_up, store_dir_tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {TEST(no_process), TEST(what_waits_is_said),
                                           TEST(one_that_ends_without_a_word)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
